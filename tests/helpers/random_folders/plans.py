"""Small plans: one to three appendices, shared rows, kinds of unit, points or none, days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from builders import HALF, YEAR, PlanTables, check_rows, plan_rows
from par_xl.plan.model import Plan

_UNITS = """
| Mã đơn vị | Tên đơn vị        | Loại      | Tên gọi khác | Đến kỳ  | Sáp nhập vào |
| HC        | Phòng Hành chính  | phòng     | P. HC        |         |              |
| TH        | Phòng Tổng hợp    | phòng     |              |         |              |
| KT        | Phòng Kinh tế     | phòng     |              | 2023-12 | TH           |
| TT        | Trung tâm Tin học | trung tâm | TTTH         |         |              |
| XA        | Xã Hải Lăng       | xã        |              |         |              |
| CVP       | Chánh Văn phòng   | lãnh đạo  |              |         |              |
| SO        | Sở Nội vụ         | bên ngoài |              |         |              |
"""
UNITS = ("HC", "TH", "TT", "XA")
"""Who files a form."""
_LEADS = (
    "HC", "TH", "TT", "XA", "P. HC", "KT", "HC; TH", "HC; TH", "HC; TT; XA", "HC; TT; XA",
    "TTTH; Phòng Tổng hợp", "phòng", "Phòng; TT", "xã", "Tất cả", "Tất cả",
)  # fmt: skip
_SCORED = ("HC; TH", "HC; phòng", "TH; Tất cả", "TH", "TTTH; HC", "KT; XA")
"""Who leads a row with points: the first one scores it."""
_HELPS = ("", "", "HC", "TT; XA", "phòng", "Tất cả", "SO; TH")
DUES = (
    "", "Thường xuyên", "Hằng quý", "6 tháng/lần", "Hằng năm", "Hàng năm", "31/3/2024",
    "2024-05-20", "Trước ngày 30/6/2024", "Quý I/2024", "Quý 2 năm 2024", "Tháng 6/2024",
    "6 tháng đầu năm 2024", "Năm 2024", "2023-2025", "15/11/2023",
)  # fmt: skip
_ASKED = (
    *[("", "")] * 4,
    ("2023-12", ""),
    ("2024-12", ""),
    ("", "2024-12"),
    ("2024-12", "2025-06"),
)
"""Periods from which, and to which, a row is asked."""
_HEADERS = (
    "TT", "Điểm tối đa", "Đơn vị tính", "Cách đánh giá", "Đơn vị chủ trì", "Đơn vị phối hợp",
    "Thẩm quyền thực hiện", "Mục tiêu 2024", "Thời gian hoàn thành", "Từ kỳ", "Đến kỳ",
)  # fmt: skip
_AS_OF = {
    HALF: (date(2024, 6, 10), date(2024, 6, 10), date(2024, 3, 31), date(2024, 7, 1)),
    YEAR: (date(2024, 12, 10), date(2024, 12, 10), date(2024, 11, 15), date(2025, 1, 1)),
}
_EXTENSION = "| Kỳ | Đơn vị | Gửi trước ngày |\n| {} | {} | {} |"


@dataclass(frozen=True)
class RandomPlan:
    """A plan with its sheets, the period that is reported on, and a day to judge it by."""

    rows: PlanTables
    plan: Plan
    period: str
    as_of: date

    def __repr__(self) -> str:
        rows = {name: rows for name, rows in self.rows.items() if name.startswith("Phụ lục")}
        return f"{self.period} as of {self.as_of}: {rows}"


@st.composite
def plans(draw: st.DrawFn) -> RandomPlan:
    """A plan without faults."""
    period = draw(st.sampled_from((HALF, HALF, YEAR)))
    roots = draw(
        st.lists(st.sampled_from(("1", "2", "S1", "P1")), min_size=2, max_size=3, unique=True)
    )
    lines = [_line(_HEADERS)]
    for root in roots:
        lines += draw(_areas(root))
    until = "15/6/2024" if period == HALF else "15/12/2024"
    whom = draw(st.sampled_from((None, "HC", "TT", "Tất cả")))
    extensions = _EXTENSION.format(period, whom, until) if whom else ""
    rows = plan_rows("\n".join(lines), units=_UNITS, extensions=extensions)
    plan, found = check_rows(rows)
    assert plan is not None, found
    return RandomPlan(rows, plan, period, draw(st.sampled_from(_AS_OF[period])))


@st.composite
def _areas(draw: st.DrawFn, root: str) -> list[str]:
    """The lines of one area: one to three rows, sometimes one below another."""
    points: list[float | None]
    count = draw(st.integers(1, 3))
    codes = [f"{root}.{number}" for number in range(1, count + 1)]
    if root not in ("1", "2") or draw(st.integers(0, 3)) == 0:
        points = [None] * count
        lines = [_line((root,))]
    elif draw(st.booleans()):
        points = draw(st.lists(st.sampled_from((0.5, 2.0, 12.5)), min_size=count, max_size=count))
        lines = [_line((root, _points(sum(each or 0 for each in points))))]
    else:
        points = [None] * count
        lines = [draw(_row(root, 1.0))]
    for code, each in zip(codes, points, strict=True):
        if each and draw(st.integers(0, 2)) == 0:
            lines.append(draw(_row(code, each)))
            lines += [draw(_row(f"{code}.{letter}", None, leaf=True)) for letter in "ab"]
        else:
            lines.append(draw(_row(code, each, leaf=True)))
    return lines


@st.composite
def _row(draw: st.DrawFn, code: str, points: float | None, leaf: bool = False) -> str:
    """A leaf, or a criterion with tasks beneath."""
    one = {
        "measure": st.sampled_from(("", "", "%", "điểm", "hồ sơ")),
        "method": st.sampled_from(("", "", "", "Điều tra xã hội học")),
        "leads": st.sampled_from(_LEADS if points is None else _SCORED),
        "helps": st.sampled_from(_HELPS if leaf else ("",)),
        "authority": st.sampled_from(("Văn phòng", "Cấp tỉnh")),
        "target": st.sampled_from(("", "", "1", "90")),
        "due": st.sampled_from(DUES if leaf else ("",)),
    }
    # Points of rows that are asked at other times need not add up to an area's.
    asked = draw(st.sampled_from(_ASKED)) if points is None or "." not in code else ()
    return _line((code, _points(points), *(draw(each) for each in one.values()), *asked))


def _points(value: float | None) -> str:
    return "" if value is None else str(value)


def _line(cells: tuple[str, ...]) -> str:
    whole = (*cells, *("" for _ in _HEADERS[len(cells) :]))
    return f"| {' | '.join(whole)} |"
