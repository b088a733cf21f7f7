"""Plans and refusals as FHIR transaction Bundles."""

import json
from datetime import date, datetime

import pytest
from attrs import evolve
from fhir.resources import get_fhir_model_class as r5_class
from fhir.resources.R4B import get_fhir_model_class as r4b_class

from medmassage.catalog import default_catalog
from medmassage.catalog.snomed import snomed_codes, snomed_notice
from medmassage.errors import DataError, UnknownIdError
from medmassage.export import fhir
from medmassage.export._notices import notice_texts
from medmassage.model.course import PlanPolicy
from medmassage.model.evidence import Code
from medmassage.model.intake import Clearance, Complaint, Finding, Intake
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import SessionRecord
from medmassage.model.screening import UncountedClearance
from medmassage.planning import fingerprint, outline_plan
from medmassage.progress import review_progress
from medmassage.screening import no_to_rest
from medmassage.vocabulary import PlanStatus

LOINC = "http://loinc.org"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
MONDAY = date(2030, 1, 7)
BACK = Complaint("lower-back-pain", stage="chronic", pain=6, regions=["lower-back"], side="left")
CATALOG = default_catalog()
WORDS = "Zyprexa <since> \"winter\" & 'spring'"


def answered(*complaints, present=(), policy=None, on=None, **rest):
    """The answer for somebody who said no to everything else."""
    intake = Intake(complaints=complaints, present=present, **rest)
    return outline_plan(no_to_rest(intake, on), policy or PlanPolicy(), on)


@pytest.fixture(scope="module")
def plan():
    """A back with pain, blood thinners, a nut allergy, and a second complaint."""
    return answered(
        BACK,
        Complaint("frozen-shoulder", side="right"),
        present=["anticoagulant-therapy"],
        allergies=["tree-nut"],
        policy=PlanPolicy(notices=["We <close> at six."], emergency_number="112"),
    )


@pytest.fixture(scope="module")
def provisional():
    """A plan with open questions."""
    return outline_plan(Intake(complaints=["neck-pain"], unknown=["any-fever"]))


@pytest.fixture(scope="module")
def withheld():
    """An emergency."""
    return outline_plan(
        Intake(complaints=[BACK], present=["ces-saddle-numbness"], allergies=["latex"]),
        PlanPolicy(notices=["We <close> at six."], emergency_number="112"),
    )


@pytest.fixture(scope="module")
def written(plan):
    """The plan in R4."""
    return fhir.bundle(plan, subject="Patient/x")


@pytest.fixture(scope="module")
def bare(plan):
    """A plan in which everything that may be empty is empty."""
    nothing = dict.fromkeys(
        ("fired", "ruled_out", "open", "unexplained", "conflicts", "general", "restrictions"), ()
    )
    return evolve(
        plan,
        intake=Intake(complaints=["other"]),
        policy=PlanPolicy(),
        screening=evolve(plan.screening, assumed=(), **nothing),
        complaint_names=["other"],
        phases=[evolve(plan.phases[-1], source_ids=(), tasks=(), criteria=(), measure_ids=())],
        provenance=evolve(plan.provenance, rule_ids=(), statement_ids=(), sources=()),
        **dict.fromkeys(
            ("techniques", "rejected", "dose", "goals", "allergens", "expectations", "aftercare"),
            (),
        ),
        **dict.fromkeys(("advice", "consent", "letters", "statements"), ()),
    )


def resources(bundle, type):
    """The resources of one type, in order."""
    found = [one["resource"] for one in bundle["entry"]]
    return [one for one in found if one["resourceType"] == type]


def only(bundle, type):
    """The one resource of its type."""
    (found,) = resources(bundle, type)
    return found


def named(bundle, type, text):
    """The one resource whose code says this."""
    (found,) = [one for one in resources(bundle, type) if one["code"]["text"] == text]
    return found


def codes(concept):
    """System to code of a CodeableConcept."""
    return {one["system"]: one["code"] for one in concept["coding"]}


def address(bundle, resource):
    """Where a resource stands in its Bundle."""
    (found,) = [one["fullUrl"] for one in bundle["entry"] if one["resource"] is resource]
    return {"reference": found}


def said(resource):
    """All notes in one text."""
    return "\n".join(one["text"] for one in resource["note"])


class TestTransaction:
    """The Bundle itself."""

    def test_what_is_in_a_plan(self, written):
        """Everything that a plan is made of, the plan itself last."""
        types = list(dict.fromkeys(one["resource"]["resourceType"] for one in written["entry"]))

        assert [
            "Condition",
            "Observation",
            "ActivityDefinition",
            "PlanDefinition",
            "ServiceRequest",
            "DetectedIssue",
            "Flag",
            "Goal",
            "Consent",
            "Task",
            "CarePlan",
        ] == types

    def test_every_entry_is_written_once(self, written):
        """A server that has a resource already keeps it."""
        for one in written["entry"]:
            known = one["resource"]["identifier"][0]
            expected = {
                "method": "POST",
                "url": one["resource"]["resourceType"],
                "ifNoneExist": f"identifier={known['system']}|{known['value']}",
            }

            assert expected == one["request"]
            assert one["fullUrl"] not in known["value"]

    def test_a_passing_subject_is_not_taken_for_another(self, plan):
        """With an address of the Bundle as subject, only definitions are written once."""
        uuid = "urn:uuid:11111111-2222-4333-8444-555555555555"
        bundle = fhir.bundle(plan, subject=uuid)
        once = {
            one["resource"]["resourceType"]
            for one in bundle["entry"]
            if "ifNoneExist" in one["request"]
        }

        assert {"ActivityDefinition", "PlanDefinition"} == once

    @pytest.mark.parametrize("which", ["plan", "provisional", "withheld", "bare"])
    @pytest.mark.parametrize("version", ["R4", "R5"])
    def test_hl7_knows_them(self, which, version, request):
        """HL7's classes take every Bundle, with all that can be added."""
        bundle = fhir.bundle(
            request.getfixturevalue(which),
            subject="Patient/x",
            version=version,
            codes=snomed_codes(),
            measurements=[Measurement(measure_id="rmdq", value=11)],
            authored=date(2030, 1, 1),
            start=MONDAY,
        )
        find = r4b_class if version == "R4" else r5_class

        assert find("Bundle").model_validate(json.loads(json.dumps(bundle)))

    @pytest.mark.parametrize("which", ["plan", "withheld"])
    def test_without_a_day_there_is_none(self, which, request):
        """The library reads no clock: without a day given, no date stands anywhere."""
        bundle = fhir.bundle(request.getfixturevalue(which), subject="Patient/x")
        keys = {key for one in bundle["entry"] for key in one["resource"]}

        assert set() == keys & {"authoredOn", "created", "date", "recordedDate", "statusDate"}

    def test_the_day_stands_where_it_was_given(self, plan):
        """A moment counts as its day: without its time zone it would be no FHIR."""
        moment = datetime(2030, 1, 1, 12, 30)  # noqa: DTZ001 - that it has no zone is the point
        bundle = fhir.bundle(plan, subject="Patient/x", authored=moment)

        assert "2030-01-01" == only(bundle, "CarePlan")["created"]
        assert "2030-01-01" == resources(bundle, "ServiceRequest")[0]["authoredOn"]
        assert "2030-01-01" == resources(bundle, "Condition")[0]["recordedDate"]


class TestSubject:
    """Whom it is about is the caller's to say."""

    @pytest.mark.parametrize(
        "subject",
        [
            "Patient/x",
            "Patient/x/_history/2",
            "https://example.org/fhir/Patient/x-1.2",
            "Patient?identifier=http://example.org|12",
            "urn:uuid:11111111-2222-4333-8444-555555555555",
            "urn:oid:1.2.36",
        ],
    )
    def test_references_to_a_patient_are_taken_as_they_are(self, withheld, subject):
        """The reference stands in every resource about the person."""
        bundle = fhir.bundle(withheld, subject=subject)

        for one in bundle["entry"]:
            resource = one["resource"]
            about = resource.get("patient") or resource["subject"]
            assert {"reference": subject} == about

    @pytest.mark.parametrize(
        "subject",
        ["Ann Sample", "", "Patient/", "Patient/a b", "Practitioner/x", "urn:uuid:X", None, 7],
    )
    def test_anything_else_is_refused_and_not_repeated(self, withheld, subject):
        """A name given by mistake does not come back in the message."""
        with pytest.raises(DataError, match="a reference to a patient") as caught:
            fhir.bundle(withheld, subject=subject)

        assert "Ann" not in str(caught.value)

    def test_nobody_is_made_up(self, withheld):
        """Without a subject there is no Bundle."""
        with pytest.raises(TypeError, match="subject"):
            fhir.bundle(withheld)


class TestConditions:
    """What the person comes for."""

    def test_a_complaint(self, written):
        """It is what was reported, with its place, side and stage."""
        back = resources(written, "Condition")[0]

        assert "unconfirmed" == codes(back["verificationStatus"]).popitem()[1]
        assert {"urn:medmassage:condition": "lower-back-pain", ICD: "M54.50"} == codes(back["code"])
        assert "left lower back" == back["bodySite"][0]["text"]
        assert {
            "urn:medmassage:body-region": "lower-back",
            "urn:medmassage:side": "left",
        } == codes(back["bodySite"][0])
        assert "chronic" == back["stage"][0]["summary"]["text"]
        assert "not a diagnosis" in said(back)

    def test_a_side_without_a_place(self, written):
        """The side stands alone."""
        shoulder = resources(written, "Condition")[1]

        assert ["Right"] == [one["text"] for one in shoulder["bodySite"]]

    def test_soft_tissue_findings_are_evidence(self):
        """What the therapist felt stands with the complaint."""
        complaint = Complaint("neck-pain", impairment_ids=["trigger-point"])
        bundle = fhir.bundle(answered(complaint), subject="Patient/x")
        (found,) = only(bundle, "Condition")["evidence"]

        assert {"urn:medmassage:impairment": "trigger-point"} == codes(found["code"][0])

    def test_a_complaint_that_is_left_out_says_why(self):
        """The reason stands with the complaint, and the plan is not for it."""
        answer = answered(
            BACK,
            Complaint("calf-pain", regions=["calf"], side="left", stage="chronic"),
            present=[Finding("open-wound-or-ulcer", regions=["calf"], side="left")],
        )
        assert isinstance(answer, TreatmentPlan)
        bundle = fhir.bundle(answer, subject="Patient/x")
        back, calf = resources(bundle, "Condition")

        assert f"Not treated now: {answer.not_treated[0].reason}" in said(calf)
        assert [address(bundle, back)] == only(bundle, "CarePlan")["addresses"]


class TestIcd:
    """An ICD-10-CM code says no more than the complaint."""

    @pytest.mark.parametrize(
        "condition_id, side, code",
        [
            ("frozen-shoulder", "left", "M75.02"),
            ("frozen-shoulder", None, "M75.00"),
            ("frozen-shoulder", "both", "M75.0"),
            ("neck-pain", None, "M54.2"),
            ("carpal-tunnel-syndrome", "right", "G56.01"),
            ("knee-osteoarthritis", "left", "M17.9"),
            ("migraine", None, "G43.9"),
            ("sciatica", "both", "M54.3"),
            ("ankle-sprain", "left", "S93.4"),
            ("lymphedema", None, "I89.0"),
        ],
    )
    def test_a_code_that_fits(self, condition_id, side, code):
        """Of the side that was given, and no visit, cause or form that was not."""
        answer = outline_plan(Intake(complaints=[Complaint(condition_id, side=side)]))
        bundle = fhir.bundle(answer, subject="Patient/x")

        assert code == codes(only(bundle, "Condition")["code"])[ICD]

    @pytest.mark.parametrize(
        "condition_id, narrower",
        [
            ("anxiety-and-stress", "an anxiety disorder"),
            ("rotator-cuff-tendinopathy", "a tear"),
            ("chronic-pain", "other chronic pain, or a syndrome"),
            ("hand-osteoarthritis", "the thumb"),
            ("spinal-sprain", "the cervical spine, and a first visit"),
            ("poor-sleep", "insomnia"),
        ],
    )
    def test_no_diagnosis_is_added(self, condition_id, narrower):
        """Where every title says more, no code is written, and the losses say so."""
        answer = outline_plan(Intake(complaints=[condition_id]))
        bundle = fhir.bundle(answer, subject="Patient/x")
        lost = [one for one in fhir.bundle_losses(answer) if "ICD-10-CM" in one]

        assert ICD not in codes(only(bundle, "Condition")["code"]), narrower
        assert 1 == len(lost)

    def test_no_code_names_a_visit_or_another_side(self):
        """Whatever the condition and side, no title of a code contradicts them."""
        for id in CATALOG.conditions:
            for side in ("left", "right"):
                other = {"left": "right", "right": "left"}[side]
                answer = outline_plan(Intake(complaints=[Complaint(id, side=side)]))
                code = resources(fhir.bundle(answer, subject="Patient/x"), "Condition")[0]["code"]
                title = next((one["display"] for one in code["coding"] if one["system"] == ICD), "")

                assert "encounter" not in title
                assert other not in title.lower().split()


class TestCodes:
    """Codes of the caller's."""

    def test_snomed_ct_is_off(self, written):
        """No code of SNOMED CT is written unless it is given."""
        assert SNOMED not in json.dumps(written)

    def test_the_first_code_is_written_with_its_notice(self, plan):
        """Where given, the first code of a record is written, and the notice with it."""
        bundle = fhir.bundle(plan, subject="Patient/x", codes=snomed_codes())
        back = codes(resources(bundle, "Condition")[0]["code"])

        assert "279039007" == back[SNOMED]
        assert snomed_notice() in only(bundle, "PlanDefinition")["copyright"]

    def test_a_technique_without_a_code_has_that_of_massage(self, plan):
        """A technique is a kind of massage."""
        bundle = fhir.bundle(plan, subject="Patient/x", codes=snomed_codes())

        assert "387854002" == codes(resources(bundle, "ServiceRequest")[0]["code"])[SNOMED]

    def test_codes_of_other_systems(self, plan):
        """Any system will do; a code of the caller's replaces ours of the same system."""
        mine = [
            Code(system=ICD, code="M54.59", display="Other low back pain"),
            Code(system="urn:example:codes", code="7", display="Back"),
        ]
        given = {"lower-back-pain": mine, "anticoagulant-therapy": mine, "tree-nut": mine}
        bundle = fhir.bundle(plan, subject="Patient/x", codes=given)
        back = resources(bundle, "Condition")[0]["code"]
        issue = only(bundle, "DetectedIssue")

        assert "M54.59" == codes(back)[ICD]
        assert 3 == len(back["coding"])
        assert "7" == codes(issue["code"])["urn:example:codes"]
        assert "7" == codes(issue["evidence"][0]["code"][0])["urn:example:codes"]
        assert "7" == codes(resources(bundle, "Flag")[1]["code"])["urn:example:codes"]

    def test_snomed_ct_from_elsewhere_has_other_terms(self, withheld):
        """A code that we do not ship goes without our notice."""
        mine = {"lower-back-pain": [Code(system="SNOMED CT", code="1", display="one")]}
        bundle = fhir.bundle(withheld, subject="Patient/x", codes=mine)
        told = said(only(bundle, "CommunicationRequest"))

        assert "the terms of SNOMED International hold" in told
        assert snomed_notice() not in told

    @pytest.mark.parametrize(
        "given, reason",
        [
            ({"neck-pain": [Code(system="Read", code="N131", display="x")]}, "got 'Read'"),
            ({"neck-pain": "N131"}, "a list of Code"),
            ({"neck-pain": [("a", "b")]}, "a list of Code"),
            ([], "a mapping"),
        ],
    )
    def test_codes_without_a_system_are_refused(self, plan, given, reason):
        """The message names the record."""
        with pytest.raises(DataError, match=reason):
            fhir.bundle(plan, subject="Patient/x", codes=given)


class TestScores:
    """Observations."""

    def test_the_pain_of_a_complaint(self, written):
        """Pain is a score of the pain scale, with its LOINC code and unit."""
        pain = only(written, "Observation")

        assert {LOINC: "72514-3", "urn:medmassage:outcome-measure": "nprs"} == codes(pain["code"])
        assert {
            "value": 6,
            "unit": "points",
            "system": UCUM,
            "code": "{score}",
        } == pain["valueQuantity"]
        evidence = resources(written, "Condition")[0]["evidence"]
        assert [{"detail": [address(written, pain)]}] == evidence

    def test_measurements(self, plan):
        """Each is an Observation with its day, its session and what it is of."""
        taken = [
            Measurement(measure_id="rom", value=90.5, of_what="left shoulder abduction, active"),
            Measurement(measure_id="psfs", value=4, session=3, on=MONDAY, answered=2, of=3),
            Measurement(measure_id="headache-days", value=3, session=0),
            Measurement(measure_id="headache-days", value=3, session=0),
        ]
        bundle = fhir.bundle(plan, subject="Patient/x", measurements=iter(taken))
        _, rom, psfs, days, same = resources(bundle, "Observation")

        assert "41299-9" == codes(rom["code"])[LOINC]
        assert ("deg", 90.5) == (rom["valueQuantity"]["code"], rom["valueQuantity"]["value"])
        assert "exam" == codes(rom["category"][0]).popitem()[1]
        assert "2030-01-07" == psfs["effectiveDateTime"]
        assert "Session 3, before hands-on work." in said(psfs)
        assert "Made of 2 of 3 answers." in said(psfs)
        assert "d" == days["valueQuantity"]["code"]
        assert days["id"] != same["id"]
        references = only(bundle, "CarePlan")["supportingInfo"]
        assert all(address(bundle, one) in references for one in (rom, psfs, days, same))

    @pytest.mark.parametrize("measure_id", ["ndi", "vas-pain", "koos"])
    def test_a_code_in_doubt_is_not_written(self, plan, measure_id):
        """A LOINC code that is on file with a doubt, or for a part only, is left out."""
        taken = [Measurement(measure_id=measure_id, value=3)]
        bundle = fhir.bundle(plan, subject="Patient/x", measurements=taken)

        assert LOINC not in codes(resources(bundle, "Observation")[1]["code"])

    def test_no_code_of_a_whole_questionnaire(self, plan):
        """A panel is not a score."""
        taken = [Measurement(measure_id="gad7", value=3, of_what="panel")]
        bundle = fhir.bundle(plan, subject="Patient/x", measurements=taken)

        assert "70274-6" == codes(resources(bundle, "Observation")[1]["code"])[LOINC]

    def test_unknown_measures(self, plan):
        """All that do not exist are named, with the nearest."""
        taken = [Measurement(measure_id=one, value=3) for one in ("nprss", "rdmq", "nprs")]

        with pytest.raises(UnknownIdError, match=r"'nprss'.*'nprs'.*\n.*'rdmq'"):
            fhir.bundle(plan, subject="Patient/x", measurements=taken)


class TestFindings:
    """DetectedIssue and Flag."""

    def test_a_rule_that_fired(self, plan, written):
        """Why, what brought it, what to do, what it limits, and which services it limits."""
        issue = only(written, "DetectedIssue")
        rule = plan.screening.fired[0]
        actions = [one["action"]["text"] for one in issue["mitigation"]]

        assert ["COND", "anticoagulant-therapy"] == [one["code"] for one in issue["code"]["coding"]]
        assert rule.why.rstrip(".") in issue["detail"]
        assert all(id in issue["detail"] for id in rule.source_ids)
        assert rule.instructions == actions[0]
        assert "at most light pressure" in actions[1]
        assert "deep tissue massage" in actions[1]
        assert issue["evidence"][0]["code"][0]["text"].endswith("? Yes.")
        services = resources(written, "ServiceRequest")
        assert [address(written, one) for one in services[:-1]] == issue["implicated"]

    def test_a_place_is_told(self):
        """Where the person said it is stands with the answer."""
        wound = Finding("open-wound-or-ulcer", regions=["calf"], side="left")
        bundle = fhir.bundle(answered(BACK, present=[wound]), subject="Patient/x")
        issue = only(bundle, "DetectedIssue")

        assert issue["evidence"][0]["code"][0]["text"].endswith("Yes: left calf.")
        assert "Left calf: no hands-on work." in issue["mitigation"][1]["action"]["text"]

    def test_a_question_that_is_gone(self, plan):
        """Of an old answer whose question the catalog no longer has, the rule is told."""
        rule = evolve(plan.screening.fired[0], question_ids=["gone-since"], findings=())
        old = evolve(plan, screening=evolve(plan.screening, fired=[rule]))
        issue = only(fhir.bundle(old, subject="Patient/x"), "DetectedIssue")

        assert [{"code": [{"text": f"{rule.name} Yes."}]}] == issue["evidence"]

    @pytest.mark.parametrize(
        "present, severity",
        [
            ("anticoagulant-therapy", "moderate"),
            ("ces-saddle-numbness", "high"),
            ("deep-vein-thrombosis", "high"),
            ("trauma-history", "low"),
        ],
    )
    def test_severity(self, present, severity):
        """How much a rule stops; what limits nothing is low."""
        answer = answered(BACK, present=[present])
        bundle = fhir.bundle(answer, subject="Patient/x")

        assert severity == resources(bundle, "DetectedIssue")[0]["severity"]

    def test_a_clearance_is_told_with_its_reason(self):
        """Who lifted a rule, until when and why stands in the text."""
        cleared = Clearance("anticoagulant-therapy", reason=WORDS, expires=date(2030, 6, 1))
        answer = answered(
            BACK, present=["anticoagulant-therapy"], clearances=[cleared], on=date(2030, 5, 1)
        )
        bundle = fhir.bundle(answer, subject="Patient/x")
        issue = only(bundle, "DetectedIssue")

        assert f"Cleared by the prescriber until 2030-06-01: {WORDS}" in issue["detail"]
        assert "Dated clearances were read at 2030-05-01." in said(only(bundle, "CarePlan"))

    def test_what_limits_is_a_flag(self, written):
        """So is an allergy, with what to keep off and what to use."""
        limit, allergy = resources(written, "Flag")

        assert limit["code"]["text"].startswith("Anticoagulant medicine. Whole body: at most light")
        assert "safety" == codes(limit["category"][0]).popitem()[1]
        assert {"urn:medmassage:allergen": "tree-nut"} == codes(allergy["code"])
        assert "Keep off: " in allergy["code"]["text"]

    def test_an_instruction_alone_is_no_flag(self):
        """A rule that limits nothing does not follow a person around."""
        bundle = fhir.bundle(answered(BACK, present=["trauma-history"]), subject="Patient/x")

        assert [] == resources(bundle, "Flag")
        assert 1 == len(resources(bundle, "DetectedIssue"))


class TestServices:
    """What is planned."""

    def test_a_technique_through_the_sessions(self, plan, written):
        """How often, how long, where, for what, and what speaks for it."""
        swedish = named(written, "ServiceRequest", "Swedish massage")
        count = len(plan.sessions)

        assert ("draft", "plan") == (swedish["status"], swedish["intent"])
        assert {"value": count, "unit": "sessions"} == swedish["quantityQuantity"]
        repeat = swedish["occurrenceTiming"]["repeat"]
        assert (count, "min", 1, "wk") == (
            repeat["count"],
            repeat["durationUnit"],
            repeat["period"],
            repeat["periodUnit"],
        )
        assert "wk" == repeat["boundsDuration"]["code"]
        assert "left lower back" in [one["text"] for one in swedish["bodySite"]]
        assert "Support for lower back pain: " in said(swedish)
        assert all(
            one.text in said(swedish)
            for match in plan.techniques
            if match.technique_id == "swedish-massage"
            for one in match.arguments
        )
        definition = resources(written, "ActivityDefinition")[0]
        assert [f"{definition['url']}|{definition['version']}"] == swedish["instantiatesCanonical"]

    @pytest.mark.parametrize("per_week, sessions, frequency", [(1, 4, 1), (2, 6, 2), (3, 7, 3)])
    def test_how_often(self, per_week, sessions, frequency):
        """The last week may be shorter."""
        answer = answered(BACK, policy=PlanPolicy(sessions_per_week=per_week, sessions=sessions))
        bundle = fhir.bundle(answer, subject="Patient/x")
        swedish = named(bundle, "ServiceRequest", "Swedish massage")
        repeat = swedish["occurrenceTiming"]["repeat"]

        assert (frequency, 1) == (repeat["frequency"], repeat["period"])
        assert sessions == repeat["count"]

    def test_one_session(self):
        """One session is one session."""
        answer = answered(BACK, policy=PlanPolicy(sessions=1))
        bundle = fhir.bundle(answer, subject="Patient/x")
        first = resources(bundle, "ServiceRequest")[0]

        assert {"value": 1, "unit": "session"} == first["quantityQuantity"]
        assert "week" == first["occurrenceTiming"]["repeat"]["boundsDuration"]["unit"]

    @pytest.mark.parametrize(
        "weeks, frequency, period", [([1, 3, 5], 1, 2), ([1, 2, 4], None, None), ([4], 1, 1)]
    )
    def test_other_weeks(self, plan, weeks, frequency, period):
        """A gap that repeats is a longer period; weeks without a rule have no frequency."""
        first = plan.sessions[0]
        sessions = [
            evolve(first, number=number, week=week) for number, week in enumerate(weeks, start=1)
        ]
        phases = [evolve(plan.phases[0], sessions=sessions)]
        bundle = fhir.bundle(evolve(plan, phases=phases), subject="Patient/x")
        repeat = resources(bundle, "ServiceRequest")[0]["occurrenceTiming"]["repeat"]

        assert (frequency, period) == (repeat.get("frequency"), repeat.get("period"))
        assert len(weeks) == repeat["count"]

    def test_a_clearance_is_asked_for(self, plan, written):
        """The letter stands in a request of its own, with brackets to fill in."""
        letter = named(written, "ServiceRequest", "Clearance for massage")

        assert plan.letters[0].text == said(letter)
        assert "proposal" == letter["intent"]
        assert [address(written, only(written, "DetectedIssue"))] == letter["supportingInfo"]

    def test_appointments_need_a_first_day(self, plan, written):
        """With a first day every session has its week; without one there are none."""
        bundle = fhir.bundle(plan, subject="Patient/x", start=MONDAY)
        visits = resources(bundle, "Appointment")

        assert [] == resources(written, "Appointment")
        assert len(plan.sessions) == len(visits)
        assert [{"start": "2030-01-14", "end": "2030-01-20"}] == visits[1]["requestedPeriod"]
        assert plan.sessions[0].minutes == visits[0]["minutesDuration"]
        assert "Massage session 2 of 10" == visits[1]["description"]
        assert "start" not in visits[0]

    def test_a_first_day_dates_the_course(self, plan):
        """The plan, the series and the goals have days."""
        bundle = fhir.bundle(plan, subject="Patient/x", start=MONDAY)
        last = plan.sessions[-1].week
        period = {"start": "2030-01-07", "end": "2030-03-17"}

        assert 10 == last
        assert period == only(bundle, "CarePlan")["period"]
        first = resources(bundle, "ServiceRequest")[0]
        assert period == first["occurrenceTiming"]["repeat"]["boundsPeriod"]
        goal = resources(bundle, "Goal")[0]
        assert ("2030-01-07", "2030-03-17") == (goal["startDate"], goal["target"][0]["dueDate"])

    def test_a_provisional_visit_says_so(self, provisional):
        """Whoever books it reads that questions are open."""
        bundle = fhir.bundle(provisional, subject="Patient/x", start=MONDAY)

        assert "no hands-on session" in resources(bundle, "Appointment")[0]["comment"]


class TestGoals:
    """What the course aims at."""

    def test_a_goal_with_a_number(self, plan, written):
        """A score to reach, by when, why, and that it is no promise."""
        goal = resources(written, "Goal")[0]
        (target,) = goal["target"]

        assert "proposed" == goal["lifecycleStatus"]
        assert "72514-3" == codes(target["measure"])[LOINC]
        assert {
            "value": 4,
            "comparator": "<=",
            "unit": "points",
            "system": UCUM,
            "code": "{score}",
        } == target["detailQuantity"]
        assert {"value": 10, "unit": "weeks", "system": UCUM, "code": "wk"} == target["dueDuration"]
        assert plan.goals[0].why in said(goal)
        assert "never a promise" in said(goal)
        assert [address(written, resources(written, "Condition")[0])] == goal["addresses"]

    def test_a_goal_without_a_number(self, written):
        """Without a score before it says what to measure and how much better."""
        goal = resources(written, "Goal")[1]

        assert "detailQuantity" not in goal["target"][0]
        assert "Measure first." in said(goal)
        assert "better by" in goal["description"]["text"]

    @pytest.mark.parametrize(
        "status, achieved", [("reached", "achieved"), ("not-reached", "not-achieved")]
    )
    def test_how_far_it_is(self, plan, status, achieved):
        """What is known of the outcome stands with its score."""
        goal = evolve(plan.goals[0], status=status, latest=4.5)
        bundle = fhir.bundle(evolve(plan, goals=[goal]), subject="Patient/x")
        found = only(bundle, "Goal")

        assert achieved == codes(found["achievementStatus"]).popitem()[1]
        assert "Latest score: 4.5." in said(found)

    def test_pain_too_low_for_a_goal(self):
        """Is no Goal, and the CarePlan says why."""
        slight = answered(evolve(BACK, pain=1))
        bundle = fhir.bundle(slight, subject="Patient/x")

        assert not any("pain" in one["description"]["text"] for one in resources(bundle, "Goal"))
        assert "Pain 1 of 10 leaves no room for a change that counts" in said(
            only(bundle, "CarePlan")
        )

    def test_a_score_that_is_kept(self):
        """A goal of a review whose first score leaves no room has no number to reach."""
        plan = answered(evolve(BACK, pain=None))
        visits = [
            SessionRecord.as_planned(
                plan.sessions[number - 1],
                measurements=[Measurement(measure_id="nprs", value=1)],
            )
            for number in (1, 4)
        ]
        goals = review_progress(plan, visits).goals
        goal = resources(fhir.bundle(evolve(plan, goals=goals), subject="Patient/x"), "Goal")[0]

        assert "kept at 1, no room for a change that counts" in goal["description"]["text"]
        assert "detailQuantity" not in goal["target"][0]
        assert "achievementStatus" not in goal

    def test_higher_can_be_better(self, plan):
        """A score to rise to is a least."""
        goal = evolve(plan.goals[0], measure_id="psfs", baseline=3, target=5.3)
        bundle = fhir.bundle(evolve(plan, goals=[goal]), subject="Patient/x")

        assert ">=" == only(bundle, "Goal")["target"][0]["detailQuantity"]["comparator"]


class TestCarePlan:
    """The plan that holds all together."""

    def test_it_is_a_draft_with_its_notices_first(self, plan, written):
        """Required notices, then the clinic's, then whether it may be worked from."""
        found = only(written, "CarePlan")
        notices = notice_texts(plan)

        assert ("draft", "plan") == (found["status"], found["intent"])
        assert list(notices) == [one["text"] for one in found["note"][: len(notices)]]
        assert "We <close> at six." == found["note"][len(notices) - 1]["text"]
        assert "We &lt;close&gt; at six." in found["text"]["div"]
        assert "set to no in bulk" in found["note"][len(notices)]["text"]
        assert "Local emergency number: 112." in said(found)

    def test_it_points_at_everything(self, written):
        """Complaints, scores, findings, goals, what is planned."""
        found = only(written, "CarePlan")
        pointed = [
            *found["addresses"],
            *found["supportingInfo"],
            *found["goal"],
            *(one["reference"] for one in found["activity"]),
        ]
        types = ("ActivityDefinition", "PlanDefinition", "CarePlan")
        expected = [
            {"reference": one["fullUrl"]}
            for one in written["entry"]
            if one["resource"]["resourceType"] not in types
        ]

        assert sorted(expected, key=str) == sorted(pointed, key=str)

    def test_what_it_says_beside(self, plan, written):
        """Limits for everyone, dose, what is not used, after-effects, what to expect."""
        told = said(only(written, "CarePlan"))

        for text in (
            plan.screening.general[0].instructions,
            plan.rejected[0].reason,
            plan.aftercare[0].text,
            plan.expectations[0].text,
            plan.advice[0].text,
            plan.phases[2].criteria[0].text,
            plan.provenance.catalog_digest,
        ):
            assert text in told
        assert "as in cherkin-2011-1" in told

    def test_what_else_a_reader_needs(self, plan):
        """Age, letters that do not count, and when the stage moves on."""
        first = evolve(plan.phases[0].sessions[0], stage="acute")
        letter = UncountedClearance(rule_id="burn", by="prescriber", reason="it has expired.")
        other = evolve(
            plan,
            intake=evolve(plan.intake, age_years=45),
            screening=evolve(plan.screening, uncounted_clearances=[letter]),
            phases=[evolve(plan.phases[0], sessions=[first]), *plan.phases[1:]],
        )
        told = said(only(fhir.bundle(other, subject="Patient/x"), "CarePlan"))

        assert "Age given: 45 years." in told
        assert "burn (by the prescriber): it has expired." in told
        assert "From session 2 (week 2) it counts as chronic." in told

    def test_a_provisional_plan_asks_first(self, provisional):
        """Its first activity is a Task with every open question."""
        bundle = fhir.bundle(provisional, subject="Patient/x")
        task = only(bundle, "Task")
        found = only(bundle, "CarePlan")

        assert PlanStatus.PROVISIONAL is provisional.status
        assert {"reference": address(bundle, task)} == found["activity"][0]
        assert "no hands-on session may start before" in task["description"]
        asked = [one["valueString"] for one in task["input"]]
        for place, one in enumerate(provisional.screening.open):
            assert asked[place].startswith(one.question.text)
        assert "Provisional. Questions are open" in said(found)

    def test_what_was_set_to_no_is_to_be_confirmed(self, plan, written):
        """Each answer that was set in bulk is listed."""
        kinds = [one["type"]["text"] for one in only(written, "Task")["input"]]

        assert len(plan.screening.assumed) == kinds.count("Set to no in bulk")

    def test_what_is_asked_again_is_listed(self):
        """A broad yes that nothing explains, and a no that another answer contradicts."""
        intake = no_to_rest(Intake(complaints=[BACK], present=["skin-problem"]))
        bundle = fhir.bundle(outline_plan(intake), subject="Patient/x")
        found = [one for one in only(bundle, "Task")["input"] if one["type"]["text"] != "Open"]

        assert "Not explained" in [one["type"]["text"] for one in found]

    def test_answers_that_conflict_are_asked_again(self):
        """The question is told, and who says yes."""
        intake = Intake(complaints=["lymphedema", BACK], absent=["lymphedema-or-risk"])
        bundle = fhir.bundle(outline_plan(intake), subject="Patient/x")
        (found,) = [
            one for one in only(bundle, "Task")["input"] if one["type"]["text"] == "Conflict"
        ]

        assert "answered no, but yes from lymphedema" in found["valueString"]

    def test_nothing_to_ask_needs_no_task(self):
        """Somebody who answered everything has none."""
        intake = no_to_rest(Intake(complaints=[BACK]))
        bundle = fhir.bundle(outline_plan(evolve(intake, assumed=())), subject="Patient/x")

        assert [] == resources(bundle, "Task")

    def test_a_plan_that_replaces_another_says_which(self, plan):
        """By the fingerprint that the old CarePlan carries."""
        new = evolve(plan, supersedes=fingerprint(plan))
        old = only(fhir.bundle(plan, subject="Patient/x"), "CarePlan")
        found = only(fhir.bundle(new, subject="Patient/x"), "CarePlan")

        assert [{"identifier": old["identifier"][1]}] == found["replaces"]

    def test_a_consent_waits_to_be_given(self, plan, written):
        """What to tell and agree on, and that nobody has signed."""
        consent = only(written, "Consent")

        assert "draft" == consent["status"]
        assert "nothing has been agreed" in consent["text"]["div"]
        assert "treatment" == codes(consent["scope"]).popitem()[1]
        assert "provision" not in consent
        assert len(plan.consent) == consent["text"]["div"].count("<li>")


class TestProtocol:
    """Definitions, which are about nobody."""

    def test_phases_and_steps(self, plan, written):
        """The phases in order, after the limits for everyone; each session with its steps."""
        protocol = only(written, "PlanDefinition")
        ids = [one["id"] for one in protocol["action"]]
        first, later = (protocol["action"][1]["action"][0], protocol["action"][2]["action"][0])

        assert ["limits", *(one.kind for one in plan.phases)] == ids
        assert "Session 1" == first["title"]
        assert "Sessions 2 to 10" == later["title"]
        steps = plan.sessions[1].steps
        assert [one.technique_name for one in steps] == [one["title"] for one in later["action"]]
        assert [one.minutes for one in steps] == [
            one["timingTiming"]["repeat"]["duration"] for one in later["action"]
        ]

    def test_sessions_that_differ(self, plan):
        """Each run of sessions that are the same is told once."""
        two, three = plan.sessions[1:3]
        longer = evolve(three, minutes=three.minutes + 5, talk_after=three.talk_after + 5)
        treatment = evolve(plan.phases[1], sessions=[two, longer])
        new = evolve(plan, phases=[plan.phases[0], treatment])
        protocol = only(fhir.bundle(new, subject="Patient/x"), "PlanDefinition")
        titles = [one["title"] for one in protocol["action"][2]["action"]][:2]

        assert ["Session 2", "Session 3"] == titles

    def test_a_rule_for_everyone_without_terms(self, plan):
        """Nothing is said of what ends it."""
        rule = evolve(plan.screening.general[0], clearance_terms=None)
        new = evolve(plan, screening=evolve(plan.screening, general=[rule]))
        protocol = only(fhir.bundle(new, subject="Patient/x"), "PlanDefinition")

        assert "What ends it" not in protocol["action"][0]["action"][0]["description"]

    def test_usage_and_rights(self, plan, written):
        """Notices in usage, rights in codes in copyright, every source with its address."""
        protocol = only(written, "PlanDefinition")

        assert "\n\n".join(notice_texts(plan)) == protocol["usage"]
        for word in ("LOINC", "ICD-10-CM", "MeSH"):
            assert word in protocol["copyright"]
        assert [one.id for one in plan.provenance.sources] == [
            one["label"] for one in protocol["relatedArtifact"]
        ]

    def test_mesh_is_for_knowledge(self, written):
        """MeSH headings stand in definitions, never in a record."""
        focus = only(written, "PlanDefinition")["useContext"][0]["valueCodeableConcept"]
        technique = resources(written, "ActivityDefinition")[0]

        assert "D017116" == codes(focus)["https://www.nlm.nih.gov/mesh"]
        assert "D008405" == codes(technique["code"])["https://www.nlm.nih.gov/mesh"]
        for type in ("Condition", "ServiceRequest"):
            assert "mesh" not in json.dumps(resources(written, type))

    def test_versions_follow_what_is_said(self, plan):
        """Another text is another version; another day is not."""
        first = only(fhir.bundle(plan, subject="Patient/x"), "PlanDefinition")
        later = fhir.bundle(plan, subject="Patient/y", authored=MONDAY)
        other = evolve(plan, policy=evolve(plan.policy, notices=["Ring twice."]))

        assert first["version"] == only(later, "PlanDefinition")["version"]
        changed = only(fhir.bundle(other, subject="Patient/x"), "PlanDefinition")
        assert first["version"] != changed["version"]
        assert first["url"] == changed["url"]

    def test_a_technique(self, written):
        """What it is, how it is done, and who says so."""
        found = resources(written, "ActivityDefinition")[0]
        technique = CATALOG.techniques["swedish-massage"]

        assert "SwedishMassage" == found["name"]
        assert found["description"].startswith(technique.description)
        assert f"1. {technique.how_it_is_done[0]}" in found["description"]
        assert list(technique.source_ids) == [one["label"] for one in found["relatedArtifact"]]


class TestWithheld:
    """The refusal of a plan."""

    def test_an_emergency(self, withheld):
        """What was found, what to do at once, and a letter to copy."""
        bundle = fhir.bundle(withheld, subject="Patient/x")
        letter = only(bundle, "ServiceRequest")
        told = only(bundle, "CommunicationRequest")
        stop = resources(bundle, "Flag")[-1]

        assert "high" == resources(bundle, "DetectedIssue")[0]["severity"]
        assert ("draft", "proposal", "stat") == (
            letter["status"],
            letter["intent"],
            letter["priority"],
        )
        assert withheld.letters[0].text == said(letter)
        assert ("draft", "stat") == (told["status"], told["priority"])
        payload = [one["contentString"] for one in told["payload"]]
        assert list(withheld.next_steps) == payload[1:3]
        assert "Local emergency number: 112." == payload[3]
        assert {"urn:medmassage:action": "emergency"} == codes(stop["code"])
        assert "Call the local emergency number now" in stop["code"]["text"]
        assert address(bundle, stop) in told["about"]

    def test_notices_and_sources_are_kept(self, withheld):
        """Required notices first, the clinic's after them, then sources and rights."""
        bundle = fhir.bundle(withheld, subject="Patient/x")
        found = only(bundle, "CommunicationRequest")
        notices = notice_texts(withheld)

        assert list(notices) == [one["text"] for one in found["note"][: len(notices)]]
        assert "We <close> at six." == notices[-1]
        for one in withheld.provenance.sources:
            assert f"[{one.id}]" in said(found)
        assert "LOINC" in said(found)

    def test_an_allergy_stays(self, withheld):
        """It is a flag whatever the answer."""
        flags = resources(fhir.bundle(withheld, subject="Patient/x"), "Flag")

        assert {"urn:medmassage:allergen": "latex"} in [codes(one["code"]) for one in flags]

    @pytest.mark.parametrize(
        "present, action, priority, letters",
        [
            ("deep-vein-thrombosis", "refer-urgently", "urgent", 1),
            ("fever-or-systemic-infection", "postpone", "routine", 0),
        ],
    )
    def test_other_refusals(self, present, action, priority, letters):
        """How soon follows the action; what is only postponed has no letter."""
        answer = answered(BACK, present=[present])
        assert isinstance(answer, Withheld)
        bundle = fhir.bundle(answer, subject="Patient/x")
        told = only(bundle, "CommunicationRequest")

        assert action == answer.action
        assert {"urn:medmassage:action": action} == codes(told["reasonCode"][0])
        assert priority == told["priority"]
        assert letters == len(resources(bundle, "ServiceRequest"))

    def test_what_is_to_be_asked_again(self):
        """Broad yes answers, conflicts and letters that do not count are told."""
        intake = Intake(
            complaints=["lymphedema"],
            present=["ces-bladder-bowel", "skin-problem"],
            absent=["lymphedema-or-risk"],
            clearances=[Clearance("ces-bladder-bowel")],
        )
        answer = outline_plan(intake, on=date(2030, 1, 1))
        told = json.dumps(only(fhir.bundle(answer, subject="Patient/x"), "CommunicationRequest"))

        assert "ask in their own words" in told
        assert "answered no, but yes from lymphedema" in told
        assert "ces-bladder-bowel (by the prescriber)" in told
        assert "Dated clearances were read at 2030-01-01." in told

    def test_a_closed_complaint(self):
        """Where every complaint is closed the letters and texts are about all of them."""
        calf = Complaint("calf-pain", regions=["calf"], side="left", stage="chronic")
        wound = Finding("open-wound-or-ulcer", regions=["calf"], side="left")
        answer = answered(calf, present=[wound])
        assert isinstance(answer, Withheld)
        bundle = fhir.bundle(answer, subject="Patient/x")
        told = only(bundle, "CommunicationRequest")

        assert address(bundle, only(bundle, "Condition")) in told["about"]
        assert answer.not_treated[0].reason in json.dumps(told)


class TestR5:
    """What differs in R5."""

    def test_a_plan(self, plan):
        """Activities, reasons and codes stand where R5 has them."""
        bundle = fhir.bundle(plan, subject="Patient/x", version="R5", start=MONDAY)
        found = only(bundle, "CarePlan")
        service = resources(bundle, "ServiceRequest")[0]
        visit = resources(bundle, "Appointment")[0]

        assert {"plannedActivityReference"} == {key for one in found["activity"] for key in one}
        assert {"reference"} == {key for one in found["addresses"] for key in one}
        assert "Swedish massage" == service["code"]["concept"]["text"]
        assert "reasonReference" not in service
        assert {"reference": "Patient/x"} == visit["subject"]
        assert "subject" in only(bundle, "DetectedIssue")
        consent = only(bundle, "Consent")
        assert {"scope", "patient", "policyRule"}.isdisjoint(consent)
        assert "regulatoryBasis" in consent
        action = only(bundle, "PlanDefinition")["action"][1]
        assert "Initial consultation" == action["code"]["text"]
        evidence = resources(bundle, "Condition")[0]["evidence"]
        assert {"reference"} == set(evidence[0])

    def test_a_refusal(self, withheld):
        """What to tell has an intent and coded content, and reads the same."""
        old = only(fhir.bundle(withheld, subject="Patient/x"), "CommunicationRequest")
        new = only(fhir.bundle(withheld, subject="Patient/x", version="R5"), "CommunicationRequest")

        assert "proposal" == new["intent"]
        assert [one["contentString"] for one in old["payload"]] == [
            one["contentCodeableConcept"]["text"] for one in new["payload"]
        ]

    def test_ids_are_the_same(self, plan):
        """A resource has one id in both versions."""
        both = [fhir.bundle(plan, subject="Patient/x", version=one) for one in ("R4", "R5")]
        first, second = ([one["fullUrl"] for one in bundle["entry"]] for bundle in both)

        assert first == second

    def test_a_note_of_a_visit(self, provisional):
        """A comment becomes a note."""
        bundle = fhir.bundle(provisional, subject="Patient/x", version="R5", start=MONDAY)

        assert "no hands-on session" in said(resources(bundle, "Appointment")[0])

    def test_impairments(self):
        """Evidence is a concept or a reference."""
        complaint = Complaint("neck-pain", pain=3, impairment_ids=["trigger-point"])
        bundle = fhir.bundle(answered(complaint), subject="Patient/x", version="R5")

        assert ["concept", "reference"] == [
            key for one in only(bundle, "Condition")["evidence"] for key in one
        ]


class TestLosses:
    """What is not written is listed."""

    def test_a_plan(self, plan):
        """Each loss names a path of the answer that exists, and a reason."""
        lost = fhir.bundle_losses(plan)
        paths = [one.partition(": ")[0] for one in lost]

        assert "intake.absent" in paths
        assert "screening.ruled_out" in paths
        assert "policy" not in paths
        assert len(set(paths)) == len(paths)

    def test_choices_of_the_clinic(self):
        """Numbers of the clinic's own are told as such, the policy itself is not written."""
        answer = answered(BACK, policy=PlanPolicy(sessions=4))

        assert "policy" in [one.partition(":")[0] for one in fhir.bundle_losses(answer)]

    def test_a_refusal(self, withheld):
        """Questions not asked yet and rules for everyone are not written."""
        lost = "\n".join(fhir.bundle_losses(withheld))

        bulk = fhir.bundle_losses(answered(BACK, present=["deep-vein-thrombosis"]))

        assert "{screening,intake}.assumed" in [one.partition(":")[0] for one in bulk]
        assert "screening.open: " in lost
        assert "screening.{general,restrictions}: " in lost

    def test_what_is_empty_is_not_lost(self, bare, withheld):
        """Only what an answer has can be lost."""
        refusal = evolve(
            withheld,
            screening=evolve(withheld.screening, open=(), general=(), restrictions=()),
        )
        known = {one.partition(":")[0] for one in fhir.bundle_losses(bare)}
        refused = "\n".join(fhir.bundle_losses(refusal))

        assert {"provenance.{rule_ids,statement_ids}"} == known
        assert "screening.open" not in refused
        assert "general" not in refused

    def test_versions_differ(self, plan):
        """R5 has no scope of a consent."""
        more = set(fhir.bundle_losses(plan, version="R5")) - set(fhir.bundle_losses(plan))

        assert ["consent"] == [one.partition(":")[0] for one in more]

    def test_a_doubtful_code(self, plan):
        """A goal whose LOINC code is not sure says so."""
        other = evolve(plan, goals=[evolve(plan.goals[0], measure_id="ndi")])
        lost = [one for one in fhir.bundle_losses(other) if one.startswith("goals")]

        assert 1 == len(lost)
        assert "Neck Disability Index" in lost[0]

    def test_silence_and_letters(self):
        """Answers without a rule of their own, unknown ones and letters are listed."""
        answer = outline_plan(
            Intake(
                complaints=[BACK],
                present=["skin-problem", "anticoagulant-therapy"],
                unknown=["any-fever"],
                clearances=[Clearance("anticoagulant-therapy")],
            )
        )
        paths = [one.partition(":")[0] for one in fhir.bundle_losses(answer)]

        assert {"intake.present", "intake.unknown", "intake.clearances"} <= set(paths)


class TestFaults:
    """What cannot be written."""

    @pytest.mark.parametrize("answer", [None, "plan", BACK])
    def test_only_plans_and_refusals(self, answer):
        """Anything else is named by its kind."""
        with pytest.raises(DataError, match="expected a TreatmentPlan or a Withheld"):
            fhir.bundle(answer, subject="Patient/x")
        with pytest.raises(DataError, match="expected a TreatmentPlan or a Withheld"):
            fhir.bundle_losses(answer)

    def test_only_r4_and_r5(self, withheld):
        """The nearest version is offered."""
        with pytest.raises(UnknownIdError, match="no FHIR version 'R4B'"):
            fhir.bundle(withheld, subject="Patient/x", version="R4B")
        with pytest.raises(UnknownIdError, match="no FHIR version 'STU3'"):
            fhir.bundle_losses(withheld, version="STU3")

    def test_all_faults_at_once(self, plan):
        """Dates that are none, scores that are none, a subject that is none."""
        with pytest.raises(DataError) as caught:
            fhir.bundle(
                plan,
                subject="nobody",
                authored="2030-01-01",
                start=date(9999, 1, 1),
                measurements=[BACK],
            )

        assert ["subject", "authored", "start", "measurements[0]"] == [
            one.where for one in caught.value.faults
        ]

    def test_another_catalog_must_have_the_records(self, plan):
        """A plan made from other knowledge is not written with the wrong one."""
        article = CATALOG.only("ospina-medical-massage")

        with pytest.raises(UnknownIdError):
            fhir.bundle(plan, subject="Patient/x", catalog=article)
