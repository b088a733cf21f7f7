"""A plan outline, as a therapist reads it."""

from collections.abc import Iterable, Iterator

from medmassage.export._markdown_answer import (
    alarm_lines,
    asked_in_their_words,
    notice_lines,
    source_lines,
)
from medmassage.export._markdown_text import Ready, escape, table
from medmassage.export._text import (
    Numbered,
    counted,
    course_name,
    limit_name,
    listed,
    place_name,
    region_name,
    same_work,
)
from medmassage.model.matching import Argument, TechniqueMatch
from medmassage.model.plan import Phase, Session, TreatmentPlan
from medmassage.model.screening import FiredRule, Screening
from medmassage.vocabulary import Asks, PhaseKind, PlanStatus, PressureCap, Support


def plan_lines(plan: TreatmentPlan) -> Iterator[str]:
    """A plan outline, line by line."""
    numbered = Numbered(plan.provenance.sources)
    yield f"# Treatment plan outline: {escape(listed(plan.complaint_names))}"
    yield ""
    yield _status(plan)
    yield ""
    yield f"> **{course_name(plan)}.**"
    yield f"> {_limits_in_short(plan.screening)}"
    yield "> *Information for professionals, not a diagnosis. See the notices at the end.*"
    if plan.status is PlanStatus.PROVISIONAL:
        yield from _open(plan.screening)
    yield from _safety(plan, numbered)
    yield from _techniques(plan, numbered)
    yield from _sessions(plan)
    yield from _changes(plan, numbered)
    yield from _expect(plan, numbered)
    yield from _basis(plan, numbered)
    yield from notice_lines(plan.disclaimers)


def _status(plan: TreatmentPlan) -> str:
    notes = []
    if plan.status is PlanStatus.PROVISIONAL:
        notes.append("questions are open: no hands-on session before they are answered")
    else:
        notes.append("screened")
    if plan.screening.assumed:
        many = counted(len(plan.screening.assumed), "answer")
        verb = "was" if len(plan.screening.assumed) == 1 else "were"
        notes.append(f"{many} {verb} set to no in bulk: confirm before hands-on work")
    where = plan.provenance
    return (
        f"For a licensed massage therapist · **{plan.status}** ({'; '.join(notes)}) · "
        f"knowledge {where.catalog_version} (sha {where.catalog_digest[:12]})"
    )


def _limits_in_short(screening: Screening) -> str:
    """The strictest limits of this person in a sentence."""
    mine = {one.rule_id for one in screening.fired}
    limits = [one for one in screening.restrictions if one.rule_id in mine]
    if not limits:
        return "No limits beyond those that hold for everyone."
    closed = [
        place_name(one.regions, one.side)
        for one in limits
        if one.pressure_cap is PressureCap.NO_PRESSURE and one.regions
    ]
    rest = [one for one in limits if one.pressure_cap is not PressureCap.NO_PRESSURE]
    parts = [f"Stay off: {listed(closed)}."] if closed else []
    parts += [f"{limit_name(one)[0].upper()}{limit_name(one)[1:]}." for one in rest[:2]]
    if len(rest) > 2:
        parts.append("More limits: see Safety.")
    return escape(" ".join(parts))


def _open(screening: Screening) -> Iterator[str]:
    yield ""
    yield "## First: what is still to be asked"
    yield ""
    yield "No hands-on session may start before these are answered."
    yield ""
    for one in screening.open:
        what = "" if one.asks is Asks.ANSWER else f" *({one.asks})*"
        yield f"- {escape(one.question.text)}{what}"


def _safety(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    screening = plan.screening
    yield ""
    yield "## Safety"
    yield ""
    yield from table(
        ("what was found", "what it means here", "basis"),
        (
            *(
                (one.name, _meaning(one, screening), Ready(numbered.mark(one.source_ids)))
                for one in screening.fired
            ),
            (
                "Everyone",
                _for_everyone(screening),
                Ready(numbered.mark(id for one in screening.general for id in one.source_ids)),
            ),
        ),
    )
    for one in screening.fired:
        for letter in one.clearances:
            reason = f": {escape(letter.reason)}" if letter.reason else ""
            yield ""
            yield f"Cleared by the {letter.by} ({one.rule_id}){reason}."
        if one.can_be_lifted and one.clearance_terms and not one.clearances:
            yield ""
            yield f"With a clearance for {escape(one.name.lower())}: {escape(one.clearance_terms)}"
    yield from asked_in_their_words(screening)
    for conflict in screening.conflicts:
        yield ""
        yield (
            f"Ask again: no to `{conflict.question_id}`, yes from {', '.join(conflict.yes_from)}; "
            "the yes counts."
        )
    for clearance in screening.uncounted_clearances:
        yield ""
        yield f"Clearance for `{clearance.rule_id}` not counted: {escape(clearance.reason)}."
    for left in plan.not_treated:
        yield ""
        name = left.condition_id.replace("-", " ")
        rules = ", ".join(left.rule_ids)
        yield f"**Not treated now: {escape(name)}.** {escape(left.reason)} {rules}"
    if plan.allergens:
        yield ""
        yield from table(
            ("allergy", "keep off", "use instead", "basis"),
            (
                (
                    one.name,
                    listed(one.products),
                    listed(one.alternatives, "or") or "see the notes of the record",
                    Ready(numbered.mark(one.source_ids)),
                )
                for one in plan.allergens
            ),
        )
    yield from ("", "**After a session**", "")
    yield from alarm_lines(plan, numbered)


def _meaning(rule: FiredRule, screening: Screening) -> str:
    limits = [limit_name(one) for one in screening.restrictions if one.rule_id == rule.rule_id]
    words = rule.instructions or f"{rule.why}: {rule.action.meaning}."
    return f"{'. '.join(limits)}. {words}" if limits else words


def _for_everyone(screening: Screening) -> str:
    general = {one.rule_id for one in screening.general}
    regions = dict.fromkeys(
        region
        for one in screening.restrictions
        if one.rule_id in general
        for region in one.regions
        if region.value != "whole-body"
    )
    return (
        f"{listed(region_name(one) for one in regions)} stay clear of strong pressure; "
        "no forceful, overlong or painful work, no thrust"
    )


def _techniques(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    planned = {step.technique_id for session in plan.sessions for step in session.steps}
    shown = (*plan.techniques, *(one for one in plan.rejected if one.blocked_by))
    yield ""
    yield "## Techniques"
    yield ""
    yield from table(
        ("technique", "support", "in this plan"),
        ((one.technique_name, Ready(_support(one, numbered)), _use(one, planned)) for one in shown),
    )
    yield from _in_general(shown, numbered)
    advised = [one for one in plan.rejected if one.support is Support.ADVISED_AGAINST]
    for match in advised:
        yield ""
        yield f"{escape(match.reason or '')} {_told(match.arguments_against, numbered)}"
    if any(
        argument.only_with_other_care
        for match in shown
        for argument in (*match.arguments_for, *match.arguments_against, *match.cautions)
    ):
        yield ""
        yield (
            "Some of the guidance holds only beside exercise or other active care: "
            "**this plan goes with such care, not instead of it.**"
        )


def _in_general(matches: Iterable[TechniqueMatch], numbered: Numbered) -> Iterator[str]:
    """What indirect support and cautions rest on, told once."""
    told_for: dict[str, Argument] = {}
    cautions: dict[str, Argument] = {}
    for match in matches:
        if not match.direct:
            told_for |= {one.evidence_id: one for one in match.arguments_for if one.evidence_id}
        cautions |= {one.evidence_id: one for one in match.cautions if one.evidence_id}
    cautions = {id: one for id, one in cautions.items() if id not in told_for}
    for heading, found in (
        ("*Indirect* rests on findings about broader techniques or conditions:", told_for),
        ("Cautions about broader techniques or conditions:", cautions),
    ):
        if found:
            yield from ("", heading, "")
            best = sorted(found.values(), key=lambda one: numbered.weight(_cited(one)))
            for one in best[:_TOLD]:
                yield f"- {_told([one], numbered)}"
            if len(best) > _TOLD:
                yield f"- {len(best) - _TOLD} more findings, in the plan's data"


_TOLD = 4
"""How many findings of each side are told; the rest stay in the data."""


def _cited(argument: Argument) -> list[str]:
    return [citation.source_id for citation in argument.citations]


def _told(arguments: Iterable[Argument], numbered: Numbered) -> str:
    return " ".join(
        f"{escape(one.text)} {numbered.mark(citation.source_id for citation in one.citations)}"
        for one in arguments
    )


def _support(match: TechniqueMatch, numbered: Numbered) -> str:
    words = f"**{match.support}**"
    if not match.direct:
        words += ", indirect"
    if match.short_term:
        words += ", short-term"
    if not match.is_tested:
        named = [one for one in match.arguments_for if one.evidence_id is None]
        marks = numbered.mark(cited.source_id for one in named for cited in one.citations)
        return f"{words}; the article names it {marks}" if named else words
    told = [*(one for one in match.arguments_for if one.evidence_id)][:2] + list(
        match.arguments_against[:2]
    )
    return f"{words}: {_told(told, numbered)}"


def _use(match: TechniqueMatch, planned: set[str]) -> str:
    if match.accepted:
        return "in the sessions" if match.technique_id in planned else "fits, in reserve"
    rules = listed(id.replace("-", " ") for id in match.blocked_by)
    clearance = any(one.text.startswith("With a clearance") for one in match.would_change)
    return f"not now ({rules}){': needs a clearance' if clearance else ''}"


def _sessions(plan: TreatmentPlan) -> Iterator[str]:
    yield ""
    yield "## Sessions"
    for phase in plan.phases:
        if phase.kind in (PhaseKind.INITIAL_CONSULTATION, PhaseKind.TREATMENT):
            yield ""
            yield f"**{_phase_name(phase)}**"
            yield ""
            for task in phase.tasks:
                yield f"- {escape(task)}"
            yield from _runs(phase.sessions)


def _phase_name(phase: Phase) -> str:
    return phase.kind.replace("-", " ").capitalize()


def _runs(sessions: tuple[Session, ...]) -> Iterator[str]:
    """Sessions, with those that repeat each other told once."""
    run: list[Session] = []
    for session in sessions:
        if run and not same_work(run[0], session):
            yield from _run(run)
            run = []
        run.append(session)
    if run:
        yield from _run(run)


def _run(run: list[Session]) -> Iterator[str]:
    first, last = run[0], run[-1]
    table_time = first.minutes - first.talk_before - first.talk_after
    which = (
        f"Session {first.number} (week {first.week})"
        if first is last
        else f"Sessions {first.number} to {last.number} (weeks {first.week} to {last.week})"
    )
    yield ""
    yield (
        f"{which}: {first.minutes} min = {first.talk_before} before + {table_time} hands-on + "
        f"{first.talk_after} after"
    )
    if not first.place_is_known:
        yield ""
        yield "*The place was not given: its usual main region stands in for it until it is known.*"
    yield ""
    yield from table(
        ("", "technique", "where", "min", "pressure up to", "lying", "response sought"),
        (
            (
                str(number),
                f"{step.technique_name} ({step.part})",
                place_name(step.regions, step.side)
                + (
                    f", except {listed(map(region_name, step.except_regions))}"
                    if step.except_regions
                    else ""
                ),
                str(step.minutes),
                step.pressure.value,
                step.position.value,
                step.intent,
            )
            for number, step in enumerate(first.steps, start=1)
        ),
    )


def _changes(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    yield ""
    yield "## When to change it"
    yield ""
    for phase in plan.phases:
        if phase.kind in (PhaseKind.REASSESSMENT, PhaseKind.MAINTENANCE):
            for task in phase.tasks:
                yield f"- {escape(task)} {numbered.mark(phase.source_ids)}"
    yield "- Any new health fact: screen again before the next visit."


def _expect(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    yield ""
    yield "## What to expect"
    yield ""
    for one in plan.expectations:
        yield f"- {escape(one.text)} {numbered.mark(one.source_ids)}"


def _basis(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    yield ""
    yield "## Basis"
    yield ""
    fired = ", ".join(one.rule_id for one in plan.screening.fired)
    yield (
        f"Rules: {fired or 'none of this person'}, "
        f"{len(plan.screening.general)} general. Order of work, shares of time, number of sessions "
        f"and reassessment are our defaults {numbered.mark(['medmassage-conventions'])} within the "
        f"frame of the article {numbered.mark(['ospina-medical-massage'])}."
    )
    yield ""
    yield from source_lines(numbered)
