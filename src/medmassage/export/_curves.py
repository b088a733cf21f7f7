"""
Smooth lines through points, written as SVG paths.

A curve passes through its points without corners (a centripetal Catmull-Rom spline, as cubic
pieces). Its points may be named: a shape is put together from sections of curves, each from one
name to another, so that shapes which meet share their border.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple


class Point(NamedTuple):
    """A place in a drawing."""

    x: float
    y: float

    def moved(self, by: "Point", times: float) -> "Point":
        """The place some way along a direction."""
        return Point(self.x + by.x * times, self.y + by.y * times)

    def halfway(self, to: "Point") -> "Point":
        """The place in the middle."""
        return Point((self.x + to.x) / 2, (self.y + to.y) / 2)


class Piece(NamedTuple):
    """A cubic piece of a curve: where it starts, its two handles, where it ends."""

    start: Point
    first: Point
    second: Point
    end: Point

    def back(self) -> "Piece":
        """The same piece from its end to its start."""
        return Piece(self.end, self.second, self.first, self.start)


class Curve:
    """A smooth line; closed where its last point is its first."""

    def __init__(self, points: Iterable[tuple[str, Point]]) -> None:
        named = tuple(points)
        self._places = {name: place for place, (name, _) in enumerate(named) if name}
        self.pieces: tuple[Piece, ...] = tuple(_pieces([point for _, point in named]))

    def section(self, start: str, end: str) -> tuple[Piece, ...]:
        """The pieces between two named points, in either direction."""
        low, high = self._places[start], self._places[end]
        if low < high:
            return self.pieces[low:high]
        return tuple(one.back() for one in reversed(self.pieces[high:low]))


def _pieces(points: list[Point]) -> Iterator[Piece]:
    slopes = [_slope(points, place) for place in range(len(points))]
    for place, (start, end) in enumerate(itertools.pairwise(points)):
        reach = math.sqrt(math.dist(start, end)) / 3
        leaving, arriving = slopes[place], slopes[place + 1]
        first = start if leaving is None else start.moved(leaving, reach)
        second = end if arriving is None else end.moved(arriving, -reach)
        if leaving is None:  # an open end bends as its neighbor does
            first = start.halfway(second)
        if arriving is None:
            second = end.halfway(first)
        yield Piece(start, first, second, end)


def _slope(points: list[Point], place: int) -> Point | None:
    """Which way a curve runs at one of its points; None at an open end."""
    last = len(points) - 1
    if place in (0, last):
        if points[0] != points[-1]:
            return None
        before, here, after = points[-2], points[0], points[1]
    else:
        before, here, after = points[place - 1 : place + 2]
    near, far = math.sqrt(math.dist(before, here)), math.sqrt(math.dist(here, after))

    def along(one: float, two: float, three: float) -> float:
        return (two - one) / near - (three - one) / (near + far) + (three - two) / far

    return Point(along(before.x, here.x, after.x), along(before.y, here.y, after.y))


def read_curves(text: str) -> dict[str, Curve]:
    """
    Read curves from lines of text.

    Args:
        text: A curve to a line: its name, then its points. A line that begins with a space goes
            on with the curve before. A point is `x,y` or `name:x,y`; a name alone is a point that
            was named before.

    Returns:
        The curves by name.

    Example:
        >>> curves = read_curves("arc left:0,0 5,3 right:10,0")
        >>> [path(curves[name].pieces) for name in curves]
        ['M0 0C1.7 1.5 3.3 3 5 3C6.7 3 8.3 1.5 10 0']
    """
    known: dict[str, Point] = {}
    read: dict[str, list[tuple[str, Point]]] = {}
    name = ""
    for line in text.splitlines():
        words = line.split()
        if words and not line.startswith(" "):
            name = words.pop(0)
            read[name] = []
        for word in words:
            label, _, place = word.rpartition(":") if "," in word else (word, "", "")
            if place:
                x, y = place.split(",")
                known[label] = Point(float(x), float(y))
            read[name].append((label, known[label]))
    return {name: Curve(points) for name, points in read.items()}


def sections(curves: Mapping[str, Curve], text: str) -> tuple[Piece, ...]:
    """
    Put a line together from sections of curves.

    Args:
        curves: The curves by name.

        text: Words such as `neck:trap>elbow`, a curve and two of its points, or `neck`, the
            whole curve; each begins where the one before ends.
    """
    found: list[Piece] = []
    for word in text.split():
        name, _, ends = word.partition(":")
        start, _, end = ends.partition(">")
        found += curves[name].section(start, end) if ends else curves[name].pieces
    return tuple(found)


def path(pieces: Iterable[Piece], *, closed: bool = False, mirrored: bool = False) -> str:
    """The `d` of an SVG path, with one decimal; mirrored at x = 0 where asked."""
    turn = -1 if mirrored else 1

    def at(point: Point) -> str:
        return f"{_short(turn * point.x)} {_short(point.y)}"

    drawn = list(pieces)
    body = "".join(f"C{at(one.first)} {at(one.second)} {at(one.end)}" for one in drawn)
    return f"M{at(drawn[0].start)}{body}{'Z' if closed else ''}"


def _short(number: float) -> str:
    """One decimal, none for a whole number, no negative zero."""
    return f"{round(number, 1) + 0.0:.1f}".removesuffix(".0")
