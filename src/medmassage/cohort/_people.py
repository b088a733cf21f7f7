"""People in numbers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from medmassage.cohort._sets import Bools, Masks, Numbers

LEFT, RIGHT, BOTH, MIDLINE, NO_SIDE = range(5)
"""Sides as numbers; a side that is not given touches both halves."""


class Complaints(NamedTuple):
    """One entry for each complaint of each person, in the order of the people."""

    row: "Numbers"
    condition: "Numbers"
    stage: "Numbers"
    side: "Numbers"
    given: "Masks"
    """The regions given, as masks; 0: none."""


class Findings(NamedTuple):
    """One entry for each yes: a question, a rule that several questions bring, and its place."""

    row: "Numbers"
    question: "Numbers"
    """-1: the rule alone."""
    rule: "Numbers"
    """-1: no rule was named."""
    side: "Numbers"
    given: "Masks"


class Asked(NamedTuple):
    """One entry for each answer without a place."""

    row: "Numbers"
    question: "Numbers"


@dataclass
class People:
    """What is known of some people, in numbers."""

    many: int
    complaints: Complaints
    present: Findings
    absent: Asked
    unknown: Asked
    allergic: "Bools"
    age: "Numbers"
    """NaN: not known."""
