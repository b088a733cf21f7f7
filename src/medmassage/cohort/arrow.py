"""
NumPy to Arrow and back, by their buffers.

`pa.array`, `pa.scalar` and `to_numpy` would load pandas where it is installed; buffers do not.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

    from medmassage.cohort.sets import Bools, Numbers


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


def coded(texts: "pa.Array", codes: Mapping[str, int], *, null: int, other: int, np: Any) -> Any:
    """
    Texts as numbers, looked up once for each different text.

    Args:
        texts: The texts; they may be dictionary-encoded.

        codes: The number of each text.

        null: The number of a null.

        other: The number of any other text.

        np: NumPy.
    """
    import pyarrow as pa

    if pa.types.is_null(texts.type):
        return np.full(len(texts), null, dtype=np.intp)
    if pa.types.is_string_view(texts.type):
        texts = texts.cast(pa.large_string())
    if not pa.types.is_dictionary(texts.type):
        texts = texts.dictionary_encode()
    words = texts.dictionary.to_pylist()
    table = [null if one is None else codes.get(one, other) for one in words]
    places = numbers(texts.indices.cast(pa.int64()), np, len(table))
    return np.array([*table, null], dtype=np.intp)[places]


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
    return pa.Table.from_batches([first, *others]).combine_chunks().to_batches()[0]
