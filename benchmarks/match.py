"""
How fast matching is, beside the naive loop that the tests compare it with.

    python benchmarks/match.py [intakes]

Both screen and match the same people in turn, in one process: 2,000 of them, or as many as are
asked for. They are drawn with a fixed seed, without Hypothesis, so that every run has the same
ones: one or two complaints with or without place, side and stage, findings in the soft tissue, up
to three yes answers with a place, mostly such as limit a session and do not stop it, now and then
a clearance, and no to all the rest. What matching works out once and keeps is paid for by the
first people, and counted. Processor time is compared, and the answers too: where two differ, the
run ends with an error.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from measure import one_look_up

from medmassage import (
    Clearance,
    Complaint,
    Finding,
    Intake,
    MatchReport,
    default_catalog,
    match_techniques,
    no_to_rest,
    screen,
)
from medmassage.vocabulary import Side, Stage

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # not installed with the library

from naive import naive_screen
from naive_match import Matched, naive_match

T = TypeVar("T")

SEED = 20300615
CATALOG = default_catalog()
LIMITING = tuple(
    id
    for id, question in CATALOG.questions.items()
    if question.triggers
    and all(
        rule_id in CATALOG.contraindications
        and not CATALOG.contraindications[rule_id].decides_whole_session
        for rule_id in question.triggers
    )
)
"""Questions whose yes limits a session and does not stop it."""


def people(count: int) -> list[Intake]:
    """Draw people, the same ones each time."""
    chance = random.Random(SEED)  # noqa: S311 - people to measure with, not a secret
    return [person(chance) for _ in range(count)]


def person(chance: random.Random) -> Intake:
    """Draw a person of whom all is known."""
    conditions = chance.sample(tuple(CATALOG.conditions), chance.choice((1, 1, 1, 2)))
    complaints = [complaint(chance, id) for id in conditions]
    regions = [region for one in complaints for region in one.regions]
    asked = tuple(CATALOG.questions) if chance.random() < 0.2 else LIMITING
    questions = chance.sample(asked, chance.choice((0, 1, 1, 2, 3)))
    present = [
        Finding(
            id,
            regions=chance.sample(regions, 1) if regions and chance.random() < 0.8 else (),
            side=chance.choice((None, *Side)),
        )
        for id in questions
    ]
    rules = sorted(
        {rule_id for id in questions for rule_id in CATALOG.questions[id].triggers}
        & set(CATALOG.contraindications)
    )
    clearances = [Clearance(id) for id in rules if chance.random() < 0.2]
    return no_to_rest(Intake(complaints=complaints, present=present, clearances=clearances))


def complaint(chance: random.Random, condition_id: str) -> Complaint:
    """Draw a complaint: mostly where it usually is."""
    usual = CATALOG.conditions[condition_id].regions
    return Complaint(
        condition_id,
        stage=chance.choice((None, *Stage)),
        regions=chance.sample(usual, min(len(usual), chance.choice((0, 1, 1, 2)))),
        side=chance.choice((None, *Side)),
        impairment_ids=chance.sample(tuple(CATALOG.impairments), chance.choice((0, 0, 1, 2))),
    )


def same(report: MatchReport, naive: Matched) -> bool:
    """Whether two answers are the same."""
    return all(
        len(ours) == len(theirs)
        and all(
            (one.condition_id, one.technique_id, one.accepted, one.support, one.direct)
            == (other.condition_id, other.technique_id, other.accepted, other.support, other.direct)
            and one.impairment_ids == other.impairment_ids
            and [(x.region, x.side, x.pressure, {*x.except_regions}) for x in one.places]
            == [(x.region, x.side, x.pressure, x.except_regions) for x in other.places]
            and set(one.blocked_by) == other.blocked_by
            and set(one.precaution_ids) == other.precaution_ids
            for one, other in zip(ours, theirs, strict=True)
        )
        for ours, theirs in (
            (report.accepted, naive.accepted),
            (report.rejected, naive.rejected),
        )
    )


def seconds(work: Callable[[], T]) -> tuple[float, T]:
    """Processor time of a piece of work, and its result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def main(count: int) -> None:
    """Match everybody in both ways, and print the ratios."""
    drawn = people(count)
    match_techniques(drawn[0])  # reads the records and writes the byte code
    naive_match(drawn[0], None, CATALOG)
    spent: Counter[str] = Counter()
    different = []
    for intake in drawn:
        for name, work in (
            ("screen", partial(screen, intake)),
            ("naive screen", partial(naive_screen, intake, None, CATALOG)),
        ):
            spent[name] += seconds(work)[0]
        took, report = seconds(partial(match_techniques, intake))
        spent["match"] += took
        took, naive = seconds(partial(naive_match, intake, None, CATALOG))
        spent["naive match"] += took
        if not same(report, naive):
            different.append(intake)
    look_up = one_look_up()
    adds = {one: spent[f"{one}match"] - spent[f"{one}screen"] for one in ("", "naive ")}
    print(f"{count} intakes, {sum(len(one.complaints) for one in drawn)} complaints")
    print(f"| {'':44} |   ratio |")
    print(f"|{'-' * 46}|--------:|")
    for name, ratio in (
        ("naive loop / match_techniques", spent["naive match"] / spent["match"]),
        ("its screening: naive loop / screen", spent["naive screen"] / spent["screen"]),
        ("what matching adds: naive loop / ours", adds["naive "] / adds[""]),
        ("match_techniques / one call with one look-up", spent["match"] / count / look_up),
    ):
        print(f"| {name:44} | {ratio:7.1f} |")
    if different:
        sys.exit(f"{len(different)} answers differ, the first for {different[0]!r}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
