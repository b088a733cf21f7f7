"""
How many visits, how long, how often: from the clinic, from findings, else our defaults.

A course follows one finding as a whole rather than mixing numbers of several. Beside each number
stands the range that findings on the same techniques for the complaint tested.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.choosing import Work
from medmassage.grading import fits
from medmassage.ground import sites
from medmassage.model.course import DosePart, PlanPolicy, standing
from medmassage.model.evidence import Dose, Evidence, Span
from medmassage.model.making import evolve
from medmassage.model.safety import Contraindication
from medmassage.model.screening import Screening
from medmassage.vocabulary import Direction, DoseBasis, DoseQuantity, Stage

_CONVENTIONS = "medmassage-conventions"
_ARTICLE = "ospina-medical-massage"

_FAVORABLE = frozenset({Direction.RECOMMEND, Direction.CONSIDER, Direction.BENEFIT})
_MOST_A_WEEK, _MOST_SESSIONS, _MOST_MINUTES = 3, 20, 60
"""More than this is not what a clinic's table can offer; our own bounds."""

_LEAST_MINUTES = 15
"""A shorter visit is none."""

_FRAME = Span(30, 60)
"""Minutes of a visit in the article."""


class _Default(NamedTuple):
    minutes: int
    sessions: int
    sessions_per_week: int


_USUAL = _Default(minutes=60, sessions=6, sessions_per_week=1)
"""Our default (statement `default-course`)."""
_FRESH = _Default(minutes=30, sessions=4, sessions_per_week=1)
"""Our default for an acute complaint (statement `default-acute-course`)."""
_SMALL_MINUTES = 45
"""Our default for one or two small parts of the body (statement `default-course`)."""
_BRIEF = 2
"""Visits a week, by default, for a complaint that lasts less than the default course."""


class Course(NamedTuple):
    """The numbers that sessions are laid out by."""

    sessions: int
    minutes: int
    sessions_per_week: int
    weeks: int
    reassess_at: tuple[int, ...]
    """The sessions at which the course is looked at."""


class Dosing(NamedTuple):
    """The course and the reasons for its numbers."""

    course: Course
    parts: tuple[DosePart, ...]


def dose_for(
    works: Sequence[Work], policy: PlanPolicy, screening: Screening, catalog: Catalog
) -> Dosing:
    """The dose of a course, by its first complaint and by what shortens visits."""
    work = works[0]
    findings = tuple(_findings(work, catalog))
    followed = _followed(work, findings)
    default = _default(work)
    if len(works) == 1 and work.is_small:
        default = default._replace(minutes=min(default.minutes, _SMALL_MINUTES))
    tested = _hull(one.dose.minutes for one in findings if one.dose and one.dose.minutes)
    numbers = _numbers(followed, policy, default, tested)
    if policy.session_minutes is None:
        longest = _longest(works, catalog)
        numbers[DoseQuantity.MINUTES] = min(numbers[DoseQuantity.MINUTES], longest)
    shorter = _shorter(numbers, policy, screening, catalog)
    if shorter is not None:
        numbers[DoseQuantity.MINUTES] = shorter.session_minutes or numbers[DoseQuantity.MINUTES]
    first = policy.reassess_at_session or (2 if work.complaint.stage is Stage.ACUTE else 4)
    course = Course(
        sessions=numbers[DoseQuantity.SESSIONS],
        minutes=numbers[DoseQuantity.MINUTES],
        sessions_per_week=numbers[DoseQuantity.SESSIONS_PER_WEEK],
        weeks=numbers[DoseQuantity.WEEKS],
        reassess_at=_looks(numbers[DoseQuantity.SESSIONS], first),
    )
    parts = tuple(
        _shortened(part, shorter)
        if shorter is not None and part.quantity is DoseQuantity.MINUTES
        else part
        for part in (
            _part(quantity, number, followed, policy, findings)
            for quantity, number in numbers.items()
        )
    )
    return Dosing(course, parts)


def _longest(works: Iterable[Work], catalog: Catalog) -> int:
    """The longest visit that the techniques fill where none of them does general work."""
    if any(work.gentle is not None for work in works):
        return _MOST_MINUTES
    most = 0
    for match in (one for work in works for one in work.specific):
        span = catalog.techniques[match.technique_id].minutes_per_region
        if span is None or span.high is None:
            return _MOST_MINUTES
        most += int(span.high) * len(match.places)
    return max(_LEAST_MINUTES, most // 5 * 5)


def _default(work: Work) -> _Default:
    """Our default, within the weeks that the complaint lasts where its last stage has an end."""
    default = _FRESH if work.complaint.stage is Stage.ACUTE else _USUAL
    last = work.condition.stages[-1] if work.condition.stages else None
    if last is None or last.stage is not work.complaint.stage:
        return default
    end = last.weeks.high if last.weeks is not None else None
    if end is None or end >= default.sessions / default.sessions_per_week:
        return default
    visits = max(1, min(default.sessions, ceil(end) * _BRIEF))
    return default._replace(sessions=visits, sessions_per_week=_BRIEF)


def _shorter(
    numbers: dict[DoseQuantity, int], policy: PlanPolicy, screening: Screening, catalog: Catalog
) -> Contraindication | None:
    """The rule in force that asks for the shortest visits, where they would be longer."""
    if policy.session_minutes is not None:
        return None
    rules = [
        catalog.contraindications[one.rule_id]
        for one in screening.fired
        if one.rule_id in catalog.contraindications
    ]
    bounds = [
        (one.session_minutes, one.id, one)
        for one in rules
        if one.session_minutes is not None and one.session_minutes < numbers[DoseQuantity.MINUTES]
    ]
    return min(bounds)[2] if bounds else None


def _looks(sessions: int, first: int) -> tuple[int, ...]:
    """The sessions at which the course is looked at: the first, every so many, and the last."""
    return tuple(sorted({*range(first, sessions + 1, first), sessions}))


# --- what was tested ------------------------------------------------------------------------------


def _findings(work: Work, catalog: Catalog) -> Iterator[Evidence]:
    """Findings with a dose on the planned techniques for the complaint, nearest first."""
    knowledge = catalog.knowledge
    techniques = dict.fromkeys(
        broader for id in work.technique_ids for broader in knowledge.broader_techniques(id)
    )
    for condition_id in knowledge.broader_conditions(work.condition.id):
        for technique_id in (*work.technique_ids, *techniques):
            for one in knowledge.findings(condition_id, technique_id):
                if one.dose is None or not fits(one, work.complaint.stage):
                    continue
                if not _is_elsewhere(one, work, catalog):
                    yield one


def _is_elsewhere(finding: Evidence, work: Work, catalog: Catalog) -> bool:
    """
    Whether a finding on a condition of many places was made at places the complaint is not at.

    Such a finding names the place by a second condition: arthritis, in people with hand pain.
    """
    family = set(catalog.knowledge.broader_conditions(work.condition.id))
    conditions = [catalog.conditions[id] for id in finding.condition_ids]
    if not all(one.regions_are_alternatives for one in conditions if one.id in family):
        return False
    others = [one for one in conditions if one.id not in family]
    there = {part for one in others for region in one.regions for part in region.contents}
    here = {one.region for one in sites(work.complaint, work.condition)}
    return bool(there) and here.isdisjoint(there)


def _followed(work: Work, findings: Sequence[Evidence]) -> Evidence | None:
    """
    The finding whose course is followed: favorable, doable, nearest, most fully told.

    Nearest is what was found in people with the complaint itself, on the techniques that the
    course uses, best supported first.
    """
    chosen = list(work.technique_ids)
    doable = [one for one in findings if one.direction in _FAVORABLE and _is_doable(one.dose)]

    def rank(one: Evidence) -> tuple[bool, int, bool, int, int, str]:
        kin = chosen.index(one.technique_id) if one.technique_id in chosen else len(chosen)
        told = sum(span is not None for span in _spans(one.dose))
        away = work.condition.id not in one.condition_ids
        others = one.population is not None
        return (others, kin, away, -told, -(one.participants or 0), one.id)

    return min(doable, key=rank, default=None)


def _spans(dose: Dose | None) -> tuple[Span | None, ...]:
    if dose is None:
        return ()
    return (dose.minutes, dose.sessions_per_week, dose.weeks, dose.sessions)


def _is_doable(dose: Dose | None) -> bool:
    """Whether a clinic could give it, and whether it says how many visits it takes."""
    if dose is None or (dose.sessions is None and dose.weeks is None):
        return False
    visits = _least(dose.sessions)
    if visits == 1 and dose.weeks is None:
        return False
    most = ((dose.sessions_per_week, _MOST_A_WEEK), (dose.sessions, _MOST_SESSIONS))
    return all((_least(span) or 0) <= limit for span, limit in (*most, (dose.minutes, 60)))


def _least(span: Span | None) -> float | None:
    """The lower end of a range, else its upper one."""
    if span is None:
        return None
    return span.low if span.low is not None else span.high


# --- which number ---------------------------------------------------------------------------------


def _numbers(
    followed: Evidence | None,
    policy: PlanPolicy,
    default: _Default,
    tested: Span | None,
) -> dict[DoseQuantity, int]:
    dose = followed.dose if followed and followed.dose else Dose()
    weeks = _whole(dose.weeks, lambda span: span.low or span.high)
    a_week = policy.sessions_per_week or _a_week(dose)
    visits = policy.sessions
    if visits is None and policy.weeks is not None:
        visits = policy.weeks * (a_week or default.sessions_per_week)
    if visits is None:
        visits = _whole(dose.sessions, lambda span: _reach(span, default.sessions))
    if visits is None and weeks is not None:
        visits = min(_MOST_SESSIONS, weeks * (a_week or 1))
    if visits is None:
        visits = default.sessions
    if a_week is None:
        spread = policy.weeks or weeks
        a_week = max(1, ceil(visits / spread)) if spread else default.sessions_per_week
    if policy.weeks is not None:
        a_week = policy.sessions_per_week or max(1, ceil(visits / policy.weeks))
    a_week = min(a_week, _MOST_A_WEEK)
    length = policy.weeks or ceil(visits / a_week)
    if not (policy.sessions or policy.weeks or policy.sessions_per_week):
        a_week, length = _as_told(dose, visits, a_week, length)
    return {
        DoseQuantity.MINUTES: policy.session_minutes or _minutes(dose, tested, default),
        DoseQuantity.SESSIONS_PER_WEEK: a_week,
        DoseQuantity.WEEKS: length,
        DoseQuantity.SESSIONS: visits,
    }


def _as_told(dose: Dose, visits: int, a_week: int, length: int) -> tuple[int, int]:
    """Visits a week and weeks, where the finding tells both its visits and its weeks."""
    if dose.sessions is None or dose.weeks is None:
        return a_week, length
    if dose.weeks.low is not None:
        length = max(length, ceil(dose.weeks.low))
    if dose.weeks.high is not None:
        length = min(length, max(1, ceil(dose.weeks.high)))
    a_week = min(_MOST_A_WEEK, max(a_week, ceil(visits / length)))
    return a_week, max(length, ceil(visits / a_week))


def _whole(span: Span | None, pick: Callable[[Span], float | None]) -> int | None:
    found = None if span is None else pick(span)
    return None if found is None else max(1, ceil(found))


def _reach(span: Span, usual: int) -> float | None:
    """The lower end where it is a course; else as near to the usual number as the range allows."""
    if span.low is not None and span.low > 1:
        return span.low
    return usual if span.high is None else min(usual, span.high)


def _a_week(dose: Dose) -> int | None:
    return _whole(dose.sessions_per_week, lambda span: span.low or span.high)


def _minutes(dose: Dose, tested: Span | None, default: _Default) -> int:
    """The tested length within the article's frame, else the default."""
    if dose.minutes is None:
        short = tested is not None and (tested.high or 0) < (_FRAME.low or 0)
        return int(_FRAME.low or 30) if short else default.minutes
    longest = dose.minutes.high or dose.minutes.low or default.minutes
    return int(min(max(longest, _FRAME.low or 30), _FRAME.high or 60))


# --- why ------------------------------------------------------------------------------------------

_SPAN: dict[DoseQuantity, Callable[[Dose], Span | None]] = {
    DoseQuantity.MINUTES: lambda dose: dose.minutes,
    DoseQuantity.SESSIONS_PER_WEEK: lambda dose: dose.sessions_per_week,
    DoseQuantity.WEEKS: lambda dose: dose.weeks,
    DoseQuantity.SESSIONS: lambda dose: dose.sessions,
}

_CHOSEN: dict[DoseQuantity, Callable[[PlanPolicy], int | None]] = {
    DoseQuantity.MINUTES: lambda policy: policy.session_minutes,
    DoseQuantity.SESSIONS_PER_WEEK: lambda policy: policy.sessions_per_week,
    DoseQuantity.WEEKS: lambda policy: policy.weeks or policy.sessions or policy.sessions_per_week,
    DoseQuantity.SESSIONS: lambda policy: policy.sessions or policy.weeks,
}
"""The clinic's choice that fixes a number, directly or by the other two."""


def _part(
    quantity: DoseQuantity,
    planned: int,
    followed: Evidence | None,
    policy: PlanPolicy,
    findings: Sequence[Evidence],
) -> DosePart:
    stating = [one for one in findings if one.dose is not None and _SPAN[quantity](one.dose)]
    tested = _hull(span for one in stating if one.dose and (span := _SPAN[quantity](one.dose)))
    own = followed if followed in stating else None
    basis = _basis(quantity, planned, own, policy)
    ours = {
        DoseBasis.POLICY: [_CONVENTIONS],
        DoseBasis.DEFAULT: [_CONVENTIONS],
        DoseBasis.ARTICLE: [_ARTICLE, _CONVENTIONS],
        DoseBasis.EVIDENCE: [],
    }[basis]
    return DosePart(
        quantity=quantity,
        planned=planned,
        basis=basis,
        tested=tested,
        standing=standing(planned, tested),
        followed=own.id if own is not None and basis is DoseBasis.EVIDENCE else None,
        evidence_ids={one.id for one in stating},
        source_ids={*ours, *(one.source_id for one in stating)},
    )


def _shortened(part: DosePart, rule: Contraindication) -> DosePart:
    """The length of a visit that a safety rule shortens."""
    return evolve(
        part,
        basis=DoseBasis.SAFETY_RULE,
        followed=None,
        source_ids={*rule.source_ids, *(part.source_ids if part.tested else ()), _CONVENTIONS},
    )


def _basis(
    quantity: DoseQuantity, planned: int, followed: Evidence | None, policy: PlanPolicy
) -> DoseBasis:
    if _CHOSEN[quantity](policy) is not None:
        return DoseBasis.POLICY
    if followed is not None and followed.dose is not None:
        span = _SPAN[quantity](followed.dose)
        if span is not None and planned in Span(_floor(span), _ceiling(span)):
            return DoseBasis.EVIDENCE
    if quantity is DoseQuantity.MINUTES and planned in _FRAME:
        return DoseBasis.ARTICLE
    return DoseBasis.DEFAULT


def _floor(span: Span) -> float:
    return 0 if span.low is None else span.low


def _ceiling(span: Span) -> float | None:
    return None if span.high is None else ceil(span.high)


def _hull(spans: Iterable[Span]) -> Span | None:
    """The lowest and the highest number of some ranges; an open end counts by its other end."""
    ends = [end for span in spans for end in (span.low, span.high) if end is not None]
    return Span(min(ends), max(ends)) if ends else None
