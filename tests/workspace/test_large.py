"""More entries than a JSON holds, or than Excel does: where they go, and what says so."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders import HALF, NOW, YEAR, entries_of, form, make_folder, make_plan, plan_rows, submit
from merged import sheet_rows
from par_xl import workspace
from par_xl.intake.arrival import Arrival
from par_xl.intake.check import check_content
from par_xl.merge import packed
from par_xl.merge.result import Entry, Result
from par_xl.outputs.master import entries
from par_xl.terms.errors import ParXlError
from par_xl.workspace import consolidating
from par_xl.workspace.layout import Folder

AS_OF = date(2024, 6, 10)
APPENDICES = ("Phụ lục I", "Phụ lục II", "Phụ lục III")
ITEMS = """
| TT   | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |
| 1    | 3           |             |                |                 |                      |
| 1.1  | 1           | điểm        | HC; Tất cả     |                 | 31/3/2024            |
| 1.2  | 2           | điểm        | HC; TH         | TT              | Thường xuyên         |
| S1   |             |             |                |                 |                      |
| S1.1 |             | %           | TH             | HC              | Quý II/2024          |
| P1   |             |             |                |                 |                      |
| P1.1 |             | %           | TT             |                 | Hằng năm             |
"""
HC = """
| code | status         | progress | completed_on | self_score | evidence | value | result    |
| 1.1  | Đang thực hiện | 0.5      |              | 0.8        | Số 1     |       | Đang làm  |
| 1.2  | Hoàn thành     |          | 2024-05-05   | 1.5        | Số 2     |       | Xong      |
| S1.1 |                |          |              |            |          |       | Đã góp ý  |
"""
TH = """
| code | status         | progress | completed_on | self_score | evidence | value | explanation |
| 1.1  | Xong           |          |              |            |          |       |             |
| 1.2  | Đang thực hiện | 0.25     |              |            | Số 3     |       |             |
| S1.1 | Hoàn thành     |          | 2024-06-01   |            | Số 4     | 87.5  | Chờ hướng dẫn |
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_folder(tmp_path_factory.mktemp("large") / "folder", plan_rows(ITEMS))
    plan = make_plan(ITEMS)
    submit(folder, "HC.xlsx", form(plan, "HC", HC))
    submit(folder, "TH.xlsx", form(plan, "TH", TH))
    return folder.root


@pytest.fixture
def folder(source: Path, tmp_path: Path) -> Folder:
    return Folder(shutil.copytree(source, tmp_path / "folder"))


def merge(folder: Folder, period: str = HALF, as_of: date = AS_OF) -> Result:
    return workspace.merge(folder, period, as_of, now=NOW, by="HC", workers=1).result


@pytest.fixture(scope="module")
def small(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What the same comes to where it is not large."""
    return merge(Folder(shutil.copytree(source, tmp_path_factory.mktemp("small") / "folder")))


@pytest.fixture
def large(small: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three entries are too many for a JSON, but for the small."""
    monkeypatch.setattr(consolidating, "ENTRIES_LIMIT", 3)
    monkeypatch.setattr(packed, "_BLOCK", 2)


def _same_but_for_entries(one: Result, other: Result) -> bool:
    without = {"entries": None, "entries_file": None, "entries_sha256": None, "merge_number": 0}
    return one.model_copy(update=without) == other.model_copy(update=without)


@pytest.mark.usefixtures("large")
def test_entries_stand_in_a_parquet_file(folder: Folder, small: Result) -> None:
    result = merge(folder)
    assert result.entries is None
    assert result.entries_file == "2024-06.parquet"
    assert _same_but_for_entries(result, small)
    table = pd.read_parquet(folder.results(HALF).entries)
    wanted = [{**dict(zip(e.__slots__, _values(e), strict=True))} for e in entries_of(small)]
    found = [_plain(row) for row in table.drop(columns="value_text").to_dict("records")]
    by = ("index", "key", "unit")
    assert sorted(found, key=lambda e: [str(e[b]) for b in by]) == sorted(
        wanted, key=lambda e: [str(e[b]) for b in by]
    )


def _values(entry: Any) -> Iterator[Any]:
    for name in entry.__slots__:
        value = getattr(entry, name)
        yield str(value) if isinstance(value, str) else value


def _plain(row: dict[Any, Any]) -> dict[Any, Any]:
    return {key: None if pd.isna(value) else value for key, value in row.items()}


@pytest.mark.usefixtures("large")
def test_merging_again_writes_nothing(folder: Folder) -> None:
    first = workspace.merge(folder, HALF, AS_OF, now=NOW)
    written = {path: path.stat().st_mtime_ns for path in folder.root.glob("tong-hop/*")}
    again = workspace.merge(folder, HALF, AS_OF, now=NOW)
    assert (first.changed, again.changed) == (True, False)
    assert {path: path.stat().st_mtime_ns for path in folder.root.glob("tong-hop/*")} == written


def test_the_file_goes_when_a_json_holds_them_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as only_now:
        only_now.setattr(consolidating, "ENTRIES_LIMIT", 3)
        merge(folder)
    assert folder.results(HALF).entries.exists()
    assert entries_of(merge(folder))
    assert not folder.results(HALF).entries.exists()


def test_few_entries_of_many_that_there_might_be_stand_in_the_json(
    folder: Folder, small: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that nobody coordinated are no entries."""
    monkeypatch.setattr(consolidating, "ENTRIES_LIMIT", len(entries_of(small)))
    result = merge(folder)
    assert result.entries_file is None
    assert entries_of(result) == entries_of(small)


@pytest.mark.usefixtures("large")
def test_later_periods_read_them(folder: Folder) -> None:
    """Rows done arrive filled in, and values are held against those of a year before."""
    merge(folder)
    workspace.forms(folder, YEAR, unit="TH", today=date(2024, 11, 1))
    path = folder.form(YEAR, "TH")
    plan = make_plan(ITEMS)
    arrival = Arrival(path.name, date(2024, 12, 1), date(2024, 12, 1))
    checked = check_content(path.read_bytes(), arrival, plan, plan.periods[YEAR])
    assert [(row.key, row.typed["status"]) for row in checked.rows] == [
        ("SIPAS/S1.1", "Hoàn thành")
    ]
    later = "2025-06"
    worse = TH.replace("87.5", "80").replace("2024-06-01", "2025-06-01").replace("Chờ", "")
    worse = worse.replace(" hướng dẫn", "")
    submit(folder, "TH.xlsx", form(plan, "TH", worse, later), "2025-06-07", period=later)
    result = merge(folder, later, date(2025, 6, 10))
    reasons = pd.read_parquet(folder.results(later).entries).set_index(["unit", "key"])
    reason = str(reasons.loc[("TH", "SIPAS/S1.1"), "explanation_reason"])
    assert "thấp hơn cùng kỳ năm trước (87,5)" in reason
    assert [f.code for f in result.findings if "cùng kỳ" in f.message] == ["GT01"]


@pytest.mark.usefixtures("large")
def test_damaged_or_gone_they_are_not_passed_over(folder: Folder) -> None:
    merge(folder)
    results = folder.results(HALF)
    content = results.entries.read_bytes()
    results.entries.write_bytes(content[: len(content) // 2])
    for said in ("bị hỏng, bị sửa hay bị thay", "không còn"):
        with pytest.raises(ParXlError, match=rf"{results.entries} {said}") as told:
            workspace.forms(folder, YEAR, unit="TH", today=date(2024, 11, 1))
        assert f"xóa {results.json} rồi tổng hợp lại" in told.value.fix
        results.entries.unlink(missing_ok=True)
    results.json.unlink()
    merge(folder)
    assert results.entries.read_bytes() == content
    assert workspace.forms(folder, YEAR, unit="TH", today=date(2024, 11, 1)).written


def _rows(folder: Folder, sheet: str) -> list[dict[str, Any]]:
    return _table(sheet_rows(folder.results(HALF).master, sheet), "TT")


def _table(values: Sequence[Sequence[Any]], column: str) -> list[dict[Any, Any]]:
    """The rows below the header that has such a column."""
    header = next(row for row in values if column in row)
    below = values[list(values).index(header) + 1 :]
    return [dict(zip(header, row, strict=True)) for row in below if any(row)]


@pytest.mark.usefixtures("large")
def test_what_is_too_much_for_excel_is_left_to_the_file(folder: Folder, small: Result) -> None:
    result = merge(folder)
    assert _same_but_for_entries(result, small)
    rows = [row for sheet in APPENDICES for row in _rows(folder, sheet) if row["Vai trò"]]
    # HC's 1.1 is overdue, TH's is in error; all others are neither.
    reported = [row for row in rows if row["Vai trò"] != "Chấm điểm"]
    assert [(row["Đơn vị"], row["TT"], row["Trạng thái"]) for row in reported] == [
        ("HC", "1.1", "Chưa hoàn thành, quá hạn"),
        ("TH", "1.1", "Đã báo cáo, chưa hợp lệ"),
    ]
    scored = [row for row in rows if row["Vai trò"] == "Chấm điểm"]
    assert [(row["Đơn vị"], row["TT"], row["Điểm tự đánh giá"]) for row in scored] == [
        (score.unit, score.code, score.self_score) for score in result.scores
    ]
    master = folder.results(HALF).master
    first = [str(cell) for row in sheet_rows(master, "Tổng quan")[:12] for cell in row]
    told = next(text for text in first if "2024-06.parquet" in text)
    assert "chỉ ghi các tiêu chí và những dòng có lỗi hoặc quá hạn" in told
    assert "ghi cố định, không phải công thức" in told
    trend = [cell for row in sheet_rows(master, "Diễn biến") for cell in row]
    assert "Không lập danh sách này, vì có quá nhiều dòng (trên 200.000)." in trend
    for name in ("Theo lĩnh vực", "Theo đơn vị", "Theo tiêu chí"):
        for line in sheet_rows(master, name, formulas=True):
            assert not any(str(value).startswith("=") for value in line), name
    shown = {row["Đơn vị"]: row for row in _table(sheet_rows(master, "Theo đơn vị"), "Đơn vị")}
    assert {unit.unit: unit.overdue for unit in result.units} == {
        unit: row["Chưa hoàn thành, quá hạn"] for unit, row in shown.items()
    }


@pytest.mark.usefixtures("large")
def test_of_more_than_a_sheet_holds_the_first_are_shown(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "_MOST", 2)
    merge(folder)
    assert [row["TT"] for row in _rows(folder, "Phụ lục I")] == ["1", "1.1"]
    overview = sheet_rows(folder.results(HALF).master, "Tổng quan")
    first = [str(cell) for row in overview[:14] for cell in row]
    assert any("Trang “Phụ lục I” chỉ ghi 2 trong 5 dòng" in text for text in first)


@pytest.mark.usefixtures("large")
def test_each_field_of_an_entry_has_a_column_of_its_kind(folder: Folder) -> None:
    merge(folder)
    schema = pq.read_schema(folder.results(HALF).entries)
    kinds: dict[object, pa.DataType] = {
        float: pa.float64(), int: pa.int64(), bool: pa.bool_(), date: pa.date32(),
    }  # fmt: skip
    for name, hint in get_type_hints(Entry).items():
        (kind,) = (
            {*(get_args(hint) or (hint,))} - {type(None)} - ({str} if name == "value" else set())
        )
        assert schema.field(name).type == kinds.get(kind, pa.string()), name


@pytest.mark.usefixtures("large")
def test_without_the_library_it_says_what_to_install(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from par_xl.terms.errors import ParXlError

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ParXlError, match="pyarrow") as caught:
        merge(folder)
    command = f'"{sys.executable}" -P -m pip install "pyarrow>='
    assert command in caught.value.fix and "--no-index" in caught.value.fix


def test_it_is_rebuilt_as_recorded(folder: Folder, large: None) -> None:
    merge(folder)
    results, again = folder.results(HALF), workspace.rebuild(folder, HALF, 1, workers=1).results
    for path, rebuilt in ((results.json, again.json), (results.entries, again.entries)):
        assert rebuilt.read_bytes() == path.read_bytes()


def test_undone_it_is_a_json_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    small = merge(folder)
    monkeypatch.setattr(consolidating, "ENTRIES_LIMIT", 3)
    submit(folder, "TT.xlsx", form(make_plan(ITEMS), "TT"))
    assert merge(folder).entries is None
    workspace.undo(folder)
    assert not folder.results(HALF).entries.exists()
    assert Result.model_validate_json(folder.results(HALF).json.read_bytes()) == small
