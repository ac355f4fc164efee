"""Audience blocks in every surrounding in which one could be overlooked, each with what must become of it.

In each text ``SECRET`` is for support alone.
"""

from __future__ import annotations

SECRET = "zqsecretword"

BLOCK = f"/// audience | support\n{SECRET}\n///\n"


def indented(text: str, by: str = "    ") -> str:
    """Return a text with every line moved."""
    return "".join(f"{by}{line}\n" if line else "\n" for line in text.split("\n")[:-1])


CUT = {
    "plain": BLOCK,
    "no space": f"///audience|support\n{SECRET}\n///\n",
    "many spaces": f"///   audience   |   support  \n{SECRET}\n///  \n",
    "capital key word": f"/// Audience | support\n{SECRET}\n///\n",
    "four slashes": f"//// audience | support\n{SECRET}\n////\n",
    "two audiences": f"/// audience | customers\nx\n///\n{BLOCK}",
    "in a paragraph": f"before\n{BLOCK}after\n",
    "at the very end": BLOCK.rstrip("\n"),
    "CRLF": BLOCK.replace("\n", "\r\n"),
    "CR": BLOCK.replace("\n", "\r"),
    "trailing spaces": BLOCK.replace("\n", "  \n"),
    "trailing tabs": BLOCK.replace("\n", "\t\n"),
    "tab before the bar": f"///\taudience\t|\tsupport\n{SECRET}\n///\n",
    "indented by one": indented(BLOCK, " "),
    "indented by three": indented(BLOCK, "   "),
    "indented code": f"before\n\n{indented(BLOCK)}",
    "indented by a tab": f"- x\n\n{indented(BLOCK, chr(9))}",
    "tab against spaces": f"- x\n\n\t/// audience | support\n    {SECRET}\n    ///\n",
    "list": f"- x\n\n{indented(BLOCK)}\n- y\n",
    "list indented by two": f"- x\n\n{indented(BLOCK, '  ')}\n- y\n",
    "numbered list": f"1. x\n\n{indented(BLOCK, '   ')}\n2. y\n",
    "deep list": f"- x\n    - y\n        - z\n\n{indented(BLOCK, ' ' * 12)}",
    "quotation": "> x\n>\n> " + BLOCK.replace("\n", "\n> ") + "\n",
    "quotation without spaces": ">" + BLOCK.replace("\n", "\n>") + "\n",
    "quotation in a quotation": "> > " + BLOCK.replace("\n", "\n> > ") + "\n",
    "list in a quotation": "> - x\n>\n" + "".join(f">     {line}\n" for line in BLOCK.split("\n")),
    "admonition": f'!!! note "x"\n\n{indented(BLOCK)}',
    "admonition without a gap": f"!!! note\n{indented(BLOCK)}",
    "details": f'??? note "x"\n\n{indented(BLOCK)}',
    "open details": f'???+ note "x"\n\n    y\n\n{indented(BLOCK)}',
    "tab": f'=== "x"\n\n{indented(BLOCK)}\n=== "y"\n\n    z\n',
    "block admonition": f"//// note | x\n{BLOCK}////\n",
    "block admonition, as many slashes": f"/// note | x\n{BLOCK}///\n",
    "block details": f"//// details | x\n    type: note\n\n{BLOCK}////\n",
    "block tab": f"//// tab | x\n{BLOCK}////\n",
    "block html": f"//// html | div\n{BLOCK}////\n",
    "footnote": f"x[^1]\n\n[^1]: y\n\n{indented(BLOCK)}",
    "definition in a block": f"[x][r]\n\n[r]: https://example.com\n\n/// audience | support\n[r2]: https://{SECRET}.example.com\n///\n",
    "in raw HTML with markdown": f"<div markdown>\n\n{BLOCK}\n</div>\n",
    "in raw HTML with markdown=block": f'<div markdown="block">\n{BLOCK}</div>\n',
    "in a comment": f"<!--\n{BLOCK}-->\n",
    "around a comment": f"/// audience | support\n<!--\n///\n-->\n{SECRET}\n///\n",
    "opened behind a comment": f"<!-- x -->/// audience | support\n{SECRET}\n///\n",
    "comment in its mark": f"/// <!-- x -->audience | <!-- y -->support\n{SECRET}\n///\n",
    "after a fence": f"```\ncode\n```\n{BLOCK}",
    "after a fence that is never closed": f"```\ncode\n\n{BLOCK}",
    "after a fence with another closing": f"```\ncode\n~~~\n\n{BLOCK}",
    "after a tilde fence": f"~~~\ncode\n~~~\n{BLOCK}",
    "between fences of other lengths": f"```\ncode\n```\n\n{BLOCK}\n````\ncode\n````\n",
    "fence inside": f"/// audience | support\n```\n{SECRET}\n```\n///\n",
    "block mark in a fence inside": f"/// audience | support\n```\n///\n```\n{SECRET}\n///\n",
    "fence in a comment": f"<!--\n```\n-->\n{BLOCK}\n<!--\n```\n-->\n",
    "between backticks": f"a ` b\n{BLOCK}c ` d\n",
    "nested, more slashes outside": f"//// audience | everyone\n{BLOCK}////\n",
    "nested, as many": f"/// audience | everyone\n{BLOCK}///\n",
    "nested, fewer outside": f"/// audience | everyone\n//// audience | support\n{SECRET}\n////\n///\n",
    "nested twice": f"/// audience | support\na\n/// audience | everyone\n{SECRET}\n///\nb\n///\n",
    "second part": f"/// audience | support\na\n///\n\nx\n\n{BLOCK}",
    "heading inside": f"/// audience | support\n## {SECRET}\n///\n",
    "table inside": f"/// audience | support\n| a | b |\n|---|---|\n| {SECRET} | x |\n///\n",
    "Setext line behind": f"{BLOCK}---\n",
    "in a script": f"<script>\n{BLOCK}</script>\n",
    "closed by an include": f'/// audience | support\n{SECRET}\n\n--8<-- "end.txt"\n',
    "included": '--8<-- "part.txt"\n',
    "included in a list": '- x\n\n    --8<-- "part.txt"\n',
}
"""Builds; the word is in the internal edition and in no byte of the public one."""

COMMENTED = {"in a comment"}
"""Those of them whose word no edition holds."""

REFUSED = {
    "never closed": (f"/// audience | support\n{SECRET}\n", "BS501"),
    "never opened": (f"{SECRET}\n\n///\n", "BS501"),
    "closed by fewer slashes": (f"//// audience | support\n{SECRET}\n///\n", "BS501"),
    "closed by more slashes": (f"/// audience | support\n{SECRET}\n////\n", "BS501"),
    "closed at another indentation": (f"- x\n\n    /// audience | support\n    {SECRET}\n///\n", "BS501"),
    "closed outside of its quotation": (f"> /// audience | support\n> {SECRET}\n\n///\n", "BS501"),
    "closed in a fence": (f"/// audience | support\n{SECRET}\n```\n///\n```\n", "BS501"),
    "closed in a comment": (f"/// audience | support\n{SECRET}\n<!--\n///\n-->\n", "BS501"),
    "crossed": (f"/// note | x\n//// audience | support\n{SECRET}\n///\n////\n", "BS501"),
    "mistyped name": (f"/// audiance | support\n{SECRET}\n///\n", "BS505"),
    "plural": (f"/// audiences | support\n{SECRET}\n///\n", "BS505"),
    "mistyped audience": (f"/// audience | suport\n{SECRET}\n///\n", "BS301"),
    "audience in capitals": (f"/// audience | Support\n{SECRET}\n///\n", "BS301"),
    "no audience": (f"/// audience |\n{SECRET}\n///\n", "BS502"),
    "no bar": (f"/// audience support\n{SECRET}\n///\n", "BS503"),
    "no bar, never closed": (f"/// audience support\n{SECRET}\n", "BS503"),
    "no bar, mistyped": (f"/// audiense support\n{SECRET}\n", "BS503"),
    "neither bar nor name": (f"/// audience\n{SECRET}\n///\n", "BS502"),
    "two slashes": (f"// audience | support\n{SECRET}\n//\n", "BS503"),
    "colons": (f"::: audience | support\n{SECRET}\n:::\n", "BS503"),
    "colons without bar": (f"::: audience support\n{SECRET}\n:::\n", "BS503"),
    "as an admonition": (f'!!! audience "support"\n\n    {SECRET}\n', "BS503"),
    "as details": (f'??? audience "support"\n\n    {SECRET}\n', "BS503"),
    "as a template": (f"{{% audience support %}}\n{SECRET}\n{{% end %}}\n", "BS503"),
    "behind a list marker": (f"- /// audience | support\n  {SECRET}\n  ///\n", "BS503"),
    "behind a number": (f"1. /// audience | support\n   {SECRET}\n   ///\n", "BS503"),
    "behind a list marker, no bar": (f"- /// audience support\n  {SECRET}\n", "BS503"),
    "behind text": (f"text /// audience | support\n{SECRET}\n", "BS503"),
    "in a table cell": (f"| a |\n|---|\n| /// audience | support {SECRET} /// |\n", "BS503"),
    "behind a tag": (f"<div>/// audience | support\n{SECRET}\n///</div>\n", "BS503"),
    "in a heading": (f"## /// audience | support {SECRET}\n", "BS503"),
    "escaped": (f"\\/// audience | support\n{SECRET}\n", "BS503"),
    "on one line": (f"/// audience | support {SECRET} ///\n", "BS301"),
    "unbreakable space": (f"///\u00a0audience | support\n{SECRET}\n", "BS503"),
    "unbreakable space before": (f"\u00a0/// audience | support\n{SECRET}\n", "BS503"),
    "nothing that is seen": (f"///\u200b audience | support\n{SECRET}\n", "BS503"),
    "wide slashes": (f"\uff0f\uff0f\uff0f audience | support\n{SECRET}\n", "BS503"),
    "wide bar": (f"/// audience \uff5c support\n{SECRET}\n", "BS503"),
    "fence before lacks its end": (f"```py\ncode\n\n{BLOCK}\n```py\ncode\n```\n", "BS507"),
    "fences before and behind": (f"```\ncode\n\n{BLOCK}\n```\ncode\n```\n", "BS507"),
    "fence closed by a longer one": (f"```\ncode\n````\n\n{BLOCK}\n```\ncode\n````\n", "BS507"),
    "fence closed further in": (f"```\ncode\n ```\n\n{BLOCK}\n```\ncode\n ```\n", "BS507"),
    "fence behind a list marker": (
        f"- ```\n  code\n  ```\n\n{indented(BLOCK, '  ')}\n  ```\n  code\n  ```\n",
        "BS507",
    ),
    "backtick behind a fence": (f"``` a`b\ncode\n```\n{BLOCK}```\ncode\n```\n", "BS507"),
    "comment never closed": (f"<!--\n{BLOCK}", "BS506"),
    "in raw HTML": (f"<div>\n\n{BLOCK}\n</div>\n", "BS611"),
}
"""Stops the build, with the code of the finding."""

LITERAL = {
    "fence": f"```\n{BLOCK}```\n",
    "fence with a language": f"```md\n{BLOCK}```\n",
    "tilde fence": f"~~~\n{BLOCK}~~~\n",
    "fence in a list": f"- x\n\n{indented(f'```{chr(10)}{BLOCK}```{chr(10)}')}",
    "fence in a list indented by two": f"- x\n\n{indented(f'```{chr(10)}{BLOCK}```{chr(10)}', '  ')}",
    "fence in a quotation": "".join(f"> {line}\n" for line in f"```\n{BLOCK}```".split("\n")),
    "fence in an admonition": f"!!! note\n\n{indented(f'```{chr(10)}{BLOCK}```{chr(10)}')}",
    "longer fence around a fence": f"````\n```\n{BLOCK}```\n````\n",
    "tilde fence around a fence": f"~~~\n```\n{BLOCK}```\n~~~\n",
    "fence in a block of the other's": f"//// audience | everyone\n```\n{BLOCK}```\n////\n",
    "code span": f"`/// audience | support` {SECRET}\n",
}
"""Is code, kept to the letter: everybody who reads the page reads it."""
