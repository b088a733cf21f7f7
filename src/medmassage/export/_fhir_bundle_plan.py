"""A plan: Goals, a Consent that nobody has given yet, and the CarePlan that holds all together."""

from datetime import timedelta

from medmassage.export._fhir_bundle_case import Case
from medmassage.export._fhir_bundle_findings import write_flags, write_issues, write_task
from medmassage.export._fhir_bundle_notes import plan_notes, standing, stated
from medmassage.export._fhir_bundle_parts import (
    PLAN,
    capital,
    cited,
    concept,
    hl7,
    identifier,
    narrative,
    notes,
    score,
    weeks,
)
from medmassage.export._fhir_bundle_person import (
    conditions_of,
    measure_code,
    treated_conditions,
    write_conditions,
    write_observations,
)
from medmassage.export._fhir_bundle_protocol import write_protocol
from medmassage.export._fhir_bundle_series import (
    series_of,
    span,
    write_appointments,
    write_letters,
    write_series,
)
from medmassage.export._fhir_codes import Json, coding
from medmassage.export._fhir_maps import LOINC
from medmassage.export._markdown_goals import aim
from medmassage.export._markdown_text import small
from medmassage.export._notices import notice_texts
from medmassage.export._text import listed
from medmassage.model.course import Goal
from medmassage.model.plan import TreatmentPlan
from medmassage.vocabulary import GoalStatus

_NO_PROMISE = "An aim to look at, never a promise."
_ACHIEVED = {
    GoalStatus.REACHED: ("achieved", "Achieved"),
    GoalStatus.NOT_REACHED: ("not-achieved", "Not Achieved"),
}
_PATIENT_CONSENT = coding(LOINC, "59284-0", "Patient Consent")
_NOT_GIVEN = "A draft: nothing has been agreed or signed. What to tell and to agree on:"


def write_plan(case: Case, plan: TreatmentPlan) -> None:
    """Every resource of a plan; the CarePlan comes last."""
    write_conditions(case)
    scores = write_observations(case)
    protocol, definitions = write_protocol(case, plan)
    series = write_series(case, plan, definitions)
    issues = write_issues(case, _limited(case, plan))
    flags = write_flags(case)
    goals = [_goal(case, place, one) for place, one in enumerate(plan.goals)]
    consent = _consent(case, plan)
    first = write_task(case)
    letters = write_letters(case, plan.letters, None)
    visits = write_appointments(case, plan, case.start) if case.start else []
    name = listed(map(small, plan.complaint_names))
    title = f"Treatment plan outline: {name}"
    case.add(
        "CarePlan",
        text=narrative(title, *standing(plan), *notice_texts(plan)),
        identifier=[identifier(case.fingerprint, PLAN)],
        instantiatesCanonical=[protocol],
        replaces=_replaced(plan),
        status="draft",
        intent="plan",
        category=[concept("Medical massage")],
        title=title,
        description=" ".join(standing(plan)),
        subject=case.subject,
        period=_period(case, plan),
        created=case.day,
        addresses=treated_conditions(case),
        supportingInfo=[*scores, *issues, *flags, consent],
        goal=goals,
        activity=[{"reference": one} for one in (*first, *series, *letters, *visits)],
        note=notes(plan_notes(case, plan)),
    )


def _limited(case: Case, plan: TreatmentPlan) -> dict[str, list[Json]]:
    """The series that work where a rule limits something, by the id of the rule."""
    found: dict[str, list[Json]] = {}
    for one in series_of(plan):
        touched = {(region, step.side) for step in one.steps for region in step.touches()}
        here = {
            limit.rule_id
            for limit in plan.screening.restrictions
            if limit.positions_avoid or any(limit.covers(*place) for place in touched)
        }
        for rule_id in here:
            found.setdefault(rule_id, []).append(case.ref("ServiceRequest", one.technique_id))
    return found


def _replaced(plan: TreatmentPlan) -> list[Json]:
    """The plan that this one replaces, by the fingerprint that its own CarePlan carries."""
    return [{"identifier": identifier(plan.supersedes, PLAN)}] if plan.supersedes else []


def _period(case: Case, plan: TreatmentPlan) -> Json | None:
    if case.start is None or not plan.sessions:
        return None
    return span(case.start, 1, plan.sessions[-1].week)


def _goal(case: Case, place: int, goal: Goal) -> Json:
    measure = case.catalog.outcome_measures[goal.measure_id]
    told = f"{capital(goal.text)}. Aim by week {goal.due_week}: {measure.name}, {aim(goal)}."
    target: Json = {"measure": measure_code(measure, None)}
    if goal.target is not None and goal.baseline is not None and goal.target != goal.baseline:
        comparator = "<=" if goal.target < goal.baseline else ">="
        target["detailQuantity"] = score(goal.target, measure.unit, comparator)
    reached = _ACHIEVED.get(goal.status)
    lines = [
        f"Score before: {goal.baseline:g}." if goal.baseline is not None else "Measure first.",
        *([f"Latest score: {goal.latest:g}."] if goal.latest is not None else []),
        f"Why that number: {goal.why}{cited(goal.source_ids)}",
        _NO_PROMISE,
    ]
    return case.add(
        "Goal",
        place,
        text=narrative(told, *lines),
        lifecycleStatus="proposed",
        achievementStatus=hl7("goal-achievement", *reached) if reached else None,
        description=concept(told),
        subject=case.subject,
        startDate=case.start.isoformat() if case.start else None,
        target=[{**target, **_due(case, goal)}],
        statusDate=case.day,
        addresses=conditions_of(case, {goal.condition_id}),
        note=notes(lines),
    )


def _due(case: Case, goal: Goal) -> Json:
    """By when: a day where the first day is known, else weeks after the start."""
    if case.start is None:
        return {"dueDuration": weeks(goal.due_week)}
    return {"dueDate": (case.start + timedelta(weeks=goal.due_week, days=-1)).isoformat()}


def _consent(case: Case, plan: TreatmentPlan) -> Json:
    """A Consent to be filled in."""
    return case.add(
        "Consent",
        text=narrative(_NOT_GIVEN, *map(stated, plan.consent)),
        status="draft",
        scope=hl7("consentscope", "treatment", "Treatment"),
        category=[concept("Consent to massage", _PATIENT_CONSENT)],
        patient=case.subject,
        dateTime=case.day,
        policyRule=concept("The law and the rules of practice of the place of treatment."),
    )
