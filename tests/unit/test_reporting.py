"""What a record lacks that a good report holds."""

from typing import Any

import pytest
from attrs import evolve

from medmassage.catalog import default_catalog
from medmassage.errors import ModelError
from medmassage.export.markdown import render
from medmassage.model.intake import Complaint, Intake
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import Deviation, Gap, SessionRecord, StepDone
from medmassage.planning import outline_plan
from medmassage.reporting import completeness
from medmassage.screening import no_to_rest
from medmassage.serialization import dumps, loads
from medmassage.vocabulary import Standard

STRICT_M = {
    "the reason for the treatment": "plan",
    "how far the treatment varied from its plan": "deviations, or a plan with the same steps",
    "the techniques by name": "steps",
    "the place of each technique": "steps.regions",
    "the side of each technique": "steps.side",
    "the minutes at each place": "steps.minutes",
    "the pressure": "steps.pressure",
    "the position": "steps.position",
    "the response": "steps.response",
    "the number of sessions, how often and over what time": "plan.dose",
    "the length of the visit": "minutes",
    "products and equipment": "products",
    "the setting": "setting",
    "the practitioner and the training": "practitioner",
}
"""The items in their order, each with the field that holds it."""

SOAP = {
    "what the person said": "subjective",
    "what was seen and felt": "objective",
    "how the therapist reads it": "assessment",
    "what comes next": "next_time",
}


@pytest.fixture(scope="module")
def plan():
    """A plan for a sore back."""
    back = Complaint("lower-back-pain", stage="chronic", pain=6, regions=["lower-back"])
    found = outline_plan(no_to_rest(Intake(complaints=[back])))
    assert isinstance(found, TreatmentPlan)
    return found


@pytest.fixture(scope="module")
def whole(plan):
    """A record of the first session in which nothing is missing."""
    steps = [
        StepDone(
            technique_id=one.technique_id,
            regions=one.regions,
            side=one.side,
            minutes=one.minutes,
            pressure=one.pressure,
            position=one.position,
            response="softer",
        )
        for one in plan.sessions[0].steps
    ]
    return SessionRecord(
        session=1,
        minutes=60,
        steps=steps,
        products=["oil"],
        practitioner="licensed massage therapist",
        setting="clinic",
        **dict.fromkeys(SOAP.values(), "text"),
    )


def items(record: SessionRecord, *given: Any, **more: Any) -> list[str]:
    """The items that a record lacks."""
    return [one.item for one in completeness(record, *given, **more)]


class TestStrictM:
    """The items that a systematic review of massage trials looked for."""

    def test_nothing_is_missing(self, plan, whole):
        """A whole record of a planned session has no gaps."""
        assert () == completeness(whole, plan=plan)

    def test_everything_is_missing(self):
        """An empty record lacks every item, in the order of the list, each with its field."""
        found = completeness(SessionRecord(session=1))

        assert STRICT_M == {one.item: one.where for one in found}
        assert [*STRICT_M] == [one.item for one in found]

    @pytest.mark.parametrize("name", ["regions", "side", "minutes", "pressure", "position"])
    def test_each_step_counts(self, plan, whole, name):
        """One step without a detail is a gap, and the steps are no longer those of the plan."""
        empty = () if name == "regions" else None
        bare = evolve(whole, steps=[*whole.steps[:-1], evolve(whole.steps[-1], **{name: empty})])

        found = [one.where for one in completeness(bare, plan=plan)]

        assert [STRICT_M["how far the treatment varied from its plan"], f"steps.{name}"] == found

    def test_the_response_is_not_part_of_the_plan(self, plan, whole):
        """A step without a response is done as planned all the same."""
        bare = evolve(whole, steps=[*whole.steps[:-1], evolve(whole.steps[-1], response=None)])

        assert ["the response"] == items(bare, plan=plan)

    @pytest.mark.parametrize("name", ["minutes", "products", "setting", "practitioner"])
    def test_each_field_counts(self, plan, whole, name):
        """A field that is not filled in is a gap; nothing else is."""
        bare = evolve(whole, **{name: () if name == "products" else None})

        assert [name] == [one.where for one in completeness(bare, plan=plan)]

    def test_a_record_without_its_plan(self, whole):
        """The reason, the regimen and what varied stand in the plan."""
        assert ["plan", "deviations, or a plan with the same steps", "plan.dose"] == [
            one.where for one in completeness(whole)
        ]

    def test_a_deviation_says_how_it_varied(self, plan, whole):
        """Other steps than planned are a gap until a deviation tells why."""
        varied = evolve(whole, steps=whole.steps[:-1])
        told = evolve(varied, deviations=[Deviation(reason="time")])

        assert ["how far the treatment varied from its plan"] == items(varied, plan=plan)
        assert [] == items(told, plan=plan)

    def test_a_session_that_the_plan_does_not_have(self, plan, whole):
        """A maintenance visit has no steps in the plan to be held against."""
        beyond = evolve(whole, session=len(plan.sessions) + 1)

        assert ["how far the treatment varied from its plan"] == items(beyond, plan=plan)

    def test_a_plan_without_a_dose(self, plan, whole):
        """A plan of another maker may state no regimen."""
        assert ["plan.dose"] == [
            one.where for one in completeness(whole, plan=evolve(plan, dose=[]))
        ]


class TestSoap:
    """The four parts of a session note."""

    def test_the_parts(self, whole):
        """Each part that is missing is named, in order; the plan makes no difference."""
        found = completeness(SessionRecord(session=1), "SOAP")

        assert SOAP == {one.item: one.where for one in found}
        assert [*SOAP] == [one.item for one in found]
        assert () == completeness(whole, Standard.SOAP)

    @pytest.mark.parametrize("name", SOAP.values())
    def test_each_part_counts(self, whole, name):
        """One part that is missing is one gap."""
        assert [name] == [one.where for one in completeness(evolve(whole, **{name: None}), "SOAP")]


class TestGaps:
    """What comes back."""

    @pytest.mark.parametrize("standard", Standard)
    def test_each_gap_names_its_list_and_source(self, standard):
        """The sources exist."""
        found = completeness(SessionRecord(session=1), standard)

        assert {standard} == {one.standard for one in found}
        assert set(default_catalog().sources) >= {id for one in found for id in one.source_ids}
        assert all(one.source_ids for one in found)

    def test_it_can_be_written_and_shown(self):
        """A gap survives JSON and has a rendering."""
        gap = completeness(SessionRecord(session=1))[0]

        assert gap == loads(Gap, dumps(gap))
        assert gap.item in render(gap)

    @pytest.mark.parametrize(
        "wrong, says", [("strict-m", "STRICT-M"), ("", "SOAP"), (None, "SOAP")]
    )
    def test_there_is_no_such_standard(self, wrong, says):
        """The lists that there are, or the nearest, are named."""
        with pytest.raises(ModelError, match=says) as caught:
            completeness(SessionRecord(session=1), wrong)

        assert ["standard"] == [fault.where for fault in caught.value.faults]

    def test_texts_stay_private(self, plan, whole):
        """No text of the record is in a gap."""
        secret = evolve(
            whole, subjective="SECRET", steps=[evolve(whole.steps[0], response="SECRET")]
        )

        assert "SECRET" not in "".join(map(dumps, completeness(secret, plan=plan)))
