"""
What a type checker sees of the public names. Checked by mypy and pyright, never run.

A wrong type here is a broken promise to callers: their checkers read the same annotations.
"""

from typing import assert_type

from medmassage import (
    Catalog,
    Intake,
    Screening,
    TreatmentPlan,
    Withheld,
    default_catalog,
    outline_plan,
    screen,
)

intake = Intake(complaints=["lower-back-pain"])

assert_type(default_catalog(), Catalog)
assert_type(screen(intake), Screening)
assert_type(outline_plan(intake), TreatmentPlan | Withheld)
