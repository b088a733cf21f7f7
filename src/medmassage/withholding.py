"""The refusal of a plan: what to do instead, and why."""

from collections.abc import Iterator, Sequence

from medmassage.basis import cited_sources, complaint_names, statements_on
from medmassage.catalog import Catalog
from medmassage.disclaimers import disclaimers_for
from medmassage.healing import BESIDE_A_FRESH_COMPLAINT
from medmassage.letters import clearance_requests, is_for_a_clinician, referral
from medmassage.matching import OTHER
from medmassage.model.care import Advice
from medmassage.model.course import Letter, PlanPolicy
from medmassage.model.evidence import Statement
from medmassage.model.intake import Intake
from medmassage.model.matching import MatchReport
from medmassage.model.plan import NotTreated, Provenance, Withheld
from medmassage.model.screening import FiredRule, Screening
from medmassage.rules import rulebook
from medmassage.surroundings import advice_for, healing_and_first_care
from medmassage.vocabulary import Action, AppearsIn, Asks, ChangeKind, StatementTopic

_CLOSED = frozenset(
    {Action.NONE, Action.MODIFY_POSITION, Action.LIGHTEN_PRESSURE, Action.AVOID_AREA}
)

_NEXT_STEPS = {
    Action.EMERGENCY: (
        "Give no massage. Call the local emergency number now and stay with the person.",
        "After medical assessment, screen again.",
    ),
    Action.REFER_URGENTLY: (
        "Give no massage. Arrange a medical assessment the same day.",
        "After medical assessment, screen again.",
    ),
    Action.REFER: (
        "Give no massage before a clinician has looked at it; write a referral.",
        "After medical assessment, screen again.",
    ),
    Action.OBTAIN_CLEARANCE: (
        "Ask the treating clinician for a written clearance that names its limits.",
        "Record the clearance and screen again.",
    ),
    Action.POSTPONE: (
        "Do not treat today. Rebook for when the reason has passed.",
        "Screen again at the next visit.",
    ),
}


def withhold(
    intake: Intake,
    policy: PlanPolicy,
    left_out: Sequence[NotTreated],
    report: MatchReport,
    catalog: Catalog,
) -> Withheld:
    """The refusal of a plan, with the action and the reasons."""
    screening = report.screening
    action, reasons = _why(screening, left_out)
    steps = list(_next_steps(action, reasons, catalog))
    if any(one.reason == BESIDE_A_FRESH_COMPLAINT for one in left_out):
        steps.insert(
            0 if action is Action.POSTPONE else 1,
            "Wait until what is fresh has healed, or offer what suits it too.",
        )
    elif not (screening.stops_treatment or reasons):
        steps = list(_without_a_technique(intake, policy, report, catalog))
    if screening.unexplained:
        steps.insert(
            0, "Ask in their own words about each broad yes that nothing narrower explains."
        )
    steps = [*_ask_now(screening, action, catalog), *steps]
    aftercare = tuple(
        one
        for one in statements_on(catalog, StatementTopic.AFTERCARE, screening=screening)
        if one.id.startswith("alarm")
    )
    statements, advice = _meanwhile(intake, screening, action, catalog)
    disclaimers = disclaimers_for(AppearsIn.WITHHELD, catalog)
    said = (*aftercare, *statements, *advice)
    cited = cited_sources(
        (*reasons, *said, *screening.fired, *screening.general, *disclaimers), (), catalog
    )
    return Withheld(
        action=action,
        intake=intake,
        policy=policy,
        screening=screening,
        complaint_names=complaint_names(intake, catalog),
        reasons=reasons,
        not_treated=() if screening.stops_treatment else tuple(left_out),
        next_steps=steps,
        aftercare=aftercare,
        statements=statements,
        advice=advice,
        letters=_letters(intake, action, reasons, report, catalog),
        disclaimers=disclaimers,
        provenance=Provenance(
            catalog_version=catalog.version,
            catalog_digest=catalog.digest,
            rule_ids=[one.rule_id for one in (*screening.fired, *screening.general)],
            statement_ids=[one.id for one in said],
            sources=cited,
        ),
    )


def _meanwhile(
    intake: Intake, screening: Screening, action: Action, catalog: Catalog
) -> tuple[tuple[Statement, ...], tuple[Advice, ...]]:
    """What is known of healing, and advice, where waiting is all that is asked for."""
    if action is not Action.POSTPONE:
        return (), ()
    return (
        healing_and_first_care(intake.complaints, catalog),
        advice_for(intake.complaints, screening, catalog),
    )


def _next_steps(action: Action, reasons: Sequence[FiredRule], catalog: Catalog) -> tuple[str, ...]:
    """What to do now; where nobody but the therapist can lift a rule, what that rule asks for."""
    usual = _NEXT_STEPS[action]
    if action is not Action.OBTAIN_CLEARANCE:
        return usual
    others = [one for one in reasons if not is_for_a_clinician(one, catalog)]
    own = tuple(one.instructions for one in others if one.can_be_lifted and one.instructions)
    if len(others) == len(reasons):
        return (*own, "Record it as a clearance by the therapist, with the reason; screen again.")
    return (usual[0], *own, *usual[1:])


_NAMED = 5
"""The most techniques named that would fit; more are counted."""


def _without_a_technique(
    intake: Intake, policy: PlanPolicy, report: MatchReport, catalog: Catalog
) -> Iterator[str]:
    """What to do where no rule stands in the way and nothing fits."""
    fitting = list(
        dict.fromkeys(
            one.technique_name
            for one in report.rejected
            if any(change.kind is ChangeKind.OFFER for change in one.would_change)
        )
    )
    if fitting:
        more = f" and {len(fitting) - _NAMED} more" if len(fitting) > _NAMED else ""
        yield "No technique on offer fits the complaint."
        yield f"These would fit: {', '.join(fitting[:_NAMED])}{more}. Offer one, or refer on."
    elif all(one.condition_id == OTHER for one in intake.complaints):
        yield "The complaint is none of those on file, so no technique is matched to it."
        yield "Look for a nearer name of it; where there is none, this library has no plan."
    else:
        names = " and ".join(map(_small, complaint_names(intake, catalog)))
        offer = " on offer" if policy.technique_ids else " on file"
        yield f"No technique{offer} fits {names} at the place given."
        yield "Check the place and the name of the complaint; look for a nearer name of it."
    yield "Screen again at the next visit."


def _small(name: str) -> str:
    """A complaint inside a sentence."""
    return name[:1].lower() + name[1:]


def _ask_now(screening: Screening, action: Action, catalog: Catalog) -> Iterator[str]:
    """What must be asked before the person leaves: a sign of it was reported already."""
    book = rulebook(catalog)
    told = {id for rule in screening.fired for id in rule.question_ids}
    for one in screening.open:
        question = one.question
        if one.asks is not Asks.ANSWER or told.isdisjoint(question.never_assumed_after):
            continue
        narrower = (id for id, more in book.implied.items() if question.id in more)
        rules = (
            book.rule(rule_id)
            for id in (question.id, *narrower)
            for rule_id in book.questions[id].triggers
        )
        worst = max((rule.action for rule in rules), key=lambda one: one.rank, default=action)
        if worst.rank > action.rank:
            yield f"Ask before the person leaves: {question.text} A yes may mean: {worst.meaning}."


def _letters(
    intake: Intake,
    action: Action,
    reasons: Sequence[FiredRule],
    report: MatchReport,
    catalog: Catalog,
) -> tuple[Letter, ...]:
    if action is Action.POSTPONE:
        return ()
    if action is Action.OBTAIN_CLEARANCE:
        return clearance_requests(intake, reasons, report, catalog)
    return (referral(intake, reasons, action, catalog),)


def _why(
    screening: Screening, left_out: Sequence[NotTreated]
) -> tuple[Action, tuple[FiredRule, ...]]:
    """The strictest action, and the rules behind it."""
    if screening.stops_treatment:
        action = Action(screening.decision)
        return action, tuple(
            one for one in screening.fired if one.decides_whole_session and not one.clearances
        )
    closing = {rule_id for one in left_out for rule_id in one.rule_ids}
    rules = (*screening.fired, *screening.general)
    reasons = tuple(one for one in rules if one.rule_id in closing)
    actions = [Action.POSTPONE if one.action in _CLOSED else one.action for one in reasons]
    return max(actions, key=lambda one: one.rank, default=Action.POSTPONE), reasons
