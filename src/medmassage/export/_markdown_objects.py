"""Markdown for each kind of object; the doors for Markdown, HTML and PDF share it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs

from medmassage.export._markdown_plan import plan_lines
from medmassage.export._markdown_record import gap_lines, interpretation_lines, record_lines
from medmassage.export._markdown_review import outdated_lines, review_lines
from medmassage.export._markdown_screening import screening_lines
from medmassage.export._markdown_techniques import qualified
from medmassage.export._markdown_text import escape, table
from medmassage.export._markdown_withheld import withheld_lines
from medmassage.export._text import listed, place_name
from medmassage.model.fields import Model, Record
from medmassage.model.matching import MatchReport, TechniqueMatch
from medmassage.model.outcome import Interpretation
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import Gap, Outdated, Review, SessionRecord
from medmassage.model.screening import Screening


def written(obj: Model | Iterable[Model]) -> str:
    """One object, or several after each other, as Markdown."""
    return "\n".join(_lines(obj)).rstrip() + "\n"


def _lines(obj: Model | Iterable[Model]) -> Iterator[str]:
    if not isinstance(obj, Model):
        return _several(tuple(obj))
    for cls, lines in _RENDERERS.items():
        if isinstance(obj, cls):
            return lines(obj)
    return _record(obj)


def _several(objects: tuple[Model, ...]) -> Iterator[str]:
    """Objects one after the other; what a record lacks in one list."""
    gaps = [one for one in objects if isinstance(one, Gap)]
    if len(gaps) == len(objects):
        yield from gap_lines(gaps) if gaps else ["*Nothing.*"]
        return
    for place, one in enumerate(objects):
        yield from ([""] if place else [])
        yield from _lines(one)


def _report(report: MatchReport) -> Iterator[str]:
    yield f"# Techniques: {len(report.accepted)} fit, {len(report.rejected)} do not"
    yield ""
    yield f"Screening: **{report.screening.decision}**"
    for heading, matches in (("Fit", report.accepted), ("Do not fit", report.rejected)):
        if matches:
            yield ""
            yield f"## {heading}"
            yield ""
            yield from table(
                ("complaint", "technique", "support", "where or why not"),
                (
                    (
                        one.condition_id.replace("-", " "),
                        one.technique_name,
                        ", ".join((one.support, *qualified(one))),
                        _where(one) if one.accepted else one.reason or "",
                    )
                    for one in matches
                ),
            )


def _where(match: TechniqueMatch) -> str:
    return "; ".join(
        f"{place_name([place.region], place.side)}, up to {place.pressure}"
        for place in match.places
    )


def _match(match: TechniqueMatch) -> Iterator[str]:
    yield f"# {escape(match.technique_name)} for {match.condition_id.replace('-', ' ')}"
    yield ""
    verdict = "fits" if match.accepted else "does not fit"
    yield f"**{verdict}** · {', '.join((match.support, *qualified(match)))}"
    if match.reason:
        yield ""
        yield escape(match.reason)
    if match.places:
        yield ""
        yield f"Where: {_where(match)}"
    for heading, arguments in (
        ("For", match.arguments_for),
        ("Against", match.arguments_against),
        ("Cautions", match.cautions),
        ("Not counted", match.context),
    ):
        if arguments:
            yield ""
            yield f"## {heading}"
            yield ""
            for one in arguments:
                sources = listed(citation.source_id for citation in one.citations)
                yield f"- {escape(one.text)} ({sources})"
    if match.would_change:
        yield ""
        yield "## What would change it"
        yield ""
        for change in match.would_change:
            yield f"- {escape(change.text)}"


def _record(obj: Model) -> Iterator[str]:
    """Any other object: its name, then a table of what it says."""
    name = getattr(obj, "name", None) or getattr(obj, "title", None) or getattr(obj, "id", None)
    yield f"# {escape(str(name or type(obj).__name__))}"
    yield ""
    if isinstance(obj, Record):
        yield f"{_words(type(obj).__name__)} `{obj.id}`"
        yield ""
    rows = []
    cls: Any = type(obj)
    for one in attrs.fields(cls):
        value = getattr(obj, one.name)
        if one.name in ("id", "name") or _is_empty(value):
            continue
        rows.append((one.name.replace("_", " "), _value(value)))
    yield from table(("field", "value"), rows)


def _is_empty(value: object) -> bool:
    """Whether a value says nothing. A zero says something."""
    return value is None or value is False or value == ()


def _value(value: object) -> str:
    if value is True:
        return "yes"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return "; ".join(_value(one) for one in value)
    if isinstance(value, Model):
        cls: Any = type(value)
        if "__str__" in vars(cls):
            return str(value)
        parts = [
            f"{one.name.replace('_', ' ')}: {_value(inner)}"
            for one in attrs.fields(cls)
            if not _is_empty(inner := getattr(value, one.name))
        ]
        return ", ".join(parts)
    return str(value)


def _words(class_name: str) -> str:
    """`RedFlag` as `Red flag`."""
    spaced = "".join(f" {one.lower()}" if one.isupper() else one for one in class_name).strip()
    return spaced[0].upper() + spaced[1:]


_RENDERERS: dict[type, Callable[[Any], Iterator[str]]] = {
    TreatmentPlan: plan_lines,
    Withheld: withheld_lines,
    Review: review_lines,
    SessionRecord: record_lines,
    Interpretation: interpretation_lines,
    Outdated: outdated_lines,
    Screening: screening_lines,
    MatchReport: _report,
    TechniqueMatch: _match,
}
