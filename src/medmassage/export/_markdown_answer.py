"""What a plan outline, the refusal of one and a review have in common."""

from collections.abc import Iterable, Iterator

from medmassage.export._markdown_text import Ready, bullets, escape, join, quote, small, table
from medmassage.export._notices import notice_texts
from medmassage.export._text import Numbered, place_name, source_line
from medmassage.model.care import Advice, Expectation
from medmassage.model.course import Letter
from medmassage.model.evidence import Statement
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.safety import Disclaimer
from medmassage.model.screening import Screening
from medmassage.vocabulary import LetterKind

WAITS = "*(waits for review)*"
"""Marks a record that a clinician has not signed."""

_ALARMS = ("alarm-emergency", "alarm-emergency-pregnancy", "alarm-same-day")
_EXPLAINED = ("alarm-signs-do-not-expire", "expected-after-effects")


_CONSENT = (
    "consent-treatment",
    "consent-benefit",
    "consent-risks",
    "consent-alternatives",
    "consent-right-to-stop",
    "consent-sensitive-areas",
    "consent-renewed",
)
"""The order in which a therapist says it; others follow."""


def asked_again(screening: Screening) -> Iterator[str]:
    """What was said and has to be asked once more."""
    for question in screening.unexplained:
        yield f"Said yes, not explained: {escape(question.text)} Ask in their own words."
    for conflict in screening.conflicts:
        yield (
            f"Ask again: no to `{conflict.question_id}`, yes from {', '.join(conflict.yes_from)}; "
            "the yes counts."
        )
    for clearance in screening.uncounted_clearances:
        yield f"Clearance for `{clearance.rule_id}` not counted: {escape(clearance.reason)}."


def left_out(answer: TreatmentPlan | Withheld) -> Iterator[str]:
    """Complaints that are not treated, and why."""
    complaints = answer.intake.complaints
    ids = [one.condition_id for one in complaints]
    names = dict(enumerate(answer.complaint_names))
    for one in answer.not_treated:
        name = names.get(one.complaint_index, one.condition_id.replace("-", " "))
        mine = complaints[one.complaint_index]
        if ids.count(one.condition_id) > 1 and (mine.regions or mine.side):
            name = f"{name} ({place_name(mine.regions, mine.side)})"
        rules = f" ({', '.join(one.rule_ids)})" if one.rule_ids else ""
        yield f"**Not treated now: {escape(small(name))}.** {escape(one.reason)}{rules}"


def alarm_lines(
    statements: Iterable[Statement], numbered: Numbered, number: str | None = None
) -> Iterator[str]:
    """Alarm signs, then after-effects, each once."""
    found = sorted(statements, key=lambda one: one.id not in _ALARMS)
    for one in found:
        yield f"- {join(_alarm(one, number), numbered.mark(one.source_ids, 1), _review(one))}"


def _alarm(statement: Statement, number: str | None) -> str:
    """
    The text; whom to call stands out, with the local number.

    Of the shipped statements that explain more than they ask for, the first sentence is told.
    """
    text = escape(statement.text)
    if statement.id in _EXPLAINED:
        return f"{text.partition('. ')[0].rstrip('.')}."
    if statement.id not in _ALARMS:
        return text
    whom, so, signs = text.partition(" for ")
    if number:
        whom = whom.replace("emergency services", f"emergency services ({escape(number)})")
    return f"**{whom}{so.rstrip()}** {signs}" if so else whom


def home_lines(
    statements: Iterable[Statement], advice: Iterable[Advice], numbered: Numbered
) -> Iterator[str]:
    """What is known of healing and first care, then advice with how well it is founded."""
    for one in statements:
        yield f"- {join(escape(one.text), numbered.mark(one.source_ids, 1), _review(one))}"
    for said in advice:
        marks = numbered.mark(said.source_ids, 1)
        yield f"- {join(escape(said.text), f'*{escape(said.strength)}*', marks, _review(said))}"


def _review(record: Statement | Advice | Expectation) -> str:
    return WAITS if record.review else ""


def expected_lines(expectations: Iterable[Expectation], numbered: Numbered) -> Iterator[str]:
    """What may be expected, with the limits of what is known."""
    for one in expectations:
        note = f"({escape(one.note)})" if one.note else ""
        marks = numbered.mark(one.source_ids, 1)
        yield f"- {join(escape(one.text), note, marks, _review(one))}"


def allergen_lines(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    """Products to keep off this person."""
    yield from table(
        ("allergy", "keep off", "use instead", "basis"),
        (
            (
                one.name,
                ", ".join(one.products),
                ", ".join(one.alternatives) or one.notes,
                Ready(numbered.mark(one.source_ids)),
            )
            for one in plan.allergens
        ),
    )


def consent_lines(statements: Iterable[Statement], numbered: Numbered) -> Iterator[str]:
    """What to tell and to agree on, in the order of a talk."""
    order = {id: place for place, id in enumerate(_CONSENT)}
    for one in sorted(statements, key=lambda one: order.get(one.id, len(order))):
        yield f"- {join(escape(one.text), numbered.mark(one.source_ids, 1))}"


def letter_lines(letters: Iterable[Letter]) -> Iterator[str]:
    """Letters to copy and complete."""
    for one in letters:
        what = "a referral" if one.kind is LetterKind.REFERRAL else "asking for a clearance"
        yield from ("", f"## Letter to copy: {what}", "", *quote(one.text))


def source_lines(numbered: Numbered) -> Iterator[str]:
    """The sources cited so far, numbered."""
    for number, source in numbered.cited():
        yield f"[{number}] {escape(source_line(source))}  "


def notice_lines(texts: Iterable[str]) -> Iterator[str]:
    """The notices in full."""
    yield from ("", "## Notices", "", *bullets(map(escape, texts)))


def all_notices(answer: TreatmentPlan | Withheld) -> Iterator[str]:
    """The required notices in full, then the clinic's own."""
    return notice_lines(notice_texts(answer))


def required_notices(disclaimers: Iterable[Disclaimer]) -> Iterator[str]:
    """The required notices in full."""
    return notice_lines(one.text for one in disclaimers)
