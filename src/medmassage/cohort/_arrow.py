"""
NumPy to Arrow and back, by their buffers.

`pa.array`, `pa.scalar` and `to_numpy` would load pandas where it is installed; buffers do not.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

    from medmassage.cohort._sets import Bools, Numbers

WRONG = -2
"""Stands for a text that is no word or id, and for a null where none may be."""

# --- Arrow to NumPy -------------------------------------------------------------------------------


def numbers(array: Any, np: Any, null: float = 0) -> Any:
    """The values of a column of numbers, with a number for its nulls."""
    import pyarrow as pa

    name = str(array.type)
    dtype = np.dtype({"double": "float64"}.get(name, name))
    if not len(array):
        return np.zeros(0, dtype=dtype)
    start = array.offset * dtype.itemsize
    found = np.frombuffer(array.buffers()[1], dtype=dtype, count=len(array), offset=start)
    if array.null_count:
        found = np.where(numbers(array.is_valid().cast(pa.uint8()), np) != 0, found, null)
    return found


def opened(lists: "pa.Array", np: Any) -> "tuple[Numbers, pa.Array]":
    """The members of all lists, end to end, each with the place of its list."""
    many = numbers(lists.value_lengths(), np)
    return np.repeat(np.arange(len(lists)), many), lists.flatten()


class Words:
    """Texts and the number that stands for each."""

    def __init__(self, codes: Mapping[str, int], np: Any, null: int | None = None) -> None:
        """
        Keep texts to look up.

        Args:
            codes: The number of each text, 0 or more, or -1.

            np: NumPy.

            null: The number of a null. None: a null is not one of the texts.
        """
        self.np = np
        self.codes = codes
        self.null = WRONG if null is None else null
        self.numbers = np.array([*codes.values(), self.null, WRONG], dtype=np.int16)
        self._known: dict[Any, Any] = {}

    def look_up(self, given: "pa.Array") -> Any:
        """The number of each text, `WRONG` where it is none of them; dictionaries are read once."""
        import pyarrow as pa
        import pyarrow.compute as pc  # type: ignore[import-untyped]

        if pa.types.is_dictionary(given.type):
            words = self.look_up(given.dictionary)
            places = numbers(given.indices.cast(pa.int64()), self.np, len(words))
            return self.np.append(words, self.np.int16(self.null))[places]
        if pa.types.is_null(given.type):
            return self.np.full(len(given), self.null, dtype=self.np.int16)
        if pa.types.is_string_view(given.type):
            given = given.cast(pa.large_string())
        if given.type not in self._known:
            words = pa.concat_arrays([texts(tuple(self.codes), self.np), pa.nulls(1, pa.string())])
            self._known[given.type] = pc.SetLookupOptions(words.cast(given.type), skip_nulls=False)
        places = pc.call_function("index_in", [given], self._known[given.type])
        return self.numbers.take(numbers(places, self.np, len(self.numbers) - 1))


# --- NumPy to Arrow -------------------------------------------------------------------------------


def texts(names: Sequence[str], np: Any) -> "pa.Array":
    """A column of texts."""
    import pyarrow as pa

    data = [one.encode() for one in names]
    offsets = np.zeros(len(data) + 1, dtype=np.int32)
    np.cumsum([len(one) for one in data], out=offsets[1:])
    return pa.StringArray.from_buffers(
        len(data), pa.py_buffer(offsets), pa.py_buffer(b"".join(data))
    )


def text_column(names: Sequence[str], codes: "Numbers", np: Any) -> "pa.Array":
    """A column of texts by their numbers; -1 is null."""
    return texts([*names, ""], np).take(number_column(np.maximum(codes, 0), codes < 0, np))


def number_column(values: Any, missing: "Bools", np: Any) -> "pa.Array":
    """A column of whole numbers with nulls."""
    import pyarrow as pa

    whole = np.ascontiguousarray(values, dtype=np.int64)
    return pa.Array.from_buffers(
        pa.int64(), len(whole), [_validity(missing, np), pa.py_buffer(whole)]
    )


def list_column(
    names: Sequence[str], row: "Numbers", code: "Numbers", missing: "Bools", np: Any
) -> "pa.Array":
    """
    A column of lists of texts.

    Args:
        names: The texts.

        row: The list that each member stands in, in ascending order.

        code: The text of each member, as its number.

        missing: Lists that are null.

        np: NumPy.
    """
    import pyarrow as pa

    values = texts([*names, ""], np).take(number_column(code, np.zeros(len(code), dtype=bool), np))
    offsets = np.zeros(len(missing) + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=len(missing)), out=offsets[1:])
    return pa.Array.from_buffers(
        pa.list_(pa.string()),
        len(missing),
        [_validity(missing, np), pa.py_buffer(offsets)],
        children=[values],
    )


def _validity(missing: "Bools", np: Any) -> "pa.Buffer | None":
    import pyarrow as pa

    if not missing.any():
        return None
    return pa.py_buffer(np.packbits(~missing, bitorder="little"))


def joined(batches: "Iterable[pa.RecordBatch]") -> "pa.RecordBatch":
    """Batches of one schema, at least one, as a single batch."""
    import pyarrow as pa

    first, *others = batches
    if not others:
        return first
    (whole,) = pa.Table.from_batches([first, *others]).combine_chunks().to_batches()
    return whole
