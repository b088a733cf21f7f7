"""Which techniques a course joins for each complaint: one to open and close, few others between."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.ground import Ground, Site, halves, sites
from medmassage.healing import Beside, at_most, is_healing
from medmassage.model.condition import Condition
from medmassage.model.intake import Complaint
from medmassage.model.making import evolve
from medmassage.model.matching import Place, TechniqueMatch
from medmassage.model.technique import Technique
from medmassage.vocabulary import (
    Pressure,
    Region,
    SessionPart,
    Stage,
    TherapistRole,
    TrainingScope,
)

GENTLE = "swedish-massage"
"""The technique that opens and closes where it can be used."""

_MOST_SPECIFIC = 2
"""One general technique and at most two others (statement `at-most-three-techniques`)."""

_SMALL = 2
"""General work on so many regions or fewer takes in their neighbors too (our own)."""

_SMALL_PARTS = frozenset(
    {
        *(Region.JAW, Region.FACE, Region.HEAD, Region.ELBOW, Region.FOREARM, Region.WRIST),
        *(Region.HAND, Region.KNEE, Region.CALF, Region.ANKLE, Region.FOOT),
    }
)
"""Parts of the body that do not fill an hour (our own)."""

_ONLY_IF_NAMED = (Region.GROIN,)
"""What general work leaves out where only a larger part of the body was named (our own)."""

_BESIDES = frozenset({"poor-sleep", "stress-and-anxiety"})
"""What stands beside many complaints and is no aim unless it was reported (our own)."""

_SCOPES = (
    TrainingScope.USUALLY_INSIDE,
    TrainingScope.INSIDE_WITH_TRAINING,
    TrainingScope.DEPENDS_ON_STATE,
    TrainingScope.NEEDS_CERTIFICATION,
)
"""Of techniques that match as well, the one that more therapists may use comes first (our own)."""


class Work(NamedTuple):
    """What is done for one complaint."""

    complaint: Complaint
    condition: Condition
    techniques: tuple[TechniqueMatch, ...]
    """Accepted for it, best first."""
    gentle: Technique | None
    """Opens, does the general work and closes; None: nothing light enough is open to it."""
    gentle_places: tuple[Place, ...]
    """Where the gentle technique is used, main region first."""
    around: tuple[Place, ...]
    """Neighboring regions that its general work takes in where the complaint is small."""
    specific: tuple[TechniqueMatch, ...]
    """The others, best first, each where general work comes before it."""
    healing_too: tuple[Region, ...] = ()
    """Its regions where another complaint is fresh or heals: that one binds there."""
    beside_injury: tuple[Region, ...] = ()
    """Its regions next to another complaint that is a fresh injury, where that changes the work."""

    @property
    def technique_ids(self) -> tuple[str, ...]:
        """The techniques of its sessions, best supported first."""
        used = {one.technique_id for one in self.specific}
        if self.gentle is not None:
            used.add(self.gentle.id)
        ranked = [one.technique_id for one in self.techniques if one.technique_id in used]
        return (*ranked, *sorted(used.difference(ranked)))

    @property
    def is_small(self) -> bool:
        """Whether the complaint is at one or two small parts of the body."""
        where = {one.region for one in sites(self.complaint, self.condition)}
        return 0 < len(where) <= _SMALL and where <= _SMALL_PARTS

    @property
    def place_is_known(self) -> bool:
        """Whether the place of the complaint was given, where it must be."""
        return all(one.place_is_known for one in self.techniques)


def choose(
    complaint: Complaint,
    techniques: Sequence[TechniqueMatch],
    ground: Ground,
    catalog: Catalog,
    *,
    beside: Beside,
    offered: frozenset[str] = frozenset(),
) -> Work | None:
    """Choose what is done for a complaint among the techniques that fit it; None: nothing is."""
    condition = catalog.conditions[complaint.condition_id]
    gentle, places = _gentle(complaint, techniques, ground, catalog, offered)
    known = all(one.place_is_known for one in techniques)
    around = _around(gentle, places, ground) if gentle and known else ()
    usual = _specific(complaint, techniques, gentle, places, catalog)
    spared = beside.spared(techniques)
    specific = (
        usual if spared == techniques else _specific(complaint, spared, gentle, places, catalog)
    )
    if gentle is None and not specific:
        return None
    return Work(
        complaint=complaint,
        condition=condition,
        techniques=tuple(techniques),
        gentle=gentle,
        gentle_places=beside.gently(places),
        around=beside.apart(around),
        specific=specific,
        healing_too=beside.here((*places, *(at for one in usual for at in one.places))),
        beside_injury=beside.next_to(
            _at_their_most(usual, complaint, condition),
            _at_their_most(specific, complaint, condition),
        ),
    )


def _at_their_most(
    matches: Iterable[TechniqueMatch], complaint: Complaint, condition: Condition
) -> Iterator[tuple[str, Place]]:
    """Each technique at each place, with the most pressure that is planned there."""
    for match in matches:
        most = _most_pressure(match, complaint, condition)
        yield from ((match.technique_id, at_most(place, most)) for place in match.places)


def besides(complaint: Complaint, condition: Condition) -> frozenset[str]:
    """What is no aim of the work for a complaint: it was not reported, nor is it the complaint."""
    aims = {*complaint.impairment_ids, *condition.impairment_ids[:1]}
    return _BESIDES.difference(aims)


def that_treat(
    matches: Iterable[TechniqueMatch], complaint: Complaint, catalog: Catalog
) -> tuple[TechniqueMatch, ...]:
    """
    The matches, if one of them treats the complaint; else none.

    Where a technique is made for just this complaint, strokes that act on no more than what
    stands beside it, and that nothing speaks for, do not.
    """
    condition = catalog.conditions[complaint.condition_id]
    chief = set(condition.impairment_ids[:1])
    found, beside = tuple(matches), besides(complaint, condition)
    if all(chief.isdisjoint(one.only_for) for one in catalog.techniques.values()) or any(
        one.support.is_founded or not beside.issuperset(one.impairment_ids) for one in found
    ):
        return found
    return ()


def in_one_visit(works: Sequence[Work]) -> tuple[Work, ...]:
    """The same with few specific techniques in all: the best of each complaint come first."""
    kept: list[str] = []
    for turn in range(_MOST_SPECIFIC):
        for work in works:
            for one in work.specific[turn : turn + 1]:
                needed = work.gentle is None and turn == 0  # else nothing would be done for it
                if one.technique_id not in kept and (needed or len(kept) < _MOST_SPECIFIC):
                    kept.append(one.technique_id)
    return tuple(
        work._replace(specific=tuple(one for one in work.specific if one.technique_id in kept))
        for work in works
    )


def most_pressure(match: TechniqueMatch, work: Work) -> Pressure:
    """
    The most pressure of specific work, whatever the limits would leave.

    Firm work needs a finding on this very complaint, or the article, in its favor; healing tissue
    gets none. Our own caution.
    """
    return _most_pressure(match, work.complaint, work.condition)


def general_pressure(work: Work) -> Pressure:
    """The most pressure of general work: less while tissue heals."""
    return Pressure.MODERATE if is_healing(work.complaint, work.condition) else Pressure.FIRM


def covered(places: Iterable[Place], general: Iterable[Place]) -> tuple[Place, ...]:
    """The places that general work, wherever it is done, takes in."""
    done = {(one.region, side) for one in general for side in halves(one.side)}
    return tuple(
        one for one in places if done.issuperset((one.region, side) for side in halves(one.side))
    )


# --- general work ---------------------------------------------------------------------------------


def _gentle(
    complaint: Complaint,
    techniques: Sequence[TechniqueMatch],
    ground: Ground,
    catalog: Catalog,
    offered: frozenset[str],
) -> tuple[Technique | None, tuple[Place, ...]]:
    """The technique that opens and closes: Swedish massage, else the lightest that can."""
    if all(
        catalog.techniques[one.technique_id].pressure.high is Pressure.LIGHT for one in techniques
    ):
        return None, ()  # a swelling is drained, and nothing stronger goes before or after
    order = sorted(
        (one for one in catalog.techniques.values() if SessionPart.OPENING in one.parts),
        key=lambda one: (one.id != GENTLE, one.pressure.low.rank, one.pressure.high.rank, one.id),
    )
    condition = catalog.conditions[complaint.condition_id]
    named = complaint.regions or condition.regions
    where = [
        one
        for one in sites(complaint, condition)
        if one.region not in _ONLY_IF_NAMED or one.region in named
    ]
    for technique in order:
        if technique.parent_id is None or technique.pressure.low is not Pressure.LIGHT:
            continue
        if offered and technique.id not in offered:
            continue
        places = tuple(ground.places(technique, where))
        if places:
            return technique, places
    return None, ()


def _around(gentle: Technique, places: Sequence[Place], ground: Ground) -> tuple[Place, ...]:
    """Neighboring regions of the main place and its like, at the same pressure and side."""
    main = places[0]
    here = {one.region for one in places}
    if len(here) > _SMALL:
        return ()
    like = [one for one in places if (one.side, one.pressure) == (main.side, main.pressure)]
    near = dict.fromkeys(part for one in like for part in one.region.neighbors if part not in here)
    where = [Site(region, main.side, main.side) for region in near]
    return tuple(
        one
        for one in ground.places(gentle, where)
        if (one.side, one.pressure) == (main.side, main.pressure)
    )


# --- specific work --------------------------------------------------------------------------------


def _specific(
    complaint: Complaint,
    techniques: Sequence[TechniqueMatch],
    gentle: Technique | None,
    general: Sequence[Place],
    catalog: Catalog,
) -> tuple[TechniqueMatch, ...]:
    """At most two more techniques, no two of which do the same thing; one for a fresh complaint."""
    condition = catalog.conditions[complaint.condition_id]
    most = 1 if complaint.stage is Stage.ACUTE else _MOST_SPECIFIC
    for_comfort = condition.therapist_role is TherapistRole.COMFORT
    chosen: list[TechniqueMatch] = []
    for match in _usual_first(techniques, complaint, catalog):
        if len(chosen) == most:
            break
        technique = catalog.techniques[match.technique_id]
        places = match.places
        if gentle is not None:
            if technique.id == gentle.id or _is_general(technique):
                continue
            if technique.pressure.low.rank > _most_pressure(match, complaint, condition).rank:
                continue
            places = covered(match.places, general)
        wanted = match.support.is_founded if chosen or for_comfort else match.support.is_used
        if places and wanted and _adds_something(match, chosen, catalog):
            chosen.append(match if places == match.places else evolve(match, places=places))
    if gentle is None and not chosen:
        chosen = list(techniques[:1])  # what is left, however little speaks for it
    return tuple(chosen)


def _is_general(technique: Technique) -> bool:
    """Whether its strokes open a session and do nothing more: beside others they add nothing."""
    return SessionPart.OPENING in technique.parts and SessionPart.SPECIFIC not in technique.parts


def _usual_first(
    techniques: Iterable[TechniqueMatch], complaint: Complaint, catalog: Catalog
) -> list[TechniqueMatch]:
    """Best first; of those that match as well, what a usual license covers, then the lighter."""
    reported = frozenset(complaint.impairment_ids)

    def worth(one: TechniqueMatch) -> tuple[int, bool, int, int, int, int]:
        technique = catalog.techniques[one.technique_id]
        scope = technique.training.scope if technique.training else TrainingScope.USUALLY_INSIDE
        return (
            one.support.level,
            not one.direct,
            -len(reported.intersection(one.impairment_ids)),
            -len(one.impairment_ids),
            _SCOPES.index(scope),
            technique.pressure.high.rank,
        )

    return sorted(techniques, key=worth)  # stable: the order of the matches decides the rest


def _most_pressure(match: TechniqueMatch, complaint: Complaint, condition: Condition) -> Pressure:
    if is_healing(complaint, condition) or not (match.direct and match.support.is_founded):
        return Pressure.MODERATE
    return Pressure.FIRM


def _adds_something(
    match: TechniqueMatch, chosen: Sequence[TechniqueMatch], catalog: Catalog
) -> bool:
    """Whether it works otherwise than those chosen, and was tested itself or acts on more."""
    technique = catalog.techniques[match.technique_id]
    others = [catalog.techniques[one.technique_id] for one in chosen]
    if any(_are_kin(technique, one) for one in others):
        return False
    tested = match.direct and match.support.is_founded
    acted_on = {id for one in chosen for id in one.impairment_ids}
    return not chosen or tested or not acted_on.issuperset(match.impairment_ids)


def _are_kin(one: Technique, other: Technique) -> bool:
    """Whether two techniques do much the same with the hands, or one is a kind of the other."""
    same = one.family is not None and one.family == other.family
    return same or one.id == other.parent_id or other.id == one.parent_id
