"""The base of the closed lists."""

from enum import StrEnum
from typing import Self

from medmassage.errors import Fault, ModelError, did_you_mean, nearest, seen


class Vocabulary(StrEnum):
    """A closed list of words. Members equal their text, compare by rank, explain themselves."""

    meaning: str
    """What the word means, in one sentence or less."""
    rank: int
    """Where the word stands in its list, from 0."""

    def __new__(cls, value: str, meaning: str = "") -> Self:
        """Make a member from its text and its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        member.rank = len(cls.__members__)
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self:
        raise ModelError(cls.__name__, [Fault("", cls.refusal(value))])

    @classmethod
    def refusal(cls, value: object) -> str:
        """Why a value is no word of the list, with the nearest words."""
        near = nearest(value, cls.values())
        listed = "" if near or len(cls) > 12 else f"; expected one of {', '.join(cls.values())}"
        return f"{seen(value)} is not a {cls.__name__}{did_you_mean(near)}{listed}"

    def __lt__(self, other: str) -> bool:
        return self.rank < other.rank if type(other) is type(self) else str.__lt__(self, other)

    def __le__(self, other: str) -> bool:
        return self == other or self < other

    def __gt__(self, other: str) -> bool:
        return self.rank > other.rank if type(other) is type(self) else str.__gt__(self, other)

    def __ge__(self, other: str) -> bool:
        return self == other or self > other

    @classmethod
    def values(cls) -> tuple[str, ...]:
        """The words in order, as plain text."""
        return tuple(member.value for member in cls)
