"""What is known of a person before a plan. No identity fields exist."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from medmassage.errors import ContradictionError, Fault, ModelError, seen
from medmassage.model.fields import (
    ID,
    IDS,
    OPTIONAL_DATE,
    OPTIONAL_TEXT,
    Model,
    many,
    optional_whole,
    optional_word,
    word,
    words,
)
from medmassage.model.making import evolve, field, frozen
from medmassage.model.safety import Limit, as_limits
from medmassage.model.words import (
    as_clearance_by,
    as_ids,
    as_objects,
    as_optional_side,
    as_optional_stage,
    as_region_set,
    as_regions,
)
from medmassage.vocabulary import ClearanceBy, Region, Side, Stage


@frozen(repr=False)
class Complaint(Model):
    """One thing the person comes for."""

    condition_id: str = field(metadata=ID)
    """The condition; `other` where the list has none that fits."""
    stage: Stage | None = field(
        default=None, converter=as_optional_stage, kw_only=True, metadata=optional_word(Stage)
    )
    """How old it is; None: not given."""
    pain: int | None = field(default=None, kw_only=True, metadata=optional_whole(0, 10, "pain"))
    """Pain from 0 (none) to 10 (worst); None: not given."""
    regions: tuple[Region, ...] = field(
        default=(), converter=as_regions, kw_only=True, metadata=words(Region)
    )
    """Where it is, the main region first; empty: not given."""
    side: Side | None = field(
        default=None, converter=as_optional_side, kw_only=True, metadata=optional_word(Side)
    )
    """Which side; None: not given."""
    impairment_ids: tuple[str, ...] = field(
        default=(), converter=as_ids, kw_only=True, metadata=IDS
    )
    """What the therapist found in the soft tissue; empty: not given."""


@frozen(repr=False)
class Finding(Model):
    """A yes to a question, with its place."""

    question_id: str = field(metadata=ID)
    """The question answered with yes, or a rule that applies."""
    regions: tuple[Region, ...] = field(
        default=(), converter=as_region_set, kw_only=True, metadata=words(Region)
    )
    """Where; empty: not given."""
    side: Side | None = field(
        default=None, converter=as_optional_side, kw_only=True, metadata=optional_word(Side)
    )
    """Which side; None: not given, and then both sides are covered."""


@frozen(repr=False)
class Clearance(Model):
    """
    A rule lifted within limits.

    What the rule's own terms leave in force stays in force; the letter's `limits` come on top.
    """

    rule_id: str = field(metadata=ID)
    """The rule."""
    by: ClearanceBy = field(
        default=ClearanceBy.PRESCRIBER,
        converter=as_clearance_by,
        kw_only=True,
        metadata=word(ClearanceBy),
    )
    """Who lifted it."""
    reason: str | None = field(default=None, kw_only=True, repr=False, metadata=OPTIONAL_TEXT)
    """Why; required where the therapist lifted it. Kept and printed."""
    limits: tuple[Limit, ...] = field(
        default=(), converter=as_limits, kw_only=True, metadata=many(Limit)
    )
    """What the letter still forbids; empty: no more than the rule's own terms."""
    expires: date | None = field(default=None, kw_only=True, metadata=OPTIONAL_DATE)
    """The last day it counts; None: no end. A dated clearance counts only when a date is given."""

    def _faults(self) -> Iterator[Fault]:
        if self.by is ClearanceBy.THERAPIST and self.reason is None:
            yield Fault("reason", "expected a reason, because the therapist lifted the rule")


def _as_complaints(values: Iterable[Complaint | str]) -> tuple[Complaint, ...]:
    return as_objects(Complaint, values)  # type: ignore[no-any-return]


def as_findings(values: Iterable[Finding | str]) -> tuple[Finding, ...]:
    """Findings by question; a text stands for one without a place."""
    found = as_objects(Finding, values)
    if isinstance(found, tuple) and all(isinstance(one, Finding) for one in found):
        return tuple(sorted(found, key=lambda one: (one.question_id, one.regions, one.side or "")))
    return found  # type: ignore[no-any-return]


def _as_clearances(values: Iterable[Clearance | str]) -> tuple[Clearance, ...]:
    found = as_objects(Clearance, values)
    if isinstance(found, tuple) and all(isinstance(one, Clearance) for one in found):
        return tuple(sorted(found, key=lambda one: (one.rule_id, repr(one), one.reason or "")))
    return found  # type: ignore[no-any-return]


def _are_answers(present: object, *ids: object) -> bool:
    """Whether the three fields of answers are sound, whatever else is wrong."""
    return (
        isinstance(present, tuple)
        and all(isinstance(one, Finding) for one in present)
        and all(isinstance(one, tuple) and all(type(id) is str for id in one) for one in ids)
    )


def _where(complaint: Complaint) -> str:
    """Where a complaint is, in words; empty: not given."""
    places = " and ".join(region.value.replace("-", " ") for region in complaint.regions)
    if complaint.side in (Side.LEFT, Side.RIGHT):
        return f"{complaint.side} {places or 'side'}"
    return places


Answer = str | Finding
"""An answer to a question: `"yes"`, `"no"`, `"unknown"`, or a Finding (a yes with its place)."""


@frozen(kw_only=True, repr=False)
class Intake(Model):
    """
    All that is known of a person before a plan.

    A question that stands in none of `present`, `absent` and `unknown` has not been asked, which
    is not a no.
    """

    complaints: tuple[Complaint, ...] = field(converter=_as_complaints, metadata=many(Complaint))
    """What the person comes for, most important first; at least one."""
    present: tuple[Finding, ...] = field(default=(), converter=as_findings, metadata=many(Finding))
    """Questions answered with yes, or rules that apply."""
    absent: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Ids of questions answered with no."""
    unknown: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Ids of questions that were asked and could not be answered."""
    allergies: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Ids of allergens the person reacts to; empty: none reported, which is not a no."""
    clearances: tuple[Clearance, ...] = field(
        default=(), converter=_as_clearances, metadata=many(Clearance)
    )
    """Rules lifted within limits."""
    age_years: int | None = field(default=None, metadata=optional_whole(0, 130, "years"))
    """Age in whole years; None: not given."""
    assumed: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Those of `absent` that were set to no in bulk; every plan says so."""

    @property
    def labels(self) -> tuple[str | None, ...]:
        """
        What tells complaints of one condition apart, such as `right knee`, one for each complaint.

        None: the condition alone tells the complaint. Where places do not differ, it is a number,
        such as `complaint 2`.
        """
        ids = [one.condition_id for one in self.complaints]
        shared = {id for id in ids if ids.count(id) > 1}
        named = [_where(one) if one.condition_id in shared else None for one in self.complaints]
        return tuple(
            name if name is None or (name and named.count(name) == 1) else f"complaint {number}"
            for number, name in enumerate(named, start=1)
        )

    def _faults(self) -> Iterator[Fault]:
        if not self.complaints:
            yield Fault("complaints", "expected at least one complaint, got none")
        if strays := sorted(set(self.assumed) - set(self.absent)):
            yield Fault("assumed", f"expected ids that are also in absent, got {', '.join(strays)}")

    def __attrs_post_init__(self) -> None:
        """As for every object; a question answered in two ways raises ContradictionError."""
        faults: list[Fault] = []
        try:
            Model.__attrs_post_init__(self)
        except ModelError as error:
            faults.extend(error.faults)
        sound = not faults or _are_answers(self.present, self.absent, self.unknown)
        pairs = self._contradictions() if sound else []
        if pairs:
            (ids, first, second), *rest = pairs
            others = [ContradictionError(*pair).faults[0] for pair in rest]
            raise ContradictionError(ids, first, second, [*others, *faults])
        if faults:
            raise ModelError("Intake", faults)

    def _contradictions(self) -> list[tuple[list[str], str, str]]:
        present = {finding.question_id for finding in self.present}
        absent, unknown = set(self.absent), set(self.unknown)
        return [
            (sorted(ids), first, second)
            for first, second, ids in (
                ("present", "absent", present & absent),
                ("present", "unknown", present & unknown),
                ("absent", "unknown", absent & unknown),
            )
            if ids
        ]

    def with_answers(self, answers: Mapping[str, Answer]) -> "Intake":
        """
        The same intake with more answers, or other ones.

        Args:
            answers: For each question id `"yes"`, `"no"`, `"unknown"` or a `Finding`. The open
                questions about a complaint itself (`where-of-`, `side-of-` and `stage-of-` with
                its condition id) take a region, a side or a stage.

        Returns:
            A new intake. An answer given here replaces an earlier one to the same id.

        Raises:
            ModelError: Answers that are none of these; all are listed.

        Example:
            >>> intake = Intake(complaints=["neck-pain"])
            >>> intake.with_answers({"any-fever": "no", "side-of-neck-pain": "left"})
            Intake(complaints=(Complaint('neck-pain', side='left'),), absent=('any-fever',))
        """
        given: object = answers
        if not isinstance(given, Mapping):
            expected = f"expected a mapping from question id to answer, got {seen(given)}"
            raise ModelError("with_answers", [Fault("", expected)])
        about = {id: answer for id, answer in answers.items() if self._is_about_complaint(id)}
        others = {id: answer for id, answer in answers.items() if id not in about}
        complaints, faults = self._told(about)
        present = [one for one in self.present if one.question_id not in others]
        absent = set(self.absent) - set(others)
        unknown = set(self.unknown) - set(others)
        for question_id, answer in others.items():
            if isinstance(answer, Finding) and answer.question_id == question_id:
                present.append(answer)
            elif isinstance(answer, Finding):
                faults.append(
                    Fault(question_id, f"got a Finding of {answer.question_id!r} instead")
                )
            elif answer == "yes":
                present.append(Finding(question_id))
            elif answer == "no":
                absent.add(question_id)
            elif answer == "unknown":
                unknown.add(question_id)
            else:
                expected = f"expected 'yes', 'no', 'unknown' or a Finding, got {seen(answer)}"
                faults.append(Fault(str(question_id), expected))
        if faults:
            raise ModelError("with_answers", faults)
        return evolve(
            self,
            complaints=complaints,
            present=present,
            absent=absent,
            unknown=unknown,
            assumed=set(self.assumed) - set(others),
        )

    def _is_about_complaint(self, id: object) -> bool:
        asks, _, condition_id = str(id).partition("-of-")
        return asks in _ABOUT and any(one.condition_id == condition_id for one in self.complaints)

    def _told(self, answers: Mapping[str, Answer]) -> tuple[list[Complaint], list[Fault]]:
        """The complaints with what was said of them, and what was wrong with it."""
        complaints, faults = list(self.complaints), list[Fault]()
        for id, answer in answers.items():
            asks, _, condition_id = id.partition("-of-")
            value = [answer] if asks == "where" and isinstance(answer, str) else answer
            change: dict[str, Any] = {_ABOUT[asks]: value}
            try:
                complaints = [
                    evolve(one, **change) if one.condition_id == condition_id else one
                    for one in complaints
                ]
            except ModelError as error:
                faults += [Fault(id, fault.reason) for fault in error.faults]
        return complaints, faults


_ABOUT = {"where": "regions", "side": "side", "stage": "stage"}
"""What an open question about a complaint asks for: the field of `Complaint`."""
