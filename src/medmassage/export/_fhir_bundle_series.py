"""What is planned: a ServiceRequest for each technique, letters, and Appointments."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from medmassage.export._fhir_bundle_case import Case
from medmassage.export._fhir_bundle_parts import (
    LETTER,
    TECHNIQUE,
    capital,
    cited,
    concept,
    narrative,
    notes,
    places,
    weeks,
)
from medmassage.export._fhir_bundle_person import conditions_of, treated_conditions
from medmassage.export._fhir_codes import Json, coding
from medmassage.export._text import counted, listed, numbered, place_name, region_name
from medmassage.model.course import Letter
from medmassage.model.matching import Argument, TechniqueMatch
from medmassage.model.plan import TreatmentPlan
from medmassage.model.session import Session, SessionStep
from medmassage.vocabulary import Action, LetterKind, PlanStatus

OPEN = "Questions are open: no hands-on session may start before they are answered."
_PRIORITY = {Action.EMERGENCY: "stat", Action.REFER_URGENTLY: "urgent"}


class Series(NamedTuple):
    """One technique through the sessions of a plan."""

    technique_id: str
    sessions: tuple[Session, ...]

    @property
    def steps(self) -> tuple[SessionStep, ...]:
        """Its steps, each sort once."""
        return tuple(dict.fromkeys(step for one in self.sessions for step in self.steps_of(one)))

    def steps_of(self, session: Session) -> list[SessionStep]:
        """Its steps in one session."""
        return [one for one in session.steps if one.technique_id == self.technique_id]

    @property
    def minutes(self) -> tuple[int, int]:
        """The fewest and the most minutes in one session."""
        found = [sum(step.minutes for step in self.steps_of(one)) for one in self.sessions]
        return min(found), max(found)


def series_of(plan: TreatmentPlan) -> list[Series]:
    """The techniques of the sessions, in the order in which they first come."""
    found: dict[str, list[Session]] = {}
    for session in plan.sessions:
        for id in dict.fromkeys(step.technique_id for step in session.steps):
            found.setdefault(id, []).append(session)
    return [Series(id, tuple(sessions)) for id, sessions in found.items()]


def write_series(case: Case, plan: TreatmentPlan, definitions: dict[str, str]) -> list[Json]:
    """A ServiceRequest for each technique of the sessions; references, in the same order."""
    return [_series(case, plan, one, definitions) for one in series_of(plan)]


def _series(case: Case, plan: TreatmentPlan, one: Series, definitions: dict[str, str]) -> Json:
    name = case.technique_name(one.technique_id)
    matches = [match for match in plan.techniques if match.technique_id == one.technique_id]
    sites = [place for step in one.steps for place in places(step.regions, step.side, case.catalog)]
    count = len(one.sessions)
    steps = [*_steps(one), *_sessions(one)]
    line = case.technique_line(one.technique_id)
    return case.add(
        "ServiceRequest",
        one.technique_id,
        text=narrative(f"{name}: {counted(count, 'session')}", *steps),
        instantiatesCanonical=[definitions[one.technique_id]],
        status="draft",
        intent="plan",
        category=[concept("Massage")],
        code=concept(
            name,
            coding(TECHNIQUE, line[0], case.catalog.techniques[line[0]].name),
            *case.caller_codings(*line),
        ),
        quantityQuantity={"value": count, "unit": "session" if count == 1 else "sessions"},
        subject=case.subject,
        occurrenceTiming={"repeat": _repeat(case, one)},
        authoredOn=case.day,
        reasonReference=conditions_of(case, {match.condition_id for match in matches}),
        bodySite=list({site["text"]: site for site in sites}.values()),
        note=notes([*steps, *(text for match in matches for text in support(case, match))]),
    )


def _steps(one: Series) -> Iterator[str]:
    """What is done where, how long and how hard, each sort once."""
    for step in one.steps:
        where = step_place(step)
        yield (
            f"{capital(where)}: {counted(step.minutes, 'minute')}, at most {step.pressure} "
            f"pressure, {step.position}; {step.part}: {step.intent}."
        )


def step_place(step: SessionStep) -> str:
    """Where a step works, with what it leaves out."""
    where = place_name(step.regions, step.side)
    if step.except_regions:
        return f"{where}, except {listed(map(region_name, step.except_regions))}"
    return where


def _sessions(one: Series) -> Iterator[str]:
    yield f"In {numbered('session', [session.number for session in one.sessions])}."


def _repeat(case: Case, one: Series) -> Json:
    """How often and how long, from the first of its weeks to the last."""
    least, most = one.minutes
    first, last = one.sessions[0].week, one.sessions[-1].week
    bounds: Json = {"boundsDuration": weeks(last - first + 1)}
    if case.start is not None:
        bounds = {"boundsPeriod": span(case.start, first, last)}
    return {
        **bounds,
        "count": len(one.sessions),
        "duration": least,
        **({"durationMax": most} if most > least else {}),
        "durationUnit": "min",
        **_frequency([session.week for session in one.sessions]),
    }


def _frequency(found: Sequence[int]) -> Json:
    """How many in how many weeks; nothing where the weeks follow no rule."""
    counts = [found.count(week) for week in range(found[0], found[-1] + 1)]
    if len(set(counts[:-1])) <= 1 and counts[-1] <= counts[0]:
        return {"frequency": counts[0], "period": 1, "periodUnit": "wk"}
    gaps = {later - earlier for earlier, later in pairwise(found)}
    if len(gaps) == 1 and 0 not in gaps:
        return {"frequency": 1, "period": gaps.pop(), "periodUnit": "wk"}
    return {}


def span(start: date, first_week: int, last_week: int) -> Json:
    """The days from the first day of a week to the last day of a week."""
    begin = start + timedelta(weeks=first_week - 1)
    end = start + timedelta(weeks=last_week, days=-1)
    return {"start": begin.isoformat(), "end": end.isoformat()}


# --- why a technique ------------------------------------------------------------------------------


def support(case: Case, match: TechniqueMatch) -> Iterator[str]:
    """What speaks for a technique and against it, each reason with its sources."""
    words = [match.support.value, *qualities(match)]
    lines = [
        f"Support for {_complaint(case, match)}: {', '.join(words)} ({match.support.meaning})."
    ]
    for heading, arguments in (
        ("For it", match.arguments_for),
        ("Against it", match.arguments_against),
        ("Cautions", match.cautions),
        ("Not counted", match.context),
    ):
        if arguments:
            lines += [f"{heading}:", *(f"- {_argument(one)}" for one in arguments)]
    yield "\n".join(lines)


def qualities(match: TechniqueMatch) -> list[str]:
    """What is to be known of the support: indirect, short-term."""
    return [
        *(() if match.direct else ("indirect",)),
        *(("short-term",) if match.short_term else ()),
        *(("only with other care",) if match.only_with_other_care else ()),
    ]


def _argument(one: Argument) -> str:
    beside = " Only beside other care." if one.only_with_other_care else ""
    return f"{one.text}{beside}{cited(citation.source_id for citation in one.citations)}"


def _complaint(case: Case, match: TechniqueMatch) -> str:
    return case.catalog.conditions[match.condition_id].name.lower()


# --- letters and visits ---------------------------------------------------------------------------


def write_letters(case: Case, letters: Sequence[Letter], action: Action | None) -> list[Json]:
    """A ServiceRequest that asks a clinician, for each letter; its text stands in the note."""
    return [_letter(case, place, one, action) for place, one in enumerate(letters)]


def _letter(case: Case, place: int, letter: Letter, action: Action | None) -> Json:
    asks = letter.kind is LetterKind.CLEARANCE
    words = "Clearance for massage" if asks else "Medical assessment before massage"
    if action is not None and not asks:
        words = f"Medical assessment: {action.meaning}"
    issues = {one.rule_id for one in case.answer.screening.fired}
    return case.add(
        "ServiceRequest",
        "letter",
        place,
        text=narrative(words, letter.kind.meaning),
        status="draft",
        intent="proposal",
        category=[concept("Referral")],
        priority=_PRIORITY.get(action, "routine") if action and not asks else "routine",
        code=concept(words, coding(LETTER, letter.kind, letter.kind.meaning)),
        subject=case.subject,
        authoredOn=case.day,
        reasonReference=treated_conditions(case),
        supportingInfo=[case.ref("DetectedIssue", id) for id in letter.rule_ids if id in issues],
        note=notes([letter.text]),
    )


def write_appointments(case: Case, plan: TreatmentPlan, start: date) -> list[Json]:
    """A proposed Appointment for each session, with the days of its week."""
    found = []
    for session in plan.sessions:
        title = f"Massage session {session.number} of {len(plan.sessions)}"
        lines = ["The plan is looked at again in this session."] if session.reassessment else []
        lines += [OPEN] if plan.status is PlanStatus.PROVISIONAL else []
        ids = dict.fromkeys(step.technique_id for step in session.steps)
        found.append(
            case.add(
                "Appointment",
                session.number,
                text=narrative(title, f"{session.minutes} minutes, week {session.week}", *lines),
                status="proposed",
                description=title,
                minutesDuration=session.minutes,
                comment=" ".join(lines),
                basedOn=[case.ref("ServiceRequest", id) for id in ids],
                participant=[{"actor": case.subject, "status": "needs-action"}],
                requestedPeriod=[span(start, session.week, session.week)],
            )
        )
    return found
