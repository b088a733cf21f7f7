"""
A patient's Bundle, taken apart with care: whatever is not in the form of FHIR is simply not there.

Paths name places and never repeat what stands there.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeGuard

from medmassage.errors import DataError, Fault

Object = Mapping[str, Any]

CLINICAL = (
    "AllergyIntolerance",
    "Condition",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Procedure",
)
"""The types of resource that are read."""

_HALF = re.compile("[\ud800-\udfff]")
_NO_ENTRIES = "expected a Bundle with a list of entries"


class Concept(NamedTuple):
    """A CodeableConcept, with where it stands."""

    path: str
    data: Object

    def codings(self) -> Iterator[tuple[str, str, str]]:
        """Path, system and code of each coding that has both."""
        for place, one in enumerate(objects(self.data.get("coding"))):
            system, code = one.get("system"), one.get("code")
            if is_word(system) and is_word(code):
                yield f"{self.path}.coding[{place}]", system, code

    def words(self) -> list[str]:
        """What it says in words: its text, and the names of its codes."""
        names = [one.get("display") for one in objects(self.data.get("coding"))]
        said = [one for one in (self.data.get("text"), *names) if isinstance(one, str)]
        return list(dict.fromkeys(one for one in said if one.strip()))


class Resource(NamedTuple):
    """One resource of the Bundle."""

    path: str
    type: str
    data: Object

    def status(self, field: str = "status") -> str | None:
        """A plain code; None where there is none."""
        value = self.data.get(field)
        return value if isinstance(value, str) else None

    def concept(self, field: str) -> Concept | None:
        """A CodeableConcept; None where there is none."""
        value = self.data.get(field)
        return Concept(f"{self.path}.{field}", value) if isinstance(value, Mapping) else None

    def concept_code(self, field: str, system: str) -> str | None:
        """The code of a concept in a system of HL7's, named or not; empty: it has none."""
        concept = self.concept(field)
        if concept is None:
            return None
        codes = [
            code
            for one in objects(concept.data.get("coding"))
            if isinstance(code := one.get("code"), str) and one.get("system", system) == system
        ]
        return codes[0] if codes else ""


class Record:
    """The resources of one patient's Bundle."""

    def __init__(self, bundle: object) -> None:
        """
        Take it apart.

        Raises:
            DataError: It is no Bundle, or one of more than one patient.
        """
        if not isinstance(bundle, Mapping) or bundle.get("resourceType") != "Bundle":
            raise DataError("Bundle", [Fault("", _NO_ENTRIES)])
        entries = bundle.get("entry", [])
        if not isinstance(entries, list | tuple):
            raise DataError("Bundle", [Fault("entry", _NO_ENTRIES)])
        self.has_more = any(one.get("relation") == "next" for one in objects(bundle.get("link")))
        self.entries: list[Resource | str] = []
        """The resource of each entry, or the path of an entry that has none with a type."""
        self._by_address: dict[str, Resource] = {}
        for place, entry in enumerate(entries):
            data = entry.get("resource") if isinstance(entry, Mapping) else None
            kind = data.get("resourceType") if isinstance(data, Mapping) else None
            if not isinstance(data, Mapping) or not isinstance(kind, str):
                self.entries.append(f"entry[{place}]")
                continue
            resource = Resource(f"entry[{place}].resource", kind, data)
            self.entries.append(resource)
            own = data.get("id")
            for address in (entry.get("fullUrl"), f"{kind}/{own}" if own else None):
                if isinstance(address, str):
                    self._by_address.setdefault(address, resource)
        self._refuse_several_patients()

    def find(self, reference: object, inside: Resource) -> Resource | None:
        """What a reference points at, in the resource itself or in the Bundle."""
        address = _address(reference)
        if address is None:
            return None
        if not address.startswith("#"):
            return self._at(address)
        for place, one in enumerate(objects(inside.data.get("contained"))):
            if one.get("id") == address[1:]:
                path = f"{inside.path}.contained[{place}]"
                return Resource(path, str(one.get("resourceType")), one)
        return None

    def _at(self, address: str) -> Resource | None:
        return self._by_address.get(address) or self._by_address.get(_tail(address))

    def _refuse_several_patients(self) -> None:
        found: dict[str, str] = {}
        for one in self.entries:
            if isinstance(one, str):
                continue
            if one.type == "Patient":
                there = self._at(f"Patient/{one.data.get('id')}") or one
                found.setdefault(there.path, one.path)
            elif one.type in CLINICAL:
                field = "patient" if one.type == "AllergyIntolerance" else "subject"
                address = _address(one.data.get(field))
                if address is not None and not address.startswith("#"):
                    known = self._at(address)
                    key = _tail(address) if known is None else known.path
                    found.setdefault(key, f"{one.path}.{field}")
        if len(found) > 1:
            first, *others = found.values()
            expected = f"expected one patient's record, but this is of another than {first}"
            raise DataError("Bundle", [Fault(path, expected) for path in others])


def objects(value: object) -> list[Object]:
    """The objects of a list, each in its place; an empty one where something else stands."""
    if not isinstance(value, list | tuple):
        return []
    return [one if isinstance(one, Mapping) else {} for one in value]


def is_word(value: object) -> TypeGuard[str]:
    """Whether it is a text that can be written: not empty, no half of a letter pair."""
    return isinstance(value, str) and bool(value.strip()) and not _HALF.search(value)


def _address(reference: object) -> str | None:
    """Where a Reference points, without a version; None where it does not say."""
    address = reference.get("reference") if isinstance(reference, Mapping) else None
    return address.partition("/_history/")[0] if isinstance(address, str) and address else None


def _tail(address: str) -> str:
    """The type and id at the end of an address: `Patient/1`."""
    return "/".join(address.split("/")[-2:])
