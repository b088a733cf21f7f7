"""What leads to which advice: the one table that a plan prints and a review follows."""

from collections.abc import Callable, Iterator, Sequence
from math import floor
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.dosing import Course
from medmassage.model.course import Criterion, Goal
from medmassage.model.outcome import Interpretation
from medmassage.scoring import interpret
from medmassage.vocabulary import Advised, ChangeDirection, ChangeSize, HigherIs

_CONVENTIONS = "medmassage-conventions"

REFER_AFTER_WEEKS = 6
"""No gain by then leads back to a clinician (statement `refer-without-gain`)."""

REFER_FROM_WEEKS = 2
"""The shortest course at whose end no gain leads back to a clinician (our own)."""


class Turn(NamedTuple):
    """One way that a course can turn."""

    advised: Advised
    do: str
    """What to do, to stand after a colon."""
    statement_id: str | None = None
    """The statement that it follows; None: our own convention alone."""
    more: str = ""
    """What the table of a plan adds; empty: nothing."""


GO_ON = Turn(Advised.CONTINUE, "go on.")
NEARLY = 0.75
"""The share of a target change from which visits may be spaced out (our own)."""

SPACE_OUT = Turn(Advised.TAPER, "space the visits out.")
CHANGE_WORK = Turn(
    Advised.ADJUST,
    "change the work.",
    "reassess-by-session-four",
    more=" Check that exercise or activity is happening.",
)
RELAPSE = Turn(Advised.ADJUST, "ask what happened since, and change the work.")
WORSE = Turn(Advised.REFER, "screen again and refer.")
NEW_LIMIT = Turn(
    Advised.ADJUST, "work within its limits from now on; where it stops treatment, stop."
)
NO_GAIN = Turn(
    Advised.REFER, "back to a clinician; do not prolong the course.", "refer-without-gain"
)
SHORT_WITHOUT_GAIN = Turn(
    Advised.ADJUST, "end the course; a clinician should look where it does not settle."
)
NOT_ALL_REACHED = Turn(Advised.ADJUST, "end it, or outline a further course with new goals.")
REACHED = Turn(Advised.DISCHARGE, "end the course.")
REACHED_AT_THE_END = Turn(Advised.MAINTAIN, "maintain while it helps, or discharge.")
HELPS = Turn(Advised.CONTINUE, "go on while it helps.")
HELPS_NOT = Turn(Advised.ADJUST, "change the work, or end the course.")


# --- which changes count --------------------------------------------------------------------------


def is_worse(change: Interpretation) -> bool:
    """Whether a score got worse by more than chance, or as much as some people called important."""
    if change.direction is not ChangeDirection.WORSE:
        return False
    return bool(change.beyond_error) or change.size in (
        ChangeSize.BETWEEN,
        ChangeSize.REACHES_MCID,
    )


def is_gain(change: Interpretation) -> bool:
    """
    Whether a score got better by an amount that counts.

    That is as much as some people called important and no less than chance; where nobody was
    asked what is important, more than chance.
    """
    if change.direction is not ChangeDirection.BETTER:
        return False
    if change.size is ChangeSize.NOT_KNOWN:
        return bool(change.beyond_error)
    return change.size in (ChangeSize.BETWEEN, ChangeSize.REACHES_MCID)


def _first_that(
    counts: Callable[[Interpretation], bool], goal: Goal, catalog: Catalog, *, better: bool
) -> str | None:
    """The first score from the baseline on that counts, in words; None: none, or not known."""
    measure = catalog.outcome_measures[goal.measure_id]
    low, high = measure.minimum, measure.maximum
    if goal.baseline is None or low is None or high is None:
        return None
    up = better == (measure.higher_is is HigherIs.BETTER)
    steps = floor(((high - goal.baseline) if up else (goal.baseline - low)) / measure.step)
    for number in range(1, steps + 1):
        score = goal.baseline + number * measure.step * (1 if up else -1)
        change = interpret(measure, goal.baseline, score, goal.condition_id, catalog=catalog)
        if counts(change):
            way = " or more" if up else " or less" if score else ""
            return f"{goal.measure_name} {score:g}{way}"
    return None


# --- the table ------------------------------------------------------------------------------------


def looks(goals: Sequence[Goal], course: Course, catalog: Catalog) -> Iterator[Criterion]:
    """What leads to which advice while the course goes on."""
    if not goals:
        yield _row("It helps, as the person says", HELPS, catalog)
        yield _row("It does not help, or no longer", HELPS_NOT, catalog)
        yield _row("A new finding", NEW_LIMIT, catalog)
        return
    main = goals[0]
    gain = _first_that(is_gain, main, catalog, better=True)
    loss = _first_that(is_worse, main, catalog, better=False)
    if course.sessions > 1:
        better = f"Better by an amount that counts{f' ({gain})' if gain else ''}, goals not reached"
        yield _row(better, GO_ON, catalog, main)
        near = f"At least {NEARLY:.0%} of the way to every goal, each measured"
        yield _row(near, SPACE_OUT, catalog)
        yield _row("Unchanged, or less than that", CHANGE_WORK, catalog)
        yield _row("Worse than at the best visit, beyond the error", RELAPSE, catalog)
    worse = f"Worse than at the start, beyond the error{f' ({loss})' if loss else ''}"
    yield _row(worse, WORSE, catalog, main)
    yield _row("A new finding", NEW_LIMIT, catalog)
    if course.weeks > REFER_AFTER_WEEKS:  # else the end of the course tells it
        yield _row(
            f"No gain by week {REFER_AFTER_WEEKS}, though it was given",
            _no_gain(goals, catalog),
            catalog,
        )


def ends(
    goals: Sequence[Goal], course: Course, catalog: Catalog, *, chronic: bool
) -> Iterator[Criterion]:
    """What ends the course."""
    last = f"Session {course.sessions}"
    if not goals:
        yield _row("What the person came for is reached", REACHED, catalog)
        yield _row(f"{last} done and it is not reached", HELPS_NOT, catalog)
        return
    aims = "; ".join(_aims(goals, catalog))
    first = min(course.reassess_at, default=1)
    reached = f"Goals reached{f' ({aims})' if aims else ''}"
    if course.sessions > 1:
        reached = f"{reached}, each measured at session {first} or later"
    if course.sessions > 1 or not chronic:
        yield _row(reached, REACHED, catalog)
    if chronic:
        when = (
            reached if course.sessions == 1 else f"The same when session {course.sessions} is done"
        )
        yield _row(when, REACHED_AT_THE_END, catalog)
    yield _row(f"{last} done, better, and goals not reached", NOT_ALL_REACHED, catalog)
    if course.sessions > 1:
        turn = _no_gain(goals, catalog) if course.weeks >= REFER_FROM_WEEKS else SHORT_WITHOUT_GAIN
        yield _row(f"{last} done without a gain that counts", turn, catalog)


def _no_gain(goals: Sequence[Goal], catalog: Catalog) -> Turn:
    """The same with the source of its span for the back alone; elsewhere it is our own choice."""
    about = {one.condition_id for one in goals}
    backs = {id for id in about if "lower-back-pain" in (id, *catalog.conditions[id].parent_ids)}
    return NO_GAIN if backs else NO_GAIN._replace(statement_id=None)


def _row(when: str, turn: Turn, catalog: Catalog, goal: Goal | None = None) -> Criterion:
    said = catalog.statements.records.get(turn.statement_id) if turn.statement_id else None
    return Criterion(
        when=when,
        advised=turn.advised,
        text=turn.do[:1].upper() + turn.do[1:] + turn.more,
        source_ids={
            _CONVENTIONS,
            *(said.source_ids if said else ()),
            *(goal.source_ids if goal else ()),
        },
    )


def _aims(goals: Sequence[Goal], catalog: Catalog) -> Iterator[str]:
    """The scores aimed at; a measure of several complaints says which it is for."""
    names = [one.measure_name for one in goals]
    for one in goals:
        if one.target is None or one.baseline is None:
            continue
        about = one.label or catalog.conditions[one.condition_id].name.lower()
        way = " or less" if one.target < one.baseline else " or more"
        name = one.measure_name + (f" for {about}" if names.count(one.measure_name) > 1 else "")
        yield f"{name} {one.target:g}{way if one.target else ''}"
