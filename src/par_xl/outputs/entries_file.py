"""A period's entries as a Parquet file of their own, where they are more than a JSON holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from gettext import gettext as _
from pathlib import Path
from typing import Any, BinaryIO, Self, get_args, get_type_hints

from par_xl.merge.result import Entry
from par_xl.outputs.tables import TABLES, arrow, entry_row, schema_of

ENTRIES = TABLES["entries"][1:]
"""The file's columns."""
_GROUP = 5_000
"""Rows, at least, that stand together in the file, each unit's with each other."""
_TERMS: dict[str, type[Enum]] = {
    name: kind
    for name, hint in get_type_hints(Entry).items()
    for kind in get_args(hint) or (hint,)
    if issubclass(kind, Enum)
}


class EntriesWriter:
    """A Parquet file that is written unit by unit, several to a group of rows."""

    def __init__(self, file: BinaryIO) -> None:
        """Raise ParXlError where the library behind it is not installed."""
        self._arrow = arrow(
            _(
                "Kỳ này có hơn 200.000 dòng: cần thêm thư viện pyarrow để ghi chúng vào tệp "
                "Parquet."
            ),
            _("{how} Rồi chạy lại."),
        )
        self._schema = schema_of(ENTRIES)
        self._writer = self._arrow.parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._group: list[Entry] = []

    def write(self, entries: Sequence[Entry]) -> None:
        """Write a unit's entries."""
        self._group += entries
        if len(self._group) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._group:
            rows = list(map(entry_row, self._group))
            self._writer.write_table(self._arrow.Table.from_pylist(rows, self._schema))
            self._group = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._flush()
        self._writer.close()


class EntriesFile(Mapping[str, list[Entry]]):
    """Such a file: the entries of each unit that has any, read a group of units at a time."""

    def __init__(self, path: Path) -> None:
        self._file = arrow().parquet.ParquetFile(path)
        self._groups: dict[str, list[int]] = {}
        for number in range(self._file.num_row_groups):
            column = self._file.read_row_group(number, columns=["unit"]).column("unit")
            for unit in column.unique().to_pylist():
                self._groups.setdefault(unit, []).append(number)
        self._read: tuple[int, dict[str, list[Entry]]] = (-1, {})

    def __getitem__(self, unit: str) -> list[Entry]:
        return [e for number in self._groups[unit] for e in self._group(number)[unit]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)

    def _group(self, number: int) -> dict[str, list[Entry]]:
        if self._read[0] != number:
            by_unit: dict[str, list[Entry]] = {}
            for row in self._file.read_row_group(number).to_pylist():
                by_unit.setdefault(row["unit"], []).append(_entry_of(row))
            self._read = (number, by_unit)
        return self._read[1]


def _entry_of(row: dict[str, Any]) -> Entry:
    text = row.pop("value_text")
    terms = {name: term(row[name]) for name, term in _TERMS.items() if row[name] is not None}
    return Entry(**row | terms | ({} if text is None else {"value": text}))
