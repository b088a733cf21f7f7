"""One answer on its way into a Bundle: whom it is about, and what has been written so far."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from medmassage.catalog import Catalog
from medmassage.errors import DataError, Fault, UnknownIdError, nearest, seen
from medmassage.export._fhir_bundle_icd import ICD_10_CM as ICD
from medmassage.export._fhir_bundle_parts import (
    MESH,
    RESOURCE,
    capital,
    cleaned,
    identifier,
    uuid_of,
)
from medmassage.export._fhir_codes import Json, coding
from medmassage.export._fhir_maps import ICD_10_CM, LOINC
from medmassage.export._limit_sentences import technique_names
from medmassage.model.evidence import Code, Source
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.planning import fingerprint

SNOMED = "http://snomed.info/sct"

CallerCodes = Mapping[str, Sequence[Code]]
"""Codes of the caller's by the id of a record."""

_SYSTEMS = {ICD: ICD_10_CM, "MeSH": MESH, "LOINC": LOINC, "SNOMED CT": SNOMED}
_LAST_YEAR = 9900
"""A course that starts later may run past the last day there is."""

_A_URI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+")
_ID = r"[A-Za-z0-9.-]{1,64}"
_SUBJECT = re.compile(
    rf"(https?://\S+/)?Patient/{_ID}(/_history/{_ID})?|Patient\?\S+"
    r"|urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|urn:oid:[0-2](\.(0|[1-9][0-9]*))+"
)


class Case:
    """An answer with all that its resources share."""

    def __init__(
        self,
        answer: TreatmentPlan | Withheld,
        subject: str,
        *,
        authored: date | None,
        start: date | None,
        codes: CallerCodes,
        measurements: Sequence[Measurement],
        catalog: Catalog,
    ) -> None:
        """
        Take it.

        Raises:
            DataError: Something is not of its kind; all that can be seen at once is listed.
            UnknownIdError: A measurement is of a measure that the catalog does not have.
        """
        faults = [
            *_subject_faults(subject),
            *_day_faults("authored", authored),
            *_day_faults("start", start),
            *_kind_faults("measurements", measurements),
            *_code_faults(codes),
        ]
        if faults:
            raise DataError("bundle", faults)
        _check_measures(measurements, catalog)
        self.answer = answer
        self.catalog = catalog
        self.day = _day(authored).isoformat() if authored else None
        """The day it was written, if that was given."""
        self.start = _day(start) if start else None
        self.measurements = tuple(measurements)
        self.codes = codes
        self.entries: list[Json] = []
        self.names = technique_names(catalog)
        """Techniques as they stand inside a sentence."""
        self.sources: dict[str, Source] = {one.id: one for one in answer.provenance.sources}
        self.language = answer.disclaimers[0].language
        self.subject: Json = {"reference": subject}
        self.fingerprint = fingerprint(answer)
        self._identity = (self.fingerprint, subject, self.day or "")
        self._is_lasting = not subject.startswith("urn:")
        """False: another person may get the same subject tomorrow, and the same answer."""

    # --- resources ----------------------------------------------------------------------------

    def ref(self, type: str, *key: object) -> Json:
        """The reference to a resource of this Bundle, written already or later."""
        return {"reference": f"urn:uuid:{self._uuid(type, *key)}"}

    def _uuid(self, type: str, *key: object) -> str:
        return uuid_of(*self._identity, type, *map(str, key))

    def add(self, type: str, *key: object, text: Json, **fields: Any) -> Json:
        """Write a resource; None and empty fields are left out. Returns its reference."""
        self._write(type, self._uuid(type, *key), text, fields, once=self._is_lasting)
        return self.ref(type, *key)

    def add_definition(
        self, type: str, url: str, version: str, *, text: Json, **fields: Any
    ) -> str:
        """Write knowledge that is about nobody. Returns its canonical address."""
        fields = {"url": url, "version": version, **fields}
        self._write(type, uuid_of(type, url, version), text, fields, once=True)
        return f"{url}|{version}"

    def _write(
        self, type: str, id: str, text: Json, fields: Mapping[str, Any], *, once: bool
    ) -> None:
        resource = {
            "resourceType": type,
            "id": id,
            "language": self.language,
            "text": text,
            "identifier": [identifier(id), *fields.get("identifier", ())],
            **{
                key.rstrip("_"): value
                for key, value in fields.items()
                if not _is_empty(value) and key != "identifier"
            },
        }
        request = {"method": "POST", "url": type}
        if once:
            request["ifNoneExist"] = f"identifier={RESOURCE}|{id}"
        entry = {"fullUrl": f"urn:uuid:{id}", "resource": cleaned(resource), "request": request}
        self.entries.append(entry)

    @property
    def bundle_id(self) -> str:
        """The id of the Bundle itself."""
        return self._uuid("Bundle")

    # --- codes --------------------------------------------------------------------------------

    def caller_codings(self, *ids: str) -> list[Json]:
        """
        The caller's codes of a record, the first of each system.

        Several codes of one system are seldom the same thing. Where the record has none, those
        of the next id are taken.
        """
        for id in ids:
            found: dict[str, Json] = {}
            for one in self.codes.get(id, ()):
                system = address_of(one.system)
                found.setdefault(system, coding(system, one.code, one.display))
            if found:
                return list(found.values())
        return []

    def technique_line(self, technique_id: str) -> list[str]:
        """A technique and all that it is a kind of, nearest first."""
        found: list[str] = []
        id: str | None = technique_id
        while id is not None:
            found.append(id)
            id = self.catalog.techniques[id].parent_id
        return found

    def technique_name(self, technique_id: str) -> str:
        """A technique with a capital letter."""
        return capital(self.names[technique_id])


def address_of(system: str) -> str:
    """The address of a code system; one that is an address already stays."""
    return _SYSTEMS.get(system, system)


def _is_empty(value: object) -> bool:
    return value is None or value in ([], {}, "")


def _subject_faults(subject: object) -> list[Fault]:
    """What is wrong with the subject; it is not repeated, for it may be a name."""
    if isinstance(subject, str) and _SUBJECT.fullmatch(subject):
        return []
    expected = (
        "expected a reference to a patient, such as 'Patient/x', "
        "'https://example.org/fhir/Patient/x', 'Patient?identifier=...' or 'urn:uuid:...'"
    )
    got = f", got a text of {len(subject)} characters" if isinstance(subject, str) else ""
    return [Fault("subject", expected + (got or f", got {seen(subject)}"))]


def _day(given: date) -> date:
    """The day, of a moment too: a moment without its time zone would be no FHIR."""
    return date(given.year, given.month, given.day)


def _day_faults(field: str, given: Any) -> list[Fault]:
    if given is not None and not isinstance(given, date):
        return [Fault(field, f"expected a date, got {seen(given)}")]
    if field == "start" and given is not None and given.year > _LAST_YEAR:
        return [Fault(field, f"expected a year up to {_LAST_YEAR}, got {given.year}")]
    return []


def _kind_faults(field: str, measurements: Sequence[Any]) -> list[Fault]:
    return [
        Fault(f"{field}[{place}]", f"expected a Measurement, got {seen(one)}")
        for place, one in enumerate(measurements)
        if not isinstance(one, Measurement)
    ]


def _code_faults(codes: Any) -> Iterator[Fault]:
    if not isinstance(codes, Mapping):
        yield Fault("codes", f"expected a mapping from id to codes, got {seen(codes)}")
        return
    systems: dict[str, str] = {}
    for id, found in codes.items():
        if isinstance(found, str) or not all(isinstance(one, Code) for one in found):
            yield Fault(f"codes[{id!r}]", "expected a list of Code")
            continue
        for one in found:
            systems.setdefault(one.system, id)
    for system, id in sorted(systems.items()):
        if system not in _SYSTEMS and not _A_URI.fullmatch(system):
            expected = f"expected the address of a code system, or {', '.join(_SYSTEMS)}"
            yield Fault(f"codes[{id!r}]", f"{expected}, got {seen(system)}")


def _check_measures(measurements: Sequence[Measurement], catalog: Catalog) -> None:
    known = catalog.outcome_measures
    unknown = sorted({one.measure_id for one in measurements if one.measure_id not in known})
    if unknown:
        errors = [UnknownIdError(known.noun, id, nearest(id, known)) for id in unknown]
        raise errors[0].with_others(errors[1:]) if errors[1:] else errors[0]
