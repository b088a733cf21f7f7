"""What the person comes for and how it scores: Condition and Observation."""

from collections import Counter

from medmassage.export._fhir_bundle_case import Case
from medmassage.export._fhir_bundle_icd import icd_code
from medmassage.export._fhir_bundle_parts import (
    MEASURE,
    concept,
    condition_coding,
    hl7,
    narrative,
    notes,
    places,
    score,
)
from medmassage.export._fhir_codes import IMPAIRMENT, STAGE, Json, coding
from medmassage.export._fhir_maps import ICD_10_CM, LOINC
from medmassage.export._text import place_name
from medmassage.goals import PAIN
from medmassage.model.intake import Complaint
from medmassage.model.outcome import Measurement, OutcomeMeasure
from medmassage.serialization import dumps

_PANEL = "panel"
"""A code of a whole questionnaire, not of its score."""

_REPORTED = "As the person reported it to the therapist: not a diagnosis."


def write_conditions(case: Case) -> None:
    """A Condition for each complaint, in the order of the intake."""
    for place, one in enumerate(case.answer.intake.complaints):
        name = case.answer.complaint_names[place]
        title = f"Complaint: {name}"
        where = place_name(one.regions, one.side) if one.regions else ""
        case.add(
            "Condition",
            place,
            text=narrative(title, *filter(None, [where, _REPORTED])),
            clinicalStatus=hl7("condition-clinical", "active", "Active"),
            verificationStatus=hl7("condition-ver-status", "unconfirmed", "Unconfirmed"),
            code=condition_code(case, one, name),
            bodySite=places(one.regions, one.side, case.catalog),
            subject=case.subject,
            recordedDate=case.day,
            stage=_stage(one),
            evidence=list(_evidence(case, place, one)),
            note=notes([_REPORTED, *_left_out(case, place)]),
        )


def condition_code(case: Case, complaint: Complaint, name: str) -> Json:
    """What a complaint is called in our own code system, in ICD-10-CM and by the caller."""
    condition = case.catalog.conditions[complaint.condition_id]
    icd = icd_code(complaint, condition)
    given = case.caller_codings(condition.id)
    has_icd = any(one["system"] == ICD_10_CM for one in given)
    standard = [coding(ICD_10_CM, icd.code, icd.display)] if icd and not has_icd else []
    return concept(name, condition_coding(condition.id, case.catalog), *standard, *given)


def treated_conditions(case: Case) -> list[Json]:
    """References to the complaints without those left out; to all where all are."""
    left_out = {one.complaint_index for one in case.answer.not_treated}
    complaints = case.answer.intake.complaints
    found = [place for place in range(len(complaints)) if place not in left_out]
    return [case.ref("Condition", place) for place in found or range(len(complaints))]


def conditions_of(case: Case, condition_ids: set[str]) -> list[Json]:
    """References to the complaints with some ids; to all that are treated where none has one."""
    current = case.catalog.conditions.current_id
    found = [
        case.ref("Condition", place)
        for place, one in enumerate(case.answer.intake.complaints)
        if current(one.condition_id) in condition_ids or one.condition_id in condition_ids
    ]
    return found or treated_conditions(case)


def _stage(complaint: Complaint) -> list[Json]:
    if complaint.stage is None:
        return []
    return [{"summary": concept(complaint.stage, coding(STAGE, complaint.stage, complaint.stage))}]


def _evidence(case: Case, place: int, complaint: Complaint) -> list[Json]:
    """What was found in the soft tissue, and the pain."""
    known = case.catalog.impairments
    found: list[Json] = [
        {
            "code": [
                concept(
                    known[id].name,
                    coding(IMPAIRMENT, known[id].id, known[id].name),
                    *case.caller_codings(known[id].id),
                )
            ]
        }
        for id in complaint.impairment_ids
    ]
    if complaint.pain is not None:
        found.append({"detail": [case.ref("Observation", "pain", place)]})
    return found


def _left_out(case: Case, place: int) -> list[str]:
    return [
        f"Not treated now: {one.reason}"
        for one in case.answer.not_treated
        if one.complaint_index == place
    ]


# --- scores ---------------------------------------------------------------------------------------


def write_observations(case: Case) -> list[Json]:
    """An Observation for the pain of each complaint and for each measurement; references."""
    found = []
    measures = case.catalog.outcome_measures
    for place, one in enumerate(case.answer.intake.complaints):
        if one.pain is None:
            continue
        about = (
            f"Pain of the complaint {case.answer.complaint_names[place]}, before the first visit"
        )
        found.append(
            _observation(
                case,
                ("pain", place),
                code=measure_code(measures[PAIN], None),
                value=score(one.pain, measures[PAIN].unit),
                lines=[f"{about}."],
            )
        )
    seen: Counter[str] = Counter()
    for taken in case.measurements:
        key = dumps(taken)
        seen[key] += 1
        found.append(_measured(case, taken, (key, seen[key])))
    return found


def _measured(case: Case, taken: Measurement, key: tuple[str, int]) -> Json:
    measure = case.catalog.outcome_measures[taken.measure_id]
    lines = []
    if taken.session is not None:
        lines.append(
            f"Session {taken.session}, before hands-on work."
            if taken.session
            else "Before the first session."
        )
    if taken.of_what is not None:
        lines.append(f"Of what: {taken.of_what}")
    if taken.of > 1:
        lines.append(f"Made of {taken.answered} of {taken.of} answers.")
    when = taken.on.isoformat() if taken.on else None
    return _observation(
        case,
        key,
        code=measure_code(measure, taken.of_what),
        value=score(taken.value, measure.unit),
        lines=lines,
        when=when,
        category="exam" if measure.unit == "degrees" else "survey",
    )


def _observation(
    case: Case,
    key: tuple[object, ...],
    *,
    code: Json,
    value: Json,
    lines: list[str],
    when: str | None = None,
    category: str = "survey",
) -> Json:
    told = f"{code['text']}: {value['value']} {value['unit']}"
    return case.add(
        "Observation",
        *key,
        text=narrative(told, *lines),
        status="final",
        category=[hl7("observation-category", category, category.capitalize())],
        code=code,
        subject=case.subject,
        effectiveDateTime=when,
        valueQuantity=value,
        note=notes(lines),
    )


def measure_code(measure: OutcomeMeasure, part: str | None) -> Json:
    """
    A measure in our own code system, and in LOINC where a code is on file and sure.

    Args:
        measure: The measure.

        part: The part that a score is of, such as a subscale; None: the whole.

    Returns:
        A CodeableConcept. A LOINC code with a note is not written: the note tells a doubt. It
        stands without LOINC's own name, which is not on file.
    """
    own = coding(MEASURE, measure.id, measure.name)
    parts = {one.part.casefold(): one for one in measure.loinc if one.part and one.part != _PANEL}
    whole = next((one for one in measure.loinc if one.part is None), None)
    found = parts.get(part.casefold()) if part and parts else whole
    if found is None or found.note is not None:
        return concept(measure.name, own)
    return concept(measure.name, {"system": LOINC, "code": found.code}, own)
