"""Reading a patient's FHIR record."""

from datetime import date

import pytest

from medmassage.catalog import default_catalog
from medmassage.errors import DataError, NotForScreeningError, UnknownIdError
from medmassage.export import fhir
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.planning import outline_plan
from medmassage.serialization import dumps

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
MEDICINES = "urn:example:medicines"
HL7 = "http://terminology.hl7.org/CodeSystem/"
PRIVATE = "Zyprexa since the winter"


def concept(code=None, system=ICD, text=None):
    """A CodeableConcept."""
    found = {"coding": [{"system": system, "code": code}]} if code else {}
    return {**found, **({"text": text} if text else {})}


def condition(code=None, *, text=None, clinical=None, verified=None, **rest):
    """A Condition."""
    found = {"resourceType": "Condition", "code": concept(code, text=text), **rest}
    if clinical:
        found["clinicalStatus"] = concept(clinical, f"{HL7}condition-clinical")
    if verified:
        found["verificationStatus"] = concept(verified, f"{HL7}condition-ver-status")
    return found


def site(region=None, side=None):
    """A bodySite in our own words; without any, in those of another."""
    words = {"urn:medmassage:body-region": region, "urn:medmassage:side": side}
    found = [{"system": system, "code": code} for system, code in words.items() if code]
    return {"coding": found} if found else concept("somewhere", "urn:example:places")


def bundle(*resources, **rest):
    """A Bundle of these resources."""
    entries = [{"resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries, **rest}


def read(*resources, **arguments):
    """Read a Bundle of these resources."""
    return fhir.read_intake(bundle(*resources), **arguments)


def reasons(result):
    """What was not read, by path; without the sentence about complaints."""
    return {one.path: one.reason for one in result.unread if one.path != "entry"}


class TestComplaints:
    """Condition, by ICD-10-CM."""

    @pytest.mark.parametrize(
        "code,id,side",
        [
            ("M54.2", "neck-pain", None),
            ("M542", "neck-pain", None),
            ("m54.50", "lower-back-pain", None),
            ("M54.41", "sciatica", "right"),
            ("M75.02", "frozen-shoulder", "left"),
            ("M17.0", "knee-osteoarthritis", "both"),
            ("M17.5", "knee-osteoarthritis", None),
            ("S93.402A", "ankle-sprain", "left"),
            ("S93.402D", "ankle-sprain", "left"),
            ("S93.492A", "ankle-sprain", None),
        ],
    )
    def test_codes(self, code, id, side):
        """A listed code is the complaint; a listed heading covers what begins with it."""
        result = read(condition(code))

        assert (Complaint(id, side=side),) == result.intake.complaints
        assert [("entry[0].resource.code.coding[0]", "conditions", id, ICD, code)] == [
            (one.path, one.kind, one.id, one.system, one.code) for one in result.taken
        ]
        assert () == result.unread

    @pytest.mark.parametrize(
        "code",
        ["M54.21", "E11.9", "M5", "M54", "", "S93", "M54.5 Ann", "M54.5\ud800", "M54.512345"],
    )
    def test_other_codes(self, code):
        """A code under none of the listed headings is not guessed at."""
        result = read(condition(code))

        assert ((Complaint("other"),), ()) == (result.intake.complaints, result.taken)
        assert "none of its codes is in the maps" == reasons(result)["entry[0].resource"]

    def test_only_the_us_modification_is_read(self):
        """The WHO's ICD-10 is another code system."""
        result = read(
            {
                "resourceType": "Condition",
                "code": concept("M54.2", "http://hl7.org/fhir/sid/icd-10"),
            }
        )

        assert () == result.taken

    def test_the_note_of_a_code_is_kept(self):
        """What the catalog says about the fit goes with it."""
        [taken] = read(condition("M54.12")).taken

        assert "radiculopathy is documented" in taken.note

    def test_two_sides_are_both(self):
        """Entries about the same complaint are one; an open side stays open."""
        two = read(condition("M75.01"), condition("M75.02")).intake.complaints
        open_side = read(condition("M75.01"), condition("M75.00")).intake.complaints

        assert (Complaint("frozen-shoulder", side="both"),) == two
        assert (Complaint("frozen-shoulder"),) == open_side

    def test_our_own_codes(self):
        """Documents of ours come back, places included."""
        site = {
            "coding": [
                {"system": "urn:medmassage:body-region", "code": "wrist"},
                {"system": "urn:medmassage:side", "code": "left"},
            ]
        }
        one = {
            "resourceType": "Condition",
            "code": concept("tendonitis", "urn:medmassage:condition"),
            "bodySite": [site],
        }

        assert (Complaint("tendonitis", regions=["wrist"], side="left"),) == read(
            one
        ).intake.complaints

    def test_a_place_in_other_codes_is_listed(self):
        """The complaint is read, its place is asked."""
        site = concept("somewhere", "urn:example:places")
        result = read(condition("M54.2", bodySite=[site]))

        assert "entry[0].resource.bodySite[0]" in reasons(result)

    @pytest.mark.parametrize(
        "code,sites,regions,side,told",
        [
            ("M54.2", [("wrist", "left"), ("hand", "left")], ("wrist", "hand"), "left", False),
            ("M54.2", [("wrist", "left"), ("hand", "right")], ("wrist", "hand"), "both", True),
            ("M54.2", [("wrist", "left"), ("hand", None)], ("wrist", "hand"), None, True),
            ("M54.2", [("wrist", "left"), ("hand", "midline")], ("wrist", "hand"), None, True),
            ("M54.2", [("wrist", None), (None, "left")], ("wrist",), "left", False),
            ("M54.2", [("wrist", "both"), (None, "left")], ("wrist",), "both", True),
            ("M54.2", [(None, "left"), (None, "left")], (), "left", False),
            ("M54.2", [(None, "left"), (None, None)], (), "left", False),
            ("M54.2", [("wrist", "left"), (None, None)], ("wrist",), None, True),
            ("M75.02", [("wrist", None)], ("wrist",), "left", False),
            ("M75.02", [("wrist", "left")], ("wrist",), "left", False),
            ("M75.02", [("wrist", "right")], ("wrist",), "both", True),
            ("M75.02", [(None, None)], (), "left", False),
        ],
    )
    def test_the_side_of_several_places(self, code, sites, regions, side, told):
        """Places that agree give their side; where they do not, the wider reading and a line."""
        result = read(condition(code, bodySite=[site(*one) for one in sites]))
        [complaint] = result.intake.complaints

        assert (regions, side) == (complaint.regions, complaint.side)
        assert told is ("entry[0].resource.code.coding[0]" in reasons(result))

    def test_the_places_of_a_plan_come_back(self):
        """A complaint at several places of one side is written and read with both."""
        back = Complaint("lower-back-pain", regions=["lower-back", "gluteal"], side="left")
        written = fhir.bundle(outline_plan(Intake(complaints=[back])), subject="Patient/x")

        assert (back,) == fhir.read_intake(written).intake.complaints

    def test_one_place_of_an_observation(self):
        """There the place is one, not a list."""
        burn = {
            "resourceType": "Observation",
            "status": "final",
            "valueCodeableConcept": concept("burn", "urn:medmassage:question"),
        }
        result = read(
            {**burn, "bodySite": site("calf", "right")},
            {**burn, "bodySite": concept("somewhere", "urn:example:places")},
            {**burn, "bodySite": "calf"},
            {**burn, "bodyStructure": {"reference": "BodyStructure/1"}},
        )

        assert {Finding("burn", regions=["calf"], side="right"), Finding("burn")} == set(
            result.intake.present
        )
        assert {
            "entry[1].resource.bodySite",
            "entry[2].resource.bodySite",
            "entry[3].resource.bodyStructure",
        } == set(reasons(result))

    def test_a_finding_beside_an_unread_place(self):
        """Its place is left open and asked: what is not read is never free of it."""
        procedure = {
            "resourceType": "Procedure",
            "status": "completed",
            "code": concept("burn", "urn:medmassage:question"),
            "bodySite": [site("calf", "right"), concept("somewhere", "urn:example:places")],
        }
        result = read(procedure)

        assert (Finding("burn"),) == result.intake.present
        assert ["entry[0].resource.bodySite[1]", *2 * ["entry[0].resource.code.coding[0]"]] == [
            one.path for one in result.unread if one.path != "entry"
        ]

    def test_no_complaint(self):
        """`other` stands in, which is screened and never matched; and it is said."""
        result = read()

        assert (Complaint("other"),) == result.intake.complaints
        assert ["entry"] == [one.path for one in result.unread]


STATES = [
    ({"verified": "refuted"}, "refuted: neither a yes nor a no"),
    ({"verified": "entered-in-error"}, "entered-in-error: neither a yes nor a no"),
    ({"verified": "differential"}, "one of several diagnoses that are weighed; ask about it"),
    ({"verified": "maybe"}, "its verification status is not understood"),
    ({"clinical": "resolved"}, "resolved: neither a yes nor a no"),
    ({"clinical": "inactive"}, "inactive: neither a yes nor a no"),
    ({"clinical": "remission", "verified": "confirmed"}, "remission: neither a yes nor a no"),
    ({"clinical": "odd"}, "its clinical status is not understood"),
    ({"abatementDateTime": "2020"}, "abated: neither a yes nor a no"),
    ({"modifierExtension": [{"url": "x"}]}, "it has rules of its own that change what it means"),
    ({"implicitRules": "x"}, "it has rules of its own that change what it means"),
]


class TestStates:
    """What does not count is neither a yes nor a no."""

    @pytest.mark.parametrize("state,reason", STATES)
    def test_conditions_that_do_not_count(self, state, reason):
        """They are listed with the reason, and nothing is absent."""
        result = read(condition("M54.2", **state))

        assert {"entry[0].resource": reason} == reasons(result)
        assert ((Complaint("other"),), (), ()) == (
            result.intake.complaints,
            result.intake.absent,
            result.intake.unknown,
        )

    def test_a_state_may_lack_its_system(self):
        """Many records leave it out; there is only one that it can be."""
        states = {
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "verificationStatus": {"coding": [{"code": "refuted"}]},
        }

        assert (Complaint("other"),) == read(condition("M54.2", **states)).intake.complaints

    @pytest.mark.parametrize("verified", ["confirmed", "provisional", "unconfirmed"])
    @pytest.mark.parametrize("clinical", ["active", "recurrence", "relapse", None])
    def test_conditions_that_count(self, clinical, verified):
        """A therapist records what a person says as unconfirmed, and it counts."""
        result = read(condition("M54.2", clinical=clinical, verified=verified))

        assert (Complaint("neck-pain"),) == result.intake.complaints

    @pytest.mark.parametrize(
        "type,rest,reason",
        [
            ("Procedure", {"status": "completed"}, None),
            ("Procedure", {"status": "not-done"}, "not-done: neither a yes nor a no"),
            ("Procedure", {"status": "preparation"}, "preparation: neither a yes nor a no"),
            ("Procedure", {}, "its status is not known"),
            ("Procedure", {"status": PRIVATE}, "its status is not known"),
            ("MedicationStatement", {"status": "active"}, None),
            ("MedicationStatement", {"status": "recorded"}, None),
            ("MedicationStatement", {"status": "not-taken"}, "not-taken: neither a yes nor a no"),
            ("MedicationStatement", {"status": "stopped"}, "stopped: neither a yes nor a no"),
            (
                "MedicationStatement",
                {"status": "recorded", "adherence": {"code": concept("not-taking", "x")}},
                "it is on file but not taken",
            ),
            (
                "MedicationStatement",
                {"status": "recorded", "adherence": {"code": concept("taking-as-directed", "x")}},
                None,
            ),
            ("MedicationRequest", {"status": "active", "intent": "order"}, None),
            (
                "MedicationRequest",
                {"status": "active", "intent": "proposal"},
                "it is proposed, not ordered",
            ),
            (
                "MedicationRequest",
                {"status": "active", "doNotPerform": True},
                "it says what is not to be given",
            ),
            ("Observation", {"status": "final"}, None),
            ("Observation", {"status": "cancelled"}, "cancelled: neither a yes nor a no"),
            ("Observation", {"status": "final", "dataAbsentReason": {}}, "it has no value"),
        ],
    )
    def test_other_resources(self, type, rest, reason):
        """Each type has its own states in which it says that something is so."""
        field = {
            "Procedure": "code",
            "Observation": "valueCodeableConcept",
        }.get(type, "medicationCodeableConcept")
        codes = {("x", "1"): "anticoagulant-therapy"}
        result = read({"resourceType": type, field: concept("1", "x"), **rest}, codes=codes)

        assert ({} if reason is None else {"entry[0].resource": reason}) == reasons(result)
        assert (() if reason else (Finding("anticoagulant-therapy"),)) == result.intake.present

    def test_contrary_entries(self):
        """One says yes, another that it is over: the yes counts, and both are listed."""
        result = read(condition("M54.59"), condition("M54.50", clinical="resolved"))
        [conflict] = result.conflicts

        assert (Complaint("lower-back-pain"),) == result.intake.complaints
        assert ("conditions", "lower-back-pain") == (conflict.kind, conflict.id)
        assert ("entry[0].resource.code.coding[0]", "entry[1].resource") == conflict.paths

    def test_an_error_contradicts_nothing(self):
        """What was entered in error was never said."""
        result = read(condition("M54.2"), condition("M54.2", verified="entered-in-error"))

        assert () == result.conflicts


class TestCodeMaps:
    """Codes of the caller."""

    def test_they_name_any_record(self):
        """A condition, a question, a rule, an allergen."""
        ids = {
            "1": "knee-pain",
            "2": "pregnancy",
            "3": "pregnancy-low-back-deep-work",
            "4": "peanut",
        }
        result = read(
            *(
                {"resourceType": "Condition", "code": concept(code, "urn:example:codes")}
                for code in ids
            ),
            codes={("urn:example:codes", code): id for code, id in ids.items()},
        )

        assert (Complaint("knee-pain"),) == result.intake.complaints
        assert (
            Finding("pregnancy"),
            Finding("pregnancy-low-back-deep-work"),
        ) == result.intake.present
        assert ("peanut",) == result.intake.allergies
        assert ["conditions", "questions", "contraindications", "allergens"] == [
            one.kind for one in result.taken
        ]

    def test_they_come_before_ours(self):
        """A clinic knows its own coders."""
        result = read(condition("M54.2"), codes={(ICD, "M54.2"): "whiplash"})

        assert (Complaint("whiplash"),) == result.intake.complaints

    def test_unknown_records_are_refused(self):
        """A mistyped map would leave out what it is about; all ids are named."""
        codes = {("x", "1"): "pregnent", ("x", "2"): "nek-pain", ("x", "3"): "peanut"}
        with pytest.raises(
            UnknownIdError, match=r"'pregnent'(.|\n)*'nek-pain'; did you mean 'neck"
        ):
            read(codes=codes)

    def test_a_rule_that_nobody_is_asked_about_is_refused(self):
        """It cannot stand in an intake."""
        with pytest.raises(UnknownIdError, match="anterior-neck-pressure"):
            read(codes={("x", "1"): "anterior-neck-pressure"})

    def test_a_code_of_the_wrong_system_of_ours(self):
        """An allergen is no question."""
        wrong = {"resourceType": "Condition", "code": concept("peanut", "urn:medmassage:question")}

        assert () == read(wrong).taken

    def test_an_observation_is_read_by_its_value(self):
        """That a pregnancy test was made says nothing; what it found does."""
        codes = {("x", "test"): "pregnancy", ("x", "found"): "pregnancy"}
        test = {"resourceType": "Observation", "status": "final", "code": concept("test", "x")}
        found = {**test, "valueCodeableConcept": concept("found", "x")}

        assert () == read(test, codes=codes).intake.present
        assert (Finding("pregnancy"),) == read(found, codes=codes).intake.present

    @pytest.mark.parametrize(
        "rest,path",
        [
            (
                {"medicationCodeableConcept": concept("thinner", MEDICINES)},
                "entry[0].resource.medicationCodeableConcept.coding[0]",
            ),
            (
                {"medication": {"concept": concept("thinner", MEDICINES)}},
                "entry[0].resource.medication.concept.coding[0]",
            ),
            (
                {"medicationReference": {"reference": "Medication/m"}},
                "entry[1].resource.code.coding[0]",
            ),
            (
                {"medication": {"reference": {"reference": "https://x.org/fhir/Medication/m"}}},
                None,
            ),
            (
                {
                    "medicationReference": {"reference": "#m"},
                    "contained": [
                        {
                            "resourceType": "Medication",
                            "id": "m",
                            "code": concept("thinner", MEDICINES),
                        }
                    ],
                },
                "entry[0].resource.contained[0].code.coding[0]",
            ),
        ],
    )
    def test_medicines(self, rest, path):
        """A medicine stands in the resource or where it points, in R4 and in R5."""
        result = read(
            {"resourceType": "MedicationStatement", "status": "active", **rest},
            {"resourceType": "Medication", "id": "m", "code": concept("thinner", MEDICINES)},
            codes={(MEDICINES, "thinner"): "anticoagulant-therapy"},
        )

        assert ([path] if path else []) == [one.path for one in result.taken] or path is None
        assert (Finding("anticoagulant-therapy"),) == result.intake.present

    @pytest.mark.parametrize("reference", ["#m", "#other", "Medication/other", "Patient/p", 3, ""])
    def test_medicines_that_are_not_there(self, reference):
        """What points nowhere, at no medicine or at one without a code says nothing."""
        one = {
            "resourceType": "MedicationStatement",
            "status": "active",
            "medicationReference": {"reference": reference},
            "contained": [{"resourceType": "Medication", "id": "m"}, 3],
        }
        result = read(one, {"resourceType": "Patient", "id": "p"})

        assert "none of its codes is in the maps" == reasons(result)["entry[0].resource"]

    @pytest.mark.parametrize(
        "codings", [3, [3], [{"system": ICD}], [{"code": "M54.2"}], [{"system": "", "code": ""}]]
    )
    def test_codes_that_are_none(self, codings):
        """A code needs its system."""
        result = read({"resourceType": "Condition", "code": {"coding": codings}})

        assert () == result.taken

    def test_a_code_that_cannot_be_written(self):
        """Half of a letter pair is no code, even where a map has it."""
        half = {"resourceType": "Condition", "code": concept("\ud800", MEDICINES)}
        result = read(half, codes={(MEDICINES, "\ud800"): "burn"})

        assert () == result.taken
        assert "none of its codes is in the maps" == reasons(result)["entry[0].resource"]

    def test_keys_that_are_no_text(self):
        """A dict of Python may have them; they are not looked at."""
        result = read({**condition("M54.2"), None: 1, 5: {}})

        assert (Complaint("neck-pain"),) == result.intake.complaints


class TestSuggestions:
    """Words are never read."""

    @pytest.mark.parametrize(
        "resource,kind,id",
        [
            (condition(text="Tennis elbow"), "conditions", "lateral-epicondylitis"),
            (condition(text="Osteoporosis"), "questions", "osteoporosis"),
            (condition(text="Osteoporosis", clinical="resolved"), "questions", "osteoporosis"),
            (
                {
                    "resourceType": "MedicationStatement",
                    "status": "active",
                    "medicationCodeableConcept": concept(text="Warfarin sodium 5 MG Oral Tablet"),
                },
                "questions",
                "anticoagulant-therapy",
            ),
            (
                {
                    "resourceType": "AllergyIntolerance",
                    "reaction": [{"substance": concept(text="peanut")}],
                },
                "allergens",
                "peanut",
            ),
        ],
    )
    def test_words(self, resource, kind, id):
        """They become something to ask about, and the intake does not have it."""
        result = read(resource)

        assert (kind, id) in [(one.kind, one.id) for one in result.suggestions]
        assert ((), (), ((Complaint("other"),))) == (
            result.intake.present,
            result.intake.allergies,
            result.intake.complaints,
        )

    @pytest.mark.parametrize("verified", ["refuted", "entered-in-error"])
    def test_what_is_denied_suggests_nothing(self, verified):
        """Nobody should be asked about somebody else's bones."""
        assert () == read(condition(text="Osteoporosis", verified=verified)).suggestions

    def test_what_was_read_is_not_suggested(self):
        """A code says it already."""
        assert () == read(condition("M77.11", text="Tennis elbow")).suggestions

    def test_a_medicine_suggests_the_question_about_medicines(self):
        """Whatever it is."""
        one = {"resourceType": "MedicationRequest", "status": "active", "intent": "order"}
        [suggestion] = read(one).suggestions

        assert ("questions", "regular-medicines") == (suggestion.kind, suggestion.id)

    def test_a_score(self):
        """It is suggested with its value; of which complaint it is, the record does not say."""
        pain = {
            "resourceType": "Observation",
            "status": "final",
            "code": concept("72514-3", "http://loinc.org"),
        }
        values = [
            read({**pain, **rest}).suggestions[0].value
            for rest in (
                {"valueQuantity": {"value": 6}},
                {"valueInteger": 4},
                {"valueInteger": True},
                {"valueQuantity": {"value": 10**12}},
                {},
            )
        ]

        assert [6, 4, None, None, None] == values
        assert "nprs" == read(pain).suggestions[0].id


class TestAge:
    """Patient.birthDate and `on`."""

    @pytest.mark.parametrize(
        "born,age",
        [
            ("1980-05-04", 45),
            ("1980-03-01", 46),
            ("1980-03-02", 45),
            ("1980-02", 46),
            ("1980-03", None),
            ("1980-04", 45),
            ("1980", None),
            ("2026-03-01", 0),
            ("2026-03-02", None),
            ("1890-01-01", None),
            ("1980-13-01", None),
            ("1981-02-29", None),
            ("May 1980", None),
            (1980, None),
        ],
    )
    def test_age(self, born, age):
        """A date that leaves the age open gives none, and says so."""
        result = read({"resourceType": "Patient", "birthDate": born}, on=date(2026, 3, 1))

        assert age == result.intake.age_years
        assert (age is None) == ("entry[0].resource.birthDate" in reasons(result))

    def test_no_age_without_a_date(self):
        """Nothing reads the clock."""
        result = read({"resourceType": "Patient", "birthDate": "1980-05-04"})

        assert result.intake.age_years is None
        assert "needs the date" in reasons(result)["entry[0].resource.birthDate"]


class TestTheWhole:
    """The Bundle."""

    def test_nothing_goes_unmentioned(self):
        """Each entry is read, or listed."""
        result = fhir.read_intake(
            {
                "resourceType": "Bundle",
                "link": [{"relation": "next", "url": PRIVATE}],
                "entry": [
                    {"resource": {"resourceType": "Encounter"}},
                    {"resource": {"resourceType": PRIVATE}},
                    {"fullUrl": "urn:x"},
                    3,
                    {"resource": {"resourceType": "Medication"}},
                    {"resource": condition("M54.2", contained=[{"resourceType": "Condition"}])},
                ],
            }
        )

        assert {
            "entry[0].resource": "Encounter is not read",
            "entry[1].resource": "it is not read",
            "entry[2]": "it holds no resource that says its type",
            "entry[3]": "it holds no resource that says its type",
            "entry[4].resource": "nothing that is read points at it",
            "entry[5].resource.contained[0]": "contained resources are not read",
            "link": "the record has further pages, which are not in this Bundle",
        } == reasons(result)

    def test_no_words_of_the_record(self):
        """Names, identifiers and free text stay behind."""
        result = read(
            {"resourceType": "Patient", "id": "p1", "name": [{"text": PRIVATE}]},
            condition(
                "M54.2", text=PRIVATE, note=[{"text": PRIVATE}], subject={"reference": "Patient/p1"}
            ),
            condition("M54.2", text=PRIVATE, clinical=PRIVATE),
            condition(text=f"osteoporosis, {PRIVATE}"),
        )

        assert PRIVATE not in dumps(result)
        assert "p1" not in dumps(result)
        assert result.suggestions

    @pytest.mark.parametrize(
        "document", [[], {}, condition("M54.2"), {"resourceType": "Bundle", "entry": {}}]
    )
    def test_no_bundle(self, document):
        """A single resource is no record."""
        with pytest.raises(DataError, match="expected a Bundle with a list of entries"):
            fhir.read_intake(document)

    def test_one_patient_only(self):
        """Two people's records never become one intake."""
        with pytest.raises(DataError, match=r"entry\[1\].resource.subject: .*than entry\[0\]"):
            read(
                condition("M54.2", subject={"reference": "Patient/a"}),
                condition("M54.2", subject={"reference": "Patient/b"}),
            )

    def test_two_patients(self):
        """Nor do two Patient resources."""
        with pytest.raises(DataError, match=r"entry\[1\].resource: "):
            read({"resourceType": "Patient", "id": "a"}, {"resourceType": "Patient", "id": "b"})

    def test_one_patient_under_several_addresses(self):
        """Relative, absolute, versioned and by the Bundle's own address: all are the same."""
        entries = [
            {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "id": "a"}},
            *(
                {"resource": condition("M54.2", subject={"reference": one})}
                for one in (
                    "Patient/a",
                    "urn:uuid:1",
                    "https://x.org/fhir/Patient/a",
                    "Patient/a/_history/2",
                    "#inside",
                )
            ),
            {"resource": {"resourceType": "AllergyIntolerance", "patient": {"display": "x"}}},
        ]
        result = fhir.read_intake({"resourceType": "Bundle", "entry": entries})

        assert 5 == len(result.taken)

    def test_a_catalog_that_cannot_screen(self):
        """It cannot make an intake that can be screened."""
        with pytest.raises(NotForScreeningError):
            read(catalog=default_catalog().only("ospina-medical-massage"))
