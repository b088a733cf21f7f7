"""
The safety rules and the knowledge as arrays: compiled once from the tables of the single verbs.

Questions, rules, techniques and regions are numbered in the order of their ids (regions in the
order of their list). A set of techniques or regions is a mask with one bit each.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from medmassage.catalog import Catalog
from medmassage.ground import used_at
from medmassage.knowledge import ROOT_TECHNIQUE
from medmassage.matching import OTHER
from medmassage.model.condition import Condition
from medmassage.model.safety import Contraindication, Limit
from medmassage.model.technique import Technique
from medmassage.rules import Rule, Rulebook, decision_for, decision_of, rulebook
from medmassage.vocabulary import (
    Action,
    Decision,
    Position,
    Pressure,
    Region,
    Section,
    Stage,
    Support,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.intp]
    Bools = NDArray[np.bool_]
    Masks = NDArray[np.uint64]

REGIONS = tuple(Region)
STAGES: tuple[Stage | None, ...] = (*Stage, None)
DECISIONS = tuple(Decision)
SUPPORTS = tuple(Support)


class Broad(NamedTuple):
    """A broad question, and what its yes asks for while nothing narrower explains it."""

    question: int
    narrow: "Numbers"
    decision: int
    about_allergies: bool


class Reported(NamedTuple):
    """A limit that holds where a finding is reported."""

    rule: int
    told_by: "Bools"
    """The questions whose yes reports the finding, by number."""
    covers: "Masks"
    """For each reported region: the places that it covers, as a mask."""
    blocked: int
    """Techniques that are not used there, as a mask."""
    positions: int
    """Positions to avoid, as a mask."""


class Aged(NamedTuple):
    """A question that an age answers."""

    question: int
    yes: tuple[float | None, float | None] | None
    no: tuple[float | None, float | None] | None


class Tables:
    """Everything that the cohort engine looks up."""

    def __init__(self, catalog: Catalog) -> None:
        import numpy as np

        self.np = np
        self.catalog = catalog
        self.book: Rulebook = rulebook(catalog)
        self.question_ids = tuple(self.book.questions)
        self.rule_ids = tuple(sorted(self.book.rules))
        self.techniques: tuple[Technique, ...] = tuple(
            one for one in catalog.techniques.values() if one.id != ROOT_TECHNIQUE
        )
        self.condition_ids = tuple(catalog.conditions)
        self.question = {id: place for place, id in enumerate(self.question_ids)}
        self.rule = {id: place for place, id in enumerate(self.rule_ids)}
        self.technique = {one.id: place for place, one in enumerate(self.techniques)}
        self.condition = {id: place for place, id in enumerate(self.condition_ids)}
        self._questions()
        self._rules()
        self._conditions()

    # --- questions ----------------------------------------------------------------------------

    def _questions(self) -> None:
        book, number = self.book, self.question
        self.implied = [self._ids(number, book.implied[id]) for id in self.question_ids]
        self.below = [self._ids(number, book.descendants[id]) for id in self.question_ids]
        self.above = [tuple(self._above(id)) for id in self.question_ids]
        self.triggers = [
            self._ids(self.rule, book.questions[id].triggers) for id in self.question_ids
        ]
        self.allergies = self._ids(number, book.about_allergies)
        self.aged = tuple(
            Aged(
                number[one.id],
                None if one.yes_at_ages is None else (one.yes_at_ages.low, one.yes_at_ages.high),
                None if one.no_at_ages is None else (one.no_at_ages.low, one.no_at_ages.high),
            )
            for one in book.aged
        )
        self.broad = tuple(
            Broad(
                number[id],
                self._ids(number, narrow),
                decision_for(book.questions[id].if_unexplained or Action.NONE).rank,
                book.questions[id].section is Section.ALLERGIES,
            )
            for id, narrow in sorted(book.explained_by.items())
        )

    def _ids(self, number: dict[str, int], ids: Iterable[str]) -> "Numbers":
        found: Numbers = self.np.array(sorted(number[id] for id in ids), dtype=self.np.intp)
        return found

    def _above(self, id: str) -> Iterable[int]:
        """The questions that it stands under, nearest first."""
        above = self.book.questions[id].under
        while above is not None:
            yield self.question[above]
            above = self.book.questions[above].under

    # --- rules --------------------------------------------------------------------------------

    def _rules(self) -> None:
        np, rules = self.np, [self.book.rules[id] for id in self.rule_ids]
        self.decision = np.array([decision_of(one).rank for one in rules], dtype=np.int8)
        self.fixed = np.zeros((len(rules), len(REGIONS)), dtype=np.uint16)
        self.avoided = np.zeros(len(rules), dtype=np.uint8)
        self.needs_place = np.zeros(len(rules), dtype=bool)
        reported: list[Reported] = []
        for place, rule in enumerate(rules):
            if not isinstance(rule, Contraindication):
                continue
            mild = decision_of(rule) is Decision.PROCEED_WITH_PRECAUTIONS
            self.needs_place[place] = rule.needs_place and mild
            for limit in rule.limits:
                blocked = self._blocked(rule, limit)
                positions = _mask(one.rank for one in limit.positions_avoid)
                if limit.reported:
                    reported.append(
                        Reported(
                            place, self._told_by(rule.id), self._spread(limit), blocked, positions
                        )
                    )
                    continue
                self.avoided[place] |= positions
                for region in limit.regions:
                    for part in region.contents:
                        self.fixed[place, part.rank] |= blocked
        self.reported = tuple(reported)
        general = [self.rule[one.id] for one in self.book.general]
        self.always = np.bitwise_or.reduce(self.fixed[general], axis=0)
        self.always_avoided = int(np.bitwise_or.reduce(self.avoided[general])) if general else 0
        self.brought_by = [
            self._ids(self.question, self.book.brought_by.get(id, ())) for id in self.rule_ids
        ]

    def _told_by(self, rule_id: str) -> "Bools":
        """The questions that bring a rule, and those that imply one of them."""
        bringing = set(self.book.brought_by.get(rule_id, ()))
        found: Bools = self.np.array(
            [
                id in bringing or not bringing.isdisjoint(self.book.implied[id])
                for id in self.question_ids
            ]
        )
        return found

    def _blocked(self, rule: Rule, limit: Limit) -> int:
        named = {*limit.technique_ids, *self.book.never_over.get(rule.id, ())}
        most = len(Pressure) if limit.pressure_cap is None else limit.pressure_cap.rank
        return _mask(
            place
            for place, one in enumerate(self.techniques)
            if one.id in named or one.pressure.low.rank > most - 1
        )

    def _spread(self, limit: Limit) -> "Masks":
        """For each reported region the places that the limit then covers."""
        found: Masks = self.np.zeros(len(REGIONS), dtype=self.np.uint64)
        for region in REGIONS:
            where = self.book.places(limit, (region,))
            found[region.rank] = _mask(part.rank for one in where for part in one.contents)
        return found

    # --- conditions ---------------------------------------------------------------------------

    def _conditions(self) -> None:
        np, catalog = self.np, self.catalog
        conditions = [catalog.conditions[id] for id in self.condition_ids]
        self.concerns = np.zeros((len(conditions), len(self.question_ids)), dtype=bool)
        for place, one in enumerate(conditions):
            for id in self.book.concerning(one, ()):
                self.concerns[place, self.question[id]] = True
        self.pain = np.full(len(REGIONS), -1, dtype=np.intp)
        for region in REGIONS:
            about = catalog.body_regions[region].pain_complaint_id
            if about is not None:
                self.pain[region.rank] = self.condition[about]
        self.answers_yes = [self._ids(self.question, one.answers_yes) for one in conditions]
        self.when_acute = [
            self._ids(self.question, one.answers_yes_when_acute) for one in conditions
        ]
        self.usual = np.array(
            [
                _mask(part.rank for one in kind.regions for part in one.members)
                for kind in conditions
            ],
            dtype=np.uint64,
        )
        self.usual_spots = np.array(
            [
                0 if kind.regions_are_alternatives else _mask(one.rank for one in kind.regions)
                for kind in conditions
            ],
            dtype=np.uint64,
        )
        self.needs_side = np.array([one.needs_side for one in conditions])
        self.asks_where = np.array(
            [one.regions_are_alternatives or not one.regions for one in conditions]
        )
        self.used = np.array(
            [
                _mask(place for place, one in enumerate(self.techniques) if used_at(one, region))
                for region in REGIONS
            ],
            dtype=np.uint16,
        )
        self.positions = [_mask(one.rank for one in kind.positions) for kind in self.techniques]
        self._order(conditions)

    def _order(self, conditions: Iterable[Condition]) -> None:
        """For each condition and stage: the techniques that fit, best first, and their support."""
        np = self.np
        many = len(self.techniques)
        shape = (len(self.condition_ids), len(STAGES), many)
        self.order = np.full(shape, -1, dtype=np.int8)
        self.support = np.zeros(shape, dtype=np.int8)
        self.fitting = np.zeros(shape[:2], dtype=np.uint16)
        for at, condition in enumerate(conditions):
            for stage_at, stage in enumerate(STAGES):
                for rank, (technique, support) in enumerate(self._ranked(condition, stage)):
                    self.order[at, stage_at, rank] = technique
                    self.support[at, stage_at, technique] = support.rank
                    self.fitting[at, stage_at] |= 1 << technique

    def _ranked(self, condition: Condition, stage: Stage | None) -> list[tuple[int, Support]]:
        found: list[tuple[tuple[int, bool, int, str], int, Support]] = []
        if condition.id == OTHER:
            return []
        for place, technique in enumerate(self.techniques):
            known = self.catalog.knowledge.indication(condition.id, technique.id, stage)
            addressed = [id for id in condition.impairment_ids if id in technique.impairment_ids]
            if technique.only_for and set(technique.only_for).isdisjoint(addressed):
                continue
            if not (addressed or (known is not None and known.is_tested)):
                continue
            support = known.support if known else Support.NO_RESEARCH
            if support is Support.ADVISED_AGAINST:
                continue
            direct = known.direct if known else True
            key = (support.level, not direct, -len(addressed), technique.id)
            found.append((key, place, support))
        return [(place, support) for _, place, support in sorted(found)]


def _mask(places: Iterable[int]) -> int:
    found = 0
    for place in places:
        found |= 1 << place
    return found


POSITIONS = tuple(Position)


def tables(catalog: Catalog) -> Tables:
    """The arrays of a catalog, built when first needed."""
    return catalog.derived("cohort tables", lambda: Tables(catalog))


def in_span(values: Any, span: tuple[float | None, float | None]) -> Any:
    """Where numbers lie in a range whose ends may be open."""
    low, high = span
    found = values == values  # noqa: PLR0124 - false where the number is missing
    if low is not None:
        found &= values >= low
    if high is not None:
        found &= values <= high
    return found
