"""python-calamine, bare: every sheet of every form is read and let go; nothing is written."""

from __future__ import annotations

from python_calamine import load_workbook

from benchmarks.peers.the_form import forms_and_output


def main() -> None:
    forms, _ = forms_and_output()
    for form in forms:
        book = load_workbook(form)
        for sheet in book.sheet_names:
            book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


if __name__ == "__main__":
    main()
