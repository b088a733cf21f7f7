"""What a score is of, and the person as known now: under their own names and former ones."""

import json

import pytest
from attrs import evolve

from medmassage.catalog import default_catalog, load_catalog
from medmassage.catalog.canonical import export_folder
from medmassage.known import Asked, as_known_now
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.outcome import Measurement
from medmassage.model.record import Deviation, SessionRecord, StepDone
from medmassage.planning import outline_plan
from medmassage.progress import review_progress
from medmassage.renaming import under_ids_of_today
from medmassage.rules import rulebook
from medmassage.screening import no_to_rest, screen
from medmassage.subjects import complaint_of, subject_of

CATALOG = default_catalog()
NEW = {
    "lupus": "sle",
    "anticoagulant-therapy": "blood-thinner",
    "cauda-equina-signs": "saddle-signs",
    "ces-saddle-numbness": "saddle-numbness",
    "regular-medicines": "medicines",
    "nprs": "pain-scale",
    "scar-massage": "massage-of-scars",
    "positional-release": "strain-counterstrain",
}
"""Ids of tomorrow by those of today."""


@pytest.fixture(scope="module")
def tomorrow(tmp_path_factory):
    """The same knowledge under other ids."""
    folder = tmp_path_factory.mktemp("tomorrow")
    export_folder(CATALOG, folder)
    for path in folder.glob("*.json"):
        text = path.read_text("utf-8")
        for old, new in NEW.items():
            text = text.replace(f'"{old}"', f'"{new}"')
        records = json.loads(text)
        if isinstance(records, list):
            for one in records:
                for old, new in NEW.items():
                    if one.get("id") == new and path.stem in KINDS:
                        one["former_ids"] = [old]
        path.write_text(json.dumps(records), "utf-8")
    return load_catalog(folder)


KINDS = ("questions", "contraindications", "red_flags", "techniques", "outcome_measures")


def knees(*sides):
    """Knees that hurt, each a complaint."""
    return [
        Complaint("knee-pain", stage="chronic", pain=6, regions=["knee"], side=side)
        for side in sides
    ]


def plan_of(*complaints, present=()):
    """A plan for a person who said no to all that is not named."""
    return outline_plan(no_to_rest(Intake(complaints=complaints, present=present)))


def score(measure_id="nprs", of_what=None):
    """A score of something."""
    return Measurement(measure_id=measure_id, value=5, of_what=of_what)


class TestSubjects:
    """Which complaint a score is of."""

    @pytest.mark.parametrize(
        "of_what, expected",
        [
            ("left knee", (0, None)),
            ("right knee", (1, None)),
            ("  Right Knee ", (1, None)),
            ("stairs", (0, "stairs")),
            (None, (0, None)),
        ],
    )
    def test_a_mark_is_a_label(self, of_what, expected):
        """Spaces and capitals do not count; anything else is a part of the first complaint."""
        found = subject_of(score(of_what=of_what), plan_of(*knees("left", "right")), CATALOG)

        assert expected == (found.complaint, found.of_what)

    def test_an_id_is_of_the_complaint_with_a_goal(self):
        """Of two of one condition it is that which the measure is a goal of, else the first."""
        plan = plan_of(*knees("left", "right"))
        right = [one for one in plan.goals if one.complaint_index == 1]
        of = [
            subject_of(score(of_what="knee-pain"), evolve(plan, goals=goals), CATALOG).complaint
            for goals in (plan.goals, right, [])
        ]

        assert [0, 1, 0] == of

    def test_an_unmarked_score_is_of_the_complaint_with_a_goal(self):
        """Where the first has none with that measure, it is of the next."""
        plan = plan_of(*knees("left", "right"))
        right = [one for one in plan.goals if one.complaint_index == 1]

        assert 1 == subject_of(score(), evolve(plan, goals=right), CATALOG).complaint

    def test_a_goal_without_a_place(self):
        """It is of the first complaint of its condition."""
        neck = Complaint("neck-pain", stage="chronic", pain=6)
        plan = plan_of(*knees("left"), neck)
        (goal,) = (
            one for one in plan.goals if (one.condition_id, one.measure_id) == ("neck-pain", "nprs")
        )

        assert 1 == complaint_of(evolve(goal, complaint_index=None), plan)

    @pytest.mark.parametrize("measure_id", ["groc", "pgic"])
    def test_ratings_of_change_are_not_compared(self, measure_id):
        """Each is held against the start by itself."""
        plan = plan_of(*knees("left"))
        measure = CATALOG.outcome_measures[measure_id]
        records = [
            SessionRecord(
                session=number,
                measurements=[Measurement(measure_id=measure_id, value=value)],
            )
            for number, value in ((1, measure.maximum), (2, measure.minimum))
        ]

        assert () == review_progress(plan, records).changes


class TestKnownNow:
    """The intake with what was found in the records."""

    def known(self, *records, **intake):
        """What is known after some records."""
        person = Intake(complaints=knees("left"), **intake)
        return as_known_now(person, records, CATALOG)

    def test_a_place_adds_to_places(self):
        """A second bruise does not take the place of the first, nor is one told twice."""
        thigh, calf = (Finding("hematoma-bruise", regions=[one]) for one in ("thigh", "calf"))
        told = SessionRecord(session=1, new_findings=[thigh, calf])

        assert (thigh, calf) == self.known(told, present=[thigh]).present

    def test_a_place_tells_that_of_a_yes(self):
        """A bruise of which nobody said where is the one that was found."""
        calf = Finding("hematoma-bruise", regions=["calf"])
        told = SessionRecord(session=1, new_findings=[calf])

        assert (calf,) == self.known(told, present=["hematoma-bruise"]).present

    def test_a_no_takes_all_places(self):
        """What is gone is gone everywhere."""
        thigh = Finding("hematoma-bruise", regions=["thigh"])
        gone = SessionRecord(session=1, now_absent=["hematoma-bruise"])
        now = self.known(gone, present=[thigh])

        assert ((), ("hematoma-bruise",)) == (now.present, now.absent)

    def test_a_rule_stands_for_its_one_question(self):
        """Several questions that bring a rule are several answers."""
        asked = Asked(CATALOG)
        for rule_id, questions in rulebook(CATALOG).brought_by.items():
            if rule_id not in CATALOG.questions:
                expected = questions[0] if len(questions) == 1 else rule_id

                assert expected == asked.by(rule_id)


class TestFormerIds:
    """What was written under the ids of before is found under those of today."""

    def test_scores(self, tomorrow):
        """A score of a goal stays one, whichever of the two names which id."""
        plan = plan_of(*knees("left", "right"))
        right = [one for one in plan.goals if one.complaint_index == 1]
        renamed = [evolve(one, measure_id=NEW.get(one.measure_id, one.measure_id)) for one in right]
        found = {
            subject_of(score(id), evolve(plan, goals=goals), tomorrow)
            for id in ("nprs", "pain-scale")
            for goals in (right, renamed)
        }

        assert {("pain-scale", 1)} == {(one.measure_id, one.complaint) for one in found}

    def test_answers(self, tomorrow):
        """A yes and the no that takes it back are of one question."""
        person = Intake(
            complaints=knees("left"),
            present=["lupus"],
            unknown=["anticoagulant-therapy"],
        )
        record = SessionRecord(session=1, new_findings=["blood-thinner"], now_absent=["sle"])
        now = as_known_now(person, [record], tomorrow)

        assert (Finding("blood-thinner"),) == now.present
        assert ((), ("sle",)) == (now.unknown, now.absent)

    @pytest.mark.parametrize("told", ["scar-massage", "massage-of-scars"])
    def test_techniques(self, tomorrow, told):
        """A deviation says why a technique was used that is recorded under its old name."""
        plan = plan_of(*knees("left"))
        done = StepDone(technique_id="scar-massage", regions=["knee"])
        why = Deviation(reason="person-asked", technique_id=told)
        texts = [
            one.text
            for deviations in ([], [why])
            for one in review_progress(
                plan,
                [SessionRecord(session=1, steps=[done], deviations=deviations)],
                catalog=tomorrow,
            ).reasons
            if "not in the plan" in one.text
        ]

        assert 1 == len(texts)

    def test_a_screening(self, tomorrow):
        """Rules, questions and techniques in it are those of today; an id that is gone stays."""
        person = Intake(
            complaints=[Complaint("lower-back-pain", stage="chronic")],
            present=["lupus", "ces-saddle-numbness", "regular-medicines"],
            unknown=["anticoagulant-therapy"],
        )
        before = screen(person)
        gone = evolve(
            before.restrictions[0], rule_id="gone", technique_ids=["gone", "scar-massage"]
        )
        before = evolve(before, restrictions=[*before.restrictions, gone])
        now = under_ids_of_today(before, tomorrow)

        assert {"sle", "saddle-signs"} <= {one.rule_id for one in now.fired}
        assert "blood-thinner" in {one.question.id for one in now.open}
        assert "medicines" in {one.id for one in now.unexplained}
        assert {"sle", "gone"} <= {one.rule_id for one in now.restrictions}
        assert ("gone", "massage-of-scars") == next(
            one.technique_ids for one in now.restrictions if one.rule_id == "gone"
        )
        written = repr(
            (
                [one.rule_id for one in (*now.fired, *now.restrictions)],
                [one.technique_ids for one in now.restrictions],
                [one.question.id for one in now.open],
                [one.id for one in now.unexplained],
            )
        )
        assert [] == [old for old in NEW if f"'{old}'" in written]
