"""
Hypothesis strategies for every class of the model, made from the classes themselves.

`objects(cls)` draws valid objects. It reads the fields of the class, their types and their checks,
so a new class, field or word is drawn without a change here. A class with a rule between fields
needs a function in RULES; without one, drawing fails and names the class.
"""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from types import ModuleType
from typing import Any, get_args, get_origin

import attrs
from hypothesis import Phase as HypothesisPhase, given, settings, strategies as st

import medmassage.catalog
import medmassage.model
from medmassage.errors import ModelError
from medmassage.model.course import DosePart, Goal, Phase, PlanPolicy, standing
from medmassage.model.evidence import Citation, Evidence, Span
from medmassage.model.fields import Model, Record, Shown
from medmassage.model.intake import Clearance, Intake
from medmassage.model.matching import Argument, MatchReport, Place, TechniqueMatch
from medmassage.model.outcome import Interpretation, Measurement, OutcomeMeasure
from medmassage.model.plan import NotTreated, TreatmentPlan, Withheld
from medmassage.model.record import Outdated, Reason, Review
from medmassage.model.safety import (
    ClearanceTerms,
    Contraindication,
    Disclaimer,
    Limit,
    Question,
    RedFlag,
)
from medmassage.model.screening import Screening
from medmassage.model.session import Session, SessionStep, step_faults
from medmassage.model.technique import Parameter, PressureRange
from medmassage.vocabulary import (
    REQUIRED_DISCLAIMERS,
    Action,
    Advised,
    ChangeSize,
    ClearanceBy,
    Decision,
    DisclaimerId,
    DoseBasis,
    EvidenceRole,
    GoalStatus,
    PhaseKind,
    PlanStatus,
    Vocabulary,
)

Given = dict[str, Any]

BASES = (Model, Record, Shown)
"""Classes that only others are made from."""


# --- the classes ------------------------------------------------------------------------------


def subclasses(cls: type) -> Iterator[type]:
    """All classes below a class; not the drafts that attrs replaced by classes with slots."""
    for child in cls.__subclasses__():
        if getattr(sys.modules[child.__module__], child.__name__, None) is child:
            yield child
        yield from subclasses(child)


def _import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)


def _find() -> tuple[type, ...]:
    _import_all(medmassage.model)
    _import_all(medmassage.catalog)
    homes = ("medmassage.model.", "medmassage.catalog.")
    found = {
        cls for cls in subclasses(Model) if cls not in BASES and cls.__module__.startswith(homes)
    }
    return tuple(sorted(found, key=lambda cls: cls.__name__))


CLASSES = _find()
"""Every public class whose objects can be written and read."""

RECORDS = tuple(cls for cls in CLASSES if issubclass(cls, Record))
SHOWN = tuple(cls for cls in CLASSES if issubclass(cls, Shown))

FIELDS = tuple((cls, one.name) for cls in CLASSES for one in attrs.fields(cls))
"""Every field of every class, by class and name."""


def named(value: Any) -> str:
    """The name of a class or a field, for the ids of parametrized tests."""
    return value.__name__ if isinstance(value, type) else str(value)


# --- values of one field ----------------------------------------------------------------------

SOME_IDS = st.sampled_from(["a", "b", "neck-pain", "fever", "x-2", "0"]) | st.from_regex(
    r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True
)
SOME_TEXTS = st.sampled_from(["Text.", "naïve", "two\nlines", "'\"\\", "\u200b.", "𝄞"]) | st.text(
    min_size=1, max_size=12
).filter(lambda text: bool(text.strip()))
SOME_NUMBERS = st.integers(-100, 100) | st.floats(-1e12, 1e12)
PROBES = (*range(-20, 2200), 10_000, 99_999, 100_000, 9_999_999, 10_000_000)


def _texts(check: Callable[[Any], Any]) -> st.SearchStrategy[str]:
    return SOME_TEXTS if check("Two words.") is None else SOME_IDS


def _whole_numbers(check: Callable[[Any], Any]) -> st.SearchStrategy[int]:
    return st.sampled_from([number for number in PROBES if check(number) is None])


def _of_type(of: Any, check: Callable[[Any], Any], least: int) -> st.SearchStrategy[Any]:
    if get_origin(of) is tuple:
        inner = _of_type(get_args(of)[0], lambda value: check((value,)), 0)
        return st.lists(inner, min_size=least, max_size=2).map(tuple)
    if type(None) in get_args(of):
        (inner_type,) = (one for one in get_args(of) if one is not type(None))
        return st.none() | _of_type(inner_type, check, least)
    plain: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
        bool: st.booleans,
        date: lambda: st.dates(min_value=date(1000, 1, 1)),
        float: lambda: SOME_NUMBERS,
        int: lambda: _whole_numbers(check),
        str: lambda: _texts(check),
    }
    if of in plain:
        return plain[of]()
    if isinstance(of, type) and issubclass(of, Vocabulary):
        return st.sampled_from(of)
    if isinstance(of, type) and issubclass(of, Model):
        return objects(of)
    raise TypeError(f"no strategy for values of type {of}: give tests/model_strategies.py one")


@cache
def values(cls: Any, name: str, least: int = 0) -> st.SearchStrategy[Any]:
    """
    Values that a field takes by itself, whatever the rules between fields say.

    Args:
        cls: The class.

        name: The field.

        least: The least items of a collection.
    """
    one = getattr(attrs.fields(cls), name)
    check = one.metadata.get("check", lambda _: None)
    tidy = one.converter or (lambda value: value)
    return _of_type(one.type, check, least).map(tidy).filter(lambda value: check(value) is None)


# --- objects ----------------------------------------------------------------------------------


@cache
def objects(cls: Any) -> st.SearchStrategy[Any]:
    """Valid objects of a class; fields with a default are given or left out."""
    required = {}
    optional = {}
    for one in attrs.fields(cls):
        kind = required if one.default is attrs.NOTHING else optional
        kind[one.name] = st.deferred(lambda name=one.name: values(cls, name))
    given = st.fixed_dictionaries(required, optional=optional)

    @st.composite
    def build(draw: st.DrawFn) -> Any:
        chosen = draw(given)
        if cls in RULES:
            chosen = RULES[cls](draw, chosen)
        try:
            return cls(**chosen)
        except ModelError as error:
            message = f"{cls.__name__} has a rule between fields that RULES does not keep: {error}"
            raise AssertionError(message) from error

    return build()


def some(cls: type, count: int) -> list[Any]:
    """A few objects of a class, the simplest first; the same in every run."""
    found: list[Any] = []

    @settings(
        max_examples=count, database=None, derandomize=True, phases=[HypothesisPhase.generate]
    )
    @given(one=objects(cls))
    def collect(one: Any) -> None:
        found.append(one)

    collect()
    return found


@cache
def simplest(cls: type) -> Any:
    """An object of a class with little in it: the first that is drawn."""
    return some(cls, 1)[0]


def _some(draw: st.DrawFn, cls: type, name: str) -> tuple[Any, ...]:
    """A collection with something in it."""
    return draw(values(cls, name, 1))


def _span(draw: st.DrawFn, given: Given) -> Given:
    low, high = given.get("low"), given.get("high")
    if low is None and high is None:
        return given | {"low": draw(SOME_NUMBERS)}
    if low is not None and high is not None and low > high:
        return {"low": high, "high": low}
    return given


def _parameter(draw: st.DrawFn, given: Given) -> Given:
    return given | _span(draw, {name: given.get(name) for name in ("low", "high")})


def _pressure_range(draw: st.DrawFn, given: Given) -> Given:
    low, high = sorted(given.values(), key=lambda pressure: pressure.rank)
    return {"low": low, "high": high}


def _evidence(draw: st.DrawFn, given: Given) -> Given:
    ours = given.get("role", EvidenceRole.TECHNIQUE) is EvidenceRole.TECHNIQUE
    given = given | {
        "technique_id": draw(SOME_IDS) if ours else None,
        "intervention": None if ours else draw(SOME_TEXTS),
    }
    if not any(given.get(name) for name in ("condition_ids", "benefit_ids", "population")):
        given["population"] = draw(SOME_TEXTS)
    return given


def _question(draw: st.DrawFn, given: Given) -> Given:
    if given.get("yes_at_ages") and given.get("no_at_ages"):
        return given | {"yes_at_ages": Span(None, 17), "no_at_ages": Span(18, None)}
    return given


def _limit(draw: st.DrawFn, given: Given) -> Given:
    if given.get("reported"):
        return given | {"regions": ()}
    return given | {"regions": _some(draw, Limit, "regions"), "spread": None}


def _clearance_terms(draw: st.DrawFn, given: Given) -> Given:
    return given if given.get("lifted_by") else given | {"remaining": ()}


def _contraindication(draw: st.DrawFn, given: Given) -> Given:
    if given.get("needs_place"):
        given = given | {"limits": (Limit(reported=True), *given.get("limits", ()))}
    if given["action"].rank >= Action.REFER_URGENTLY.rank:
        given = given | {"clearance": ClearanceTerms(terms=given["clearance"].terms)}
    return given


def _red_flag(draw: st.DrawFn, given: Given) -> Given:
    action = draw(st.sampled_from([Action.REFER, Action.REFER_URGENTLY, Action.EMERGENCY]))
    return given | {
        "action": action,
        "decides_whole_session": action is not Action.REFER or draw(st.booleans()),
    }


def _clearance(draw: st.DrawFn, given: Given) -> Given:
    if given.get("by") is ClearanceBy.THERAPIST and given.get("reason") is None:
        return given | {"reason": draw(SOME_TEXTS)}
    return given


def _intake(draw: st.DrawFn, given: Given) -> Given:
    present = {one.question_id for one in given.get("present", ())}
    absent = set(given.get("absent", ())) - present
    return given | {
        "complaints": _some(draw, Intake, "complaints"),
        "absent": absent,
        "unknown": set(given.get("unknown", ())) - present - absent,
        "assumed": {id for id in sorted(absent) if draw(st.booleans())},
    }


def _argument(draw: st.DrawFn, given: Given) -> Given:
    return given | {"citations": given["citations"] or (Citation("a"),)}


def _technique_match(draw: st.DrawFn, given: Given) -> Given:
    if given["accepted"]:
        places = draw(st.lists(objects(Place), min_size=1, max_size=2))
        return given | {
            "places": tuple(places),
            "blocked_by": (),
            "reason": None,
            "would_change": (),
        }
    return given | {"places": (), "reason": draw(SOME_TEXTS)}


def _match_report(draw: st.DrawFn, given: Given) -> Given:
    matches = (*given.get("accepted", ()), *given.get("rejected", ()))
    return given | {
        "accepted": tuple(one for one in matches if one.accepted),
        "rejected": tuple(one for one in matches if not one.accepted),
    }


def _session_step(draw: st.DrawFn, given: Given) -> Given:
    regions = _some(draw, SessionStep, "regions")
    inside = [part for region in regions for part in region.contents if part not in regions]
    left_out = draw(st.lists(st.sampled_from(inside), max_size=2)) if inside else []
    return given | {"regions": regions, "except_regions": tuple(left_out)}


def _session(draw: st.DrawFn, given: Given) -> Given:
    steps, minutes = [], 0
    for step in given["steps"]:
        short = attrs.evolve(step, minutes=min(step.minutes, 20))
        steps.append(short)
        minutes += short.minutes
    total = draw(st.integers(max(30, minutes), 90))
    before = draw(st.integers(0, total - minutes))
    return given | {
        "steps": tuple(steps),
        "minutes": total,
        "talk_before": before,
        "talk_after": total - minutes - before,
    }


def _outcome_measure(draw: st.DrawFn, given: Given) -> Given:
    labels = tuple(f"part {place}" for place in range(draw(st.integers(0, 3))))
    low = given.get("minimum")
    return given | {
        "maximum": None if low is None else draw(st.none() | st.just(low + 10)),
        "items": len(labels) or given.get("items"),
        "item_labels": labels,
        "item_text_may_be_shipped": bool(labels) or draw(st.booleans()),
        "answers_needed": 1 if labels or given.get("items") else given.get("answers_needed"),
    }


def _measurement(draw: st.DrawFn, given: Given) -> Given:
    answered, of = sorted((given.get("answered", 1), given.get("of", 1)))
    return given | {"answered": answered, "of": of}


def _interpretation(draw: st.DrawFn, given: Given) -> Given:
    if given.get("beyond_error") is False:
        small = [ChangeSize.NONE, ChangeSize.WITHIN_ERROR]
        return given | {"size": draw(st.sampled_from(small))}
    return given


def _plan_policy(draw: st.DrawFn, given: Given) -> Given:
    return given if given.get("weeks") is None else given | {"sessions": None}


def _dose_part(draw: st.DrawFn, given: Given) -> Given:
    evidence = given["basis"] is DoseBasis.EVIDENCE
    return given | {
        "standing": standing(given["planned"], given.get("tested")),
        "followed": draw(SOME_IDS) if evidence else None,
    }


def _goal(draw: st.DrawFn, given: Given) -> Given:
    if given.get("baseline") is None:
        return given | {"target": None, "status": GoalStatus.TO_MEASURE}
    measured = [one for one in GoalStatus if one is not GoalStatus.TO_MEASURE]
    return given | {"status": draw(st.sampled_from(measured))}


def _phase(draw: st.DrawFn, given: Given) -> Given:
    upkeep = given["kind"] is PhaseKind.MAINTENANCE
    return given | {"every_weeks": Span(3, 4) if upkeep else None}


def _review(draw: st.DrawFn, given: Given) -> Given:
    reasons = given["reasons"] or (draw(objects(Reason)),)
    if given["screening"].stops_treatment:
        reasons = (attrs.evolve(reasons[0], advised=Advised.STOP), *reasons[1:])
    return given | {
        "reasons": reasons,
        "advised": max((one.advised for one in reasons), key=lambda one: one.rank),
        "disclaimers": _notices(draw),
    }


def _outdated(draw: st.DrawFn, given: Given) -> Given:
    planned = draw(st.booleans())
    return given | {
        "plan_now": draw(objects(TreatmentPlan)) if planned else None,
        "withheld_now": None if planned else draw(objects(Withheld)),
    }


def _numbered(phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
    """The same phases with their sessions numbered and a week apart."""
    number, found = 0, []
    for phase in phases:
        sessions = []
        for session in phase.sessions:
            number += 1
            sessions.append(attrs.evolve(session, number=number, week=number))
        found.append(attrs.evolve(phase, sessions=tuple(sessions)))
    return tuple(found)


def _notices(draw: st.DrawFn) -> tuple[Disclaimer, ...]:
    language = draw(st.sampled_from(["en-US", "de"]))
    ids = set(REQUIRED_DISCLAIMERS) | ({*DisclaimerId} if draw(st.booleans()) else set())
    return tuple(
        Disclaimer(
            id=id,
            version="1.0",
            language=language,
            text=f"Notice {id}.",
            appears_in=("plan", "withheld"),
            source_ids=("medmassage-conventions",),
        )
        for id in sorted(ids)
    )


def _answer(draw: st.DrawFn, given: Given, screening: Screening) -> Given:
    """What a plan and a refusal have in common."""
    complaints = given["intake"].complaints
    left_out = given.get("not_treated", ())[: len(complaints)]
    return given | {
        "not_treated": tuple(
            attrs.evolve(one, complaint_index=place, condition_id=complaints[place].condition_id)
            for place, one in enumerate(left_out)
        ),
        "screening": attrs.evolve(screening, assumed=given["intake"].assumed),
        "complaint_names": tuple(one.condition_id for one in given["intake"].complaints),
        "disclaimers": _notices(draw),
        "provenance": attrs.evolve(
            given["provenance"],
            catalog_version=screening.catalog_version,
            catalog_digest=screening.catalog_digest,
        ),
    }


def _treatment_plan(draw: st.DrawFn, given: Given) -> Given:
    decision = draw(
        st.sampled_from([one for one in Decision if one.rank <= Decision.INCOMPLETE.rank])
    )
    steps = [step for phase in given["phases"] for one in phase.sessions for step in one.steps]
    kept = tuple(
        limit
        for limit in given["screening"].restrictions
        if not any(reason for step in steps for reason in step_faults(step, [limit]))
    )
    ready = decision is not Decision.INCOMPLETE
    matches = (*given["techniques"], *given.get("rejected", ()))
    screening = attrs.evolve(given["screening"], decision=decision, restrictions=kept)
    return _answer(draw, given, screening) | {
        "phases": _numbered(given["phases"]),
        "status": PlanStatus.READY if ready else PlanStatus.PROVISIONAL,
        "techniques": tuple(one for one in matches if one.accepted),
        "rejected": tuple(one for one in matches if not one.accepted),
    }


def _withheld(draw: st.DrawFn, given: Given) -> Given:
    screening = given["screening"]
    stopped = screening.decision.rank > Decision.INCOMPLETE.rank
    action = Action(screening.decision.value) if stopped else Action.POSTPONE
    first = given["intake"].complaints[0].condition_id
    closed = NotTreated(
        condition_id=first, complaint_index=0, reason="Closed.", rule_ids=("fever",)
    )
    answer = _answer(draw, given, screening)
    return answer | {
        "action": action,
        "next_steps": _some(draw, Withheld, "next_steps"),
        "not_treated": answer["not_treated"] or (closed,),
    }


RULES: dict[type, Callable[[st.DrawFn, Given], Given]] = {
    DosePart: _dose_part,
    Goal: _goal,
    Outdated: _outdated,
    Phase: _phase,
    PlanPolicy: _plan_policy,
    Review: _review,
    Argument: _argument,
    Clearance: _clearance,
    ClearanceTerms: _clearance_terms,
    Contraindication: _contraindication,
    Evidence: _evidence,
    Intake: _intake,
    Interpretation: _interpretation,
    Limit: _limit,
    MatchReport: _match_report,
    Measurement: _measurement,
    OutcomeMeasure: _outcome_measure,
    Parameter: _parameter,
    PressureRange: _pressure_range,
    Question: _question,
    RedFlag: _red_flag,
    Session: _session,
    SessionStep: _session_step,
    Span: _span,
    TechniqueMatch: _technique_match,
    TreatmentPlan: _treatment_plan,
    Withheld: _withheld,
}
"""What makes drawn fields keep the rules between them."""
