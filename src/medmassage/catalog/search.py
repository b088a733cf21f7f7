"""
Finding records by what a person might type.

A text is compared with every name of every record that has names (`names`). Three shares make
the score of a name: how much of what was typed it has, how much of it all names of the record
have together, and how much of the name was typed. A word counts the more, the fewer records have
it (`lexicon`), and by how surely it is the word that was meant (`wording`).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from medmassage.catalog.lexicon import JOINED, Lexicon, Readings
from medmassage.catalog.names import WORTH, is_code_role, names, own_name
from medmassage.catalog.wording import Word, code_key, is_code, words
from medmassage.errors import Fault, ModelError, UnknownIdError, nearest, seen
from medmassage.model.fields import ID, TEXT, Model, number as numeric
from medmassage.model.making import field, frozen

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
    "outcome_measures",
)
"""Kinds that have names to search, in the order that breaks ties."""

_TYPED, _TOGETHER, _NAMED = 0.40, 0.22, 0.35
"""What the three shares of a score are worth; together less than a hit on the same words."""
_SAME_WORDS = 0.99
_LEAST = 0.33
"""The lowest score of a hit."""
_UNKNOWN = 0.4
"""How much a word says that no name has; words of names reach from 0 to 1."""
_BEGINNING, _BELOW = 0.9, 0.85
"""How sure a code is of which the beginning was typed, and one that the typed code is under."""


@frozen(kw_only=True, repr=False)
class Hit(Model):
    """One record that was found."""

    kind: str = field(metadata=TEXT)
    """The kind of record, such as `conditions`."""
    id: str = field(metadata=ID)
    """Its id."""
    name: str = field(metadata=TEXT)
    """Its name."""
    score: float = field(metadata=numeric())
    """How well it fits, from 0 to 1; equal scores are equally good."""
    why: str = field(metadata=TEXT)
    """What was matched, and how."""


def search(catalog: "Catalog", text: str, kind: str | None, limit: int) -> tuple[Hit, ...]:
    """Find records; see `Catalog.search`."""
    if kind is not None and kind not in SEARCHED:
        raise UnknownIdError("searchable kind", kind, nearest(kind, SEARCHED))
    if not isinstance(text, str):
        raise ModelError("search", [Fault("text", f"expected text, got {seen(text)}")])
    index = catalog.derived("names", lambda: _Index(catalog))
    hits = [hit for hit in index.find(text) if kind in (None, hit.kind)]
    hits.sort(key=lambda hit: (-hit.score, SEARCHED.index(hit.kind), hit.id))
    if len(hits) <= limit:
        return tuple(hits)
    last = hits[limit - 1].score if limit > 0 else 2.0
    return tuple(hit for place, hit in enumerate(hits) if place < limit or hit.score == last)


class _Entry(NamedTuple):
    kind: str
    id: str
    name: str


class _Name(NamedTuple):
    entry: int
    role: str
    text: str
    words: frozenset[str]
    weight: float
    """How much all its words say."""


class _Asked(NamedTuple):
    """One word that was typed, or a half of one."""

    said: str
    plain: str
    means: Readings
    weight: float
    """How much it says."""


class _Fit(NamedTuple):
    score: float
    how: str


class _Matches:
    """What the typed words found: for each name, by the place of the typed word."""

    def __init__(self, of: Sequence[_Name]) -> None:
        self._of = of
        self.by_name: dict[int, dict[int, tuple[float, str]]] = defaultdict(dict)
        """How surely it is which word of the name."""
        self.by_entry: dict[int, dict[int, float]] = defaultdict(dict)
        """How surely it is a word of any name of the record."""

    def add(self, number: int, place: int, sure: float, word: str) -> None:
        of_name = self.by_name[number]
        if place not in of_name or sure > of_name[place][0]:
            of_name[place] = sure, word
        of_entry = self.by_entry[self._of[number].entry]
        of_entry[place] = max(of_entry.get(place, 0.0), sure)


class _Index:
    """The names of a catalog by their words."""

    def __init__(self, catalog: "Catalog") -> None:
        self.entries: list[_Entry] = []
        called: list[tuple[int, str, str, tuple[Word, ...]]] = []
        kinds = dict(catalog.kinds())
        for kind in SEARCHED:
            for id, record in kinds[kind].items():
                place = len(self.entries)
                self.entries.append(_Entry(kind, str(id), own_name(record)))
                called += [(place, role, text, words(text)) for role, text in names(record)]
        said: list[list[tuple[Word, ...]]] = [[] for _ in self.entries]
        for place, role, _, its in called:
            if not is_code_role(role):
                said[place].append(its)
        self.lexicon = Lexicon(said)
        self.names: list[_Name] = []
        self.whole: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self.by_word: dict[str, list[int]] = defaultdict(list)
        self.codes: dict[str, list[int]] = defaultdict(list)
        for place, role, text, its in called:
            self._add(place, role, text, tuple(word.plain for word in its))

    def _add(self, place: int, role: str, text: str, plain: tuple[str, ...]) -> None:
        number = len(self.names)
        self.whole[plain].append(number)
        if is_code_role(role):
            plain = (code_key(text),)
            self.codes[plain[0]].append(number)
        its = frozenset(plain)
        weight = sum(self.lexicon.weights.get(word, 1.0) for word in its)
        self.names.append(_Name(place, role, text, its, weight))
        if not is_code_role(role):
            for word in its:
                self.by_word[word].append(number)

    def find(self, text: str) -> Iterator[Hit]:
        """The records that the text finds, each by its best name."""
        typed = words(text)
        if not typed:
            return
        best: dict[int, tuple[_Name, _Fit]] = {}
        for name, fit in self._fits(typed):
            kept = best.get(name.entry)
            if fit.score >= _LEAST and (kept is None or fit.score > kept[1].score):
                best[name.entry] = (name, fit)
        for place, (name, fit) in best.items():
            kind, id, own = self.entries[place]
            why = f"{name.role} '{name.text}', {fit.how}"
            yield Hit(kind=kind, id=id, name=own, score=fit.score, why=why)

    def _fits(self, typed: tuple[Word, ...]) -> Iterator[tuple[_Name, _Fit]]:
        """Every name that has something of what was typed; the exact ones first."""
        for number in self.whole.get(tuple(word.plain for word in typed), ()):
            yield self.names[number], _Fit(1.0, "exact")
        asked = self._asked(typed)
        matches = _Matches(self.names)
        for place, one in enumerate(asked):
            for word, sure in one.means.items():
                for number in self.by_word.get(word, ()):
                    matches.add(number, place, sure, word)
            for code, sure in self._codes(one.plain):
                for number in self.codes[code]:
                    matches.add(number, place, sure, code)
        for number, matched in sorted(matches.by_name.items()):
            name = self.names[number]
            yield name, self._judge(name, asked, matched, matches.by_entry[name.entry])

    def _asked(self, typed: tuple[Word, ...]) -> list[_Asked]:
        """The words typed, once each, with what they may mean."""
        lexicon = self.lexicon
        said: dict[str, str] = {}
        for word in typed:
            for part in lexicon.parts(word.plain):
                said.setdefault(part, word.said if part == word.plain else part)
        plain = list(said)
        means = [
            dict(lexicon.readings(word, unfinished=place == len(plain) - 1))
            for place, word in enumerate(plain)
        ]
        for place in range(len(plain) - 1):
            for joint in ("", "s"):  # the s that made the first half look like a plural
                joined = f"{plain[place]}{joint}{plain[place + 1]}"
                if joined in lexicon.weights:
                    means[place][joined] = means[place + 1][joined] = JOINED
        return [
            _Asked(said[word], word, readings, self._weight(word, readings))
            for word, readings in zip(plain, means, strict=True)
        ]

    def _weight(self, word: str, means: Readings) -> float:
        """How much a typed word says: as much as what it most surely means."""
        if means:
            return max((sure, self.lexicon.weights[one]) for one, sure in means.items())[1]
        return 1.0 if any(self._codes(word)) else _UNKNOWN

    def _codes(self, typed: str) -> Iterator[tuple[str, float]]:
        """Codes that are this one, begin with it, or that it is under."""
        for code in self.codes if is_code(typed) else ():
            if code == typed:
                yield code, 1.0
            elif code.startswith(typed):
                yield code, _BEGINNING
            elif typed.startswith(code):
                yield code, _BELOW + 0.01 * len(code)

    def _judge(
        self,
        name: _Name,
        asked: Sequence[_Asked],
        matched: Mapping[int, tuple[float, str]],
        together: Mapping[int, float],
    ) -> _Fit:
        """
        The score of one name, and how it was matched.

        Args:
            name: The name.

            asked: The words typed.

            matched: By place in *asked*, how surely it is which word of the name.

            together: The same for all names of the record, without the words.
        """
        covered: dict[str, float] = {}
        for sure, word in matched.values():
            covered[word] = max(covered.get(word, 0.0), sure)
        every = len(matched) == len(asked) and len(covered) == len(name.words)
        if every and all(sure == 1.0 for sure, _ in matched.values()):
            return _Fit(_SAME_WORDS, "the same words")
        weights = self.lexicon.weights
        whole = sum(one.weight for one in asked)
        typed = sum(asked[place].weight * sure for place, (sure, _) in matched.items())
        shared = sum(asked[place].weight * sure for place, sure in together.items())
        named = sum(weights.get(word, 1.0) * sure for word, sure in covered.items())
        score = _TYPED * typed / whole + _TOGETHER * shared / whole + _NAMED * named / name.weight
        how = ["nearly" if every and not is_code_role(name.role) else "in part"]
        how += [
            self._read(asked[place], word)
            for place, (_, word) in sorted(matched.items())
            if asked[place].plain != word
        ]
        return _Fit(round(score * WORTH.get(name.role, 1.0), 3), "; ".join(how))

    def _read(self, one: _Asked, word: str) -> str:
        """How a typed word was read."""
        if word in one.means:
            return f"'{one.said}' read as '{self.lexicon.spelled[word]}'"
        code = one.plain.upper()
        return f"it begins with {code}" if word.startswith(one.plain) else f"{code} is under it"
