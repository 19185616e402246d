"""Columns of a table laid out as Arrow has them.

Arrow's own way from a list looks for pandas first, which takes longer to import than the merge of
an office.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_FIRST_DAY = date(1970, 1, 1).toordinal()


def texts(lib: Any, values: Sequence[str | None]) -> pa.Array:
    """A column of texts."""
    encoded = [b"" if value is None else value.encode() for value in values]
    ends = array("i", [0])
    end = 0
    for each in encoded:
        end += len(each)
        ends.append(end)
    return _column(lib, lib.string(), values, lib.py_buffer(ends), lib.py_buffer(b"".join(encoded)))


def numbers(lib: Any, values: Sequence[float | None]) -> pa.Array:
    """A column of numbers."""
    return _plain(lib, lib.float64(), "d", values, float)


def counts(lib: Any, values: Sequence[int | None]) -> pa.Array:
    """A column of whole numbers."""
    return _plain(lib, lib.int32(), "i", values, int)


def days(lib: Any, values: Sequence[date | None]) -> pa.Array:
    """A column of days."""
    return _plain(lib, lib.date32(), "i", values, lambda day: day.toordinal() - _FIRST_DAY)


def flags(lib: Any, values: Sequence[bool]) -> pa.Array:
    """A column of truth values."""
    return _column(lib, lib.bool_(), values, lib.py_buffer(_bits(values)))


def _plain(
    lib: Any, kind: pa.DataType, code: str, values: Sequence[Any], as_number: Callable[[Any], Any]
) -> pa.Array:
    stored = array(code, [0 if value is None else as_number(value) for value in values])
    return _column(lib, kind, values, lib.py_buffer(stored))


def _column(lib: Any, kind: pa.DataType, values: Sequence[Any], *stored: Any) -> pa.Array:
    is_there = [value is not None for value in values]
    known = None if all(is_there) else lib.py_buffer(_bits(is_there))
    column: pa.Array = lib.Array.from_buffers(kind, len(values), [known, *stored])
    return column


def _bits(values: Sequence[bool]) -> bytes:
    """One bit each, the first the lowest of the first byte."""
    bits = "".join("1" if value else "0" for value in reversed(values))
    return int(bits or "0", 2).to_bytes(len(values) // 8 + 1, "little")
