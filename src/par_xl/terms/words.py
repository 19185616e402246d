"""The field's own terms, in code and as users read them (contract, section 1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Self

from par_xl.terms.messages import N_

if TYPE_CHECKING:
    from decimal import Decimal


class Term(StrEnum):
    """A code (what programs read) with its Vietnamese label (what people read)."""

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        term = str.__new__(cls, code)
        term._value_ = code
        term.label = label
        return term


class Index(Term):
    """The three indices, each declared here once: code, label, and what differs between them."""

    PAR_INDEX = "PAR_INDEX", "PAR INDEX", "I", "Chỉ số cải cách hành chính", True
    SIPAS = "SIPAS", "SIPAS", "II", "Chỉ số hài lòng của người dân", False, "S", "%"
    PAPI = "PAPI", "PAPI", "III", "Chỉ số hiệu quả quản trị và hành chính công", False, "P"

    numeral: str
    """Of its appendix: I."""
    number: int
    """The same counted: 1."""
    sheet: str
    """Name of the appendix sheet in plan, form and master."""
    full_name: str
    has_points: bool
    """Whether units score themselves; else it is surveyed."""
    letter: str
    """With which its codes begin; "" for none."""
    unit: str
    """What its published values are measured in, as it follows a number."""

    def __new__(
        cls,
        code: str,
        label: str,
        numeral: str,
        full_name: str,
        has_points: bool,
        letter: str = "",
        unit: str = " điểm",
    ) -> Self:
        index = str.__new__(cls, code)
        index._value_, index.label = code, label
        index.numeral, index.number = numeral, len(cls.__members__) + 1
        index.sheet, index.full_name = f"Phụ lục {numeral}", full_name
        index.has_points, index.letter, index.unit = has_points, letter, unit
        return index


class Authority(Term):
    """Thẩm quyền thực hiện (the plan's note on the appendices' column)."""

    OFFICE = "office", N_("Văn phòng")
    PROVINCE = "province", N_("Cấp tỉnh")


class Role(Term):
    """A unit's role in an item; a unit that is both is lead."""

    LEAD = "lead", "Chủ trì"
    COORDINATING = "coordinating", "Phối hợp"


class Method(Term):
    """Cách đánh giá: who scores an item."""

    SELF = "self", "Tự đánh giá"
    SURVEY = "survey", "Điều tra xã hội học"


class PeriodKind(Term):
    """Loại kỳ: the report of the half-year or of the year (plan, IV.1)."""

    HALF_YEAR = "half_year", "6 tháng"
    YEAR = "year", "năm"


class Status(Term):
    """Tình trạng thực hiện: what a unit says of a row; programs read the same words."""

    DONE = "Hoàn thành", "Hoàn thành"
    IN_PROGRESS = "Đang thực hiện", "Đang thực hiện"
    NOT_STARTED = "Chưa thực hiện", "Chưa thực hiện"
    NOT_ARISEN = "Không phát sinh trong kỳ", "Không phát sinh trong kỳ"
    NOT_APPLICABLE = "Không áp dụng", "Không áp dụng"


class State(Term):
    """What an assignment counts as; each is in exactly one state (contract, section 6)."""

    NOT_REPORTED = "not_reported", "Chưa báo cáo"
    NOT_APPLICABLE = "not_applicable", "Không áp dụng"
    DONE_ON_TIME = "done_on_time", "Hoàn thành đúng hạn"
    DONE_LATE = "done_late", "Hoàn thành quá hạn"
    OVERDUE = "overdue", "Chưa hoàn thành, quá hạn"
    IN_PROGRESS = "in_progress", "Đang thực hiện, trong hạn"
    NOT_STARTED = "not_started", "Chưa thực hiện, chưa đến hạn"


IN_ERROR_LABEL = "Đã báo cáo, chưa hợp lệ"


class Severity(Term):
    """Level of a finding; the consequence of each is said in its message."""

    ERROR = "error", "Lỗi"
    WARNING = "warning", "Cảnh báo"
    INFO = "info", "Lưu ý"


class FileState(Term):
    """What became of a file in ``da-nop``."""

    ACCEPTED = "accepted", "Đã nhận"
    REFUSED = "refused", "Trả lại"
    SUPERSEDED = "superseded", "Đã được thay thế"
    DUPLICATE = "duplicate", "Gửi trùng"


class Timeliness(Term):
    """How a unit stands to the period's deadline."""

    ON_TIME = "on_time", "Đúng hạn"
    LATE = "late", "Gửi muộn"
    MISSING = "missing", "Chưa gửi"
    REFUSED = "refused", "Bị trả lại"
    NOT_DUE = "not_due", "Chưa đến hạn"


PLAN_FILE = "ke-hoach.xlsx"
"""The plan; it marks a working folder."""
PERIOD_CODE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
"""How periods are called: 2024-06."""
UNCHECKED = "chưa kiểm chứng"
RECONSTRUCTED = N_("tiêu chí tái dựng, chưa kiểm chứng")
DRAFT = N_("DỰ THẢO")
NOTHING = "–"

WEEKDAYS = (
    N_("thứ Hai"),
    N_("thứ Ba"),
    N_("thứ Tư"),
    N_("thứ Năm"),
    N_("thứ Sáu"),
    N_("thứ Bảy"),
    N_("Chủ nhật"),
)
_MOMENT = N_("{hour} giờ {minute} ngày {day}")
_LAST_DAY = N_("chậm nhất hết {weekday} {day}")
_LAST_DAYS = N_(
    "chậm nhất hết {weekday} {day}; ngày làm việc cuối: {working_weekday} {working_day}"
)


def day(value: date, year: bool = True) -> str:
    """A date as official documents print it: 05/6/2024, 09/02/2024 (contract, section 1)."""
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return f"{value.day:02d}/{month}" + (f"/{value.year}" if year else "")


def moment(value: datetime, said: Callable[[str], str] = str) -> str:
    """A time of day as official documents print it: 17 giờ 05 ngày 09/6/2024; on a screen *said*
    is gettext."""
    minute = f"{value.minute:02d}"
    return said(_MOMENT).format(hour=value.hour, minute=minute, day=day(value))


_LARGE = 1e15
"""From here on a double has no digits behind the comma, and nobody reads those before it."""


@cache
def _rounding(places: int) -> Callable[[str], Decimal]:
    """Half up to so many places."""
    # Not every command that knows terms prints numbers.
    from decimal import ROUND_HALF_UP, Decimal

    step = Decimal(1).scaleb(-places)
    return lambda text: Decimal(text).quantize(step, ROUND_HALF_UP)


def number(value: float | None, places: int = 2) -> str:
    """A number with decimal comma, rounded half up only here: 12,45; 13; 1.250; None is –."""
    if value is None:
        return NOTHING
    if abs(value) >= _LARGE:
        return f"{value:.6g}"
    # Cut the binary noise of sums off first, so that 2.675 and 12.45 - 12.325 round up.
    text = f"{_rounding(places)(f'{value:.{max(9, places + 3)}f}'):,f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    if whole == "-0" and not fraction:
        whole = "0"
    return whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def percent(value: float | None, places: int = 2) -> str:
    """A rate between 0 and 1 as print shows it: 84,46%; None is –."""
    return NOTHING if value is None else f"{number(value * 100, places)}%"


def deadline(before: date, said: Callable[[str], str] = str) -> str:
    """What "gửi trước ngày" means in days: the last day and the last working day before it.

    On a screen *said* is gettext.

    >>> deadline(date(2024, 6, 10))
    'chậm nhất hết Chủ nhật 09/6; ngày làm việc cuối: thứ Sáu 07/6'
    """
    last = before - timedelta(days=1)
    working = last
    while working.weekday() >= 5:
        working -= timedelta(days=1)
    return said(_LAST_DAY if working == last else _LAST_DAYS).format(
        weekday=said(WEEKDAYS[last.weekday()]),
        day=day(last, year=False),
        working_weekday=said(WEEKDAYS[working.weekday()]),
        working_day=day(working, year=False),
    )
