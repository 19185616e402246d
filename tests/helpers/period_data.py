"""Period data of small plans, made without a folder; and what a document says, as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from builders import HALF, check, consolidated, entries_of, filled_form, key
from par_xl.insight.period_data import PeriodData
from par_xl.insight.trend import predecessor
from par_xl.intake.submission import Submission
from par_xl.merge.rates import Tallies
from par_xl.merge.result import ENTRY_FIELDS, Entry, Past, Result, Score
from par_xl.merge.stamp import Stamp
from par_xl.outputs.blocks import Block, Chart, Dash, Document, Heading, Paragraph, Table
from par_xl.outputs.report.report import reports
from par_xl.plan.model import Plan
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, State

SCORE_FIELDS = tuple(field.name for field in fields(Score))
Rows = Mapping[str, Mapping[str, Cell]]
"""What a unit reports, by code and field."""

DONE: dict[str, Cell] = {
    "status": "Hoàn thành",
    "completed_on": date(2024, 3, 1),
    "evidence": "Báo cáo số 1",
}
SAID: dict[str, Cell] = {"explanation": "thiếu nhân lực", "difficulty": "đề nghị bổ sung kinh phí"}
SCORED: dict[str, Cell] = {"self_score": 1.5, "evidence": "Báo cáo số 2"}
ABSENT: dict[str, Cell] = {"status": "Không áp dụng", "explanation": "Không thuộc phạm vi"}
ITEMS = """
|TT|Điểm tối đa|Đơn vị chủ trì|Đơn vị phối hợp|Thời gian hoàn thành|Thẩm quyền thực hiện|
| 1    | 3  |        |    |              |           |
| 1.1  | 1  | HC     | TT | 31/3/2024    | Văn phòng |
| 1.2  | 2  | HC; TH | TT | Thường xuyên | Cấp tỉnh  |
| S1   |    |        |    |              |           |
| S1.1 |    | TH     | HC | Quý II/2024  | Văn phòng |
| P1   |    |        |    |              |           |
| P1.1 |    | TT     |    | Hằng năm     | Cấp tỉnh  |
"""


def going(share: float, **more: Cell) -> dict[str, Cell]:
    """A row that is being worked on."""
    return {"status": "Đang thực hiện", "progress": share, **more}


def score_of(plan: Plan, code: str, self_score: float | None = None, **more: Any) -> Score:
    """A criterion's score; it was given in a form that nobody has."""
    item = plan.by_key[key(code)]
    assert item.scorer and item.points is not None
    about = {name: getattr(item, name) for name in ("key", "index", "area", "code", "authority")}
    told: dict[str, Any] = dict.fromkeys(SCORE_FIELDS)
    told |= {**about, "unit": item.scorer, "maximum": item.points, "self_score": self_score}
    told |= {"owes_explanation": False, "in_error": False}
    return Score(**{**told, **more})


def entry_of(plan: Plan, unit: str, code: str, state: State, **more: Any) -> Entry:
    """A lead's entry, in a form that nobody has."""
    item = plan.by_key[key(code)]
    about = {name: getattr(item, name) for name in ("key", "index", "area", "code", "authority")}
    told: dict[str, Any] = dict.fromkeys(ENTRY_FIELDS)
    told |= {**about, "unit": unit, "role": Role.LEAD, "weight": 1.0, "state": state}
    told |= {"in_error": False, "estimated": False, "owes_explanation": False}
    return Entry(**{**told, **more})


def result_of(
    plan: Plan,
    told: Mapping[str, Rows],
    period: str = HALF,
    as_of: date | None = None,
) -> Result:
    """What units (by code) told, merged."""
    submissions: list[Submission] = []
    for unit, rows in told.items():
        values = {key(code): row for code, row in rows.items()}
        content = filled_form(plan, unit, values, period)
        day = plan.periods[period].send_before.replace(day=7)
        submissions.append(check(plan, content, f"{unit}.xlsx", period, day))
    return consolidated(plan, submissions, as_of or plan.periods[period].send_before, period)


def period_data_of(
    plan: Plan, result: Result, earlier: Iterable[Result] = (), stamp: Stamp | None = None
) -> PeriodData:
    """The result with those of earlier periods."""
    period = plan.periods[result.period]
    entries, known = entries_of(result), {each.period: each for each in earlier}
    before = predecessor(plan, period)
    then = known.get(before.code) if before else None
    return PeriodData(
        plan=plan,
        period=period,
        result=result,
        entries=entries,
        tallies=tuple(Tallies(plan, entries).assigned()),
        past={code: Past.model_validate(each.model_dump()) for code, each in known.items()},
        entries_before=entries_of(then) if then else (),
        stamp=stamp or Stamp(datetime(2024, 6, 12, 8, 0), 1, False, False),  # noqa: DTZ001
        today=date(2024, 6, 12),
    )


def texts(blocks: Iterable[Block]) -> list[str]:
    """All that blocks say, cell by cell."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading() | Dash():
                found.append(block.text)
            case Paragraph():
                found.append(f"{block.lead} {block.text}".strip())
            case Table():
                found.append(block.caption)
                found += [text for row in block.rows for text in row]
            case Chart():
                found += [block.caption, block.says, *block.categories]
    return found


def under(blocks: Iterable[Block], heading: str) -> list[str]:
    """What stands under the heading whose text ends like that."""
    found: list[Block] = []
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            if level and block.level <= level:
                break
            if not level and block.text.endswith(heading):
                level = block.level
                continue
        if level:
            found.append(block)
    return texts(found)


def report(data: PeriodData) -> Document:
    return reports(data)[0]


def everything(document: Document) -> list[str]:
    """All that a document says, annexes included."""
    annexes = [text for annex in document.annexes for text in (annex.title, *texts(annex.blocks))]
    return [document.subject, *texts(document.blocks), *annexes]
