"""
The cohort engine beside the single verbs, person by person.

    python benchmarks/equality.py [people]

Draws 100,000 people, or as many as are asked for, one in fifty with a letter or a finding in the
soft tissue and one in a hundred with a fault, screens them as a cohort and one by one, and
compares every output column. The run ends with an error at the first difference. It takes some
milliseconds a person, nearly all of them for the single verbs.
"""

import sys
import time
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from medmassage.cohort import Screener, input_schema, intake_of
from medmassage.cohort._layout import OUTPUT
from medmassage.errors import MedMassageError

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # not installed with the library

from people import CATALOG, rows

from one_by_one import expected


def said(row: dict[str, Any]) -> dict[str, Any]:
    """What the single verbs say of a row."""
    try:
        return expected(intake_of(row), CATALOG)
    except MedMassageError as error:
        return dict.fromkeys(OUTPUT) | {"error": str(error)}


def main(people: int) -> None:
    """Compare, and say how many of which decision there were."""
    screener, decisions, start = Screener(), Counter[str](), time.perf_counter()
    drawn = rows(people, alone=0.02, faulty=0.01)
    while some := list(islice(drawn, 10_000)):
        batch = pa.RecordBatch.from_pylist(some, schema=input_schema())
        for row, found in zip(some, screener(batch).to_pylist(), strict=True):
            wanted = said(row)
            if wanted != found:
                sys.exit(f"not equal:\n{row}\nalone: {wanted}\ncohort: {found}")
            decisions[found["decision"] or "a faulty row"] += 1
    print(f"{decisions.total():,} people, all equal, in {time.perf_counter() - start:.0f} s:")
    for decision, many in decisions.most_common():
        print(f"  {many:7,} {decision}")
    print(f"catalog {CATALOG.version} {CATALOG.digest[:12]}, {len(screener.schema)} columns")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
