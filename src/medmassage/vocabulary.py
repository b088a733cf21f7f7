"""
The closed lists: words with one meaning each, in their natural order.

Every member is a string, so `decision == "proceed"` works, and carries its `meaning`. Where the
order of members is a scale, `rank` counts up from the first.
"""

from enum import StrEnum
from typing import Self


class Vocabulary(StrEnum):
    """A closed list of words. Members compare equal to their text and explain themselves."""

    meaning: str
    """What the word means, in one sentence or less."""

    def __new__(cls, value: str, meaning: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    @property
    def rank(self) -> int:
        """Where the word stands in its list, from 0."""
        return _RANKS[type(self)][self]

    @classmethod
    def values(cls) -> tuple[str, ...]:
        """The words in order, as plain text."""
        return tuple(member.value for member in cls)


class _Ranks(dict[type, dict[str, int]]):
    def __missing__(self, vocabulary: type[Vocabulary]) -> dict[str, int]:
        ranks: dict[str, int] = {member: place for place, member in enumerate(vocabulary)}
        self[vocabulary] = ranks
        return ranks


_RANKS = _Ranks()


class Region(Vocabulary):
    """
    Places on the body, each with the region it lies in.

    What is said of a region holds for everything that lies in it.
    """

    _parent: str | None

    def __new__(cls, value: str, meaning: str = "", parent: str | None = None) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        member._parent = parent
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
        return tuple(region for region in Region if self in region.path)

    @property
    def is_group(self) -> bool:
        """Whether it only gathers regions: a step or a complaint is at its members instead."""
        return self in _GROUPS

    @property
    def members(self) -> "tuple[Region, ...]":
        """For a group, the regions it stands for; else the region itself."""
        if not self.is_group:
            return (self,)
        return tuple(
            region
            for region in self.contents
            if not region.is_group and region.parent is not None and region.parent.is_group
        )


_PATHS: dict[Region, tuple[Region, ...]] = {}
for _region in Region:
    _PATHS[_region] = (_region, *(_PATHS[_region.parent] if _region.parent else ()))
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


class Stage(Vocabulary):
    """How old a complaint is; the weeks belong to the condition."""

    ACUTE = "acute", "fresh"
    SUBACUTE = "subacute", "healing, no longer fresh"
    CHRONIC = "chronic", "long-standing"


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


class SessionPart(Vocabulary):
    """Where in a session a technique belongs, in order."""

    OPENING = "opening", "settle, warm, explore"
    MAIN = "main", "general work on the regions of the complaint"
    SPECIFIC = "specific", "points, friction, release or stretch on a finding"
    CLOSING = "closing", "broad, lighter strokes that end the session"


class Decision(Vocabulary):
    """What a screening says may happen, mildest first."""

    PROCEED = "proceed", "nothing speaks against a session within the general rules"
    PROCEED_WITH_PRECAUTIONS = "proceed-with-precautions", "a session within the limits listed"
    INCOMPLETE = "incomplete", "questions are open; no hands-on work before they are answered"
    OBTAIN_CLEARANCE = "obtain-clearance", "a clinician must agree first"
    POSTPONE = "postpone", "not today"
    REFER = "refer", "a clinician must look first"
    REFER_URGENTLY = "refer-urgently", "a clinician must look the same day"
    EMERGENCY = "emergency", "emergency services now"


class Action(Vocabulary):
    """What a safety rule asks for, mildest first."""

    NONE = "none", "nothing"
    MODIFY_POSITION = "modify-position", "choose another position or way of rising"
    LIGHTEN_PRESSURE = "lighten-pressure", "work more lightly"
    AVOID_AREA = "avoid-area", "leave a place alone"
    OBTAIN_CLEARANCE = "obtain-clearance", "ask the treating clinician first"
    POSTPONE = "postpone", "rebook"
    REFER = "refer", "send to a clinician"
    REFER_URGENTLY = "refer-urgently", "send to a clinician the same day"
    EMERGENCY = "emergency", "call emergency services"


class Severity(Vocabulary):
    """How much a contraindication forbids, mildest first."""

    NONE = "none", "not a contraindication; listed so that nobody adds it as one"
    PRECAUTION = "precaution", "work goes on within limits"
    CLEARANCE_REQUIRED = "clearance-required", "a clinician's agreement widens what is possible"
    ABSOLUTE = "absolute", "what the rule covers is not done"


class AppliesTo(Vocabulary):
    """Who a rule is for."""

    ASKED = "asked", "people who answer yes to a question that brings it"
    EVERYONE = "everyone", "everybody; nobody is asked"
    NOBODY = "nobody", "nobody; it states that something is no contraindication"


class Spread(Vocabulary):
    """How far around a reported place a limit reaches."""

    WHOLE_LIMB = "whole-limb", "the whole limb on that side"
    AT_AND_BELOW = "at-and-below", "the place and all of the limb beyond it"
    LIMB_AND_TRUNK_QUADRANT = "limb-and-trunk-quadrant", "the limb and the quarter of the trunk"


class ClearanceBy(Vocabulary):
    """Who can lift a rule within its limits."""

    PRESCRIBER = "prescriber", "the treating clinician, in writing"
    THERAPIST = "therapist", "the therapist, with a reason that is kept and printed"


class Section(Vocabulary):
    """The parts of the safety questionnaire, in the order of asking."""

    TODAY = "today", "how the person is now"
    HEART_AND_CIRCULATION = "heart-and-circulation", "heart, vessels, blood pressure"
    BLOOD_AND_MEDICINES = "blood-and-medicines", "medicines, blood, long-term illness"
    NERVES_AND_HEAD = "nerves-and-head", "nerves and brain"
    BONES_JOINTS_MUSCLES = "bones-joints-muscles", "injuries, bones, joints"
    SKIN = "skin", "skin"
    PREGNANCY = "pregnancy", "pregnancy and the weeks after birth"
    CANCER_AND_IMMUNE = "cancer-and-immune", "cancer and its treatment"
    DEVICES_AND_SURGERY = "devices-and-surgery", "implants, operations, injections, belly"
    ALLERGIES = "allergies", "products"
    CONSENT_AND_COMFORT = "consent-and-comfort", "consent, minors, mental health"
    COMPLAINT_SPECIFIC = "complaint-specific", "questions of one complaint"


class Asks(Vocabulary):
    """What an open question still needs."""

    ANSWER = "answer", "yes or no"
    WHERE = "where", "the place on the body"
    SIDE = "side", "left, right, both or midline"
    STAGE = "stage", "acute, subacute or chronic"


class Support(Vocabulary):
    """How well a technique is supported for a condition, best first."""

    RECOMMENDED = "recommended", "a guideline recommends it"
    SUPPORTED = "supported", "agreeing trials against inactive care, or a graded review"
    MIXED = "mixed", "findings stand on both sides"
    LIMITED = "limited", "little or very uncertain evidence in favor"
    ARTICLE_ONLY = "article-only", "the article names it; no research on file in favor"
    NO_RESEARCH = "no-research", "no finding on file"
    UNSUPPORTED = "unsupported", "research on file found no benefit"
    ADVISED_AGAINST = "advised-against", "a guideline advises against it"

    @property
    def level(self) -> int:
        """The rank for comparing, 0 best; `mixed` and `limited` share one."""
        return self.rank if self.rank < 3 else self.rank - 1


class SourceKind(Vocabulary):
    """What sort of document a source is."""

    GUIDELINE = "guideline"
    SYSTEMATIC_REVIEW = "systematic-review"
    UMBRELLA_REVIEW = "umbrella-review"
    EVIDENCE_MAP = "evidence-map"
    NARRATIVE_REVIEW = "narrative-review"
    RCT = "rct", "randomized controlled trial"
    COHORT = "cohort"
    OBSERVATIONAL_STUDY = "observational-study"
    CASE_REPORT = "case-report"
    MECHANISTIC_STUDY = "mechanistic-study"
    JOURNAL_ARTICLE = "journal-article"
    ARTICLE = "article", "an article for the public"
    TEXTBOOK = "textbook"
    PROFESSIONAL_BODY = "professional-body"
    REGULATOR = "regulator"
    PATIENT_INFORMATION = "patient-information"
    WEB_PAGE = "web-page"
    CODE_SYSTEM_PAGE = "code-system-page"
    PROJECT = "project", "this project's own conventions and defaults"


class Direction(Vocabulary):
    """What a finding says of a technique."""

    RECOMMEND = "recommend", "recommended"
    CONSIDER = "consider", "may be considered"
    BENEFIT = "benefit", "better than before, or than the comparator"
    UNCLEAR = "unclear", "no conclusion"
    NO_DIFFERENCE = "no-difference", "no difference from the comparator, or worse than it"
    HARM = "harm", "a worsened laboratory measure; not an injury"
    RECOMMEND_AGAINST = "recommend-against", "advised against"


class Certainty(Vocabulary):
    """How sure a finding is, as its own source states it."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very-low"
    NOT_GRADED = "not-graded", "the source states none"


class ComparatorKind(Vocabulary):
    """What a technique was compared with."""

    INACTIVE = "inactive", "sham, placebo, no treatment, waiting list, rest"
    USUAL_CARE = "usual-care", "usual care, or the same care without massage"
    ACTIVE = "active", "another treatment"
    MIXED = "mixed", "several of these together"
    BASELINE = "baseline", "the same people before; no control group"
    NONE = "none", "nothing, as in a recommendation or a description"


class OutcomeKind(Vocabulary):
    """What was measured."""

    SYMPTOM = "symptom", "pain, function, headache, sleep, anxiety, bowel or other complaints"
    MOVEMENT = "movement", "range of motion, flexibility, strength, performance"
    LABORATORY = "laboratory", "blood flow, hormones, cells, pressure thresholds, tissue models"
    SAFETY = "safety", "adverse events"
    PROCESS = "process", "dose, priority, cost or another matter of delivery"


class Term(Vocabulary):
    """How long after treatment a finding holds."""

    SHORT = "short"
    INTERMEDIATE = "intermediate"
    LONG = "long"


class Relative(Vocabulary):
    """How a technique did against an active comparator."""

    SUPERIOR = "superior"
    EQUIVALENT = "equivalent"
    INFERIOR = "inferior"
    UNKNOWN = "unknown"


class EvidenceRole(Vocabulary):
    """What a finding is to the techniques of the catalog."""

    TECHNIQUE = "technique", "a finding on one of our techniques"
    CONTEXT = "context", "manual therapy in general, joint techniques included; never inherited"
    COMPARATOR = "comparator", "another intervention"


class Verdict(Vocabulary):
    """What research says of a claimed benefit."""

    SUPPORTED = "supported"
    LIMITED = "limited", "little or very uncertain research in favor, or laboratory measures only"
    UNSUPPORTED = "unsupported", "no research on file shows it"
    CONTRADICTED = "contradicted", "research on file speaks against it"
    NOT_ON_FILE = "not-on-file", "the knowledge base holds no finding on it"


class Basis(Vocabulary):
    """What a link between technique and impairment rests on."""

    ARTICLE = "article"
    TEXTBOOK = "textbook"
    REVIEW = "review"
    TRIAL = "trial"


class TherapistRole(Vocabulary):
    """The place of massage in the care of a condition."""

    WITHIN_SCOPE = "within massage scope after screening"
    ADJUNCT = "adjunct to active care"
    SUPPORTIVE = "supportive beside medical care"
    COMFORT = "comfort and relaxation"
    AFTER_DIAGNOSIS = "not before diagnosis"


class TrainingScope(Vocabulary):
    """Whether a massage license usually covers a technique."""

    USUALLY_INSIDE = "usually-inside", "part of a usual massage license"
    INSIDE_WITH_TRAINING = "inside-with-training", "inside the license, after further training"
    NEEDS_CERTIFICATION = "needs-certification", "needs a certificate of its own"
    DEPENDS_ON_STATE = "depends-on-state", "state rules differ"


class StatementTopic(Vocabulary):
    """What a general statement is about."""

    FRAME = "frame", "who gives medical massage, to what, how often, how long"
    SUITABILITY = "suitability", "for whom, and what to tell the therapist"
    STAGE_OF_CARE = "stage-of-care", "the course of care"
    SESSION = "session", "how a session is built"
    AFTERCARE = "aftercare", "after-effects and alarm signs"


class DisclaimerId(Vocabulary):
    """The notices that exist. `REQUIRED_DISCLAIMERS` must stand in every plan and refusal."""

    FOR_LICENSED_PROFESSIONALS = "for-licensed-professionals"
    NOT_A_SUBSTITUTE_FOR_A_PHYSICIAN = "not-a-substitute-for-a-physician"
    COMPLETE_HEALTH_INFORMATION = "complete-health-information"
    NO_GUARANTEE_AND_SIDE_EFFECTS = "no-guarantee-and-side-effects"
    EMERGENCIES = "emergencies"
    LOCAL_LAW_AND_SCOPE = "local-law-and-scope"
    INFORMATION_MAY_CHANGE = "information-may-change"
    RESULTS_VARY = "results-vary"
    IMAGES_MAY_SHOW_MODELS = "images-may-show-models"


REQUIRED_DISCLAIMERS: frozenset[DisclaimerId] = frozenset(DisclaimerId) - {
    DisclaimerId.IMAGES_MAY_SHOW_MODELS
}
"""What every plan, withheld plan and rendering carries; the notice on images goes with images."""


class AppearsIn(Vocabulary):
    """Where a notice must stand."""

    PLAN = "plan", "every plan outline and every rendering of it"
    WITHHELD = "withheld", "every refusal of a plan and every rendering of it"
    IMAGES = "images", "beside pictures of people"


class PhaseKind(Vocabulary):
    """The parts of a course of care, in order."""

    INITIAL_CONSULTATION = "initial-consultation", "history, screening, consent, first measures"
    TREATMENT = "treatment", "the series of sessions"
    REASSESSMENT = "reassessment", "look, measure, adjust"
    MAINTENANCE = "maintenance", "further sessions for chronic complaints, while they help"


class PlanStatus(Vocabulary):
    """Whether a plan may be worked from."""

    PROVISIONAL = "provisional", "questions are open: no hands-on session before they are answered"
    READY = "ready", "screened, within the limits listed"
