"""The cards of one screening: the decision, each rule, what to ask, and what holds for everyone."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from medmassage.catalog import Catalog
from medmassage.disclaimers import disclaimers_for
from medmassage.export._fhir_bundle_parts import ACTION, uuid_of
from medmassage.export._fhir_codes import Json, coding
from medmassage.export._limit_sentences import limit_sentences, technique_names
from medmassage.export._markdown_limits import limits_for_everyone
from medmassage.export._markdown_text import bullets, escape
from medmassage.export._text import Numbered, counted, source_line
from medmassage.model.intake import Clearance
from medmassage.model.screening import FiredRule, Screening
from medmassage.serialization import dumps
from medmassage.vocabulary import Action, AppearsIn, Asks, Decision, Severity

SHORTEST_REFUSED = 140
"""A summary has fewer characters."""

_LABEL = 100
"""The most characters of the name of a source."""

_OVERRIDE = "urn:medmassage:override-reason"
_INFO, _WARNING, _CRITICAL = "info", "warning", "critical"

_SUMMARIES = {
    Decision.PROCEED: "Nothing found limits massage for this person; the rules for everyone hold.",
    Decision.PROCEED_WITH_PRECAUTIONS: "Massage within the limits listed.",
    Decision.INCOMPLETE: "No hands-on work before the open questions are answered.",
    Decision.OBTAIN_CLEARANCE: "No massage before a clinician has agreed.",
    Decision.POSTPONE: "No massage today: postpone it.",
    Decision.REFER: "No massage before a clinician has looked at it.",
    Decision.REFER_URGENTLY: "No massage: a clinician must look the same day.",
    Decision.EMERGENCY: "No massage: call the emergency services now.",
}
_SUGGESTED = {
    Action.MODIFY_POSITION: "Choose another position",
    Action.LIGHTEN_PRESSURE: "Work more lightly",
    Action.AVOID_AREA: "Leave the place alone",
    Action.OBTAIN_CLEARANCE: "Ask for a written clearance",
    Action.POSTPONE: "Rebook",
    Action.REFER: "Write a referral",
    Action.REFER_URGENTLY: "Arrange an assessment today",
    Action.EMERGENCY: "Call the emergency services",
}
_REASONS = {
    "not-so": "Asked again: it is not so",
    "help-called": "Emergency help has been called",
    "assessed": "A clinician has assessed it",
    "cleared": "A written clearance is on file",
    "no-massage": "No massage is given",
    "asked": "It was asked and is on file elsewhere",
}


class _Card(NamedTuple):
    """What one card says."""

    key: str
    summary: str
    indicator: str
    lines: Sequence[str]
    suggestions: Sequence[str] = ()
    reasons: Sequence[str] = ()
    topic: Json | None = None
    source_ids: Sequence[str] = ()


def all_cards(screening: Screening, key: str, catalog: Catalog) -> list[Json]:
    """Every card, the decision first."""
    kind = AppearsIn.WITHHELD if screening.stops_treatment else AppearsIn.PLAN
    notices = [escape(one.text) for one in disclaimers_for(kind, catalog)]
    identity = sha256(f"{dumps(screening)}\n{key}".encode()).hexdigest()
    return [
        _written(one, identity, notices, catalog)
        for one in (
            _decision(screening),
            *(_rule(one, screening, catalog) for one in screening.fired),
            *_to_ask(screening),
            *_to_confirm(screening, catalog),
            *_everyone(screening, catalog),
        )
    ]


def _written(card: _Card, identity: str, notices: Iterable[str], catalog: Catalog) -> Json:
    """A card in the form of the standard."""
    suggestions = [
        {"label": one, "uuid": uuid_of("cds", identity, card.key, one), "isRecommended": True}
        for one in card.suggestions
    ]
    reasons = [coding(_OVERRIDE, one, _REASONS[one]) for one in card.reasons]
    return {
        "uuid": uuid_of("cds", identity, card.key),
        "summary": shortened(card.summary, SHORTEST_REFUSED - 1),
        "detail": "\n\n".join([*card.lines, "**Notices**", "\n".join(bullets(notices))]),
        "indicator": card.indicator,
        "source": _source(card, catalog),
        **({"suggestions": suggestions, "selectionBehavior": "any"} if suggestions else {}),
        **({"overrideReasons": reasons} if reasons else {}),
    }


def shortened(text: str, most: int) -> str:
    """A text on one line of at most so many characters, cut between words."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    head = words[: most - 1]
    if words[most - 1] != " ":
        head = head.rpartition(" ")[0] or head
    return f"{head}…"


def _source(card: _Card, catalog: Catalog) -> Json:
    """The strongest source of a rule; of everything else, our own knowledge."""
    known = [catalog.sources[id] for id in card.source_ids if id in catalog.sources]
    topic = {"topic": card.topic} if card.topic else {}
    if not known:
        return {"label": f"medmassage {catalog.version}", **topic}
    numbered = Numbered(known)
    best = min(known, key=lambda one: (not one.citable, numbered.weight([one.id]), one.id))
    name = best.title or best.container or best.publisher or best.id
    label = shortened(f"{name} ({best.year})" if best.year else name, _LABEL)
    address = best.address
    is_web = address is not None and address.startswith(("https://", "http://"))
    return {"label": label, **({"url": address} if is_web else {}), **topic}


# --- the decision ---------------------------------------------------------------------------------


def _decision(screening: Screening) -> _Card:
    decision = screening.decision
    lines = [f"**{decision}**: {decision.meaning}."]
    lines += [
        f"A clearance for {escape(one.rule_id)} does not count: {escape(one.reason)}"
        for one in screening.uncounted_clearances
    ]
    if screening.on is not None:
        lines.append(f"Dated clearances were read at {screening.on.isoformat()}.")
    stops = screening.stops_treatment
    suggested = _SUGGESTED[Action(decision)] if stops else ""
    return _Card(
        key="decision",
        summary=_SUMMARIES[decision],
        indicator=_of_decision(decision),
        lines=lines,
        suggestions=[suggested] if suggested else [],
        reasons=_for_stop(decision) if stops else (),
        topic=coding("urn:medmassage:decision", decision, decision.meaning),
    )


def _of_decision(decision: Decision) -> str:
    if decision.rank >= Decision.REFER_URGENTLY.rank:
        return _CRITICAL
    return _INFO if decision is Decision.PROCEED else _WARNING


def _for_stop(decision: Decision) -> tuple[str, ...]:
    if decision is Decision.EMERGENCY:
        return ("help-called", "not-so")
    if decision is Decision.OBTAIN_CLEARANCE:
        return ("cleared", "no-massage", "not-so")
    return ("assessed", "no-massage", "not-so")


# --- rules ----------------------------------------------------------------------------------------


def _rule(rule: FiredRule, screening: Screening, catalog: Catalog) -> _Card:
    limits = limit_sentences(rule.rule_id, screening, technique_names(catalog))
    suggested = _SUGGESTED.get(rule.action)
    return _Card(
        key=f"rule {rule.rule_id}",
        summary=f"{rule.name}: {rule.action.meaning}",
        indicator=_of_rule(rule, limits),
        lines=list(_rule_lines(rule, limits, catalog)),
        suggestions=[suggested] if suggested else [],
        reasons=tuple(_for_rule(rule)),
        topic=coding(ACTION, rule.action, rule.action.meaning),
        source_ids=rule.source_ids,
    )


def _of_rule(rule: FiredRule, limits: Sequence[str]) -> str:
    """Critical: the same day or at once. Info: an instruction that limits nothing."""
    if rule.action.rank >= Action.REFER_URGENTLY.rank:
        return _CRITICAL
    asks = rule.action.rank >= Action.OBTAIN_CLEARANCE.rank
    return _WARNING if limits or asks or rule.severity is not Severity.PRECAUTION else _INFO


def _rule_lines(rule: FiredRule, limits: Sequence[str], catalog: Catalog) -> Iterator[str]:
    yield escape(f"{rule.why.rstrip('.')}.")
    yield f"**What to do:** {escape(rule.instructions or f'{rule.action.meaning}.'.capitalize())}"
    if limits:
        yield "\n".join(["**Limits:**", "", *bullets(map(escape, limits))])
    for one in rule.clearances:
        yield _cleared(one)
    if rule.clearance_terms:
        lifted = rule.can_be_lifted or rule.clearances
        yield f"**{'Clearance' if lifted else 'What ends it'}:** {escape(rule.clearance_terms)}"
    asked = [catalog.questions[id].text for id in rule.question_ids if id in catalog.questions]
    if asked:
        yield "\n".join(["**Answered with yes:**", "", *bullets(map(escape, asked))])
    if rule.review:
        yield "This rule waits for a clinician's review."
    yield from _sources(rule.source_ids, catalog)


def _sources(source_ids: Iterable[str], catalog: Catalog) -> Iterator[str]:
    """What a card rests on."""
    known = [catalog.sources[id] for id in dict.fromkeys(source_ids) if id in catalog.sources]
    if known:
        yield "\n".join(["**Sources:**", "", *bullets(escape(source_line(one)) for one in known)])


def _cleared(clearance: Clearance) -> str:
    until = f" until {clearance.expires.isoformat()}" if clearance.expires else ""
    reason = f": {escape(clearance.reason)}" if clearance.reason else ""
    return f"**Cleared by the {clearance.by}{until}**{reason}"


def _for_rule(rule: FiredRule) -> Iterator[str]:
    """Why somebody may put a card aside; nothing lifts what no clearance lifts."""
    if rule.action is Action.EMERGENCY:
        yield "help-called"
    elif rule.action.rank >= Action.REFER.rank:
        yield "assessed"
    if rule.can_be_lifted:
        yield "cleared"
    if rule.action is not Action.EMERGENCY:
        yield "no-massage"
    yield "not-so"


# --- what is to be asked --------------------------------------------------------------------------


def _to_ask(screening: Screening) -> Iterator[_Card]:
    if not screening.open:
        return
    decides = any(one.asks in (Asks.ANSWER, Asks.WHERE) for one in screening.open)
    summary = f"{counted(len(screening.open), 'question')} still to be asked"
    if screening.stops_treatment:
        end = "no answer makes the decision milder."
    else:
        end = "no hands-on work before that." if decides else "the safe reading holds meanwhile."
    yield _Card(
        key="open",
        summary=f"{summary}; {end}",
        indicator=_WARNING if decides and not screening.stops_treatment else _INFO,
        lines=["\n".join(bullets(escape(one.question.text) for one in screening.open))],
        suggestions=["Ask the open questions"],
        reasons=("asked", "no-massage"),
    )


def _to_confirm(screening: Screening, catalog: Catalog) -> Iterator[_Card]:
    again = [f"{one.text} (said yes; ask in their own words)" for one in screening.unexplained]
    for one in screening.conflicts:
        told = f"answered no, but yes from {', '.join(one.yes_from)}; the yes counts"
        again.append(f"{_asked(one.question_id, catalog)} ({told})")
    if again:
        yield _Card(
            key="again",
            summary=f"{counted(len(again), 'answer')} to ask about again.",
            indicator=_WARNING,
            lines=["\n".join(bullets(map(escape, again)))],
            suggestions=["Ask again"],
            reasons=("asked", "no-massage"),
        )
    if screening.assumed:
        verb = "was" if len(screening.assumed) == 1 else "were"
        many = counted(len(screening.assumed), "answer")
        yield _Card(
            key="assumed",
            summary=f"{many} {verb} set to no in bulk: confirm before hands-on work.",
            indicator=_WARNING,
            lines=["\n".join(bullets(escape(_asked(id, catalog)) for id in screening.assumed))],
            suggestions=["Confirm the answers"],
            reasons=("asked", "no-massage"),
        )


def _asked(question_id: str, catalog: Catalog) -> str:
    """A question as it is asked."""
    known = question_id in catalog.questions
    return catalog.questions[question_id].text if known else question_id


def _everyone(screening: Screening, catalog: Catalog) -> Iterator[_Card]:
    if screening.general:
        rules = (f"{one.name}: {one.instructions or one.why}" for one in screening.general)
        cited = (id for one in screening.general for id in one.source_ids)
        yield _Card(
            key="everyone",
            summary="Limits that hold for everyone.",
            indicator=_INFO,
            lines=[
                escape(limits_for_everyone(screening)),
                "\n".join(bullets(map(escape, rules))),
                *_sources(cited, catalog),
            ],
        )
