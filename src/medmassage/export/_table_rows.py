"""The rows of each table, and the columns that they fill."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from medmassage.catalog import Catalog
from medmassage.export._notices import notice_texts
from medmassage.export._table_columns import Column, columns, single_fields
from medmassage.knowledge import ROOT_TECHNIQUE
from medmassage.model.condition import Condition
from medmassage.model.course import Phase
from medmassage.model.evidence import Citation, Dose, Evidence, Source, Span
from medmassage.model.fields import Model
from medmassage.model.matching import Argument, Indication, MatchReport, TechniqueMatch
from medmassage.model.outcome import Measurement, OutcomeMeasure
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.safety import Question
from medmassage.model.screening import Conflict, FiredRule, OpenQuestion, Screening
from medmassage.model.session import Session, SessionStep
from medmassage.model.technique import Technique
from medmassage.vocabulary import Stage

Row = dict[str, Any]
"""Values by the name of the column; a column that is not named is null."""


PARAGRAPH = "\n\n"
"""What stands between two notices of one text."""


class Layout(NamedTuple):
    """What a table is a table of."""

    title: str
    """The class of its rows, or a name of our own in lower case."""
    columns: tuple[Column, ...]


class Made(NamedTuple):
    """The knowledge that rows were made from."""

    version: str
    digest: str


class Content(NamedTuple):
    """All that a table is written from."""

    layout: Layout
    rows: Iterable[Row]
    made: Made | None = None
    """None: not known, or not one."""
    notices: tuple[str, ...] = ()
    """The notices of the plans and refusals in it; empty where it holds none."""


def _values(obj: Model, names: Iterable[str], prefix: str = "") -> Row:
    return {f"{prefix}{name}": getattr(obj, name) for name in names}


# --- objects of one class -------------------------------------------------------------------------


def layout_of(cls: Any) -> Layout:
    """A class as a table: one column a field."""
    return Layout(cls.__name__, columns(cls))


def of_objects(cls: Any, objects: Iterable[Model], made: Made | None) -> Content:
    """One row an object; *made* is what the caller knows, else what the objects agree on."""
    found = tuple(objects)
    layout = layout_of(cls)
    names = [one.name for one in layout.columns]
    stated = {_made(one) for one in found}
    answers = [one for one in found if isinstance(one, TreatmentPlan | Withheld)]
    notices = dict.fromkeys(text for one in answers for text in notice_texts(one))
    return Content(
        layout,
        [_values(one, names) for one in found],
        made or (stated.pop() if len(stated) == 1 else None),
        tuple(notices),
    )


def _made(obj: Model) -> Made | None:
    """The knowledge that an answer says it was made from."""
    if isinstance(obj, TreatmentPlan | Withheld | MatchReport):
        obj = obj.screening
    return Made(obj.catalog_version, obj.catalog_digest) if isinstance(obj, Screening) else None


# --- answers --------------------------------------------------------------------------------------

_DECISION = columns(Screening, "decision", prefix="screening_")

STEPS = Layout(
    "plan steps",
    (
        *columns(TreatmentPlan, *single_fields(TreatmentPlan), prefix="plan_"),
        *columns(Phase, *single_fields(Phase), prefix="phase_"),
        *columns(Session, *single_fields(Session), prefix="session_"),
        Column(
            "step",
            int | None,
            ("Its place in the session, from 1; None: a session without steps.",),
        ),
        *columns(SessionStep, optional=True),
        Column(
            "disclaimers", str, ("The notices of the plan in full; not all formats have metadata.",)
        ),
    ),
)
"""A plan outline, step by step."""


def of_plan(plan: TreatmentPlan) -> Content:
    """One row a step; a session without steps is one row."""
    return Content(STEPS, _steps(plan), _made(plan), notice_texts(plan))


def _steps(plan: TreatmentPlan) -> Iterator[Row]:
    whole = _values(plan, single_fields(TreatmentPlan), "plan_")
    whole["disclaimers"] = PARAGRAPH.join(notice_texts(plan))
    names = [one.name for one in columns(SessionStep)]
    for phase in plan.phases:
        in_phase = whole | _values(phase, single_fields(Phase), "phase_")
        for session in phase.sessions:
            in_session = in_phase | _values(session, single_fields(Session), "session_")
            if not session.steps:
                yield in_session
            for place, step in enumerate(session.steps, 1):
                yield in_session | {"step": place} | _values(step, names)


MATCHES = Layout("technique matches", (*_DECISION, *columns(TechniqueMatch)))
"""Techniques for each complaint, accepted and rejected."""


def of_matches(report: MatchReport) -> Content:
    """One row a match: the accepted ones first, best first."""
    names = [one.name for one in columns(TechniqueMatch)]
    decision = _values(report.screening, ["decision"], "screening_")
    rows = [decision | _values(one, names) for one in (*report.accepted, *report.rejected)]
    return Content(MATCHES, rows, _made(report))


SCREENING = Layout(
    "screening",
    (
        *_DECISION,
        Column("found_in", str, ("The list of the screening that the row is from.",)),
        *columns(OpenQuestion, "asks", "condition_id", optional=True),
        *columns(Conflict, "yes_from", optional=True),
        *columns(FiredRule, optional=True),
    ),
)
"""What a screening found; what is open is there too, so that silence never reads as clear."""


def of_screening(screening: Screening) -> Content:
    """One row a rule that fired or was ruled out, and a question that is open."""
    decision = _values(screening, ["decision"], "screening_")
    rows = [{**decision, "found_in": name, **row} for name, row in _found(screening)]
    return Content(SCREENING, rows, _made(screening))


def _found(screening: Screening) -> Iterator[tuple[str, Row]]:
    names = [one.name for one in columns(FiredRule)]
    for name in ("fired", "general"):
        for rule in getattr(screening, name):
            yield name, _values(rule, names)
    for one in screening.open:
        yield "open", _asked(one.question) | _values(one, ["asks", "condition_id"])
    for question in screening.unexplained:
        yield "unexplained", _asked(question)
    for conflict in screening.conflicts:
        yield (
            "conflicts",
            {"question_ids": (conflict.question_id,), "yes_from": conflict.yes_from},
        )
    for id in screening.assumed:
        yield "assumed", {"question_ids": (id,)}
    for out in screening.ruled_out:
        yield "ruled_out", _values(out, ["rule_id", "question_ids"])
    for letter in screening.uncounted_clearances:
        yield "uncounted_clearances", {"rule_id": letter.rule_id, "why": letter.reason}


def _asked(question: Question) -> Row:
    return {"name": question.text, "why": question.reason, "question_ids": (question.id,)}


# --- knowledge ------------------------------------------------------------------------------------

_SIDES = {
    "arguments_for": "for",
    "arguments_against": "against",
    "cautions": "caution",
    "context": "context",
}
_FINDING = (
    *("direction", "relative", "certainty", "strength"),
    *("comparator", "comparator_kind", "outcome", "outcome_kind"),
    *("term", "stages", "in_flare", "participants"),
)
_SOURCE = ("kind", "title", "year", "doi", "pmid", "pmcid", "url")
_ENDS = tuple(one.name for one in columns(Span))

EVIDENCE = Layout(
    "evidence",
    (
        *columns(Indication, "condition_id"),
        *columns(Condition, "name", prefix="condition_"),
        *columns(Indication, "technique_id"),
        *columns(Technique, "name", prefix="technique_"),
        *columns(Indication, "support", "direct", "short_term", "stage"),
        Column(
            "argument_side",
            str | None,
            ("for, against, caution or context, as in Indication; None: nothing is on file.",),
        ),
        *columns(Argument, "text", "evidence_id", "only_with_other_care", optional=True),
        Column(
            "on_this_pair",
            bool | None,
            (
                "Whether the finding is about this very condition and technique.",
                "False: about a broader one, or about manual therapy in general; None: no finding.",
            ),
        ),
        *columns(Evidence, *_FINDING, optional=True),
        *(
            Column(f"dose_{dose.name}_{end.name}", end.of, (*dose.told, *end.told))
            for dose in columns(Dose)
            for end in columns(Span)
        ),
        *columns(Citation, optional=True),
        *columns(Source, *_SOURCE, prefix="source_", optional=True),
    ),
)
"""Every argument on every technique for every condition."""


def of_evidence(catalog: Catalog, stage: Stage | None) -> Content:
    """One row an argument and source; a pair without an argument is one row."""
    pairs = (
        *catalog.indications(stage=stage),
        *catalog.indications(technique_id=ROOT_TECHNIQUE, stage=stage),
    )
    pairs = tuple(sorted(pairs, key=lambda one: (one.condition_id, one.technique_id)))
    rows = (row for pair in pairs for row in _arguments(pair, catalog))
    return Content(EVIDENCE, rows, Made(catalog.version, catalog.digest))


def _arguments(pair: Indication, catalog: Catalog) -> Iterator[Row]:
    names = ("condition_id", "technique_id", "support", "direct", "short_term", "stage")
    whole = _values(pair, names) | {
        "condition_name": catalog.conditions[pair.condition_id].name,
        "technique_name": catalog.techniques[pair.technique_id].name,
    }
    if not pair.arguments:
        yield whole
    for name, side in _SIDES.items():
        for argument in getattr(pair, name):
            told = _values(argument, ("text", "evidence_id", "only_with_other_care"))
            for citation in argument.citations:
                yield {
                    **whole,
                    "argument_side": side,
                    **told,
                    **_finding(argument, pair, catalog),
                    **_values(citation, [one.name for one in columns(Citation)]),
                    **_values(catalog.sources[citation.source_id], _SOURCE, "source_"),
                }


def _finding(argument: Argument, pair: Indication, catalog: Catalog) -> Row:
    if argument.evidence_id is None:
        return {}
    finding = catalog.evidence[argument.evidence_id]
    own = finding.technique_id == pair.technique_id and pair.condition_id in finding.condition_ids
    return {"on_this_pair": own} | _values(finding, _FINDING) | dict(_dose(finding.dose))


def _dose(dose: Dose | None) -> Iterator[tuple[str, float | None]]:
    for one in columns(Dose):
        span = getattr(dose, one.name, None)
        for end in _ENDS:
            yield f"dose_{one.name}_{end}", getattr(span, end, None)


_MEASURE = ("name", "unit", "higher_is", "minimum", "maximum")

MEASUREMENTS = Layout(
    "measurements",
    (*columns(Measurement), *columns(OutcomeMeasure, *_MEASURE, prefix="measure_")),
)
"""Scores with what is needed to read them."""


def of_measurements(measurements: Iterable[Measurement], catalog: Catalog) -> Content:
    """One row a score."""
    names = [one.name for one in columns(Measurement)]
    rows = [
        _values(one, names)
        | _values(catalog.outcome_measures[one.measure_id], _MEASURE, "measure_")
        for one in measurements
    ]
    return Content(MEASUREMENTS, rows, Made(catalog.version, catalog.digest))
