"""The limits of a safety rule in full sentences, with every technique named."""

from collections.abc import Mapping, Sequence

from medmassage.catalog import Catalog
from medmassage.export._markdown_limits import folded
from medmassage.export._text import listed, place_name
from medmassage.model.screening import Restriction, Screening
from medmassage.vocabulary import PressureCap


def technique_names(catalog: Catalog) -> Mapping[str, str]:
    """Techniques by id, as they stand inside a sentence."""
    return {
        id: one.name if one.name[1:2].isupper() or _is_a_name(one.name) else one.name.lower()
        for id, one in catalog.techniques.items()
    }


def _is_a_name(words: str) -> bool:
    """Whether more than the first word begins with a capital letter."""
    return any(word[:1].isupper() for word in words.split()[1:])


def limit_sentences(
    rule_id: str, screening: Screening, names: Mapping[str, str]
) -> tuple[str, ...]:
    """
    What the limits of one rule leave, a sentence for each sort of limit.

    Args:
        rule_id: The rule.

        screening: What was found.

        names: The names of techniques, by id; one that is missing is written as its id in words.

    Returns:
        Sentences such as "Left calf: no hands-on work."; empty where the rule limits nothing.
    """
    found: dict[str, list[Restriction]] = {}
    for limit in screening.restrictions:
        if limit.rule_id == rule_id:
            found.setdefault(_left(limit, names), []).append(limit)
    return tuple(f"{_where(limits)}: {what}." for what, limits in found.items() if what)


def _left(limit: Restriction, names: Mapping[str, str]) -> str:
    """What a limit leaves."""
    parts = []
    if limit.pressure_cap is PressureCap.NO_PRESSURE:
        parts.append("no hands-on work")
    elif limit.pressure_cap is not None:
        parts.append(f"at most {limit.pressure_cap} pressure")
    if limit.technique_ids and limit.pressure_cap is not PressureCap.NO_PRESSURE:
        told = (names.get(id, id.replace("-", " ")) for id in limit.technique_ids)
        parts.append(f"no {listed(told, 'or')}")
    if limit.positions_avoid:
        parts.append(f"not {listed(limit.positions_avoid, 'or')}")
    return "; ".join(parts)


def _where(limits: Sequence[Restriction]) -> str:
    if any(not one.regions for one in limits):
        return "Place not known yet"
    places = {(one.regions, one.side) for one in limits}
    told = "; ".join(place_name(folded(regions), side) for regions, side in sorted(places, key=str))
    return told[:1].upper() + told[1:]
