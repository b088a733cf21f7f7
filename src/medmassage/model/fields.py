"""
The bases of all value objects, and how their fields are checked.

A check (in a field's metadata) says what is wrong in a sentence, or returns None. `Model` runs
all checks of a new object and reports every fault at once.
"""

import math
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import attrs

from medmassage.errors import Fault, ModelError, did_you_mean, nearest
from medmassage.vocabulary import Vocabulary

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
        return (
            f"expected a list of {what}, got the bare string {seen(values)}; write [{seen(values)}]"
        )
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


def _ids_fault(values: Any) -> str | None:
    return _each(values, _id_fault, "ids")


def _texts_fault(values: Any) -> str | None:
    return _each(values, _text_fault, "texts")


Metadata = dict[str, Any]
"""What a field carries: its check, and the class of the objects in it."""

ID: Metadata = {"check": _id_fault}
OPTIONAL_ID: Metadata = {"check": _optional(_id_fault)}
IDS: Metadata = {"check": _ids_fault}
TEXT: Metadata = {"check": _text_fault}
OPTIONAL_TEXT: Metadata = {"check": _optional(_text_fault)}
TEXTS: Metadata = {"check": _texts_fault}
FLAG: Metadata = {"check": _flag_fault}
OPTIONAL_FLAG: Metadata = {"check": _optional(_flag_fault)}
OPTIONAL_DATE: Metadata = {"check": _optional(_date_fault)}


def word(vocabulary: type[Vocabulary]) -> Metadata:
    """One member of a closed list."""
    return {"check": _word_fault(vocabulary)}


def optional_word(vocabulary: type[Vocabulary]) -> Metadata:
    """One member of a closed list, or None."""
    return {"check": _optional(_word_fault(vocabulary))}


def words(vocabulary: type[Vocabulary]) -> Metadata:
    """Members of a closed list."""
    fault = _word_fault(vocabulary)
    return {"check": lambda values: _each(values, fault, f"{vocabulary.__name__} words")}


def whole(low: int, high: int, unit: str = "") -> Metadata:
    """A whole number from *low* to *high*, inclusive."""

    def fault(value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            of = f" of {unit}" if unit else ""
            return f"expected a whole number{of} from {low} to {high}, got {seen(value)}"
        return None

    return {"check": fault}


def optional_whole(low: int, high: int, unit: str = "") -> Metadata:
    """A whole number from *low* to *high*, or None."""
    return {"check": _optional(whole(low, high, unit)["check"])}


def optional_number() -> Metadata:
    """A finite number, or None."""

    def fault(value: Any) -> str | None:
        if value is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            return f"expected a finite number, got {seen(value)}"
        return None

    return {"check": fault}


def one(cls: type) -> Metadata:
    """One object of a class."""

    def fault(value: Any) -> str | None:
        return None if isinstance(value, cls) else f"expected a {cls.__name__}, got {seen(value)}"

    return {"check": fault, "record": cls}


def optional_one(cls: type) -> Metadata:
    """One object of a class, or None."""
    return {"check": _optional(one(cls)["check"]), "record": cls}


def many(cls: type) -> Metadata:
    """Objects of a class."""
    fault = one(cls)["check"]
    return {"check": lambda values: _each(values, fault, f"{cls.__name__} objects"), "record": cls}
