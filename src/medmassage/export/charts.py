"""
Charts as Vega-Lite, through Altair: shown in notebooks, saved as JSON, HTML or a picture.

Needs the extra `charts`.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import DataError, Fault, seen
from medmassage.export import _chart_progress, _chart_timeline
from medmassage.export._chart_frame import altair
from medmassage.export._chart_panels import panels
from medmassage.export._evidence_cells import LETTERS, Cell, cells
from medmassage.export._text import counted
from medmassage.model.plan import TreatmentPlan
from medmassage.model.record import SessionRecord
from medmassage.progress import review_progress
from medmassage.vocabulary import Support

if TYPE_CHECKING:
    import altair as alt

_SIGNS = (
    "Letter: level of support, in brackets where broader techniques or conditions lend it.",
    "Numbers: findings in favor (+), against (-), for neither side (?); s: the benefit fades.",
    "Empty: nothing links the two.",
)
"""What the signs mean, for whoever sees the map alone."""
_FILL = {
    Support.RECOMMENDED: "#08306b",
    Support.SUPPORTED: "#2171b5",
    Support.MIXED: "#b9a6d3",
    Support.LIMITED: "#9ecae1",
    Support.ARTICLE_ONLY: "#d9d9d9",
    Support.NO_RESEARCH: "#f5f5f5",
    Support.UNSUPPORTED: "#fdae6b",
    Support.ADVISED_AGAINST: "#a63603",
}
"""Blue for what speaks in favor, orange for what speaks against; letters say it without color."""

_WHITE_ON = (Support.RECOMMENDED, Support.SUPPORTED, Support.ADVISED_AGAINST)


def evidence_map(
    catalog: Catalog | None = None, condition_ids: Iterable[str] | None = None
) -> "alt.LayerChart":
    """
    Draw what is on file of each condition and each technique.

    A row is a condition, a column a technique, massage in general included. The color and the
    letter are the level of support, paler and in brackets where it is indirect; the numbers count
    the findings on this very pair: in favor, against, and for neither side. An empty place means
    that nothing links the two.

    Args:
        catalog: The knowledge. None: the shipped knowledge.

        condition_ids: The rows, from the top. None: every condition, by id.

    Returns:
        A chart whose data are part of it. Its JSON is the same for the same knowledge.

    Raises:
        DataError: *condition_ids* is a bare string.

        UnknownIdError: A condition is not in the catalog.

        MissingExtraError: Altair is not installed.

    Example:
        >>> chart = evidence_map(condition_ids=["tendonitis", "frozen-shoulder"])
        >>> chart.to_dict()["data"]["values"][0]["condition"]
        'Tendonitis'
    """
    if isinstance(condition_ids, str):
        reason = f"expected a list of ids, got the bare string {seen(condition_ids)}"
        raise DataError("evidence_map", [Fault("condition_ids", reason)])
    catalog = catalog or default_catalog()
    rows = [_row(one, catalog) for one in cells(catalog, condition_ids)]
    chart: alt.LayerChart = _grid(altair(), rows)
    return chart


def timeline(plan: TreatmentPlan, *, show_notices: bool = True) -> "alt.VConcatChart":
    """
    Draw when the sessions of a plan are, week by week.

    A row is a phase of the course; the row above them is the stage of the first complaint, as far
    as it is known. Shape and color tell the first visit, sessions, and those in which the plan is
    looked at again; the number is the session's. What follows the course stands after it.

    Args:
        plan: The plan. The heading of a provisional one says what must be answered first.

        show_notices: Whether the notices are printed below. False is for a page that prints them
            itself; `usermeta` of the chart holds them in any case.

    Returns:
        A chart whose data are part of it. Its JSON is the same for the same plan.

    Raises:
        DataError: *plan* is no plan, such as a refusal.

        MissingExtraError: Altair is not installed.

    Example:
        >>> from medmassage import Complaint, Intake, PlanPolicy, no_to_rest, outline_plan
        >>> person = no_to_rest(Intake(complaints=[Complaint("neck-pain", stage="chronic")]))
        >>> plan = outline_plan(person, PlanPolicy(sessions=6, sessions_per_week=2))
        >>> timeline(plan).to_dict()["vconcat"][0]["title"]["text"]
        'Timeline of a plan: neck pain'
    """
    _check(plan, "timeline")
    chart: alt.VConcatChart = _chart_timeline.drawn(altair(), plan, show_notices=show_notices)
    return chart


def progress(
    plan: TreatmentPlan,
    records: Iterable[SessionRecord],
    *,
    on: date | None = None,
    catalog: Catalog | None = None,
    show_notices: bool = True,
) -> "alt.VConcatChart":
    """
    Draw the scores of a course against its goals, with what a change of them means.

    A panel is a goal that has a score. It shows the scores by session, the baseline, the goal, the
    scores that are within the measurement error of the baseline, and the band from the smallest
    to the largest important difference (MCID) on file that applies. Above it stands the same in
    words, and what a score of that measure says when it is higher.

    Args:
        plan: The plan that was worked from.

        records: Records of its sessions, in any order.

        on: As in `review_progress`.

        catalog: As in `review_progress`.

        show_notices: As in `timeline`.

    Returns:
        A chart whose data are part of it. Goals without a score are named in its heading, with
        the advice of `review_progress`. Private texts of the records are not in it.

    Raises:
        ModelError: As in `review_progress`.

        UnknownIdError: As in `review_progress`.

        MissingExtraError: Altair is not installed.

    Example:
        >>> from medmassage import Complaint, Intake, no_to_rest, outline_plan, score
        >>> back = Complaint("lower-back-pain", stage="chronic", pain=6)
        >>> plan = outline_plan(no_to_rest(Intake(complaints=[back])))
        >>> records = [SessionRecord(session=2, measurements=[score("nprs", 5)])]
        >>> chart = progress(plan, records)
        >>> chart.to_dict()["vconcat"][0]["title"]["text"]
        'Progress against the goals: lower back pain'
    """
    library, catalog, done = altair(), catalog or default_catalog(), tuple(records)
    review = review_progress(plan, done, on=on, catalog=catalog)
    found = panels(plan, done, catalog)
    chart: alt.VConcatChart = _chart_progress.drawn(
        library, plan, review, found, show_notices=show_notices
    )
    return chart


def _check(plan: object, where: str) -> None:
    if not isinstance(plan, TreatmentPlan):
        reason = f"expected a TreatmentPlan, got {seen(plan)}"
        raise DataError(where, [Fault("plan", reason)])


def _grid(alt: Any, rows: list[dict[str, Any]]) -> Any:
    """Squares with their signs on top."""
    lines = [*dict.fromkeys(one["condition"] for one in rows)]
    columns = sorted({one["technique"] for one in rows})
    levels = [one for one in Support if any(row["support"] == one for row in rows)]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("technique:N", sort=columns, title=None).axis(
            orient="top", labelAngle=-50, labelLimit=300
        ),
        y=alt.Y("condition:N", sort=lines, title=None).axis(labelLimit=300),
        tooltip=[
            alt.Tooltip(f"{name}:N", title=name.replace("_", " "))
            for name in ("condition", "technique", "support", "basis", "findings")
        ],
    )
    ground = base.mark_rect(stroke="#ffffff").encode(
        color=alt.Color("support:N", title="support")
        .scale(domain=[*map(str, levels)], range=[_FILL[one] for one in levels])
        .legend(labelExpr=_labels(levels)),
        opacity=alt.Opacity("weight:Q", scale=None, legend=None),
    )
    signs = base.mark_text(fontSize=10).encode(
        text="signs:N", color=alt.Color("ink:N", scale=None, legend=None)
    )
    return (
        alt.layer(ground, signs)
        .resolve_scale(color="independent")
        .properties(
            title=alt.Title(
                "Support on file, by condition and technique", subtitle=_SIGNS, anchor="start"
            ),
            description=(
                "What the knowledge base holds on each condition and technique. "
                "A high level is not a promise, an empty place is not a verdict."
            ),
            width=alt.Step(72),
            height=alt.Step(22),
        )
    )


def _row(one: Cell, catalog: Catalog) -> dict[str, Any]:
    """A pair as the chart reads it."""
    found = [
        f"{number} {word}"
        for number, word in (
            (one.favorable, "in favor"),
            (one.unfavorable, "against"),
            (one.neither, "for neither side"),
        )
        if number
    ]
    lent = counted(one.lent, "finding")
    return {
        "condition": catalog.conditions[one.condition_id].name,
        "technique": catalog.techniques[one.technique_id].name,
        "support": one.support.value,
        "basis": "this very pair" if one.direct else f"indirect, {lent} on broader ones",
        "findings": ", ".join(found) or "none on this very pair",
        "signs": f"{one.letter} {one.counts}".rstrip(),
        "weight": 1 if one.direct else 0.55,
        "ink": "#ffffff" if one.direct and one.support in _WHITE_ON else "#1b2733",
    }


def _labels(levels: Iterable[Support]) -> str:
    """A Vega expression that writes a level with its letter."""
    pairs = ", ".join(f"'{one}': '{LETTERS[one]}  {one}'" for one in levels)
    return f"({{{pairs}}})[datum.label]"
