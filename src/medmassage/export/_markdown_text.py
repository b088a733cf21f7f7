"""Markdown's own rules: what must be escaped, and how tables, lists and quotes are written."""

import re
from collections.abc import Iterable, Iterator, Sequence

_SPECIAL = str.maketrans(
    {one: f"\\{one}" for one in "\\`*_[]|~"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
)

_NUMBER_OF_A_LIST = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


class Ready(str):
    """Text that is Markdown already."""

    __slots__ = ()


def escape(text: str) -> str:
    """Text that Markdown and HTML leave as it is."""
    if isinstance(text, Ready):
        return text
    words = " ".join(text.split()).translate(_SPECIAL)
    if words[:1] in ("#", "-", "+", "="):
        return f"\\{words}"
    return _NUMBER_OF_A_LIST.sub(r"\1\\\2", words)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; its cells are escaped. Nothing without rows."""
    for place, row in enumerate(rows):
        if place == 0:
            yield f"| {' | '.join(heads)} |"
            yield f"|{':---|' * len(heads)}"  # a notebook may set words flush right otherwise
        yield f"| {' | '.join(escape(cell) for cell in row)} |"


def section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading with what stands under it; nothing where there is nothing."""
    for place, line in enumerate(lines):
        if place == 0:
            yield from ("", f"## {heading}", "")
        yield line


def bullets(items: Iterable[str]) -> Iterator[str]:
    """A list of texts that are Markdown already."""
    return (f"- {item}" for item in items)


def quote(text: str) -> Iterator[str]:
    """A text with its paragraphs, line breaks and lists as a block quote."""
    lines = text.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not line.strip():
            yield ">"
        elif line.startswith("- "):
            yield f"> - {escape(line[2:])}"
        else:
            yield f"> {escape(line)}{'  ' if following.strip() else ''}"


def join(*parts: str) -> str:
    """Parts of a sentence or cell, without the empty ones."""
    return " ".join(part for part in parts if part)


def capital(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text with a small letter first, unless it looks like a name or an abbreviation."""
    first, _, rest = text.partition(" ")
    named = not first[1:].islower() or any(word[:1].isupper() for word in rest.split())
    return text if named and len(first) > 1 else text[:1].lower() + text[1:]
