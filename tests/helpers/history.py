"""A folder with several periods merged: a unit merged into another, one late, two missing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from builders import YEAR, PlanTables, form, make_folder, merge, plan_rows, submit
from par_xl.plan.reader import read_plan
from par_xl.workspace.layout import Folder

UNITS = """
| Mã đơn vị | Tên đơn vị         | Loại  | Đến kỳ  | Sáp nhập vào | Thư điện tử |
| HC        | Phòng Hành chính   | phòng |         |              | hc@vd.vn    |
| TH        | Phòng Tổng hợp     | phòng |         |              |             |
| CU        | Phòng Cũ           | phòng | 2023-12 | TH           |             |
| TT        | Phòng Tin học      | phòng |         |              | tt@vd.vn    |
| KT        | Phòng Kinh tế      | phòng |         |              |             |
| VP        | Phòng Văn phòng    | phòng |         |              |             |
"""
ITEMS = """
| TT   | Điểm tối đa | Đơn vị chủ trì | Thời gian hoàn thành |
| 1    | 2           |                |                      |
| 1.1  | 2           | HC             | 31/3/2024            |
| 2    | 3           |                |                      |
| 2.1  | 3           | HC; TH; CU     | Thường xuyên         |
| 3    | 1           |                |                      |
| 3.1  | 1           | KT             | Thường xuyên         |
| S1   |             |                |                      |
| S1.1 |             | TH             | Quý II/2024          |
| S1.2 |             | TH             | Thường xuyên         |
| P1   |             |                |                      |
| P1.1 |             | TT             | Thường xuyên         |
| P1.2 |             | TT             | Thường xuyên         |
"""
EXTENSIONS = """
| Kỳ      | Đơn vị | Gửi trước ngày |
| 2024-12 | VP     | 12/12/2024     |
"""
_DONE = "Hoàn thành"
_GOING = "Đang thực hiện"
BEFORE = {
    "HC": f"""
| code | status  | progress | completed_on | evidence |
| 1.1  | {_DONE} |          | 2023-11-05   | Số 1     |
| 2.1  | {_GOING} | 0.5     |              |          |
""",
    "TH": f"""
| code | status   | progress | evidence |
| 2.1  | {_DONE}  |          | Số 2     |
| S1.1 | {_GOING} | 0.2      |          |
""",
    "CU": f"""
| code | status  | evidence |
| 2.1  | {_DONE} | Số 3     |
""",
}
HALF_YEAR = {
    "HC": f"""
| code | status   | progress |
| 1.1  | {_GOING} | 0.4      |
""",
    "TH": f"""
| code | status   | progress |
| S1.1 | {_GOING} | 0.3      |
""",
    "TT": """
| code | status         | progress |
| P1.1 | Chưa thực hiện |          |
""",
}
NOW = {
    "HC": f"""
| code | status   | progress | evidence | self_score |
| 1.1  | {_GOING} | 0.4      | Số 5     | 0.5        |
| 2.1  | {_DONE}  |          | Số 6     | 2.9        |
""",
    "TH": f"""
| code | status   | progress | evidence |
| 2.1  | {_DONE}  |          | Số 7     |
| S1.1 | {_GOING} | 0.6      |          |
| S1.2 | {_DONE}  |          | Số 8     |
""",
    "KT": """
| code | status        | explanation     |
| 3.1  | Không áp dụng | Không được giao |
""",
}
PERIODS: tuple[tuple[str, dict[str, str], datetime], ...] = (
    ("2023-12", BEFORE, datetime(2023, 12, 20, 9)),  # noqa: DTZ001 - the office's own clock
    ("2024-06", HALF_YEAR, datetime(2024, 6, 20, 9)),  # noqa: DTZ001
    (YEAR, NOW, datetime(2024, 12, 20, 9)),  # noqa: DTZ001
    ("2025-06", {}, datetime(2025, 6, 1, 9)),  # noqa: DTZ001
)


def tables(**settings: float) -> PlanTables:
    """The plan; *settings* by name, with underscores for spaces."""
    rows = plan_rows(ITEMS, units=UNITS, extensions=EXTENSIONS)
    rows["Thiết lập"] += [
        {"Tên": name.replace("_", " "), "Giá trị": value} for name, value in settings.items()
    ]
    return rows


def merged(root: Path) -> Folder:
    """The folder, every period merged."""
    folder = make_folder(root, tables())
    plan = read_plan(folder.plan)
    for period, forms, now in PERIODS:
        for unit, rows in forms.items():
            day = f"{period}-12" if unit == "KT" else f"{period}-07"
            submit(folder, f"{unit}.xlsx", form(plan, unit, rows, period), day, period=period)
        merge(folder, period, now=now)
    return folder
