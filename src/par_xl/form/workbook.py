"""The whole form, from its request to its bytes."""

from __future__ import annotations

from par_xl.form.appendix import write_appendix
from par_xl.form.cover import write_cover
from par_xl.form.guide import write_guide
from par_xl.form.initiatives import write_initiatives
from par_xl.form.lists import write_identity, write_lists
from par_xl.form.request import COVER_SHEET, INITIATIVES_SHEET, CheckReport, FormRequest
from par_xl.terms.words import Index
from par_xl.workbooks.writing import Book


def write_form(request: FormRequest) -> bytes:
    """Write a unit's form, or the standard form, as .xlsx: no macros, nothing after Excel 2010."""
    unit = request.unit.name if request.unit else "Biểu mẫu chuẩn"
    book = Book(f"Biểu mẫu báo cáo {request.period.code} – {unit}", request.plan.info["Cơ quan"])
    if request.report is not None:
        from par_xl.form.faults import write_faults

        write_faults(book, request.report, request)
    write_cover(book, request)
    for index in Index:
        write_appendix(book, request, index)
    write_initiatives(book, request)
    if request.report is not None:
        from par_xl.form.marks import write_marks

        write_marks(book, request, request.report, COVER_SHEET, INITIATIVES_SHEET)
    write_guide(book, request)
    write_lists(book, request)
    write_identity(book, request)
    return book.content()


def write_refusal(report: CheckReport, creator: str) -> bytes:
    """Write the faults of a file that no form can be made of."""
    from par_xl.form.faults import write_faults

    book = Book("Kết quả kiểm tra biểu mẫu", creator)
    write_faults(book, report, None)
    return book.content()
