"""
The bases of all value objects, and how their fields are checked.

A check (in a field's metadata) says what is wrong in a sentence, or returns None. `Model` runs
all checks of a new object and reports every fault at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar

from medmassage.errors import Fault, ModelError, seen
from medmassage.model.making import Made, fields
from medmassage.model.words import ID_LETTERS, Refused, as_id
from medmassage.vocabulary import Vocabulary

Check = Callable[[Any], str | None]


class Model(Made):
    """Base of all value objects: checks itself when built."""

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        """Tidy lists and subclasses of plain types, run every check, raise all that failed."""
        cls: Any = type(self)
        faults: list[Fault] = []
        for name, tidy, check in _rules(cls):
            value = getattr(self, name)
            if tidy is not None and (plain := tidy(value)) is not value:
                object.__setattr__(self, name, plain)
                value = plain
            if check is not None and (reason := check(value)) is not None:
                faults.append(Fault(name, reason))
        if not faults:
            faults.extend(self._faults())
        if faults:
            raise ModelError(cls.__name__, faults)

    def __repr__(self) -> str:
        """As it would be written, without what is at its default or private."""
        parts = []
        for one in fields(type(self)):
            value = getattr(self, one.name)
            if one.repr and value != one.usual():
                shown = _shown(value)
                parts.append(f"{one.name}={shown}" if one.kw_only else shown)
        return f"{type(self).__name__}({', '.join(parts)})"

    def _repr_markdown_(self) -> str:
        """How it shows itself in a notebook."""
        from medmassage.export.markdown import render

        return render(self)

    def _faults(self) -> Iterator[Fault]:
        """What is wrong between fields, once each field is right by itself."""
        return iter(())


class Record(Model):
    """Base of the knowledge base's records: printed by id and name only."""

    __slots__ = ()
    id: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str.__str__(self.id)!r})"


class Shown(Model):
    """Base of what the verbs return: shown as Markdown by `print` too."""

    __slots__ = ()

    def __repr__(self) -> str:
        """What it is, in a line; `print` shows it whole."""
        words = [
            f"{one.name}={_shown(value)}"
            for one in fields(type(self))
            if isinstance(value := getattr(self, one.name), Vocabulary)
        ]
        return f"{type(self).__name__}({', '.join(['...', *words])})"

    def __str__(self) -> str:
        return self._repr_markdown_()


def _shown(value: Any) -> str:
    """A value as it would be written: words of closed lists as their text."""
    if isinstance(value, Vocabulary):
        return repr(value.value)
    if isinstance(value, tuple):
        inner = ", ".join(map(_shown, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return repr(value)


@cache
def _rules(cls: Any) -> tuple[tuple[str, Callable[[Any], Any] | None, Check | None], ...]:
    """For each field that has one: how it is tidied, and its check."""
    return tuple(
        (field.name, field.metadata.get("tidy"), field.metadata.get("check"))
        for field in fields(cls)
        if "tidy" in field.metadata or "check" in field.metadata
    )


def _plain(value: Any) -> Any:
    """A value of a subclass of a plain type, such as a NumPy text, as the plain type."""
    if isinstance(value, str) and type(value) is not str:
        return str.__str__(value)
    if isinstance(value, int) and type(value) not in (int, bool):
        return int(value)
    if isinstance(value, float) and type(value) is not float:
        return float(value)
    return value


def _plain_number(value: Any) -> Any:
    """A number in one form: 2.0 as 2, so that equal objects are written alike."""
    value = _plain(value)
    if type(value) is float and abs(value) < 10**15 and value == int(value):
        return int(value)
    return value


def _plain_each(values: Any) -> Any:
    if type(values) is list:
        values = tuple(values)
    if type(values) is tuple and any(type(value) is not str for value in values):
        return tuple(_plain(value) for value in values)
    return values


def _as_tuple(values: Any) -> Any:
    if type(values) is tuple:
        return values
    if isinstance(values, tuple | str | bytes | Mapping) or not isinstance(values, Iterable):
        return values
    return tuple(values)


def _id_fault(value: Any) -> str | None:
    if not isinstance(value, str):
        return f"expected an id, got {seen(value)}"
    if not value or not ID_LETTERS.issuperset(value) or value[0] == "-" or value[-1] == "-":
        hint = as_id(value)
        named = "; Catalog.search finds ids by name" if " " in value.strip() else ""
        fits = 0 < len(hint) <= 60 and value.isascii()
        hint = f" (perhaps {hint!r}{named})" if fits else ""
        return f"expected an id of lower-case letters, digits and hyphens, got {seen(value)}{hint}"
    return None


def _each(values: Any, fault: Check, what: str) -> str | None:
    if isinstance(values, str):
        return (
            f"expected a list of {what}, got the bare string {seen(values)}; write [{seen(values)}]"
        )
    if not isinstance(values, tuple):
        return f"expected a list of {what}, got {seen(values)}"
    if not values:
        return None
    faults = [
        f"[{place}] {reason}"
        for place, value in enumerate(values)
        if (reason := fault(value)) is not None
    ]
    return "; ".join(faults) or None


def _word_fault(vocabulary: type[Vocabulary]) -> Check:
    def fault(value: Any) -> str | None:
        return None if isinstance(value, vocabulary) else vocabulary.refusal(value)

    return fault


def _optional(check: Check) -> Check:
    def fault(value: Any) -> str | None:
        return None if value is None else check(value)

    return fault


def _text_fault(value: Any) -> str | None:
    if not isinstance(value, str):
        return f"expected text, got {seen(value)}"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "expected text, got half of a letter pair in it"
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


M = TypeVar("M", bound=Model)


def unchecked(cls: type[M]) -> Callable[..., M]:
    """
    What builds objects of a class from values that are right already, several times as fast.

    For the verbs alone: values must be tidy (words of closed lists, tuples, sorted where the
    class sorts), since neither converters nor checks run.
    """
    parts = [(getattr(cls, one.name).__set__, one.name, one.usual()) for one in fields(cls)]

    def build(**values: Any) -> M:
        made = object.__new__(cls)
        get = values.get
        for put, name, default in parts:
            put(made, get(name, default))
        return made

    return build


def altered(given: M, **values: Any) -> M:
    """The same object with other values, which are right already: as for `unchecked`."""
    cls: Any = type(given)
    made: M = object.__new__(cls)
    for put, name, get in _slots(cls):
        put(made, values[name] if name in values else get(given))
    return made


@cache
def _slots(cls: Any) -> tuple[tuple[Callable[..., None], str, Callable[[Any], Any]], ...]:
    """For each field what sets it, its name and what gets it."""
    return tuple(
        (slot.__set__, one.name, slot.__get__)
        for one in fields(cls)
        for slot in (getattr(cls, one.name),)
    )


Metadata = dict[str, Any]
"""
What a field carries: its check, and the class of the objects in it.

`bounds` says what the check allows in the words of JSON Schema; for a list, of each member.
"""

ID: Metadata = {
    "check": _id_fault,
    "tidy": _plain,
    "bounds": {"pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"},
}
OPTIONAL_ID: Metadata = {**ID, "check": _optional(_id_fault)}
IDS: Metadata = {**ID, "check": _ids_fault, "each": _id_fault, "tidy": _plain_each}
TEXT: Metadata = {"check": _text_fault, "tidy": _plain, "bounds": {"pattern": r"\S"}}
OPTIONAL_TEXT: Metadata = {**TEXT, "check": _optional(_text_fault)}
TEXTS: Metadata = {**TEXT, "check": _texts_fault, "each": _text_fault, "tidy": _plain_each}
FLAG: Metadata = {"check": _flag_fault}
OPTIONAL_FLAG: Metadata = {"check": _optional(_flag_fault)}
OPTIONAL_DATE: Metadata = {"check": _optional(_date_fault)}


@cache
def word(vocabulary: type[Vocabulary]) -> Metadata:
    """One member of a closed list."""
    return {"check": _word_fault(vocabulary)}


@cache
def optional_word(vocabulary: type[Vocabulary]) -> Metadata:
    """One member of a closed list, or None."""
    return {"check": _optional(_word_fault(vocabulary))}


@cache
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

    return {"check": fault, "tidy": _plain, "bounds": {"minimum": low, "maximum": high}}


def optional_whole(low: int, high: int, unit: str = "") -> Metadata:
    """A whole number from *low* to *high*, or None."""
    metadata = whole(low, high, unit)
    return {**metadata, "check": _optional(metadata["check"])}


def wholes(low: int, high: int, unit: str = "") -> Metadata:
    """Whole numbers from *low* to *high*."""
    each = whole(low, high, unit)
    fault = each["check"]
    return {**each, "check": lambda values: _each(values, fault, "whole numbers"), "each": fault}


def number() -> Metadata:
    """A finite number."""
    optional = optional_number()
    check = optional["check"]
    return {
        **optional,
        "check": lambda value: "expected a number, got None" if value is None else check(value),
    }


def optional_number() -> Metadata:
    """A finite number, or None."""

    def fault(value: Any) -> str | None:
        number = type(value) in (int, float) and abs(value) < 10**300
        return None if value is None or number else f"expected a finite number, got {seen(value)}"

    return {
        "check": fault,
        "tidy": _plain_number,
        "bounds": {"exclusiveMinimum": -1e300, "exclusiveMaximum": 1e300},
    }


def positive() -> Metadata:
    """A finite number above 0."""
    return _above_zero(number())


def optional_positive() -> Metadata:
    """A finite number above 0, or None."""
    return _above_zero(optional_number())


def _above_zero(metadata: Metadata) -> Metadata:
    check = metadata["check"]

    def fault(value: Any) -> str | None:
        reason: str | None = check(value)
        if reason is None and value is not None and value <= 0:
            return f"expected more than 0, got {value}"
        return reason

    return {**metadata, "check": fault, "bounds": {**metadata["bounds"], "exclusiveMinimum": 0}}


@cache
def one(cls: type) -> Metadata:
    """One object of a class."""

    def fault(value: Any) -> str | None:
        if isinstance(value, Refused):
            return "; ".join(map(str, value.faults))
        return None if isinstance(value, cls) else f"expected a {cls.__name__}, got {seen(value)}"

    return {"check": fault, "record": cls}


@cache
def optional_one(cls: type) -> Metadata:
    """One object of a class, or None."""
    return {"check": _optional(one(cls)["check"]), "record": cls}


@cache
def many(cls: type) -> Metadata:
    """Objects of a class."""
    fault = one(cls)["check"]
    return {
        "check": lambda values: _each(values, fault, f"{cls.__name__} objects"),
        "tidy": _as_tuple,
        "record": cls,
    }
