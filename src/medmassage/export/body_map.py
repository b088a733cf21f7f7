"""
A body map as SVG: the front and the back of a person, each region as the answer speaks of it.

The picture stands alone: no scripts, no links, no fonts to fetch. Each status has a hatching as
well as a color, so it can be read in gray, and colors of its own on a dark screen.
"""

import html
import textwrap
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medmassage.errors import DataError, Fault, seen
from medmassage.export._body_places import (
    LEGEND,
    Answer,
    Place,
    Status,
    notes,
    places,
    told,
)
from medmassage.export._body_shapes import View, views
from medmassage.export._notices import notice_texts
from medmassage.export._text import listed
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.screening import Screening
from medmassage.vocabulary import PlanStatus


def svg(answer: Answer, *, prefix: str = "body", show_notices: bool = True) -> str:
    """
    Draw a plan, a refusal or a screening on the front and the back of a person.

    Each region is drawn for the person's left and right, once in each view that shows it, and
    named after its place: `body-front-left-shoulder`. Its attribute `data-status` and its title
    say what holds there. The first of these that holds is drawn:

    - `avoid`: a rule closes the place, or the screening stops treatment altogether;
    - `planned-with-caution`: sessions touch it, and limits of this person hold there;
    - `planned`: sessions touch it;
    - `caution`: limits of this person hold there, no work is planned;
    - `general-care`: a place where strong pressure is kept off everyone, no work is planned;
    - `not-assessed`: none of these. It does not mean that the place is clear.

    Args:
        answer: What to draw. A screening has no sessions, so nothing is drawn as planned.

        prefix: What every id begins with; give each map of a page its own.

        show_notices: Whether the notices of a plan or a refusal are printed below the picture.
            False is for a page that prints them itself; the file holds them in any case.

    Returns:
        An SVG document without an XML declaration, so it also stands inside HTML. It has no
        width or height and takes the width it is given. Equal answers give equal text.

    Raises:
        DataError: The answer is of another class, or the prefix cannot begin an id.

    Example:
        >>> from medmassage import Intake, outline_plan
        >>> picture = svg(outline_plan(Intake(complaints=["neck-pain"])))
        >>> 'id="body-back-left-back-of-neck" data-status="planned"' in picture
        True
    """
    faults = [*_faults(answer, prefix)]
    if faults:
        raise DataError("svg", faults)
    return "\n".join(_Drawing(answer, prefix, show_notices=show_notices).lines()) + "\n"


def _faults(answer: object, prefix: object) -> Iterator[Fault]:
    """What is wrong with the arguments."""
    if not isinstance(answer, TreatmentPlan | Withheld | Screening):
        expected = "expected a TreatmentPlan, a Withheld or a Screening"
        yield Fault("answer", f"{expected}, got {seen(answer)}")
    if not _is_prefix(prefix):
        expected = "expected a letter of A to Z, then letters, digits, hyphens or underscores"
        yield Fault("prefix", f"{expected}, got {seen(prefix)}")


def _is_prefix(prefix: object) -> bool:
    return (
        isinstance(prefix, str)
        and prefix.isascii()
        and prefix[:1].isalpha()
        and prefix.replace("-", "").replace("_", "").isalnum()
    )


# --- colors -----------------------------------------------------------------------------------


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


# --- the drawing ------------------------------------------------------------------------------

_WIDTH = 820
_MARGIN = 28
_FIGURE = 792
"""The height of the person, with a little air."""
_CENTERS = (205, 615)
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


class _Drawing:
    """One map, line by line from the top."""

    def __init__(self, answer: Answer, prefix: str, *, show_notices: bool) -> None:
        self.answer = answer
        self.prefix = prefix
        self.places = {(one.region, one.side): one for one in places(answer)}
        self.notes = notes(answer)
        self.notices = () if isinstance(answer, Screening) else notice_texts(answer)
        self.show_notices = show_notices
        self.y = 0.0

    def lines(self) -> Iterator[str]:
        """The whole document."""
        drawn = [*self._head(), *self._figures(), *self._legend(), *self._foot()]
        height = round(self.y + 14)
        name = self.prefix
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{name}" '
            f'viewBox="0 0 {_WIDTH} {height}" role="img" '
            f'aria-labelledby="{name}-title {name}-description" font-family="{_FONT}">'
        )
        yield f'<title id="{name}-title">{_text(self._title())}</title>'
        described = [*self.notes, *told(self.places.values())]
        yield f'<desc id="{name}-description">{_text(" ".join(described))}</desc>'
        if self.notices:
            yield f'<metadata id="{name}-notices">'
            yield from (_text(one) for one in self.notices)
            yield "</metadata>"
        yield from self._style()
        yield from self._patterns()
        yield (
            f'<rect width="{_WIDTH}" height="{height}" rx="10" fill="{PAPER.light}" '
            'data-paint="paper"/>'
        )
        yield from drawn
        yield "</svg>"

    def _title(self) -> str:
        if isinstance(self.answer, Screening):
            return f"Body map of a screening: {self.answer.decision}"
        about = listed(self.answer.complaint_names)
        if isinstance(self.answer, Withheld):
            return f"Body map, no plan ({self.answer.action}): {about}"
        provisional = self.answer.status is PlanStatus.PROVISIONAL
        return f"Body map of a {'provisional ' if provisional else ''}plan outline: {about}"

    # --- paint --------------------------------------------------------------------------------

    def _style(self) -> Iterator[str]:
        """Colors for a dark screen. Light ones are attributes, so they need no style sheet."""
        yield "<style>"
        yield f"#{self.prefix} {{ color-scheme: light dark; }}"
        yield "@media screen and (prefers-color-scheme: dark) {"
        for name, paint in (
            ("paper", PAPER),
            ("text", TEXT),
            *((f"{status}-ground", GROUND[status]) for status in Status),
        ):
            yield f'  #{self.prefix} [data-paint="{name}"] {{ fill: {paint.dark}; }}'
        for status, paint in INK.items():
            what = "fill" if status is Status.GENERAL_CARE else "stroke"
            yield (f'  #{self.prefix} [data-paint="{status}-ink"] {{ {what}: {paint.dark}; }}')
        for name, paint in (("outline", OUTLINE), ("border", BORDER), ("detail", DETAIL)):
            yield f'  #{self.prefix} [data-paint="{name}"] {{ stroke: {paint.dark}; }}'
        yield "}"
        yield "</style>"

    def _patterns(self) -> Iterator[str]:
        yield "<defs>"
        for status in Status:
            size, drawn = _HATCHING.get(status, (8, ""))
            yield (
                f'<pattern id="{self.prefix}-hatching-{status}" patternUnits="userSpaceOnUse" '
                f'width="{size}" height="{size}">'
            )
            yield (
                f'<rect width="{size}" height="{size}" fill="{GROUND[status].light}" '
                f'data-paint="{status}-ground"/>'
            )
            if drawn:
                what = "fill" if status is Status.GENERAL_CARE else "stroke"
                yield drawn.replace(
                    "/>", f' {what}="{INK[status].light}" data-paint="{status}-ink"/>'
                )
            yield "</pattern>"
        yield "</defs>"

    # --- parts --------------------------------------------------------------------------------

    def _line(self, words: str, size: float, *, strong: bool = False, x: float = _MARGIN) -> str:
        """A line of text at the present height."""
        weight = ' font-weight="600"' if strong else ""
        return (
            f'<text x="{x}" y="{_short(self.y)}" font-size="{size}"{weight} '
            f'fill="{TEXT.light}" data-paint="text">{_text(words)}</text>'
        )

    def _wrapped(self, texts: Iterable[str], size: float, letters: int) -> Iterator[str]:
        for text in texts:
            for line in textwrap.wrap(text, letters):
                self.y += size * 1.4
                yield self._line(line, size)

    def _head(self) -> Iterator[str]:
        self.y = 36
        yield self._line(self._title(), 17, strong=True)
        self.y += 4
        yield from self._wrapped(self.notes, 13, 112)
        self.y += 30

    def _figures(self) -> Iterator[str]:
        for view, center in zip(views(), _CENTERS, strict=True):
            yield from self._captions(view, center)
            place = f"translate({center} {_short(self.y)})"
            yield f'<g id="{self.prefix}-{view.name}" transform="{place}">'
            for shape in view.shapes:
                yield from self._region(view, self.places[shape.region, shape.side], shape.d)
            for name, d, width in (
                ("detail", view.details, 0.9),
                ("outline", view.outline, 1.8),
            ):
                paint = OUTLINE if name == "outline" else DETAIL
                yield (
                    f'<path d="{d}" fill="none" stroke="{paint.light}" stroke-width="{width}" '
                    f'stroke-linecap="round" stroke-linejoin="round" pointer-events="none" '
                    f'data-paint="{name}"/>'
                )
            yield "</g>"
        self.y += _FIGURE

    def _region(self, view: View, place: Place, d: str) -> Iterator[str]:
        yield (
            f'<path id="{self.prefix}-{view.name}-{place.side}-{place.region}" '
            f'data-status="{place.status}" fill="url(#{self.prefix}-hatching-{place.status})" '
            f'stroke="{BORDER.light}" stroke-width="0.9" stroke-linejoin="round" '
            f'data-paint="border" d="{d}">'
            f"<title>{_text(f'{place.name}, {view.name}: {place.words}')}</title></path>"
        )

    def _captions(self, view: View, center: int) -> Iterator[str]:
        hands = ("right", "left") if view.left_is_right else ("left", "right")
        for x, words, strong in (
            (center, view.name.capitalize(), True),
            (center - 140, f"person's {hands[0]}", False),
            (center + 140, f"person's {hands[1]}", False),
        ):
            drawn = self._line(words, 14 if strong else 12, strong=strong, x=x)
            yield drawn.replace("<text ", '<text text-anchor="middle" ', 1)

    def _legend(self) -> Iterator[str]:
        self.y += 24
        column = (_WIDTH - 2 * _MARGIN) / 2
        for place, status in enumerate(Status):
            x = _MARGIN + column * (place % 2)
            yield (
                f'<rect x="{_short(x)}" y="{_short(self.y)}" width="30" height="18" rx="3" '
                f'fill="url(#{self.prefix}-hatching-{status})" stroke="{BORDER.light}" '
                'data-paint="border"/>'
            )
            self.y += 13.5
            yield self._line(LEGEND[status], 13, x=x + 40)
            self.y += 12.5 if place % 2 else -13.5

    def _foot(self) -> Iterator[str]:
        self.y += 4
        yield from self._wrapped(
            ["For a licensed massage therapist. Information, not a diagnosis."], 12, 120
        )
        if self.notices and self.show_notices:
            self.y += 4
            yield from self._wrapped(self.notices, 10.5, 138)


def _text(words: str) -> str:
    """Text that XML can hold, escaped."""
    return html.escape("".join(one for one in words if _is_xml(ord(one))))


def _is_xml(code: int) -> bool:
    """Whether XML 1.0 has this character."""
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x10000
    )


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
