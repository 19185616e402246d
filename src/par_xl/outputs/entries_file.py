"""Entries as a Parquet file, where they are more than a JSON should hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self, get_args, get_type_hints

from par_xl.merge.result import ENTRY_FIELDS, Entry
from par_xl.terms.errors import ParXlError

if TYPE_CHECKING:
    import pyarrow as pa

VALUE_TEXT = "value_text"
"""A measured value that is no number: a column holds values of one type."""
_REPEATED = ("unit", "area", "file", "sheet")
_GROUP = 5_000
"""Rows, at least, that stand together in the file, each unit's with each other."""
_TYPES: dict[str, type] = {
    name: next(kind for kind in get_args(hint) or (hint,) if kind is not type(None))
    for name, hint in get_type_hints(Entry).items()
}
"""Of each field: of a measured value, a number."""


def arrow() -> Any:
    """The library behind the table.

    Raises:
        ParXlError: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        from par_xl.system.packages import how_to_add

        raise ParXlError(
            _(
                "Kỳ này có hơn 200.000 dòng: cần thêm thư viện pyarrow để ghi chúng vào tệp "
                "Parquet."
            ),
            _("{how} Rồi chạy lại.").format(how=how_to_add("pyarrow")),
        ) from error
    return pyarrow


def schema() -> pa.Schema:
    """The table's columns: an entry's fields in their order."""
    lib = arrow()
    kinds = {float: lib.float64(), int: lib.int32(), bool: lib.bool_(), date: lib.date32()}
    repeated = lib.dictionary(lib.int32(), lib.string())

    def kind(name: str) -> pa.DataType:
        is_repeated = name in _REPEATED or issubclass(_TYPES[name], Enum)
        return repeated if is_repeated else kinds.get(_TYPES[name], lib.string())

    fields = [lib.field(name, kind(name)) for name in ENTRY_FIELDS]
    wanted: pa.Schema = lib.schema([*fields, lib.field(VALUE_TEXT, lib.string())])
    return wanted


def entries_table(entries: Sequence[Entry]) -> pa.Table:
    """Entries as a table of Arrow's."""
    lib = arrow()
    found: dict[str, list[Any]] = {
        name: [getattr(entry, name) for entry in entries] for name in ENTRY_FIELDS
    }
    values = found["value"]
    found["value"] = [None if isinstance(value, str) else value for value in values]
    found[VALUE_TEXT] = [value if isinstance(value, str) else None for value in values]
    wanted = schema()
    columns = [_column(lib, found[field.name], field.type) for field in wanted]
    table: pa.Table = lib.table(columns, schema=wanted)
    return table


def _column(lib: Any, values: list[Any], kind: pa.DataType) -> pa.Array:
    if lib.types.is_dictionary(kind):
        return lib.array(values, lib.string()).dictionary_encode()
    return lib.array(values, kind)


def entries_of(table: pa.Table) -> Iterator[Entry]:
    """The entries that a table's rows are."""
    terms = {name: kind for name, kind in _TYPES.items() if issubclass(kind, Enum)}
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        text = row.pop(VALUE_TEXT)
        for name, term in terms.items():
            if row[name] is not None:
                row[name] = term(row[name])
        row["value"] = row["value"] if text is None else text
        yield Entry(**row)


class EntriesWriter:
    """A Parquet file that is written unit by unit, several to a group of rows."""

    def __init__(self, file: BinaryIO) -> None:
        self._writer = arrow().parquet.ParquetWriter(file, schema(), compression="zstd")
        self._group: list[Entry] = []

    def write(self, entries: Sequence[Entry]) -> None:
        """Write a unit's entries."""
        self._group += entries
        if len(self._group) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._group:
            self._writer.write_table(entries_table(self._group))
            self._group = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._flush()
        self._writer.close()


class EntriesFile:
    """A Parquet file of entries, read a batch of units at a time."""

    def __init__(self, path: Path) -> None:
        self._file = arrow().parquet.ParquetFile(path)
        self._groups: dict[str, list[int]] = {}
        for number in range(self._file.num_row_groups):
            column = self._file.read_row_group(number, columns=["unit"]).column("unit")
            for unit in column.unique().to_pylist():
                self._groups.setdefault(unit, []).append(number)
        self._read: tuple[int, dict[str, list[Entry]]] = (-1, {})

    @property
    def units(self) -> list[str]:
        """The units that have entries, in their order."""
        return list(self._groups)

    def of(self, unit: str) -> list[Entry]:
        """A unit's entries."""
        return [e for number in self._groups.get(unit, ()) for e in self._group(number)[unit]]

    def _group(self, number: int) -> dict[str, list[Entry]]:
        if self._read[0] != number:
            by_unit: dict[str, list[Entry]] = {}
            for entry in entries_of(self._file.read_row_group(number)):
                by_unit.setdefault(entry.unit, []).append(entry)
            self._read = (number, by_unit)
        return self._read[1]
