"""
Laying out sessions: who does what where, for how long, in which position.

The order is general, specific, general; light before stronger; few turns. Minutes add up. What
is convention rather than evidence is stated in the catalog under the topic `session`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.matching import places_open_to
from medmassage.model.intake import Complaint
from medmassage.model.matching import Place, TechniqueMatch
from medmassage.model.plan import Session, SessionStep
from medmassage.model.screening import Screening
from medmassage.model.technique import Technique
from medmassage.vocabulary import (
    Position,
    Pressure,
    SessionPart,
    Support,
)

GENTLE = "swedish-massage"
"""The technique that opens and closes where it can be used."""

_POSITIONS = (
    Position.PRONE,
    Position.SUPINE,
    Position.SIDE_LYING,
    Position.SEMI_RECLINED,
    Position.SEATED,
)
"""In the order of preference where several serve as well."""

_TALK = {30: (3, 2), 45: (4, 3), 60: (5, 5)}
_FIRST_TALK = {30: (13, 2), 45: (17, 4), 60: (20, 5)}


class Course(NamedTuple):
    """How many visits, how long, how often."""

    sessions: int
    minutes: int
    sessions_per_week: int
    reassess_at: int


class Work(NamedTuple):
    """What is done for one complaint."""

    complaint: Complaint
    techniques: tuple[TechniqueMatch, ...]
    """Accepted for it, best first."""


class _Piece(NamedTuple):
    """One step before its minutes and position are known."""

    technique: Technique
    part: SessionPart
    places: tuple[Place, ...]
    share: float
    intent: str


def lay_out(
    works: Sequence[Work], course: Course, screening: Screening, catalog: Catalog
) -> tuple[Session, ...]:
    """The numbered sessions of a course; the first gives part of its time to history."""
    pieces = _pieces(works, screening, catalog)
    known = all(match.place_is_known for work in works for match in work.techniques)
    return tuple(
        _session(number, pieces, course, screening, catalog, known=known)
        for number in range(1, course.sessions + 1)
    )


def _session(
    number: int,
    pieces: Sequence[_Piece],
    course: Course,
    screening: Screening,
    catalog: Catalog,
    *,
    known: bool,
) -> Session:
    before, after = _talk(course.minutes, first=number == 1)
    table = course.minutes - before - after
    pieces = _that_fit(pieces, table)
    pressures = _pressures(pieces)
    minutes = _minutes([piece.share for piece in pieces], table)
    positions = _positions(pieces, screening, catalog)
    return Session(
        number=number,
        week=1 + (number - 1) // course.sessions_per_week,
        minutes=course.minutes,
        talk_before=before,
        talk_after=after,
        steps=tuple(
            SessionStep(
                technique_id=piece.technique.id,
                technique_name=piece.technique.name,
                part=piece.part,
                regions=[place.region for place in piece.places],
                except_regions=[part for place in piece.places for part in place.except_regions],
                side=piece.places[0].side,
                minutes=many,
                pressure=pressure,
                position=position,
                intent=piece.intent,
            )
            for piece, many, pressure, position in zip(
                pieces, minutes, pressures, positions, strict=True
            )
        ),
        place_is_known=known,
        reassessment=number == course.reassess_at,
    )


def _talk(minutes: int, *, first: bool) -> tuple[int, int]:
    """Minutes of talk before and after the hands-on work."""
    table = _FIRST_TALK if first else _TALK
    nearest = max((length for length in table if length <= minutes), default=min(table))
    before, after = table[nearest]
    extra = minutes - nearest
    return before + (extra // 3 if first else extra // 12), after + extra // 12


# --- what is done -------------------------------------------------------------------------------


def _pieces(works: Sequence[Work], screening: Screening, catalog: Catalog) -> tuple[_Piece, ...]:
    found: list[_Piece] = []
    for place, work in enumerate(works):
        weight = 2.0 if place == 0 and len(works) > 1 else 1.0
        found += [
            piece._replace(share=piece.share * weight)
            for piece in _pieces_of(work, screening, catalog)
        ]
    return tuple(found)


def _pieces_of(work: Work, screening: Screening, catalog: Catalog) -> list[_Piece]:
    gentle, gentle_places = _gentle(work, screening, catalog)
    chosen = _specific(work, gentle, catalog)
    if gentle is None:
        return [
            _piece(catalog, match, SessionPart.MAIN, 1 / len(chosen), "general work on the finding")
            for match in chosen
        ]
    light = tuple(_at(place, Pressure.LIGHT) for place in gentle_places)
    main = _first_group(gentle_places)
    pieces = [
        _Piece(gentle, SessionPart.OPENING, _first_group(light), 0.05, "settle and explore"),
        _Piece(gentle, SessionPart.MAIN, main, 0.45 if chosen else 0.80, "ease general tension"),
    ]
    share = 0.35 / len(chosen) if chosen else 0.0
    for match in chosen:
        names = [catalog.impairments[id].name.lower() for id in match.impairment_ids[:2]]
        intent = f"change in {' and '.join(names)}" if names else "ease of the complaint"
        pieces.append(_piece(catalog, match, SessionPart.SPECIFIC, share, intent))
    pieces.append(
        _Piece(gentle, SessionPart.CLOSING, _first_group(light), 0.15, "join the area and settle")
    )
    return pieces


def _gentle(
    work: Work, screening: Screening, catalog: Catalog
) -> tuple[Technique | None, tuple[Place, ...]]:
    """The technique that opens and closes: Swedish massage, else the lightest that can."""
    order = sorted(
        (one for one in catalog.techniques.values() if SessionPart.OPENING in one.parts),
        key=lambda one: (one.id != GENTLE, one.pressure.low.rank, one.pressure.high.rank, one.id),
    )
    for technique in order:
        if technique.parent_id is None or technique.pressure.low is not Pressure.LIGHT:
            continue
        places = places_open_to(technique, work.complaint, screening, catalog)
        if places:
            return technique, places
    return None, ()


def _specific(work: Work, gentle: Technique | None, catalog: Catalog) -> tuple[TechniqueMatch, ...]:
    """At most two more techniques, no two of which do the same thing."""
    chosen: list[TechniqueMatch] = []
    for match in work.techniques:
        technique = catalog.techniques[match.technique_id]
        if gentle is not None and technique.id == gentle.id:
            continue
        if match.support is Support.UNSUPPORTED:
            continue
        covered = {id for one in chosen for id in one.impairment_ids}
        related = {id for one in chosen for id in _family(one.technique_id, catalog)}
        if technique.id in related or technique.parent_id in {one.technique_id for one in chosen}:
            continue
        if chosen and set(match.impairment_ids) <= covered:
            continue
        chosen.append(match)
        if len(chosen) == 2:
            break
    return tuple(sorted(chosen, key=lambda one: _may_close(catalog.techniques[one.technique_id])))


def _may_close(technique: Technique) -> bool:
    """Whether it belongs to the end too, as stretching does: then it follows other work."""
    return SessionPart.CLOSING in technique.parts


def _family(technique_id: str, catalog: Catalog) -> tuple[str, ...]:
    parent = catalog.techniques[technique_id].parent_id
    return (technique_id,) if parent is None else (technique_id, parent)


def _piece(
    catalog: Catalog, match: TechniqueMatch, part: SessionPart, share: float, intent: str
) -> _Piece:
    technique = catalog.techniques[match.technique_id]
    return _Piece(technique, part, _first_group(match.places), share, intent)


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


# --- minutes and positions ----------------------------------------------------------------------


def _pressures(pieces: Sequence[_Piece]) -> tuple[Pressure, ...]:
    """The pressure of each step: at most firm, and never more than one word above the last."""
    found: list[Pressure] = []
    for piece in pieces:
        top = min(place.pressure.rank for place in piece.places)
        after = found[-1].rank + 1 if found else Pressure.MODERATE.rank
        low = piece.technique.pressure.low.rank
        found.append(tuple(Pressure)[max(low, min(top, after, Pressure.FIRM.rank))])
    return tuple(found)


def _that_fit(pieces: Sequence[_Piece], table: int) -> tuple[_Piece, ...]:
    """Fewer steps where the time is short: at least two minutes each."""
    kept = list(pieces)
    while len(kept) > 1 and len(kept) * 2 > table:
        kept.remove(min(kept, key=lambda one: one.share))
    return tuple(kept)


def _minutes(shares: Sequence[float], table: int) -> tuple[int, ...]:
    """Whole minutes in proportion to the shares, at least one each, adding up to the table time."""
    whole = sum(shares)
    exact = [table * share / whole for share in shares]
    given = [max(1, int(one)) for one in exact]
    while sum(given) > table:
        given[max(range(len(given)), key=lambda one: given[one] - exact[one])] -= 1
    while sum(given) < table:
        given[max(range(len(given)), key=lambda one: exact[one] - given[one])] += 1
    return tuple(given)


def _positions(
    pieces: Sequence[_Piece], screening: Screening, catalog: Catalog
) -> tuple[Position, ...]:
    """A position for each step: one for all where one serves, else as few turns as possible."""
    avoided = set(screening.positions_avoid)
    best = max(
        (one for one in _POSITIONS if one not in avoided),
        key=lambda one: (
            sum(_serves(one, piece, catalog) for piece in pieces),
            -_POSITIONS.index(one),
        ),
        default=None,
    )
    found = []
    for piece in pieces:
        fitting = [one for one in piece.technique.positions if one not in avoided]
        reach = [one for one in _POSITIONS if one in fitting and _reaches(one, piece, catalog)]
        choices = reach or [one for one in _POSITIONS if one in fitting]
        found.append(best if best is not None and best in choices else choices[0])
    return tuple(found)


def _serves(position: Position, piece: _Piece, catalog: Catalog) -> bool:
    return position in piece.technique.positions and _reaches(position, piece, catalog)


def _reaches(position: Position, piece: _Piece, catalog: Catalog) -> bool:
    access = set(catalog.table_positions[position].access)
    return all(not access.isdisjoint(place.region.path) for place in piece.places)
