"""The phases of a course: consultation, treatment, reassessment, maintenance, discharge."""

from collections.abc import Iterable, Iterator, Sequence

from medmassage.catalog import Catalog
from medmassage.dosing import Course
from medmassage.model.condition import Condition
from medmassage.model.course import Criterion, Goal, Phase, PlanPolicy
from medmassage.model.evidence import Span
from medmassage.model.intake import Complaint, Intake
from medmassage.model.screening import Screening
from medmassage.model.session import Session
from medmassage.vocabulary import Advised, Asks, PhaseKind, Stage, TherapistRole

_CONVENTIONS = "medmassage-conventions"

REFER_AFTER_WEEKS = 6
"""No gain by then leads back to a clinician (statement `refer-without-gain`)."""

_MAINTENANCE = Span(3, 4)
"""Weeks between maintenance visits (statement `maintenance-interval`)."""


def phases_for(
    intake: Intake,
    policy: PlanPolicy,
    screening: Screening,
    *,
    complaints: Sequence[Complaint],
    course: Course,
    sessions: Sequence[Session],
    goals: Sequence[Goal],
    catalog: Catalog,
) -> tuple[Phase, ...]:
    """The phases in order, for the complaints that are worked on; it ends with discharge."""
    measures = tuple(dict.fromkeys(one.measure_id for one in goals))
    chronic = any(one.stage is Stage.CHRONIC for one in complaints)
    found = [
        Phase(
            kind=PhaseKind.INITIAL_CONSULTATION,
            tasks=tuple(_first_tasks(intake, screening, complaints, goals, catalog)),
            sessions=tuple(sessions[:1]),
            measure_ids=measures,
            source_ids=_steps(catalog, "initial-consultation", "personalized-plan"),
        ),
        Phase(
            kind=PhaseKind.TREATMENT,
            tasks=(
                "Screen again before hands-on work: what is new since the last visit?",
                "Take the pain score before and after; ask about reactions to the last visit.",
                "Stay within the limits above; discomfort at most 5 of 10, ease off at 6.",
            ),
            sessions=tuple(sessions[1:]),
            source_ids=_steps(catalog, "regular-sessions"),
        ),
        Phase(
            kind=PhaseKind.REASSESSMENT,
            tasks=(
                f"At {_numbered(course.reassess_at)}, {_look(goals)}.",
                "Ask what the person can do now.",
            ),
            at_sessions=course.reassess_at,
            measure_ids=measures,
            criteria=tuple(_criteria(goals, course, catalog)),
            source_ids=_steps(catalog, "ongoing-assessment"),
        ),
    ]
    if chronic:
        found.append(_maintenance(policy, catalog))
    found.append(_discharge(goals, course, chronic=chronic))
    return tuple(found)


def _steps(catalog: Catalog, *ids: str) -> tuple[str, ...]:
    """The sources of some steps of care, with our own conventions."""
    cited = {id for step in ids for id in catalog.care_steps[step].source_ids}
    return tuple(sorted({_CONVENTIONS, *cited}))


def _look(goals: Sequence[Goal]) -> str:
    return "measure again and compare with the goals" if goals else "ask what has changed"


def _numbered(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"session {numbers[0]}"
    return f"sessions {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _first_tasks(
    intake: Intake,
    screening: Screening,
    complaints: Iterable[Complaint],
    goals: Sequence[Goal],
    catalog: Catalog,
) -> Iterator[str]:
    """What comes before any hands-on work, most important first."""
    waiting = [one for one in screening.open if one.asks in (Asks.ANSWER, Asks.WHERE)]
    if waiting:
        questions = "question" if len(waiting) == 1 else f"{len(waiting)} open questions"
        yield f"Answer the {questions} first: no hands-on work before that."
    if screening.assumed:
        yield f"Confirm the {len(screening.assumed)} answers that were set to no in bulk."
    if screening.conflicts:
        yield f"Ask again where answers conflict ({len(screening.conflicts)})."
    if screening.unexplained:
        yield "Ask in their own words about each broad yes that nothing narrower explains."
    for complaint in complaints:
        yield from _about(complaint, catalog.conditions[complaint.condition_id])
    if any(one.asks is Asks.SIDE for one in screening.open):
        yield "Ask which side the complaint is on: until then both are worked on."
    if any(one.stage is None for one in intake.complaints):
        yield "Ask how long the complaint has lasted: the stage is not given."
    yield "History and present problem: onset, what eases and worsens it, care so far, medicines."
    yield "Look and feel: posture, active then passive movement, tender and tight places."
    yield "Agree on the plan, and record the consent."
    missing = [one.measure_name for one in goals if one.baseline is None]
    if missing:
        yield f"Measure as a baseline: {', '.join(dict.fromkeys(missing))}."


def _about(complaint: Complaint, condition: Condition) -> Iterator[str]:
    """What a complaint must be asked about before it is worked on."""
    if condition.therapist_role is TherapistRole.AFTER_DIAGNOSIS:
        note = f" {condition.massage_note}" if condition.massage_note else ""
        yield (f"{condition.name}: no hands-on work before a physician has said what it is.{note}")
    elif condition.diagnosis_needed:
        yield f"{condition.name}: ask what a physician found."
    usual = {part for region in condition.regions for part in (*region.contents, *region.path)}
    near = {part for region in usual for part in region.neighbors}
    if usual and complaint.regions and not usual.union(near).intersection(complaint.regions):
        where = " and ".join(region.value.replace("-", " ") for region in complaint.regions)
        yield f"Ask again where it is: the {where} is no usual place of {condition.name.lower()}."


def _criteria(goals: Iterable[Goal], course: Course, catalog: Catalog) -> Iterator[Criterion]:
    goal = next(iter(goals), None)
    cited = {_CONVENTIONS, *(goal.source_ids if goal else ())}
    better = "Better by an amount that counts"
    if goal is not None and goal.change is not None:
        unit = catalog.outcome_measures[goal.measure_id].unit
        better = f"{goal.measure_name} better by {goal.change:g} {unit} or more"
    yield Criterion(
        when=better,
        advised=Advised.CONTINUE,
        text="Go on; at the last visit see discharge.",
        source_ids=cited,
    )
    yield Criterion(
        when="Unchanged, or less than that",
        advised=Advised.ADJUST,
        text="Change the work or the technique; check that exercise or activity is happening.",
        source_ids=[_CONVENTIONS],
    )
    yield Criterion(
        when="Worse, or a new finding",
        advised=Advised.REFER,
        text="Stop, screen again, and refer.",
        source_ids=[_CONVENTIONS],
    )
    refer = catalog.statements.records.get("refer-without-gain")
    by = min(course.weeks, REFER_AFTER_WEEKS)
    yield Criterion(
        when=f"No gain by week {by}",
        advised=Advised.REFER,
        text="Back to a clinician; do not prolong the course.",
        source_ids=refer.source_ids if refer else [_CONVENTIONS],
    )


def _maintenance(policy: PlanPolicy, catalog: Catalog) -> Phase:
    own = policy.maintenance_weeks
    every = _MAINTENANCE if own is None else Span(own, own)
    cited = {
        id
        for one in catalog.expectations.values()
        if one.stage is Stage.CHRONIC and not one.condition_ids
        for id in one.source_ids
    }
    chosen = "the clinic's choice" if own else "our default; no trial tests it"
    return Phase(
        kind=PhaseKind.MAINTENANCE,
        tasks=(
            "Only where goals are met and the benefit fades without visits.",
            f"One visit every {every} weeks, while it helps ({chosen}).",
            "Measure at every third visit; end it after two looks in a row without use.",
        ),
        every_weeks=every,
        source_ids=cited | {_CONVENTIONS},
    )


def _discharge(goals: Sequence[Goal], course: Course, *, chronic: bool) -> Phase:
    then = "end, or go over to maintenance" if chronic else "end the course"
    aims = "; ".join(_aims(goals))
    reached, missed = f"Goals reached{f' ({aims})' if aims else ''}", "goals not reached"
    if not goals:
        reached = "What the person came for is reached"
        missed = "what the person came for is not reached"
    return Phase(
        kind=PhaseKind.DISCHARGE,
        tasks=("Hand over what to keep doing, and when to come back or see a physician.",),
        measure_ids=tuple(dict.fromkeys(one.measure_id for one in goals)),
        criteria=(
            Criterion(
                when=reached,
                advised=Advised.DISCHARGE,
                text=f"By session {course.sessions} at the latest: {then}.",
                source_ids=[_CONVENTIONS],
            ),
            Criterion(
                when=f"Session {course.sessions} done and {missed}",
                advised=Advised.REFER,
                text="End the course; write to the clinician what was done and measured.",
                source_ids=[_CONVENTIONS],
            ),
        ),
        source_ids=[_CONVENTIONS],
    )


def _aims(goals: Sequence[Goal]) -> Iterator[str]:
    """The scores aimed at; a measure of several complaints says which it is for."""
    names = [one.measure_name for one in goals]
    for one in goals:
        if one.target is None or one.baseline is None:
            continue
        about = f" for {one.condition_id.replace('-', ' ')}"
        way = " or less" if one.target < one.baseline else " or more"
        name = one.measure_name + (about if names.count(one.measure_name) > 1 else "")
        yield f"{name} {one.target:g}{way if one.target else ''}"
