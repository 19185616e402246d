"""A form's values as an .ods file, its cells written one by one."""

from __future__ import annotations

import io
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from openpyxl import load_workbook

import hostile_files as hostile


def as_ods(form: bytes) -> bytes:
    """The stored values of an .xlsx form in an OpenDocument workbook."""
    book = load_workbook(io.BytesIO(form), data_only=True)
    tables = []
    for sheet in book:
        rows = "".join(
            f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"
            for row in sheet.iter_rows(values_only=True)
        )
        tables.append(f"<table:table table:name={quoteattr(sheet.title)}>{rows}</table:table>")
    return hostile.ods("".join(tables))


def _cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        kind, told = "boolean", f' office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, int | float):
        kind, told = "float", f' office:value="{value!r}"'
    elif isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        kind, told = "date", f' office:date-value="{day.isoformat()}"'
    else:
        kind, told = "string", ""
    shown = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="{kind}"{told}>{shown}</table:table-cell>'
