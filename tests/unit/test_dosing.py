"""How many visits, how long and how often: which number comes from where."""

import json

import pytest
from attrs import evolve

from medmassage.catalog import default_catalog, load_catalog
from medmassage.catalog.canonical import export_folder
from medmassage.choosing import Work
from medmassage.dosing import _basis, _default, _is_doable, _numbers
from medmassage.model.condition import StageWeeks
from medmassage.model.course import PlanPolicy
from medmassage.model.evidence import Dose, Evidence, Span
from medmassage.model.intake import Complaint, Intake
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest
from medmassage.vocabulary import DoseBasis, DoseQuantity, Stage
from visits import chronic, plan

CATALOG = default_catalog()
USUAL = _default(
    Work(
        complaint=Complaint("neck-pain", stage="chronic"),
        condition=CATALOG.conditions["neck-pain"],
        techniques=(),
        gentle=None,
        gentle_places=(),
        around=(),
        specific=(),
    )
)


def part(answer, quantity):
    """One number of the dose."""
    return next(one for one in answer.dose if one.quantity == quantity)


def minutes(*complaints, **choices):
    """The length of a visit."""
    return part(plan(*complaints, **choices), DoseQuantity.MINUTES).planned


def finding(dose: Dose) -> Evidence:
    """Some finding with that dose."""
    return evolve(next(one for one in CATALOG.evidence.values() if one.dose), dose=dose)


def numbers(dose: Dose | None, **choices) -> tuple[int, ...]:
    """Visits, visits a week and weeks, where a finding with that dose is followed."""
    followed = None if dose is None else finding(dose)
    found = _numbers(followed, PlanPolicy(**choices), USUAL, None)
    order = (DoseQuantity.SESSIONS, DoseQuantity.SESSIONS_PER_WEEK, DoseQuantity.WEEKS)
    return tuple(found[one] for one in order)


class TestNumbers:
    """Visits, visits a week, weeks: of one finding as a whole, where it tells them."""

    @pytest.mark.parametrize(
        "dose, expected",
        [
            (None, (6, 1, 6)),
            (Dose(sessions=Span(5, 10)), (5, 1, 5)),
            (Dose(sessions=Span(1, 12)), (6, 1, 6)),  # one visit is no course
            (Dose(sessions=Span(1, 3)), (3, 1, 3)),
            (Dose(sessions=Span(None, 3)), (3, 1, 3)),
            (Dose(weeks=Span(4, 8)), (4, 1, 4)),
            (Dose(weeks=Span(4, 8), sessions_per_week=Span(2, 3)), (8, 2, 4)),
            (Dose(weeks=Span(26)), (20, 1, 20)),
            (Dose(sessions=Span(6), weeks=Span(12)), (6, 1, 12)),
            (Dose(sessions=Span(8), weeks=Span(2, 4)), (8, 3, 3)),
            (Dose(sessions=Span(20), weeks=Span(1, 4)), (20, 3, 7)),
        ],
    )
    def test_as_a_finding_tells_them(self, dose, expected):
        """The fewest visits that are a course, in as many weeks; three a week at most."""
        assert expected == numbers(dose)

    @pytest.mark.parametrize(
        "choices, expected",
        [
            ({"sessions": 12}, (12, 2, 6)),
            ({"sessions": 2, "weeks": 4}, (2, 1, 4)),
            ({"sessions": 2, "weeks": 4, "sessions_per_week": 3}, (2, 3, 4)),
            ({"weeks": 3}, (3, 1, 3)),
            ({"weeks": 3, "sessions_per_week": 2}, (6, 2, 3)),
            ({"sessions_per_week": 3}, (6, 3, 2)),
        ],
    )
    def test_the_clinics_own(self, choices, expected):
        """They come first; what they leave open is as near to the finding as can be."""
        assert expected == numbers(Dose(sessions=Span(6), weeks=Span(6)), **choices)


class TestDoable:
    """What a clinic can follow."""

    @pytest.mark.parametrize(
        "dose, doable",
        [
            (Dose(minutes=Span(30)), False),
            (Dose(minutes=Span(30), sessions_per_week=Span(2)), False),
            (Dose(sessions=Span(1)), False),
            (Dose(sessions=Span(1), weeks=Span(4)), True),
            (Dose(weeks=Span(4)), True),
            (Dose(sessions=Span(20)), True),
            (Dose(sessions=Span(21)), False),
            (Dose(sessions=Span(6), sessions_per_week=Span(3)), True),
            (Dose(sessions=Span(6), sessions_per_week=Span(4)), False),
            (Dose(sessions=Span(6), sessions_per_week=Span(2, 5)), True),
            (Dose(sessions=Span(6), minutes=Span(61)), False),
        ],
    )
    def test_which_is(self, dose, doable):
        """It tells how many visits, and asks for no more than a clinic's table can offer."""
        assert doable is _is_doable(dose)

    def test_what_tells_no_visits_is_not_followed(self):
        """A stretch was tested several times a week; for how long was not told."""
        tight = plan(chronic("muscle-tightness", "calf"))

        assert 0 < sum(bool(one.evidence_ids) for one in tight.dose)
        assert [None] * 4 == [one.followed for one in tight.dose]


class TestMinutes:
    """The length of a visit."""

    @pytest.mark.parametrize(
        "tested, planned",
        [(Span(20, 25), 30), (Span(30, 45), 45), (Span(50), 50), (Span(60, 75), 60)],
    )
    def test_as_a_finding_tells_them(self, tested, planned):
        """The longest that was tested, within half an hour and an hour."""
        found = _numbers(finding(Dose(minutes=tested)), PlanPolicy(), USUAL, tested)

        assert planned == found[DoseQuantity.MINUTES]

    @pytest.mark.parametrize("tested, planned", [(Span(10, 20), 30), (Span(10, 45), 60)])
    def test_where_only_others_were_timed(self, tested, planned):
        """Where all that was tested is short, a visit is, too."""
        assert planned == _numbers(None, PlanPolicy(), USUAL, tested)[DoseQuantity.MINUTES]

    def test_two_small_complaints_fill_an_hour(self):
        """An elbow does not; with a knee it does."""
        elbow, knee = chronic("elbow-pain", "elbow"), chronic("knee-pain", "knee", side="left")

        assert [45, 60] == [minutes(elbow), minutes(elbow, knee)]

    @pytest.mark.parametrize("regions, planned", [(["elbow"], 15), (["elbow", "forearm"], 20)])
    def test_no_longer_than_a_technique_lasts(self, regions, planned):
        """Sports massage takes 12 minutes a region; visits go in steps of five, from 15."""
        offered = ["sports-massage"]

        assert 12 == CATALOG.techniques["sports-massage"].minutes_per_region.high
        assert planned == minutes(chronic("medial-epicondylitis", *regions), technique_ids=offered)

    def test_what_no_source_bounds_fills_a_visit(self):
        """Nobody says for how long a leg is drained, so that it is drained for an hour."""
        assert CATALOG.techniques["manual-lymphatic-drainage"].minutes_per_region is None
        assert 60 == minutes(chronic("leg-swelling"))

    def test_one_complaint_with_general_work_is_enough(self):
        """Positional release of a thigh alone is short; beside a back there is general work."""
        thigh = chronic("muscle-tightness", "thigh", side="left")
        back = chronic("upper-back-pain", "upper-back")
        pregnant = ["pregnancy-after-13-weeks"]

        assert 60 == minutes(thigh, back, present=pregnant)


class TestSafetyRules:
    """Rules that ask for short visits."""

    def test_the_shortest_counts(self, tmp_path):
        """Of two rules in force the stricter one does, whatever their order."""
        export_folder(CATALOG, tmp_path)
        file = tmp_path / "contraindications.json"
        records = json.loads(file.read_text("utf-8"))
        for one in records:
            if one["id"] == "osteoporosis":
                one["session_minutes"] = 30
        file.write_text(json.dumps(records), "utf-8")
        catalog = load_catalog(tmp_path)
        frail = Intake(
            complaints=[chronic("neck-pain", "neck")],
            present=["age-related-frailty", "osteoporosis"],
        )
        answer = outline_plan(no_to_rest(frail, catalog=catalog), catalog=catalog)
        found = part(answer, DoseQuantity.MINUTES)

        assert 30 < catalog.contraindications["age-related-frailty"].session_minutes
        assert (30, DoseBasis.SAFETY_RULE) == (found.planned, found.basis)

    def test_a_visit_that_is_short_already(self):
        """What a rule does not shorten does not rest on it."""
        elbow = plan(chronic("elbow-pain", "elbow"), present=["age-related-frailty"])
        found = part(elbow, DoseQuantity.MINUTES)

        assert 45 == found.planned
        assert 45 == CATALOG.contraindications["age-related-frailty"].session_minutes
        assert DoseBasis.SAFETY_RULE is not found.basis

    def test_the_clinics_choice_stands(self):
        """A clinic that says how long its visits are has answered for all of them."""
        found = part(
            plan(chronic("neck-pain"), present=["age-related-frailty"], session_minutes=75),
            DoseQuantity.MINUTES,
        )

        assert (75, DoseBasis.POLICY) == (found.planned, found.basis)

    def test_what_was_tested_is_cited_beside_it(self):
        """The range of the findings stays with its sources; the article bounds nothing here."""
        whiplash = chronic("whiplash")
        usual = part(plan(whiplash), DoseQuantity.MINUTES)
        shorter = part(plan(whiplash, present=["age-related-frailty"]), DoseQuantity.MINUTES)
        rule = CATALOG.contraindications["age-related-frailty"]
        evidence = {CATALOG.evidence[id].source_id for id in shorter.evidence_ids}

        assert usual.tested == shorter.tested is not None
        assert {*rule.source_ids, *evidence} <= set(shorter.source_ids)

    def test_the_article_is_not_cited_for_it(self):
        """Where nothing was tested, the number is the rule's and ours."""
        visit = chronic("wellness-visit", "neck")
        found = part(plan(visit, present=["age-related-frailty"]), DoseQuantity.MINUTES)

        assert found.tested is None
        assert "ospina-medical-massage" not in found.source_ids


class TestDefault:
    """Our own numbers, where nothing else gives one."""

    @pytest.mark.parametrize(
        "weeks, expected", [(1, (2, 2)), (2, (4, 2)), (4, (6, 2)), (6, (6, 1)), (None, (6, 1))]
    )
    def test_what_passes_by_itself_gets_fewer_visits(self, weeks, expected):
        """A complaint that ends within the usual course is seen twice a week while it lasts."""
        ends = StageWeeks(stage=Stage.SUBACUTE, weeks=Span(0, weeks))
        work = Work(
            complaint=Complaint("neck-pain", stage="subacute"),
            condition=evolve(CATALOG.conditions["neck-pain"], stages=[ends]),
            techniques=(),
            gentle=None,
            gentle_places=(),
            around=(),
            specific=(),
        )
        found = _default(work)

        assert expected == (found.sessions, found.sessions_per_week)

    def test_only_in_its_last_stage(self):
        """Soreness after exercise that has become chronic does not pass within days."""
        sore, still = (
            plan(Complaint("delayed-onset-muscle-soreness", stage=stage))
            for stage in ("acute", "chronic")
        )

        assert [2, 6] == [len(one.sessions) for one in (sore, still)]


class TestBasis:
    """What a number rests on."""

    @pytest.mark.parametrize(
        "planned, basis",
        [
            (2, DoseBasis.EVIDENCE),
            (3, DoseBasis.EVIDENCE),  # two and a half weeks end in the third
            (4, DoseBasis.DEFAULT),
        ],
    )
    def test_whole_weeks_of_a_finding(self, planned, basis):
        """A number is a finding's if its range holds it, ends counted in full."""
        followed = finding(Dose(weeks=Span(1.5, 2.5)))

        assert basis is _basis(DoseQuantity.WEEKS, planned, followed, PlanPolicy())

    @pytest.mark.parametrize(
        "planned, basis",
        [
            (15, DoseBasis.DEFAULT),
            (30, DoseBasis.ARTICLE),
            (60, DoseBasis.ARTICLE),
            (75, DoseBasis.DEFAULT),
        ],
    )
    def test_the_frame_of_the_article(self, planned, basis):
        """It has visits of half an hour to an hour."""
        assert basis is _basis(DoseQuantity.MINUTES, planned, None, PlanPolicy())
