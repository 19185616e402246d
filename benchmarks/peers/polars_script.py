"""polars: ``read_excel`` (calamine through fastexcel), ``concat``, ``write_excel`` (XlsxWriter)."""

from __future__ import annotations

import polars as pl
import xlsxwriter

from benchmarks.peers.the_form import COLUMNS, FILE, HEADER_ROW, KEY, SHEETS, forms_and_output


def main() -> None:
    forms, out = forms_and_output()
    parts: dict[str, list[pl.DataFrame]] = {sheet: [] for sheet in SHEETS}
    for form in forms:
        sheets = pl.read_excel(
            form,
            sheet_name=list(SHEETS),
            engine="calamine",
            read_options={"header_row": HEADER_ROW - 1},
            columns=list(range(COLUMNS)),
        )
        for sheet, rows in sheets.items():
            filled = rows.filter(pl.col(KEY).is_not_null())
            parts[sheet].append(filled.select(pl.lit(form.name).alias(FILE), pl.all()))
    with xlsxwriter.Workbook(out) as book:
        for sheet, frames in parts.items():
            pl.concat(frames, how="vertical_relaxed").write_excel(book, worksheet=sheet)


if __name__ == "__main__":
    main()
