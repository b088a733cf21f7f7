"""An intake with what a QuestionnaireResponse adds to it. Nothing said before is overwritten."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from medmassage.admission import answered_question, asked_rule, check_ids
from medmassage.answers import Spot
from medmassage.catalog import Catalog
from medmassage.errors import ContradictionError, DataError, Fault
from medmassage.export._fhir_codes import (
    AGE,
    ALLERGIES,
    ASSUMED,
    COMPLAINT,
    IMPAIRMENTS,
    NO,
    PAIN,
    RECORDED,
    REGIONS,
    SIDE_OF,
    STAGE_OF,
    UNKNOWN,
    YES,
    link,
)
from medmassage.export._fhir_response import Given, Response
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.making import evolve
from medmassage.rules import Rulebook, rulebook
from medmassage.vocabulary import Region, Side

NOWHERE = Spot((), None)

_LISTS = {YES: "present", NO: "absent", UNKNOWN: "unknown"}
_PARTS = {
    REGIONS: "regions",
    SIDE_OF: "side",
    STAGE_OF: "stage",
    PAIN: "pain",
    IMPAIRMENTS: "impairment_ids",
}
"""The field of a complaint that each part of its item fills."""


def read(document: object, intake: Intake | None, catalog: Catalog) -> Intake:
    """The intake with the answers of a response."""
    if intake is not None:
        check_ids(intake, catalog)
    response = Response(document, catalog)
    merged = _Merged(response.given, intake, catalog)
    if faults := [*response.faults, *merged.faults]:
        clashes = [Fault(one.path, str(one)) for one in merged.clashes]
        raise DataError("QuestionnaireResponse", [*faults, *clashes])
    if merged.clashes:
        raise _contradiction(merged.clashes)
    return merged.intake()


class _Clash(NamedTuple):
    """A question that the response answers otherwise than the intake does."""

    id: str
    path: str
    said: str
    """The list of the intake that the response would put it in."""
    before: str
    """The list that it is in."""

    def __str__(self) -> str:
        return f"{self.id} is {self.said} here and {self.before} in the intake; keep one answer"

    @property
    def pair(self) -> tuple[str, str]:
        """Both lists, in the order in which an intake names them."""
        first, second = sorted((self.said, self.before), key=list(_LISTS.values()).index)
        return first, second


def _contradiction(clashes: list[_Clash]) -> ContradictionError:
    pair = clashes[0].pair
    ids = sorted({one.id for one in clashes if one.pair == pair})
    others = [Fault(one.path, str(one)) for one in clashes if one.pair != pair]
    return ContradictionError(ids, *pair, others)


class _Said:
    """The answered items of a response, by what they are about."""

    def __init__(self, given: Iterable[Given]) -> None:
        self.slots: dict[int, dict[str, Given]] = {}
        """The parts of each complaint, by its number."""
        self.places: dict[str, dict[str, dict[str, Given]]] = {}
        """The parts of each place, by the item it belongs to and by its entry."""
        self.alone: list[Given] = []
        """Age, allergies, and what was assumed."""
        self.answers: dict[str, Given] = {}
        """Everything else, by name."""
        for one in given:
            base, _, rest = one.link.partition(".")
            owner, _, part = one.link.rpartition(".")
            if base == COMPLAINT:
                number, _, part = rest.partition(".")
                self.slots.setdefault(int(number), {})[part] = one
            elif one.link in (AGE, ALLERGIES, ASSUMED):
                self.alone.append(one)
            elif part in (REGIONS, SIDE_OF):
                self.places.setdefault(owner, {}).setdefault(one.entry, {})[part] = one
            else:
                self.answers[one.link] = one


class _Merged:
    """What an intake and a response say together."""

    def __init__(self, given: list[Given], intake: Intake | None, catalog: Catalog) -> None:
        self.faults: list[Fault] = []
        self.clashes: list[_Clash] = []
        self._book = rulebook(catalog)
        before = None if intake is None else _with_current_ids(intake, self._book)
        self._before = before
        self._complaints = _Complaints(before.complaints if before else (), catalog, self.faults)
        self._present: list[Finding] = list(before.present) if before else []
        self._absent: set[str] = set(before.absent) if before else set()
        self._unknown: set[str] = set(before.unknown) if before else set()
        self._assumed: set[str] = set(before.assumed) if before else set()
        self._allergies: set[str] = set(before.allergies) if before else set()
        self._age = before.age_years if before else None
        self._add(given)

    def intake(self) -> Intake:
        """The result, once nothing is at fault."""
        return Intake(
            complaints=self._complaints.found,
            present=self._present,
            absent=self._absent,
            unknown=self._unknown,
            allergies=self._allergies,
            clearances=self._before.clearances if self._before else (),
            age_years=self._age,
            assumed=self._assumed,
        )

    def _add(self, given: list[Given]) -> None:
        said = _Said(given)
        for one in said.alone:
            if one.link == AGE:
                self._take_age(one)
            elif one.link == ALLERGIES:
                current = self._book.catalog.allergens.current_id
                self._allergies.update(current(str(id)) for id in one.values)
        for owner, entries in said.places.items():
            if owner not in said.answers or said.answers[owner].values != (YES,):
                for one in (one for parts in entries.values() for one in parts.values()):
                    expected = f"a place, but {owner} is not answered with yes"
                    self.faults.append(Fault(one.path, expected))
        for name, one in said.answers.items():
            places = [_place(parts) for parts in said.places.get(name, {}).values()]
            self._take_answer(name, one, places)
        for one in said.alone:
            if one.link == ASSUMED:
                self._assume(map(str, one.values))
        self._complaints.take(said.slots)

    def _take_age(self, one: Given) -> None:
        age = int(one.values[0])
        if self._age not in (None, age):
            self.faults.append(Fault(one.path, _other(age, self._age)))
        self._age = age

    def _take_answer(self, name: str, one: Given, places: list[Spot]) -> None:
        """One question answered, or one rule recorded as applying."""
        answer = str(one.values[0])
        id = name.removeprefix(f"{RECORDED}.")
        if id == name:
            id = self._book.catalog.questions.current_id(name)
            self._assumed.discard(id)
            if id not in self._before_no():
                self._absent.discard(id)
        said = [finding for finding in self._present if finding.question_id == id]
        before = YES if said else NO if id in self._absent else None
        if before not in (None, answer):
            self.clashes.append(_Clash(id, one.path, _LISTS[answer], _LISTS[str(before)]))
            return
        self._unknown.discard(id)
        if answer == YES:
            self._take_yes(id, said, places)
        else:
            (self._absent if answer == NO else self._unknown).add(id)

    def _before_no(self) -> set[str]:
        """The questions that somebody answered with no."""
        before = self._before
        return set() if before is None else {*before.absent}.difference(before.assumed)

    def _take_yes(self, id: str, said: list[Finding], places: list[Spot]) -> None:
        """A yes; a place given here takes the stead of a yes without one."""
        if said and not places:
            return
        found = {Finding(id, regions=spot.regions, side=spot.side) for spot in places or [NOWHERE]}
        lacking = Finding(id)
        kept = [one for one in self._present if one.question_id != id]
        kept += [one for one in said if one != lacking and one not in found]
        self._present = [*kept, *found]

    def _assume(self, ids: Iterable[str]) -> None:
        """The noes set in bulk, where nobody has answered."""
        answered = {*self._absent, *self._unknown, *(one.question_id for one in self._present)}
        fresh = {self._book.catalog.questions.current_id(id) for id in ids} - answered
        self._absent |= fresh
        self._assumed |= fresh


def _place(parts: Mapping[str, Given]) -> Spot:
    regions = parts[REGIONS].values if REGIONS in parts else ()
    side = parts[SIDE_OF].values[0] if SIDE_OF in parts else None
    known = () if regions == (UNKNOWN,) else tuple(Region(str(one)) for one in regions)
    return Spot(known, None if side is None else Side(str(side)))


def _other(said: object, before: object) -> str:
    return f"expected {before}, which the intake says, got {said}; keep one"


def _with_current_ids(intake: Intake, book: Rulebook) -> Intake:
    """The same intake with today's ids."""
    catalog, questions = book.catalog, book.catalog.questions

    def complaint(one: Complaint) -> Complaint:
        return evolve(
            one,
            condition_id=catalog.conditions.current_id(one.condition_id),
            impairment_ids=map(catalog.impairments.current_id, one.impairment_ids),
        )

    def finding(one: Finding) -> Finding:
        id = one.question_id
        now = questions.current_id(id) if id in questions else asked_rule(book, id, "present")
        return evolve(one, question_id=now)

    return evolve(
        intake,
        complaints=[complaint(one) for one in intake.complaints],
        allergies=map(catalog.allergens.current_id, intake.allergies),
        present=[finding(one) for one in intake.present],
        absent=[answered_question(book, id, "absent") for id in intake.absent],
        unknown=[answered_question(book, id, "unknown") for id in intake.unknown],
        assumed=[answered_question(book, id, "assumed") for id in intake.assumed],
    )


class _Complaints:
    """The complaints of an intake, with what a response says of them."""

    def __init__(self, before: Iterable[Complaint], catalog: Catalog, faults: list[Fault]) -> None:
        self.found: list[Complaint] = list(before)
        self._catalog = catalog
        self._faults = faults
        self._free = list(range(len(self.found)))
        """Complaints of the intake that no entry of the response has spoken of yet."""

    def take(self, slots: Mapping[int, Mapping[str, Given]]) -> None:
        """
        Every entry, in the order of the form.

        Where the response names all complaints of the intake, its order counts; else new ones
        come last.
        """
        order: list[int] = []
        for number, parts in sorted(slots.items()):
            place = self._place(number, parts)
            if place is None:
                name = link(COMPLAINT, number)
                expected = f"expected an answer to {name}, or as many complaints in the intake"
                self._faults.append(Fault(next(iter(parts.values())).path, expected))
                continue
            order.append(place)
            for part, one in parts.items():
                if part:
                    self.found[place] = self._told(self.found[place], part, one)
        if not self._free:
            self.found = [self.found[place] for place in order]
        if not self.found and not slots:
            expected = f"expected an answer to {link(COMPLAINT, 1)}, or an intake"
            self._faults.append(Fault("item", expected))

    def _place(self, number: int, parts: Mapping[str, Given]) -> int | None:
        """Which complaint an entry is about, a new one at the end where it is none of them."""
        if "" not in parts:
            place = number - 1
            if place not in self._free:
                return None
        else:
            id = self._catalog.conditions.current_id(str(parts[""].values[0]))
            alike = [at for at in self._free if self.found[at].condition_id == id]
            if not alike:
                self.found.append(Complaint(id))
                return len(self.found) - 1
            place = alike[0]
        self._free.remove(place)
        return place

    def _told(self, complaint: Complaint, part: str, one: Given) -> Complaint:
        field = _PARTS[part]
        before = getattr(complaint, field)
        several = isinstance(before, tuple)
        said: Any = one.values if several else one.values[0]
        if part == IMPAIRMENTS:
            said = tuple(self._catalog.impairments.current_id(str(id)) for id in one.values)
        if before in (None, ()):
            return evolve(complaint, **{field: said})
        if set(before) != set(said) if several else before != said:
            told = [", ".join(map(str, value)) if several else value for value in (said, before)]
            self._faults.append(Fault(one.path, _other(*told)))
        return complaint
