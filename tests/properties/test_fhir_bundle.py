"""
The laws of Bundles of plans and refusals. Each docstring is the law.

Requests are drawn as for the laws of planning. HL7's own classes are the judges of form: R4B for
what is written as R4, and R5.
"""

import json
import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from fhir.resources import get_fhir_model_class as r5_class
from fhir.resources.R4B import get_fhir_model_class as r4b_class
from hypothesis import HealthCheck, event, given, settings, strategies as st

from courses import CATALOG, answers, courses
from looking import lifted
from medmassage.catalog.snomed import snomed_codes
from medmassage.disclaimers import verify_disclaimers
from medmassage.export import fhir
from medmassage.export._notices import notice_texts
from medmassage.model.course import PlanPolicy
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.planning import outline_plan
from medmassage.serialization import to_dict
from medmassage.vocabulary import PhaseKind

PRIVATE = "<b>Zyprexa</b> & 'since' \"winter\"\x07"
WORDS = "Zyprexa"
SUBJECT = "Patient/x"
fewer = settings(
    max_examples=max(5, settings.default.max_examples // 2),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
rarely = settings(fewer, max_examples=max(3, settings.default.max_examples // 10))
versions = st.sampled_from(("R4", "R5"))
of_what = st.sampled_from((None, PRIVATE))
measurements = st.lists(
    st.builds(
        Measurement,
        measure_id=st.sampled_from(tuple(CATALOG.outcome_measures)),
        value=st.sampled_from((0, 3, 4.3, 61.25)),
        session=st.sampled_from((None, 0, 3)),
        on=st.sampled_from((None, date(2030, 1, 3))),
        of_what=of_what,
        of=st.just(3),
        answered=st.just(2),
    ),
    max_size=3,
)
options = st.fixed_dictionaries(
    {
        "codes": st.sampled_from((None, snomed_codes())),
        "measurements": measurements,
        "authored": st.sampled_from((None, date(2030, 1, 1))),
        "start": st.sampled_from((None, date(2030, 1, 7))),
    }
)


def with_secret(person):
    """The same person with letters whose reasons nobody else may read."""
    letters = [evolve(one, reason=PRIVATE) for one in person.clearances]
    return evolve(person, clearances=letters)


def resources(bundle):
    """What stands in a Bundle."""
    return [one["resource"] for one in bundle["entry"]]


def of_type(bundle, type):
    """The resources of one type."""
    return [one for one in resources(bundle) if one["resourceType"] == type]


def leaves(data, path=""):
    """Every value of a document with its path, without the places in lists."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list | tuple):
        for one in data:
            yield from leaves(one, path)
    else:
        yield path, data


def letters(text):
    """Letters and digits only."""
    return "".join(one for one in text.lower() if one.isalnum())


def lost_paths(path):
    """A path for each word in braces."""
    head, brace, rest = path.partition("{")
    if not brace:
        return [path]
    inside, _, tail = rest.partition("}")
    return [one for word in inside.split(",") for one in lost_paths(head + word + tail)]


@fewer
@given(answers(), options, versions)
def test_references_hold(asked, given_, version):
    """
    Full addresses are unique, and every reference but the subject's points at one of them.

    What a resource instantiates stands in the Bundle too.
    """
    bundle = fhir.bundle(asked.answer, subject=SUBJECT, version=version, **given_)
    addresses = [one["fullUrl"] for one in bundle["entry"]]
    canonical = {f"{one['url']}|{one['version']}" for one in resources(bundle) if "url" in one}

    assert len(set(addresses)) == len(addresses)
    for path, value in leaves(bundle):
        if path.endswith(".reference"):
            assert value == SUBJECT or value in addresses
        if path.endswith(("instantiatesCanonical", "definitionCanonical")):
            assert value in canonical
    for one in bundle["entry"]:
        assert one["fullUrl"] == f"urn:uuid:{one['resource']['id']}"
        assert one["request"]["url"] == one["resource"]["resourceType"]


@rarely
@given(answers(), options)
def test_hl7_knows_every_resource(asked, given_):
    """Whatever is asked and given, the Bundle has the form of R4 and the form of R5."""
    for version, find in (("R4", r4b_class), ("R5", r5_class)):
        bundle = fhir.bundle(asked.answer, subject=SUBJECT, version=version, **given_)
        find("Bundle").model_validate(json.loads(json.dumps(bundle)))


@fewer
@given(answers(), options, versions)
def test_every_notice_stands_where_it_must(asked, given_, version):
    """
    Required notices and the clinic's own stand in full where a reader and a program look.

    In CarePlan.note, first of all, in the usage of what may be used by itself, and in narratives;
    of a refusal in the note of what is to be told.
    """
    bundle = fhir.bundle(asked.answer, subject=SUBJECT, version=version, **given_)
    wanted = list(notice_texts(asked.answer))

    assert () == verify_disclaimers(json.dumps(bundle, ensure_ascii=False), asked.answer)
    if isinstance(asked.answer, TreatmentPlan):
        (plan,) = of_type(bundle, "CarePlan")
        used = [*of_type(bundle, "PlanDefinition"), *of_type(bundle, "ActivityDefinition")]
        assert wanted == [one["text"] for one in plan["note"]][: len(wanted)]
        assert used
        for one in used:
            assert "\n\n".join(wanted) == one["usage"]
        shown = [plan, *used]
    else:
        shown = of_type(bundle, "CommunicationRequest")
        assert wanted == [one["text"] for one in shown[0]["note"]][: len(wanted)]
    for one in shown:
        assert () == verify_disclaimers(one["text"]["div"], asked.answer)


@fewer
@given(answers(), versions)
def test_nothing_is_dropped_in_silence(asked, version):
    """Every sentence of an answer stands in its Bundle, or under a path that the losses name."""
    bundle = fhir.bundle(asked.answer, subject=SUBJECT, version=version)
    lost = [
        path
        for one in fhir.bundle_losses(asked.answer, version=version)
        for path in lost_paths(one.partition(": ")[0])
    ]
    said = "\n".join(letters(one) for _, one in leaves(bundle) if isinstance(one, str))

    for path, value in leaves(to_dict(asked.answer)):
        if not isinstance(value, str) or " " not in value.strip():
            continue
        if not any(path == one or path.startswith(f"{one}.") for one in lost):
            assert letters(value) in said, path


@fewer
@given(answers(), options, versions)
def test_nothing_is_active_and_nothing_is_ordered(asked, given_, version):
    """
    Plans, requests, tasks and consents are drafts, goals and visits proposed, findings preliminary.

    Only what the person has, what was measured and a warning stand as they are.
    """
    bundle = fhir.bundle(asked.answer, subject=SUBJECT, version=version, **given_)
    expected = {
        "Appointment": "proposed",
        "DetectedIssue": "preliminary",
        "Flag": "active",
        "Observation": "final",
    }
    for one in resources(bundle):
        if one["resourceType"] == "Goal":
            assert "proposed" == one["lifecycleStatus"]
        elif one["resourceType"] != "Condition":
            assert expected.get(one["resourceType"], "draft") == one["status"]
        assert one.get("intent") in (None, "plan", "proposal")
    for one in of_type(bundle, "Condition"):
        assert "unconfirmed" == one["verificationStatus"]["coding"][0]["code"]


@fewer
@given(answers(), options)
def test_a_refusal_plans_nothing(asked, given_):
    """A refusal asks clinicians and tells; it has no plan, no goal, no visit and no technique."""
    bundle = fhir.bundle(asked.answer, subject=SUBJECT, **given_)
    types = {one["resourceType"] for one in resources(bundle)}
    codes = {value for path, value in leaves(bundle) if path.endswith("coding.system")}
    event(type(asked.answer).__name__)

    if isinstance(asked.answer, Withheld):
        assert types.isdisjoint({"CarePlan", "Goal", "Appointment", "PlanDefinition", "Consent"})
        assert "urn:medmassage:technique" not in codes
        assert {"CommunicationRequest", "Flag"} <= types


@fewer
@given(courses(), versions)
def test_only_what_the_sessions_hold_is_requested(course, version):
    """There is a request for each technique of the sessions, no other, with all its minutes."""
    bundle = fhir.bundle(course.plan, subject=SUBJECT, version=version)
    found = {}
    for one in of_type(bundle, "ServiceRequest"):
        code = one["code"].get("concept", one["code"])["coding"][0]
        if code["system"] == "urn:medmassage:technique":
            found[code["code"]] = one
    used = {step.technique_id for session in course.plan.sessions for step in session.steps}

    assert used == set(found)
    for id, one in found.items():
        minutes = [
            sum(step.minutes for step in session.steps if step.technique_id == id)
            for session in course.plan.sessions
        ]
        given_ = [count for count in minutes if count]
        repeat = one["occurrenceTiming"]["repeat"]
        assert len(given_) == repeat["count"] == one["quantityQuantity"]["value"]
        assert min(given_) == repeat["duration"]
        assert max(given_) == repeat.get("durationMax", repeat["duration"])


@fewer
@given(answers(), versions)
def test_every_rule_that_fired_is_an_issue(asked, version):
    """Each rule that fired is a DetectedIssue; what limits hands-on work is at least moderate."""
    bundle = fhir.bundle(asked.answer, subject=SUBJECT, version=version)
    issues = {one["code"]["coding"][1]["code"]: one for one in of_type(bundle, "DetectedIssue")}
    screening = asked.answer.screening

    assert [one.rule_id for one in screening.fired] == list(issues)
    limiting = {one.rule_id for one in screening.restrictions}
    for rule_id in limiting & set(issues):
        assert issues[rule_id]["severity"] in ("high", "moderate")
        assert len(issues[rule_id]["mitigation"]) > 1


# --- privacy --------------------------------------------------------------------------------------

_WORDED = ("text", "div", "detail", "description", "usage", "valueString", "contentString")


@fewer
@given(lifted, measurements, versions)
def test_free_text_stands_in_texts_alone(person, scores, version):
    """
    What somebody wrote in their own words is never part of a code, an id or an address.

    It is shown as it is: no markup of it counts, and what no document can hold is left out.
    """
    policy = PlanPolicy(notices=[PRIVATE], emergency_number=PRIVATE)
    answer = outline_plan(with_secret(person), policy)
    bundle = fhir.bundle(answer, subject=SUBJECT, version=version, measurements=scores)
    for path, value in leaves(bundle):
        if isinstance(value, str) and WORDS in value:
            event("told")
            assert path.rpartition(".")[2] in _WORDED, path
            assert "\x07" not in value
    for one in resources(bundle):
        root = ET.fromstring(one["text"]["div"])  # noqa: S314 - we made it
        assert "{http://www.w3.org/1999/xhtml}div" == root.tag
        assert "".join(root.itertext()).strip()
        assert "b" not in {part.tag.rpartition("}")[2] for part in root.iter()}


@fewer
@given(courses(), versions)
def test_definitions_speak_of_nobody(course, version):
    """Nothing of a person's answers, findings and scores changes a definition."""
    plan = course.plan
    other = evolve(
        plan,
        intake=evolve(
            plan.intake,
            complaints=[evolve(one, pain=None, side=None) for one in plan.intake.complaints],
            present=(),
            absent=(),
            assumed=(),
            unknown=(),
            age_years=99,
            allergies=(),
        ),
        screening=evolve(
            plan.screening,
            fired=(),
            unexplained=(),
            conflicts=(),
            assumed=(),
            uncounted_clearances=(),
        ),
        goals=[evolve(one, baseline=None, target=None, status="to-measure") for one in plan.goals],
        phases=[
            one
            if one.kind in (PhaseKind.TREATMENT, PhaseKind.MAINTENANCE)
            else evolve(one, tasks=["Answer the 3 open questions first."], criteria=())
            for one in plan.phases
        ],
        letters=(),
        allergens=(),
    )
    types = ("PlanDefinition", "ActivityDefinition")
    first = fhir.bundle(plan, subject=SUBJECT, version=version)
    second = fhir.bundle(other, subject="Patient/y", version=version)

    assert [one for one in resources(first) if one["resourceType"] in types] == [
        one for one in resources(second) if one["resourceType"] in types
    ]


@fewer
@given(answers(), options, versions)
def test_the_same_gives_the_same_bytes(asked, given_, version):
    """The same arguments give the same bytes; another subject or day other ids throughout."""
    arguments = {"version": version, **given_}
    first = fhir.bundle(asked.answer, subject=SUBJECT, **arguments)
    other = fhir.bundle(asked.answer, subject="Patient/y", **arguments)
    later = fhir.bundle(
        asked.answer, subject=SUBJECT, **{**arguments, "authored": date(2031, 1, 1)}
    )

    assert json.dumps(first) == json.dumps(fhir.bundle(asked.answer, subject=SUBJECT, **arguments))
    about_nobody = {one["id"] for one in resources(first) if "url" in one}
    ids = {one["id"] for one in resources(first)}
    for one in (other, later):
        assert about_nobody == ids & {this["id"] for this in resources(one)}


# --- back again -----------------------------------------------------------------------------------


@fewer
@given(answers(), versions)
def test_reading_what_was_written(asked, version):
    """`read_intake` finds the complaints again and nothing that would answer a question."""
    bundle = fhir.bundle(asked.answer, subject=SUBJECT, version=version)
    found = fhir.read_intake(bundle).intake
    current = CATALOG.conditions.current_id

    assert {current(one.condition_id) for one in asked.person.complaints} <= {
        one.condition_id for one in found.complaints
    }
    assert () == found.present
    assert () == found.absent


@fewer
@given(answers(), versions)
def test_ids_and_codes_are_well_formed(asked, version):
    """Ids are lower-case UUIDs, and codes have no white space around or twice inside."""
    bundle = fhir.bundle(asked.answer, subject=SUBJECT, version=version, codes=snomed_codes())
    for one in resources(bundle):
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one["id"])
    for path, value in leaves(bundle):
        if path.endswith(".code") and isinstance(value, str):
            assert re.fullmatch(r"[^\s]+( [^\s]+)*", value), path


def test_the_strategies_give_both_answers():
    """The laws above would say little if only one sort of answer were drawn."""
    found = set()

    @settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck))
    @given(answers())
    def draw(asked):
        found.add(type(asked.answer))

    draw()

    assert {TreatmentPlan, Withheld} == found or pytest.fail(str(found))
