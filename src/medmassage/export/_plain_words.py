"""
Plain words for the people who are treated: techniques, pressures, places, positions.

Written for this library, for a reader of about twelve years. What has no entry keeps the word that
the data use.
"""

from collections.abc import Iterable

from medmassage.export._text import listed, region_name
from medmassage.vocabulary import Advised, Position, Pressure, PressureCap, Region, Side, Stage

TECHNIQUES = {
    "abdominal-massage": (
        "Slow, warm strokes on the belly. They follow the path of the bowel. They should never "
        "feel sharp."
    ),
    "active-release-technique": (
        "Your therapist holds a tight spot with firm hands while you move. It can feel strong. "
        "You set the limit."
    ),
    "compression-massage": (
        "Your therapist presses the muscle with a flat hand, without sliding. It feels steady."
    ),
    "deep-tissue-massage": (
        "Slow, strong pressure on deep muscles. It should stay easy to bear. It should never feel "
        "sharp or like a shock."
    ),
    "instrument-assisted-soft-tissue-mobilization": (
        "Gliding strokes with a smooth tool. It feels like light scraping, and the skin gets warm."
    ),
    "manual-lymphatic-drainage": (
        "Very light, slow strokes that move the skin. They feel as soft as a feather."
    ),
    "massage-therapy": "Skilled work with the hands on your muscles. You set the limit.",
    "myofascial-release": (
        "A slow pull or press on a tight place, held until it softens. You may feel a mild burn "
        "in the skin."
    ),
    "neuromuscular-therapy": (
        "Slow strokes to search for sore spots. Then your therapist presses each spot until it "
        "eases. It can feel strong."
    ),
    "passive-resistive-stretching": (
        "Your therapist moves a joint until you feel a mild stretch. You push back gently. Then "
        "you let go, and it moves a little more. The joint should not hurt."
    ),
    "positional-release": (
        "Your therapist puts the sore part in a position of ease. You rest there for a minute or "
        "two."
    ),
    "scar-massage": (
        "Small strokes on a scar that has healed. You may feel a pull. It should never bleed or "
        "blister."
    ),
    "sports-massage": (
        "Massage before or after sport. It is brisk before sport and soothing after it."
    ),
    "swedish-massage": (
        "Long, smooth strokes and kneading. It feels warm and smooth, with little or no pain."
    ),
    "transverse-friction-massage": (
        "Short strokes across one sore spot. The spot is sore at first and then goes numb."
    ),
    "trigger-point-therapy": (
        "Your therapist presses a sore spot and holds it. You may feel the ache you know. It "
        "should fade while the spot is held."
    ),
}
"""What each technique is, and how it feels."""

PRESSURES = {
    Pressure.LIGHT: "light, as when you spread lotion",
    Pressure.MODERATE: "medium, as in a massage to relax",
    Pressure.FIRM: "firm, strong but easy to bear",
    Pressure.DEEP: "deep, as strong as you find easy to bear",
}
"""The most pressure, as it feels."""

CAPS = {
    PressureCap.NO_PRESSURE: "No massage",
    PressureCap.LIGHT: "Only light pressure",
    PressureCap.MODERATE: "At most medium pressure",
}
"""What a limit leaves."""

POSITIONS = {
    Position.PRONE: "face down",
    Position.SUPINE: "face up",
    Position.SIDE_LYING: "on your side",
    Position.SEATED: "seated",
    Position.SEMI_RECLINED: "face up, with your upper body raised",
}

STAGES = {
    Stage.ACUTE: "It is new.",
    Stage.SUBACUTE: "It has begun to heal.",
    Stage.CHRONIC: "You have had it for a long time.",
}

ADVISED = {
    Advised.DISCHARGE: "You have reached your aims. Your course of massage can end.",
    Advised.TAPER: "You have nearly reached your aims. You need fewer visits now.",
    Advised.MAINTAIN: "You can have a visit from time to time, as long as it helps.",
    Advised.CONTINUE: "You can go on as planned.",
    Advised.ANSWER_QUESTIONS: (
        "Some health questions are open. There is no massage before you have answered them."
    ),
    Advised.ADJUST: "Your plan needs a change. Your therapist will talk with you about it.",
    Advised.REFER: "A doctor should look at this before you have more massage.",
    Advised.STOP: "There will be no more massage for now.",
}
"""What comes next."""

AIMS = {
    "nprs": "Less pain, from 0 (none) to 10 (worst).",
    "vas-pain": "Less pain, from 0 (none) to 100 (worst).",
    "psfs": "Do more of what matters to you.",
    "headache-days": "Fewer days with headache.",
    "psqi": "Better sleep.",
    "isi": "Better sleep.",
}
"""Aims by the measure that shows them; other measures are for the therapist alone."""

KEEP = "That is good already. The aim is to keep it so."
"""What is said of a score that leaves no room for a change that counts."""

_REGIONS = {
    Region.WHOLE_BODY: "whole body",
    Region.HEAD_AND_NECK: "head and neck",
    Region.TRUNK: "back, chest and belly",
    Region.MID_BACK: "middle of the back",
    Region.FLANK: "side below the ribs",
    Region.ABDOMEN: "belly",
    Region.FRONT_OF_ELBOW: "inside of the elbow",
    Region.GLUTEAL: "buttocks",
}


def region_words(region: Region) -> str:
    """A region in plain words."""
    return _REGIONS.get(region, region_name(region))


def place_words(regions: Iterable[Region], side: Side | None = None) -> str:
    """Places with their side, in plain words."""
    found = tuple(regions)
    where = listed(map(region_words, found))
    if side in (Side.LEFT, Side.RIGHT):
        return f"{where} ({side} side)"
    whole = found == (Region.WHOLE_BODY,)
    return f"{where} (both sides)" if side is Side.BOTH and not whole else where


def at_places(places: Iterable[tuple[Region, Side]]) -> str:
    """Places given region by region and side by side, put together again."""
    sides: dict[Region, set[Side]] = {}
    for region, side in places:
        sides.setdefault(region, set()).add(side)
    by_side: dict[Side, list[Region]] = {}
    for region, found in sides.items():
        by_side.setdefault(Side.BOTH if len(found) > 1 else min(found), []).append(region)
    return "; ".join(place_words(_folded(by_side[side]), side) for side in sorted(by_side))


def _folded(regions: Iterable[Region]) -> tuple[Region, ...]:
    """The same places with a group or a whole in place of all of its parts."""
    inside = {part for region in regions for part in region.contents}
    for group in Region:
        if group.is_group and inside.issuperset(group.members):
            inside.update(group.contents)
    return tuple(one for one in Region if one in inside and one.parent not in inside)
