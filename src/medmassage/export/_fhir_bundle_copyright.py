"""The notices that go wherever codes of others go."""

from collections.abc import Iterable

from medmassage.catalog.snomed import snomed_codes, snomed_notice
from medmassage.model.evidence import Code

_OURS = "Copyright 2026 The medmassage developers. Licensed under the Apache License, Version 2.0."
_LOINC = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright © "
    "1995-2020, Regenstrief Institute, Inc. and the Logical Observation Identifiers Names and "
    "Codes (LOINC) Committee and is available at no cost under the license at "
    "http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief "
    "Institute, Inc"
)
_ICD_10_CM = (
    "Codes and titles of ICD-10-CM: Centers for Disease Control and Prevention (CDC), National "
    "Center for Health Statistics (NCHS), edition of April 2026. Their use does not mean that CDC, "
    "NCHS, the Department of Health and Human Services or the United States Government endorses it."
)
_MESH = (
    "Source: U.S. National Library of Medicine, MeSH 2025 (may not be the current version). The "
    "National Library of Medicine does not endorse it."
)
_SNOMED = "Codes of SNOMED CT were supplied by the sender; the terms of SNOMED International hold."


def copyright_text(snomed: Iterable[Code], *own: str | None) -> str:
    """
    Every notice that is needed, as paragraphs.

    Args:
        snomed: The codes of SNOMED CT that the caller supplied.

        own: Rights in a name; None: nothing is known of any.
    """
    given = {one.code for one in snomed}
    shipped = {one.code for codes in snomed_codes().values() for one in codes}
    found = [_OURS, *filter(None, own), _LOINC, _ICD_10_CM, _MESH]
    if given:
        found.append(snomed_notice() if given <= shipped else _SNOMED)
    return "\n\n".join(found)
