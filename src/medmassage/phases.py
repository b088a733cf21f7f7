"""The phases of a course: consultation, treatment, reassessment, maintenance, discharge."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from medmassage.catalog import Catalog
from medmassage.criteria import ends, looks
from medmassage.dosing import Course
from medmassage.model.condition import Condition
from medmassage.model.course import Goal, Phase, PlanPolicy
from medmassage.model.evidence import Span
from medmassage.model.intake import Complaint, Intake
from medmassage.model.screening import Screening
from medmassage.model.session import Session
from medmassage.vocabulary import Asks, PhaseKind, Stage, TherapistRole

_CONVENTIONS = "medmassage-conventions"

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
            tasks=tuple(
                _first_tasks(
                    intake, screening, complaints, goals=goals, sessions=sessions, catalog=catalog
                )
            ),
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
                f"{_when(course)}, {_look(goals)}.",
                "Ask what the person can do now.",
            ),
            at_sessions=course.reassess_at,
            measure_ids=measures,
            criteria=tuple(looks(goals, course, catalog)),
            source_ids=_steps(catalog, "ongoing-assessment"),
        ),
    ]
    if chronic:
        found.append(_maintenance(policy, goals, catalog))
    found.append(_discharge(goals, course, catalog, chronic=chronic))
    return tuple(found)


def _steps(catalog: Catalog, *ids: str) -> tuple[str, ...]:
    """The sources of some steps of care, with our own conventions."""
    cited = {id for step in ids for id in catalog.care_steps[step].source_ids}
    return tuple(sorted({_CONVENTIONS, *cited}))


def _look(goals: Sequence[Goal]) -> str:
    return "measure again and compare with the goals" if goals else "ask what has changed"


def _when(course: Course) -> str:
    if course.sessions == 1:
        return "Some days after the only session"
    return f"At {_numbered(course.reassess_at)}"


def _numbered(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"session {numbers[0]}"
    return f"sessions {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _first_tasks(
    intake: Intake,
    screening: Screening,
    complaints: Iterable[Complaint],
    *,
    goals: Sequence[Goal],
    sessions: Sequence[Session],
    catalog: Catalog,
) -> Iterator[str]:
    """What comes before any hands-on work, most important first."""
    waiting = [one for one in screening.open if one.asks in (Asks.ANSWER, Asks.WHERE)]
    if waiting:
        questions = "question" if len(waiting) == 1 else f"{len(waiting)} open questions"
        yield f"Answer the {questions} first: no hands-on work before that."
    if screening.assumed:
        yield f"Confirm the {len(screening.assumed)} answers that were set to no in bulk."
    yield from ending_clearances(screening, sessions)
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


def _maintenance(policy: PlanPolicy, goals: Sequence[Goal], catalog: Catalog) -> Phase:
    own = policy.maintenance_weeks
    every = _MAINTENANCE if own is None else Span(own, own)
    cited = {
        id
        for one in catalog.expectations.values()
        if one.stage is Stage.CHRONIC and not one.condition_ids
        for id in one.source_ids
    }
    reached, look = "goals are met", "Measure"
    if not goals:
        reached, look = "it helped", "Ask what it does"
    often = "week" if own == 1 else f"{every} weeks"
    chosen = "the clinic's choice" if own else "our default; no trial tests it"
    return Phase(
        kind=PhaseKind.MAINTENANCE,
        tasks=(
            f"Only where {reached} and the benefit fades without visits.",
            f"One visit every {often}, while it helps ({chosen}).",
            f"{look} at every third visit; end it after two looks in a row without use.",
        ),
        every_weeks=every,
        source_ids=cited | {_CONVENTIONS},
    )


def _discharge(goals: Sequence[Goal], course: Course, catalog: Catalog, *, chronic: bool) -> Phase:
    return Phase(
        kind=PhaseKind.DISCHARGE,
        tasks=("Hand over what to keep doing, and when to come back or see a physician.",),
        measure_ids=tuple(dict.fromkeys(one.measure_id for one in goals)),
        criteria=tuple(ends(goals, course, catalog, chronic=chronic)),
        source_ids=[_CONVENTIONS],
    )


def ending_clearances(screening: Screening, sessions: Sequence[Session]) -> Iterator[str]:
    """Clearances that end during the course, each with the session that it no longer covers."""
    start = screening.on
    if start is None:
        return
    for rule in (*screening.fired, *screening.general):
        ends = [one.expires for one in rule.clearances if one.expires is not None]
        if not ends or len(ends) < len(rule.clearances):
            continue
        last = max(ends)
        late = (one.number for one in sessions if start + timedelta(weeks=one.week - 1) > last)
        number = next(late, None)
        if number is not None:
            yield (
                f"The clearance for {rule.name[0].lower()}{rule.name[1:]} ends on "
                f"{last.isoformat()}: from session {number} renew it, or work within the limits "
                "it lifts."
            )
