"""Entries as a columnar table, where they are more than a JSON should hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from par_xl.merge.result import ENTRY_FIELDS, EntryPart
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import Authority, Index, Role, State, Status
from par_xl.workspace.work import columns

if TYPE_CHECKING:
    import pyarrow as pa

_TERMS: dict[str, Any] = {
    "index": Index,
    "role": Role,
    "authority": Authority,
    "state": State,
    "status": Status,
}
_NUMBERS = ("maximum", "progress", "value", "self_score")
_COUNTS = ("leads", "row")
_FLAGS = ("in_error", "estimated", "owes_explanation")
_DAYS = ("due", "completed_on")
VALUE_TEXT = "value_text"
"""A measured value that is no number: a column holds values of one type."""
_REPEATED = ("unit", "area", "file", "sheet", *_TERMS)


def _repeated(lib: Any, values: Sequence[str | None]) -> pa.Array:
    return columns.texts(lib, values).dictionary_encode()


_LAID_OUT: dict[str, Callable[[Any, list[Any]], pa.Array]] = {
    **dict.fromkeys((*ENTRY_FIELDS, VALUE_TEXT), columns.texts),
    **dict.fromkeys(_NUMBERS, columns.numbers),
    **dict.fromkeys(_COUNTS, columns.counts),
    **dict.fromkeys(_FLAGS, columns.flags),
    **dict.fromkeys(_DAYS, columns.days),
    **dict.fromkeys(_REPEATED, _repeated),
}
_GROUP = 50
"""Units whose rows stand together in the file."""


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
    repeated = lib.dictionary(lib.int32(), lib.string())
    kinds = {
        **dict.fromkeys(_NUMBERS, lib.float64()),
        **dict.fromkeys(_COUNTS, lib.int32()),
        **dict.fromkeys(_FLAGS, lib.bool_()),
        **dict.fromkeys(_DAYS, lib.date32()),
        **dict.fromkeys(_REPEATED, repeated),
    }
    fields = [lib.field(name, kinds.get(name, lib.string())) for name in ENTRY_FIELDS]
    wanted: pa.Schema = lib.schema([*fields, lib.field(VALUE_TEXT, lib.string())])
    return wanted


def write_table(entries: Sequence[EntryPart]) -> bytes:
    """Entries as one batch of the table, to be kept or sent."""
    lib = arrow()
    found: dict[str, list[Any]] = {
        name: [getattr(entry, name) for entry in entries] for name in ENTRY_FIELDS
    }
    values = found["value"]
    found["value"] = [None if isinstance(value, str) else value for value in values]
    found[VALUE_TEXT] = [value if isinstance(value, str) else None for value in values]
    table = schema()
    arrays = [_LAID_OUT[field.name](lib, found[field.name]) for field in table]
    batch = lib.record_batch(arrays, schema=table)
    sink = lib.BufferOutputStream()
    options = lib.ipc.IpcWriteOptions(compression="lz4")
    with lib.ipc.new_stream(sink, table, options=options) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


def read_table(content: bytes) -> pa.Table:
    """A batch that was kept or sent."""
    table: pa.Table = arrow().ipc.open_stream(content).read_all()
    return table


class EntriesFile:
    """A Parquet file of entries, read a batch of units at a time."""

    def __init__(self, path: Path) -> None:
        self._file = arrow().parquet.ParquetFile(path)
        self._groups: dict[str, list[int]] = {}
        for number in range(self._file.num_row_groups):
            column = self._file.read_row_group(number, columns=["unit"]).column("unit")
            for unit in column.unique().to_pylist():
                self._groups.setdefault(unit, []).append(number)
        self._read: tuple[int, dict[str, list[EntryPart]]] = (-1, {})

    @property
    def units(self) -> list[str]:
        """The units that have entries, in their order."""
        return list(self._groups)

    def of(self, unit: str) -> list[EntryPart]:
        """A unit's entries."""
        return [e for number in self._groups.get(unit, ()) for e in self._group(number)[unit]]

    def _group(self, number: int) -> dict[str, list[EntryPart]]:
        if self._read[0] != number:
            by_unit: dict[str, list[EntryPart]] = {}
            for entry in entries_of(self._file.read_row_group(number)):
                by_unit.setdefault(entry.unit, []).append(entry)
            self._read = (number, by_unit)
        return self._read[1]


def write_parquet(tables: Iterable[pa.Table], file: BinaryIO) -> None:
    """Write tables one after the other, several units to a group of rows."""
    lib = arrow()
    with lib.parquet.ParquetWriter(file, schema(), compression="zstd") as writer:
        group: list[pa.Table] = []
        for table in tables:
            group.append(table)
            if len(group) == _GROUP:
                writer.write_table(lib.concat_tables(group).unify_dictionaries())
                group = []
        if group:
            writer.write_table(lib.concat_tables(group).unify_dictionaries())


def entries_of(table: pa.Table) -> Iterator[EntryPart]:
    """The entries that a table's rows are."""
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        text = row.pop(VALUE_TEXT)
        for name, term in _TERMS.items():
            if row[name] is not None:
                row[name] = term(row[name])
        row["value"] = row["value"] if text is None else text
        yield EntryPart(**row)
