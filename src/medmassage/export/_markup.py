"""HTML and SVG, element by element: text is escaped once, where it enters."""

import html
from collections.abc import Iterable, Iterator


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


_VOID = frozenset({"br", "meta"})
"""Elements that have no content and no end."""


def escape(text: str) -> Markup:
    """Text that HTML and XML show as it is, without the characters that they cannot hold."""
    if isinstance(text, Markup):
        return text
    return Markup(html.escape("".join(one for one in text if _is_allowed(ord(one)))))


def _is_allowed(code: int) -> bool:
    """Whether both XML 1.0 and HTML have this character: no controls, no half pairs."""
    return (
        code in (0x9, 0xA)
        or 0x20 <= code <= 0x7E
        or 0xA0 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x10000
    )


def element(name: str, /, *content: str, **attributes: str | None) -> Markup:
    """
    An element.

    Args:
        name: Its name.

        content: What stands in it; text that is not markup is escaped.

        attributes: Its attributes; an underscore stands for a hyphen, and one at the end is
            dropped, as in `class_`. None leaves an attribute out.

    Returns:
        The element as text.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{joined(content)}</{name}>")


def joined(content: Iterable[str], between: str = "") -> Markup:
    """Pieces one after the other; text that is not markup is escaped."""
    return Markup(escape(between).join(map(escape, content)))


def bulleted(items: Iterable[str], class_: str | None = None) -> Markup:
    """A list; nothing without items."""
    found = [element("li", one) for one in items]
    return element("ul", "\n", joined(found, "\n"), "\n", class_=class_) if found else Markup()


def paragraphs(texts: Iterable[str]) -> Markup:
    """Texts as paragraphs."""
    return joined((element("p", one) for one in texts), "\n")


class Ids:
    """Names for the parts of one page, each given once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def of(self, words: str) -> str:
        """A name made of words: letters, digits and hyphens, beginning with a letter."""
        plain = "".join(one if one.isascii() and one.isalnum() else " " for one in words.lower())
        name = "-".join(plain.split()) or "part"
        name = name if name[0].isalpha() else f"part-{name}"
        found = next(one for one in _numbered(name) if one not in self._given)
        self._given.add(found)
        return found


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
