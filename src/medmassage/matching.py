"""Which techniques fit each complaint, within what the screening leaves, and why or why not."""

from collections.abc import Iterable, Sequence
from datetime import date

from attrs import evolve

from medmassage.catalog import Catalog, default_catalog
from medmassage.changes import Blocked, changes
from medmassage.ground import Ground, halves, sites, used_at
from medmassage.knowledge import ROOT_TECHNIQUE
from medmassage.model.condition import Condition
from medmassage.model.fields import unchecked
from medmassage.model.intake import Complaint, Intake
from medmassage.model.matching import Change, Indication, MatchReport, Place, TechniqueMatch
from medmassage.model.screening import Screening
from medmassage.model.technique import Technique
from medmassage.rules import rulebook
from medmassage.screening import screen
from medmassage.vocabulary import ChangeKind, Support

_match = unchecked(TechniqueMatch)


def match_techniques(
    intake: Intake,
    on: date | None = None,
    *,
    technique_ids: Iterable[str] = (),
    catalog: Catalog | None = None,
) -> MatchReport:
    """
    Match every technique with every complaint.

    Args:
        intake: What is known of the person.

        on: The date at which dated clearances are read. None: no dated clearance counts.

        technique_ids: The techniques that the clinic offers and the therapist is trained in.
            The others are rejected with that as the reason. Empty: all are on offer.

        catalog: Where the knowledge comes from. None: the shipped knowledge.

    Returns:
        Accepted techniques, best first, complaint by complaint: by support, direct evidence
        before indirect, impairments reported, impairments addressed, id. Rejected ones with the
        reason and with what would change it. Where the screening stops treatment, everything is
        rejected.

    Raises:
        UnknownIdError: An id in *technique_ids* is not in *catalog*.
        MedMassageError: As in `screen`.

    Example:
        >>> report = match_techniques(Intake(complaints=["lower-back-pain"]))
        >>> "deep-tissue-massage" in [match.technique_id for match in report.accepted]
        True
    """
    catalog = catalog or default_catalog()
    return match_screened(intake, screen(intake, on, catalog=catalog), catalog, technique_ids)


def match_screened(
    intake: Intake, screening: Screening, catalog: Catalog, technique_ids: Iterable[str] = ()
) -> MatchReport:
    """Match with a screening that was already made of this intake."""
    offered = {catalog.techniques.current_id(id) for id in technique_ids}
    ground = Ground(screening.restrictions)
    accepted: list[TechniqueMatch] = []
    rejected: list[TechniqueMatch] = []
    for complaint in intake.complaints:
        case = _Complaint(complaint, screening, ground, catalog)
        fit, unfit = case.matches()
        on_offer = [one for one in fit if not offered or one.technique_id in offered]
        accepted += on_offer
        rejected += [case.with_changes(one, on_offer) for one in unfit]
        rejected += [_not_offered(one) for one in fit if one not in on_offer]
    return MatchReport(accepted=tuple(accepted), rejected=tuple(rejected), screening=screening)


def _not_offered(match: TechniqueMatch) -> TechniqueMatch:
    text = f"It is open at {match.places[0].region.value.replace('-', ' ')} where it is offered."
    return evolve(
        match,
        accepted=False,
        places=(),
        precaution_ids=(),
        reason=f"{match.technique_name} fits, but is not among the techniques on offer.",
        would_change=(Change(kind=ChangeKind.OFFER, text=text),),
    )


def places_open_to(
    technique: Technique, complaint: Complaint, screening: Screening, catalog: Catalog
) -> tuple[Place, ...]:
    """Where a technique may be used for a complaint, whether or not it fits it."""
    if screening.stops_treatment:
        return ()
    where = sites(complaint, catalog.conditions[complaint.condition_id])
    return tuple(Ground(screening.restrictions).places(technique, where))


OTHER = "other"
"""The condition that stands for a complaint not in the list: screened, never matched."""


class _Complaint:
    """One complaint of one screened person, held against every technique."""

    def __init__(
        self, complaint: Complaint, screening: Screening, ground: Ground, catalog: Catalog
    ) -> None:
        self.complaint = complaint
        self.condition: Condition = catalog.conditions[complaint.condition_id]
        self.screening = screening
        self.ground = ground
        self.catalog = catalog
        self.sites = sites(complaint, self.condition)
        self.general = {one.rule_id for one in screening.general}
        self.reported = frozenset(complaint.impairment_ids)
        self.wanted = tuple(
            dict.fromkeys((*complaint.impairment_ids, *self.condition.impairment_ids))
        )

    def matches(self) -> tuple[list[TechniqueMatch], list[TechniqueMatch]]:
        """The techniques that fit and those that do not, each best first."""
        found = [
            self._match(technique)
            for technique in self.catalog.techniques.values()
            if technique.id != ROOT_TECHNIQUE
        ]
        found.sort(key=self._best_first)
        fit = [one for one in found if one.accepted]
        return fit, [one for one in found if not one.accepted]

    def _best_first(self, match: TechniqueMatch) -> tuple[int, bool, int, int, str]:
        return (
            match.support.level,
            not match.direct,
            -len(self.reported.intersection(match.impairment_ids)),
            -len(match.impairment_ids),
            match.technique_id,
        )

    def _match(self, technique: Technique) -> TechniqueMatch:
        known = self.catalog.knowledge.indication(
            self.condition.id, technique.id, self.complaint.stage
        )
        addressed = tuple(id for id in self.wanted if id in technique.impairment_ids)
        unfit = self._unfit(technique, known, addressed)
        places = () if unfit else self._places(technique)
        blockers = () if unfit or places else self._blockers(technique)
        reason = unfit or (None if places else self._ruled_out(technique, blockers))
        return _match(
            condition_id=self.condition.id,
            technique_id=technique.id,
            technique_name=technique.name,
            accepted=reason is None,
            support=known.support if known else Support.NO_RESEARCH,
            direct=known.direct if known else True,
            short_term=known.short_term if known else False,
            impairment_ids=addressed,
            places=places,
            place_is_known=bool(self.complaint.regions)
            or not self.condition.regions_are_alternatives,
            arguments_for=known.arguments_for if known else (),
            arguments_against=known.arguments_against if known else (),
            cautions=known.cautions if known else (),
            context=known.context if known else (),
            precaution_ids=self._precautions(places),
            blocked_by=blockers,
            reason=reason,
        )

    # --- fit ----------------------------------------------------------------------------------

    def _unfit(
        self, technique: Technique, known: Indication | None, addressed: Sequence[str]
    ) -> str | None:
        """Why it does not fit the complaint, whoever has it; None where it fits."""
        name, about = technique.name, self.condition.name.lower()
        if self.condition.id == OTHER:
            return "The complaint is not in the list, so nothing is matched to it."
        if technique.only_for and set(technique.only_for).isdisjoint(addressed):
            wanted = " or ".join(
                self.catalog.impairments[id].name.lower() for id in technique.only_for
            )
            return f"{name} is only for {wanted}, which is not usual for {about}."
        if not (addressed or (known is not None and known.is_tested)):
            return f"{name} acts on nothing that is usual for {about}, and no finding tests it."
        if known is not None and known.support is Support.ADVISED_AGAINST:
            return f"A guideline advises against {name.lower()} for {about}."
        return None

    def _places(self, technique: Technique) -> tuple[Place, ...]:
        if self.screening.stops_treatment:
            return ()
        return tuple(self.ground.places(technique, self.sites))

    # --- what stands in the way ---------------------------------------------------------------

    def _blockers(self, technique: Technique) -> tuple[str, ...]:
        """Rules that block it everywhere; those for everyone only where they alone block."""
        if self.screening.stops_treatment:
            return tuple(
                sorted(
                    one.rule_id
                    for one in self.screening.fired
                    if one.decides_whole_session and not one.clearances
                )
            )
        found: set[str] = set()
        for site in self.sites:
            if used_at(technique, site.region):
                for side in halves(site.side):
                    here = self.ground.blockers(technique, site.region, side)
                    found |= (here - self.general) or here
        return tuple(sorted(found))

    def _ruled_out(self, technique: Technique, blockers: Sequence[str]) -> str:
        """Why it has no place on this person."""
        if self.screening.stops_treatment:
            return f"The screening stops treatment: {self.screening.decision}."
        if blockers:
            return (
                f"{technique.name} is ruled out wherever the complaint is: {', '.join(blockers)}."
            )
        regions = dict.fromkeys(site.region for site in self.sites)
        where = " or the ".join(self.catalog.body_regions[one].name.lower() for one in regions)
        return f"{technique.name} is not used at the {where}."

    def _precautions(self, places: Iterable[Place]) -> tuple[str, ...]:
        found = {one.rule_id for place in places for one in self.ground.binding(place)}
        return tuple(sorted(found - self.general))

    def with_changes(self, match: TechniqueMatch, fit: Sequence[TechniqueMatch]) -> TechniqueMatch:
        """The same with what would allow it, given what fits and is on offer."""
        if not match.blocked_by:
            return match
        blocked = Blocked(
            technique=self.catalog.techniques[match.technique_id],
            complaint=self.complaint,
            condition=self.condition,
            blockers=match.blocked_by,
            screening=self.screening,
            ground=self.ground,
            book=rulebook(self.catalog),
        )
        return evolve(match, would_change=changes(blocked, fit))
