"""Markdown's own rules: what must be escaped, and how a table is written."""

from collections.abc import Iterable, Iterator, Sequence

_SPECIAL = str.maketrans(
    {one: f"\\{one}" for one in "\\`*_[]|"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
)


class Ready(str):
    """Text that is Markdown already."""

    __slots__ = ()


def escape(text: str) -> str:
    """Text that Markdown and HTML leave as it is."""
    if isinstance(text, Ready):
        return text
    words = " ".join(text.split()).translate(_SPECIAL)
    return f"\\{words}" if words[:1] in ("#", "-", "+") else words


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; its cells are escaped."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(escape(cell) for cell in row)} |"
