"""What a plan outline and the refusal of one have in common."""

from collections.abc import Iterable, Iterator

from medmassage.export._markdown_text import escape
from medmassage.export._text import Numbered, source_line
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.safety import Disclaimer
from medmassage.model.screening import Screening


def asked_in_their_words(screening: Screening) -> Iterator[str]:
    """Broad yes answers that nothing narrower explains."""
    for question in screening.unexplained:
        yield ""
        yield f"Said yes, not explained: {escape(question.text)} Ask in their own words."


def alarm_lines(answer: TreatmentPlan | Withheld, numbered: Numbered) -> Iterator[str]:
    """After-effects and alarm signs."""
    for statement in answer.aftercare:
        yield f"- {escape(statement.text)} {numbered.mark(statement.source_ids)}"


def source_lines(numbered: Numbered) -> Iterator[str]:
    """The sources cited so far, numbered."""
    for number, source in numbered.cited():
        yield f"[{number}] {escape(source_line(source))}  "


def notice_lines(disclaimers: Iterable[Disclaimer]) -> Iterator[str]:
    """The notices in full."""
    yield ""
    yield "## Notices"
    yield ""
    for one in disclaimers:
        yield f"- {escape(one.text)}"
