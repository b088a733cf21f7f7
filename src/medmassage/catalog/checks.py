"""Whether the records of a catalog hang together."""

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from medmassage.errors import Fault, did_you_mean, nearest
from medmassage.model.fields import Record
from medmassage.model.safety import Contraindication, Question, RedFlag
from medmassage.vocabulary import Action, AppliesTo, Region

if TYPE_CHECKING:
    from medmassage.catalog import Catalog

_POINTS = {
    # kind: {field: kinds that its ids may name}
    "benefits": {"body_system_id": "body_systems", "evidence_ids": "evidence"},
    "body_regions": {"pain_complaint_id": "conditions"},
    "conditions": {
        "parent_ids": "conditions",
        "screen_as": "conditions",
        "easily_confused_with": "conditions",
        "body_system_ids": "body_systems",
        "impairment_ids": "impairments",
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
    "questions": {
        "concerns": "conditions",
        "implies": "questions",
        "under": "questions",
        "triggers": "contraindications red_flags",
    },
    "red_flags": {"concerns": "conditions"},
    "technique_targets": {"technique_id": "techniques", "impairment_id": "impairments"},
    "techniques": {
        "parent_id": "techniques",
        "article_condition_ids": "conditions",
        "impairment_ids": "impairments",
        "only_for": "impairments",
        "never_over": "contraindications",
    },
}


def reference_faults(catalog: "Catalog") -> list[Fault]:
    """
    Everything that is wrong between records.

    Returns:
        Faults with `file record` and field; empty when the catalog hangs together. References
        into a kind that the folder leaves out altogether are faults too.
    """
    return [
        *_dangling(catalog),
        *_sources(catalog),
        *_cycles("conditions", catalog.conditions, lambda one: one.parent_ids),
        *_cycles("techniques", catalog.techniques, lambda one: _some(one.parent_id)),
        *_cycles("questions", catalog.questions, lambda one: _some(one.under)),
        *_cycles("questions", catalog.questions, lambda one: one.implies, "implies"),
        *_former_ids(catalog),
        *_rules(catalog),
        *_questions(catalog),
    ]


def _some(id: str | None) -> tuple[str, ...]:
    return () if id is None else (id,)


def _ids(record: Record, name: str) -> tuple[str, ...]:
    value = getattr(record, name)
    return value if isinstance(value, tuple) else _some(value)


def _dangling(catalog: "Catalog") -> Iterator[Fault]:
    indexes = dict(catalog.kinds())
    for kind, fields in _POINTS.items():
        for name, targets in fields.items():
            known = {id for target in targets.split() for id in indexes[target]}
            for record in indexes[kind].values():
                for id in _ids(record, name):
                    if id not in known:
                        yield _missing(kind, record, name, id, known)
    techniques = set(catalog.techniques)
    for rule in catalog.contraindications.values():
        for limit in (*rule.limits, *rule.clearance.remaining):
            for id in limit.technique_ids:
                if id not in techniques:
                    yield _missing("contraindications", rule, "technique_ids", id, techniques)


def _missing(kind: str, record: Record, name: str, id: str, known: set[str]) -> Fault:
    return Fault(
        f"{kind}.json {record.id} {name}", f"no record {id!r}{did_you_mean(nearest(id, known))}"
    )


def _cited(obj: object) -> Iterator[str]:
    """Every source id in a record, nested ones included."""
    yield from getattr(obj, "source_ids", ())
    for name in getattr(obj, "__slots__", ()):
        value = getattr(obj, name, None)
        for one in value if isinstance(value, tuple) else (value,):
            if hasattr(one, "source_ids"):
                yield from _cited(one)


def _sources(catalog: "Catalog") -> Iterator[Fault]:
    sources = catalog.sources
    known = set(sources)
    cited = set()
    for kind, index in catalog.kinds():
        if kind == "sources":
            continue
        for record in index.values():
            ids = list(_cited(record))
            cited.update(ids)
            for id in ids if kind != "evidence" else ():
                if id not in known:
                    yield _missing(kind, record, "source_ids", id, known)
            own = getattr(record, "source_ids", None)
            citable = own is None or any(id in known and sources[id].citable for id in own)
            if not citable and not getattr(record, "review", False):
                yield Fault(
                    f"{kind}.json {record.id} source_ids",
                    "expected a citable source beside these, or review: true",
                )
    for id in sorted(known - cited):
        yield Fault(f"sources.json {id}", "nothing cites it")


def _cycles(
    kind: str,
    index: Mapping[str, Record],
    above: Callable[..., tuple[str, ...]],
    name: str = "parents",
) -> Iterator[Fault]:
    """A circle of records, if there is one; the next shows once this one is mended."""
    try:
        TopologicalSorter({id: above(record) for id, record in index.items()}).prepare()
    except CycleError as error:
        circle = error.args[1]
        yield Fault(f"{kind}.json {circle[0]}", f"{name} run in a circle: {' -> '.join(circle)}")


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
    for question in below.get(id, ()):
        yield question
        yield from _explaining(questions, below, question.id)
    for question in questions.values():
        if id in question.implies and question.under != id:
            yield question
