"""The form's hidden sheets: the lists behind its drop-downs and formulas, and its identity."""

from __future__ import annotations

from collections.abc import Mapping

from par_xl.form.places import (
    KIND_LIST,
    ROLE_LISTS,
    STATUS_LIST,
    UNIT_CODE,
    UNIT_LIST,
    head_reference,
)
from par_xl.form.request import (
    FORM_VERSION,
    IDENTITY,
    IDENTITY_SHEET,
    LISTS_SHEET,
    FormRequest,
    ReportRow,
    rows_sha256,
)
from par_xl.rules.formula import formula_names
from par_xl.rules.initiatives import KINDS
from par_xl.terms.finding import column_letters
from par_xl.terms.words import Role, Status
from par_xl.workbooks.look import PLAIN
from par_xl.workbooks.sheet import Formula, Value
from par_xl.workbooks.writing import Book


def write_lists(book: Book, request: FormRequest) -> None:
    """Write the hidden sheet of lists and define their names."""
    sheet = book.sheet(LISTS_SHEET)
    sheet.hide()
    lists: dict[str, list[Value]] = {
        STATUS_LIST: [status.label for status in Status],
        KIND_LIST: [*KINDS],
    }
    if request.unit is None:
        lists |= _of_units(request)
    lists |= {name: [value] for name, value in _formula_names(request).items()}
    for column, (name, values) in enumerate(lists.items()):
        letter = column_letters(column)
        for row, value in enumerate(values):
            book.put(sheet, row, column, value, PLAIN)
        # A list that is empty still needs a cell to point at.
        book.name(name, f"='{LISTS_SHEET}'!${letter}$1:${letter}${max(1, len(values))}")


def _formula_names(request: FormRequest) -> Mapping[str, Value]:
    """Return what the formulas of `Kiểm tra` look up; the same for every row of a form."""
    rows = (row for rows in request.rows.values() for row in rows if isinstance(row, ReportRow))
    first = next(rows, None)
    return formula_names(first.asked) if first else {}


def _of_units(request: FormRequest) -> dict[str, list[Value]]:
    """Return the lists of the standard form."""
    assignments, chosen = request.plan.in_period(request.period), request.chosen_unit
    of_roles = {
        Role.LEAD: assignments.leads,
        Role.COORDINATING: assignments.coordinating,
        Role.SCORING: {key: (unit,) for key, unit in assignments.scorers.items()},
    }
    code = f'=IFERROR(INDEX(DM_MaDonVi,MATCH({head_reference("unit")},{UNIT_LIST},0)),"")'
    return {
        UNIT_LIST: [unit.name for unit in assignments.units],
        "DM_MaDonVi": [unit.code for unit in assignments.units],
        **{
            ROLE_LISTS[role]: [f"{key}|{unit}" for key, units in rows.items() for unit in units]
            for role, rows in of_roles.items()
        },
        UNIT_CODE: [Formula(code, chosen.code if chosen else "")],
    }


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
        # A form with a head is not one to send out: somebody has filled it in.
        "arrived": "" if request.head else rows_sha256(request.values),
    }
    for row, (field, label) in enumerate(IDENTITY.items()):
        book.put(sheet, row, 0, label, PLAIN)
        # Other programs write an empty text in odd ways.
        book.put(sheet, row, 1, values[field] or None, PLAIN.with_(number_format="@"))
