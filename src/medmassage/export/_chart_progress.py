"""Scores of a course against its goals, each goal in a panel of its own."""

from collections.abc import Iterator, Sequence
from typing import Any

from medmassage.export._chart_frame import BLUE, GRAY, ORANGE, framed, headed, ink
from medmassage.export._chart_panels import Panel
from medmassage.export._text import complaint_names, listed
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import Review

Row = dict[str, Any]
"""A mark as the chart reads it."""

_SCORE, _BEFORE = "score", "score that the intake gives"
_GOAL, _BASELINE = "goal", "baseline: what changes are counted from"
_MCID = "important difference for the better, from the smallest to the largest on file"
_ERROR = "within the measurement error of the baseline"
_LOOK = "the plan is looked at again"
_KEY = (_SCORE, _BEFORE, _GOAL, _BASELINE, _MCID, _ERROR, _LOOK)
"""What can be drawn, in the order of the key."""

_LINES: dict[str, dict[str, Any]] = {
    _GOAL: {"color": ORANGE, "strokeWidth": 2.5},
    _BASELINE: {"color": GRAY, "strokeWidth": 1.5, "strokeDash": [6, 4]},
}
_BANDS: dict[str, dict[str, Any]] = {
    _ERROR: {"color": GRAY, "fillOpacity": 0.28, "stroke": GRAY, "strokeDash": [1, 3]},
    _MCID: {"color": BLUE, "fillOpacity": 0.22, "stroke": BLUE, "strokeWidth": 1.2},
}
_POINTS: dict[str, dict[str, Any]] = {
    _SCORE: {"shape": "circle", "color": BLUE, "filled": True, "size": 70, "opacity": 1},
    _BEFORE: {"shape": "diamond", "color": BLUE, "filled": False, "size": 90, "opacity": 1},
    _LOOK: {"shape": "triangle-up", "color": ORANGE, "filled": True, "size": 60, "opacity": 1},
}
"""How each is drawn, in a panel and in the key."""

_WIDTH, _HEIGHT, _COLUMNS = 390, 200, 2
"""The ground of a panel in pixels, and how many stand side by side."""

_AROUND = 60
"""The room that the axis of a panel takes, in pixels."""


def drawn(
    alt: Any, plan: TreatmentPlan, review: Review, panels: Sequence[Panel], *, show_notices: bool
) -> Any:
    """The chart of a course that was looked at."""
    title = f"Progress against the goals: {listed(complaint_names(plan).values())}"
    told = [*_told(review, panels)]
    width = min(_COLUMNS, max(1, len(panels))) * (_WIDTH + _AROUND)
    head = headed(alt, title, told, width, size=16)
    words = [f"{one.heading}. {' '.join(one.told())}" for one in panels]
    return framed(
        alt,
        _parts(alt, plan, panels, head),
        plan,
        told=(f"{title}.", *told, *words),
        width=width,
        show=show_notices,
    )


def _parts(alt: Any, plan: TreatmentPlan, panels: Sequence[Panel], head: Any) -> Iterator[Any]:
    """The panels under their heading, and below them what each mark stands for."""
    if not panels:
        nothing = alt.Chart(alt.Data(values=[{"label": "No goal has a score yet."}]))
        yield (
            nothing.mark_text(align="left", color=ink(alt), fontSize=12)
            .encode(x=alt.XValue(0), text=alt.Text("label:N"))
            .properties(width=_WIDTH, height=30, view=alt.ViewConfig(stroke=None), title=head)
        )
        return
    last = max([len(plan.sessions), *(place for one in panels for place, _ in one.scores)])
    drawn = (_panel(alt, plan, one, last) for one in panels)
    yield alt.concat(*drawn, columns=_COLUMNS, spacing=30, title=head)
    found = {*_kinds(plan, panels)}
    yield _key(alt, [one for one in _KEY if one in found])


def _told(review: Review, panels: Sequence[Panel]) -> Iterator[str]:
    """What holds for all panels, in sentences."""
    yield f"Advice: {review.advised.replace('-', ' ')} ({review.advised.meaning})."
    yield from (one.text for one in review.reasons if one.advised is review.advised)
    drawn = [one.goal for one in panels]
    missing = [one.measure_name for one in review.goals if one not in drawn]
    if missing:
        yield f"Not measured yet: {listed(missing)}."
    if not review.goals:
        yield "The plan has no goals."


# --- a panel --------------------------------------------------------------------------------------


def _kinds(plan: TreatmentPlan, panels: Sequence[Panel]) -> Iterator[str]:
    """What is drawn in any panel."""
    for one in panels:
        yield _BASELINE
        if one.scores:
            yield _SCORE
        if one.before is not None:
            yield _BEFORE
        if one.goal.target is not None:
            yield _GOAL
        yield from (band["what"] for band in _bands(one))
    if panels and any(one.reassessment for one in plan.sessions):
        yield _LOOK


def _panel(alt: Any, plan: TreatmentPlan, panel: Panel, last: int) -> Any:
    low, high = _reach(panel)
    better = "higher" if panel.higher_is_better else "lower"
    x = alt.X("session:Q", title="session").scale(domain=[-0.4, last + 0.4], nice=False)
    x = x.axis(
        tickMinStep=1, format="d", grid=False, labelExpr="datum.value ? datum.label : 'before'"
    )
    y = alt.Y("score:Q", title=f"{panel.measure.unit} ({better} is better)")
    y = y.scale(domain=[low, high], nice=False, zero=False).axis(grid=False)
    return alt.layer(
        *_ground(alt, panel, y),
        *_looks(alt, plan, x),
        *_levels(alt, panel, y),
        *_course(alt, panel, x, y),
    ).properties(
        title=headed(alt, panel.heading, panel.told(), _WIDTH + _AROUND, size=13),
        width=_WIDTH,
        height=_HEIGHT,
    )


def _reach(panel: Panel) -> tuple[float, float]:
    """The scores that a panel shows: the whole scale, or the part of it where something is."""
    bands = [end for one in _bands(panel) for end in (one["score"], one["to"])]
    scores = [one for _, one in panel.scores]
    others = [one for one in (panel.before, panel.goal.target) if one is not None]
    shown = [panel.baseline, *bands, *scores, *others]
    low, high = min(shown), max(shown)
    least, most = panel.measure.minimum, panel.measure.maximum
    if least is not None and most is not None and 3 * (high - low) >= most - least:
        return least, most
    room = max(0.2 * (high - low), 2 * panel.measure.step)
    return panel.nearest(round(low - room, 3)), panel.nearest(round(high + room, 3))


def _bands(panel: Panel) -> Iterator[Row]:
    """The scores within the error, and those from the smallest to the largest difference."""
    unit = panel.measure.unit
    if panel.errors:
        most = panel.errors[-1]
        yield {
            "what": _ERROR,
            "score": panel.nearest(round(panel.baseline - most, 3)),
            "to": panel.nearest(round(panel.baseline + most, 3)),
            "said": f"{_ERROR}: {most:g} {unit} up or down",
        }
    near = [one for one in panel.mcids if panel.holds(panel.better_by(one))]
    if near:
        yield {
            "what": _MCID,
            "score": panel.better_by(near[0]),
            "to": panel.nearest(panel.better_by(panel.mcids[-1])),
            "said": f"{_MCID}: {panel.mcids[0]:g} to {panel.mcids[-1]:g} {unit}",
        }


def _ground(alt: Any, panel: Panel, y: Any) -> Iterator[Any]:
    for band in _bands(panel):
        yield (
            alt.Chart(alt.Data(values=[band]))
            .mark_rect(**_BANDS[band["what"]])
            .encode(
                x=alt.XValue(0),
                x2=alt.X2Value(_WIDTH),
                y=y,
                y2=alt.Y2("to"),
                tooltip=alt.Tooltip("said:N"),
                description=alt.Description("said:N"),
            )
        )


def _looks(alt: Any, plan: TreatmentPlan, x: Any) -> Iterator[Any]:
    """Ticks from below at the sessions in which the plan is looked at again."""
    rows = [
        {"session": one.number, "said": f"Session {one.number}: {_LOOK}"}
        for one in plan.sessions
        if one.reassessment
    ]
    if rows:
        yield (
            alt.Chart(alt.Data(values=rows))
            .mark_point(**_POINTS[_LOOK])
            .encode(
                x=x,
                y=alt.YValue(_HEIGHT),
                tooltip=alt.Tooltip("said:N"),
                description=alt.Description("said:N"),
            )
        )


def _levels(alt: Any, panel: Panel, y: Any) -> Iterator[Any]:
    """The baseline and the goal, each with its score."""
    levels = [(_BASELINE, "baseline", panel.baseline)]
    if panel.goal.target is not None:
        levels.append((_GOAL, "goal", panel.goal.target))
    for what, word, score in levels:
        row = {"what": what, "score": score, "label": f"{word} {score:g}"}
        base = alt.Chart(alt.Data(values=[row])).encode(y=y)
        yield alt.layer(
            base.mark_rule(**_LINES[what]).encode(
                tooltip=alt.Tooltip("label:N"), description=alt.Description("label:N")
            ),
            base.mark_text(align="left", dx=4, fontSize=11, color=ink(alt), aria=False).encode(
                x=alt.XValue(_WIDTH), text=alt.Text("label:N")
            ),
        )


def _course(alt: Any, panel: Panel, x: Any, y: Any) -> Iterator[Any]:
    """The scores in their order."""
    unit = panel.measure.unit
    rows = [
        {"what": _SCORE, "session": session, "score": score}
        | {"said": f"{f'Session {session}' if session else 'Before'}: {score:g} {unit}"}
        for session, score in panel.scores
    ]
    if panel.before is not None:
        said = f"Before, as the intake says: {panel.before:g} {unit}"
        first = {"what": _BEFORE, "session": 0, "score": panel.before, "said": said}
        rows = [first, *rows]
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    kinds = [what for what in _POINTS if any(one["what"] == what for one in rows)]
    yield alt.layer(
        base.mark_line(color=BLUE, strokeWidth=1.5, aria=False).encode(
            order=alt.Order("session:Q")
        ),
        *(
            base.mark_point(**_POINTS[what])
            .transform_filter(alt.datum.what == what)
            .encode(tooltip=alt.Tooltip("said:N"), description=alt.Description("said:N"))
            for what in kinds
        ),
    )


# --- the key --------------------------------------------------------------------------------------


def _key(alt: Any, kinds: Sequence[str]) -> Any:
    """What each mark stands for, each drawn as it is in the panels."""
    y = alt.Y("what:N", title=None).scale(domain=[*kinds])
    y = y.axis(
        orient="right", domain=False, ticks=False, labelLimit=600, labelPadding=8, grid=False
    )

    def one(what: str) -> Any:
        return alt.Chart(alt.Data(values=[{"what": what}])).encode(y=y)

    drawn = []
    for what in kinds:
        if what in _BANDS:
            mark = one(what).mark_rect(**_BANDS[what], height=14)
            mark = mark.encode(x=alt.XValue(0), x2=alt.X2Value(36))
        elif what in _LINES:
            mark = one(what).mark_rule(**_LINES[what]).encode(x=alt.XValue(0), x2=alt.X2Value(36))
        else:
            style = _POINTS[what]
            mark = one(what).mark_point(**style).encode(x=alt.XValue(18))
        drawn.append(mark)
    return alt.layer(*drawn).properties(
        width=36, height=alt.Step(20), view=alt.ViewConfig(stroke=None)
    )
