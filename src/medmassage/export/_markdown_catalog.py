"""The catalog and its indexes, as a notebook shows them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from medmassage.export._markdown_text import Ready, capital, escape, table
from medmassage.export._text import counted

if TYPE_CHECKING:
    from medmassage.catalog import Catalog, Index

_SHOWN = 20
"""The most records of one kind that are listed."""

_NAMES = ("name", "title", "text", "claim", "summary", "aspect")
"""The fields that may say what a record is, the best one first."""

_LETTERS = 90
"""The most letters of a text that stands for a name."""


def catalog_markdown(catalog: "Catalog") -> str:
    """What a catalog holds, kind by kind."""
    screens = "it can screen" if catalog.screens else "for reading only: it cannot screen"
    rows = (
        (Ready(f"`{kind}`"), str(len(index)), Ready(", ".join(f"`{id}`" for id in [*index][:3])))
        for kind, index in catalog.kinds()
    )
    lines = (
        f"# Catalog {escape(catalog.version)}",
        "",
        f"sha {escape(catalog.digest[:12])} · {screens}",
        "",
        *table(("kind", "records", "such as"), rows),
    )
    return "\n".join(lines) + "\n"


def index_markdown(index: "Index[Any]") -> str:
    """The first records of a kind, by id."""
    return "\n".join(_index_lines(index)) + "\n"


def _index_lines(index: "Index[Any]") -> Iterator[str]:
    yield f"# {escape(capital(index.noun))}: {counted(len(index), 'record')}"
    yield ""
    first = [*index.values()][:_SHOWN]
    yield from table(("id", "name"), ((Ready(f"`{one.id}`"), _name(one)) for one in first))
    if len(index) > _SHOWN:
        yield ""
        yield f"… and {len(index) - _SHOWN} more."


def _name(record: Any) -> str:
    """What a record is called, or how its text begins."""
    found = next((text for key in _NAMES if (text := getattr(record, key, None))), "")
    return found if len(found) <= _LETTERS else f"{found[:_LETTERS].rpartition(' ')[0]} …"
