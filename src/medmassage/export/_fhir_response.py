"""
What a QuestionnaireResponse says, item by item, with all that is wrong in it.

Renderers nest answers in different ways and send empty lists; items are found by their linkId,
wherever they stand. Nothing is guessed: what cannot be read is a fault.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from medmassage.catalog import Catalog
from medmassage.errors import Fault, did_you_mean, nearest, seen
from medmassage.export._fhir_codes import (
    ABOUT,
    AGE,
    ALLERGEN,
    ALLERGIES,
    ANSWER,
    ANSWERS,
    ASSUMED,
    COMPLAINT,
    CONCERN,
    CONDITION,
    IMPAIRMENT,
    IMPAIRMENTS,
    MORE,
    NOTICE,
    NOTICES,
    PAIN,
    PLACE,
    QUESTION,
    RECORDED,
    REGION,
    REGIONS,
    SECTION,
    SIDE,
    SIDE_OF,
    STAGE,
    STAGE_OF,
    UNKNOWN,
    YES,
    link,
)
from medmassage.rules import rulebook
from medmassage.vocabulary import Region, Section, Side, Stage

_READABLE = ("amended", "completed", "in-progress", "stopped")
_MOST_NESTED = 60


class Kind(NamedTuple):
    """What an item may be answered with."""

    system: str | None = None
    """The code system of its codings; None: it takes no coding."""
    codes: Collection[str] = ()
    """The codes of it; of records their former ids too."""
    low: int = 0
    high: int = -1
    """The range of a whole number; empty: it takes none."""
    repeats: bool = False
    """Whether it takes several answers."""
    or_unknown: bool = False
    """Whether "unknown" is an answer too."""


_GROUP = Kind()
_ANSWERED = Kind(ANSWER, tuple(one["code"] for one in ANSWERS))
_APPLIES = Kind(ANSWER, (YES,))
_PARTS = {
    MORE: _GROUP,
    CONCERN: _GROUP,
    PLACE: _GROUP,
    REGIONS: Kind(REGION, Region.values(), repeats=True, or_unknown=True),
    SIDE_OF: Kind(SIDE, Side.values()),
}


class Given(NamedTuple):
    """One answered item."""

    link: str
    """Its name in the form."""
    path: str
    """Where it stands in the response."""
    entry: str
    """Which entry of a repeated place it belongs to; empty: none."""
    values: tuple[str | int, ...]
    """Codes, or a whole number."""


class Response:
    """Everything that one response says."""

    def __init__(self, document: object, catalog: Catalog) -> None:
        self.faults: list[Fault] = []
        self.given: list[Given] = []
        self._catalog = catalog
        self._book = rulebook(catalog)
        self._first: dict[tuple[str, str], str] = {}
        if not isinstance(document, Mapping):
            self._fault("", f"expected a QuestionnaireResponse, got {_kind_of(document)}")
            return
        if document.get("resourceType") != "QuestionnaireResponse":
            got = _word(document.get("resourceType"))
            self._fault("resourceType", f"expected QuestionnaireResponse, got {got}")
            return
        status = document.get("status")
        if status == "entered-in-error":
            self._fault("status", "it was entered in error, so nothing in it counts")
        elif status not in _READABLE:
            self._fault("status", f"expected one of {', '.join(_READABLE)}, got {_word(status)}")
        self._items(document.get("item", []), "item", ("", ""), 0)

    def _fault(self, where: str, reason: str) -> None:
        self.faults.append(Fault(where, reason))

    def _list(self, value: object, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The objects of a list, each with its path."""
        if not isinstance(value, list | tuple):
            self._fault(path, f"expected a list, got {_kind_of(value)}")
            return
        for place, one in enumerate(value):
            where = f"{path}[{place}]"
            if isinstance(one, Mapping):
                yield where, one
            else:
                self._fault(where, f"expected an object, got {_kind_of(one)}")

    def _items(self, items: object, path: str, place: tuple[str, str], depth: int) -> None:
        if depth > _MOST_NESTED:
            self._fault(path, "nested too deeply")
            return
        for where, item in self._list(items, path):
            name = item.get("linkId")
            kind = self._kind(name) if isinstance(name, str) else None
            if not isinstance(name, str):
                self._fault(f"{where}.linkId", f"expected text, got {_kind_of(name)}")
            elif kind is None:
                near = did_you_mean(nearest(name, self._catalog.questions))
                self._fault(f"{where}.linkId", f"no item {_word(name)} in the form{near}")
            inner = place
            if isinstance(name, str) and name.endswith(f".{PLACE}"):
                inner = (name.removesuffix(PLACE), where)
            values: list[str | int] = []
            for at, answer in self._list(item.get("answer", []), f"{where}.answer"):
                values += self._value(answer, at, kind)
                if "item" in answer:
                    self._items(answer["item"], f"{at}.item", inner, depth + 1)
            if values and isinstance(name, str) and kind is not None:
                self._take(name, kind, where, place, values)
            if "item" in item:
                self._items(item["item"], f"{where}.item", inner, depth + 1)

    def _take(
        self, name: str, kind: Kind, path: str, place: tuple[str, str], values: list[str | int]
    ) -> None:
        owner, entry = place
        entry = entry if owner and name.startswith(owner) else ""
        first = self._first.setdefault((name, entry), path)
        if first != path:
            self._fault(path, f"{name} is answered at {first} already")
        elif len(values) > 1 and not kind.repeats:
            self._fault(f"{path}.answer", f"{name} takes one answer, got {len(values)}")
        elif kind.or_unknown and UNKNOWN in values and len(values) > 1:
            self._fault(f"{path}.answer", "a place, and that it is not known; keep one")
        else:
            self.given.append(Given(name, path, entry, tuple(values)))

    def _value(
        self, answer: Mapping[str, Any], path: str, kind: Kind | None
    ) -> Iterator[str | int]:
        """The value of one answer; none where it has none or is at fault."""
        keys = sorted(key for key in answer if key.startswith("value"))
        if not keys or kind is None:
            return
        if len(keys) > 1:
            self._fault(path, f"expected one value, got {', '.join(keys)}")
        elif kind.system is None and kind.high < kind.low:
            self._fault(path, f"expected no answer to a heading, got {keys[0]}")
        elif kind.system is None and keys[0] == "valueInteger":
            number = answer["valueInteger"]
            whole = isinstance(number, int) and not isinstance(number, bool)
            if whole and kind.low <= number <= kind.high:
                yield number
            else:
                expected = f"expected a whole number from {kind.low} to {kind.high}"
                self._fault(f"{path}.valueInteger", f"{expected}, got {_word(number)}")
        elif kind.system is not None and keys[0] == "valueCoding":
            yield from self._code(answer["valueCoding"], f"{path}.valueCoding", kind)
        else:
            wanted = "valueInteger" if kind.system is None else "valueCoding"
            self._fault(path, f"expected {wanted}, got {keys[0]}")

    def _code(self, value: object, path: str, kind: Kind) -> Iterator[str]:
        if not isinstance(value, Mapping):
            self._fault(path, f"expected a Coding, got {_kind_of(value)}")
            return
        code, system = value.get("code"), value.get("system", kind.system)
        if kind.or_unknown and code == UNKNOWN and system in (kind.system, ANSWER):
            yield UNKNOWN
        elif system != kind.system:
            self._fault(f"{path}.system", f"expected {kind.system}, got {_word(system)}")
        elif isinstance(code, str) and code in kind.codes:
            yield code
        else:
            near = did_you_mean(nearest(code, kind.codes))
            of = f"expected a code of {kind.system}"
            self._fault(f"{path}.code", f"{of}, got {_word(code)}{near}")

    def _kind(self, name: str) -> Kind | None:
        """What an item of that name takes; None: the form has no such item."""
        base, _, rest = name.partition(".")
        if base in self._catalog.questions:
            return _PARTS.get(rest) if rest else _ANSWERED
        if base == COMPLAINT:
            number, _, part = rest.partition(".")
            counted = number.isdecimal() and number.isascii() and number[0] != "0"
            return self._about(part) if counted and len(number) < 4 else None
        if base == RECORDED:
            rule_id, _, part = rest.partition(".")
            if rule_id not in self._book.brought_by:
                return None
            return _PARTS.get(part) if part else _APPLIES
        return self._others(name, base, rest)

    def _about(self, part: str) -> Kind | None:
        """What the parts of a complaint take."""
        catalog = self._catalog
        kinds = {
            "": Kind(CONDITION, catalog.conditions),
            ABOUT: _GROUP,
            REGIONS: Kind(REGION, Region.values(), repeats=True),
            SIDE_OF: _PARTS[SIDE_OF],
            STAGE_OF: Kind(STAGE, Stage.values()),
            PAIN: Kind(low=0, high=10),
            IMPAIRMENTS: Kind(IMPAIRMENT, catalog.impairments, repeats=True),
        }
        return kinds.get(part)

    def _others(self, name: str, base: str, rest: str) -> Kind | None:
        catalog = self._catalog
        if (base == SECTION and rest in Section.values()) or (
            base == NOTICE and rest in catalog.disclaimers
        ):
            return _GROUP
        kinds = {
            NOTICES: _GROUP,
            link("form", RECORDED): _GROUP,
            AGE: Kind(low=0, high=130),
            ALLERGIES: Kind(ALLERGEN, catalog.allergens, repeats=True),
            ASSUMED: Kind(QUESTION, catalog.questions, repeats=True),
        }
        return kinds.get(name)


def _kind_of(value: object) -> str:
    """What was given instead, without what it says."""
    if isinstance(value, str):
        return "text"
    return (
        seen(value) if value is None or isinstance(value, bool | int | float) else _article(value)
    )


def _article(value: object) -> str:
    return "a list" if isinstance(value, Iterable) else f"a {type(value).__name__}"


def _word(value: object) -> str:
    """A code or a name as an error may show it; text that is neither is not shown."""
    if isinstance(value, str):
        plain = value.isascii() and all(one.isalnum() or one in "-.:/_" for one in value)
        return seen(value) if plain else f"a text of {len(value)} characters"
    return _kind_of(value)
