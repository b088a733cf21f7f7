"""
Sets of people, one bit for each of them, and lists of any length, end to end.

What is said of many people is worked out eight at a time: whether a question was answered with
yes is a bit, and "or", "and" and "not" are taken of whole bytes.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.intp]
    Bools = NDArray[np.bool_]
    Masks = NDArray[Any]
    """Sets of techniques, regions or positions: one integer each."""
    Bits = NDArray[np.uint8]
    """A set of people, or several of them, one a row. Bits beyond the last person mean nothing."""

_BLOCK = 2048
"""So many people are marked at a time, a multiple of 8: few enough for the processor's cache."""


class Crowd:
    """Some people, of whom sets are made."""

    def __init__(self, many: int, np: Any) -> None:
        self.many = many
        self.np = np

    def none(self, sets: int) -> "Bits":
        """Empty sets."""
        found: Bits = self.np.zeros((sets, (self.many + 7) // 8), dtype=self.np.uint8)
        return found

    def of(self, people: "Numbers") -> "Bits":
        """One set."""
        flags = self.np.zeros(self.many, dtype=bool)
        flags[people] = True
        return self.packed(flags)

    def by(self, codes: "Numbers", people: "Numbers", sets: int) -> "Bits":
        """Sets by number, from pairs of a number and a person, in the order of the people."""
        np, found = self.np, self.none(sets)
        for start in range(0, self.many, _BLOCK):
            first, end = np.searchsorted(people, (start, start + _BLOCK))
            if first < end:
                flags = np.zeros((sets, min(_BLOCK, self.many - start)), dtype=bool)
                flags[codes[first:end], people[first:end] - start] = True
                found[:, start // 8 : (start + _BLOCK) // 8] = self.packed(flags)
        return found

    def packed(self, flags: "Bools") -> "Bits":
        """Sets from a flag for each person."""
        found: Bits = self.np.packbits(flags, axis=-1, bitorder="little")
        return found

    def flags(self, sets: "Bits") -> "Bools":
        """A flag for each person."""
        np = self.np
        found: Bools = np.unpackbits(sets, axis=-1, count=self.many, bitorder="little").view(bool)
        return found

    def pairs(self, sets: "Bits") -> "tuple[Numbers, Numbers]":
        """The number of a set and a person in it, for all of them, by number and person."""
        np = self.np
        there = np.flatnonzero(sets.any(axis=1))
        place, person = np.divmod(np.flatnonzero(self.flags(sets[there])), max(self.many, 1))
        return there[place], person


class Ragged:
    """For each number a list of numbers."""

    def __init__(self, count: "Numbers", values: "Numbers", np: Any) -> None:
        self.np = np
        self.count = count
        self.first = np.cumsum(count) - count
        self.values = values

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]], np: Any) -> "Ragged":
        """From Python's lists."""
        count = np.array([len(one) for one in lists], dtype=np.intp)
        return cls(count, np.array([one for many in lists for one in many], dtype=np.intp), np)

    def at(self, numbers: "Numbers") -> "tuple[Numbers, Numbers]":
        """The members of the lists of some numbers, each with the place of its number."""
        np, count = self.np, self.count[numbers]
        which = np.repeat(np.arange(len(numbers)), count)
        start = self.first[numbers] - (np.cumsum(count) - count)
        return which, self.values[np.arange(len(which)) + start[which]]


def members(masks: "Masks", np: Any) -> "tuple[Numbers, Numbers]":
    """The place of a mask and the number of a bit in it, for all of them, by place and number."""
    width = (int(masks.max(initial=0)).bit_length() + 7) // 8
    if not width:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    places = np.ascontiguousarray(masks, dtype="<u8").view(np.uint8).reshape(-1, 8)
    flags = np.unpackbits(places[:, :width], axis=1, bitorder="little")
    place, number = np.divmod(np.flatnonzero(flags), width * 8)
    return place, number
