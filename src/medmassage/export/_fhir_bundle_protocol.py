"""
The protocol behind a plan: knowledge and a course that speak of nobody.

A PlanDefinition and ActivityDefinitions have no subject and may be read by anyone who can read a
server's definitions. So nothing of the person's answers, findings and scores stands in them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from medmassage.export._fhir_bundle_case import SNOMED, Case, address_of
from medmassage.export._fhir_bundle_copyright import copyright_text
from medmassage.export._fhir_bundle_notes import everyone, stated
from medmassage.export._fhir_bundle_parts import (
    MESH,
    PHASE,
    TECHNIQUE,
    capital,
    concept,
    condition_coding,
    hl7,
    narrative,
    source_parts,
    weeks,
)
from medmassage.export._fhir_bundle_person import measure_code
from medmassage.export._fhir_bundle_series import series_of, step_place
from medmassage.export._fhir_codes import CONDITION, Json, coding
from medmassage.export._markdown_text import small
from medmassage.export._notices import notice_texts
from medmassage.export._text import counted, course_name, listed, numbered, same_work, source_line
from medmassage.model.course import Phase
from medmassage.model.evidence import Code, Source
from medmassage.model.plan import TreatmentPlan
from medmassage.model.session import Session, SessionStep
from medmassage.vocabulary import PhaseKind

_PUBLISHER = "The medmassage developers"
_ABOUT_NOBODY = (PhaseKind.TREATMENT, PhaseKind.MAINTENANCE)
"""Phases whose tasks are the same for everybody."""


def write_protocol(case: Case, plan: TreatmentPlan) -> tuple[str, dict[str, str]]:
    """
    The PlanDefinition and an ActivityDefinition for each technique of the sessions.

    Returns:
        The canonical address of the first, and those of the others by technique.
    """
    definitions = {
        one.technique_id: _technique(case, plan, one.technique_id) for one in series_of(plan)
    }
    return _protocol(case, plan, definitions), definitions


def _define(case: Case, type: str, url: str, *, text: Json, **fields: Any) -> str:
    """Write a definition; its version changes when anything in it does, except the date."""
    shared = {"status": "draft", "publisher": _PUBLISHER, **fields}
    written = json.dumps([text, shared], sort_keys=True, ensure_ascii=True)
    knowledge = case.answer.provenance.catalog_version
    version = f"{knowledge}-{sha256(written.encode()).hexdigest()[:12]}"
    return case.add_definition(type, url, version, text=text, date=case.day, **shared)


def _name(words: str) -> str:
    """A name that programs can use: `deep-tissue-massage` as `DeepTissueMassage`."""
    return "".join(one.capitalize() for one in words.split("-"))


def _mesh(codes: Iterable[Code]) -> list[Json]:
    """The MeSH heading of a record: the first that fits without a note."""
    found = [one for one in codes if address_of(one.system) == MESH and one.note is None]
    return [coding(MESH, one.code, one.display) for one in found[:1]]


def _copyright(case: Case, *own: str | None) -> str:
    snomed = [
        one for codes in case.codes.values() for one in codes if address_of(one.system) == SNOMED
    ]
    return copyright_text(snomed, *own)


def _cited(sources: Iterable[Source]) -> list[Json]:
    return [source_parts(one, source_line(one)) for one in sources]


# --- techniques -----------------------------------------------------------------------------------


def _technique(case: Case, plan: TreatmentPlan, technique_id: str) -> str:
    """What a technique is and how it is done."""
    line = case.technique_line(technique_id)
    technique = case.catalog.techniques[line[0]]
    mesh = next((found for id in line if (found := _mesh(case.catalog.techniques[id].codes))), [])
    how = [f"{place}. {one}" for place, one in enumerate(technique.how_it_is_done, start=1)]
    notices = "\n\n".join(notice_texts(plan))
    known = case.catalog.sources
    return _define(
        case,
        "ActivityDefinition",
        f"{TECHNIQUE}:{technique.id}",
        text=narrative(technique.name, technique.description, *technique.how_it_is_done, notices),
        name=_name(technique.id),
        title=technique.name,
        description="\n".join([technique.description, *how]),
        usage=notices,
        copyright=_copyright(case, technique.trademark_note),
        relatedArtifact=_cited(known[id] for id in technique.source_ids if id in known),
        kind="ServiceRequest",
        code=concept(
            technique.name,
            coding(TECHNIQUE, technique.id, technique.name),
            *mesh,
            *case.caller_codings(*line),
        ),
        intent="plan",
    )


# --- the course -----------------------------------------------------------------------------------


def _protocol(case: Case, plan: TreatmentPlan, definitions: Mapping[str, str]) -> str:
    names = listed(map(small, plan.complaint_names))
    notices = "\n\n".join(notice_texts(plan))
    goals = list(_goals(case, plan))
    ids = [case.catalog.conditions[one.condition_id].id for one in plan.intake.complaints]
    title = f"Massage protocol: {names}"
    return _define(
        case,
        "PlanDefinition",
        f"urn:medmassage:protocol:{'.'.join(dict.fromkeys(ids))}",
        text=narrative(title, f"{course_name(plan)}.", *notice_texts(plan)),
        name="MassageProtocol",
        title=title,
        type_=hl7("plan-definition-type", "clinical-protocol", "Clinical Protocol"),
        description=f"{course_name(plan)}. It is adapted to each person by a licensed therapist.",
        useContext=[_focus(case, id) for id in dict.fromkeys(ids)],
        purpose="\n".join(f"- {stated(one)}" for one in plan.statements),
        usage=notices,
        copyright=_copyright(case),
        relatedArtifact=_cited(plan.provenance.sources),
        goal=goals,
        action=[
            _for_everyone(case, plan),
            *(_phase(case, plan, one, definitions) for one in plan.phases),
        ],
    )


def _focus(case: Case, condition_id: str) -> Json:
    condition = case.catalog.conditions[condition_id]
    focus = coding(
        "http://terminology.hl7.org/CodeSystem/usage-context-type", "focus", "Clinical Focus"
    )
    return {
        "code": focus,
        "valueCodeableConcept": concept(
            condition.name,
            condition_coding(condition_id, case.catalog),
            *_mesh(condition.codes),
            *case.caller_codings(condition_id),
        ),
    }


def _goals(case: Case, plan: TreatmentPlan) -> Iterator[Json]:
    """The goals without anybody's scores."""
    for place, one in enumerate(plan.goals, start=1):
        measure = case.catalog.outcome_measures[one.measure_id]
        condition = case.catalog.conditions[one.condition_id]
        yield {
            "id": _goal_id(place),
            "description": concept(capital(one.text)),
            "addresses": [concept(condition.name, coding(CONDITION, condition.id, condition.name))],
            "target": [{"measure": measure_code(measure, None), "due": weeks(one.due_week)}],
        }


def _goal_id(place: int) -> str:
    return f"goal-{place}"


def _for_everyone(case: Case, plan: TreatmentPlan) -> Json:
    """Screening first, and the limits that hold for everybody."""
    rules = [
        {"title": one.name, "description": everyone(case, one)} for one in plan.screening.general
    ]
    return {
        "id": "limits",
        "title": "Screen first, and keep the limits for everyone",
        "description": "No hands-on work before the safety questions are answered. What a person "
        "answers may forbid or limit what follows.",
        **({"action": rules} if rules else {}),
    }


def _phase(case: Case, plan: TreatmentPlan, phase: Phase, definitions: Mapping[str, str]) -> Json:
    actions = [_run(run, definitions) for run in _runs(phase.sessions)]
    actions += [{"title": one} for one in phase.tasks if phase.kind in _ABOUT_NOBODY]
    actions += [_measure(case, plan, phase, id) for id in phase.measure_ids]
    title = capital(phase.kind.replace("-", " "))
    return {
        "id": phase.kind.value,
        "title": title,
        "description": _phase_text(phase),
        "code": [concept(title, coding(PHASE, phase.kind, phase.kind.meaning))],
        **({"action": actions} if actions else {}),
    }


def _phase_text(phase: Phase) -> str:
    told = [f"{capital(phase.kind.meaning)}."]
    if phase.at_sessions:
        told.append(f"At {numbered('session', phase.at_sessions)}.")
    if phase.every_weeks is not None:
        told.append(f"Every {phase.every_weeks} weeks.")
    return " ".join(told)


def _measure(case: Case, plan: TreatmentPlan, phase: Phase, measure_id: str) -> Json:
    measure = case.catalog.outcome_measures[measure_id]
    goals = [
        _goal_id(place)
        for place, one in enumerate(plan.goals, start=1)
        if one.measure_id == measure_id
    ]
    return {
        "id": f"{phase.kind}-{measure.id}",
        "title": f"Measure: {measure.name}",
        "code": [measure_code(measure, None)],
        **({"goalId": goals} if goals else {}),
    }


def _runs(sessions: Iterable[Session]) -> Iterator[list[Session]]:
    """Visits, with those that repeat each other together."""
    run: list[Session] = []
    for session in sessions:
        if run and not same_work(run[0], session):
            yield run
            run = []
        run.append(session)
    if run:
        yield run


def _run(run: Sequence[Session], definitions: Mapping[str, str]) -> Json:
    """Visits that are the same, and their steps in order."""
    first, last = run[0], run[-1]
    hands_on = first.minutes - first.talk_before - first.talk_after
    title = capital(numbered("session", [one.number for one in run]))
    if len(run) > 2:
        title = f"Sessions {first.number} to {last.number}"
    steps = [_step(one, definitions) for one in first.steps]
    return {
        "title": title,
        "description": f"{counted(first.minutes, 'minute')}: {first.talk_before} to talk, "
        f"{hands_on} of hands-on work, {first.talk_after} after it.",
        "groupingBehavior": "logical-group",
        "selectionBehavior": "all",
        **({"action": steps} if steps else {}),
    }


def _step(step: SessionStep, definitions: Mapping[str, str]) -> Json:
    repeat = {"duration": step.minutes, "durationUnit": "min"}
    return {
        "title": step.technique_name,
        "description": f"{capital(step_place(step))}; at most {step.pressure} pressure; "
        f"{step.position}; {step.part}: {step.intent}.",
        "timingTiming": {"repeat": repeat},
        "definitionCanonical": definitions[step.technique_id],
    }
