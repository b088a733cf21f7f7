"""The refusal of a plan, as a therapist reads it."""

from collections.abc import Iterator

from medmassage.export._markdown_answer import (
    alarm_lines,
    asked_in_their_words,
    notice_lines,
    source_lines,
)
from medmassage.export._markdown_text import Ready, escape, table
from medmassage.export._text import Numbered, counted, listed
from medmassage.model.plan import Withheld
from medmassage.vocabulary import Asks


def withheld_lines(withheld: Withheld) -> Iterator[str]:
    """A refusal, line by line."""
    numbered = Numbered(withheld.provenance.sources)
    yield f"# No plan: {_HEADINGS[withheld.action]}"
    yield ""
    yield f"For {escape(listed(withheld.complaint_names))}."
    yield ""
    for step in withheld.next_steps:
        yield f"- **{escape(step)}**"
    if withheld.reasons:
        yield ""
        yield from table(
            ("reported or known", "what it may mean", "what to do", "basis"),
            (
                (
                    one.name,
                    one.why,
                    one.instructions or one.action.meaning,
                    Ready(numbered.mark(one.source_ids)),
                )
                for one in withheld.reasons
            ),
        )
    for left in withheld.not_treated:
        rules = f" ({', '.join(left.rule_ids)})" if left.rule_ids else ""
        yield ""
        name = left.condition_id.replace("-", " ").capitalize()
        yield f"{escape(name)}: {escape(left.reason)}{rules}"
    yield from asked_in_their_words(withheld.screening)
    waiting = [one for one in withheld.screening.open if one.asks is Asks.ANSWER]
    if waiting:
        yield ""
        yield f"Not asked yet: {counted(len(waiting), 'question')}."
    yield from ("", "## Alarm signs after an earlier session", "")
    yield from alarm_lines(withheld, numbered)
    yield ""
    yield "## Basis"
    yield ""
    yield from source_lines(numbered)
    yield from notice_lines(withheld.disclaimers)


_HEADINGS = {
    "emergency": "get emergency help now",
    "refer-urgently": "a medical assessment is needed today",
    "refer": "a clinician must look first",
    "obtain-clearance": "a clearance is needed first",
    "postpone": "not today",
}
