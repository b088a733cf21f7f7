"""What a visit joins, in which order, position and time; the laws are with the properties."""

import pytest

from medmassage.catalog import default_catalog
from medmassage.healing import BESIDE_A_FRESH_COMPLAINT
from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest
from medmassage.vocabulary import Action, Position, Pressure, Region, SessionPart
from visits import later

CATALOG = default_catalog()


def chronic(condition_id, *regions, side="both"):
    """A chronic complaint."""
    return Complaint(condition_id, stage="chronic", regions=regions, side=side)


def rank(word):
    """What two pressures are compared by."""
    return word.rank


def rows(session):
    """Part, technique and regions of each step."""
    return [(one.part, one.technique_id, one.regions) for one in session.steps]


class TestPositions:
    """What is done in one position is finished before the next."""

    def test_a_block_for_each_position(self):
        """Front and back take one turn, and specific work is done where its place is reached."""
        session = later(chronic("fibromyalgia", "upper-back", "neck", "abdomen", "forearm"))

        assert [(Position.PRONE, SessionPart.OPENING), (Position.PRONE, SessionPart.MAIN)] == [
            (one.position, one.part) for one in session.steps[:2]
        ]
        assert [Position.PRONE] * 3 + [Position.SUPINE] * 2 == [
            one.position for one in session.steps
        ]
        assert () == session.gave_way

    @pytest.mark.parametrize(
        "minutes, positions", [(60, {Position.PRONE, Position.SUPINE}), (20, {Position.SEATED})]
    )
    def test_nobody_sits_for_an_hour(self, minutes, positions):
        """A chair saves the turn; in an hour lying down is worth one, in 20 minutes it is not."""
        session = later(
            chronic("upper-back-pain", "upper-back"),
            chronic("tension-type-headache", "head"),
            session_minutes=minutes,
        )

        assert positions == {one.position for one in session.steps}

    def test_nobody_sits_for_the_whole_body(self):
        """What lying down reaches is not worked on in a chair."""
        session = later(chronic("fibromyalgia", "whole-body"))

        assert {Position.PRONE, Position.SUPINE} == {one.position for one in session.steps}

    def test_stretching_has_its_usual_position(self):
        """Where all else can follow, the position that stretching asks for is taken."""
        stiff = later(chronic("frozen-shoulder", "shoulder", side="left"))
        back = later(chronic("lower-back-pain", "lower-back"))

        assert {Position.SUPINE} == {one.position for one in stiff.steps}
        assert {Position.PRONE} == {one.position for one in back.steps}
        assert "passive-resistive-stretching" in {one.technique_id for one in back.steps}

    def test_a_place_out_of_reach_is_said(self):
        """Neither position that reaches a knee is left in later pregnancy."""
        session = later(
            chronic("knee-pain", "knee", side="left"), present=["pregnancy-after-13-weeks"]
        )

        said = "Position: none that is left reaches the knee by itself; "
        assert (f"{said}support it with cushions, or leave it out.",) == session.gave_way


class TestSeveralComplaints:
    """Complaints that share a visit."""

    def test_a_place_is_worked_on_once(self):
        """Neck and shoulder belong to both: the general work there is longer, not repeated."""
        alone = later(chronic("neck-pain", "neck", "shoulder"))
        both = later(
            chronic("neck-pain", "neck", "shoulder"),
            chronic("anxiety-and-stress", "head", "neck", "shoulder"),
        )
        general = [one for one in both.steps if one.part is SessionPart.MAIN]

        assert [Region.NECK, Region.SHOULDER] == list(general[0].regions[:2])
        assert [(Region.HEAD,)] == [one.regions for one in general[1:]]
        assert SessionPart.OPENING is both.steps[0].part
        assert SessionPart.CLOSING is both.steps[-1].part
        assert len(alone.steps) < len(both.steps)

    def test_the_best_of_each_come_first(self):
        """Two specific techniques in all: each complaint has one before the first has two."""
        session = later(
            chronic("neck-pain", "neck"), chronic("lateral-epicondylitis", "elbow", side="right")
        )
        specific = {
            one.technique_id: one.regions
            for one in session.steps
            if one.part is SessionPart.SPECIFIC
        }

        assert {
            "trigger-point-therapy": (Region.NECK,),
            "myofascial-release": (Region.ELBOW,),
        } == specific

    def test_the_visit_closes_at_the_main_complaint(self):
        """Where that takes no further turn; else at the last."""
        neck = chronic("neck-pain", "neck")
        knee = chronic("knee-pain", "knee", side="left")
        back = chronic("lower-back-pain", "lower-back")

        assert Region.NECK is later(neck, knee).steps[-1].regions[0]
        assert Region.KNEE is later(back, knee).steps[-1].regions[0]

    @pytest.mark.parametrize("stage", ["acute", "chronic"])
    def test_a_fresh_complaint_at_the_place_binds(self, stage):
        """What is firm for a chronic complaint is moderate where an acute one is."""
        knots = chronic("myofascial-pain-syndrome", "lower-back", side="left")
        sore = Complaint("lower-back-pain", stage=stage, regions=["lower-back"], side="left")
        session = later(knots, sore)
        hardest = max(one.pressure.rank for one in session.steps)
        said = any(one.startswith("Pressure:") for one in session.gave_way)

        assert (stage == "acute") == (hardest == Pressure.MODERATE.rank) == said

    @pytest.mark.parametrize("side", ["left", None])
    def test_what_is_fresh_and_not_treated_binds_too(self, side):
        """Nothing can be done for an ankle sprained yesterday, and nothing stretches or is firm."""
        sprain = Complaint("ankle-sprain", stage="acute", regions=["ankle"], side=side)
        session = later(chronic("plantar-fasciitis", "foot", "calf", side="left"), sprain)
        alone = later(chronic("plantar-fasciitis", "foot", "calf", side="left"))

        assert Pressure.FIRM is max((one.pressure for one in alone.steps), key=rank)
        assert Pressure.MODERATE is max((one.pressure for one in session.steps), key=rank)
        said = "Pressure: another complaint next to the foot and calf is fresh or heals, "
        assert (f"{said}so that nothing there is firm or stretches.",) == session.gave_way

    def test_another_technique_takes_the_place_of_a_stretch(self):
        """A calf beside the sprained ankle is not stretched; what presses and glides goes on."""
        sprain = Complaint("ankle-sprain", stage="acute", regions=["ankle"], side="left")
        calf = chronic("muscle-tightness", "calf", side="left")
        specific = [
            {one.technique_id for one in session.steps if one.part is SessionPart.SPECIFIC}
            for session in (later(calf), later(calf, sprain))
        ]

        assert [{"passive-resistive-stretching"}, {"myofascial-release"}] == specific

    def test_the_side_that_is_not_hurt_is_worked_on_as_usual(self):
        """Both calves are tight, and the left ankle is sprained: the right calf is stretched."""
        sprain = Complaint("ankle-sprain", stage="acute", regions=["ankle"], side="left")
        session = later(chronic("muscle-tightness", "calf"), sprain)
        stretched = [
            one for one in session.steps if one.technique_id == "passive-resistive-stretching"
        ]

        assert ["right"] == [one.side for one in stretched]

    def test_two_fresh_complaints_bind_each_other(self):
        """An acute calf beside a fresh sprain is not stretched either."""
        sprain = Complaint("ankle-sprain", stage="acute", regions=["ankle"], side="left")
        calf = Complaint("muscle-tightness", stage="acute", regions=["calf"], side="left")
        alone, beside = (
            {one.technique_id for one in session.steps}
            for session in (later(calf), later(calf, sprain))
        )

        assert "passive-resistive-stretching" in alone - beside

    def test_general_work_does_not_spread_to_what_is_fresh(self):
        """Work on the lower leg takes in the knee, and not an ankle that hurts afresh."""
        fresh = Complaint("other", stage="acute", regions=["ankle"], side="left")
        session = later(chronic("calf-pain", "lower-leg", side="left"), fresh)
        worked = {region for one in session.steps for region in one.regions}

        assert Region.KNEE in worked
        assert Region.ANKLE not in worked

    def test_a_complaint_without_work_is_left_out(self):
        """A clinic that offers deep tissue massage alone has nothing for knots in a fresh back."""
        knots = chronic("myofascial-pain-syndrome", "lower-back", side="left")
        sore = Complaint("lower-back-pain", stage="acute", regions=["lower-back"], side="left")
        offered = PlanPolicy(technique_ids=["deep-tissue-massage"])
        plan = outline_plan(no_to_rest(Intake(complaints=[sore, knots])), offered)

        assert [(1, BESIDE_A_FRESH_COMPLAINT, ())] == [
            (one.complaint_index, one.reason, one.rule_ids) for one in plan.not_treated
        ]
        assert not any(one.startswith("Pressure:") for one in plan.sessions[0].gave_way)

    def test_a_swelling_is_drained_beside_what_is_fresh(self):
        """What is light by nature stays: it is no more than the general strokes there."""
        leg = chronic("leg-swelling", "lower-leg", side="left")
        sore = Complaint("calf-pain", stage="acute", regions=["lower-leg"], side="left")

        assert "manual-lymphatic-drainage" in {one.technique_id for one in later(leg, sore).steps}

    def test_where_nothing_suits_both_there_is_no_plan(self):
        """Only stretching is on offer, and the one complaint that it fits is next to a sprain."""
        sprain = Complaint("ankle-sprain", stage="acute", regions=["ankle"], side="left")
        calf = chronic("muscle-tightness", "calf", side="left")
        offered = PlanPolicy(technique_ids=["passive-resistive-stretching"])
        refusal = outline_plan(no_to_rest(Intake(complaints=[calf, sprain])), offered)

        assert Action.POSTPONE is refusal.action
        assert "Wait until what is fresh has healed" in refusal.next_steps[0]
        assert [BESIDE_A_FRESH_COMPLAINT, "Its main region is closed to hands-on work."] == [
            one.reason for one in refusal.not_treated
        ]

    def test_what_has_no_time_is_said(self):
        """Specific work that would get less than half of its least time is left out."""
        session = later(
            chronic("neck-pain", "neck"),
            chronic("lateral-epicondylitis", "elbow", side="right"),
            session_minutes=20,
        )

        assert "specific" not in {one.part for one in session.steps[3:]}
        assert any("on the right elbow" in one for one in session.gave_way)


class TestTechniques:
    """Which techniques join."""

    def test_what_a_usual_license_covers_comes_first(self):
        """Active release and stretching match alike; one of them needs a certificate."""
        session = later(chronic("muscle-tightness", "thigh"))

        assert "passive-resistive-stretching" in {one.technique_id for one in session.steps}
        assert "active-release-technique" not in {one.technique_id for one in session.steps}

    def test_no_two_of_a_family(self):
        """Myofascial release and deep tissue massage glide alike, so one of them is enough."""
        used = {one.technique_id for one in later(chronic("lower-back-pain")).steps}
        families = [CATALOG.techniques[id].family for id in used - {"swedish-massage"}]

        assert len(set(families)) == len(families) == 2

    def test_firm_work_was_tested_or_is_in_the_article(self):
        """What was tested for something broader is done at moderate pressure."""
        session = later(chronic("rheumatoid-arthritis", "hand"))

        assert Pressure.MODERATE.rank >= max(one.pressure.rank for one in session.steps)

    def test_an_injury_of_unknown_age_gets_no_firm_work(self):
        """Nobody said how old the sprain is, so it is taken for one that still heals."""
        sprain = Complaint("ankle-sprain", regions=["ankle"], side="left")

        assert Pressure.MODERATE.rank >= max(one.pressure.rank for one in later(sprain).steps)

    @pytest.mark.parametrize("stage, most", [("subacute", "moderate"), ("chronic", "firm")])
    def test_healing_tissue_gets_no_firm_work(self, stage, most):
        """A muscle that tore weeks ago is still under repair; months later it is not."""
        torn = Complaint("hamstring-strain", stage=stage, regions=["thigh"], side="left")
        most_of_it = max(one.pressure.rank for one in later(torn).steps)

        assert most_of_it <= Pressure(most).rank

    def test_what_nothing_opens_is_said(self):
        """A clinic that offers deep tissue massage alone has nothing to open and close with."""
        deep = later(chronic("lower-back-pain"), technique_ids=["deep-tissue-massage"])

        assert ("Order: nothing gentle that is on offer can open and close the visit.",) == (
            deep.gave_way
        )

    def test_the_face_gets_no_firm_work(self):
        """The jaw neither, whatever was tested."""
        jaw = later(chronic("temporomandibular-disorder", "jaw", "face", side="left"))

        assert Pressure.MODERATE.rank >= max(one.pressure.rank for one in jaw.steps)

    def test_a_swelling_is_drained_and_nothing_else(self):
        """Only a technique that is light by nature fits, so no other opens or closes."""
        assert {"manual-lymphatic-drainage"} == {
            one.technique_id for one in later(chronic("leg-swelling", "lower-leg")).steps
        }

    def test_a_visit_for_comfort_has_no_specific_work(self):
        """Nobody is ill, and nothing on file speaks for more than gentle strokes."""
        session = later(chronic("wellness-visit", "neck", "shoulder", "upper-back", "lower-back"))

        assert {"swedish-massage"} == {one.technique_id for one in session.steps}
        assert 4 == len(session.steps[1].regions)


class TestPlaces:
    """Where general work goes."""

    def test_places_with_another_limit_get_a_step(self):
        """The side at risk is worked lightly, the other as usual, the neck on both."""
        risk = Finding("lymphedema-or-risk", regions=["upper-arm"], side="left")
        session = later(chronic("neck-pain", "neck", "shoulder"), present=[risk])
        general = {
            (one.regions[0], one.side.value): one.pressure.value
            for one in session.steps
            if one.part is SessionPart.MAIN
        }

        assert {
            (Region.NECK, "both"): "moderate",
            (Region.SHOULDER, "left"): "light",
            (Region.SHOULDER, "right"): "moderate",
        } == general

    def test_a_wide_region_takes_twice_the_time(self):
        """The upper back and a hand, each in its position."""
        session = later(chronic("fibromyalgia", "upper-back", "hand"))
        back, hand = (one for one in session.steps if one.part is SessionPart.MAIN)

        assert 2 * hand.minutes - 2 <= back.minutes <= 2 * hand.minutes

    def test_the_groin_is_left_out_unless_named(self):
        """Who names the whole body did not ask for work on the groin."""
        session = later(chronic("fibromyalgia", "whole-body"))

        assert Region.GROIN not in {part for one in session.steps for part in one.regions}
