"""
Objects to JSON on one line, without plain data in between.

Each class of ours has a writer, made when it is first needed, which puts text together from the
texts of the fields. What belongs to no person (records, arguments, rules for everyone) is the same
object in every answer of a catalog, and most of an answer: its text is kept, so that an answer
costs what is its own. Whatever is not as our classes hold it is left to `serialization`, whose
plain data and the standard library say what the text is.
"""

import math
from collections.abc import Callable
from datetime import date
from json.encoder import encode_basestring
from threading import Lock
from typing import Any, get_args

from medmassage.model.course import Phase
from medmassage.model.fields import Model, Record
from medmassage.model.making import fields
from medmassage.model.matching import Argument
from medmassage.model.safety import Question
from medmassage.model.screening import FiredRule, RuledOut
from medmassage.model.session import Session
from medmassage.vocabulary import Vocabulary

Writer = Callable[[Any], str]

KEPT_CHARACTERS = 2_000_000
"""The most text that is kept; what plans share of the shipped knowledge is a quarter of it."""


class _UnusualError(LookupError):
    """A value that is not as our classes hold it."""


class Kept:
    """
    The texts of objects, each found by the very object it was written from.

    By identity, not equality: 1e15 and 10**15 are equal and written differently, and looking up
    an object with all that is in it would take as long as writing it. An object that is kept
    lives, so that no other object takes its place in memory.
    """

    def __init__(self, most: int) -> None:
        self.most: int = most
        """The most characters of all texts together."""
        self.characters: int = 0
        """Those kept now."""
        self._texts: dict[int, tuple[str, object]] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._texts)

    def writer(self, write: Writer, *, keep: Callable[[Any], bool] | None = None) -> Writer:
        """
        Make a writer that writes an object once.

        Args:
            write: The writer for objects that are not kept yet.

            keep: Which objects are kept; None: all.
        """
        find = self._texts.get

        def kept(one: object) -> str:
            found = find(id(one))
            if found is not None:
                return found[0]
            text = write(one)
            if keep is None or keep(one):
                self._keep(one, text)
            return text

        return kept

    def _keep(self, one: object, text: str) -> None:
        """Keep a text; where there is no room for it, what was kept before goes."""
        if len(text) > self.most:
            return
        with self._lock:
            if id(one) in self._texts:  # another thread was first
                return
            if self.characters + len(text) > self.most:
                self._texts.clear()
                self.characters = 0
            self._texts[id(one)] = (text, one)
            self.characters += len(text)


KEPT = Kept(KEPT_CHARACTERS)


def write(one: object, head: str = "") -> str | None:
    """
    Write an object as JSON.

    Args:
        one: Any object.

        head: What stands before its fields, such as `"type": "Span", `.

    Returns:
        One line of text; None where the object, or something in it, is not of ours or is not as
        our classes hold it, such as a number that is not finite.
    """
    cls = type(one)
    try:
        if cls not in _WRITERS:
            _learn(cls)
        return _OBJECTS[cls](one, head=head)
    except LookupError:
        return None


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise _UnusualError
    return float.__repr__(value)


def _day(value: date) -> str:
    return f'"{value.isoformat()}"'


def _many(values: tuple[Any, ...]) -> str:
    return f"[{', '.join([_WRITERS[type(one)](one) for one in values])}]" if values else "[]"


_WRITERS: dict[type, Writer] = {
    str: encode_basestring,
    int: int.__repr__,
    float: _number,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): {None: "null"}.__getitem__,
    date: _day,
    tuple: _many,
}
"""How values of a type are written. A type that is not here, a subclass too, is unusual."""


_OBJECTS: dict[type, Callable[..., str]] = {}
"""How objects of a class are put together, whether or not their texts are kept."""


def _learn(cls: type) -> None:
    """Make the writer of a class, after those of all that its fields hold."""
    if issubclass(cls, Vocabulary):
        _WRITERS[cls] = {word: encode_basestring(word.value) for word in cls}.__getitem__
        return
    if "__made_of__" not in vars(cls):  # a class of the user, be it made from one of ours
        raise _UnusualError
    for field in fields(cls):
        for part in _classes(field.type):
            if part not in _WRITERS:
                _learn(part)
    _OBJECTS[cls] = _object(cls)
    _WRITERS[cls] = _phase if cls is Phase else _kept(cls, _OBJECTS[cls])


def _classes(of: Any) -> list[type]:
    """The classes of ours in the type of a field, such as `tuple[Span, ...]` or `Side | None`."""
    if isinstance(of, type) and issubclass(of, Model | Vocabulary):
        return [of]
    return [found for inner in get_args(of) for found in _classes(inner)]


def _object(cls: Any, *, apart: str | None = None) -> Callable[..., str]:
    """
    Make a function that puts the text of an object together, field by field.

    It takes the object, the text of the field that is written apart, and `head`; see `write`.

    Args:
        cls: The class.

        apart: A field that is written apart.
    """
    texts = ", ".join(
        f'"{one.name}": {{{"given" if one.name == apart else _TEXT.format(one.name)}}}'
        for one in fields(cls)
    )
    source = f"def write(one, given='', *, head=''):\n    return f'''{{{{{{head}}{texts}}}}}'''"
    names: dict[str, Any] = {"writers": _WRITERS}
    # as `making` writes methods: a loop over the fields takes half as long again
    exec(compile(source, f"<writer of {cls.__name__}>", "exec"), names)  # noqa: S102 - our names
    made: Callable[..., str] = names["write"]
    return made


_TEXT = "writers[type(value := one.{})](value)"


def _kept(cls: type, write: Writer) -> Writer:
    """The writer that keeps texts, where objects of the class belong to no person."""
    if cls is Question:  # not one that was made for a complaint, such as where it is
        return KEPT.writer(write, keep=lambda one: bool(one.triggers))
    if cls is RuledOut:  # a rule and its only question: the same object for all who say no
        return KEPT.writer(write, keep=lambda one: len(one.question_ids) == 1)
    if cls is FiredRule:  # a rule for everyone
        return KEPT.writer(
            write, keep=lambda one: not (one.question_ids or one.findings or one.clearances)
        )
    return KEPT.writer(write) if issubclass(cls, Record | Argument) else write


_around_sessions = _object(Phase, apart="sessions")
_around_steps = _object(Session, apart="steps")


def _phase(phase: Phase) -> str:
    """Write a phase. Its sessions that do the same share their steps, which are written once."""
    steps: dict[int, str] = {}
    texts = []
    for one in phase.sessions:
        key = id(one.steps)
        if key not in steps:
            steps[key] = _WRITERS[type(one.steps)](one.steps)
        texts.append(_around_steps(one, steps[key]))
    return _around_sessions(phase, f"[{', '.join(texts)}]")
