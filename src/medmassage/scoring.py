"""
Scores and what their change means.

A change is called important only when it reaches the differences that people called important and
is larger than the measurement error, where that is on file.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from math import fsum
from typing import Any

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import Fault, ModelError, seen
from medmassage.model.outcome import (
    Interpretation,
    Mcid,
    McidReading,
    Measurement,
    MeasurementError,
    OutcomeMeasure,
)
from medmassage.vocabulary import (
    ChangeDirection,
    ChangeSize,
    ChangeUnit,
    HigherIs,
    ScoringMethod,
)

Answers = float | Sequence[float | None]
"""One number, or one for each item in order; None where it was left out."""


def score(
    measure: OutcomeMeasure | str,
    answers: Answers,
    *,
    session: int | None = None,
    on: date | None = None,
    of_what: str | None = None,
    catalog: Catalog | None = None,
) -> Measurement:
    """
    Make a score of answers.

    Args:
        measure: The outcome measure or its id.

        answers: One number, or one for each item in order with None where an answer is missing.
            A diary takes one entry a day: 1 or True with the complaint, 0 or False without, None
            not recorded. A measure scored elsewhere (`method` is `entry`) takes its score.

        session: The session it was taken in, 0 to 1000; None: not in one.

        on: The day it was taken, or None.

        of_what: The movement, joint, activity or subscale, for a scale that is used for several;
            None: the scale as a whole.

        catalog: Where the measure is looked up. None: the shipped knowledge.

    Returns:
        The score, with how many answers it was made of. Means and scaled diaries are rounded to
        one decimal (to three where the scale is finer); a score that is entered stays as it is.

    Raises:
        ModelError: An answer is out of range, or too many are missing; all faults are listed.
        UnknownIdError: There is no such measure.

    Example:
        >>> score("peg", [6, 5, 7]).value
        6
    """
    found = _measure(measure, catalog)
    given = _listed(found, answers)
    if faults := list(_answer_faults(found, given)):
        raise ModelError(f"score of {found.id}", faults)
    numbers = [one for one in given if one is not None]
    return Measurement(
        measure_id=found.id,
        value=_value(found, len(given), numbers),
        session=session,
        on=on,
        answered=len(numbers),
        of=len(given),
        of_what=of_what,
    )


def _measure(measure: OutcomeMeasure | str, catalog: Catalog | None) -> OutcomeMeasure:
    if isinstance(measure, OutcomeMeasure):
        return measure
    return (catalog or default_catalog()).outcome_measures[measure]


def _listed(measure: OutcomeMeasure, answers: Any) -> Sequence[Any]:
    """The answers as a list."""
    if _is_number(answers):
        return [answers]
    if isinstance(answers, str | bytes) or not isinstance(answers, Sequence):
        reason = f"expected a number or a list of numbers, got {seen(answers)}"
        raise ModelError(f"score of {measure.id}", [Fault("answers", reason)])
    return answers


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < 10**300


def _answer_faults(measure: OutcomeMeasure, given: Sequence[Any]) -> Iterator[Fault]:
    if measure.method is ScoringMethod.ENTRY:
        if len(given) != 1:
            wanted = "one: the score itself, as its own rules give it"
            yield Fault("answers", f"expected {wanted}, got {len(given)}")
    elif measure.items is not None and len(given) != measure.items:
        what = "day" if measure.method is ScoringMethod.DIARY else "item"
        wanted = f"{measure.items}, one for each {what} with None where one is missing"
        yield Fault("answers", f"expected {wanted}, got {len(given)}")
    for place, answer in enumerate(given):
        if answer is not None and (reason := _answer_fault(measure, answer)):
            yield Fault(f"answers[{place}]", reason)
    answered, needed = sum(one is not None for one in given), _needed(measure)
    if answered < needed:
        rule = f" ({measure.missing_rule.rstrip('.')})" if measure.missing_rule else ""
        yield Fault("answers", f"expected at least {needed} answered, got {answered}{rule}")


def _needed(measure: OutcomeMeasure) -> int:
    if measure.method is ScoringMethod.ENTRY:
        return 1
    return measure.answers_needed or measure.items or 1


def _answer_fault(measure: OutcomeMeasure, answer: object) -> str | None:
    low, high, step = measure.minimum, measure.maximum, measure.step
    if measure.method is ScoringMethod.DIARY:
        low, high, step = 0, 1, 1
    elif isinstance(answer, bool):
        return f"expected a number, got {answer}"
    elif measure.method is ScoringMethod.ENTRY:
        step = 0  # a rule for missing answers may have scaled it
    elif measure.answer_range is not None:
        low, high, step = measure.answer_range.low, measure.answer_range.high, 1
    if not _is_number(answer):
        return f"expected a number or None, got {seen(answer)}"
    number: Any = answer
    bounds = _bounds(low, high)
    if (low is not None and number < low) or (high is not None and number > high):
        return f"expected a number{bounds}, got {seen(answer)}"
    if step >= 0.5 and number % step:  # a finer step is a matter of rounding
        return f"expected a multiple of {step:g}{bounds}, got {seen(answer)}"
    return None


def _bounds(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f" from {low:g}"
    return f" up to {high:g}" if low is None else f" from {low:g} to {high:g}"


def _value(measure: OutcomeMeasure, given: int, numbers: Sequence[float]) -> float:
    if measure.method is ScoringMethod.DIARY:
        return _rounded(sum(map(bool, numbers)) * given / len(numbers), measure.step)
    if measure.method is ScoringMethod.MEAN:
        return _rounded(fsum(numbers) / len(numbers), measure.step)
    return fsum(numbers)


def _rounded(value: float, step: float) -> float:
    """To a decimal where the scale is no finer than that."""
    return round(value, 1 if step >= 0.1 else 3)


# --- what a change means --------------------------------------------------------------------------


def interpret(
    measure: OutcomeMeasure | str,
    before: Measurement | float,
    after: Measurement | float,
    condition_id: str | None = None,
    *,
    catalog: Catalog | None = None,
) -> Interpretation:
    """
    Say what a change between two scores means.

    Args:
        measure: The outcome measure or its id.

        before: The earlier score.

        after: The later score.

        condition_id: The complaint. Differences and errors found in it, or in a condition it is a
            kind of, are used alone where there are any; None, or where there are none: all on file.
            Differences of a subscale count only where the scores are `of_what` that subscale.

        catalog: Where measure and condition are looked up. None: the shipped knowledge.

    Returns:
        Change, direction, how much it says, each important difference with its population, and
        the measurement error where known. A change within the error is never called important.

    Raises:
        ModelError: A score is out of range, or the two are not of the same thing.
        UnknownIdError: There is no such measure or condition.

    Example:
        >>> interpret("nprs", 6, 4, "lower-back-pain").size
        <ChangeSize.REACHES_MCID: 'reaches-mcid'>
    """
    catalog = catalog or default_catalog()
    found = _measure(measure, catalog)
    first, last, part = _scores(found, before, after)
    about = () if condition_id is None else _with_parents(condition_id, catalog)
    change = _rounded(last - first, 0.01)
    errors = _errors(found, _answered(before, after), about)
    readings = tuple(_readings(found, first, abs(change), about, part))
    limits = [one.value for one in errors if one.value is not None]
    beyond = abs(change) > max(limits) if limits else None
    size = _size(change, readings, beyond=beyond)
    refer = found.calls_for_referral(last)
    return Interpretation(
        measure_id=found.id,
        before=first,
        after=last,
        change=change,
        percent=round(100 * change / abs(first), 1) if first else None,
        direction=_direction(found, change),
        size=size,
        beyond_error=beyond if change else None,
        mcids=readings,
        measurement_errors=errors,
        refer=refer,
        text=" ".join(_sentences(found, change, size, readings, errors, refer=refer)),
        source_ids={
            *(id for one in readings for id in one.mcid.source_ids),
            *(id for one in errors for id in one.source_ids),
        },
    )


def _scores(
    measure: OutcomeMeasure, before: Measurement | float, after: Measurement | float
) -> tuple[float, float, str | None]:
    """The two scores as plain numbers, and the part of the measure that they are of."""
    faults, values, subjects = [], [], []
    for name, given in (("before", before), ("after", after)):
        value: Any = given
        if isinstance(given, Measurement):
            value = given.value
            subjects.append(given.of_what)
            if given.measure_id not in (measure.id, *measure.former_ids):
                wanted = f"expected a score of {measure.id}, got {given.measure_id}"
                faults.append(Fault(name, wanted))
                continue
        if reason := _score_fault(measure, value):
            faults.append(Fault(name, reason))
        else:
            values.append(float(value))
    if len(subjects) == 2 and subjects[0] != subjects[1]:
        faults.append(Fault("after", "expected the same of_what as before"))
    if faults:
        raise ModelError(f"change of {measure.id}", faults)
    return values[0], values[1], subjects[0] if subjects else None


def _score_fault(measure: OutcomeMeasure, value: object) -> str | None:
    if isinstance(value, bool) or not _is_number(value):
        return f"expected a number or a Measurement, got {seen(value)}"
    number: Any = value
    low, high = measure.minimum, measure.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        return f"expected a number{_bounds(low, high)}, got {seen(value)}"
    return None


def _with_parents(condition_id: str, catalog: Catalog) -> tuple[str, ...]:
    """A condition and all that it is a kind of, nearest first."""
    found = [catalog.conditions.current_id(condition_id)]
    for id in found:
        found += [one for one in catalog.conditions[id].parent_ids if one not in found]
    return tuple(found)


def _answered(before: Measurement | float, after: Measurement | float) -> int | None:
    """The number of answers behind the weaker score; None where it is not known."""
    known = [one.answered for one in (before, after) if isinstance(one, Measurement)]
    return min(known) if len(known) == 2 else None


def _errors(
    measure: OutcomeMeasure, answered: int | None, about: tuple[str, ...]
) -> tuple[MeasurementError, ...]:
    fitting = [
        one
        for one in measure.measurement_errors
        if one.answers is None or answered is None or answered in one.answers
    ]
    own = [one for one in fitting if not set(about).isdisjoint(one.condition_ids)]
    return tuple(own or fitting)


def _readings(
    measure: OutcomeMeasure, before: float, change: float, about: tuple[str, ...], part: str | None
) -> Iterator[McidReading]:
    parts = {one.subscale for one in measure.mcids}
    fitting = [one for one in measure.mcids if one.subscale == (part if part in parts else None)]
    own = [one for one in fitting if not set(about).isdisjoint(one.condition_ids)]
    for mcid in own or fitting:
        points = mcid_points(mcid, before)
        if points > 0:
            yield McidReading(mcid=mcid, points=points, reached=change >= points)


def mcid_points(mcid: Mcid, before: float) -> float:
    """An important difference in points, from a score before; 0 where it cannot be told."""
    if mcid.unit is ChangeUnit.POINTS:
        return mcid.value
    return round(mcid.value * abs(before) / 100, 3)


def _direction(measure: OutcomeMeasure, change: float) -> ChangeDirection:
    if change == 0:
        return ChangeDirection.SAME
    better = (change > 0) == (measure.higher_is is HigherIs.BETTER)
    return ChangeDirection.BETTER if better else ChangeDirection.WORSE


def _size(change: float, readings: Sequence[McidReading], *, beyond: bool | None) -> ChangeSize:
    if change == 0:
        return ChangeSize.NONE
    if beyond is False:
        return ChangeSize.WITHIN_ERROR
    if not readings:
        return ChangeSize.NOT_KNOWN
    reached = [one.reached for one in readings]
    if all(reached):
        return ChangeSize.REACHES_MCID
    return ChangeSize.BETWEEN if any(reached) else ChangeSize.BELOW_MCID


def _sentences(
    measure: OutcomeMeasure,
    change: float,
    size: ChangeSize,
    readings: Sequence[McidReading],
    errors: Sequence[MeasurementError],
    *,
    refer: bool,
) -> Iterator[str]:
    name = measure.abbreviation or measure.name
    if change == 0:
        yield f"{name}: no change."
    else:
        moved = f"{'up' if change > 0 else 'down'} {_counted(abs(change), measure.unit)}"
        yield f"{name}: {moved}, {_direction(measure, change)}."
        yield _held_against_error(size, errors)
        if size is not ChangeSize.WITHIN_ERROR:
            yield _held_against_mcids(measure, readings)
    if refer:
        yield f"A score of {measure.refer_from:g} or worse calls for a referral."


def _counted(amount: float, unit: str) -> str:
    return f"{amount:g} {unit.removesuffix('s') if amount == 1 else unit}"


def _held_against_error(size: ChangeSize, errors: Sequence[MeasurementError]) -> str:
    limits = [one.value for one in errors if one.value is not None]
    if limits:
        word = "within" if size is ChangeSize.WITHIN_ERROR else "larger than"
        return f"That is {word} the measurement error ({max(limits):g})."
    if errors:
        return "The measurement error depends on what was measured and how."
    return "The measurement error is not on file."


def _held_against_mcids(measure: OutcomeMeasure, readings: Sequence[McidReading]) -> str:
    if not readings:
        return "No important difference on file applies."
    reached = sum(one.reached for one in readings)
    points = sorted({one.points for one in readings})
    between = f"{points[0]:g} to " if len(points) > 1 else ""
    return (
        f"Important differences reached: {reached} of {len(readings)} "
        f"({between}{_counted(points[-1], measure.unit)}), found in other patients than massage "
        f"clients."
    )
