"""From an intake to an answer: a plan outline with its notices, or a refusal with its reason."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from medmassage.basis import cited_sources, complaint_names, statements_on
from medmassage.catalog import Catalog, default_catalog
from medmassage.disclaimers import disclaimers_for
from medmassage.matching import match_screened
from medmassage.model.care import Expectation
from medmassage.model.intake import Complaint, Intake
from medmassage.model.matching import MatchReport, TechniqueMatch
from medmassage.model.plan import (
    NotTreated,
    Phase,
    PlanPolicy,
    Provenance,
    Session,
    TreatmentPlan,
    Withheld,
)
from medmassage.model.screening import Screening
from medmassage.screening import screen
from medmassage.sessions import Course, Work, lay_out
from medmassage.vocabulary import (
    AppearsIn,
    Asks,
    Decision,
    PhaseKind,
    PlanStatus,
    PressureCap,
    Stage,
    StatementTopic,
)
from medmassage.withholding import withhold

_CONVENTIONS = "medmassage-conventions"


def outline_plan(
    intake: Intake,
    policy: PlanPolicy | None = None,
    on: date | None = None,
    *,
    catalog: Catalog | None = None,
) -> TreatmentPlan | Withheld:
    """
    Outline a course of medical massage, or say why there is none.

    Args:
        intake: What is known of the person.

        policy: The clinic's own choices. None: the defaults.

        on: The date at which dated clearances are read. None: no dated clearance counts.

        catalog: Where the knowledge comes from. None: the shipped knowledge.

    Returns:
        A plan; `provisional` while questions are open. `Withheld` exactly when the screening
        stops treatment, every complaint's main region is closed, or no technique is left.

    Raises:
        UnknownIdError: An id in *intake* or *policy* is not in *catalog*.
        MedMassageError: As in `screen`.

    Example:
        >>> from medmassage.screening import no_to_rest
        >>> answer = outline_plan(no_to_rest(Intake(complaints=["lower-back-pain"])))
        >>> type(answer).__name__, answer.status
        ('TreatmentPlan', <PlanStatus.READY: 'ready'>)
    """
    catalog = catalog or default_catalog()
    policy = policy or PlanPolicy()
    screening = screen(intake, on, catalog=catalog)
    report = match_screened(intake, screening, catalog, policy.technique_ids)
    works, left_out = _divide(intake, report, screening, catalog)
    if screening.stops_treatment or not works:
        return withhold(intake, screening, left_out, catalog)
    return _plan(_Case(intake, policy, screening, report, works, left_out, catalog))


class _Case(NamedTuple):
    intake: Intake
    policy: PlanPolicy
    screening: Screening
    report: MatchReport
    works: tuple[Work, ...]
    left_out: tuple[NotTreated, ...]
    catalog: Catalog


# --- which complaints -----------------------------------------------------------------------------


def _divide(
    intake: Intake, report: MatchReport, screening: Screening, catalog: Catalog
) -> tuple[tuple[Work, ...], tuple[NotTreated, ...]]:
    """The complaints that can be worked on, and those that are left out."""
    works: list[Work] = []
    left_out: list[NotTreated] = []
    for complaint in intake.complaints:
        mine = tuple(one for one in report.accepted if one.condition_id == complaint.condition_id)
        closing = _closing(complaint, screening, catalog)
        usable = _usable(mine, complaint, catalog)
        if closing:
            left_out.append(
                NotTreated(
                    condition_id=complaint.condition_id,
                    reason="Its main region is closed to hands-on work.",
                    rule_ids=closing,
                )
            )
        elif usable:
            works.append(Work(complaint, usable))
        else:
            left_out.append(_no_technique(complaint, report))
    return tuple(works), tuple(left_out)


def _usable(
    matches: Iterable[TechniqueMatch], complaint: Complaint, catalog: Catalog
) -> tuple[TechniqueMatch, ...]:
    """Matches whose places belong to this very complaint, where two share a condition."""
    regions = complaint.regions or catalog.conditions[complaint.condition_id].regions
    members = {part for region in regions for part in region.members}
    return tuple(one for one in matches if any(place.region in members for place in one.places))


def _closing(complaint: Complaint, screening: Screening, catalog: Catalog) -> tuple[str, ...]:
    """The rules that close a complaint's main region on every side it is on."""
    regions = complaint.regions or catalog.conditions[complaint.condition_id].regions
    if not regions or (
        not complaint.regions
        and catalog.conditions[complaint.condition_id].regions_are_alternatives
    ):
        return ()
    main = regions[0].members[0]
    sides = _halves(complaint)
    closed = [
        {
            one.rule_id
            for one in screening.binding_at(main, side)
            if one.pressure_cap is PressureCap.NO_PRESSURE
        }
        for side in sides
    ]
    return tuple(set().union(*closed)) if all(closed) else ()


def _halves(complaint: Complaint) -> tuple[str | None, ...]:
    return ("left", "right") if complaint.side == "both" else (complaint.side,)


def _no_technique(complaint: Complaint, report: MatchReport) -> NotTreated:
    mine = [one for one in report.rejected if one.condition_id == complaint.condition_id]
    return NotTreated(
        condition_id=complaint.condition_id,
        reason="No technique is left for it.",
        rule_ids={rule_id for one in mine for rule_id in one.blocked_by},
    )


# --- the plan -------------------------------------------------------------------------------------


def _course(policy: PlanPolicy) -> Course:
    """The clinic's choices, else our defaults (statement `default-course`)."""
    sessions = policy.sessions or 6
    return Course(
        sessions=sessions,
        minutes=policy.session_minutes or 60,
        sessions_per_week=policy.sessions_per_week or 1,
        reassess_at=min(sessions, policy.reassess_at_session or 4),
    )


def _plan(case: _Case) -> TreatmentPlan:
    catalog, screening = case.catalog, case.screening
    course = _course(case.policy)
    sessions = lay_out(case.works, course, screening, catalog)
    statements = statements_on(catalog, StatementTopic.SESSION, StatementTopic.FRAME)
    aftercare = statements_on(catalog, StatementTopic.AFTERCARE)
    expectations = _expectations(case.intake, catalog)
    allergens = tuple(catalog.allergens[id] for id in case.intake.allergies)
    phases = _phases(case, sessions, course)
    disclaimers = disclaimers_for(AppearsIn.PLAN, catalog)
    cited = cited_sources(
        (
            *(*screening.fired, *screening.general, *statements, *aftercare, *expectations),
            *(*allergens, *phases, *disclaimers),
        ),
        (*case.report.accepted, *case.report.rejected),
        catalog,
    )
    return TreatmentPlan(
        status=(
            PlanStatus.PROVISIONAL
            if screening.decision is Decision.INCOMPLETE
            else PlanStatus.READY
        ),
        intake=case.intake,
        policy=case.policy,
        screening=screening,
        complaint_names=complaint_names(case.intake, catalog),
        techniques=case.report.accepted,
        rejected=case.report.rejected,
        not_treated=case.left_out,
        phases=phases,
        allergens=allergens,
        expectations=expectations,
        aftercare=aftercare,
        statements=statements,
        disclaimers=disclaimers,
        provenance=Provenance(
            catalog_version=catalog.version,
            catalog_digest=catalog.digest,
            rule_ids=[one.rule_id for one in (*screening.fired, *screening.general)],
            statement_ids=[one.id for one in (*statements, *aftercare, *expectations)],
            sources=cited,
        ),
    )


def _expectations(intake: Intake, catalog: Catalog) -> tuple[Expectation, ...]:
    stages = {one.stage for one in intake.complaints}
    conditions = {one.condition_id for one in intake.complaints}
    return tuple(
        one
        for one in catalog.expectations.values()
        if (one.stage is None or one.stage in stages)
        and (not one.condition_ids or not conditions.isdisjoint(one.condition_ids))
    )


def _phases(case: _Case, sessions: Sequence[Session], course: Course) -> tuple[Phase, ...]:
    steps = case.catalog.care_steps
    described = {
        kind: tuple(one for one in steps.values() if one.id in ids)
        for kind, ids in (
            (PhaseKind.INITIAL_CONSULTATION, ("initial-consultation", "personalized-plan")),
            (PhaseKind.TREATMENT, ("regular-sessions",)),
            (PhaseKind.REASSESSMENT, ("ongoing-assessment",)),
        )
    }
    chronic = any(one.stage is Stage.CHRONIC for one in case.intake.complaints)
    tasks = {
        PhaseKind.INITIAL_CONSULTATION: _first_tasks(case),
        PhaseKind.TREATMENT: (
            "Screen again at every visit, before hands-on work.",
            "Ask for the pain score before and after.",
            "Work within the limits of the safety section; discomfort at most 5 of 10.",
        ),
        PhaseKind.REASSESSMENT: (
            f"At session {course.reassess_at}, measure again what was measured at the first.",
            "Better: go on. Unchanged: adjust the work. Worse: stop and refer.",
            "No gain by about four to six weeks: back to a physician.",
        ),
    }
    first, rest = tuple(sessions[:1]), tuple(sessions[1:])
    found = [
        Phase(
            kind=kind,
            tasks=tasks[kind],
            sessions=first
            if kind is PhaseKind.INITIAL_CONSULTATION
            else rest
            if kind is PhaseKind.TREATMENT
            else (),
            source_ids={_CONVENTIONS, *(id for one in about for id in one.source_ids)},
        )
        for kind, about in described.items()
    ]
    if chronic:
        maintenance = [
            one for one in _expectations(case.intake, case.catalog) if one.stage is Stage.CHRONIC
        ]
        found.append(
            Phase(
                kind=PhaseKind.MAINTENANCE,
                tasks=(
                    "Goals met: discharge, or a visit every three to four weeks while it helps.",
                    "The interval is our default.",
                ),
                source_ids={_CONVENTIONS, *(id for one in maintenance for id in one.source_ids)},
            )
        )
    return tuple(found)


def _first_tasks(case: _Case) -> tuple[str, ...]:
    """What comes before any hands-on work, most important first."""
    screening, tasks = case.screening, []
    waiting = [one for one in screening.open if one.asks in (Asks.ANSWER, Asks.WHERE)]
    if waiting:
        tasks.append(
            f"Answer the {len(waiting)} open questions first: no hands-on work before that."
        )
    if screening.assumed:
        tasks.append(f"Confirm the {len(screening.assumed)} answers that were set to no in bulk.")
    if screening.conflicts:
        tasks.append(f"Ask again where answers conflict ({len(screening.conflicts)}).")
    if screening.unexplained:
        tasks.append("Ask in their own words about each broad yes that nothing narrower explains.")
    if any(one.stage is None for one in case.intake.complaints):
        tasks.append("Ask how long the complaint has lasted: the stage is not given.")
    tasks += [
        "Review the medical history and the present problem with the person.",
        "Agree on areas, techniques, positions, pressure and the right to stop; record consent.",
        "Measure pain and movement as a baseline.",
    ]
    return tuple(tasks)
