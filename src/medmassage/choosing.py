"""Which techniques a course joins for each complaint: one to open and close, few others between."""

from collections.abc import Sequence
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.ground import Ground, Site, sites
from medmassage.model.condition import Condition
from medmassage.model.intake import Complaint
from medmassage.model.matching import Place, TechniqueMatch
from medmassage.model.screening import Screening
from medmassage.model.technique import Technique
from medmassage.vocabulary import Pressure, SessionPart, Stage

GENTLE = "swedish-massage"
"""The technique that opens and closes where it can be used."""

_MOST_SPECIFIC = 2
"""One general technique and at most two others (statement `at-most-three-techniques`)."""


class Work(NamedTuple):
    """What is done for one complaint."""

    complaint: Complaint
    condition: Condition
    techniques: tuple[TechniqueMatch, ...]
    """Accepted for it, best first."""
    gentle: Technique | None
    """Opens, does the general work and closes; None: nothing light enough is open to it."""
    gentle_places: tuple[Place, ...]
    """Where the gentle technique can be used, main region first."""
    around: tuple[Place, ...]
    """Neighboring regions that its general work takes in where the complaint is small."""
    specific: tuple[TechniqueMatch, ...]
    """The others, in the order of work: stretching last."""

    @property
    def technique_ids(self) -> tuple[str, ...]:
        """The techniques of its sessions, best supported first."""
        used = {one.technique_id for one in self.specific}
        if self.gentle is not None:
            used.add(self.gentle.id)
        ranked = [one.technique_id for one in self.techniques if one.technique_id in used]
        return (*ranked, *sorted(used.difference(ranked)))

    @property
    def place_is_known(self) -> bool:
        """Whether the place of the complaint was given, where it must be."""
        return all(one.place_is_known for one in self.techniques)


def choose(
    complaint: Complaint,
    techniques: Sequence[TechniqueMatch],
    screening: Screening,
    catalog: Catalog,
    *,
    offered: frozenset[str] = frozenset(),
) -> Work:
    """Choose what is done for a complaint among the techniques that fit it."""
    condition = catalog.conditions[complaint.condition_id]
    ground = Ground(screening.restrictions)
    gentle, places = _gentle(complaint, condition, ground, catalog, offered)
    known = all(one.place_is_known for one in techniques)
    around = _around(gentle, places, ground) if gentle and known else ()
    return Work(
        complaint=complaint,
        condition=condition,
        techniques=tuple(techniques),
        gentle=gentle,
        gentle_places=places,
        around=around,
        specific=_specific(complaint, techniques, gentle, catalog),
    )


def _gentle(
    complaint: Complaint,
    condition: Condition,
    ground: Ground,
    catalog: Catalog,
    offered: frozenset[str],
) -> tuple[Technique | None, tuple[Place, ...]]:
    """The technique that opens and closes: Swedish massage, else the lightest that can."""
    order = sorted(
        (one for one in catalog.techniques.values() if SessionPart.OPENING in one.parts),
        key=lambda one: (one.id != GENTLE, one.pressure.low.rank, one.pressure.high.rank, one.id),
    )
    for technique in order:
        if technique.parent_id is None or technique.pressure.low is not Pressure.LIGHT:
            continue
        if offered and technique.id not in offered:
            continue
        places = tuple(ground.places(technique, sites(complaint, condition)))
        if places:
            return technique, places
    return None, ()


_SMALL = 2
"""General work on so many regions or fewer takes in their neighbors too (our own)."""


def _around(gentle: Technique, places: Sequence[Place], ground: Ground) -> tuple[Place, ...]:
    """Neighboring regions at the pressure and side of the main place."""
    main = places[0]
    here = {one.region for one in places}
    if len(here) > _SMALL:
        return ()
    near = dict.fromkeys(
        part for one in places for part in one.region.neighbors if part not in here
    )
    where = [Site(region, main.side, main.side) for region in near]
    return tuple(
        one
        for one in ground.places(gentle, where)
        if (one.side, one.pressure) == (main.side, main.pressure)
    )


def _specific(
    complaint: Complaint,
    techniques: Sequence[TechniqueMatch],
    gentle: Technique | None,
    catalog: Catalog,
) -> tuple[TechniqueMatch, ...]:
    """At most two more techniques, no two of which do the same thing; one for a fresh complaint."""
    most = 1 if complaint.stage is Stage.ACUTE else _MOST_SPECIFIC
    chosen: list[TechniqueMatch] = []
    for match in techniques:
        if len(chosen) == most:
            break
        if gentle is not None and match.technique_id == gentle.id:
            continue
        if not match.support.is_used or (chosen and not match.support.is_founded):
            continue
        if _adds_something(match, chosen, catalog):
            chosen.append(match)
    if gentle is None and not chosen:
        chosen = list(techniques[:1])  # what is left, however little speaks for it
    return tuple(sorted(chosen, key=lambda one: _may_close(catalog.techniques[one.technique_id])))


def _adds_something(
    match: TechniqueMatch, chosen: Sequence[TechniqueMatch], catalog: Catalog
) -> bool:
    """Whether it is no kin of a chosen technique and acts on something that none of them does."""
    technique = catalog.techniques[match.technique_id]
    kin = {id for one in chosen for id in _family(one.technique_id, catalog)}
    if technique.id in kin or technique.parent_id in {one.technique_id for one in chosen}:
        return False
    covered = {id for one in chosen for id in one.impairment_ids}
    return not chosen or not covered.issuperset(match.impairment_ids)


def _family(technique_id: str, catalog: Catalog) -> tuple[str, ...]:
    parent = catalog.techniques[technique_id].parent_id
    return (technique_id,) if parent is None else (technique_id, parent)


def _may_close(technique: Technique) -> bool:
    """Whether it belongs to the end too, as stretching does: then it follows other work."""
    return SessionPart.CLOSING in technique.parts
