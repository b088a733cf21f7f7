"""What a screening found."""

from datetime import date

from medmassage.model.fields import (
    FLAG,
    ID,
    IDS,
    OPTIONAL_DATE,
    OPTIONAL_ID,
    OPTIONAL_TEXT,
    TEXT,
    Model,
    Shown,
    many,
    one,
    optional_word,
    word,
    words,
)
from medmassage.model.intake import Clearance, Finding
from medmassage.model.making import field, frozen
from medmassage.model.safety import Question
from medmassage.model.words import (
    as_action,
    as_asks,
    as_clearance_by,
    as_decision,
    as_ids,
    as_optional_cap,
    as_optional_severity,
    as_optional_side,
    as_positions,
    as_region_set,
)
from medmassage.vocabulary import (
    Action,
    Asks,
    ClearanceBy,
    Decision,
    Position,
    PressureCap,
    Region,
    Severity,
    Side,
    sides_touched,
)


@frozen(kw_only=True, repr=False)
class FiredRule(Model):
    """A safety rule that applies, with what brought it."""

    rule_id: str = field(metadata=ID)
    """The contraindication or red flag."""
    name: str = field(metadata=TEXT)
    """What it is about."""
    severity: Severity | None = field(
        default=None, converter=as_optional_severity, metadata=optional_word(Severity)
    )
    """How much it forbids; None for a red flag."""
    action: Action = field(converter=as_action, metadata=word(Action))
    """What it asks for."""
    decides_whole_session: bool = field(metadata=FLAG)
    """Whether its action holds for the whole session."""
    why: str = field(metadata=TEXT)
    """The harm it prevents, or what the sign may mean."""
    instructions: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What the therapist does; None for a red flag, whose action says it."""
    question_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """The yes answers that brought it; empty for a rule named directly or for everyone."""
    findings: tuple[Finding, ...] = field(default=(), metadata=many(Finding))
    """The same with their places."""
    clearances: tuple[Clearance, ...] = field(default=(), metadata=many(Clearance))
    """The clearances that lifted it within limits; empty: it binds in full."""
    can_be_lifted: bool = field(default=False, metadata=FLAG)
    """Whether a clearance can lift it."""
    clearance_terms: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What a clearance changes, or what ends the rule where none does."""
    review: bool = field(default=False, metadata=FLAG)
    """True: the rule waits for a clinician's signature."""
    source_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """What it rests on."""

    @property
    def clearance(self) -> Clearance | None:
        """The first of `clearances`, or None."""
        return self.clearances[0] if self.clearances else None


@frozen(kw_only=True, repr=False)
class RuledOut(Model):
    """A rule that an answer ruled out."""

    rule_id: str = field(metadata=ID)
    """The rule."""
    question_ids: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """The questions answered with no."""


@frozen(kw_only=True, repr=False)
class OpenQuestion(Model):
    """A question that still needs something."""

    question: Question = field(metadata=one(Question))
    """The question; for a place, side or stage of a complaint it is made for that complaint."""
    asks: Asks = field(default=Asks.ANSWER, converter=as_asks, metadata=word(Asks))
    """What it needs."""
    condition_id: str | None = field(default=None, metadata=OPTIONAL_ID)
    """The complaint it is about; None: about the person."""


@frozen(kw_only=True, repr=False)
class Conflict(Model):
    """A no that another answer contradicts. The yes counts; ask again."""

    question_id: str = field(metadata=ID)
    """The question answered with no."""
    yes_from: tuple[str, ...] = field(converter=as_ids, metadata=IDS)
    """The answers, complaints or rules that make it a yes."""


@frozen(kw_only=True, repr=False)
class UncountedClearance(Model):
    """A clearance that was given and does not count."""

    rule_id: str = field(metadata=ID)
    """The rule it was for; the rule binds in full."""
    by: ClearanceBy = field(converter=as_clearance_by, metadata=word(ClearanceBy))
    """Who gave it."""
    reason: str = field(metadata=TEXT)
    """Why it does not count."""


@frozen(kw_only=True, repr=False)
class Restriction(Model):
    """One limit that binds this person's sessions."""

    rule_id: str = field(metadata=ID)
    """The rule it comes from."""
    regions: tuple[Region, ...] = field(default=(), converter=as_region_set, metadata=words(Region))
    """Where it binds, with all that lies there; empty: the place is not known yet."""
    side: Side | None = field(
        default=None, converter=as_optional_side, metadata=optional_word(Side)
    )
    """On which side; None: on both."""
    pressure_cap: PressureCap | None = field(
        default=None, converter=as_optional_cap, metadata=optional_word(PressureCap)
    )
    """The most pressure left; None: no cap; `no-pressure` closes the place."""
    technique_ids: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Techniques that are not used there."""
    positions_avoid: tuple[Position, ...] = field(
        default=(), converter=as_positions, metadata=words(Position)
    )
    """Positions the person is not put in."""

    def covers(self, region: Region | str, side: Side | str | None = None) -> bool:
        """Whether it binds at a place; a side that is not given means either side."""
        if type(region) is not Region:
            region = Region(region)
        if side is not None and type(side) is not Side:
            side = Side(side)
        path = region.path
        if sides_touched(self.side).isdisjoint(sides_touched(side)):
            return False
        return any(part in path for part in self.regions)


@frozen(kw_only=True, repr=False)
class Screening(Shown):
    """What a comparison of one intake with every safety rule found."""

    decision: Decision = field(converter=as_decision, metadata=word(Decision))
    """What may happen."""
    fired: tuple[FiredRule, ...] = field(default=(), metadata=many(FiredRule))
    """Rules that apply to this person, strictest first."""
    ruled_out: tuple[RuledOut, ...] = field(default=(), metadata=many(RuledOut))
    """Rules that an answer ruled out, by id. A rule that nobody asked about is not among them."""
    open: tuple[OpenQuestion, ...] = field(default=(), metadata=many(OpenQuestion))
    """What is still to be asked, most decisive first."""
    unexplained: tuple[Question, ...] = field(default=(), metadata=many(Question))
    """Broad questions answered with yes that no narrower one explains; ask in their own words."""
    conflicts: tuple[Conflict, ...] = field(default=(), metadata=many(Conflict))
    """Answers that contradict each other; ask again."""
    general: tuple[FiredRule, ...] = field(default=(), metadata=many(FiredRule))
    """Rules for everyone."""
    restrictions: tuple[Restriction, ...] = field(default=(), metadata=many(Restriction))
    """All that binds hands-on work, the general rules included."""
    assumed: tuple[str, ...] = field(default=(), converter=as_ids, metadata=IDS)
    """Questions set to no in bulk."""
    uncounted_clearances: tuple[UncountedClearance, ...] = field(
        default=(), metadata=many(UncountedClearance)
    )
    """Clearances for rules that fired which do not count, and why."""
    on: date | None = field(default=None, metadata=OPTIONAL_DATE)
    """The date at which dated clearances were read; None: none counted."""
    catalog_version: str = field(metadata=TEXT)
    """The version of the knowledge used."""
    catalog_digest: str = field(metadata=TEXT)
    """Its fingerprint."""

    def binding_at(
        self, region: Region | str, side: Side | str | None = None
    ) -> tuple[Restriction, ...]:
        """
        The restrictions that bind at a place.

        Args:
            region: The place. For a group such as `leg` only what binds all of it is given, so
                ask its `members` one by one.

            side: Which side; None: either side counts.

        Returns:
            Those that cover it, in the order of `restrictions`. A restriction whose place is
            not known yet is not among them.
        """
        return tuple(one for one in self.restrictions if one.covers(region, side))

    def cap_at(self, region: Region | str, side: Side | str | None = None) -> PressureCap | None:
        """The strictest pressure cap that binds all of a place; None: no cap does."""
        caps = [
            one.pressure_cap
            for one in self.binding_at(region, side)
            if one.pressure_cap is not None
        ]
        return min(caps, key=lambda cap: cap.rank, default=None)

    @property
    def stops_treatment(self) -> bool:
        """Whether the decision stops treatment altogether."""
        return self.decision.rank > Decision.INCOMPLETE.rank

    @property
    def positions_avoid(self) -> tuple[Position, ...]:
        """Positions the person is not put in, wherever the work is."""
        return tuple(sorted({one for limit in self.restrictions for one in limit.positions_avoid}))
