"""Which techniques fit each complaint, within what the screening leaves, and why or why not."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from medmassage.catalog import Catalog, default_catalog
from medmassage.firing import Fired, restrictions
from medmassage.knowledge import ROOT_TECHNIQUE
from medmassage.model.condition import Condition
from medmassage.model.intake import Clearance, Complaint, Intake
from medmassage.model.matching import Change, Indication, MatchReport, Place, TechniqueMatch
from medmassage.model.screening import Restriction, Screening
from medmassage.model.technique import Technique
from medmassage.rules import Rulebook, rulebook
from medmassage.screening import screen
from medmassage.vocabulary import (
    Pressure,
    PressureCap,
    Region,
    Side,
    Support,
    pressure_within,
)


def match_techniques(
    intake: Intake, on: date | None = None, *, catalog: Catalog | None = None
) -> MatchReport:
    """
    Match every technique with every complaint.

    Args:
        intake: What is known of the person.

        on: The date at which dated clearances are read. None: no dated clearance counts.

        catalog: Where the knowledge comes from. None: the shipped knowledge.

    Returns:
        Accepted techniques, best first, complaint by complaint: by support, direct evidence
        before indirect, impairments addressed, id. Rejected ones with the reason and with what
        would change it. Where the screening stops treatment, everything is rejected.

    Raises:
        MedMassageError: As in `screen`.

    Example:
        >>> report = match_techniques(Intake(complaints=["lower-back-pain"]))
        >>> "deep-tissue-massage" in [match.technique_id for match in report.accepted]
        True
    """
    catalog = catalog or default_catalog()
    return match_screened(intake, screen(intake, on, catalog=catalog), catalog)


def match_screened(intake: Intake, screening: Screening, catalog: Catalog) -> MatchReport:
    """Match with a screening that was already made of this intake."""
    accepted: list[TechniqueMatch] = []
    rejected: list[TechniqueMatch] = []
    for complaint in intake.complaints:
        condition = catalog.conditions[complaint.condition_id]
        matches = [
            _Case(complaint, condition, technique, screening, catalog).match()
            for technique in catalog.techniques.values()
            if technique.id != ROOT_TECHNIQUE
        ]
        reported = set(complaint.impairment_ids)
        matches.sort(key=lambda one: _best_first(one, reported))
        accepted += [one for one in matches if one.accepted]
        rejected += [one for one in matches if not one.accepted]
    return MatchReport(accepted=tuple(accepted), rejected=tuple(rejected), screening=screening)


def _best_first(match: TechniqueMatch, reported: set[str]) -> tuple[int, bool, int, int, str]:
    found = sum(id in reported for id in match.impairment_ids)
    return (
        match.support.level,
        not match.direct,
        -found,
        -len(match.impairment_ids),
        match.technique_id,
    )


def places_open_to(
    technique: Technique, complaint: Complaint, screening: Screening, catalog: Catalog
) -> tuple[Place, ...]:
    """Where a technique may be used for a complaint, whether or not it fits it."""
    condition = catalog.conditions[complaint.condition_id]
    case = _Case(complaint, condition, technique, screening, catalog)
    return tuple(case.places(screening.restrictions))


OTHER = "other"
"""The condition that stands for a complaint not in the list: screened, never matched."""


class _Site(NamedTuple):
    """A place of the complaint to look at."""

    region: Region
    side: Side


class _Case:
    """One technique for one complaint of one screened person."""

    def __init__(
        self,
        complaint: Complaint,
        condition: Condition,
        technique: Technique,
        screening: Screening,
        catalog: Catalog,
    ) -> None:
        self.complaint = complaint
        self.condition = condition
        self.technique = technique
        self.screening = screening
        self.catalog = catalog
        self.book: Rulebook = rulebook(catalog)
        self.general = {one.rule_id for one in screening.general}
        self.known: Indication | None = catalog.knowledge.indication(
            condition.id, technique.id, complaint.stage
        )

    def match(self) -> TechniqueMatch:
        unfit = self._unfit()
        places = () if unfit else tuple(self.places(self.screening.restrictions))
        blockers = () if unfit or places else self._blockers()
        reason = unfit or (None if places else self._ruled_out(blockers))
        known = self.known
        return TechniqueMatch(
            condition_id=self.condition.id,
            technique_id=self.technique.id,
            technique_name=self.technique.name,
            accepted=reason is None,
            support=known.support if known else Support.NO_RESEARCH,
            direct=known.direct if known else True,
            short_term=known.short_term if known else False,
            impairment_ids=self._addressed(),
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
            would_change=tuple(self._changes(blockers)),
        )

    # --- fit ----------------------------------------------------------------------------------

    def _addressed(self) -> tuple[str, ...]:
        """What the technique acts on: what was found first, then what is usual."""
        wanted = (*self.complaint.impairment_ids, *self.condition.impairment_ids)
        return tuple(id for id in dict.fromkeys(wanted) if id in self.technique.impairment_ids)

    def _unfit(self) -> str | None:
        """Why it does not fit the complaint, whoever has it; None where it fits."""
        name, about = self.technique.name, self.condition.name.lower()
        addressed = self._addressed()
        if self.condition.id == OTHER:
            return "The complaint is not in the list, so nothing is matched to it."
        if self.technique.only_for and not set(self.technique.only_for) & set(addressed):
            wanted = " or ".join(
                self.catalog.impairments[id].name.lower() for id in self.technique.only_for
            )
            return f"{name} is only for {wanted}, which is not usual for {about}."
        if not (addressed or (self.known is not None and self.known.is_tested)):
            return f"{name} acts on nothing that is usual for {about}, and no finding tests it."
        if self.known is not None and self.known.support is Support.ADVISED_AGAINST:
            return f"A guideline advises against {name.lower()} for {about}."
        return None

    def _ruled_out(self, blockers: tuple[str, ...]) -> str:
        """Why it has no place on this person."""
        if self.screening.stops_treatment:
            return f"The screening stops treatment: {self.screening.decision}."
        if blockers:
            return (
                f"{self.technique.name} is ruled out wherever the complaint is: "
                f"{', '.join(blockers)}."
            )
        regions = dict.fromkeys(site.region for site in self._sites())
        where = " or the ".join(self.catalog.body_regions[one].name.lower() for one in regions)
        return f"{self.technique.name} is not used at the {where}."

    # --- places -------------------------------------------------------------------------------

    def _sites(self) -> Iterator[_Site]:
        regions = self.complaint.regions or self.condition.regions
        members = dict.fromkeys(part for region in regions for part in region.members)
        for region in members:
            if self.complaint.side is not None:
                yield _Site(region, self.complaint.side)
            else:
                yield _Site(region, Side.MIDLINE if self.condition.needs_side else Side.BOTH)

    def places(self, limits: Iterable[Restriction]) -> Iterator[Place]:
        """Where it can be used, main region first."""
        if self.screening.stops_treatment:
            return
        limits = tuple(limits)
        for site in self._sites():
            if not self._used_at(site.region):
                continue
            halves = (Side.LEFT, Side.RIGHT) if site.side is Side.BOTH else (site.side,)
            found = [place for side in halves if (place := self._place(site.region, side, limits))]
            if len(found) == 2 and _same_but_side(*found):
                yield Place(
                    region=site.region,
                    side=Side.BOTH,
                    pressure=found[0].pressure,
                    except_regions=found[0].except_regions,
                )
            else:
                for place in found:
                    side = Side.BOTH if self.complaint.side is None else place.side
                    yield (
                        place
                        if site.side is not Side.MIDLINE
                        else Place(
                            region=place.region,
                            side=side,
                            pressure=place.pressure,
                            except_regions=place.except_regions,
                        )
                    )

    def _used_at(self, region: Region) -> bool:
        never = self.technique.regions_never
        return any(part in self.technique.regions for part in region.path) and not any(
            part in never for part in region.path
        )

    def _place(self, region: Region, side: Side, limits: tuple[Restriction, ...]) -> Place | None:
        cap = _open_to(self.technique, region, side, limits)
        if cap is None:
            return None
        pressure = min(self.technique.pressure.high, cap, key=lambda one: one.rank)
        return Place(
            region=region,
            side=side,
            pressure=pressure,
            except_regions=[
                part
                for part in region.contents
                if part is not region and not self._goes_on(part, side, limits, pressure)
            ],
        )

    def _goes_on(
        self, part: Region, side: Side, limits: tuple[Restriction, ...], pressure: Pressure
    ) -> bool:
        """Whether the technique can go over a part at the pressure of the whole."""
        if part in self.technique.regions_never:
            return False
        cap = _open_to(self.technique, part, side, limits)
        return cap is not None and pressure.rank <= cap.rank

    # --- what stands in the way ---------------------------------------------------------------

    def _blockers(self) -> tuple[str, ...]:
        """Rules that block it everywhere; those for everyone only where they alone block."""
        found: set[str] = set()
        limits = self.screening.restrictions
        if self.screening.stops_treatment:
            return tuple(
                sorted(one.rule_id for one in self.screening.fired if one.decides_whole_session)
            )
        for site in self._sites():
            if not self._used_at(site.region):
                continue
            here = {
                one.rule_id
                for one in limits
                if _blocks(one, self.technique, site.region, site.side)
            } | set(_no_position(self.technique, limits))
            found |= (here - self.general) or here
        return tuple(sorted(found))

    def _precautions(self, places: Iterable[Place]) -> tuple[str, ...]:
        return tuple(
            {
                one.rule_id
                for place in places
                for one in self.screening.restrictions
                if one.rule_id not in self.general
                and (one.covers(place.region, place.side) or not one.regions)
            }
        )

    def _changes(self, blockers: Iterable[str]) -> Iterator[Change]:
        """What would allow it, smallest change first."""
        blocking = [one for one in self.screening.fired if one.rule_id in set(blockers)]
        liftable = [one for one in blocking if one.can_be_lifted and not one.clearances]
        if blocking and len(liftable) == len(blocking) and not self.screening.stops_treatment:
            lifted = [
                Fired(
                    self.book.rules[one.rule_id],
                    one.question_ids,
                    one.findings,
                    (Clearance(one.rule_id),),
                )
                for one in liftable
            ]
            names = {one.rule_id for one in liftable}
            limits = [
                *(one for one in self.screening.restrictions if one.rule_id not in names),
                *(limit for one in lifted for limit in restrictions(one, self.book)),
            ]
            if not any(self.places(limits)):
                return
        for one in blocking:
            if one.clearance_terms and not one.clearances:
                yield Change(
                    text=f"{'With a clearance' if one.can_be_lifted else 'When it ends'}: "
                    f"{one.clearance_terms}",
                    rule_id=one.rule_id,
                )


def _open_to(
    technique: Technique, region: Region, side: Side, limits: Iterable[Restriction]
) -> Pressure | None:
    """The most pressure that a technique may use at a place; None where it is blocked."""
    limits = tuple(limits)
    if any(_blocks(one, technique, region, side) for one in limits):
        return None
    if _no_position(technique, limits):
        return None
    caps = [
        one.pressure_cap
        for one in limits
        if one.pressure_cap is not None and one.covers(region, side)
    ]
    allowed = [one for one in Pressure if all(pressure_within(one, cap) for cap in caps)]
    return allowed[-1]


def _blocks(limit: Restriction, technique: Technique, region: Region, side: Side) -> bool:
    if not limit.covers(region, side):
        return False
    if limit.pressure_cap is PressureCap.NO_PRESSURE or technique.id in limit.technique_ids:
        return True
    return not pressure_within(technique.pressure.low, limit.pressure_cap)


def _no_position(technique: Technique, limits: Iterable[Restriction]) -> tuple[str, ...]:
    """The rules that together leave no position for a technique; empty where one is left."""
    avoiding = [one for one in limits if one.positions_avoid]
    left = set(technique.positions).difference(*(one.positions_avoid for one in avoiding))
    return () if left or not technique.positions else tuple({one.rule_id for one in avoiding})


def _same_but_side(first: Place, second: Place) -> bool:
    return (first.region, first.pressure, first.except_regions) == (
        second.region,
        second.pressure,
        second.except_regions,
    )
