"""What plans, refusals and reviews have in common when they speak to the person."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.export._markup import Markup, bulleted, element, joined, paragraphs
from medmassage.export._plain_advice import ADVICE
from medmassage.export._plain_wording import STATEMENTS, plainly
from medmassage.export._plain_words import STAGES, place_words
from medmassage.export._text import Numbered, source_line
from medmassage.model.care import Advice
from medmassage.model.evidence import Source, Statement
from medmassage.model.intake import Complaint, Intake
from medmassage.vocabulary import AdviceKind

_AT_ONCE, _SAME_DAY = "alarm-emergency", "alarm-same-day"
_IN_PREGNANCY = "alarm-emergency-pregnancy"


class Part(NamedTuple):
    """A section of a page for patients."""

    heading: str
    content: tuple[Markup, ...]
    look: str | None = None
    """`stop` and `care` stand in a box; None does not."""


def complaint_name(condition_id: str, catalog: Catalog) -> str:
    """What the person came for, in plain words."""
    found = catalog.conditions.get(condition_id)
    return found.plain_name if found is not None else condition_id.replace("-", " ").capitalize()


def complaints(intake: Intake, catalog: Catalog, label: str) -> Markup:
    """What the person came for: its name, where it is, how old it is."""
    return paragraphs(_told(one, catalog, label) for one in intake.complaints)


def _told(complaint: Complaint, catalog: Catalog, label: str) -> str:
    name = complaint_name(complaint.condition_id, catalog)
    where = place_words(complaint.regions, complaint.side)
    if complaint.side is not None and not complaint.regions:
        where = {"both": "both sides", "midline": "the middle"}.get(
            complaint.side, f"{complaint.side} side"
        )
    parts = [f"{label}: {name}.", f"Where: {where}." if where else ""]
    parts.append(STAGES[complaint.stage] if complaint.stage else "")
    return " ".join(one for one in parts if one)


# --- when to call for help ------------------------------------------------------------------------


def alarm_parts(
    statements: Iterable[Statement], number: str | None, *, boxed: bool = True
) -> Iterator[Part]:
    """
    The signs to act on: at once, the same day.

    Args:
        statements: What is known of after-effects.

        number: The local emergency number; None: not known.

        boxed: False where something graver stands in a box already.
    """
    found = {one.id: one for one in statements}
    other = [
        element("p", plainly(one.id, one.text, STATEMENTS))
        for id, one in found.items()
        if id.startswith("alarm") and id not in (_AT_ONCE, _IN_PREGNANCY, _SAME_DAY)
    ]
    whom = f"Call emergency services ({number})" if number else "Call emergency services"
    grave = [
        part
        for id, intro in (
            (_AT_ONCE, "After a massage, call at once if you have:"),
            (_IN_PREGNANCY, "In pregnancy and in the weeks after a birth, call at once also for:"),
        )
        if id in found
        for part in (element("p", intro), _signs(found[id]))
    ]
    if grave:
        content = (*grave, *([] if _SAME_DAY in found else other))
        yield Part(f"{whom} at once", content, "stop" if boxed else None)
    if _SAME_DAY in found:
        content = (
            element("p", "After a massage, call them the same day if:"),
            _signs(found[_SAME_DAY]),
            element("p", "If you also have a sign of the other list, call emergency services."),
            *other,
        )
        heading = "Call your therapist and a doctor the same day"
        yield Part(heading, content, "care" if boxed else None)


def _signs(statement: Statement) -> Markup:
    return bulleted(plainly(statement.id, statement.text, STATEMENTS).split("\n"))


def doctor_part(advice: Iterable[Advice]) -> Iterator[Part]:
    """When to see a doctor about the complaint itself."""
    signs = bulleted(
        plainly(one.id, one.text, ADVICE) for one in advice if one.kind is AdviceKind.SEE_PHYSICIAN
    )
    if signs:
        yield Part("When to see a doctor", (signs,), "care")


# --- the rest -------------------------------------------------------------------------------------


def home_part(advice: Iterable[Advice]) -> Iterator[Part]:
    """What the person can do."""
    items = bulleted(
        plainly(one.id, one.text, ADVICE)
        for one in advice
        if one.kind is not AdviceKind.SEE_PHYSICIAN
    )
    if items:
        yield Part("What you can do at home", (items,))


def notices_part(texts: Iterable[str]) -> Part:
    """Every notice in full, and once."""
    return Part("Notices", (bulleted(dict.fromkeys(texts), "notices"),))


def sources_part(records: Iterable[object], sources: Iterable[Source]) -> Iterator[Part]:
    """What the page rests on: the strongest source of each record that it tells."""
    numbered = Numbered(tuple(sources))
    for one in records:
        numbered.mark(getattr(one, "source_ids", ()), 1)
    lines = [source_line(one) for _, one in numbered.cited()]
    if lines:
        intro = element("p", "The advice and the facts on this page come from:")
        items = joined((element("li", one) for one in lines), "\n")
        listed = element("ul", "\n", items, "\n", class_="sources")
        yield Part("Where this comes from", (intro, listed))
