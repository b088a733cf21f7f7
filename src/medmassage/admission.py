"""
Whether an intake speaks of things that exist, and other arguments are what they should be.

An unknown id never reads as clear: it raises, and all of them are named.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from medmassage.catalog import Catalog, Index
from medmassage.errors import Fault, ModelError, NotAnAnswerError, UnknownIdError, seen
from medmassage.model.intake import Intake
from medmassage.rules import Rulebook
from medmassage.vocabulary import AppliesTo


def answered_question(book: Rulebook, id: str, where: str) -> str:
    """
    The question that an id in `absent` or `unknown` stands for.

    Raises:
        NotAnAnswerError: It is the id of a rule, which no answer of that kind can speak of.
    """
    if id in book.questions:
        return id
    if id in book.catalog.questions:
        return book.catalog.questions.current_id(id)
    rule_id = asked_rule(book, id, where)
    asked = ", ".join(book.brought_by[rule_id])
    raise NotAnAnswerError(id, where, f"it is a rule, not a question; answer {asked} instead")


def asked_rule(book: Rulebook, id: str, where: str) -> str:
    """
    The rule of that id, provided that people are asked about it.

    Raises:
        NotAnAnswerError: The rule holds for everyone, or for nobody.
    """
    catalog = book.catalog
    if id in catalog.red_flags:
        return catalog.red_flags.current_id(id)
    rule = catalog.contraindications[id]
    if rule.applies_to is AppliesTo.EVERYONE:
        raise NotAnAnswerError(id, where, "this rule holds for everyone; nobody is asked about it")
    if rule.applies_to is AppliesTo.NOBODY:
        raise NotAnAnswerError(id, where, "this is no contraindication; nobody is asked about it")
    return rule.id


def check_ids(intake: Any, catalog: Catalog) -> Intake:
    """
    Make sure that something is an intake and that every id in it exists.

    Raises:
        ModelError: It is not an Intake.
        UnknownIdError: Some ids do not exist; all are named.
    """
    if not isinstance(intake, Intake):
        example = f"; write Intake(complaints=[{seen(intake)}])" if type(intake) is str else ""
        raise ModelError("intake", [Fault("", f"expected an Intake, got {seen(intake)}{example}")])
    answers: tuple[Index[Any], ...] = (
        catalog.questions,
        catalog.contraindications,
        catalog.red_flags,
    )
    wanted: list[tuple[str, tuple[Index[Any], ...], Iterable[str]]] = [
        ("condition", (catalog.conditions,), (one.condition_id for one in intake.complaints)),
        (
            "impairment",
            (catalog.impairments,),
            (id for one in intake.complaints for id in one.impairment_ids),
        ),
        ("question or rule", answers, (one.question_id for one in intake.present)),
        ("question or rule", answers, (*intake.absent, *intake.unknown)),
        ("allergen", (catalog.allergens,), intake.allergies),
        ("rule", answers[1:], (one.rule_id for one in intake.clearances)),
        (
            "technique",
            (catalog.techniques,),
            (id for one in intake.clearances for limit in one.limits for id in limit.technique_ids),
        ),
    ]
    unknown = [
        UnknownIdError(noun, id, _nearest(id, indexes))
        for noun, indexes, ids in wanted
        for id in dict.fromkeys(ids)
        if not indexes[0].holds(id) and not any(id in index for index in indexes)
    ]
    if unknown:
        raise unknown[0] if len(unknown) == 1 else unknown[0].with_others(unknown[1:])
    return intake


def check_date(on: Any) -> date | None:
    """
    Make sure that a date is one, or None.

    Raises:
        ModelError: It is something else, such as a text.
    """
    if on is None or type(on) is date:
        return on
    wanted = f"expected a date without a time, such as date(2026, 3, 31), or None, got {seen(on)}"
    raise ModelError("on", [Fault("", wanted)])


def _nearest(id: str, indexes: Iterable[Index[Any]]) -> list[str]:
    """The nearest ids of some indexes, each once."""
    return list(dict.fromkeys(near for index in indexes for near in index.nearest(id)))[:3]
