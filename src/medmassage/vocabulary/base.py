"""The base of the closed lists."""

from enum import StrEnum
from typing import Self


class Vocabulary(StrEnum):
    """A closed list of words. Members compare equal to their text and explain themselves."""

    meaning: str
    """What the word means, in one sentence or less."""

    def __new__(cls, value: str, meaning: str = "") -> Self:
        """Make a member from its text and its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    @property
    def rank(self) -> int:
        """Where the word stands in its list, from 0."""
        return _RANKS[type(self)][self]

    @classmethod
    def values(cls) -> tuple[str, ...]:
        """The words in order, as plain text."""
        return tuple(member.value for member in cls)


class _Ranks(dict[type, dict[str, int]]):
    def __missing__(self, vocabulary: type[Vocabulary]) -> dict[str, int]:
        ranks: dict[str, int] = {member: place for place, member in enumerate(vocabulary)}
        self[vocabulary] = ranks
        return ranks


_RANKS = _Ranks()
