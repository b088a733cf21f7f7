"""The two answers to a request for a plan: an outline, or a refusal with its reason."""

from collections.abc import Iterable, Iterator, Sequence

from medmassage.errors import Fault, MissingDisclaimerError
from medmassage.model.care import Advice, Expectation
from medmassage.model.care_words import as_plan_status
from medmassage.model.course import DosePart, Goal, Letter, Phase, PlanPolicy
from medmassage.model.evidence import Source, Statement
from medmassage.model.fields import (
    ID,
    IDS,
    OPTIONAL_TEXT,
    TEXT,
    TEXTS,
    Model,
    Shown,
    many,
    one,
    whole,
    word,
)
from medmassage.model.intake import Intake
from medmassage.model.making import field, frozen
from medmassage.model.matching import TechniqueMatch
from medmassage.model.safety import Allergen, Disclaimer
from medmassage.model.screening import FiredRule, Screening
from medmassage.model.session import Session, step_faults
from medmassage.model.words import as_action, as_ids, as_written, in_order
from medmassage.vocabulary import (
    REQUIRED_DISCLAIMERS,
    Action,
    Decision,
    DoseQuantity,
    PlanStatus,
)


@frozen(kw_only=True, repr=False)
class NotTreated(Model):
    """A complaint that the plan leaves out."""

    condition_id: str = field(metadata=ID)
    """The complaint."""
    complaint_index: int = field(metadata=whole(0, 1000))
    """Its place in `Intake.complaints`, from 0: two complaints may be of one condition."""
    reason: str = field(metadata=TEXT)
    """Why."""
    rule_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The rules that close it."""


@frozen(kw_only=True, repr=False)
class Provenance(Model):
    """What an answer was made from."""

    catalog_version: str = field(metadata=TEXT)
    """The version of the knowledge."""
    catalog_digest: str = field(metadata=TEXT)
    """Its fingerprint."""
    rule_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The safety rules it rests on."""
    statement_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The statements and expectations it rests on."""
    sources: tuple[Source, ...] = field(default=(), metadata=many(Source))
    """Every source cited, by id."""


@frozen(kw_only=True, repr=False)
class TreatmentPlan(Shown):
    """
    An outline of a course of medical massage for a licensed therapist.

    It carries its intake, so its bytes are health data. It cannot be built without every
    required disclaimer, nor against its own screening.
    """

    status: PlanStatus = field(converter=as_plan_status, metadata=word(PlanStatus))
    """Whether it may be worked from."""
    intake: Intake = field(metadata=one(Intake))
    """What it was made for."""
    policy: PlanPolicy = field(factory=PlanPolicy, metadata=one(PlanPolicy))
    """The clinic's choices."""
    screening: Screening = field(metadata=one(Screening))
    """What was found."""
    complaint_names: tuple[str, ...] = field(default=(), converter=as_written, metadata=TEXTS)
    """The complaints in words, in the order of the intake."""
    techniques: tuple[TechniqueMatch, ...] = field(metadata=many(TechniqueMatch))
    """Techniques that fit, best first."""
    rejected: tuple[TechniqueMatch, ...] = field(default=(), metadata=many(TechniqueMatch))
    """Techniques that do not fit now, with the reason."""
    dose: tuple[DosePart, ...] = field(default=(), metadata=many(DosePart))
    """Minutes, visits in a week, weeks and visits, each with why and with what was tested."""
    goals: tuple[Goal, ...] = field(default=(), metadata=many(Goal))
    """What the course aims at, the first complaint's goals first."""
    not_treated: tuple[NotTreated, ...] = field(default=(), metadata=many(NotTreated))
    """Complaints that are left out."""
    phases: tuple[Phase, ...] = field(metadata=many(Phase))
    """The course of care, in order."""
    allergens: tuple[Allergen, ...] = field(default=(), metadata=many(Allergen))
    """Products to keep off this person, with alternatives."""
    expectations: tuple[Expectation, ...] = field(default=(), metadata=many(Expectation))
    """What may be expected."""
    aftercare: tuple[Statement, ...] = field(default=(), metadata=many(Statement))
    """After-effects and alarm signs."""
    advice: tuple[Advice, ...] = field(default=(), metadata=many(Advice))
    """What the person may do beside massage, exercise and activity first."""
    consent: tuple[Statement, ...] = field(default=(), metadata=many(Statement))
    """What to tell and to agree on before hands-on work."""
    letters: tuple[Letter, ...] = field(default=(), metadata=many(Letter))
    """Letters that ask for the clearances that would widen the plan; empty: none would."""
    statements: tuple[Statement, ...] = field(default=(), metadata=many(Statement))
    """The general statements it follows, and those on healing and first care of the complaint."""
    supersedes: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """The fingerprint of the plan that it replaces; None: it replaces none."""
    disclaimers: tuple[Disclaimer, ...] = field(metadata=many(Disclaimer))
    """The notices, in full."""
    provenance: Provenance = field(metadata=one(Provenance))
    """What it was made from."""

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions in order."""
        return tuple(session for phase in self.phases for session in phase.sessions)

    def _faults(self) -> Iterator[Fault]:
        require_disclaimers("TreatmentPlan", self.disclaimers)
        if self.screening.stops_treatment:
            yield Fault("screening", f"{self.screening.decision} leaves no plan")
        expected = (
            PlanStatus.PROVISIONAL
            if self.screening.decision is Decision.INCOMPLETE
            else PlanStatus.READY
        )
        if self.status is not expected:
            yield Fault("status", f"expected {expected}, got {self.status}")
        yield from _left_out_faults(self.not_treated, self.intake)
        yield from _course_faults(self.sessions, self.dose)
        kept: set[int] = set()  # sessions that do the same share their steps
        for session in self.sessions:
            for place, step in enumerate(session.steps):
                if id(step) in kept:
                    continue
                kept.add(id(step))
                for reason in step_faults(step, self.screening.restrictions):
                    yield Fault(f"session {session.number}, step {place + 1}", reason)


@frozen(kw_only=True, repr=False)
class Withheld(Shown):
    """No plan: what to do instead, and why."""

    action: Action = field(converter=as_action, metadata=word(Action))
    """What to do: emergency, refer-urgently, refer, obtain-clearance or postpone."""
    intake: Intake = field(metadata=one(Intake))
    """What it was asked for."""
    policy: PlanPolicy = field(factory=PlanPolicy, metadata=one(PlanPolicy))
    """The clinic's choices."""
    screening: Screening = field(metadata=one(Screening))
    """What was found."""
    complaint_names: tuple[str, ...] = field(default=(), converter=as_written, metadata=TEXTS)
    """The complaints in words, in the order of the intake."""
    reasons: tuple[FiredRule, ...] = field(default=(), metadata=many(FiredRule))
    """The rules that stop treatment, strictest first."""
    not_treated: tuple[NotTreated, ...] = field(default=(), metadata=many(NotTreated))
    """Complaints that are closed, or left without a technique."""
    next_steps: tuple[str, ...] = field(converter=in_order, metadata=TEXTS)
    """What to do now, in order."""
    aftercare: tuple[Statement, ...] = field(default=(), metadata=many(Statement))
    """Alarm signs."""
    statements: tuple[Statement, ...] = field(default=(), metadata=many(Statement))
    """What is known of healing and of first care of the complaints."""
    advice: tuple[Advice, ...] = field(default=(), metadata=many(Advice))
    """What the person may do meanwhile; empty where a clinician must look first."""
    letters: tuple[Letter, ...] = field(default=(), metadata=many(Letter))
    """A letter that refers the person or asks for a clearance; empty where none is needed."""
    disclaimers: tuple[Disclaimer, ...] = field(metadata=many(Disclaimer))
    """The notices, in full."""
    provenance: Provenance = field(metadata=one(Provenance))
    """What it was made from."""

    def _faults(self) -> Iterator[Fault]:
        require_disclaimers("Withheld", self.disclaimers)
        allowed = (
            Action.EMERGENCY,
            Action.REFER_URGENTLY,
            Action.REFER,
            Action.OBTAIN_CLEARANCE,
            Action.POSTPONE,
        )
        if self.action not in allowed:
            yield Fault("action", f"expected one of {', '.join(allowed)}, got {self.action}")
        if not self.next_steps:
            yield Fault("next_steps", "expected at least one")
        if self.screening.stops_treatment:
            if self.action.value != self.screening.decision.value:
                yield Fault("action", f"expected {self.screening.decision}, got {self.action}")
        elif not self.not_treated:
            yield Fault("not_treated", "expected the complaints that are closed")
        yield from _left_out_faults(self.not_treated, self.intake)


def _left_out_faults(left_out: Iterable[NotTreated], intake: Intake) -> Iterator[Fault]:
    """Whether what is left out are complaints of the intake."""
    ids = dict(enumerate(complaint.condition_id for complaint in intake.complaints))
    for closed in left_out:
        found = ids.get(closed.complaint_index, "none")
        if found != closed.condition_id:
            where = f"intake.complaints[{closed.complaint_index}]"
            yield Fault("not_treated", f"expected {closed.condition_id} at {where}, got {found}")


def _course_faults(sessions: Sequence[Session], dose: Iterable[DosePart]) -> Iterator[Fault]:
    """Whether the sessions are numbered, in order, and no more in a week than the dose says."""
    if [one.number for one in sessions] != list(range(1, len(sessions) + 1)):
        yield Fault("phases", "expected sessions numbered from 1, in order")
    weeks = [one.week for one in sessions]
    if weeks != sorted(weeks):
        yield Fault("phases", "expected the weeks of the sessions in order")
    for part in dose:
        if part.quantity is not DoseQuantity.SESSIONS_PER_WEEK:
            continue
        full = [week for week in sorted(set(weeks)) if weeks.count(week) > part.planned]
        if full:
            yield Fault("phases", f"expected at most {part.planned} sessions in week {full[0]}")


def require_disclaimers(class_name: str, disclaimers: Iterable[Disclaimer]) -> None:
    """Raise MissingDisclaimerError where an answer lacks a required notice, or mixes languages."""
    given = tuple(disclaimers)
    missing = sorted(REQUIRED_DISCLAIMERS - {one.id for one in given})
    if missing:
        raise MissingDisclaimerError(class_name, missing)
    if len({one.language for one in given}) > 1:
        raise MissingDisclaimerError(class_name, ["all notices in one language"])
