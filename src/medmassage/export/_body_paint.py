"""The colors and the hatchings of a body map, on white paper and on a dark screen."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medmassage.export._body_places import Status


class Paint(NamedTuple):
    """A color on white paper and on a dark screen."""

    light: str
    dark: str


PAPER = Paint("#ffffff", "#14191f")
TEXT = Paint("#1b2733", "#e8edf2")
OUTLINE = Paint("#33414e", "#c3ced8")
BORDER = Paint("#5f6d7a", "#8b99a6")
DETAIL = Paint("#a9b4be", "#5a6773")
BODY = Paint("#eef1f4", "#2b343d")

GROUND = {
    Status.AVOID: Paint("#a61b1b", "#f0675b"),
    Status.PLANNED_WITH_CAUTION: Paint("#2a78b0", "#5fb0e8"),
    Status.PLANNED: Paint("#2a78b0", "#5fb0e8"),
    Status.CAUTION: Paint("#fdf1cf", "#43360f"),
    Status.GENERAL_CARE: BODY,
    Status.NOT_ASSESSED: BODY,
}
"""The color below each hatching."""

INK = {
    Status.AVOID: Paint("#ffffff", "#14191f"),
    Status.PLANNED_WITH_CAUTION: Paint("#ffe08a", "#3a2b00"),
    Status.PLANNED: Paint("#d6ebfa", "#12395a"),
    Status.CAUTION: Paint("#9a6500", "#e6b84a"),
    Status.GENERAL_CARE: Paint("#566472", "#a9b6c2"),
}
"""The color of each hatching; a place that is not assessed has none."""

_HATCHING = {
    Status.AVOID: (10, '<path d="M0 0L10 10M10 0L0 10" stroke-width="1.5"/>'),
    Status.PLANNED_WITH_CAUTION: (
        12,
        '<path d="M-1 1L1 -1M0 12L12 0M11 13L13 11" stroke-width="2.6"/>',
    ),
    Status.PLANNED: (9, '<path d="M0 4.5H9" stroke-width="0.9"/>'),
    Status.CAUTION: (9, '<path d="M-1 1L1 -1M0 9L9 0M8 10L10 8" stroke-width="1.1"/>'),
    Status.GENERAL_CARE: (6, '<circle cx="3" cy="3" r="0.9"/>'),
}
"""The size of a tile, and what is on it."""


def dark_rules(selector: str) -> Iterator[str]:
    """CSS for a dark screen. Light colors are attributes, so they need no style sheet."""
    yield f"{selector} {{ color-scheme: light dark; }}"
    yield "@media screen and (prefers-color-scheme: dark) {"
    for name, paint in (
        ("paper", PAPER),
        ("text", TEXT),
        *((f"{status}-ground", GROUND[status]) for status in Status),
    ):
        yield f'  {selector} [data-paint="{name}"] {{ fill: {paint.dark}; }}'
    for status, paint in INK.items():
        what = "fill" if status is Status.GENERAL_CARE else "stroke"
        yield f'  {selector} [data-paint="{status}-ink"] {{ {what}: {paint.dark}; }}'
    for name, paint in (("outline", OUTLINE), ("border", BORDER), ("detail", DETAIL)):
        yield f'  {selector} [data-paint="{name}"] {{ stroke: {paint.dark}; }}'
    yield "}"


def patterns(prefix: str, statuses: Iterable[Status]) -> Iterator[str]:
    """The hatchings of some statuses."""
    yield "<defs>"
    for status in statuses:
        size, drawn = _HATCHING.get(status, (8, ""))
        yield (
            f'<pattern id="{prefix}-hatching-{status}" patternUnits="userSpaceOnUse" '
            f'width="{size}" height="{size}">'
        )
        yield (
            f'<rect width="{size}" height="{size}" fill="{GROUND[status].light}" '
            f'data-paint="{status}-ground"/>'
        )
        if drawn:
            what = "fill" if status is Status.GENERAL_CARE else "stroke"
            yield drawn.replace("/>", f' {what}="{INK[status].light}" data-paint="{status}-ink"/>')
        yield "</pattern>"
    yield "</defs>"
