"""A look at the course, told to the person: how it goes, and what comes next."""

from collections.abc import Iterator

from medmassage.basis import statements_on
from medmassage.catalog import Catalog
from medmassage.export._markup import bulleted, element, paragraphs
from medmassage.export._patient_parts import Part, alarm_parts, notices_part, sources_part
from medmassage.export._patient_plan import plan_parts
from medmassage.export._patient_withheld import withheld_parts
from medmassage.export._plain_words import ADVISED, AIMS, KEEP
from medmassage.export._text import counted
from medmassage.goals import is_kept
from medmassage.model.course import Goal
from medmassage.model.record import Review
from medmassage.vocabulary import Advised, GoalStatus, StatementTopic


def review_parts(review: Review, catalog: Catalog) -> Iterator[Part]:
    """A review, section by section, and the answer that follows from it."""
    own = [one.text for one in review.disclaimers]
    grave = review.advised in (Advised.STOP, Advised.REFER)
    yield Part(
        "What comes next",
        (element("p", ADVISED[review.advised]),),
        "stop" if grave else None,
    )
    yield from _so_far(review)
    if review.adjusted is not None:
        text = "Your plan has changed. This is the new one. It takes the place of the old one."
        yield Part("Your new plan", (paragraphs([text]),))
        yield from plan_parts(review.adjusted, catalog, own)
        return
    if review.withheld is not None:
        yield from withheld_parts(review.withheld, catalog, own)
        return
    known = statements_on(catalog, StatementTopic.AFTERCARE)
    signs = [one for one in known if one.id.startswith("alarm")]
    yield from alarm_parts(signs, None)
    yield notices_part(own)
    yield from sources_part(signs, catalog.sources.values())


def _so_far(review: Review) -> Iterator[Part]:
    """Visits and scores."""
    done = review.delivered.sessions_done
    told = f"You have had {counted(done, 'visit')} with massage."
    content = [element("p", told if done else "No visit with massage is on record yet.")]
    scores = bulleted(
        _score(one) for one in review.goals if one.measure_id in AIMS and one.latest is not None
    )
    yield Part("How it is going", (*content, *([scores] if scores else [])))


def _score(goal: Goal) -> str:
    first = "" if goal.baseline is None else f" It was {goal.baseline:g} at first."
    aim = "" if goal.target is None else f" The aim is {goal.target:g}."
    if is_kept(goal):
        aim = f" {KEEP}"
    reached = " You have reached it." if goal.status is GoalStatus.REACHED else ""
    return f"{AIMS[goal.measure_id]}{first} It is {goal.latest:g} now.{aim}{reached}"
