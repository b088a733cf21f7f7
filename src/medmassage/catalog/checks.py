"""Whether the records of a catalog hang together."""

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from medmassage.catalog.checking import Broken
from medmassage.errors import Fault, did_you_mean, nearest
from medmassage.model.fields import Record
from medmassage.model.safety import Contraindication, Question, RedFlag
from medmassage.vocabulary import Action, AppliesTo, Region

if TYPE_CHECKING:
    from medmassage.catalog import Catalog

_POINTS = {
    # kind: {field: kinds that its ids may name}
    "advice": {"condition_ids": "conditions", "not_if": "contraindications red_flags"},
    "benefits": {"body_system_id": "body_systems", "evidence_ids": "evidence"},
    "body_regions": {"pain_complaint_id": "conditions"},
    "conditions": {
        "parent_ids": "conditions",
        "screen_as": "conditions",
        "easily_confused_with": "conditions",
        "body_system_ids": "body_systems",
        "impairment_ids": "impairments",
        "outcome_measure_ids": "outcome_measures",
        "answers_yes": "questions",
        "answers_yes_when_acute": "questions",
    },
    "evidence": {
        "source_id": "sources",
        "condition_ids": "conditions",
        "benefit_ids": "benefits",
        "technique_id": "techniques",
    },
    "expectations": {"condition_ids": "conditions"},
    "impairments": {"outcome_measure_ids": "outcome_measures"},
    "questions": {
        "concerns": "conditions",
        "implies": "questions",
        "never_assumed_after": "questions",
        "under": "questions",
        "triggers": "contraindications red_flags",
    },
    "red_flags": {"concerns": "conditions"},
    "statements": {"condition_ids": "conditions", "only_if": "contraindications red_flags"},
    "technique_targets": {"technique_id": "techniques", "impairment_id": "impairments"},
    "techniques": {
        "parent_id": "techniques",
        "article_condition_ids": "conditions",
        "impairment_ids": "impairments",
        "only_for": "impairments",
        "never_over": "contraindications",
    },
}


def reference_faults(catalog: "Catalog", broken: Broken | None = None) -> list[Fault]:
    """
    Everything that is wrong between records.

    Args:
        catalog: The sound records of a folder.

        broken: What could not be read. References to it are not faults, and what only a whole
            catalog can show is left for when it is mended.

    Returns:
        Faults with file, record and field; empty when the catalog hangs together. References
        into a kind that the folder leaves out altogether are faults too.
    """
    found = [
        *_dangling(catalog, broken or {}),
        *_cycles("conditions", catalog.conditions, lambda one: one.parent_ids),
        *_cycles("techniques", catalog.techniques, lambda one: _some(one.parent_id)),
        *_cycles("questions", catalog.questions, lambda one: _some(one.under)),
        *_cycles("questions", catalog.questions, lambda one: one.implies, "implies"),
        *_former_ids(catalog),
    ]
    if not broken:
        found += [*_uncited(catalog), *_rules(catalog), *_questions(catalog)]
    return found


def _some(id: str | None) -> tuple[str, ...]:
    return () if id is None else (id,)


def _ids(record: Record, name: str) -> tuple[str, ...]:
    value = getattr(record, name)
    return value if isinstance(value, tuple) else _some(value)


def _dangling(catalog: "Catalog", broken: Broken) -> Iterator[Fault]:
    known = {
        targets: _known(catalog, targets, broken)
        for targets in {targets for *_, targets in _references(catalog)}
    }
    for kind, record, name, id, targets in _references(catalog):
        ids = known[targets]
        if ids is not None and id not in ids:
            yield Fault(
                f"{kind}.json {record.id} {name}",
                f"no record {id!r}{did_you_mean(nearest(id, ids))}",
            )


def _references(catalog: "Catalog") -> Iterator[tuple[str, Record, str, str, str]]:
    """Every id that a record names: kind, record, field, id, the kinds it may be of."""
    for kind, index in catalog.kinds():
        fields = _POINTS.get(kind, {})
        for record in index.values():
            for name, targets in fields.items():
                for id in _ids(record, name):
                    yield kind, record, name, id, targets
            if kind not in ("sources", "evidence"):
                for id in dict.fromkeys(cited_ids(record)):
                    yield kind, record, "source_ids", id, "sources"
    yield from _inner_references(catalog)


def _inner_references(catalog: "Catalog") -> Iterator[tuple[str, Record, str, str, str]]:
    """The ids named by objects inside records."""
    for rule in catalog.contraindications.values():
        for limit in (*rule.limits, *rule.clearance.remaining):
            for id in limit.technique_ids:
                yield "contraindications", rule, "technique_ids", id, "techniques"
    for condition in catalog.conditions.values():
        for one in condition.recommended_measures:
            id = one.outcome_measure_id
            yield "conditions", condition, "recommended_measures", id, "outcome_measures"
    for measure in catalog.outcome_measures.values():
        about = [
            *(id for found in measure.mcids for id in found.condition_ids),
            *(id for found in measure.measurement_errors for id in found.condition_ids),
        ]
        for id in about:
            yield "outcome_measures", measure, "condition_ids", id, "conditions"


def _known(catalog: "Catalog", kinds: str, broken: Broken) -> set[str] | None:
    """The ids of some kinds, damaged records included; None where a whole file is unread."""
    indexes = dict(catalog.kinds())
    found: set[str] = set()
    for kind in kinds.split():
        damaged = broken.get(kind, set())
        if damaged is None:
            return None
        found |= set(indexes[kind]) | damaged
    return found


def cited_ids(obj: object) -> Iterator[str]:
    """Every source id in a record, nested ones included."""
    yield from getattr(obj, "source_ids", ())
    for name in getattr(obj, "__slots__", ()):
        value = getattr(obj, name, None)
        for one in value if isinstance(value, tuple) else (value,):
            if hasattr(one, "source_ids"):
                yield from cited_ids(one)


def _uncited(catalog: "Catalog") -> Iterator[Fault]:
    sources = catalog.sources
    cited: set[str] = set()
    for kind, index in catalog.kinds():
        for record in index.values() if kind != "sources" else ():
            cited.update(cited_ids(record))
            own = getattr(record, "source_ids", None)
            citable = own is None or any(id in sources and sources[id].citable for id in own)
            if not citable and not getattr(record, "review", False):
                yield Fault(
                    f"{kind}.json {record.id} source_ids",
                    "expected a citable source beside these, or review: true",
                )
    for id in sorted(set(sources) - cited):
        yield Fault(f"sources.json {id}", "nothing cites it")


def _cycles(
    kind: str,
    index: Mapping[str, Record],
    above: Callable[..., tuple[str, ...]],
    name: str = "parents",
) -> Iterator[Fault]:
    """Every circle of records; one that crosses another shows once that one is mended."""
    graph = {id: above(record) for id, record in index.items()}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = error.args[1][:-1]
            start = circle.index(min(circle))
            told = [*circle[start:], *circle[:start], circle[start]]
            yield Fault(f"{kind}.json {told[0]}", f"{name} run in a circle: {' -> '.join(told)}")
            graph |= dict.fromkeys(circle, ())
        else:
            return


def _former_ids(catalog: "Catalog") -> Iterator[Fault]:
    for kind, index in catalog.kinds():
        owners: dict[str, str] = {}
        for record in index.values():
            for former in getattr(record, "former_ids", ()):
                if former in index.records:
                    yield Fault(f"{kind}.json {record.id} former_ids", f"{former!r} is in use")
                elif former in owners:
                    yield Fault(
                        f"{kind}.json {record.id} former_ids",
                        f"{former!r} is also a former id of {owners[former]!r}",
                    )
                owners[former] = record.id


def _rules(catalog: "Catalog") -> Iterator[Fault]:
    brought = {rule for question in catalog.questions.values() for rule in question.triggers}
    for id in catalog.contraindications.records:
        if id in catalog.red_flags.records:
            yield Fault(f"contraindications.json {id}", "a red flag has the same id")
    for rule in catalog.contraindications.values():
        where = f"contraindications.json {rule.id}"
        asked = rule.applies_to is AppliesTo.ASKED
        if asked and rule.id not in brought:
            yield Fault(where, "no question brings this rule")
        if not asked and rule.id in brought:
            yield Fault(where, f"a question brings this rule, yet it applies to {rule.applies_to}")
        if rule.applies_to is AppliesTo.EVERYONE and any(one.reported for one in rule.limits):
            yield Fault(where, "a rule for everyone cannot wait for a reported place")
    for flag in catalog.red_flags.values():
        if flag.id not in brought:
            yield Fault(f"red_flags.json {flag.id}", "no question brings this red flag")
    missing = set(Region) - set(catalog.body_regions) if catalog.questions else set()
    for region in sorted(missing):
        yield Fault("body_regions.json", f"no record for the region {region!r}")


def _questions(catalog: "Catalog") -> Iterator[Fault]:
    below: dict[str, list[Question]] = {}
    for question in catalog.questions.values():
        if question.under is not None:
            below.setdefault(question.under, []).append(question)
    for question in catalog.questions.values():
        for reason in (
            *_standing(question),
            *_asking_where(catalog, question),
            *_explaining_mildly(catalog, below, question),
        ):
            yield Fault(f"questions.json {question.id}", reason)


def _standing(question: Question) -> Iterator[str]:
    if question.under is not None and question.under not in question.implies:
        yield f"stands under {question.under!r} and must imply it"
    if question.concerns_everyone and question.concerns:
        yield "concerns everyone, so it names no conditions"
    if not question.concerns_everyone and not question.concerns:
        yield "concerns nobody"


def _asking_where(catalog: "Catalog", question: Question) -> Iterator[str]:
    rules = [rule for id in question.triggers if (rule := _rule(catalog, id)) is not None]
    limited = [rule for rule in rules if not rule.decides_whole_session]
    if question.asks_where and len(limited) == len(rules) and not any(map(_places, rules)):
        yield "asks where, but no rule it brings needs a place"
    needs = any(isinstance(rule, Contraindication) and rule.needs_place for rule in limited)
    if needs and not question.asks_where:
        yield "brings a rule that needs a place, but does not ask where"


def _explaining_mildly(
    catalog: "Catalog", below: Mapping[str, list[Question]], question: Question
) -> Iterator[str]:
    """A narrow yes must not lead to less than the broad yes that it explains."""
    if question.if_unexplained is None:
        return
    for narrow in _explaining(catalog.questions, below, question.id):
        if _strictest(catalog, narrow) < question.if_unexplained.rank:
            yield f"{narrow.id!r} explains it with a milder action than {question.if_unexplained}"


def _rule(catalog: "Catalog", id: str) -> Contraindication | RedFlag | None:
    return catalog.contraindications.records.get(id) or catalog.red_flags.records.get(id)


def _places(rule: Contraindication | RedFlag) -> bool:
    return isinstance(rule, Contraindication) and any(limit.reported for limit in rule.limits)


def _strictest(catalog: "Catalog", question: Question) -> int:
    rules = [_rule(catalog, id) for id in question.triggers]
    return max((rule.action.rank for rule in rules if rule), default=Action.NONE.rank)


def _explaining(
    questions: Mapping[str, Question], below: Mapping[str, list[Question]], id: str
) -> Iterator[Question]:
    """The questions whose yes explains a broad one: all under it and all that imply it."""
    seen = {id}
    waiting = list(below.get(id, ()))
    while waiting:
        question = waiting.pop()
        if question.id not in seen:
            seen.add(question.id)
            waiting += below.get(question.id, ())
            yield question
    for question in questions.values():
        if id in question.implies and question.id not in seen:
            yield question
