"""What was found and what is still to be asked: DetectedIssue, Flag and Task."""

from collections.abc import Iterator

from medmassage.export._fhir_bundle_case import Case
from medmassage.export._fhir_bundle_parts import (
    ACTION,
    HL7,
    TASK,
    cited,
    concept,
    hl7,
    narrative,
)
from medmassage.export._fhir_codes import ALLERGEN, QUESTION, RULE, Json, coding
from medmassage.export._limit_sentences import limit_sentences
from medmassage.export._text import counted, listed, place_name
from medmassage.model.intake import Clearance, Finding
from medmassage.model.safety import Allergen
from medmassage.model.screening import FiredRule, OpenQuestion, Screening
from medmassage.vocabulary import Action, Asks, Severity

_ALERT = coding(f"{HL7}v3-ActCode", "COND", "Condition Alert")
_ASKED = {
    Asks.ANSWER: "yes or no",
    Asks.WHERE: "where",
    Asks.SIDE: "which side",
    Asks.STAGE: "for how long",
}


# --- findings -------------------------------------------------------------------------------------


def write_issues(case: Case, implicated: dict[str, list[Json]]) -> list[Json]:
    """
    A DetectedIssue for each rule that fired, strictest first.

    Args:
        case: The answer.

        implicated: The services that each rule limits, by the id of the rule.

    Returns:
        References to them.
    """
    return [
        _issue(case, one, implicated.get(one.rule_id, [])) for one in case.answer.screening.fired
    ]


def _issue(case: Case, rule: FiredRule, implicated: list[Json]) -> Json:
    limits = limit_sentences(rule.rule_id, case.answer.screening, case.names)
    do = what_to_do(rule)
    told = " ".join(filter(None, [f"{rule.why.rstrip('.')}.", *_lifting(rule), *_review(rule)]))
    return case.add(
        "DetectedIssue",
        rule.rule_id,
        text=narrative(rule.name, told, do, *limits),
        status="preliminary",
        code=concept(rule.name, _ALERT, rule_coding(rule), *case.caller_codings(rule.rule_id)),
        severity=_severity(rule, limits),
        patient=case.subject,
        identifiedDateTime=case.day,
        implicated=implicated,
        evidence=list(_evidence(case, rule)),
        detail=told + cited(rule.source_ids),
        mitigation=[
            {"action": concept(do, coding(ACTION, rule.action, rule.action.meaning))},
            *({"action": concept(one)} for one in limits),
        ],
    )


def rule_coding(rule: FiredRule) -> Json:
    """A safety rule in our own code system."""
    return coding(RULE, rule.rule_id, rule.name)


def what_to_do(rule: FiredRule) -> str:
    """The instruction of a rule; of a red flag, what its action says."""
    return rule.instructions or f"{rule.action.meaning}.".capitalize()


def _severity(rule: FiredRule, limits: tuple[str, ...]) -> str:
    """
    High: what is absolute, or calls for a clinician. Low: an instruction that limits nothing.

    Whatever limits hands-on work is at least moderate, for low alerts are often hidden.
    """
    if rule.severity is Severity.ABSOLUTE or rule.action.rank >= Action.REFER.rank:
        return "high"
    asks = rule.action.rank >= Action.OBTAIN_CLEARANCE.rank
    return "moderate" if limits or asks or rule.severity is not Severity.PRECAUTION else "low"


def _lifting(rule: FiredRule) -> Iterator[str]:
    """What a clearance changed or would change."""
    yield from map(_cleared, rule.clearances)
    if rule.clearance_terms:
        heading = "Clearance" if rule.can_be_lifted or rule.clearances else "What ends it"
        yield f"{heading}: {rule.clearance_terms}"


def _cleared(clearance: Clearance) -> str:
    until = f" until {clearance.expires.isoformat()}" if clearance.expires else ""
    reason = f": {clearance.reason}" if clearance.reason else ""
    return f"Cleared by the {clearance.by}{until}{reason}."


def _review(rule: FiredRule) -> list[str]:
    return ["This rule waits for a clinician's review."] if rule.review else []


def _evidence(case: Case, rule: FiredRule) -> Iterator[Json]:
    """The yes answers that brought the rule, each with its place."""
    placed = {one.question_id: one for one in rule.findings}
    for id in dict.fromkeys([*rule.question_ids, *placed]):
        questions = case.catalog.questions
        where = _place(placed[id]) if id in placed else ""
        codings = []
        text = rule.name
        if id in questions:
            asked = questions[id]
            text = asked.text
            codings = [coding(QUESTION, asked.id, asked.text), *case.caller_codings(asked.id)]
        yield {"code": [concept(f"{text} Yes{where}.", *codings)]}


def _place(finding: Finding) -> str:
    if finding.regions:
        return f": {place_name(finding.regions, finding.side)}"
    return f": {finding.side}" if finding.side else ""


# --- standing cautions ----------------------------------------------------------------------------


def write_flags(case: Case) -> list[Json]:
    """A Flag for each rule of this person that limits hands-on work, and for each allergy."""
    screening = case.answer.screening
    found = []
    for rule in screening.fired:
        limits = limit_sentences(rule.rule_id, screening, case.names)
        if limits:
            text = f"{rule.name}. {' '.join(limits)}"
            found.append(_flag(case, rule.rule_id, "safety", concept(text, rule_coding(rule))))
    for id in dict.fromkeys(map(case.catalog.allergens.current_id, case.answer.intake.allergies)):
        one = case.catalog.allergens[id]
        code = concept(_keep_off(one), coding(ALLERGEN, id, one.name), *case.caller_codings(id))
        found.append(_flag(case, id, "clinical", code))
    return found


def _keep_off(allergen: Allergen) -> str:
    instead = listed(allergen.alternatives, "or")
    return " ".join(
        filter(
            None,
            [
                f"Allergy: {allergen.name}.",
                f"Keep off: {listed(allergen.products)}." if allergen.products else "",
                f"Use instead: {instead}." if instead else "",
                allergen.notes + cited(allergen.source_ids),
            ],
        )
    )


def write_stop(case: Case, action: Action, steps: tuple[str, ...]) -> Json:
    """The Flag of a refusal: what to do instead of massage."""
    code = concept(" ".join(steps), coding(ACTION, action, action.meaning))
    return _flag(case, "stop", "safety", code)


def _flag(case: Case, key: str, category: str, code: Json) -> Json:
    return case.add(
        "Flag",
        key,
        text=narrative(code["text"]),
        status="active",
        category=[hl7("flag-category", category, category.capitalize())],
        code=code,
        subject=case.subject,
    )


# --- what comes before hands-on work --------------------------------------------------------------


def write_task(case: Case) -> list[Json]:
    """A Task that lists what to ask before hands-on work; none where nothing is to be asked."""
    screening = case.answer.screening
    inputs = [*_open(case, screening), *_again(case, screening)]
    if not inputs:
        return []
    waiting = [one for one in screening.open if one.asks in (Asks.ANSWER, Asks.WHERE)]
    if waiting:
        told = (
            f"Answer {counted(len(waiting), 'open question')} first: no hands-on session may start "
            "before they are answered."
        )
    else:
        told = "Ask and confirm before hands-on work."
    listed_inputs = [f"{one['type']['text']}: {one['valueString']}" for one in inputs]
    return [
        case.add(
            "Task",
            "before-hands-on-work",
            text=narrative(told, *listed_inputs),
            status="draft",
            intent="proposal",
            code=concept(
                "Ask before hands-on work", coding(TASK, "ask", "Ask before hands-on work")
            ),
            description=told,
            for_=case.subject,
            authoredOn=case.day,
            input=inputs,
        )
    ]


def _open(case: Case, screening: Screening) -> Iterator[Json]:
    for one in screening.open:
        yield _input(case, "Open question", one.question.id, _question(one))


def _question(one: OpenQuestion) -> str:
    return f"{one.question.text} ({_ASKED[one.asks]})"


def _again(case: Case, screening: Screening) -> Iterator[Json]:
    """What was answered and is to be asked once more."""
    questions = case.catalog.questions
    for one in screening.unexplained:
        text = f"{one.text} (said yes; ask in their own words)"
        yield _input(case, "Not explained", one.id, text)
    for conflict in screening.conflicts:
        text = questions[conflict.question_id].text
        told = f"{text} (answered no, but yes from {', '.join(conflict.yes_from)}; the yes counts)"
        yield _input(case, "Conflict", conflict.question_id, told)
    for id in screening.assumed:
        text = questions[id].text if id in questions else id
        yield _input(case, "Set to no in bulk", id, f"{text} (confirm)")


def _input(case: Case, kind: str, question_id: str, text: str) -> Json:
    questions = case.catalog.questions
    known = question_id in questions
    own = (
        [coding(QUESTION, questions[question_id].id, questions[question_id].text)] if known else []
    )
    return {"type": concept(kind, *own), "valueString": text}
