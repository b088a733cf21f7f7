"""
Where the time goes: in a first answer, in a match, in a plan and in a cohort.

    python benchmarks/profiles.py

The first answer is cut into steps, each timed in the same fresh process; the others are profiled
by function. Shares are of processor time; a profiler makes calls of small functions look dearer
than they are.
"""

import cProfile
import pstats
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from measure import usual_settings
from people import rows

from medmassage import Complaint, Intake, match_techniques, no_to_rest, outline_plan
from medmassage.cohort import Screener, input_schema

STEPS = """
import time
def step(name):
    print(name, time.process_time())
step("Python itself")
import datetime, enum, functools, json, typing
step("modules of Python")
import medmassage.catalog.kinds, medmassage.model.intake, medmassage.model.matching
import medmassage.model.screening
step("classes of the model and closed lists")
import medmassage as mm
mm.match_techniques, mm.Intake
step("modules of the verbs")
intake = mm.Intake(complaints=["lower-back-pain"], present=["anticoagulant-therapy"])
mm.match_techniques(intake)
step("files, the records needed, tables and the answer")
"""


def first_answer(rounds: int = 9) -> None:
    """Print the steps of a first answer."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        command = [sys.executable, "-c", STEPS]
        done = subprocess.run(  # noqa: S603 - our own program
            command, check=True, capture_output=True, text=True, env=usual_settings()
        )
        before = 0.0
        for one in done.stdout.splitlines():
            name, _, at = one.rpartition(" ")
            found.setdefault(name, []).append(float(at) - before)
            before = float(at)
    shares({name: statistics.median(times) for name, times in found.items()})


def by_function(work: Callable[[], object], times: int) -> None:
    """Print the functions in which work spends most."""
    work()
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(times):
        work()
    profile.disable()
    spent: dict[str, float] = {}
    for (file, _, name), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        place = "/".join(Path(file).parts[-2:]) if file != "~" else ""
        label = f"{place} {name}".strip().partition(" object at ")[0]
        spent[label] = spent.get(label, 0.0) + own
    shares(spent, most=10)


def shares(spent: dict[str, float], most: int | None = None) -> None:
    """Print what took how much."""
    whole = sum(spent.values())
    items = sorted(spent.items(), key=lambda item: -item[1])[:most] if most else spent.items()
    print("\n| where | share |\n|---|---:|")
    for name, seconds in items:
        print(f"| {f'`{name}`' if most else name} | {seconds / whole:.0%} |")


def main() -> None:
    """Print all profiles."""
    complaint = Complaint("lower-back-pain", stage="chronic", pain=6)
    intake = no_to_rest(Intake(complaints=[complaint], present=["anticoagulant-therapy"]))
    batch = pa.RecordBatch.from_pylist(list(rows(100_000)), schema=input_schema())
    short, whole = Screener(columns=["decision", "allowed_mask"]), Screener()
    print("## First answer")
    first_answer()
    print("\n## Screen and match")
    by_function(lambda: match_techniques(intake), 100)
    print("\n## Plan")
    by_function(lambda: outline_plan(intake), 50)
    print("\n## Cohort, decision and mask")
    by_function(lambda: short(batch), 2)
    print("\n## Cohort, all columns")
    by_function(lambda: whole(batch), 2)


if __name__ == "__main__":
    main()
