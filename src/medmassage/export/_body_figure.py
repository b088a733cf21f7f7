"""A body map inside a page: the figures as pictures, the words around them as words of the page."""

from collections.abc import Iterator

from medmassage.export._body_drawing import Picture, hands, person
from medmassage.export._body_paint import BORDER, TEXT, dark_rules, patterns
from medmassage.export._body_places import Status
from medmassage.export._body_shapes import View, views
from medmassage.export._markup import Markup, element, escape, joined, paragraphs

_PREFIX = "map"
"""What every id begins with; a page has one map."""


def figure_style() -> str:
    """What the style sheet of a page with a map needs."""
    return "\n".join(dark_rules(f".{_PREFIX}"))


def figure(picture: Picture) -> Markup:
    """The front and the back of a person, with what holds there in a legend and in words."""
    used = [one for one in picture.legend if any(place.status is one for place in picture.places)]
    words = element("p", " ".join(picture.described), class_="hidden", id=f"{_PREFIX}-words")
    persons = joined((_svg(view, picture, used) for view in views()), "\n")
    legend = joined((_entry(status, picture.legend[status]) for status in used), "\n")
    return element(
        "div",
        "\n",
        paragraphs(picture.notes),
        element("div", "\n", persons, "\n", class_="persons"),
        "\n",
        element("ul", "\n", legend, "\n", class_="legend"),
        "\n",
        words,
        "\n",
        class_=_PREFIX,
    )


def _svg(view: View, picture: Picture, used: list[Status]) -> Markup:
    return Markup("\n".join(_lines(view, picture, used)))


def _lines(view: View, picture: Picture, used: list[Status]) -> Iterator[str]:
    id = f"{_PREFIX}-{view.name}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{id}" viewBox="-215 -44 430 836" role="img" '
        f'aria-labelledby="{id}-title" aria-describedby="{_PREFIX}-words">'
    )
    yield f'<title id="{id}-title">{escape(f"{picture.title}: {view.name}")}</title>'
    yield from patterns(id, used)
    left, right = hands(view, picture)
    for x, anchor, words in (
        (-212, "start", left),
        (0, "middle", view.name.capitalize()),
        (212, "end", right),
    ):
        yield (
            f'<text x="{x}" y="-18" text-anchor="{anchor}" font-size="22" fill="{TEXT.light}" '
            f'data-paint="text">{escape(words)}</text>'
        )
    yield from person(view, picture.places, _PREFIX, id)
    yield "</svg>"


def _entry(status: Status, words: str) -> Markup:
    """A line of the legend with its hatching."""
    id = f"{_PREFIX}-{status}"
    frame = 'viewBox="0 0 30 18" width="30" height="18" aria-hidden="true"'
    box = f'x="0.5" y="0.5" width="29" height="17" rx="3" fill="url(#{id}-hatching-{status})"'
    swatch = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>',
        f"<title>{escape(words)}</title>",  # PDF asks for it, also of a picture that says nothing
        *patterns(id, [status]),
        f'<rect {box} stroke="{BORDER.light}" data-paint="border"/>',
        "</svg>",
    )
    return element("li", Markup("".join(swatch)), " ", words)
