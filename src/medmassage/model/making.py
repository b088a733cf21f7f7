"""
How the model's classes are made: as attrs would make them, and without loading attrs.

Importing attrs and having it write the methods of every class takes more of a first answer than
reading the knowledge does. Here a class gets its slots at once; what builds, compares and hashes
its objects is written when it is first asked for. To everyone outside they are attrs classes:
`attrs.fields`, `attrs.evolve`, `attrs.asdict` and cattrs work on them, since the fields as attrs
knows them are made when attrs asks; and to type checkers `frozen` and `field` are those of attrs.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

__all__ = ["NOTHING", "Field", "Made", "evolve", "field", "fields", "frozen"]

T = TypeVar("T")

NOTHING: Any = type("NOTHING", (), {"__slots__": (), "__repr__": lambda _: "NOTHING"})()
"""Stands where a field has no default."""


class Field:
    """What a class knows of one of its fields."""

    __slots__ = (
        *("converter", "default", "factory", "kw_only", "metadata", "name", "repr", "type"),
    )

    def __init__(
        self,
        *,
        default: Any = NOTHING,
        factory: Callable[[], Any] | None = None,
        converter: Callable[[Any], Any] | None = None,
        metadata: Mapping[str, Any],
        kw_only: bool = False,
        repr: bool = True,  # noqa: A002 - as attrs calls it
    ) -> None:
        self.default = default
        self.factory = factory
        self.converter = converter
        self.metadata = metadata
        self.kw_only = kw_only
        self.repr = repr
        self.name: str
        self.type: Any

    @property
    def is_required(self) -> bool:
        """Whether a value must be given."""
        return self.default is NOTHING and self.factory is None

    def usual(self) -> Any:
        """What it holds where nothing is given."""
        return self.default if self.factory is None else self.factory()


def fields(cls: Any) -> tuple[Field, ...]:
    """The fields of a class of the model, in order; also of one that attrs made below it."""
    own = vars(cls)
    if "__attrs_attrs__" in own and "__made_of__" not in own:
        return _fields_of_attrs(cls)
    found: tuple[Field, ...] = cls.__made_of__
    return found


@cache
def _fields_of_attrs(cls: Any) -> tuple[Field, ...]:
    import attrs

    found = []
    for theirs in attrs.fields(cls):
        default: Any = theirs.default
        factory = default.factory if isinstance(default, attrs.Factory) else None  # type: ignore[arg-type]
        one = Field(
            default=NOTHING if factory or default is attrs.NOTHING else default,
            factory=factory,
            converter=theirs.converter,
            metadata=theirs.metadata,
            kw_only=theirs.kw_only,
            repr=theirs.repr,
        )
        one.name, one.type = theirs.name, theirs.type
        found.append(one)
    return tuple(found)


def evolve(given: T, **changes: Any) -> T:
    """The same object with other values, checked like any new one."""
    for one in fields(type(given)):
        if one.name not in changes:
            changes[one.name] = getattr(given, one.name)
    return type(given)(**changes)


def _made(*, kw_only: bool = False, **_: bool) -> Callable[[type], type]:
    """Turn a class body with fields into a class with slots."""

    def make(draft: Any) -> Any:
        body = dict(draft.__dict__)
        parts = []
        for name, kind in draft.__annotations__.items():
            one = body.pop(name)
            one.name, one.type = name, kind
            one.kw_only = one.kw_only or kw_only
            parts.append(one)
        for name in ("__dict__", "__weakref__"):
            body.pop(name, None)
        body["__qualname__"] = draft.__qualname__
        body["__slots__"] = (*(one.name for one in parts), "__weakref__")
        body["__made_of__"] = tuple(parts)
        body["__match_args__"] = tuple(one.name for one in parts if not one.kw_only)
        return type(draft)(draft.__name__, draft.__bases__, body)

    return make


# --- what is written later ------------------------------------------------------------------------


def _function(cls: Any, name: str, head: str, body: list[str], known: dict[str, Any]) -> Any:
    source = "\n    ".join((f"def {name}({head}):", *body))
    exec(compile(source, f"<{cls.__qualname__}.{name}>", "exec"), known)  # noqa: S102 - our own text
    written = known[name]
    written.__module__, written.__qualname__ = cls.__module__, f"{cls.__qualname__}.{name}"
    return written


def _init(cls: Any) -> Any:
    """`__init__`: put converted values into the slots, then check the whole."""
    known: dict[str, Any] = {"_nothing": NOTHING, "_put": object.__setattr__}
    given: tuple[list[str], list[str]] = ([], [])
    body, annotations = [], {}
    for one in fields(cls):
        name, value = one.name, one.name
        argument = name
        if one.factory is not None:
            known[f"_new_{name}"] = one.factory
            argument = f"{name}=_nothing"
            value = f"(_new_{name}() if {name} is _nothing else {name})"
        elif not one.is_required:
            known[f"_default_{name}"] = one.default
            argument = f"{name}=_default_{name}"
        given[one.kw_only].append(argument)
        if one.converter is not None:
            known[f"_as_{name}"] = one.converter
            value = f"_as_{name}({value})"
        body.append(f"_put(self, {name!r}, {value})")
        annotations[name] = _taken(one)
    body.append("self.__attrs_post_init__()")
    star = ["*"] if given[1] else []
    head = ", ".join(("self", *given[0], *star, *given[1]))
    written = _function(cls, "__init__", head, body, known)
    written.__annotations__ = {**annotations, "return": None}
    return written


def _taken(one: Field) -> Any:
    """What may be given for a field: what its converter takes, else its type."""
    taken = getattr(one.converter, "__annotations__", {})
    return next((kind for name, kind in taken.items() if name != "return"), one.type)


def _eq(cls: Any) -> Any:
    """`__eq__`: of the same class, and equal field by field."""
    alike = " and ".join(f"self.{one.name} == other.{one.name}" for one in fields(cls))
    body = ["if other.__class__ is not self.__class__:", "    return NotImplemented"]
    return _function(cls, "__eq__", "self, other", [*body, f"return {alike or True}"], {})


def _hash(cls: Any) -> Any:
    """`__hash__`: of all fields, and of the class, so that unlike things differ."""
    values = "".join(f", self.{one.name}" for one in fields(cls))
    return _function(cls, "__hash__", "self", [f"return hash((_cls{values}))"], {"_cls": cls})


def _as_attrs_sees_it(cls: Any) -> Any:
    """A class that attrs made of the same fields."""
    import attrs

    def seen(one: Field) -> Any:
        default = attrs.NOTHING if one.default is NOTHING else one.default
        if one.factory is not None:
            default = attrs.Factory(one.factory)
        return attrs.field(
            default=default,
            converter=one.converter,
            metadata=one.metadata,
            kw_only=one.kw_only,
            repr=one.repr,
            type=one.type,
        )

    parts = {one.name: seen(one) for one in fields(cls)}
    return attrs.make_class(cls.__name__, parts, frozen=True, slots=True)


def _attributes(cls: Any) -> Any:
    return _as_attrs_sees_it(cls).__attrs_attrs__


class _Later:
    """A part of each class that is written when it is first asked for."""

    __slots__ = ("name", "write")

    def __init__(self, write: Callable[[Any], Any]) -> None:
        self.write = write

    def __set_name__(self, _: type, name: str) -> None:
        self.name = name

    def __get__(self, one: Any, owner: Any = None) -> Any:
        below = one if isinstance(one, type) else owner  # inspect asks a class as if it were one
        made = next((cls for cls in below.__mro__ if "__made_of__" in vars(cls)), None)
        if made is None:  # a base without fields is built and compared as any object
            written = getattr(object, self.name)
        else:
            written = self.write(made)
            setattr(made, self.name, written)
        return written if one is None else written.__get__(one, owner)


class Made:
    """Base of the classes with fields: frozen, compared and hashed by what is in them."""

    __slots__ = ()
    __made_of__: ClassVar[tuple[Field, ...]]

    if not TYPE_CHECKING:
        __init__ = _Later(_init)
        __eq__ = _Later(_eq)
        __hash__ = _Later(_hash)
        __attrs_attrs__ = _Later(_attributes)

    def __setattr__(self, name: str, value: object) -> None:
        from attrs.exceptions import FrozenInstanceError

        raise FrozenInstanceError

    def __delattr__(self, name: str) -> None:
        from attrs.exceptions import FrozenInstanceError

        raise FrozenInstanceError

    def __replace__(self, **changes: Any) -> Self:
        return evolve(self, **changes)

    def __getstate__(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(type(self))}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)


if TYPE_CHECKING:
    from attrs import field, frozen
else:
    field, frozen = Field, _made
