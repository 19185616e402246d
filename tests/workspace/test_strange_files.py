"""What is no file, or can't be opened, is told by its name; it hangs nothing and stops no other."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from builders import HALF, NOW, form, make_plan, merge, submit
from closed_files import close
from merged import GOING
from par_xl import workspace
from par_xl.app.cli import EXIT_FAILED, main
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import FileState, Severity
from par_xl.workspace.layout import Folder
from par_xl.workspace.watching import Phase, Watcher
from systems import in_time

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes, sockets and devices by name")
LATER = NOW + timedelta(days=3)


def _socket(path: Path) -> None:
    # Names of sockets are short.
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(before)


STRANGE: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to nothing": lambda path: path.symlink_to(path.parent / "nothing.xlsx"),
    "a link to itself": lambda path: path.symlink_to(path),
}


@pytest.fixture
def good(folder: Folder) -> Folder:
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING.format("0.5")))
    return folder


def _told(folder: Folder) -> None:
    """TH.xlsx is named, with a cure, and HC.xlsx was merged."""
    result = merge(folder)
    assert {p.file: p.state for p in result.submissions} == {"HC.xlsx": FileState.ACCEPTED}
    (finding,) = (each for each in result.findings if each.file == "TH.xlsx")
    assert (finding.code, finding.severity) == ("TE31", Severity.ERROR)
    assert finding.message and finding.fix


def _checked(folder: Folder) -> None:
    """TH.xlsx is named, and HC.xlsx was checked."""
    told = workspace.check(folder, [folder.submitted(HALF) / f for f in ("TH.xlsx", "HC.xlsx")])
    assert [[f.code for f in each.findings if f.severity is Severity.ERROR] for each in told] == [
        ["TE31"], []
    ]  # fmt: skip


@pytest.mark.short("a pipe", "a device", "a link to nothing")
@pytest.mark.parametrize("what", STRANGE)
def test_what_is_no_file_in_da_nop(good: Folder, what: str) -> None:
    path = good.submitted(HALF) / "TH.xlsx"
    STRANGE[what](path)
    _told(good)
    assert not [each for each in workspace.verify(good).mismatches if "TH.xlsx" in each.message]
    _checked(good)
    workspace.close(good, HALF, LATER, "Chị B")
    # Once it is one, it came late.
    path.unlink()
    submit(good, "TH.xlsx", form(make_plan(), "TH", GOING.format("0.5")))
    late = workspace.merge(good, HALF, now=LATER, by="Chị B").late
    assert late is not None and [each.file for each in late.files] == ["TH.xlsx"]


def test_a_folder_that_is_called_like_a_form(good: Folder) -> None:
    (good.submitted(HALF) / "TH.xlsx").mkdir()
    submit(good, "TH.xlsx/sub.xlsx", form(make_plan(), "TH", GOING.format("0.5")))
    assert {p.file for p in merge(good).submissions} == {"HC.xlsx", "TH.xlsx/sub.xlsx"}


def test_a_form_that_nobody_may_read(good: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    submit(good, "TH.xlsx", form(make_plan(), "TH", GOING.format("0.5")))
    with monkeypatch.context() as shut:
        close(shut, good.submitted(HALF) / "TH.xlsx")
        _told(good)
        told = [each.message for each in workspace.verify(good).mismatches]
        assert [each for each in told if "TH.xlsx" in each and "Không đọc được" in each]
        with pytest.raises(ParXlError, match=r"Không đọc được da-nop.*TH\.xlsx"):
            workspace.close(good, HALF, LATER, "Chị B")
        _checked(good)
    with pytest.raises(ParXlError, match=r"TH\.xlsx” đến sau"):
        workspace.close(good, HALF, LATER, "Chị B")
    assert {p.file for p in merge(good).submissions} == {"HC.xlsx", "TH.xlsx"}


def test_a_share_that_is_shut_takes_no_units_form_away(
    good: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(good, "TH.xlsx", form(make_plan(), "TH", GOING.format("0.5")))
    merge(good)
    close(monkeypatch, *(good.submitted(HALF) / name for name in ("TH.xlsx", "HC.xlsx")))
    with pytest.raises(ParXlError, match="Không đọc được"):
        merge(good)


@pytest.mark.short("a pipe", "a socket", "a link to itself")
@pytest.mark.parametrize("what", STRANGE)
def test_the_watcher_goes_on(good: Folder, what: str) -> None:
    STRANGE[what](good.submitted(HALF) / "TH.xlsx")
    watcher = Watcher(good, HALF)
    for _ in range(3):
        told = list(watcher.turn())[-1]
    phases = {each.name: each.phase for each in told.files}
    assert phases == {"HC.xlsx": Phase.ACCEPTED, "TH.xlsx": Phase.OTHER}
    assert told.problem is None


PLACES = ("ke-hoach.xlsx", "tiep-nhan.xlsx", f"tong-hop/{HALF}.xlsx", f"tong-hop/{HALF}.json")


@pytest.mark.short(
    "ke-hoach.xlsx-a link to nothing",
    "tiep-nhan.xlsx-a pipe",
    f"tong-hop/{HALF}.xlsx-a device",
    f"tong-hop/{HALF}.json-a pipe",
)
@pytest.mark.parametrize("what", ["a pipe", "a link to nothing", "a device"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.usefixtures("no_waiting")
def test_plan_register_and_results_that_are_no_files(
    once: Folder, place: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command says so; none waits for what never comes."""
    path = once.root / place
    path.unlink()
    STRANGE[what](path)
    for command in (["merge", HALF], ["log", "--verify"], ["close", HALF]):
        with in_time(60), pytest.raises(SystemExit) as end:
            main([*command, "--folder", str(once.root)])
        told = "".join(capsys.readouterr())
        assert end.value.code == EXIT_FAILED, (command, told)
        assert path.name in told.replace("\n", ""), (command, told)
        assert "Traceback" not in told and "không lường trước" not in told, told
    assert os.path.lexists(path)
