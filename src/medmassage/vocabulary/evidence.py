"""Sources, findings and how well they support a technique."""

from medmassage.vocabulary.base import Vocabulary


class Support(Vocabulary):
    """How well a technique is supported for a condition, best first."""

    RECOMMENDED = "recommended", "a guideline recommends it"
    SUPPORTED = (
        "supported",
        "trials of two teams against inactive or usual care, or a graded review",
    )
    MIXED = "mixed", "findings stand on both sides"
    LIMITED = "limited", "little or very uncertain evidence in favor"
    ARTICLE_ONLY = "article-only", "the article names it; no research on file in favor"
    NO_RESEARCH = "no-research", "nothing conclusive on file"
    UNSUPPORTED = "unsupported", "what is on file found no benefit, or advises against it for now"
    ADVISED_AGAINST = "advised-against", "a guideline advises against it"

    @property
    def level(self) -> int:
        """The rank for comparing, 0 best; `mixed` and `limited` share one."""
        return self.rank if self.rank < 3 else self.rank - 1

    @property
    def is_founded(self) -> bool:
        """Whether research or the article says something in its favor."""
        return self.rank < Support.NO_RESEARCH.rank

    @property
    def is_used(self) -> bool:
        """Whether a technique so supported is planned for more than to open and close."""
        return self.rank < Support.UNSUPPORTED.rank


class SourceKind(Vocabulary):
    """What sort of document a source is."""

    GUIDELINE = "guideline", "recommendations of a body that weighed the evidence"
    SYSTEMATIC_REVIEW = (
        "systematic-review",
        "all studies of a question, searched for and weighed by a stated method",
    )
    UMBRELLA_REVIEW = "umbrella-review", "a review of reviews"
    EVIDENCE_MAP = "evidence-map", "an overview of what has been reviewed"
    NARRATIVE_REVIEW = "narrative-review", "an overview without a stated method"
    RCT = "rct", "randomized controlled trial"
    COHORT = "cohort", "people followed over time"
    OBSERVATIONAL_STUDY = (
        "observational-study",
        "people observed without being assigned a treatment",
    )
    CASE_REPORT = "case-report", "one person, or a few"
    MECHANISTIC_STUDY = "mechanistic-study", "how something may work, in the laboratory"
    JOURNAL_ARTICLE = "journal-article", "an article in a journal of another sort"
    ARTICLE = "article", "an article for the public"
    TEXTBOOK = "textbook", "a book for teaching or practice"
    PROFESSIONAL_BODY = "professional-body", "a page or magazine of a profession"
    REGULATOR = "regulator", "a body that sets rules by law"
    PATIENT_INFORMATION = "patient-information", "written for patients"
    WEB_PAGE = "web-page", "another page"
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

    HIGH = "high", "the source is very confident"
    MODERATE = "moderate", "the source is fairly confident"
    LOW = "low", "the source has little confidence"
    VERY_LOW = "very-low", "the source has very little confidence"
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

    SHORT = "short", "right after treatment, or weeks"
    INTERMEDIATE = "intermediate", "months"
    LONG = "long", "about a year or more"


class Relative(Vocabulary):
    """How a technique did against an active comparator."""

    SUPERIOR = "superior", "better than it"
    EQUIVALENT = "equivalent", "about as good as it"
    INFERIOR = "inferior", "worse than it"
    UNKNOWN = "unknown", "the source does not say"


class EvidenceRole(Vocabulary):
    """What a finding is to the techniques of the catalog."""

    TECHNIQUE = "technique", "a finding on one of our techniques"
    CONTEXT = "context", "manual therapy in general, joint techniques included; never inherited"
    COMPARATOR = "comparator", "another intervention"


class Verdict(Vocabulary):
    """What research says of a claimed benefit."""

    SUPPORTED = "supported", "reviews or several trials found it"
    LIMITED = "limited", "little or very uncertain research in favor, or laboratory measures only"
    UNSUPPORTED = "unsupported", "no research on file shows it"
    CONTRADICTED = "contradicted", "research on file speaks against it"
    NOT_ON_FILE = "not-on-file", "the knowledge base holds no finding on it"


class Basis(Vocabulary):
    """What a link between technique and impairment rests on."""

    ARTICLE = "article", "the article says so"
    TEXTBOOK = "textbook", "a book for teaching or practice"
    REVIEW = "review", "a review found or states it"
    TRIAL = "trial", "a trial measured it"
