"""Comparing an intake with every safety rule. Silence is never taken for safety."""

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import evolve

from medmassage.admission import check_ids
from medmassage.answers import Answers
from medmassage.asking import open_questions
from medmassage.catalog import Catalog, default_catalog
from medmassage.firing import Fired, fire, restrictions, shown
from medmassage.model.fields import unchecked
from medmassage.model.intake import Intake
from medmassage.model.safety import Question
from medmassage.model.screening import Conflict, OpenQuestion, RuledOut, Screening
from medmassage.rules import decision_for, rulebook
from medmassage.vocabulary import Action, Asks, Decision, Section

_ruled = unchecked(RuledOut)


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

    Example:
        >>> screen(
        ...     Intake(complaints=["neck-pain"], present=["fever-or-systemic-infection"])
        ... ).decision
        <Decision.POSTPONE: 'postpone'>
    """
    catalog = catalog or default_catalog()
    catalog.require_screening()
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
    stay open.

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
        asked = [
            one.question.id
            for one in screen(intake, on, catalog=catalog).open
            if one.asks is Asks.ANSWER and one.question.id not in intake.unknown
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
    return Screening(
        decision=decision,
        fired=tuple(map(shown, fired)),
        ruled_out=tuple(_ruled_out(answers, fired)),
        open=opened,
        unexplained=unexplained,
        conflicts=tuple(
            Conflict(question_id=id, yes_from=reasons)
            for id, reasons in sorted(answers.conflicts.items())
        ),
        general=tuple(map(shown, general)),
        restrictions=tuple(
            dict.fromkeys(limit for one in (*fired, *general) for limit in restrictions(one, book))
        ),
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
        narrow = book.explained_by.get(id)
        if narrow is None or not narrow.isdisjoint(answers.yes):
            continue
        question = book.questions[id]
        if question.section is Section.ALLERGIES and answers.intake.allergies:
            continue
        found.append(question)
    return tuple(sorted(found, key=lambda one: (one.order, one.id)))


def _ruled_out(answers: Answers, fired: Iterable[Fired]) -> Iterator[RuledOut]:
    """Rules that every question bringing them up was answered no to."""
    there = {one.rule.id for one in fired}
    for rule_id in sorted(answers.book.brought_by):
        bringing = answers.book.brought_by[rule_id]
        denied = [id for id in bringing if id in answers.no]
        unanswered = any(
            id in answers.unknown or (id in answers.concerned and id not in answers.no)
            for id in bringing
        )
        if denied and rule_id not in there and not unanswered:
            yield _ruled(rule_id=rule_id, question_ids=tuple(sorted(denied)))
