"""The notices of an answer, as every door must write them."""

from medmassage.model.plan import TreatmentPlan, Withheld


def notice_texts(answer: TreatmentPlan | Withheld) -> tuple[str, ...]:
    """Every required notice in full, then the clinic's own."""
    return (*(one.text for one in answer.disclaimers), *answer.policy.notices)
