"""Every finding's code, severity and meaning; the documentation's page of codes is made from here.

A code never changes its meaning and is never given to another problem. ``BS0`` is configuration, ``BS1``
files and git, ``BS2`` front matter, ``BS3`` meaning, ``BS4`` references between items, ``BS5`` text,
``BS6`` output, ``BS7`` what is imported, ``BS8`` prose, ``BS9`` changes and releases.
"""

from __future__ import annotations

from enum import Enum, StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error stops publication, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


_E, _W = Severity.ERROR, Severity.WARNING

PROSE = "BS8"
"""What the codes begin with whose severity the configuration decides."""


class Code(Enum):
    """A kind of finding: severity, whether ``accept`` may lower it, summary, hint.

    Only what cannot show anything to the wrong reader may be accepted.
    """

    # Configuration
    BS001 = (
        _E,
        False,
        "unusable configuration file",
        "Write `plugins: [broadsheet: {audiences: …}]` in mkdocs.yml.",
    )
    BS002 = (_E, False, "wrong configuration value", "See the configuration reference.")
    BS003 = (
        _E,
        False,
        "no absolute site_url",
        "Set `site_url` for each edition, like https://docs.example.com/.",
    )
    BS004 = (_E, False, "code that cannot be accepted", "Mend what it reports.")
    BS005 = (
        _W,
        True,
        "Material's search is on",
        "Remove it from `plugins`: readers would download one index of the whole site.",
    )
    BS006 = (
        _E,
        False,
        "extension that includes files past selection",
        "Use pymdownx.snippets: Broadsheet reads what it names, and knows whom it is for.",
    )
    BS007 = (
        _E,
        True,
        "plugin or extension that does what strangers write",
        "Build what strangers wrote with a configuration without it; accept it if it does nothing of that here.",
    )

    # Files and git
    BS100 = (_E, False, "not UTF-8", "Save the file as UTF-8 (in an editor: “Save with encoding”).")
    BS101 = (_E, False, "UTF-16 or UTF-32", "Save the file as UTF-8 (in an editor: “Save with encoding”).")
    BS102 = (_E, False, "NUL byte in a text", "Remove it; if the file is no text, give it another extension.")
    BS103 = (_E, False, "control character", "Delete it, or write what was meant; a hex editor shows it.")
    BS104 = (_E, False, "reference to no character", "Delete it, or write `&amp;#…;` to show it as it is.")
    BS105 = (_W, True, "invisible text direction control", "Delete it, unless the text needs it.")
    BS106 = (_E, False, "empty file", "Write something, or delete the file.")
    BS107 = (_E, False, "names that look the same", "Rename one: some file systems cannot tell them apart.")
    BS108 = (_E, False, "names that differ only by case", "Rename one: some file systems cannot hold both.")
    BS109 = (_E, False, "name that is no safe address", "Rename it; letters, digits, `-` and `_` are safe.")
    BS110 = (_E, False, "name too long", "Rename it: a file or folder name has at most 200 bytes.")
    BS111 = (_E, False, "symbolic link out of the repository", "Copy the file into the repository instead.")
    BS112 = (_E, False, "symbolic links in a circle", "Delete the link, or let it point at a file.")
    BS113 = (_E, False, "symbolic link to nothing", "Delete it, or let it point at a file that git tracks.")
    BS114 = (_E, False, "symbolic link to a folder", "Link each file, or move the folder.")
    BS115 = (_E, False, "neither file nor folder", "Move the pipe, socket or device elsewhere.")
    BS116 = (_E, False, "unreadable file or folder", "Give the user who builds the right to read it.")
    BS117 = (_E, False, "file went away while it was read", "Build again when nothing changes the files.")
    BS118 = (_W, True, "another repository inside", "Its content is left out; copy what is wanted.")
    BS119 = (_E, False, "no documents' folder", "Make it, or name another with MkDocs' `docs_dir`.")
    BS120 = (_E, False, "folders nested too deeply", "Move it up: folders nest at most 50 deep.")
    BS122 = (
        _E,
        True,
        "picture that can run a script",
        "Export it anew, as an image without interaction; opened by itself it would run in the reader's browser.",
    )
    BS123 = (
        _E,
        False,
        "file of a kind that is not taken from authors who are not trusted",
        "Leave it out, or have somebody who is trusted add it.",
    )
    BS130 = (_E, False, "git is not installed", "Install git, or set `git: false` and date every entry.")
    BS131 = (_E, False, "not a git repository", "Run `git init` and commit, or set `git: false`.")
    BS132 = (_E, False, "no commits", "Commit what there is: `git add --all && git commit`.")
    BS133 = (
        _E,
        False,
        "shallow clone",
        "Run `git fetch --unshallow`; in CI set `fetch-depth: 0` (GitHub) or `GIT_DEPTH: 0` (GitLab).",
    )
    BS134 = (_E, False, "repository of a work tree is gone", "Restore it, or clone anew.")
    BS135 = (_E, False, "bare repository", "Name a revision with `--ref`, or work in a clone that has files.")
    BS136 = (_E, False, "partial clone", "Clone without `--filter`: nothing is fetched while building.")
    BS137 = (_E, False, "git cannot read the repository", "Run `git fsck`; clone anew if it reports damage.")
    BS138 = (_E, False, "dubious ownership", "Build as the user who owns it, or tell git to trust it.")
    BS139 = (_E, False, "no such revision", "Look with `git log` or `git tag`; fetch it if it is elsewhere.")
    BS140 = (_W, True, "commit older than its parent", "Give an entry a `date` where its order matters.")
    BS141 = (_W, True, "date that cannot be", "Give an entry a `date` where it matters.")
    BS142 = (_E, False, "SHA-256 repository", "Use a repository in git's default format, SHA-1.")
    BS143 = (_E, False, "no common history", "Name a revision that the change began at, or fetch all of it.")
    BS144 = (_E, False, "conflict that is not resolved", "Write what it should say, without git's marks.")

    # Front matter, as YAML
    BS200 = (_E, False, "YAML syntax error", "Put values with special characters in double quotes.")
    BS201 = (_E, False, "tab as indentation", "Indent with spaces: YAML does not allow tabs.")
    BS202 = (_E, False, "unquoted colon", "Put the whole value in double quotes.")
    BS203 = (_E, False, "key given twice", "Keep one of them.")
    BS204 = (_E, False, "YAML aliases", "Write the values out instead of using `&` and `*`.")
    BS205 = (_E, False, "YAML tag", "Remove the tag; put the value in quotes if it should start with `!`.")
    BS206 = (_E, False, "no such day or time", "Write a date as 2026-11-20, a time as 2026-11-20T09:30:00Z.")
    BS207 = (_E, False, "year out of range", "Years from 1970 to 2199 can be used.")
    BS208 = (_E, False, "number that cannot be used", "Put it in quotes if it is text.")
    BS209 = (_E, False, "key that is not text", "Put the key in quotes.")
    BS210 = (_E, False, "nested too deeply", "Make it flatter: at most 50 levels.")
    BS211 = (_E, False, "front matter too large", "Move the text below the front matter.")
    BS212 = (_E, False, "more than one YAML document", "Remove the `---` line in the middle.")
    BS213 = (_E, False, "front matter is not closed", "Add a line `---` after it; a rule in text is `***`.")
    BS214 = (_E, False, "front matter is not at the top", "Make `---` the very first line, not indented.")
    BS215 = (_E, False, "front matter not fenced", "Put `---` above and below; twice above, if it is text.")
    BS216 = (_E, False, "front matter that is not YAML", "Write it as YAML between two lines `---`.")
    BS217 = (_E, False, "not `key: value` lines", "Write `key: value` lines, with a space after the colon.")

    BS220 = (
        _E,
        False,
        "unknown key",
        "Correct the key, or list it under `extra_keys` if another tool wants it.",
    )
    BS221 = (_E, False, "unquoted value that YAML reads as something else", "Quote it.")
    BS222 = (_E, False, "wrong value", "See the reference of front matter and configuration.")

    # Meaning
    BS301 = (_E, False, "unknown audience", "Correct the name, or add the audience to mkdocs.yml.")
    BS302 = (_E, False, "no audience", "Write `audience:` here, or in a .meta.yml of one of its folders.")
    BS303 = (_E, True, "no title", "Write `title:` or a heading; accepted, its file's name is its title.")
    BS304 = (_E, False, "unknown type or product", "Correct the name, or add it to mkdocs.yml.")
    BS305 = (
        _E,
        False,
        "unusable id",
        "Use letters, digits, `-`, `_` and single dots, like 2026-11-20-parquet-export.",
    )
    BS306 = (
        _E,
        False,
        "id used twice",
        "Give one of the two another `id:`; an id that was published must stay.",
    )
    BS307 = (_E, False, "breaking change without action", "Write `action:` with what the reader must do.")
    BS308 = (_W, True, "scheduled entry", "Nothing to do: build again when the time has come.")
    BS309 = (
        _E,
        False,
        "unusable release name",
        "Use letters, digits, dots and hyphens, like 2.4 or 2026.11.",
    )
    BS310 = (
        _E,
        False,
        "index without a release",
        "Name its folder after the version, like changelog/2.4/index.md.",
    )
    BS311 = (_E, False, "no date", "Write `date:`, or let git tell it: `git: true`.")
    BS312 = (
        _E,
        False,
        "changed id",
        "Write the old id as `id:` in the front matter: readers know the entry by it.",
    )
    BS313 = (_E, False, "two pages at one address", "Rename one, or leave one out by `exclude_docs`.")
    BS315 = (
        _E,
        False,
        "path that begins nowhere",
        "Move `path:` to the index.md of the folder with the steps.",
    )
    BS316 = (_E, False, "release of an entry that is not there", "Correct the id, or take it from `entries`.")
    BS317 = (_E, False, "entry in two releases", "Take it from the `entries` of one, or drop its `release`.")
    BS318 = (
        _E,
        True,
        "published id would be gone",
        "Put the file back; to take the entry down, leave it there and write `expires_on:` with today's date.",
    )
    BS319 = (
        _E,
        True,
        "feed items would be sent again",
        "Set `feeds.authority` to what the ids began with, or leave the file's history as it is.",
    )

    # References
    BS401 = (
        _E,
        False,
        "reference to something that the edition does not hold",
        "Put it in an audience block, or drop it.",
    )
    BS402 = (
        _E,
        True,
        "link to nothing",
        "Correct the path: it is relative to the file, or to docs/ with a leading slash.",
    )
    BS403 = (_E, False, "reference to an unpublished entry", "Wait with the link, or publish the entry.")
    BS404 = (_E, False, "nav names a missing page", "Correct the path: it is relative to docs/.")
    BS405 = (
        _E,
        False,
        "include that cannot be followed",
        "Name a file of the repository, relative to a `base_path`.",
    )
    BS406 = (_E, False, "include in a circle", "Break the circle.")
    BS407 = (_E, False, "malformed address", "Correct it; in an address `[` is written `%5B` and `]` `%5D`.")

    BS408 = (_E, True, "address that runs a script", "Link to a page; show code in backticks.")

    # Text
    BS501 = (
        _E,
        False,
        "unbalanced block",
        "Close each block with a line of as many slashes, indented alike.",
    )
    BS502 = (
        _E,
        False,
        "audience block without audience",
        "Write `/// audience | support`, with names after the bar.",
    )
    BS503 = (
        _E,
        False,
        "mistyped audience block",
        "Write `/// audience | support` on a line of its own, or in backticks.",
    )
    BS504 = (_E, False, "block that nobody can read", "Name an audience that what is around it is for, too.")
    BS505 = (
        _E,
        False,
        "unknown block",
        "Correct the name, or switch its Markdown extension on; show code in a fence.",
    )
    BS506 = (_E, False, "comment without end", "Close it with `-->`.")
    BS507 = (
        _E,
        False,
        "block among unpaired fences",
        "Close every fence with a line like its first, without words; fence a fence with a longer one.",
    )
    BS508 = (
        _E,
        False,
        "text that is nested too deeply",
        "Make it flatter: lists, quotations and blocks nest at most 50 deep.",
    )
    BS509 = (
        _E,
        False,
        "text that takes too long",
        "Split it; look for thousands of list items or unclosed tags, or raise `seconds_per_page`.",
    )

    # Output
    BS601 = (
        _E,
        False,
        "audience block that escaped selection",
        "Move it to a line of its own, outside of raw HTML.",
    )
    BS602 = (_E, False, "MkDocs stopped", "Mend what it names; `mkdocs build` shows its whole log.")
    BS603 = (_W, True, "MkDocs warns", "Mend what it names.")
    BS604 = (
        _E,
        False,
        "error in a template",
        "Mend the template; Broadsheet's own are in its package's templates/ folder.",
    )
    BS605 = (
        _E,
        False,
        "page kept that should not have been",
        "Delete `store.db` in the folder `.broadsheet`, build again, and report this: it should not be possible.",
    )
    BS610 = (_E, False, "unfinished address in the output", "Write the link in plain Markdown.")
    BS611 = (
        _E,
        False,
        "audience mark in the output",
        "Move the block to a line of its own, outside of raw HTML.",
    )
    BS612 = (_E, True, "broken link in the output", "Correct the link where the page is written.")
    BS613 = (_E, False, "unreadable file in the output", "Report this: it should not be possible.")
    BS614 = (
        _E,
        False,
        "withheld content in the output",
        "Look for what put it there: a template, a hook, a plugin, or an edit of the output; then build again.",
    )

    BS620 = (
        _W,
        True,
        "stopped by the Content-Security-Policy",
        "Use a file or a class instead, or allow it in that directive where you set the policy.",
    )

    # Import
    BS701 = (_E, False, "source that cannot be imported", "Mend it there; the rest is imported.")
    BS702 = (_W, True, "skipped by an import", "Nothing to do, unless it is missed.")
    BS703 = (
        _W,
        True,
        "not kept by an import",
        "Do what it says, or write it into the entry by hand, if readers need it.",
    )
    BS704 = (
        _W,
        True,
        "imported file that was edited here",
        "Take over by hand what is new, or delete the file and import once more.",
    )

    # Prose: what `broadsheet check` alone looks at
    BS801 = (_W, True, "long title", "Say it in fewer words: lists and feed readers cut it.")
    BS802 = (_W, True, "title that begins with another form than the imperative", "Begin with what it does.")
    BS803 = (_W, True, "full stop at the end of a title", "Leave it out; `broadsheet check --fix` does it.")
    BS804 = (_W, True, "words that say nothing", "Say what readers can do now, or what works again.")
    BS805 = (
        _W,
        True,
        "internal words in an edition that is not",
        "Take them out, or put them in an audience block that only internal editions see.",
    )
    BS806 = (
        _W,
        True,
        "image without a description",
        'Write it between `![` and `]`; for mere decoration use `<img src="…" alt="">`.',
    )

    # Changes and releases
    BS901 = (
        _E,
        True,
        "change of the product without an entry",
        "Write an entry, or give the pull request one of the labels of `changes: exempt_labels`.",
    )
    BS911 = (_E, False, "release without entries", "Name another version, or write what it brings.")
    BS912 = (_E, True, "release without notes", "Write `changelog/<version>/index.md`, which introduces it.")
    BS913 = (_E, True, "release notes without a date", "Write `date:` with the day of the release.")
    BS914 = (
        _E,
        True,
        "withheld entry in a release",
        "Publish it, or move it to a later release.",
    )
    BS915 = (
        _E,
        True,
        "entry without a release",
        "Give it `release:`, or accept BS915 where a tag does that, or where it ships later.",
    )
    BS916 = (
        _W,
        True,
        "release notes that readers of its entries do not see",
        "Add the audiences to the notes' `audience:`.",
    )

    def __init__(self, severity: Severity, acceptable: bool, summary: str, hint: str) -> None:
        self.severity = severity
        self.acceptable = acceptable
        self.summary = summary
        self.hint = hint
