"""Places, sides, positions and pressures."""

from itertools import pairwise
from typing import Self

from medmassage.vocabulary.base import Vocabulary


class Region(Vocabulary):
    """
    Places on the body, each with the region it lies in.

    What is said of a region holds for everything that lies in it.
    """

    _parent: str | None

    def __new__(cls, value: str, meaning: str = "", parent: str | None = None) -> Self:
        """Make a member from its text, its meaning and the region it lies in."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        member.rank = len(cls.__members__)
        member._parent = parent  # noqa: SLF001 - an enum member is made here, not by __init__
        return member

    WHOLE_BODY = "whole-body", "the whole body"
    HEAD_AND_NECK = "head-and-neck", "group: head and neck", "whole-body"
    TRUNK = "trunk", "group: back, chest and abdomen", "whole-body"
    BACK = "back", "group: upper, middle and lower back", "trunk"
    ARM = "arm", "group: the upper limb from the shoulder to the hand", "whole-body"
    LEG = "leg", "group: the lower limb from the hip to the foot", "whole-body"
    HEAD = "head", "scalp and skull, with the face", "head-and-neck"
    FACE = "face", "forehead to chin, with the jaw", "head"
    JAW = "jaw", "jaw and its joint", "face"
    NECK = "neck", "neck all round", "head-and-neck"
    FRONT_OF_NECK = "front-of-neck", "throat and the carotid region", "neck"
    BACK_OF_NECK = "back-of-neck", "nape and base of the skull", "neck"
    UPPER_BACK = "upper-back", "between neck and shoulder blades", "back"
    MID_BACK = "mid-back", "below the shoulder blades to the last ribs", "back"
    LOWER_BACK = "lower-back", "last ribs to the top of the buttocks, with the flank", "back"
    FLANK = "flank", "side and back below the ribs, over the kidney", "lower-back"
    CHEST = "chest", "front of the rib cage", "trunk"
    ABDOMEN = "abdomen", "belly", "trunk"
    SHOULDER = "shoulder", "shoulder joint and girdle, with the armpit", "arm"
    ARMPIT = "armpit", "axilla", "shoulder"
    UPPER_ARM = "upper-arm", "between shoulder and elbow", "arm"
    ELBOW = "elbow", "elbow joint all round", "arm"
    FRONT_OF_ELBOW = "front-of-elbow", "inner crease of the elbow", "elbow"
    FOREARM = "forearm", "between elbow and wrist", "arm"
    WRIST = "wrist", "wrist joint", "arm"
    HAND = "hand", "palm, back of the hand, fingers", "arm"
    HIP = "hip", "outer hip and hip joint", "leg"
    GLUTEAL = "gluteal", "buttock", "leg"
    GROIN = "groin", "groin crease and femoral triangle", "leg"
    THIGH = "thigh", "between hip and knee", "leg"
    KNEE = "knee", "knee joint all round", "leg"
    BACK_OF_KNEE = "back-of-knee", "popliteal space", "knee"
    LOWER_LEG = "lower-leg", "between knee and ankle, with the calf", "leg"
    CALF = "calf", "back of the lower leg", "lower-leg"
    ANKLE = "ankle", "ankle joint", "leg"
    FOOT = "foot", "sole, top of the foot, toes", "leg"

    @property
    def parent(self) -> "Region | None":
        """The region it lies in; None for the whole body."""
        return None if self._parent is None else Region(self._parent)

    @property
    def path(self) -> "tuple[Region, ...]":
        """The region itself and all that it lies in, innermost first."""
        return _PATHS[self]

    @property
    def contents(self) -> "tuple[Region, ...]":
        """The region itself and all that lies in it, outermost first."""
        return _CONTENTS[self]

    @property
    def neighbors(self) -> "tuple[Region, ...]":
        """The regions next to it along the back or a limb, the one nearer the trunk first."""
        return _NEIGHBORS.get(self, ())

    @property
    def is_group(self) -> bool:
        """Whether it only gathers regions: a step or a complaint is at its members instead."""
        return self in _GROUPS

    @property
    def members(self) -> "tuple[Region, ...]":
        """For a group, the regions it stands for; else the region itself."""
        return _MEMBERS.get(self, (self,))


_LINES = (
    (Region.NECK, Region.UPPER_BACK, Region.MID_BACK, Region.LOWER_BACK, Region.GLUTEAL),
    (Region.NECK, Region.SHOULDER, Region.UPPER_ARM, Region.ELBOW),
    (Region.ELBOW, Region.FOREARM, Region.WRIST, Region.HAND),
    (Region.HIP, Region.THIGH),
    (Region.GLUTEAL, Region.THIGH, Region.KNEE, Region.LOWER_LEG, Region.ANKLE, Region.FOOT),
)
_NEIGHBORS: dict[Region, tuple[Region, ...]] = {}
for _line in _LINES:
    for _nearer, _farther in pairwise(_line):
        _NEIGHBORS[_farther] = (_nearer, *_NEIGHBORS.get(_farther, ()))
        _NEIGHBORS[_nearer] = (*_NEIGHBORS.get(_nearer, ()), _farther)

_PATHS: dict[Region, tuple[Region, ...]] = {}
for _region in Region:
    _PATHS[_region] = (_region, *(_PATHS[_region.parent] if _region.parent else ()))
_INSIDE: dict[Region, list[Region]] = {region: [] for region in Region}
for _region, _path in _PATHS.items():
    for _outer in _path:
        _INSIDE[_outer].append(_region)
_CONTENTS = {region: tuple(parts) for region, parts in _INSIDE.items()}
_GROUPS = frozenset(
    {
        Region.WHOLE_BODY,
        Region.HEAD_AND_NECK,
        Region.TRUNK,
        Region.BACK,
        Region.ARM,
        Region.LEG,
    }
)
_MEMBERS = {
    group: tuple(
        region
        for region in _CONTENTS[group]
        if not region.is_group and region.parent is not None and region.parent.is_group
    )
    for group in _GROUPS
}


class Side(Vocabulary):
    """Which side of the body."""

    LEFT = "left", "the person's left"
    RIGHT = "right", "the person's right"
    BOTH = "both", "left and right"
    MIDLINE = "midline", "on the middle line"


def sides_touched(side: Side | None) -> frozenset[Side]:
    """
    The halves of the body that a side touches: left, right or both.

    The middle line touches both halves, and so does a side that nobody gave.
    """
    return _TOUCHED[side]


_TOUCHED: dict[Side | None, frozenset[Side]] = {
    Side.LEFT: frozenset({Side.LEFT}),
    Side.RIGHT: frozenset({Side.RIGHT}),
    Side.BOTH: frozenset({Side.LEFT, Side.RIGHT}),
    Side.MIDLINE: frozenset({Side.LEFT, Side.RIGHT}),
    None: frozenset({Side.LEFT, Side.RIGHT}),
}


class Pressure(Vocabulary):
    """Pressure that a hand gives, lightest first."""

    LIGHT = "light", "skin moves, muscle is not engaged"
    MODERATE = "moderate", "superficial muscle moves"
    FIRM = "firm", "deeper muscle is engaged; strong but comfortable"
    DEEP = "deep", "as much as a strong adult takes comfortably, slowly, over thick muscle"


class PressureCap(Vocabulary):
    """The most pressure that a safety rule leaves, strictest first. No cap is None."""

    NO_PRESSURE = "no-pressure", "the place is closed to every technique"
    LIGHT = "light", "at most light"
    MODERATE = "moderate", "at most moderate"


def pressure_within(pressure: Pressure, cap: PressureCap | None) -> bool:
    """Whether a pressure keeps a cap."""
    return cap is None or (cap.rank > 0 and pressure.rank < cap.rank)


class Position(Vocabulary):
    """How a person lies or sits."""

    PRONE = "prone", "face down"
    SUPINE = "supine", "face up"
    SIDE_LYING = "side-lying", "on one side"
    SEATED = "seated", "on a chair"
    SEMI_RECLINED = "semi-reclined", "face up with the upper body raised"
