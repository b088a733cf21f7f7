"""Decisions, actions, rules, questions and notices."""

from medmassage.vocabulary.base import Vocabulary


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


class DisclaimerId(Vocabulary):
    """The notices that exist. `REQUIRED_DISCLAIMERS` must stand in every plan and refusal."""

    FOR_LICENSED_PROFESSIONALS = (
        "for-licensed-professionals",
        "information for licensed therapists, not medical advice",
    )
    NOT_A_SUBSTITUTE_FOR_A_PHYSICIAN = (
        "not-a-substitute-for-a-physician",
        "massage does not replace an examination",
    )
    COMPLETE_HEALTH_INFORMATION = (
        "complete-health-information",
        "the client tells everything and reports changes",
    )
    NO_GUARANTEE_AND_SIDE_EFFECTS = (
        "no-guarantee-and-side-effects",
        "no result is guaranteed; the client may stop",
    )
    EMERGENCIES = "emergencies", "emergencies go to the emergency services"
    LOCAL_LAW_AND_SCOPE = "local-law-and-scope", "local law and scope prevail"
    INFORMATION_MAY_CHANGE = "information-may-change", "the article: information may change"
    RESULTS_VARY = "results-vary", "the article: results vary"
    IMAGES_MAY_SHOW_MODELS = "images-may-show-models", "the article: images may show models"


REQUIRED_DISCLAIMERS: frozenset[DisclaimerId] = frozenset(DisclaimerId) - {
    DisclaimerId.IMAGES_MAY_SHOW_MODELS
}
"""What every plan, withheld plan and rendering carries; the notice on images goes with images."""


class AppearsIn(Vocabulary):
    """Where a notice must stand."""

    PLAN = "plan", "every plan outline and every rendering of it"
    WITHHELD = "withheld", "every refusal of a plan and every rendering of it"
    IMAGES = "images", "beside pictures of people"
