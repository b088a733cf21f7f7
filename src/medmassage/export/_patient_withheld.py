"""A refusal, told to the person: what to do now, and what happens next."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.export._markup import Markup, bulleted, element, paragraphs
from medmassage.export._notices import notice_texts
from medmassage.export._patient_parts import (
    Part,
    alarm_parts,
    complaint_name,
    doctor_part,
    home_part,
    notices_part,
    sources_part,
)
from medmassage.model.plan import Withheld
from medmassage.vocabulary import Action


class _Words(NamedTuple):
    """What is said for one action."""

    title: str
    now: tuple[str, ...]
    why: str
    next: str


_AFTER_DOCTOR = (
    "When a doctor has looked at it, come back. Your therapist will go through the health "
    "questions with you again."
)

_WORDS = {
    Action.EMERGENCY: _Words(
        "Get emergency help now",
        (
            "Call {number} now, or ask someone to call for you.",
            "Stay with someone until help comes. You get no massage today.",
        ),
        "What you told us can be a sign of something that needs care right away. Only a doctor "
        "can find out. Please do not wait.",
        _AFTER_DOCTOR,
    ),
    Action.REFER_URGENTLY: _Words(
        "See a doctor today",
        ("Let a doctor look at this today. You get no massage today.",),
        "What you told us can be a sign of something that massage could make worse. Only a "
        "doctor can find out.",
        _AFTER_DOCTOR,
    ),
    Action.REFER: _Words(
        "See a doctor first",
        ("Let a doctor look at this first. You get no massage before that.",),
        "What you told us should be looked at by a doctor. Massage could get in the way of "
        "finding out what it is.",
        _AFTER_DOCTOR,
    ),
    Action.OBTAIN_CLEARANCE: _Words(
        "Your doctor must agree first",
        ("Ask your doctor if you may have massage. Bring the answer in writing.",),
        "Massage may be fine for you. But your doctor knows more about your health, and can say "
        "what limits to keep.",
        "When you have the answer, come back. Your therapist will go through the health "
        "questions with you again.",
    ),
    Action.POSTPONE: _Words(
        "Not today",
        ("You get no massage today. Make a new date for when this has passed.",),
        "Massage is not a good idea for you right now.",
        "At the next visit your therapist will go through the health questions with you again.",
    ),
}


_AGREEMENT = _Words(
    "An agreement is needed first",
    (
        "Before your massage, somebody must agree to it, such as a parent or guardian.",
        "Your therapist can tell you who.",
    ),
    "Nobody gets a massage without a yes that counts.",
    "When the agreement is there, come back. Your therapist will go through the health "
    "questions with you again.",
)
"""What is said where no clinician is asked."""


def _words(withheld: Withheld) -> _Words:
    """What is said for a refusal."""
    if withheld.action is Action.OBTAIN_CLEARANCE and not withheld.letters:
        return _AGREEMENT
    return _WORDS[withheld.action]


def withheld_title(withheld: Withheld) -> str:
    """What is to be done, in a few words."""
    return _words(withheld).title


def withheld_parts(
    withheld: Withheld, catalog: Catalog, also: Iterable[str] = ()
) -> Iterator[Part]:
    """A refusal, section by section; `also` are notices beside its own."""
    words = _words(withheld)
    grave = withheld.action in (Action.EMERGENCY, Action.REFER_URGENTLY)
    number = withheld.policy.emergency_number
    whom = f"emergency services ({number})" if number else "your local emergency number"
    now = paragraphs(one.replace("{number}", whom) for one in words.now)
    yield Part("What to do now", (now,), "stop" if grave else "care")
    yield Part("Why", (element("p", words.why), *_answers(withheld, catalog)))
    yield Part("What happens next", (paragraphs([*_letter(withheld), words.next]),))
    yield from home_part(withheld.advice)
    yield from doctor_part(withheld.advice)
    yield from alarm_parts(withheld.aftercare, number, boxed=False)
    yield notices_part((*notice_texts(withheld), *also))
    said = (*withheld.aftercare, *withheld.advice, *withheld.reasons)
    yield from sources_part(said, withheld.provenance.sources)


def _answers(withheld: Withheld, catalog: Catalog) -> Iterator[Markup]:
    """
    The questions whose yes stopped treatment, as they were asked.

    Private ones are not printed: the page may lie about at home.
    """
    bringing = {id for rule in withheld.reasons for id in rule.question_ids}
    given = {one.question_id for one in withheld.intake.present}
    asked = [catalog.questions[id] for id in sorted(bringing & given) if id in catalog.questions]
    shown = [one.text for one in sorted(asked, key=lambda one: one.order) if not one.sensitive]
    if shown:
        yield element("p", "You said yes to:")
        yield bulleted(shown)
    if withheld.not_treated:
        names = (complaint_name(one.condition_id, catalog) for one in withheld.not_treated)
        yield element("p", f"Not treated for now: {'; '.join(names)}.")
    if len(shown) < len(asked) or not shown:
        yield element("p", "Your therapist can tell you more about the reason.")


def _letter(withheld: Withheld) -> Iterator[str]:
    if withheld.letters:
        yield "Your therapist can give you a letter for the doctor. Take it with you."
