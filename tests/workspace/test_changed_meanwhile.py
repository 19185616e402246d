"""What somebody saves while a command works, or after one was cut off, is never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest

from builders import NOW, form, make_plan, submit
from cut_merge import cut_off
from fake_excel import FakeExcel
from killed_merge import AS_OF, LATER, MASTER, Trial, filled_in, next_merge, save
from marked_form import DONE
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.app.cli.watching import Screen
from par_xl.ledger import LedgerLine
from par_xl.terms.errors import ParXlError
from par_xl.workspace.checkout import Session, recover
from par_xl.workspace.layout import Folder
from par_xl.workspace.watching import Clock
from planted import tree
from ribbon import told

PERIOD = "2024-06"
REGISTER = "tiep-nhan.xlsx"
SAVED = b"saved by somebody"


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Somebody does something when all is worked out, before anything is moved."""
    commit = Session.commit

    def late(self: Session, *line: LedgerLine) -> None:
        act()
        commit(self, *line)

    monkeypatch.setattr(Session, "commit", late)


def in_place(path: Path, content: bytes) -> None:
    path.write_bytes(content)


@pytest.mark.parametrize("name", [REGISTER, MASTER])
def test_what_was_saved_while_a_merge_worked_is_not_overwritten(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = trial.fresh()
    before = {path: path.read_bytes() for path in (root / MASTER, root / REGISTER)}
    with monkeypatch.context() as now:
        meanwhile(now, lambda: save(root / name, SAVED))
        with pytest.raises(
            ParXlError, match=r"đã được sửa trong lúc đang tổng hợp kỳ 2024-06"
        ) as e:
            next_merge(root)
    assert e.value.message.startswith(Path(name).name) and "chưa ghi gì" in e.value.fix
    before[root / name] = SAVED
    assert {path: path.read_bytes() for path in before} == before
    assert not Folder(root).holder.exists() and not list(root.rglob(".par-xl-*"))


@pytest.mark.parametrize("name", [REGISTER, MASTER])
def test_a_file_that_was_opened_while_a_merge_worked_is_not_replaced(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = trial.fresh()
    sign = (root / name).with_name(f"~${Path(name).name}")
    with monkeypatch.context() as now:
        meanwhile(now, lambda: sign.write_bytes(b""))
        with pytest.raises(ParXlError, match="đang mở ở nơi khác"):
            next_merge(root)
    sign.unlink()
    assert trial.state(root) == "old"


def test_what_was_saved_while_an_undo_worked_is_not_overwritten(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = trial.fresh()
    next_merge(root)
    meanwhile(monkeypatch, lambda: save(root / MASTER, SAVED))
    with pytest.raises(ParXlError, match="đã được sửa trong lúc đang hoàn tác"):
        workspace.undo(Folder(root))
    assert (root / MASTER).read_bytes() == SAVED


def test_what_was_saved_between_two_moves_is_not_overwritten(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = trial.fresh()
    take = Session._take

    def late(self: Session, *told: Any) -> None:
        save(root / MASTER, SAVED)
        take(self, *told)

    with monkeypatch.context() as now:
        now.setattr(Session, "_take", late)
        with pytest.raises(ParXlError, match=r"2024-06\.xlsx đã được sửa trong lúc"):
            next_merge(root)
    assert (root / MASTER).read_bytes() == SAVED
    assert not Folder(root).holder.exists() and len(workspace.verify(Folder(root)).mismatches) == 3


def test_a_form_that_is_filled_in_while_forms_are_made_is_not_overwritten(trial: Trial) -> None:
    folder = Folder(trial.fresh())
    first, *_ = workspace.forms(folder, PERIOD).written

    def fill_in(done: int, _total: int, _name: str) -> None:
        if done == 1:
            save(first, SAVED)

    with pytest.raises(ParXlError, match=rf"{first.name} đã được sửa trong lúc đang lập biểu mẫu"):
        workspace.forms(folder, PERIOD, progress=fill_in)
    assert first.read_bytes() == SAVED


def test_a_form_handed_back_that_is_worked_in_meanwhile_is_not_overwritten(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = trial.fresh()
    returned = root / "tra-lai" / PERIOD / "HC.xlsx"
    rows = "| code | status | progress |\n| 1.1 | Đang thực hiện | 2.5 |"
    submit(Folder(root), "HC.xlsx", form(make_plan(), "HC", rows))
    meanwhile(monkeypatch, lambda: save(returned, SAVED))
    with pytest.raises(ParXlError, match=r"HC\.xlsx đã được sửa trong lúc"):
        next_merge(root)
    assert returned.read_bytes() == SAVED


def test_a_form_handed_back_that_is_out_of_date_stays_where_it_is_worked_in_meanwhile(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = trial.fresh()
    returned = root / "tra-lai" / PERIOD / "HC.xlsx"
    submit(Folder(root), "HC.xlsx", form(make_plan(), "HC", DONE))
    meanwhile(monkeypatch, lambda: save(returned, SAVED))
    next_merge(root)
    assert returned.read_bytes() == SAVED


@pytest.mark.parametrize("saving", [save, in_place])
def test_what_was_saved_after_a_cut_is_kept_and_said(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, saving: Callable[[Path, bytes], None]
) -> None:
    root = cut_off(trial, monkeypatch, moved=0)
    for name in (MASTER, REGISTER):
        saving(root / name, SAVED)
    first, *notes = recover(Folder(root))
    beside = [root / "tong-hop" / "2024-06.da-sua.xlsx", root / "tiep-nhan.da-sua.xlsx"]
    assert "đã ghi nốt" in first
    assert [any(str(path) in note for note in notes) for path in beside] == [True, True]
    assert [path.read_bytes() for path in beside] == [SAVED, SAVED]
    for path in beside:
        path.unlink()
    assert trial.state(root) == "new"


def test_what_is_typed_into_the_new_master_after_a_cut_stays(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The JSON, which comes last, lies there already: so does the master."""
    root = trial.fresh()

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as now:
        now.setattr("par_xl.workspace.checkout._tidy", cut)
        with pytest.raises(KeyboardInterrupt):
            next_merge(root)
    typed = filled_in(root / MASTER, "Xem sau khi ngắt")
    save(root / MASTER, typed)
    assert len(recover(Folder(root))) == 1
    assert (root / MASTER).read_bytes() == typed
    assert not list(root.rglob("*.da-sua*"))


def test_what_was_saved_after_a_cut_is_said_though_finishing_is_cut_off_too(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = cut_off(trial, monkeypatch, moved=0)
    save(root / REGISTER, SAVED)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as now:
        now.setattr("par_xl.workspace.checkout._tidy", cut)
        with pytest.raises(KeyboardInterrupt):
            recover(Folder(root))
    assert any("tiep-nhan.da-sua.xlsx" in note for note in recover(Folder(root)))
    assert [path.read_bytes() for path in root.glob("*.da-sua*")] == [SAVED]


def test_nothing_is_finished_under_a_file_that_is_open(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = cut_off(trial, monkeypatch, moved=0)
    sign = root / "tong-hop" / "~$2024-06.xlsx"
    sign.write_bytes(b"")
    master = (root / MASTER).read_bytes()
    with pytest.raises(ParXlError, match="đang mở ở nơi khác"):
        recover(Folder(root))
    assert (root / MASTER).read_bytes() == master
    sign.unlink()
    assert trial.state(root) == "new"


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (["undo"], 0),
        (["forms", PERIOD], 0),
        (["forms", "2030-06"], 2),
        (["check", "{}/da-nop/2024-06/TH.xlsx"], 0),
        (["merge", PERIOD], 0),
        (["merge", PERIOD, "--as-recorded", "1"], 0),
    ],
    ids=["undo", "forms", "no such period", "check", "merge", "as recorded"],
)
def test_every_command_that_writes_says_what_it_put_in_order(
    trial: Trial,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    status: int,
) -> None:
    root = cut_off(trial, monkeypatch, moved=0)
    save(root / MASTER, SAVED)
    with pytest.raises(SystemExit) as left:
        main([*(part.format(root) for part in command), "--folder", str(root)])
    out = capsys.readouterr().out
    assert left.value.code == status
    assert "đã ghi nốt phần còn lại" in out
    assert "2024-06.xlsx đã có người sửa sau khi bị ngắt" in out


class _Before(date):
    """The calendar, before the deadline."""

    @classmethod
    def today(cls) -> Self:
        return cls(2024, 6, 1)


class _Clock(Clock):
    def __init__(self) -> None:
        self._now = LATER

    def now(self) -> datetime:
        return self._now

    def seconds(self) -> float:
        return (self._now - NOW).total_seconds()

    def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


def test_the_watcher_says_what_it_put_in_order(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = cut_off(trial, monkeypatch)
    watcher = workspace.Watcher(Folder(root), PERIOD, AS_OF, workers=1, clock=_Clock())
    screen = Screen(Folder(root), PERIOD)
    for state in watcher.states():
        screen.show(state)
        if state.merge_number:
            break
    assert capsys.readouterr().out.count("đã ghi nốt phần còn lại") == 1


@pytest.mark.parametrize("button", ["parxlMerge", "parxlForms"])
def test_every_button_that_writes_says_what_it_put_in_order(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    root = cut_off(trial, monkeypatch)
    excel = FakeExcel()
    excel.answers.folders.append(str(root))
    excel.answers.inputs += [PERIOD, "1"]
    told(excel, button)
    assert "đã ghi nốt phần còn lại" in excel.alerts[0].prompt


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (["log"], 0),
        (["log", "--verify"], 2),
        (["plan", "check"], 0),
        (["remind", PERIOD], 2),
        (["explain", "NG04"], 0),
    ],
    ids=["log", "verify", "plan check", "remind", "explain"],
)
def test_who_only_reads_says_that_work_was_cut_off_and_writes_nothing(
    trial: Trial,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    status: int,
) -> None:
    root = cut_off(trial, monkeypatch)
    before = tree(root)
    # Before the deadline it tells, and writes nothing.
    monkeypatch.setattr("par_xl.workspace.documents.date", _Before)
    with pytest.raises(SystemExit) as left:
        main([*command, *([] if command[0] == "explain" else ["--folder", str(root)])])
    told = capsys.readouterr()
    assert left.value.code == status
    assert tree(root) == before
    assert ("chạy lại lệnh đã bị ngắt" in told.out + told.err) is (command[0] != "explain")


def test_opening_the_master_says_that_work_was_cut_off_and_writes_nothing(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = cut_off(trial, monkeypatch)
    before = tree(root)
    excel = FakeExcel()
    excel.answers.folders.append(str(root))
    assert "Có việc ghi chưa xong" in told(excel, "parxlMaster")
    assert tree(root) == before
