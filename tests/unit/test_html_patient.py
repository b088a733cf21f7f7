"""Handouts for the person who is treated: plain, complete where it matters, and no labels."""

import json
import re
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from attrs import evolve

from medmassage.catalog import default_catalog
from medmassage.export._body_places import Status, places
from medmassage.export._plain_advice import ADVICE
from medmassage.export._plain_expectations import EXPECTATIONS
from medmassage.export._plain_wording import STATEMENTS, plainly
from medmassage.export._plain_words import AIMS, TECHNIQUES, at_places
from medmassage.export.html import render
from medmassage.model.course import Goal, PlanPolicy
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import AdverseEvent, SessionRecord, StepDone
from medmassage.planning import outline_plan
from medmassage.progress import review_progress
from medmassage.screening import no_to_rest
from medmassage.serialization import from_dict
from medmassage.vocabulary import Action, AdviceKind, ExpectationKind, Region, Side
from pages import faults, read
from reading import grade, sentences, words

CATALOG = default_catalog()
CASES = json.loads((Path(__file__).parents[1] / "cases" / "screening.json").read_text("utf-8"))
HARDEST = 8
"""The grade that body text is held to."""


def answer_to(*complaints, policy=None, **known):
    """What a request for a plan comes to, with nothing left to ask."""
    return outline_plan(no_to_rest(Intake(complaints=complaints, **known)), policy)


BACK = Complaint("lower-back-pain", stage="chronic", pain=6, side="left")
WOUND = Finding("open-wound-or-ulcer", regions=["lower-leg"], side="right")
PLAN = answer_to(
    BACK,
    present=["anticoagulant-therapy", WOUND],
    allergies=["tree-nut"],
    policy=PlanPolicy(emergency_number="911"),
)
PROVISIONAL = outline_plan(Intake(complaints=["tendonitis"], present=["open-wound-or-ulcer"]))
EMERGENCY = outline_plan(Intake(complaints=["lower-back-pain"], present=["ces-saddle-numbness"]))
CLEARANCE = answer_to(Complaint("neck-pain"), present=["bleeding-disorder"])


@cache
def people():
    """The answer to every vignette, and to every complaint alone."""
    found = {}
    for case in CASES:
        on = date.fromisoformat(case["on"]) if "on" in case else None
        intake = from_dict(Intake, case["intake"])
        if case.get("everything_else") == "no":
            intake = no_to_rest(intake, on)
        found[case["title"]] = outline_plan(intake, on=on)
    for id in CATALOG.conditions:
        found[id] = answer_to(Complaint(id))
    return found


everybody = pytest.mark.parametrize(
    "name", [*(case["title"] for case in CASES), *CATALOG.conditions]
)


def sections(answer, **wishes) -> dict[str, list[str]]:
    """The blocks of text of a page by section, and those of its head under an empty name."""
    [_, body] = read(render(answer, "patient", **wishes)).children
    [_, header, main] = body.children
    found = {"": [one.text() for one in header.all("p")]}
    for one in main.children:
        blocks = one.all("p", "li", "dd")
        found[one.children[0].text()] = [" ".join(block.text().split()) for block in blocks]
    return found


def body_text(answer) -> list[str]:
    """What is held to a reading grade: everything but the notices and the list of sources."""
    told = sections(answer)
    return [
        block
        for heading, blocks in told.items()
        if heading not in ("Notices", "Where this comes from")
        for block in blocks
    ]


class TestPlain:
    """Words that a person can read."""

    @everybody
    def test_reading_grade(self, name):
        """Body text is at a grade of 8 or below, and so are its full sentences alone."""
        blocks = body_text(people()[name])
        prose = [one for block in blocks for one in sentences(block) if one.endswith((".", "?"))]

        assert grade(blocks) <= HARDEST
        assert grade(prose) <= HARDEST

    @everybody
    def test_sentences_are_short(self, name):
        """Nine in ten have at most 20 words."""
        told = [len(words(one)) for block in body_text(people()[name]) for one in sentences(block)]

        assert sum(one > 20 for one in told) <= len(told) / 10

    @everybody
    def test_no_labels(self, name):
        """Neither the name nor the id of a rule, nor an id of anything else."""
        answer = people()[name]
        text = "\n".join(body_text(answer))
        page = read(render(answer, "patient")).text()
        rules = (*answer.screening.fired, *answer.screening.general)

        assert [] == [one.name for one in rules if one.name in page]
        assert [] == re.findall(r"\b[a-z]+(?:-[a-z]+){2,}\b", text.replace("face-down", ""))
        assert [] == [one.rule_id for one in rules if "-" in one.rule_id and one.rule_id in text]
        assert [] == re.findall(r"\b(?:patient|clients?|contraindicat\w+|clinicians?)\b", text)

    @everybody
    def test_no_promises(self, name):
        """What may help is never said to help for certain."""
        text = " ".join(body_text(people()[name])).lower()

        assert [] == re.findall(r"\b(?:cures?|will help|guarantee\w*|always works?)\b", text)

    @pytest.mark.parametrize(
        "kind, wordings",
        [("advice", ADVICE), ("expectations", EXPECTATIONS), ("statements", STATEMENTS)],
    )
    def test_each_wording_belongs_to_a_record(self, kind, wordings):
        """When a record changes, its plain wording is read again, and `of` says so."""
        texts = {id: getattr(CATALOG, kind)[id].text for id in wordings}
        due = {id: sha256(text.encode()).hexdigest()[:8] for id, text in texts.items()}

        assert due == {id: wording.of for id, wording in wordings.items()}

    def test_what_a_plan_may_tell_has_a_wording(self):
        """After-effects, alarm signs, and every expectation that is told."""
        told = [
            one.id
            for one in CATALOG.expectations.values()
            if one.kind is not ExpectationKind.REVIEW_POINT
        ]
        signs = {one.id for one in CATALOG.statements.values() if one.topic == "aftercare"}

        assert set() == set(told) - set(EXPECTATIONS)
        assert signs == set(STATEMENTS)
        assert set() == set(CATALOG.techniques) - set(TECHNIQUES)
        assert set() == set(AIMS) - set(CATALOG.outcome_measures)

    @pytest.mark.parametrize("record", [*CATALOG.advice.values()], ids=lambda one: one.id)
    def test_advice_is_readable(self, record):
        """Each piece, in its own words or in plain ones."""
        assert grade([plainly(record.id, record.text, ADVICE)]) <= HARDEST + 2

    def test_a_changed_record_is_told_in_its_own_words(self):
        """A wording that no longer belongs to it is not used; a physician is a doctor."""
        text = "Ask a physician or clinician first."

        assert "Ask a doctor or doctor first." == plainly("alarm-emergency", text, STATEMENTS)
        assert "See physicians' notes." == plainly("other", "See physicians' notes.", {}).replace(
            "doctors'", "physicians'"
        )


class TestAlarmSigns:
    """When to call for help. Nothing may be missing here."""

    @pytest.mark.parametrize(
        "sign",
        [
            *("headache", "dizziness", "double vision", "speech", "walking", "one side"),
            *("weakness", "numbness", "breathing", "chest pain", "urine", "muscle pain"),
            *("swelling", "product", "bladder", "bowel"),
        ],
    )
    def test_emergencies(self, sign):
        """Every sign of the data."""
        told = " ".join(sections(PLAN)["Call emergency services (911) at once"])

        assert sign in told

    @pytest.mark.parametrize("sign", ["two days", "worse", "bruise spreads", "numbness", "weak"])
    def test_the_same_day(self, sign):
        """And that an emergency comes first, and that signs do not expire."""
        told = " ".join(sections(PLAN)["Call your therapist and a doctor the same day"])

        assert sign in told
        assert "call emergency services" in told
        assert "days or weeks after a visit" in told

    @everybody
    def test_everybody_is_told(self, name):
        """Whatever the answer is."""
        answer = people()[name]
        told = " ".join(body_text(answer))
        plain = [plainly(one.id, one.text, STATEMENTS) for one in answer.aftercare]

        assert plain
        assert [] == [line for one in plain for line in one.split("\n") if line not in told]

    def test_when_to_see_a_doctor_about_the_complaint(self):
        """All advice of that kind is in a box of its own."""
        [own] = [one for one in PLAN.advice if one.kind is AdviceKind.SEE_PHYSICIAN]

        assert [plainly(own.id, own.text, ADVICE)] == sections(PLAN)["When to see a doctor"]

    def test_without_a_local_number(self):
        """No number is made up."""
        told = sections(PROVISIONAL)

        assert "Call emergency services at once" in told
        assert "911" not in " ".join(body_text(PROVISIONAL))

    def test_alarm_signs_of_a_clinic(self):
        """Words that no plain wording belongs to are told as they are."""
        own = [evolve(one, text=f"In our clinic: {one.id}.") for one in PLAN.aftercare]
        told = " ".join(body_text(evolve(PLAN, aftercare=own)))

        assert [] == [one.text for one in own if one.text not in told]

    def test_one_list_alone(self):
        """The sentence on later days goes with the list that is there."""
        late = "alarm-signs-do-not-expire"
        for only in ("alarm-emergency", "alarm-same-day"):
            some = [one for one in PLAN.aftercare if one.id in (only, late)]

            assert "days or weeks after" in " ".join(body_text(evolve(PLAN, aftercare=some)))


class TestPlan:
    """What will happen."""

    def test_the_numbers(self):
        """Visits, how often, weeks, minutes, the first check."""
        assert ["10", "once a week", "10 weeks", "60 minutes", "at visit 4"] == sections(PLAN)[
            "At a glance"
        ]

    @pytest.mark.parametrize("per_week, told", [(2, "twice a week"), (3, "3 times a week")])
    def test_more_visits_a_week(self, per_week, told):
        """In words as far as there are words."""
        plan = answer_to(BACK, policy=PlanPolicy(sessions=6, sessions_per_week=per_week))

        assert told in sections(plan)["At a glance"]

    def test_one_visit(self):
        """There are no later ones to tell of."""
        plan = answer_to(BACK, policy=PlanPolicy(sessions=1))

        assert [] == [one for one in sections(plan)["What will happen"] if "later" in one]

    def test_what_it_is_for(self):
        """In plain words, with its place and how old it is."""
        [about, whom] = sections(PLAN)[""]

        assert (
            "What it is for: Pain in the lower back. Where: left side. You have had it for a long "
            "time."
        ) == about
        assert whom.startswith("Your therapist and telephone:")

    def test_a_place_that_was_given(self):
        """With its side; both sides and the middle without a place have words of their own."""
        for complaint, told in (
            (
                Complaint("lower-back-pain", regions=["gluteal"], side="right"),
                "buttocks (right side)",
            ),
            (Complaint("lower-back-pain", side="both"), "both sides"),
            (Complaint("lower-back-pain", side="midline"), "the middle"),
        ):
            assert f"Where: {told}." in sections(answer_to(complaint))[""][0]

    def test_limits_without_reasons(self):
        """Where no massage is, how strong it may be, what is kept off the skin."""
        told = sections(PLAN)["What your therapist takes care of"]

        assert "No massage: lower leg (right side)." in told
        assert any(one.startswith("Only light pressure: ") for one in told)
        assert any(one.startswith("Kept off your skin: sweet almond oil") for one in told)
        assert "Your therapist may ask your doctor if some of these limits can change." in told

    def test_no_limits(self):
        """The section is left out."""
        assert "What your therapist takes care of" not in sections(answer_to(BACK))

    def test_positions_that_are_not_used(self):
        """As a person lies."""
        plan = answer_to(BACK, present=["pregnancy-after-13-weeks"])

        assert any(
            one.startswith("Positions that are not used: ") and "face down" in one
            for one in sections(plan)["What your therapist takes care of"]
        )

    def test_a_complaint_that_is_left_out(self):
        """By its plain name."""
        plan = answer_to(
            BACK,
            Complaint("ankle-sprain", stage="acute", side="left"),
        )
        [left_out] = plan.not_treated

        assert "ankle-sprain" == left_out.condition_id
        assert any(
            one.startswith("Not treated for now: A rolled or twisted ankle.")
            for one in sections(plan)["What your therapist takes care of"]
        )

    def test_what_is_still_to_be_asked(self):
        """No massage before."""
        [told] = sections(PROVISIONAL)["Before we start"]

        assert "There is no massage before you have answered them." in told
        assert "We do not know the exact place yet." in told

    def test_answers_to_be_asked_again(self):
        """Those that contradict each other."""
        person = no_to_rest(
            Intake(
                complaints=[Complaint("ankle-sprain", stage="acute", side="left"), BACK],
                absent=["acute-soft-tissue-injury"],
            )
        )
        plan = outline_plan(person)

        assert plan.screening.conflicts
        assert "once more" in sections(plan)["Before we start"][0]

    def test_aims_are_no_promises(self):
        """With the number now, and the number aimed at."""
        told = sections(PLAN)["What to expect"]

        assert "You aim for this. It is an aim, not a promise." in told
        assert any("It is 6 now. You aim for 4 or less by week 10." in one for one in told)

    def test_aims_of_two_complaints(self):
        """Each says what it is about; more may be better; a number may not be on file."""
        plan = answer_to(BACK, Complaint("neck-pain", pain=5))
        [first, *others] = plan.goals
        better = {"measure_id": "psfs", "baseline": 3, "change": 2, "target": 5, "status": "open"}
        goals = [
            first,
            evolve(others[-1], **better),
            evolve(first, change=None, target=None),
        ]
        told = sections(evolve(plan, goals=goals))["What to expect"]

        assert any(one.startswith("Pain in the lower back: Less pain") for one in told)
        assert any("You aim for 5 or more" in one for one in told)
        assert any(one.endswith("It is 6 now.") for one in told)

    def test_a_child(self):
        """Somebody agrees for it."""
        child = evolve(PLAN, intake=evolve(PLAN.intake, age_years=12))

        assert "A parent or guardian agrees for a child." in sections(child)["You decide"]
        assert len(sections(child)["You decide"]) == len(sections(PLAN)["You decide"]) + 1

    def test_the_right_to_stop(self):
        """Is always told."""
        assert any("You can stop at any moment." in one for one in sections(PLAN)["You decide"])

    def test_a_technique_and_a_complaint_of_a_clinic(self):
        """What is in no catalog of ours is named, and the therapist explains it."""
        treatment = next(one for one in PLAN.phases if one.sessions)
        changed = [
            evolve(
                visit,
                steps=[
                    evolve(step, technique_id="own-method", technique_name="Our own method")
                    for step in visit.steps
                ],
            )
            for visit in treatment.sessions
        ]
        plan = evolve(
            PLAN,
            intake=evolve(PLAN.intake, complaints=[Complaint("clinic-complaint")]),
            phases=[evolve(treatment, sessions=changed)],
            expectations=[],
            statements=[],
            consent=[],
        )
        told = sections(plan)

        assert "What it is for: Clinic complaint." == told[""][0]
        assert "Your therapist can tell you what it is like." in told["What kind of massage"]
        assert "Our own method" in render(plan, "patient")

    @pytest.mark.parametrize("pain", [0, 1, 2])
    def test_slight_pain(self, pain):
        """Has no aim but to stay so, where hardly any is left."""
        told = " ".join(sections(answer_to(evolve(BACK, pain=pain)))["What to expect"])
        kept = f"Your pain is {pain} of 10 now. That is good already. The aim is to keep it so."

        assert (pain < 2) == (kept in told)
        assert (pain == 2) == ("You aim for 0 by week" in told)

    def test_slight_pain_of_one_of_two(self):
        """Names the complaint, and its place where two are alike."""
        neck = Complaint("neck-pain", stage="chronic", pain=1, side="both")
        knees = [
            Complaint("knee-pain", stage="chronic", pain=pain, regions=["knee"], side=side)
            for side, pain in (("left", 6), ("right", 1))
        ]
        told = (
            " ".join(sections(answer_to(*ones))["What to expect"]) for ones in ([BACK, neck], knees)
        )
        alike, names = "Your pain is 1 of 10 now.", ("A sore or stiff neck", "Right knee")

        assert all(f"{name}: {alike}" in one for name, one in zip(names, told, strict=True))

    def test_a_kept_score_in_a_plan(self):
        """A plan that carries the goals of a review says the same of it."""
        plan = answer_to(evolve(BACK, pain=None))
        review = review_progress(plan, [visit(1, 1), visit(4, 1)])
        told = " ".join(sections(evolve(plan, goals=review.goals))["What to expect"])

        assert "It is 1 now. That is good already. The aim is to keep it so." in told

    def test_a_plan_without_sessions(self):
        """Says what it can."""
        bare = evolve(PLAN, phases=[], goals=[], expectations=[], aftercare=[], techniques=[])
        page = render(bare, "patient")

        assert [] == faults(page)
        assert "At a glance" not in page
        assert "What to expect" not in page

    def test_the_map_has_no_names_of_rules(self):
        """Its titles say what is done, in plain words."""
        titles = [
            one.text() for one in read(render(PLAN, "patient")).all("title") if "," in one.text()
        ]

        assert "Right lower leg, front: no massage here" in titles
        assert "Left buttocks, back: massage with extra care here" in titles

    def test_the_map_agrees_with_the_one_for_professionals(self):
        """Where no work is planned, the person need not tell why."""
        quiet = {Status.CAUTION, Status.GENERAL_CARE, Status.NOT_ASSESSED}
        shapes = {
            one["id"]: one["data-status"]
            for one in read(render(PLAN, "patient")).all("path")
            if one["data-status"]
        }
        for place in places(PLAN):
            status = Status.NOT_ASSESSED if place.status in quiet else place.status
            ids = [f"map-{view}-{place.side}-{place.region}" for view in ("front", "back")]

            assert {status} == {shapes[id] for id in ids if id in shapes}

    def test_sources_are_listed(self):
        """Those of what is told."""
        told = " ".join(sections(PLAN)["Where this comes from"])

        assert "Conventions and defaults of the medmassage library" in told


class TestPlaces:
    """Places put together again."""

    @pytest.mark.parametrize(
        "regions, sides, told",
        [
            (["knee"], ["left"], "knee (left side)"),
            (["knee", "thigh"], ["left", "right"], "thigh and knee (both sides)"),
            ([one for one in Region if not one.is_group], ["left", "right"], "whole body"),
            (Region.ARM.contents, ["right"], "arm (right side)"),
        ],
    )
    def test_at_places(self, regions, sides, told):
        """A group stands for all of its parts."""
        assert told == at_places((Region(one), Side(side)) for one in regions for side in sides)


class TestWithheld:
    """What to do instead."""

    def test_an_emergency(self):
        """What to do comes first, and nothing is said of a reason that is private."""
        told = sections(EMERGENCY)
        text = " ".join(body_text(EMERGENCY))

        assert ["", "What to do now"] == [*told][:2]
        assert "Call your local emergency number now" in told["What to do now"][0]
        assert "genitals" not in text
        assert "Your therapist can tell you more about the reason." in told["Why"]

    def test_the_local_number(self):
        """Where the clinic gave it."""
        answer = outline_plan(EMERGENCY.intake, PlanPolicy(emergency_number="112"))

        assert "Call emergency services (112) now" in sections(answer)["What to do now"][0]

    def test_the_questions_that_decided(self):
        """As the person was asked."""
        assert [
            "You said yes to:",
            "Do you have hemophilia or another bleeding disorder?",
        ] == sections(CLEARANCE)["Why"][1:]

    def test_the_letter(self):
        """Is taken along."""
        assert any(
            "letter for the doctor" in one for one in sections(CLEARANCE)["What happens next"]
        )

    def test_what_it_is_for(self):
        """A refusal plans nothing, so it says what the person came for."""
        assert sections(EMERGENCY)[""][0].startswith("What you came for: ")

    def test_a_day_off(self):
        """What to do meanwhile; no letter."""
        ill = answer_to(
            Complaint("ankle-sprain", stage="acute", side="left"),
            present=["cold-flu-or-stomach-bug"],
        )
        told = sections(ill)

        assert "<h1>Not today</h1>" in render(ill, "patient")
        assert "What you can do at home" in told
        assert [] == [one for one in told["What happens next"] if "letter" in one]

    def test_a_closed_complaint(self):
        """Is named, without the rule that closes it."""
        hurt = answer_to(Complaint("ankle-sprain", stage="acute", side="left"))

        assert isinstance(hurt, Withheld)
        assert "Not treated for now: A rolled or twisted ankle." in sections(hurt)["Why"]

    def test_titles(self):
        """One for each thing to do."""
        titles = {
            one.action: read(render(one, "patient")).all("h1")[0].text()
            for one in people().values()
            if isinstance(one, Withheld)
            if one.letters or one.action is not Action.OBTAIN_CLEARANCE
        }

        assert {
            "emergency": "Get emergency help now",
            "refer-urgently": "See a doctor today",
            "refer": "See a doctor first",
            "obtain-clearance": "Your doctor must agree first",
            "postpone": "Not today",
        } == titles

    def test_what_no_clinician_gives(self):
        """A child is not sent to a doctor for what a parent gives."""
        answer = outline_plan(no_to_rest(Intake(complaints=["neck-pain"], age_years=16)))
        told = sections(answer)

        assert "An agreement is needed first" == read(render(answer, "patient")).all("h1")[0].text()
        assert "parent" in told["What to do now"][0]
        assert "letter" not in " ".join(told["What happens next"])


def visit(number, pain, **known) -> SessionRecord:
    """A visit with a pain score."""
    return SessionRecord(
        session=number,
        rescreened=True,
        consent=True,
        steps=[StepDone(technique_id="swedish-massage", minutes=30)],
        measurements=[Measurement(measure_id="nprs", value=pain, session=number)],
        **known,
    )


class TestReview:
    """How it goes."""

    def test_going_on(self):
        """Visits and scores, then the alarm signs."""
        review = review_progress(PLAN, [visit(1, 6), visit(2, 5)])
        told = sections(review)

        assert ["You can go on as planned."] == told["What comes next"]
        assert "You have had 2 visits with massage." == told["How it is going"][0]
        assert "It was 6 at first. It is 5 now. The aim is 4." in told["How it is going"][1]
        assert "Call emergency services at once" in told

    def test_nothing_yet(self):
        """No visit is made up."""
        told = sections(review_progress(PLAN, []))

        assert ["No visit with massage is on record yet."] == told["How it is going"]

    def test_reached(self):
        """Said, when it is."""
        told = sections(review_progress(PLAN, [visit(1, 6), visit(4, 2)]))

        assert "You have reached it." in told["How it is going"][1]

    def test_good_from_the_start(self):
        """A score that leaves no room has no aim but to stay so."""
        plan = answer_to(evolve(BACK, pain=None))
        told = sections(review_progress(plan, [visit(1, 1), visit(4, 1)]))

        said = "It was 1 at first. It is 1 now. That is good already. The aim is to keep it so."
        assert said in told["How it is going"][1]

    def test_a_new_plan(self):
        """Stands on the same page, with all that a plan has."""
        review = review_progress(PLAN, [visit(1, 6, new_findings=[Finding("osteoporosis")])])
        told = sections(review)

        assert review.adjusted is not None
        assert "Your new plan" in told
        assert "At a glance" in told
        assert [] == faults(render(review, "patient"))

    def test_a_refusal(self):
        """Says what to do now, and nothing of further visits."""
        found = visit(1, 6, new_findings=[Finding("any-chest-pain")])
        told = sections(review_progress(PLAN, [found]))

        assert "What to do now" in told
        assert "At a glance" not in told

    def test_scores_without_a_first_one(self):
        """Only what is known is told."""
        review = review_progress(PLAN, [visit(1, 6), visit(2, 5)])
        goal: Goal = evolve(review.goals[0], baseline=None, target=None, status="to-measure")
        told = sections(evolve(review, goals=[goal], changes=[]))

        assert told["How it is going"][1].endswith("(worst). It is 5 now.")

    def test_harm(self):
        """Stops the course, in a box."""
        event = AdverseEvent(kind="weakness", severity="serious")
        review = review_progress(PLAN, [visit(1, 6, adverse_events=[event])])
        [box, *_] = read(render(review, "patient")).all("section")

        assert "box stop" == box["class"]


def test_answers_are_of_both_sorts():
    """The tests of everybody see plans and refusals."""
    found = [type(one) for one in people().values()]

    assert 20 < found.count(TreatmentPlan)
    assert 20 < found.count(Withheld)
