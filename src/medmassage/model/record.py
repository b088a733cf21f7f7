"""What was done and measured, and what a look at it advises."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from medmassage.errors import Fault
from medmassage.model.care_words import (
    as_adverse_kind,
    as_adverse_severity,
    as_advised,
    as_deviation_reason,
    as_standard,
)
from medmassage.model.course import Goal
from medmassage.model.fields import (
    FLAG,
    ID,
    IDS,
    OPTIONAL_DATE,
    OPTIONAL_ID,
    OPTIONAL_TEXT,
    TEXT,
    TEXTS,
    Model,
    Shown,
    many,
    one,
    optional_one,
    optional_positive,
    optional_whole,
    optional_word,
    whole,
    word,
    words,
)
from medmassage.model.intake import Finding, as_findings
from medmassage.model.making import field, frozen
from medmassage.model.outcome import Interpretation, Measurement
from medmassage.model.plan import Provenance, TreatmentPlan, Withheld, require_disclaimers
from medmassage.model.safety import Disclaimer
from medmassage.model.screening import Screening
from medmassage.model.session import Session, SessionStep
from medmassage.model.words import (
    as_ids,
    as_optional_position,
    as_optional_pressure,
    as_optional_side,
    as_regions,
    in_order,
)
from medmassage.vocabulary import (
    AdverseKind,
    AdverseSeverity,
    Advised,
    DeviationReason,
    Position,
    Pressure,
    Region,
    Side,
    Standard,
)


@frozen(kw_only=True, repr=False)
class StepDone(Model):
    """One piece of hands-on work that was done."""

    technique_id: str = field(metadata=ID)
    """The technique."""
    regions: tuple[Region, ...] = field(default=(), converter=as_regions, metadata=words(Region))
    """Where; empty: not recorded."""
    side: Side | None = field(
        default=None, converter=as_optional_side, metadata=optional_word(Side)
    )
    """Which side; None: not recorded."""
    minutes: int | None = field(default=None, metadata=optional_whole(1, 180, "minutes"))
    """How long; None: not recorded."""
    pressure: Pressure | None = field(
        default=None, converter=as_optional_pressure, metadata=optional_word(Pressure)
    )
    """The most pressure used; None: not recorded."""
    position: Position | None = field(
        default=None, converter=as_optional_position, metadata=optional_word(Position)
    )
    """How the person lay or sat; None: not recorded."""
    response: str | None = field(default=None, repr=False, metadata=OPTIONAL_TEXT)
    """What was felt or seen; private text."""

    @classmethod
    def as_planned(cls, step: SessionStep) -> Self:
        """
        What was planned, as done.

        Args:
            step: A step of a plan.

        Returns:
            Its technique, place, side, minutes, pressure and position; no response.
        """
        return cls(
            technique_id=step.technique_id,
            regions=step.regions,
            side=step.side,
            minutes=step.minutes,
            pressure=step.pressure,
            position=step.position,
        )


@frozen(kw_only=True, repr=False)
class Deviation(Model):
    """Where a session differed from its plan, and why."""

    reason: DeviationReason = field(converter=as_deviation_reason, metadata=word(DeviationReason))
    """Why."""
    technique_id: str | None = field(default=None, metadata=OPTIONAL_ID)
    """The technique concerned; None: the session as a whole."""
    note: str | None = field(default=None, repr=False, metadata=OPTIONAL_TEXT)
    """What was different; private text."""


@frozen(kw_only=True, repr=False)
class AdverseEvent(Model):
    """Something that went wrong in a session or after it."""

    kind: AdverseKind = field(converter=as_adverse_kind, metadata=word(AdverseKind))
    """What it was."""
    severity: AdverseSeverity = field(converter=as_adverse_severity, metadata=word(AdverseSeverity))
    """How bad it was."""
    hours: float | None = field(default=None, metadata=optional_positive())
    """How long it lasted, in hours, above 0; None: not known, or it goes on."""
    regions: tuple[Region, ...] = field(default=(), converter=as_regions, metadata=words(Region))
    """Where; empty: nowhere in particular."""
    note: str | None = field(default=None, repr=False, metadata=OPTIONAL_TEXT)
    """What happened; private text."""


@frozen(kw_only=True, repr=False)
class SessionRecord(Shown):
    """What was done in one visit. It says nothing of who the person is."""

    session: int = field(metadata=whole(1, 1000))
    """The session of the plan that it was."""
    on: date | None = field(default=None, metadata=OPTIONAL_DATE)
    """The day, or None."""
    minutes: int | None = field(default=None, metadata=optional_whole(1, 180, "minutes"))
    """Length of the visit; None: not recorded."""
    rescreened: bool = field(default=False, metadata=FLAG)
    """Whether the person was asked before hands-on work what is new."""
    consent: bool = field(default=False, metadata=FLAG)
    """Whether the person agreed to what was done."""
    new_findings: tuple[Finding, ...] = field(
        default=(), converter=as_findings, metadata=many(Finding)
    )
    """Questions newly answered with yes, each with its place; they add to the places known."""
    now_absent: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Questions newly answered with no, such as one that was open before."""
    steps: tuple[StepDone, ...] = field(default=(), metadata=many(StepDone))
    """The hands-on work, in order; empty: none was done."""
    deviations: tuple[Deviation, ...] = field(default=(), metadata=many(Deviation))
    """Where it differed from the plan."""
    measurements: tuple[Measurement, ...] = field(default=(), metadata=many(Measurement))
    """Scores taken in it, before hands-on work."""
    pain_after: int | None = field(default=None, metadata=optional_whole(0, 10))
    """Pain after it, 0 to 10; None: not asked."""
    adverse_events: tuple[AdverseEvent, ...] = field(default=(), metadata=many(AdverseEvent))
    """What went wrong in it, or since the visit before."""
    products: tuple[str, ...] = field(default=(), converter=in_order, metadata=TEXTS)
    """Oils, lotions and tools used."""
    subjective: str | None = field(default=None, repr=False, metadata=OPTIONAL_TEXT)
    """What the person said; private text."""
    objective: str | None = field(default=None, repr=False, metadata=OPTIONAL_TEXT)
    """What was seen and felt; private text."""
    assessment: str | None = field(default=None, repr=False, metadata=OPTIONAL_TEXT)
    """How the therapist reads it; private text."""
    next_time: str | None = field(default=None, repr=False, metadata=OPTIONAL_TEXT)
    """What is planned next; private text."""
    practitioner: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """The kind of practitioner and training, such as `licensed massage therapist`; no name."""
    setting: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """Where it was, such as `clinic`; no address."""

    @classmethod
    def as_planned(cls, session: Session, **more: Any) -> Self:
        """
        Record a session whose steps were done as they were planned.

        Use it only where that is so; what differed belongs into `steps` and `deviations`.

        Args:
            session: A session of the plan.

            more: Further fields of the record, such as `measurements`; they win over the plan.

        Returns:
            A record with the number and the steps of the session. Minutes of the visit, consent
            and the rest are not taken from the plan: a plan does not know them.

        Raises:
            ModelError: A field does not hold.

        Example:
            >>> from medmassage.model.intake import Intake
            >>> from medmassage.planning import outline_plan
            >>> from medmassage.screening import no_to_rest
            >>> plan = outline_plan(no_to_rest(Intake(complaints=["neck-pain"])))
            >>> record = SessionRecord.as_planned(plan.sessions[0], consent=True)
            >>> record.session, len(record.steps) == len(plan.sessions[0].steps)
            (1, True)
        """
        steps = tuple(StepDone.as_planned(one) for one in session.steps)
        given: dict[str, Any] = {"session": session.number, "steps": steps, **more}
        return cls(**given)


@frozen(kw_only=True, repr=False)
class Reason(Model):
    """One reason for an advice."""

    text: str = field(metadata=TEXT)
    """The reason, in a sentence."""
    advised: Advised = field(converter=as_advised, metadata=word(Advised))
    """What it speaks for."""
    rule_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The safety rules it rests on."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """What else it rests on."""


@frozen(kw_only=True, repr=False)
class Delivered(Model):
    """What was planned by now, and what was given."""

    sessions_planned: int = field(metadata=whole(0, 1000))
    """Sessions of the plan up to the last one recorded."""
    sessions_done: int = field(metadata=whole(0, 1000))
    """Sessions recorded with hands-on work."""
    minutes_planned: int = field(metadata=whole(0, 100_000))
    """Minutes of hands-on work planned in the sessions recorded."""
    minutes_done: int | None = field(default=None, metadata=optional_whole(0, 100_000))
    """Minutes of hands-on work recorded; None: some were not recorded."""


@frozen(kw_only=True, repr=False)
class Review(Shown):
    """What a look at the plan and its records advises."""

    advised: Advised = field(converter=as_advised, metadata=word(Advised))
    """The advice: the strictest that a reason speaks for."""
    reasons: tuple[Reason, ...] = field(metadata=many(Reason))
    """Why, the strictest first."""
    goals: tuple[Goal, ...] = field(default=(), metadata=many(Goal))
    """The goals with their latest scores."""
    changes: tuple[Interpretation, ...] = field(default=(), metadata=many(Interpretation))
    """What each change of a score means: those of the goals in their order, then all others."""
    delivered: Delivered = field(metadata=one(Delivered))
    """Planned and given."""
    screening: Screening = field(metadata=one(Screening))
    """The person screened again with the new findings."""
    adjusted: TreatmentPlan | None = field(default=None, metadata=optional_one(TreatmentPlan))
    """The plan that replaces the old one; None: none follows, and the reasons say what to do."""
    withheld: Withheld | None = field(default=None, metadata=optional_one(Withheld))
    """The refusal, where no plan is left; None: a plan is."""
    disclaimers: tuple[Disclaimer, ...] = field(metadata=many(Disclaimer))
    """The notices, in full."""
    provenance: Provenance = field(metadata=one(Provenance))
    """What it was made from."""

    def _faults(self) -> Iterator[Fault]:
        require_disclaimers("Review", self.disclaimers)
        if not self.reasons:
            yield Fault("reasons", "expected at least one")
        elif self.advised is not max((one.advised for one in self.reasons), key=lambda a: a.rank):
            yield Fault("advised", "expected the strictest that a reason speaks for")
        if self.screening.stops_treatment and self.advised.rank < Advised.REFER.rank:
            yield Fault("advised", f"{self.screening.decision} leaves refer or stop")


@frozen(kw_only=True, repr=False)
class Gap(Model):
    """Something that a good report holds and a record lacks."""

    standard: Standard = field(converter=as_standard, metadata=word(Standard))
    """The list it is on."""
    item: str = field(metadata=TEXT)
    """The item, in our words."""
    where: str = field(metadata=TEXT)
    """The field of the record, or the plan, that would hold it."""
    source_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """Who set up the list."""


@frozen(kw_only=True, repr=False)
class Outdated(Model):
    """A plan whose answer would be another one today."""

    plan: int = field(metadata=whole(0, 10_000_000))
    """Its place in the plans given, from 0."""
    catalog_digest: str = field(metadata=TEXT)
    """The knowledge it was made from."""
    reasons: tuple[str, ...] = field(converter=in_order, metadata=TEXTS)
    """What is different now, a sentence each, the strictest first."""
    rule_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The rules that are new or gone for this person."""
    plan_now: TreatmentPlan | None = field(default=None, metadata=optional_one(TreatmentPlan))
    """The plan today; None: there is none."""
    withheld_now: Withheld | None = field(default=None, metadata=optional_one(Withheld))
    """The refusal today; None: there is a plan."""

    def _faults(self) -> Iterator[Fault]:
        if (self.plan_now is None) == (self.withheld_now is None):
            yield Fault("plan_now", "expected exactly one of plan_now and withheld_now")
