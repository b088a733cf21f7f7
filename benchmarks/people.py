"""
People for the benchmarks, drawn with a fixed seed and without Hypothesis: every run has the same.

`rows` gives them as rows of a cohort: one to three complaints with or without place, side and
stage; up to four yes answers with a place, mostly such as limit a session and do not stop it, now
and then by the id of a rule; a no to nearly all else that is asked, a few unknowns, allergies and
ages. A few have letters or findings in the soft tissue, which the engine looks at one by one, and
a few rows are faulty, where that is asked for.
"""

import random
from collections.abc import Iterator
from typing import Any

from medmassage import default_catalog
from medmassage.rules import rulebook
from medmassage.vocabulary import Action, Region, Side, Stage

SEED = 20300615
CATALOG = default_catalog()
BOOK = rulebook(CATALOG)
CONDITIONS = tuple(CATALOG.conditions)
QUESTIONS = tuple(CATALOG.questions)
RULES = tuple(sorted(id for id in BOOK.brought_by if id not in CATALOG.questions))
PLACES = tuple(one.value for one in Region)
SIDES = (None, *(one.value for one in Side))
STAGES = (None, *(one.value for one in Stage))
AGES = (None, 3, 17, 18, 19, 20, 34, 49, 50, 51, 54, 55, 66, 90)


def _sternness(question_id: str) -> int:
    """How much a yes stops: 0 it limits places, 1 it stops the session, 2 it is urgent."""
    worst = 0
    for id in (question_id, *BOOK.implied[question_id]):
        question = BOOK.questions[id]
        for rule in (BOOK.rule(rule_id) for rule_id in question.triggers):
            if rule.action in (Action.EMERGENCY, Action.REFER_URGENTLY):
                worst = 2
            elif rule.decides_whole_session:
                worst = max(worst, 1)
    return worst


BY_STERNNESS = [[id for id in QUESTIONS if _sternness(id) == level] for level in range(3)]


def rows(
    count: int, seed: int = SEED, *, alone: float = 0.0, faulty: float = 0.0
) -> Iterator[dict[str, Any]]:
    """
    Draw people.

    Args:
        count: How many.

        seed: Where drawing begins.

        alone: The share of people with letters or findings in the soft tissue, 0 to 1.

        faulty: The share of rows with a fault, 0 to 1.

    Yields:
        Values by input column.
    """
    draw = random.Random(seed)  # noqa: S311 - a fixed seed is the point
    for _ in range(count):
        row = _person(draw)
        if draw.random() < alone:
            _treat_alone(draw, row)
        if draw.random() < faulty:
            _spoil(draw, row)
        yield row


def _person(draw: random.Random) -> dict[str, Any]:
    complaints = [draw.choice(CONDITIONS) for _ in range(1 + _hits(draw, 0.2) + _hits(draw, 0.05))]
    near = [one.value for id in complaints for one in CATALOG.conditions[id].regions]
    regions = [_places(draw, near, 0.6) for _ in complaints]
    present = _yes(draw)
    answered = [_question(one) for one in present]
    reach = {id for one in answered for id in (one, *BOOK.implied.get(one, ()))}
    asked = set()
    for id, where in zip(complaints, regions, strict=True):
        asked |= BOOK.concerning(CATALOG.conditions[id], map(Region, where))
    top = sorted(
        id
        for id in asked - reach
        if BOOK.questions[id].under is None or BOOK.questions[id].under in reach
    )
    complete = _hits(draw, 0.5)
    absent = [id for id in top if complete or draw.random() > 0.02]
    unknown = [absent.pop(draw.randrange(len(absent)))] if absent and _hits(draw, 0.1) else []
    if reach - set(answered) and _hits(draw, 0.1):  # a no that a yes contradicts and beats
        absent.append(draw.choice(sorted(reach - set(answered))))
    return {
        "complaints": complaints,
        "stages": [draw.choice(STAGES) for _ in complaints],
        "sides": [draw.choice(SIDES) for _ in complaints],
        "regions": regions,
        "present": present,
        "present_sides": [draw.choice(SIDES) for _ in present],
        "present_regions": [_places(draw, near, 0.8) for _ in present],
        "absent": absent,
        "unknown": unknown,
        "allergies": [draw.choice(tuple(CATALOG.allergens))] if _hits(draw, 0.1) else [],
        "age_years": draw.choice(AGES),
    }


def _question(id: str) -> str:
    """The question that a yes to an id answers; the id itself where several bring the rule."""
    brought = BOOK.brought_by.get(id, ())
    return brought[0] if id not in CATALOG.questions and len(brought) == 1 else id


def _hits(draw: random.Random, share: float) -> bool:
    return draw.random() < share


def _places(draw: random.Random, near: list[str], share: float) -> list[str]:
    if not _hits(draw, share):
        return []
    count = 1 + _hits(draw, 0.2)
    return [draw.choice(near if near and _hits(draw, 0.7) else PLACES) for _ in range(count)]


def _yes(draw: random.Random) -> list[str]:
    found: list[str] = []
    for _ in range(draw.choice((0, 0, 1, 1, 2, 2, 3, 4))):
        roll = draw.random()
        level = 0 if roll < 0.85 else 1 if roll < 0.95 else 2
        id = draw.choice(RULES) if _hits(draw, 0.05) else draw.choice(BY_STERNNESS[level])
        if id not in found or _hits(draw, 0.2):
            found.append(id)
    return found


def _treat_alone(draw: random.Random, row: dict[str, Any]) -> None:
    """Add a letter, or findings in the soft tissue."""
    if _hits(draw, 0.5):
        impairments = tuple(CATALOG.impairments)
        row["impairments"] = [[draw.choice(impairments)] for _ in row["complaints"]]
        row["pain"] = [draw.choice((None, 0, 5, 10)) for _ in row["complaints"]]
    else:
        rule_id = draw.choice(tuple(CATALOG.contraindications))
        by = draw.choice(("prescriber", "therapist"))
        row["clearances"] = [{"rule_id": rule_id, "by": by, "reason": "a reason"}]


def _spoil(draw: random.Random, row: dict[str, Any]) -> None:
    """Put a fault into a row, of one of the kinds that real data have."""
    faults: tuple[dict[str, Any], ...] = (
        {"complaints": []},
        {"complaints": ["Back pain"] * len(row["complaints"])},
        {"stages": ["old"] * len(row["complaints"])},
        {"sides": ["left"] * (len(row["complaints"]) + 1)},
        {"regions": [["tail"]] * len(row["complaints"])},
        {"absent": [*row["absent"], "no-such-question"]},
        {"absent": [*row["absent"], None]},
        {"unknown": row["absent"][:1] or ["?"]},
        {"present": ["diabetess"], "present_sides": [], "present_regions": []},
        {"allergies": ["moon-dust"]},
        {"age_years": 131},
        {"pain": [11] * len(row["complaints"])},
    )
    row.update(draw.choice(faults))
