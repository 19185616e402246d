"""A period's numbers as DataFrames, and as files for other systems: CSV, Parquet, Excel.

Names of tables and columns are those of the period's JSON (contract, section 8) and never change;
a new column is added at the end of its table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from gettext import gettext as _
from io import BytesIO
from operator import attrgetter
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    NamedTuple,
    get_args,
    get_origin,
    get_type_hints,
)

from par_xl.insight.period_data import PeriodData
from par_xl.merge.rates import SHARE, Rates
from par_xl.merge.result import (
    ENTRY_FIELDS,
    AreaAuthorityPart,
    AreaPart,
    AuthorityPart,
    CorrectionPart,
    Entry,
    IndexAuthorityPart,
    IndexPart,
    InitiativePart,
    Result,
    Score,
    SubmissionPart,
    UnitPart,
)
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import Finding
from par_xl.terms.text import LINE_ENDS
from par_xl.terms.words import Status

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Format(StrEnum):
    """What tables are written as."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


class Kind(NamedTuple):
    """What a column holds: in words, as pandas and as Arrow have it."""

    name: str
    pandas: str
    arrow: str


_TEXT = Kind("text", "string", "string")
_DAY = Kind("date", "datetime64[s]", "date32")
_MOMENT = Kind("datetime", "datetime64[s]", "timestamp[s]")
_COUNT = Kind("integer", "Int64", "int64")
_NUMBER = Kind("number", "float64", "float64")
_SHARE = Kind("number 0-1", "float64", "float64")
_FLAG = Kind("boolean", "boolean", "bool")
_EVERY_KIND = (_TEXT, _DAY, _MOMENT, _COUNT, _NUMBER, _SHARE, _FLAG)
_KINDS = {date: _DAY, int: _COUNT, float: _NUMBER, bool: _FLAG}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its kind, what it means; ``values`` are the only ones it has."""

    name: str
    kind: Kind
    meaning: str
    values: tuple[str, ...] = ()


def _fields(model: type) -> tuple[Column, ...]:
    """Return the columns that a part of the result has, from its declaration."""
    hints = get_type_hints(model, include_extras=True)
    told = {name: hint for name, hint in hints.items() if get_origin(hint) is Annotated}
    return tuple(_column(name, hint) for name, hint in told.items())


def _column(name: str, hint: Any) -> Column:
    *marks, meaning = hint.__metadata__
    # One that holds a number or else a text is a number's.
    kind = (get_args(hint.__origin__) or (hint.__origin__,))[0]
    if not issubclass(kind, StrEnum):
        return Column(name, _SHARE if SHARE in marks else _KINDS.get(kind, _TEXT), meaning)
    values = (f"{each.value} ({each.label})" for each in kind)
    return Column(name, _TEXT, meaning, tuple(kind) if kind is Status else tuple(values))


def _reported_columns(model: type) -> Iterator[Column]:
    """Yield the columns of what a unit reported in a row."""
    for column in _fields(model):
        yield column
        if column.name == "value":
            yield Column("value_text", _TEXT, "Số liệu thực hiện, nếu là chữ")


_PERIOD = Column("period", _TEXT, "Kỳ báo cáo")


_RATES = _fields(Rates)


def _rates(model: type) -> tuple[Column, ...]:
    """Whose rates they are, and the rates."""
    return _PERIOD, *(column for column in _fields(model) if column not in _RATES), *_RATES


TABLES: dict[str, tuple[Column, ...]] = {
    "merge": (
        _PERIOD,
        Column("plan_code", _TEXT, "Mã kế hoạch"),
        Column("plan_version", _TEXT, "Phiên bản của kế hoạch"),
        Column("as_of", _DAY, "Việc quá hạn tính đến ngày"),
        Column("merged_at", _MOMENT, "Lúc tổng hợp, giờ của cơ quan"),
        Column("merge_number", _COUNT, "Lần tổng hợp"),
        Column("closed", _FLAG, "Kỳ đã chốt; chưa chốt thì số liệu là dự thảo"),
        Column("reconstructed", _FLAG, "Có tiêu chí tái dựng, chưa kiểm chứng"),
        Column("stamp", _TEXT, "Câu ghi nguồn số liệu"),
    ),
    "indices": _rates(IndexPart),
    "index_authorities": _rates(IndexAuthorityPart),
    "areas": _rates(AreaPart),
    "area_authorities": _rates(AreaAuthorityPart),
    "authorities": _rates(AuthorityPart),
    "units": _rates(UnitPart),
    "entries": (_PERIOD, *_reported_columns(Entry)),
    "scores": (_PERIOD, *_reported_columns(Score)),
    "initiatives": (_PERIOD, *_fields(InitiativePart)),
    "corrections": (_PERIOD, *_fields(CorrectionPart)),
    "submissions": (_PERIOD, *_fields(SubmissionPart)),
    "findings": (_PERIOD, *_fields(Finding)),
}
"""The tables in the order in which they are listed."""

DICTIONARY = "dictionary"
"""The table of all tables and columns."""
DICTIONARY_COLUMNS = (
    Column("table", _TEXT, "Bảng"),
    Column("column", _TEXT, "Cột"),
    Column("kind", _TEXT, "Kiểu", tuple(kind.name for kind in _EVERY_KIND)),
    Column("meaning", _TEXT, "Ý nghĩa"),
    Column("values", _TEXT, "Các giá trị"),
)


RATES = tuple(name for name, columns in TABLES.items() if set(_RATES) <= set(columns))
"""The tables of rates, which ``tables`` gives as one."""
_WHOSE = dict.fromkeys(column for name in RATES for column in TABLES[name] if column not in _RATES)
_FRAMES = {
    "entries": TABLES["entries"],
    "scores": TABLES["scores"],
    "rates": (Column("table", _TEXT, "Bảng", RATES), *_WHOSE, *_RATES),
    "initiatives": TABLES["initiatives"],
    "corrections": TABLES["corrections"],
    "submissions": TABLES["submissions"],
    "findings": TABLES["findings"],
}
_values = attrgetter(*ENTRY_FIELDS)
_SCORE_FIELDS = tuple(field.name for field in fields(Score))
_score_values = attrgetter(*_SCORE_FIELDS)


def tables(result: Result, entries: Iterable[Entry] | None = None) -> dict[str, pd.DataFrame]:
    """Return the result as DataFrames by name: entries, scores, rates, initiatives, corrections,
    submissions, findings.

    Each has a column ``period`` and the columns of the same name in the JSON (`TABLES` says what
    they mean), with a type each and nothing where the JSON has null. ``entries`` and ``scores``
    have a measured value that is no number in ``value_text``. ``rates`` has a row for each index,
    area, authority and unit, and for each index and area under each authority: ``table`` says which
    it is (``rates[rates.table == "units"]``). *entries* are those of a result that has none of its
    own.

    Raises:
        ValueError: a file holds the result's entries, and no *entries* are given.
    """
    entries = result.entries if entries is None else entries
    if entries is None:
        raise ValueError(f"the entries lie in {result.entries_file}: give them, too")
    parts: dict[str, list[Mapping[str, Any]]] = {
        "entries": [entry_row(each) for each in entries],
        "scores": [_with_text(_SCORE_FIELDS, _score_values(each)) for each in result.scores],
        "rates": [
            {"table": name, **dict(each)} for name in RATES for each in getattr(result, name)
        ],
        "initiatives": [dict(each) for each in result.initiatives],
        "corrections": [each.model_dump() for each in result.corrections],
        "submissions": [dict(each) for each in result.submissions],
        "findings": [asdict(each) for each in result.findings],
    }
    return {name: _frame(_FRAMES[name], rows, result.period) for name, rows in parts.items()}


def entry_row(entry: Entry) -> dict[str, Any]:
    """Return an entry as a row of the table of entries, by column."""
    return _with_text(ENTRY_FIELDS, _values(entry))


def _with_text(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    found = dict(zip(names, values, strict=True))
    if isinstance(found["value"], str):
        found |= {"value": None, "value_text": found["value"]}
    return found


def _frame(
    columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], period: str
) -> pd.DataFrame:
    """Rows as a DataFrame whose columns have their types; a term is its code."""
    import pandas as pd

    frame = pd.DataFrame.from_records(rows, columns=[column.name for column in columns])
    frame["period"] = period
    return frame.astype({column.name: column.kind.pandas for column in columns})


def write_tables(data: PeriodData, kind: Format) -> dict[str, bytes]:
    """All of ``TABLES`` and the dictionary of their columns as files, by name.

    Raises:
        ParXlError: Parquet is asked for, and what writes it is not installed; or an Excel sheet
            has no room for all rows.
    """
    if kind is Format.PARQUET:
        arrow(
            _("Cần thêm thư viện pyarrow để ghi tệp Parquet."),
            _("Dùng --to csv, không cần thư viện đó. Hoặc: {how}"),
        )
    found = tables(data.result, data.entries)
    rates = found.pop("rates")
    found |= {name: rates[rates["table"] == name] for name in RATES}
    found["merge"] = _merge(data)
    frames = {name: found[name][[c.name for c in columns]] for name, columns in TABLES.items()}
    every = {**TABLES, DICTIONARY: DICTIONARY_COLUMNS}
    frames[DICTIONARY] = _dictionary(every)
    if kind is Format.XLSX:
        return {f"du-lieu-{data.period.code}.xlsx": _workbook(frames)}
    write = _csv if kind is Format.CSV else _parquet
    return {f"{name}.{kind}": write(frame, every[name]) for name, frame in frames.items()}


def _merge(data: PeriodData) -> pd.DataFrame:
    result, stamp = data.result, data.stamp
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
    """Return the dictionary's rows, its own columns among them."""
    import pandas as pd

    rows = [
        (table, column.name, column.kind.name, column.meaning, "; ".join(column.values))
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
    """Return a text as it stands in a CSV file."""
    return _FORMULA.sub(r"\g<begin>'\g<rest>", text)


def _csv(frame: pd.DataFrame, columns: Sequence[Column]) -> bytes:
    """RFC 4180 in UTF-8, with the mark by which Excel knows that."""
    shown = {
        _TEXT: lambda values: values.map(cell, na_action="ignore"),
        _DAY: lambda values: values.dt.strftime("%Y-%m-%d"),
        _MOMENT: lambda values: values.dt.strftime("%Y-%m-%dT%H:%M:%S"),
        _FLAG: lambda values: values.map({True: "true", False: "false"}),
    }
    texts = frame.assign(
        **{c.name: shown[c.kind](frame[c.name]) for c in columns if c.kind in shown}
    )
    return texts.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def arrow(problem: str = "", fix: str = "{how}") -> Any:
    """Return the library behind Parquet; *problem* and *fix* are what is said where it is
    missing.

    Raises:
        ParXlError: it is missing.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        from par_xl.system.packages import how_to_add

        raise ParXlError(problem, fix.format(how=how_to_add("pyarrow"))) from error
    return pyarrow


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """Return the columns as Parquet has them."""
    lib = arrow()
    schema: pa.Schema = lib.schema([(c.name, lib.type_for_alias(c.kind.arrow)) for c in columns])
    return schema


def _parquet(frame: pd.DataFrame, columns: Sequence[Column]) -> bytes:
    lib, file = arrow(), BytesIO()
    table = lib.Table.from_pandas(frame, schema_of(columns), preserve_index=False)
    lib.parquet.write_table(table.replace_schema_metadata(), file, compression="zstd")
    return file.getvalue()


_MOST_ROWS = 1_048_575
"""Rows of an Excel sheet below its header."""


def _workbook(frames: dict[str, pd.DataFrame]) -> bytes:
    """Return a sheet for each table; a text is a text there, whatever it begins with."""
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
