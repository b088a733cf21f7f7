"""A screening, as a therapist reads it."""

from collections.abc import Iterable, Iterator

from medmassage.export._markdown_text import escape, table
from medmassage.export._text import counted, limit_name
from medmassage.model.screening import Screening
from medmassage.vocabulary import Asks


def screening_lines(found: Screening) -> Iterator[str]:
    """A screening, line by line."""
    yield f"# Screening: {found.decision}"
    yield ""
    yield f"*{found.decision.meaning}* · knowledge {escape(found.catalog_version)}"
    if found.fired:
        yield from ("", "## What was found", "")
        yield from table(
            ("rule", "action", "what to do", "sources"),
            (
                (
                    one.name,
                    f"{one.action} (lifted within limits)" if one.clearances else one.action,
                    one.instructions or one.why,
                    ", ".join(one.source_ids),
                )
                for one in found.fired
            ),
        )
    yield from _section(f"Still to be asked ({len(found.open)})", _open(found))
    yield from _section(
        "Said yes, not explained: ask in their own words",
        (f"{escape(one.text)} `{one.id}`" for one in found.unexplained),
    )
    yield from _section(
        "Answers that conflict: ask again",
        (
            f"no to `{one.question_id}`, yes from {', '.join(one.yes_from)}"
            for one in found.conflicts
        ),
    )
    yield from _section(
        "Clearances that do not count",
        (f"`{one.rule_id}`: {escape(one.reason)}" for one in found.uncounted_clearances),
    )
    if found.restrictions:
        yield from ("", "## Limits on hands-on work", "")
        yield from table(
            ("limit", "rule"), ((limit_name(one), one.rule_id) for one in found.restrictions)
        )
    if found.assumed:
        many = counted(len(found.assumed), "answer")
        yield from ("", f"{many} set to no in bulk: confirm before hands-on work.")


def _section(heading: str, items: Iterable[str]) -> Iterator[str]:
    """A heading with a list; nothing where the list is empty."""
    for place, item in enumerate(items):
        if place == 0:
            yield from ("", f"## {heading}", "")
        yield f"- {item}"


def _open(found: Screening) -> Iterator[str]:
    for one in found.open:
        what = "" if one.asks is Asks.ANSWER else f" *({one.asks})*"
        yield f"{escape(one.question.text)}{what} `{one.question.id}`"
