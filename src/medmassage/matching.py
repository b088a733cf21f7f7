"""Which techniques fit each complaint, within what the screening leaves, and why or why not."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from medmassage.catalog import Catalog, default_catalog
from medmassage.changes import Barrier, changes
from medmassage.ground import Ground, halves, sites, used_at
from medmassage.knowledge import ROOT_TECHNIQUE
from medmassage.model.condition import Condition
from medmassage.model.fields import altered, unchecked
from medmassage.model.intake import Complaint, Intake
from medmassage.model.matching import Change, Indication, MatchReport, Place, TechniqueMatch
from medmassage.model.screening import Screening
from medmassage.model.technique import Technique
from medmassage.rules import rulebook
from medmassage.screening import screen
from medmassage.vocabulary import ChangeKind, Support

_change = unchecked(Change)
_match = unchecked(TechniqueMatch)
_report = unchecked(MatchReport)


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
    general = {one.rule_id for one in screening.general}
    own = Ground(one for one in screening.restrictions if one.rule_id not in general)
    accepted: list[TechniqueMatch] = []
    rejected: list[TechniqueMatch] = []
    for complaint in intake.complaints:
        case = _Complaint(complaint, screening, ground, own, catalog)
        fit, unfit = case.matches()
        on_offer = [one for one in fit if not offered or one.technique_id in offered]
        accepted += on_offer
        rejected += [case.with_changes(one, on_offer) for one in unfit]
        if offered:
            rejected += [_not_offered(one) for one in fit if one.technique_id not in offered]
    return _report(accepted=tuple(accepted), rejected=tuple(rejected), screening=screening)


def _not_offered(match: TechniqueMatch) -> TechniqueMatch:
    text = f"It is open at {match.places[0].region.value.replace('-', ' ')} where it is offered."
    return altered(
        match,
        accepted=False,
        places=(),
        precaution_ids=(),
        reason=f"{match.technique_name} fits, but is not among the techniques on offer.",
        would_change=(_change(kind=ChangeKind.OFFER, text=text),),
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


class _Fit(NamedTuple):
    """How a technique fits a complaint, wherever on the body it may be used."""

    technique: Technique
    match: TechniqueMatch
    """The match as far as it does not depend on places: a reason stands where it does not fit."""


def _best_first(fits: Iterable[_Fit], reported: frozenset[str]) -> tuple[_Fit, ...]:
    """Fits in the order of matches, given the impairments that were reported."""

    def key(fit: _Fit) -> tuple[int, bool, int, int, str]:
        match = fit.match
        return (
            match.support.level,
            not match.direct,
            -len(reported.intersection(match.impairment_ids)),
            -len(match.impairment_ids),
            match.technique_id,
        )

    return tuple(sorted(fits, key=key))


class _Complaint:
    """One complaint of one screened person, held against every technique."""

    def __init__(
        self,
        complaint: Complaint,
        screening: Screening,
        ground: Ground,
        own: Ground,
        catalog: Catalog,
    ) -> None:
        self.complaint = complaint
        self.condition: Condition = catalog.conditions[complaint.condition_id]
        self.screening = screening
        self.ground = ground
        self.own = own
        """The ground as the person's own rules alone leave it."""
        self.catalog = catalog
        self.sites = sites(complaint, self.condition)
        self.barriers: dict[tuple[str, ...], Barrier] = {}
        self.general = {one.rule_id for one in screening.general}
        self.reported = frozenset(complaint.impairment_ids)
        self.wanted = tuple(
            dict.fromkeys((*complaint.impairment_ids, *self.condition.impairment_ids))
        )
        self.place_is_known = bool(complaint.regions) or not self.condition.regions_are_alternatives

    def matches(self) -> tuple[list[TechniqueMatch], list[TechniqueMatch]]:
        """The techniques that fit and those that do not, each best first."""
        found = [self._placed(one) for one in self._fits()]
        fit = [one for one in found if one.accepted]
        return fit, [one for one in found if not one.accepted]

    # --- fit ----------------------------------------------------------------------------------

    def _fits(self) -> tuple[_Fit, ...]:
        """How each technique fits, best first."""
        key = ("fits", self.condition.id, self.complaint.stage, self.place_is_known)
        usual = self.catalog.derived(key, self._usual_fits)
        if not self.reported:
            return usual
        found = [
            one
            if self.reported.isdisjoint(one.technique.impairment_ids)
            else _Fit(one.technique, self._fit(one.technique, self.wanted))
            for one in usual
        ]
        return _best_first(found, self.reported)

    def _usual_fits(self) -> tuple[_Fit, ...]:
        """The same for all people with the complaint of whom no impairments were reported."""
        found = [
            _Fit(technique, self._fit(technique, self.condition.impairment_ids))
            for technique in self.catalog.techniques.values()
            if technique.id != ROOT_TECHNIQUE
        ]
        return _best_first(found, frozenset())

    def _fit(self, technique: Technique, wanted: Iterable[str]) -> TechniqueMatch:
        known = self.catalog.knowledge.indication(
            self.condition.id, technique.id, self.complaint.stage
        )
        addressed = tuple(id for id in wanted if id in technique.impairment_ids)
        return _match(
            condition_id=self.condition.id,
            technique_id=technique.id,
            technique_name=technique.name,
            accepted=False,
            support=known.support if known else Support.NO_RESEARCH,
            direct=known.direct if known else True,
            short_term=known.short_term if known else False,
            impairment_ids=addressed,
            place_is_known=self.place_is_known,
            arguments_for=known.arguments_for if known else (),
            arguments_against=known.arguments_against if known else (),
            cautions=known.cautions if known else (),
            context=known.context if known else (),
            reason=self._unfit(technique, known, addressed),
        )

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

    # --- places, and what stands in the way ---------------------------------------------------

    def _placed(self, fit: _Fit) -> TechniqueMatch:
        """The match with its places, or with why it has none."""
        technique, match = fit
        if match.reason is not None:
            return match
        if places := self._places(technique):
            limiting = tuple(sorted(self.own.limiting(technique, places)))
            return altered(match, accepted=True, places=places, precaution_ids=limiting)
        blockers = self._blockers(technique)
        return altered(match, blocked_by=blockers, reason=self._ruled_out(technique, blockers))

    def _places(self, technique: Technique) -> tuple[Place, ...]:
        if self.screening.stops_treatment:
            return ()
        return tuple(self.ground.places(technique, self.sites))

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

    def with_changes(self, match: TechniqueMatch, fit: Sequence[TechniqueMatch]) -> TechniqueMatch:
        """The same with what would allow it, given what fits and is on offer."""
        if not match.blocked_by:
            return match
        barrier = self.barriers.get(match.blocked_by)
        if barrier is None:
            barrier = self.barriers[match.blocked_by] = Barrier(
                match.blocked_by,
                complaint=self.complaint,
                condition=self.condition,
                screening=self.screening,
                ground=self.ground,
                book=rulebook(self.catalog),
            )
        technique = self.catalog.techniques[match.technique_id]
        return altered(match, would_change=changes(technique, barrier, fit))
