"""Records of one kind by id."""

from _thread import RLock  # as functools does: threading loads more than it
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from types import MappingProxyType
from typing import Generic, TypeVar

from medmassage.catalog.blocks import Blocks
from medmassage.errors import UnknownIdError, nearest
from medmassage.model.fields import Record
from medmassage.model.words import as_id

_LONGEST = 60
"""No name is longer than so many characters."""

R = TypeVar("R", bound=Record)


class Index(Mapping[str, R], Generic[R]):
    """
    An immutable mapping from id to record, in the order of ids.

    A record is built when it is first asked for. A former id finds the record it became.
    An id that is not there raises UnknownIdError, which is a KeyError and names the nearest.
    """

    __slots__ = ("_file", "_former", "_kept", "_load", "_lock", "_read", "noun")

    def __init__(self, noun: str, load: Callable[[], Mapping[str, R]]) -> None:
        self.noun: str = noun
        self._load = load
        self._lock = RLock()
        self._file: Mapping[str, R] | None = None
        self._kept: dict[str, R] = {}
        self._read: Mapping[str, R] | None = None
        self._former: Mapping[str, str] | None = None

    def __setattr__(self, name: str, value: object) -> None:
        if name[0] != "_" and hasattr(self, name):
            raise AttributeError(f"an Index is immutable: {name} cannot be set")
        object.__setattr__(self, name, value)

    @property
    def records(self) -> Mapping[str, R]:
        """The records as a plain mapping, all read now if they were not."""
        found = self._read
        if found is None:
            with self._lock:
                found = self._read
                if found is None:
                    file = self._opened()
                    every = file.all() if isinstance(file, Blocks) else dict(file)
                    every.update(self._kept)
                    self._kept = every
                    found = self._read = MappingProxyType(every)
        return found

    def _opened(self) -> Mapping[str, R]:
        """The ids, and what builds their records."""
        found = self._file
        if found is None:
            with self._lock:
                found = self._file
                if found is None:
                    found = self._file = self._load()
        return found

    def __getitem__(self, id: str) -> R:
        found = self._kept.get(id)
        if found is not None:
            return found
        if not self.holds(id):
            return self[self.current_id(id)]
        with self._lock:
            found = self._kept.get(id)
            if found is None:
                found = self._kept[id] = self._opened()[id]
        return found

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and (self.holds(id) or id in self._former_ids())

    def __iter__(self) -> Iterator[str]:
        return iter(self._opened())

    def holds(self, id: str) -> bool:
        """Whether a record stands under that very id today."""
        return id in self._opened()

    def mentioning(self, word: str) -> Iterable[str]:
        """
        The ids of the records in which an id or a word stands, or a field is not at its default.

        More may be among them, so who asks looks at each; the others need not be built.
        """
        file = self._opened()
        return file.mentioning(word) if isinstance(file, Blocks) else file

    def keys(self) -> KeysView[str]:
        """The ids, in order."""
        return self._opened().keys()

    def values(self) -> ValuesView[R]:
        """The records, in the order of ids."""
        return self.records.values()

    def items(self) -> ItemsView[str, R]:
        """The ids with their records, in order."""
        return self.records.items()

    def __len__(self) -> int:
        return len(self._opened())

    def __bool__(self) -> bool:
        return bool(self._opened())

    def __repr__(self) -> str:
        return f"<Index of {len(self)} {self.noun}s>"

    def _repr_markdown_(self) -> str:
        """How it shows itself in a notebook."""
        from medmassage.export._markdown_catalog import index_markdown

        return index_markdown(self)

    def current_id(self, id: str) -> str:
        """
        The id under which a record stands today.

        Raises:
            UnknownIdError: There is no such record, now or formerly.
        """
        if isinstance(id, str):
            if self.holds(id):
                return id
            current = self._former_ids().get(id)
            if current is not None:
                return current
        raise UnknownIdError(self.noun, id, self.nearest(id))

    def nearest(self, word: object) -> tuple[str, ...]:
        """The ids most like a word, else those whose record is called so; at most three."""
        from medmassage.catalog.names import names  # only where something went wrong

        called: dict[str, str] = {}
        for record in self.records.values():
            for _, name in names(record):
                called.setdefault(as_id(name), record.id)
        plain = as_id(word) if isinstance(word, str) and len(word) <= _LONGEST else ""
        if plain in called:
            return (called[plain],)
        if alike := nearest(word, self.records):
            return alike
        parts = set(plain.split("-")) - {""}
        inside = (one for one in called if parts and parts.issubset(one.split("-")))
        found = (*nearest(word, called, count=9), *sorted(inside))
        return tuple(dict.fromkeys(called[one] for one in found))[:3]

    def _former_ids(self) -> Mapping[str, str]:
        if self._former is None:
            self._former = {
                former: record.id
                for record in self.records.values()
                for former in getattr(record, "former_ids", ())
            }
        return self._former
