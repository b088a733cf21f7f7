"""
The small parts that resources are made of: texts, codes, quantities, times, narratives.

Texts that came from a person are cleaned here and stand in texts only, never in a code or an id.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from medmassage.catalog import Catalog
from medmassage.export._fhir_codes import CONDITION, REGION, SIDE, Json, coding
from medmassage.export._markup import bulleted, element
from medmassage.export._text import place_name
from medmassage.model.evidence import Source
from medmassage.vocabulary import Region, Side

HL7 = "http://terminology.hl7.org/CodeSystem/"
MESH = "https://www.nlm.nih.gov/mesh"
UCUM = "http://unitsofmeasure.org"
XHTML = "http://www.w3.org/1999/xhtml"
ACTION = "urn:medmassage:action"
LETTER = "urn:medmassage:letter"
MEASURE = "urn:medmassage:outcome-measure"
PLAN = "urn:medmassage:plan"
"""The system of the fingerprints of plans."""
PHASE = "urn:medmassage:phase"
RESOURCE = "urn:medmassage:resource"
"""The system of the identifiers of resources. They are bare: addresses are rewritten by servers."""
TASK = "urn:medmassage:task"
TECHNIQUE = "urn:medmassage:technique"

_NAMES = uuid5(NAMESPACE_URL, "urn:medmassage:fhir")
_NOT_IN_FHIR = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNITS = {
    "points": "{score}",
    "T-score points": "{score}",
    "degrees": "deg",
    "days": "d",
    "mm": "mm",
}
"""The units of our measures in UCUM."""
_SIDES = {
    Side.LEFT: "Left",
    Side.RIGHT: "Right",
    Side.BOTH: "Both sides",
    Side.MIDLINE: "In the middle",
}


def cleaned(value: Any) -> Any:
    """The same data in plain JSON types, without characters that no FHIR document can hold."""
    if isinstance(value, dict):
        return {key: cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [cleaned(inner) for inner in value]
    return _NOT_IN_FHIR.sub("", str.__str__(value)) if isinstance(value, str) else value


def uuid_of(*key: str) -> str:
    """A UUID that depends on its key alone."""
    return str(uuid5(_NAMES, "\n".join(key)))


def identifier(value: str, system: str = RESOURCE) -> Json:
    """What a resource is found by again, whatever id a server gives it."""
    return {"system": system, "value": value}


def capital(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


# --- codes ----------------------------------------------------------------------------------------


def concept(text: str, *codings: Json) -> Json:
    """A CodeableConcept: always with words, and with codes where there are any."""
    return {**({"coding": list(codings)} if codings else {}), "text": text}


def hl7(system: str, code: str, display: str) -> Json:
    """A CodeableConcept of one of HL7's own code systems."""
    return concept(display, coding(HL7 + system, code, display))


def condition_coding(condition_id: str, catalog: Catalog) -> Json:
    """A complaint in our own code system."""
    condition = catalog.conditions[condition_id]
    return coding(CONDITION, condition.id, condition.name)


def places(regions: Sequence[Region], side: Side | None, catalog: Catalog) -> list[Json]:
    """Places on the body, each with its side; nothing where neither was given."""
    sides = [coding(SIDE, side, _SIDES[side])] if side is not None else []
    if not regions:
        return [concept(_SIDES[side], *sides)] if side is not None else []
    names = catalog.body_regions
    return [
        concept(place_name([one], side), coding(REGION, one, names[one].name), *sides)
        for one in regions
    ]


# --- numbers and times ----------------------------------------------------------------------------


def number(value: float) -> float:
    """A number as it is written: whole where it is whole."""
    return int(value) if value == int(value) else value


def score(value: float, unit: str, comparator: str | None = None) -> Json:
    """A score in its unit; a unit that UCUM does not have stands in words."""
    code = _UNITS.get(unit)
    return {
        "value": number(value),
        **({"comparator": comparator} if comparator else {}),
        "unit": unit,
        **({"system": UCUM, "code": code} if code else {}),
    }


def weeks(count: int) -> Json:
    """A length of time in weeks."""
    return _length(count, "week", "wk")


def _length(count: int, noun: str, code: str) -> Json:
    unit = noun if count == 1 else f"{noun}s"
    return {"value": count, "unit": unit, "system": UCUM, "code": code}


# --- texts ----------------------------------------------------------------------------------------


def narrative(title: str, *lines: str) -> Json:
    """What a reader without a program sees: a title and a list."""
    return {
        "status": "generated",
        "div": element("div", element("p", title), bulleted(lines), xmlns=XHTML).replace("\r", ""),
    }


def note(text: str) -> list[Json]:
    """A text as an Annotation; none where nothing is left of it."""
    return [{"text": text}] if cleaned(text).strip() else []


def notes(texts: Iterable[str]) -> list[Json]:
    """Texts as Annotations."""
    return [one for text in texts for one in note(text)]


def section(heading: str, items: Iterable[str]) -> list[str]:
    """A heading with a list under it, as one Markdown text; nothing without items."""
    lines = [f"- {one}" for one in items if one]
    return ["\n".join([f"{heading}:", *lines])] if lines else []


def cited(source_ids: Iterable[str]) -> str:
    """The ids of sources in brackets, to stand behind a sentence; nothing without any."""
    found = ", ".join(dict.fromkeys(source_ids))
    return f" [{found}]" if found else ""


def source_parts(source: Source, line: str) -> Json:
    """A source as a RelatedArtifact; `label` is the id that texts cite."""
    address = source.address
    return {
        "type": "citation",
        "label": source.id,
        "citation": line,
        **({"document": {"url": address}} if address else {}),
    }
