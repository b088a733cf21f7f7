"""The safety questions as a FHIR form, its answers, and reading them."""

import copy
import importlib
import json
from datetime import date

import pytest
from attrs import evolve

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import (
    ContradictionError,
    DataError,
    ModelError,
    NotForScreeningError,
    UnknownIdError,
)
from medmassage.export import fhir
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.screening import no_to_rest
from medmassage.vocabulary import REQUIRED_DISCLAIMERS, Region, Section

CATALOG = default_catalog()
ANYONE = fhir.questionnaire()
NECK = Intake(complaints=["neck-pain"])
PRIVATE = "Zyprexa since the winter"
ANSWER = "urn:medmassage:answer"

FULL = Intake(
    complaints=[
        Complaint("tendonitis", stage="chronic", pain=4, regions=["elbow", "wrist"], side="left"),
        Complaint("lymphedema", impairment_ids=["edema"]),
        "other",
    ],
    present=[
        Finding("open-wound-or-ulcer", regions=["calf"], side="left"),
        Finding("open-wound-or-ulcer", regions=["forearm", "hand"]),
        Finding("burn"),
        Finding("burn", side="right"),
        Finding("pregnancy-low-back-deep-work", regions=["lower-back"]),
    ],
    absent=["any-fever", "epilepsy"],
    unknown=["regular-medicines"],
    allergies=["peanut", "latex"],
    age_years=44,
)
"""Something of everything that a form holds."""


def walk(items):
    """Every item, outermost first."""
    for item in items:
        yield item
        yield from walk(item.get("item", ()))


def by_link(form):
    """Items by name."""
    return {item["linkId"]: item for item in walk(form["item"])}


def opened_by(item):
    """What shows an item: question and code."""
    return {(one["question"], one["answerCoding"]["code"]) for one in item["enableWhen"]}


def said(link, *codes, system=ANSWER, **rest):
    """One answered item."""
    answers = [{"valueCoding": {"system": system, "code": code}} for code in codes]
    return {"linkId": link, "answer": answers, **rest}


def response(*items, **rest):
    """A response of these items."""
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": list(items),
        **rest,
    }


class TestFormForAnyone:
    """`questionnaire()`."""

    def test_the_complaint_comes_first(self):
        """The first item is the complaint, with every condition as an inline option."""
        first = ANYONE["item"][0]
        codes = [one["valueCoding"]["code"] for one in first["answerOption"]]

        assert ("complaint.1", "choice") == (first["linkId"], first["type"])
        assert list(CATALOG.conditions) == codes

    def test_sections_are_in_the_order_of_asking(self):
        """One group a section, in order."""
        groups = [one["linkId"] for one in ANYONE["item"] if one["linkId"].startswith("section.")]

        assert [f"section.{one}" for one in Section] == groups

    def test_every_question_is_in_it(self):
        """A question is an item of its own id, with three inline answers."""
        items = by_link(ANYONE)

        for id in CATALOG.questions:
            options = [one["valueCoding"] for one in items[id]["answerOption"]]
            assert [ANSWER] * 3 == [one["system"] for one in options]
            assert ["Yes", "No", "I do not know"] == [one["display"] for one in options]

    def test_questions_follow_the_order_of_the_data(self):
        """Inside a section, and below a question, the order is that of the data."""
        ids = [one["linkId"] for one in walk(ANYONE["item"]) if one["linkId"] in CATALOG.questions]
        orders = [CATALOG.questions[id].order for id in ids]

        assert sorted(orders) == orders

    def test_a_yes_and_a_do_not_know_open_what_stands_under_it(self):
        """Narrow questions are hidden until the broad one is answered with one of the two."""
        more = by_link(ANYONE)["regular-medicines.more"]
        inside = [one["linkId"] for one in more["item"] if one["type"] != "group"]

        assert {("regular-medicines", one) for one in ("yes", "unknown")} == opened_by(more)
        assert "any" == more["enableBehavior"]
        assert ["anticoagulant-therapy", "antiplatelet-therapy"] == inside[:2]

    def test_a_yes_elsewhere_opens_it_too(self):
        """A yes that implies the broad question opens what stands under it."""
        more = by_link(ANYONE)["recent-injury.more"]

        assert ("shoulder-unreduced-dislocation", "yes") in opened_by(more)

    def test_a_complaint_that_is_a_yes_opens_it_too(self):
        """A scar after surgery is a yes to surgery, whatever the person answers there."""
        more = by_link(ANYONE)["surgery-device-or-injection.more"]

        assert ("complaint.1", "post-operative-scar") in opened_by(more)
        assert ("complaint.3", "post-operative-scar") in opened_by(more)

    def test_questions_of_some_complaints_wait_for_them(self):
        """The complaint, its kinds, what is screened as it, and its place show the question."""
        shown = opened_by(by_link(ANYONE)["back-age-onset.concern"])

        for answer in ("lower-back-pain", "sciatica", "upper-back-pain"):
            assert ("complaint.1", answer) in shown
        for answer in ("lower-back", "gluteal", "back", "leg"):
            assert ("complaint.2.regions", answer) in shown
        assert ("complaint.1", "neck-pain") not in shown

    def test_a_question_with_a_place_has_one_entry_a_place(self):
        """Region and side stand in a group that repeats, shown after a yes."""
        place = by_link(ANYONE)["burn.place"]
        regions, side = place["item"]
        codes = [one["valueCoding"]["code"] for one in regions["answerOption"]]

        assert (True, {("burn", "yes")}) == (place["repeats"], opened_by(place))
        assert ([*Region.values(), "unknown"], True) == (codes, regions["repeats"])
        assert ("burn.regions", "burn.side") == (regions["linkId"], side["linkId"])

    def test_questions_without_a_place_have_no_entry(self):
        """A fever is nowhere."""
        assert "any-fever.place" not in by_link(ANYONE)

    def test_sensitive_questions_say_so(self):
        """They carry a code, and words that the person reads; the others carry neither."""
        items = by_link(ANYONE)

        for id, question in CATALOG.questions.items():
            codes = [one["code"] for one in items[id].get("code", ())]
            assert (["sensitive"] if question.sensitive else []) == codes
            assert question.sensitive == items[id]["text"].startswith("(You may answer this in")

    def test_allergens_without_a_substitute_are_no_choice(self):
        """A record about a practice is nothing that a person reacts to."""
        options = by_link(ANYONE)["person.allergies"]["answerOption"]
        codes = [one["valueCoding"]["code"] for one in options]

        assert [id for id, one in CATALOG.allergens.items() if one.alternatives] == codes

    def test_without_allergens_nothing_is_chosen_from(self):
        """A catalog of one's own may have none."""
        kinds = dict(CATALOG.kinds())
        bare = Catalog(
            version="1", digest="1", load=lambda kind: {} if kind == "allergens" else kinds[kind]
        )

        assert "person.allergies" not in by_link(fhir.questionnaire(catalog=bare))

    def test_notices_are_not_lost(self):
        """Every required notice is in the description, and among the items that are shown."""
        shown = {one["linkId"]: one["text"] for one in walk(ANYONE["item"])}

        for id in REQUIRED_DISCLAIMERS:
            text = CATALOG.disclaimers[id].text
            assert text in ANYONE["description"]
            assert text == shown[f"notice.{id}"]

    def test_no_date_unless_given(self):
        """Nothing reads the clock."""
        assert "date" not in ANYONE
        assert "2026-03-01" == fhir.questionnaire(on=date(2026, 3, 1))["date"]

    def test_r5_differs_in_the_word_for_a_choice_alone(self):
        """R5 calls a choice a coding; all else is the same, and so is the version."""
        five = copy.deepcopy(fhir.questionnaire(version="R5"))
        types = {one["type"] for one in walk(five["item"])}
        for item in walk(five["item"]):
            item["type"] = item["type"].replace("coding", "choice")

        assert {"coding", "display", "group", "integer"} == types
        assert ANYONE == five

    def test_other_versions_are_refused(self):
        """There is no R3."""
        with pytest.raises(UnknownIdError, match="no FHIR version 'R3'; did you mean 'R4' or"):
            fhir.questionnaire(version="R3")

    def test_a_catalog_that_cannot_screen_is_refused(self):
        """A form of an incomplete catalog would look complete."""
        article = CATALOG.only("ospina-medical-massage")
        for make in (fhir.questionnaire, fhir.answers):
            with pytest.raises(NotForScreeningError):
                make(NECK, catalog=article)


class TestFormOfAnIntake:
    """`questionnaire(intake)`."""

    def test_it_asks_what_concerns_the_intake(self):
        """Questions of other complaints are not in it."""
        items = by_link(fhir.questionnaire(NECK))

        assert {"cad-5d-3n", "any-fever"} <= set(items)
        assert set() == {"calf-dvt-wells", "back-age-onset"} & set(items)
        assert "cad-5d-3n.concern" not in items

    def test_what_was_answered_is_in_it(self):
        """Also where it is about another complaint, and its broader question is not asked."""
        person = evolve(NECK, absent=["shoulder-unreduced-dislocation"])
        links = set(by_link(fhir.questionnaire(person)))

        assert "shoulder-unreduced-dislocation" in links
        assert "shoulder-after-force" not in links

    def test_sections_without_questions_are_left_out(self):
        """A visit without a complaint has no questions about one."""
        links = set(by_link(fhir.questionnaire(Intake(complaints=["wellness-visit"]))))

        assert ("section.today" in links, "section.complaint-specific" in links) == (True, False)

    def test_an_unknown_place_may_bring_more(self):
        """Where the place is asked, it shows the questions that it brings."""
        items = by_link(fhir.questionnaire(Intake(complaints=["other"])))

        assert ("complaint.1.regions", "neck") in opened_by(
            items["cad-new-unfamiliar-pain.concern"]
        )

    def test_a_given_place_is_settled(self):
        """Where it is known, what other places would bring is not in it."""
        complaint = Complaint("other", regions=["knee"])
        items = by_link(fhir.questionnaire(Intake(complaints=[complaint])))

        assert ("joint-acute-gout" in items, "back-age-onset" in items) == (True, False)

    def test_the_complaint_is_fixed(self):
        """It is chosen already and cannot be changed."""
        first = fhir.questionnaire(NECK)["item"][0]
        [only] = first["answerOption"]

        assert (True, True) == (first["readOnly"], only["initialSelected"])
        assert "neck-pain" == only["valueCoding"]["code"]

    def test_only_what_is_asked_of_the_complaint(self):
        """A migraine has no side; the place of neck pain is known."""
        links = set(by_link(fhir.questionnaire(Intake(complaints=["migraine", "neck-pain"]))))

        assert "complaint.1.side" not in links
        assert "complaint.2.side" in links
        assert set() == {"complaint.1.regions", "complaint.2.regions"} & links

    def test_it_holds_no_answers(self):
        """The form of a person tells what was asked, not what was said."""
        silent = evolve(FULL, present=(), absent=(), unknown=(), allergies=(), age_years=None)
        told = json.dumps(fhir.questionnaire(FULL))

        assert 3 == told.count('"initialSelected"')
        assert '"initial"' not in told
        assert fhir.questionnaire(silent)["item"][0] == fhir.questionnaire(FULL)["item"][0]

    def test_what_is_known_opens_what_stands_under_it(self):
        """A broad yes or "unknown" of the intake needs no second one."""
        more = by_link(fhir.questionnaire(FULL))["regular-medicines.more"]

        assert "enableWhen" not in more

    def test_rules_and_bulk_answers_have_a_place(self):
        """They are for the therapist, and only where the intake has them."""
        rest = no_to_rest(evolve(FULL, unknown=["any-stroke-signs"]))
        links = set(by_link(fhir.questionnaire(rest)))

        nowhere = evolve(NECK, present=["pregnancy-low-back-deep-work"])

        assert {"form.rule", "rule.pregnancy-low-back-deep-work.regions", "form.assumed"} <= links
        assert "rule.pregnancy-low-back-deep-work.place" not in by_link(fhir.questionnaire(nowhere))
        assert set() == {"form.rule", "form.assumed"} & set(by_link(fhir.questionnaire(NECK)))

    def test_a_letter_may_ask_for_a_place(self):
        """What a letter leaves in force may depend on a place."""
        letter = Clearance("aneurysm-known")
        person = evolve(NECK, present=["abdominal-aneurysm"], clearances=[letter])

        assert "abdominal-aneurysm.place" in by_link(fhir.questionnaire(person))
        assert "abdominal-aneurysm.place" not in by_link(fhir.questionnaire(NECK))

    def test_ids_that_do_not_exist_are_refused(self):
        """A form of a mistyped intake would lack what it is about."""
        with pytest.raises(UnknownIdError, match="feverr"):
            fhir.questionnaire(evolve(NECK, present=["feverr"]))


class TestAnswers:
    """`answers`."""

    def test_it_names_its_form(self):
        """The canonical address and version are those of the intake's own form."""
        form = fhir.questionnaire(FULL)

        assert f"{form['url']}|{form['version']}" == fhir.answers(FULL)["questionnaire"]
        assert form["version"] != ANYONE["version"]

    def test_completed_only_when_nothing_is_open(self):
        """With anything left to ask it is in progress."""
        complaint = Complaint("neck-pain", stage="chronic", side="both")
        person = Intake(complaints=[complaint])

        assert "in-progress" == fhir.answers(person)["status"]
        assert "completed" == fhir.answers(no_to_rest(person))["status"]

    def test_nobody_is_named_unless_given(self):
        """Subject and date are arguments."""
        named = fhir.answers(NECK, subject="Patient/x", on=date(2026, 3, 1))

        assert set() == {"subject", "authored"} & set(fhir.answers(NECK))
        assert {"reference": "Patient/x"} == named["subject"]
        assert "2026-03-01" == named["authored"]

    def test_bulk_answers_are_nobody_s(self):
        """A question set to no in bulk is not answered; it is listed."""
        rest = no_to_rest(NECK)
        items = by_link(fhir.answers(rest))
        listed = [one["valueCoding"]["code"] for one in items["form.assumed"]["answer"]]

        assert list(rest.assumed) == listed
        assert set() == set(rest.assumed) & set(items)


def _validated(package, document):
    """Raise unless a model of fhir.resources takes a document."""
    root = importlib.import_module(package)  # without it the test fails; it is never skipped
    root.get_fhir_model_class(document["resourceType"]).model_validate(document)


@pytest.mark.parametrize(
    "version,package", [("R4", "fhir.resources.R4B"), ("R5", "fhir.resources")]
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_valid(version, package):
    """The forms and responses are FHIR; the bounds of R4B are those of R4 here."""
    _validated(package, fhir.questionnaire(version=version, on=date(2026, 3, 1)))
    _validated(package, fhir.questionnaire(no_to_rest(FULL), version=version))
    _validated(package, fhir.answers(no_to_rest(FULL), subject="Patient/x", on=date(2026, 3, 1)))


class TestReading:
    """`read_answers`, where the response fits."""

    def test_there_and_back(self):
        """Everything that a form holds comes back."""
        start = Intake(complaints=[one.condition_id for one in FULL.complaints])

        assert FULL == fhir.read_answers(fhir.answers(FULL), start)
        assert FULL == fhir.read_answers(fhir.answers(FULL))
        assert FULL == fhir.read_answers(fhir.answers(FULL), FULL)

    def test_letters_stay_in_the_intake(self):
        """A form has no clearances, so it cannot take them away."""
        person = evolve(FULL, clearances=[Clearance("burn")])

        assert person == fhir.read_answers(fhir.answers(person), person)
        assert () == fhir.read_answers(fhir.answers(person)).clearances

    @pytest.mark.parametrize(
        "item",
        [
            {"linkId": "burn"},
            {"linkId": "burn", "answer": []},
            {"linkId": "burn", "answer": [{}]},
            {"linkId": "burn", "answer": [{"extension": [{"url": "x"}]}]},
            {"linkId": "burn", "answer": [], "item": []},
            {"linkId": "burn.place", "item": [{"linkId": "burn.regions", "answer": []}]},
        ],
    )
    def test_no_answer_says_nothing(self, item):
        """Empty items leave the question as it was."""
        assert NECK == fhir.read_answers(response(item), NECK)

    def test_nesting_does_not_matter(self):
        """Renderers put inner items under items or under answers."""
        burn = said("burn", "yes")
        burn["answer"][0]["item"] = [said("epilepsy", "no")]
        nested = response(
            {"linkId": "section.skin", "item": [said("skin-problem", "yes", item=[burn])]}
        )
        flat = response(said("burn", "yes"), said("epilepsy", "no"), said("skin-problem", "yes"))

        assert fhir.read_answers(flat, NECK) == fhir.read_answers(nested, NECK)

    def test_places(self):
        """Each entry is a finding; a place that the person cannot name is one without a place."""
        entries = [
            {
                "linkId": "burn.place",
                "item": [
                    said("burn.regions", "calf", "foot", system="urn:medmassage:body-region"),
                    said("burn.side", "left", system="urn:medmassage:side"),
                ],
            },
            {"linkId": "burn.place", "item": [said("burn.regions", "unknown")]},
            {"linkId": "burn.place"},
        ]
        found = fhir.read_answers(response(said("burn", "yes"), *entries), NECK).present

        assert (Finding("burn"), Finding("burn", regions=["calf", "foot"], side="left")) == found

    def test_a_place_takes_the_stead_of_none(self):
        """The form gives the place of a yes that the intake has; a place of the intake stays."""
        place = said("burn.regions", "calf", system="urn:medmassage:body-region")
        form = response(said("burn", "yes"), {"linkId": "burn.place", "item": [place]})
        calf, foot = Finding("burn", regions=["calf"]), Finding("burn", regions=["foot"])

        assert (calf,) == fhir.read_answers(form, evolve(NECK, present=["burn"])).present
        assert (calf, foot) == fhir.read_answers(form, evolve(NECK, present=[foot])).present
        assert (foot,) == fhir.read_answers(
            response(said("burn", "yes")), evolve(NECK, present=[foot])
        ).present

    def test_what_was_unknown_or_assumed_is_answered(self):
        """Both wait for an answer, and are nobody's."""
        person = evolve(
            NECK,
            unknown=["burn"],
            absent=["any-fever", "epilepsy"],
            assumed=["any-fever", "epilepsy"],
        )
        form = response(said("burn", "no"), said("any-fever", "yes"), said("epilepsy", "no"))
        found = fhir.read_answers(form, person)

        assert (Finding("any-fever"),) == found.present
        assert (("burn", "epilepsy"), (), ()) == (found.absent, found.unknown, found.assumed)

    def test_an_assumed_no_may_turn_out_unknown(self):
        """Then it is open again."""
        person = evolve(NECK, absent=["burn"], assumed=["burn"])
        found = fhir.read_answers(response(said("burn", "unknown")), person)

        assert (("burn",), (), ()) == (found.unknown, found.absent, found.assumed)

    def test_bulk_answers_yield_to_others(self):
        """A question that anybody answered is not assumed."""
        assumed = said("form.assumed", "burn", "epilepsy", system="urn:medmassage:question")
        found = fhir.read_answers(response(assumed), evolve(NECK, present=["burn"]))

        assert ((Finding("burn"),), ("epilepsy",)) == (found.present, found.assumed)

    def test_complaints_are_found_by_what_they_are(self):
        """A complaint of the form is that of the intake, else it comes after it."""
        form = response(
            said("complaint.1", "knee-pain", system="urn:medmassage:condition"),
            said("complaint.2", "neck-pain", system="urn:medmassage:condition"),
            {"linkId": "complaint.2.pain", "answer": [{"valueInteger": 3}]},
        )
        both = Intake(complaints=["sprain", "neck-pain"])
        three = (Complaint("sprain"), Complaint("neck-pain", pain=3), Complaint("knee-pain"))

        assert three == fhir.read_answers(form, both).complaints
        assert (Complaint("knee-pain"), Complaint("neck-pain", pain=3)) == fhir.read_answers(
            form, NECK
        ).complaints

    def test_details_without_a_complaint_are_those_of_the_same_number(self):
        """Some renderers leave out what cannot be changed."""
        pain = {"linkId": "complaint.1.pain", "answer": [{"valueInteger": 3}]}

        assert 3 == fhir.read_answers(response(pain), NECK).complaints[0].pain

    def test_regions_in_another_order_are_the_same(self):
        """Renderers order choices by the list, so the order of the intake stays."""
        person = Intake(complaints=[Complaint("tendonitis", regions=["wrist", "elbow"])])
        regions = said("complaint.1.regions", "elbow", "wrist", system="urn:medmassage:body-region")

        assert person == fhir.read_answers(response(regions), person)

    def test_allergies_add_up(self):
        """Each is known from somewhere."""
        form = response(said("person.allergies", "peanut", system="urn:medmassage:allergen"))

        assert ("latex", "peanut") == fhir.read_answers(
            form, evolve(NECK, allergies=["latex"])
        ).allergies

    def test_former_ids(self):
        """A response to an older form finds what the records became."""
        kinds = {kind: dict(index) for kind, index in CATALOG.kinds()}
        for kind, id in (
            ("conditions", "neck-pain"),
            ("impairments", "edema"),
            ("allergens", "peanut"),
            ("questions", "burn"),
        ):
            kinds[kind][id] = evolve(kinds[kind][id], former_ids=[f"old-{id}"])
        catalog = Catalog(version="1", digest="1", load=kinds.__getitem__)
        form = response(
            said("complaint.1", "old-neck-pain", system="urn:medmassage:condition"),
            said("complaint.1.impairments", "old-edema", system="urn:medmassage:impairment"),
            said("person.allergies", "old-peanut", system="urn:medmassage:allergen"),
            said("old-burn", "no"),
        )
        old = Intake(complaints=["old-neck-pain"], absent=["old-burn"], allergies=["old-peanut"])
        today = Intake(
            complaints=[Complaint("neck-pain", impairment_ids=["edema"])],
            absent=["burn"],
            allergies=["peanut"],
        )

        assert today == fhir.read_answers(form, catalog=catalog)
        assert today == fhir.read_answers(form, old, catalog=catalog)
        assert today == fhir.read_answers(
            fhir.answers(today, catalog=catalog), old, catalog=catalog
        )

    @pytest.mark.parametrize("status", ["completed", "amended", "in-progress", "stopped"])
    def test_states_that_are_read(self, status):
        """What was answered counts, whether or not the form is finished."""
        form = response(said("burn", "no"), status=status)

        assert ("burn",) == fhir.read_answers(form, NECK).absent


ONE = {"system": ANSWER, "code": "no"}
FAULTS = {
    "no object": ([], "expected a QuestionnaireResponse, got a list"),
    "another resource": (
        {"resourceType": "Questionnaire"},
        "resourceType: expected QuestionnaireResponse, got 'Questionnaire'",
    ),
    "entered in error": (
        response(status="entered-in-error"),
        "status: it was entered in error, so nothing in it counts",
    ),
    "no status": (response(status=None), "status: expected one of amended, completed, in-"),
    "items that are no list": (
        {"resourceType": "QuestionnaireResponse", "status": "completed", "item": PRIVATE},
        "item: expected a list, got text",
    ),
    "an item that is no object": (response(3), "item[0]: expected an object, got 3"),
    "no linkId": (response({}), "item[0].linkId: expected text, got None"),
    "unknown linkId": (
        response(said("burnn", "no")),
        "item[0].linkId: no item 'burnn' in the form; did you mean 'burn'",
    ),
    "a linkId of free text": (
        response(said(PRIVATE, "no")),
        f"item[0].linkId: no item a text of {len(PRIVATE)} characters in the form",
    ),
    "a part that no item has": (
        response(said("burn.pain", "no")),
        "item[0].linkId: no item 'burn.pain' in the form",
    ),
    "complaint nought": (response(said("complaint.0", "no")), "no item 'complaint.0' in the form"),
    "a rule that nobody is asked about": (
        response(said("rule.anterior-neck-pressure", "yes")),
        "item[0].linkId: no item 'rule.anterior-neck-pressure' in the form",
    ),
    "text for a code": (
        response({"linkId": "burn", "answer": [{"valueString": PRIVATE}]}),
        "item[0].answer[0]: expected valueCoding, got valueString",
    ),
    "a boolean for a code": (
        response({"linkId": "burn", "answer": [{"valueBoolean": False}]}),
        "item[0].answer[0]: expected valueCoding, got valueBoolean",
    ),
    "a code that is none": (
        response({"linkId": "burn", "answer": [{"valueCoding": PRIVATE}]}),
        "item[0].answer[0].valueCoding: expected a Coding, got text",
    ),
    "an unknown code": (
        response(said("burn", "nope")),
        "item[0].answer[0].valueCoding.code: expected a code of urn:medmassage:answer, got 'nope'",
    ),
    "a code of another system": (
        response(said("burn", "no", system="http://loinc.org")),
        "valueCoding.system: expected urn:medmassage:answer, got 'http://loinc.org'",
    ),
    "a number for a word": (
        response({"linkId": "person.age", "answer": [{"valueDecimal": 4.5}]}),
        "item[0].answer[0]: expected valueInteger, got valueDecimal",
    ),
    "a number out of range": (
        response({"linkId": "complaint.1.pain", "answer": [{"valueInteger": 11}]}),
        "answer[0].valueInteger: expected a whole number from 0 to 10, got 11",
    ),
    "a truth for a number": (
        response({"linkId": "person.age", "answer": [{"valueInteger": True}]}),
        "answer[0].valueInteger: expected a whole number from 0 to 130, got True",
    ),
    "an answer to a heading": (
        response(said("section.skin", "no")),
        "item[0].answer[0]: expected no answer to a heading, got valueCoding",
    ),
    "two values": (
        response({"linkId": "burn", "answer": [{"valueCoding": ONE, "valueString": PRIVATE}]}),
        "item[0].answer[0]: expected one value, got valueCoding, valueString",
    ),
    "two answers": (
        response(said("burn", "no", "yes")),
        "item[0].answer: burn takes one answer, got 2",
    ),
    "answered twice": (
        response(said("burn", "no"), said("burn", "yes")),
        "item[1]: burn is answered at item[0] already",
    ),
    "answered twice inside a place": (
        response(
            {"linkId": "burn.place", "item": [said("epilepsy", "no")]}, said("epilepsy", "yes")
        ),
        "item[1]: epilepsy is answered at item[0].item[0] already",
    ),
    "a place known and not": (
        response(
            said("burn", "yes"),
            {
                "linkId": "burn.regions",
                "answer": [{"valueCoding": {"code": "calf"}}, {"valueCoding": {"code": "unknown"}}],
            },
        ),
        "item[1].answer: a place, and that it is not known; keep one",
    ),
    "a place of a no": (
        response(said("burn", "no"), said("burn.side", "left", system="urn:medmassage:side")),
        "item[1]: a place, but burn is not answered with yes",
    ),
    "a no to a rule": (
        response(said("rule.burn", "no")),
        "item[0].answer[0].valueCoding.code: expected a code of urn:medmassage:answer, got 'no'",
    ),
    "another pain": (
        response({"linkId": "complaint.1.pain", "answer": [{"valueInteger": 2}]}),
        "item[0]: expected 5, which the intake says, got 2; keep one",
    ),
    "other regions": (
        response(said("complaint.1.regions", "jaw", system="urn:medmassage:body-region")),
        "item[0]: expected neck, which the intake says, got jaw; keep one",
    ),
    "another age": (
        response({"linkId": "person.age", "answer": [{"valueInteger": 8}]}),
        "item[0]: expected 44, which the intake says, got 8; keep one",
    ),
    "details of no complaint": (
        response({"linkId": "complaint.2.pain", "answer": [{"valueInteger": 2}]}),
        "item[0]: expected an answer to complaint.2, or as many complaints in the intake",
    ),
}


def nested(depth):
    """Items in items."""
    items = []
    for _ in range(depth):
        items = [{"linkId": "section.skin", "item": items}]
    return response(*items)


class TestRefusing:
    """`read_answers`, where the response does not fit."""

    KNOWN = Intake(complaints=[Complaint("neck-pain", pain=5, regions=["neck"])], age_years=44)

    @pytest.mark.parametrize("name", FAULTS)
    def test_faults(self, name):
        """Each names its place and what was expected, and never the person's words."""
        document, sentence = FAULTS[name]
        with pytest.raises(DataError) as caught:
            fhir.read_answers(document, self.KNOWN)

        assert sentence in str(caught.value)
        assert PRIVATE not in str(caught.value)
        assert 1 == len(caught.value.faults)

    def test_all_together(self):
        """Every fault is listed, a contradiction too."""
        form = response(
            said("burnn", "no"),
            {"linkId": "person.age", "answer": [{"valueInteger": 200}]},
            {"linkId": "section.skin", "item": [said("skin-problem", "maybe")]},
            said("epilepsy", "no"),
        )
        with pytest.raises(DataError) as caught:
            fhir.read_answers(form, evolve(NECK, present=["epilepsy"]))

        assert [
            "item[0].linkId",
            "item[1].answer[0].valueInteger",
            "item[2].item[0].answer[0].valueCoding.code",
            "item[3]",
        ] == [fault.where for fault in caught.value.faults]

    def test_too_deep(self):
        """A document without an end is refused, not followed."""
        with pytest.raises(DataError, match="nested too deeply"):
            fhir.read_answers(nested(200), NECK)

    def test_no_complaint_anywhere(self):
        """An intake is about something."""
        with pytest.raises(DataError, match=r"item: expected an answer to complaint.1"):
            fhir.read_answers(response(said("burn", "no")))

    @pytest.mark.parametrize(
        "before,answer,first,second",
        [
            ("present", "no", "present", "absent"),
            ("present", "unknown", "present", "unknown"),
            ("absent", "yes", "present", "absent"),
            ("absent", "unknown", "absent", "unknown"),
        ],
    )
    def test_contradictions(self, before, answer, first, second):
        """What the intake says and the form says otherwise is not weighed."""
        person = evolve(NECK, **{before: ["burn"]})
        with pytest.raises(ContradictionError) as caught:
            fhir.read_answers(response(said("burn", answer)), person)

        assert (("burn",), first, second) == (
            caught.value.ids,
            caught.value.first,
            caught.value.second,
        )

    def test_contradictions_of_two_sorts(self):
        """All are told."""
        form = response(said("burn", "yes"), said("epilepsy", "unknown"))
        with pytest.raises(ContradictionError, match=r"epilepsy is unknown here and present in"):
            fhir.read_answers(form, evolve(NECK, absent=["burn"], present=["epilepsy"]))

    def test_not_an_intake(self):
        """A condition is not an intake."""
        with pytest.raises(ModelError, match="expected an Intake"):
            fhir.read_answers(response(), "neck-pain")
