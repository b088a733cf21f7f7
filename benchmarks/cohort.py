"""
A cohort beside the loop over people, and beside Polars; one thread.

    python benchmarks/cohort.py [people]

Polars gets the pipeline of `polars_cohort.py`, which answers for people with one complaint of whom
no place is known; both get the same columns and must give the same answers.
"""

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # before Polars is loaded

import sys

import polars as pl
import pyarrow as pa
from measure import line, one_look_up, side_by_side
from people import CATALOG, rows
from polars_cohort import COLUMNS, PolarsCohort

from medmassage.cohort import Screener, input_schema, intake_of
from medmassage.cohort._tables import tables
from medmassage.errors import MedMassageError
from medmassage.matching import match_techniques

ONE_BY_ONE = 200
"""So many people go through the loop: each takes milliseconds."""


def batch_of(people: int) -> pa.RecordBatch:
    """People with all columns."""
    return pa.RecordBatch.from_pylist(list(rows(people)), schema=input_schema())


def simple_batch(people: int) -> pa.RecordBatch:
    """People with one complaint of whom no place is known."""
    found = []
    for row in rows(people):
        simple = {name: row[name] for name in COLUMNS}
        simple["complaints"], simple["stages"] = row["complaints"][:1], row["stages"][:1]
        simple["present"] = [id for id in row["present"] if id in CATALOG.questions]
        found.append(simple)
    fields = [(name, input_schema().field(name).type) for name in COLUMNS]
    return pa.RecordBatch.from_pylist(found, schema=pa.schema(fields))


def main(people: int) -> None:
    """Screen in each way in turn, and print the ratios."""
    screener, short = Screener(), Screener(columns=["decision", "allowed_mask"])
    by_hand = PolarsCohort(tables(CATALOG))
    whole, simple = batch_of(people), simple_batch(people)
    frame = pl.DataFrame(pl.from_arrow(simple)).rechunk()
    few = whole.slice(0, ONE_BY_ONE).to_pylist()

    def loop() -> None:
        for row in few:
            try:
                match_techniques(intake_of(row))
            except MedMassageError:
                continue

    answers = pl.DataFrame(pl.from_arrow(short(simple)))
    if not answers.select("decision", "allowed_mask").equals(by_hand(frame)):
        sys.exit("the answers of Polars differ")
    took = side_by_side(
        {
            "all": lambda: screener(whole),
            "short": lambda: short(simple),
            "polars": lambda: by_hand(frame),
            "loop": loop,
        },
        rounds=9,
    )
    line("Polars / ours: decision and mask", ">= 2.5", took["polars"] / took["short"])
    each = took["short"] / people
    line(
        "a person in a cohort, decision and mask / one call with one look-up",
        "<= 25",
        each / one_look_up(),
    )
    each = took["loop"] / ONE_BY_ONE
    line("loop over people / ours, all columns", ">= 50", each / (took["all"] / people))
    print(f"| microseconds a person: decision and mask | | {took['short'] / people * 1e6:.2f} |")
    print(f"| microseconds a person: all columns | | {took['all'] / people * 1e6:.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
