"""Plans and visits for the tests of how a visit is made: somebody with no other limits."""

from medmassage.model.course import PlanPolicy
from medmassage.model.intake import Complaint, Intake
from medmassage.model.plan import TreatmentPlan
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest


def plan(*complaints: Complaint, present=(), **choices) -> TreatmentPlan:
    """The plan for somebody with no other limits."""
    person = no_to_rest(Intake(complaints=complaints, present=present))
    return outline_plan(person, PlanPolicy(**choices))


def later(*complaints, **choices):
    """The second visit of that plan."""
    return plan(*complaints, **choices).sessions[1]


def chronic(condition_id, *regions, side="both", impairment_ids=()):
    """A chronic complaint."""
    return Complaint(
        condition_id, stage="chronic", regions=regions, side=side, impairment_ids=impairment_ids
    )
