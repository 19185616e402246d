"""The three indices side by side: each measure now, against the year before, by authority."""

from __future__ import annotations

from par_xl.insight.levels import level
from par_xl.merge.result import IndexPart
from par_xl.outputs.master.areas import Line, lines
from par_xl.outputs.master.course import CHANGE, MEASURES
from par_xl.outputs.master.levels import level_formula, level_text, mark_levels
from par_xl.outputs.master.overview.page import RATE, SMALL, TEXT, Page
from par_xl.terms.words import Authority
from par_xl.workbooks.writing import HEADER, HEADING_FILLS, LINE, Formula, Look

_MEASURES = dict(
    zip(MEASURES, ("Hoàn thành", "Hoàn thành đúng hạn", "Tiến độ có trọng số"), strict=True)
)
_HEAD = HEADER.with_(align="left")
_UNDER = Look(fill=HEADING_FILLS[1], bold=True, align="center", vertical="vcenter", size=SMALL)
_COLUMNS = 4
"""Columns of an index."""


def write_indices(page: Page) -> None:
    """Write the rows of the three indices."""
    request = page.request
    indices = [(part, 1 + n * _COLUMNS) for n, part in enumerate(request.result.indices)]
    page.put((0, 0), "Chỉ số", _HEAD)
    for part, first in indices:
        page.put((first, first + 1), part.index.label, _HEAD.with_(size=13))
        page.put((first + 2, first + 3), _level(page, part), TEXT.with_(bold=True, align="center"))
        mark_levels(page.book, page.sheet, page.row, page.row, (first + 2, first + 3))
    page.end_row(20)
    page.put((0, 0), f"Cùng kỳ: {request.period.year_before}", _UNDER.with_(align="left"))
    for _, first in indices:
        heads = ["Chung", "So cùng kỳ", *(authority.label for authority in Authority)]
        for column, text in enumerate(heads, start=first):
            page.put((column, column), text, _UNDER)
    page.end_row(LINE)
    every = lines(request)
    for field, name in _MEASURES.items():
        page.put((0, 0), name, TEXT)
        for part, first in indices:
            whole = Line(part.index, None, None)
            page.put((first, first), page.rate(whole, part, field), RATE.with_(bold=True))
            change = page.change(part.index, None, field)
            page.put((first + 1, first + 1), change, CHANGE.with_(vertical="vcenter"))
            for column, authority in enumerate(Authority, start=first + 2):
                line = Line(part.index, None, authority)
                page.put((column, column), page.rate(line, every[line][1], field), RATE)
        page.end_row(LINE)


def _level(page: Page, part: IndexPart) -> Formula:
    line = Line(part.index, None, None)
    rate, reporting = (page.rates[line, f] for f in ("completion_rate", "reporting_rate"))
    found = level(page.request.plan, page.request.period, part)
    return Formula(level_formula(rate, reporting, *page.thresholds), level_text(found))
