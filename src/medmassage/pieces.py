"""What a visit is made of: pieces of hands-on work, before their minutes and positions."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.choosing import Work, besides, covered, general_pressure, most_pressure
from medmassage.ground import halves
from medmassage.healing import at_most
from medmassage.model.matching import Place, TechniqueMatch
from medmassage.model.technique import Technique
from medmassage.reach import Reach
from medmassage.vocabulary import Pressure, Region, SessionPart, Side

ENDS = (SessionPart.OPENING, SessionPart.CLOSING)

LEAST_MINUTES = 2
"""A piece shorter than this is none."""

_MOST_SPOTS = 3
"""Specific work is for few regions (our own)."""

MOST_OF_IT = 0.45
"""The most that specific work takes of the table time (statement `shares-of-time`)."""

_WIDE = frozenset(
    {
        Region.UPPER_BACK,
        Region.MID_BACK,
        Region.LOWER_BACK,
        Region.GLUTEAL,
        Region.THIGH,
        Region.LOWER_LEG,
        Region.SHOULDER,
        Region.CHEST,
        Region.ABDOMEN,
    }
)
"""Regions that take twice the time of a small one (our own)."""

_TENDER = frozenset({Region.FACE, Region.JAW})
"""Where nothing is firm (our own caution)."""

_OPENING, _GENERAL_AND_SPECIFIC, _CLOSING = 0.05, 0.80, 0.15
"""Shares of table time (statement `shares-of-time`)."""

_AIMS = {
    "constipation": "easier bowel movement",
    "deep-muscle-tension": "less deep muscle tension",
    "delayed-onset-muscle-soreness": "less soreness after exercise",
    "edema": "less swelling",
    "fascial-stiffness": "looser fascia",
    "joint-stiffness": "less joint stiffness",
    "limited-range-of-motion": "more range of motion",
    "muscle-guarding": "less guarding",
    "muscle-shortening": "less muscle tightness",
    "muscle-tension": "less muscle tension",
    "musculoskeletal-pain": "less pain",
    "neck-tightness-with-headache": "looser neck and scalp muscles",
    "pain-sensitivity": "less tenderness to pressure",
    "poor-sleep": "better sleep",
    "referred-pain": "less referred pain",
    "scar-tissue-adhesion": "freer glide of scar tissue",
    "skin-scar-stiffness": "softer scar",
    "stress-and-anxiety": "calm",
    "tendon-pain": "less tendon pain",
    "trigger-point": "less trigger point pain",
}
"""What a step aims at, by impairment; one that is not here is eased under its name."""


class Piece(NamedTuple):
    """One step before its minutes and position are known."""

    technique: Technique
    part: SessionPart
    places: tuple[Place, ...]
    """Where, all on one side."""
    share: float
    """Its share of the time of its complaint."""
    intent: str
    most_pressure: Pressure
    """The most pressure that is planned, whatever the limits would leave."""
    impairment_ids: tuple[str, ...] = ()
    around: tuple[Place, ...] = ()
    """Neighboring regions, taken in where the position of the step reaches them."""
    least_minutes: int = LEAST_MINUTES
    """Fewer are not worth beginning."""
    most_minutes: int | None = None
    """The most minutes that a source gives it; None: none does."""

    @property
    def name(self) -> str:
        """What it is called where it had to give way."""
        main = self.places[0]
        side = f"{main.side} " if main.side in (Side.LEFT, Side.RIGHT) else ""
        return f"{self.technique.name} on the {side}{main.region.value.replace('-', ' ')}"

    @property
    def pressure(self) -> Pressure:
        """The most pressure that the places leave and the plan wants."""
        return min((*(one.pressure for one in self.places), self.most_pressure), key=_rank)


def pieces(
    works: Sequence[Work], reach: Reach, catalog: Catalog, *, close_at_the_last: bool = False
) -> list[Piece]:
    """
    The pieces of a visit, in order.

    The visit opens and closes at the first complaint, or closes at the last; the first gets twice
    the time of each other. What is done for a complaint is finished in one position before the
    next; a place that was worked on for an earlier complaint is not worked on in the same way
    again, but longer.
    """
    gentle = [(work, work.gentle) for work in works if work.gentle is not None]
    visit = _Visit()
    if gentle:
        visit.add(_lightly(*gentle[0], SessionPart.OPENING, _OPENING * _weight(works[0], works)))
    for work in works:
        _ForOneComplaint(work, _weight(work, works), catalog).join(visit, reach)
    if gentle:
        whole = sum(_weight(work, works) for work, _ in gentle)
        last = gentle[-1 if close_at_the_last else 0]
        visit.add(_lightly(*last, SessionPart.CLOSING, _CLOSING * whole))
    return visit.pieces


def _weight(work: Work, works: Sequence[Work]) -> float:
    return 2.0 if work is works[0] and len(works) > 1 else 1.0


# --- to begin and to end with ---------------------------------------------------------------------


def _lightly(work: Work, gentle: Technique, part: SessionPart, share: float) -> Piece:
    """Light work at the main place and those on its side."""
    opens = part is SessionPart.OPENING
    places = _on_the_main_side(work.gentle_places)
    around = () if opens else tuple(one for one in work.around if one.side is places[0].side)
    return Piece(
        gentle,
        part,
        places,
        share,
        "settle and explore" if opens else "join the area and settle",
        Pressure.LIGHT,
        around=around,
    )


def _on_the_main_side(places: Sequence[Place]) -> tuple[Place, ...]:
    """The places on the side of the main one, when all are worked on alike."""
    found: dict[Region, Place] = {}
    for one in places:
        if (other := found.get(one.region)) is not None:
            found[one.region] = Place(
                region=one.region,
                side=Side.BOTH,
                pressure=min(one.pressure, other.pressure, key=_rank),
                except_regions={*one.except_regions, *other.except_regions},
            )
        else:
            found[one.region] = one
    main = found[places[0].region]
    return tuple(one for one in found.values() if one.side is main.side)


# --- between --------------------------------------------------------------------------------------


class _Visit:
    """The pieces so far, and where each technique was used."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._done: dict[tuple[str, Region, Side], int] = {}

    def add(self, piece: Piece) -> None:
        """Add a piece; what it would do again lengthens the piece that did it first."""
        if piece.part in ENDS:
            self.pieces.append(piece)
            return
        fresh = self.fresh(piece.technique, piece.places)
        share = piece.share / _size(piece.places)
        for one in piece.places:
            if one not in fresh:
                self.lengthen(piece.technique, one, share * _size([one]))
        if fresh:
            for one in fresh:
                for key in _halves(piece.technique, one):
                    self._done[key] = len(self.pieces)
            self.pieces.append(piece._replace(places=fresh, share=share * _size(fresh)))

    def fresh(self, technique: Technique, places: Iterable[Place]) -> tuple[Place, ...]:
        """The places where a technique was not used yet, on a side at least."""
        return tuple(
            one for one in places if not all(key in self._done for key in _halves(technique, one))
        )

    def lengthen(self, technique: Technique, place: Place, share: float) -> None:
        """Give more time to the piece that used a technique at a place first."""
        at = self._done[_halves(technique, place)[0]]
        self.pieces[at] = self.pieces[at]._replace(share=self.pieces[at].share + share)


def _halves(technique: Technique, place: Place) -> list[tuple[str, Region, Side]]:
    return [(technique.id, place.region, side) for side in halves(place.side)]


class _ForOneComplaint:
    """General and specific work for a complaint."""

    def __init__(self, work: Work, weight: float, catalog: Catalog) -> None:
        self.work = work
        self.weight = weight
        self.catalog = catalog
        last = [one for one in work.specific if self._may_close(one)]
        self._besides = besides(work.complaint, work.condition)
        self.specific = [*(one for one in work.specific if one not in last), *last]

    def join(self, visit: _Visit, reach: Reach) -> None:
        """General work in one position, what is specific there, then the next position."""
        gentle, places = self.work.gentle, self.work.gentle_places
        if gentle is None:
            for match in self.specific:
                visit.add(self._specific(match, match.places, self.weight / len(self.specific)))
            return
        waiting = list(self.specific)
        share = self.weight * self._share()
        general = self.weight * _GENERAL_AND_SPECIFIC - share * len(waiting)
        fresh = visit.fresh(gentle, places)
        prepared = [one for one in places if one not in fresh]
        for one in prepared:
            visit.lengthen(gentle, one, general * _size([one]) / _size(places))
        blocks = reach.blocks(gentle, fresh) if fresh else [()]
        for block in blocks:
            for piece in self._general(gentle, block, general / _size(places)):
                visit.add(piece)
            prepared += block
            for match in tuple(waiting):
                if ready := covered(match.places, prepared):
                    waiting.remove(match)
                    visit.add(self._specific(match, ready, share))

    def _general(self, gentle: Technique, block: Sequence[Place], share: float) -> Iterator[Piece]:
        """A piece for each group of places that share side and pressure."""
        work = self.work
        wanted = dict.fromkeys((*work.complaint.impairment_ids, *work.condition.impairment_ids))
        eased = tuple(id for id in wanted if id in gentle.impairment_ids)
        for group in _alike(block):
            yield Piece(
                gentle,
                SessionPart.MAIN,
                group,
                share * _size(group),
                self._intent(eased) or "ease general tension",
                general_pressure(work),
                impairment_ids=eased,
                around=work.around if work.gentle_places[0] in group else (),
            )

    def _specific(self, match: TechniqueMatch, where: Sequence[Place], share: float) -> Piece:
        technique = self.catalog.techniques[match.technique_id]
        part = SessionPart.MAIN if self.work.gentle is None else SessionPart.SPECIFIC
        places = _beside_the_main(
            [at_most(one, Pressure.MODERATE) if one.region in _TENDER else one for one in where]
        )
        span = technique.minutes_per_region
        least, longest = (span.low, span.high) if span else (None, None)
        return Piece(
            technique,
            part if part in technique.parts else SessionPart.MAIN,
            places,
            share,
            self._intent(match.impairment_ids) or "ease of the complaint",
            most_pressure(match, self.work),
            impairment_ids=match.impairment_ids,
            least_minutes=max(LEAST_MINUTES, int(least or 0)),
            most_minutes=None if longest is None else int(longest) * len(places),
        )

    def _share(self) -> float:
        """The share of table time of each technique between opening and closing."""
        if not self.specific:
            return 0.0
        work = self.work
        ranks = {one.technique_id: place for place, one in enumerate(work.techniques)}
        gentle = ranks.get(work.gentle.id, len(ranks)) if work.gentle else len(ranks)
        leads = any(
            ranks[one.technique_id] < gentle and one.direct and one.support.is_founded
            for one in self.specific
        )
        whole = MOST_OF_IT if leads else {1: 0.25}.get(len(self.specific), 0.35)
        return whole / len(self.specific)

    def _may_close(self, match: TechniqueMatch) -> bool:
        """Whether it belongs to the end too, as stretching does: then it follows other work."""
        return SessionPart.CLOSING in self.catalog.techniques[match.technique_id].parts

    def _intent(self, impairment_ids: Sequence[str]) -> str:
        """What is aimed at: what was reported, then what is usual for the complaint."""
        reported = self.work.complaint.impairment_ids
        meant = [id for id in impairment_ids if id not in self._besides]
        first = sorted(meant, key=lambda id: id not in reported)
        names = self.catalog.impairments
        told = [_AIMS.get(id, f"less {names[id].name.lower()}") for id in first[:2]]
        return " and ".join(told)


def _size(places: Iterable[Place]) -> int:
    """How much of the time of all places some of them take."""
    return sum(2 if one.region in _WIDE else 1 for one in places)


def _alike(places: Iterable[Place]) -> list[tuple[Place, ...]]:
    """Groups of places that share side and pressure, in the order of their first place."""
    groups: dict[tuple[Side, Pressure], list[Place]] = {}
    for one in places:
        groups.setdefault((one.side, one.pressure), []).append(one)
    return [tuple(group) for group in groups.values()]


def _beside_the_main(places: Sequence[Place]) -> tuple[Place, ...]:
    """The main place with others on its side, unless they would make the work much lighter."""
    main = places[0]
    enough = min(main.pressure.rank, Pressure.MODERATE.rank)
    alike = (one for one in places if one.side is main.side and one.pressure.rank >= enough)
    return tuple(alike)[:_MOST_SPOTS]


def _rank(pressure: Pressure) -> int:
    return pressure.rank
