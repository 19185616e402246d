"""What the plan may say and need not: thresholds and weights, and more rows of `Thông tin`.

`Thiết lập` may leave any of its settings out, which then have a value all the same; one that is
there must be a number within its limits.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, fold, read_number, read_percent
from par_xl.terms.words import number


class Setting(NamedTuple):
    """A row of `Thiết lập`: its name, what it is by default, what it may be, what it means."""

    name: str
    default: float
    most: float
    meaning: str

    @property
    def is_share(self) -> bool:
        """Whether it is a share of 1, which people type as 80%, too."""
        return self.most == 1

    @property
    def limits(self) -> str:
        """What it may be, in words."""
        if self.is_share:
            return N_("từ 0% đến 100%")
        return N_("từ 0 đến {most}").format(most=number(self.most))

    def read(self, value: Cell) -> float | None:
        """Return what people typed; None where it is no number."""
        return read_percent(value) if self.is_share else read_number(value)


class Threshold(Enum):
    """From which completion rate (0 to 1) on an area is green or amber, by kind of period."""

    GREEN = Setting(
        "Ngưỡng xanh", 0.8, 1, "Kỳ năm: tỷ lệ hoàn thành từ mức này trở lên là màu xanh."
    )
    AMBER = Setting(
        *("Ngưỡng vàng", 0.5, 1),
        "Kỳ năm: tỷ lệ hoàn thành từ mức này đến dưới ngưỡng xanh là màu vàng; thấp hơn là đỏ.",
    )
    GREEN_HALF_YEAR = Setting(
        *("Ngưỡng xanh, kỳ 6 tháng", 0.5, 1),
        "Kỳ 6 tháng: tỷ lệ hoàn thành từ mức này trở lên là màu xanh.",
    )
    AMBER_HALF_YEAR = Setting(
        *("Ngưỡng vàng, kỳ 6 tháng", 0.3, 1),
        "Kỳ 6 tháng: từ mức này đến dưới ngưỡng xanh là màu vàng; thấp hơn là đỏ.",
    )


class Weight(Enum):
    """What counts in the ranking of units (plan, II.1), and how much beside the others."""

    COMPLETION = Setting(
        "Trọng số: hoàn thành nhiệm vụ", 40, 1_000, "Thi đua: tỷ lệ hoàn thành của đơn vị."
    )
    ON_TIME = Setting(
        "Trọng số: hoàn thành đúng hạn", 30, 1_000, "Thi đua: tỷ lệ hoàn thành đúng hạn."
    )
    PUNCTUALITY = Setting(
        "Trọng số: gửi báo cáo đúng hạn", 20, 1_000, "Thi đua: báo cáo của đơn vị gửi đúng hạn."
    )
    INITIATIVES = Setting(
        *("Trọng số: sáng kiến", 10, 1_000),
        "Thi đua: số sáng kiến của đơn vị so với mức ở dòng dưới.",
    )


INITIATIVES_FOR_ALL = Setting(
    *("Số sáng kiến để đạt điểm tối đa", 1, 1_000),
    "Thi đua: từ số sáng kiến này trở lên, đơn vị được trọn điểm phần sáng kiến.",
)

SETTINGS: tuple[Setting, ...] = (
    *(each.value for each in Threshold),
    *(each.value for each in Weight),
    INITIATIVES_FOR_ALL,
)
BY_NAME = {fold(setting.name): setting for setting in SETTINGS}

REPORTING_SECTION = "Mục quy định báo cáo"
"""Where the plan tells units to report; letters and slips name it."""
PAGE_APPROVAL = "Văn bản phê duyệt công khai"
"""By which document the public page was approved."""
OPTIONAL_INFO = (REPORTING_SECTION, PAGE_APPROVAL)
"""Rows that `Thông tin` may have beside those of the contract, section 3."""
INFO_NAMES = (
    "Mã kế hoạch", "Phiên bản", "Tên kế hoạch", "Số ký hiệu kế hoạch", "Ngày ban hành",
    "Cơ quan cấp trên", "Cơ quan", "Địa danh", "Đơn vị tổng hợp", "Quyền hạn ký",
    "Chức vụ người ký", "Người ký", "Ký hiệu báo cáo", "Ký hiệu công văn", "Nơi nhận", "Người soạn",
)  # fmt: skip
NEEDED_INFO = ("Mã kế hoạch", "Phiên bản", "Tên kế hoạch", "Đơn vị tổng hợp")
PLAN_START = "Ngày bắt đầu kế hoạch"
