"""What plans, refusals and letters say of a person: true for the case, and said once."""

from datetime import date

import pytest

import medmassage as mm
from medmassage.errors import ModelError, UnknownIdError

MONDAY = date(2026, 1, 5)


def answer(*complaints, policy=None, on=None, **intake):
    """The answer for people who said no to all else."""
    known = mm.no_to_rest(mm.Intake(complaints=complaints, **intake), on)
    return mm.outline_plan(known, policy, on)


def on_anticoagulants(**clearance):
    """Chronic low back pain, cleared."""
    back = mm.Complaint("lower-back-pain", stage="chronic", side="both")
    rule = "anticoagulant-therapy"
    lifted = mm.Clearance(rule, **clearance)
    return answer(back, present=[rule], clearances=[lifted], on=MONDAY)


class TestClearances:
    """A clearance that is there, and one that ends."""

    @pytest.mark.parametrize(
        "expires, number", [(date(2026, 2, 9), 7), (date(2026, 2, 8), 6), (MONDAY, 2)]
    )
    def test_one_that_ends_during_the_course_is_told_first(self, expires, number):
        """The last day still counts; the first session after it is named, above and as a task."""
        plan = on_anticoagulants(expires=expires)
        told = (
            f"The clearance for anticoagulant medicine ends on {expires}: from session {number} "
            "renew it, or work within the limits it lifts."
        )

        assert f"> {told}" in str(plan)
        assert told in plan.phases[0].tasks

    @pytest.mark.parametrize("expires", [None, date(2027, 1, 1)])
    def test_one_that_outlasts_the_course_is_not(self, expires):
        """There is nothing to renew."""
        assert "The clearance for" not in str(on_anticoagulants(expires=expires))

    def test_what_was_cleared_is_no_longer_a_condition(self):
        """The row says what the clearance left, not what would be if the prescriber agreed."""
        text = str(on_anticoagulants())

        assert "**Cleared by the prescriber**. Up to moderate pressure." in text
        assert "If the prescriber agrees" not in text


class TestLimits:
    """What the head of a plan says where no rule fired."""

    def test_no_limits_are_claimed_while_questions_are_open(self):
        """What was not asked may bring limits."""
        plan = mm.outline_plan(mm.Intake(complaints=["neck-pain"]))
        waiting = sum(one.asks in ("answer", "where") for one in plan.screening.open)

        assert f"Limits are not known yet: {waiting} questions are open." in str(plan)
        assert "No limits beyond" not in str(plan)
        assert "No limits beyond those that hold for everyone." in str(answer("neck-pain"))


class TestRefusals:
    """Where nothing fits and no rule is the reason."""

    def test_an_offer_that_does_not_fit_is_told_what_would(self):
        """The complaint is well known; the offer is the reason."""
        offer = mm.PlanPolicy(technique_ids=["scar-massage"])
        withheld = answer("lower-back-pain", policy=offer)

        assert withheld.next_steps[0] == "No technique on offer fits the complaint."
        assert "Swedish massage" in withheld.next_steps[1]
        assert str(withheld).startswith("# No plan: no technique fits")

    def test_an_unlisted_complaint_is_told_to_be_one(self):
        """Nothing was looked for in vain: nothing is matched to it."""
        assert "none of those on file" in answer("other").next_steps[0]

    def test_a_referral_reports_signs_not_a_suspicion(self):
        """A person shows signs; what they mean is for the clinician."""
        calf = mm.Intake(complaints=["calf-pain"], present=["deep-vein-thrombosis"])
        letter = mm.outline_plan(calf).letters[0].text

        assert "following: signs that may mean new or untreated deep vein thrombosis." in letter


class TestOfTheComplaint:
    """What stands in a plan is about its complaint."""

    def test_osteoarthritis_is_not_told_what_holds_for_recent_knee_pain(self):
        """Its own course of time and its main treatment stand alone."""
        text = str(answer(mm.Complaint("knee-osteoarthritis", stage="chronic"), age_years=78))

        assert "Make exercise that is matched to you" in text
        assert "Most knee pain begins to settle" not in text
        assert "Ease off for a few days" not in text

    def test_carpal_tunnel_syndrome_has_its_own_referral_once(self):
        """Neither rheumatology for joints nor the same referral in other words."""
        text = str(answer(mm.Complaint("carpal-tunnel-syndrome", stage="chronic")))

        assert "reach rheumatology" not in text
        assert "See a physician about a referral" in text
        assert "surgical opinion" not in text

    def test_aims_are_of_the_complaint(self):
        """Calm is an aim for anxiety, or where it was reported; not for any neck pain."""

        def aims(*complaint, **more):
            plan = answer(mm.Complaint(*complaint, **more))
            return " ".join(step.intent for one in plan.sessions for step in one.steps)

        assert "calm" in aims("anxiety-and-stress")
        assert "calm" not in aims("neck-pain", stage="chronic")
        assert "calm" in aims("neck-pain", stage="chronic", impairment_ids=["stress-and-anxiety"])
        assert "change in" not in aims("neck-pain", stage="chronic")

    def test_every_impairment_has_an_aim(self):
        """A new one needs its plain words."""
        from medmassage.pieces import _AIMS

        assert set(mm.default_catalog().impairments) == set(_AIMS)

    @pytest.mark.parametrize("condition, cited", [("lower-back-pain", True), ("neck-pain", False)])
    def test_the_handbook_on_the_back_is_cited_for_the_back(self, condition, cited):
        """The span of weeks without a gain is our own choice elsewhere."""
        plan = answer(mm.Complaint(condition, stage="chronic", pain=6))
        rows = [
            row
            for phase in plan.phases
            for row in phase.criteria
            if row.text.startswith("Back to a clinician")
        ]

        assert rows
        assert all(("guws-backpain-nd" in row.source_ids) is cited for row in rows)

    def test_a_finding_on_a_broader_complaint_says_so(self):
        """No sentence begins with "From for"."""
        texts = [
            argument.text
            for one in mm.default_catalog().indications()
            for argument in (*one.arguments_for, *one.cautions)
        ]

        assert any(text.startswith("From the same technique for ") for text in texts)
        assert not [text for text in texts if text.startswith("From for")]


class TestErrors:
    """Arguments that are not what they should be."""

    @pytest.mark.parametrize("policy", [{"sessions": 4}, 4, ()])
    def test_a_policy_is_a_policy(self, policy):
        """A mapping is not taken for one."""
        with pytest.raises(ModelError, match=r"^policy: expected a PlanPolicy or None, got"):
            mm.outline_plan(mm.Intake(complaints=["neck-pain"]), policy)

    @pytest.mark.parametrize("verb", [mm.screen, mm.questions_for, mm.no_to_rest])
    def test_a_date_is_a_date(self, verb):
        """The caller's argument is named, not a field of the answer."""
        with pytest.raises(ModelError, match=r"^on: expected a date .*'2026-01-01'$"):
            verb(mm.Intake(complaints=["neck-pain"]), "2026-01-01")

    @pytest.mark.parametrize(
        "typed, meant",
        [("tennis-elbow", "lateral-epicondylitis"), ("backache", "lower-back-pain")],
    )
    def test_an_everyday_name_finds_the_id(self, typed, meant):
        """Names and aliases are compared, not ids alone."""
        with pytest.raises(UnknownIdError) as caught:
            mm.screen(mm.Intake(complaints=[typed]))

        assert caught.value.suggestions[0] == meant

    def test_impairments_are_found_by_their_names(self):
        """A word of a name is enough."""
        pain = mm.Complaint("neck-pain", impairment_ids=["spasm"])
        with pytest.raises(UnknownIdError, match="did you mean 'muscle-guarding'"):
            mm.screen(mm.Intake(complaints=[pain]))
