"""
JSON Schema 2020-12 for every public class, made from the classes.

`schema` is for forms: every field and word has a label. `bundle` is for validators and for makers
of types: one schema of all classes, as it is shipped in the folder `schema` of the package.

`python -m medmassage.export.json_schema` writes the shipped file anew.
"""

import json
from copy import deepcopy
from pathlib import Path
from types import UnionType
from typing import Any, get_args

from medmassage.errors import DataError, Fault
from medmassage.export._json_schema_classes import every_class, is_made
from medmassage.export._json_schema_parts import Definitions
from medmassage.model.fields import Model
from medmassage.serialization import FORMAT

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID = f"urn:medmassage:schema:{FORMAT}"
_FILE = "medmassage.schema.json"


def schema(cls: type[Model] | UnionType) -> dict[str, Any]:
    """
    Give the schema of a document that holds an object of a class.

    What `to_dict` writes is valid, and what is valid can be read by `from_dict`, except for rules
    between fields, such as a question that is answered in two ways.

    Args:
        cls: A class of this library, or a union such as `TreatmentPlan | Withheld`, whose
            documents must say their `type`.

    Returns:
        A new dict of JSON types. The classes and closed lists that the document is made of stand
        in `$defs`.

    Raises:
        DataError: It is no class of this library.

    Example:
        >>> from medmassage.model.intake import Intake
        >>> schema(Intake)["properties"]["age_years"]["title"]
        'Age in years'
    """
    classes: tuple[Any, ...] = get_args(cls) or (cls,)
    if not all(map(is_made, classes)):
        raise DataError("schema", [Fault("cls", f"expected a class of medmassage, got {cls!r}")])
    definitions = Definitions(for_forms=True)
    names = [one.__name__ for one in classes]
    if len(classes) == 1:
        made = definitions.document(classes[0])
    else:
        made = {
            "title": " or ".join(names),
            "anyOf": [definitions.refer_to_document(one) for one in classes],
        }
    head = {"$schema": _DIALECT, "$id": f"{_ID}:{'-or-'.join(names)}"}
    inner = definitions.by_name()
    return deepcopy({**head, **made, **({"$defs": inner} if inner else {})})


def bundle() -> dict[str, Any]:
    """
    Give one schema of all documents.

    Returns:
        A new dict of JSON types. In `$defs`, `Intake` is an intake inside a document or a record
        in a data file, and `IntakeDocument` a whole document, which must say its `type`; so for
        every class. Fields have no labels: makers of types take a label for the name of a type.

    Example:
        >>> bundle()["$defs"]["Side"]["enum"]
        ['left', 'right', 'both', 'midline']
    """
    definitions = Definitions(for_forms=False)
    documents = [definitions.refer_to_document(one) for one in every_class()]
    for one in every_class():
        definitions.refer(one)
    return deepcopy(
        {
            "$schema": _DIALECT,
            "$id": _ID,
            "title": "MedMassageDocument",
            "description": "Any document of medmassage, by its `type`.",
            "anyOf": documents,
            "$defs": definitions.by_name(),
        }
    )


def _write(folder: Path) -> None:
    text = json.dumps(bundle(), ensure_ascii=False, allow_nan=False, indent=1)
    (folder / _FILE).write_text(f"{text}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    _write(Path(__file__).parents[1] / "schema")
