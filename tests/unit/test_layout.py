"""How the time of a visit is laid out: talk, minutes, pressure, and what has to give way."""

import pytest

from medmassage.catalog import default_catalog
from medmassage.model.intake import Complaint
from medmassage.vocabulary import Pressure, Region, SessionPart
from visits import chronic, later, plan

CATALOG = default_catalog()


def specific(session):
    """The techniques of its specific work, in order."""
    return [one.technique_id for one in session.steps if one.part is SessionPart.SPECIFIC]


def said(session, beginning):
    """What a visit says of one kind."""
    return [one for one in session.gave_way if one.startswith(f"{beginning}:")]


class TestTalk:
    """Minutes before and after the hands-on work."""

    @pytest.mark.parametrize(
        "minutes, first, others",
        [
            (15, (6, 1), (2, 1)),
            (30, (13, 2), (3, 2)),
            (45, (17, 4), (4, 3)),
            (60, (20, 5), (5, 5)),
            (90, (30, 7), (7, 7)),
        ],
    )
    def test_before_and_after(self, minutes, first, others):
        """The first visit takes a history; beyond an hour talk grows with the visit."""
        sessions = plan(chronic("neck-pain", "neck"), session_minutes=minutes).sessions

        assert [first, others] == [(one.talk_before, one.talk_after) for one in sessions[:2]]


class TestFirstVisit:
    """There is less time for hands-on work, so it does less."""

    def test_a_second_specific_technique_waits(self):
        """It comes with the second visit, when its place was worked on once."""
        one, two = (specific(session) for session in plan(chronic("arthritis")).sessions[:2])

        assert [1, 2] == [len(one), len(two)]
        assert one == two[:1]


class TestPlaceNotGiven:
    """Somebody named a complaint that has many places."""

    def test_one_complaint_is_enough(self):
        """The place of the neck is known; which joint has gout was not said."""
        neck, gout = chronic("neck-pain", "neck"), chronic("gout")

        assert later(neck).place_is_known
        assert not later(neck, gout).place_is_known


class TestPressure:
    """Light comes before strong."""

    def test_it_rises_from_the_step_before(self):
        """After a light step on brittle bones, nothing is firm at once."""
        head = chronic("tension-type-headache", side="right")
        session = later(head, present=["osteoporosis"])
        at = next(
            place
            for place, one in enumerate(session.steps)
            if one.pressure is Pressure.LIGHT and one.part is SessionPart.MAIN
        )

        assert Pressure.MODERATE is session.steps[at + 1].pressure

    def test_a_technique_is_not_lighter_than_it_can_be(self):
        """Deep tissue massage is firm from its first stroke, where nothing goes before it."""
        session = later(chronic("lower-back-pain"), technique_ids=["deep-tissue-massage"])

        assert Pressure.FIRM is session.steps[0].pressure


class TestNoRoom:
    """What goes first where the time is too short."""

    def test_what_would_be_too_short_to_help(self):
        """Half of its least time is not left for the feet, so the general work there gets it."""
        sleep = Complaint("poor-sleep", stage="acute")
        session = later(sleep, chronic("gout"))

        assert 30 == session.minutes
        assert ["myofascial-release"] == specific(session)
        assert ["Time: no room for Trigger point therapy on the foot"] == [
            one.partition(" in ")[0] for one in said(session, "Time")
        ]

    def test_what_is_too_short_goes_before_what_is_not(self):
        """The foot has the larger share; its glides would need longer than its stretch."""
        foot = Complaint(
            "arthritis",
            stage="subacute",
            regions=["foot"],
            side="left",
            impairment_ids=["referred-pain"],
        )
        wrist = Complaint(
            "wrist-sprain", regions=["wrist"], impairment_ids=["edema", "fascial-stiffness"]
        )

        assert ["passive-resistive-stretching"] == specific(later(foot, wrist, session_minutes=15))

    def test_of_two_that_are_as_long_the_last(self):
        """What is better founded stays."""
        session = later(chronic("chronic-pain", "lower-back", "neck", side="left"))
        short = later(
            chronic("chronic-pain", "lower-back", "neck", side="left"), session_minutes=15
        )

        assert 2 == len(specific(session))
        assert specific(session)[:1] == specific(short)

    def test_the_one_thing_that_helps_stays(self):
        """Ten minutes of abdominal massage do not fit a first visit; six of them are given."""
        first = plan(chronic("constipation")).sessions[0]
        (abdominal,) = (one for one in first.steps if one.technique_id == "abdominal-massage")
        least = CATALOG.techniques["abdominal-massage"].minutes_per_region.low

        assert 0 < abdominal.minutes < least

    def test_minutes_that_are_over_go_to_general_work(self):
        """Positional release takes six minutes; what it leaves lengthens neither end of a visit."""
        session = later(chronic("knee-osteoarthritis", "knee"))
        ends = {one.part.value: one.minutes for one in session.steps}

        assert [6] == [
            one.minutes for one in session.steps if one.technique_id == "positional-release"
        ]
        assert (2, 7) == (ends["opening"], ends["closing"])


class TestWhatIsSaid:
    """What a therapist would wonder at."""

    @pytest.mark.parametrize("stage, minutes", [("acute", 30), ("chronic", 60)])
    def test_a_turn_in_less_than_an_hour(self, stage, minutes):
        """A hip is reached lying on the back, its muscles are not: in an hour that is one turn."""
        hip = Complaint("hip-pain", stage=stage, side="both")
        session = later(hip, session_minutes=minutes)

        assert 1 < len({one.position for one in session.steps})
        assert (minutes < 60) == bool(said(session, "Turns"))

    def test_a_turn_in_three_quarters_of_an_hour(self):
        """An hour is what one turn is for; less is said."""
        session = later(Complaint("hip-pain", stage="chronic", side="both"), session_minutes=45)

        assert 1 < len({one.position for one in session.steps})
        assert said(session, "Turns")

    def test_a_light_visit_needs_no_opening(self):
        """A leg is drained from the first minute to the last, as lightly as can be."""
        session = later(chronic("leg-swelling"))

        assert {"manual-lymphatic-drainage"} == {one.technique_id for one in session.steps}
        assert [] == said(session, "Order")

    def test_a_step_names_what_is_touched(self):
        """It has the neighbors that it takes in, beside the places of the complaint."""
        (general,) = (
            one
            for one in later(chronic("elbow-pain", "forearm")).steps
            if one.part is SessionPart.MAIN
        )

        assert {Region.FOREARM, Region.ELBOW, Region.WRIST} == set(general.regions)
