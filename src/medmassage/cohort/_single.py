"""Rows and intakes, and one row through the single verbs."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from medmassage.catalog import Catalog
from medmassage.cohort._layout import CLEARANCE, LIMIT
from medmassage.errors import Fault, MedMassageError, ModelError
from medmassage.matching import match_screened
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.making import evolve
from medmassage.model.safety import Limit
from medmassage.model.screening import Screening
from medmassage.screening import screen
from medmassage.vocabulary import Asks, Decision

_COMPLAINT = {
    "stages": "stage",
    "sides": "side",
    "regions": "regions",
    "impairments": "impairment_ids",
    "pain": "pain",
}
_FINDING = {"present_sides": "side", "present_regions": "regions"}


def answer(row: Mapping[str, Any], on: date | None, catalog: Catalog) -> dict[str, Any]:
    """What the single verbs say of a row, by output column; where it is wrong, `error` alone."""
    try:
        intake = intake_of(row)
        found = screen(intake, on, catalog=catalog)
    except MedMassageError as error:
        return {"error": str(error)}
    report = match_screened(intake, found, catalog)
    best = report.accepted[0] if report.accepted else None
    return {
        "decision": found.decision.value,
        "fired": sorted(one.rule_id for one in found.fired),
        "open": sorted(one.question.id for one in found.open if one.asks is Asks.ANSWER),
        "open_where": sorted({one.question.id for one in found.open if one.asks is Asks.WHERE}),
        "allowed": sorted({one.technique_id for one in report.accepted}),
        "blocked": sorted(_blocked(intake, found, catalog)),
        "best": best and best.technique_id,
        "best_complaint": best and best.condition_id,
        "support": best and best.support.value,
    }


def _blocked(intake: Intake, found: Screening, catalog: Catalog) -> set[str]:
    """The techniques that a complaint would have, had nothing been found."""
    nothing = evolve(found, decision=Decision.PROCEED, fired=(), general=(), restrictions=())
    blocked: set[str] = set()
    for complaint in intake.complaints:
        alone = evolve(intake, complaints=(complaint,))
        fit, left = (
            {one.technique_id for one in match_screened(alone, screening, catalog).accepted}
            for screening in (nothing, found)
        )
        blocked |= fit - left
    return blocked


def intake_of(row: Mapping[str, Any]) -> Intake:
    """
    The intake that a row of a batch stands for; the single verbs then explain it.

    Args:
        row: Values by input column, as `RecordBatch.to_pylist` gives them. Other keys are left
            out of account.

    Returns:
        The intake.

    Raises:
        ModelError: A value is none that an intake takes.

    Example:
        >>> intake_of({"complaints": ["neck-pain"], "sides": ["left"], "absent": ["any-fever"]})
        Intake(complaints=(Complaint('neck-pain', side='left'),), absent=('any-fever',))
    """
    return Intake(
        complaints=_beside(Complaint, row, "complaints", _COMPLAINT),
        present=_beside(Finding, row, "present", _FINDING),
        absent=row.get("absent") or (),
        unknown=row.get("unknown") or (),
        allergies=row.get("allergies") or (),
        age_years=_whole(row.get("age_years")),
        clearances=[_built(Clearance, one) for one in row.get("clearances") or ()],
    )


def row_of(intake: Intake) -> dict[str, Any]:
    """
    The row that stands for an intake; `intake_of` gives the intake back, save for `assumed`.

    Args:
        intake: What is known of a person.

    Returns:
        Values by input column, for `RecordBatch.from_pylist` with `input_schema`.

    Example:
        >>> row_of(Intake(complaints=["neck-pain"], present=["any-fever"]))["present"]
        ['any-fever']
    """
    row: dict[str, Any] = {
        "complaints": [one.condition_id for one in intake.complaints],
        **{
            column: [_plain(getattr(one, name)) for one in intake.complaints]
            for column, name in _COMPLAINT.items()
        },
        "present": [one.question_id for one in intake.present],
        **{
            column: [_plain(getattr(one, name)) for one in intake.present]
            for column, name in _FINDING.items()
        },
        "clearances": [
            _struct(one, CLEARANCE) | {"limits": [_struct(limit, LIMIT) for limit in one.limits]}
            for one in intake.clearances
        ],
    }
    return row | {
        name: _plain(getattr(intake, name))
        for name in ("absent", "unknown", "allergies", "age_years")
    }


def _beside(cls: Any, row: Mapping[str, Any], name: str, columns: Mapping[str, str]) -> list[Any]:
    """Objects of a list of ids, with the values of the lists beside it."""
    ids = row.get(name) or ()
    given: dict[str, Any] = {}
    faults = []
    for column, field in columns.items():
        values = row.get(column) or ()
        if values and len(values) != len(ids):
            expected = f"expected one value for each of {len(ids)} {name}, got {len(values)}"
            faults.append(Fault(column, expected))
        elif values:
            given[field] = values
    if faults:
        raise ModelError("row", faults)
    return [
        cls(id, **_given({field: _whole(values[place]) for field, values in given.items()}))
        for place, id in enumerate(ids)
    ]


def _built(cls: Any, values: Any) -> Any:
    """An object of a struct, with its limits; what is no struct is the intake's to refuse."""
    if not isinstance(values, Mapping):
        return values
    given = _given(values)
    if cls is Clearance:
        given["rule_id"] = values.get("rule_id")
        given["limits"] = [_built(Limit, one) for one in values.get("limits") or ()]
    return cls(**given)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _whole(value: Any) -> Any:
    """A number as a table holds it: 4.0 is 4, and NaN is none; any other value as it is."""
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124 - NaN is the number that differs from itself
            return None
        return int(value) if value.is_integer() else value
    return value


def _struct(of: Clearance | Limit, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(of, name)) for name in names}


def _plain(value: Any) -> Any:
    """Words as texts, tuples as lists."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
