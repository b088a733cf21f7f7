"""
How long a fresh process takes to its first answer, beside what it cannot do without.

    python benchmarks/first_answer.py [rounds]

Each program runs in a process of its own, the programs take turns, and the table gives the
median and the ratio to `python -c pass` of the same run.
"""

import statistics
import subprocess
import sys
import time

INTAKE = """
import medmassage as mm
intake = mm.Intake(complaints=["lower-back-pain"], present=["anticoagulant-therapy"])
"""
PROGRAMS = {
    "python -c pass": "pass",
    "import medmassage": "import medmassage",
    "first record": "import medmassage as mm; mm.default_catalog().conditions['sprain']",
    "first screen": INTAKE + "mm.screen(intake)",
    "first screen and match": INTAKE + "mm.match_techniques(intake)",
    "first plan": INTAKE + "mm.outline_plan(mm.no_to_rest(intake))",
}


def seconds(program: str) -> float:
    """How long one process takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own programs
    return time.perf_counter() - start


def main(rounds: int) -> None:
    """Run all programs in turn and print the table."""
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for program in PROGRAMS.values():  # writes the byte code, warms the disk
        seconds(program)
    for _ in range(rounds):
        for name, program in PROGRAMS.items():
            times[name].append(seconds(program))
    base = statistics.median(times["python -c pass"])
    print(f"| {'program':24} | median ms | ratio |")
    print(f"|{'-' * 26}|----------:|------:|")
    for name, found in times.items():
        median = statistics.median(found)
        print(f"| {name:24} | {median * 1000:9.1f} | {median / base:5.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
