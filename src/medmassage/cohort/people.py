"""People and what was found of them, in numbers."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from medmassage.cohort.tables import Bools, Masks, Numbers, Tables

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


@dataclass
class Found:
    """What screening and matching found, person by person."""

    decision: "Numbers"
    fired: "Bools"
    """Rules by person."""
    open: "Bools"
    """Questions by person that need a yes or a no."""
    where: "Bools"
    """Questions by person whose place matters and was not given."""
    allowed: "Masks"
    """Techniques accepted for a complaint, as masks."""
    best: "Numbers"
    """The first match; -1: none."""
    best_complaint: "Numbers"
    support: "Numbers"
    placeless_row: "Numbers"
    """People of complaints that may be at one of several places, none given."""
    placeless_condition: "Numbers"
    """Those complaints."""
    contradicts: "Bools"
    """People with a question answered in two ways: the single verbs refuse them."""


@dataclass
class Answered:
    """What the answers of some people come to."""

    tables: "Tables"
    people: People
    yes: "Bools" = field(init=False)
    no: "Bools" = field(init=False)
    unknown: "Bools" = field(init=False)
    present: "Bools" = field(init=False)
    by_complaint: "Bools" = field(init=False)
    placeless: "Bools" = field(init=False)
    """Questions with a yes whose place was not given."""
    rule_placeless: "Bools" = field(init=False)
    contradicts: "Bools" = field(init=False)
    fired: "Bools" = field(init=False)
    open: "Bools" = field(init=False)
    where: "Bools" = field(init=False)
    nowhere: "Numbers" = field(init=False)
    decision: "Numbers" = field(init=False)
    spots: "list[tuple[Numbers, Numbers, Numbers, Masks]]" = field(init=False)
