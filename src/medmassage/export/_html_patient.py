"""A page for the person who is treated: plain words, short sentences, no names of rules."""

from collections.abc import Iterable

from medmassage.catalog import Catalog
from medmassage.export._html_page import page
from medmassage.export._markup import Ids, Markup, element, joined
from medmassage.export._patient_parts import Part, complaints
from medmassage.export._patient_plan import plan_parts
from medmassage.export._patient_review import review_parts
from medmassage.export._patient_withheld import withheld_parts, withheld_title
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import Review


def patient_page(answer: TreatmentPlan | Withheld | Review, catalog: Catalog) -> str:
    """A plan, a refusal or a review as a page for the person."""
    ids = Ids()
    for reserved in ("content", "map"):
        ids.of(reserved)
    parts = _parts(answer, catalog)
    named = [(ids.of(one.heading), one) for one in parts]
    return page(
        _title(answer),
        head=_head(answer, catalog),
        main=[_section(id, one) for id, one in named],
        class_="patient",
        contents=Markup(),
    )


def _title(answer: TreatmentPlan | Withheld | Review) -> str:
    if isinstance(answer, TreatmentPlan):
        return "Your massage plan"
    return (
        withheld_title(answer) if isinstance(answer, Withheld) else "How your massage plan is going"
    )


def _parts(answer: TreatmentPlan | Withheld | Review, catalog: Catalog) -> Iterable[Part]:
    if isinstance(answer, TreatmentPlan):
        return plan_parts(answer, catalog)
    if isinstance(answer, Withheld):
        return withheld_parts(answer, catalog)
    return review_parts(answer, catalog)


def _head(answer: TreatmentPlan | Withheld | Review, catalog: Catalog) -> list[Markup]:
    """For whom and for what it is, with a line to write on."""
    line = element("span", class_="line")
    whom = element("p", "Your therapist and telephone: ", line)
    if isinstance(answer, Review):
        return [whom]
    label = "What it is for" if isinstance(answer, TreatmentPlan) else "What you came for"
    return [complaints(answer.intake, catalog, label), whom]


def _section(id: str, part: Part) -> Markup:
    return element(
        "section",
        "\n",
        element("h2", part.heading, id=id),
        "\n",
        joined(part.content, "\n"),
        "\n",
        aria_labelledby=id,
        class_=f"box {part.look}" if part.look else None,
    )
