"""Charts: valid Vega-Lite, the same for the same answers, and true to them."""

import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import altair as alt
import jsonschema
import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from courses import Course, courses
from medmassage.catalog import Catalog, default_catalog
from medmassage.disclaimers import verify_disclaimers
from medmassage.errors import DataError, MissingExtraError, ModelError, UnknownIdError
from medmassage.export import _chart_frame, _chart_progress, _chart_timeline
from medmassage.export._chart_panels import panels
from medmassage.export._evidence_cells import cells
from medmassage.export.charts import _FILL, evidence_map, progress, timeline
from medmassage.model.course import Goal, PlanPolicy
from medmassage.model.evidence import Span
from medmassage.model.intake import Complaint, Intake
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import SessionRecord
from medmassage.planning import outline_plan
from medmassage.scoring import interpret, score
from medmassage.screening import no_to_rest
from medmassage.vocabulary import GoalStatus, PhaseKind, Support

CATALOG = default_catalog()


def rows(chart: alt.LayerChart) -> list[dict[str, object]]:
    """The data that a chart carries."""
    return chart.to_dict()["data"]["values"]


@cache
def judge() -> jsonschema.Draft7Validator:
    """The published schema of Vega-Lite."""
    folder = Path(alt.__file__).parent / "vegalite"
    [file] = folder.glob("v*/schema/vega-lite-schema.json")
    return jsonschema.Draft7Validator(json.loads(file.read_text("utf-8")))


class TestEvidenceMap:
    """Conditions by techniques."""

    def test_valid(self):
        """The specification keeps the published schema of Vega-Lite."""
        drawn = json.loads(evidence_map().to_json())

        assert judge().is_valid(drawn)
        assert not judge().is_valid(drawn | {"layer": [{"mark": "no such mark"}]})

    def test_the_same_text_each_time(self):
        """No name or order in it depends on what was drawn before."""
        first = evidence_map().to_json()
        evidence_map(condition_ids=["sprain"])

        assert first == evidence_map().to_json()

    def test_every_pair_is_a_cell(self):
        """One row of data for each pair that the knowledge links, with its level."""
        expected = [
            (
                CATALOG.conditions[one.condition_id].name,
                CATALOG.techniques[one.technique_id].name,
                one.support,
            )
            for one in cells(CATALOG)
        ]

        assert expected == [
            (one["condition"], one["technique"], one["support"]) for one in rows(evidence_map())
        ]

    def test_rows_as_asked_for(self):
        """The order of the ids is the order from the top; an id given twice counts once."""
        asked = ["tendonitis", "frozen-shoulder", "tendonitis"]
        [ground, _] = evidence_map(CATALOG, (id for id in asked)).to_dict()["layer"]

        assert ["Tendonitis", "Frozen shoulder"] == ground["encoding"]["y"]["sort"]

    def test_the_signs_of_a_cell(self):
        """A letter, in brackets and paler where indirect, and the findings in words."""
        for one, row in zip(cells(CATALOG), rows(evidence_map()), strict=True):
            counted = one.favorable + one.unfavorable + one.neither

            assert one.direct is not str(row["signs"]).startswith("(")
            assert one.direct is (row["weight"] == 1)
            assert one.direct is (row["basis"] == "this very pair")
            assert (counted == 0) is (row["findings"] == "none on this very pair")

    def test_every_level_has_its_color(self):
        """No two levels look alike."""
        assert set(Support) == set(_FILL)
        assert len(Support) == len(set(_FILL.values()))

    def test_without_massage_in_general(self):
        """A catalog that does not have it has no column for it."""
        indexes = dict(CATALOG.kinds())
        kept = {
            "evidence": {
                id: one
                for id, one in CATALOG.evidence.items()
                if one.technique_id == "abdominal-massage"
            },
            "techniques": {
                "abdominal-massage": evolve(CATALOG.techniques["abdominal-massage"], parent_id=None)
            },
        }
        small = Catalog(
            version="1", digest="1", load=lambda one: kept.get(one, indexes[one].records)
        )

        assert {"Abdominal massage"} == {one["technique"] for one in rows(evidence_map(small))}

    def test_unknown_condition(self):
        """With the nearest ids."""
        with pytest.raises(UnknownIdError, match="did you mean 'tendonitis'"):
            evidence_map(condition_ids=["tendonitus"])

    def test_bare_string(self):
        """It is not a list of letters."""
        with pytest.raises(DataError, match="condition_ids: expected a list of ids"):
            evidence_map(condition_ids="tendonitis")

    def test_no_altair(self, monkeypatch):
        """Without Altair the extra is named."""
        monkeypatch.setitem(sys.modules, "altair", None)

        with pytest.raises(MissingExtraError, match=r"pip install 'medmassage\[charts\]'"):
            evidence_map()


# --- charts of a person ---------------------------------------------------------------------------

BACK = Complaint("lower-back-pain", stage="chronic", pain=6, regions=["lower-back"], side="left")
NECK = Complaint("neck-pain", stage="acute", pain=8)
PRIVATE = "Zebediah of the violet house"
NOTICE = "We close at six.\nBring a <b>towel</b>."


def planned(*complaints: Complaint, policy: PlanPolicy | None = None) -> TreatmentPlan:
    """A plan for a person who said no to all that is asked."""
    plan = outline_plan(no_to_rest(Intake(complaints=complaints or [BACK])), policy)
    assert isinstance(plan, TreatmentPlan)
    return plan


PLANS = {
    "chronic": planned(),
    "often": planned(NECK, policy=PlanPolicy(sessions=14, sessions_per_week=3)),
    "several": planned(NECK, BACK, policy=PlanPolicy(notices=[NOTICE])),
    "no stage": planned(Complaint("tendonitis")),
    "open": outline_plan(Intake(complaints=["lower-back-pain"])),
}
each_plan = pytest.mark.parametrize("plan", PLANS)


def visit(session: int, *scores: Measurement, **more: Any) -> SessionRecord:
    """A record with some scores."""
    return SessionRecord(session=session, measurements=scores, **more)


def of(measure_id: str, value: float, of_what: str | None = None) -> Measurement:
    """A score."""
    return Measurement(measure_id=measure_id, value=value, of_what=of_what)


COURSE = (
    visit(1, of("nprs", 6), of("rmdq", 14)),
    visit(2, of("nprs", 5), subjective=PRIVATE),
    visit(4, of("nprs", 3), of("rmdq", 8), objective=PRIVATE, next_time=PRIVATE),
)


def all_of(spec: Any, key: str) -> Iterator[Any]:
    """All that stands under a key, however deep."""
    if isinstance(spec, dict):
        if key in spec:
            yield spec[key]
        for value in spec.values():
            yield from all_of(value, key)
    elif isinstance(spec, list):
        for value in spec:
            yield from all_of(value, key)


def data(chart: alt.VConcatChart) -> list[dict[str, Any]]:
    """All rows of data that a chart carries."""
    spec = chart.to_dict()
    found = [row for values in all_of(spec, "values") for row in values if isinstance(row, dict)]
    return found + [
        row for name in all_of(spec, "datasets") for some in name.values() for row in some
    ]


def drawn(name: str, plan: Any, **more: Any) -> alt.VConcatChart:
    """One of the two charts of a plan."""
    return timeline(plan, **more) if name == "timeline" else progress(plan, [], **more)


@cache
def text(name: str, plan: str, *, show_notices: bool = True) -> str:
    """The JSON of a chart of a plan by its name here."""
    return drawn(name, PLANS[plan], show_notices=show_notices).to_json()


def read(name: str, plan: str, **more: Any) -> dict[str, Any]:
    """The same, read."""
    spec: dict[str, Any] = json.loads(text(name, plan, **more))
    return spec


both = pytest.mark.parametrize("name", ["timeline", "progress"])


def test_the_map_explains_its_signs():
    """Whoever sees it alone can read a cell such as `M 3+ 1- 2? s` or `(L)`."""
    below = " ".join(evidence_map(condition_ids=["lower-back-pain"]).to_dict()["title"]["subtitle"])

    assert all(sign in below for sign in ("(+)", "(-)", "(?)", "s:", "brackets", "Letter"))


class TestOfPerson:
    """What holds for every chart of a person."""

    @both
    @each_plan
    def test_valid(self, name, plan):
        """The specification keeps the published schema of Vega-Lite."""
        assert [] == [*judge().iter_errors(read(name, plan))]

    @both
    @each_plan
    def test_the_same_text_each_time(self, name, plan):
        """No name or order in it depends on what was drawn before."""
        first = text(name, plan)
        evidence_map(condition_ids=["sprain"])

        assert first == drawn(name, PLANS[plan]).to_json()

    @both
    @each_plan
    @pytest.mark.parametrize("show", [True, False])
    def test_the_notices_are_in_it(self, name, plan, show):
        """In full, those of the clinic too, whether they are printed or not."""
        answer = PLANS[plan]

        assert () == verify_disclaimers(text(name, plan, show_notices=show), answer)
        assert [*(one.text for one in answer.disclaimers), *answer.policy.notices] == (
            read(name, plan, show_notices=show)["usermeta"]["notices"]
        )

    @both
    @each_plan
    def test_the_notices_are_printed(self, name, plan):
        """Below the picture, unless a page prints them itself."""
        printed = read(name, plan)["title"]

        assert "bottom" == printed["orient"]
        assert () == verify_disclaimers(" ".join(printed["text"]), PLANS[plan])
        assert "title" not in read(name, plan, show_notices=False)

    @both
    def test_notices_of_a_clinic_are_printed(self, name):
        """Line breaks and signs of HTML in them are text."""
        assert " ".join(NOTICE.split()) == read(name, "several")["title"]["text"][-1]

    @pytest.mark.parametrize("words", ["</script><b>", "</SCRIPT >", "<script>", "<!--"])
    def test_no_notice_ends_the_script_of_a_page(self, words):
        """A page keeps a chart in a script, and what somebody wrote stays inside it."""
        plan = planned(BACK, policy=PlanPolicy(notices=[f"{words} alert(1)"]))
        page = timeline(plan).to_html()

        assert "alert(1)" in page
        assert f"{words} alert" not in page

    @both
    @each_plan
    def test_nothing_is_fetched(self, name, plan):
        """Data are in the chart; it names no address but that of its schema."""
        spec = read(name, plan)
        del spec["$schema"]

        assert [] == [*all_of(spec, "url"), *re.findall(r"https?://", json.dumps(spec))]

    @both
    @each_plan
    def test_told_in_words(self, name, plan):
        """The description has the heading and what stands below it."""
        spec = read(name, plan)
        head = spec["vconcat"][0]["title"]

        assert spec["description"].startswith(f"{head['text']}. {' '.join(head['subtitle'])}")

    @both
    def test_refusal(self, name):
        """A refusal has no course to draw."""
        answer = outline_plan(Intake(complaints=[BACK], present=["ces-saddle-numbness"]))

        with pytest.raises((DataError, ModelError), match="plan: expected a TreatmentPlan"):
            drawn(name, answer)

    @both
    def test_no_altair(self, name, monkeypatch):
        """Without Altair the extra is named."""
        monkeypatch.setitem(sys.modules, "altair", None)

        with pytest.raises(MissingExtraError, match=r"pip install 'medmassage\[charts\]'"):
            drawn(name, PLANS["chronic"])

    def test_colors_stand_out(self):
        """Each color of a mark from a light and from a dark page, words still more."""
        for page, ink in (("#ffffff", _chart_frame.DARK), ("#333333", _chart_frame.LIGHT)):
            marks = (_chart_frame.BLUE, _chart_frame.ORANGE, _chart_frame.GRAY)

            assert 3 <= min(contrast(color, page) for color in marks)
            assert 7 <= contrast(ink, page)

    def test_shapes_say_it_without_color(self):
        """No two kinds of points, lines or bands differ in color alone."""
        for looks in (
            [shape for shape, _ in _chart_timeline._MARKS.values()],
            [(one["shape"], one["filled"]) for one in _chart_progress._POINTS.values()],
            [str(one.get("strokeDash")) for one in _chart_progress._LINES.values()],
            [str(one.get("strokeDash")) for one in _chart_progress._BANDS.values()],
        ):
            assert len(looks) == len(set(looks))


def contrast(one: str, other: str) -> float:
    """How much two colors differ in lightness, by WCAG: 1 to 21."""

    def light(color: str) -> float:
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def in_row(plan: TreatmentPlan, row: str) -> list[dict[str, Any]]:
    """What stands in a row of a timeline, once each."""
    found = [one for one in data(timeline(plan)) if str(one.get("row")).startswith(row)]
    return [one for place, one in enumerate(found) if one not in found[:place]]


class TestTimeline:
    """Sessions by week."""

    @given(courses())
    def test_every_session_is_where_the_plan_has_it(self, course: Course):
        """Each session is one mark in its phase and week, in order, the looks among them told."""
        found = [one for one in data(timeline(course.plan)) if "work" in one]
        expected = [
            (one.number, phase.kind.replace("-", " "), f"week {one.week}", one.reassessment)
            for phase in course.plan.phases
            for one in phase.sessions
        ]

        assert expected == [
            (int(one["label"]), one["row"], one["when"], one["what"] == _chart_timeline.LOOK)
            for one in found
        ]
        assert all(before["week"] < after["week"] for before, after in pairwise(found))
        assert all(abs(one["week"] - int(one["when"][5:])) < 0.5 for one in found)

    @given(courses())
    def test_the_stage_of_every_week(self, course: Course):
        """The week of each session lies in one bar, which names the session's stage."""
        bars = in_row(course.plan, "stage")
        for session in course.plan.sessions:
            [bar] = [one for one in bars if one["from"] < session.week < one["to"]]

            assert (session.stage or "not given") == bar["label"]

    @given(courses())
    def test_looks_have_a_row_of_their_own(self, course: Course):
        """The row of reassessment has the sessions at which the plan is looked at again."""
        [phase] = [one for one in course.plan.phases if one.kind is PhaseKind.REASSESSMENT]

        assert list(phase.at_sessions) == [
            int(one["label"]) for one in in_row(course.plan, "reassessment")
        ]

    def test_stages_follow_each_other(self):
        """A back that is acute becomes subacute in the fifth week."""
        plan = planned(evolve(BACK, stage="acute"), policy=PlanPolicy(sessions=6))
        bars = in_row(plan, "stage")

        assert [("acute", 0.5, 4.5), ("subacute", 4.5, 6.5)] == [
            (one["label"], one["from"], one["to"]) for one in bars
        ]

    def test_what_follows_the_course(self):
        """The first visit of maintenance comes three to four weeks after the tenth."""
        [bar] = in_row(PLANS["chronic"], "maintenance")

        assert (12.5, 14.5, "a visit every 3 to 4 weeks, while it helps") == (
            bar["from"],
            bar["to"],
            bar["label"],
        )
        assert [] == in_row(PLANS["often"], "maintenance")

    @pytest.mark.parametrize("open_end", ["low", "high"])
    def test_an_open_end_of_the_interval(self, open_end):
        """An interval with one end is drawn at that end."""
        plan, ends = PLANS["chronic"], {"low": 6, "high": 6, open_end: None}
        phases = [evolve(one, every_weeks=one.every_weeks and Span(**ends)) for one in plan.phases]
        [bar] = in_row(evolve(plan, phases=phases), "maintenance")

        assert (15.5, 16.5) == (bar["from"], bar["to"])

    def test_a_name_that_does_not_fit_is_left_out(self):
        """A week among many has no room for a long name; the heading tells it in any case."""
        sessions = [
            evolve(one, stage="subacute" if one.number == 1 else "chronic")
            for one in planned(policy=PlanPolicy(sessions=20)).sessions
        ]
        plan = PLANS["chronic"]
        phases = [
            evolve(one, sessions=sessions if one.kind is PhaseKind.TREATMENT else ())
            for one in plan.phases
        ]
        chart = timeline(evolve(plan, phases=phases))
        labels = [one["label"] for one in data(chart) if one.get("row") == "stage"]

        assert ["subacute", "chronic", "chronic"] == labels
        assert (
            "Stage: subacute in week 1 and chronic in weeks 2 to 20."
            in (chart.to_dict()["description"])
        )

    def test_provisional(self):
        """The heading says that questions come first."""
        head = read("timeline", "open")["vconcat"][0]["title"]

        assert head["text"].startswith("Timeline of a provisional plan")
        assert "no hands-on session may start before" in " ".join(head["subtitle"])

    def test_stage_of_which_complaint(self):
        """With several complaints the row says whose stage it is."""
        assert in_row(PLANS["several"], "stage of neck pain")
        assert not in_row(PLANS["chronic"], "stage of")

    def test_a_look_at_no_session(self):
        """A number that no session of the plan has is not drawn."""
        phases = [one for one in PLANS["chronic"].phases if one.kind is not PhaseKind.TREATMENT]

        assert [] == in_row(evolve(PLANS["chronic"], phases=phases), "reassessment")

    def test_no_phases(self):
        """A plan without sessions is drawn empty."""
        spec = timeline(evolve(PLANS["chronic"], phases=())).to_dict()

        assert "No sessions laid out." in spec["description"]
        assert [] == [*judge().iter_errors(spec)]


# --- progress -------------------------------------------------------------------------------------


def marks(plan: TreatmentPlan, records: Any = COURSE) -> dict[str, list[dict[str, Any]]]:
    """What is drawn in all panels, by what it stands for."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in data(progress(plan, records)):
        if len(one) > 1:  # the key has nothing but names
            found.setdefault(one.get("what", _chart_progress._LOOK), []).append(one)
    return found


def measured(measure_id: str) -> tuple[Goal, TreatmentPlan]:
    """A goal with a measure, and a plan that has no other."""
    plan = PLANS["chronic"]
    measure = CATALOG.outcome_measures[measure_id]
    goal = Goal(
        condition_id="lower-back-pain",
        text="better",
        measure_id=measure_id,
        measure_name=measure.name,
        due_week=10,
        status=GoalStatus.TO_MEASURE,
        why="a test",
        source_ids=["medmassage-conventions"],
    )
    return goal, evolve(plan, goals=[goal])


@st.composite
def changes(draw) -> tuple[str, float, float]:
    """A measure with two scores on its scale."""
    measure = CATALOG.outcome_measures[draw(st.sampled_from([*CATALOG.outcome_measures]))]
    low = 0 if measure.minimum is None else measure.minimum
    high = low + 100 if measure.maximum is None else measure.maximum
    scores = st.integers(0, round((high - low) / measure.step)).map(
        lambda steps: round(low + steps * measure.step, 3)
    )
    return measure.id, draw(scores), draw(scores)


class TestProgress:
    """Scores against goals."""

    def test_a_score_that_leaves_no_room_has_no_goal(self):
        """Pain that was 1 at first has no line to reach, and the panel says why."""
        plan = planned(evolve(BACK, pain=None))
        records = [visit(1, of("nprs", 1)), visit(4, of("nprs", 1))]
        chart = progress(plan, records).to_json()

        assert "No score to aim at: NPRS 1 leaves no room for a change that counts" in chart
        assert _chart_progress._GOAL not in marks(plan, records)

    def test_scores_goals_and_bands(self):
        """Pain of 6 with a goal of 4: the error of 1.4 on both sides, 1.8 to 2 for the better."""
        found = marks(planned(BACK), [visit(2, of("nprs", 5)), visit(3, of("nprs", 3))])
        scores = found[_chart_progress._SCORE]
        [[before], [goal], [baseline], [error], [mcid]] = (
            found[kind]
            for kind in (
                _chart_progress._BEFORE,
                _chart_progress._GOAL,
                _chart_progress._BASELINE,
                _chart_progress._ERROR,
                _chart_progress._MCID,
            )
        )

        assert [(2, 5), (3, 3)] == [(one["session"], one["score"]) for one in scores]
        assert (0, 6) == (before["session"], before["score"])
        assert (4, 6) == (goal["score"], baseline["score"])
        assert (4.6, 7.4) == (error["score"], error["to"])
        assert (4.2, 4) == (mcid["score"], mcid["to"])

    @given(changes())
    def test_a_score_in_the_error_band_says_nothing(self, change: tuple[str, float, float]):
        """A change that `interpret` holds to be beyond the error ends outside the band."""
        measure_id, before, after = change
        _, plan = measured(measure_id)
        [panel] = panels(
            plan, [visit(1, of(measure_id, before)), visit(2, of(measure_id, after))], CATALOG
        )
        read = interpret(measure_id, before, after, "lower-back-pain")
        bands = [one for one in _chart_progress._bands(panel) if "error" in one["what"]]
        inside = [one["score"] <= after <= one["to"] for one in bands]

        assert inside == ([] if not panel.errors else [not read.beyond_error])

    @given(changes())
    def test_beyond_the_band_of_differences(self, change: tuple[str, float, float]):
        """All that is better and beyond the band reaches every difference; before it, none."""
        measure_id, before, after = change
        _, plan = measured(measure_id)
        [panel] = panels(
            plan, [visit(1, of(measure_id, before)), visit(2, of(measure_id, after))], CATALOG
        )
        read = interpret(measure_id, before, after, "lower-back-pain")
        better = 1 if panel.higher_is_better else -1
        reached = [one.reached for one in read.mcids] if read.direction == "better" else []
        for band in _chart_progress._bands(panel):
            if "difference" in band["what"] and after not in (band["score"], band["to"]):
                before_it = better * (band["score"] - after) > 0
                beyond = better * (after - band["to"]) > 0
                assert not (before_it and any(reached))
                assert not beyond or all(reached)

    @given(changes())
    def test_all_is_on_the_ground(self, change: tuple[str, float, float]):
        """Whatever is drawn lies on the shown part of the scale, which is part of the scale."""
        measure_id, before, after = change
        _, plan = measured(measure_id)
        [panel] = panels(
            plan, [visit(1, of(measure_id, before)), visit(2, of(measure_id, after))], CATALOG
        )
        low, high = _chart_progress._reach(panel)
        shown = [
            before,
            after,
            *(end for band in _chart_progress._bands(panel) for end in (band["score"], band["to"])),
        ]
        if panel.goal.target is not None:
            shown.append(panel.goal.target)

        assert low < high
        assert panel.holds(low)
        assert panel.holds(high)
        assert [] == [one for one in shown if not low <= one <= high]

    def test_small_multiples(self):
        """Each goal that has a score is a panel with its own scale; the others are named."""
        spec = progress(PLANS["chronic"], COURSE).to_dict()
        chart = spec["vconcat"][0]
        heads = [one["title"] for one in chart["concat"]]

        assert ["NPRS: less pain", "RMDQ: less back-specific disability"] == [
            one["text"].partition(" (")[0] for one in heads
        ]
        assert "Not measured yet: PSFS." == chart["title"]["subtitle"][-1]
        assert heads[0]["subtitle"][0].startswith("From 6 to 3. NPRS: down 3 points, better.")
        assert "Goal: 4 or less by week 10, reached." == heads[0]["subtitle"][-1]

    def test_which_way_is_better(self):
        """The axis and the band say it: up for what a person can do, down for pain."""
        plan = PLANS["chronic"]
        records = [visit(1, score("psfs", [3, 3, 3])), visit(4, score("psfs", [5, 5, 5]))]
        spec = json.dumps(progress(plan, records).to_dict())
        [_, doing] = marks(plan, records)[_chart_progress._MCID]

        assert '"points (lower is better)"' in spec
        assert '"points (higher is better)"' in spec
        assert 3 < doing["score"] < doing["to"]

    def test_advice_with_its_reasons(self):
        """The heading has the advice of the review and why."""
        records = [visit(1, of("nprs", 6)), visit(2, of("nprs", 9))]
        head = progress(PLANS["chronic"], records).to_dict()["vconcat"][0]["title"]["subtitle"]

        assert "Advice: refer (back to a clinician)." == head[0]
        assert head[1].startswith("NPRS: up 3 points, worse.")

    def test_within_the_error(self):
        """Where the change says nothing, the differences on file are told all the same."""
        records = [visit(2, of("nprs", 5))]
        words = progress(PLANS["chronic"], records).to_dict()["description"]

        assert "Important difference: 1.8 to 2 points. Measurement error: 1.4 points." in words

    def test_what_is_not_on_file_is_told(self):
        """A measure without numbers of either kind is told to have none."""
        _, plan = measured("psqi")
        words = progress(plan, [visit(1, of("psqi", 9))]).to_dict()["description"]

        assert "One score so far: 9." in words
        assert "difference: no number on file. Measurement error: no number on file." in words

    def test_no_look(self):
        """A course that is nowhere looked at again has no marks for that."""
        plan = PLANS["chronic"]
        phases = [
            evolve(one, sessions=[evolve(visit, reassessment=False) for visit in one.sessions])
            for one in plan.phases
        ]

        assert _chart_progress._LOOK not in marks(evolve(plan, phases=phases))

    def test_private_texts_stay_out(self):
        """Nothing that a record says in free text is in the chart."""
        assert PRIVATE not in progress(PLANS["chronic"], COURSE).to_json()

    def test_the_order_of_records_does_not_matter(self):
        """Any order gives the same chart, and so does an iterator."""
        expected = progress(PLANS["chronic"], COURSE).to_json()

        assert expected == progress(PLANS["chronic"], iter(COURSE[::-1])).to_json()

    def test_the_movement_measured_first_is_the_goal(self):
        """As in a review, whatever the order in which the records are given."""
        _, plan = measured("rom")
        records = [visit(1, of("rom", 40, "turning left")), visit(2, of("rom", 50, "bending"))]
        words = progress(plan, records[::-1]).to_dict()["description"]

        assert "turning left" in words
        assert "bending" not in words

    def test_how_much_of_the_scale_is_shown(self):
        """All of it, where a third of it or more is needed; else the part with something on it."""
        _, plan = measured("odi")
        [pain] = panels(PLANS["chronic"], [], CATALOG)
        [odi] = panels(plan, [visit(1, of("odi", 50))], CATALOG)

        assert (0, 10) == _chart_progress._reach(pain)
        low, high = _chart_progress._reach(odi)
        assert 0 < low < 40
        assert 50 < high < 100

    def test_scores_of_two_complaints(self):
        """A panel says whose score it is; one that is marked is of its complaint."""
        plan = PLANS["several"]
        records = [visit(1, of("nprs", 8), of("nprs", 5, "lower-back-pain"))]
        spec = progress(plan, records).to_dict()
        heads = [one["title"]["text"] for one in spec["vconcat"][0]["concat"]]

        assert ["NPRS: less pain (0 to 10 points), neck pain"] == heads[:1]
        assert ["NPRS: less pain (0 to 10 points), lower back pain"] == heads[1:]

    def test_a_movement(self):
        """A panel says what was measured, and that no number is on file to aim at."""
        goal, plan = measured("rom")
        records = [visit(number, of("rom", 40 + number, "neck, turning left")) for number in (1, 2)]
        spec = progress(plan, records).to_dict()
        words = spec["description"]

        assert f"{goal.measure_name}: better, neck, turning left." in words
        assert "No score to aim at: no change that counts is on file." in words
        assert _chart_progress._GOAL not in marks(plan, records)

    def test_a_difference_beyond_the_scale(self):
        """Pain of 1 cannot fall by 2 points: of the band, the part on the scale is drawn."""
        not_told = planned(evolve(BACK, pain=None))
        [band] = marks(not_told, [visit(1, of("nprs", 1))])[_chart_progress._MCID]
        _, plan = measured("faam-adl")
        nearly_well = marks(plan, [visit(1, of("faam-adl", 98))])

        assert (0.7, 0) == (band["score"], band["to"])
        assert _chart_progress._MCID not in nearly_well
        assert _chart_progress._ERROR in nearly_well

    def test_no_score(self):
        """Where nothing is measured, the chart says so."""
        spec = progress(PLANS["no stage"], []).to_dict()

        assert "No goal has a score yet." in json.dumps(spec)

    def test_no_goal(self):
        """Where the plan has none, the chart says that."""
        spec = progress(evolve(PLANS["chronic"], goals=()), []).to_dict()

        assert "The plan has no goals." in spec["description"]

    def test_records_that_do_not_fit(self):
        """They are refused as in a review, and their texts are not shown."""
        wrong = visit(99, of("nprs", 60), subjective=PRIVATE)

        with pytest.raises(ModelError) as caught:
            progress(PLANS["chronic"], [wrong])
        assert PRIVATE not in str(caught.value)

    def test_the_key_explains_what_is_drawn(self):
        """Nothing is drawn that the key does not name, and it names nothing else."""
        chart = progress(PLANS["chronic"], COURSE)
        key = {one["what"] for one in data(chart) if len(one) == 1}

        assert {*_chart_progress._KEY} == key
        assert key == {*marks(PLANS["chronic"])}
