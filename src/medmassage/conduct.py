"""What was done in a course against what was planned: harm, limits, techniques, dose."""

from collections.abc import Iterable, Iterator

from medmassage.known import Asked
from medmassage.model.record import AdverseEvent, Reason, SessionRecord, StepDone
from medmassage.model.screening import FiredRule, Restriction
from medmassage.model.session import SessionStep, step_faults
from medmassage.so_far import SoFar
from medmassage.vocabulary import (
    AdverseSeverity,
    Advised,
    Position,
    Pressure,
    SessionPart,
    Side,
)

_EXPECTED_HOURS = 48
"""What lasts longer is no expected after-effect (statement `expected-after-effects`)."""

# --- harm -----------------------------------------------------------------------------------------


def of_harm(look: SoFar) -> Iterator[Reason]:
    """What went wrong in sessions or after them."""
    events = [(record.session, one) for record in look.done for one in record.adverse_events]
    for severity, advised, words in (
        (AdverseSeverity.SERIOUS, Advised.STOP, "A serious adverse event: stop and refer"),
        (
            AdverseSeverity.MODERATE,
            Advised.REFER,
            "An adverse event that lasted beyond 48 hours, or changed what the person could do",
        ),
    ):
        if found := [one for _, one in events if _severity(one) is severity]:
            yield look.reason(advised, f"{words} ({_kinds(found)}).", "alarm-same-day")
    mild = [(session, one) for session, one in events if _severity(one) is AdverseSeverity.MILD]
    if alarming := [one for _, one in mild if one.kind.is_alarm]:
        yield look.reason(
            Advised.REFER,
            f"After a session: {_kinds(alarming)}. A clinician should look the same day.",
            "alarm-same-day",
        )
    if len({session for session, _ in mild}) > 1:
        yield look.reason(
            Advised.ADJUST,
            f"Mild reactions after more than one session ({_kinds(one for _, one in mild)}): "
            "work more lightly, or for less time.",
            "expected-after-effects",
        )


def _severity(event: AdverseEvent) -> AdverseSeverity:
    """How bad it was; what lasts beyond the expected hours is not mild, whatever it was called."""
    lasting = event.hours is not None and event.hours > _EXPECTED_HOURS
    if lasting and event.severity is AdverseSeverity.MILD:
        return AdverseSeverity.MODERATE
    return event.severity


def _kinds(events: Iterable[AdverseEvent]) -> str:
    return ", ".join(sorted({one.kind.value for one in events}))


# --- limits ---------------------------------------------------------------------------------------


def of_limits(look: SoFar) -> Iterator[Reason]:
    """Work beyond a limit that was known before it, by rule, and what to watch for."""
    rules = {
        one.rule_id: one
        for screening in (look.then, look.screening)
        for one in (*screening.fired, *screening.general)
    }
    known = _Known(look)
    found: dict[str, dict[str, set[int]]] = {}
    for record in look.done:
        for limit in known.before(record):
            for step in record.steps:
                for fault in _beyond(step, limit, look):
                    sessions = found.setdefault(limit.rule_id, {}).setdefault(fault, set())
                    sessions.add(record.session)
    for rule_id, faults in found.items():
        rule = rules.get(rule_id)
        name = rule.name if rule else rule_id
        told = "; ".join(
            f"{_sessions(numbers)}, {fault.replace(rule_id, name, 1)}"
            for fault, numbers in faults.items()
        )
        watch = f" Watch for what it guards against: {rule.why}" if rule else ""
        yield look.reason(
            Advised.ADJUST,
            f"Work beyond a limit of the plan: {told}. Keep to the limit from now on.{watch}",
            "rescreen-every-visit",
            rules=[rule] if rule else [],
        )


class _Known:
    """
    Which limits were known before the work of a session.

    A finding told in a record binds from the next session on, although an adjusted plan that
    came of it holds it from the start. What was lifted binds up to the session that said so.
    """

    def __init__(self, look: SoFar) -> None:
        asked = Asked(look.catalog)
        told: dict[str, int] = {}
        for record in look.done:
            for id in asked.answered_yes(one.question_id for one in record.new_findings):
                told.setdefault(id, record.session)
        self.then = set(look.then.restrictions)
        self.now = set(look.screening.restrictions)
        self.ordered = tuple(dict.fromkeys((*look.then.restrictions, *look.screening.restrictions)))
        answered = [one.session for one in look.done if one.new_findings or one.now_absent]
        self.answered = max(answered, default=None)
        self.replaces = look.plan.supersedes is not None
        self.uncounted = {one.rule_id for one in look.then.uncounted_clearances}
        self.since = {
            rule.rule_id: min(sessions)
            for rule in (*look.then.fired, *look.screening.fired)
            if (sessions := [told[id] for id in _brought_by(rule, asked) if id in told])
        }

    def before(self, record: SessionRecord) -> Iterator[Restriction]:
        """The limits known before a session."""
        for limit in self.ordered:
            since = self.since.get(limit.rule_id)
            if limit in self.then and not (self.replaces and since is not None):
                lifted = limit not in self.now and self.answered is not None
                ended = self.replaces and limit.rule_id in self.uncounted
                if not ended and not (lifted and record.session >= (self.answered or 0)):
                    yield limit
            elif since is not None and record.session > since:
                yield limit


def _brought_by(rule: FiredRule, asked: Asked) -> set[str]:
    ids = {*rule.question_ids, *(one.question_id for one in rule.findings), rule.rule_id}
    return {asked.by(id) for id in ids}


def _beyond(step: StepDone, limit: Restriction, look: SoFar) -> Iterator[str]:
    """How a step breaks a limit, as far as the record tells it; what it leaves out breaks none."""
    planned = next(
        (
            one
            for session in look.plan.sessions
            for one in session.steps
            if (one.technique_id, one.regions) == (step.technique_id, step.regions)
            and step.side in (None, one.side)
        ),
        None,
    )
    name = look.catalog.techniques[step.technique_id].name.lower()
    if step.position in limit.positions_avoid or step.regions:
        for fault in step_faults(_as_step(step, planned, limit, name), [limit]):
            if fault != "touches no region":
                yield f"{name}: {fault}"


def _as_step(
    step: StepDone, planned: SessionStep | None, limit: Restriction, name: str
) -> SessionStep:
    """A step to hold against one limit; what was not recorded is taken so that it keeps it."""
    allowed = next((one for one in Position if one not in limit.positions_avoid), Position.SUPINE)
    away = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
    side = step.side or (planned.side if planned else None)
    named = {part for region in step.regions for part in region.members}
    inside = {part for region in named for part in region.contents} - named
    return SessionStep(
        technique_id=step.technique_id,
        technique_name=name,
        part=SessionPart.MAIN,
        regions=step.regions,
        except_regions=inside,  # a record that names the back does not say all that lies there
        side=side or (away.get(limit.side, Side.BOTH) if limit.side else Side.BOTH),
        minutes=1,
        pressure=step.pressure or min(Pressure, key=lambda one: one.rank),
        position=step.position or allowed,
        intent=name,
    )


# --- techniques -----------------------------------------------------------------------------------


def of_techniques(look: SoFar) -> Iterator[Reason]:
    """
    Techniques that the plan does not hold, where no deviation says why.

    Records of a plan that replaces another may be of the other, so nothing is said of them.
    """
    if look.plan.supersedes is not None:
        return
    techniques = look.catalog.techniques
    there = {step.technique_id for session in look.plan.sessions for step in session.steps}
    there |= {one.technique_id for one in look.plan.techniques}
    held = {techniques.current_id(id) for id in there if id in techniques}
    found: dict[str, set[int]] = {}
    for record in look.done:
        explained = {one.technique_id for one in record.deviations}
        for step in record.steps:
            id = techniques.current_id(step.technique_id)
            if id not in held and explained.isdisjoint((None, id, step.technique_id)):
                found.setdefault(id, set()).add(record.session)
    for id, numbers in found.items():
        yield look.reason(
            Advised.ADJUST,
            f"{techniques[id].name} ({_sessions(numbers)}) is not in the plan, and no deviation "
            "says why: record the reason, or keep to the plan.",
        )


# --- dose -----------------------------------------------------------------------------------------


def of_dose(look: SoFar) -> Iterator[Reason]:
    """Where less was given than planned."""
    given = look.delivered()
    planned = given.sessions_planned
    recorded = {one.session for one in look.done}
    missed = planned - len([one for one in recorded if one <= planned])
    idle = len([one for one in look.done if not one.steps and one.session <= planned])
    if _is_much(missed + idle, planned):
        parts = [f"{missed} of {planned} sessions were missed or not recorded"] * bool(missed)
        parts += [f"{idle} of {planned} had no hands-on work"] * bool(idle)
        yield look.reason(
            Advised.ADJUST,
            f"{' and '.join(parts)}: less was given than planned. Agree on visits that can be "
            "kept.",
        )
    minutes, wanted = given.minutes_done, given.minutes_planned
    if minutes is not None and given.sessions_done > 1 and minutes * 3 < wanted * 2:
        yield look.reason(
            Advised.ADJUST,
            f"{minutes} of {wanted} minutes of hands-on work were given. Plan what the time "
            "allows.",
        )


def _is_much(lacking: int, planned: int) -> bool:
    return lacking > 1 and lacking * 3 > planned


def of_gaps(look: SoFar) -> Iterator[Reason]:
    """Records of upkeep visits whose number leaves visits out: it may be a slip."""
    recorded = {one.session for one in look.done}
    end = len(look.plan.sessions)
    if all(number in recorded for number in range(end + 1, look.last_session)):
        return
    absent = [one for one in range(1, look.last_session) if one not in recorded]
    yield look.reason(
        Advised.ADJUST,
        f"Session {look.last_session} is recorded, and {len(absent)} before it are not "
        f"({_ranges(absent)}); the course has {end}. Check the number, or add what is missing.",
    )


def _ranges(numbers: Iterable[int]) -> str:
    """Numbers with runs shortened, such as `2 to 9, 11`."""
    found: list[list[int]] = []
    for one in numbers:
        if found and found[-1][-1] == one - 1:
            found[-1].append(one)
        else:
            found.append([one])
    return ", ".join(f"{one[0]} to {one[-1]}" if len(one) > 1 else f"{one[0]}" for one in found)


def _sessions(numbers: Iterable[int]) -> str:
    told = sorted(numbers)
    return f"session{'s' if len(told) > 1 else ''} {_ranges(told)}"
