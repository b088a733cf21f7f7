"""Times side by side, told as ratios, and a line of the table for each."""

import os
import resource
import statistics
import subprocess
import sys
import time
import timeit
from collections.abc import Callable, Mapping

Work = Callable[[], object]


def side_by_side(works: Mapping[str, Work], rounds: int = 15) -> dict[str, float]:
    """
    Time some pieces of work, which take turns, so that what else the machine does falls on all.

    Args:
        works: The work by name.

        rounds: How often each is done, after once without being timed.

    Returns:
        The median processor time by name, in seconds.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            start = time.process_time()
            work()
            times[name].append(time.process_time() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def processes(programs: Mapping[str, str], rounds: int = 21) -> dict[str, float]:
    """
    Time programs, each in fresh processes, which take turns.

    Args:
        programs: Python source by name.

        rounds: How often each is run, after once to write byte code and warm the disk.

    Returns:
        The median processor time by name, in seconds.
    """
    times: dict[str, list[float]] = {name: [] for name in programs}
    for program in programs.values():
        _spent(program)
    for _ in range(rounds):
        for name, program in programs.items():
            times[name].append(_spent(program))
    return {name: statistics.median(found) for name, found in times.items()}


def usual_settings() -> dict[str, str]:
    """The environment without what changes Python, such as not to keep byte code."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def _spent(program: str) -> float:
    """Processor time of a process with the usual settings."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", program]
    subprocess.run(command, check=True, env=usual_settings())  # noqa: S603 - our own programs
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def one_look_up() -> float:
    """Seconds that one function call with one look-up in a dict takes: the least that can be."""
    records = {"here": 1}

    def get() -> int:
        return records["here"]

    return min(timeit.repeat(get, number=100_000, repeat=5)) / 100_000


def line(what: str, goal: str, ratio: float) -> None:
    """Print a line of the table."""
    print(
        f"| {what} | {goal} | {ratio:.2f} |"
        if ratio < 100
        else f"| {what} | {goal} | {ratio:.0f} |"
    )
