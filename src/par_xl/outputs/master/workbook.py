"""The whole master, from its request to its file."""

from __future__ import annotations

from typing import BinaryIO

from par_xl.outputs.manual_entries import INSPECTIONS_SHEET, LEFT_OVER_SHEET, REMEDIES_SHEET
from par_xl.outputs.master import (
    areas,
    chase,
    commitments,
    course,
    criteria,
    emulation,
    ideas,
    lists,
    overview,
    points,
    units,
    weakest,
)
from par_xl.outputs.master.appendices import write_appendix
from par_xl.outputs.master.areas import write_areas
from par_xl.outputs.master.by_hand import write_inspections, write_left_over
from par_xl.outputs.master.chase import write_chase
from par_xl.outputs.master.commitments import write_commitments
from par_xl.outputs.master.course import find_courses, write_course
from par_xl.outputs.master.criteria import write_criteria
from par_xl.outputs.master.emulation import write_emulation
from par_xl.outputs.master.ideas import write_ideas
from par_xl.outputs.master.lists import write_explanations, write_faults, write_log
from par_xl.outputs.master.overview import write_overview
from par_xl.outputs.master.points import write_points, write_unit_points
from par_xl.outputs.master.remedies import write_remedies
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.units import write_units
from par_xl.outputs.master.weakest import write_weakest
from par_xl.terms.words import Index
from par_xl.workbooks.writing import Book

SHEETS = (
    overview.SHEET, areas.SHEET, units.SHEET, criteria.SHEET, course.SHEET, points.SHEET,
    points.UNITS_SHEET, weakest.SHEET, REMEDIES_SHEET, commitments.SHEET, emulation.SHEET,
    *(index.sheet for index in Index), chase.SHEET, lists.EXPLAIN_SHEET, ideas.SHEET,
    INSPECTIONS_SHEET, LEFT_OVER_SHEET, lists.FAULTS_SHEET, lists.LOG_SHEET,
)  # fmt: skip
"""All that a master may have; any other one people added."""


def write_master(request: MasterRequest, file: BinaryIO) -> None:
    """Write the master as .xlsx; counts and rates are live and stored with their values."""
    book = Book(f"Tổng hợp kỳ {request.period.code}", request.plan.info["Cơ quan"])
    courses = find_courses(request)
    write_overview(book, request, courses)
    write_areas(book, request)
    write_units(book, request)
    write_criteria(book, request)
    write_course(book, request, courses)
    write_points(book, request)
    write_unit_points(book, request)
    write_weakest(book, request)
    write_remedies(book, request)
    write_commitments(book, request)
    write_emulation(book, request)
    for index in Index:
        write_appendix(book, request, index)
    write_chase(book, request)
    write_explanations(book, request)
    write_ideas(book, request)
    write_inspections(book, request)
    write_left_over(book, request)
    write_faults(book, request)
    write_log(book, request)
    book.save(file)
