"""The whole master, from its request to its file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from par_xl.outputs.manual_entries import INSPECTIONS_SHEET, REMEDIES_SHEET, UNMATCHED_SHEET
from par_xl.outputs.master import (
    criteria,
    debts,
    lists,
    manual_sheets,
    overview,
    points,
    rates,
    standings,
    trend,
)
from par_xl.outputs.master.appendices import write_appendix
from par_xl.outputs.master.entries import MasterEntries
from par_xl.outputs.master.request import MasterRequest
from par_xl.rules.office_corrections import SHEET as CORRECTIONS_SHEET
from par_xl.terms.words import Index
from par_xl.workbooks.writing import Book

_Write = Callable[[Book, MasterRequest, MasterEntries], None]


def _counts(write: Callable[[Book, MasterRequest], None]) -> _Write:
    """Return what writes a sheet that lists no entries."""
    return lambda book, request, _entries: write(book, request)


_WRITE: dict[str, _Write] = {
    overview.SHEET: _counts(overview.write_overview),
    rates.AREAS_SHEET: _counts(rates.write_areas),
    rates.UNITS_SHEET: _counts(rates.write_units),
    criteria.SHEET: _counts(criteria.write_criteria),
    trend.SHEET: _counts(trend.write_trend),
    points.SHEET: _counts(points.write_points),
    points.UNITS_SHEET: _counts(points.write_unit_points),
    standings.WEAKEST_SHEET: _counts(standings.write_weakest),
    REMEDIES_SHEET: _counts(manual_sheets.write_remedies),
    standings.COMMITMENTS_SHEET: _counts(standings.write_commitments),
    standings.RANKING_SHEET: _counts(standings.write_ranking),
    **{index.sheet: partial(write_appendix, index) for index in Index},
    CORRECTIONS_SHEET: _counts(manual_sheets.write_corrections),
    debts.SHEET: debts.write_debts,
    lists.EXPLAIN_SHEET: lists.write_explanations,
    lists.IDEAS_SHEET: _counts(lists.write_ideas),
    INSPECTIONS_SHEET: _counts(manual_sheets.write_inspections),
    UNMATCHED_SHEET: _counts(manual_sheets.write_left_over),
    lists.FAULTS_SHEET: _counts(lists.write_faults),
    lists.LOG_SHEET: _counts(lists.write_log),
}
"""The sheets in their order, and what writes each."""
SHEETS = tuple(_WRITE)
"""All that a master may have; any other one people added."""


def write_master(request: MasterRequest, entries: MasterEntries, file: BinaryIO) -> None:
    """Write the master as .xlsx; counts and rates are live and stored with their values."""
    book = Book(f"Tổng hợp kỳ {request.period.code}", request.plan.info["Cơ quan"])
    for write in _WRITE.values():
        write(book, request, entries)
    book.save(file)
