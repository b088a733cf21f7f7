"""The course of care: phases, dose, goals, what was done, and what is advised."""

from medmassage.vocabulary.base import Vocabulary


class PhaseKind(Vocabulary):
    """The parts of a course of care, in order."""

    INITIAL_CONSULTATION = "initial-consultation", "history, screening, consent, first measures"
    TREATMENT = "treatment", "the series of sessions"
    REASSESSMENT = "reassessment", "look, measure, adjust"
    MAINTENANCE = "maintenance", "further sessions for chronic complaints, while they help"
    DISCHARGE = "discharge", "the end: when the plan is over, and what comes after"


class PlanStatus(Vocabulary):
    """Whether a plan may be worked from."""

    PROVISIONAL = "provisional", "questions are open: no hands-on session before they are answered"
    READY = "ready", "screened, within the limits listed"


class AdviceKind(Vocabulary):
    """What a piece of advice is about."""

    STAY_ACTIVE = "stay-active", "go on with daily life"
    EXERCISE = "exercise", "movement as treatment"
    LOAD_MANAGEMENT = "load-management", "how much to load a tissue, and when"
    HEAT_COLD = "heat-cold", "warmth and cold"
    SELF_MASSAGE = "self-massage", "work on oneself"
    ERGONOMICS = "ergonomics", "posture, work and tools"
    SLEEP = "sleep", "sleep and rest"
    BREATHING = "breathing", "breathing exercises"
    EDUCATION = "education", "what to know"
    SEE_PHYSICIAN = "see-physician", "when to see a physician"


class ExpectationKind(Vocabulary):
    """What an expectation is about."""

    GENERAL = "general", "recovery with massage in general"
    TIME_COURSE = "time-course", "how a complaint usually goes on"
    RECURRENCE = "recurrence", "how often it comes back"
    REVIEW_POINT = "review-point", "when to look again, or to refer"
    MASSAGE_EFFECT = "massage-effect", "when and how long massage was seen to help"
    COMPLICATION = "complication", "what may go wrong"


class DoseQuantity(Vocabulary):
    """What is counted in a course."""

    MINUTES = "minutes", "length of a visit"
    SESSIONS_PER_WEEK = "sessions-per-week", "visits in a week"
    WEEKS = "weeks", "length of the course"
    SESSIONS = "sessions", "visits in all"


class DoseBasis(Vocabulary):
    """Why a number was chosen."""

    POLICY = "policy", "the clinic chose it"
    EVIDENCE = "evidence", "a trial or guideline used it"
    ARTICLE = "article", "the frame of the article"
    DEFAULT = "default", "our own default"
    SAFETY_RULE = "safety-rule", "a safety rule asks for shorter visits"


class DoseStanding(Vocabulary):
    """How a planned number stands to the numbers that were tested."""

    INSIDE = "inside", "within what was tested"
    BELOW = "below", "less than anything tested"
    ABOVE = "above", "more than anything tested"
    NEVER_TESTED = "never-tested", "no finding on file states this number"


class GoalStatus(Vocabulary):
    """How far a goal is."""

    TO_MEASURE = "to-measure", "no baseline yet: measure at the first visit"
    OPEN = "open", "measured, not reached yet"
    REACHED = "reached", "the target is reached"
    NOT_REACHED = "not-reached", "due, and not reached"


class LetterKind(Vocabulary):
    """What a letter asks for."""

    REFERRAL = "referral", "please assess this person"
    CLEARANCE = "clearance", "please say whether and within what limits massage may be given"


class Advised(Vocabulary):
    """What a look at the course advises, mildest alarm first."""

    DISCHARGE = "discharge", "the goals are met: the course ends"
    TAPER = "taper", "fewer visits, since the goals are nearly met"
    MAINTAIN = "maintain", "visits at an interval, while they help"
    CONTINUE = "continue", "go on as planned"
    ANSWER_QUESTIONS = "answer-questions", "no hands-on work before the open questions are answered"
    ADJUST = "adjust", "change the plan"
    REFER = "refer", "back to a clinician"
    STOP = "stop", "no further session"


class DeviationReason(Vocabulary):
    """Why a session differed from its plan."""

    PERSON_ASKED = "person-asked", "the person asked for it"
    DISCOMFORT = "discomfort", "it was uncomfortable or painful"
    NEW_FINDING = "new-finding", "something new was found or told"
    TIME = "time", "the time did not suffice"
    THERAPIST_JUDGMENT = "therapist-judgment", "the therapist saw a better way"
    EQUIPMENT = "equipment", "table, room or product"


class AdverseKind(Vocabulary):
    """What went wrong in or after a session."""

    SORENESS = "soreness", "soreness or aching"
    TIREDNESS = "tiredness", "tiredness"
    BRUISE = "bruise", "a bruise"
    HEADACHE = "headache", "headache"
    DIZZINESS = "dizziness", "dizziness or faintness"
    SKIN_REACTION = "skin-reaction", "rash, itching or swelling after a product"
    NUMBNESS = "numbness", "numbness or tingling"
    WEAKNESS = "weakness", "new weakness"
    MORE_PAIN = "more-pain", "the complaint got worse"
    DISTRESS = "distress", "distress"
    OTHER = "other", "something else"

    @property
    def is_alarm(self) -> bool:
        """Whether aftercare asks people to have it looked at the same day, however mild."""
        return self in (AdverseKind.NUMBNESS, AdverseKind.WEAKNESS, AdverseKind.DIZZINESS)


class AdverseSeverity(Vocabulary):
    """How bad it was, mildest first."""

    MILD = "mild", "noticed, and gone within 48 hours without help"
    MODERATE = "moderate", "lasted longer, or changed what the person could do"
    SERIOUS = "serious", "needed medical care, or may have lasting effects"


class Standard(Vocabulary):
    """A list of what a good report holds."""

    STRICT_M = "STRICT-M", "reporting of massage interventions, as a systematic review used it"
    SOAP = "SOAP", "the four parts of a session note"
