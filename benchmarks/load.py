"""
Loading the whole catalog, beside parsing the same bytes.

    python benchmarks/load.py

The shipped files were checked when they were built, so that reading them skips the checks; a folder
of a user gets them all. Both are measured, warm: byte code and disk cache are there.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import line, side_by_side

from medmassage.catalog import default_catalog, load_catalog
from medmassage.catalog.canonical import export_folder
from medmassage.catalog.kinds import KINDS
from medmassage.catalog.reading import shipped_bytes, trusted


def main() -> None:
    """Load in each way in turn, and print the ratios."""
    contents = {kind: shipped_bytes(f"{kind}.json") for kind in KINDS}
    with TemporaryDirectory() as folder:
        export_folder(default_catalog(), Path(folder) / "data")
        took = side_by_side(
            {
                "json": lambda: [json.loads(text) for text in contents.values()],
                "shipped": lambda: [trusted(kind, text).all() for kind, text in contents.items()],
                "checked": lambda: load_catalog(Path(folder) / "data"),
            }
        )
    line(
        "whole catalog, all records / `json.loads` of it", "<= 2.0", took["shipped"] / took["json"]
    )
    line("a user's folder with every check / `json.loads`", "", took["checked"] / took["json"])


if __name__ == "__main__":
    main()
