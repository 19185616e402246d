"""pandas at its quickest: read by calamine, written by XlsxWriter."""

from __future__ import annotations

import pandas as pd

from benchmarks.peers.the_form import COLUMNS, FILE, HEADER_ROW, KEY, SHEETS, forms_and_output


def main() -> None:
    forms, out = forms_and_output()
    parts: dict[str, list[pd.DataFrame]] = {sheet: [] for sheet in SHEETS}
    for form in forms:
        sheets = pd.read_excel(
            form,
            sheet_name=list(SHEETS),
            engine="calamine",
            header=HEADER_ROW - 1,
            usecols=list(range(COLUMNS)),
        )
        for sheet, rows in sheets.items():
            rows = rows[rows[KEY].notna()]
            rows.insert(0, FILE, form.name)
            parts[str(sheet)].append(rows)
    with pd.ExcelWriter(out, engine="xlsxwriter") as writer:
        for sheet, frames in parts.items():
            pd.concat(frames, ignore_index=True).to_excel(writer, sheet_name=sheet, index=False)


if __name__ == "__main__":
    main()
