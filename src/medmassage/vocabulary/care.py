"""Stages, parts of a session, and who may do what."""

from medmassage.vocabulary.base import Vocabulary


class Stage(Vocabulary):
    """How old a complaint is; the weeks belong to the condition."""

    ACUTE = "acute", "fresh"
    SUBACUTE = "subacute", "healing, no longer fresh"
    CHRONIC = "chronic", "long-standing"


class SessionPart(Vocabulary):
    """Where in a session a technique belongs, in order."""

    OPENING = "opening", "settle, warm, explore"
    MAIN = "main", "general work on the regions of the complaint"
    SPECIFIC = "specific", "points, friction, release or stretch on a finding"
    CLOSING = "closing", "broad, lighter strokes that end the session"


class TherapistRole(Vocabulary):
    """The place of massage in the care of a condition."""

    WITHIN_SCOPE = "within massage scope after screening", "a therapist may treat it once screened"
    ADJUNCT = "adjunct to active care", "massage goes beside exercise and activity"
    SUPPORTIVE = "supportive beside medical care", "massage goes beside what a physician does"
    COMFORT = "comfort and relaxation", "massage is for ease, not for the condition"
    AFTER_DIAGNOSIS = "not before diagnosis", "a physician names it first"


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
    SESSION = "session", "how a session is built"
    AFTERCARE = "aftercare", "after-effects and alarm signs"
    HEALING = "healing", "phases of healing, and what waits for them"
    CORE_CARE = "core-care", "what is done first for a condition, massage aside"
    DEFINITION = "definition", "what a word means, or that it has no agreed meaning"
    CONSENT = "consent", "what a person is told and agrees to before hands-on work"


class ChangeKind(Vocabulary):
    """What sort of change would make a technique possible, smallest first."""

    ANSWER = "answer", "an answer that is missing or was set in bulk"
    OFFER = "offer", "the clinic offers it, or the therapist is trained in it"
    LIGHTER_PRESSURE = "lighter-pressure", "a technique that works at less pressure"
    OTHER_PLACE = "other-place", "another region or side of the complaint"
    CLEARANCE = "clearance", "a clinician's or a therapist's clearance"
    LATER_DATE = "later-date", "a day on which the rule has ended"
