"""openpyxl alone: rows copied from read-only workbooks into a write-only one."""

from __future__ import annotations

from openpyxl import Workbook, load_workbook

from benchmarks.peers.the_form import COLUMNS, FILE, HEADER_ROW, SHEETS, forms_and_output


def main() -> None:
    forms, out = forms_and_output()
    copy = Workbook(write_only=True)
    targets = {sheet: copy.create_sheet(sheet) for sheet in SHEETS}
    for number, form in enumerate(forms):
        book = load_workbook(form, read_only=True, data_only=True)
        for sheet, target in targets.items():
            rows = book[sheet].iter_rows(min_row=HEADER_ROW, max_col=COLUMNS, values_only=True)
            header = next(rows)
            if number == 0:
                target.append((FILE, *header))
            for row in rows:
                if row[0] is not None:
                    target.append((form.name, *row))
        book.close()
    copy.save(out)


if __name__ == "__main__":
    main()
