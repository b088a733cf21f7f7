"""
How fields are normalized and checked.

Converters (`as_...`) tidy a value and never raise. Checks (`check=...` in a field's metadata)
say what is wrong in a sentence, or return None. `Model` runs all checks of a new object and
reports every fault at once.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

import attrs

from medmassage.errors import Fault, ModelError, did_you_mean, nearest
from medmassage.vocabulary import (
    Action,
    AppearsIn,
    AppliesTo,
    Asks,
    Basis,
    Certainty,
    ClearanceBy,
    ComparatorKind,
    Decision,
    Direction,
    DisclaimerId,
    EvidenceRole,
    OutcomeKind,
    PhaseKind,
    PlanStatus,
    Position,
    Pressure,
    PressureCap,
    Region,
    Relative,
    Section,
    SessionPart,
    Severity,
    Side,
    SourceKind,
    Spread,
    Stage,
    StatementTopic,
    Support,
    Term,
    TherapistRole,
    TrainingScope,
    Verdict,
    Vocabulary,
)

V = TypeVar("V", bound=Vocabulary)
Check = Callable[[Any], str | None]

_ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class Model:
    """Base of all value objects: checks itself when built."""

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        """Run every check; raise ModelError with all that failed."""
        faults = [
            *(
                Fault(name, reason)
                for name, check in _checks(type(self))
                if (reason := check(getattr(self, name))) is not None
            ),
        ]
        if not faults:
            faults.extend(self._faults())
        if faults:
            raise ModelError(type(self).__name__, faults)

    def __repr__(self) -> str:
        """As it would be written, without what is at its default or private."""
        parts = []
        cls: Any = type(self)
        for one in attrs.fields(cls):
            value = getattr(self, one.name)
            default = one.default
            if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
                default = default.factory()
            if one.repr and value != default:
                parts.append(f"{one.name}={value!r}" if one.kw_only else repr(value))
        return f"{type(self).__name__}({', '.join(parts)})"

    def _faults(self) -> Iterator[Fault]:
        """What is wrong between fields, once each field is right by itself."""
        return iter(())


class Record(Model):
    """Base of the knowledge base's records: printed by id and name only."""

    __slots__ = ()
    id: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r})"

    def _repr_markdown_(self) -> str:
        from medmassage.export.markdown import render

        return render(self)


class Shown(Model):
    """Base of what the verbs return: shown as Markdown in notebooks and by `print`."""

    __slots__ = ()

    def __str__(self) -> str:
        return self._repr_markdown_()

    def _repr_markdown_(self) -> str:
        from medmassage.export.markdown import render

        return render(self)


_CHECKS: dict[type, tuple[tuple[str, Check], ...]] = {}


def _checks(cls: Any) -> tuple[tuple[str, Check], ...]:
    found = _CHECKS.get(cls)
    if found is None:
        found = _CHECKS[cls] = tuple(
            (field.name, field.metadata["check"])
            for field in attrs.fields(cls)
            if "check" in field.metadata
        )
    return found


# --- converters -----------------------------------------------------------------------------


def in_order(values: Iterable[str]) -> tuple[str, ...]:
    """A tuple without repeats, in the order given. A bare string stays, to be refused."""
    return _tuple(values)  # type: ignore[no-any-return]


def as_ids(values: Iterable[str]) -> tuple[str, ...]:
    """A sorted tuple without repeats. A bare string stays, to be refused."""
    return _sorted(_tuple(values))  # type: ignore[no-any-return]


def _tuple(values: Any) -> Any:
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        return values
    values = tuple(values)
    try:
        return tuple(dict.fromkeys(values))
    except TypeError:  # something unhashable, which a check will name
        return values


def _sorted(values: Any) -> Any:
    if not isinstance(values, tuple):
        return values
    return tuple(sorted(values)) if all(isinstance(one, str) for one in values) else values


def _word(vocabulary: type[V], value: Any) -> Any:
    if type(value) is not str:
        return value
    try:
        return vocabulary(value)
    except ValueError:
        return value


def _words(vocabulary: type[V], values: Any) -> Any:
    values = _tuple(values)
    if isinstance(values, tuple):
        return _tuple(_word(vocabulary, value) for value in values)
    return values


def as_region(value: Region | str) -> Region:
    """The region of that name."""
    return _word(Region, value)  # type: ignore[no-any-return]


def as_regions(values: Iterable[Region | str]) -> tuple[Region, ...]:
    """Regions in the order given: the first is the main one."""
    return _words(Region, values)  # type: ignore[no-any-return]


def as_region_set(values: Iterable[Region | str]) -> tuple[Region, ...]:
    """Regions whose order means nothing, sorted."""
    return _sorted(_words(Region, values))  # type: ignore[no-any-return]


def as_optional_side(value: Side | str | None) -> Side | None:
    """The side of that name."""
    return _word(Side, value)  # type: ignore[no-any-return]


def as_optional_stage(value: Stage | str | None) -> Stage | None:
    """The stage of that name."""
    return _word(Stage, value)  # type: ignore[no-any-return]


def as_pressure(value: Pressure | str) -> Pressure:
    """The pressure of that name."""
    return _word(Pressure, value)  # type: ignore[no-any-return]


def as_optional_cap(value: PressureCap | str | None) -> PressureCap | None:
    """The pressure cap of that name."""
    return _word(PressureCap, value)  # type: ignore[no-any-return]


def as_action(value: Action | str) -> Action:
    """The action of that name."""
    return _word(Action, value)  # type: ignore[no-any-return]


def as_positions(values: Iterable[Position | str]) -> tuple[Position, ...]:
    """Positions, sorted."""
    return _sorted(_words(Position, values))  # type: ignore[no-any-return]


def as_basis(value: Basis | str) -> Basis:
    """The Basis of that name."""
    return _word(Basis, value)  # type: ignore[no-any-return]


def as_source_kind(value: SourceKind | str) -> SourceKind:
    """The SourceKind of that name."""
    return _word(SourceKind, value)  # type: ignore[no-any-return]


def as_statement_topic(value: StatementTopic | str) -> StatementTopic:
    """The StatementTopic of that name."""
    return _word(StatementTopic, value)  # type: ignore[no-any-return]


def as_therapist_role(value: TherapistRole | str) -> TherapistRole:
    """The TherapistRole of that name."""
    return _word(TherapistRole, value)  # type: ignore[no-any-return]


def as_training_scope(value: TrainingScope | str) -> TrainingScope:
    """The TrainingScope of that name."""
    return _word(TrainingScope, value)  # type: ignore[no-any-return]


def as_severity(value: Severity | str) -> Severity:
    """The Severity of that name."""
    return _word(Severity, value)  # type: ignore[no-any-return]


def as_applies_to(value: AppliesTo | str) -> AppliesTo:
    """The AppliesTo of that name."""
    return _word(AppliesTo, value)  # type: ignore[no-any-return]


def as_section(value: Section | str) -> Section:
    """The Section of that name."""
    return _word(Section, value)  # type: ignore[no-any-return]


def as_asks(value: Asks | str) -> Asks:
    """The Asks of that name."""
    return _word(Asks, value)  # type: ignore[no-any-return]


def as_support(value: Support | str) -> Support:
    """The Support of that name."""
    return _word(Support, value)  # type: ignore[no-any-return]


def as_decision(value: Decision | str) -> Decision:
    """The Decision of that name."""
    return _word(Decision, value)  # type: ignore[no-any-return]


def as_phase_kind(value: PhaseKind | str) -> PhaseKind:
    """The PhaseKind of that name."""
    return _word(PhaseKind, value)  # type: ignore[no-any-return]


def as_plan_status(value: PlanStatus | str) -> PlanStatus:
    """The PlanStatus of that name."""
    return _word(PlanStatus, value)  # type: ignore[no-any-return]


def as_clearance_by(value: ClearanceBy | str) -> ClearanceBy:
    """The ClearanceBy of that name."""
    return _word(ClearanceBy, value)  # type: ignore[no-any-return]


def as_disclaimer_id(value: DisclaimerId | str) -> DisclaimerId:
    """The DisclaimerId of that name."""
    return _word(DisclaimerId, value)  # type: ignore[no-any-return]


def as_session_part(value: SessionPart | str) -> SessionPart:
    """The SessionPart of that name."""
    return _word(SessionPart, value)  # type: ignore[no-any-return]


def as_position(value: Position | str) -> Position:
    """The Position of that name."""
    return _word(Position, value)  # type: ignore[no-any-return]


def as_parts(values: Iterable[SessionPart | str]) -> tuple[SessionPart, ...]:
    """Parts of a session, in the order given."""
    return _words(SessionPart, values)  # type: ignore[no-any-return]


def as_appears_in(values: Iterable[AppearsIn | str]) -> tuple[AppearsIn, ...]:
    """Where a notice stands, sorted."""
    return _sorted(_words(AppearsIn, values))  # type: ignore[no-any-return]


def as_clearers(values: Iterable[ClearanceBy | str]) -> tuple[ClearanceBy, ...]:
    """Who can lift a rule, sorted."""
    return _sorted(_words(ClearanceBy, values))  # type: ignore[no-any-return]


def as_stage(value: Stage | str) -> Stage:
    """The stage of that name."""
    return _word(Stage, value)  # type: ignore[no-any-return]


def as_side(value: Side | str) -> Side:
    """The side of that name."""
    return _word(Side, value)  # type: ignore[no-any-return]


def as_optional_pressure(value: Pressure | str | None) -> Pressure | None:
    """The pressure of that name, or None."""
    return _word(Pressure, value)  # type: ignore[no-any-return]


def as_optional_position(value: Position | str | None) -> Position | None:
    """The position of that name, or None."""
    return _word(Position, value)  # type: ignore[no-any-return]


def as_optional_region(value: Region | str | None) -> Region | None:
    """The region of that name, or None."""
    return _word(Region, value)  # type: ignore[no-any-return]


def as_optional_spread(value: Spread | str | None) -> Spread | None:
    """The spread of that name, or None."""
    return _word(Spread, value)  # type: ignore[no-any-return]


def as_optional_severity(value: Severity | str | None) -> Severity | None:
    """The severity of that name, or None."""
    return _word(Severity, value)  # type: ignore[no-any-return]


def as_optional_action(value: Action | str | None) -> Action | None:
    """The action of that name, or None."""
    return _word(Action, value)  # type: ignore[no-any-return]


def as_objects(cls: type, values: Any) -> Any:
    """A tuple of objects; text stands for an object of which only the first field is given."""
    values = _tuple(values)
    if isinstance(values, tuple):
        return _tuple(cls(value) if type(value) is str else value for value in values)
    return values


def as_direction(value: Direction | str) -> Direction:
    """The Direction of that name."""
    return _word(Direction, value)  # type: ignore[no-any-return]


def as_certainty(value: Certainty | str) -> Certainty:
    """The Certainty of that name."""
    return _word(Certainty, value)  # type: ignore[no-any-return]


def as_comparator_kind(value: ComparatorKind | str) -> ComparatorKind:
    """The ComparatorKind of that name."""
    return _word(ComparatorKind, value)  # type: ignore[no-any-return]


def as_outcome_kind(value: OutcomeKind | str) -> OutcomeKind:
    """The OutcomeKind of that name."""
    return _word(OutcomeKind, value)  # type: ignore[no-any-return]


def as_evidence_role(value: EvidenceRole | str) -> EvidenceRole:
    """The EvidenceRole of that name."""
    return _word(EvidenceRole, value)  # type: ignore[no-any-return]


def as_verdict(value: Verdict | str) -> Verdict:
    """The Verdict of that name."""
    return _word(Verdict, value)  # type: ignore[no-any-return]


def as_optional_term(value: Term | str | None) -> Term | None:
    """The Term of that name, or None."""
    return _word(Term, value)  # type: ignore[no-any-return]


def as_optional_relative(value: Relative | str | None) -> Relative | None:
    """The Relative of that name, or None."""
    return _word(Relative, value)  # type: ignore[no-any-return]


def as_stages(values: Iterable[Stage | str]) -> tuple[Stage, ...]:
    """Stages, earliest first."""
    found = _words(Stage, values)
    if isinstance(found, tuple) and all(isinstance(one, Stage) for one in found):
        return tuple(sorted(found, key=lambda one: one.rank))
    return found  # type: ignore[no-any-return]


# --- checks ---------------------------------------------------------------------------------


def seen(value: Any) -> str:
    """A value as an error may show it: short, and never a person's free text."""
    if value is None or isinstance(value, bool | int | float | date):
        return repr(value)
    if isinstance(value, str):
        return repr(str(value)) if len(value) <= 60 else f"a text of {len(value)} characters"
    return f"a {type(value).__name__}"


def _id_fault(value: Any) -> str | None:
    if not isinstance(value, str):
        return f"expected an id, got {seen(value)}"
    if not value or not _ID_LETTERS.issuperset(value) or value[0] == "-" or value[-1] == "-":
        hint = "-".join(value.lower().split())
        hint = f" (perhaps {hint!r})" if hint != value and 0 < len(hint) <= 60 else ""
        return f"expected an id of lower-case letters, digits and hyphens, got {seen(value)}{hint}"
    return None


def _each(values: Any, fault: Check, what: str) -> str | None:
    if isinstance(values, str):
        return f"expected a list of {what}, got the bare string {seen(values)}; write [{seen(values)}]"
    if not isinstance(values, tuple):
        return f"expected a list of {what}, got {seen(values)}"
    faults = [
        f"[{place}] {reason}"
        for place, value in enumerate(values)
        if (reason := fault(value)) is not None
    ]
    return "; ".join(faults) or None


def _word_fault(vocabulary: type[Vocabulary]) -> Check:
    def fault(value: Any) -> str | None:
        if isinstance(value, vocabulary):
            return None
        names = vocabulary.values()
        near = nearest(value, names)
        listed = "" if near or len(names) > 12 else f"; expected one of {', '.join(names)}"
        return f"{seen(value)} is not a {vocabulary.__name__}{did_you_mean(near)}{listed}"

    return fault


def _optional(check: Check) -> Check:
    def fault(value: Any) -> str | None:
        return None if value is None else check(value)

    return fault


def _text_fault(value: Any) -> str | None:
    if not isinstance(value, str):
        return f"expected text, got {seen(value)}"
    return None if value.strip() else "expected text, got none"


def _flag_fault(value: Any) -> str | None:
    return None if isinstance(value, bool) else f"expected true or false, got {seen(value)}"


def _date_fault(value: Any) -> str | None:
    if type(value) is date:
        return None
    return f"expected a date without a time, got {seen(value)}"


ID = {"check": _id_fault}
OPTIONAL_ID = {"check": _optional(_id_fault)}
IDS = {"check": lambda values: _each(values, _id_fault, "ids")}
TEXT = {"check": _text_fault}
OPTIONAL_TEXT = {"check": _optional(_text_fault)}
TEXTS = {"check": lambda values: _each(values, _text_fault, "texts")}
FLAG = {"check": _flag_fault}
OPTIONAL_FLAG = {"check": _optional(_flag_fault)}
OPTIONAL_DATE = {"check": _optional(_date_fault)}


def word(vocabulary: type[Vocabulary]) -> dict[str, Any]:
    """One member of a closed list."""
    return {"check": _word_fault(vocabulary)}


def optional_word(vocabulary: type[Vocabulary]) -> dict[str, Any]:
    """One member of a closed list, or None."""
    return {"check": _optional(_word_fault(vocabulary))}


def words(vocabulary: type[Vocabulary]) -> dict[str, Any]:
    """Members of a closed list."""
    fault = _word_fault(vocabulary)
    return {"check": lambda values: _each(values, fault, f"{vocabulary.__name__} words")}


def whole(low: int, high: int, unit: str = "") -> dict[str, Any]:
    """A whole number from *low* to *high*, inclusive."""

    def fault(value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            of = f" of {unit}" if unit else ""
            return f"expected a whole number{of} from {low} to {high}, got {seen(value)}"
        return None

    return {"check": fault}


def optional_whole(low: int, high: int, unit: str = "") -> dict[str, Any]:
    """A whole number from *low* to *high*, or None."""
    return {"check": _optional(whole(low, high, unit)["check"])}


def optional_number() -> dict[str, Any]:
    """A finite number, or None."""

    def fault(value: Any) -> str | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return f"expected a finite number, got {seen(value)}"
        return None

    return {"check": fault}


def one(cls: type) -> dict[str, Any]:
    """One object of a class."""

    def fault(value: Any) -> str | None:
        return None if isinstance(value, cls) else f"expected a {cls.__name__}, got {seen(value)}"

    return {"check": fault, "record": cls}


def optional_one(cls: type) -> dict[str, Any]:
    """One object of a class, or None."""
    return {"check": _optional(one(cls)["check"]), "record": cls}


def many(cls: type) -> dict[str, Any]:
    """Objects of a class."""
    fault = one(cls)["check"]
    return {"check": lambda values: _each(values, fault, f"{cls.__name__} objects"), "record": cls}
