"""Which tests hold what must happen with each number of the project's list of bad inputs.

A test is named by its file and its function; whoever writes a better one for a number adds it here.
"""

from __future__ import annotations

from collections.abc import Mapping

_CASES = ("test_bad_inputs.py::test_bad_input",)
_ACCEPTED = "test_bad_inputs_accepted.py::"
_PATHS = "test_bad_paths.py::"
_REFERENCES = "test_bad_references.py::"
_INJECTIONS = "test_bad_injections.py::"
_LIMITS = "test_limits.py::"
_GIT = "test_bad_git.py::"
_STAGE = "publish/test_stage.py::"
_DRAFT = "publish/test_draft.py::"
_HOSTILE = "hostile/test_pages.py::"
_FAULTS = "faults/test_faults.py::"
_ENDS = "faults/test_ends.py::"

BY_CASES = frozenset({1, *range(4, 8), *range(9, 18), *range(19, 24), 25, 26, 27, 29, 30, 32})
BY_CASES |= {*range(33, 37), 41, 42, 56}
"""Those of tiny broken projects, which say their number themselves (``tests/bad_inputs.py``)."""

HELD: Mapping[int, tuple[str, ...]] = {
    **dict.fromkeys(BY_CASES, _CASES),
    2: (f"{_ACCEPTED}test_a_byte_order_mark_is_dropped",),
    3: (f"{_ACCEPTED}test_line_endings_make_no_difference",),
    8: (f"{_ACCEPTED}test_direction_controls_are_warned_of",),
    15: (*_CASES, f"{_LIMITS}test_front_matter_and_folders_have_limits_too"),
    18: (f"{_ACCEPTED}test_a_time_without_a_zone_is_utc",),
    24: (f"{_ACCEPTED}test_an_entry_of_the_future_is_scheduled",),
    28: (f"{_ACCEPTED}test_a_changed_id_is_refused", f"{_ACCEPTED}test_a_renamed_entry_needs_its_old_id"),
    31: (
        f"{_REFERENCES}test_reference_to_what_the_edition_does_not_hold",
        f"{_REFERENCES}test_include_of_what_the_edition_does_not_hold",
    ),
    37: (f"{_PATHS}test_symbolic_link", f"{_PATHS}test_a_folder_that_leads_out_of_the_repository"),
    38: (f"{_PATHS}test_symbolic_link", f"{_PATHS}test_two_symbolic_links_in_a_circle"),
    39: (f"{_PATHS}test_symbolic_link",),
    40: (f"{_PATHS}test_a_symbolic_link_takes_the_audience_of_what_it_leads_to",),
    43: (
        f"{_PATHS}test_a_pipe_is_no_file",
        f"{_PATHS}test_a_socket_is_no_file",
        f"{_PATHS}test_a_link_to_a_device_leads_out_of_the_repository",
    ),
    44: (
        f"{_INJECTIONS}test_44_52_55_feeds_and_data_are_well_formed_and_hold_titles_as_written",
        f"{_HOSTILE}test_nothing_runs_on_some_pages",
    ),
    45: (
        f"{_INJECTIONS}test_45_54_summaries_and_names_are_text_on_every_page",
        f"{_HOSTILE}test_nothing_runs_where_it_is_found",
    ),
    **dict.fromkeys(
        (46, 47, 48, 49, 51),
        (
            f"{_INJECTIONS}test_46_to_51_nothing_of_a_body_runs_in_feeds",
            f"{_HOSTILE}test_nothing_runs_on_some_pages",
        ),
    ),
    50: (
        f"{_INJECTIONS}test_50_a_picture_with_a_script_is_shown_as_a_picture_only",
        "hostile/test_untrusted.py::test_a_picture_that_could_run_something_is_found",
    ),
    52: (f"{_INJECTIONS}test_44_52_55_feeds_and_data_are_well_formed_and_hold_titles_as_written",),
    53: (f"{_INJECTIONS}test_53_braces_stay_as_they_are",),
    54: (f"{_INJECTIONS}test_54_people_are_shown_as_text",),
    55: (f"{_INJECTIONS}test_44_52_55_feeds_and_data_are_well_formed_and_hold_titles_as_written",),
    57: (f"{_ACCEPTED}test_odd_separators_pass_and_feeds_are_well_formed",),
    58: (f"{_ACCEPTED}test_a_very_long_entry_builds",),
    59: (
        f"{_LIMITS}test_63_many_files_in_one_folder_are_built",
        "test_feed_stability.py::test_a_feed_holds_no_more_than_its_limit",
    ),
    **dict.fromkeys((60, 61, 62), (f"{_LIMITS}test_what_is_nested_too_deeply_is_refused_at_its_line",)),
    63: (f"{_LIMITS}test_63_many_files_in_one_folder_are_built",),
    64: (f"{_GIT}test_64_git_is_not_installed",),
    65: (f"{_GIT}test_65_not_a_repository",),
    66: (f"{_GIT}test_66_no_commits",),
    67: (f"{_GIT}test_67_a_shallow_clone",),
    68: (f"{_GIT}test_68_a_detached_head",),
    69: (f"{_GIT}test_69_a_work_tree_whose_repository_is_gone",),
    70: (f"{_GIT}test_70_a_bare_repository", f"{_GIT}test_70_sources_in_a_bare_repository_want_a_revision"),
    71: (f"{_GIT}test_71_a_submodule_is_left_out",),
    72: (f"{_GIT}test_72_a_partial_clone_is_not_completed",),
    73: (f"{_GIT}test_73_a_missing_object", f"{_GIT}test_73_a_corrupt_object"),
    74: (f"{_GIT}test_74_dubious_ownership",),
    75: (f"{_GIT}test_75_a_rename_keeps_the_first_date",),
    76: (f"{_GIT}test_76_an_entry_is_dated_by_the_merge_that_brought_it",),
    77: (f"{_GIT}test_77_a_commit_older_than_its_parent_is_warned_of",),
    78: (f"{_GIT}test_78_a_date_that_cannot_be_is_warned_of",),
    79: (f"{_GIT}test_79_a_name_that_is_not_utf8",),
    80: (f"{_GIT}test_80_odd_names_are_right",),
    81: (f"{_GIT}test_81_what_is_not_committed_is_built",),
    82: (f"{_GIT}test_82_mailmap_and_bots",),
    83: (f"{_DRAFT}test_a_full_disk_leaves_what_is_published", f"{_FAULTS}test_some_faults_and_kills"),
    84: (
        f"{_STAGE}test_a_killed_build_leaves_the_site_and_the_next_one_cleans_up",
        f"{_DRAFT}test_a_build_can_be_killed_at_any_step",
        f"{_FAULTS}test_some_faults_and_kills",
    ),
    85: (
        f"{_STAGE}test_a_second_build_waits_for_the_first",
        f"{_ENDS}test_a_build_says_that_it_waits_for_another",
    ),
    86: (f"{_ENDS}test_a_place_that_nobody_may_write_is_said",),
    87: (f"{_STAGE}test_dangerous_folders_are_refused", "test_bad_builds.py::test_87_88_output_is_refused"),
    88: (f"{_STAGE}test_a_foreign_folder_is_refused", "test_bad_builds.py::test_87_88_output_is_refused"),
    89: (
        f"{_ENDS}test_files_that_go_away_meanwhile",
        f"{_ENDS}test_a_preview_survives_what_goes_away_while_it_builds",
    ),
    90: (
        "test_bad_builds.py::test_90_a_file_that_changes_meanwhile",
        f"{_ENDS}test_a_file_that_changes_meanwhile_is_the_old_one_or_the_new_one_everywhere",
    ),
    91: ("test_serve.py::test_what_breaks_keeps_the_last_good_version_and_recovers",),
}
