"""The table that a plan prints: which rows it has, with which scores and sources."""

import pytest
from attrs import evolve

from medmassage.catalog import default_catalog
from medmassage.criteria import ends, looks
from medmassage.dosing import Course
from medmassage.model.course import Goal
from medmassage.model.intake import Complaint, Intake
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest
from medmassage.vocabulary import Advised, GoalStatus, HigherIs

CATALOG = default_catalog()
COURSE = Course(sessions=6, minutes=60, sessions_per_week=1, weeks=6, reassess_at=(2, 4, 6))


def goals_of(*condition_ids: str) -> list[Goal]:
    """The pain goals of a person with some complaints."""
    complaints = [
        Complaint(id, stage="chronic", pain=6, side="left" if place else "right")
        for place, id in enumerate(condition_ids)
    ]
    found = outline_plan(no_to_rest(Intake(complaints=complaints))).goals
    return [one for one in found if one.measure_id == "nprs"]


def measured(measure_id: str, baseline: float, target: float | None) -> Goal:
    """A goal with another measure, scored before."""
    (goal,) = goals_of("knee-pain")
    measure = CATALOG.outcome_measures[measure_id]
    return evolve(
        goal,
        measure_id=measure.id,
        measure_name=measure.abbreviation or measure.name,
        baseline=baseline,
        target=target,
        status=GoalStatus.OPEN,
    )


def at_looks(goals, **course):
    """What is told of looks."""
    return [*looks(goals, COURSE._replace(**course), CATALOG)]


def at_the_end(goals, *, chronic=True, **course):
    """What is told of the end."""
    return [*ends(goals, COURSE._replace(**course), CATALOG, chronic=chronic)]


def told(rows, words):
    """The rows with some words."""
    return [one for one in rows if words in one.when]


class TestLooks:
    """While the course goes on."""

    def test_one_visit_has_no_looks(self):
        """It can get worse or bring a finding, and goes on to nothing."""
        advised = [one.advised for one in at_looks(goals_of("knee-pain"), sessions=1, weeks=1)]

        assert [Advised.REFER, Advised.ADJUST] == advised
        assert Advised.CONTINUE in {one.advised for one in at_looks(goals_of("knee-pain"))}

    @pytest.mark.parametrize("weeks, rows", [(6, 0), (7, 1)])
    def test_no_gain_by_week_six(self, weeks, rows):
        """A course that ends then says so at its end."""
        assert rows == len(told(at_looks(goals_of("knee-pain"), weeks=weeks), "No gain by week 6"))

    @pytest.mark.parametrize(
        "measure_id, baseline", [("lefs", 40), ("spadi", 50), ("prtee", 50), ("quickdash", 50)]
    )
    def test_scores_are_on_the_scale(self, measure_id, baseline):
        """The first score that counts is a step of the measure, to the right side of the first."""
        measure = CATALOG.outcome_measures[measure_id]
        row, *_ = at_looks([measured(measure_id, baseline, None)])
        score = float(row.when.partition("(")[2].split(")")[0].split()[1])
        steps = abs(score - baseline) / measure.step

        assert abs(steps - round(steps)) < 1e-6
        assert 1 < steps
        assert (score > baseline) == (measure.higher_is is HigherIs.BETTER)

    def test_a_measure_in_tenths(self):
        """The first score that counts need not be whole."""
        row, *_ = at_looks([measured("quickdash", 50, None)])
        score = row.when.partition("(")[2].split(")")[0].split()[1]

        assert not score.isdecimal()

    def test_nothing_is_less_than_none(self):
        """A score of 0 is reached and not undercut."""
        row, *_ = at_looks([measured("nprs", 2, None)])

        assert "(NPRS 0)" in row.when

    @pytest.mark.parametrize("words", ["Better by an amount", "Worse than at the start"])
    def test_a_score_has_its_sources(self, words):
        """Those of the goal, whose number it follows."""
        goals = goals_of("knee-pain")
        (row,) = told(at_looks(goals), words)

        assert {*goals[0].source_ids, "medmassage-conventions"} <= set(row.source_ids)


class TestEnds:
    """What ends a course."""

    def test_the_first_look_is_named(self):
        """Goals can be reached from then on."""
        (row,) = told(at_the_end(goals_of("knee-pain")), "Goals reached")

        assert "session 2 or later" in row.when

    @pytest.mark.parametrize(
        "sessions, chronic, advised",
        [
            (6, False, ["discharge"]),
            (6, True, ["discharge", "maintain"]),
            (1, False, ["discharge"]),
            (1, True, ["maintain"]),
        ],
    )
    def test_goals_reached(self, sessions, chronic, advised):
        """A chronic complaint may be kept up once the last visit is done, be it the first."""
        rows = at_the_end(goals_of("knee-pain"), sessions=sessions, weeks=1, chronic=chronic)

        assert advised == [
            one.advised.value
            for one in rows
            if one.advised in (Advised.DISCHARGE, Advised.MAINTAIN)
        ]

    @pytest.mark.parametrize("weeks, advised", [(1, "adjust"), (2, "refer"), (6, "refer")])
    def test_no_gain_at_the_end(self, weeks, advised):
        """Two weeks are time enough to tell."""
        (row,) = told(at_the_end(goals_of("knee-pain"), weeks=weeks), "without a gain")

        assert advised == row.advised

    @pytest.mark.parametrize(
        "condition_id, cited", [("lower-back-pain", True), ("sciatica", True), ("knee-pain", False)]
    )
    def test_six_weeks_are_of_the_back(self, condition_id, cited):
        """So are its kinds; elsewhere the span is our own choice."""
        (row,) = told(at_the_end(goals_of(condition_id)), "without a gain")
        said = CATALOG.statements["refer-without-gain"].source_ids

        assert cited == (set(said) <= set(row.source_ids))

    def test_two_complaints_of_one_measure(self):
        """Each score says which complaint it is of."""
        both = at_the_end(goals_of("knee-pain", "elbow-pain"))[0].when
        alone = at_the_end(goals_of("knee-pain"))[0].when

        assert "NPRS for knee pain 4 or less; NPRS for elbow pain 4 or less" in both
        assert "(NPRS 4 or less)" in alone

    def test_two_of_one_condition(self):
        """Their labels tell them apart."""
        goals = goals_of("knee-pain", "knee-pain")
        row = at_the_end(goals)[0].when

        assert [None] * 2 != [one.label for one in goals]
        for one in goals:
            assert f"NPRS for {one.label} 4 or less" in row

    def test_more_is_better(self):
        """A score that is to rise is reached from its target on."""
        assert "50 or more" in at_the_end([measured("lefs", 40, 50)])[0].when
