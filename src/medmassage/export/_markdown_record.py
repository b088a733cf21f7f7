"""What was done in a visit, as a SOAP note; what a change of a score says; what a record lacks."""

from collections.abc import Iterator, Sequence

from medmassage.catalog import default_catalog
from medmassage.export._markdown_text import bullets, capital, escape, join, section, table
from medmassage.export._text import place_name
from medmassage.model.intake import Finding
from medmassage.model.outcome import Interpretation, Measurement
from medmassage.model.record import AdverseEvent, Deviation, Gap, SessionRecord
from medmassage.vocabulary import ChangeUnit

_NOTHING = "*Not recorded.*"


def record_lines(record: SessionRecord) -> Iterator[str]:
    """A visit as a SOAP note: said, seen and done, read, next. Free texts are escaped."""
    when = f" on {record.on.isoformat()}" if record.on else ""
    yield f"# Session {record.session}{when}"
    yield ""
    yield f"{capital(_head(record))}."
    yield from section("Subjective", _subjective(record))
    yield from section("Objective", _objective(record))
    yield from section("Assessment", [escape(record.assessment) if record.assessment else _NOTHING])
    yield from section("Plan", [escape(record.next_time) if record.next_time else _NOTHING])


def _head(record: SessionRecord) -> str:
    parts = [
        f"{record.minutes} minutes" if record.minutes is not None else "length not recorded",
        escape(record.practitioner or ""),
        escape(record.setting or ""),
        "screened again before hands-on work" if record.rescreened else "**not screened again**",
        "consent recorded" if record.consent else "**no consent recorded**",
    ]
    return "; ".join(part for part in parts if part)


def _subjective(record: SessionRecord) -> Iterator[str]:
    yield escape(record.subjective) if record.subjective else _NOTHING
    said = [
        *(f"New: {_finding(one)}" for one in record.new_findings),
        *(f"No longer, or answered no: {escape(_asked(id))}" for id in record.now_absent),
        *(_adverse(one) for one in record.adverse_events),
    ]
    if said:
        yield from ("", *bullets(said))


def _finding(finding: Finding) -> str:
    where = place_name(finding.regions, finding.side) if finding.regions else ""
    return escape(f"{_asked(finding.question_id)}{f' ({where})' if where else ''}")


def _asked(id: str) -> str:
    """What a finding is about: its rule by name, else its question, else its id."""
    catalog = default_catalog()
    for rules in (catalog.red_flags, catalog.contraindications):
        if id in rules:
            return str(rules[id].name)
    return catalog.questions[id].text if id in catalog.questions else id


def _technique(id: str) -> str:
    techniques = default_catalog().techniques
    return techniques[id].name if id in techniques else id.replace("-", " ")


def _measure(id: str) -> str:
    """The short form of a measure, else its name, else its id."""
    measures = default_catalog().outcome_measures
    return measures[id].abbreviation or measures[id].name if id in measures else id


def _adverse(event: AdverseEvent) -> str:
    where = f", {place_name(event.regions)}" if event.regions else ""
    lasted = f", {event.hours:g} hours" if event.hours is not None else ""
    head = f"**Adverse event, {event.severity}:** {event.kind.meaning}{where}{lasted}."
    return join(head, escape(event.note or ""))


def _objective(record: SessionRecord) -> Iterator[str]:
    yield escape(record.objective) if record.objective else _NOTHING
    if record.measurements or record.pain_after is not None:
        yield ""
        yield from _scores(record.measurements, record.pain_after)
    if record.steps:
        yield ""
        yield from table(
            ("", "technique", "where", "min", "pressure up to", "lying", "response"),
            (
                (
                    str(number),
                    _technique(step.technique_id),
                    place_name(step.regions, step.side),
                    "" if step.minutes is None else str(step.minutes),
                    step.pressure or "",
                    step.position or "",
                    step.response or "",
                )
                for number, step in enumerate(record.steps, start=1)
            ),
        )
    else:
        yield from ("", "No hands-on work recorded.")
    done = [*map(_deviation, record.deviations)]
    if record.products:
        done.append(f"Products: {escape(', '.join(record.products))}.")
    if done:
        yield from ("", *bullets(done))


def _scores(measurements: Sequence[Measurement], pain_after: int | None) -> Iterator[str]:
    after = () if pain_after is None else (("pain, 0 to 10", "after", f"{pain_after}", ""),)
    yield from table(
        ("measure", "when", "score", "answers"),
        (
            *(
                (
                    f"{_measure(one.measure_id)}{f', {one.of_what}' if one.of_what else ''}",
                    "before" if one.on is None else f"before, {one.on.isoformat()}",
                    f"{one.value:g}",
                    f"{one.answered} of {one.of}" if one.of > 1 else "",
                )
                for one in measurements
            ),
            *after,
        ),
    )


def _deviation(one: Deviation) -> str:
    what = f"({escape(_technique(one.technique_id))})" if one.technique_id else ""
    head = f"{join('**Not as planned**', what)}: {one.reason.meaning}"
    return f"{head}: {escape(one.note)}" if one.note else f"{head}."


# --- what a change says ---------------------------------------------------------------------------


def interpretation_lines(found: Interpretation) -> Iterator[str]:
    """What a change says, with each number that it was held against."""
    name = escape(_measure(found.measure_id))
    yield f"# {name}: {found.before:g} to {found.after:g} ({found.direction})"
    yield ""
    yield escape(found.text)
    rows = [
        *(
            (
                f"{one.mcid.value:g} "
                + ("points" if one.mcid.unit is ChangeUnit.POINTS else "% of the score before"),
                "reached" if one.reached else "not reached",
                one.mcid.population,
                ", ".join(one.mcid.source_ids),
            )
            for one in found.mcids
        ),
        *(
            (
                f"{one.kind or 'error'}" + ("" if one.value is None else f": {one.value:g}"),
                "measurement error",
                one.text,
                ", ".join(one.source_ids),
            )
            for one in found.measurement_errors
        ),
    ]
    if rows:
        yield ""
        yield from table(("held against", "", "in whom", "sources"), rows)


# --- what is missing ------------------------------------------------------------------------------


def gap_lines(gaps: Sequence[Gap]) -> Iterator[str]:
    """What a record lacks, list by list."""
    yield f"# Missing from the record: {len(gaps)}"
    for standard in dict.fromkeys(one.standard for one in gaps):
        mine = [one for one in gaps if one.standard is standard]
        sources = ", ".join(dict.fromkeys(id for one in mine for id in one.source_ids))
        yield ""
        yield f"{capital(standard.meaning)} (**{standard}**, {escape(sources)}):"
        yield ""
        yield from table(("missing", "where it goes"), ((one.item, one.where) for one in mine))
