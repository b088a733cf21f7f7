"""Which rules the answers fire, what a clearance changes, and what is left to hands-on work."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, Self

from medmassage.answers import Answers, Spot
from medmassage.model.fields import unchecked
from medmassage.model.intake import Clearance, Finding
from medmassage.model.safety import Contraindication, Limit
from medmassage.model.screening import FiredRule, Restriction, UncountedClearance
from medmassage.rules import Rule, Rulebook, decision_of
from medmassage.vocabulary import Decision, Region, Side

_finding = unchecked(Finding)
_fired_rule = unchecked(FiredRule)
_limit = unchecked(Restriction)
_not_counted = unchecked(UncountedClearance)
_clearance = unchecked(Clearance)

_WAITS = "what it leaves in force depends on a place that was not given"
"""Why a clearance does not count yet."""


class Fired(NamedTuple):
    """A rule that applies, with what brought it."""

    rule: Rule
    question_ids: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    """The clearances that count; what any of them forbids stays forbidden."""
    clearance_waits: bool = False
    """Whether a clearance would count if the place were known."""

    @property
    def decision(self) -> Decision:
        """What it makes of the whole session."""
        if self.clearances:
            return Decision.PROCEED_WITH_PRECAUTIONS
        return decision_of(self.rule)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The limits in force."""
        if not isinstance(self.rule, Contraindication):
            return ()
        if not self.clearances:
            return self.rule.limits
        letters = (limit for one in self.clearances for limit in one.limits)
        return (*self.rule.clearance.remaining, *letters)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Where it was reported."""
        return tuple(dict.fromkeys(Spot(one.regions, one.side) for one in self.findings))

    @property
    def lacks_place(self) -> bool:
        """Whether what it limits depends on a place that nobody gave."""
        if not isinstance(self.rule, Contraindication):
            return False
        if self.decision is not Decision.PROCEED_WITH_PRECAUTIONS:
            return False
        return (
            (self.rule.needs_place or bool(self.clearances))
            and any(limit.reported for limit in self.limits)
            and any(not spot.regions for spot in self.spots)
        )

    @property
    def cleared(self) -> Self:
        """The same with a clearance that sets no limits of its own."""
        return self._replace(clearances=(_clearance(rule_id=self.rule.id),))

    def strictest_first(self) -> tuple[int, int, int, str]:
        """The key that sorts the strictest rule to the front."""
        severity = self.rule.severity.rank if isinstance(self.rule, Contraindication) else 0
        return -self.decision.rank, -self.rule.action.rank, -severity, self.rule.id


class Told(NamedTuple):
    """Rules that apply, as a screening reports them."""

    rules: tuple[FiredRule, ...]
    limits: tuple[Restriction, ...]
    """What they leave to hands-on work, rule by rule."""


class Firing(NamedTuple):
    """Every rule that applies to a person."""

    own: tuple[Fired, ...]
    """Rules that the person's answers bring, strictest first."""
    general: Told
    """Rules for everyone."""
    uncounted: tuple[UncountedClearance, ...]
    """Clearances that do not count."""


def fire(answers: Answers, on: date | None) -> Firing:
    """Fire every rule that the answers bring, and those for everyone."""
    book = answers.book
    uncounted: list[UncountedClearance] = []
    own = [_cleared(one, answers, on, uncounted) for one in _brought(answers)]
    general = _for_everyone(book)
    if answers.intake.clearances:
        cleared = [_cleared(Fired(rule), answers, on, uncounted) for rule in book.general]
        general = told(cleared, book)
    return Firing(tuple(sorted(own, key=Fired.strictest_first)), general, tuple(uncounted))


def told(fired: Sequence[Fired], book: Rulebook) -> Told:
    """Rules that apply, as a screening reports them."""
    return Told(
        tuple(map(_shown, fired)),
        tuple(limit for one in fired for limit in restrictions(one, book)),
    )


def _for_everyone(book: Rulebook) -> Told:
    """The rules for everyone, without a clearance: the same for all people, so told once."""
    return book.catalog.derived(
        "rules for everyone", lambda: told([Fired(rule) for rule in book.general], book)
    )


def _brought(answers: Answers) -> Iterator[Fired]:
    book = answers.book
    brought: dict[str, list[str]] = {}
    for question_id in answers.yes:
        for rule_id in book.questions[question_id].triggers:
            brought.setdefault(rule_id, []).append(question_id)
    for rule_id in dict.fromkeys((*brought, *answers.rules)):
        question_ids = brought.get(rule_id, [])
        findings = {_found(id, spot) for id in question_ids for spot in answers.yes[id]} | {
            _found(rule_id, spot) for spot in answers.rules.get(rule_id, ())
        }
        yield Fired(
            book.rule(rule_id),
            tuple(sorted(question_ids)),
            tuple(sorted(findings, key=lambda one: (one.question_id, one.regions, one.side or ""))),
        )


def _found(id: str, spot: Spot) -> Finding:
    return _finding(question_id=id, regions=tuple(sorted(spot.regions)), side=spot.side)


def _cleared(
    fired: Fired, answers: Answers, on: date | None, uncounted: list[UncountedClearance]
) -> Fired:
    """The same with the clearances that count."""
    if not answers.intake.clearances:
        return fired
    counting: list[Clearance] = []
    for clearance in answers.intake.clearances:
        if answers.book.current_rule(clearance.rule_id) != fired.rule.id:
            continue
        reason = _why_not(fired.rule, clearance, on)
        if reason is None:
            counting.append(clearance)
        else:
            uncounted.append(_uncounted(fired, clearance, reason))
    lifted = fired._replace(clearances=tuple(counting))
    if not lifted.lacks_place:
        return lifted
    uncounted.extend(_uncounted(fired, clearance, _WAITS) for clearance in counting)
    return fired._replace(clearance_waits=bool(counting))


def _uncounted(fired: Fired, clearance: Clearance, reason: str) -> UncountedClearance:
    return _not_counted(rule_id=fired.rule.id, by=clearance.by, reason=reason)


def as_fired(rule: FiredRule, book: Rulebook) -> Fired:
    """A rule as a screening reports it, without its clearances."""
    return Fired(book.rule(rule.rule_id), rule.question_ids, rule.findings)


def waits_for_place(
    rule: FiredRule, uncounted: Iterable[UncountedClearance], book: Rulebook
) -> bool:
    """Whether a clearance of a rule would count only once its place is known, or waits for that."""
    waiting = {one.rule_id for one in uncounted if one.reason == _WAITS}
    return rule.rule_id in waiting or as_fired(rule, book).cleared.lacks_place


def _why_not(rule: Rule, clearance: Clearance, on: date | None) -> str | None:
    if not isinstance(rule, Contraindication) or not rule.clearance.lifted_by:
        return "no clearance lifts this rule"
    if clearance.by not in rule.clearance.lifted_by:
        return f"this rule is lifted by the {' or '.join(rule.clearance.lifted_by)}"
    if clearance.expires is None:
        return None
    if on is None:
        return "it has an end date, and no date was given to read it at"
    return f"it ended on {clearance.expires.isoformat()}" if clearance.expires < on else None


def restrictions(fired: Fired, book: Rulebook) -> Iterable[Restriction]:
    """What a rule leaves to hands-on work, place by place, without repeats."""
    return dict.fromkeys(_restrictions(fired, book))


def _restrictions(fired: Fired, book: Rulebook) -> Iterator[Restriction]:
    banned = () if fired.clearances else book.never_over.get(fired.rule.id, ())
    for limit in fired.limits:
        techniques = tuple(sorted({*limit.technique_ids, *banned}))
        if not limit.reported:
            yield _restriction(fired, limit, limit.regions, None, techniques)
            continue
        for spot in fired.spots:
            if spot.regions:
                where = book.places(limit, spot.regions)
                yield _restriction(fired, limit, where, spot.side, techniques)
            elif fired.lacks_place:
                yield _restriction(fired, limit, (), None, techniques)


def _restriction(
    fired: Fired,
    limit: Limit,
    regions: Iterable[Region],
    side: Side | None,
    techniques: tuple[str, ...],
) -> Restriction:
    return _limit(
        rule_id=fired.rule.id,
        regions=tuple(sorted(regions)),
        side=side,
        pressure_cap=limit.pressure_cap,
        technique_ids=techniques,
        positions_avoid=limit.positions_avoid,
    )


def _shown(fired: Fired) -> FiredRule:
    rule = fired.rule
    limit = rule if isinstance(rule, Contraindication) else None
    return _fired_rule(
        rule_id=rule.id,
        name=rule.name,
        severity=limit.severity if limit else None,
        action=rule.action,
        decides_whole_session=decision_of(rule) is not Decision.PROCEED_WITH_PRECAUTIONS,
        why=rule.why if isinstance(rule, Contraindication) else rule.suspects,
        instructions=limit.instructions if limit else None,
        question_ids=fired.question_ids,
        findings=fired.findings,
        clearances=fired.clearances,
        can_be_lifted=bool(limit and limit.clearance.lifted_by),
        clearance_terms=limit.clearance.terms if limit else None,
        review=rule.review,
        source_ids=rule.source_ids,
    )
