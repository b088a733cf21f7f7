"""
The safety rules and the knowledge as arrays: compiled once from the tables of the single verbs.

Questions, rules, techniques and regions are numbered in the order of their ids (regions in the
order of their list). A set of techniques, regions or positions is a mask with one bit each.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from medmassage.catalog import Catalog
from medmassage.cohort._sets import Ragged
from medmassage.errors import Fault, ModelError
from medmassage.ground import used_at
from medmassage.knowledge import ROOT_TECHNIQUE
from medmassage.matching import OTHER
from medmassage.model.condition import Condition
from medmassage.model.evidence import Span
from medmassage.model.safety import Contraindication, Limit
from medmassage.model.technique import Technique
from medmassage.rules import Rule, Rulebook, decision_for, decision_of, rulebook
from medmassage.vocabulary import (
    Action,
    Decision,
    Pressure,
    Region,
    Section,
    Stage,
    Support,
)

if TYPE_CHECKING:
    from medmassage.cohort._sets import Masks, Numbers

REGIONS = tuple(Region)
STAGES: tuple[Stage | None, ...] = (*Stage, None)
DECISIONS = tuple(Decision)
SUPPORTS = tuple(Support)
MOST_TECHNIQUES = 63
"""As many as a signed mask of 64 bits has room for."""

Ages = tuple[float | None, float | None]
"""The lowest and the highest age of a range; None: open."""


class Broad(NamedTuple):
    """A broad question, and what its yes asks for while nothing narrower explains it."""

    question: int
    narrow: "Numbers"
    decision: int
    about_allergies: bool


class Aged(NamedTuple):
    """A question that an age answers."""

    question: int
    yes: Ages | None
    no: Ages | None


class Reported(NamedTuple):
    """The limits that hold where a finding is reported, one entry each."""

    covers: "Masks"
    """By limit and reported region: the places that it covers."""
    blocked: "Masks"
    """The techniques that are not used there."""
    positions: "Masks"
    """The positions to avoid."""
    by_question: Ragged
    """For each question the limits of the rules that its yes reports."""
    by_rule: Ragged
    """For each rule its limits."""


class Placeless(NamedTuple):
    """A rule that lacks the place it needs still keeps the person out of some positions."""

    rule: int
    questions: "Numbers"
    positions: int


class Tables:
    """Everything that the cohort engine looks up."""

    def __init__(self, catalog: Catalog) -> None:
        import numpy as np

        self.np = np
        self.catalog = catalog
        self.book: Rulebook = rulebook(catalog)
        self.question_ids = tuple(self.book.questions)
        self.rule_ids = tuple(sorted((*catalog.contraindications, *catalog.red_flags)))
        self.techniques: tuple[Technique, ...] = tuple(
            one for one in catalog.techniques.values() if one.id != ROOT_TECHNIQUE
        )
        if len(self.techniques) > MOST_TECHNIQUES:
            raise ModelError("cohort", [Fault("techniques", _too_many(len(self.techniques)))])
        self.masks: type = np.uint16 if len(self.techniques) <= 16 else np.uint64
        """The type of a mask of techniques."""
        self.condition_ids = tuple(catalog.conditions)
        self.question = {id: place for place, id in enumerate(self.question_ids)}
        self.rule = {id: place for place, id in enumerate(self.rule_ids)}
        self.condition = {id: place for place, id in enumerate(self.condition_ids)}
        self._questions()
        self._rules()
        self._reported()
        self._conditions()
        self._techniques()

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
            Aged(number[one.id], _ages(one.yes_at_ages), _ages(one.no_at_ages)) for one in book.aged
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
        np, rules = self.np, [self.book.rule(id) for id in self.rule_ids]
        decision = np.array([decision_of(one).rank for one in rules])
        self.deciding = tuple(
            (one.rank, np.flatnonzero(decision == one.rank))
            for one in DECISIONS
            if (decision == one.rank).any()
        )
        """The rules of each decision, by its rank."""
        self.brought_by = [
            self._ids(self.question, self.book.brought_by.get(id, ())) for id in self.rule_ids
        ]
        self.asked_for = [
            self.question[self.book.brought_by[id][0]] if id in self.book.brought_by else -1
            for id in self.rule_ids
        ]
        """The question that asks where, for a rule that is named itself."""
        self.needs_place = np.array([_needs_place(one) for one in rules], dtype=bool)
        self.fixed = np.zeros((len(rules), len(REGIONS)), dtype=self.masks)
        """By rule and region: the techniques blocked there, wherever the finding is."""
        self.avoided = np.zeros(len(rules), dtype=np.uint8)
        """The positions that a rule keeps a person out of, wherever the finding is."""
        for place, rule in enumerate(rules):
            for limit in rule.limits if isinstance(rule, Contraindication) else ():
                if not limit.reported:
                    self.avoided[place] |= _mask(one.rank for one in limit.positions_avoid)
                    inside = [part.rank for region in limit.regions for part in region.contents]
                    self.fixed[place, inside] |= self.masks(self._blocked(rule, limit))
        self.limiting = np.flatnonzero(self.fixed.any(axis=1) | (self.avoided != 0))
        """The rules with such limits."""
        general = [self.rule[one.id] for one in self.book.general]
        self.always = np.bitwise_or.reduce(self.fixed[general], axis=0)
        """By region: the techniques that are blocked for everyone."""
        self.always_avoided = np.bitwise_or.reduce(self.avoided[general], initial=0)

    def _blocked(self, rule: Rule, limit: Limit) -> int:
        named = {*limit.technique_ids, *self.book.never_over.get(rule.id, ())}
        most = len(Pressure) if limit.pressure_cap is None else limit.pressure_cap.rank
        return _mask(
            place
            for place, one in enumerate(self.techniques)
            if one.id in named or one.pressure.low.rank > most - 1
        )

    def _reported(self) -> None:
        np = self.np
        limits: list[tuple[int, Limit]] = [
            (place, limit)
            for place, id in enumerate(self.rule_ids)
            if isinstance(rule := self.book.rule(id), Contraindication)
            for limit in rule.limits
            if limit.reported
        ]
        told = [self._told_by(self.rule_ids[rule]) for rule, _ in limits]
        self.reported = Reported(
            covers=np.array([self._spread(limit) for _, limit in limits], dtype=np.uint64),
            blocked=np.array(
                [
                    self._blocked(self.book.rule(self.rule_ids[rule]), limit)
                    for rule, limit in limits
                ],
                dtype=self.masks,
            ),
            positions=np.array(
                [_mask(one.rank for one in limit.positions_avoid) for _, limit in limits],
                dtype=np.uint8,
            ),
            by_question=Ragged.of(
                [
                    [place for place, ids in enumerate(told) if id in ids]
                    for id in self.question_ids
                ],
                np,
            ),
            by_rule=Ragged.of(
                [
                    [place for place, (rule, _) in enumerate(limits) if rule == number]
                    for number in range(len(self.rule_ids))
                ],
                np,
            ),
        )
        self.placeless = tuple(
            Placeless(rule, self.brought_by[rule], int(self.reported.positions[place]))
            for place, (rule, _) in enumerate(limits)
            if self.needs_place[rule] and self.reported.positions[place]
        )

    def _told_by(self, rule_id: str) -> set[str]:
        """The questions that bring a rule, and those that imply one of them."""
        bringing = set(self.book.brought_by.get(rule_id, ()))
        return bringing.union(
            id for id in self.question_ids if not bringing.isdisjoint(self.book.implied[id])
        )

    def _spread(self, limit: Limit) -> list[int]:
        """For each reported region the places that the limit then covers."""
        return [
            _mask(part.rank for one in self.book.places(limit, (region,)) for part in one.contents)
            for region in REGIONS
        ]

    # --- conditions ---------------------------------------------------------------------------

    def _conditions(self) -> None:
        np, catalog, number = self.np, self.catalog, self.question
        conditions = [catalog.conditions[id] for id in self.condition_ids]
        everyone = {one.id for one in self.book.questions.values() if one.concerns_everyone}
        self.everyone = self._ids(number, everyone)
        self.concerns = [
            self._ids(number, self.book.concerning(one, ()) - everyone) for one in conditions
        ]
        """The questions that a condition brings up, beside those for everyone."""
        self.pain = [
            None if about is None else self.condition[catalog.conditions.current_id(about)]
            for region in REGIONS
            for about in [catalog.body_regions[region].pain_complaint_id]
        ]
        """For each region the condition that is asked about where it is named."""
        self.answers_yes = [self._ids(number, one.answers_yes) for one in conditions]
        self.when_acute = [self._ids(number, one.answers_yes_when_acute) for one in conditions]
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
        self.needs_side = np.array([one.needs_side for one in conditions], dtype=bool)
        self.asks_where = np.array(
            [one.regions_are_alternatives or not one.regions for one in conditions], dtype=bool
        )

    # --- techniques ---------------------------------------------------------------------------

    def _techniques(self) -> None:
        """Where each technique is used; for each condition and stage those that fit, best first."""
        np = self.np
        self.used = np.array(
            [
                _mask(place for place, one in enumerate(self.techniques) if used_at(one, region))
                for region in REGIONS
            ],
            dtype=self.masks,
        )
        self.positions = [_mask(one.rank for one in kind.positions) for kind in self.techniques]
        shape = (len(self.condition_ids), len(STAGES), len(self.techniques))
        self.order = np.full(shape, -1, dtype=np.int8)
        self.support = np.zeros(shape, dtype=np.int8)
        self.fitting = np.zeros(shape[:2], dtype=self.masks)
        for at, condition in enumerate(self.catalog.conditions.values()):
            for stage_at, stage in enumerate(STAGES):
                for rank, (technique, support) in enumerate(self._ranked(condition, stage)):
                    self.order[at, stage_at, rank] = technique
                    self.support[at, stage_at, technique] = support.rank
                    self.fitting[at, stage_at] |= self.masks(1 << technique)

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


def _needs_place(rule: Rule) -> bool:
    """Whether what a rule limits depends on a place, so that its absence is asked about."""
    return (
        isinstance(rule, Contraindication)
        and rule.needs_place
        and decision_of(rule) is Decision.PROCEED_WITH_PRECAUTIONS
        and any(limit.reported for limit in rule.limits)
    )


def _mask(places: Iterable[int]) -> int:
    found = 0
    for place in places:
        found |= 1 << place
    return found


def _ages(span: Span | None) -> Ages | None:
    return None if span is None else (span.low, span.high)


def _too_many(many: int) -> str:
    return f"expected at most {MOST_TECHNIQUES}, which is what a mask has room for, got {many}"


def tables(catalog: Catalog) -> Tables:
    """The arrays of a catalog, built when first needed."""
    return catalog.derived("cohort tables", lambda: Tables(catalog))


def in_span(values: Any, span: Ages) -> Any:
    """Where numbers lie in a range whose ends may be open."""
    low, high = span
    found = values == values  # noqa: PLR0124 - false where the number is missing
    if low is not None:
        found &= values >= low
    if high is not None:
        found &= values <= high
    return found
