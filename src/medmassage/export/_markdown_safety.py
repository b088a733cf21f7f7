"""What was found, what it means for hands-on work, and when to call for help."""

from collections.abc import Iterator, Mapping

from medmassage.export._markdown_answer import (
    WAITS,
    alarm_lines,
    allergen_lines,
    asked_again,
    left_out,
)
from medmassage.export._markdown_limits import (
    limits_for_everyone,
    limits_of,
    rule_name,
    rules_here,
)
from medmassage.export._markdown_text import Ready, capital, escape, join, table
from medmassage.export._text import Numbered
from medmassage.model.plan import TreatmentPlan
from medmassage.model.screening import FiredRule, Screening
from medmassage.vocabulary import Asks

_FIRST = 8
"""How many open questions a provisional plan begins with; the others follow at its end."""


def open_lines(screening: Screening) -> Iterator[str]:
    """The open questions that decide most."""
    waiting = len(screening.open)
    yield "No hands-on session may start before these are answered, the most decisive first."
    yield ""
    for one in screening.open[:_FIRST]:
        yield f"- {_asked(one.question.text, one.asks)}"
    if waiting > _FIRST:
        yield f"- … and {waiting - _FIRST} more: see *Still to be asked*, after the sources."


def more_open_lines(screening: Screening) -> Iterator[str]:
    """The other open questions."""
    for one in screening.open[_FIRST:]:
        yield f"- {_asked(one.question.text, one.asks)}"


def _asked(text: str, asks: Asks) -> str:
    return escape(text) if asks is Asks.ANSWER else f"{escape(text)} *({asks})*"


def safety_lines(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    """The rules that bind this person, those for everyone, and alarm signs."""
    screening = plan.screening
    names = {one.technique_id: one.technique_name for one in (*plan.techniques, *plan.rejected)}
    yield from table(
        ("what was found", "what it means here", "basis"),
        (
            *(
                (
                    one.name,
                    Ready(_meaning(one, screening, names)),
                    Ready(numbered.mark(one.source_ids)),
                )
                for one in screening.fired
            ),
            *_everyone(plan, numbered),
        ),
    )
    for line in (*asked_again(screening), *left_out(plan)):
        yield from ("", line)
    if plan.allergens:
        yield ""
        yield from allergen_lines(plan, numbered)
    yield ""
    yield from alarm_lines(plan.aftercare, numbered, plan.policy.emergency_number)


def _meaning(rule: FiredRule, screening: Screening, names: Mapping[str, str]) -> str:
    """The limits, what to do, and what a clearance changes or has changed."""
    limits = escape(limits_of(rule.rule_id, screening, names))
    words = escape(rule.instructions or f"{rule.why}: {rule.action.meaning}.")
    terms = escape(rule.clearance_terms or "")
    waits = WAITS if rule.review else ""
    if rule.clearances:
        cleared = " ".join(
            f"**Cleared by the {one.by}{f' until {one.expires}' if one.expires else ''}**"
            f"{f': {escape(one.reason)}' if one.reason else ''}."
            for one in rule.clearances
        )
        terms = capital(terms.partition(": ")[2]) if terms.startswith("If ") else terms
        return join(limits, cleared, terms, f"*The rule itself:* {words}", waits)
    clearance = f"*Clearance:* {terms}" if rule.can_be_lifted and terms else ""
    return join(limits, words, clearance, waits)


def _everyone(plan: TreatmentPlan, numbered: Numbered) -> Iterator[tuple[str, str, str]]:
    """The rules for everyone in one row; those where this plan works in a row each."""
    general = plan.screening.general
    if not general:
        return
    here = rules_here(plan)
    for one in here:
        yield (
            f"Everyone: {rule_name(one)}".removesuffix(", everyone"),
            one.instructions or one.why,
            Ready(numbered.mark(one.source_ids)),
        )
    sources = [id for one in general for id in one.source_ids]
    yield (
        "Everyone",
        limits_for_everyone(plan.screening),
        Ready(numbered.mark(sources)),
    )
