"""Whatever puts withheld content into an edition, however it is written: it is found, with both places."""

from __future__ import annotations

import base64
import gzip
import json
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import cbor2
import pytest
from click.testing import CliRunner
from tests.sample import NOW, PNG, Sample, contents

from broadsheet.cli import main

TITLE = "Ledger in Rust"
SECRET = "The ledger is rewritten. Quuxforge zarbleton."
FILES: dict[str, str | bytes] = {
    "changelog/2.4/ledger.md": """\
---
title: Ledger in Rust
date: 2026-02-02
audience: engineers
type: changed
product: ledger
---
The ledger is rewritten by the quuxforge zarbleton compiler. See
[releasing](../../docs/process/release.md) and [the plan](https://plan.example.net/ledger/rust).
""",
    "docs/img/desk.png": PNG + b"desk",
}
SOURCE = "changelog/2.4/ledger.md:2"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    made = Sample.make(tmp_path_factory.mktemp("leaks"), files=FILES)
    made.build()
    return made


@pytest.fixture
def public(sample: Sample) -> Iterator[Path]:
    """The public edition, to be spoilt, and made good afterwards."""
    site = sample.site()
    before = contents(site)
    yield site
    for path in contents(site):
        if path not in before:
            (site / path).unlink()
    for path, data in before.items():
        (site / path).write_bytes(data)


@pytest.fixture
def planted(tally: Callable[[str, int], None]) -> Callable[[], None]:
    """A function to call when a leak that was planted has been found."""
    return lambda: tally("planted leaks", 1)


def verify(sample: Sample, *args: str) -> tuple[int, str]:
    done = CliRunner().invoke(
        main, ["verify", "-f", str(sample.path / "mkdocs.yml"), f"--now={NOW.isoformat()}", *args]
    )
    return done.exit_code, done.output


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pagefind(value: object, *, fragment: bool = False) -> bytes:
    data = json.dumps(value).encode() if fragment else cbor2.dumps(value)
    return gzip.compress(b"pagefind_dcd" + data)


def picture(*chunks: bytes) -> bytes:
    return PNG[:33] + b"".join(chunks) + PNG[33:]


PAGES = {
    "text": "<p>Ledger in Rust</p>",
    "split by tags": "<p>Led<b>ger</b> in <i class=x>R</i>ust</p>",
    "comment": "<!-- Ledger\n in Rust -->",
    "attribute": '<p title="Ledger in Rust">x</p>',
    "unquoted attribute": "<p data-x=Ledger-in-Rust>x</p>",
    "JSON-LD": '<script type="application/ld+json">{"headline": "Ledger \\u0069n Rust"}</script>',
    "references": "<p>&#76;edger in &#x52;ust</p>",
    "references twice": "<p>&amp;#76;edger in Rust</p>",
    "percent": '<a href="?q=Ledger%20in%20Rust">x</a>',
    "plus": '<a href="?q=Ledger+in+Rust">x</a>',
    "hidden letters": "<p>Led\u00adger in\u200b Ru\u2060st</p>",
    "other form": "<p>Ｌedger in Rust</p>",
    "redirect": '<meta http-equiv="refresh" content="0; url=/changelog/Ledger-in-Rust/">',
    "style": "<style>p::after { content: 'Ledger in Rust' }</style>",
}
OTHERS: dict[str, tuple[str, bytes]] = {
    "JSON escapes": ("data.json", json.dumps({"a": [TITLE]}).replace("L", "\\u004c").encode()),
    "JSON key": ("data.json", json.dumps({TITLE: 1}).encode()),
    "base64 in JSON": (
        "data.json",
        json.dumps([base64.b64encode(b"this is Ledger in Rust now").decode()]).encode(),
    ),
    "CDATA": ("a.xml", b"<a><![CDATA[<p>Ledger <b>in</b> Rust]]></a>"),
    "escaped XML": ("a.atom", b"<a>&lt;p&gt;Ledger &lt;b&gt;in&lt;/b&gt; Rust</a>"),
    "mirror": ("index.md", b"**Ledger** in [Rust](x)"),
    "llms.txt": ("llms.txt", b"- [Ledger in Rust](x): y"),
    "sitemap": ("sitemap.xml", b"<urlset><url><loc>https://x.example/Ledger-in-Rust/</loc></url></urlset>"),
    "packed": ("sitemap.xml.gz", gzip.compress(b"<loc>https://x.example/Ledger-in-Rust/</loc>")),
    "UTF-16": ("a.txt", TITLE.encode("utf-16")),
    "script": ("a.js", b'let a = "Ledger\\x20in\\u0020Rust"'),
    "drawing": (
        "a.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><metadata>Ledger in Rust</metadata></svg>",
    ),
    "PNG text": ("a.png", picture(chunk(b"tEXt", b"Title\0Ledger in Rust"))),
    "PNG packed text": ("a.png", picture(chunk(b"zTXt", b"Title\0\0" + zlib.compress(TITLE.encode())))),
    "PNG packed Unicode": ("a.png", picture(chunk(b"iTXt", b"T\0\1\0\0\0" + zlib.compress(TITLE.encode())))),
    "XMP in JPEG": (
        "a.jpg",
        b"\xff\xd8\xff\xe1\0\x40http://ns.adobe.com/xap/1.0/\0<x>Ledger in Rust</x>\xff\xd9",
    ),
    "EXIF in two-byte letters": (
        "a.jpg",
        b"\xff\xd8\xff\xe1\0\x40Exif\0\0" + TITLE.encode("utf-16-le") + b"\xff\xd9",
    ),
    "fragment": ("pagefind/fragment/en_1.pf_fragment", pagefind({"content": f"x {TITLE} y"}, fragment=True)),
    "filter": ("pagefind/filter/en_1.pf_filter", pagefind(["kind", [[TITLE, [1]]]])),
    "file name": ("downloads/ledger-in-rust.txt", b"x"),
}


def spoil_page(html: str) -> Callable[[Path], None]:
    def spoil(site: Path) -> None:
        page = site / "index.html"
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</article>", f"{html}</article>", 1), encoding="utf-8")

    return spoil


def spoil_file(path: str, data: bytes) -> Callable[[Path], None]:
    def spoil(site: Path) -> None:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data)

    return spoil


@pytest.mark.parametrize("way", PAGES)
def test_a_title_is_found_on_a_page(
    way: str, sample: Sample, public: Path, planted: Callable[[], None]
) -> None:
    spoil_page(PAGES[way])(public)
    code, printed = verify(sample, "public")
    assert code == 1
    assert "public/index.html:" in printed
    assert SOURCE in printed
    assert "BS614 “ledger in rust”" in printed
    planted()


@pytest.mark.parametrize("way", OTHERS)
def test_a_title_is_found_in_other_files(
    way: str, sample: Sample, public: Path, planted: Callable[[], None]
) -> None:
    path, data = OTHERS[way]
    spoil_file(path, data)(public)
    code, printed = verify(sample, "public")
    assert code == 1
    assert f"public/{path}" in printed
    assert SOURCE in printed
    planted()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("the ledger is <em>rewritten</em> by the", "changelog/2.4/ledger.md:8"),
        ("Quuxforge", "changelog/2.4/ledger.md:8"),
        ("https://plan.example.net/ledger/rust", "changelog/2.4/ledger.md"),
        ("Turn it on under Admin", "changelog/2.4/parquet.md:15"),  # a block for others
        ("to do: more of it", "docs/guides/blocks.md:13"),  # a comment
        ("Platform team", "docs/process/.meta.yml:2"),  # an owner
        ("Grace Hopper", "git"),
        ("grace@example.com", "git"),
        ("/process/release/", "docs/process/release.md"),
    ],
)
def test_other_content_is_found(
    text: str, source: str, sample: Sample, public: Path, planted: Callable[[], None]
) -> None:
    spoil_page(f"<p>{text}</p>")(public)
    code, printed = verify(sample, "public")
    assert code == 1, printed
    assert f"it is from {source}" in printed
    planted()


def test_what_no_edition_may_hold_is_found_in_the_internal_one(
    sample: Sample, planted: Callable[[], None]
) -> None:
    page = sample.site("internal") / "index.html"
    before = page.read_bytes()
    page.write_bytes(before + b"<!-- to do: more of it --> <p>Grace Hopper, grace@example.com</p>")
    code, printed = verify(sample, "internal")
    page.write_bytes(before)
    assert code == 1
    assert printed.count("BS614") == 2
    assert "“grace hopper”" not in printed  # an internal edition names people
    planted()


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_file("img/other-name.png", PNG + b"desk"),
        spoil_page(f'<img src="data:image/png;base64,{base64.b64encode(PNG + b"desk").decode()}">'),
    ],
)
def test_an_image_is_found_by_its_bytes(
    spoil: Callable[[Path], None], sample: Sample, public: Path, planted: Callable[[], None]
) -> None:
    spoil(public)
    code, printed = verify(sample, "public")
    assert code == 1
    assert "it is from docs/img/desk.png" in printed
    planted()


def test_words_of_a_search_index_are_found_though_they_are_stems(
    sample: Sample, public: Path, planted: Callable[[], None]
) -> None:
    index = pagefind([[["quuxforg", [[1, [], []]], []]]])
    spoil_file("pagefind/all/index/en_1.pf_index", index)(public)
    code, printed = verify(sample, "public")
    assert code == 1
    assert "“quuxforge”" in printed
    planted()


FACTS = {
    "an account": ("Pay to DE89370400440532013000 please.", "DE89370400440532013000"),
    "a card": ("Pay with 4111111111111111 please.", "4111111111111111"),
    "a hash": ("It is 4f91c2087d1b36a059e4 there.", "4f91c2087d1b36a059e4"),
    "a key": ("Use sk_live_51HqZxKq9vT2mB7 there.", "sk_live&shy;_51HqZ&lrm;xKq9vT2mB7"),
    "a tenant": ("For 3f2504e0-4f89-11d3-9a0c-0305e82c3301 only.", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
    "five words": ("The old plant in Lyon closes.", "old plant in Lyon closes"),
    "Chinese": ("我们将在明年五月关闭里昂的工厂。", "关闭里昂的工厂"),
    "Japanese": ("来年五月にリヨンの工場を閉鎖します。", "リヨンの工場を閉鎖"),
    "Korean": ("우리는 내년 오월에 리옹 공장을 폐쇄합니다.", "리옹 공장을 폐쇄합니다"),
    "Thai": ("เราจะปิดโรงงานในลียงในเดือนพฤษภาคมปีหน้า", "เราจะปิดโรงงานในลียงในเดือนพฤษภาคมปีหน้า"),
    "Hindi": ("हम अगले मई में लियोन का कारखाना बंद कर देंगे", "अगले मई में लियोन का कारखाना"),
    "a Chinese title": ("# 机密计划", "机密计划"),
    "a number of the front matter": ("salary: 123456789", "123456789"),
}


def test_facts_are_found(tmp_path: Path, planted: Callable[[], None]) -> None:
    files = {"docs/index.md": "---\naudience: everyone\n---\n# Home\n\nText.\n"}
    for number, (text, _) in enumerate(FACTS.values()):
        matter, body = (f"{text}\n", "") if text.startswith("salary") else ("", text)
        files[f"docs/fact-{number}.md"] = (
            f"---\ntitle: Inside\naudience: engineers\n{matter}---\n{body}\n\nText.\n"
        )
    files["docs/fact-11.md"] = files["docs/fact-11.md"].replace("title: Inside\n", "")
    files["changelog/inside.md"] = (
        "---\ntitle: Inside\naudience: engineers\ntype: added\nproduct: lyonesse\n---\nText.\n"
    )
    sample = Sample.small(
        tmp_path, files, plugin={"extra_keys": ["salary"], "products": {"lyonesse": "Lyonesse Vault"}}
    )
    sample.repo.write("docs/index.md", f"{files['docs/index.md']}\nMore.\n")
    sample.repo.commit(author="Li Wei <li@example.com>")
    assert sample.problems() == []
    shown = [*(shown for _, shown in FACTS.values()), "Lyonesse Vault", "Li Wei"]
    spoil_page("".join(f"<p>{text}</p>" for text in shown))(sample.site())
    code, printed = verify(sample, "public")
    assert code == 1
    for number, name in enumerate(FACTS):
        assert f"it is from docs/fact-{number}.md:" in printed, name
        planted()
    assert "“lyonesse vault” is here; it is from" in printed
    assert "“li wei” is here; it is from git" in printed


def test_a_clean_site_is_clean(sample: Sample) -> None:
    code, printed = verify(sample)
    assert code == 0, printed
    assert "internal: nothing that must not be there" in printed


def test_what_every_drawing_names_is_no_leak(tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><text>Zorbleflux</text></svg>'
    page = "---\naudience: engineers\n---\n# Chart\n\n![Chart](chart.svg)\n"
    sample = Sample.small(
        tmp_path,
        {
            "docs/index.md": "---\naudience: everyone\n---\n# Home\n\nText.\n",
            "docs/chart.svg": drawing,
            "docs/chart.md": page,
        },
    )
    assert sample.problems() == []
    assert verify(sample)[0] == 0


def test_what_the_search_s_own_scripts_say_is_no_leak(tmp_path: Path) -> None:
    """Pagefind's worker takes https://example.com for an address to begin with."""
    entry = "---\naudience: engineers\ntype: added\nlinks: [{title: Elsewhere, url: 'https://example.com/'}]\n---\n"
    sample = Sample.small(
        tmp_path,
        {
            "docs/index.md": "---\naudience: everyone\n---\n# Home\n\nText.\n",
            "changelog/inside.md": f"{entry}# Inside\n\nSomething.\n",
        },
        plugin={
            "editions": {"public": {"audiences": ["customers"], "site_url": "https://docs.example.org/"}}
        },
    )
    assert sample.problems() == []
    assert verify(sample)[0] == 0


def test_what_is_not_built_is_not_verified(tmp_path: Path) -> None:
    code, printed = verify(Sample.small(tmp_path, {"docs/index.md": "---\naudience: everyone\n---\n# A\n"}))
    assert code == 3
    assert "the edition “public” is not built" in printed
