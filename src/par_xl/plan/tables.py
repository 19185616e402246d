"""The plan workbook's sheets and columns, declared once.

Each model is one row of one sheet (contract, section 3). Its aliases are the header texts.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from par_xl.plan.cells import (
    Code,
    Day,
    DueTime,
    IndexName,
    KindOfPeriod,
    Measured,
    NeededDay,
    NeededText,
    NeededWhole,
    Number,
    OptionalAuthority,
    OptionalCode,
    OptionalMethod,
    OptionalPeriod,
    PeriodCode,
    Points,
    Text,
    Whole,
)
from par_xl.terms.words import Index

YEAR_COLUMN = re.compile(r"(Kết quả năm|Mục tiêu)\s+(\d{4})")
"""Headers of the appendices' columns of years: ``Kết quả năm 2023``, ``Mục tiêu 2024``."""


class PlanRow(BaseModel):
    """A row of a plan sheet; ``row`` is its number in Excel, for messages."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)
    STAND_INS: ClassVar[tuple[str, ...]] = ()
    """Needed cells that take their bare text where they can't be read; without them a faulty
    row is dropped."""
    row: int

    @classmethod
    def headers(cls) -> tuple[str, ...]:
        """Header texts of the sheet, in the order in which we write them."""
        return tuple(info.alias for info in cls.model_fields.values() if info.alias)


class InfoRow(PlanRow):
    name: Text = Field(alias="Mục")
    value: Text = Field(alias="Giá trị")


class SettingRow(PlanRow):
    name: Text = Field(alias="Tên")
    value: Any = Field(alias="Giá trị")
    meaning: Text = Field(alias="Ý nghĩa")


class PeriodRow(PlanRow):
    code: PeriodCode = Field(alias="Kỳ")
    name: NeededText = Field(alias="Tên kỳ")
    kind: KindOfPeriod = Field(alias="Loại kỳ")
    start: NeededDay = Field(alias="Từ ngày")
    end: NeededDay = Field(alias="Đến ngày")
    send_before: NeededDay = Field(alias="Gửi trước ngày")
    correct_until: Day = Field(alias="Hạn chỉnh sửa")


class UnitRow(PlanRow):
    STAND_INS = ("Mã đơn vị", "Tên đơn vị", "Loại")
    code: Code = Field(alias="Mã đơn vị")
    name: NeededText = Field(alias="Tên đơn vị")
    kind: NeededText = Field(alias="Loại")
    aliases: Text = Field(alias="Tên gọi khác")
    email: Text = Field(alias="Thư điện tử")
    from_period: OptionalPeriod = Field(alias="Từ kỳ")
    to_period: OptionalPeriod = Field(alias="Đến kỳ")
    merged_into: OptionalCode = Field(alias="Sáp nhập vào")
    source: Text = Field(alias="Nguồn")


class AreaRow(PlanRow):
    index: IndexName = Field(alias="Chỉ số")
    code: Code = Field(alias="Mã")
    name: NeededText = Field(alias="Tên lĩnh vực")
    points: Points = Field(alias="Điểm tối đa")
    source: Text = Field(alias="Nguồn")


class ItemRow(PlanRow):
    STAND_INS = ("TT", "Nội dung")
    code: Code = Field(alias="TT")
    content: NeededText = Field(alias="Nội dung")
    points: Points = Field(alias="Điểm tối đa")
    measure: Text = Field(alias="Đơn vị tính")
    method: OptionalMethod = Field(alias="Cách đánh giá")
    task: Text = Field(alias="Nhiệm vụ, giải pháp")
    leads: Text = Field(alias="Đơn vị chủ trì")
    coordinating: Text = Field(alias="Đơn vị phối hợp")
    performers: Text = Field(alias="Cơ quan thực hiện")
    authority: OptionalAuthority = Field(alias="Thẩm quyền thực hiện")
    due: DueTime = Field(alias="Thời gian hoàn thành")
    results: dict[int, Measured] = Field(default_factory=dict)
    targets: dict[int, Measured] = Field(default_factory=dict)
    source: Text = Field(alias="Nguồn")


class PublishedRow(PlanRow):
    index: IndexName = Field(alias="Chỉ số")
    year: NeededWhole = Field(alias="Năm")
    code: Code = Field(alias="Mã")
    value: Number = Field(alias="Giá trị")
    rank: Whole = Field(alias="Hạng")
    source: Text = Field(alias="Nguồn")


class TargetRow(PlanRow):
    index: IndexName = Field(alias="Chỉ số")
    code: Code = Field(alias="Mã")
    year: NeededWhole = Field(alias="Năm")
    text: Text = Field(alias="Nội dung cam kết")
    value: Number = Field(alias="Giá trị")
    rank: Whole = Field(alias="Hạng")
    document: Text = Field(alias="Văn bản")


class ExtensionRow(PlanRow):
    period: PeriodCode = Field(alias="Kỳ")
    unit: NeededText = Field(alias="Đơn vị")
    send_before: NeededDay = Field(alias="Gửi trước ngày")
    reason: Text = Field(alias="Lý do")
    approved_by: Text = Field(alias="Người duyệt")
    document: Text = Field(alias="Văn bản")


SHEETS: dict[str, type[PlanRow]] = {
    "Thông tin": InfoRow,
    "Thiết lập": SettingRow,
    "Kỳ báo cáo": PeriodRow,
    "Đơn vị": UnitRow,
    "Lĩnh vực": AreaRow,
    **{index.sheet: ItemRow for index in Index},
    "Kết quả công bố": PublishedRow,
    "Mục tiêu": TargetRow,
    "Gia hạn": ExtensionRow,
}

INFO_NAMES = (
    "Mã kế hoạch",
    "Phiên bản",
    "Tên kế hoạch",
    "Số ký hiệu kế hoạch",
    "Ngày ban hành",
    "Cơ quan cấp trên",
    "Cơ quan",
    "Địa danh",
    "Đơn vị tổng hợp",
    "Quyền hạn ký",
    "Chức vụ người ký",
    "Người ký",
    "Ký hiệu báo cáo",
    "Ký hiệu công văn",
    "Nơi nhận",
    "Người soạn",
)
NEEDED_INFO = ("Mã kế hoạch", "Phiên bản", "Tên kế hoạch", "Đơn vị tổng hợp")
PLAN_START = "Ngày bắt đầu kế hoạch"
