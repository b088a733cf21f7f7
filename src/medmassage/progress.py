"""Looking at a course: what was done, what changed, and what is advised next."""

from collections.abc import Iterable, Sequence

from attrs import evolve

from medmassage.basis import cited_sources
from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import Fault, ModelError
from medmassage.judging import reasons
from medmassage.model.intake import Intake
from medmassage.model.plan import Provenance, TreatmentPlan, Withheld
from medmassage.model.record import Review, SessionRecord
from medmassage.planning import outline_plan
from medmassage.screening import screen
from medmassage.so_far import SoFar
from medmassage.vocabulary import (
    Advised,
    PhaseKind,
)


def review_progress(
    plan: TreatmentPlan,
    records: Iterable[SessionRecord],
    *,
    catalog: Catalog | None = None,
) -> Review:
    """
    Look at a plan and at what was done, and advise what comes next.

    The person is screened again with the new findings, scores are compared with the goals, and
    the dose given with the dose planned. The strictest reason decides: discharge, taper,
    maintain, continue, answer the questions, adjust, refer, stop. `stop` is for harm and for
    findings that stop treatment alone.

    Args:
        plan: The plan that was worked from.

        records: Records of its sessions, in any order.

        catalog: The knowledge used. None: the shipped knowledge.

    Returns:
        The advice with its reasons and sources, the goals with their latest scores, what each
        change means, the dose given, and where something is to be changed the plan that
        replaces the old one (`adjusted`) or the refusal (`withheld`). Without records the
        advice is to continue, or to answer the open questions of a provisional plan.

    Raises:
        ModelError: Two records of one session, a record of a session that the plan does not have,
            or scores of one measure that are not of the same thing; all are listed.
        MedMassageError: As in `screen`.

    Example:
        >>> from medmassage.model.intake import Complaint
        >>> from medmassage.screening import no_to_rest
        >>> person = no_to_rest(Intake(complaints=[Complaint("lower-back-pain", pain=6)]))
        >>> plan = outline_plan(person)
        >>> review_progress(plan, []).advised
        <Advised.CONTINUE: 'continue'>
    """
    catalog = catalog or default_catalog()
    done = _in_order(plan, records)
    intake = _as_known_now(plan.intake, done)
    screening = screen(intake, plan.screening.on, catalog=catalog)
    look = SoFar(plan, done, intake, screening, catalog)
    goals, changes = look.goals_now()
    found = sorted(reasons(look, goals, changes), key=lambda one: (-one.advised.rank, one.text))
    advised = found[0].advised
    answer = _replacement(look, advised)
    cited = cited_sources((*found, *goals, *changes, *screening.fired), (), catalog)
    return Review(
        advised=advised,
        reasons=tuple(found),
        goals=goals,
        changes=changes,
        delivered=look.delivered(),
        screening=screening,
        adjusted=answer if isinstance(answer, TreatmentPlan) else None,
        withheld=answer if isinstance(answer, Withheld) else None,
        disclaimers=plan.disclaimers,
        provenance=Provenance(
            catalog_version=catalog.version,
            catalog_digest=catalog.digest,
            rule_ids=[one.rule_id for one in (*screening.fired, *screening.general)],
            sources=cited,
        ),
    )


def _in_order(plan: TreatmentPlan, records: Iterable[SessionRecord]) -> tuple[SessionRecord, ...]:
    """The records by session; faults are reported together."""
    found = sorted(records, key=lambda one: one.session)
    numbers = [one.session for one in found]
    planned = len(plan.sessions)
    chronic = any(one.kind is PhaseKind.MAINTENANCE for one in plan.phases)
    faults = [
        Fault(f"session {number}", "expected one record of a session, got more")
        for number in sorted({number for number in numbers if numbers.count(number) > 1})
    ]
    faults += [
        Fault(f"session {number}", f"expected a session of the plan, from 1 to {planned}")
        for number in sorted({number for number in numbers if number > planned and not chronic})
    ]
    if faults:
        raise ModelError("review_progress", faults)
    return tuple(found)


def _as_known_now(intake: Intake, done: Sequence[SessionRecord]) -> Intake:
    """The intake with what was newly found; a later answer replaces an earlier one."""
    for record in done:
        fresh = {one.question_id for one in record.new_findings}
        gone = set(record.now_absent) - fresh
        intake = evolve(
            intake,
            present=(
                *(one for one in intake.present if one.question_id not in fresh | gone),
                *record.new_findings,
            ),
            absent=(set(intake.absent) | gone) - fresh,
            unknown=set(intake.unknown) - fresh - gone,
            assumed=set(intake.assumed) - fresh - gone,
        )
    return intake


# --- the plan that replaces the old one -----------------------------------------------------------


def _replacement(look: SoFar, advised: Advised) -> TreatmentPlan | Withheld | None:
    """A new outline where the person is not as the plan knew them; None where the plan holds."""
    if advised.rank < Advised.ANSWER_QUESTIONS.rank:
        return None
    if look.intake == look.plan.intake:
        return None
    return outline_plan(
        look.intake,
        look.plan.policy,
        look.plan.screening.on,
        supersedes=look.plan,
        catalog=look.catalog,
    )
