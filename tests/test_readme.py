"""
What README and the pages under docs/ state about code and data is true.

The tables between markers and the pictures are written by this file; after a change of the data or
of the closed lists, run `python tests/test_readme.py`. Python blocks are run by the root
conftest.py, console blocks here.
"""

import argparse
import ast
import contextlib
import inspect
import io
import itertools
import re
import shlex
import sys
from collections import Counter
from collections.abc import Iterator
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple, get_args, get_origin

import attrs
import pytest

import medmassage
from medmassage import errors, vocabulary
from medmassage.__main__ import _parser, main
from medmassage.catalog.kinds import KINDS
from medmassage.export._evidence_cells import LETTERS, Cell, cells
from medmassage.model import fields
from medmassage.model.fields import Model
from medmassage.vocabulary import Region, Support, Vocabulary

PROJECT = Path(__file__).parents[1]
README = PROJECT / "README.md"
WORDS = PROJECT / "docs" / "reference" / "vocabulary.md"
COMMANDS = PROJECT / "docs" / "reference" / "command-line.md"
ERRORS = PROJECT / "docs" / "reference" / "errors.md"
DATA = PROJECT / "src" / "medmassage" / "data" / "README.md"
MAP = PROJECT / "docs" / "reference" / "evidence-map.md"
PAGES = (
    README,
    PROJECT / "CHANGELOG.md",
    DATA,
    *sorted((PROJECT / "docs").rglob("*.md")),
)


def named(path: Path) -> str:
    """A page as a test names it."""
    return path.relative_to(PROJECT).as_posix()


# --- tables between markers ---------------------------------------------------------------------


def table(heads: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> str:
    """A Markdown table."""
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def counts() -> str:
    """How much the shipped knowledge holds."""
    catalog = medmassage.default_catalog()

    def records() -> Iterator[tuple[object, ...]]:
        for kind, index in catalog.kinds():
            marked = sum(getattr(one, "review", False) for one in index.values())
            yield kind.replace("_", " "), len(index), marked or "-"
        every = [one for _, index in catalog.kinds() for one in index.values()]
        marked = sum(getattr(one, "review", False) for one in every)
        yield "**all**", f"**{len(every)}**", f"**{marked}**"

    def sources() -> Iterator[tuple[object, ...]]:
        many = tuple(catalog.sources.values())
        yield "with a DOI", sum(one.doi is not None for one in many)
        yield "with a PubMed id", sum(one.pmid is not None for one in many)
        yield "with a web address", sum(one.url is not None for one in many)
        yield (
            "with none of these, nor a PubMed Central id",
            sum(one.address is None for one in many),
        )

    first = table(("kind of record", "records", "marked for review"), records())
    return f"{first}\n\n{table(('sources', 'records'), sources())}"


def words() -> str:
    """Every closed list with its words, module by module."""
    return "\n\n".join(_list(name) for name in _lists())


def _lists() -> list[str]:
    """The names of the closed lists, in alphabetical order."""
    return [
        name
        for name in vocabulary.__all__
        if inspect.isclass(one := getattr(vocabulary, name)) and one is not Vocabulary
    ]


def _list(name: str) -> str:
    cls = getattr(vocabulary, name)
    role = f"```{{eval-rst}}\n.. autoclass:: {cls.__module__}.{name}\n```"
    if cls is Region:
        rows = (
            (f"`{one}`", one.meaning, f"`{one.parent}`" if one.parent else "") for one in Region
        )
        return f"## {name}\n\n{role}\n\n{table(('word', 'meaning', 'lies in'), rows)}"
    rows = ((f"`{one}`", one.meaning or "as it says") for one in cls)
    return f"## {name}\n\n{role}\n\n{table(('word', 'meaning'), rows)}"


def dictionary() -> str:
    """Every field of every kind of record, and of the objects inside records."""
    kinds = [_fields(f"{kind}.json: {cls.__name__}", cls) for kind, cls in KINDS.items()]
    inside = dict.fromkeys(part for cls in KINDS.values() for part in _parts(cls))
    parts = [_fields(f"Inside records: {cls.__name__}", cls) for cls in inside]
    return "\n\n".join([*kinds, *parts])


def _parts(cls: Any) -> Iterator[type]:
    """The classes of the objects inside an object, outermost first."""
    for one in attrs.fields(cls):
        for part in (one.type, *get_args(one.type)):
            if isinstance(part, type) and issubclass(part, Model):
                yield part
                yield from _parts(part)


def _fields(title: str, cls: Any) -> str:
    sentences = _sentences(cls)
    rows = (
        (
            f"`{one.name}`",
            _holds(one),
            _default(one.default),
            sentences[one.name],
        )
        for one in attrs.fields(cls)
    )
    heads = ("field", "holds", "default", "meaning")
    return f"### {title}\n\n{inspect.getdoc(cls)}\n\n{table(heads, rows)}"


def _sentences(cls: type) -> dict[str, str]:
    """The docstring below each field of a class."""
    body = ast.parse(dedent(inspect.getsource(cls))).body[0].body  # type: ignore[attr-defined]
    return {
        field.target.id: inspect.cleandoc(text.value.value).replace("\n", " ")
        for field, text in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr)
    }


def _default(value: Any) -> str:
    """What a field is when it is left out."""
    if value is attrs.NOTHING:
        return "required"
    if isinstance(value, Vocabulary):
        return f"`{value}`"
    words = {None: "none", False: "false", True: "true"}
    return words.get(value, "empty") if isinstance(value, bool | None) else "empty"


_CHECKED = (
    (fields.ID, "id"),
    (fields.OPTIONAL_ID, "id"),
    (fields.IDS, "ids"),
    (fields.TEXTS, "texts"),
)
_PLAIN = {str: "text", bool: "true or false", int: "whole number", float: "number"}


def _holds(one: Any) -> str:
    """What a field holds, in the words of JSON."""
    for metadata, name in _CHECKED:
        if one.metadata.get("check") is metadata["check"]:
            return name
    [inner, *_] = [part for part in get_args(one.type) if part is not type(None)] or [one.type]
    name = _PLAIN.get(inner) or f"`{inner.__name__}`"
    return f"list of {name}" if get_origin(one.type) is tuple else name


def levels() -> str:
    """The letters of the map, and how many pairs have each level."""
    known = cells(medmassage.default_catalog())
    rows = (
        (
            f"**{LETTERS[one]}**",
            f"`{one}`",
            one.meaning,
            sum(cell.support is one and cell.direct for cell in known) or "-",
            sum(cell.support is one and not cell.direct for cell in known) or "-",
        )
        for one in Support
    )
    return table(("letter", "level", "meaning", "pairs", "indirect"), rows)


def heads() -> str:
    """The short names of the techniques that head the columns of the map."""
    techniques = medmassage.default_catalog().techniques
    rows = ((short, techniques[id].name, f"`{id}`") for id, short in _shorts().items())
    return table(("column", "technique", "id"), rows)


def _shorts() -> dict[str, str]:
    """Initials of each technique, by id; those that would be alike begin with two letters."""
    names = {
        id: one.name.replace("-", " ").split()
        for id, one in medmassage.default_catalog().techniques.items()
    }
    shorts = {id: "".join(word[0].upper() for word in name) for id, name in names.items()}
    alike = [id for id in shorts if [*shorts.values()].count(shorts[id]) > 1]
    return shorts | {id: names[id][0][:2].capitalize() + shorts[id][1:] for id in alike}


def evidence_map() -> str:
    """What is on file of each pair: a row a condition, a column a technique."""
    known: dict[str, dict[str, Cell]] = {}
    for one in cells(medmassage.default_catalog()):
        known.setdefault(one.condition_id, {})[one.technique_id] = one
    rows = (
        (f"`{id}`", *(_cell(row[technique]) if technique in row else "" for technique in _shorts()))
        for id, row in known.items()
    )
    return table(("condition", *_shorts().values()), rows)


def _cell(one: Cell) -> str:
    """A pair in a few signs."""
    if not one.direct:
        return one.letter
    if one.support is Support.NO_RESEARCH and not one.counts:
        return "-"
    return f"**{one.letter}** {one.counts}".rstrip()


WRITTEN = {
    (README, "counts"): counts,
    (WORDS, "words"): words,
    (DATA, "fields"): dictionary,
    (MAP, "levels"): levels,
    (MAP, "techniques"): heads,
    (MAP, "map"): evidence_map,
}
PICTURES = {PROJECT / "docs/_static/body-map.svg": PROJECT / "docs/how-to/draw-a-body-map.md"}
"""Pictures, each drawn by the first Python block of a page, which calls it `picture`."""


def picture(page: Path) -> str:
    """What the first block of a page draws."""
    blocks = FENCE.finditer(page.read_text("utf-8"))
    first = next(one["body"] for one in blocks if one["info"] == "python")
    names: dict[str, Any] = {}
    exec(first, names)  # noqa: S102 - our own page
    return names["picture"]


def between(path: Path, marker: str) -> re.Match[str]:
    """What stands between two markers of a page."""
    text = path.read_text(encoding="utf-8")
    found = re.search(rf"(?s)(?<=<!-- {marker} -->\n).*?(?=\n<!-- /{marker} -->)", text)

    assert found, f"{named(path)} has no markers {marker}"
    return found


class TestTables:
    """What is counted or listed is counted and listed from the code and the data."""

    @pytest.mark.parametrize("path, marker", WRITTEN, ids=lambda one: str(one).rpartition("/")[2])
    def test_up_to_date(self, path, marker):
        """`python tests/test_readme.py` would change nothing."""
        assert WRITTEN[path, marker]() == between(path, marker).group()

    @pytest.mark.parametrize("path", PICTURES, ids=named)
    def test_pictures_up_to_date(self, path):
        """The picture beside a page is the one that its code draws."""
        assert picture(PICTURES[path]) == path.read_text("utf-8")


class TestEvidenceMap:
    """The map of what is on file leaves nothing out."""

    def test_every_finding_is_counted(self):
        """As often as it names a condition with a technique."""
        catalog = medmassage.default_catalog()
        on_file = Counter(
            (condition_id, one.technique_id)
            for one in catalog.evidence.values()
            for condition_id in one.condition_ids
            if one.technique_id
        )
        counted = {
            (one.condition_id, one.technique_id): one.favorable + one.unfavorable + one.neither
            for one in cells(catalog)
        }

        assert on_file == +Counter(counted)

    def test_short_names_differ(self):
        """Each column has its own head, each level its own letter."""
        assert len(_shorts()) == len(set(_shorts().values()))
        assert len(Support) == len({*LETTERS.values()})


# --- console examples ---------------------------------------------------------------------------

FENCE = re.compile(r"(?ms)^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$")
PROGRAM = "$ python -m medmassage "


class Command(NamedTuple):
    """One line typed in a console block, and what it prints."""

    words: tuple[str, ...]
    output: str


def console(body: str) -> Iterator[Command]:
    """The commands of a block that call this library."""
    for part in re.split(r"(?m)^(?=\$ )", body):
        line, _, output = part.partition("\n")
        if line.startswith(PROGRAM):
            yield Command(tuple(shlex.split(line.removeprefix(PROGRAM))), output)


def printed(words: tuple[str, ...]) -> str:
    """What a command prints, errors included."""
    text = io.StringIO()
    streams = contextlib.redirect_stdout(text), contextlib.redirect_stderr(text)
    with streams[0], streams[1], contextlib.suppress(SystemExit):  # a wrong option exits
        main(words)
    return text.getvalue()


WITH_CONSOLE = tuple(path for path in PAGES if PROGRAM in path.read_text(encoding="utf-8"))


class TestConsole:
    """A command shown with its output gives that output."""

    @pytest.mark.parametrize("path", WITH_CONSOLE, ids=named)
    def test_prints_what_the_page_shows(self, path, tmp_path, monkeypatch):
        """In order, in one folder; a JSON block that opens with a caption is a file there."""
        monkeypatch.chdir(tmp_path)
        for fence in FENCE.finditer(path.read_text(encoding="utf-8")):
            caption, _, content = fence["body"].removeprefix(":caption: ").partition("\n")
            if fence["info"] == "{code-block} json":
                Path(caption).write_text(content, encoding="utf-8")
            for command in console(fence["body"]) if fence["info"] == "console" else ():
                seen = printed(command.words)

                assert OutputChecker().check_output(command.output, seen, ELLIPSIS), (
                    f"{shlex.join(command.words)}\nexpected:\n{command.output}\ngot:\n{seen}"
                )


# --- reference pages ----------------------------------------------------------------------------


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its parser."""
    for action in _parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


class TestReference:
    """The reference leaves nothing out."""

    @pytest.mark.parametrize("name", [name for name, _ in parsers()])
    def test_command_described(self, name):
        """Each command and each of its options is on the page."""
        text = COMMANDS.read_text(encoding="utf-8")
        options = {
            option
            for action in dict(parsers())[name]._actions
            for option in action.option_strings
            if option.startswith("--")
        }

        assert f"`{name}" in text
        assert set() == {option for option in options if f"`{option}" not in text}

    def test_tree_of_errors(self):
        """The tree on the page is the one in the docstring of the module."""
        tree = [
            line
            for line in (errors.__doc__ or "").splitlines()
            if "(Exception)" in line or "-- " in line
        ]
        shown = ERRORS.read_text(encoding="utf-8")

        assert tree
        assert set() == {line.strip() for line in tree} - {
            line.strip() for line in shown.splitlines()
        }

    def test_public_names(self):
        """Each public name is on a page of the reference."""
        text = " ".join(
            path.read_text(encoding="utf-8") for path in sorted(COMMANDS.parent.glob("*.md"))
        )
        modules = set(re.findall(r"automodule:: (\S+)", text))
        described = {
            name
            for name in medmassage.__all__
            if getattr(medmassage, name).__module__ in modules or re.search(rf"\.{name}\b", text)
        }

        assert set() == set(medmassage.__all__) - described


# --- every page ---------------------------------------------------------------------------------


def notices() -> list[str]:
    """The texts that a page with a plan shows."""
    return [
        one.text
        for one in medmassage.default_catalog().disclaimers.values()
        if one.id in vocabulary.REQUIRED_DISCLAIMERS
    ]


PLAN = re.compile(r"(?m)^# (Treatment plan outline|No plan):")
WITH_PLAN = tuple(path for path in PAGES if PLAN.search(path.read_text(encoding="utf-8")))


class TestPages:
    """What holds for all pages."""

    @pytest.mark.parametrize("path", PAGES, ids=named)
    def test_links_lead_somewhere(self, path):
        """Each relative link names a file of the project."""
        text = FENCE.sub("", path.read_text(encoding="utf-8"))
        links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)

        assert [] == [link for link in links if not (path.parent / link).exists()]

    @pytest.mark.parametrize("path", WITH_PLAN, ids=named)
    def test_plans_with_their_notices(self, path):
        """A page that shows a plan, or the refusal of one, shows every required notice."""
        text = path.read_text(encoding="utf-8")

        assert [] == [notice for notice in notices() if notice not in text]


def write() -> None:
    """Write every table between markers, and every picture."""
    for path, page in PICTURES.items():
        path.write_text(picture(page), encoding="utf-8")
    for (path, marker), made in WRITTEN.items():
        text = path.read_text(encoding="utf-8")
        found = between(path, marker)
        path.write_text(f"{text[: found.start()]}{made()}{text[found.end() :]}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(write())
