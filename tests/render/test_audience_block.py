"""The block that says for whom a part is, and that lets nothing pass which selection should have cut."""

from __future__ import annotations

import markdown
import pytest

from broadsheet.errors import RenderError

TITLES = {"support": "Support & Sales", "engineers": "Engineers"}


def convert(text: str, titles: dict[str, str]) -> str:
    name = "broadsheet.render.audience_block"
    return markdown.markdown(text, extensions=[name], extension_configs={name: {"titles": titles}})


def test_it_says_for_whom_it_is() -> None:
    html = convert("/// audience | support, engineers\n*Text.*\n///\n", TITLES)
    assert "For Support &amp; Sales and Engineers" in html
    assert "<em>Text.</em>" in html
    assert "audience |" not in html


@pytest.mark.parametrize("names", ["customers", "support, customers", "everyone"])
@pytest.mark.parametrize("titles", [TITLES, {}])
def test_a_block_for_anybody_else_stops_the_build(names: str, titles: dict[str, str]) -> None:
    with pytest.raises(RenderError, match="was not cut from the source") as stopped:
        convert(f"/// audience | {names}\nSecret.\n///\n", titles)
    assert stopped.value.code.name == "BS601"
