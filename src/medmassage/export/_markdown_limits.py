"""What may be done where, in few words: for the head of a plan and for its safety table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from medmassage.export._markdown_text import capital, small
from medmassage.export._text import counted, listed, place_name, region_name
from medmassage.model.plan import TreatmentPlan
from medmassage.model.screening import FiredRule, Restriction, Screening
from medmassage.vocabulary import PressureCap, Region

_NAMED = 3
"""The most techniques that a limit names; more are counted."""


def rule_name(rule: FiredRule) -> str:
    """The name of a rule without what stands in brackets."""
    return rule.name.partition(" (")[0]


def limits_of(rule_id: str, screening: Screening, names: Mapping[str, str]) -> str:
    """All limits of one rule in a sentence or two; `names` are those of techniques, by id."""
    found: dict[str, list[Restriction]] = {}
    for limit in screening.restrictions:
        if limit.rule_id == rule_id:
            found.setdefault(_left(limit, names), []).append(limit)
    parts = (
        f"{capital(_where(limits))}: {what}." if what else "" for what, limits in found.items()
    )
    return " ".join(part for part in parts if part)


def _left(limit: Restriction, names: Mapping[str, str]) -> str:
    """What a limit leaves."""
    if limit.pressure_cap is PressureCap.NO_PRESSURE:
        parts = ["no hands-on work"]
    else:
        parts = [f"at most {limit.pressure_cap} pressure"] if limit.pressure_cap else []
        parts += [_not_used(limit.technique_ids, names)] if limit.technique_ids else []
    if limit.positions_avoid:
        parts.append(f"not lying {listed(limit.positions_avoid, 'or')}")
    return "; ".join(parts)


def _not_used(technique_ids: Sequence[str], names: Mapping[str, str]) -> str:
    if len(technique_ids) > _NAMED:
        return f"{len(technique_ids)} techniques not used"
    return (
        f"no {listed((small(names.get(id, id.replace('-', ' '))) for id in technique_ids), 'or')}"
    )


def _where(limits: Sequence[Restriction]) -> str:
    places = {(one.regions, one.side) for one in limits}
    if any(not one.regions for one in limits):
        return "place not known yet"
    return "; ".join(place_name(folded(regions), side) for regions, side in sorted(places, key=str))


def folded(regions: Iterable[Region]) -> tuple[Region, ...]:
    """The same places with a group or a whole instead of all of its parts."""
    inside = {part for region in regions for part in region.contents}
    for group in Region:
        if group.is_group and all(one in inside for one in group.members):
            inside |= set(group.contents)
    return tuple(one for one in Region if one in inside and one.parent not in inside)


def limits_in_short(plan: TreatmentPlan) -> Iterator[str]:
    """The strictest limits of this person, a sentence for each rule that sets one."""
    screening = plan.screening
    for one in screening.fired:
        limits = [limit for limit in screening.restrictions if limit.rule_id == one.rule_id]
        if limits:
            cleared = " (cleared)" if one.clearances else ""
            yield f"{rule_name(one)}{cleared}: {_shortest(limits)}."


def _shortest(limits: Sequence[Restriction]) -> str:
    closed = [one for one in limits if one.pressure_cap is PressureCap.NO_PRESSURE]
    if closed:
        return f"no hands-on work on {_where(closed)}"
    parts = []
    for cap in (PressureCap.LIGHT, PressureCap.MODERATE):
        at = [one for one in limits if one.pressure_cap is cap]
        if at:
            parts.append(f"at most {cap} pressure, {_where(at)}")
    avoided = dict.fromkeys(one for limit in limits for one in limit.positions_avoid)
    if avoided:
        parts.append(f"not {listed(avoided, 'or')}")
    many = {id for limit in limits for id in limit.technique_ids}
    return "; ".join(parts) or f"{counted(len(many), 'technique')} not used"


def limits_for_everyone(screening: Screening) -> str:
    """The limits that hold for everybody, by how strict they are."""
    general = {one.rule_id for one in screening.general}
    caps: dict[PressureCap, dict[Region, None]] = {}
    taken: set[Region] = set()
    for cap in PressureCap:
        for limit in screening.restrictions:
            if limit.rule_id in general and limit.pressure_cap is cap:
                fresh = [one for one in limit.regions if one not in taken]
                caps.setdefault(cap, {}).update(dict.fromkeys(fresh))
        taken |= set(caps.get(cap, ()))
    parts = [
        f"{capital(listed(map(region_name, folded(regions))))}: "
        f"{'closed' if cap is PressureCap.NO_PRESSURE else f'at most {cap} pressure'}."
        for cap, regions in caps.items()
        if regions
    ]
    return " ".join([*parts, "No forceful, overlong or painful work, no thrust."])


def rules_here(plan: TreatmentPlan) -> tuple[FiredRule, ...]:
    """The rules for everyone that bind all of a place where this plan works."""
    places = {
        (region, step.side)
        for session in plan.sessions[:2]
        for step in session.steps
        for region in step.regions
    }
    binding = {
        limit.rule_id
        for limit in plan.screening.restrictions
        if any(limit.covers(region, side) for region, side in places)
    }
    return tuple(one for one in plan.screening.general if one.rule_id in binding)
