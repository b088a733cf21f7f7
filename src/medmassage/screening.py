"""Comparing an intake with every safety rule. Silence is never taken for safety."""

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from medmassage.admission import check_date, check_ids
from medmassage.answers import Answers
from medmassage.asking import open_questions
from medmassage.catalog import Catalog, default_catalog
from medmassage.firing import Fired, fire, told
from medmassage.model.fields import unchecked
from medmassage.model.intake import Intake
from medmassage.model.making import evolve
from medmassage.model.safety import Question
from medmassage.model.screening import Conflict, OpenQuestion, RuledOut, Screening
from medmassage.rules import Rulebook, decision_for, is_broad, rulebook
from medmassage.vocabulary import Action, Asks, Decision, Section

_conflict = unchecked(Conflict)
_ruled = unchecked(RuledOut)
_screening = unchecked(Screening)
_RULE_ID = attrgetter("rule_id")


def screen(intake: Intake, on: date | None = None, *, catalog: Catalog | None = None) -> Screening:
    """
    Compare an intake with every contraindication and red flag.

    Matching and planning do it themselves; call it alone to show what was found.

    Args:
        intake: What is known of the person.

        on: The date at which dated clearances are read. None: no dated clearance counts.

        catalog: Where the rules come from. None: the shipped knowledge.

    Returns:
        What fired, what an answer ruled out, what is open, what contradicts itself, the
        restrictions and the decision. With anything open that needs an answer or a place, the
        decision is `incomplete` or stricter.

    Raises:
        UnknownIdError: An id in *intake* is not in *catalog*; all such ids are named.
        ContradictionError: The same question was answered in two ways.
        NotAnAnswerError: A rule stands where only a question can.
        NotForScreeningError: *catalog* lacks rules, questions or required notices.
        ModelError: *intake* is not an Intake, or *on* not a date.

    Example:
        >>> screen(
        ...     Intake(complaints=["neck-pain"], present=["fever-or-systemic-infection"])
        ... ).decision
        <Decision.POSTPONE: 'postpone'>
    """
    catalog = catalog or default_catalog()
    catalog.require_screening()
    check_date(on)
    return _read(Answers(check_ids(intake, catalog), rulebook(catalog)), on)


def questions_for(
    intake: Intake, on: date | None = None, *, catalog: Catalog | None = None
) -> tuple[OpenQuestion, ...]:
    """
    What is still to be asked.

    Args:
        intake: What is known so far.

        on: As in `screen`.

        catalog: As in `screen`.

    Returns:
        Most decisive first. Empty once an emergency or an urgent referral has fired: then
        nothing more needs asking.

    Raises:
        MedMassageError: As in `screen`.

    Example:
        >>> questions_for(Intake(complaints=["lower-back-pain"]))[0].asks
        <Asks.ANSWER: 'answer'>
    """
    found = screen(intake, on, catalog=catalog)
    return () if found.decision.rank >= Decision.REFER_URGENTLY.rank else found.open


def no_to_rest(intake: Intake, on: date | None = None, *, catalog: Catalog | None = None) -> Intake:
    """
    Record "no" for every question that is open and was not answered.

    For forms whose defaults a person confirmed. The ids go to `Intake.assumed`, and every plan
    says that it was done. A question answered "unknown" stays unknown; places, sides and stages
    stay open. So does a question that names a sign which was reported elsewhere: who has a fever
    is asked whether it came with the headache.

    Args:
        intake: What is known so far.

        on: As in `screen`.

        catalog: As in `screen`.

    Returns:
        A new intake.

    Raises:
        MedMassageError: As in `screen`.

    Example:
        >>> rest = no_to_rest(Intake(complaints=["lower-back-pain"]))
        >>> screen(rest).decision, len(rest.assumed) > 20
        (<Decision.PROCEED: 'proceed'>, True)
    """
    while True:
        screening = screen(intake, on, catalog=catalog)
        told = {id for rule in screening.fired for id in rule.question_ids}
        told.update(one.id for one in screening.unexplained)
        asked = [
            one.question.id
            for one in screening.open
            if one.asks is Asks.ANSWER
            and one.question.id not in intake.unknown
            and told.isdisjoint(one.question.never_assumed_after)
        ]
        if not asked:
            return intake
        intake = evolve(
            intake,
            absent=(*intake.absent, *asked),
            assumed=(*intake.assumed, *asked),
        )


def _read(answers: Answers, on: date | None) -> Screening:
    book = answers.book
    fired, general, uncounted = fire(answers, on)
    own = told(fired, book)
    opened = open_questions(answers, fired)
    unexplained = _unexplained(answers)
    decision = max(
        (
            Decision.PROCEED,
            *(one.decision for one in fired),
            *(decision_for(one.if_unexplained or Action.NONE) for one in unexplained),
            *(Decision.INCOMPLETE for one in opened if one.asks in (Asks.ANSWER, Asks.WHERE)),
        ),
        key=lambda one: one.rank,
    )
    return _screening(
        decision=decision,
        fired=own.rules,
        ruled_out=_ruled_out(answers, fired),
        open=opened,
        unexplained=unexplained,
        conflicts=tuple(
            _conflict(question_id=id, yes_from=tuple(sorted(reasons)))
            for id, reasons in sorted(answers.conflicts.items())
        ),
        general=general.rules,
        restrictions=(*own.limits, *general.limits),
        assumed=answers.intake.assumed,
        uncounted_clearances=uncounted,
        on=on,
        catalog_version=book.catalog.version,
        catalog_digest=book.catalog.digest,
    )


def _unexplained(answers: Answers) -> tuple[Question, ...]:
    """Broad questions answered with yes that nothing narrower explains."""
    book = answers.book
    found = []
    for id in answers.yes:
        question = book.questions[id]
        if not is_broad(question) or not book.explained_by[id].isdisjoint(answers.yes):
            continue
        if question.section is Section.ALLERGIES and answers.intake.allergies:
            continue
        found.append(question)
    return tuple(sorted(found, key=lambda one: (one.order, one.id)))


class _Denials(NamedTuple):
    """What a no rules out, worked out once for a rulebook."""

    alone: tuple[tuple[str, RuledOut], ...]
    """Questions that alone bring a rule, with what a no says of it; by rule."""
    together: tuple[tuple[str, frozenset[str]], ...]
    """Rules that several questions bring."""


def _denials(book: Rulebook) -> _Denials:
    def build() -> _Denials:
        brought = sorted(book.brought_by.items())
        return _Denials(
            tuple(
                (ids[0], _ruled(rule_id=rule_id, question_ids=ids))
                for rule_id, ids in brought
                if len(ids) == 1
            ),
            tuple((rule_id, frozenset(ids)) for rule_id, ids in brought if len(ids) > 1),
        )

    return book.catalog.derived("denials", build)


def _ruled_out(answers: Answers, fired: Iterable[Fired]) -> tuple[RuledOut, ...]:
    """Rules that every question bringing them up was answered no to, by id."""
    no = answers.no
    if not no:
        return ()
    there = {one.rule.id for one in fired}
    waiting = answers.unknown | (answers.concerned - no)
    denials = _denials(answers.book)
    found = [out for question_id, out in denials.alone if question_id in no]
    for rule_id, bringing in denials.together:
        denied = bringing & no
        if denied and rule_id not in there and waiting.isdisjoint(bringing):
            found.append(_ruled(rule_id=rule_id, question_ids=tuple(sorted(denied))))
    found.sort(key=_RULE_ID)
    return tuple(found)
