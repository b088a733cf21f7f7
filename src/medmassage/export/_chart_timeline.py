"""The timeline of a plan: its phases in rows, its weeks from left to right."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from medmassage.export._chart_frame import BLUE, GRAY, ORANGE, framed, headed, ink
from medmassage.export._text import complaint_names, counted, course_name, listed
from medmassage.model.plan import TreatmentPlan
from medmassage.model.session import Session
from medmassage.vocabulary import PhaseKind, PlanStatus

Row = dict[str, Any]
"""A mark as the chart reads it."""

FIRST, USUAL, LOOK, END = "first visit", "session", "the plan is looked at again", "the course ends"
"""What a point stands for."""

_MARKS = {
    FIRST: ("square", BLUE),
    USUAL: ("circle", BLUE),
    LOOK: ("diamond", ORANGE),
    END: ("cross", GRAY),
}
"""The shape and the color of each."""

_NARROWEST, _WIDEST = 460, 1400
"""The width of the weeks, in pixels."""

_ROWS = 90
"""About the width of the names of the rows."""


class _Axes(NamedTuple):
    """The two axes."""

    x: Any
    y: Any


def drawn(alt: Any, plan: TreatmentPlan, *, show_notices: bool) -> Any:
    """The chart of a plan."""
    stages, later = [*_stages(plan)], [*_maintenance(plan)]
    points = [*_visits(plan), *_looks(plan), *_end(plan)]
    last = max([1.5, *(one["to"] for one in (*stages, *later))])
    week = max(36, 22 * max(map(len, _weeks(plan)), default=1))
    width = round(min(_WIDEST, max(_NARROWEST, week * (last - 0.5))))
    rows = [_stage_row(plan), *dict.fromkeys(_row(one.kind) for one in plan.phases)]
    axes = _Axes(
        x=alt.X(
            "week:Q", title="week", scale=alt.Scale(domain=[0.5, last], nice=False, zero=False)
        ).axis(tickMinStep=1, format="d", grid=False),
        y=alt.Y("row:N", title=None, scale=alt.Scale(domain=rows)).axis(
            labelLimit=240, ticks=False, domain=False, grid=False
        ),
    )
    told = [*_told(plan)]
    chart = alt.layer(
        *_bars(alt, stages, axes, letter=6 * (last - 0.5) / width),
        *_bars(alt, later, axes),
        _points(alt, points, axes),
    ).properties(
        title=headed(alt, _title(plan), told, width + _ROWS),
        width=width,
        height=alt.Step(38),
    )
    return framed(
        alt, [chart], plan, told=(f"{_title(plan)}.", *told), width=width + _ROWS, show=show_notices
    )


# --- words ----------------------------------------------------------------------------------------


def _title(plan: TreatmentPlan) -> str:
    kind = "provisional plan" if plan.status is PlanStatus.PROVISIONAL else "plan"
    return f"Timeline of a {kind}: {listed(complaint_names(plan).values())}"


def _told(plan: TreatmentPlan) -> Iterator[str]:
    """The timeline in sentences."""
    yield f"{course_name(plan)}."
    if plan.status is PlanStatus.PROVISIONAL:
        yield "Questions are open: no hands-on session may start before they are answered."
    stages = [
        f"{one['label']} {_in_weeks(one['from'] + 0.5, one['to'] - 0.5)}" for one in _stages(plan)
    ]
    if stages:
        yield f"{_stage_row(plan).capitalize()}: {listed(stages)}."
    for one in _maintenance(plan):
        yield f"Maintenance: {one['label']}."


def _in_weeks(first: float, last: float) -> str:
    return f"in week {first:g}" if first == last else f"in weeks {first:g} to {last:g}"


def _stage_row(plan: TreatmentPlan) -> str:
    """What the row of stages is called: they are those of the first complaint alone."""
    names = complaint_names(plan)
    first = plan.intake.complaints[0].condition_id
    return f"stage of {names[first]}" if len(names) > 1 and first in names else "stage"


def _row(kind: PhaseKind) -> str:
    return kind.replace("-", " ")


# --- what is drawn --------------------------------------------------------------------------------


def _weeks(plan: TreatmentPlan) -> list[list[Session]]:
    """The sessions, week by week."""
    return [list(found) for _, found in groupby(plan.sessions, key=lambda one: one.week)]


def _places(plan: TreatmentPlan) -> dict[int, float]:
    """Where each session stands; those of a week share its width."""
    return {
        one.number: round(one.week + (place - (len(week) - 1) / 2) / len(week), 3)
        for week in _weeks(plan)
        for place, one in enumerate(week)
    }


def _visits(plan: TreatmentPlan) -> Iterator[Row]:
    places = _places(plan)
    for phase in plan.phases:
        for one in phase.sessions:
            what = LOOK if one.reassessment else FIRST if one.number == 1 else USUAL
            stage = one.stage or "not given"
            work = ", ".join(dict.fromkeys(step.technique_name for step in one.steps))
            yield {
                "row": _row(phase.kind),
                "week": places[one.number],
                "what": what,
                "label": str(one.number),
                "when": f"week {one.week}",
                "stage": stage,
                "work": work or "none",
                "said": (
                    f"Session {one.number}, week {one.week}, {counted(one.minutes, 'minute')}, "
                    f"stage {stage}: {what}"
                ),
            }


def _looks(plan: TreatmentPlan) -> Iterator[Row]:
    """The sessions at which the course is looked at, in the row of that phase."""
    places = _places(plan)
    weeks = {one.number: one.week for one in plan.sessions}
    for phase in plan.phases:
        for number in phase.at_sessions:
            if number in places:
                yield {
                    "row": _row(phase.kind),
                    "week": places[number],
                    "what": LOOK,
                    "label": str(number),
                    "when": f"week {weeks[number]}",
                    "said": f"Session {number}, week {weeks[number]}: {LOOK}",
                }


def _end(plan: TreatmentPlan) -> Iterator[Row]:
    """Discharge, with the last session of the course."""
    if PhaseKind.DISCHARGE in {one.kind for one in plan.phases} and plan.sessions:
        last = plan.sessions[-1]
        yield {
            "row": _row(PhaseKind.DISCHARGE),
            "week": _places(plan)[last.number],
            "what": END,
            "label": "",
            "when": f"week {last.week}",
            "said": f"After session {last.number}, week {last.week}: {END} unless visits go on",
        }


def _stages(plan: TreatmentPlan) -> Iterator[Row]:
    """Each stage with the weeks it lasts."""
    runs = [list(found) for _, found in groupby(plan.sessions, key=lambda one: one.stage)]
    for place, run in enumerate(runs):
        after = runs[place + 1][0].week - 1 if place + 1 < len(runs) else run[-1].week
        yield {
            "row": _stage_row(plan),
            "from": run[0].week - 0.5,
            "to": after + 0.5,
            "label": run[0].stage or "not given",
        }


def _maintenance(plan: TreatmentPlan) -> Iterator[Row]:
    """The weeks that the first visit after the course falls in."""
    last = plan.sessions[-1].week if plan.sessions else 0
    for phase in plan.phases:
        every = phase.every_weeks
        if every is not None:
            low = every.high if every.low is None else every.low
            high = every.low if every.high is None else every.high
            yield {
                "row": _row(phase.kind),
                "from": last + (low or 0) - 0.5,
                "to": last + (high or 0) + 0.5,
                "label": f"a visit every {every} weeks, while it helps",
            }


# --- how it is drawn ------------------------------------------------------------------------------


def _bars(alt: Any, bars: list[Row], axes: _Axes, *, letter: float | None = None) -> Iterator[Any]:
    """
    What lasts for weeks, with its name.

    With *letter*, the weeks that a letter takes, the name stands on the bar, and is left out where
    it does not fit; without, it stands before the bar.
    """
    if not bars:
        return
    named = [one for one in bars if letter is None or len(one["label"]) * letter < _weeks_of(one)]
    yield (
        alt.Chart(alt.Data(values=bars))
        .mark_bar(height=20, cornerRadius=3, color=GRAY, fillOpacity=0.3, stroke=GRAY)
        .encode(
            x=alt.X("from:Q"),
            x2=alt.X2("to"),
            y=axes.y,
            tooltip=[alt.Tooltip("label:N", title="what")],
            description=alt.Description("label:N"),
        )
    )
    at, align = ("(datum.from + datum.to) / 2", "center")
    if letter is None:
        at, align = ("datum.from - 0.15", "right")
    yield (
        alt.Chart(alt.Data(values=named))
        .transform_calculate(week=at)
        .mark_text(color=ink(alt), align=align, fontSize=11, aria=False)
        .encode(x=axes.x, y=axes.y, text=alt.Text("label:N"))
    )


def _weeks_of(bar: Row) -> float:
    weeks: float = bar["to"] - bar["from"]
    return weeks


def _points(alt: Any, points: list[Row], axes: _Axes) -> Any:
    """The visits, and their numbers above them."""
    kinds = [kind for kind in _MARKS if any(one["what"] == kind for one in points)]
    shapes, colors = ([_MARKS[kind][place] for kind in kinds] for place in (0, 1))
    legend = alt.Legend(title=None, orient="bottom", labelLimit=300)
    base = alt.Chart(alt.Data(values=points)).encode(x=axes.x, y=axes.y)
    marks = base.mark_point(size=110, filled=True, opacity=1).encode(
        shape=alt.Shape("what:N", scale=alt.Scale(domain=kinds, range=shapes), legend=legend),
        color=alt.Color("what:N", scale=alt.Scale(domain=kinds, range=colors), legend=legend),
        description=alt.Description("said:N"),
        tooltip=[
            alt.Tooltip(f"{name}:N", title=title)
            for name, title in (
                ("label", "session"),
                ("when", "when"),
                ("what", "what"),
                ("stage", "stage"),
                ("work", "work"),
            )
        ],
    )
    numbers = base.mark_text(color=ink(alt), dy=-13, fontSize=10, aria=False).encode(
        text=alt.Text("label:N")
    )
    return alt.layer(marks, numbers)
