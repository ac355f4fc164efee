"""What holds for every text that the scanner cuts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.model.samples import READERS, scanned
from tests.model.texts import AUDIENCES, HARD_TEXTS, PAGES, Written

from broadsheet.codes import Code
from broadsheet.model.body import Kind


@given(PAGES)
def test_every_word_is_in_one_chunk_for_its_readers(page: Written) -> None:
    body, findings = scanned(page.text)

    assert {finding.code for finding in findings} <= {Code.BS504}
    for word, readers in page.readers.items():
        holding = [chunk for chunk in body.chunks if word in chunk.text]
        if not readers and not holding:
            continue  # a comment, which is in no chunk
        (chunk,) = holding
        assert (READERS if chunk.audiences is None else chunk.audiences) == readers


@given(PAGES)
def test_code_is_kept_to_the_letter(page: Written) -> None:
    body, _ = scanned(page.text)

    assert [chunk.text for chunk in body.chunks if chunk.kind is Kind.CODE] == page.code


@given(st.one_of(HARD_TEXTS, PAGES.map(lambda page: page.text)))
def test_references_point_at_their_targets(text: str) -> None:
    body, _ = scanned(text)

    lines = text.split("\n")
    for chunk in body.chunks:
        for reference in chunk.references:
            assert chunk.text[reference.start : reference.end] == reference.target
            assert reference.target in lines[reference.line - 1]
        assert list(chunk.references) == sorted(chunk.references, key=lambda found: found.start)


@given(HARD_TEXTS, AUDIENCES)
def test_no_chunk_is_for_anybody_whom_the_page_is_not_for(text: str, readers: frozenset[str]) -> None:
    body, _ = scanned(text, readers=readers)

    assert body.audiences <= readers


@given(HARD_TEXTS)
def test_no_text_is_lost_without_a_finding(text: str) -> None:
    body, findings = scanned(text)

    if not findings and "<!--" not in text:
        kept = "".join(chunk.text for chunk in body.chunks if chunk.kind in (Kind.TEXT, Kind.CODE))
        for word in ("word `span", "more` word", "[a](b.md)", "[r]: f.md", "# Title", "- item"):
            assert kept.count(word) == text.count(word)


@given(st.text(alphabet="/ |`~<!->[]()ax\n\t", max_size=60))
def test_any_text_can_be_scanned(text: str) -> None:
    body, _ = scanned(text)

    assert all(chunk.line <= text.count("\n") + 1 for chunk in body.chunks)
