"""What is still to be asked, most decisive first."""

from collections.abc import Iterable, Iterator

from medmassage.answers import Answers
from medmassage.firing import Fired
from medmassage.model.condition import Condition
from medmassage.model.fields import unchecked
from medmassage.model.intake import Complaint
from medmassage.model.safety import Question
from medmassage.model.screening import OpenQuestion
from medmassage.vocabulary import Asks, Section

_open = unchecked(OpenQuestion)
_question = unchecked(Question)


def open_questions(answers: Answers, fired: Iterable[Fired]) -> tuple[OpenQuestion, ...]:
    """Every question that still needs an answer, a place, a side or a stage."""
    questions = [answers.book.questions[id] for id in answers.open]
    questions.sort(
        key=lambda one: (one.id not in answers.first, *_stakes(answers, one), one.order, one.id)
    )
    return (
        *(_open(question=one) for one in questions),
        *_places(answers, fired),
        *_about_complaints(answers),
    )


def _stakes(answers: Answers, question: Question) -> tuple[int, int]:
    """
    How decisive an answer is, the most decisive lowest.

    The strictest decision that a yes can lead to, then how many signs of the complaints
    themselves lead to it.
    """
    book = answers.book
    reach = {question.id, *(answers.concerned.intersection(book.descendants[question.id]))}
    ranks = [
        (book.decision(rule_id).rank, one.concerns_everyone)
        for one in map(book.questions.__getitem__, reach)
        for rule_id in one.triggers
    ]
    top = max((rank for rank, _ in ranks), default=0)
    return -top, -sum(rank == top and not everyone for rank, everyone in ranks)


def _places(answers: Answers, fired: Iterable[Fired]) -> Iterator[OpenQuestion]:
    """Yes answers whose place matters and was not given."""
    book = answers.book
    asked: set[str] = set()
    for one in fired:
        if not (one.lacks_place or one.clearance_waits):
            continue
        for finding in one.findings:
            id = finding.question_id
            id = id if id in book.questions else book.brought_by[id][0]
            if finding.regions or id in asked or _follows_complaint(answers, id):
                continue
            asked.add(id)
            yield _open(question=book.questions[id], asks=Asks.WHERE)


def _follows_complaint(answers: Answers, question_id: str) -> bool:
    """Whether the place will come with the place of a complaint."""
    return question_id in answers.by_complaint and question_id not in answers.present


def _about_complaints(answers: Answers) -> Iterator[OpenQuestion]:
    for asks in (Asks.WHERE, Asks.SIDE, Asks.STAGE):
        for complaint, condition in answers.complaints:
            if _needs(complaint, condition, asks):
                yield _about(condition, asks)


def _needs(complaint: Complaint, condition: Condition, asks: Asks) -> bool:
    if asks is Asks.WHERE:
        return not complaint.regions and (
            condition.regions_are_alternatives or not condition.regions
        )
    if asks is Asks.SIDE:
        return condition.needs_side and complaint.side is None
    return complaint.stage is None and bool(condition.stages)


_ABOUT = {
    Asks.WHERE: (
        "where on the body is it?",
        "Massage is planned, and limited, by place.",
    ),
    Asks.SIDE: (
        "is it on the left, on the right, on both sides or in the middle?",
        "Until it is known, a finding on either side counts.",
    ),
    Asks.STAGE: (
        "when did it start: is it acute, subacute or chronic?",
        "A fresh complaint is treated with more care than a long-standing one.",
    ),
}


def _about(condition: Condition, asks: Asks) -> OpenQuestion:
    """A question about a complaint itself."""
    text, reason = _ABOUT[asks]
    question = _question(
        id=f"{asks}-of-{condition.id}",
        text=f"{condition.name}: {text}",
        reason=reason,
        section=Section.COMPLAINT_SPECIFIC,
        order=0,
        concerns=(condition.id,),
    )
    return _open(question=question, asks=asks, condition_id=condition.id)
