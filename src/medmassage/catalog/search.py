"""Finding records by what a person might type."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from attrs import field, frozen

from medmassage.errors import Fault, ModelError, UnknownIdError, nearest, seen
from medmassage.model.condition import Condition
from medmassage.model.fields import ID, TEXT, Model, Record, number
from medmassage.model.technique import Technique

if TYPE_CHECKING:
    from medmassage.catalog import Catalog

SEARCHED = (
    "conditions",
    "techniques",
    "impairments",
    "contraindications",
    "red_flags",
    "allergens",
    "body_systems",
)
"""Kinds that have names to search, in the order that breaks ties."""

_FILLERS = frozenset(
    {"a", "an", "and", "at", "for", "from", "i", "in", "is", "it", "my", "of", "on", "or", "the"}
    | {"to", "with"}
)
_LEAST = 0.6


@frozen(kw_only=True, repr=False)
class Hit(Model):
    """One record that was found."""

    kind: str = field(metadata=TEXT)
    """The kind of record, such as `conditions`."""
    id: str = field(metadata=ID)
    """Its id."""
    name: str = field(metadata=TEXT)
    """Its name."""
    score: float = field(metadata=number())
    """How well it fits, from 0 to 1; equal scores are equally good."""
    why: str = field(metadata=TEXT)
    """What was matched, and how."""


def search(catalog: "Catalog", text: str, kind: str | None, limit: int) -> tuple[Hit, ...]:
    """Find records; see `Catalog.search`."""
    if kind is not None and kind not in SEARCHED:
        raise UnknownIdError("searchable kind", kind, nearest(kind, SEARCHED))
    if not isinstance(text, str):
        raise ModelError("search", [Fault("text", f"expected text, got {seen(text)}")])
    asked = _words(text)
    hits = []
    for one in SEARCHED if kind is None else (kind,):
        for entry in _entries(catalog, one):
            score, name = max(
                ((_fit(asked, name), name) for name in entry.names), key=lambda pair: pair[0]
            )
            if score >= _LEAST:
                how = "exact" if score == 1.0 else "in part"
                hits.append(
                    Hit(
                        kind=one,
                        id=entry.id,
                        name=entry.names[0].text,
                        score=score,
                        why=f"{name.role} '{name.text}', {how}",
                    )
                )
    hits.sort(key=lambda hit: (-hit.score, SEARCHED.index(hit.kind), hit.id))
    if len(hits) <= limit:
        return tuple(hits)
    last = hits[limit - 1].score if limit > 0 else 2.0
    return tuple(hit for place, hit in enumerate(hits) if place < limit or hit.score == last)


class _Name(NamedTuple):
    role: str
    """What the name is to the record: name, plain name, alias, abbreviation, code."""
    text: str
    words: tuple[str, ...]


class _Entry(NamedTuple):
    id: str
    names: tuple[_Name, ...]
    """The first is the record's name."""


def _entries(catalog: "Catalog", kind: str) -> tuple[_Entry, ...]:
    def build() -> tuple[_Entry, ...]:
        return tuple(
            _Entry(
                str(id),
                tuple(_Name(role, text, _words(text)) for role, text in _named(record) if text),
            )
            for id, record in dict(catalog.kinds())[kind].items()
        )

    return catalog.derived(("names", kind), build)


def _named(record: Record) -> Iterator[tuple[str, str]]:
    yield "name", getattr(record, "name", record.id)
    yield "id", record.id.replace("-", " ")
    if isinstance(record, Condition):
        yield "plain name", record.plain_name
        for alias in (*record.aliases.lay, *record.aliases.clinical):
            yield "alias", alias
        for short in record.aliases.abbreviations:
            yield "abbreviation", short
        for code in record.codes:
            yield f"{code.system} code", code.code
    if isinstance(record, Technique):
        for alias in record.aliases:
            yield "alias", alias
        if record.abbreviation:
            yield "abbreviation", record.abbreviation


def _words(text: str) -> tuple[str, ...]:
    """The words that count, in plain lower case; a plural s is dropped."""
    plain = text.lower().replace("'", "").replace("\u2019", "")
    letters = "".join(one if one.isalnum() or one == "." else " " for one in plain)
    words = [word.strip(".") for word in letters.split()]
    counted = [word for word in words if word and word not in _FILLERS] or [w for w in words if w]
    return tuple(
        word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "siu" else word
        for word in counted
    )


def _fit(asked: tuple[str, ...], name: _Name) -> float:
    """How well words fit a name: 1 where they are the same, less for typos and for extra words."""
    if not asked or not name.words:
        return 0.0
    if asked == name.words:
        return 1.0
    if name.role.endswith("code"):
        code, typed = name.words[0], asked[0]
        return 0.9 if len(asked) == 1 and len(typed) > 2 and code.startswith(typed) else 0.0
    found = [max(_alike(word, other) for other in name.words) for word in asked]
    covered = [max(_alike(word, other) for other in asked) for word in name.words]
    recall = sum(found) / len(found)
    precision = sum(covered) / len(covered)
    return round(0.97 * (0.7 * recall + 0.3 * precision), 3)


@lru_cache(maxsize=65536)
def _alike(typed: str, word: str) -> float:
    """How alike two words are: 1 the same, less for a beginning or a typo, 0 for others."""
    if typed == word:
        return 1.0
    if len(typed) >= 4 and word.startswith(typed):
        return 0.9
    if min(len(typed), len(word)) < 4 or abs(len(typed) - len(word)) > 3:
        return 0.0
    ratio = SequenceMatcher(None, typed, word).ratio()
    return ratio * 0.97 if ratio >= 0.75 else 0.0
