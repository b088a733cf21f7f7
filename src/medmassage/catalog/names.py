"""What a record is called: all that a search compares with what was typed."""

from collections.abc import Callable, Iterator
from typing import Any

from medmassage.model.anatomy import BodySystem
from medmassage.model.condition import Condition
from medmassage.model.evidence import Code
from medmassage.model.fields import Record
from medmassage.model.outcome import OutcomeMeasure
from medmassage.model.safety import Allergen, Contraindication, RedFlag
from medmassage.model.technique import Technique

WORTH = {"id": 0.96, "description": 0.93, "ICD-10-CM title": 0.93, "MeSH title": 0.93}
"""How much a name counts by its role, where it is not 1: nobody says an id, a title is broader."""

Named = Iterator[tuple[str, str]]
"""The role of a name (name, plain name, alias, abbreviation, ... code), and the name."""


def own_name(record: Record) -> str:
    """The name of a record; its id where it has none."""
    return str(getattr(record, "name", record.id))


def names(record: Record) -> Named:
    """Every name of a record, its own first; none is empty."""
    yield "name", own_name(record)
    for role, name in _MORE.get(type(record), _none)(record):
        if name:
            yield role, name
    yield "id", record.id.replace("-", " ")


def is_code_role(role: str) -> bool:
    """Whether the name is a code, which is compared from its beginning, not word by word."""
    return role.endswith(" code")


def _none(_: Record) -> Named:
    yield from ()


def _of_condition(record: Condition) -> Named:
    yield "plain name", record.plain_name
    yield from _each("alias", (*record.aliases.lay, *record.aliases.clinical))
    yield from _each("abbreviation", record.aliases.abbreviations)
    yield from _coded(record.codes)


def _of_technique(record: Technique) -> Named:
    yield from _each("alias", record.aliases)
    yield "abbreviation", record.abbreviation or ""
    yield from _coded(record.codes)


def _of_rule(record: Contraindication | RedFlag) -> Named:
    yield from _each("alias", record.aliases)


def _of_allergen(record: Allergen) -> Named:
    yield from _each("product", record.products)
    yield "allergy", f"{record.name} allergy"


def _of_system(record: BodySystem) -> Named:
    yield "description", record.description
    yield from _coded(record.codes)


def _of_measure(record: OutcomeMeasure) -> Named:
    yield "abbreviation", record.abbreviation or ""
    yield from _each("LOINC code", (code.code for code in record.loinc))


def _each(role: str, names: Iterator[str] | tuple[str, ...]) -> Named:
    for name in names:
        yield role, name


def _coded(codes: tuple[Code, ...]) -> Named:
    for code in codes:
        yield f"{code.system} code", code.code
        yield f"{code.system} title", code.display


_MORE: dict[type, Callable[[Any], Named]] = {
    Allergen: _of_allergen,
    BodySystem: _of_system,
    Condition: _of_condition,
    Contraindication: _of_rule,
    OutcomeMeasure: _of_measure,
    RedFlag: _of_rule,
    Technique: _of_technique,
}
