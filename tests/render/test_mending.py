"""Names and references that Material leaves out, and styles that Markdown writes."""

from __future__ import annotations

from broadsheet.render.mending import aligned, labelled, mended

BOX = '<label class="task-list-control"><input type="checkbox" disabled{}/><span></span></label>'


def test_each_box_is_named_by_its_own_item() -> None:
    html = (
        '<ul class="task-list">'
        f'<li class="task-list-item">{BOX.format("")} Read <b>&quot;this&quot;</b><ul>'
        f'<li class="task-list-item">{BOX.format(" checked")} Within</li></ul></li></ul>'
    )
    made = labelled(html)
    assert 'disabled aria-label="Read &quot;this&quot;"/>' in made
    assert 'disabled aria-label="Within" checked/>' in made


def test_a_box_in_a_paragraph_is_named_by_it() -> None:
    html = f'<li class="task-list-item">\n<p>{BOX.format("")} One</p>\n<p>Two</p></li>'
    assert 'aria-label="One"' in labelled(html)


def section(label: str) -> str:
    return (
        f"<li>{label}"
        '<nav class="md-nav" data-md-level="1" aria-labelledby="__nav_2_label" aria-expanded="true">\n'
        '<label class="md-nav__title" for="__nav_2">\n'
        '<span class="md-nav__icon md-icon"></span>\nMore & more\n</label></nav></li>'
    )


def test_a_section_is_named_by_its_title_where_material_names_nothing() -> None:
    assert 'for="__nav_2" id="__nav_2_label">' in mended(section(""))


def test_a_section_is_not_named_by_an_icon() -> None:
    label = (
        '<label class="md-nav__link" for="__nav_2" id="__nav_2_label">'
        '<span class="md-nav__icon md-icon"></span></label>'
    )
    assert 'md-icon" role="img" aria-label="More &amp; more"></span></label><nav' in mended(section(label))


def test_what_names_a_section_stays() -> None:
    page = section('<label for="__nav_2" id="__nav_2_label">More</label>')
    assert mended(page) == page


def test_a_label_points_at_the_table_of_contents_only_where_it_is() -> None:
    assert mended('<label for="__toc">On this page</label>') == "<label>On this page</label>"
    whole = '<input id="__toc"><label for="__toc">On this page</label>'
    assert mended(whole) == whole


def test_cells_are_aligned_without_a_style() -> None:
    table = '<tr><th style="text-align: left;">a</th><td class="x" style="text-align: right;">b</td></tr>'
    assert aligned(table) == '<tr><th align="left">a</th><td class="x" align="right">b</td></tr>'


def test_other_styles_are_left_to_their_authors() -> None:
    for html in (
        '<p style="text-align: center;">a</p>',
        '<td style="text-align: center; color: red">a</td>',
        "&lt;td style=&quot;text-align: left;&quot;&gt;",
    ):
        assert aligned(html) == html
