"""The form's hidden sheets: lists behind drop-downs, and the identity of the form."""

from __future__ import annotations

from par_xl.form.head import unit_cell
from par_xl.form.limits import KIND_LIST, STATUS_LIST, UNIT_LIST
from par_xl.form.request import (
    FORM_VERSION,
    IDENTITY,
    IDENTITY_SHEET,
    LISTS_SHEET,
    FormRequest,
)
from par_xl.rules.initiative import KINDS
from par_xl.terms.words import Index, Status
from par_xl.workbooks.writing import PLAIN, Book, Formula

LED_PAIRS = "DM_ChuTri"
COORDINATED_PAIRS = "DM_PhoiHop"
UNIT_CODE = "DM_MaDonViChon"
"""Defined names of the standard form: who leads what, who coordinates what, and who is chosen."""


def write_lists(book: Book, request: FormRequest) -> None:
    """Write the hidden sheet of lists and define their names."""
    sheet = book.sheet(LISTS_SHEET)
    sheet.hide()
    columns: list[tuple[str, list[str]]] = [
        (STATUS_LIST, [status.label for status in Status]),
        (KIND_LIST, list(KINDS)),
    ]
    if request.unit is None:
        assignments = request.plan.in_period(request.period)
        columns += [
            (UNIT_LIST, [unit.name for unit in assignments.units]),
            ("DM_MaDonVi", [unit.code for unit in assignments.units]),
            (LED_PAIRS, [f"{k}|{u}" for k, units in assignments.leads.items() for u in units]),
            (
                COORDINATED_PAIRS,
                [f"{k}|{u}" for k, units in assignments.coordinating.items() for u in units],
            ),
        ]
    for column, (name, values) in enumerate(columns):
        letter = chr(65 + column)
        for row, value in enumerate(values):
            book.put(sheet, row, column, value, PLAIN)
        # A list that is empty still needs a cell to point at.
        book.name(name, f"='{LISTS_SHEET}'!${letter}$1:${letter}${max(1, len(values))}")
    if request.unit is None:
        chosen = f"'{Index.PAR_INDEX.sheet}'!{unit_cell()}"
        unit = request.chosen_unit
        formula = f'=IFERROR(INDEX(DM_MaDonVi,MATCH({chosen},{UNIT_LIST},0)),"")'
        at = len(columns)
        book.put(sheet, 0, at, Formula(formula, unit.code if unit else ""), PLAIN)
        book.name(UNIT_CODE, f"='{LISTS_SHEET}'!${chr(65 + at)}$1")


def write_identity(book: Book, request: FormRequest) -> None:
    """Write the very hidden sheet that says for whom and for when the form was made."""
    sheet = book.sheet(IDENTITY_SHEET)
    sheet.very_hidden()
    values = {
        "plan": request.plan.code,
        "version": request.plan.version,
        "period": request.period.code,
        "unit": request.unit.code if request.unit else "",
        "form": FORM_VERSION,
    }
    for row, (field, label) in enumerate(IDENTITY.items()):
        book.put(sheet, row, 0, label, PLAIN)
        book.put(sheet, row, 1, values[field], PLAIN.with_(number_format="@"))
