"""What a course aims at: outcome measures that fit the complaint, and targets with their reason."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import TypeVar

from medmassage.catalog import Catalog
from medmassage.model.condition import Condition
from medmassage.model.course import Goal
from medmassage.model.intake import Intake
from medmassage.model.making import evolve
from medmassage.model.outcome import Mcid, MeasurementError, OutcomeMeasure
from medmassage.scoring import mcid_points
from medmassage.vocabulary import ChangeUnit, GoalStatus, HigherIs, MeasureLicense

PAIN = "nprs"
"""The measure of pain that an intake gives (`Complaint.pain`)."""

_NOT_AIMED_AT = frozenset({"nprs", "vas-pain", "pgic", "groc", "gad7", "womac", "peg"})
"""
Pain, which has its own goal; ratings of change, which have no baseline; screening tools.

A screening tool that a condition lists first is its own measure, and is aimed at.
"""

_OF_SLEEP = frozenset({"isi", "psqi"})
"""Measures that are aimed at where poor sleep is a complaint."""

_LEADS = "headache-days"
"""Where a condition lists it first, its days count before how strong the pain is."""

LITTLE_PAIN = 3
"""Below this pain there is little to gain in pain: function leads (our own)."""

_USUAL_ANSWERS = 3
"""Answers of a measure whose items the person names."""

_MOST = 2
"""Goals beside pain, for the first complaint."""


def goals_for(
    intake: Intake, worked: Sequence[int], weeks: int, catalog: Catalog
) -> tuple[Goal, ...]:
    """
    Pain for each complaint that has it; function and movement for the first.

    *worked* are the places of the complaints that are worked on. Pain comes first, except where
    it is slight or where days with headache say more. A score so near the end of its scale that
    no change that counts is left gets no goal.
    """
    found: list[Goal] = []
    for place, index in enumerate(worked):
        complaint = intake.complaints[index]
        condition = catalog.conditions[complaint.condition_id]
        pains = []
        if complaint.pain != 0 and (complaint.pain or PAIN in condition.outcome_measure_ids):
            pain = catalog.outcome_measures[PAIN]
            goal = _goal(intake, index, pain, complaint.pain, weeks=weeks, catalog=catalog)
            pains = [] if is_kept(goal) else [goal]
        if place > 0:
            found += pains
            continue
        others = [
            _goal(intake, index, one, None, weeks=weeks, catalog=catalog)
            for one in _others(condition, intake, catalog)[:_MOST]
        ]
        slight = complaint.pain is not None and complaint.pain < LITTLE_PAIN
        days_lead = condition.outcome_measure_ids[:1] == (_LEADS,)
        leading = others if slight else [one for one in others if days_lead][:1]
        found += [*leading, *pains, *(one for one in others if one not in leading)]
    return tuple(found)


def is_kept(goal: Goal) -> bool:
    """Whether its first score leaves no room for a change that counts: then none is aimed at."""
    return goal.change == 0


def from_first_score(goal: Goal, baseline: float, catalog: Catalog) -> Goal:
    """A goal once its first score is known; what depends on that score follows."""
    measure = catalog.outcome_measures[goal.measure_id]
    change, why, source_ids = goal.change, goal.why, goal.source_ids
    if change is None:
        change, why, source_ids = target_change(measure, goal.condition_id, baseline, catalog)
    target: float | None = None
    if not _leaves_room(measure, baseline, change):
        change, why = 0, no_room(goal.measure_name, baseline)
    elif change is not None:
        target = _target(measure, baseline, change)
    return evolve(
        goal,
        baseline=baseline,
        change=change,
        target=target,
        status=GoalStatus.OPEN,
        why=why,
        source_ids=source_ids or goal.source_ids,
    )


def no_room(name: str, score: float) -> str:
    """What is said of a score that is kept."""
    return f"{name} {score:g} leaves no room for a change that counts, so it is kept as it is"


def _leaves_room(measure: OutcomeMeasure, baseline: float, change: float | None) -> bool:
    """Whether the scale goes on far enough for the change that counts, as far as it is known."""
    best = measure.maximum if measure.higher_is is HigherIs.BETTER else measure.minimum
    room = None if best is None else round(abs(best - baseline), 3)
    return room is None or (room > 0 if change is None else room >= change)


def _others(condition: Condition, intake: Intake, catalog: Catalog) -> list[OutcomeMeasure]:
    """Measures beside pain: the days that lead, those free to use, then as the condition lists."""
    ids = condition.outcome_measure_ids
    sleepless = any(one.condition_id == "poor-sleep" for one in intake.complaints)
    aimed_at = [
        catalog.outcome_measures[id]
        for place, id in enumerate(ids)
        if (id not in _NOT_AIMED_AT or (id == "gad7" and place == 0))
        and (sleepless or id not in _OF_SLEEP)
    ]
    return sorted(aimed_at, key=lambda one: one.license is not MeasureLicense.FREE)


def _goal(
    intake: Intake,
    index: int,
    measure: OutcomeMeasure,
    baseline: float | None,
    *,
    weeks: int,
    catalog: Catalog,
) -> Goal:
    complaint, label = intake.complaints[index], intake.labels[index]
    change, why, source_ids = target_change(measure, complaint.condition_id, baseline, catalog)
    goal = Goal(
        condition_id=complaint.condition_id,
        complaint_index=index,
        label=label,
        text=_aim(measure, label),
        measure_id=measure.id,
        measure_name=measure.abbreviation or measure.name,
        change=change,
        due_week=weeks,
        status=GoalStatus.TO_MEASURE,
        why=why,
        source_ids=source_ids or measure.source_ids,
    )
    return goal if baseline is None else from_first_score(goal, baseline, catalog)


_AIMS = {
    PAIN: "less pain",
    "headache-days": "fewer days with headache",
    "hoos": "less trouble from the hip",
    "isi": "better sleep",
    "koos": "less trouble from the knee",
    "midas": "fewer days lost to headache",
    "prtee": "less elbow pain, more function",
    "psfs": "do more of what matters to the person",
    "psqi": "better sleep",
    "rom": "more movement of the joint",
    "visa-a": "less trouble from the Achilles tendon",
}
"""Aims in plain words, where the construct of the measure does not give them."""


def _aim(measure: OutcomeMeasure, label: str | None) -> str:
    """The aim with the scale that it is read on, and with the place where two share a condition."""
    word = "better" if measure.higher_is is HigherIs.BETTER else "less"
    words = _AIMS.get(measure.id, f"{word} {measure.construct}")
    if label is not None:
        words = f"{words}, {label}"
    if measure.minimum is None or measure.maximum is None:
        return f"{words} ({measure.unit})"
    return f"{words} ({measure.minimum:g} to {measure.maximum:g} {measure.unit})"


def _target(measure: OutcomeMeasure, baseline: float, change: float) -> float:
    """The score that the change leads to."""
    better = 1 if measure.higher_is is HigherIs.BETTER else -1
    return round(baseline + better * change, 3)


def target_change(
    measure: OutcomeMeasure, condition_id: str, baseline: float | None, catalog: Catalog
) -> tuple[float | None, str, tuple[str, ...]]:
    """
    The change to aim at: the largest important difference on file, and beyond the error.

    Returns:
        The change in points (None: no number is on file, or it needs a baseline), the reason in
        words, and the sources.
    """
    mcids = tuple(_mcids(measure, condition_id, catalog))
    points = [(mcid_points(one, baseline or 0), one) for one in mcids]
    known = [(value, one) for value, one in points if value > 0]
    own = tuple(_errors(measure, condition_id, catalog))
    limit = max((one.value for one in own if one.value is not None), default=None)
    if not known:
        return None, _without_number(measure, mcids), measure.source_ids
    value, chosen = max(known, key=lambda pair: (pair[0], pair[1].population))
    step, change, beyond = _step(measure), value, ""
    if limit is not None and limit >= value:
        change = _next_step(limit, step)
        beyond = f"; raised to {change:g}, since up to {limit:g} may be chance"
    change = _rounded_up(change, step)
    sources = {*chosen.source_ids, *(id for one in own for id in one.source_ids)}
    return change, f"{_told(chosen)}{beyond}", tuple(sorted(sources))


def _mcids(measure: OutcomeMeasure, condition_id: str, catalog: Catalog) -> Iterator[Mcid]:
    """Important differences found in the condition or its parents, else all of the whole score."""
    whole = [one for one in measure.mcids if one.subscale is None]
    yield from _nearest(whole, condition_id, catalog)


def _errors(
    measure: OutcomeMeasure, condition_id: str, catalog: Catalog
) -> Iterator[MeasurementError]:
    """Measurement errors with a number, for as many answers as the measure usually has."""
    usual = measure.items or _USUAL_ANSWERS
    found = [
        one
        for one in measure.measurement_errors
        if one.value is not None and (one.answers is None or usual in one.answers)
    ]
    yield from _nearest(found, condition_id, catalog)


F = TypeVar("F", Mcid, MeasurementError)


def _nearest(found: Sequence[F], condition_id: str, catalog: Catalog) -> Sequence[F]:
    """Those found in the condition or its parents, else in many conditions, else all."""
    family = set(catalog.knowledge.broader_conditions(condition_id))
    own = [one for one in found if not family.isdisjoint(one.condition_ids)]
    return own or [one for one in found if not one.condition_ids] or found


_SAID_BY = (
    ("expert consensus", "called important by experts"),
    ("a statement of the author", "called important by the author of the scale"),
    ("criterion of trials", "the mark of a response in trials"),
)
"""Who set a number that patients did not, by what the record says of it."""


def _told(mcid: Mcid) -> str:
    unit = "%" if mcid.unit is ChangeUnit.PERCENT_OF_BASELINE else " points"
    people = mcid.population.rstrip(".")
    by = next((said for sign, said in _SAID_BY if sign in people), "called important by patients")
    return f"a change of {mcid.value:g}{unit} was {by} ({people})"


def _without_number(measure: OutcomeMeasure, mcids: Sequence[Mcid]) -> str:
    if mcids:
        return f"{_told(mcids[0])}; the number follows from the baseline"
    return f"no change that counts is on file for {measure.abbreviation or measure.name}"


def _step(measure: OutcomeMeasure) -> float:
    """The step of a target: whole points on a long scale."""
    low, high = measure.minimum, measure.maximum
    long = low is not None and high is not None and high - low >= 50
    return max(1, measure.step) if long else measure.step


def _next_step(value: float, step: float) -> float:
    """The smallest score difference above a value."""
    return round((int(value / step + 1e-9) + 1) * step, 3)


def _rounded_up(value: float, step: float) -> float:
    return round(ceil(value / step - 1e-9) * step, 3)
