"""Any merge in the ledger rebuilt from what was kept of it, to the same JSON byte for byte."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from builders import (
    HALF,
    NOW,
    YEAR,
    PlanTables,
    form,
    make_folder,
    make_plan,
    merge,
    plan_rows,
    submit,
)
from closed_files import close
from killed_merge import snapshot
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.workspace.layout import Folder
from par_xl.workspace.register import read_register, write_register

pytestmark = pytest.mark.usefixtures("no_masters")

GOING = "| code | status | progress |\n| 1.1 | Đang thực hiện | {} |"
MEASURED = """
| TT  | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì | Thời gian hoàn thành |
| 1   | 1           |             |                |                      |
| 1.1 | 1           | %           | HC             | Thường xuyên         |
"""
REACHED = "| code | status | progress | value |\n| 1.1 | Đang thực hiện | 0.5 | {} |"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "folder")


def rebuilt(folder: Folder, number: int, period: str = HALF) -> bytes:
    return workspace.rebuild(folder, period, number).results.json.read_bytes()


def test_each_merge_comes_to_the_same_bytes_whatever_happened_since(folder: Folder) -> None:
    """Corrected forms under an old name, files sent twice, refused ones, others, corrected days,
    another plan."""
    plan = make_plan()
    jsons = {}

    def merged() -> None:
        found = merge(folder)
        jsons[found.merge_number] = folder.results(HALF).json.read_bytes()

    submit(folder, "HC.xlsx", form(plan, "HC", GOING.format("1.5")), "2024-06-05")
    submit(folder, "phòng/TT.xlsx", form(plan, "TT", GOING.replace("1.1", "P1.1").format("0.4")))
    submit(folder, "ghi chú.txt", b"x")
    merged()
    submit(folder, "HC.xlsx", form(plan, "HC", GOING.format("0.6")), "2024-06-12")
    submit(folder, "năm.xlsx", form(plan, "TH", period=YEAR))
    submit(folder, "HC (2).xlsx", form(plan, "HC", GOING.format("0.6")), "2024-06-12", hour=13)
    merged()
    register = read_register(folder.register)
    corrected = [
        each.model_copy(update={"received_on": date(2024, 6, 9)}) for each in register.receipts
    ]
    folder.register.write_bytes(write_register(register.__class__(tuple(corrected))))
    merged()
    rows: PlanTables = plan_rows(version="2")
    folder.plan.write_bytes(write_plan(rows))
    merged()
    shutil.rmtree(folder.submitted(HALF))
    folder.submitted(HALF).mkdir()
    folder.register.unlink()
    merged()
    assert list(jsons) == [1, 2, 3, 4, 5] and len(set(jsons.values())) == 5
    for number, content in jsons.items():
        assert rebuilt(folder, number) == content, number


def test_the_year_before_is_what_it_was_then(folder: Folder) -> None:
    folder.plan.write_bytes(write_plan(plan_rows(MEASURED)))
    plan = make_plan(MEASURED)
    submit(
        folder,
        "HC.xlsx",
        form(plan, "HC", REACHED.format("80"), period="2023-06"),
        "2023-06-05",
        period="2023-06",
    )
    merge(folder, "2023-06")
    submit(folder, "HC.xlsx", form(plan, "HC", REACHED.format("70")))
    owed = merge(folder)
    assert [found.code for found in owed.findings].count("GT01") == 1
    recorded = folder.results(HALF).json.read_bytes()
    folder.results("2023-06").json.unlink()
    assert rebuilt(folder, 1) == recorded


def test_it_stands_beside_and_changes_nothing_else(folder: Folder) -> None:
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING.format("0.6")))
    merge(folder)
    before, ledger = snapshot(folder.root), folder.ledger.read_bytes()
    workspace.rebuild(folder, HALF, 1)
    after = snapshot(folder.root)
    # The ledger says what was written, and of the merges what it said.
    assert before.pop(folder.name(folder.ledger)) != after.pop(folder.name(folder.ledger))
    first, written = folder.ledger.read_bytes().splitlines()
    assert ledger == first + b"\n" and b'"kind":"write"' in written
    assert {name: after.pop(name) for name in before} == before
    assert set(after) == {
        f"tong-hop/dung-lai/{HALF}_lan-1/{HALF}.{kind}" for kind in ("json", "xlsx")
    }
    assert not workspace.verify(folder).mismatches


def test_an_undone_merge_can_be_rebuilt(folder: Folder) -> None:
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING.format("0.6")))
    merge(folder)
    recorded = folder.results(HALF).json.read_bytes()
    workspace.undo(folder)
    assert rebuilt(folder, 1) == recorded


def test_what_was_not_kept_is_named(folder: Folder) -> None:
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING.format("0.6")))
    merge(folder)
    (kept,) = {
        path
        for path in folder.store.rglob("*")
        if path.is_file() and path.read_bytes() == (folder.submitted(HALF) / "HC.xlsx").read_bytes()
    }
    kept.write_bytes(b"")
    with pytest.raises(ParXlError, match=r"bản lưu của “HC\.xlsx” đã mất hoặc bị thay đổi"):
        workspace.rebuild(folder, HALF, 1)


def test_what_cannot_be_read_is_named(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING.format("0.6")))
    merge(folder)
    close(monkeypatch, folder.store)
    with pytest.raises(ParXlError, match="Không đọc được tệp"):
        workspace.rebuild(folder, HALF, 1)


def test_no_such_merge_is_said_with_those_there_are(folder: Folder) -> None:
    with pytest.raises(ParXlError, match="không có lần tổng hợp số 1") as told:
        workspace.rebuild(folder, HALF, 1)
    assert "chưa tổng hợp lần nào" in told.value.fix
    merge(folder)
    with pytest.raises(ParXlError) as told:
        workspace.rebuild(folder, HALF, 3)
    assert told.value.fix == "Chọn một trong các lần: 1."


@pytest.mark.parametrize("version", [None, "0.0.9"])
def test_another_result_is_not_written(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, version: str | None
) -> None:
    """Another program, that counts otherwise: which version it was is said."""
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING.format("0.6")))
    if version is not None:
        monkeypatch.setattr("par_xl.workspace.consolidating.__version__", version)
    merge(folder)
    monkeypatch.setattr("par_xl.workspace.workers.check_arrival", lambda *_: _another(folder))
    with pytest.raises(ParXlError, match="ra kết quả khác với nhật ký") as told:
        workspace.rebuild(folder, HALF, 1)
    assert (version or "cài lại đúng bản chương trình") in told.value.fix
    assert not folder.rebuilt(HALF, 1).json.exists()


def _another(folder: Folder) -> object:
    from builders import check

    return check(make_plan(), form(make_plan(), "HC", GOING.format("0.1")), "HC.xlsx")


def test_the_command_says_where_it_is(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    workspace.merge(folder, HALF, now=NOW)
    where = ["--folder", str(folder.root)]
    with pytest.raises(SystemExit) as left:
        main(["merge", HALF, "--as-recorded", "1", *where])
    assert left.value.code == 0
    assert "trùng từng byte với nhật ký" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        main(["merge", HALF, "--as-recorded", "1", "--as-of", "1/6/2024", *where])
    assert left.value.code == 2
    assert "Bỏ --as-of" in capsys.readouterr().err
