"""Which of a workbook's sheets are the three appendices, and which are copies of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from par_xl.form.request import (
    GUIDE_SHEET,
    IDENTITY_SHEET,
    INITIATIVES_SHEET,
    LISTS_SHEET,
    RESULT_SHEET,
)
from par_xl.intake.table import Table, find_table, index_of, looks_like_table
from par_xl.rules import files
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_
from par_xl.terms.text import fold
from par_xl.terms.words import Index
from par_xl.workbooks.book import Sheet, Workbook

_OWN_SHEETS = {
    fold(name)
    for name in (
        GUIDE_SHEET,
        INITIATIVES_SHEET,
        LISTS_SHEET,
        IDENTITY_SHEET,
        RESULT_SHEET,
        *(index.sheet for index in Index),
    )
}


@dataclass(frozen=True)
class Appendices:
    """The appendix tables of a workbook, and what is wrong with its sheets and columns."""

    tables: tuple[Table, ...]
    """Those whose rows can be judged."""
    damaged: tuple[Table, ...]
    """Those of a refused file from which something can still be read."""
    copies: tuple[Table, ...]
    """Further tables that stand for no appendix."""
    findings: tuple[Finding, ...]


def find_appendices(book: Workbook, file: str) -> Appendices:
    """Find the appendix tables by the names of their sheets."""
    found: list[Finding] = []
    tables: list[Table] = []
    damaged: list[Table] = []
    copies = [sheet for sheet in book.sheets if _is_copy(sheet)]
    spare = list(copies)
    for index in Index:
        sheets = book.named(index.sheet)
        if len(sheets) == 1:
            table = find_table(index, sheets[0], file)
            (tables if table.is_whole else damaged).append(table)
            found += [*_renamed(index, sheets[0], file), *_hidden(sheets[0], file), *table.findings]
            continue
        found.append(_sheet_fault(index, sheets, copies, file))
        # Where there is none of that name, most likely it has another one.
        stands = [*sheets, *(sheet for sheet in spare if index_of(sheet) is index)][:1]
        damaged += [find_table(index, sheet, file) for sheet in stands]
        spare = [sheet for sheet in (*spare, *sheets) if all(sheet is not s for s in stands)]
    if all(book.named(index.sheet) for index in Index):
        found += [files.COPY.at(file, sheet.name, None, sheet.name) for sheet in copies]
    others = tuple(find_table(of, sheet, file) for sheet in spare if (of := index_of(sheet)))
    return Appendices(tuple(tables), tuple(damaged), others, tuple(found))


def appendix_sheets(book: Workbook, index: Index) -> list[Sheet]:
    """The sheets of that appendix's name; where there is none, those that look most like it."""
    return book.named(index.sheet) or [
        sheet for sheet in book.sheets if _is_copy(sheet) and index_of(sheet) is index
    ]


def _is_copy(sheet: Sheet) -> bool:
    return fold(sheet.name) not in _OWN_SHEETS and looks_like_table(sheet)


def _renamed(index: Index, sheet: Sheet, file: str) -> list[Finding]:
    if sheet.name == index.sheet:
        return []
    return [files.SPELLING.at(file, sheet.name, None, sheet.name, {"wanted": index.sheet})]


def _hidden(sheet: Sheet, file: str) -> list[Finding]:
    """Whoever looks at the file does not see what is counted."""
    return [files.HIDDEN_SHEET.at(file, sheet.name, None, sheet.name)] if sheet.is_hidden else []


def _sheet_fault(
    index: Index, sheets: Sequence[Sheet], copies: Sequence[Sheet], file: str
) -> Finding:
    if sheets:
        why = N_("có {count} lần").format(count=len(sheets))
    elif copies:
        renamed = ", ".join(f"«{sheet.name}»" for sheet in copies)
        why = N_("không có trong tệp (có thể đã đổi tên thành {names})").format(names=renamed)
    else:
        why = N_("không có trong tệp")
    return files.NO_SHEET.at(file, words={"wanted": index.sheet, "why": why})
