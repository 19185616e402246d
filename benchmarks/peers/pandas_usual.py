"""pandas as most write it: ``read_excel`` of each sheet, ``concat``, ``to_excel``.

openpyxl is named on both ends. It is what pandas takes by itself, but it warns of a later change
for reading, and takes XlsxWriter for writing where it finds it, as it does beside par_xl.
"""

from __future__ import annotations

import pandas as pd

from benchmarks.peers.the_form import COLUMNS, FILE, HEADER_ROW, KEY, SHEETS, forms_and_output


def main() -> None:
    forms, out = forms_and_output()
    parts: dict[str, list[pd.DataFrame]] = {sheet: [] for sheet in SHEETS}
    for form in forms:
        for sheet, frames in parts.items():
            rows = pd.read_excel(
                form,
                sheet_name=sheet,
                engine="openpyxl",
                header=HEADER_ROW - 1,
                usecols=list(range(COLUMNS)),
            )
            rows = rows[rows[KEY].notna()]
            rows.insert(0, FILE, form.name)
            frames.append(rows)
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        for sheet, frames in parts.items():
            pd.concat(frames, ignore_index=True).to_excel(writer, sheet_name=sheet, index=False)


if __name__ == "__main__":
    main()
