"""A period's numbers as DataFrames, and as files for other systems: CSV, Parquet, Excel.

Names of tables and columns are those of the period's JSON (contract, section 8) and never change;
a new column is added at the end of its table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum, StrEnum
from gettext import gettext as _
from io import BytesIO
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from par_xl.insight.dossier import Dossier
from par_xl.merge.result import ENTRY_FIELDS, Entry, Result
from par_xl.terms.errors import ParXlError
from par_xl.terms.text import LINE_ENDS
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

if TYPE_CHECKING:
    import pandas as pd


class Format(StrEnum):
    """What tables are written as."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


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


RATES = tuple(name for name, columns in TABLES.items() if set(_RATES) <= set(columns))
"""The tables of rates, which ``tables`` gives as one."""
_WHOSE = dict.fromkeys(column for name in RATES for column in TABLES[name] if column not in _RATES)
_FRAMES = {
    "entries": TABLES["entries"],
    "rates": (_text("table", "Bảng", RATES), *_WHOSE, *_RATES),
    "initiatives": TABLES["initiatives"],
    "submissions": TABLES["submissions"],
    "findings": TABLES["findings"],
}
_fields = attrgetter(*ENTRY_FIELDS)
_DTYPES = {
    Kind.TEXT: "string",
    Kind.DAY: "datetime64[s]",
    Kind.MOMENT: "datetime64[s]",
    Kind.COUNT: "Int64",
    Kind.NUMBER: "float64",
    Kind.SHARE: "float64",
    Kind.FLAG: "boolean",
}


def tables(result: Result, entries: Iterable[Entry] | None = None) -> dict[str, pd.DataFrame]:
    """The result as DataFrames by name: entries, rates, initiatives, submissions, findings.

    Each has a column ``period`` and the columns of the same name in the JSON (`TABLES` says what
    they mean), with a type each and nothing where the JSON has null. ``entries`` has a measured
    value that is no number in ``value_text``. ``rates`` has a row for each index, area, authority
    and unit, and for each index and area under each authority: ``table`` says which it is
    (``rates[rates.table == "units"]``). *entries* are those of a result that has none of its own.

    Raises:
        ValueError: a file holds the result's entries, and no *entries* are given.
    """
    entries = result.entries if entries is None else entries
    if entries is None:
        raise ValueError(f"the entries lie in {result.entries_file}: give them, too")
    parts: dict[str, list[Mapping[str, Any]]] = {
        "entries": [_entry(each) for each in entries],
        "rates": [
            {"table": name, **dict(each)} for name in RATES for each in getattr(result, name)
        ],
        "initiatives": [dict(each) for each in result.initiatives],
        "submissions": [dict(each) for each in result.submissions],
        "findings": [asdict(each) for each in result.findings],
    }
    return {name: _frame(_FRAMES[name], rows, result.period) for name, rows in parts.items()}


def _entry(entry: Entry) -> dict[str, Any]:
    found = dict(zip(ENTRY_FIELDS, _fields(entry), strict=True))
    if isinstance(entry.value, str):
        found |= {"value": None, "value_text": entry.value}
    return found


def _frame(
    columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], period: str
) -> pd.DataFrame:
    """Rows as a DataFrame whose columns have their types; a term is its code."""
    import pandas as pd

    frame = pd.DataFrame.from_records(rows, columns=[column.name for column in columns])
    frame["period"] = period
    return frame.astype({column.name: _DTYPES[column.kind] for column in columns})


def write_tables(dossier: Dossier, kind: Format) -> dict[str, bytes]:
    """All of ``TABLES`` and the dictionary of their columns as files, by name.

    Raises:
        ParXlError: Parquet is asked for, and what writes it is not installed; or an Excel sheet
            has no room for all rows.
    """
    if kind is Format.PARQUET:
        _look_for_arrow()
    found = tables(dossier.result, dossier.entries)
    rates = found.pop("rates")
    found |= {name: rates[rates["table"] == name] for name in RATES}
    found["merge"] = _merge(dossier)
    frames = {name: found[name][[c.name for c in columns]] for name, columns in TABLES.items()}
    every = {**TABLES, DICTIONARY: DICTIONARY_COLUMNS}
    frames[DICTIONARY] = _dictionary(every)
    if kind is Format.XLSX:
        return {f"du-lieu-{dossier.period.code}.xlsx": _workbook(frames)}
    write = _csv if kind is Format.CSV else _parquet
    return {f"{name}.{kind}": write(frame, every[name]) for name, frame in frames.items()}


def _merge(dossier: Dossier) -> pd.DataFrame:
    result, stamp = dossier.result, dossier.stamp
    row = {
        "plan_code": result.plan.code,
        "plan_version": result.plan.version,
        "as_of": result.as_of,
        "merged_at": stamp.at,
        "merge_number": result.merge_number,
        "closed": stamp.is_closed,
        "reconstructed": stamp.is_reconstructed,
        "stamp": " ".join(filter(None, (stamp.line, stamp.warning))),
    }
    return _frame(TABLES["merge"], [row], result.period)


def _dictionary(every: Mapping[str, Sequence[Column]]) -> pd.DataFrame:
    """The dictionary's rows, its own columns among them."""
    import pandas as pd

    rows = [
        (table, column.name, column.kind.value, column.meaning, "; ".join(column.values))
        for table, columns in every.items()
        for column in columns
    ]
    return pd.DataFrame(rows, columns=[each.name for each in DICTIONARY_COLUMNS], dtype="string")


_FORMULA = re.compile(
    r"(?P<begin>(?:^|[;,\t" + LINE_ENDS + r"])[\s\"]*)(?P<rest>'*[=+\-@\uff1d\uff0b\uff0d\uff20])"
)
"""What Excel would run as a formula: at the beginning of a text, and wherever within it a cell may
begin for who opens the file with another separator, for whom no quotes are quotes."""


def cell(text: str) -> str:
    """A text as it stands in a CSV file."""
    return _FORMULA.sub(r"\g<begin>'\g<rest>", text)


def _csv(frame: pd.DataFrame, columns: Sequence[Column]) -> bytes:
    """RFC 4180 in UTF-8, with the mark by which Excel knows that."""
    shown = {
        Kind.TEXT: lambda values: values.map(cell, na_action="ignore"),
        Kind.DAY: lambda values: values.dt.strftime("%Y-%m-%d"),
        Kind.MOMENT: lambda values: values.dt.strftime("%Y-%m-%dT%H:%M:%S"),
        Kind.FLAG: lambda values: values.map({True: "true", False: "false"}),
    }
    texts = frame.assign(
        **{c.name: shown[c.kind](frame[c.name]) for c in columns if c.kind in shown}
    )
    return texts.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _look_for_arrow() -> None:
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        from par_xl.system.packages import how_to_add

        raise ParXlError(
            _("Cần thêm thư viện pyarrow để ghi tệp Parquet."),
            _("Dùng --to csv, không cần thư viện đó. Hoặc: {how}").format(
                how=how_to_add("pyarrow")
            ),
        ) from error


def _parquet(frame: pd.DataFrame, columns: Sequence[Column]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet

    kinds = {
        Kind.TEXT: pa.string(),
        Kind.DAY: pa.date32(),
        Kind.MOMENT: pa.timestamp("s"),
        Kind.COUNT: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.SHARE: pa.float64(),
        Kind.FLAG: pa.bool_(),
    }
    schema = pa.schema([(column.name, kinds[column.kind]) for column in columns])
    file = BytesIO()
    table = pa.Table.from_pandas(frame, schema, preserve_index=False).replace_schema_metadata()
    pyarrow.parquet.write_table(table, file, compression="zstd")
    return file.getvalue()


_MOST_ROWS = 1_048_575
"""Rows of an Excel sheet below its header."""


def _workbook(frames: dict[str, pd.DataFrame]) -> bytes:
    """A sheet for each table; a text is a text there, whatever it begins with."""
    import pandas as pd

    if max(map(len, frames.values())) > _MOST_ROWS:
        raise ParXlError(
            _("Kỳ này có nhiều dòng hơn một trang tính Excel chứa được."),
            _("Dùng --to csv hoặc --to parquet."),
        )
    file = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": plain}) as writer:
        # Never the time: the same result makes the same bytes.
        writer.book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001
        for name, frame in frames.items():
            frame.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
    return file.getvalue()
