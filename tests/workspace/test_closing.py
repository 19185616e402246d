"""A period closed: its results are final, and stay; opened again, they are a draft once more."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from builders import HALF, NOW, YEAR, edit, form, make_folder, make_plan, merge, plan_rows, submit
from killed_merge import Trial, closing, snapshot, twice_merged
from merged import broken, edit_line, merge_with, replaced, result, sheet_rows
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.ledger import Kind, Ledger, read_ledger
from par_xl.merge.result import ClosedPart
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import DRAFT
from par_xl.workspace.documents import publish
from par_xl.workspace.layout import Folder
from par_xl.workspace.register import Register, read_register, write_register

LATER = NOW + timedelta(days=3)


def copied(source: Folder, root: Path) -> Folder:
    """A folder of one's own, files as old as they were."""
    return Folder(Path(shutil.copytree(source.root, root)))


def close(folder: Folder) -> workspace.Closed:
    return workspace.close(folder, HALF, LATER, "Chị B")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder that was merged; tests take copies."""
    folder = make_folder(tmp_path_factory.mktemp("merged") / "folder")
    merge_with(folder, "0.3")
    return folder


@pytest.fixture(scope="module")
def final(once: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The same, closed."""
    folder = copied(once, tmp_path_factory.mktemp("closed") / "folder")
    close(folder)
    return folder


@pytest.fixture
def merged(once: Folder, tmp_path: Path) -> Folder:
    return copied(once, tmp_path / "merged")


@pytest.fixture
def closed(final: Folder, tmp_path: Path) -> Folder:
    return copied(final, tmp_path / "closed")


def texts(master: Path) -> list[str]:
    """What stands at the top of each of a master's sheets."""
    return [
        str(cell)
        for sheet in load_workbook(io.BytesIO(master.read_bytes()), read_only=True)
        for row in sheet.iter_rows(max_row=8, max_col=12, values_only=True)
        for cell in row
    ]


def told(folder: Folder, *arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command prints that succeeds."""
    with pytest.raises(SystemExit) as left:
        main([*arguments, "--folder", str(folder.root)])
    assert left.value.code == 0
    return capsys.readouterr().out


def type_into(master: Path) -> bytes:
    """Something that the office typed into the master; it is saved."""
    typed = _typed(master.read_bytes())
    master.write_bytes(typed)
    return typed


@cache
def _typed(master: bytes) -> bytes:
    return edit(master, lambda book: book["Phụ lục I"].cell(6, 52, "Đã rà soát"))


def test_results_are_a_draft_until_then(once: Folder, final: Folder) -> None:
    before, after = texts(once.results(HALF).master), texts(final.results(HALF).master)
    assert DRAFT in before and sum(DRAFT in text for text in before) > 8
    assert not any(DRAFT in text for text in after)
    stamp = "Số liệu tổng hợp đến 9 giờ 00 ngày 20/6/2024, lần tổng hợp số 1"
    assert stamp in before and stamp in after
    assert result(once).closed is None
    assert result(final) == result(once).model_copy(
        update={"closed": ClosedPart(at=LATER, by="Chị B")}
    )


def test_the_ledger_says_who_closed_and_agrees(final: Folder) -> None:
    ledger = Ledger(read_ledger(final.ledger))
    line = ledger.closing(HALF)
    assert line is not None and line == ledger.lines[-1] == ledger.current(HALF)
    assert (line.kind, line.merge_number, line.by, line.at) == (Kind.CLOSE, 1, "Chị B", LATER)
    assert set(line.outputs) == {f"tong-hop/{HALF}.json", f"tong-hop/{HALF}.xlsx"}
    lying = ledger.current_merge(HALF)
    assert lying is not None and (lying.kind, lying.at) == (Kind.MERGE, NOW)
    assert workspace.verify(final).mismatches == ()


def test_the_master_tells_of_closings_and_what_came_after(closed: Folder) -> None:
    submit(closed, "muộn.xlsx", form(make_plan(), "TT"), "2024-06-20")
    workspace.merge(closed, HALF, now=NOW)
    workspace.undo(closed, now=NOW, by="HC")
    number = merge(closed).merge_number
    grid = sheet_rows(closed.results(HALF).master, "Nhật ký")
    start = next(n for n, row in enumerate(grid) if str(row[0]).startswith("3. "))
    told = [(row[0], row[2], row[5]) for row in grid[start + 2 :]]
    assert told == [
        ("Chốt kỳ", number - 1, None),
        ("Tệp nhận sau khi chốt", number - 1, 1),
        ("Bỏ chốt", number - 1, None),
    ]


def test_what_was_typed_into_the_draft_is_kept(merged: Folder) -> None:
    typed = type_into(merged.results(HALF).master)
    close(merged)
    assert replaced(merged).read_bytes() == typed


def test_columns_that_people_added_are_said_not_to_be_copied(merged: Folder) -> None:
    book = load_workbook(merged.results(HALF).master)
    book["Phụ lục I"]["AZ5"], book["Phụ lục I"]["AZ6"] = "Cột riêng", "x"
    book.save(merged.results(HALF).master)
    (note,) = close(merged).notes
    assert "“Cột riêng” (trang Phụ lục I)" in note and str(replaced(merged)) in note


def test_closed_twice_it_says_since_when_and_writes_nothing(
    closed: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(closed.root)
    printed = told(closed, "close", HALF, capsys=capsys)
    assert "đã chốt từ 9 giờ 00 ngày 23/6/2024, người chốt: Chị B" in printed
    assert snapshot(closed.root) == before


def _correct_day(folder: Folder) -> None:
    (receipt,) = read_register(folder.register).receipts
    other = receipt.model_copy(update={"received_on": date(2024, 6, 5)})
    folder.register.write_bytes(write_register(Register((other,))))


CHANGES: dict[str, tuple[Callable[[Folder], object], str]] = {
    "a form came": (lambda f: submit(f, "mới.xlsx", b"x"), "tệp “mới.xlsx” đến sau"),
    "another file came": (lambda f: submit(f, "a.pdf", b"x"), "tệp “a.pdf” đến sau"),
    "a form was replaced": (lambda f: submit(f, "0.3.xlsx", b"x"), "tệp “0.3.xlsx” đã được thay"),
    "a form is gone": (
        lambda f: (f.submitted(HALF) / "0.3.xlsx").unlink(),
        "tệp “0.3.xlsx” không còn trong da-nop",
    ),
    "the plan was edited": (
        lambda f: f.plan.write_bytes(write_plan(plan_rows(version="2"))),
        "ke-hoach.xlsx đã được sửa",
    ),
    "a day was corrected": (
        _correct_day,
        "tiep-nhan.xlsx ghi ngày nhận tệp “0.3.xlsx” là 05/6/2024",
    ),
}


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=list(CHANGES))
def test_what_no_merge_has_read_is_merged_first(
    merged: Folder, change: Callable[[Folder], object], said: str
) -> None:
    change(merged)
    before = snapshot(merged.root)
    with pytest.raises(ParXlError, match="kể từ lần tổng hợp 1") as refused:
        close(merged)
    assert said in refused.value.message and f"par-xl merge {HALF}" in refused.value.fix
    assert snapshot(merged.root) == before


def test_nothing_merged_is_nothing_to_close(folder: Folder) -> None:
    with pytest.raises(ParXlError, match="chưa tổng hợp"):
        close(folder)
    with pytest.raises(ParXlError, match="không có kỳ"):
        workspace.close(folder, "2031-06")


def test_faults_do_not_prevent_it_but_are_said(
    merged: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    submit(merged, "hỏng.xlsx", b"x")
    merge(merged)
    printed = told(merged, "close", HALF, capsys=capsys)
    assert "Đã chốt kỳ 2024-06 ở lần tổng hợp số 2" in printed
    assert "Còn 1 tệp bị trả lại, 1 lỗi chưa sửa: không tính" in printed


def test_days_are_settled(closed: Folder) -> None:
    day = date(2024, 6, 9)
    for days in ((day, None), (None, day)):
        with pytest.raises(ParXlError, match="đã chốt lúc 9 giờ 00 ngày 23/6/2024"):
            workspace.merge(closed, HALF, *days)
        with pytest.raises(ParXlError, match="đã chốt"):
            workspace.Watcher(closed, HALF, *days)


def test_the_draft_can_be_built_again(closed: Folder, once: Folder) -> None:
    rebuilt = workspace.rebuild(closed, HALF, 1)
    assert rebuilt.results.json.read_bytes() == once.results(HALF).json.read_bytes()
    assert workspace.verify(closed).mismatches == ()


def test_what_is_lost_of_it_is_written_as_it_was(closed: Folder) -> None:
    places, typed = closed.results(HALF), type_into(closed.results(HALF).master)
    json = places.json.read_bytes()
    places.json.unlink()
    (mismatch,) = broken(closed)
    assert f"par-xl close {HALF}" in mismatch.fix
    with pytest.raises(ParXlError, match="bị mất hoặc bị thay đổi") as refused:
        merge(closed)
    assert f"par-xl close {HALF}" in refused.value.fix
    lines = closed.ledger.read_bytes()
    assert workspace.close(closed, HALF).is_restored
    assert (places.json.read_bytes(), places.master.read_bytes()) == (json, typed)
    places.master.unlink()
    assert workspace.close(closed, HALF).is_restored
    assert not any(DRAFT in text for text in texts(places.master))
    assert closed.ledger.read_bytes().startswith(lines) and not broken(closed)


def test_undone_it_is_a_draft_again(
    merged: Folder, once: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = type_into(merged.results(HALF).master)
    close(merged)
    written = merged.results(HALF).master.read_bytes()
    publish(merged, HALF, "đang thử", lambda _: {"trang.html": b"final"})
    printed = told(merged, "undo", capsys=capsys)
    assert "Đã bỏ chốt kỳ 2024-06" in printed and "là dự thảo như lần 1" in printed
    assert "1 văn bản, bảng dữ liệu lập khi còn chốt (không mang chữ DỰ THẢO)" in printed
    assert result(merged) == result(once)
    assert merged.results(HALF).master.read_bytes() == typed
    kept = replaced(merged)
    assert kept.read_bytes() == written
    assert Ledger(read_ledger(merged.ledger)).closing(HALF) is None and not broken(merged)
    assert not workspace.merge(merged, HALF, now=LATER).changed
    close(merged)
    workspace.undo(merged)
    assert replaced(merged).exists() and kept.read_bytes() == written
    assert workspace.undo(merged).line.kind is Kind.MERGE
    assert not merged.results(HALF).master.exists() and not broken(merged)


@pytest.mark.long
def test_what_was_typed_after_the_closing_goes_into_the_next_master(
    closed: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    master = closed.results(HALF).master

    header = [cell.value for cell in load_workbook(master)["Phụ lục I"][5]]
    opinion = f"{get_column_letter(header.index('Ý kiến rà soát') + 1)}7"

    def put(sheet: str, cell: str, value: str) -> None:
        book = load_workbook(master)
        book[sheet][cell] = value
        book.save(master)

    def found() -> list[object]:
        book = load_workbook(master)
        rows = (book["Kiểm tra"][f"C{row}"].value for row in (6, 7))
        return [book["Phụ lục I"][opinion].value, *rows]

    put("Phụ lục I", opinion, "Đã thẩm định")
    put("Kiểm tra", "C6", "Kiểm tra lần 1")
    put("Khắc phục", "C6", "Việc do HCTC ghi")
    assert "lần tổng hợp hoặc chốt sau sẽ chép sang" in told(closed, "undo", capsys=capsys)
    assert found() == [None, None, None]
    close(closed)
    assert found() == ["Đã thẩm định", "Kiểm tra lần 1", None]
    put("Phụ lục I", opinion, "Thẩm định lại")
    workspace.undo(closed)
    put("Kiểm tra", "C6", "Kiểm tra lần 2")
    merge_with(closed, "0.5", "2024-06-08")
    # What was typed in both stays, in its order.
    assert found() == ["Thẩm định lại", "Kiểm tra lần 2", "Kiểm tra lần 1"]
    assert load_workbook(master)["Khắc phục"]["C6"].value == "Việc do HCTC ghi"
    workspace.undo(closed)
    assert merge(closed).merge_number == 3
    assert found()[0] == "Thẩm định lại"
    assert merge(closed).merge_number == 3
    assert not broken(closed)


def test_only_the_last_work_of_all_periods_is_undone(closed: Folder) -> None:
    merge(closed, YEAR)
    assert (workspace.undo(closed).line.period, result(closed).closed is None) == (YEAR, False)
    assert workspace.undo(closed).is_reopened


def test_a_draft_that_is_not_kept_is_built_again_first(closed: Folder) -> None:
    replaced(closed, f"tong-hop/{HALF}.json").unlink()
    assert "trước khi chốt lần 1" in broken(closed)[0].message
    with pytest.raises(ParXlError, match="Không bỏ chốt được kỳ 2024-06") as refused:
        workspace.undo(closed)
    assert "--as-recorded 1; rồi chạy lại: par-xl reopen 2024-06." in refused.value.fix
    workspace.rebuild(closed, HALF, 1)
    assert workspace.reopen(closed, HALF).is_reopened and not broken(closed)


def test_opened_again_every_other_period_stays(
    closed: Folder, once: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever was done to them since, merged, closed or opened again."""
    merge(closed, "2023-12")
    merge(closed, YEAR)
    workspace.close(closed, YEAR, LATER)
    publish(closed, YEAR, "đang thử", lambda _: {"a.docx": b"one"})
    publish(closed, HALF, "đang thử", lambda _: {"a.docx": b"one"})
    others = {p: p.read_bytes() for p in files(closed) if HALF not in p.as_posix()}
    said = told(closed, "reopen", HALF, capsys=capsys)
    assert "Đã bỏ chốt kỳ 2024-06" in said and "1 văn bản" in said
    assert result(closed) == result(once)
    assert {p: p.read_bytes() for p in files(closed) if HALF not in p.as_posix()} == others
    ledger = Ledger(read_ledger(closed.ledger))
    assert ledger.closing(YEAR) and not ledger.closing(HALF) and not broken(closed)
    assert merge_with(closed, "0.6", "2024-06-08").merge_number == 2
    workspace.close(closed, HALF, LATER)
    # The last work is this closing, then the merge; then what was done to the others.
    assert workspace.undo(closed).is_reopened
    assert [workspace.undo(closed).line.period for _ in range(4)] == [HALF, YEAR, YEAR, "2023-12"]
    assert result(closed) == result(once) and not broken(closed)


def files(folder: Folder) -> list[Path]:
    """What people see, but for the register."""
    names = ("tong-hop", "bao-cao", "bieu-mau", "tra-lai")
    return [path for name in names for path in folder.place(name).rglob("*") if path.is_file()]


def test_only_what_is_closed_is_opened_again(closed: Folder) -> None:
    merge(closed, YEAR)
    for period, said in ((YEAR, "Kỳ 2024-12 chưa chốt"), ("2031-06", "không có kỳ")):
        with pytest.raises(ParXlError, match=said):
            workspace.reopen(closed, period)
    workspace.reopen(closed, HALF)
    with pytest.raises(ParXlError, match="Kỳ 2024-06 chưa chốt"):
        workspace.reopen(closed, HALF)


def test_a_later_period_goes_on_from_it(closed: Folder, once: Folder, tmp_path: Path) -> None:
    made = [
        workspace.forms(each, YEAR, "HC").written[0]
        for each in (closed, copied(once, tmp_path / "x"))
    ]
    before = [
        [cell for row in sheet_rows(path, "Phụ lục I", formulas=True) for cell in row]
        for path in made
    ]
    assert before[0] == before[1] and any("Đang thực hiện" in str(each) for each in before[0])


def _drop_closing(folder: Folder) -> None:
    lines = folder.ledger.read_text("utf-8").splitlines(keepends=True)
    folder.ledger.write_text("".join(lines[:-1]), "utf-8")


BROKEN: dict[str, tuple[Callable[[Folder], object], str]] = {
    "who closed was edited": (lambda f: edit_line(f, 1, "by", "người khác"), "việc chốt kỳ"),
    "the closing is gone": (_drop_closing, "không phải là tệp mà lần tổng hợp 1 đã ghi"),
    "the JSON was changed": (
        lambda f: f.results(HALF).json.write_bytes(b"{}"),
        f"tong-hop/{HALF}.json không phải là tệp",
    ),
    "another merge was closed": (
        lambda f: edit_line(f, 1, "merge_number", 2),
        "Nhật ký dòng 2 (kỳ 2024-06 chốt lần 2",
    ),
    "it was opened without being closed": (
        lambda f: edit_line(f, 1, "kind", "reopen"),
        "khi đó kỳ này chưa chốt",
    ),
}


@pytest.mark.parametrize(("change", "said"), BROKEN.values(), ids=list(BROKEN))
def test_a_closing_that_is_none_is_found(
    closed: Folder, change: Callable[[Folder], object], said: str
) -> None:
    change(closed)
    assert any(said in each.message for each in broken(closed))


@pytest.mark.long
def test_killed_before_any_step_it_is_a_draft_or_closed(tmp_path: Path) -> None:
    trial = Trial(tmp_path, twice_merged, closing)
    assert set(trial.at_each_step(trial.outcome)) == {"old", "new"}
