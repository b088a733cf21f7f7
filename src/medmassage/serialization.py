"""
Objects to plain data and back: one strict converter for all classes.

Nothing is coerced: "3" is not 3, 6.7 is not 6, a bare string is not a list. All faults of a
document are reported together, each with its path. The outermost object says its `type` and the
`format` of the document.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, overload

import attrs
from cattrs import Converter

from medmassage.errors import DataError, Fault, ModelError, did_you_mean, nearest, seen
from medmassage.model.fields import Model
from medmassage.vocabulary import Vocabulary

T = TypeVar("T")
UnknownKeys = Literal["refuse", "ignore"]
"""What happens to keys that a class does not have."""

FORMAT = "1.0"
"""The version of the document format. Readers accept every 1.x."""


class _FaultyError(Exception):
    """What is wrong below one point of a document; paths are relative to it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


def _fault(reason: str) -> _FaultyError:
    return _FaultyError([Fault("", reason)])


def _below(step: str, fault: Fault) -> Fault:
    joint = "" if not fault.where or fault.where.startswith("[") else "."
    return Fault(f"{step}{joint}{fault.where}", fault.reason)


def _text(value: Any, _: type) -> str:
    if type(value) is not str:
        raise _fault(f"expected text, got {seen(value)}")
    return value


def _flag(value: Any, _: type) -> bool:
    if type(value) is not bool:
        raise _fault(f"expected true or false, got {seen(value)}")
    return value


def _whole(value: Any, _: type) -> int:
    if type(value) is not int:
        raise _fault(f"expected a whole number, got {seen(value)}")
    return value


def _number(value: Any, _: type) -> float:
    if type(value) not in (int, float) or not abs(value) < 10**300:
        raise _fault(f"expected a finite number, got {seen(value)}")
    return value  # type: ignore[no-any-return]


def _date(value: Any, _: type) -> date:
    try:
        if type(value) is str and len(value) == 10 and value[4] == value[7] == "-":
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _fault(f"expected a date such as 2026-12-31, got {seen(value)}")


def _member(value: Any, vocabulary: type[Vocabulary]) -> Vocabulary:
    if type(value) is str and value in vocabulary.values():
        return vocabulary(value)
    raise _fault(vocabulary.refusal(value))


def _members(converter: Converter) -> Callable[[Any, Any], tuple[Any, ...]]:
    def structure(value: Any, of: Any) -> tuple[Any, ...]:
        if type(value) not in (list, tuple):
            raise _fault(f"expected a list, got {seen(value)}")
        inner = get_args(of)[0]
        done: list[Any] = []
        faults: list[Fault] = []
        for place, one in enumerate(value):
            try:
                done.append(converter.structure(one, inner))
            except _FaultyError as error:
                faults.extend(_below(f"[{place}]", fault) for fault in error.faults)
        if faults:
            raise _FaultyError(faults)
        return tuple(done)

    return structure


def _object(converter: Converter, unknown_keys: UnknownKeys) -> Callable[[Any, Any], Any]:
    def structure(value: Any, cls: Any) -> Any:
        if isinstance(value, cls):
            return value
        if type(value) is str and (only := _only_required(cls)):
            value = {only: value}
        if not isinstance(value, Mapping):
            raise _fault(f"expected a {cls.__name__} object, got {seen(value)}")
        given, faults = _fields(converter, cls, value)
        if unknown_keys == "refuse":
            faults += _unknown(value, {one.name for one in attrs.fields(cls)})
        if faults:
            raise _FaultyError(faults)
        try:
            return cls(**given)
        except ModelError as error:
            raise _FaultyError(list(error.faults)) from error

    return structure


def _fields(
    converter: Converter, cls: Any, value: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Fault]]:
    """The fields of an object that are right, and what is wrong with the others."""
    given: dict[str, Any] = {}
    faults = _not_strict(value)
    for one in attrs.fields(cls):
        if one.name not in value:
            if one.default is attrs.NOTHING:
                faults.append(Fault(one.name, "required and missing"))
            continue
        try:
            given[one.name] = made = converter.structure(value[one.name], one.type)
        except _FaultyError as error:
            faults += [_below(one.name, fault) for fault in error.faults]
            continue
        faults += _checked(one, made)
    return given, faults


def _checked(field: Any, value: Any) -> list[Fault]:
    """What the field's own check says of a value; of the members of a list one by one."""
    each, check = field.metadata.get("each"), field.metadata.get("check")
    if each is not None and isinstance(value, tuple):
        told = [(f"{field.name}[{place}]", each(one)) for place, one in enumerate(value)]
    else:
        told = [(field.name, check(value) if check is not None else None)]
    return [Fault(where, reason) for where, reason in told if reason is not None]


def _unknown(value: Mapping[str, Any], names: set[str]) -> list[Fault]:
    return [
        Fault("", f"unknown key {seen(key)}{did_you_mean(nearest(key, names))}")
        for key in value
        if key not in names
    ]


@cache
def _only_required(cls: Any) -> str | None:
    """The field that bare text stands for: the only required one, where it is positional."""
    required = [one for one in attrs.fields(cls) if one.default is attrs.NOTHING]
    if len(required) == 1 and not required[0].kw_only and required[0].type is str:
        return str(required[0].name)
    return None


@cache
def _converter(unknown_keys: UnknownKeys) -> Converter:
    converter = Converter(detailed_validation=False, unstruct_collection_overrides={tuple: list})
    for kind, hook in ((str, _text), (bool, _flag), (int, _whole), (float, _number), (date, _date)):
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook(Vocabulary, _member)
    converter.register_structure_hook_func(
        lambda of: cast(Any, get_origin(of)) is tuple, _members(converter)
    )
    converter.register_structure_hook_func(
        lambda of: isinstance(of, type) and issubclass(of, Model),
        _object(converter, unknown_keys),
    )
    converter.register_unstructure_hook(Vocabulary, lambda word: word.value)
    converter.register_unstructure_hook(date, date.isoformat)
    return converter


def to_dict(obj: Model) -> dict[str, Any]:
    """
    Turn an object into plain data: dicts, lists, text, numbers, booleans and None.

    Args:
        obj: Any object of this library.

    Returns:
        A new dict with `type` and `format` first, then every field in its order.

    Example:
        >>> from medmassage.model.intake import Finding
        >>> to_dict(Finding("burn", side="left"))["side"]
        'left'
    """
    if not _is_ours(type(obj)):
        raise DataError(
            "to_dict", [Fault("", f"expected an object of medmassage, got {seen(obj)}")]
        )
    plain: dict[str, Any] = _converter("refuse").unstructure(obj)
    return {"type": type(obj).__name__, "format": FORMAT, **plain}


@overload
def from_dict(cls: type[T], data: Mapping[str, Any], *, unknown_keys: UnknownKeys = ...) -> T: ...
@overload
def from_dict(
    cls: UnionType, data: Mapping[str, Any], *, unknown_keys: UnknownKeys = ...
) -> Any: ...
def from_dict(cls: Any, data: Mapping[str, Any], *, unknown_keys: UnknownKeys = "refuse") -> Any:
    """
    Build an object from plain data.

    Args:
        cls: The class, or a union such as `TreatmentPlan | Withheld`, chosen by `type`.

        data: What `to_dict` gave. `type` and `format` may be left out for a single class.

        unknown_keys: `"refuse"` (default) reports keys that the class does not have;
            `"ignore"` drops them.

    Returns:
        The object, equal to the one that was written.

    Raises:
        DataError: The data does not fit. Every fault is listed with its path.

    Example:
        >>> from medmassage.model.intake import Complaint
        >>> from_dict(Complaint, {"condition_id": "neck-pain", "pain": 4}).pain
        4
    """
    if unknown_keys not in ("refuse", "ignore"):
        raise DataError(
            "from_dict",
            [Fault("unknown_keys", f"expected 'refuse' or 'ignore', got {seen(unknown_keys)}")],
        )
    classes = get_args(cls) or (cls,)
    if not all(map(_is_ours, classes)):
        raise DataError("from_dict", [Fault("cls", f"expected a class of medmassage, got {cls!r}")])
    choices = {one.__name__: one for one in classes}
    where = " or ".join(choices)
    if not isinstance(data, Mapping):
        raise DataError(where, [Fault("", f"expected an object, got {seen(data)}")])
    body = dict(data)
    faults = _not_strict(data)
    stated = body.pop("type", where if len(choices) == 1 else None)
    if not isinstance(stated, str) or stated not in choices:
        faults.append(Fault("type", f"expected {where}, got {seen(stated)}"))
    version = body.pop("format", FORMAT)
    major, _, minor = version.partition(".") if isinstance(version, str) else ("", "", "")
    if major != FORMAT.partition(".")[0] or not minor.isdecimal():
        faults.append(Fault("format", f"expected {FORMAT!r}, got {seen(version)}"))
    if faults:
        raise DataError(where, faults)
    try:
        return _converter(unknown_keys).structure(body, choices[str(stated)])
    except _FaultyError as error:
        raise DataError(str(stated), error.faults) from None


def _is_ours(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, Model) and attrs.has(cls)


def dumps(obj: Model, *, indent: int | None = None) -> str:
    """
    Write an object as JSON. The same object always gives the same text.

    Args:
        obj: Any object of this library.

        indent: Spaces per level; None writes one line.

    Returns:
        JSON text; characters outside ASCII stay as they are.
    """
    from medmassage.writing import write  # it loads what plans are made of

    head = f'"type": "{type(obj).__name__}", "format": "{FORMAT}", '
    if indent is None and (text := write(obj, head)) is not None:
        return text
    return json.dumps(
        to_dict(obj),
        ensure_ascii=False,
        allow_nan=False,
        check_circular=False,  # plain data made here and now holds no circle
        indent=indent,
    )


@overload
def loads(cls: type[T], text: str | bytes, *, unknown_keys: UnknownKeys = ...) -> T: ...
@overload
def loads(cls: UnionType, text: str | bytes, *, unknown_keys: UnknownKeys = ...) -> Any: ...
def loads(cls: Any, text: str | bytes, *, unknown_keys: UnknownKeys = "refuse") -> Any:
    """
    Build an object from JSON.

    Args:
        cls: The class, or a union such as `TreatmentPlan | Withheld`.

        text: JSON, as `dumps` writes it.

        unknown_keys: As in `from_dict`.

    Returns:
        The object: `loads(type(x), dumps(x)) == x`.

    Raises:
        DataError: The text is not JSON, repeats a key, or does not fit the class.
    """
    return from_dict(cls, read_json(text, "JSON"), unknown_keys=unknown_keys)


def read_json(text: str | bytes, where: str) -> Any:
    """
    Read JSON. Keys that stand twice, and NaN, are left for the reader of the objects to refuse.

    Args:
        text: The document.

        where: Its name, for errors.

    Raises:
        DataError: It is not JSON.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_no_repeats, parse_constant=_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise DataError(where, [Fault(place, f"not JSON: {error.msg}")]) from None
    except UnicodeDecodeError as error:
        raise DataError(where, [Fault(f"byte {error.start}", "not UTF-8 text")]) from None
    except RecursionError:
        raise DataError(where, [Fault("", "not JSON that we read: nested too deeply")]) from None
    except _FaultyError as error:
        raise DataError(where, error.faults) from None
    except ValueError:
        raise DataError(
            where, [Fault("", "not JSON that we read: a number of too many digits")]
        ) from None


class _Repeating(dict[str, Any]):
    """An object of a document in which keys stand twice."""

    twice: tuple[str, ...] = ()


class _Constant(float):
    """NaN or an infinity, which Python reads and JSON does not have."""

    name = ""


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    repeating = _Repeating(found)
    repeating.twice = tuple(sorted({key for key in keys if keys.count(key) > 1}))
    return repeating


def _constant(name: str) -> _Constant:
    found = _Constant(name)
    found.name = name
    return found


def _not_strict(value: Mapping[str, Any]) -> list[Fault]:
    """What one object of a document holds that is not strict JSON."""
    twice = value.twice if isinstance(value, _Repeating) else ()
    found = [Fault("", f"the same key twice: {', '.join(map(seen, twice))}")] if twice else []
    return found + [
        Fault(key, f"{one.name} is not JSON")
        for key, one in value.items()
        if isinstance(one, _Constant)
    ]
