"""Into which pieces a visit falls: how much time each gets, where it is, and what it aims at."""

import pytest

from medmassage.catalog import default_catalog
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.session import Session
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest
from medmassage.vocabulary import Pressure, Region, SessionPart
from visits import chronic

CATALOG = default_catalog()
ENDS = (SessionPart.OPENING, SessionPart.CLOSING)


def later(*complaints: Complaint, present=(), **choices) -> Session:
    """The second visit of somebody with no other limits; an hour, unless something else is said."""
    person = no_to_rest(Intake(complaints=complaints, present=present))
    return outline_plan(person, PlanPolicy(**{"session_minutes": 60, **choices})).sessions[1]


def of(session, *parts):
    """The steps that play a part, in order."""
    return [one for one in session.steps if one.part in map(SessionPart, parts)]


def minutes(session, *parts):
    """The minutes of the steps that play a part."""
    return [one.minutes for one in of(session, *parts)]


def share(session, *parts):
    """Their share of the hands-on minutes."""
    return sum(minutes(session, *parts)) / sum(one.minutes for one in session.steps)


class TestShares:
    """How the time is divided; what sources say of a technique can take some of it."""

    @pytest.mark.parametrize(
        "complaint, wanted",
        [
            (chronic("headache"), 0.25),  # one, and nothing was tested for it
            (chronic("arthritis"), 0.35),  # two, and they were tested for something broader
            (chronic("tension-type-headache"), 0.45),  # two; one was tested for it
        ],
    )
    def test_of_specific_work(self, complaint, wanted):
        """What is best founded gets most; the more techniques there are, the more in all."""
        assert wanted - 0.03 < share(later(complaint), "specific") < wanted + 0.02

    @pytest.mark.parametrize(
        "complaints",
        [
            [chronic("lower-back-pain")],
            [chronic("lower-back-pain"), chronic("knee-pain", "knee", side="left")],
            [
                chronic("lower-back-pain"),
                chronic("knee-pain", "knee", side="left"),
                chronic("elbow-pain", "elbow", side="left"),
            ],
        ],
    )
    def test_of_opening_and_closing(self, complaints):
        """Most of a fifth of the visit is its end, however many complaints there are."""
        session = later(*complaints, session_minutes=90)

        assert 0.13 < share(session, "closing") < 0.17
        assert 0.02 < share(session, "opening") < 0.07

    def test_what_a_source_says_counts_for_each_region(self):
        """Positional release takes six minutes a region at most: nine are within that for three."""
        (positional,) = (
            one
            for one in of(later(chronic("arthritis")), "specific")
            if one.technique_id == "positional-release"
        )
        most = CATALOG.techniques["positional-release"].minutes_per_region.high

        assert 3 == len(positional.regions)
        assert most < positional.minutes <= 3 * most


class TestWorkedOnBefore:
    """A place that is there for an earlier complaint."""

    def test_general_work_there_is_longer(self):
        """A second complaint of the neck gives its time to the work on the neck."""
        neck, head = chronic("neck-pain", "neck"), chronic("tension-type-headache", "neck")
        same = later(neck, head)
        other = later(neck, chronic("knee-pain", "knee", side="left"))

        assert [1, 2] == [len(of(one, "main")) for one in (same, other)]
        assert minutes(same, "main")[0] >= minutes(other, "main")[0] + 4

    def test_so_is_specific_work(self):
        """A technique that both complaints of a knee ask for is given for longer, once."""
        both = later(
            chronic("knee-osteoarthritis", "knee", side="right"),
            chronic("knee-pain", "knee", side="right"),
        )
        other = later(
            chronic("knee-osteoarthritis", "knee", side="right"),
            chronic("muscle-tightness", "thigh", side="left"),
        )
        glides = [
            [one.minutes for one in session.steps if one.technique_id == "myofascial-release"]
            for session in (both, other)
        ]

        assert [1, 1] == [len(one) for one in glides]
        assert glides[0][0] > glides[1][0]

    def test_specific_work_of_the_second_is_done_there(self):
        """The elbow was prepared for the first, so the second need not prepare it again."""
        first = chronic("lateral-epicondylitis", "elbow", side="right")
        second = chronic("elbow-pain", "elbow", side="right")
        both, alone = later(first, second), later(second)

        assert {one.technique_id for one in of(alone, "specific")} <= {
            one.technique_id for one in of(both, "specific")
        }
        assert 1 == len(of(both, "main"))


class TestOrder:
    """What follows what."""

    @pytest.mark.parametrize("condition_id", ["de-quervain", "frozen-shoulder"])
    def test_stretching_comes_last(self, condition_id):
        """It belongs to the end of a visit, so that other specific work goes before it."""
        _, last = of(later(chronic(condition_id)), "specific")

        assert "passive-resistive-stretching" == last.technique_id

    def test_what_is_no_specific_technique_is_general_work(self):
        """Sports massage is on file for general work alone."""
        session = later(chronic("hand-pain"))
        (sports,) = (one for one in session.steps if one.technique_id == "sports-massage")

        assert SessionPart.MAIN is sports.part


class TestWhere:
    """The places of a piece."""

    def test_specific_work_is_at_three_regions_at_most(self):
        """Sore joints are many; what is specific is done at the first three."""
        session = later(chronic("arthritis"))

        assert [3, 3] == [len(one.regions) for one in of(session, "specific")]
        assert 3 < len(of(session, "main")[0].regions)

    def test_specific_work_leaves_out_what_is_much_lighter(self):
        """Brittle bones make the neck light work, which the head and shoulder are not held to."""
        head = chronic("tension-type-headache", side="right")
        session = later(head, present=["osteoporosis"])

        assert Pressure.LIGHT in {one.pressure for one in of(session, "main")}
        for step in of(session, "specific"):
            assert Region.NECK not in step.regions
            assert Pressure.LIGHT is not step.pressure

    def test_general_work_has_a_step_for_each_pressure(self):
        """The same neck has a step of its own, and is the only light one."""
        head = chronic("tension-type-headache", side="right")
        main = of(later(head, present=["osteoporosis"]), "main")

        assert {(Region.HEAD, Region.SHOULDER): "moderate", (Region.NECK,): "light"} == {
            one.regions: one.pressure.value for one in main
        }

    def test_the_first_strokes_are_at_the_complaint_itself(self):
        """Neighbors are taken in by general work and at the end, not at the beginning."""
        opening, general, closing = of(
            later(chronic("elbow-pain", "forearm")), "opening", "main", "closing"
        )

        assert (Region.FOREARM,) == opening.regions
        assert {Region.ELBOW, Region.WRIST} < set(general.regions)
        assert general.regions == closing.regions

    def test_both_sides_begin_and_end_alike(self):
        """One knee is at risk: both are opened, without what the one must not have."""
        risk = Finding("lymphedema-or-risk", regions=["knee"], side="right")
        session = later(chronic("knee-osteoarthritis", "knee"), present=[risk])
        left = next(one for one in of(session, "main") if one.side == "left")

        for step in of(session, "opening", "closing"):
            assert (Region.KNEE,) == step.regions
            assert "both" == step.side
            assert (Region.BACK_OF_KNEE,) == step.except_regions
        assert {Region.KNEE, Region.THIGH} < set(left.regions)


class TestAims:
    """What a step aims at."""

    def test_two_aims_at_most(self):
        """A technique that acts on more is not said to do all of it."""
        acting = {one.id: one.impairment_ids for one in CATALOG.techniques.values()}
        (step,) = of(later(chronic("hip-pain", "hip")), "specific")

        assert 2 < len(acting[step.technique_id])
        assert "less trigger point pain and more range of motion" == step.intent


class TestPositions:
    """How a person lies for it."""

    def test_a_technique_has_its_positions(self):
        """A calf is reached best lying prone, and nobody is drained so."""
        session = later(chronic("leg-swelling", "calf"))
        there = CATALOG.techniques["manual-lymphatic-drainage"].positions

        assert {"supine"} == {one.position.value for one in session.steps}
        assert "prone" not in there

    def test_what_one_position_reaches_is_worked_on_together(self):
        """Prone comes first and reaches the foot alone of these; lying supine reaches all."""
        (general,) = of(later(chronic("gout")), "main")

        assert ["foot", "ankle", "knee", "hand"] == [one.value for one in general.regions]
        assert "supine" == general.position

    def test_what_no_position_reaches_is_still_worked_on(self):
        """In later pregnancy none reaches a knee: it is supported, and the visit says so."""
        knee = chronic("knee-osteoarthritis", "knee", side="right")
        session = later(knee, present=["pregnancy-after-13-weeks"])

        assert [Region.KNEE] == [one.regions[0] for one in of(session, "main")]
        assert any(one.startswith("Position:") for one in session.gave_way)

    def test_nor_is_part_of_a_step_left_out(self):
        """Half reclined, the foot is reached and the ankle is not: the step names both."""
        sprain = chronic("ankle-sprain", "ankle", "foot")
        (general,) = of(later(sprain, present=["pregnancy-after-13-weeks"]), "main")

        assert {Region.ANKLE, Region.FOOT} < set(general.regions)

    def test_a_neighbor_out_of_reach_is_not_taken_in(self):
        """Lying prone shows the sole of the foot, and not the ankle."""
        (general,) = of(later(chronic("foot-pain", "foot")), "main")

        assert ((Region.FOOT,), "prone") == (general.regions, general.position)
