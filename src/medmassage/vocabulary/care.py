"""Stages, sessions, phases, and who may do what."""

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
