"""Flat tables as files: CSV that Excel and other systems read alike, or Parquet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from gettext import gettext as _
from io import BytesIO, StringIO
from typing import Any

from par_xl.insight.dossier import Dossier
from par_xl.outputs.flat.dictionary import (
    DICTIONARY,
    DICTIONARY_COLUMNS,
    TABLES,
    Column,
    Kind,
    dictionary,
)
from par_xl.outputs.flat.rows import Row, Value, rows_of
from par_xl.terms.errors import ParXlError
from par_xl.terms.text import LINE_ENDS


class Format(StrEnum):
    """What tables are written as."""

    CSV = "csv"
    PARQUET = "parquet"


_FORMULA = re.compile(
    r"(?P<begin>(?:^|[;,\t" + LINE_ENDS + r"])[\s\"]*)(?P<rest>'*[=+\-@\uff1d\uff0b\uff0d\uff20])"
)
"""What Excel would run as a formula: at the beginning of a text, and wherever within it a cell may
begin for who opens the file with another separator, for whom no quotes are quotes."""


def write_tables(dossier: Dossier, kind: Format) -> dict[str, bytes]:
    """All tables and their dictionary, by file name.

    Raises:
        ParXlError: Parquet is asked for, and what writes it is not installed.
    """
    write = _csv if kind is Format.CSV else _parquet
    files = {
        f"{table}.{kind.value}": write(columns, rows_of(dossier, table))
        for table, columns in TABLES.items()
    }
    return files | {f"{DICTIONARY}.{kind.value}": write(DICTIONARY_COLUMNS, dictionary())}


def _csv(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """RFC 4180 in UTF-8, with the mark by which Excel knows that."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def cell(value: Value) -> str:
    """A value as it stands in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _FORMULA.sub(r"\g<begin>'\g<rest>", value)
    return repr(value)


def _parquet(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    lib = _arrow()
    kinds: dict[Kind, Any] = {
        Kind.TEXT: lib.string(),
        Kind.DAY: lib.date32(),
        Kind.MOMENT: lib.timestamp("s"),
        Kind.COUNT: lib.int64(),
        Kind.NUMBER: lib.float64(),
        Kind.SHARE: lib.float64(),
        Kind.FLAG: lib.bool_(),
    }
    by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
    schema = lib.schema([(column.name, kinds[column.kind]) for column in columns])
    arrays = [
        lib.array(values, type=kinds[column.kind])
        for column, values in zip(columns, by_column, strict=True)
    ]
    file = BytesIO()
    lib.parquet.write_table(lib.table(arrays, schema=schema), file, compression="zstd")
    return file.getvalue()


def _arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        from par_xl.system.packages import how_to_add

        raise ParXlError(
            _("Cần thêm thư viện pyarrow để ghi tệp Parquet."),
            _("Dùng --to csv, không cần thư viện đó. Hoặc: {how}").format(
                how=how_to_add("pyarrow")
            ),
        ) from error
    return pyarrow
