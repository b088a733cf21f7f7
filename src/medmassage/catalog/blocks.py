"""A file of records in canonical form, of which each record is built when it is asked for."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from medmassage.model.fields import Record
from medmassage.model.words import ID_LETTERS

R = TypeVar("R", bound=Record)

_FIRST, _BETWEEN, _LAST = b"[\n{\n", b"\n},\n{\n", b"\n}\n]\n"
"""What stands around the records: each begins and ends with a line of its own."""
_ID = len('  "id": "')
"""Where the id begins in a record, which starts with it."""


class Blocks(Mapping[str, R], Generic[R]):
    """
    The records of a file by id, in the order of the file.

    Building one record costs no look at the others. The text must be in canonical form and sound:
    nothing of it is checked.
    """

    __slots__ = ("_cut", "_make", "_text")

    def __init__(self, text: bytes, make: Callable[[Any], R]) -> None:
        """Take the text of a file; *make* builds a record from its row."""
        self._text = text
        self._make = make
        self._cut: dict[str, bytes] | None = None

    def __getitem__(self, id: str) -> R:
        block = self._block(id) if self._cut is None else self._cut.get(id)
        if block is None:
            raise KeyError(id)
        return self._make(json.loads(b"{%b}" % block))

    def __contains__(self, id: object) -> bool:
        if self._cut is None:
            return isinstance(id, str) and self._block(id) is not None
        return id in self._cut

    def __iter__(self) -> Iterator[str]:
        return iter(self._blocks())

    def __len__(self) -> int:
        return len(self._blocks())

    def __bool__(self) -> bool:
        return len(self._text) > len(_FIRST)

    def all(self) -> dict[str, R]:
        """Every record, built at once, which is faster than one by one."""
        return {row["id"]: self._make(row) for row in json.loads(self._text)}

    def mentioning(self, word: str) -> Iterator[str]:
        """The ids of the records in which an id or a word of ours is a whole value, or a key."""
        wanted = b'"%b"' % word.encode(errors="replace")
        return (id for id, block in self._blocks().items() if wanted in block)

    def _block(self, id: str) -> bytes | None:
        """The text of one record, found without cutting the others; what is no id finds none."""
        if not ID_LETTERS.issuperset(id):
            return None
        start = self._text.find(b'\n{\n  "id": "%b"' % id.encode()) + len(b"\n{\n")
        if start < len(_FIRST):
            return None
        return self._text[start : self._text.index(b"\n}", start)]

    def _blocks(self) -> dict[str, bytes]:
        """The text of every record."""
        if self._cut is None:
            inner = self._text[len(_FIRST) : -len(_LAST)]
            self._cut = {
                block[_ID : block.index(b'"', _ID)].decode(): block
                for block in (inner.split(_BETWEEN) if inner else ())
            }
        return self._cut
