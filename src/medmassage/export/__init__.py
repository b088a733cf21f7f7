"""Doors: each module writes one format. None imports another."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from medmassage.export import (
        body_map as body_map,
        calendar as calendar,
        cds_hooks as cds_hooks,
        charts as charts,
        fhir as fhir,
        html as html,
        json_schema as json_schema,
        markdown as markdown,
        pdf as pdf,
        tables as tables,
    )

_DOORS = frozenset(
    {"body_map", "calendar", "cds_hooks", "charts", "fhir", "html", "json_schema"}
    | {"markdown", "pdf", "tables"}
)


def __getattr__(name: str) -> object:
    """Load a door when it is first asked for."""
    from importlib import import_module

    if name in _DOORS:
        return import_module(f"medmassage.export.{name}")
    raise AttributeError(f"module 'medmassage.export' has no door {name!r}")


def __dir__() -> list[str]:
    """The doors."""
    return sorted(_DOORS)
