"""One small plan, and one form of it that its unit filled in honestly: all cases begin there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from par_xl.terms.text import Cell

COVER, ONE, TWO, THREE = "Trang đầu", "Phụ lục I", "Phụ lục II", "Phụ lục III"
APPENDICES = (ONE, TWO, THREE)
GUIDE, IDEAS, LISTS, IDENTITY = "Hướng dẫn", "Sáng kiến, đề xuất", "Danh mục", "Nhận dạng"

ITEMS = """
| TT   | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |
| 1    | 5           |             |                |                 |                      |
| 1.1  | 1           |             | HC             | TT              | 31/3/2024            |
| 1.2  | 2           | %           | HC; TH         | TT              | Thường xuyên         |
| 1.3  | 1           |             | HC             |                 | Quý II/2024          |
| 1.4  | 1           | hồ sơ       | HC             |                 |                      |
| 1.4.a |            |             | TT             |                 | Thường xuyên         |
| S1   |             |             |                |                 |                      |
| S1.1 |             | %           | TH             | HC              | Quý II/2024          |
| S1.2 |             |             | HC             |                 | Thường xuyên         |
| P1   |             |             |                |                 |                      |
| P1.1 |             |             | HC             |                 | Hằng năm             |
| P1.2 |             |             | TT             |                 | Thường xuyên         |
"""
VERSION = "2"

Fields = Mapping[str, Cell]
BASELINE: Mapping[str, Fields] = {
    "1.1": {
        "status": "Hoàn thành",
        "completed_on": date(2024, 3, 5),
        "self_score": 0.75,
        "result": "- Đã ban hành “một cửa”\n+ Đã rà soát 1.250 thủ tục; hòa giải 2 vụ",
        "evidence": "Báo cáo số 12/BC-VP ngày 05/3/2024, trang 3",
    },
    "1.2": {
        "status": "Đang thực hiện",
        "progress": 0.5,
        "value": 87.5,
        "self_score": 1.5,
        "result": "Đã trình dự thảo",
        "evidence": "Số 15/TTr-VP",
        "difficulty": "Đề nghị bố trí kinh phí",
    },
    # The unit scores 1.4; the task beneath is another's.
    "1.4": {"value": 25.0, "self_score": 0.5, "evidence": "Số 7/BC-VP"},
    # 1.3 is led too, and left empty; S1.1 is coordinated.
    "S1.1": {"result": "Đã góp ý"},
    "S1.2": {"status": "Không phát sinh trong kỳ"},
    "P1.1": {"status": "Không áp dụng", "explanation": "Không thuộc phạm vi"},
}
"""What the unit typed, by the item's code, and what is to be read again: nothing more."""
OTHER_UNIT: Mapping[str, Fields] = {
    "1.2": {"status": "Chưa thực hiện", "evidence": "Số 3/TTr-VP"},
    "S1.1": {"status": "Đang thực hiện", "progress": 0.25, "value": 12.0},
}
IDEA = {"kind": "Sáng kiến", "text": "Trả kết quả tại nhà"}


def sheet_of(row: str) -> str:
    """Name of the appendix sheet of an item; "head" is the cover's."""
    return COVER if row == "head" else {"S": TWO, "P": THREE}.get(row[0], ONE)
