"""Whether a resource of a patient's record counts, and how old the patient is."""

import re
from datetime import date
from typing import NamedTuple

from medmassage.export._fhir_record import Resource

_HL7 = "http://terminology.hl7.org/CodeSystem/"
_CLINICAL = {
    "Condition": f"{_HL7}condition-clinical",
    "AllergyIntolerance": f"{_HL7}allergyintolerance-clinical",
}
_VERIFICATION = {
    "Condition": f"{_HL7}condition-ver-status",
    "AllergyIntolerance": f"{_HL7}allergyintolerance-verification",
}
_THERE = ("active", "recurrence", "relapse")
_OVER = ("inactive", "remission", "resolved")
_COUNTS = {
    "MedicationRequest": ("active", "on-hold"),
    "MedicationStatement": ("active", "on-hold", "recorded"),
    "Observation": ("amended", "corrected", "final", "preliminary"),
    "Procedure": ("completed", "in-progress"),
}
"""The states in which a resource says that something is so."""
_KNOWN = ("cancelled", "completed", "draft", "intended", "preparation", "registered", "stopped")
_DENYING = ("entered-in-error", "not-done", "not-taken")
_PROPOSED = ("option", "plan", "proposal")
_NEITHER = ": neither a yes nor a no"
_OLDEST = 130
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")


class Standing(NamedTuple):
    """Whether a resource counts."""

    reason: str | None = None
    """Why it does not count; None: it counts."""
    denied: bool = False
    """Whether nothing of the sort is or was so, so that it suggests nothing."""
    contrary: bool = False
    """Whether it contradicts another entry that says yes."""


def standing(resource: Resource) -> Standing:
    """Whether a resource counts."""
    if resource.data.get("modifierExtension") or resource.data.get("implicitRules"):
        return Standing("it has rules of its own that change what it means")
    if resource.type in _CLINICAL:
        return _verified(resource)
    return _current(resource)


def _verified(resource: Resource) -> Standing:
    """A condition or an allergy, by its two states."""
    verified = resource.concept_code("verificationStatus", _VERIFICATION[resource.type])
    if verified in ("refuted", "entered-in-error"):
        return Standing(f"{verified}{_NEITHER}", denied=True, contrary=verified == "refuted")
    if verified == "differential":
        return Standing("one of several diagnoses that are weighed; ask about it")
    if verified not in (None, "confirmed", "provisional", "unconfirmed"):
        return Standing("its verification status is not understood")
    clinical = resource.concept_code("clinicalStatus", _CLINICAL[resource.type])
    abated = any(str(key).startswith("abatement") for key in resource.data)
    if clinical in _OVER or (clinical is None and abated):
        return Standing(f"{clinical or 'abated'}{_NEITHER}", contrary=True)
    understood = clinical is None or clinical in _THERE
    return Standing(None if understood else "its clinical status is not understood")


def _current(resource: Resource) -> Standing:
    """Any other resource, by its state."""
    status = resource.status()
    if status in _DENYING:
        return Standing(f"{status}{_NEITHER}", denied=True)
    if resource.data.get("doNotPerform"):
        return Standing("it says what is not to be given", denied=True)
    reason = None
    if status not in _COUNTS[resource.type]:
        reason = f"{status}{_NEITHER}" if status in _KNOWN else "its status is not known"
    elif resource.type == "MedicationRequest" and resource.status("intent") in _PROPOSED:
        reason = "it is proposed, not ordered"
    elif not _adheres(resource):
        reason = "it is on file but not taken"
    elif "dataAbsentReason" in resource.data:
        reason = "it has no value"
    return Standing(reason)


def _adheres(resource: Resource) -> bool:
    """Whether a medicine is taken, where R5 says so."""
    adherence = resource.concept("adherence")
    concept = None if adherence is None else Resource(adherence.path, "", adherence.data)
    code = concept.concept("code") if concept else None
    said = [code for _, _, code in code.codings()] if code else []
    return all(one.startswith("taking") for one in said)


def age_at(born: str, on: date) -> int | None:
    """The age in whole years; None where the date of birth leaves it open, or is none."""
    if not _DATE.fullmatch(born):
        return None
    parts = [int(part) for part in born.split("-")]
    if len(parts) == 3:
        try:
            date(*parts)
        except ValueError:
            return None
    first, last = [*parts, 1, 1][:3], [*parts, *[12, 31][len(parts) - 1 :]]
    oldest, youngest = _years(first, on), _years(last, on)
    return oldest if oldest == youngest and 0 <= oldest <= _OLDEST else None


def _years(born: list[int], on: date) -> int:
    year, month, day = born
    return on.year - year - ((on.month, on.day) < (month, day))
