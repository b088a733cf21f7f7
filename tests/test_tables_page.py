"""
The page of the tables, docs/reference/tables.md, lists every column of every table.

What stands there between markers is written by this file; after a change of a class, run
`python tests/test_tables_page.py`.
"""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

import pyarrow as pa
import pytest

from medmassage.catalog.kinds import KINDS
from medmassage.export._table_columns import Column, arrow_schema, columns, is_model, without_none
from medmassage.export._table_rows import EVIDENCE, MATCHES, MEASUREMENTS, SCREENING, STEPS, Layout
from medmassage.vocabulary import Vocabulary

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "tables.md"

CALLS = {
    "evidence()": EVIDENCE,
    "measurements(scores)": MEASUREMENTS,
    "to_arrow(plan)": STEPS,
    "to_arrow(report)": MATCHES,
    "to_arrow(screening)": SCREENING,
}
"""How each table that is not of one class is asked for."""


def heading(cls: type) -> str:
    """Where the parts of a struct are described."""
    return f"Inside columns: {cls.__name__}"


def anchor(cls: type) -> str:
    """The same as an address on the page."""
    return re.sub(r"[^a-z-]", "", heading(cls).lower().replace(" ", "-"))


def in_words(of: pa.DataType) -> str:
    """An Arrow type; a struct without its parts, which have a table of their own."""
    if pa.types.is_list(of):
        return f"list<{in_words(of.value_type)}>"
    return "struct" if pa.types.is_struct(of) else str(of)


def held(of: Any) -> Any:
    """The class of the values in a column, however they are listed."""
    inner = without_none(of)
    return get_args(inner)[0] if get_origin(inner) is tuple else inner


def type_name(one: Column, of: pa.DataType) -> str:
    """The type of a column, with the class or closed list of its values."""
    cls = held(one.of)
    if is_model(cls):
        return f"`{in_words(of)}` of [{cls.__name__}](#{anchor(cls)})"
    listed = f" {cls.__name__}" if issubclass(cls, Vocabulary) else ""
    return f"`{in_words(of)}`{listed}"


def column_table(found: tuple[Column, ...]) -> str:
    """Columns with their types and meanings."""
    lines = ["| column | type | null | meaning |", "| --- | --- | --- | --- |"]
    for one, field in zip(found, arrow_schema(found, {}), strict=True):
        null = "yes" if NoneType in get_args(one.of) else ""
        lines.append(f"| `{one.name}` | {type_name(one, field.type)} | {null} | {one.about} |")
    return "\n".join(lines)


def calls() -> str:
    """The tables that are not of one class."""
    return "\n\n".join(
        f"### `{call}`\n\n{column_table(layout.columns)}" for call, layout in CALLS.items()
    )


def kinds() -> str:
    """The kinds of record, then what is inside their columns and those of the other tables."""
    made = [
        f"### `catalog.{kind}`: {cls.__name__}\n\n{column_table(columns(cls))}"
        for kind, cls in KINDS.items()
    ]
    inside = dict.fromkeys(
        part
        for found in (*map(columns, KINDS.values()), *(one.columns for one in CALLS.values()))
        for part in parts(found)
    )
    made += [
        f"### {heading(cls)}\n\n{inspect.getdoc(cls)}\n\n{column_table(columns(cls))}"
        for cls in sorted(inside, key=lambda cls: cls.__name__)
    ]
    return "\n\n".join(made)


def parts(found: Iterable[Column]) -> Iterator[type]:
    """The classes of the structs in columns, outermost first."""
    for one in found:
        cls = held(one.of)
        if is_model(cls):
            yield cls
            yield from parts(columns(cls))


WRITTEN = {"calls": calls, "kinds": kinds}


def between(marker: str) -> re.Match[str]:
    """What stands between two markers of the page."""
    found = re.search(
        rf"(?s)(?<=<!-- {marker} -->\n).*?(?=\n<!-- /{marker} -->)",
        PAGE.read_text(encoding="utf-8"),
    )

    assert found, f"{PAGE.name} has no markers {marker}"
    return found


@pytest.mark.parametrize("marker", WRITTEN)
def test_up_to_date(marker):
    """`python tests/test_tables_page.py` would change nothing."""
    assert WRITTEN[marker]() == between(marker).group()


def test_every_layout():
    """Each table that is not of one class is on the page."""
    from medmassage.export import _table_rows

    layouts = [one for one in vars(_table_rows).values() if isinstance(one, Layout)]

    assert [] == [one.title for one in layouts if one not in CALLS.values()]


def test_links():
    """Each struct leads to the table of its parts."""
    text = PAGE.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^a-z-]", "", one.lower().replace(" ", "-"))
        for one in re.findall(r"(?m)^### (.*)$", text)
    }

    assert set() == set(re.findall(r"\(#([^)]*)\)", text)) - headings


def write() -> None:
    """Write everything between markers."""
    for marker, made in WRITTEN.items():
        text = PAGE.read_text(encoding="utf-8")
        found = between(marker)
        PAGE.write_text(f"{text[: found.start()]}{made()}{text[found.end() :]}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(write())
