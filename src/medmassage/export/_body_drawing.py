"""
Drawing a body map: the front and the back of a person, each place as it is told.

What is told comes as a `Picture`; the drawing only paints it.
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from medmassage.export._body_paint import (
    BORDER,
    DETAIL,
    OUTLINE,
    PAPER,
    TEXT,
    dark_rules,
    patterns,
)
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
from medmassage.export._markup import escape
from medmassage.export._notices import notice_texts
from medmassage.export._text import listed
from medmassage.model.plan import Withheld
from medmassage.model.screening import Screening
from medmassage.vocabulary import PlanStatus


class Picture(NamedTuple):
    """What a body map says."""

    title: str
    """What it shows."""
    notes: tuple[str, ...]
    """What holds beyond single places, a sentence each, printed above the figures."""
    places: tuple[Place, ...]
    """Every region that is no group, on both sides."""
    described: tuple[str, ...]
    """The places in sentences, for whoever does not see them."""
    legend: Mapping[Status, str]
    """The statuses that the legend explains, in order."""
    hands: tuple[str, str]
    """What the left and the right of the person are called."""
    foot: str
    """For whom it is."""
    notices: tuple[str, ...] = ()
    """The notices that go with it, in full."""


def picture_of(answer: Answer) -> Picture:
    """What a plan, a refusal or a screening says to a therapist."""
    said = places(answer)
    return Picture(
        title=_title(answer),
        notes=notes(answer),
        places=said,
        described=tuple(told(said)),
        legend=LEGEND,
        hands=("person's left", "person's right"),
        foot="For a licensed massage therapist. Information, not a diagnosis.",
        notices=() if isinstance(answer, Screening) else notice_texts(answer),
    )


def _title(answer: Answer) -> str:
    if isinstance(answer, Screening):
        return f"Body map of a screening: {answer.decision}"
    about = listed(answer.complaint_names)
    if isinstance(answer, Withheld):
        return f"Body map, no plan ({answer.action}): {about}"
    provisional = answer.status is PlanStatus.PROVISIONAL
    return f"Body map of a {'provisional ' if provisional else ''}plan outline: {about}"


def drawn(picture: Picture, prefix: str, *, show_notices: bool) -> str:
    """A picture as an SVG document whose ids begin with the prefix."""
    return "\n".join(_Drawing(picture, prefix, show_notices=show_notices).lines()) + "\n"


# --- a person ---------------------------------------------------------------------------------


def person(view: View, said: Iterable[Place], prefix: str, hatchings: str) -> Iterator[str]:
    """
    One view of the person, around x = 0.

    Args:
        view: The front or the back.

        said: What holds at each place.

        prefix: What the ids of the places begin with.

        hatchings: What the ids of the hatchings begin with.

    Yields:
        The shapes, then the lines on top of them.
    """
    known = {(one.region, one.side): one for one in said}
    for shape in view.shapes:
        yield from _region(view, known[shape.region, shape.side], shape.d, prefix, hatchings)
    for name, d, width in (("detail", view.details, 0.9), ("outline", view.outline, 1.8)):
        paint = OUTLINE if name == "outline" else DETAIL
        yield (
            f'<path d="{d}" fill="none" stroke="{paint.light}" stroke-width="{width}" '
            f'stroke-linecap="round" stroke-linejoin="round" pointer-events="none" '
            f'data-paint="{name}"/>'
        )


def _region(view: View, place: Place, d: str, prefix: str, hatchings: str) -> Iterator[str]:
    yield (
        f'<path id="{prefix}-{view.name}-{place.side}-{place.region}" '
        f'data-status="{place.status}" fill="url(#{hatchings}-hatching-{place.status})" '
        f'stroke="{BORDER.light}" stroke-width="0.9" stroke-linejoin="round" '
        f'data-paint="border" d="{d}">'
        f"<title>{escape(f'{place.name}, {view.name}: {place.words}')}</title></path>"
    )


def hands(view: View, picture: Picture) -> tuple[str, str]:
    """What stands on the left and on the right of a view."""
    left, right = picture.hands
    return (right, left) if view.left_is_right else (left, right)


# --- the drawing ------------------------------------------------------------------------------

_WIDTH = 820
_MARGIN = 28
_FIGURE = 792
"""The height of the person, with a little air."""
_CENTERS = (205, 615)
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


class _Drawing:
    """One map, line by line from the top."""

    def __init__(self, picture: Picture, prefix: str, *, show_notices: bool) -> None:
        self.picture = picture
        self.prefix = prefix
        self.show_notices = show_notices
        self.y = 0.0

    def lines(self) -> Iterator[str]:
        """The whole document."""
        parts = [*self._head(), *self._figures(), *self._legend(), *self._foot()]
        height = round(self.y + 14)
        name = self.prefix
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{name}" '
            f'viewBox="0 0 {_WIDTH} {height}" role="img" '
            f'aria-labelledby="{name}-title {name}-description" font-family="{_FONT}">'
        )
        yield f'<title id="{name}-title">{escape(self.picture.title)}</title>'
        described = (*self.picture.notes, *self.picture.described)
        yield f'<desc id="{name}-description">{escape(" ".join(described))}</desc>'
        if self.picture.notices:
            yield f'<metadata id="{name}-notices">'
            yield from (escape(one) for one in self.picture.notices)
            yield "</metadata>"
        yield from ("<style>", *dark_rules(f"#{name}"), "</style>")
        yield from patterns(name, Status)
        yield (
            f'<rect width="{_WIDTH}" height="{height}" rx="10" fill="{PAPER.light}" '
            'data-paint="paper"/>'
        )
        yield from parts
        yield "</svg>"

    # --- parts --------------------------------------------------------------------------------

    def _line(self, words: str, size: float, *, strong: bool = False, x: float = _MARGIN) -> str:
        """A line of text at the present height."""
        weight = ' font-weight="600"' if strong else ""
        return (
            f'<text x="{x}" y="{_short(self.y)}" font-size="{size}"{weight} '
            f'fill="{TEXT.light}" data-paint="text">{escape(words)}</text>'
        )

    def _wrapped(
        self, texts: Iterable[str], size: float, letters: int, *, strong: bool = False
    ) -> Iterator[str]:
        for text in texts:
            for line in textwrap.wrap(text, letters):
                self.y += size * 1.4
                yield self._line(line, size, strong=strong)

    def _head(self) -> Iterator[str]:
        self.y = 12.2
        yield from self._wrapped([self.picture.title], 17, 74, strong=True)
        self.y += 4
        yield from self._wrapped(self.picture.notes, 13, 112)
        self.y += 30

    def _figures(self) -> Iterator[str]:
        for view, center in zip(views(), _CENTERS, strict=True):
            yield from self._captions(view, center)
            place = f"translate({center} {_short(self.y)})"
            yield f'<g id="{self.prefix}-{view.name}" transform="{place}">'
            yield from person(view, self.picture.places, self.prefix, self.prefix)
            yield "</g>"
        self.y += _FIGURE

    def _captions(self, view: View, center: int) -> Iterator[str]:
        left, right = hands(view, self.picture)
        for x, words, strong in (
            (center, view.name.capitalize(), True),
            (center - 140, left, False),
            (center + 140, right, False),
        ):
            line = self._line(words, 14 if strong else 12, strong=strong, x=x)
            yield line.replace("<text ", '<text text-anchor="middle" ', 1)

    def _legend(self) -> Iterator[str]:
        self.y += 24
        column = (_WIDTH - 2 * _MARGIN) / 2
        for place, (status, words) in enumerate(self.picture.legend.items()):
            x = _MARGIN + column * (place % 2)
            yield (
                f'<rect x="{_short(x)}" y="{_short(self.y)}" width="30" height="18" rx="3" '
                f'fill="url(#{self.prefix}-hatching-{status})" stroke="{BORDER.light}" '
                'data-paint="border"/>'
            )
            self.y += 13.5
            yield self._line(words, 13, x=x + 40)
            self.y += 12.5 if place % 2 else -13.5

    def _foot(self) -> Iterator[str]:
        self.y += 4
        yield from self._wrapped([self.picture.foot], 12, 120)
        if self.picture.notices and self.show_notices:
            self.y += 4
            yield from self._wrapped(self.picture.notices, 10.5, 138)


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
