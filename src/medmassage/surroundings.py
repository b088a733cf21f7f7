"""What belongs around the table: expectations, advice, consent, healing and first care."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from medmassage.catalog import Catalog
from medmassage.model.care import Advice, Expectation
from medmassage.model.evidence import Statement
from medmassage.model.intake import Complaint
from medmassage.model.screening import Screening
from medmassage.vocabulary import AdviceKind, ExpectationKind, Stage, StatementTopic

_FOR_EACH = {
    ExpectationKind.TIME_COURSE: 2,
    ExpectationKind.MASSAGE_EFFECT: 2,
    ExpectationKind.REVIEW_POINT: 1,
    ExpectationKind.RECURRENCE: 1,
    ExpectationKind.COMPLICATION: 1,
}
"""How many expectations of a kind one complaint brings, the nearest first."""

_ADVICE = 6
"""The most pieces of advice for one complaint."""

_FIRST = (
    AdviceKind.STAY_ACTIVE,
    AdviceKind.EXERCISE,
    AdviceKind.LOAD_MANAGEMENT,
    AdviceKind.SEE_PHYSICIAN,
    AdviceKind.HEAT_COLD,
    AdviceKind.EDUCATION,
    AdviceKind.SLEEP,
    AdviceKind.ERGONOMICS,
    AdviceKind.BREATHING,
    AdviceKind.SELF_MASSAGE,
)
"""The order of advice: movement first."""

R = TypeVar("R", Advice, Expectation, Statement)


def expectations_for(complaints: Sequence[Complaint], catalog: Catalog) -> tuple[Expectation, ...]:
    """
    What may be expected: of each complaint at its stage, then of massage in general.

    What massage does is said of what a complaint is a kind of only where findings on that speak
    for the complaint too.
    """
    found: list[Expectation] = []
    every = catalog.expectations.values()
    for complaint in complaints:
        lending = set(catalog.knowledge.broader_conditions(complaint.condition_id))
        near = [
            one
            for one in _nearest_first(every, complaint, catalog)
            if one.kind is not ExpectationKind.MASSAGE_EFFECT
            or not lending.isdisjoint(one.condition_ids)
        ]
        for kind, most in _FOR_EACH.items():
            found += _nearest([one for one in near if one.kind is kind], complaint, catalog)[:most]
    stages = {one.stage for one in complaints}
    found += [
        one for one in every if not one.condition_ids and (one.stage is None or one.stage in stages)
    ]
    return tuple(dict.fromkeys(found))


def advice_for(
    complaints: Sequence[Complaint], screening: Screening, catalog: Catalog
) -> tuple[Advice, ...]:
    """Advice for each complaint at its stage, without what a fired rule forbids."""
    fired = {one.rule_id for one in screening.fired}
    found: list[Advice] = []
    for complaint in complaints:
        near = [
            one
            for one in _nearest_first(catalog.advice.values(), complaint, catalog)
            if fired.isdisjoint(one.not_if)
        ]
        near.sort(key=lambda one: _FIRST.index(one.kind))
        kept = [
            one
            for kind in dict.fromkeys(one.kind for one in near)
            for one in _own_first([one for one in near if one.kind is kind], complaint)
        ]
        found += _spread(kept, lambda one: one.kind)[:_ADVICE]
    return tuple(dict.fromkeys(found))


def _nearest(records: Sequence[R], complaint: Complaint, catalog: Catalog) -> Sequence[R]:
    """Those about the nearest of the complaint and what it is a kind of."""
    for id in _line(complaint.condition_id, catalog):
        if found := [one for one in records if id in one.condition_ids]:
            return found
    return ()


def _own_first(records: Sequence[R], complaint: Complaint) -> Sequence[R]:
    """Those about the complaint itself; where there are none, all, also of what it is a kind of."""
    own = [one for one in records if complaint.condition_id in one.condition_ids]
    return own or records


def _spread(records: Sequence[Advice], of: Callable[[Advice], object]) -> list[Advice]:
    """The first two of each sort, in order."""
    seen: dict[object, int] = {}
    kept = []
    for one in records:
        seen[of(one)] = seen.get(of(one), 0) + 1
        if seen[of(one)] <= 2:
            kept.append(one)
    return kept


def statements_about(
    complaints: Sequence[Complaint], catalog: Catalog, *topics: StatementTopic
) -> tuple[Statement, ...]:
    """Statements on some topics about the complaints at their stage, nearest first."""
    about = [one for one in catalog.statements.values() if one.topic in topics]
    return tuple(
        dict.fromkeys(
            one for complaint in complaints for one in _nearest_first(about, complaint, catalog)
        )
    )


def healing_and_first_care(
    complaints: Sequence[Complaint], catalog: Catalog
) -> tuple[Statement, ...]:
    """What waits for healing, for acute complaints; what is done first, and protocols, for all."""
    fresh = [one for one in complaints if one.stage is Stage.ACUTE]
    return (
        *statements_about(fresh, catalog, StatementTopic.HEALING),
        *statements_about(complaints, catalog, StatementTopic.CORE_CARE, StatementTopic.SESSION),
    )


def _nearest_first(records: Iterable[R], complaint: Complaint, catalog: Catalog) -> list[R]:
    """Records about a complaint or what it is a kind of, at its stage, the nearest first."""
    ways = {id: place for place, id in enumerate(_line(complaint.condition_id, catalog))}

    def away(record: R) -> tuple[int, bool, str]:
        nearest = min(ways[id] for id in record.condition_ids if id in ways)
        return nearest, record.stage is None, str(record.id)

    fitting = [
        one
        for one in records
        if not ways.keys().isdisjoint(one.condition_ids)
        and (one.stage is None or complaint.stage is None or one.stage is complaint.stage)
    ]
    return sorted(fitting, key=away)


def _line(condition_id: str, catalog: Catalog) -> Iterator[str]:
    """A condition and all that it is a kind of, nearest first."""
    waiting, seen = [condition_id], {condition_id}
    while waiting:
        current = waiting.pop(0)
        yield current
        for parent in catalog.conditions[current].parent_ids:
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
