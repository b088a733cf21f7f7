"""
Memory and time as a cohort grows: people read from a Parquet file, batch after batch.

    python benchmarks/memory.py [people]

Screens so many people (10,000,000 where no number is given), then ten times as many, each in a
process of its own, and compares the highest memory and the time. A file holds 200,000 people and
is read again and again; `pre_buffer=False` keeps the reader from loading it whole.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
from measure import line
from people import rows

from medmassage.cohort import Screener, input_schema

IN_FILE = 200_000
ROWS = 32_768
"""Rows in a batch."""


def write(path: str) -> None:
    """Write a file of people."""
    with pq.ParquetWriter(path, input_schema(), compression="zstd") as writer:
        for seed in range(10):
            some = list(rows(IN_FILE // 10, seed))
            writer.write_table(pa.Table.from_pylist(some, schema=input_schema()))


def screen(path: str, people: int) -> None:
    """Screen people and print the seconds, the highest memory and a checksum."""
    screener = Screener(columns=["decision", "allowed_mask"])
    start, done, checksum = time.process_time(), 0, 0
    while done < people:
        batches = pq.ParquetFile(path, pre_buffer=False).iter_batches(ROWS)
        for found in screener.batches(batches):
            some = found.slice(0, min(found.num_rows, people - done))
            done += some.num_rows
            checksum += some.column("allowed_mask").sum().as_py() if some.num_rows else 0
            if done == people:
                break
    spent = time.process_time() - start
    print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, checksum)


def run(*arguments: object) -> list[float]:
    """What this script prints when it is run with some arguments."""
    command = [sys.executable, __file__, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return [float(one) for one in done.stdout.split()]


def main(people: int) -> None:
    """Screen a cohort and one ten times as large, and print the ratios."""
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "people.parquet")
        write(path)
        small, large = (run("screen", path, many) for many in (people, 10 * people))
    many = f"{10 * people / 1e6:g}M rows / {people / 1e6:g}M rows"
    line(f"highest memory, {many}", "<= 1.25", large[1] / small[1])
    line(f"time, {many}", "8 to 12", large[0] / small[0])
    print(f"| microseconds a person, with reading the file | | {small[0] / people * 1e6:.2f} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["screen"]:
        screen(sys.argv[2], int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
