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
from medmassage.export._chart_panels import Panel, panels
from medmassage.export._evidence_cells import cells
from medmassage.export.charts import _FILL, evidence_map, progress, timeline
from medmassage.model.course import Goal, PlanPolicy
from medmassage.model.intake import Complaint, Intake
from medmassage.model.outcome import Measurement
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import SessionRecord
from medmassage.planning import outline_plan
from medmassage.scoring import interpret, score
from medmassage.screening import no_to_rest
from medmassage.vocabulary import ChangeSize, GoalStatus, PhaseKind, Support

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
SECRET = "Zebediah of the violet house"
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
each_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)


def visit(session: int, *scores: Measurement, **more: Any) -> SessionRecord:
    """A record with some scores."""
    return SessionRecord(session=session, measurements=scores, **more)


def of(measure_id: str, value: float, of_what: str | None = None) -> Measurement:
    """A score."""
    return Measurement(measure_id=measure_id, value=value, of_what=of_what)


COURSE = (
    visit(1, of("nprs", 6), of("rmdq", 14)),
    visit(2, of("nprs", 5), subjective=SECRET),
    visit(4, of("nprs", 3), of("rmdq", 8), objective=SECRET, next_time=SECRET),
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


def drawn(name: str, plan: TreatmentPlan, **more: Any) -> alt.VConcatChart:
    """One of the two charts of a plan."""
    return timeline(plan, **more) if name == "timeline" else progress(plan, [], **more)


both = pytest.mark.parametrize("name", ["timeline", "progress"])


class TestOfPerson:
    """What holds for every chart of a person."""

    @both
    @each_plan
    def test_valid(self, name, plan):
        """The specification keeps the published schema of Vega-Lite."""
        assert [] == [*judge().iter_errors(json.loads(drawn(name, plan).to_json()))]

    @both
    @each_plan
    def test_the_same_text_each_time(self, name, plan):
        """No name or order in it depends on what was drawn before."""
        first = drawn(name, plan).to_json()
        evidence_map(condition_ids=["sprain"])

        assert first == drawn(name, plan).to_json()

    @both
    @each_plan
    def test_the_notices_are_in_it(self, name, plan):
        """In full, those of the clinic too, whether they are printed or not."""
        for show in (True, False):
            chart = drawn(name, plan, show_notices=show)

            assert () == verify_disclaimers(chart.to_json(), plan)
            assert [*(one.text for one in plan.disclaimers), *plan.policy.notices] == (
                chart.to_dict()["usermeta"]["notices"]
            )

    @both
    @each_plan
    def test_the_notices_are_printed(self, name, plan):
        """Below the picture, unless a page prints them itself."""
        printed = drawn(name, plan).to_dict()["title"]

        assert "bottom" == printed["orient"]
        assert () == verify_disclaimers(" ".join(printed["text"]), plan)
        assert "title" not in drawn(name, plan, show_notices=False).to_dict()

    @both
    def test_notices_of_a_clinic_are_printed(self, name):
        """Line breaks and signs of HTML in them are text."""
        printed = drawn(name, PLANS["several"]).to_dict()["title"]["text"]

        assert " ".join(NOTICE.split()) == printed[-1]

    @both
    @each_plan
    def test_nothing_is_fetched(self, name, plan):
        """Data are in the chart; it names no address but that of its schema."""
        spec = drawn(name, plan).to_dict()
        del spec["$schema"]

        assert [] == [*all_of(spec, "url"), *re.findall(r"https?://", json.dumps(spec))]

    @both
    @each_plan
    def test_told_in_words(self, name, plan):
        """The description has the heading and what stands below it."""
        spec = drawn(name, plan).to_dict()
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
        """No two kinds of points or bands differ in color alone."""
        points = [shape for shape, _ in _chart_timeline._MARKS.values()]
        scores = [(one["shape"], one["filled"]) for one in _chart_progress._POINTS.values()]
        dashes = [
            str(one.get("strokeDash"))
            for group in (_chart_progress._LINES, _chart_progress._BANDS)
            for one in group.values()
        ]

        assert len(points) == len(set(points))
        assert len(scores) == len(set(scores))
        assert [2, 2] == [len(set(dashes[:2])), len(set(dashes[2:]))]


def contrast(one: str, other: str) -> float:
    """How much two colors differ in lightness, by WCAG: 1 to 21."""

    def light(color: str) -> float:
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


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
        bars = [one for one in data(timeline(course.plan)) if one.get("row", "")[:5] == "stage"]
        bars = [*{one["from"]: one for one in bars}.values()]
        for session in course.plan.sessions:
            [bar] = [one for one in bars if one["from"] < session.week < one["to"]]

            assert (session.stage or "not given") == bar["label"]

    @given(courses())
    def test_looks_have_a_row_of_their_own(self, course: Course):
        """The row of reassessment has the sessions at which the plan is looked at again."""
        found = [one for one in data(timeline(course.plan)) if one.get("row") == "reassessment"]
        [phase] = [one for one in course.plan.phases if one.kind is PhaseKind.REASSESSMENT]

        assert list(phase.at_sessions) == [int(one["label"]) for one in found]

    def test_what_follows_the_course(self):
        """The first visit of maintenance, three to four weeks after the tenth."""
        [bar, *_] = [
            one for one in data(timeline(PLANS["chronic"])) if one.get("row") == "maintenance"
        ]

        assert (12.5, 14.5, "a visit every 3 to 4 weeks, while it helps") == (
            bar["from"],
            bar["to"],
            bar["label"],
        )
        assert [] == [
            one for one in data(timeline(PLANS["often"])) if one.get("row") == "maintenance"
        ]

    def test_an_open_end_of_the_interval(self):
        """An interval without a longest or shortest time ends where it begins."""
        for given_ in ({"low": 6}, {"high": 6}):
            plan = PLANS["chronic"]
            phases = [
                evolve(
                    one,
                    every_weeks=evolve(one.every_weeks, **({"low": None, "high": None} | given_)),
                )
                if one.every_weeks
                else one
                for one in plan.phases
            ]
            found = data(timeline(evolve(plan, phases=phases)))
            [bar, *_] = [one for one in found if one.get("row") == "maintenance"]

            assert (15.5, 16.5) == (bar["from"], bar["to"])

    def test_a_name_that_does_not_fit_is_left_out(self):
        """A stage of one week has no room for a long name; the heading has it."""
        plan = planned(evolve(NECK, stage="subacute"), policy=PlanPolicy(sessions=1))
        chart = timeline(plan)

        assert "in week 1" in chart.to_dict()["description"]

    def test_provisional(self):
        """The heading says that questions come first."""
        head = timeline(PLANS["open"]).to_dict()["vconcat"][0]["title"]

        assert head["text"].startswith("Timeline of a provisional plan")
        assert any("no hands-on session may start" in line for line in head["subtitle"])

    def test_stage_of_which_complaint(self):
        """With several complaints the row says whose stage it is."""
        assert "stage of neck pain" in {one.get("row") for one in data(timeline(PLANS["several"]))}
        assert "stage" in {one.get("row") for one in data(timeline(PLANS["chronic"]))}

    def test_no_phases(self):
        """A plan without sessions is drawn empty."""
        chart = timeline(evolve(PLANS["chronic"], phases=()))

        assert "No sessions laid out." in chart.to_dict()["description"]
        assert [] == [*judge().iter_errors(json.loads(chart.to_json()))]
