"""An intake as a FHIR QuestionnaireResponse to its own form."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from medmassage.export._fhir_codes import (
    AGE,
    ALLERGIES,
    ASSUMED,
    COMPLAINT,
    IMPAIRMENTS,
    NO,
    PAIN,
    PLACE,
    QUESTIONNAIRE,
    RECORDED,
    REGIONS,
    SIDE_OF,
    STAGE_OF,
    UNKNOWN,
    YES,
    Json,
    link,
)
from medmassage.export._fhir_questionnaire import form_items, form_version
from medmassage.export._fhir_scope import Scope
from medmassage.model.intake import Finding, Intake
from medmassage.screening import questions_for

Values = Mapping[str, list[Any]]
"""What stands behind each item: codes, or a whole number."""


def filled(scope: Scope, intake: Intake, *, on: date | None, subject: str | None) -> Json:
    """The QuestionnaireResponse that says what an intake says."""
    items = form_items(scope)
    waiting = questions_for(intake, on, catalog=scope.catalog)
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{QUESTIONNAIRE}|{form_version(scope.catalog, items)}",
        "status": "in-progress" if waiting else "completed",
        **({"subject": {"reference": subject}} if subject else {}),
        **({"authored": on.isoformat()} if on else {}),
        "item": list(_fill(items, _said(scope, intake), scope.findings)),
    }


def _said(scope: Scope, intake: Intake) -> dict[str, list[Any]]:
    """What an intake says, by the item that holds it; places apart."""
    questions = scope.catalog.questions
    found: dict[str, list[Any]] = {}
    for number, complaint in enumerate(intake.complaints, start=1):
        named = link(COMPLAINT, number)
        found[named] = [scope.catalog.conditions.current_id(complaint.condition_id)]
        found[link(named, REGIONS)] = list(complaint.regions)
        found[link(named, SIDE_OF)] = [complaint.side]
        found[link(named, STAGE_OF)] = [complaint.stage]
        found[link(named, PAIN)] = [complaint.pain]
        found[link(named, IMPAIRMENTS)] = list(complaint.impairment_ids)
    found[AGE] = [intake.age_years]
    found[ALLERGIES] = list(map(scope.catalog.allergens.current_id, intake.allergies))
    found[ASSUMED] = list(scope.assumed)
    for id in map(questions.current_id, intake.absent):
        found[id] = [] if id in scope.assumed else [NO]
    for id in map(questions.current_id, intake.unknown):
        found[id] = [UNKNOWN]
    for id in scope.findings:
        found[id if id in questions else link(RECORDED, id)] = [YES]
    return found


def _fill(
    items: Iterable[Json], values: Values, findings: Mapping[str, list[Finding]]
) -> Iterator[Json]:
    """The items that say something, in the order of the form."""
    for item in items:
        name = item["linkId"]
        head = {"linkId": name, "text": item["text"]}
        if item.get("repeats") and name.endswith(f".{PLACE}"):
            owner = name.removesuffix(f".{PLACE}")
            for finding in _placed(findings.get(owner.removeprefix(f"{RECORDED}."), [])):
                place: Values = {
                    link(owner, REGIONS): [*finding.regions] or [UNKNOWN],
                    link(owner, SIDE_OF): [finding.side],
                }
                yield {**head, "item": list(_fill(item["item"], place, {}))}
        elif item["type"] == "group":
            inner = list(_fill(item["item"], values, findings))
            if inner:
                yield {**head, "item": inner}
        else:
            known = [one for one in values.get(name, ()) if one is not None]
            if known:
                yield {**head, "answer": [_answer(item, one) for one in known]}


def _placed(findings: list[Finding]) -> list[Finding]:
    """The findings that need an entry of their own; a lone yes without a place needs none."""
    lone = len(findings) == 1 and not findings[0].regions and findings[0].side is None
    return [] if lone else findings


def _answer(item: Json, value: str | int) -> Json:
    if item["type"] == "integer":
        return {"valueInteger": value}
    options = [one["valueCoding"] for one in item["answerOption"]]
    return {"valueCoding": next(one for one in options if one["code"] == value)}
