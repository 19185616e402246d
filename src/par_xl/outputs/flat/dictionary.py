"""The data dictionary: every table and column, its kind and its meaning.

Names are those of the period's JSON (contract, section 8) and never change; a new column is added
at the end of its table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from par_xl.terms.words import (
    Authority,
    FileState,
    Index,
    Role,
    Severity,
    State,
    Status,
    Term,
    Timeliness,
)


class Kind(Enum):
    """What a column holds; a day is 2024-06-10, a share is 0 to 1."""

    TEXT = "text"
    DAY = "date"
    MOMENT = "datetime"
    COUNT = "integer"
    NUMBER = "number"
    SHARE = "number 0-1"
    FLAG = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its kind, what it means; ``values`` are the only ones it has."""

    name: str
    kind: Kind
    meaning: str
    values: tuple[str, ...] = ()


def _text(name: str, meaning: str, values: Iterable[str] = ()) -> Column:
    return Column(name, Kind.TEXT, meaning, tuple(values))


def _term(name: str, meaning: str, kind: type[Term]) -> Column:
    return _text(name, meaning, (f"{each.value} ({each.label})" for each in kind))


def _count(name: str, meaning: str) -> Column:
    return Column(name, Kind.COUNT, meaning)


_PERIOD = _text("period", "Kỳ báo cáo")
_INDEX = _term("index", "Chỉ số", Index)
_AREA = _text("area", "Mã lĩnh vực")
_NAME = _text("name", "Tên")
_AUTHORITY = _term("authority", "Thẩm quyền thực hiện", Authority)
_UNIT = _text("unit", "Mã đơn vị")
_FILE = _text("file", "Tệp, tính từ da-nop/KỲ")
_RATES = (
    _count("assigned", "Số nhiệm vụ được giao (mỗi dòng × mỗi đơn vị chủ trì)"),
    _count("applicable", "Số phải thực hiện: được giao trừ không áp dụng"),
    *(
        _count(state.value, state.label)
        for state in (
            State.NOT_REPORTED, State.NOT_APPLICABLE, State.DONE_ON_TIME, State.DONE_LATE,
            State.OVERDUE, State.IN_PROGRESS, State.NOT_STARTED,
        )
    ),
    _count("in_error", "Trong số chưa báo cáo: đã nhập nhưng chưa hợp lệ"),
    Column("completion_rate", Kind.SHARE, "Tỷ lệ hoàn thành / phải thực hiện"),
    Column("on_time_rate", Kind.SHARE, "Tỷ lệ hoàn thành đúng hạn / phải thực hiện"),
    Column("reporting_rate", Kind.SHARE, "Tỷ lệ báo cáo: (được giao − chưa báo cáo) / được giao"),
    Column("weighted_progress", Kind.SHARE, "Tiến độ bình quân, trọng số là điểm tối đa"),
    Column("self_score", Kind.NUMBER, "Tổng điểm tự đánh giá (bình quân các đơn vị chủ trì)"),
    Column("score_maximum", Kind.NUMBER, "Tổng điểm tối đa của các dòng đã chấm"),
    Column("recoverable", Kind.NUMBER, "Điểm còn có thể đạt: tối đa − tự đánh giá"),
    Column("score_rate", Kind.SHARE, "Tỷ lệ điểm: tự đánh giá / tối đa"),
)  # fmt: skip

TABLES: dict[str, tuple[Column, ...]] = {
    "merge": (
        _PERIOD,
        _text("plan_code", "Mã kế hoạch"),
        _text("plan_version", "Phiên bản của kế hoạch"),
        Column("as_of", Kind.DAY, "Việc quá hạn tính đến ngày"),
        Column("merged_at", Kind.MOMENT, "Lúc tổng hợp, giờ của cơ quan"),
        _count("merge_number", "Lần tổng hợp"),
        Column("closed", Kind.FLAG, "Kỳ đã chốt; chưa chốt thì số liệu là dự thảo"),
        Column("reconstructed", Kind.FLAG, "Có tiêu chí tái dựng, chưa kiểm chứng"),
        _text("stamp", "Câu ghi nguồn số liệu"),
    ),
    "indices": (_PERIOD, _INDEX, *_RATES),
    "index_authorities": (_PERIOD, _INDEX, _AUTHORITY, *_RATES),
    "areas": (_PERIOD, _INDEX, _AREA, _NAME, *_RATES),
    "area_authorities": (_PERIOD, _INDEX, _AREA, _NAME, _AUTHORITY, *_RATES),
    "authorities": (_PERIOD, _AUTHORITY, *_RATES),
    "units": (
        _PERIOD,
        _UNIT,
        _NAME,
        _term("submission", "Gửi báo cáo", Timeliness),
        _count("coordinated", "Số dòng phối hợp"),
        _count("coordinated_reported", "Số dòng phối hợp đã nhập"),
        *_RATES,
    ),
    "entries": (
        _PERIOD,
        _text("key", "Mã dòng: chỉ số/TT"),
        _UNIT,
        _term("role", "Vai trò", Role),
        _INDEX,
        _AREA,
        _text("code", "TT của tiêu chí, nhiệm vụ"),
        _AUTHORITY,
        Column("due", Kind.DAY, "Thời hạn; trống là không có"),
        Column("maximum", Kind.NUMBER, "Điểm tối đa của dòng"),
        _count("leads", "Số đơn vị chủ trì của dòng"),
        _term("state", "Trạng thái; trống ở dòng phối hợp", State),
        Column("in_error", Kind.FLAG, "Đã nhập nhưng chưa hợp lệ"),
        _text("status", "Tình trạng thực hiện", (each.value for each in Status)),
        Column("progress", Kind.SHARE, "Tiến độ"),
        Column("completed_on", Kind.DAY, "Ngày hoàn thành"),
        Column("estimated", Kind.FLAG, "Ước thực hiện: ngày hoàn thành sau ngày nhận báo cáo"),
        Column("value", Kind.NUMBER, "Số liệu thực hiện, nếu là số"),
        _text("value_text", "Số liệu thực hiện, nếu là chữ"),
        Column("self_score", Kind.NUMBER, "Điểm tự đánh giá"),
        _text("result", "Kết quả thực hiện"),
        _text("evidence", "Tài liệu kiểm chứng"),
        _text("explanation", "Giải trình"),
        Column("owes_explanation", Kind.FLAG, "Cần giải trình mà chưa có"),
        _text("explanation_reason", "Vì sao cần giải trình"),
        _text("shortcoming", "Tồn tại, hạn chế; nguyên nhân"),
        _text("difficulty", "Khó khăn, vướng mắc; đề xuất, kiến nghị"),
        _FILE,
        _text("sheet", "Trang tính trong tệp"),
        _count("row", "Dòng trong trang tính"),
    ),
    "initiatives": (
        _PERIOD,
        _UNIT,
        _text("kind", "Loại"),
        _text("text", "Nội dung"),
        _text("area", "Lĩnh vực"),
        _text("author", "Tác giả"),
        _text("effect", "Hiệu quả"),
        _text("status", "Tình trạng"),
        _text("decision", "Quyết định công nhận"),
        _FILE,
        _count("row", "Dòng trong trang tính"),
    ),
    "submissions": (
        _PERIOD,
        _FILE,
        _text("sha256", "Mã băm SHA-256 của tệp"),
        _UNIT,
        _term("state", "Kết quả nhận tệp", FileState),
        Column("received_on", Kind.DAY, "Ngày nhận"),
        _count("rows_filled", "Số dòng đã nhập"),
        _count("rows_accepted", "Số dòng được nhận"),
        _count("rows_in_error", "Số dòng có lỗi"),
        _count("errors", "Số lỗi"),
        _count("warnings", "Số cảnh báo"),
    ),
    "findings": (
        _PERIOD,
        _text("code", "Mã lỗi"),
        _term("severity", "Mức", Severity),
        _FILE,
        _text("sheet", "Trang tính"),
        _text("cell", "Ô"),
        _text("value", "Giá trị tìm thấy"),
        _text("message", "Vấn đề"),
        _text("fix", "Cách sửa"),
    ),
}
"""The tables in the order in which they are listed."""

DICTIONARY = "dictionary"
"""The table of all tables and columns."""
DICTIONARY_COLUMNS = (
    _text("table", "Bảng"),
    _text("column", "Cột"),
    _text("kind", "Kiểu", (kind.value for kind in Kind)),
    _text("meaning", "Ý nghĩa"),
    _text("values", "Các giá trị"),
)


def dictionary() -> list[tuple[str, ...]]:
    """The rows of the dictionary, its own columns among them."""
    every = {**TABLES, DICTIONARY: DICTIONARY_COLUMNS}
    return [
        (table, column.name, column.kind.value, column.meaning, "; ".join(column.values))
        for table, columns in every.items()
        for column in columns
    ]
