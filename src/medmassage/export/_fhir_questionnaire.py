"""
The safety questions as a FHIR Questionnaire.

A question is an item of its own id. What a yes or an "I do not know" opens stands in a group after
it, so that a hidden question hides all that stands under it. Nothing needs more than one condition
at a time: where two must hold, one group stands inside another.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import Any

from medmassage.catalog import Catalog
from medmassage.disclaimers import disclaimers_for
from medmassage.export._fhir_codes import (
    ABOUT,
    AGE,
    ALLERGEN,
    ALLERGIES,
    ANSWERS,
    ASSUMED,
    COMPLAINT,
    CONCERN,
    CONDITION,
    IMPAIRMENT,
    IMPAIRMENTS,
    MARK,
    MORE,
    NOTICE,
    NOTICES,
    PAIN,
    PLACE,
    QUESTION,
    QUESTIONNAIRE,
    RECORDED,
    REGION,
    REGIONS,
    SECTION,
    SIDE,
    SIDE_OF,
    SOMEWHERE,
    STAGE,
    STAGE_OF,
    Json,
    Version,
    coding,
    link,
)
from medmassage.export._fhir_scope import ALWAYS, Concern, Scope, Slot
from medmassage.model.safety import Question
from medmassage.vocabulary import AppearsIn, Region, Section, Side, Stage

_YES, _, _UNKNOWN = ANSWERS

_STAGES = (
    coding(STAGE, Stage.ACUTE, "It is new (acute)"),
    coding(STAGE, Stage.SUBACUTE, "It is healing and no longer new (subacute)"),
    coding(STAGE, Stage.CHRONIC, "I have had it for a long time (chronic)"),
)
_SIDES = (
    coding(SIDE, Side.LEFT, "Left"),
    coding(SIDE, Side.RIGHT, "Right"),
    coding(SIDE, Side.BOTH, "Both sides"),
    coding(SIDE, Side.MIDLINE, "In the middle"),
)
_HEADINGS = {
    Section.TODAY: "Today",
    Section.HEART_AND_CIRCULATION: "Heart and circulation",
    Section.BLOOD_AND_MEDICINES: "Blood and medicines",
    Section.NERVES_AND_HEAD: "Nerves and head",
    Section.BONES_JOINTS_MUSCLES: "Bones, joints and muscles",
    Section.SKIN: "Skin",
    Section.PREGNANCY: "Pregnancy",
    Section.CANCER_AND_IMMUNE: "Cancer and immune system",
    Section.DEVICES_AND_SURGERY: "Devices, operations and belly",
    Section.ALLERGIES: "Allergies",
    Section.CONSENT_AND_COMFORT: "Consent and comfort",
    Section.COMPLAINT_SPECIFIC: "About your complaint",
}
_EXTENSIONS = "http://hl7.org/fhir/StructureDefinition/"
_RADIO, _CHECK_BOX, _DROP_DOWN = "radio-button", "check-box", "drop-down"
_DESCRIPTION = (
    "What a licensed massage therapist needs to know before a session. A question without an "
    'answer, and one answered with "I do not know", stays open; neither counts as a no.'
)
_PURPOSE = (
    "To find what speaks against massage, or limits it, before anything is planned. The answers "
    "are compared with sourced safety rules; the form alone decides nothing and makes no diagnosis."
)
_PRIVATE = "(You may answer this in private.)"
_SENSITIVE = coding(MARK, "sensitive", "May be asked in private")


def document(scope: Scope, *, version: Version, on: date | None) -> Json:
    """The Questionnaire of a scope."""
    notices = disclaimers_for(AppearsIn.PLAN, scope.catalog)
    items = form_items(scope)
    return {
        "resourceType": "Questionnaire",
        "language": "en-US",
        "url": QUESTIONNAIRE,
        "version": form_version(scope.catalog, items),
        "name": "MassageSafetyQuestions",
        "title": "Safety questions before massage",
        "status": "active",
        "subjectType": ["Patient"],
        **({"date": on.isoformat()} if on else {}),
        "publisher": "The medmassage developers",
        "description": "\n\n".join([_DESCRIPTION, *(one.text for one in notices)]),
        "purpose": _PURPOSE,
        "copyright": "Copyright 2026 The medmassage developers. Licensed under the Apache License, "
        "Version 2.0.",
        "item": items if version == "R4" else [_as_r5(one) for one in items],
    }


def form_version(catalog: Catalog, items: list[Json]) -> str:
    """The version of a form: of the data it is made from, and of its own items."""
    written = json.dumps(items, sort_keys=True, ensure_ascii=False)
    return f"{catalog.version}-{sha256(written.encode()).hexdigest()[:12]}"


def form_items(scope: Scope) -> list[Json]:
    """The items of a form: complaints, age, the sections in their order, notices."""
    form = _Form(scope)
    return [
        *form.complaints(),
        _item(AGE, "How old are you, in years?", "integer", extension=_between(0, 130)),
        *form.sections(),
        *form.recorded(),
        *form.assumed(),
        _group(
            NOTICES,
            "Please note",
            [
                _item(link(NOTICE, one.id), one.text, "display")
                for one in disclaimers_for(AppearsIn.PLAN, scope.catalog)
            ],
        ),
    ]


class _Form:
    """Makes the items of one form."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        catalog = scope.catalog
        self._regions = [
            coding(REGION, region, catalog.body_regions[region].name)
            for region in Region
            if region in catalog.body_regions
        ]

    def complaints(self) -> Iterator[Json]:
        """What the person comes for, and what is asked about it."""
        for slot in self._scope.slots:
            named = link(COMPLAINT, slot.number)
            if slot.condition is None:
                text = "What do you come for?"
                if slot.number > 1:
                    text = f"What else do you come for? (complaint {slot.number})"
                before = self._chosen(slot.number - 1) if slot.number > 1 else ()
                conditions = map(self._condition, self._scope.catalog.conditions)
                yield _choice(named, text, conditions, control=_DROP_DOWN, when=before)
            else:
                only = self._condition(slot.condition.id)
                text = f"Complaint {slot.number}: {slot.condition.name}"
                chosen = [{"valueCoding": only, "initialSelected": True}]
                yield _item(named, text, "choice", readOnly=True, answerOption=chosen)
            when = self._chosen(slot.number) if slot.condition is None else ()
            heading = "About this complaint"
            yield _group(link(named, ABOUT), heading, self._about(named, slot), when=when)

    def _condition(self, id: str) -> Json:
        condition = self._scope.catalog.conditions[id]
        plain = condition.plain_name
        same = plain.lower() == condition.name.lower()
        return coding(CONDITION, id, condition.name if same else f"{condition.name}: {plain}")

    def _chosen(self, number: int) -> Iterator[Json]:
        """Whether a complaint was chosen, whichever it is."""
        for id in self._scope.catalog.conditions:
            yield _is(link(COMPLAINT, number), self._condition(id))

    def _about(self, named: str, slot: Slot) -> Iterator[Json]:
        if slot.asks_regions:
            text = "Where on the body is it? The main place first."
            yield _choice(
                link(named, REGIONS), text, self._regions, repeats=True, control=_DROP_DOWN
            )
        if slot.asks_side:
            yield _choice(link(named, SIDE_OF), "On which side is it?", _SIDES)
        if slot.asks_stage:
            yield _choice(link(named, STAGE_OF), "How long have you had it?", _STAGES)
        text = "How strong is the pain now, from 0 (none) to 10 (worst)?"
        yield _item(link(named, PAIN), text, "integer", extension=_between(0, 10))
        if slot.complaint and slot.complaint.impairment_ids:
            found = [
                coding(IMPAIRMENT, one.id, one.name)
                for one in self._scope.catalog.impairments.values()
            ]
            text = "What the therapist found in the soft tissue"
            yield _choice(link(named, IMPAIRMENTS), text, found, repeats=True, control=_CHECK_BOX)

    def sections(self) -> Iterator[Json]:
        """The questions, section by section."""
        for section in Section:
            items = list(self._siblings(self._scope.roots(section), ALWAYS))
            if section is Section.ALLERGIES:
                items += self._allergies()
            if items:
                yield _group(link(SECTION, section), _HEADINGS[section], items)

    def _siblings(self, questions: Iterable[Question], within: Concern) -> Iterator[Json]:
        """Questions one after the other; those of some complaints only, in a group of their own."""
        for concern, run in groupby(questions, key=self._scope.concern):
            together = list(run)
            items = [item for one in together for item in self._question(one, concern)]
            if concern in (ALWAYS, within):
                yield from items
            else:
                name = link(together[0].id, CONCERN)
                yield _group(name, "Because of your complaint", items, when=self._concerns(concern))

    def _concerns(self, concern: Concern) -> Iterator[Json]:
        for slot in self._scope.slots:
            named = link(COMPLAINT, slot.number)
            if slot.condition is None:
                for id in sorted(concern.condition_ids):
                    yield _is(named, self._condition(id))
            if slot.regions_open:
                for one in self._regions:
                    if one["code"] in concern.regions:
                        yield _is(link(named, REGIONS), one)

    def _question(self, question: Question, concern: Concern) -> Iterator[Json]:
        scope = self._scope
        text = " ".join(
            part for part in (question.sensitive and _PRIVATE, question.text, question.help) if part
        )
        marks: dict[str, Any] = {"code": [_SENSITIVE]} if question.sensitive else {}
        yield {**_choice(question.id, text, ANSWERS), **marks}
        if scope.asks_place(question):
            yield self._place(question.id, [_is(question.id, _YES)])
        below = scope.below(question)
        if below:
            opened = scope.is_open(question.id)
            when = () if opened else self._opens(question)
            text = "More about this" if opened else "If yes, or if you do not know"
            items = self._siblings(below, concern)
            yield _group(link(question.id, MORE), text, items, when=when)

    def _opens(self, question: Question) -> Iterator[Json]:
        """What shows the questions under one: its yes, its "I do not know", a yes elsewhere."""
        yield _is(question.id, _YES)
        yield _is(question.id, _UNKNOWN)
        for id in self._scope.implying(question.id):
            yield _is(id, _YES)
        for slot in self._scope.slots:
            if slot.condition is None:
                for id in self._scope.conditions_opening(question.id):
                    yield _is(link(COMPLAINT, slot.number), self._condition(id))

    def _place(self, owner: str, when: Iterable[Json]) -> Json:
        return {
            **_group(
                link(owner, PLACE),
                "Where on the body? One entry for each place",
                [
                    _choice(
                        link(owner, REGIONS),
                        "Body part, or several of them",
                        [*self._regions, SOMEWHERE],
                        repeats=True,
                        control=_DROP_DOWN,
                    ),
                    _choice(link(owner, SIDE_OF), "Side of the body there", _SIDES),
                ],
                when=when,
            ),
            "repeats": True,
        }

    def _allergies(self) -> Iterator[Json]:
        scope = self._scope
        options = [coding(ALLERGEN, one.id, one.name) for one in scope.allergens]
        if options:
            asked = [] if scope.has_allergies else scope.about_allergies
            when = [_is(id, one) for id in asked for one in (_YES, _UNKNOWN)]
            text = "Which of these do you react to?"
            yield _choice(ALLERGIES, text, options, repeats=True, control=_CHECK_BOX, when=when)

    def recorded(self) -> Iterator[Json]:
        """Rules that the intake names itself, where no question has the same name."""
        items: list[Json] = []
        for rule_id in self._scope.recorded:
            named = link(RECORDED, rule_id)
            text = f"Recorded as applying: {self._scope.book.rule(rule_id).name}"
            items.append(_choice(named, text, [_YES]))
            if self._scope.asks_place_of_rule(rule_id):
                items.append(self._place(named, [_is(named, _YES)]))
        if items:
            yield _group(link("form", RECORDED), "For the therapist", items)

    def assumed(self) -> Iterator[Json]:
        """Questions that were set to no in bulk: left open above, listed here."""
        questions = [self._scope.catalog.questions[id] for id in self._scope.assumed]
        if questions:
            options = [coding(QUESTION, one.id, one.text) for one in questions]
            text = "Set to no without having been asked; to be confirmed above"
            found = _choice(ASSUMED, text, options, repeats=True, control=_CHECK_BOX)
            yield {**found, "readOnly": True}


def _item(name: str, text: str, type: str, **rest: Any) -> Json:
    return {"linkId": name, "text": text, "type": type, **rest}


def _gated(when: Iterable[Json]) -> Json:
    """Conditions of an item, one of which is enough."""
    found = list(when)
    if not found:
        return {}
    return {"enableWhen": found, **({"enableBehavior": "any"} if len(found) > 1 else {})}


def _group(name: str, text: str, items: Iterable[Json], *, when: Iterable[Json] = ()) -> Json:
    return _item(name, text, "group", **_gated(when), item=list(items))


def _choice(
    name: str,
    text: str,
    options: Iterable[Json],
    *,
    repeats: bool = False,
    control: str = _RADIO,
    when: Iterable[Json] = (),
) -> Json:
    return _item(
        name,
        text,
        "choice",
        extension=[_control(control)],
        **_gated(when),
        **({"repeats": True} if repeats else {}),
        answerOption=[{"valueCoding": one} for one in options],
    )


def _control(code: str) -> Json:
    """How a choice is best shown, in HL7's own extension."""
    concept = {
        "coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}]
    }
    return {"url": f"{_EXTENSIONS}questionnaire-itemControl", "valueCodeableConcept": concept}


def _is(name: str, answer: Json) -> Json:
    return {"question": name, "operator": "=", "answerCoding": answer}


def _between(low: int, high: int) -> list[Json]:
    """The bounds of a whole number, in HL7's own extensions."""
    return [
        {"url": f"{_EXTENSIONS}minValue", "valueInteger": low},
        {"url": f"{_EXTENSIONS}maxValue", "valueInteger": high},
    ]


def _as_r5(item: Mapping[str, Any]) -> Json:
    """The same item in R5, where a choice is called a coding."""
    changed = dict(item)
    if changed["type"] == "choice":
        changed["type"] = "coding"
    if "item" in changed:
        changed["item"] = [_as_r5(one) for one in changed["item"]]
    return changed
