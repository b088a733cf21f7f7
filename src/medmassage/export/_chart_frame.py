"""What every chart of a person has: its words, its notices, and colors for light and dark pages."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from medmassage.errors import MissingExtraError
from medmassage.export._notices import notice_texts
from medmassage.model.plan import TreatmentPlan

BLUE = "#2f86c9"
ORANGE = "#c8701e"
GRAY = "#808890"
"""Each stands out from white and from a dark page, and they differ to every kind of eye."""

DARK, LIGHT = "#1b2733", "#eef2f5"
"""What words are written in on a light and on a dark page."""


_SMALL = 10
"""The size of the letters of a notice."""


def ink(alt: Any) -> Any:
    """Words of a chart in the color that stands out from its ground, which the theme decides."""
    return alt.expr(f"luminance(background) < 0.4 ? '{LIGHT}' : '{DARK}'")


def altair() -> Any:
    """The library, or the name of the extra that brings it."""
    try:
        import altair as alt
    except ModuleNotFoundError as error:
        raise MissingExtraError("charts", "altair") from error
    return alt


def harmless(text: str) -> str:
    """
    What somebody wrote, so that it cannot end the script in which a page keeps a chart.

    Altair writes a chart into pages as it is; a space without width breaks up the few beginnings
    of tags that count in a script.
    """
    return re.sub("<(?=/?script|!--)", "<\u200b", text, flags=re.IGNORECASE)


def wrapped(texts: Iterable[str], width: int, size: int) -> list[str]:
    """
    Texts as lines; a chart does not break them itself.

    Args:
        texts: Each begins a line.

        width: The room for a line, in pixels.

        size: The size of the letters, in pixels; one is about half as wide.
    """
    return [line for one in texts for line in textwrap.wrap(one, int(width / (size * 0.5)))]


def headed(alt: Any, heading: str, below: Iterable[str], width: int, *, size: int = 14) -> Any:
    """A heading with some lines below it."""
    return alt.Title(
        heading,
        subtitle=wrapped(below, width, size - 2),
        anchor="start",
        frame="bounds",
        fontSize=size,
        subtitleFontSize=size - 2,
        offset=12,
    )


def framed(
    alt: Any,
    parts: Iterable[Any],
    plan: TreatmentPlan,
    *,
    told: Sequence[str],
    width: int,
    show: bool,
) -> Any:
    """
    A chart with its description and its notices.

    Args:
        alt: The library.

        parts: What is drawn, from the top; the first has the heading.

        plan: Whose notices go with it.

        told: The chart in sentences, for whoever does not see it.

        width: How wide it is, in pixels.

        show: Whether the notices are printed below it; they are in `usermeta` in any case.
    """
    notices = [harmless(one) for one in notice_texts(plan)]
    more = {}
    if show:
        more["title"] = alt.Title(
            wrapped(notices, width, _SMALL),
            orient="bottom",
            anchor="start",
            frame="bounds",
            fontSize=_SMALL,
            fontWeight="normal",
            offset=14,
        )
    return alt.vconcat(
        *parts,
        spacing=26,
        description=" ".join(told),
        usermeta={"notices": notices},
        **more,
    )
