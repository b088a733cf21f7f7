"""Words that several doors share: places, counts, numbered sources."""

from collections.abc import Iterable, Iterator, Sequence

from medmassage.goals import LITTLE_PAIN, PAIN
from medmassage.model.evidence import Source
from medmassage.model.plan import TreatmentPlan
from medmassage.model.screening import Restriction
from medmassage.model.session import Session
from medmassage.subjects import complaint_of
from medmassage.vocabulary import DoseQuantity, PressureCap, Region, Side, SourceKind


def region_name(region: Region) -> str:
    """A region in words."""
    return region.value.replace("-", " ")


def listed(words: Iterable[str], joint: str = "and") -> str:
    """Words as a list in a sentence."""
    found = list(dict.fromkeys(words))
    if len(found) < 3:
        return f" {joint} ".join(found)
    return f"{', '.join(found[:-1])}, {joint} {found[-1]}"


def place_name(regions: Iterable[Region], side: Side | None = None) -> str:
    """Regions with their side."""
    where = listed(region_name(one) for one in regions)
    if side in (Side.LEFT, Side.RIGHT):
        return f"{side} {where}"
    if side is Side.MIDLINE:
        return f"{where}, middle"
    return f"{where}, both sides" if side is Side.BOTH else where


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def limit_name(limit: Restriction) -> str:
    """What a restriction leaves, in words."""
    where = place_name(limit.regions, limit.side) if limit.regions else "place not known yet"
    if limit.pressure_cap is PressureCap.NO_PRESSURE:
        return f"{where}: no hands-on work"
    parts = []
    if limit.pressure_cap is not None:
        parts.append(f"at most {limit.pressure_cap} pressure")
    if limit.technique_ids:
        parts.append(f"no {_techniques_name(limit.technique_ids)}")
    if limit.positions_avoid:
        parts.append(f"not {listed(limit.positions_avoid, 'or')}")
    return f"{where}: {'; '.join(parts)}" if parts else where


def _techniques_name(technique_ids: Sequence[str]) -> str:
    names = [id.replace("-", " ") for id in technique_ids]
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} more techniques"
    return listed(names, "or")


def complaint_names(plan: TreatmentPlan) -> dict[str, str]:
    """The complaints that a plan treats, by id, each with its name without the stage."""
    untreated = {one.complaint_index for one in plan.not_treated}
    found: dict[str, str] = {}
    named = zip(plan.intake.complaints, plan.complaint_names, strict=False)
    for index, (one, name) in enumerate(named):
        if index not in untreated:
            bare = name.removeprefix(f"{one.stage} ") if one.stage else name
            found.setdefault(one.condition_id, bare[:1].lower() + bare[1:])
    return found


def slight_pains(plan: TreatmentPlan) -> Iterator[tuple[int, int]]:
    """The treated complaints whose pain is too low for a goal: their place, and the pain."""
    left_out = {one.complaint_index for one in plan.not_treated}
    aimed_at = {complaint_of(one, plan) for one in plan.goals if one.measure_id == PAIN}
    for index, one in enumerate(plan.intake.complaints):
        slight = one.pain is not None and one.pain < LITTLE_PAIN
        if slight and index not in left_out | aimed_at:
            yield index, one.pain or 0


def without_a_goal(plan: TreatmentPlan) -> Iterator[str]:
    """What is said of pain that is too low for a goal; with its complaint where there are more."""
    names = complaint_names(plan)
    for index, pain in slight_pains(plan):
        id, label = plan.intake.complaints[index].condition_id, plan.intake.labels[index]
        of = f", {label or names.get(id, id)}," if len(plan.intake.complaints) > 1 else ""
        yield (
            f"Pain{of} {pain} of 10 leaves no room for a change that counts, so no goal is set "
            "for it: it is kept as it is."
        )


def course_name(plan: TreatmentPlan) -> str:
    """How many sessions, how long, how often, when they are looked at again."""
    sessions = plan.sessions
    if not sessions:
        return "No sessions laid out"
    last = sessions[-1]
    per_week = max(
        sum(one.week == week for one in sessions) for week in {one.week for one in sessions}
    )
    how_often = {1: "one a week", 2: "two a week"}.get(per_week, f"{per_week} a week")
    planned = (one.planned for one in plan.dose if one.quantity is DoseQuantity.WEEKS)
    weeks = next(planned, last.week)
    if len(sessions) > (weeks - 1) * per_week:
        course = f"{how_often} for {counted(weeks, 'week')}"
    else:  # some weeks hold fewer visits than others, or none
        course = f"at most {how_often} over {counted(weeks, 'week')}"
    looked_at = [one.number for one in sessions if one.reassessment]
    again = f", reassess at {numbered('session', looked_at)}" if looked_at else ""
    return f"{counted(len(sessions), 'session')} of {last.minutes} minutes, {course}{again}"


def numbered(noun: str, numbers: Sequence[int]) -> str:
    """A noun with its numbers, such as `sessions 4, 8 and 10`."""
    if len(numbers) == 1:
        return f"{noun} {numbers[0]}"
    return f"{noun}s {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def same_work(first: Session, second: Session) -> bool:
    """Whether two sessions differ only in number, week and reassessment."""
    return (first.minutes, first.talk_before, first.talk_after, first.steps) == (
        second.minutes,
        second.talk_before,
        second.talk_after,
        second.steps,
    )


_WEIGHT = (
    SourceKind.GUIDELINE,
    SourceKind.SYSTEMATIC_REVIEW,
    SourceKind.UMBRELLA_REVIEW,
    SourceKind.EVIDENCE_MAP,
    SourceKind.RCT,
    SourceKind.COHORT,
    SourceKind.OBSERVATIONAL_STUDY,
    SourceKind.NARRATIVE_REVIEW,
    SourceKind.JOURNAL_ARTICLE,
    SourceKind.REGULATOR,
    SourceKind.PROFESSIONAL_BODY,
    SourceKind.CASE_REPORT,
    SourceKind.MECHANISTIC_STUDY,
    SourceKind.TEXTBOOK,
    SourceKind.ARTICLE,
    SourceKind.PATIENT_INFORMATION,
    SourceKind.WEB_PAGE,
    SourceKind.PROJECT,
)
"""What weighs in the telling, strongest first."""

_SHOWN = 2
"""The most sources that one mark shows beside our own conventions; the rest stay in the data."""


class Numbered:
    """Sources numbered in the order in which a text first cites them."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._known = {one.id: one for one in sources}
        self._numbers: dict[str, int] = {}

    def mark(self, source_ids: Iterable[str], most: int = _SHOWN) -> str:
        """
        The numbers of the strongest sources, such as `[1][4]`.

        Sources that are not known are left out, and so are those beyond `most`; our own
        conventions never are, so that a default is told as ours.
        """
        known = [id for id in dict.fromkeys(source_ids) if id in self._known]
        ours = [id for id in known if self._known[id].kind is SourceKind.PROJECT]
        others = sorted((id for id in known if id not in ours), key=self._strength)
        found = []
        for id in (*ours, *others[:most]):
            self._numbers.setdefault(id, len(self._numbers) + 1)
            found.append(self._numbers[id])
        return "".join(f"[{number}]" for number in sorted(found))

    def weight(self, source_ids: Iterable[str]) -> int:
        """How much a finding of these sources weighs in the telling; less is more."""
        kinds = [self._known[id].kind for id in source_ids if id in self._known]
        return min((_WEIGHT.index(kind) for kind in kinds), default=len(_WEIGHT))

    def kinds(self, source_ids: Iterable[str]) -> set[SourceKind]:
        """What sorts of documents these sources are."""
        return {self._known[id].kind for id in source_ids if id in self._known}

    def cited(self) -> list[tuple[int, Source]]:
        """The sources cited so far, by number."""
        return [(number, self._known[id]) for id, number in self._numbers.items()]

    def _strength(self, source_id: str) -> tuple[bool, int, bool, str]:
        """What can be looked up first, then by kind; one that is cited already adds no line."""
        one = self._known[source_id]
        return (
            not one.citable,
            _WEIGHT.index(one.kind),
            source_id not in self._numbers,
            source_id,
        )


def source_line(source: Source) -> str:
    """A source in one line, with its address."""
    people = ", ".join(source.authors[:3]) + (" and others" if len(source.authors) > 3 else "")
    parts = [
        people,
        source.title or "title not seen",
        source.container or source.publisher or "",
        str(source.year) if source.year else "",
        source.address or "",
    ]
    return ". ".join(part.rstrip(".") for part in parts if part)
