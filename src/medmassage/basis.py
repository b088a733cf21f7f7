"""What an answer rests on: names, statements and the sources it cites."""

from collections.abc import Iterable

from medmassage.catalog import Catalog
from medmassage.model.evidence import Source, Statement
from medmassage.model.intake import Intake
from medmassage.model.matching import TechniqueMatch
from medmassage.model.screening import Screening
from medmassage.vocabulary import StatementTopic


def complaint_names(intake: Intake, catalog: Catalog) -> tuple[str, ...]:
    """The complaints of an intake in words."""
    return tuple(
        f"{one.stage} {name[0].lower()}{name[1:]}" if one.stage else name
        for one in intake.complaints
        for name in (catalog.conditions[one.condition_id].name,)
    )


def statements_on(
    catalog: Catalog, *topics: StatementTopic, screening: Screening | None = None
) -> tuple[Statement, ...]:
    """
    The statements on some topics that are about no condition in particular, by id.

    Those for people of whom a rule holds are among them where it fired in *screening*.
    """
    fired = {one.rule_id for one in screening.fired} if screening else set()
    return tuple(
        one
        for one in catalog.statements.values()
        if one.topic in topics
        and not one.condition_ids
        and not (one.only_if and fired.isdisjoint(one.only_if))
    )


def cited_sources(
    records: Iterable[object], matches: Iterable[TechniqueMatch], catalog: Catalog
) -> tuple[Source, ...]:
    """Every source that records and matches cite, by id."""
    ids = {id for one in records for id in getattr(one, "source_ids", ())}
    for match in matches:
        for argument in match.arguments:
            ids.update(citation.source_id for citation in argument.citations)
    return tuple(catalog.sources[id] for id in sorted(ids))
