"""
A body map as SVG: the front and the back of a person, each region as the answer speaks of it.

The picture stands alone: no scripts, no links, no fonts to fetch. Each status has a hatching as
well as a color, so it can be read in gray, and colors of its own on a dark screen.
"""

from collections.abc import Iterator

from medmassage.errors import DataError, Fault, seen
from medmassage.export._body_drawing import drawn, picture_of
from medmassage.export._body_places import Answer
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.screening import Screening


def svg(answer: Answer, *, prefix: str = "body", show_notices: bool = True) -> str:
    """
    Draw a plan, a refusal or a screening on the front and the back of a person.

    Each region is drawn for the person's left and right, once in each view that shows it, and
    named after its place: `body-front-left-shoulder`. Its attribute `data-status` and its title
    say what holds there. The first of these that holds is drawn:

    - `avoid`: a rule closes the place, or the screening stops treatment altogether;
    - `planned-with-caution`: sessions touch it, and limits of this person hold there;
    - `planned`: sessions touch it;
    - `caution`: limits of this person hold there, no work is planned;
    - `general-care`: a place where strong pressure is kept off everyone, no work is planned;
    - `not-assessed`: none of these. It does not mean that the place is clear.

    Args:
        answer: What to draw. A screening has no sessions, so nothing is drawn as planned.

        prefix: What every id begins with; give each map of a page its own.

        show_notices: Whether the notices of a plan or a refusal are printed below the picture.
            False is for a page that prints them itself; the file holds them in any case.

    Returns:
        An SVG document without an XML declaration, so it also stands inside HTML. It has no
        width or height and takes the width it is given. Equal answers give equal text.

    Raises:
        DataError: The answer is of another class, or the prefix cannot begin an id.

    Example:
        >>> from medmassage import Intake, outline_plan
        >>> picture = svg(outline_plan(Intake(complaints=["neck-pain"])))
        >>> 'id="body-back-left-back-of-neck" data-status="planned"' in picture
        True
    """
    faults = [*_faults(answer, prefix)]
    if faults:
        raise DataError("svg", faults)
    return drawn(picture_of(answer), prefix, show_notices=show_notices)


def _faults(answer: object, prefix: object) -> Iterator[Fault]:
    """What is wrong with the arguments."""
    if not isinstance(answer, TreatmentPlan | Withheld | Screening):
        expected = "expected a TreatmentPlan, a Withheld or a Screening"
        yield Fault("answer", f"{expected}, got {seen(answer)}")
    if not _is_prefix(prefix):
        expected = "expected a letter of A to Z, then letters, digits, hyphens or underscores"
        yield Fault("prefix", f"{expected}, got {seen(prefix)}")


def _is_prefix(prefix: object) -> bool:
    return (
        isinstance(prefix, str)
        and prefix.isascii()
        and prefix[:1].isalpha()
        and prefix.replace("-", "").replace("_", "").isalnum()
    )
