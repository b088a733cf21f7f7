"""From an intake to an answer: a plan outline with its notices, or a refusal with its reason."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from medmassage.basis import cited_sources, complaint_names, statements_on
from medmassage.catalog import Catalog, default_catalog
from medmassage.choosing import Work, choose, in_one_visit, that_treat
from medmassage.disclaimers import disclaimers_for
from medmassage.dosing import dose_for
from medmassage.errors import Fault, ModelError, seen
from medmassage.goals import goals_for
from medmassage.ground import Ground, sites
from medmassage.healing import BESIDE_A_FRESH_COMPLAINT, Beside, fresh_complaints
from medmassage.letters import clearance_requests
from medmassage.matching import match_screened
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Complaint, Intake
from medmassage.model.making import evolve
from medmassage.model.matching import MatchReport, TechniqueMatch
from medmassage.model.plan import NotTreated, Provenance, TreatmentPlan, Withheld
from medmassage.model.screening import Screening
from medmassage.phases import phases_for
from medmassage.screening import screen
from medmassage.serialization import dumps
from medmassage.sessions import lay_out
from medmassage.surroundings import advice_for, expectations_for, healing_and_first_care
from medmassage.vocabulary import AppearsIn, Decision, PlanStatus, PressureCap, StatementTopic
from medmassage.withholding import withhold


def outline_plan(
    intake: Intake,
    policy: PlanPolicy | None = None,
    on: date | None = None,
    *,
    supersedes: TreatmentPlan | None = None,
    catalog: Catalog | None = None,
) -> TreatmentPlan | Withheld:
    """
    Outline a course of medical massage, or say why there is none.

    Args:
        intake: What is known of the person.

        policy: The clinic's own choices. None: evidence and our defaults.

        on: The date at which dated clearances are read. None: no dated clearance counts.

        supersedes: The plan that the new one replaces; the new one carries its fingerprint.

        catalog: Where the knowledge comes from. None: the shipped knowledge.

    Returns:
        A plan; `provisional` while questions are open. `Withheld` exactly when the screening
        stops treatment, every complaint's main region is closed, or no technique is left. The
        same arguments give the same bytes.

    Raises:
        UnknownIdError: An id in *intake* or *policy* is not in *catalog*.
        ModelError: *supersedes* is no plan.
        MedMassageError: As in `screen`.

    Example:
        >>> from medmassage.screening import no_to_rest
        >>> answer = outline_plan(no_to_rest(Intake(complaints=["lower-back-pain"])))
        >>> type(answer).__name__, answer.status
        ('TreatmentPlan', <PlanStatus.READY: 'ready'>)
    """
    catalog = catalog or default_catalog()
    policy = _checked(policy)
    replaced: object = supersedes
    if replaced is not None and not isinstance(replaced, TreatmentPlan):
        wanted = f"expected a TreatmentPlan or None, got {seen(replaced)}"
        raise ModelError("outline_plan", [Fault("supersedes", wanted)])
    screening = screen(intake, on, catalog=catalog)
    report = match_screened(intake, screening, catalog, policy.technique_ids)
    works, left_out = _divide(intake, policy, report, screening, catalog)
    if screening.stops_treatment or not works:
        return withhold(intake, policy, left_out, report, catalog)
    former = None if supersedes is None else fingerprint(supersedes)
    return _plan(_Case(intake, policy, screening, report, works, left_out, former, catalog))


def fingerprint(answer: TreatmentPlan | Withheld) -> str:
    """
    The fingerprint of a plan or a refusal: it changes when anything in it does.

    Args:
        answer: A plan or a refusal.

    Returns:
        64 hexadecimal digits (SHA-256 of its JSON).
    """
    from hashlib import sha256

    return sha256(dumps(answer).encode()).hexdigest()


def _checked(policy: Any) -> PlanPolicy:
    """A clinic's choices; without any, none of its own."""
    if policy is None:
        return PlanPolicy()
    if not isinstance(policy, PlanPolicy):
        example = "; write PlanPolicy(sessions=4), say" if isinstance(policy, Mapping) else ""
        wanted = f"expected a PlanPolicy or None, got {seen(policy)}{example}"
        raise ModelError("policy", [Fault("", wanted)])
    return policy


class _Case(NamedTuple):
    intake: Intake
    policy: PlanPolicy
    screening: Screening
    report: MatchReport
    works: tuple[Work, ...]
    left_out: tuple[NotTreated, ...]
    supersedes: str | None
    catalog: Catalog


# --- which complaints -----------------------------------------------------------------------------


def _divide(
    intake: Intake,
    policy: PlanPolicy,
    report: MatchReport,
    screening: Screening,
    catalog: Catalog,
) -> tuple[tuple[Work, ...], tuple[NotTreated, ...]]:
    """The complaints that can be worked on, and those that are left out."""
    works: list[Work] = []
    left_out: list[NotTreated] = []
    offered = _offered(policy, catalog)
    ground = Ground(screening.restrictions)
    usable = [_usable(report, one, ground, catalog) for one in intake.complaints]
    fresh = fresh_complaints(intake.complaints, usable, catalog)
    for index, complaint in enumerate(intake.complaints):
        work, reason = None, "No technique is left for it."
        closing = _closing(complaint, screening, catalog)
        if closing:
            reason = "Its main region is closed to hands-on work."
        elif usable[index]:
            beside = Beside((*fresh[:index], *fresh[index + 1 :]), catalog)
            work = choose(complaint, usable[index], ground, catalog, beside=beside, offered=offered)
            reason = BESIDE_A_FRESH_COMPLAINT
        if work is not None:
            works.append(work)
            continue
        left_out.append(
            NotTreated(
                condition_id=complaint.condition_id,
                complaint_index=index,
                reason=reason,
                rule_ids=closing or (() if usable[index] else _blocking(complaint, report)),
            )
        )
    return in_one_visit(works), tuple(left_out)


def _offered(policy: PlanPolicy, catalog: Catalog) -> frozenset[str]:
    """The techniques that the clinic offers, by their ids of today; empty: all."""
    return frozenset(catalog.techniques.current_id(id) for id in policy.technique_ids)


def _usable(
    report: MatchReport, complaint: Complaint, ground: Ground, catalog: Catalog
) -> tuple[TechniqueMatch, ...]:
    """The matches that treat this very complaint, at its places: two may share a condition."""
    where = sites(complaint, catalog.conditions[complaint.condition_id])
    found: dict[str, TechniqueMatch] = {}
    for one in report.accepted:
        if one.condition_id != complaint.condition_id:
            continue
        places = tuple(ground.places(catalog.techniques[one.technique_id], where))
        if places and one.technique_id not in found:
            found[one.technique_id] = one if one.places == places else evolve(one, places=places)
    return that_treat(found.values(), complaint, catalog)


def _closing(complaint: Complaint, screening: Screening, catalog: Catalog) -> tuple[str, ...]:
    """The rules that close a complaint's main region on every side it is on."""
    regions = complaint.regions or catalog.conditions[complaint.condition_id].regions
    if not regions or (
        not complaint.regions
        and catalog.conditions[complaint.condition_id].regions_are_alternatives
    ):
        return ()
    main = regions[0].members[0]
    sides = _halves(complaint, sided=catalog.conditions[complaint.condition_id].needs_side)
    closed = [
        {
            one.rule_id
            for one in screening.binding_at(main, side)
            if one.pressure_cap is PressureCap.NO_PRESSURE
        }
        for side in sides
    ]
    return tuple(set().union(*closed)) if all(closed) else ()


def _halves(complaint: Complaint, *, sided: bool) -> tuple[str | None, ...]:
    """The sides that must all be closed; where a side matters and is not known, either will do."""
    both = complaint.side == "both" or (complaint.side is None and not sided)
    return ("left", "right") if both else (complaint.side,)


def _blocking(complaint: Complaint, report: MatchReport) -> set[str]:
    """The rules that block the techniques of a complaint."""
    mine = (one for one in report.rejected if one.condition_id == complaint.condition_id)
    return {rule_id for one in mine for rule_id in one.blocked_by}


# --- the plan -------------------------------------------------------------------------------------


def _plan(case: _Case) -> TreatmentPlan:
    catalog, screening, policy = case.catalog, case.screening, case.policy
    complaints = [work.complaint for work in case.works]
    course, dose = dose_for(case.works, policy, screening, catalog)
    sessions = lay_out(case.works, course, screening, catalog)
    left_out = {one.complaint_index for one in case.left_out}
    worked = [one for one in range(len(case.intake.complaints)) if one not in left_out]
    goals = goals_for(case.intake, worked, course.weeks, catalog)
    statements = (
        *statements_on(catalog, StatementTopic.SESSION, StatementTopic.FRAME),
        *healing_and_first_care(complaints, catalog),
    )
    aftercare = statements_on(catalog, StatementTopic.AFTERCARE, screening=screening)
    consent = statements_on(catalog, StatementTopic.CONSENT)
    expectations = expectations_for(complaints, catalog)
    advice = advice_for(complaints, screening, catalog)
    allergens = tuple(catalog.allergens[id] for id in case.intake.allergies)
    phases = phases_for(
        case.intake,
        policy,
        screening,
        complaints=complaints,
        course=course,
        sessions=sessions,
        goals=goals,
        catalog=catalog,
    )
    disclaimers = disclaimers_for(AppearsIn.PLAN, catalog)
    said = (*statements, *aftercare, *consent, *expectations)
    return TreatmentPlan(
        status=_status(screening),
        intake=case.intake,
        policy=policy,
        screening=screening,
        complaint_names=complaint_names(case.intake, catalog),
        techniques=case.report.accepted,
        rejected=case.report.rejected,
        dose=dose,
        goals=goals,
        not_treated=case.left_out,
        phases=phases,
        allergens=allergens,
        expectations=expectations,
        aftercare=aftercare,
        advice=advice,
        consent=consent,
        letters=clearance_requests(
            case.intake,
            screening.fired,
            case.report,
            catalog,
            offered=_offered(policy, catalog),
        ),
        statements=statements,
        supersedes=case.supersedes,
        disclaimers=disclaimers,
        provenance=Provenance(
            catalog_version=catalog.version,
            catalog_digest=catalog.digest,
            rule_ids=[one.rule_id for one in (*screening.fired, *screening.general)],
            statement_ids=[one.id for one in (*said, *advice)],
            sources=cited_sources(
                (
                    *(*screening.fired, *screening.general, *said, *advice, *allergens),
                    *(*phases, *_criteria(phases), *disclaimers, *dose, *goals),
                ),
                (*case.report.accepted, *case.report.rejected),
                catalog,
            ),
        ),
    )


def _status(screening: Screening) -> PlanStatus:
    waiting = screening.decision is Decision.INCOMPLETE
    return PlanStatus.PROVISIONAL if waiting else PlanStatus.READY


def _criteria(phases: Iterable[object]) -> tuple[object, ...]:
    return tuple(one for phase in phases for one in getattr(phase, "criteria", ()))
