"""
Laying out sessions: who does what where, for how long, in which position.

The order is general, specific, general; light before stronger; few turns. Minutes add up. What
is convention rather than evidence is stated in the catalog under the topic `session`.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.choosing import Work
from medmassage.dosing import Course
from medmassage.model.condition import Condition
from medmassage.model.matching import Place, TechniqueMatch
from medmassage.model.screening import Screening
from medmassage.model.session import Session, SessionStep
from medmassage.model.technique import Technique
from medmassage.vocabulary import Position, Pressure, SessionPart, Stage

_POSITIONS = (
    Position.PRONE,
    Position.SUPINE,
    Position.SIDE_LYING,
    Position.SEMI_RECLINED,
    Position.SEATED,
)
"""In the order of preference where several serve as well."""

_TALK = {15: (2, 1), 30: (3, 2), 45: (4, 3), 60: (5, 5)}
_FIRST_TALK = {15: (6, 1), 30: (13, 2), 45: (17, 4), 60: (20, 5)}

_ENDS = (SessionPart.OPENING, SessionPart.CLOSING)

_LEAST_MINUTES = 2
"""A step shorter than this is no step."""

_MINUTES_FOR_A_TURN = 60
"""One change of position for so many minutes of a visit (our own)."""


class _Piece(NamedTuple):
    """One step before its minutes and position are known."""

    technique: Technique
    part: SessionPart
    places: tuple[Place, ...]
    share: float
    intent: str
    impairment_ids: tuple[str, ...] = ()
    around: tuple[Place, ...] = ()
    """Neighboring regions, taken in where the position of the step reaches them."""
    most_minutes: int | None = None
    """The most minutes that a source gives it; None: none does."""
    gentle_pressure: Pressure = Pressure.FIRM
    """The most pressure that is planned, whatever the limits would leave."""

    @property
    def name(self) -> str:
        """What it is called where it had to give way."""
        where = self.places[0].region.value.replace("-", " ")
        return f"{self.technique.name} on the {where}"


def lay_out(
    works: Sequence[Work], course: Course, screening: Screening, catalog: Catalog
) -> tuple[Session, ...]:
    """The numbered sessions of a course; the first gives part of its time to history."""
    pieces = tuple(_pieces(works, catalog))
    layout = _Layout(works, pieces, course, screening, catalog)
    return tuple(layout.session(number) for number in range(1, course.sessions + 1))


class _Layout:
    """What all sessions of a course share. Sessions that do the same share their steps."""

    def __init__(
        self,
        works: Sequence[Work],
        pieces: Sequence[_Piece],
        course: Course,
        screening: Screening,
        catalog: Catalog,
    ) -> None:
        self.works = works
        self.pieces = pieces
        self.course = course
        self.avoided = frozenset(screening.positions_avoid)
        self.access = {
            id: frozenset(one.access) for id, one in catalog.table_positions.records.items()
        }
        self.known = all(work.place_is_known for work in works)
        self._steps: dict[bool, tuple[tuple[SessionStep, ...], tuple[str, ...]]] = {}

    def session(self, number: int) -> Session:
        first = number == 1
        before, after = _talk(self.course.minutes, first=first)
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
        kept, gave_way = self.pieces, []
        if brief:
            kept = _shorter_first_visit(kept)
        kept, dropped = _that_fit(kept, table)
        gave_way += [
            f"Time: no room for {one.name} in {table} minutes of hands-on work." for one in dropped
        ]
        pressures = _pressures(kept)
        minutes = _minutes(kept, table)
        positions = self._positions(kept)
        turns = sum(one != other for one, other in pairwise(positions))
        if turns > self.course.minutes // _MINUTES_FOR_A_TURN:
            gave_way.append(
                f"Turns: {turns} {'change' if turns == 1 else 'changes'} of position, "
                "since no single position reaches every place."
            )
        steps = tuple(
            SessionStep(
                technique_id=piece.technique.id,
                technique_name=piece.technique.name,
                impairment_ids=piece.impairment_ids,
                part=piece.part,
                regions=[place.region for place in self._touched(piece, position)],
                except_regions=[
                    part
                    for place in self._touched(piece, position)
                    for part in place.except_regions
                ],
                side=piece.places[0].side,
                minutes=many,
                pressure=pressure,
                position=position,
                intent=piece.intent,
            )
            for piece, many, pressure, position in zip(
                kept, minutes, pressures, positions, strict=True
            )
        )
        return steps, tuple(gave_way)

    def _touched(self, piece: _Piece, position: Position) -> tuple[Place, ...]:
        reached = self.access[position]
        near = (one for one in piece.around if not reached.isdisjoint(one.region.path))
        return (*piece.places, *near)

    # --- positions ----------------------------------------------------------------------------

    def _positions(self, pieces: Sequence[_Piece]) -> tuple[Position, ...]:
        """A position for each step: one for all where one serves, else as few turns as can be."""
        open_positions = [one for one in _POSITIONS if one not in self.avoided]
        best = max(
            open_positions,
            key=lambda one: (
                sum(self._serves(one, piece) for piece in pieces),
                -_POSITIONS.index(one),
            ),
            default=None,
        )
        found: list[Position] = []
        for piece in pieces:
            fitting = [one for one in open_positions if one in piece.technique.positions]
            choices = [one for one in fitting if self._reaches(one, piece)] or fitting
            stay = [one for one in (best, found[-1] if found else None) if one in choices]
            found.append(stay[0] if stay and stay[0] is not None else choices[0])
        return tuple(found)

    def _serves(self, position: Position, piece: _Piece) -> bool:
        return position in piece.technique.positions and self._reaches(position, piece)

    def _reaches(self, position: Position, piece: _Piece) -> bool:
        access = self.access[position]
        return all(not access.isdisjoint(place.region.path) for place in piece.places)


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


# --- what is done -------------------------------------------------------------------------------


def _pieces(works: Sequence[Work], catalog: Catalog) -> Iterator[_Piece]:
    """The steps for each complaint; the first complaint gets twice the time of each other."""
    for place, work in enumerate(works):
        weight = 2.0 if place == 0 and len(works) > 1 else 1.0
        for piece in _pieces_of(work, catalog):
            yield piece._replace(share=piece.share * weight)


def _pieces_of(work: Work, catalog: Catalog) -> Iterator[_Piece]:
    most = Pressure.MODERATE if work.complaint.stage is Stage.ACUTE else Pressure.FIRM
    gentle, chosen = work.gentle, work.specific
    if gentle is None:
        for match in chosen:
            yield _specific(match, SessionPart.MAIN, 1 / len(chosen), most, catalog)
        return
    main = _first_group(work.gentle_places)
    light = tuple(_at(place, Pressure.LIGHT) for place in main)
    light_around = tuple(_at(place, Pressure.LIGHT) for place in work.around)
    eased = _addressed_by(gentle, work)
    shares = _shares(work, catalog)
    yield _Piece(gentle, SessionPart.OPENING, light, 0.05, "settle and explore")
    yield _Piece(
        gentle,
        SessionPart.MAIN,
        main,
        0.80 - sum(shares),
        _intent("ease", eased, catalog) or "ease general tension",
        impairment_ids=eased,
        around=work.around,
        gentle_pressure=most,
    )
    for match, share in zip(chosen, shares, strict=True):
        yield _specific(match, SessionPart.SPECIFIC, share, most, catalog)
    yield _Piece(
        gentle,
        SessionPart.CLOSING,
        light,
        0.15,
        "join the area and settle",
        around=light_around,
    )


def _shares(work: Work, catalog: Catalog) -> tuple[float, ...]:
    """The share of table time of each technique between opening and closing."""
    ranks = {one.technique_id: place for place, one in enumerate(work.techniques)}
    gentle = ranks.get(work.gentle.id, len(ranks)) if work.gentle else len(ranks)
    leads = any(
        ranks[one.technique_id] < gentle
        and one.direct
        and one.support.is_founded
        and SessionPart.MAIN in catalog.techniques[one.technique_id].parts
        for one in work.specific
    )
    whole = 0.45 if leads else {0: 0.0, 1: 0.25}.get(len(work.specific), 0.35)
    return tuple(whole / len(work.specific) for _ in work.specific)


def _addressed_by(technique: Technique, work: Work) -> tuple[str, ...]:
    wanted = dict.fromkeys((*work.complaint.impairment_ids, *work.condition.impairment_ids))
    return tuple(id for id in wanted if id in technique.impairment_ids)


def _specific(
    match: TechniqueMatch, part: SessionPart, share: float, most: Pressure, catalog: Catalog
) -> _Piece:
    technique = catalog.techniques[match.technique_id]
    part = part if part in technique.parts else SessionPart.MAIN
    places = _first_group(match.places)
    longest = technique.minutes_per_region.high if technique.minutes_per_region else None
    return _Piece(
        technique,
        part,
        places,
        share,
        _intent("change in", match.impairment_ids, catalog) or "ease of the complaint",
        impairment_ids=match.impairment_ids,
        most_minutes=None if longest is None else int(longest) * len(places),
        gentle_pressure=most,
    )


def _intent(verb: str, impairment_ids: Sequence[str], catalog: Catalog) -> str:
    names = [catalog.impairments[id].name.lower() for id in impairment_ids[:2]]
    return f"{verb} {' and '.join(names)}" if names else ""


def _at(place: Place, pressure: Pressure) -> Place:
    """The same place, worked no harder than a pressure."""
    lighter = min(pressure, place.pressure, key=lambda one: one.rank)
    return Place(
        region=place.region,
        side=place.side,
        pressure=lighter,
        except_regions=place.except_regions,
    )


def _first_group(places: Sequence[Place]) -> tuple[Place, ...]:
    """The main place with up to two more on the same side at the same pressure."""
    first = places[0]
    return tuple(one for one in places if (one.side, one.pressure) == (first.side, first.pressure))[
        :3
    ]


# --- pressure and minutes -------------------------------------------------------------------------


def _pressures(pieces: Sequence[_Piece]) -> tuple[Pressure, ...]:
    """The pressure of each step: at most firm, and never more than one word above the last."""
    found: list[Pressure] = []
    for piece in pieces:
        top = min(place.pressure.rank for place in piece.places)
        after = found[-1].rank + 1 if found else Pressure.MODERATE.rank
        low = piece.technique.pressure.low.rank
        planned = min(top, after, piece.gentle_pressure.rank)
        found.append(tuple(Pressure)[max(low, planned)])
    return tuple(found)


def _shorter_first_visit(pieces: Sequence[_Piece]) -> Sequence[_Piece]:
    """The first visit leaves a second specific technique for later: there is less time."""
    specific = [one for one in pieces if one.part is SessionPart.SPECIFIC]
    return [one for one in pieces if one not in specific[1:]]


def _that_fit(
    pieces: Sequence[_Piece], table: int
) -> tuple[tuple[_Piece, ...], tuple[_Piece, ...]]:
    """The steps that the time can hold, and those that it cannot: the smallest share goes first."""
    kept, dropped = list(pieces), []
    while len(kept) > 1 and len(kept) * _LEAST_MINUTES > table:
        least = min(kept, key=lambda one: (one.part in _ENDS, one.share))
        kept.remove(least)
        dropped.append(least)
    return tuple(kept), tuple(dropped)


def _minutes(pieces: Sequence[_Piece], table: int) -> tuple[int, ...]:
    """Whole minutes by share, within what sources give a technique, adding up to the table time."""
    given = _shared([piece.share for piece in pieces], table)
    caps = [piece.most_minutes for piece in pieces]
    spare = 0
    for place, cap in enumerate(caps):
        if cap is not None and given[place] > cap:
            spare += given[place] - cap
            given[place] = cap
    takers = [place for place, piece in enumerate(pieces) if piece.part is SessionPart.MAIN]
    takers = [place for place in takers if caps[place] is None] or [
        place for place, cap in enumerate(caps) if cap is None
    ]
    if spare:
        for turn in range(spare):
            given[(takers or [0])[turn % len(takers or [0])]] += 1
    return tuple(given)


def _shared(shares: Sequence[float], table: int) -> list[int]:
    whole = sum(shares)
    exact = [table * share / whole for share in shares]
    given = [max(1, int(one)) for one in exact]
    while sum(given) > table and max(given) > 1:
        longer = [one for one in range(len(given)) if given[one] > 1]
        given[max(longer, key=lambda one: given[one] - exact[one])] -= 1
    while sum(given) < table:
        given[max(range(len(given)), key=lambda one: exact[one] - given[one])] += 1
    return given
