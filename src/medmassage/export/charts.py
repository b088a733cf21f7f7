"""
Charts as Vega-Lite, through Altair: shown in notebooks, saved as JSON, HTML or a picture.

Needs the extra `charts`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import DataError, Fault, MissingExtraError, seen
from medmassage.export._evidence_cells import LETTERS, Cell, cells
from medmassage.export._text import counted
from medmassage.vocabulary import Support

if TYPE_CHECKING:
    import altair as alt

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
    chart: alt.LayerChart = _grid(_altair(), rows)
    return chart


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
            title=alt.Title("Support on file, by condition and technique", anchor="start"),
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


def _altair() -> Any:
    try:
        import altair as alt
    except ModuleNotFoundError as error:
        raise MissingExtraError("charts", "altair") from error
    return alt
