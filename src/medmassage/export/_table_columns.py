"""Columns of tables: their names, types and meanings, read from the classes of the model."""

from datetime import date
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

import attrs

from medmassage.export._field_sentences import sentences
from medmassage.model.fields import Model
from medmassage.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]


class Column(NamedTuple):
    """One column of a table."""

    name: str
    of: Any
    """Its type, as a field of the model would be annotated."""
    told: tuple[str | tuple[Any, str], ...]
    """Sentences on its meaning: written out, or the class and field whose docstring says it."""

    @property
    def about(self) -> str:
        """What it means; what docstrings say is missing where the source is not installed."""
        found = (
            one if isinstance(one, str) else sentences(one[0]).get(one[1], "") for one in self.told
        )
        return " ".join(filter(None, found))


@cache
def columns(cls: Any, *names: str, prefix: str = "", optional: bool = False) -> tuple[Column, ...]:
    """
    The fields of a class as columns.

    Args:
        cls: A class of the model.

        names: Only these fields, in this order; none: all.

        prefix: What the names of the columns begin with.

        optional: Whether a row may be without them.
    """
    known: Any = attrs.fields_dict(cls)
    return tuple(
        Column(
            f"{prefix}{name}",
            known[name].type | None if optional else known[name].type,
            ((cls, name),),
        )
        for name in names or known
    )


@cache
def single_fields(cls: Any) -> tuple[str, ...]:
    """The fields of a class that hold one plain value: neither a list nor an object."""
    return tuple(
        one.name
        for one in attrs.fields(cls)
        if get_origin(one.type) is not tuple and not is_model(without_none(one.type))
    )


def without_none(of: Any) -> Any:
    """`Stage` for `Stage | None`."""
    if NoneType in get_args(of):
        (inner,) = (one for one in get_args(of) if one is not NoneType)
        return inner
    return of


def is_model(of: Any) -> bool:
    """Whether a type is a class of the model."""
    return isinstance(of, type) and issubclass(of, Model)


def arrow_schema(found: tuple[Column, ...], metadata: dict[str, str]) -> "pa.Schema":
    """The Arrow schema of columns; what they mean is the `description` of each field."""
    import pyarrow as pa

    return pa.schema([_arrow_field(one) for one in found], metadata=metadata)


def _arrow_field(one: Column) -> "pa.Field":
    import pyarrow as pa

    return pa.field(
        one.name,
        _arrow_type(one.of),
        nullable=NoneType in get_args(one.of),
        metadata={"description": one.about} if one.about else None,
    )


def _arrow_type(of: Any) -> "pa.DataType":
    """
    The Arrow type of values of a field.

    A word of a closed list is plain text, so that it compares and joins like the ids beside it.
    Inside an object every value may be null, because the object itself may be.
    """
    import pyarrow as pa

    inner = without_none(of)
    if get_origin(inner) is tuple:
        return pa.list_(_arrow_type(get_args(inner)[0]))
    if is_model(inner):
        return pa.struct([(one.name, _arrow_type(one.of)) for one in columns(inner)])
    plain = {
        bool: pa.bool_,
        date: pa.date32,
        float: pa.float64,
        int: pa.int64,
        str: pa.string,
    }
    return plain[str if issubclass(inner, Vocabulary) else inner]()
