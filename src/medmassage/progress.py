"""Looking at a course: what was done, what changed, and what is advised next."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from medmassage.basis import cited_sources
from medmassage.catalog import Catalog, Index, default_catalog
from medmassage.errors import Fault, ModelError, UnknownIdError, seen
from medmassage.judging import lacks_gain, reasons
from medmassage.known import Asked, as_known_now
from medmassage.model.making import evolve
from medmassage.model.plan import Provenance, TreatmentPlan, Withheld
from medmassage.model.record import Reason, Review, SessionRecord
from medmassage.model.screening import Screening
from medmassage.planning import outline_plan
from medmassage.renaming import under_ids_of_today
from medmassage.scoring import interpret
from medmassage.screening import screen
from medmassage.so_far import SoFar
from medmassage.subjects import Subject, subject_of
from medmassage.vocabulary import Advised, PhaseKind, SessionPart


def review_progress(
    plan: TreatmentPlan,
    records: Iterable[SessionRecord],
    *,
    on: date | None = None,
    catalog: Catalog | None = None,
) -> Review:
    """
    Look at a plan and at what was done, and advise what comes next.

    The person is screened again with the new findings, scores are compared with the goals, and
    the dose given with the dose planned. The strictest reason decides: discharge, taper,
    maintain, continue, answer the questions, adjust, refer, stop. `stop` is for harm and for
    findings that stop treatment alone.

    A later answer to a question replaces an earlier one, except that a yes at another place adds
    to the places known. A score of the first visit is no progress, whatever it is.

    Args:
        plan: The plan that was worked from.

        records: Records of its sessions, in any order.

        on: The date at which dated clearances are read. None: that of the plan's screening, or
            of the last record if that is later; no dated clearance counts where the plan was
            screened without a date.

        catalog: The knowledge used. None: the shipped knowledge.

    Returns:
        The advice with its reasons and sources, the goals with their latest scores, what each
        change means, the dose given, and where no plan is left the refusal (`withheld`).
        `adjusted` is the plan that replaces the old one, where the advice is to adjust or to
        answer questions and a plan follows from it: one for the person as known now, or the same
        course with another technique in place of one that was given and did not help. It is laid
        out from the first session on, so the records go on with it. Without records the advice
        is to continue, or to answer the open questions of a provisional plan.

    Raises:
        ModelError: *plan* is no plan, or the records do not fit it or each other: two records of
            one session, a session that the plan does not have, an answer that is both yes and
            no, two scores of one thing in a record, a score out of range or of another session,
            days that run backwards. All are listed.
        UnknownIdError: A measure or technique is not in *catalog*; all are named.
        MedMassageError: As in `screen`.

    Example:
        >>> from medmassage.model.intake import Complaint, Intake
        >>> from medmassage.screening import no_to_rest
        >>> person = no_to_rest(Intake(complaints=[Complaint("lower-back-pain", pain=6)]))
        >>> plan = outline_plan(person)
        >>> review_progress(plan, []).advised
        <Advised.CONTINUE: 'continue'>
    """
    catalog = catalog or default_catalog()
    done = _in_order(plan, records, on, catalog)
    look = _look(plan, done, _day(plan, done) if on is None else on, catalog)
    found = list(reasons(look))
    advised = max((one.advised for one in found), key=lambda one: one.rank)
    adjusted = look.answer if isinstance(look.answer, TreatmentPlan) else None
    if _is_for_lack_of_gain_alone(look, found):
        adjusted = _with_other_work(look)
        if adjusted is not None:
            found.append(_of_other_work(plan, adjusted, catalog))
    if advised not in (Advised.ANSWER_QUESTIONS, Advised.ADJUST):
        adjusted = None
    found.sort(key=lambda one: (-one.advised.rank, one.text))
    screening = look.screening
    goals = tuple(one.goal for one in look.readings)
    changes = tuple(one.read for one in look.changes)
    return Review(
        advised=advised,
        reasons=tuple(found),
        goals=goals,
        changes=changes,
        delivered=look.delivered(),
        screening=screening,
        adjusted=adjusted,
        withheld=look.answer if isinstance(look.answer, Withheld) else None,
        disclaimers=plan.disclaimers,
        provenance=Provenance(
            catalog_version=catalog.version,
            catalog_digest=catalog.digest,
            rule_ids=[one.rule_id for one in (*screening.fired, *screening.general)],
            sources=cited_sources(
                (*found, *goals, *changes, *screening.fired, *plan.disclaimers), (), catalog
            ),
        ),
    )


# --- whether the records can be read --------------------------------------------------------------


def _in_order(
    plan: TreatmentPlan, records: Iterable[SessionRecord], on: date | None, catalog: Catalog
) -> tuple[SessionRecord, ...]:
    """The records by session; faults are reported together."""
    given: Any = plan
    if not isinstance(given, TreatmentPlan):
        wanted = f"expected a TreatmentPlan, got {seen(given)}"
        raise ModelError("review_progress", [Fault("plan", wanted)])
    listed: list[Any] = list(records)
    if strange := [one for one in listed if not isinstance(one, SessionRecord)]:
        wanted = f"expected SessionRecords, got {seen(strange[0])}"
        raise ModelError("review_progress", [Fault("records", wanted)])
    found: list[SessionRecord] = sorted(listed, key=lambda one: one.session)
    _check_ids(found, catalog)
    faults = [
        *_session_faults(plan, found),
        *_day_faults(plan, found, on),
        *(fault for one in found for fault in _record_faults(one, plan, catalog)),
    ]
    if faults:
        raise ModelError("review_progress", faults)
    return tuple(found)


def _check_ids(records: Iterable[SessionRecord], catalog: Catalog) -> None:
    """Refuse measures and techniques that do not exist; a score that nobody reads is no score."""
    unknown: dict[tuple[str, str], UnknownIdError] = {}
    for record in records:
        wanted: list[tuple[Index[Any], str]] = [
            *((catalog.outcome_measures, one.measure_id) for one in record.measurements),
            *((catalog.techniques, one.technique_id) for one in record.steps),
            *(
                (catalog.techniques, one.technique_id)
                for one in record.deviations
                if one.technique_id is not None
            ),
        ]
        for index, id in wanted:
            try:
                index.current_id(id)
            except UnknownIdError as error:
                unknown.setdefault((error.kind, id), error)
    if unknown:
        first, *others = unknown.values()
        raise first.with_others(others) if others else first


def _session_faults(plan: TreatmentPlan, records: Sequence[SessionRecord]) -> Iterator[Fault]:
    numbers = Counter(one.session for one in records)
    planned = len(plan.sessions)
    goes_on = any(one.kind is PhaseKind.MAINTENANCE for one in plan.phases)
    for number, count in sorted(numbers.items()):
        if count > 1:
            yield Fault(f"session {number}", f"expected one record of a session, got {count}")
        if number > planned and not goes_on:
            yield Fault(f"session {number}", f"expected a session of the plan, from 1 to {planned}")


def _day_faults(
    plan: TreatmentPlan, records: Iterable[SessionRecord], on: date | None
) -> Iterator[Fault]:
    dated = [(one.session, one.on) for one in records if one.on is not None]
    for (earlier, day), (later, next_day) in pairwise(dated):
        if next_day < day:
            wanted = f"expected a day not before session {earlier} ({day}), got {next_day}"
            yield Fault(f"session {later}", wanted)
    known = [*(day for _, day in dated), *([plan.screening.on] if plan.screening.on else [])]
    if on is not None and known and on < max(known):
        wanted = f"expected a day not before that of the plan or a record ({max(known)}), got {on}"
        yield Fault("on", wanted)


def _record_faults(record: SessionRecord, plan: TreatmentPlan, catalog: Catalog) -> Iterator[Fault]:
    where = f"session {record.session}"
    asked = Asked(catalog)
    fresh = {asked.by(one.question_id) for one in record.new_findings}
    for id in sorted(fresh & {asked.by(id) for id in record.now_absent}):
        yield Fault(where, f"both new_findings and now_absent: {id}; keep one answer")
    there: set[tuple[Subject, bool]] = set()
    for place, one in enumerate(record.measurements):
        at = f"{where}, measurements[{place}]"
        if one.session not in (None, 0, record.session):
            yield Fault(at, f"expected a score of session {record.session}, got {one.session}")
        subject = subject_of(one, plan, catalog)
        if (subject, one.session == 0) in there:
            wanted = f"expected one score of {subject.measure_id} for the same thing, got another"
            if names := [name for name in plan.intake.labels if name is not None]:
                wanted = f"{wanted}; say which in of_what: {', '.join(names)}"
            yield Fault(at, wanted)
        there.add((subject, one.session == 0))
        try:
            interpret(subject.measure_id, one, one, catalog=catalog)
        except ModelError as error:
            yield from {Fault(at, fault.reason) for fault in error.faults}


# --- the person as known now ----------------------------------------------------------------------


def _day(plan: TreatmentPlan, done: Iterable[SessionRecord]) -> date | None:
    """The day at which clearances are read where none is given: never one that is past."""
    if plan.screening.on is None:
        return None
    return max((plan.screening.on, *(one.on for one in done if one.on is not None)))


def _look(
    plan: TreatmentPlan, done: tuple[SessionRecord, ...], on: date | None, catalog: Catalog
) -> SoFar:
    intake = as_known_now(plan.intake, done, catalog)
    screening = screen(intake, on, catalog=catalog)
    answer = None
    then = under_ids_of_today(plan.screening, catalog)
    if _differ(screening, then):
        answer = outline_plan(intake, plan.policy, on, supersedes=plan, catalog=catalog)
    return SoFar(
        plan=plan,
        done=done,
        intake=intake,
        screening=screening,
        then=then,
        answer=answer,
        catalog=catalog,
    )


def _differ(now: Screening, then: Screening) -> bool:
    """Whether a screening finds anything else than the one before."""

    def found(one: Screening) -> tuple[object, ...]:
        return (
            one.decision,
            {rule.rule_id for rule in one.fired},
            {(question.question.id, question.asks) for question in one.open},
            {question.id for question in one.unexplained},
            set(one.restrictions),
        )

    return found(now) != found(then)


# --- another technique ----------------------------------------------------------------------------


def _is_for_lack_of_gain_alone(look: SoFar, found: Iterable[Reason]) -> bool:
    adjusting = [one for one in found if one.advised is Advised.ADJUST]
    return lacks_gain(look) and len(adjusting) == 1


def _with_other_work(look: SoFar) -> TreatmentPlan | None:
    """
    The same course with one technique in place of another, the one given most if it can be.

    One thing is changed at a time, so that it can be seen what helps. None where several
    complaints share the table, where no technique beside the general one was given, or where
    nothing that research or the article supports is left to try.
    """
    given = Counter(step.technique_id for record in look.done for step in record.steps)
    tried = [id for id in _specific(look.plan) if given[id]]
    if len(look.plan.intake.complaints) > 1:
        return None
    tried.sort(key=lambda id: -given[id])  # of those given as often the best supported is first
    return next((answer for id in tried if (answer := _without(id, look)) is not None), None)


def _without(technique_id: str, look: SoFar) -> TreatmentPlan | None:
    """The same course with one technique exchanged; None where more or less than that follows."""
    plan, before = look.plan, _specific(look.plan)
    used = {step.technique_id for session in plan.sessions for step in session.steps}
    kinds = {id for id, one in look.catalog.techniques.items() if one.parent_id == technique_id}
    offered = ({one.technique_id for one in plan.techniques} | used) - kinds - {technique_id}
    if not offered:  # which would put every technique on offer
        return None
    policy = evolve(plan.policy, technique_ids=offered)
    answer = outline_plan(
        look.intake, policy, look.screening.on, supersedes=plan, catalog=look.catalog
    )
    if isinstance(answer, Withheld) or len(answer.sessions) <= look.last_session:
        return None
    founded = {one.technique_id for one in answer.techniques if one.support.is_founded}
    after = _specific(answer)
    fresh = [id for id in after if id not in before and id in founded]
    return answer if len(fresh) == 1 and {*before, *fresh} - {technique_id} == {*after} else None


def _specific(plan: TreatmentPlan) -> tuple[str, ...]:
    """The techniques of a plan beside the one that opens its sessions, best supported first."""
    steps = [step for session in plan.sessions for step in session.steps]
    general = {step.technique_id for step in steps if step.part is SessionPart.OPENING}
    used = {step.technique_id for step in steps} - general
    return tuple(
        dict.fromkeys(one.technique_id for one in plan.techniques if one.technique_id in used)
    )


def _of_other_work(plan: TreatmentPlan, adjusted: TreatmentPlan, catalog: Catalog) -> Reason:
    before, after = _specific(plan), _specific(adjusted)
    old, new = ({*before} - {*after}).pop(), ({*after} - {*before}).pop()
    return Reason(
        text=(
            f"The adjusted plan leaves out {catalog.techniques[old].name.lower()}; "
            f"{catalog.techniques[new].name.lower()} takes its place. One change at a time shows "
            "what helps."
        ),
        advised=Advised.ADJUST,
        source_ids=["medmassage-conventions"],
    )
