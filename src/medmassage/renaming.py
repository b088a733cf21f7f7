"""Answers of earlier knowledge under the ids of today."""

from typing import Any

from medmassage.catalog import Catalog, Index
from medmassage.model.making import evolve
from medmassage.model.safety import Question
from medmassage.model.screening import Screening


def under_ids_of_today(screening: Screening, catalog: Catalog) -> Screening:
    """A screening by earlier knowledge under the ids of today; an id that is gone stays."""
    if screening.catalog_digest == catalog.digest:
        return screening

    def question(one: Question) -> Question:
        return evolve(one, id=id_of_today(one.id, catalog.questions))

    def rule_id(id: str) -> str:
        return id_of_today(id, catalog.red_flags, catalog.contraindications)

    return evolve(
        screening,
        fired=tuple(evolve(one, rule_id=rule_id(one.rule_id)) for one in screening.fired),
        open=tuple(evolve(one, question=question(one.question)) for one in screening.open),
        unexplained=tuple(question(one) for one in screening.unexplained),
        restrictions=tuple(
            evolve(
                one,
                rule_id=rule_id(one.rule_id),
                technique_ids=[id_of_today(id, catalog.techniques) for id in one.technique_ids],
            )
            for one in screening.restrictions
        ),
    )


def id_of_today(id: str, *indexes: Index[Any]) -> str:
    """The id under which a record stands today; the id itself where there is none."""
    return next((index.current_id(id) for index in indexes if id in index), id)
