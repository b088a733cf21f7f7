"""
All benchmarks, one table.

    python benchmarks/run.py [--quick] [NAME ...]

Runs `first_answer`, `load`, `plans`, `match`, `cohort`, `memory` and `spark`, or those that are
named, one after the other. `--quick` takes fewer people; its ratios are rough. It takes some
minutes, and nothing else should run meanwhile. What is missing (pycountry, fhir.resources, Polars,
pyspark, Java) is said in the table.
"""

import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

SCRIPTS = {
    "first_answer": (),
    "load": (),
    "plans": (),
    "match": (),
    "cohort": (),
    "memory": (),
    "spark": (),
}
QUICK = {"match": "200", "cohort": "20000", "memory": "1000000", "spark": "50000"}
LIBRARIES = (
    *("medmassage", "attrs", "cattrs", "numpy", "pyarrow", "polars"),
    *("pycountry", "fhir.resources", "pyspark"),
)


def machine() -> str:
    """What the numbers were measured on."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, {python}"


def versions() -> str:
    """The libraries that take part."""
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} is not installed")
    return ", ".join(found)


def main(names: list[str]) -> None:
    """Run the scripts and print their lines."""
    quick = "--quick" in names
    wanted = [name for name in SCRIPTS if name in names] or list(SCRIPTS)
    print(f"{machine()}; {versions()}\n\n| what | goal | ratio |\n|---|---|---|", flush=True)
    for name in wanted:
        command = [sys.executable, str(Path(__file__).with_name(f"{name}.py"))]
        command += [QUICK[name]] if quick and name in QUICK else []
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        lines = [one for one in done.stdout.splitlines() if one.startswith("| ")]
        if name == "match":  # its table has two columns, and names its ratios itself
            lines = [" | | ".join(one.rsplit(" | ", 1)) for one in lines if "ratio" not in one]
        print("\n".join(lines) or f"| {name} | | not run |", flush=True)
        if done.returncode:
            print(done.stderr.strip().splitlines()[-1:], file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
