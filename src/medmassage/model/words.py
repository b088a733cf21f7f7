"""
How field values are tidied: texts to words of the closed lists, collections to tuples.

Converters never raise. What does not fit is left as it is, for the checks to name.
"""

from collections.abc import Iterable, Mapping, Set as AbstractSet
from typing import Any, NamedTuple, TypeVar

from medmassage.errors import Fault, ModelError
from medmassage.model.making import fields
from medmassage.vocabulary import (
    Action,
    AppearsIn,
    AppliesTo,
    Asks,
    Basis,
    Certainty,
    ChangeKind,
    ClearanceBy,
    ComparatorKind,
    Decision,
    Direction,
    DisclaimerId,
    EvidenceRole,
    OutcomeKind,
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

ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def as_id(text: str) -> str:
    """A text in the letters of ids, such as a name: `Tennis elbow` as `tennis-elbow`."""
    letters = "".join(one if one in ID_LETTERS else " " for one in text.lower())
    return "-".join(letters.split()).strip("-")


"""What an id is made of."""


def as_numbers(values: Iterable[int]) -> tuple[int, ...]:
    """Numbers without repeats, smallest first."""
    found = _tuple(values)
    if isinstance(found, tuple) and all(isinstance(one, int) for one in found):
        return tuple(sorted(found))
    return found  # type: ignore[no-any-return]


def in_order(values: Iterable[str]) -> tuple[str, ...]:
    """A tuple without repeats, in the order given. A bare string stays, to be refused."""
    return _tuple(values)  # type: ignore[no-any-return]


def as_written(values: Iterable[str]) -> tuple[str, ...]:
    """A tuple in the order given, repeats and all: two authors may share a name."""
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        return values  # type: ignore[return-value] # a check will name it
    return tuple(values)


def as_ids(values: Iterable[str]) -> tuple[str, ...]:
    """
    A sorted tuple without repeats.

    A bare string stays, to be refused; so do values that are no ids, each in its place.
    """
    if type(values) not in (tuple, list) and (
        isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable)
    ):
        return values  # type: ignore[return-value] # a check will name it
    given = tuple(values)
    if all(type(one) is str and ID_LETTERS.issuperset(one) for one in given):
        return tuple(sorted(dict.fromkeys(given)))
    return given


def _tuple(values: Any) -> Any:
    if type(values) not in (tuple, list):
        if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
            return values
        values = tuple(sorted(values, key=str) if isinstance(values, AbstractSet) else values)
    if len(values) < 2:
        return tuple(values)
    try:
        return tuple(dict.fromkeys(values))
    except TypeError:  # something unhashable, which a check will name
        return tuple(values)


def _sorted(values: Any) -> Any:
    if not isinstance(values, tuple):
        return values
    return tuple(sorted(values)) if all(isinstance(one, str) for one in values) else values


def word_of(vocabulary: type[V], value: Any) -> Any:
    """The member of a closed list for a text; what does not fit stays as it is."""
    if type(value) is not str:
        return value
    try:
        return vocabulary(value)
    except ValueError:
        return value


def _words(vocabulary: type[V], values: Any) -> Any:
    values = _tuple(values)
    if isinstance(values, tuple):
        return _tuple(word_of(vocabulary, value) for value in values)
    return values


def as_region(value: Region | str) -> Region:
    """The region of that name."""
    return word_of(Region, value)  # type: ignore[no-any-return]


def as_regions(values: Iterable[Region | str]) -> tuple[Region, ...]:
    """Regions in the order given: the first is the main one."""
    return _words(Region, values)  # type: ignore[no-any-return]


def as_region_set(values: Iterable[Region | str]) -> tuple[Region, ...]:
    """Regions whose order means nothing, sorted."""
    return _sorted(_words(Region, values))  # type: ignore[no-any-return]


def as_optional_side(value: Side | str | None) -> Side | None:
    """The side of that name."""
    return word_of(Side, value)  # type: ignore[no-any-return]


def as_optional_stage(value: Stage | str | None) -> Stage | None:
    """The stage of that name."""
    return word_of(Stage, value)  # type: ignore[no-any-return]


def as_pressure(value: Pressure | str) -> Pressure:
    """The pressure of that name."""
    return word_of(Pressure, value)  # type: ignore[no-any-return]


def as_optional_cap(value: PressureCap | str | None) -> PressureCap | None:
    """The pressure cap of that name."""
    return word_of(PressureCap, value)  # type: ignore[no-any-return]


def as_action(value: Action | str) -> Action:
    """The action of that name."""
    return word_of(Action, value)  # type: ignore[no-any-return]


def as_positions(values: Iterable[Position | str]) -> tuple[Position, ...]:
    """Positions, sorted."""
    return _sorted(_words(Position, values))  # type: ignore[no-any-return]


def as_positions_in_order(values: Iterable[Position | str]) -> tuple[Position, ...]:
    """Positions in the order given: the first is the usual one."""
    return _words(Position, values)  # type: ignore[no-any-return]


def as_basis(value: Basis | str) -> Basis:
    """The Basis of that name."""
    return word_of(Basis, value)  # type: ignore[no-any-return]


def as_source_kind(value: SourceKind | str) -> SourceKind:
    """The SourceKind of that name."""
    return word_of(SourceKind, value)  # type: ignore[no-any-return]


def as_statement_topic(value: StatementTopic | str) -> StatementTopic:
    """The StatementTopic of that name."""
    return word_of(StatementTopic, value)  # type: ignore[no-any-return]


def as_therapist_role(value: TherapistRole | str) -> TherapistRole:
    """The TherapistRole of that name."""
    return word_of(TherapistRole, value)  # type: ignore[no-any-return]


def as_training_scope(value: TrainingScope | str) -> TrainingScope:
    """The TrainingScope of that name."""
    return word_of(TrainingScope, value)  # type: ignore[no-any-return]


def as_severity(value: Severity | str) -> Severity:
    """The Severity of that name."""
    return word_of(Severity, value)  # type: ignore[no-any-return]


def as_applies_to(value: AppliesTo | str) -> AppliesTo:
    """The AppliesTo of that name."""
    return word_of(AppliesTo, value)  # type: ignore[no-any-return]


def as_section(value: Section | str) -> Section:
    """The Section of that name."""
    return word_of(Section, value)  # type: ignore[no-any-return]


def as_asks(value: Asks | str) -> Asks:
    """The Asks of that name."""
    return word_of(Asks, value)  # type: ignore[no-any-return]


def as_support(value: Support | str) -> Support:
    """The Support of that name."""
    return word_of(Support, value)  # type: ignore[no-any-return]


def as_decision(value: Decision | str) -> Decision:
    """The Decision of that name."""
    return word_of(Decision, value)  # type: ignore[no-any-return]


def as_clearance_by(value: ClearanceBy | str) -> ClearanceBy:
    """The ClearanceBy of that name."""
    return word_of(ClearanceBy, value)  # type: ignore[no-any-return]


def as_disclaimer_id(value: DisclaimerId | str) -> DisclaimerId:
    """The DisclaimerId of that name."""
    return word_of(DisclaimerId, value)  # type: ignore[no-any-return]


def as_session_part(value: SessionPart | str) -> SessionPart:
    """The SessionPart of that name."""
    return word_of(SessionPart, value)  # type: ignore[no-any-return]


def as_position(value: Position | str) -> Position:
    """The Position of that name."""
    return word_of(Position, value)  # type: ignore[no-any-return]


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
    return word_of(Stage, value)  # type: ignore[no-any-return]


def as_side(value: Side | str) -> Side:
    """The side of that name."""
    return word_of(Side, value)  # type: ignore[no-any-return]


def as_optional_pressure(value: Pressure | str | None) -> Pressure | None:
    """The pressure of that name, or None."""
    return word_of(Pressure, value)  # type: ignore[no-any-return]


def as_optional_position(value: Position | str | None) -> Position | None:
    """The position of that name, or None."""
    return word_of(Position, value)  # type: ignore[no-any-return]


def as_optional_region(value: Region | str | None) -> Region | None:
    """The region of that name, or None."""
    return word_of(Region, value)  # type: ignore[no-any-return]


def as_optional_spread(value: Spread | str | None) -> Spread | None:
    """The spread of that name, or None."""
    return word_of(Spread, value)  # type: ignore[no-any-return]


def as_optional_severity(value: Severity | str | None) -> Severity | None:
    """The severity of that name, or None."""
    return word_of(Severity, value)  # type: ignore[no-any-return]


def as_optional_action(value: Action | str | None) -> Action | None:
    """The action of that name, or None."""
    return word_of(Action, value)  # type: ignore[no-any-return]


def as_objects(cls: type, values: Any) -> Any:
    """A tuple of objects; text stands for an object of which only the first field is given."""
    values = _tuple(values)
    if isinstance(values, tuple):
        return _tuple(
            _built(cls, value) if isinstance(value, str) and _takes_text(cls) else value
            for value in values
        )
    return values


class Refused(NamedTuple):
    """Stands where text did not make an object, until a check names what is wrong."""

    faults: tuple[Fault, ...]


def _built(cls: type, text: str) -> Any:
    try:
        return cls(text)
    except ModelError as error:
        return Refused(error.faults)


def _takes_text(cls: Any) -> bool:
    """Whether one text is enough to build an object."""
    return any(not one.kw_only and one.type is str for one in fields(cls))


def as_direction(value: Direction | str) -> Direction:
    """The Direction of that name."""
    return word_of(Direction, value)  # type: ignore[no-any-return]


def as_certainty(value: Certainty | str) -> Certainty:
    """The Certainty of that name."""
    return word_of(Certainty, value)  # type: ignore[no-any-return]


def as_comparator_kind(value: ComparatorKind | str) -> ComparatorKind:
    """The ComparatorKind of that name."""
    return word_of(ComparatorKind, value)  # type: ignore[no-any-return]


def as_outcome_kind(value: OutcomeKind | str) -> OutcomeKind:
    """The OutcomeKind of that name."""
    return word_of(OutcomeKind, value)  # type: ignore[no-any-return]


def as_evidence_role(value: EvidenceRole | str) -> EvidenceRole:
    """The EvidenceRole of that name."""
    return word_of(EvidenceRole, value)  # type: ignore[no-any-return]


def as_verdict(value: Verdict | str) -> Verdict:
    """The Verdict of that name."""
    return word_of(Verdict, value)  # type: ignore[no-any-return]


def as_optional_term(value: Term | str | None) -> Term | None:
    """The Term of that name, or None."""
    return word_of(Term, value)  # type: ignore[no-any-return]


def as_optional_relative(value: Relative | str | None) -> Relative | None:
    """The Relative of that name, or None."""
    return word_of(Relative, value)  # type: ignore[no-any-return]


def as_stages(values: Iterable[Stage | str]) -> tuple[Stage, ...]:
    """Stages, earliest first."""
    found = _words(Stage, values)
    if isinstance(found, tuple) and all(isinstance(one, Stage) for one in found):
        return tuple(sorted(found, key=lambda one: one.rank))
    return found  # type: ignore[no-any-return]


def as_change_kind(value: ChangeKind | str) -> ChangeKind:
    """The ChangeKind of that name."""
    return word_of(ChangeKind, value)  # type: ignore[no-any-return]
