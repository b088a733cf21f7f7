"""The refusal of a plan, as a therapist reads it."""

from collections.abc import Iterator

from medmassage.export._markdown_answer import (
    alarm_lines,
    all_notices,
    asked_again,
    home_lines,
    left_out,
    letter_lines,
    source_lines,
)
from medmassage.export._markdown_limits import limits_of
from medmassage.export._markdown_text import Ready, escape, join, section, small, table
from medmassage.export._text import Numbered, counted, listed
from medmassage.model.plan import Withheld
from medmassage.model.screening import FiredRule
from medmassage.vocabulary import Action, Asks

_MEANWHILE = 6
"""The most pieces of advice that are told; the rest stay in the data."""


def withheld_lines(withheld: Withheld) -> Iterator[str]:
    """A refusal, line by line: what to do, why, and what may be copied."""
    numbered = Numbered(withheld.provenance.sources)
    yield f"# No plan: {_heading(withheld)}"
    yield ""
    yield f"For {escape(listed(map(small, withheld.complaint_names)))}."
    yield ""
    yield f"> **{escape(withheld.next_steps[0])}**"
    for step in withheld.next_steps[1:]:
        yield f"> {escape(step)}"
    yield from _reasons(withheld, numbered)
    yield from _other_findings(withheld)
    for line in (*left_out(withheld), *asked_again(withheld.screening)):
        yield from ("", line)
    yield from _not_asked(withheld)
    yield from section(
        "Meanwhile",
        home_lines(
            [one for one in withheld.statements if one.condition_ids][:_MEANWHILE],
            withheld.advice[:_MEANWHILE],
            numbered,
        ),
    )
    yield from letter_lines(withheld.letters)
    yield from section(
        "Alarm signs after an earlier session",
        alarm_lines(withheld.aftercare, numbered, withheld.policy.emergency_number),
    )
    yield from section("Basis", source_lines(numbered))
    yield from all_notices(withheld)


def _reasons(withheld: Withheld, numbered: Numbered) -> Iterator[str]:
    if not withheld.reasons:
        return
    yield ""
    yield from table(
        ("reported or known", "why it matters", "what to do", "basis"),
        (
            (
                one.name,
                one.why,
                Ready(_what_to_do(one, withheld)),
                Ready(numbered.mark(one.source_ids)),
            )
            for one in withheld.reasons
        ),
    )


def _what_to_do(rule: FiredRule, withheld: Withheld) -> str:
    """The instruction, or the action of a red flag; what lifts or ends it stands beside it."""
    words = escape(rule.instructions or f"{rule.action.meaning}.".capitalize())
    label = "Clearance" if rule.can_be_lifted else "Ends"
    ends = f"*{label}:* {escape(rule.clearance_terms)}" if rule.clearance_terms else ""
    limits = (
        ""
        if withheld.screening.stops_treatment
        else limits_of(rule.rule_id, withheld.screening, {})
    )
    return join(escape(limits), words, ends)


def _other_findings(withheld: Withheld) -> Iterator[str]:
    """Rules that fired and are not among the reasons."""
    told = {one.rule_id for one in withheld.reasons}
    names = [small(one.name) for one in withheld.screening.fired if one.rule_id not in told]
    if names:
        yield from ("", f"Also found: {escape('; '.join(dict.fromkeys(names)))}.")


def _not_asked(withheld: Withheld) -> Iterator[str]:
    waiting = [one for one in withheld.screening.open if one.asks is Asks.ANSWER]
    if waiting:
        yield ""
        yield (
            f"Not asked yet: {counted(len(waiting), 'question')}. No answer to them makes this "
            "milder."
        )


def _heading(withheld: Withheld) -> str:
    """What is needed; without a letter, no clinician is asked."""
    if withheld.action is Action.OBTAIN_CLEARANCE and not withheld.letters:
        return "an agreement is needed first"
    if not (withheld.screening.stops_treatment or withheld.reasons):
        return "no technique fits"
    return _HEADINGS[withheld.action]


_HEADINGS = {
    "emergency": "get emergency help now",
    "refer-urgently": "a medical assessment is needed today",
    "refer": "a clinician must look first",
    "obtain-clearance": "a clearance is needed first",
    "postpone": "not today",
}
