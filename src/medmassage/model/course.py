"""A course of care: the clinic's choices, dose, goals, phases and letters."""

from collections.abc import Iterator

from medmassage.errors import Fault
from medmassage.model.care_words import (
    as_advised,
    as_dose_basis,
    as_dose_quantity,
    as_dose_standing,
    as_goal_status,
    as_letter_kind,
    as_phase_kind,
)
from medmassage.model.evidence import Span
from medmassage.model.fields import (
    ID,
    IDS,
    OPTIONAL_ID,
    OPTIONAL_TEXT,
    TEXT,
    TEXTS,
    Model,
    many,
    optional_number,
    optional_one,
    optional_whole,
    whole,
    wholes,
    word,
)
from medmassage.model.making import field, frozen
from medmassage.model.session import Session
from medmassage.model.words import as_ids, as_numbers, in_order
from medmassage.vocabulary import (
    Advised,
    DoseBasis,
    DoseQuantity,
    DoseStanding,
    GoalStatus,
    LetterKind,
    PhaseKind,
)


@frozen(kw_only=True, repr=False)
class PlanPolicy(Model):
    """A clinic's own choices. None leaves a choice to the evidence and our defaults."""

    session_minutes: int | None = field(default=None, metadata=optional_whole(15, 90, "minutes"))
    """Length of a visit, from 15 to 90 minutes; the article's frame is 30 to 60."""
    sessions: int | None = field(default=None, metadata=optional_whole(1, 60, "sessions"))
    """Sessions in the course of treatment."""
    sessions_per_week: int | None = field(default=None, metadata=optional_whole(1, 3, "visits"))
    """Visits in a week, 1 to 3."""
    weeks: int | None = field(default=None, metadata=optional_whole(1, 52, "weeks"))
    """Length of the course; beside `sessions` and `sessions_per_week` it must fit them."""
    reassess_at_session: int | None = field(default=None, metadata=optional_whole(1, 60))
    """The session at which the plan is first looked at again, and then every so many."""
    maintenance_weeks: int | None = field(default=None, metadata=optional_whole(1, 52, "weeks"))
    """Weeks between maintenance visits."""
    technique_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The techniques on offer; empty: all."""
    notices: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """The clinic's own notices, printed after the required ones, never instead of them."""
    emergency_number: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """The local emergency number, printed where emergency services are named; None: not named."""

    def _faults(self) -> Iterator[Fault]:
        if self.weeks and self.sessions and self.sessions > 3 * self.weeks:
            yield Fault("sessions", f"expected at most 3 a week for {self.weeks} weeks")
        if self.weeks and self.sessions and self.sessions_per_week:
            most = self.weeks * self.sessions_per_week
            if self.sessions > most:
                yield Fault("sessions", f"expected at most {most} in {self.weeks} weeks")


@frozen(kw_only=True, repr=False)
class DosePart(Model):
    """One number of the dose: what is planned, why, and what was tested."""

    quantity: DoseQuantity = field(converter=as_dose_quantity, metadata=word(DoseQuantity))
    """What is counted."""
    planned: int = field(metadata=whole(1, 1000))
    """The number in the plan."""
    basis: DoseBasis = field(converter=as_dose_basis, metadata=word(DoseBasis))
    """Why this number."""
    tested: Span | None = field(default=None, metadata=optional_one(Span))
    """The lowest and highest number in findings on these techniques for the complaint."""
    standing: DoseStanding = field(converter=as_dose_standing, metadata=word(DoseStanding))
    """How the planned number stands to the tested ones."""
    followed: str | None = field(default=None, metadata=OPTIONAL_ID)
    """The finding whose number was taken; None: none was."""
    evidence_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The findings that state a number."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What the number and the tested range rest on."""

    def _faults(self) -> Iterator[Fault]:
        if (self.tested is None) != (self.standing is DoseStanding.NEVER_TESTED):
            yield Fault("standing", "expected never-tested exactly where nothing was tested")
        elif self.tested is not None and self.standing is not standing(self.planned, self.tested):
            yield Fault("standing", f"expected {standing(self.planned, self.tested)}")
        if (self.followed is not None) != (self.basis is DoseBasis.EVIDENCE):
            yield Fault("followed", "expected a finding exactly for the basis evidence")


def standing(planned: float, tested: Span | None) -> DoseStanding:
    """How a planned number stands to the tested ones."""
    if tested is None:
        return DoseStanding.NEVER_TESTED
    if tested.low is not None and planned < tested.low:
        return DoseStanding.BELOW
    if tested.high is not None and planned > tested.high:
        return DoseStanding.ABOVE
    return DoseStanding.INSIDE


@frozen(kw_only=True, repr=False)
class Goal(Model):
    """What the course aims at, in a number that can be measured. Never a promise."""

    condition_id: str = field(metadata=ID)
    """The complaint."""
    complaint_index: int | None = field(default=None, metadata=optional_whole(0, 1000))
    """Its place in `Intake.complaints`, from 0; None: the first complaint of the condition."""
    label: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Tells complaints of one condition apart; a score says it in `of_what`. None: no need."""
    text: str = field(metadata=TEXT)
    """The aim, in plain words."""
    measure_id: str = field(metadata=ID)
    """The outcome measure."""
    measure_name: str = field(metadata=TEXT)
    """Its name."""
    baseline: float | None = field(default=None, metadata=optional_number())
    """The score before; None: to be measured at the first visit."""
    change: float | None = field(default=None, metadata=optional_number())
    """
    The change aimed at, in points toward the better.

    0: the first score leaves no room for one that counts; None: no number is on file.
    """
    target: float | None = field(default=None, metadata=optional_number())
    """The score aimed at; None: no baseline, no number on file, or no room for a change."""
    latest: float | None = field(default=None, metadata=optional_number())
    """The latest score; None: none since the baseline."""
    due_week: int = field(metadata=whole(1, 520))
    """The week by which it is looked at."""
    status: GoalStatus = field(converter=as_goal_status, metadata=word(GoalStatus))
    """How far it is."""
    why: str = field(metadata=TEXT)
    """Why that number, and in whom it was found."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What the number rests on."""

    def _faults(self) -> Iterator[Fault]:
        if self.target is not None and self.baseline is None:
            yield Fault("target", "expected none without a baseline")
        if (self.baseline is None) != (self.status is GoalStatus.TO_MEASURE):
            yield Fault("status", "expected to-measure exactly where there is no baseline")


@frozen(kw_only=True, repr=False)
class Criterion(Model):
    """What leads to which advice when the course is looked at."""

    when: str = field(metadata=TEXT)
    """What is found."""
    advised: Advised = field(converter=as_advised, metadata=word(Advised))
    """What is advised then."""
    text: str = field(metadata=TEXT)
    """The same in words: what to do."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What it rests on."""


@frozen(kw_only=True, repr=False)
class Phase(Model):
    """A part of the course of care."""

    kind: PhaseKind = field(converter=as_phase_kind, metadata=word(PhaseKind))
    """Which part."""
    tasks: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What is done in it, in order."""
    sessions: tuple[Session, ...] = field(default=(), metadata=many(Session))
    """Its sessions; empty where the part has none of its own."""
    at_sessions: tuple[int, ...] = field(default=(), converter=as_numbers, metadata=wholes(1, 1000))
    """For reassessment: the numbers of the sessions at which the course is looked at."""
    measure_ids: tuple[str, ...] = field(default=(), converter=in_order, metadata=IDS)
    """What is measured in it, most important first."""
    criteria: tuple[Criterion, ...] = field(default=(), metadata=many(Criterion))
    """What leads to going on, changing, ending or referring."""
    every_weeks: Span | None = field(default=None, metadata=optional_one(Span))
    """For maintenance: the weeks between two visits."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What it rests on."""

    def _faults(self) -> Iterator[Fault]:
        if (self.kind is PhaseKind.MAINTENANCE) != (self.every_weeks is not None):
            yield Fault("every_weeks", "expected an interval exactly for maintenance")


@frozen(kw_only=True, repr=False)
class Letter(Model):
    """A text to copy and complete. Brackets mark what the sender fills in; it names nobody."""

    kind: LetterKind = field(converter=as_letter_kind, metadata=word(LetterKind))
    """What it asks for."""
    text: str = field(metadata=TEXT)
    """The letter, with brackets such as `[name]` to fill in."""
    rule_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The safety rules it is about."""
