"""Period data for tests of the public page, and the page read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from lxml import html

from builders import HALF, PlanTables, form, make_folder, merge, plan_rows, submit
from par_xl.insight.period_data import PeriodData
from par_xl.merge.rates import Rates
from par_xl.merge.result import Past
from par_xl.outputs.page.writing import write_page
from par_xl.plan.reader import read_plan
from par_xl.workspace.documents import read_period_data
from par_xl.workspace.layout import Folder

_Part = TypeVar("_Part", bound=Rates)

REPORTED = """
| code | status         | progress | completed_on | evidence | self_score |
| 1.1  | Hoàn thành     |          | 2024-03-05   | BC 1     | 0.5        |
| 1.2  | Đang thực hiện | 0.5      |              | BC 2     |            |
"""


def merged(root: Path, rows: PlanTables | None = None, reported: str = REPORTED) -> Folder:
    """A folder with a merge in it to which one room reported."""
    folder = make_folder(root, rows)
    submit(folder, "HC.xlsx", form(read_plan(folder.plan), "HC", reported))
    merge(folder)
    return folder


def period_data_of(root: Path, rows: PlanTables | None = None) -> PeriodData:
    return read_period_data(merged(root, rows), HALF)


def with_info(**info: str) -> PlanTables:
    """The plan's rows with more in `Thông tin`; spaces as underscores."""
    rows = plan_rows()
    rows["Thông tin"] += [{"Mục": k.replace("_", " "), "Giá trị": v} for k, v in info.items()]
    return rows


def closed(data: PeriodData) -> PeriodData:
    return replace(data, stamp=replace(data.stamp, is_closed=True, is_reconstructed=False))


def with_past(data: PeriodData, *periods: str) -> PeriodData:
    """The same with earlier periods in which half as much was done."""
    result = data.result

    def half(part: _Part) -> _Part:
        return part.model_copy(update={"completion_rate": (part.completion_rate or 0.0) / 2})

    def before(period: str) -> Past:
        indices, areas = map(half, result.indices), map(half, result.areas)
        return Past(
            period=period, units=[], indices=[*indices], areas=[*areas], index_authorities=[]
        )

    return replace(data, past={period: before(period) for period in periods})


def source(data: PeriodData, draft: bool = False) -> str:
    return write_page(data, draft).decode()


def read(data: PeriodData, draft: bool = False) -> html.HtmlElement:
    return html.document_fromstring(source(data, draft))


def table(page: html.HtmlElement, name: str) -> list[list[str]]:
    """A table's rows by its caption's id."""
    (found,) = page.xpath(f"//table[caption[@id='{name}']]")
    return [[" ".join(c.text_content().split()) for c in row] for row in found.iter("tr")]
