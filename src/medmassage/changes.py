"""What would make a rejected technique possible, smallest change first."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from medmassage.firing import Fired, as_fired, restrictions, waits_for_place
from medmassage.ground import Ground, Site, sites, sites_in
from medmassage.model.condition import Condition
from medmassage.model.fields import altered, unchecked
from medmassage.model.intake import Complaint
from medmassage.model.matching import Change, TechniqueMatch
from medmassage.model.screening import FiredRule, Screening
from medmassage.model.technique import Technique
from medmassage.rules import Rulebook
from medmassage.vocabulary import ChangeKind, PressureCap, Region, Side, Stage

_change = unchecked(Change)

_PLACE_FIRST = "A clearance counts only once it is known where this is: ask that first."


class Barrier:
    """
    The rules that together keep techniques off a complaint.

    What lies behind it is worked out once, for all the techniques that it stops.
    """

    def __init__(
        self,
        blockers: tuple[str, ...],
        *,
        complaint: Complaint,
        condition: Condition,
        screening: Screening,
        ground: Ground,
        book: Rulebook,
    ) -> None:
        self.blockers = blockers
        self.complaint = complaint
        self.condition = condition
        self.screening = screening
        self.ground = ground
        self.book = book
        self.rules: tuple[FiredRule, ...] = tuple(
            one for one in screening.fired if one.rule_id in blockers
        )
        """The person's own rules among them."""

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The places of the complaint."""
        return sites(self.complaint, self.condition)

    @cached_property
    def closes(self) -> bool:
        """Whether one of them lets no hand near."""
        return any(
            one.pressure_cap is PressureCap.NO_PRESSURE
            for one in self.screening.restrictions
            if one.rule_id in self.blockers
        )

    @cached_property
    def answers(self) -> tuple["_Way", ...]:
        """What an answer would lay open."""
        return tuple(_answers(self))

    @cached_property
    def elsewhere(self) -> tuple[tuple[str, Site], ...]:
        """Places that are not the complaint's, by name, should it be there too."""
        return () if _moves_along(self) else tuple(_elsewhere(self))

    @cached_property
    def lifted(self) -> Ground | None:
        """What is left once all is cleared that can be; None where something must end first."""
        return _lifted(self)

    @cached_property
    def endings(self) -> tuple[Change, ...]:
        """What each rule needs."""
        return tuple(_by_rule(self))

    def without(self, names: Iterable[str], instead: Iterable[Fired] = ()) -> Ground:
        """What the person's limits leave without some rules, or with others in their place."""
        gone = frozenset(names)
        kept = [one for one in self.screening.restrictions if one.rule_id not in gone]
        return Ground([*kept, *(one for rule in instead for one in restrictions(rule, self.book))])


class _Way(NamedTuple):
    """Changes that allow a technique which has a place on one of some grounds."""

    grounds: tuple[tuple[Ground, tuple[Site, ...]], ...]
    changes: tuple[Change, ...]

    def leads(self, technique: Technique) -> bool:
        """Whether the technique has a place there."""
        return any(_opens(technique, where, ground) for ground, where in self.grounds)


def changes(
    technique: Technique, barrier: Barrier, accepted: Sequence[TechniqueMatch]
) -> tuple[Change, ...]:
    """
    What would allow a technique, smallest change first.

    Args:
        technique: A technique that fits the complaint and has no place on this person.

        barrier: What stands in its way.

        accepted: What fits the same complaint: some of it may do the work more lightly.

    Returns:
        Each change that would open a place by itself, or one for each rule that must go. Empty
        where a rule for everyone stands in the way, and where nothing would help.
    """
    lifting = barrier.endings if _lifting_helps(technique, barrier) else ()
    if barrier.screening.stops_treatment:
        return lifting
    return (
        *(one for way in barrier.answers if way.leads(technique) for one in way.changes),
        *_lighter(technique, barrier, accepted),
        *_open_elsewhere(technique, barrier),
        *lifting,
    )


def _opens(technique: Technique, where: Iterable[Site], ground: Ground) -> bool:
    """Whether a technique has a place among some sites."""
    return any(ground.places(technique, where))


# --- an answer ------------------------------------------------------------------------------------


def _answers(barrier: Barrier) -> Iterator[_Way]:
    """Sides that were not given, and answers that contradict each other."""
    complaint, condition = barrier.complaint, barrier.condition
    if condition.needs_side and complaint.side is None:
        for side in (Side.LEFT, Side.RIGHT):
            text = f"Ask on which side the complaint is: on the {side} it could be used."
            where = sites(altered(complaint, side=side), condition)
            yield _Way(((barrier.ground, where),), (_change(kind=ChangeKind.ANSWER, text=text),))
    for rule in barrier.rules:
        if any(one.regions and one.side is None for one in rule.findings):
            text = f"Ask on which side this is: {rule.name}. It now counts for both."
            yield _Way(
                tuple((one, barrier.sites) for one in _with_sides(barrier, rule)),
                (_change(kind=ChangeKind.ANSWER, text=text, rule_id=rule.rule_id),),
            )
    doubtful = {one.question_id for one in barrier.screening.conflicts}
    conflicting = [one for one in barrier.rules if doubtful.issuperset(one.question_ids)]
    if conflicting:
        yield _Way(
            ((barrier.without(one.rule_id for one in conflicting), barrier.sites),),
            tuple(
                _change(
                    kind=ChangeKind.ANSWER,
                    text=f"Ask again, since answers contradict each other: {rule.name}.",
                    rule_id=rule.rule_id,
                )
                for rule in conflicting
            ),
        )


def _with_sides(barrier: Barrier, rule: FiredRule) -> Iterator[Ground]:
    """What is left where findings without a side, which count for both, are on one."""
    for side in (Side.LEFT, Side.RIGHT):
        sided = tuple(
            altered(one, side=side) if one.regions and one.side is None else one
            for one in rule.findings
        )
        fired = Fired(barrier.book.rule(rule.rule_id), rule.question_ids, sided, rule.clearances)
        yield barrier.without([rule.rule_id], [fired])


# --- less pressure, another place -----------------------------------------------------------------


def _lighter(
    technique: Technique, barrier: Barrier, accepted: Sequence[TechniqueMatch]
) -> Iterator[Change]:
    """Techniques for the same findings that start more lightly, where the place is not closed."""
    if barrier.closes or barrier.ground.no_position(technique):
        return
    start = technique.pressure.low
    wanted = set(technique.impairment_ids)
    techniques = barrier.book.catalog.techniques
    names = [
        one.technique_name
        for one in accepted
        if techniques[one.technique_id].pressure.low.rank < start.rank
        and not wanted.isdisjoint(one.impairment_ids)
        and one.support.is_used
    ]
    if names:
        yield _change(
            kind=ChangeKind.LIGHTER_PRESSURE,
            text=f"It starts at {start} pressure. For the same findings, more lightly: "
            f"{', '.join(names[:3])}.",
        )


def _open_elsewhere(technique: Technique, barrier: Barrier) -> Iterator[Change]:
    """The other side of the complaint, and regions that are usual for it."""
    found = [name for name, site in barrier.elsewhere if _opens(technique, [site], barrier.ground)]
    if found:
        yield _change(
            kind=ChangeKind.OTHER_PLACE,
            text=f"It is open elsewhere, should the complaint be there too: {', '.join(found)}.",
        )


def _elsewhere(barrier: Barrier) -> Iterator[tuple[str, Site]]:
    complaint, condition = barrier.complaint, barrier.condition
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(complaint.side or Side.BOTH)
    if other is not None:
        for site in sites(altered(complaint, side=other), condition):
            yield f"{other} {_named(site.region)}", site
    here = {part for region in complaint.regions or condition.regions for part in region.members}
    more = [region for region in condition.regions if here.isdisjoint(region.members)]
    for site in sites_in(more, complaint.side, condition):
        yield _named(site.region), site


def _moves_along(barrier: Barrier) -> bool:
    """Whether the complaint itself brings what blocks: that would be there, too."""
    told = set(barrier.condition.answers_yes)
    if barrier.complaint.stage is Stage.ACUTE:
        told.update(barrier.condition.answers_yes_when_acute)
    told.update(*(barrier.book.implied[id] for id in tuple(told)))
    return any(not told.isdisjoint(one.question_ids) for one in barrier.rules)


def _named(region: Region) -> str:
    return region.value.replace("-", " ")


# --- a clearance, a later date --------------------------------------------------------------------


def _lifting_helps(technique: Technique, barrier: Barrier) -> bool:
    """Whether clearing all that can be cleared would open a place, or something must end first."""
    return barrier.lifted is None or _opens(technique, barrier.sites, barrier.lifted)


def _lifted(barrier: Barrier) -> Ground | None:
    liftable = [one for one in barrier.rules if one.can_be_lifted and not one.clearances]
    if len(liftable) < len(barrier.rules):
        return None
    cleared = [as_fired(one, barrier.book).cleared for one in liftable]
    return barrier.without([one.rule_id for one in liftable], cleared)


def _by_rule(barrier: Barrier) -> Iterator[Change]:
    """What each rule needs: clearances first, unless a sign stops the whole session."""
    rules = [one for one in barrier.rules if one.clearance_terms and not one.clearances]
    if not barrier.screening.stops_treatment:
        rules.sort(key=lambda one: not one.can_be_lifted)
    for one in rules:
        text = one.clearance_terms or ""
        if not one.can_be_lifted:
            yield _change(kind=ChangeKind.LATER_DATE, text=text, rule_id=one.rule_id)
            continue
        if waits_for_place(one, barrier.screening.uncounted_clearances, barrier.book):
            text = f"{text} {_PLACE_FIRST}"
        yield _change(kind=ChangeKind.CLEARANCE, text=text, rule_id=one.rule_id)
