"""What was read from a record of another system, and what could not be. No identity is kept."""

from medmassage.model.fields import (
    ID,
    OPTIONAL_TEXT,
    TEXT,
    TEXTS,
    Model,
    Shown,
    many,
    one,
    optional_number,
)
from medmassage.model.intake import Intake
from medmassage.model.making import field, frozen
from medmassage.model.words import in_order


@frozen(kw_only=True, repr=False)
class Taken(Model):
    """A code of the record that the intake rests on."""

    path: str = field(metadata=TEXT)
    """Where it stands in the record, such as `entry[2].resource.code.coding[0]`."""
    kind: str = field(metadata=TEXT)
    """What it was read as: `conditions`, `questions`, a kind of rule, or `allergens`."""
    id: str = field(metadata=ID)
    """The record of the catalog."""
    system: str = field(metadata=TEXT)
    """The code system."""
    code: str = field(metadata=TEXT)
    """The code."""
    note: str | None = field(default=None, metadata=OPTIONAL_TEXT)
    """What the catalog says about the code; None: nothing."""


@frozen(kw_only=True, repr=False)
class Suggestion(Model):
    """Something to ask about, because words of the record sound like it. It is never used."""

    path: str = field(metadata=TEXT)
    """Where the words stand in the record."""
    kind: str = field(metadata=TEXT)
    """`conditions`, `questions`, `allergens` or `outcome_measures`."""
    id: str = field(metadata=ID)
    """The record of the catalog."""
    why: str = field(metadata=TEXT)
    """What was alike; the words of the record are not repeated."""
    value: float | None = field(default=None, metadata=optional_number())
    """The score, for an outcome measure; None elsewhere."""


@frozen(kw_only=True, repr=False)
class Unread(Model):
    """A part of the record that says nothing to the intake, which is not a no."""

    path: str = field(metadata=TEXT)
    """Where it stands in the record."""
    reason: str = field(metadata=TEXT)
    """Why it was not read."""


@frozen(kw_only=True, repr=False)
class ReadConflict(Model):
    """Entries of the record that contradict each other."""

    kind: str = field(metadata=TEXT)
    """What they are about: `conditions`, `questions`, a kind of rule, or `allergens`."""
    id: str = field(metadata=ID)
    """The record of the catalog."""
    paths: tuple[str, ...] = field(converter=in_order, metadata=TEXTS)
    """Where they stand."""
    reason: str = field(metadata=TEXT)
    """What is contradictory, and what the intake says."""


@frozen(kw_only=True, repr=False)
class ReadResult(Shown):
    """
    An intake from a record, with what it rests on and what it leaves out.

    The intake holds yes answers alone. What is not in it has not been asked.
    """

    intake: Intake = field(metadata=one(Intake))
    """Complaints, yes answers, allergens and age; `other` where no complaint could be read."""
    taken: tuple[Taken, ...] = field(default=(), metadata=many(Taken))
    """The codes it rests on, in the order of the record."""
    suggestions: tuple[Suggestion, ...] = field(default=(), metadata=many(Suggestion))
    """What else to ask about, in the order of the record."""
    unread: tuple[Unread, ...] = field(default=(), metadata=many(Unread))
    """What was not read, in the order of the record."""
    conflicts: tuple[ReadConflict, ...] = field(default=(), metadata=many(ReadConflict))
    """What to ask again."""
