"""The two answers to a request for a plan: an outline, or a refusal with its reason."""

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from medmassage.errors import Fault, MissingDisclaimerError
from medmassage.model.care import Expectation
from medmassage.model.evidence import Source, Statement
from medmassage.model.fields import (
    FLAG,
    ID,
    IDS,
    TEXT,
    TEXTS,
    Model,
    Shown,
    many,
    one,
    optional_whole,
    whole,
    word,
    words,
)
from medmassage.model.intake import Intake
from medmassage.model.matching import TechniqueMatch
from medmassage.model.safety import Allergen, Disclaimer
from medmassage.model.screening import FiredRule, Restriction, Screening
from medmassage.model.words import (
    as_action,
    as_ids,
    as_phase_kind,
    as_plan_status,
    as_position,
    as_pressure,
    as_region_set,
    as_regions,
    as_session_part,
    as_side,
    as_written,
    in_order,
)
from medmassage.vocabulary import (
    REQUIRED_DISCLAIMERS,
    Action,
    Decision,
    PhaseKind,
    PlanStatus,
    Position,
    Pressure,
    PressureCap,
    Region,
    SessionPart,
    Side,
    pressure_within,
)


@frozen(kw_only=True, repr=False)
class PlanPolicy(Model):
    """A clinic's own choices. None leaves a choice to the knowledge base and its defaults."""

    session_minutes: int | None = field(default=None, metadata=optional_whole(30, 60, "minutes"))
    """Length of a visit, from 30 to 60 minutes."""
    sessions: int | None = field(default=None, metadata=optional_whole(1, 60, "sessions"))
    """Sessions in the course of treatment."""
    sessions_per_week: int | None = field(default=None, metadata=optional_whole(1, 3, "visits"))
    """Visits in a week, 1 to 3."""
    reassess_at_session: int | None = field(default=None, metadata=optional_whole(1, 60))
    """The session at which the plan is looked at again."""
    technique_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The techniques on offer; empty: all."""


@frozen(kw_only=True, repr=False)
class SessionStep(Model):
    """One piece of hands-on work."""

    technique_id: str = field(metadata=ID)
    """The technique."""
    technique_name: str = field(metadata=TEXT)
    """Its name."""
    part: SessionPart = field(converter=as_session_part, metadata=word(SessionPart))
    """The part of the session it belongs to."""
    regions: tuple[Region, ...] = field(converter=as_regions, metadata=words(Region))
    """Where, with all that lies there except `except_regions`."""
    except_regions: tuple[Region, ...] = field(
        default=(), converter=as_region_set, metadata=words(Region)
    )
    """What lies there and is left out."""
    side: Side = field(converter=as_side, metadata=word(Side))
    """Which side."""
    minutes: int = field(metadata=whole(1, 60, "minutes"))
    """How long."""
    pressure: Pressure = field(converter=as_pressure, metadata=word(Pressure))
    """The most pressure planned."""
    position: Position = field(converter=as_position, metadata=word(Position))
    """How the person lies or sits."""
    intent: str = field(metadata=TEXT)
    """The response sought."""

    def touches(self) -> tuple[Region, ...]:
        """Every region the step touches."""
        out = {part for region in self.except_regions for part in region.contents}
        return tuple(
            dict.fromkeys(
                part for region in self.regions for part in region.contents if part not in out
            )
        )


@frozen(kw_only=True, repr=False)
class Session(Model):
    """One visit. Talk and hands-on steps add up to its minutes."""

    number: int = field(metadata=whole(1, 1000))
    """Its number in the course, from 1."""
    week: int = field(metadata=whole(1, 520))
    """The week it falls in, from 1."""
    minutes: int = field(metadata=whole(30, 60, "minutes"))
    """Length of the visit."""
    talk_before: int = field(metadata=whole(0, 60, "minutes"))
    """Minutes for history, questions, consent and scores before hands-on work."""
    talk_after: int = field(metadata=whole(0, 60, "minutes"))
    """Minutes for getting up, retest and advice."""
    steps: tuple[SessionStep, ...] = field(metadata=many(SessionStep))
    """The hands-on work, in order."""
    place_is_known: bool = field(default=True, metadata=FLAG)
    """False: the place of a complaint was not given; its usual main region stands in for it."""
    reassessment: bool = field(default=False, metadata=FLAG)
    """Whether the plan is looked at again in this session."""

    def _faults(self) -> Iterator[Fault]:
        hands_on = sum(step.minutes for step in self.steps)
        if self.talk_before + hands_on + self.talk_after != self.minutes:
            yield Fault(
                "minutes",
                f"expected talk and steps to add up to {self.minutes}, "
                f"got {self.talk_before} + {hands_on} + {self.talk_after}",
            )


@frozen(kw_only=True, repr=False)
class Phase(Model):
    """A part of the course of care."""

    kind: PhaseKind = field(converter=as_phase_kind, metadata=word(PhaseKind))
    """Which part."""
    tasks: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """What is done in it, in order."""
    sessions: tuple[Session, ...] = field(default=(), metadata=many(Session))
    """Its sessions; empty where the part has none of its own."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What it rests on."""


@frozen(kw_only=True, repr=False)
class NotTreated(Model):
    """A complaint that the plan leaves out."""

    condition_id: str = field(metadata=ID)
    """The complaint."""
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
    statements: tuple[Statement, ...] = field(default=(), metadata=many(Statement))
    """The general statements it follows."""
    disclaimers: tuple[Disclaimer, ...] = field(metadata=many(Disclaimer))
    """The notices, in full."""
    provenance: Provenance = field(metadata=one(Provenance))
    """What it was made from."""

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions in order."""
        return tuple(session for phase in self.phases for session in phase.sessions)

    def _faults(self) -> Iterator[Fault]:
        _require_disclaimers("TreatmentPlan", self.disclaimers)
        if self.screening.stops_treatment:
            yield Fault("screening", f"{self.screening.decision} leaves no plan")
        expected = (
            PlanStatus.PROVISIONAL
            if self.screening.decision is Decision.INCOMPLETE
            else PlanStatus.READY
        )
        if self.status is not expected:
            yield Fault("status", f"expected {expected}, got {self.status}")
        for session in self.sessions:
            for place, step in enumerate(session.steps):
                for reason in step_faults(step, self.screening.restrictions):
                    yield Fault(f"session {session.number}, step {place + 1}", reason)


@frozen(kw_only=True, repr=False)
class Withheld(Shown):
    """No plan: what to do instead, and why."""

    action: Action = field(converter=as_action, metadata=word(Action))
    """What to do: emergency, refer-urgently, refer, obtain-clearance or postpone."""
    intake: Intake = field(metadata=one(Intake))
    """What it was asked for."""
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
    disclaimers: tuple[Disclaimer, ...] = field(metadata=many(Disclaimer))
    """The notices, in full."""
    provenance: Provenance = field(metadata=one(Provenance))
    """What it was made from."""

    def _faults(self) -> Iterator[Fault]:
        _require_disclaimers("Withheld", self.disclaimers)
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


def _require_disclaimers(class_name: str, disclaimers: Iterable[Disclaimer]) -> None:
    given = tuple(disclaimers)
    missing = sorted(REQUIRED_DISCLAIMERS - {one.id for one in given})
    if missing:
        raise MissingDisclaimerError(class_name, missing)
    if len({one.language for one in given}) > 1:
        raise MissingDisclaimerError(class_name, ["all notices in one language"])


def step_faults(step: SessionStep, restrictions: Iterable[Restriction]) -> Iterator[str]:
    """How a step breaks the restrictions, a sentence each; nothing when it keeps them."""
    touched = step.touches()
    if not touched:
        yield "touches no region"
    for limit in restrictions:
        if step.position in limit.positions_avoid:
            yield f"{limit.rule_id} rules out {step.position}"
        at = next((region for region in touched if limit.covers(region, step.side)), None)
        if at is None:
            continue
        if limit.pressure_cap is PressureCap.NO_PRESSURE:
            yield f"{limit.rule_id} closes {at}"
        elif step.technique_id in limit.technique_ids:
            yield f"{limit.rule_id} blocks {step.technique_id} at {at}"
        elif limit.pressure_cap is not None and not pressure_within(
            step.pressure, limit.pressure_cap
        ):
            yield f"{limit.rule_id} allows at most {limit.pressure_cap} at {at}"
