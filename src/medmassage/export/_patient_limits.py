"""What stays off or gentle for this person, told without the names of rules."""

from collections.abc import Iterator

from medmassage.catalog import Catalog
from medmassage.export._markup import bulleted, element
from medmassage.export._patient_parts import Part, complaint_name
from medmassage.export._plain_words import CAPS, POSITIONS, at_places
from medmassage.export._text import listed
from medmassage.model.plan import TreatmentPlan
from medmassage.model.safety import Allergen
from medmassage.model.screening import Restriction
from medmassage.vocabulary import PressureCap, Region, Side

_HALVES = (Side.LEFT, Side.RIGHT)


def limits_part(plan: TreatmentPlan, catalog: Catalog) -> Iterator[Part]:
    """Where and how the work is limited, what is not treated, and what stays off the skin."""
    general = {one.rule_id for one in plan.screening.general}
    own = [one for one in plan.screening.restrictions if one.rule_id not in general]
    items = [*_caps(own), *_others(own)]
    items += [
        f"Not treated for now: {complaint_name(one.condition_id, catalog)}. Your therapist can "
        "tell you why."
        for one in plan.not_treated
    ]
    items += [text for one in plan.allergens for text in _allergy(one)]
    if not items:
        return
    content = [
        element("p", "Your health answers set some limits. Your therapist keeps to them."),
        bulleted(items),
    ]
    if plan.letters:
        content.append(
            element("p", "Your therapist may ask your doctor if some of these limits can change.")
        )
    yield Part("What your therapist takes care of", tuple(content))


def _caps(limits: list[Restriction]) -> Iterator[str]:
    """The strictest limit of each place, those of one sort together."""
    found: dict[PressureCap, list[tuple[Region, Side]]] = {}
    for region in Region:
        for side in _HALVES:
            caps = [
                one.pressure_cap
                for one in limits
                if one.pressure_cap is not None and one.covers(region, side)
            ]
            if caps and not region.is_group:
                found.setdefault(min(caps), []).append((region, side))
    for cap in sorted(found):
        yield f"{CAPS[cap]}: {at_places(found[cap])}."


def _others(limits: list[Restriction]) -> Iterator[str]:
    positions = sorted({one for limit in limits for one in limit.positions_avoid})
    if positions:
        yield f"Positions that are not used: {listed((POSITIONS[one] for one in positions), 'or')}."
    if any(one.technique_ids for one in limits):
        yield "Some kinds of massage are not used for you."
    if any(not one.regions for one in limits):
        yield "For one limit the place is not known yet. Your therapist will ask you."


def _allergy(allergen: Allergen) -> Iterator[str]:
    if allergen.products:
        yield f"Kept off your skin: {', '.join(allergen.products)}."
    if allergen.alternatives:
        yield f"Used in its place: {', '.join(allergen.alternatives)}."
