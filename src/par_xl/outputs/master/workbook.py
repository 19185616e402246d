"""The whole master, from its request to its file."""

from __future__ import annotations

from typing import BinaryIO

from par_xl.outputs.manual_entries import INSPECTIONS_SHEET, LEFT_OVER_SHEET, REMEDIES_SHEET
from par_xl.outputs.master import debts, points, trend
from par_xl.outputs.master.appendices import write_appendix
from par_xl.outputs.master.by_hand import write_inspections, write_left_over, write_remedies
from par_xl.outputs.master.debts import write_debts
from par_xl.outputs.master.lists import (
    EXPLAIN_SHEET,
    FAULTS_SHEET,
    IDEAS_SHEET,
    LOG_SHEET,
    write_explanations,
    write_faults,
    write_ideas,
    write_log,
)
from par_xl.outputs.master.overview import write_overview
from par_xl.outputs.master.overview_page import SHEET
from par_xl.outputs.master.points import write_points, write_unit_points
from par_xl.outputs.master.rates import (
    AREAS_SHEET,
    CRITERIA_SHEET,
    UNITS_SHEET,
    write_areas,
    write_criteria,
    write_units,
)
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.standings import (
    COMMITMENTS_SHEET,
    RANKING_SHEET,
    WEAKEST_SHEET,
    write_commitments,
    write_ranking,
    write_weakest,
)
from par_xl.outputs.master.trend import find_trends, write_trend
from par_xl.terms.words import Index
from par_xl.workbooks.writing import Book

SHEETS = (
    SHEET, AREAS_SHEET, UNITS_SHEET, CRITERIA_SHEET, trend.SHEET, points.SHEET,
    points.UNITS_SHEET, WEAKEST_SHEET, REMEDIES_SHEET, COMMITMENTS_SHEET, RANKING_SHEET,
    *(index.sheet for index in Index), debts.SHEET, EXPLAIN_SHEET, IDEAS_SHEET,
    INSPECTIONS_SHEET, LEFT_OVER_SHEET, FAULTS_SHEET, LOG_SHEET,
)  # fmt: skip
"""All that a master may have; any other one people added."""


def write_master(request: MasterRequest, file: BinaryIO) -> None:
    """Write the master as .xlsx; counts and rates are live and stored with their values."""
    book = Book(f"Tổng hợp kỳ {request.period.code}", request.plan.info["Cơ quan"])
    trends = find_trends(request)
    write_overview(book, request, trends)
    write_areas(book, request)
    write_units(book, request)
    write_criteria(book, request)
    write_trend(book, request, trends)
    write_points(book, request)
    write_unit_points(book, request)
    write_weakest(book, request)
    write_remedies(book, request)
    write_commitments(book, request)
    write_ranking(book, request)
    for index in Index:
        write_appendix(book, request, index)
    write_debts(book, request)
    write_explanations(book, request)
    write_ideas(book, request)
    write_inspections(book, request)
    write_left_over(book, request)
    write_faults(book, request)
    write_log(book, request)
    book.save(file)
