"""
What is asked in both places: screening, matching, a plan and its rendering for every condition.

Runs as it is in CPython and in Pyodide; `answers` is the fingerprint of each answer.
"""

from hashlib import sha256

import medmassage as mm
from medmassage.export import markdown

SAID = ("anticoagulant-therapy", "any-fever", "pregnancy-first-trimester")


def fingerprint(text):
    """What tells one text from another."""
    return sha256(text.encode()).hexdigest()


answers = []
for place, condition_id in enumerate(mm.default_catalog().conditions):
    complaint = mm.Complaint(condition_id, stage=("acute", "chronic")[place % 2], pain=place % 11)
    asked = mm.Intake(complaints=[complaint], present=[SAID[place % 3]])
    known = mm.no_to_rest(asked)
    plan = mm.outline_plan(known)
    report = mm.match_techniques(known)
    answers.append(
        [
            condition_id,
            *map(fingerprint, map(mm.dumps, (mm.screen(asked), report, plan))),
            fingerprint(markdown.render(plan)),
        ]
    )
