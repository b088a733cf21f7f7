"""
Records told in plain words, for the people who are treated.

Each plain wording belongs to one wording of the data, known by its fingerprint. Where the data say
something else, in a newer version or in a clinic's own folder, their own words are told.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple


class Plain(NamedTuple):
    """A plain wording."""

    of: str
    """The first 8 digits of the SHA-256 of the text that it says plainly."""
    text: str
    """The wording; a line break between the items of a list."""


STATEMENTS: dict[str, Plain] = {
    "alarm-emergency": Plain(
        "499356aa",
        "a very bad headache, or one that is new to you\n"
        "dizziness or double vision\n"
        "slurred speech, or trouble walking straight\n"
        "sudden weakness or numbness on one side\n"
        "trouble breathing, or chest pain\n"
        "dark urine together with muscle pain\n"
        "swelling or trouble breathing after a product was used on you\n"
        "loss of control over your bladder or bowels",
    ),
    "alarm-emergency-pregnancy": Plain(
        "26b8636f",
        "a very bad headache, or trouble seeing\n"
        "pain under the ribs, or vomiting that is more than morning sickness\n"
        "sudden swelling\n"
        "bleeding in pregnancy, or heavy bleeding after the birth\n"
        "you lose fluid, or the baby moves less",
    ),
    "alarm-same-day": Plain(
        "067a7da9",
        "you are sore for more than two days, or it gets worse\n"
        "a bruise spreads\n"
        "numbness does not go away\n"
        "you have new weakness",
    ),
    "alarm-signs-do-not-expire": Plain(
        "d62aa0cd",
        "Take these signs just as seriously days or weeks after a visit.",
    ),
    "expected-after-effects": Plain(
        "4ee6f305",
        "You may be a little sore or tired after a visit. Sometimes there is a light bruise. "
        "Most such trouble begins within half a day and is over after a day and a half. It "
        "should be gone within two days.",
    ),
}
"""What may follow a visit, and the signs to act on."""


_DOCTOR = re.compile(r"\b(?:clinician|physician)(?=s?\b)")


def plainly(id: str, text: str, wordings: Mapping[str, Plain]) -> str:
    """The plain wording of a record, or its own words where this text has none."""
    found = wordings.get(id)
    if found is None or sha256(text.encode()).hexdigest()[: len(found.of)] != found.of:
        return _DOCTOR.sub("doctor", text)
    return found.text
