"""Flat tables for other systems: every column told, nothing lost, nothing run as a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import par_xl
from builders import form, make_folder, make_plan, merge, submit
from par_xl.app.cli import main
from par_xl.insight.period_data import PeriodData
from par_xl.merge.result import ENTRY_FIELDS, Result
from par_xl.outputs.tables import TABLES, Format, cell, write_tables
from par_xl.terms.errors import ParXlError
from par_xl.workspace.documents import read_period_data
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")

ROOT = Path(__file__).parents[2]

HC = """
| code | status         | progress | completed_on | self_score | result       | evidence |
| 1.1  | Hoàn thành     |          | 2024-03-05   | 0.8        | - Đã làm     | =1+1     |
| 1.2  | Đang thực hiện | 0.5      |              | 1          | Có "ngoặc",; | Số 2     |
| S1.1 |                |          |              |            | +HYPERLINK   |          |
"""


Written = Mapping[Format, Mapping[str, bytes]]
"""The files of each kind, by name."""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = make_folder(tmp_path_factory.mktemp("export") / "work")
    idea = {"kind": "Sáng kiến", "text": "@Ký số", "author": "Trần B"}
    submit(folder, "HC.xlsx", form(make_plan(), "HC", HC, initiatives=[idea]))
    submit(folder, "sai.xlsx", b"khong phai tep Excel")
    merge(folder)
    return folder


@pytest.fixture(scope="module")
def data(work: Folder) -> PeriodData:
    return read_period_data(work, "2024-06")


@pytest.fixture(scope="module")
def written(data: PeriodData) -> Written:
    return {kind: write_tables(data, kind) for kind in Format}


def _read(files: Mapping[str, bytes], table: str) -> list[dict[str, str]]:
    text = files[f"{table}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_field_of_the_json_has_its_column(work: Folder) -> None:
    told = json.loads(work.results("2024-06").json.read_bytes())
    for table in ("indices", "areas", "area_authorities", "units", "submissions", "findings"):
        columns = [column.name for column in TABLES[table] if column.name != "period"]
        assert sorted(columns) == sorted(told[table][0]), table
    entries = [column.name for column in TABLES["entries"]]
    assert set(entries) == {*ENTRY_FIELDS, "value_text", "period"}
    idea = [column.name for column in TABLES["initiatives"]]
    assert set(idea) == {*told["initiatives"][0], "period"}


def test_every_table_and_column_stands_in_the_dictionary(written: Written) -> None:
    files = written[Format.CSV]
    told = {(row["table"], row["column"]) for row in _read(files, "dictionary")}
    found = {
        (name.removesuffix(".csv"), column)
        for name, content in files.items()
        for column in content.decode("utf-8-sig").splitlines()[0].split(",")
    }
    assert told == found
    assert all(row["meaning"] and row["kind"] for row in _read(files, "dictionary"))


def test_what_the_json_says_stands_in_the_tables(work: Folder, written: Written) -> None:
    result = Result.model_validate_json(work.results("2024-06").json.read_bytes())
    files = written[Format.CSV]
    entries = _read(files, "entries")
    assert len(entries) == len(result.entries or ())
    first = next(row for row in entries if (row["key"], row["unit"]) == ("PAR_INDEX/1.1", "HC"))
    assert (first["state"], first["completed_on"]) == ("done_on_time", "2024-03-05")
    assert (first["weight"], first["in_error"], first["value"]) == ("1.0", "false", "")
    scores = {row["code"]: row for row in _read(files, "scores")}
    assert list(scores) == ["1.1", "1.2"]
    first = scores["1.1"]
    assert (first["unit"], first["self_score"], first["maximum"]) == ("HC", "0.8", "1.0")
    assert (first["evidence"], first["value_text"], first["row"].isdigit()) == ("'=1+1", "", True)
    area = _read(files, "areas")[0]
    assert float(area["self_score"]) == result.areas[0].self_score
    (merged,) = _read(files, "merge")
    assert (merged["merge_number"], merged["closed"]) == ("1", "false")
    assert merged["merged_at"] == "2024-06-20T09:00:00"
    assert merged["stamp"].endswith(" lần tổng hợp số 1. DỰ THẢO.")
    assert [row["state"] for row in _read(files, "submissions")].count("refused") == 1


def test_texts_that_would_be_formulas_are_quoted_and_numbers_are_not(
    data: PeriodData, written: Written
) -> None:
    files = written[Format.CSV]
    rows = {(row["code"], row["unit"]): row for row in _read(files, "entries")}
    assert rows["1.1", "HC"]["result"] == "'- Đã làm"
    assert rows["1.1", "HC"]["evidence"] == "'=1+1"
    assert rows["1.2", "HC"]["result"] == 'Có "ngoặc",;'
    assert rows["S1.1", "HC"]["result"] == "'+HYPERLINK"
    assert _read(files, "initiatives")[0]["text"] == "'@Ký số"
    less = replace(
        data,
        result=data.result.model_copy(
            update={"areas": [data.result.areas[0].model_copy(update={"recoverable": -0.5})]}
        ),
    )
    assert _read(write_tables(less, Format.CSV), "areas")[0]["recoverable"] == "-0.5"


ALL_SIGNS = "=+-@＝＋－＠;,\t\r\n\u2028\"' a1"
HOSTILE = (
    "xong;=1+1;het", "xong\n=1+1", "xong\r\n@SUM(1)", "a,-1", 'a;"=1+1;', "a; =1", "＝1+1", "\t=1",
    "a\t+1", "'=1", ";''=1", "=cmd|'/C calc'!A0", "a\u2028=1", '"=1', "- Đã làm; - Chưa làm",
)  # fmt: skip


def _seen(content: bytes, separator: str) -> list[str]:
    """All cells, as Excel with that separator sees them: a quote within a cell is a letter."""
    text = content.decode("utf-8-sig")
    return [
        c for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for c in row
    ]


def test_no_separator_makes_a_formula_of_a_text(data: PeriodData) -> None:
    (idea,) = data.result.initiatives
    ideas = [idea.model_copy(update={"text": text}) for text in HOSTILE]
    changed = replace(data, result=data.result.model_copy(update={"initiatives": ideas}))
    files = write_tables(changed, Format.CSV)
    assert len(_read(files, "initiatives")) == len(HOSTILE)
    for separator in ",;\t":
        for content in files.values():
            begin = [cell.lstrip()[:1] for cell in _seen(content, separator)]
            assert not set(begin) & set("=+-@＝＋－＠")


@given(st.text(ALL_SIGNS, max_size=12))
def test_what_was_typed_can_be_had_back_as_the_guide_says(text: str) -> None:
    guide = (ROOT / "docs" / "huong-dan" / "xuat-du-lieu.md").read_text("utf-8")
    (line,) = re.findall(r"re\.sub\(.*, chu\)", guide)
    assert eval(line, {"re": re, "chu": cell(text)}) == text


def test_parquet_says_the_same_with_types(data: PeriodData, written: Written) -> None:
    tables = {
        name: pq.read_table(io.BytesIO(content))
        for name, content in written[Format.PARQUET].items()
    }
    texts = _read(written[Format.CSV], "entries")
    entries = tables["entries.parquet"].to_pylist()
    assert [row["key"] for row in entries] == [row["key"] for row in texts]
    first = next(row for row in entries if (row["code"], row["unit"]) == ("1.1", "HC"))
    assert (first["result"], first["evidence"]) == ("- Đã làm", "=1+1")
    assert str(tables["entries.parquet"].schema.field("completed_on").type) == "date32[day]"
    assert tables["findings.parquet"].num_rows == len(data.result.findings)


def test_a_workbook_has_a_sheet_for_each_table_and_no_formula(written: Written) -> None:
    ((name, content),) = written[Format.XLSX].items()
    assert name == "du-lieu-2024-06.xlsx"
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == [*TABLES, "dictionary"]
    header, *rows = book["entries"].values
    assert list(header) == [column.name for column in TABLES["entries"]]
    told = [dict(zip(header, row, strict=True)) for row in rows]
    first = next(row for row in told if (row["code"], row["unit"]) == ("1.1", "HC"))
    assert (first["evidence"], first["weight"], first["in_error"]) == ("=1+1", 1, False)
    assert first["completed_on"] == datetime(2024, 3, 5)  # noqa: DTZ001
    assert {cell.data_type for row in book["entries"] for cell in row} <= set("nsdb")


def test_a_result_as_dataframes(work: Folder) -> None:
    result = Result.model_validate_json(work.results("2024-06").json.read_bytes())
    found = par_xl.tables(result)
    assert list(found) == [
        *("entries", "scores", "rates", "initiatives", "corrections", "submissions", "findings")
    ]
    entries, rates = found["entries"], found["rates"]
    done = entries[(entries["unit"] == "HC") & (entries["state"] == "done_on_time")]
    assert list(done["code"]) == ["1.1"]
    assert done["completed_on"].dt.year.item() == 2024
    assert found["scores"]["self_score"].sum() == sum(e.self_score or 0 for e in result.scores)
    units = rates[rates["table"] == "units"].set_index("unit")
    assert {code: units["assigned"][code] for code in units.index} == {
        unit.unit: unit.assigned for unit in result.units
    }
    assert len(rates) == sum(len(getattr(result, name)) for name in rates["table"].unique())
    assert list(found["findings"]["code"]) == [each.code for each in result.findings]
    with pytest.raises(ValueError, match="entries"):
        par_xl.tables(result.model_copy(update={"entries": None}))


def test_nothing_heavy_is_imported_before_tables_are_made() -> None:
    script = "import par_xl, par_xl.outputs.tables, sys; print('pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert run.stdout.strip() == b"False"


def test_without_what_writes_parquet_it_is_said_how_to_get_it(
    data: PeriodData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ParXlError, match="pyarrow") as caught:
        write_tables(data, Format.PARQUET)
    assert "--to csv" in caught.value.fix
    assert f'"{sys.executable}" -P -m pip install "pyarrow>=' in caught.value.fix


def test_the_command(work: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "2024-06", "--to", "csv", "--folder", str(work.root)])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    place = work.documents("2024-06") / "du-lieu"
    assert f"{len(TABLES) + 1} tệp trong {place}\n" in said
    assert {path.name for path in place.iterdir()} == {
        f"{table}.csv" for table in (*TABLES, "dictionary")
    }


def test_a_period_that_was_not_merged(work: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "2024-12", "--folder", str(work.root)])
    assert ended.value.code == 2
    assert "par-xl merge 2024-12" in capsys.readouterr().err


def test_the_same_again_writes_the_same_bytes(data: PeriodData, written: Written) -> None:
    assert {kind: write_tables(data, kind) for kind in Format} == written
