"""SNOMED CT codes: off by default, attributed, and right."""

import ast
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest

import medmassage
from medmassage.catalog import default_catalog, load_catalog
from medmassage.catalog.canonical import export_folder
from medmassage.catalog.snomed import snomed_codes, snomed_notice

PACKAGE = Path(medmassage.__file__).parent
CODES = [(id, code) for id, codes in snomed_codes().items() for code in codes]

# The multiplication, permutation and inverse of the check digit (Verhoeff), as SNOMED CT uses it.
TIMES = tuple(
    tuple(
        (a + b) % 5 if a < 5 and b < 5
        else 5 + (a + b) % 5 if a < 5
        else 5 + (a - 5 - b) % 5 if b < 5
        else (a - b) % 5
        for b in range(10)
    )
    for a in range(10)
)  # fmt: skip
TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def has_check_digit(code: str) -> bool:
    """Whether the last digit is the one that follows from the others."""
    total = 0
    for place, digit in enumerate(reversed(code)):
        turned = int(digit)
        for _ in range(place % 8):
            turned = TURN[turned]
        total = TIMES[total][turned]
    return total == 0


class TestCodes:
    """What is in the file."""

    def test_frozen(self):
        """A mapping by record id that nobody can change."""
        assert isinstance(snomed_codes(), Mapping)
        with pytest.raises(TypeError):
            snomed_codes()["sprain"] = ()
        assert snomed_codes() is snomed_codes()

    def test_records_exist(self):
        """Each id is that of a record."""
        known = {str(id) for _, index in default_catalog().kinds() for id in index}

        assert set() == set(snomed_codes()) - known

    @pytest.mark.parametrize("code, right", [("399114005", True), ("399114050", False)])
    def test_check_digit(self, code, right):
        """The digit tells a code from a mistyped one."""
        assert right == has_check_digit(code)

    def test_right(self):
        """Each code has its check digit, a name with its semantic tag, and one place."""
        assert [] == [code.code for _, code in CODES if not has_check_digit(code.code)]
        assert [] == [code for _, code in CODES if not code.display.endswith(")")]
        assert {"SNOMED CT"} == {code.system for _, code in CODES}
        assert len(CODES) == len({code.code for _, code in CODES}) > 70

    def test_notice(self):
        """It names the release, the license and the owner of the mark; NOTICE says the same."""
        words = ("Global Patient Set, release of 2020-09-30", "CC BY 4.0", "trademark")

        assert [] == [word for word in words if word not in snomed_notice()]
        notice = next((path for path in (PACKAGE.parents[1] / "NOTICE",) if path.exists()), None)
        if notice is not None:
            assert "release of 2020-09-30" in notice.read_text(encoding="utf-8")

    def test_ships(self):
        """The file lies in the package."""
        assert files("medmassage").joinpath("data", "optional", "snomed_gps.json").is_file()


class TestOff:
    """Nothing reads them unless they are asked for."""

    def test_nobody_imports_the_reader(self):
        """Only what writes the notice for codes that a caller gave does."""
        importing = [
            path.name
            for path in PACKAGE.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom | ast.Import) and "snomed" in ast.unparse(node)
        ]

        assert ["_fhir_bundle_copyright.py"] == importing

    def test_no_record_has_one(self):
        """The files of the catalog hold none of the codes, and a search finds none."""
        texts = [path.read_text(encoding="utf-8") for path in (PACKAGE / "data").glob("*.json")]

        assert [] == [code.code for _, code in CODES if any(f'"{code.code}"' in t for t in texts)]
        assert () == default_catalog().search("399114005")

    def test_other_folders_may_lack_them(self, tmp_path):
        """An exported folder has no such file, and one that has it is read without it."""
        export_folder(default_catalog(), tmp_path / "ours")
        assert not (tmp_path / "ours" / "optional").exists()
        (tmp_path / "ours" / "optional").mkdir()
        (tmp_path / "ours" / "optional" / "any.json").write_text("no JSON", encoding="utf-8")

        assert default_catalog().digest == load_catalog(tmp_path / "ours").digest
