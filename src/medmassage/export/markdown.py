"""
Markdown for every public object: plans, refusals, reviews, records, screenings, matches.

Notebooks show objects this way, and `print` does.
"""

from collections.abc import Iterable

from medmassage.export._markdown_objects import written
from medmassage.model.fields import Model


def render(obj: Model | Iterable[Model]) -> str:
    """
    Write an object as Markdown (CommonMark with tables).

    Args:
        obj: Any object of this library, or several of them, such as the gaps that
            `completeness` lists.

    Returns:
        Text that ends with a line break. Plans, refusals and reviews carry their notices in
        full; text that came from a person is escaped.

    Example:
        >>> from medmassage.catalog import default_catalog
        >>> print(render(default_catalog().body_systems["nervous"]).splitlines()[0])
        # Nervous system
    """
    return written(obj)
