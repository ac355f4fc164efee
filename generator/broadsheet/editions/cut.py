"""Cut a body down to what some readers may see."""

from __future__ import annotations

from collections.abc import Iterator

from broadsheet.model.body import Body, Chunk, Kind


def cut(body: Body, seen: frozenset[str], *, marked: bool) -> Body:
    """Return what some audiences may read of a body.

    A chunk is kept only where one of its own readers is among those audiences.

    Args:
        body: The whole body.
        seen: Names of the audiences that will read the result.
        marked: Whether the lines that open and close an audience block stay, naming only audiences in
            ``seen``, so that the page can say for whom the block is.
    """
    if not body.is_divided:
        return body
    return Body(tuple(_kept(body, seen, marked)))


def _kept(body: Body, seen: frozenset[str], marked: bool) -> Iterator[Chunk]:
    for chunk in body.chunks:
        if chunk.audiences is not None and not chunk.audiences & seen:
            continue
        if chunk.kind in (Kind.TEXT, Kind.CODE):
            yield chunk
            continue
        mark = ""
        if marked:
            names = ", ".join(sorted((chunk.audiences or frozenset()) & seen))
            mark = f"{chunk.text} audience | {names}" if chunk.kind is Kind.OPEN else chunk.text
        yield _line(chunk, mark)


def _line(chunk: Chunk, mark: str) -> Chunk:
    # Blank lines around a mark make it a block of its own, and keep apart what it kept apart where it goes;
    # within a quotation a blank line is a bare “>”.
    blank = chunk.text[: len(chunk.text) - len(chunk.text.lstrip(" \t>"))].rstrip()
    text = f"{blank}\n{mark}\n{blank}\n" if mark else f"{blank}\n"
    return Chunk(chunk.kind, chunk.line, text, chunk.audiences)
