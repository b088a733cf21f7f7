"""
Everything this library raises.

The tree::

    MedMassageError(Exception)
    |-- ModelError(ValueError)              a value object was given bad values
    |   |-- MissingDisclaimerError          an answer lacks a required notice
    |   `-- ContradictionError              the same question was answered in two ways
    |-- DataError(ValueError)               a document does not fit a class
    |   `-- CatalogError                    a data folder is damaged or does not hang together
    |-- UnknownIdError(KeyError)            no record has this id
    |-- NotAnAnswerError(ValueError)        an id exists but cannot stand there in an intake
    |-- NotForScreeningError(ValueError)    a catalog without the safety rules was asked to screen
    `-- ExportError                         a format cannot be written
        `-- MissingExtraError(ImportError)  an optional library is not installed

Each message names what was wrong, where, the value seen, what was expected and, where one is
near, the nearest valid choice. Free text from a record is never part of a message.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong, and where."""

    where: str
    """A field name or a path such as `complaints[0].pain`; empty for the whole."""
    reason: str
    """A sentence: what was expected and what was seen."""

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}" if self.where else self.reason


def _listed(heading: str, faults: tuple[Fault, ...]) -> str:
    if len(faults) == 1:
        return f"{heading}: {faults[0]}"
    return "\n".join([f"{heading}: {len(faults)} faults", *(f"  {fault}" for fault in faults)])


def did_you_mean(suggestions: Iterable[str]) -> str:
    """The end of a message that offers the nearest valid choices, or nothing."""
    names = [repr(name) for name in suggestions]
    return f"; did you mean {' or '.join(names)}?" if names else ""


class MedMassageError(Exception):
    """The root: catches everything this library raises on purpose."""


class ModelError(MedMassageError, ValueError):
    """A value object was given values that it cannot hold; all of them are listed."""

    def __init__(self, class_name: str, faults: Iterable[Fault]) -> None:
        self.class_name: str = class_name
        self.faults: tuple[Fault, ...] = tuple(Fault(*fault) for fault in faults)
        super().__init__(class_name, self.faults)

    def __str__(self) -> str:
        return _listed(self.class_name, self.faults)


class MissingDisclaimerError(ModelError):
    """A plan, or the refusal of one, was built without every notice that it must carry."""

    def __init__(self, class_name: str, missing: Iterable[str]) -> None:
        self.missing: tuple[str, ...] = tuple(missing)
        super().__init__(
            class_name,
            [Fault("disclaimers", f"required and missing: {', '.join(self.missing)}")],
        )

    def __reduce__(self) -> tuple[type["MissingDisclaimerError"], tuple[str, tuple[str, ...]]]:
        """Copying and pickling build it from what it was built from."""
        return MissingDisclaimerError, (self.class_name, self.missing)


class ContradictionError(ModelError):
    """The same question was answered in two ways."""

    def __init__(
        self, ids: Iterable[str], first: str, second: str, others: Iterable[Fault] = ()
    ) -> None:
        self.ids: tuple[str, ...] = tuple(ids)
        self.first: str = first
        self.second: str = second
        self.others: tuple[Fault, ...] = tuple(Fault(*other) for other in others)
        reason = f"both {first} and {second}: {', '.join(self.ids)}; keep one answer"
        super().__init__("Intake", [Fault("", reason), *self.others])

    def __reduce__(
        self,
    ) -> tuple[type["ContradictionError"], tuple[tuple[str, ...], str, str, tuple[Fault, ...]]]:
        """Copying and pickling build it from what it was built from."""
        return ContradictionError, (self.ids, self.first, self.second, self.others)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class DataError(MedMassageError, ValueError):
    """A document does not fit; every fault is listed with its path."""

    def __init__(self, where: str, faults: Iterable[Fault]) -> None:
        self.where: str = where
        self.faults: tuple[Fault, ...] = tuple(Fault(*fault) for fault in faults)
        super().__init__(where, self.faults)

    def __str__(self) -> str:
        return _listed(self.where, self.faults)


class CatalogError(DataError):
    """A data folder is damaged, or its records do not hang together; nothing was loaded."""


class UnknownIdError(MedMassageError, KeyError):
    """No record has this id. The nearest ids are in `suggestions`, best first."""

    def __init__(
        self,
        kind: str,
        id: str,
        suggestions: Iterable[str] = (),
        others: Iterable["UnknownIdError"] = (),
    ) -> None:
        self.kind: str = kind
        self.id: str = id
        self.suggestions: tuple[str, ...] = tuple(suggestions)
        self.others: tuple[UnknownIdError, ...] = tuple(others)
        super().__init__(kind, id, self.suggestions, self.others)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UnknownIdError) and self.args == other.args

    def __hash__(self) -> int:
        return hash((self.kind, self.id))

    def with_others(self, others: Iterable["UnknownIdError"]) -> "UnknownIdError":
        """The same error, telling of more ids that are unknown."""
        return UnknownIdError(self.kind, self.id, self.suggestions, others)

    def __str__(self) -> str:
        seen = repr(self.id) if len(str(self.id)) <= 80 else f"of {len(str(self.id))} characters"
        own = f"no {self.kind} {seen}{did_you_mean(self.suggestions)}"
        return "\n".join([own, *(str(other) for other in self.others)])


class NotAnAnswerError(MedMassageError, ValueError):
    """An id exists, but an intake cannot say it in this place."""

    def __init__(self, id: str, where: str, reason: str) -> None:
        self.id: str = id
        self.where: str = where
        self.reason: str = reason
        super().__init__(id, where, reason)

    def __str__(self) -> str:
        return f"{self.id!r} in {self.where}: {self.reason}"


class NotForScreeningError(MedMassageError, ValueError):
    """This catalog lacks questions, rules or a required disclaimer, so it cannot screen anyone."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing: tuple[str, ...] = tuple(missing)
        super().__init__(self.missing)

    def __str__(self) -> str:
        return f"this catalog cannot screen: it has no {', no '.join(self.missing)}"


class ExportError(MedMassageError):
    """A format cannot be written."""


class MissingExtraError(ExportError, ImportError):
    """An optional library is missing; the message has the command that installs it."""

    def __init__(self, extra: str, package: str) -> None:
        self.extra: str = extra
        self.package: str = package
        super().__init__(extra, package)

    def __str__(self) -> str:
        return f"this needs {self.package}: pip install 'medmassage[{self.extra}]'"


def seen(value: Any) -> str:
    """A value as an error may show it: short, and never a person's free text."""
    if type(value) is int and abs(value) >= 10**15:
        return "a very large number"
    if value is None or isinstance(value, bool | int | float | date):
        return repr(value)
    if isinstance(value, str):
        text = str.__str__(value)
        return repr(text) if len(text) <= 60 else f"a text of {len(text)} characters"
    return f"a {type(value).__name__}"


def nearest(word: Any, choices: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The choices most like *word*, best first; empty when none is close."""
    if not isinstance(word, str) or len(word) > 200:  # nobody mistypes that much
        return ()
    from difflib import get_close_matches

    plain = "-".join(word.lower().split())
    return tuple(get_close_matches(plain, sorted(choices), n=count, cutoff=0.6))
