"""What a course aims at: outcome measures that fit the complaint, and targets with their reason."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import TypeVar

from medmassage.catalog import Catalog
from medmassage.model.course import Goal
from medmassage.model.intake import Complaint
from medmassage.model.outcome import Mcid, MeasurementError, OutcomeMeasure
from medmassage.scoring import mcid_points
from medmassage.vocabulary import ChangeUnit, GoalStatus, HigherIs, MeasureLicense

PAIN = "nprs"
"""The measure of pain that an intake gives (`Complaint.pain`)."""

_NOT_AIMED_AT = frozenset({"nprs", "vas-pain", "pgic", "groc", "gad7", "womac", "peg"})
"""Pain, which has its own goal; ratings of change, which have no baseline; screening tools."""

_USUAL_ANSWERS = 3
"""Answers of a measure whose items the person names."""

_MOST = 2
"""Goals beside pain, for the first complaint."""


def goals_for(complaints: Sequence[Complaint], weeks: int, catalog: Catalog) -> tuple[Goal, ...]:
    """
    Pain for each complaint that has it; function and movement for the first.

    A score so near the end of its scale that no change that counts is left gets no goal.
    """
    found: list[Goal] = []
    for place, complaint in enumerate(complaints):
        condition = catalog.conditions[complaint.condition_id]
        fitting = [catalog.outcome_measures[id] for id in condition.outcome_measure_ids]
        if complaint.pain != 0 and (complaint.pain or PAIN in condition.outcome_measure_ids):
            pain = catalog.outcome_measures[PAIN]
            goal = _goal(complaint, pain, complaint.pain, weeks, catalog)
            if _leaves_room(goal):
                found.append(goal)
        if place == 0:
            found += [
                _goal(complaint, one, None, weeks, catalog) for one in _others(fitting)[:_MOST]
            ]
    return tuple(found)


def _leaves_room(goal: Goal) -> bool:
    """Whether the scale leaves room for the change that counts, as far as both are known."""
    if goal.target is None or goal.baseline is None or goal.change is None:
        return True
    return abs(goal.target - goal.baseline) >= goal.change


def _others(measures: Sequence[OutcomeMeasure]) -> list[OutcomeMeasure]:
    """Measures beside pain: those free to use first, then as the condition lists them."""
    others = [one for one in measures if one.id not in _NOT_AIMED_AT]
    return sorted(others, key=lambda one: one.license is not MeasureLicense.FREE)


def _goal(
    complaint: Complaint,
    measure: OutcomeMeasure,
    baseline: float | None,
    weeks: int,
    catalog: Catalog,
) -> Goal:
    change, why, source_ids = target_change(measure, complaint.condition_id, baseline, catalog)
    return Goal(
        condition_id=complaint.condition_id,
        text=_aim(measure),
        measure_id=measure.id,
        measure_name=measure.abbreviation or measure.name,
        baseline=baseline,
        change=change,
        target=None if baseline is None or change is None else _target(measure, baseline, change),
        due_week=weeks,
        status=GoalStatus.TO_MEASURE if baseline is None else GoalStatus.OPEN,
        why=why,
        source_ids=source_ids or measure.source_ids,
    )


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


def _aim(measure: OutcomeMeasure) -> str:
    """The aim with the scale that it is read on."""
    word = "better" if measure.higher_is is HigherIs.BETTER else "less"
    words = _AIMS.get(measure.id, f"{word} {measure.construct}")
    if measure.minimum is None or measure.maximum is None:
        return f"{words} ({measure.unit})"
    return f"{words} ({measure.minimum:g} to {measure.maximum:g} {measure.unit})"


def _target(measure: OutcomeMeasure, baseline: float, change: float) -> float:
    """The score that the change leads to, within the scale."""
    if measure.higher_is is HigherIs.BETTER:
        aim = baseline + change
        return aim if measure.maximum is None else min(aim, measure.maximum)
    aim = baseline - change
    return aim if measure.minimum is None else max(aim, measure.minimum)


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


def _told(mcid: Mcid) -> str:
    unit = "%" if mcid.unit is ChangeUnit.PERCENT_OF_BASELINE else " points"
    people = mcid.population.rstrip(".")
    return f"a change of {mcid.value:g}{unit} was called important by other patients ({people})"


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
