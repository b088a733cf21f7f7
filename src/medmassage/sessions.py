"""
Laying out sessions: who does what where, for how long, in which position.

The order is general, specific, general; light before stronger; few turns. Minutes add up. What
is convention rather than evidence is stated in the catalog under the topic `session`.
"""

from collections.abc import Iterable, Iterator, Sequence

from medmassage.catalog import Catalog
from medmassage.choosing import Work
from medmassage.dosing import Course
from medmassage.model.condition import Condition
from medmassage.model.screening import Screening
from medmassage.model.session import Session, SessionStep
from medmassage.pieces import ENDS, MOST_OF_IT, Piece, pieces
from medmassage.positioning import Placed, positioned, turns
from medmassage.reach import Reach
from medmassage.vocabulary import Pressure, Region, SessionPart, Stage

_TALK = {15: (2, 1), 30: (3, 2), 45: (4, 3), 60: (5, 5)}
_FIRST_TALK = {15: (6, 1), 30: (13, 2), 45: (17, 4), 60: (20, 5)}

_MINUTES_FOR_A_TURN = 60
"""One change of position for so many minutes of a visit (our own)."""


def lay_out(
    works: Sequence[Work], course: Course, screening: Screening, catalog: Catalog
) -> tuple[Session, ...]:
    """The numbered sessions of a course; the first gives part of its time to history."""
    layout = _Layout(works, course, screening, catalog)
    return tuple(layout.session(number) for number in range(1, course.sessions + 1))


class _Layout:
    """What all sessions of a course share. Sessions that do the same share their steps."""

    def __init__(
        self, works: Sequence[Work], course: Course, screening: Screening, catalog: Catalog
    ) -> None:
        self.works = works
        self.course = course
        self.talk = {first: _talk(course.minutes, first=first) for first in (True, False)}
        reach = Reach(screening, catalog)
        table = course.minutes - sum(self.talk[False])
        rows = [
            positioned(pieces(works, reach, catalog, close_at_the_last=last), table, reach)
            for last in ((False, True) if len(works) > 1 else (False,))
        ]
        self.visit = min(rows, key=lambda one: one.cost).placed
        self.known = all(work.place_is_known for work in works)
        self._steps: dict[bool, tuple[tuple[SessionStep, ...], tuple[str, ...]]] = {}

    def session(self, number: int) -> Session:
        first = number == 1
        before, after = self.talk[first]
        if first not in self._steps:
            self._steps[first] = self._laid_out(self.course.minutes - before - after, brief=first)
        steps, gave_way = self._steps[first]
        week = self._week(number)
        main = self.works[0]
        return Session(
            number=number,
            week=week,
            stage=stage_by(main.condition, main.complaint.stage, week),
            minutes=self.course.minutes,
            talk_before=before,
            talk_after=after,
            steps=steps,
            place_is_known=self.known,
            reassessment=number in self.course.reassess_at,
            gave_way=gave_way,
        )

    def _week(self, number: int) -> int:
        """The week of a session: week by week, or spread over a longer course."""
        course = self.course
        spread = course.weeks > -(-course.sessions // course.sessions_per_week)
        if spread:
            return 1 + (number - 1) * course.weeks // course.sessions
        return 1 + (number - 1) // course.sessions_per_week

    def _laid_out(
        self, table: int, *, brief: bool
    ) -> tuple[tuple[SessionStep, ...], tuple[str, ...]]:
        """The steps for some minutes of table time, and what had to give way."""
        wanted = _shorter_first_visit(self.visit) if brief else self.visit
        kept, dropped = _that_fit(wanted, table)
        pieces = [one.piece for one in kept]
        steps = tuple(
            self._step(one, minutes, pressure)
            for one, minutes, pressure in zip(
                kept, _minutes(pieces, table), _pressures(pieces), strict=True
            )
        )
        return steps, tuple(self._gave_way(kept, dropped, table))

    def _step(self, placed: Placed, minutes: int, pressure: Pressure) -> SessionStep:
        piece = placed.piece
        return SessionStep(
            technique_id=piece.technique.id,
            technique_name=piece.technique.name,
            impairment_ids=piece.impairment_ids,
            part=piece.part,
            regions=[place.region for place in placed.places],
            except_regions=[part for place in placed.places for part in place.except_regions],
            side=piece.places[0].side,
            minutes=minutes,
            pressure=pressure,
            position=placed.position,
            intent=piece.intent,
        )

    def _gave_way(
        self, placed: Sequence[Placed], dropped: Sequence[Placed], table: int
    ) -> Iterator[str]:
        if healing := _regions(work.healing_too for work in self.works):
            yield (
                f"Pressure: another complaint at the {healing} is fresh or heals, so that the "
                "work there suits it too and is moderate at most."
            )
        if near := _regions(work.beside_injury for work in self.works):
            yield (
                f"Pressure: another complaint next to the {near} is fresh or heals, so that "
                "nothing there is firm or stretches."
            )
        rough = any(one.piece.pressure is not Pressure.LIGHT for one in placed)
        if rough and not any(one.piece.part in ENDS for one in placed):
            yield "Order: nothing gentle that is on offer can open and close the visit."
        for one in dropped:
            yield f"Time: no room for {one.piece.name} in {table} minutes of hands-on work."
        many = turns(placed)
        if many > self.course.minutes // _MINUTES_FOR_A_TURN:
            yield (
                f"Turns: {many} {'change' if many == 1 else 'changes'} of position, "
                "since no single position reaches every place."
            )
        beyond = dict.fromkeys(place.region for one in placed for place in one.out_of_reach)
        for region in beyond:
            yield (
                f"Position: none that is left reaches the {region.value.replace('-', ' ')} by "
                "itself; support it with cushions, or leave it out."
            )


def _regions(found: Iterable[Iterable[Region]]) -> str:
    """Regions in words, each once, in order."""
    each = dict.fromkeys(region for one in found for region in one)
    return " and ".join(region.value.replace("-", " ") for region in each)


def stage_by(condition: Condition, given: Stage | None, week: int) -> Stage | None:
    """
    The stage of a complaint in a week of the course, counting from the stage given.

    It moves on only when the weeks passed alone are more than the stage can last.
    """
    if given is None:
        return None
    found = given
    for one in condition.stages:
        later = one.weeks is not None and one.weeks.low is not None and week - 1 >= one.weeks.low
        if later and one.stage.rank > found.rank:
            found = one.stage
    return found


def _talk(minutes: int, *, first: bool) -> tuple[int, int]:
    """Minutes of talk before and after the hands-on work."""
    table = _FIRST_TALK if first else _TALK
    nearest = max(length for length in table if length <= minutes)
    before, after = table[nearest]
    extra = minutes - nearest
    return before + (extra // 3 if first else extra // 12), after + extra // 12


# --- pressure and minutes -------------------------------------------------------------------------


def _pressures(pieces: Sequence[Piece]) -> tuple[Pressure, ...]:
    """The pressure of each step: never more than one word above the last, if it can be."""
    found: list[Pressure] = []
    for piece in pieces:
        after = found[-1].rank + 1 if found else Pressure.MODERATE.rank
        lightest = piece.technique.pressure.low.rank
        found.append(tuple(Pressure)[max(lightest, min(piece.pressure.rank, after))])
    return tuple(found)


_FIRST_TO_GO = (SessionPart.SPECIFIC, SessionPart.MAIN, *ENDS)


def _shorter_first_visit(visit: Sequence[Placed]) -> Sequence[Placed]:
    """The first visit leaves a second specific technique for later: there is less time."""
    specific = [one for one in visit if one.piece.part is SessionPart.SPECIFIC]
    return [one for one in visit if one not in specific[1:]]


def _that_fit(visit: Sequence[Placed], table: int) -> tuple[list[Placed], list[Placed]]:
    """The pieces that the time can hold, and those it cannot: the smallest share goes first."""
    kept, dropped = list(visit), []
    while len(kept) > 1:
        whole = sum(one.piece.share for one in kept)
        too_short = [
            one
            for one in kept
            if one.piece.part is SessionPart.SPECIFIC
            and table * one.piece.share / whole < one.piece.least_minutes / 2
        ]
        if not too_short and sum(_least(one.piece, table) for one in kept) <= table:
            break
        last_first = reversed(too_short or kept)
        least = min(
            last_first, key=lambda one: (_FIRST_TO_GO.index(one.piece.part), one.piece.share)
        )
        kept.remove(least)
        dropped.append(least)
    return kept, dropped


def _minutes(pieces: Sequence[Piece], table: int) -> tuple[int, ...]:
    """Whole minutes by share, within what sources give a technique, adding up to the table time."""
    given = _shared(pieces, table)
    caps = [piece.most_minutes for piece in pieces]
    spare = 0
    for place, cap in enumerate(caps):
        if cap is not None and given[place] > cap:
            spare += given[place] - cap
            given[place] = cap
    free = [place for place, cap in enumerate(caps) if cap is None]
    takers = [place for place in free if pieces[place].part is SessionPart.MAIN] or free or [0]
    for turn in range(spare):
        given[takers[turn % len(takers)]] += 1
    return tuple(given)


def _least(piece: Piece, table: int) -> int:
    """The least minutes of a piece; specific work stays the smaller part of a short visit."""
    most = int(MOST_OF_IT * table) if piece.part is SessionPart.SPECIFIC else table
    return max(1, min(piece.least_minutes, most))


def _shared(pieces: Sequence[Piece], table: int) -> list[int]:
    """Whole minutes by share, none less than the least of its piece where more can be had."""
    whole = sum(one.share for one in pieces)
    exact = [table * one.share / whole for one in pieces]
    least = [_least(one, table) for one in pieces]
    given = [max(low, int(share)) for low, share in zip(least, exact, strict=True)]
    while sum(given) > table:
        longer = [place for place, low in enumerate(least) if given[place] > low]
        given[max(longer, key=lambda place: given[place] - exact[place])] -= 1
    while sum(given) < table:
        given[max(range(len(given)), key=lambda place: exact[place] - given[place])] += 1
    return given
