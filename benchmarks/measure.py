"""Times side by side, told as ratios, and a line of the table for each."""

import statistics
import subprocess
import sys
import time
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
        The median elapsed time by name, in seconds.
    """
    times: dict[str, list[float]] = {name: [] for name in programs}
    for program in programs.values():
        _elapsed(program)
    for _ in range(rounds):
        for name, program in programs.items():
            times[name].append(_elapsed(program))
    return {name: statistics.median(found) for name, found in times.items()}


def _elapsed(program: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own programs
    return time.perf_counter() - start


def line(what: str, goal: str, ratio: float) -> None:
    """Print a line of the table."""
    print(
        f"| {what} | {goal} | {ratio:.2f} |"
        if ratio < 100
        else f"| {what} | {goal} | {ratio:.0f} |"
    )
