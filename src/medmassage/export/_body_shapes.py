"""
A standing person, front and back: the outline and the regions, as coordinates.

One half is drawn, on the viewer's right, and mirrored for the other. The middle line is x = 0, the
top of the head y = 20, the soles y = 788. `_curves` says how the lines are written.
"""

from functools import cache
from typing import NamedTuple

from medmassage.export._curves import path, read_curves, sections
from medmassage.vocabulary import Region, Side

# --- curves that both views have ------------------------------------------------------------------

_BOTH = """
head crown:0,20 11,21.2 21,25.5 29,34 34,46 temple:36,58 35.7,66 38,64.5 40.2,69 39.2,78
  37,86 34.5,88.5 ear:33.6,91 31.5,101 gonion:27.5,112
limb gonion 26.3,121 26.2,131 29,140 nape:36,146.5 51,152.5 68,157.5 83,163.5 96,173 104.5,187
  109.5,204 deltoid:113,224 116.5,248 120.5,268 124,284 elbow:127.5,298 131.5,311
  forearm:137.5,324 146,344 151.5,366 156,388 wrist:159.5,406 hand:163.5,420 170,427.5 179,438
  186,449 190,460.5 187.5,465.5 183,462.5 177.5,456 174.5,453 178.5,465 182.5,478 184.5,490
  183,498 179,498.5 index:176,490
middle index 177,501 174.5,508 170.5,508 168.5,502 middle:166.5,492
ring middle 166.5,503 164,508 160,507 158.5,500 ring:157.5,488
inner_limb ring 156.5,496 153,499.5 149.5,495.5 148.5,485 145.5,471 141.5,458 139.5,446
  138.3,434 inner_hand:138,425 inner_wrist:136,411 130,392 121.5,370 112.5,350
  inner_forearm:106,331 inner_elbow:101.5,304 97.5,286 93,266 inner_arm:86.5,240 axilla:79,216
side axilla 78.5,228 side:77.5,240 74,264 rib:68,294 64.5,312 64,326 crest:67,346 73,368 79.5,392
  83.5,414 hip:85,436 84,462 79.5,498 73,530 knee:67,556 64.7,572 64.7,586 shin:66,604 70,632
  69,660 63.5,690 60,702 ankle:56.5,717 57.5,728 foot:58,737
inside inner_foot:35.5,739 33.5,729 inner_ankle:36,716 33,700 28,672 25.5,644 28,619
  inner_shin:30.5,602 29.8,586 29,572 inner_knee:26.5,554 20.5,526 13.5,490 7.5,456 leg:4,430
  2.2,420 crotch:0,413
pit side 71,230 69,216 72,203 80,197 88,203 92,218 91,234 inner_arm
arm_line deltoid 107,231.5 97,237.5 inner_arm
elbow_line elbow 120,302 110,303.5 inner_elbow
forearm_line forearm 127,329.5 117,332 inner_forearm
wrist_line wrist 151,410 143,412 inner_wrist
hand_line hand 155,424 146,426 inner_hand
knee_line knee 54,550 40,549 inner_knee
shin_line shin 55,608 41,608 inner_shin
ankle_line ankle 50,713 42,713 inner_ankle
foot_line foot 51,742 42,743 inner_foot
finger_1 176,490 174,476 170.5,465
finger_2 166.5,492 165,479 162,467
finger_3 157.5,488 156,477 153,468
"""

# --- the front ------------------------------------------------------------------------------------

_FRONT = f"""{_BOTH}
sole foot 62,747 68,759 73.5,769 75,775.5 72.5,778.5 69.5,777.5 67.5,781 63.5,782 61,780
  58.5,783.5 54.5,784 52,782 49.5,785.5 45.5,786 43,783.5 40.5,787.5 35.5,788 31,783.5 30,774
  32,758 inner_foot
hairline brow:0,44 11,43 20,47 26,56 cheek:29.5,70 31.5,81 ear
chin gonion throat:21,119 11,124 chin:0,125
jaw cheek 28.5,85 23.5,96 13,103.5 lip:0,106
throat throat 15.5,134 10.5,147 notch:5.5,157.5
notch notch 3,158.8 pit_of_neck:0,159
collar nape 30,151.5 18,156.5 notch
breast notch 20,161 38,162.5 56,167 68,178 75,193 77,206 axilla
costal breastbone:0,256 12,262 26,274 40,288 waist:49,296 59,298 rib
waist waist 47,312 47.5,328 spine:51,349
crest spine 59,345 crest
inguinal spine 38,368 22,386 pubis:0,397
femoral spine 56,370 thigh:57,394 52,414 40,430 22,437 leg
hip hip 74,432 64,418 thigh
crease 106.5,316.5 111,309.5 118.5,307.5 126,312.5 122.5,319.5 114.5,323 106.5,316.5
nose 0,89.5 3,91 5,88.5
mouth 0,99.5 4.5,99 9,98
breast_fold 14,232 27,238 42,238.5 56,233
navel 0,322 2.5,324 2,328 0,329
belly 30,286 33,312 30,344 21,374
kneecap_1 37,569 41,563 47.5,561.5 54,563 58,569
kneecap_2 39,590 43,596 47.5,598 52.5,596 57,590
thumb 174.5,453 167,450 159,442 153,430
"""

# --- the back -------------------------------------------------------------------------------------

_BACK = f"""{_BOTH}
sole foot 60.5,748 64,757 69,766 71.5,774 69,778.5 63.5,779.5 57.5,780 52,783.5 45.5,785.5 38.5,783
  34.5,775.5 34.5,763 36,750 inner_foot
skull gonion mastoid:18,109 9.5,107.5 skull:0,107
neck mastoid 16.5,122 17,136 shoulder_line:21,148
bump shoulder_line 10,153 vertebra:0,155
collar nape 30,149.5 shoulder_line
blade nape 36.5,164 32,184 31,206 36,228 blade:46,243
lat blade 60,245 side
mid_back mid_back:0,254 16,254 32,250 blade
last_rib last_rib:0,306 18,304 kidney:38,299 54,296 rib
kidney kidney 37,318 39,334 spine:46,350
crest spine 57,345.5 crest
sacrum spine 30,356 14,366 sacrum:0,374
hip_line spine 58,372 65,396 fold:70,424
fold fold 58,435 38,441 18,438 leg
hip hip 78,432 fold
hollow 47.5,556 57,564 59,579 56,595 47.5,602 39.5,595 36.5,579 39,564 47.5,556
calf 47.5,611 59,615 64.5,634 63,660 57,684 49,692 41,688 35.5,668 32.5,640 37,616 47.5,611
backbone 0,160 0,200 0,260 0,330 0,366
cleft 0,374 0,395 0,413
blade_ridge 34,180 48,175 68,171.5 88,172
dimple 20,352 21,356 22,358
heel_cord_1 51.5,696 50,706 50,724
heel_cord_2 43.5,696 43.5,706 43,724
elbow_tip_1 113,308 117.5,306.5 121.5,309.5
elbow_tip_2 112.5,319.5 117,323.5 122.5,321
"""

# --- what lies between them; what stands later is drawn on top ------------------------------------

_OUTLINE = """
head:crown>gonion limb:gonion>index middle ring inner_limb:ring>axilla side:axilla>foot sole
inside:inner_foot>crotch
"""

_LIMBS = {
    Region.UPPER_ARM: """limb:deltoid>elbow elbow_line inner_limb:inner_elbow>inner_arm
        arm_line:inner_arm>deltoid""",
    Region.ELBOW: """limb:elbow>forearm forearm_line inner_limb:inner_forearm>inner_elbow
        elbow_line:inner_elbow>elbow""",
    Region.FOREARM: """limb:forearm>wrist wrist_line inner_limb:inner_wrist>inner_forearm
        forearm_line:inner_forearm>forearm""",
    Region.WRIST: """limb:wrist>hand hand_line inner_limb:inner_hand>inner_wrist
        wrist_line:inner_wrist>wrist""",
    Region.HAND: "limb:hand>index middle ring inner_limb:ring>inner_hand hand_line:inner_hand>hand",
    Region.KNEE: "side:knee>shin shin_line inside:inner_shin>inner_knee knee_line:inner_knee>knee",
    Region.LOWER_LEG: """side:shin>ankle ankle_line inside:inner_ankle>inner_shin
        shin_line:inner_shin>shin""",
    Region.ANKLE: """side:ankle>foot foot_line inside:inner_foot>inner_ankle
        ankle_line:inner_ankle>ankle""",
    Region.FOOT: "sole foot_line:inner_foot>foot",
}

_FRONT_REGIONS = {
    Region.HEAD: "head:crown>ear hairline:ear>brow",
    Region.FACE: "hairline:brow>ear head:ear>gonion chin",
    Region.JAW: "jaw:lip>cheek hairline:cheek>ear head:ear>gonion chin",
    Region.NECK: "chin:throat>gonion limb:gonion>nape collar:nape>notch throat:notch>throat",
    Region.FRONT_OF_NECK: "chin:chin>throat throat notch",
    Region.CHEST: "notch:pit_of_neck>notch breast side:axilla>rib costal:rib>breastbone",
    Region.ABDOMEN: "costal:breastbone>waist waist inguinal:spine>pubis",
    Region.FLANK: "costal:waist>rib side:rib>crest crest:crest>spine waist:spine>waist",
    Region.HIP: "crest side:crest>hip hip femoral:thigh>spine",
    Region.GROIN: "inguinal:pubis>spine femoral inside:leg>crotch",
    Region.THIGH: "hip:thigh>hip side:hip>knee knee_line inside:inner_knee>leg femoral:leg>thigh",
    Region.SHOULDER: """collar:notch>nape limb:nape>deltoid arm_line
        inner_limb:inner_arm>axilla breast:axilla>notch""",
    **_LIMBS,
    Region.ARMPIT: "pit inner_limb:inner_arm>axilla side:axilla>side",
    Region.FRONT_OF_ELBOW: "crease",
}

_BACK_REGIONS = {
    Region.HEAD: "head:crown>gonion skull",
    Region.NECK: "skull:mastoid>gonion limb:gonion>nape collar neck:shoulder_line>mastoid",
    Region.BACK_OF_NECK: "skull:skull>mastoid neck bump",
    Region.UPPER_BACK: """bump:vertebra>shoulder_line collar:shoulder_line>nape blade
        mid_back:blade>mid_back""",
    Region.MID_BACK: "mid_back lat side:side>rib last_rib:rib>last_rib",
    Region.LOWER_BACK: "last_rib:last_rib>kidney kidney sacrum",
    Region.FLANK: "last_rib:kidney>rib side:rib>crest crest:crest>spine kidney:spine>kidney",
    Region.GLUTEAL: "sacrum:sacrum>spine hip_line fold inside:leg>crotch",
    Region.HIP: "crest side:crest>hip hip hip_line:fold>spine",
    Region.THIGH: "hip:fold>hip side:hip>knee knee_line inside:inner_knee>leg fold:leg>fold",
    Region.SHOULDER: """limb:nape>deltoid arm_line inner_limb:inner_arm>axilla side:axilla>side
        lat:side>blade blade:blade>nape""",
    **_LIMBS,
    Region.ARMPIT: "pit inner_limb:inner_arm>axilla side:axilla>side",
    Region.BACK_OF_KNEE: "hollow",
    Region.CALF: "calf",
}

_FINGERS = "finger_1 finger_2 finger_3"
_FRONT_DETAILS = f"nose mouth breast_fold navel belly kneecap_1 kneecap_2 thumb {_FINGERS}"
_BACK_DETAILS = f"""backbone cleft blade_ridge dimple heel_cord_1 heel_cord_2 elbow_tip_1
    elbow_tip_2 {_FINGERS}"""


class Shape(NamedTuple):
    """One region on one side of one view."""

    region: Region
    side: Side
    d: str
    """Its line, as SVG writes it."""


class View(NamedTuple):
    """The person seen from one direction."""

    name: str
    left_is_right: bool
    """Whether the person's left is on the viewer's right."""
    shapes: tuple[Shape, ...]
    """The regions, in the order of drawing."""
    outline: str
    """The line around the whole person."""
    details: str
    """Faint lines that make it a person."""


@cache
def views() -> tuple[View, View]:
    """The front and the back."""
    return (
        _view("front", _FRONT, _FRONT_REGIONS, _FRONT_DETAILS),
        _view("back", _BACK, _BACK_REGIONS, _BACK_DETAILS),
    )


def _view(name: str, drawn: str, regions: dict[Region, str], details: str) -> View:
    curves = read_curves(drawn)
    front = name == "front"
    shapes = [
        Shape(
            region,
            side,
            path(sections(curves, text), closed=True, mirrored=(side is Side.RIGHT) is front),
        )
        for region, text in regions.items()
        for side in (Side.LEFT, Side.RIGHT)
    ]
    halves = (False, True)
    around = [path(sections(curves, _OUTLINE), mirrored=one) for one in halves]
    faint = [path(curves[word].pieces, mirrored=one) for word in details.split() for one in halves]
    return View(name, front, tuple(shapes), "".join(around), "".join(faint))
