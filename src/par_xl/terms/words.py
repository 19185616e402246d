"""The field's own terms, in code and as users read them (contract, section 1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from gettext import gettext as _
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
    """The indices, in the order of their appendices: declared here, and nowhere else."""

    PAR_INDEX = (
        *("PAR_INDEX", "PAR INDEX", "I", "", " điểm", True),
        "Chỉ số cải cách hành chính",
        "Chỉ số Cải cách hành chính: mỗi năm đánh giá một lần việc cải cách hành chính của từng "
        "tỉnh, thành phố.",
        ("chỉ số cchc",),
    )
    SIPAS = (
        *("SIPAS", "SIPAS", "II", "S", "%", False),
        "Chỉ số hài lòng của người dân",
        "Chỉ số hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan hành chính nhà "
        "nước: đo bằng điều tra xã hội học.",
        ("chỉ số hài lòng", "hài lòng của người dân"),
    )
    PAPI = (
        *("PAPI", "PAPI", "III", "P", " điểm", False),
        "Chỉ số hiệu quả quản trị và hành chính công",
        "Chỉ số Hiệu quả quản trị và hành chính công cấp tỉnh: đo bằng những gì người dân cho "
        "biết khi làm việc với chính quyền và sử dụng dịch vụ công.",
        ("hiệu quả quản trị",),
    )

    numeral: str
    """Of its appendix: I."""
    number: int
    """The same counted: 1."""
    sheet: str
    """Name of the appendix sheet in plan, form and master: Phụ lục I."""
    prefix: str
    """Of the defined names of that sheet's columns: PL1."""
    letter: str
    """With which its codes begin; "" for none."""
    unit: str
    """What its published values are measured in, as it follows a number."""
    has_points: bool
    """Whether units score themselves; else it is surveyed."""
    full_name: str
    meaning: str
    """What it measures, as the public page says it."""
    names: tuple[str, ...]
    """What appendices of other programs call it, in small letters."""

    def __new__(
        cls,
        code: str,
        label: str,
        numeral: str,
        letter: str,
        unit: str,
        has_points: bool,
        full_name: str,
        meaning: str,
        other_names: tuple[str, ...],
    ) -> Self:
        index = str.__new__(cls, code)
        index._value_, index.label = code, label
        index.numeral, index.number = numeral, len(cls.__members__) + 1
        index.sheet, index.prefix = f"Phụ lục {numeral}", f"PL{index.number}"
        index.letter, index.unit, index.has_points = letter, unit, has_points
        index.full_name, index.meaning = full_name, meaning
        short = label.lower()
        index.names = (short, short.replace(" ", ""), full_name.lower(), *other_names)
        return index


SCORED = tuple(index for index in Index if index.has_points)
SURVEYED = tuple(index for index in Index if not index.has_points)
ALL_INDICES = f"cả {('', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu')[len(Index)]}"
"""All of them, counted: cả ba."""


def labels(indices: Iterable[Index] = Index) -> str:
    """Return the labels side by side: PAR INDEX, SIPAS, PAPI."""
    return ", ".join(index.label for index in indices)


def any_of(texts: Sequence[str]) -> str:
    """On a screen: I, II hoặc III."""
    return _("{others} hoặc {last}").format(others=", ".join(texts[:-1]), last=texts[-1])


def all_of(texts: Sequence[str]) -> str:
    """On a screen: I, II và III."""
    return _("{others} và {last}").format(others=", ".join(texts[:-1]), last=texts[-1])


class Authority(Term):
    """Thẩm quyền thực hiện (the plan's note on the appendices' column)."""

    OFFICE = "office", N_("Văn phòng")
    PROVINCE = "province", N_("Cấp tỉnh")


class Role(Term):
    """A unit's role in a row of its form; a unit that leads and coordinates an item is lead.

    Who only scores a criterion, the tasks beneath which are others' rows, has a row for that.
    """

    LEAD = "lead", "Chủ trì"
    COORDINATING = "coordinating", "Phối hợp"
    SCORING = "scoring", "Chấm điểm"


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


class CorrectionState(Term):
    """What became of a row of `Đính chính`."""

    APPLIED = "applied", "Đã đính chính"
    ENDED = "ended", "Hết hiệu lực"
    REPLACED = "replaced", "Đã thay bằng dòng khác"
    REFUSED = "refused", "Chưa lấy"


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
    """Return a date as official documents print it: 05/6/2024, 09/02/2024 (contract, section 1)."""
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return f"{value.day:02d}/{month}" + (f"/{value.year}" if year else "")


def moment(value: datetime, said: Callable[[str], str] = str) -> str:
    """Return a time of day as official documents print it: 17 giờ 05 ngày 09/6/2024; on a screen
    *said* is gettext."""
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


def _decimal(value: float, places: int) -> Decimal:
    # Cut the binary noise of sums off first, so that 2.675 and 12.45 - 12.325 round up.
    return _rounding(places)(f"{value:.{max(9, places + 3)}f}")


def rounded(value: float, places: int = 2) -> float:
    """Return a number as print shows it: two are compared so, and it is a number again."""
    if abs(value) >= _LARGE:
        return value
    return float(_decimal(value, places))


def less(one: float | None, other: float | None) -> float | None:
    """Return one number less another, both as print shows them; None where either isn't known."""
    return None if one is None or other is None else round(rounded(one) - rounded(other), 2)


def number(value: float | None, places: int = 2) -> str:
    """Return a number with decimal comma, rounded half up only here: 12,45; 13; 1.250; None is
    –."""
    if value is None:
        return NOTHING
    if abs(value) >= _LARGE:
        return f"{value:.6g}"
    text = f"{_decimal(value, places):,f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    if whole == "-0" and not fraction:
        whole = "0"
    return whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def percent(value: float | None, places: int = 2) -> str:
    """Return a rate between 0 and 1 as print shows it: 84,46%; None is –."""
    return NOTHING if value is None else f"{number(value * 100, places)}%"


def deadline(before: date, said: Callable[[str], str] = str) -> str:
    """Return what "gửi trước ngày" means in days: the last day and the last working day before it.

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
