"""
How long a fresh process takes to its first answer, beside what it cannot do without.

    python benchmarks/first_answer.py

Each program runs in a process of its own, and the programs take turns. pycountry, whose first
country reads one JSON file, stands for what people are used to; where it is not installed, its
line is left out.
"""

from importlib.util import find_spec

from measure import line, processes

INTAKE = """
import medmassage as mm
intake = mm.Intake(complaints=["lower-back-pain"], present=["anticoagulant-therapy"])
"""
PROGRAMS = {
    "pass": "pass",
    "import attrs": "import attrs",
    "import": "import medmassage",
    "record": "import medmassage as mm; mm.default_catalog().conditions['sprain']",
    "screen": INTAKE + "mm.screen(intake)",
    "match": INTAKE + "mm.match_techniques(intake)",
    "plan": INTAKE + "mm.outline_plan(mm.no_to_rest(intake))",
}
COUNTRY = "import pycountry; pycountry.countries.get(alpha_2='DE')"


def main() -> None:
    """Run all programs in turn and print the ratios."""
    there = {"country": COUNTRY} if find_spec("pycountry") else {}
    took = processes(PROGRAMS | there)
    line("`import medmassage` / `python -c pass`", "<= 1.05", took["import"] / took["pass"])
    if there:
        ratio = took["match"] / took["country"]
        line("first screen and match / first country of pycountry", "<= 0.90", ratio)
        ratio = took["import attrs"] / took["country"]
        line("`import attrs` alone / first country of pycountry", "", ratio)
    for name in ("import attrs", "record", "screen", "match", "plan"):
        what = f"`{name}`" if " " in name else f"first {name}"
        line(f"{what} / `python -c pass`", "", took[name] / took["pass"])


if __name__ == "__main__":
    main()
