"""
A cohort on Spark: `mapInArrow` with the screener beside `mapInArrow` that changes nothing.

    python benchmarks/spark.py [people]

Runs Spark in local mode with one worker thread, on a Parquet file of 100,000 people or as many as
are asked for, and needs pyspark and Java. The sums of the answers must equal those that pyarrow
alone computes from the same file. The identity gives all columns back, which Spark must read again;
the other stand-in gives back one small column, as little as ours. Spark reads unsigned 64-bit
columns as decimals, which is why masks are signed.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from measure import line
from people import rows
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from medmassage.cohort import Screener, input_schema

os.environ["PYSPARK_PYTHON"] = sys.executable  # the workers need this library too
ROUNDS = 3
COLUMNS = [name for name in input_schema().names if name not in ("clearances", "impairments")]


def write(path: str, people: int) -> pa.Table:
    """Write people to a file."""
    some = list(rows(min(people, 50_000)))
    table = pa.Table.from_pylist(some, schema=input_schema()).select(COLUMNS)
    table = pa.concat_tables([table] * max(1, people // len(some)))
    pq.write_table(table, path, row_group_size=50_000)
    return table


def sums_of(answers: DataFrame) -> tuple[int, int]:
    """How many people there are, and the sum of their masks."""
    count, masks = answers.selectExpr("count(*)", "sum(allowed_mask)").first() or (0, 0)
    return int(count), int(masks)


def seconds(work: Callable[[], Any]) -> float:
    """Elapsed time: the work is done by other processes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(people: int) -> None:
    """Compare sums, then times."""
    screener = Screener(columns=["decision", "allowed_mask"])
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "50000")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "people.parquet")
        table = write(path, people)
        read = spark.read.parquet(path)
        schema = from_arrow_schema(screener.schema)
        screened = read.mapInArrow(screener.batches, schema)
        same = read.mapInArrow(lambda batches: batches, read.schema)
        little = read.mapInArrow(
            lambda batches: (batch.select(["age_years"]) for batch in batches), "age_years long"
        )
        expected = [batch.column("allowed_mask") for batch in screener.batches(table.to_batches())]
        wanted = (table.num_rows, sum(one.sum().as_py() for one in expected))
        if wanted != sums_of(screened):
            sys.exit(f"the sums of Spark differ: {sums_of(screened)}, expected {wanted}")
        times: dict[str, list[float]] = {"ours": [], "identity": [], "little": []}
        for _ in range(ROUNDS):
            times["ours"].append(seconds(lambda: sums_of(screened)))
            times["identity"].append(
                seconds(lambda: same.selectExpr("count(*)", "sum(size(absent))").first())
            )
            times["little"].append(
                seconds(lambda: little.selectExpr("count(*)", "sum(age_years)").first())
            )
    spark.stop()
    ours = min(times["ours"])
    line("Spark, `mapInArrow`: ours / the identity", "<= 1.25", ours / min(times["identity"]))
    line("Spark, `mapInArrow`: ours / one column back", "", ours / min(times["little"]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
