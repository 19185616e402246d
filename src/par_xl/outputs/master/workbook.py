"""The whole master, from its request to its file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from par_xl.outputs.manual_entries import INSPECTIONS_SHEET, REMEDIES_SHEET, UNMATCHED_SHEET
from par_xl.outputs.master import (
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
from par_xl.outputs.master.request import MasterRequest
from par_xl.terms.words import Index
from par_xl.workbooks.writing import Book

_WRITE: dict[str, Callable[[Book, MasterRequest], None]] = {
    overview.SHEET: overview.write_overview,
    rates.AREAS_SHEET: rates.write_areas,
    rates.UNITS_SHEET: rates.write_units,
    rates.CRITERIA_SHEET: rates.write_criteria,
    trend.SHEET: trend.write_trend,
    points.SHEET: points.write_points,
    points.UNITS_SHEET: points.write_unit_points,
    standings.WEAKEST_SHEET: standings.write_weakest,
    REMEDIES_SHEET: manual_sheets.write_remedies,
    standings.COMMITMENTS_SHEET: standings.write_commitments,
    standings.RANKING_SHEET: standings.write_ranking,
    **{index.sheet: partial(write_appendix, index) for index in Index},
    debts.SHEET: debts.write_debts,
    lists.EXPLAIN_SHEET: lists.write_explanations,
    lists.IDEAS_SHEET: lists.write_ideas,
    INSPECTIONS_SHEET: manual_sheets.write_inspections,
    UNMATCHED_SHEET: manual_sheets.write_left_over,
    lists.FAULTS_SHEET: lists.write_faults,
    lists.LOG_SHEET: lists.write_log,
}
"""The sheets in their order, and what writes each."""
SHEETS = tuple(_WRITE)
"""All that a master may have; any other one people added."""


def write_master(request: MasterRequest, file: BinaryIO) -> None:
    """Write the master as .xlsx; counts and rates are live and stored with their values."""
    book = Book(f"Tổng hợp kỳ {request.period.code}", request.plan.info["Cơ quan"])
    for write in _WRITE.values():
        write(book, request)
    book.save(file)
