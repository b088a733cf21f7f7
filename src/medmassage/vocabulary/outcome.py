"""Outcome measures: how they are scored and what a change means."""

from medmassage.vocabulary.base import Vocabulary


class HigherIs(Vocabulary):
    """What a higher score means."""

    BETTER = "better", "a higher score is a better state"
    WORSE = "worse", "a higher score is a worse state"


class ScoringMethod(Vocabulary):
    """How a score is made from answers."""

    SINGLE = "single", "one answer is the score"
    MEAN = "mean", "the mean of the answers"
    SUM = "sum", "the sum of the answers"
    DIARY = "diary", "days counted in a diary, scaled to the length of its window"
    ENTRY = "entry", "scored elsewhere by its own rules; only the score is entered"


class MeasureLicense(Vocabulary):
    """Whether an instrument may be used without asking."""

    FREE = "free", "used without a fee or a permission, as far as seen"
    PERMISSION = "permission", "terms unseen, or to be asked for: ask the owner first"
    LICENSED = "licensed", "a license is needed in software or commercial use"


class ChangeUnit(Vocabulary):
    """What a change is counted in."""

    POINTS = "points", "units of the scale"
    PERCENT_OF_BASELINE = "percent-of-baseline", "percent of the score before"


class ChangeDirection(Vocabulary):
    """Which way a score moved."""

    BETTER = "better", "toward a better state"
    SAME = "same", "not moved"
    WORSE = "worse", "toward a worse state"


class ChangeSize(Vocabulary):
    """How much a change says, least first."""

    NONE = "none", "the score did not move"
    WITHIN_ERROR = "within-error", "no larger than the measurement error: it may be chance"
    NOT_KNOWN = "not-known", "no important difference is on file for the measure"
    BELOW_MCID = "below-mcid", "smaller than every important difference on file"
    BETWEEN = "between", "some important differences on file are reached, others are not"
    REACHES_MCID = "reaches-mcid", "at least as large as every important difference on file"
