"""What a body map says to the person who is treated: where the work is, and where it is not."""

from medmassage.export._body_drawing import Picture
from medmassage.export._body_places import Place, Status, places
from medmassage.export._notices import notice_texts
from medmassage.export._plain_words import at_places, region_words
from medmassage.model.plan import TreatmentPlan
from medmassage.vocabulary import PlanStatus

_LEGEND = {
    Status.PLANNED: "Massage is planned here",
    Status.PLANNED_WITH_CAUTION: "Massage with extra care here",
    Status.AVOID: "No massage here",
    Status.NOT_ASSESSED: "No massage planned here",
}

_QUIET = frozenset({Status.CAUTION, Status.GENERAL_CARE})
"""What a person need not tell from a place where no work is planned."""


def plain_picture(plan: TreatmentPlan) -> Picture:
    """What a plan says to the person, without the names of rules."""
    said = tuple(map(_plain, places(plan)))
    waiting = plan.status is PlanStatus.PROVISIONAL
    return Picture(
        title="Where on your body",
        notes=("Not before your open questions are answered.",) if waiting else (),
        places=said,
        described=tuple(
            f"{words}: {at_places((one.region, one.side) for one in said if one.status is status)}."
            for status, words in _LEGEND.items()
            if any(one.status is status for one in said)
        ),
        legend=_LEGEND,
        hands=("your left", "your right"),
        foot="",
        notices=notice_texts(plan),
    )


def _plain(place: Place) -> Place:
    status = Status.NOT_ASSESSED if place.status in _QUIET else place.status
    return Place(
        place.region, place.side, status, _LEGEND[status].lower(), region_words(place.region)
    )
