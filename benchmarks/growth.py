"""
How cost grows with the catalog: one, two and four times the questions, rules and conditions.

    python benchmarks/growth.py

The copies stand beside the originals under other ids and concern the same complaints, so that as
many times more is asked, answered and compared. Ratios are to the shipped catalog.
"""

from collections.abc import Mapping
from itertools import islice

import pyarrow as pa
from attrs import evolve
from measure import side_by_side
from people import rows

from medmassage import Catalog, Complaint, Intake, default_catalog, match_techniques, no_to_rest
from medmassage.cohort import Screener, input_schema
from medmassage.model.fields import Record
from medmassage.screening import screen

SHIPPED = default_catalog()
FACTORS = (1, 2, 4)
PEOPLE = 20_000
COPIED = ("questions", "contraindications", "red_flags", "conditions")


def copied(kind: str, place: int) -> Mapping[str, Record]:
    """The records of a kind under other ids, pointing at each other's copies."""

    def other(id: str) -> str:
        return f"{id}-copy-{place}"

    def ids(one: Record, name: str) -> dict[str, list[str]]:
        return {name: [other(id) for id in getattr(one, name)]} if hasattr(one, name) else {}

    found: dict[str, Record] = {}
    for id, one in getattr(SHIPPED, kind).items():
        change: dict[str, object] = {"id": other(id), **ids(one, "triggers"), **ids(one, "implies")}
        if getattr(one, "under", None):
            change["under"] = other(one.under)
        found[other(id)] = evolve(one, **change)
    return found


def grown(factor: int) -> Catalog:
    """The shipped catalog, so many times as large."""

    def load(kind: str) -> Mapping[str, Record]:
        found: dict[str, Record] = dict(getattr(SHIPPED, kind))
        for place in range(1, factor if kind in COPIED else 1):
            found |= copied(kind, place)
        return dict(sorted(found.items()))

    return Catalog(version=f"{factor} times", digest=f"{factor}", load=load)


def answered(row: dict[str, object], factor: int) -> dict[str, object]:
    """A row with the same no to the copies."""
    absent = [
        f"{id}-copy-{place}" if place else id for id in row["absent"] for place in range(factor)
    ]
    return row | {"absent": absent}


def main() -> None:
    """Measure each verb for each size, and print a table."""
    some = list(islice(rows(PEOPLE), PEOPLE))
    print("| times the catalog | screen | screen and match | a row of a cohort | its tables |")
    print("|---|---|---|---|---|")
    base: dict[str, float] = {}
    for factor in FACTORS:
        catalog = grown(factor)
        complaint = Complaint("lower-back-pain", stage="chronic")
        intake = no_to_rest(
            Intake(complaints=[complaint], present=["anticoagulant-therapy"]), catalog=catalog
        )
        screener = Screener(catalog, columns=["decision", "allowed_mask"])
        batch = pa.RecordBatch.from_pylist(
            [answered(row, factor) for row in some], schema=input_schema()
        )
        took = side_by_side(
            {
                "screen": lambda i=intake, c=catalog: screen(i, catalog=c),
                "match": lambda i=intake, c=catalog: match_techniques(i, catalog=c),
                "cohort": lambda s=screener, b=batch: s(b),
                "tables": lambda f=factor: Screener(grown(f)),
            },
            rounds=5,
        )
        base = base or took
        cells = " | ".join(f"{took[name] / base[name]:.1f}" for name in took)
        print(f"| {factor} | {cells} |", flush=True)
    print("| once |", end=" ")
    print(f"{base['screen'] * 1e3:.2f} ms | {base['match'] * 1e3:.2f} ms |", end=" ")
    print(f"{base['cohort'] / PEOPLE * 1e6:.1f} us | {base['tables'] * 1e3:.0f} ms |")


if __name__ == "__main__":
    main()
