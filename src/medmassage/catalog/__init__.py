"""
The knowledge: typed records by id, read when they are asked for.

`default_catalog()` is the shipped knowledge, `load_catalog(folder)` your own.
"""

import json
from _thread import allocate_lock
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from os import PathLike
from typing import TYPE_CHECKING, TypeVar, cast

from medmassage.catalog.index import Index
from medmassage.catalog.kinds import FOR_SCREENING, KINDS, noun
from medmassage.catalog.reading import MANIFEST, shipped_bytes, trusted
from medmassage.errors import CatalogError, NotForScreeningError, UnknownIdError, nearest
from medmassage.model.fields import Record
from medmassage.vocabulary import REQUIRED_DISCLAIMERS, Stage

if TYPE_CHECKING:
    from medmassage.catalog.search import Hit
    from medmassage.knowledge import Knowledge
    from medmassage.model.anatomy import Benefit, BodyRegion, BodySystem
    from medmassage.model.care import Advice, CareStep, Expectation, MassageComparison
    from medmassage.model.condition import Condition, Impairment
    from medmassage.model.evidence import Evidence, Source, Statement
    from medmassage.model.matching import Indication
    from medmassage.model.outcome import OutcomeMeasure
    from medmassage.model.safety import Allergen, Contraindication, Disclaimer, Question, RedFlag
    from medmassage.model.technique import PressureLevel, TablePosition, Technique, TechniqueTarget

T = TypeVar("T")

__all__ = ["Catalog", "Index", "default_catalog", "load_catalog"]


class Catalog:
    """
    Everything the library knows, immutable and safe to share between threads.

    Each kind of record is an `Index`, a mapping by id: `catalog.conditions["sprain"]`. A kind is
    read when it is first asked for.
    """

    __slots__ = ("_derived", "_indexes", "digest", "version")

    version: str
    """The version of the data, such as `2026.11`."""
    digest: str
    """The fingerprint of the data: it changes when any record does."""

    def __init__(
        self,
        *,
        version: str,
        digest: str,
        load: Callable[[str], Mapping[str, Record]],
    ) -> None:
        """Make a catalog; `default_catalog` and `load_catalog` are the usual ways."""
        put = object.__setattr__
        put(self, "version", version)
        put(self, "digest", digest)
        put(self, "_derived", {})
        put(self, "_indexes", {kind: Index(noun(kind), _bind(load, kind)) for kind in KINDS})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Catalog is immutable: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Catalog is immutable: {name} cannot be deleted")

    def __repr__(self) -> str:
        return f"<Catalog {self.version} ({self.digest[:12]})>"

    def _repr_markdown_(self) -> str:
        """How it shows itself in a notebook."""
        from medmassage.export._markdown_catalog import catalog_markdown

        return catalog_markdown(self)

    def _index(self, kind: str) -> Index[Record]:
        indexes: dict[str, Index[Record]] = self._indexes  # type: ignore[attr-defined]
        return indexes[kind]

    @property
    def advice(self) -> "Index[Advice]":
        """What a person may do or be told beside massage."""
        return cast("Index[Advice]", self._index("advice"))

    @property
    def allergens(self) -> "Index[Allergen]":
        """Things in massage products that people react to."""
        return cast("Index[Allergen]", self._index("allergens"))

    @property
    def benefits(self) -> "Index[Benefit]":
        """Claims that massage benefits a body system."""
        return cast("Index[Benefit]", self._index("benefits"))

    @property
    def body_regions(self) -> "Index[BodyRegion]":
        """Places on the body."""
        return cast("Index[BodyRegion]", self._index("body_regions"))

    @property
    def body_systems(self) -> "Index[BodySystem]":
        """The five body systems."""
        return cast("Index[BodySystem]", self._index("body_systems"))

    @property
    def care_steps(self) -> "Index[CareStep]":
        """The stages of the process of care."""
        return cast("Index[CareStep]", self._index("care_steps"))

    @property
    def conditions(self) -> "Index[Condition]":
        """What massage is asked for."""
        return cast("Index[Condition]", self._index("conditions"))

    @property
    def contraindications(self) -> "Index[Contraindication]":
        """Safety rules on massage."""
        return cast("Index[Contraindication]", self._index("contraindications"))

    @property
    def disclaimers(self) -> "Index[Disclaimer]":
        """Notices with fixed wording."""
        return cast("Index[Disclaimer]", self._index("disclaimers"))

    @property
    def evidence(self) -> "Index[Evidence]":
        """Findings of sources on techniques for conditions."""
        return cast("Index[Evidence]", self._index("evidence"))

    @property
    def expectations(self) -> "Index[Expectation]":
        """What may be expected of recovery."""
        return cast("Index[Expectation]", self._index("expectations"))

    @property
    def impairments(self) -> "Index[Impairment]":
        """What techniques act on."""
        return cast("Index[Impairment]", self._index("impairments"))

    @property
    def massage_comparisons(self) -> "Index[MassageComparison]":
        """How medical and traditional massage differ."""
        return cast("Index[MassageComparison]", self._index("massage_comparisons"))

    @property
    def outcome_measures(self) -> "Index[OutcomeMeasure]":
        """What is measured to see whether care helps."""
        return cast("Index[OutcomeMeasure]", self._index("outcome_measures"))

    @property
    def pressure_levels(self) -> "Index[PressureLevel]":
        """How each pressure is given."""
        return cast("Index[PressureLevel]", self._index("pressure_levels"))

    @property
    def questions(self) -> "Index[Question]":
        """Safety questions."""
        return cast("Index[Question]", self._index("questions"))

    @property
    def red_flags(self) -> "Index[RedFlag]":
        """Signs that a clinician must look at."""
        return cast("Index[RedFlag]", self._index("red_flags"))

    @property
    def sources(self) -> "Index[Source]":
        """Documents that statements rest on."""
        return cast("Index[Source]", self._index("sources"))

    @property
    def statements(self) -> "Index[Statement]":
        """Sourced statements about medical massage in general."""
        return cast("Index[Statement]", self._index("statements"))

    @property
    def table_positions(self) -> "Index[TablePosition]":
        """Ways to lie or sit."""
        return cast("Index[TablePosition]", self._index("table_positions"))

    @property
    def technique_targets(self) -> "Index[TechniqueTarget]":
        """Which technique addresses which impairment, and on what basis."""
        return cast("Index[TechniqueTarget]", self._index("technique_targets"))

    @property
    def techniques(self) -> "Index[Technique]":
        """Named manual methods."""
        return cast("Index[Technique]", self._index("techniques"))

    def derived(self, key: object, build: Callable[[], T]) -> T:
        """What follows from this catalog alone, built when first needed and kept with it."""
        kept: dict[object, T] = self._derived  # type: ignore[attr-defined]
        if key not in kept:
            kept.setdefault(key, build())
        return kept[key]

    def kinds(self) -> Iterator[tuple[str, Index[Record]]]:
        """Every kind of record with its index, by name."""
        for kind in KINDS:
            yield kind, self._index(kind)

    @property
    def screens(self) -> bool:
        """Whether people can be screened: questions, rules and required notices are all there."""
        return not self._missing_for_screening()

    def require_screening(self) -> None:
        """
        Refuse to go on with a catalog that cannot screen.

        Raises:
            NotForScreeningError: Questions, rules or a required notice are missing.
        """
        if missing := self._missing_for_screening():
            raise NotForScreeningError(missing)

    def _missing_for_screening(self) -> tuple[str, ...]:
        def build() -> tuple[str, ...]:
            kinds = [kind.replace("_", " ") for kind in FOR_SCREENING if not self._index(kind)]
            notices = sorted(REQUIRED_DISCLAIMERS - set(self.disclaimers))
            return (*kinds, *(f"disclaimer {notice}" for notice in notices))

        return self.derived("missing for screening", build)

    def indications(
        self,
        condition_id: str | None = None,
        technique_id: str | None = None,
        stage: Stage | str | None = None,
    ) -> "tuple[Indication, ...]":
        """
        What is known of techniques for conditions, without a person.

        Args:
            condition_id: One condition, or None for all.

            technique_id: One technique, or None for all.

            stage: Count only what was tested at this stage; None counts every stage.

        Returns:
            Best support first, then direct before indirect, then by ids.

        Raises:
            UnknownIdError: There is no such condition, technique or stage.

        Example:
            >>> default_catalog().indications("tendonitis")[0].condition_id
            'tendonitis'
        """
        if stage is not None and stage not in Stage.values():
            raise UnknownIdError("stage", stage, nearest(stage, Stage.values()))
        return self.knowledge.indications(
            None if condition_id is None else self.conditions.current_id(condition_id),
            None if technique_id is None else self.techniques.current_id(technique_id),
            None if stage is None else Stage(stage),
        )

    @property
    def knowledge(self) -> "Knowledge":
        """The records that grading reads, indexed once."""
        from medmassage.knowledge import Knowledge

        return self.derived(
            "knowledge",
            lambda: Knowledge(
                conditions=self.conditions,
                techniques=self.techniques.records,
                targets=map(
                    self.technique_targets.__getitem__,
                    self.technique_targets.mentioning("in_article"),
                ),
                naming=lambda id: map(self.evidence.__getitem__, self.evidence.mentioning(id)),
                sources=self.sources,
            ),
        )

    def search(self, text: str, kind: str | None = None, limit: int = 10) -> "tuple[Hit, ...]":
        """
        Find records by what a person might type: lay words, clinical words, codes, typos.

        Args:
            text: The words; of a very long text only the beginning is read.

            kind: Only this kind, such as `conditions`; None searches all that have names.

            limit: The most hits returned; hits as good as the last one are returned too.

        Returns:
            Best first, each with its score from 0 to 1 and why it was found.

        Raises:
            UnknownIdError: There is no such kind.

        Example:
            >>> default_catalog().search("tennis elbow")[0].id
            'lateral-epicondylitis'
        """
        from medmassage.catalog.search import search

        return search(self, text, kind, limit)

    def only(self, source_id: str) -> "Catalog":
        """
        What one source says, for reading; the result cannot screen.

        Args:
            source_id: The source.

        Returns:
            A catalog of the records that cite the source, with the source itself.

        Raises:
            UnknownIdError: There is no such source.
        """
        from medmassage.catalog.checks import cited_ids

        source_id = self.sources.current_id(source_id)

        def load(kind: str) -> Mapping[str, Record]:
            return {
                id: record
                for id, record in self._index(kind).items()
                if source_id in cited_ids(record) or (kind == "sources" and id == source_id)
            }

        return Catalog(version=self.version, digest=f"{self.digest}-only-{source_id}", load=load)


def _bind(
    load: Callable[[str], Mapping[str, Record]], kind: str
) -> Callable[[], Mapping[str, Record]]:
    return lambda: load(kind)


def default_catalog() -> Catalog:
    """
    Give the shipped knowledge: read on first use, cached, safe to share between threads.

    Example:
        >>> default_catalog().conditions["sprain"].name
        'Sprain'
    """
    with _LOCK:
        return _shipped()


_LOCK = allocate_lock()


@cache
def _shipped() -> Catalog:
    manifest = json.loads(shipped_bytes(MANIFEST))
    return Catalog(
        version=manifest["version"],
        digest=manifest["digest"],
        load=lambda kind: trusted(kind, shipped_bytes(f"{kind}.json")),
    )


def load_catalog(folder: str | PathLike[str]) -> Catalog:
    """
    Load a data folder of your own, with every check.

    Args:
        folder: A folder of `<kind>.json` files, as `python -m medmassage export-data` writes it.

    Returns:
        The catalog. Kinds without a file are empty; a catalog without safety rules cannot screen.

    Raises:
        CatalogError: Something is wrong. Every fault is listed with file, record and field, and
            nothing is loaded.
    """
    from pathlib import Path

    from medmassage.catalog.checking import checked
    from medmassage.catalog.checks import reference_faults

    found = checked(Path(folder))
    catalog = Catalog(version=found.version, digest=found.digest, load=found.records.__getitem__)
    if faults := [*found.faults, *reference_faults(catalog, found.broken)]:
        raise CatalogError(str(folder), faults)
    return catalog
