"""How a person lies or sits for each piece of work: with few turns, as suits the work."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from medmassage.model.matching import Place
from medmassage.pieces import ENDS, Piece
from medmassage.reach import POSITIONS, Reach
from medmassage.vocabulary import Position, SessionPart

# The cheapest row of positions is taken. The costs are our own; they only weigh against each other.
_TURN = 10.0
"""What a turn costs."""
_LESS_LIKED = 0.5
"""What each place further down in the order of preference costs a piece."""
_UNUSUAL = 4.0
"""What it costs to do specific work in another than the position it asks for."""
_CHAIR = 1 / 3
"""What a minute on a chair costs: an hour there is dearer than a turn, a short visit is not."""


class Placed(NamedTuple):
    """A piece of work, the position it is done in, and what is touched."""

    piece: Piece
    position: Position
    places: tuple[Place, ...]
    out_of_reach: tuple[Place, ...]
    """Those of the places that the position does not reach."""


class Visit(NamedTuple):
    """The pieces of a visit with their positions, and what the row of positions costs."""

    cost: float
    placed: tuple[Placed, ...]


def positioned(pieces: Sequence[Piece], table: int, reach: Reach) -> Visit:
    """
    Choose a position for each piece.

    Args:
        pieces: The pieces of a visit, in order.

        table: Minutes of hands-on work.

        reach: What each position reaches.

    Returns:
        The pieces with the cheapest row of positions, turns being dearest.
    """
    whole = sum(one.share for one in pieces)
    rows: list[tuple[float, tuple[Position, ...]]] = [(0.0, ())]
    for piece in pieces:
        minutes = table * piece.share / whole
        longer = []
        for position in _choices(piece, reach):
            own = _cost(position, piece, minutes)
            longer.append(
                min(
                    ((cost + own + _turn(row, position), (*row, position)) for cost, row in rows),
                    key=lambda found: found[0],
                )
            )
        rows = longer
    cost, best = min(rows, key=lambda found: found[0])
    placed = (_placed(piece, position, reach) for piece, position in zip(pieces, best, strict=True))
    return Visit(cost, tuple(placed))


def turns(placed: Iterable[Placed]) -> int:
    """How often the person changes position."""
    return sum(one.position is not other.position for one, other in pairwise(placed))


def _choices(piece: Piece, reach: Reach) -> list[Position]:
    """The positions that reach most of a piece; for the first and the last strokes any of it."""
    positions = reach.positions(piece.technique)
    reached = {one: len(reach.within(one, piece.places)) for one in positions}
    most = max(reached.values())
    enough = min(most, 1) if piece.part in ENDS else most
    return [one for one in positions if reached[one] >= enough]


def _cost(position: Position, piece: Piece, minutes: float) -> float:
    seated = position is Position.SEATED
    cost = _CHAIR * minutes if seated else _LESS_LIKED * POSITIONS.index(position)
    usual = piece.technique.positions[0]
    if piece.part is SessionPart.SPECIFIC and usual not in (POSITIONS[0], position):
        cost += _UNUSUAL
    return cost


def _turn(row: Sequence[Position], position: Position) -> float:
    return _TURN if row and row[-1] is not position else 0.0


def _placed(piece: Piece, position: Position, reach: Reach) -> Placed:
    within = reach.within(position, piece.places)
    places = within if within and piece.part in ENDS else piece.places
    return Placed(
        piece,
        position,
        (*places, *reach.within(position, piece.around)),
        tuple(one for one in places if one not in within),
    )
