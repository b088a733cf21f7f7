"""What a patient's record says to an intake: yes answers alone, by codes alone."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.export._fhir_maps import CodeMap, Codes, Meaning
from medmassage.export._fhir_record import CLINICAL, Concept, Record, Resource, objects
from medmassage.export._fhir_sites import NO_SITES, Sites, one_side, read_sites
from medmassage.export._fhir_standing import age_at, standing
from medmassage.export._fhir_suggesting import Suggesting
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.reading import ReadConflict, ReadResult, Taken, Unread
from medmassage.vocabulary import Region, Side

_OTHER = "other"


def read(bundle: object, codes: CodeMap | None, on: date | None, catalog: Catalog) -> ReadResult:
    """Everything that a Bundle says."""
    catalog.require_screening()
    reading = _Reading(Record(bundle), Codes(catalog, codes), on, Suggesting(catalog))
    return reading.result()


class _Coded(NamedTuple):
    """A code that a map has, where it stands, and what it stands for."""

    path: str
    system: str
    code: str
    meaning: Meaning


class _Reading:
    """The reading of one Bundle."""

    def __init__(
        self, record: Record, codes: Codes, on: date | None, suggesting: Suggesting
    ) -> None:
        self._record = record
        self._codes = codes
        self._on = on
        self._suggesting = suggesting
        self._taken: list[Taken] = []
        self._unread: list[tuple[int, Unread]] = []
        self._sides: dict[str, list[Side | None]] = {}
        self._regions: dict[str, list[Region]] = {}
        self._present: list[Finding] = []
        self._allergies: list[str] = []
        self._age: int | None = None
        self._yes: dict[Meaning, list[str]] = {}
        """Where each thing stands that counts."""
        self._contrary: dict[Meaning, list[str]] = {}
        """Where each thing is refuted or said to be over."""
        self._medications: set[str] = set()
        """Paths of resources that another one points at."""

    def result(self) -> ReadResult:
        """All that was found, in the order of the record."""
        for place, one in enumerate(self._record.entries):
            if isinstance(one, Resource):
                self._read(place, one)
            else:
                self._leave(place, one, "it holds no resource that says its type")
        for place, one in enumerate(self._record.entries):
            stands_alone = isinstance(one, Resource) and one.path not in self._medications
            if isinstance(one, Resource) and one.type == "Medication" and stands_alone:
                self._leave(place, one.path, "nothing that is read points at it")
        end = len(self._record.entries)
        if self._record.has_more:
            self._leave(end, "link", "the record has further pages, which are not in this Bundle")
        complaints = [self._complaint(id) for id in self._sides]
        if not complaints:
            complaints = [Complaint(_OTHER)]
            reason = f"no complaint was read; the intake says {_OTHER!r} in its stead"
            self._leave(end, "entry", reason)
        return ReadResult(
            intake=Intake(
                complaints=complaints,
                present=self._present,
                allergies=self._allergies,
                age_years=self._age,
            ),
            taken=tuple(self._taken),
            suggestions=tuple(self._suggesting.found),
            unread=tuple(one for _, one in sorted(self._unread, key=lambda pair: pair[0])),
            conflicts=tuple(self._conflicts()),
        )

    def _leave(self, place: int, path: str, reason: str) -> None:
        self._unread.append((place, Unread(path=path, reason=reason)))

    def _read(self, place: int, resource: Resource) -> None:
        if resource.type == "Patient":
            self._read_age(place, resource)
        elif resource.type in CLINICAL:
            self._read_clinical(place, resource)
        elif resource.type != "Medication":
            named = resource.type if resource.type.isalpha() and len(resource.type) < 40 else "it"
            self._leave(place, resource.path, f"{named} is not read")

    def _read_age(self, place: int, resource: Resource) -> None:
        path = f"{resource.path}.birthDate"
        born = resource.status("birthDate")
        if born is None:
            self._leave(place, path, "no date of birth, so no age")
        elif self._on is None:
            self._leave(place, path, "an age needs the date at which it is reckoned")
        else:
            self._age = age_at(born, self._on)
            if self._age is None:
                self._leave(place, path, "it leaves the age open, or is no date")

    def _read_clinical(self, place: int, resource: Resource) -> None:
        concepts = list(self._concepts(resource))
        found = [
            _Coded(path, system, code, meaning)
            for concept in concepts
            for path, system, code in concept.codings()
            for meaning in self._codes.meanings(system, code)
        ]
        stands = standing(resource)
        if stands.reason is None:
            sites = read_sites(resource) if found else NO_SITES
            for path, reason in sites.unread:
                self._leave(place, path, reason)
            for one in found:
                self._take(place, one, sites)
            for number, _ in enumerate(objects(resource.data.get("contained"))):
                path = f"{resource.path}.contained[{number}]"
                if path not in self._medications:
                    self._leave(place, path, "contained resources are not read")
        elif stands.contrary:
            for one in found:
                self._contrary.setdefault(_bare(one.meaning), []).append(resource.path)
        taken = found if stands.reason is None else []
        if not stands.denied:
            known = [one.meaning.id for one in taken]
            self._suggesting.add(resource, concepts, counts=stands.reason is None, known=known)
        if not taken:
            reason = stands.reason or "none of its codes is in the maps"
            self._leave(place, resource.path, reason)

    def _concepts(self, resource: Resource) -> Iterator[Concept]:
        """What a resource is about."""
        if resource.type.startswith("Medication"):
            yield from self._medication(resource)
            return
        field = "valueCodeableConcept" if resource.type == "Observation" else "code"
        reactions = [
            Resource(f"{resource.path}.reaction[{place}]", "", one).concept("substance")
            for place, one in enumerate(objects(resource.data.get("reaction")))
        ]
        yield from filter(None, (resource.concept(field), *reactions))

    def _medication(self, resource: Resource) -> Iterator[Concept]:
        """The medicine, in the forms of R4 and R5, where it stands or where it points."""
        both = resource.concept("medication")
        inner = Resource(both.path, "", both.data) if both else resource
        found = [inner.concept("concept" if both else "medicationCodeableConcept")]
        reference = inner.data.get("reference" if both else "medicationReference")
        there = self._record.find(reference, resource)
        if there is not None and there.type == "Medication":
            self._medications.add(there.path)
            found.append(there.concept("code"))
        yield from filter(None, found)

    def _take(self, place: int, coded: _Coded, sites: Sites) -> None:
        path, system, code, meaning = coded
        regions, sides = sites.regions, sites.sides_with(meaning.side)
        side = one_side(sides)
        if len(sides) > 1:
            said = f"the intake says {side.value!r}" if side else "the intake leaves it open"
            self._leave(place, path, f"its code and places do not agree on the side; {said}")
        if meaning.kind == "conditions":
            self._sides.setdefault(meaning.id, []).append(side)
            self._regions.setdefault(meaning.id, []).extend(regions)
        elif meaning.kind == "allergens":
            self._allergies.append(meaning.id)
        else:
            if regions and sites.unread:  # a place that is left out would pass for free of it
                regions = ()
                reason = "the place is left open, because one of several was not read; ask for all"
                self._leave(place, path, reason)
            self._present.append(Finding(meaning.id, regions=regions, side=side))
        self._yes.setdefault(_bare(meaning), []).append(path)
        self._taken.append(
            Taken(
                path=path,
                kind=meaning.kind,
                id=meaning.id,
                system=system,
                code=code,
                note=meaning.note,
            )
        )

    def _complaint(self, id: str) -> Complaint:
        return Complaint(id, regions=self._regions[id], side=one_side(self._sides[id]))

    def _conflicts(self) -> Iterator[ReadConflict]:
        for meaning, paths in self._yes.items():
            contrary = self._contrary.get(meaning)
            if contrary:
                yield ReadConflict(
                    kind=meaning.kind,
                    id=meaning.id,
                    paths=[*paths, *contrary],
                    reason="one entry says yes, another that it is refuted or over; "
                    "the intake says yes",
                )


def _bare(meaning: Meaning) -> Meaning:
    return Meaning(meaning.kind, meaning.id)
