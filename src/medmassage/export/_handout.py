"""The page that the HTML door gives and the PDF door prints."""

from collections.abc import Collection, Iterator
from typing import Literal, get_args

from medmassage.catalog import Catalog, default_catalog
from medmassage.errors import DataError, Fault, did_you_mean, nearest, seen
from medmassage.export._body_drawing import picture_of
from medmassage.export._body_figure import figure
from medmassage.export._html_from_markdown import document
from medmassage.export._html_page import contents, page
from medmassage.export._html_patient import patient_page
from medmassage.export._markdown_objects import written
from medmassage.export._markup import Ids, element
from medmassage.model.fields import Model
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import Review
from medmassage.model.screening import Screening

Register = Literal["professional", "patient"]
"""For whom a handout is."""

_FOR_PATIENTS = (TreatmentPlan, Withheld, Review)


def handout(obj: Model | Collection[Model], register: Register, catalog: Catalog | None) -> str:
    """
    A page of HTML.

    Raises:
        DataError: There is no such register, an object is not one of ours, or it has no words
            for patients.
        MissingExtraError: markdown-it-py is not installed.
    """
    faults = [*_faults(obj, register)]
    if faults:
        raise DataError("render", faults)
    if register == "patient" and isinstance(obj, _FOR_PATIENTS):
        return patient_page(obj, catalog or default_catalog())
    return _professional(obj)


def _faults(obj: object, register: object) -> Iterator[Fault]:
    """What is wrong with the arguments."""
    known = get_args(Register)
    if register not in known:
        expected = f"expected {' or '.join(map(repr, known))}, got {seen(register)}"
        yield Fault("register", f"{expected}{did_you_mean(nearest(register, known))}")
    if register == "patient" and not isinstance(obj, _FOR_PATIENTS):
        expected = "expected a TreatmentPlan, a Withheld or a Review for a patient"
        yield Fault("obj", f"{expected}, got {seen(obj)}")
    elif not _is_ours(obj):
        yield Fault("obj", f"expected objects of this library, got {seen(obj)}")


def _is_ours(obj: object) -> bool:
    if isinstance(obj, Model):
        return True
    if isinstance(obj, str | bytes) or not isinstance(obj, Collection):
        return False
    return all(isinstance(one, Model) for one in obj)


def _professional(obj: Model | Collection[Model]) -> str:
    """What the object says in Markdown, with a body map where there is something to see."""
    ids = Ids()
    for reserved in ("content", "map"):
        ids.of(reserved)
    text = document(written(obj), ids)
    parts = [(one.id, one.heading, one.body) for one in text.parts]
    if isinstance(obj, TreatmentPlan) or (
        isinstance(obj, Screening) and obj.restrictions and not obj.stops_treatment
    ):
        place = next((n for n, one in enumerate(parts, start=1) if one[1] == "Safety"), len(parts))
        id = ids.of("body map")
        inner = (element("h2", "Body map", id=id), "\n", figure(picture_of(obj)))
        body = element("section", "\n", *inner, "\n", aria_labelledby=id)
        parts.insert(place, (id, "Body map", body))
    return page(
        text.title,
        head=[text.head],
        main=[body for _, _, body in parts],
        class_="professional",
        contents=contents([(id, heading) for id, heading, _ in parts]),
    )
