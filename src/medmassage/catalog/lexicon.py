"""The words of a catalog's names: how much each says, and which of them a typed word may mean."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log

from medmassage.catalog.wording import CONCEPTS, Word, slips, sound, stem

_SAME, _STEM, _SOUND, _CONCEPT = 1.0, 0.95, 0.92, 0.88
JOINED = 0.97
"""How sure it is that two neighboring words are the halves of one."""
_SPLIT = 0.75
"""How surely a word must mean something not to be taken for two words written as one."""
_NEAREST = 12
"""How many words of the catalog are compared letter by letter with one that it has not."""
_LEAST_ALIKE = 0.62

Readings = Mapping[str, float]
"""Words that a typed word may mean, each with how sure that is, from 0 to 1."""


class Lexicon:
    """The words of all names."""

    weights: Mapping[str, float]
    """How much each word says, from 0 to 1: the more, the fewer records have it or its like."""
    spelled: Mapping[str, str]
    """How each word is spelled where it first stands."""

    def __init__(self, records: Sequence[Iterable[Sequence[Word]]]) -> None:
        """Count the words; each of *records* has its names, and each name its words in order."""
        counted: Counter[str | frozenset[str]] = Counter()
        spelled: dict[str, str] = {}
        concepts = {word: group for group in CONCEPTS for word in group}
        self._neighbors: set[tuple[str, str]] = set()
        for names in records:
            its: set[str] = set()
            for name in names:
                plain = [word.plain for word in name]
                its.update(plain)
                self._neighbors.update(pairwise(plain))
                for word in name:
                    spelled.setdefault(word.plain, word.said)
            counted.update({concepts.get(one, one) for one in its})
        most = log(len(records) + 1)
        self.spelled = spelled
        self.weights = {
            one: 1 - log(counted[concepts.get(one, one)]) / most for one in sorted(spelled)
        }
        self._in_order = tuple(self.weights)
        self._stems: dict[str, list[str]] = defaultdict(list)
        for one in self._in_order:
            self._stems[stem(one)].append(one)
        self._concepts = {one: group & spelled.keys() for one, group in concepts.items()}
        self.readings: Callable[..., Readings] = lru_cache(maxsize=4096)(self._readings)
        """`_readings`, remembered: people type the same words."""

    def parts(self, typed: str) -> tuple[str, ...]:
        """Two words that stand together in a name and were typed as one; else the word itself."""
        if max(self.readings(typed, unfinished=False).values(), default=0.0) < _SPLIT:
            for place in range(3, len(typed) - 2):
                pair = typed[:place], typed[place:]
                if pair in self._neighbors:
                    return pair
        return (typed,)

    def _readings(self, typed: str, *, unfinished: bool) -> Readings:
        """
        Words that a typed word may mean.

        Args:
            typed: A plain word.

            unfinished: Whether it may be the beginning of a longer one.
        """
        found: dict[str, float] = {}

        def add(word: str, sure: float) -> None:
            found[word] = max(found.get(word, 0.0), sure)

        for word, sure in self._kin(typed):
            add(word, sure)
        if unfinished or not found:
            for word in self._beginning(typed):
                add(word, 0.7 + 0.25 * len(typed) / len(word))
        if not found and len(typed) > 2:
            for near, sure in self._slipped(typed):
                for word, kin in self._kin(near):
                    add(word, sure * kin)
        return found

    def _kin(self, word: str) -> Iterator[tuple[str, float]]:
        """The word itself, those of its stem and those that mean the same."""
        for one in self._concepts.get(word, ()):
            yield one, _CONCEPT
        for one in self._stems.get(stem(word), ()):
            yield one, _STEM
        if word in self.weights:
            yield word, _SAME

    def _beginning(self, typed: str) -> Iterator[str]:
        """Longer words that begin so; fewer than three letters are the beginning of too many."""
        if len(typed) > 2:
            for word in self._in_order[bisect_left(self._in_order, typed) :]:
                if not word.startswith(typed):
                    break
                if word != typed:
                    yield word

    def _slipped(self, typed: str) -> Iterator[tuple[str, float]]:
        """Words that sound the same, or differ by a few letters; the first letter counts more."""
        heard = sound(typed)
        for word in self._sounds.get(heard, ()):
            yield word, _SOUND
        most = 0 if len(typed) < 4 else 1 if len(typed) < 6 else 2 if len(typed) < 9 else 3
        shared: Counter[str] = Counter()
        for pair in _pairs(heard):
            shared.update(self._pairs.get(pair, ()))
        near = sorted(
            (-2 * count / (len(heard) + len(word)), word) for word, count in shared.items()
        )
        for _, word in near[:_NEAREST]:
            other = sound(word)
            wrong = min(slips(typed, word, most), slips(heard, other, most) + 0.5)
            sure = 0.97 - 1.2 * wrong / max(len(typed), len(word)) - 0.1 * (heard[0] != other[0])
            if wrong <= most and sure >= _LEAST_ALIKE:
                yield word, sure

    @cached_property
    def _sounds(self) -> Mapping[str, Sequence[str]]:
        """Words by their sound; built when the first unknown word is typed."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self._in_order:
            if len(word) > 3:
                found[sound(word)].append(word)
        return found

    @cached_property
    def _pairs(self) -> Mapping[str, Sequence[str]]:
        """Words by the pairs of neighboring letters in their sound."""
        found: dict[str, list[str]] = defaultdict(list)
        for heard, same in self._sounds.items():
            for pair in _pairs(heard):
                found[pair].extend(same)
        return found


def _pairs(word: str) -> set[str]:
    framed = f"^{word}$"
    return {framed[place : place + 2] for place in range(len(framed) - 1)}
