"""A dossier as rows of flat tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from par_xl.insight.dossier import Dossier
from par_xl.merge.result import Entry
from par_xl.outputs.flat.dictionary import TABLES, Column

Value = str | float | bool | date | datetime | None
Row = Sequence[Value]


def rows_of(dossier: Dossier, table: str) -> Iterator[Row]:
    """The rows of one of ``TABLES``, a value for each of its columns."""
    columns = TABLES[table]
    if table == "merge":
        yield _merge(dossier)
    elif table == "entries":
        for entry in dossier.entries:
            yield _row(dossier, columns, entry, _entry_values(entry))
    else:
        parts: Iterable[Any] = getattr(dossier.result, table)
        for part in parts:
            yield _row(dossier, columns, part, {})


def _merge(dossier: Dossier) -> Row:
    result, stamp = dossier.result, dossier.stamp
    return (
        result.period,
        result.plan.code,
        result.plan.version,
        result.as_of,
        stamp.at,
        result.merge_number,
        stamp.is_closed,
        stamp.is_reconstructed,
        " ".join(filter(None, (stamp.line, stamp.warning))),
    )


def _entry_values(entry: Entry) -> dict[str, Value]:
    is_text = isinstance(entry.value, str)
    return {
        "value": None if is_text else entry.value,
        "value_text": entry.value if is_text else None,
    }


def _row(dossier: Dossier, columns: Sequence[Column], part: Any, own: dict[str, Value]) -> Row:
    told = {"period": dossier.result.period, **own}
    return [
        _plain(told[column.name] if column.name in told else getattr(part, column.name))
        for column in columns
    ]


def _plain(value: Any) -> Value:
    # A term is a text, too: other systems read its code.
    return str(value) if isinstance(value, str) else value
