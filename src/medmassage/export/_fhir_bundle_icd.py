"""
Which ICD-10-CM code a complaint is written with.

A therapist writes down what a person complains of and does not diagnose. So a code is written
only where its title says no more than one of the complaint's own names, apart from the place, the
side and words such as "unspecified".
"""

from itertools import pairwise

from medmassage.export._text import region_name
from medmassage.model.condition import Condition
from medmassage.model.evidence import Code
from medmassage.model.intake import Complaint
from medmassage.vocabulary import Region, Side

_SIDES = {"left": Side.LEFT, "right": Side.RIGHT, "bilateral": Side.BOTH}
_FILLERS = frozenset(
    {"a", "an", "and", "at", "by", "in", "no", "not", "of", "on", "or", "s", "the", "to"}
    | {"classified", "elsewhere", "level", "other's", "unspecified"}
    | {"joint", "limb", "limbs", "part", "parts", "region", "regions", "side", "site", "sites"}
)
"""Words of a title that say nothing of what it is."""

ICD_10_CM = "ICD-10-CM"
"""The name of the code system in the catalog."""


def icd_code(complaint: Complaint, condition: Condition) -> Code | None:
    """The code of a complaint: of its side where there is one; None where no title fits."""
    where = _places(complaint, condition)
    codes = [one for one in condition.codes if one.system == ICD_10_CM]
    found = []
    for place, code in enumerate(codes):
        title = _Title(code.display)
        meant = _meant(title, condition, under_first=code.code.startswith(codes[0].code))
        fits = title.body <= where and title.side in (None, complaint.side)
        if meant and fits:
            blurred = complaint.side is not None and title.leaves_side_open
            found.append((title.side is None, meant, blurred, not code.billable, place))
    return codes[min(found)[-1]] if found else None


def _meant(title: "_Title", condition: Condition, *, under_first: bool) -> int:
    """
    Whether a title is the name of a condition (1), or a clinical name of it (2); 0: neither.

    Among the clinical names are some of narrower things. One that adds words to the usual name is
    none, and a code has to stand under the first that is listed.
    """
    usual = [_Title(one).kind for one in (condition.name, condition.plain_name)]
    if title.kind in usual:
        return 1
    names = [_Title(one).kind for one in condition.aliases.clinical]
    same = [one for one in names if not any(one > name for name in usual)]
    return 2 if under_first and title.kind in same else 0


def _places(complaint: Complaint, condition: Condition) -> frozenset[str]:
    """Words for the places that the complaint is at, or can only be at."""
    regions = complaint.regions
    if not regions and not condition.regions_are_alternatives:
        regions = condition.regions
    words = {word for one in regions for part in one.path for word in region_name(part).split()}
    for name in (condition.name, condition.plain_name, *condition.aliases.clinical):
        words |= _Title(name).body
    return frozenset(words)


class _Title:
    """The title of a code, or the name of a condition, in words."""

    def __init__(self, text: str) -> None:
        words = text.lower().replace("upper limb", "arm").replace("lower limb", "leg")
        letters = "".join(one if one.isalpha() else " " for one in words).split()
        self.words = frozenset(letters)
        sides = [side for word, side in _SIDES.items() if word in self.words]
        self.side = sides[0] if len(sides) == 1 else None
        rest = self.words - _FILLERS - set(_SIDES)
        self.body = rest & _BODY
        """Words for places."""
        self.kind = rest - _BODY
        """The other words: what it is."""
        self.leaves_side_open = any(
            first == "unspecified" and second in {"side", *_BODY}
            for first, second in pairwise(letters)
        )


_BODY = (
    frozenset(
        {word for region in Region for word in region_name(region).split()}
        | {"cervical", "low", "lumbar", "mid", "spine", "thoracic", "upper"}
    )
    - _FILLERS
)
"""Words that name places."""
