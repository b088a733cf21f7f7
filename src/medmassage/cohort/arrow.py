"""
NumPy to Arrow and back, by their buffers.

`pa.array` and `to_numpy` would load pandas wherever it is installed; buffers do not.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

    from medmassage.cohort.tables import Bools, Numbers


def numbers(array: Any, np: Any) -> Any:
    """The values of a column of numbers without nulls."""
    name = str(array.type)
    dtype = np.dtype({"double": "float64", "float": "float32"}.get(name, name))
    start = array.offset * dtype.itemsize
    buffer = array.buffers()[1]
    if buffer is None or not len(array):
        return np.zeros(0, dtype=dtype)
    return np.frombuffer(buffer, dtype=dtype, count=len(array), offset=start)


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
    if not names:
        names = [""]
    return texts(names, np).take(number_column(np.maximum(codes, 0), codes < 0, np))


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
    """A column of lists of texts, each sorted by number; rows that are missing are null."""
    import pyarrow as pa

    many = len(missing)
    order = np.lexsort((code, row))
    values = texts(names, np).take(number_column(code[order], np.zeros(len(code), dtype=bool), np))
    offsets = np.zeros(many + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=many), out=offsets[1:])
    return pa.Array.from_buffers(
        pa.list_(pa.string()),
        many,
        [_validity(missing, np), pa.py_buffer(offsets)],
        children=[values],
    )


def _validity(missing: "Bools", np: Any) -> "pa.Buffer | None":
    import pyarrow as pa

    if not missing.any():
        return None
    return pa.py_buffer(np.packbits(~missing, bitorder="little"))
