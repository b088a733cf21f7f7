"""What would make a rejected technique possible, smallest change first."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from attrs import evolve

from medmassage.firing import Fired, restrictions
from medmassage.ground import Ground, Site, sites, sites_in
from medmassage.model.condition import Condition
from medmassage.model.intake import Clearance, Complaint
from medmassage.model.matching import Change, TechniqueMatch
from medmassage.model.screening import FiredRule, Restriction, Screening
from medmassage.model.technique import Technique
from medmassage.rules import Rulebook
from medmassage.vocabulary import ChangeKind, PressureCap, Region, Side, Stage


class Blocked(NamedTuple):
    """A technique that fits a complaint and has no place on this person."""

    technique: Technique
    complaint: Complaint
    condition: Condition
    blockers: tuple[str, ...]
    screening: Screening
    ground: Ground
    book: Rulebook

    @property
    def rules(self) -> tuple[FiredRule, ...]:
        """The person's own rules among those that block it."""
        return tuple(one for one in self.screening.fired if one.rule_id in self.blockers)

    def opens(self, where: Sequence[Site], limits: Sequence[Restriction]) -> bool:
        """Whether some limits would leave it a place among some sites."""
        return any(Ground(limits).places(self.technique, where))


def changes(blocked: Blocked, accepted: Sequence[TechniqueMatch]) -> tuple[Change, ...]:
    """
    What would allow a technique, smallest change first.

    Args:
        blocked: The technique and what stands in its way.

        accepted: What fits the same complaint: some of it may do the work more lightly.

    Returns:
        Each change that would open a place by itself, or one for each rule that must go. Empty
        where a rule for everyone stands in the way, and where nothing would help.
    """
    if blocked.screening.stops_treatment:
        return tuple(_by_rule(blocked)) if _lifting_helps(blocked) else ()
    return (
        *_answers(blocked),
        *_lighter(blocked, accepted),
        *_elsewhere(blocked),
        *(_by_rule(blocked) if _lifting_helps(blocked) else ()),
    )


# --- an answer ------------------------------------------------------------------------------------


def _answers(blocked: Blocked) -> Iterator[Change]:
    """Sides that were not given, and answers that contradict each other."""
    limits = blocked.screening.restrictions
    complaint, condition = blocked.complaint, blocked.condition
    if condition.needs_side and complaint.side is None:
        for side in (Side.LEFT, Side.RIGHT):
            where = sites(evolve(complaint, side=side), condition)
            if blocked.opens(where, limits):
                yield Change(
                    kind=ChangeKind.ANSWER,
                    text=f"Ask on which side the complaint is: on the {side} it could be used.",
                )
    for rule in blocked.rules:
        if _side_would_help(blocked, rule):
            yield Change(
                kind=ChangeKind.ANSWER,
                text=f"Ask on which side this is: {rule.name}. It now counts for both.",
                rule_id=rule.rule_id,
            )
    doubtful = {one.question_id for one in blocked.screening.conflicts}
    conflicting = [one for one in blocked.rules if doubtful.issuperset(one.question_ids)]
    names = {one.rule_id for one in conflicting}
    left = [one for one in limits if one.rule_id not in names]
    if conflicting and blocked.opens(sites(complaint, condition), left):
        for rule in conflicting:
            yield Change(
                kind=ChangeKind.ANSWER,
                text=f"Ask again, since answers contradict each other: {rule.name}.",
                rule_id=rule.rule_id,
            )


def _side_would_help(blocked: Blocked, rule: FiredRule) -> bool:
    """Whether a finding without a side blocks only because it counts for both."""
    if not any(one.regions and one.side is None for one in rule.findings):
        return False
    others = [one for one in blocked.screening.restrictions if one.rule_id != rule.rule_id]
    where = sites(blocked.complaint, blocked.condition)
    for side in (Side.LEFT, Side.RIGHT):
        sided = tuple(
            evolve(one, side=side) if one.regions and one.side is None else one
            for one in rule.findings
        )
        fired = Fired(blocked.book.rules[rule.rule_id], rule.question_ids, sided, rule.clearances)
        if blocked.opens(where, [*others, *restrictions(fired, blocked.book)]):
            return True
    return False


# --- less pressure, another place -----------------------------------------------------------------


def _lighter(blocked: Blocked, accepted: Sequence[TechniqueMatch]) -> Iterator[Change]:
    """Techniques for the same findings that start more lightly, where the place is not closed."""
    mine = [one for one in blocked.screening.restrictions if one.rule_id in blocked.blockers]
    closed = any(one.pressure_cap is PressureCap.NO_PRESSURE for one in mine)
    if closed or blocked.ground.no_position(blocked.technique):
        return
    start = blocked.technique.pressure.low
    wanted = set(blocked.technique.impairment_ids)
    techniques = blocked.book.catalog.techniques
    names = [
        one.technique_name
        for one in accepted
        if techniques[one.technique_id].pressure.low.rank < start.rank
        and not wanted.isdisjoint(one.impairment_ids)
        and one.support.is_used
    ]
    if names:
        yield Change(
            kind=ChangeKind.LIGHTER_PRESSURE,
            text=f"It starts at {start} pressure. For the same findings, more lightly: "
            f"{', '.join(names[:3])}.",
        )


def _elsewhere(blocked: Blocked) -> Iterator[Change]:
    """The other side of the complaint, and regions that are usual for it."""
    complaint, condition = blocked.complaint, blocked.condition
    if _moves_along(blocked):
        return
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(complaint.side or Side.BOTH)
    found: list[str] = []
    if other is not None:
        where = sites(evolve(complaint, side=other), condition)
        found += [f"{other} {_named(one.region)}" for one in _open(blocked, where)]
    here = {part for region in complaint.regions or condition.regions for part in region.members}
    more = [region for region in condition.regions if here.isdisjoint(region.members)]
    found += [
        _named(one.region) for one in _open(blocked, sites_in(more, complaint.side, condition))
    ]
    if found:
        yield Change(
            kind=ChangeKind.OTHER_PLACE,
            text=f"It is open elsewhere, should the complaint be there too: {', '.join(found)}.",
        )


def _moves_along(blocked: Blocked) -> bool:
    """Whether the complaint itself brings what blocks: that would be there, too."""
    told = set(blocked.condition.answers_yes)
    if blocked.complaint.stage is Stage.ACUTE:
        told.update(blocked.condition.answers_yes_when_acute)
    told.update(*(blocked.book.implied[id] for id in tuple(told)))
    return any(not told.isdisjoint(one.question_ids) for one in blocked.rules)


def _open(blocked: Blocked, where: Sequence[Site]) -> Iterator[Site]:
    return (one for one in where if any(blocked.ground.places(blocked.technique, [one])))


def _named(region: Region) -> str:
    return region.value.replace("-", " ")


# --- a clearance, a later date --------------------------------------------------------------------


def _lifting_helps(blocked: Blocked) -> bool:
    """Whether clearing all that can be cleared would open a place, or something must end first."""
    liftable = [one for one in blocked.rules if one.can_be_lifted and not one.clearances]
    if len(liftable) < len(blocked.rules):
        return True
    cleared = [
        Fired(
            blocked.book.rules[one.rule_id],
            one.question_ids,
            one.findings,
            (Clearance(one.rule_id),),
        )
        for one in liftable
    ]
    names = {one.rule_id for one in liftable}
    limits = [
        *(one for one in blocked.screening.restrictions if one.rule_id not in names),
        *(limit for one in cleared for limit in restrictions(one, blocked.book)),
    ]
    return blocked.opens(sites(blocked.complaint, blocked.condition), limits)


def _by_rule(blocked: Blocked) -> Iterator[Change]:
    """What each rule needs: clearances first, unless a sign stops the whole session."""
    rules = [one for one in blocked.rules if one.clearance_terms and not one.clearances]
    if not blocked.screening.stops_treatment:
        rules.sort(key=lambda one: not one.can_be_lifted)
    for one in rules:
        kind = ChangeKind.CLEARANCE if one.can_be_lifted else ChangeKind.LATER_DATE
        beginning = "With a clearance" if one.can_be_lifted else "When it ends"
        yield Change(kind=kind, text=f"{beginning}: {one.clearance_terms}", rule_id=one.rule_id)
