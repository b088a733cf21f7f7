"""The same resources in R5: what was renamed, moved or is needed there."""

from collections.abc import Callable, Iterable

from medmassage.export._fhir_codes import Json


def as_r5(bundle: Json) -> Json:
    """A Bundle of R4 resources with each of them in the form of R5."""
    return {
        **bundle,
        "entry": [{**one, "resource": _resource(one["resource"])} for one in bundle["entry"]],
    }


def _resource(resource: Json) -> Json:
    change = _CHANGES.get(resource["resourceType"])
    return change(dict(resource)) if change else resource


def _move(resource: Json, old: str, new: str) -> None:
    """Rename a field, where it is there."""
    if old in resource:
        resource[new] = resource.pop(old)


def _references(resource: Json, old: str, new: str) -> None:
    """References become CodeableReferences."""
    if old in resource:
        resource[new] = [{"reference": one} for one in resource.pop(old)]


def _care_plan(resource: Json) -> Json:
    _references(resource, "addresses", "addresses")
    if "activity" in resource:
        resource["activity"] = [
            {"plannedActivityReference": one["reference"]} for one in resource["activity"]
        ]
    return resource


def _service_request(resource: Json) -> Json:
    resource["code"] = {"concept": resource["code"]}
    _references(resource, "reasonReference", "reason")
    _references(resource, "supportingInfo", "supportingInfo")
    return resource


def _condition(resource: Json) -> Json:
    if "evidence" in resource:
        resource["evidence"] = list(_evidence(resource["evidence"]))
    return resource


def _evidence(found: Iterable[Json]) -> Iterable[Json]:
    for one in found:
        yield from ({"concept": code} for code in one.get("code", ()))
        yield from ({"reference": reference} for reference in one.get("detail", ()))


def _detected_issue(resource: Json) -> Json:
    _move(resource, "patient", "subject")
    return resource


def _consent(resource: Json) -> Json:
    resource.pop("scope", None)
    _move(resource, "patient", "subject")
    _move(resource, "dateTime", "date")
    resource["regulatoryBasis"] = [resource.pop("policyRule")]
    return resource


def _communication_request(resource: Json) -> Json:
    resource["intent"] = "proposal"
    resource["payload"] = [
        {"contentCodeableConcept": {"text": one["contentString"]}} for one in resource["payload"]
    ]
    resource["reason"] = [{"concept": one} for one in resource.pop("reasonCode")]
    return resource


def _appointment(resource: Json) -> Json:
    resource["subject"] = resource["participant"][0]["actor"]
    if "comment" in resource:
        resource["note"] = [{"text": resource.pop("comment")}]
    return resource


def _plan_definition(resource: Json) -> Json:
    resource["action"] = [_action(one) for one in resource["action"]]
    return resource


def _action(action: Json) -> Json:
    """An action has one code, and so have those inside."""
    changed = dict(action)
    if "code" in changed:
        changed["code"] = changed["code"][0]
    if "action" in changed:
        changed["action"] = [_action(one) for one in changed["action"]]
    return changed


_CHANGES: dict[str, Callable[[Json], Json]] = {
    "Appointment": _appointment,
    "CarePlan": _care_plan,
    "CommunicationRequest": _communication_request,
    "Condition": _condition,
    "Consent": _consent,
    "DetectedIssue": _detected_issue,
    "PlanDefinition": _plan_definition,
    "ServiceRequest": _service_request,
}
