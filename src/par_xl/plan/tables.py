"""The plan workbook's sheets and columns, declared once; people's cells become values here.

Each model is one row of one sheet (contract, section 3). Its aliases are the header texts.
A cell that cannot be read raises a pydantic error whose type is the code of a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from par_xl.plan import faults
from par_xl.plan.due import Due, read_due
from par_xl.plan.faults import Fault
from par_xl.text import Cell, as_text, fold, is_blank, read_day, read_number
from par_xl.words import Authority, Index, Method, PeriodKind, Term

YEAR_COLUMN = re.compile(r"(Kết quả năm|Mục tiêu)\s+(\d{4})")
"""Headers of the appendices' columns of years: ``Kết quả năm 2023``, ``Mục tiêu 2024``."""


_FIRST_YEAR = 2000
"""A year typed into a date cell, 2024, becomes 16/7/1905."""


def _fault(fault: Fault, value: Cell, more: str = "") -> PydanticCustomError:
    shown = faults.shown_value(value)
    return PydanticCustomError(fault.code, "{more}", {"value": shown, "more": more})


def _code(value: Cell) -> str:
    if is_blank(value):
        raise _fault(faults.EMPTY, value)
    if not isinstance(value, str):
        raise _fault(faults.CODE_NOT_TEXT, value)
    return as_text(value)


def _optional_code(value: Cell) -> str | None:
    return None if is_blank(value) else _code(value)


def _period_code(value: Cell) -> str:
    code = _code(value)
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", code):
        raise _fault(faults.BAD_PERIOD_CODE, value)
    return code


def _optional_period(value: Cell) -> str | None:
    return None if is_blank(value) else _period_code(value)


def _text(value: Cell) -> str:
    return as_text(value)


def _needed_text(value: Cell) -> str:
    if is_blank(value):
        raise _fault(faults.EMPTY, value)
    return as_text(value)


def _number(value: Cell) -> float | None:
    if is_blank(value):
        return None
    found = read_number(value)
    if found is None:
        raise _fault(faults.NOT_NUMBER, value)
    return found


def _points(value: Cell) -> float | None:
    found = _number(value)
    if found is not None and found < 0:
        raise _fault(faults.NEGATIVE, value)
    return found


def _whole(value: Cell) -> int | None:
    found = _number(value)
    if found is not None and found != int(found):
        raise _fault(faults.NOT_NUMBER, value)
    return None if found is None else int(found)


def _needed_whole(value: Cell) -> int:
    found = _whole(value)
    if found is None:
        raise _fault(faults.EMPTY, value)
    return found


def _day(value: Cell) -> date | None:
    if is_blank(value):
        return None
    found = read_day(value)
    if found is None or found.year < _FIRST_YEAR:
        raise _fault(faults.NOT_DAY, value)
    return found


def _needed_day(value: Cell) -> date:
    found = _day(value)
    if found is None:
        raise _fault(faults.EMPTY, value)
    return found


def _due(value: Cell) -> Due:
    found = read_due(value)
    if found is None or (found.day is not None and found.day.year < _FIRST_YEAR):
        raise _fault(faults.TIME_UNREADABLE, value)
    return found


def _term(terms: type[Term], needed: bool) -> Callable[[Cell], Term | None]:
    by_label = {fold(term.label): term for term in terms}
    choices = ", ".join(term.label for term in terms)

    def read(value: Cell) -> Term | None:
        if is_blank(value) and not needed:
            return None
        found = by_label.get(fold(as_text(value)))
        if found is None:
            raise _fault(faults.NOT_CHOICE, value, choices)
        return found

    return read


def _authority(value: Cell) -> Authority | None:
    """Exactly one authority, else None: that is a fault of leaves only."""
    labels = {fold(authority.label): authority for authority in Authority}
    return labels.get(fold(as_text(value)))


def _measured(value: Cell) -> float | str | None:
    """A result or target of a year: a number where it is one, else as written ("≥ 87%")."""
    if is_blank(value):
        return None
    found = read_number(value)
    return as_text(value) if found is None else found


Code = Annotated[str, BeforeValidator(_code)]
OptionalCode = Annotated[str | None, BeforeValidator(_optional_code)]
PeriodCode = Annotated[str, BeforeValidator(_period_code)]
OptionalPeriod = Annotated[str | None, BeforeValidator(_optional_period)]
Text = Annotated[str, BeforeValidator(_text)]
NeededText = Annotated[str, BeforeValidator(_needed_text)]
Number = Annotated[float | None, BeforeValidator(_number)]
Points = Annotated[float | None, BeforeValidator(_points)]
Whole = Annotated[int | None, BeforeValidator(_whole)]
NeededWhole = Annotated[int, BeforeValidator(_needed_whole)]
Day = Annotated[date | None, BeforeValidator(_day)]
NeededDay = Annotated[date, BeforeValidator(_needed_day)]
DueTime = Annotated[Due, BeforeValidator(_due)]
Measured = Annotated[float | str | None, BeforeValidator(_measured)]
IndexName = Annotated[Index, BeforeValidator(_term(Index, needed=True))]
OptionalMethod = Annotated[Method | None, BeforeValidator(_term(Method, needed=False))]
OptionalAuthority = Annotated[Authority | None, BeforeValidator(_authority)]
KindOfPeriod = Annotated[PeriodKind, BeforeValidator(_term(PeriodKind, needed=True))]


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
