"""
The laws of the FHIR forms and of reading. Each docstring is the law.

`shown` reads a form as a renderer does, from the words of the standard alone: it knows nothing of
how the form was made.
"""

import json
from datetime import date
from functools import cache

import pytest
from attrs import evolve
from hypothesis import assume, event, given, settings, strategies as st

from looking import CATALOG, anyone, people
from medmassage.errors import ContradictionError, DataError
from medmassage.export import fhir
from medmassage.model.intake import Complaint, Intake
from medmassage.model.reading import ReadResult
from medmassage.screening import screen
from medmassage.serialization import dumps, loads
from medmassage.vocabulary import Asks
from strategies import all_questions, complaints

PRIVATE = "Zyprexa since the winter"
fewer = settings(max_examples=max(5, settings.default.max_examples // 2))


def walk(items):
    """Every item of a form or response, outermost first, under answers too."""
    for item in items:
        yield item
        yield from walk(item.get("item", ()))
        for answer in item.get("answer", ()):
            yield from walk(answer.get("item", ()))


def codes(response):
    """What was answered: item to its codes."""
    found = {}
    for item in walk(response["item"]):
        for answer in item.get("answer", ()):
            coding = answer.get("valueCoding", {})
            found.setdefault(item["linkId"], set()).add((coding.get("system"), coding.get("code")))
    return found


def shown(form, said):
    """
    Names of the items that a renderer shows, given what was said.

    An item is shown when its group is and one of its conditions holds; what was said in an item
    that is not shown does not count.
    """
    found = set()

    def holds(condition):
        wanted = condition["answerCoding"]
        name = condition["question"]
        return name in found and (wanted["system"], wanted["code"]) in said.get(name, ())

    def look(items):
        for item in items:
            conditions = item.get("enableWhen", ())
            if not conditions or any(map(holds, conditions)):
                found.add(item["linkId"])
                look(item.get("item", ()))

    before = -1
    while before < len(found):
        before = len(found)
        look(form["item"])
    return found


@cache
def form_for_anyone():
    """`questionnaire()`, made once."""
    return fhir.questionnaire()


def written(intake):
    """The response of an intake; people who contradict themselves prove nothing here."""
    try:
        return fhir.answers(intake)
    except ContradictionError:
        assume(False)
        raise


# --- there and back -------------------------------------------------------------------------------


@fewer
@given(anyone)
def test_there_and_back(intake):
    """
    An intake through its form, a response and back is the same intake.

    So it is whatever of it was known before: nothing but the names of the complaints, or all of
    it. Only clearances are not part of a form.
    """
    response = json.loads(json.dumps(written(intake)))
    names = Intake(
        complaints=[one.condition_id for one in intake.complaints], clearances=intake.clearances
    )

    assert intake == fhir.read_answers(response, names)
    assert intake == fhir.read_answers(response, intake)
    assert evolve(intake, clearances=()) == fhir.read_answers(response)


@fewer
@given(people, st.data())
def test_what_is_left_out_is_open(intake, data):
    """An answer taken out of a response is silence: never a no, and never an "unknown"."""
    response = written(intake)
    items = [one for one in walk(response["item"]) if one.get("answer")]
    taken = data.draw(st.lists(st.sampled_from(items), max_size=5, unique_by=id))
    for item in taken:
        item.update(answer=data.draw(st.sampled_from(([], [{}], [{"item": []}]))))
    before = {one["linkId"] for one in taken if one["linkId"] in CATALOG.questions}
    for item in walk(response["item"]):  # a place without its yes is a fault of another kind
        if item["linkId"].partition(".")[0] in before:
            item.pop("item", None)
    start = Intake(complaints=[one.condition_id for one in intake.complaints])
    found = fhir.read_answers(response, start)

    assert set() == before & {*found.absent, *found.unknown}
    assert set() == before & {one.question_id for one in found.present}
    assert set(found.absent) <= set(intake.absent)


@fewer
@given(people, st.randoms(use_true_random=False))
def test_nesting_does_not_matter(intake, random):
    """Answers say the same wherever a renderer puts them, as long as entries stay together."""
    response = written(intake)
    flat = []

    def flatten(items):
        for item in items:
            if item["linkId"].endswith(".place"):
                flat.append(item)
            else:
                flatten(item.get("item", ()))
                flat.append({key: value for key, value in item.items() if key != "item"})

    flatten(response["item"])
    random.shuffle(flat)

    assert evolve(intake, clearances=()) == fhir.read_answers({**response, "item": flat})


# --- what a form shows ----------------------------------------------------------------------------


@fewer
@given(anyone)
def test_a_form_asks_what_is_open(intake):
    """
    The form of an intake, given its answers, shows every question that a screening leaves open.

    And it shows whatever was answered, so that a response never answers a hidden item.
    """
    said = codes(written(intake))
    form = fhir.questionnaire(intake)
    visible = shown(form, said)

    assert set() == set(said) - visible
    for one in screen(intake).open:
        if one.condition_id is None:
            assert one.question.id in visible or one.asks is Asks.WHERE
            event(f"open: {one.asks}")


@fewer
@given(anyone)
def test_a_form_asks_for_places(intake):
    """Where a place is missing, the form has room for it, or shows the question to answer."""
    visible = shown(fhir.questionnaire(intake), codes(written(intake)))
    for one in screen(intake).open:
        if one.asks is Asks.WHERE and one.condition_id is None:
            rules = (f"rule.{id}.regions" for id in one.question.triggers)
            assert not visible.isdisjoint([one.question.id, f"{one.question.id}.regions", *rules])


@fewer
@given(anyone)
def test_a_form_asks_about_complaints(intake):
    """Whatever a screening still needs to know of a complaint has its item."""
    screening = looked_at(intake)
    links = {one["linkId"] for one in walk(fhir.questionnaire(intake)["item"])}
    parts = {Asks.WHERE: "regions", Asks.SIDE: "side", Asks.STAGE: "stage"}
    numbers = {one.condition_id: number for number, one in enumerate(intake.complaints, start=1)}
    for one in screening.open:
        if one.condition_id is not None:
            assert f"complaint.{numbers[one.condition_id]}.{parts[one.asks]}" in links


def looked_at(intake):
    """Screen; people who contradict themselves prove nothing here."""
    try:
        return screen(intake)
    except ContradictionError:
        assume(False)
        raise


def with_broader(ids):
    """Questions with those that they stand under."""
    found = set()
    for id in ids:
        while id is not None:
            found.add(id)
            id = CATALOG.questions[id].under  # noqa: PLW2901 - climbs
    return found


some_ids = st.lists(st.sampled_from(all_questions(CATALOG)), max_size=3).map(with_broader)


@st.composite
def filled(draw, form, complaint):
    """The response of somebody who answers every question that a form shows, mostly with no."""
    yes, unknown = draw(some_ids), draw(some_ids)
    said = {
        "complaint.1": {("urn:medmassage:condition", complaint.condition_id)},
        "complaint.1.regions": {("urn:medmassage:body-region", one) for one in complaint.regions},
    }
    asked = True
    while asked:
        asked = shown(form, said).intersection(CATALOG.questions).difference(said)
        for id in asked:
            code = "yes" if id in yes else "unknown" if id in unknown else "no"
            said[id] = {("urn:medmassage:answer", code)}
    items = [
        {
            "linkId": name,
            "answer": [{"valueCoding": {"system": one[0], "code": one[1]}} for one in some],
        }
        for name, some in said.items()
    ]
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}


@fewer
@given(st.data(), complaints(CATALOG), st.booleans())
def test_whoever_answers_what_a_form_shows_has_answered_all(data, complaint, for_anyone):
    """
    Whoever answers all that appears leaves nothing open but what they do not know.

    It holds for the form of an intake and for the form for anyone. Places are another matter.
    """
    known = Intake(complaints=[complaint])
    form = form_for_anyone() if for_anyone else fhir.questionnaire(known)
    found = fhir.read_answers(data.draw(filled(form, complaint)), known)
    waiting = {one.question.id for one in screen(found).open if one.asks is Asks.ANSWER}
    event(f"yes: {bool(found.present)}, unknown: {bool(found.unknown)}")

    assert set() == waiting - set(found.unknown)


@fewer
@given(st.one_of(st.none(), anyone), st.sampled_from(("R4", "R5")))
def test_a_form_is_one_that_renderers_can_use(intake, version):
    """Names are unique, every item has a text, one condition is enough, choices are inline."""
    form = fhir.questionnaire(intake, version=version)
    items = list(walk(form["item"]))
    links = [one["linkId"] for one in items]

    assert sorted(set(links)) == sorted(links)
    assert form == fhir.questionnaire(intake, version=version)
    for item in items:
        conditions = item.get("enableWhen", [])
        assert item["text"].strip()
        assert ("any" if len(conditions) > 1 else None) == item.get("enableBehavior")
        assert {one["question"] for one in conditions} <= set(links)
        assert "answerValueSet" not in item
        assert bool(item.get("item")) == (item["type"] == "group")
        for option in item.get("answerOption", ()):
            assert {"system", "code", "display"} == set(option["valueCoding"])


# --- reading anything -----------------------------------------------------------------------------

names = st.sampled_from(
    (
        *("burn", "burn.place", "burn.regions", "burn.side", "section.skin", "rule.burn"),
        *("complaint.1", "complaint.9.pain", "complaint.x.y", "person.age", "form.assumed"),
        *(PRIVATE, "", "."),
    )
)
atoms = st.sampled_from(
    [None, True, -1, 3, 1e300, 10**400, float("nan"), "", PRIVATE, 300 * "x ", "yes", "no", "calf"]
)
odd = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["linkId", "answer", "item", "valueCoding", "code", "system", "coding"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)
codings = st.fixed_dictionaries(
    {"code": st.sampled_from(["yes", "no", "unknown", "calf", "neck-pain", PRIVATE])},
    optional={
        "system": st.sampled_from(["urn:medmassage:answer", "urn:medmassage:condition", "x"])
    },
)
some_answers = st.lists(
    st.one_of(
        odd,
        st.builds(lambda coding: {"valueCoding": coding}, codings),
        st.builds(lambda number: {"valueInteger": number}, st.integers(-5, 200)),
        st.just({"valueString": PRIVATE}),
    ),
    max_size=2,
)
some_items = st.lists(
    st.one_of(
        odd,
        st.fixed_dictionaries(
            {"linkId": names}, optional={"answer": st.one_of(some_answers, odd), "item": odd}
        ),
    ),
    max_size=4,
)
some_responses = st.fixed_dictionaries(
    {"resourceType": st.just("QuestionnaireResponse"), "status": st.just("completed")},
    optional={"item": st.one_of(some_items, some_items, odd)},
)


@given(st.one_of(some_responses, some_responses, odd))
def test_any_document_is_read_or_refused(document):
    """
    Whatever is given for a response, it is read in full or refused with places and reasons.

    A no comes from an answer "no" alone, and the words of a person are in no message.
    """
    start = Intake(complaints=[Complaint("neck-pain", pain=5)], unknown=["epilepsy"])
    try:
        found, told = fhir.read_answers(document, start), "read"
    except DataError as error:
        found, told = None, str(error)
    event("read" if found else "refused")

    assert PRIVATE not in told
    if found:
        said = codes({"item": document.get("item", [])})
        noes = {name for name, some in said.items() if "no" in {code for _, code in some}}
        assert set(found.absent) <= noes


KNOWN_CODES = (
    {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.2"},
    {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M75.01"},
    {"system": "urn:medmassage:question", "code": "burn"},
    {"system": "urn:medmassage:allergen", "code": "peanut"},
)
concepts = st.one_of(
    odd,
    st.fixed_dictionaries(
        {
            "coding": st.lists(
                st.sampled_from(
                    (
                        *KNOWN_CODES,
                        {"system": "http://loinc.org", "code": "72514-3"},
                        {"system": PRIVATE, "code": PRIVATE, "display": f"osteoporosis {PRIVATE}"},
                    )
                ),
                max_size=2,
            ),
            "text": st.sampled_from([PRIVATE, "peanut", f"tennis elbow, {PRIVATE}"]),
        }
    ),
)
states = st.sampled_from(["active", "completed", "final", "entered-in-error", "not-done", PRIVATE])
clinical_states = st.sampled_from(["active", "resolved", "refuted", "confirmed", "odd"]).map(
    lambda code: {"coding": [{"code": code}]}
)
sites = st.builds(
    lambda region, side: {
        "coding": [
            {"system": "urn:medmassage:body-region", "code": region},
            {"system": "urn:medmassage:side", "code": side},
        ]
    },
    st.sampled_from(["calf", "wrist", None, PRIVATE]),
    st.sampled_from(["left", "right", "midline", None, PRIVATE]),
)
references = st.sampled_from(
    ["Medication/m", "#m", "#", "Patient/p", f"Patient/{PRIVATE}", "urn:uuid:m", "/", "?"]
).map(lambda address: {"reference": address})
pointing = st.builds(
    lambda kind, reference: {
        "resourceType": kind,
        "id": "m",
        "code": {"coding": [{"system": "urn:medmassage:question", "code": "burn"}]},
        "medicationReference": reference,
    },
    st.sampled_from(["Medication", "MedicationStatement"]),
    references,
)
"""What may point at itself."""
resources = st.fixed_dictionaries(
    {
        "resourceType": st.sampled_from(
            (
                *("Condition", "AllergyIntolerance", "MedicationStatement", "MedicationRequest"),
                *("Observation", "Procedure", "Medication", "Encounter", "Patient", PRIVATE),
            )
        )
    },
    optional={
        "status": st.one_of(states, odd),
        "clinicalStatus": st.one_of(clinical_states, odd),
        "verificationStatus": st.one_of(clinical_states, odd),
        "code": concepts,
        "valueCodeableConcept": concepts,
        "medicationCodeableConcept": concepts,
        "medication": odd,
        "medicationReference": st.one_of(odd, references),
        "bodySite": st.one_of(st.lists(st.one_of(concepts, sites), max_size=3), concepts, sites),
        "bodyStructure": odd,
        "id": odd,
        "subject": st.one_of(odd, references),
        "patient": st.one_of(odd, references),
        "reaction": odd,
        "contained": st.one_of(odd, st.lists(st.one_of(odd, pointing), max_size=2)),
        "valueQuantity": st.one_of(odd, atoms.map(lambda value: {"value": value})),
        "birthDate": st.one_of(odd, st.sampled_from(["1980", "1980-13-77", "0000-00-00"])),
        "note": st.just([{"text": PRIVATE}]),
    },
)
plain = st.builds(
    lambda kind, code: {"resourceType": kind, "status": "active", "code": {"coding": [code]}},
    st.sampled_from(("Condition", "AllergyIntolerance", "Condition", "Procedure")),
    st.sampled_from(KNOWN_CODES),
)
entries = st.one_of(
    st.builds(
        lambda resource, url: {"resource": resource, "fullUrl": url},
        st.one_of(plain, plain, resources, resources, pointing, odd),
        st.one_of(st.sampled_from(["urn:uuid:m", "Medication/m", None]), odd),
    ),
    odd,
)
bundles = st.builds(
    lambda some, link: {"resourceType": "Bundle", "entry": some, "link": link},
    st.lists(entries, max_size=5),
    st.one_of(odd, st.just([{"relation": "next", "url": PRIVATE}])),
)


def kind_of(entry):
    """The type of what stands in an entry, if it says one."""
    resource = entry.get("resource") if isinstance(entry, dict) else None
    return resource.get("resourceType") if isinstance(resource, dict) else None


@given(bundles)
def test_any_record_is_read_and_nothing_goes_unmentioned(bundle):
    """
    Every entry of a record is taken or listed; nothing in it is a no; its words stay behind.

    A patient is read for the age alone, and a medicine where something points at it. The result
    can be written and read again, and the intake can be screened. Only the records of two people
    are refused.
    """
    refused = ""
    try:
        found = fhir.read_intake(bundle, on=date(2030, 1, 1))
    except DataError as error:
        refused = str(error)
    if refused:
        event("refused")
        assert "expected one patient's record" in refused
        assert PRIVATE not in refused
        return
    told = {one.path for one in (*found.taken, *found.unread)}
    event(f"taken: {len(found.taken)}")

    for place in range(len(bundle["entry"])):
        entry = f"entry[{place}]"
        about = {path for path in told if path == entry or path.startswith(f"{entry}.")}
        assert about or kind_of(bundle["entry"][place]) in ("Patient", "Medication")
    assert ((), (), ()) == (found.intake.absent, found.intake.unknown, found.intake.assumed)
    assert PRIVATE not in dumps(found)
    assert found == loads(ReadResult, dumps(found))
    assert screen(found.intake).decision.rank > 0


@given(odd)
def test_any_other_document_is_no_record(document):
    """What is not a Bundle of one patient is refused."""
    with pytest.raises(DataError) as caught:
        fhir.read_intake(document)

    assert PRIVATE not in str(caught.value)
