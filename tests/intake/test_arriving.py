"""Files of which nothing is read, and those that people took for reports."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from builders import HALF, codes, form, make_plan, merge, submit
from par_xl import workspace
from par_xl.app.cli.merging import print_merge
from par_xl.ledger import read_ledger
from par_xl.rules.files import MAYBE_A_REPORT, NOT_A_SPREADSHEET, other_file
from par_xl.terms.words import FileState, Severity
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store
from systems import only_posix

pytestmark = pytest.mark.usefixtures("no_masters")

GOING = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.5 |"


@pytest.fixture
def with_huge(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A good form, and a file that is larger than any form."""
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING))
    submit(folder, "to.xlsx", b"PK\3\4".ljust(2_000_000))
    monkeypatch.setattr("par_xl.intake.arrival.FILE_LIMIT", 1_000_000)
    return folder


def test_a_file_over_the_limit_is_hashed_and_never_held(
    with_huge: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    whole = Path.read_bytes

    def spied(path: Path) -> bytes:
        read.append(path.name)
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", spied)
    result = merge(with_huge)
    assert "HC.xlsx" in read and "to.xlsx" not in read
    states = {part.file: part.state for part in result.submissions}
    assert states == {"HC.xlsx": FileState.ACCEPTED, "to.xlsx": FileState.REFUSED}
    [told] = [f for f in result.findings if f.file == "to.xlsx"]
    assert (told.code, told.severity) == ("TE18", Severity.ERROR)
    assert "lớn hơn 30 MB" in told.message


def test_it_is_not_kept_and_the_merge_can_be_built_again(with_huge: Folder) -> None:
    merge(with_huge)
    line = read_ledger(with_huge.ledger)[-1]
    files = {file.file: file for file in line.files}
    assert files["to.xlsx"].is_too_large and not files["HC.xlsx"].is_too_large
    kept = Store(with_huge.store)
    assert not kept.has(files["to.xlsx"].sha256) and kept.has(files["HC.xlsx"].sha256)
    assert not workspace.verify(with_huge).is_broken
    # It needs not be there any more.
    (with_huge.submitted(HALF) / "to.xlsx").unlink()
    rebuilt = workspace.rebuild(with_huge, HALF, 1).results.json.read_bytes()
    assert rebuilt == with_huge.results(HALF).json.read_bytes()


def test_a_check_says_the_same_of_it(with_huge: Folder) -> None:
    path = with_huge.submitted(HALF) / "to.xlsx"
    [checked] = workspace.check(with_huge, [path])
    assert checked.submission.refused and codes(checked.findings) == ["TE18"]
    assert checked.returned is not None and checked.returned.exists()


@only_posix("pipes in folders")
def test_what_is_no_file_is_not_waited_for(folder: Folder, tmp_path: Path) -> None:
    pipe = tmp_path / "ống.xlsx"
    os.mkfifo(pipe)
    told: list[workspace.Checked] = []

    def check() -> None:
        told.extend(workspace.check(folder, [pipe]))

    waiting = threading.Thread(target=check, daemon=True)
    waiting.start()
    waiting.join(20)
    assert [each.code for checked in told for each in checked.findings] == ["TE31"]


SPREADSHEETS = [
    ".xlsb",
    ".xlt",
    ".xltx",
    ".xltm",
    ".xlam",
    ".csv",
    ".et",
    ".ett",
    ".numbers",
    ".fods",
    ".XLSX.",
]
PACKED = [".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".eml", ".msg", ".EML"]


@pytest.mark.parametrize("ending", [*SPREADSHEETS, *PACKED, ".xlsx "])
def test_what_may_be_a_report_is_told_apart(ending: str) -> None:
    """Its unit counts as missing while its form lies there."""
    found = other_file(f"gửi lại/HC{ending}")
    assert (found.code, found.severity) == (MAYBE_A_REPORT.code, Severity.INFO)
    assert found.value == ending.rstrip(" .").lower() and f"dạng {found.value} " in found.message
    assert ".xlsx" in found.fix and "da-nop" in found.fix


@pytest.mark.parametrize("link", ["HC.xlsx", "HC.ODS", "phòng"])
def test_a_link_is_told_and_not_followed(folder: Folder, tmp_path: Path, link: str) -> None:
    """Also one that leads to a form that lies beside it, or nowhere."""
    submit(folder, "TH.xlsx", form(make_plan(), "TH"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "HC.xlsx").write_bytes(form(make_plan(), "HC"))
    inbox = folder.submitted(HALF)
    targets = (elsewhere, elsewhere / "HC.xlsx", inbox / "TH.xlsx", inbox / "gone")
    for number, target in enumerate(targets):
        (inbox / str(number)).mkdir()
        (inbox / str(number) / link).symlink_to(target)
    result = merge(folder)
    assert [part.file for part in result.submissions] == ["TH.xlsx"]
    told = {each.file: each.code for each in result.findings if each.code in ("TE12", "TE31")}
    wanted = "TE12" if link == "phòng" else "TE31"
    assert told == {f"{number}/{link}": wanted for number in range(4)}
    assert merge(folder) == result


@pytest.mark.parametrize(
    "name", ["công văn.pdf", ".HC.xlsx", "ẩn/.a.zip", "README", "ảnh.png", "HC.zipX"]
)
def test_what_is_none_is_one_line(name: str) -> None:
    assert other_file(name).code == NOT_A_SPREADSHEET.code


def test_the_screen_names_what_may_be_a_report(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    submit(folder, "HC.pdf", b"%PDF")
    print_merge(workspace.merge(folder, HALF))
    assert "có thể là báo cáo" not in capsys.readouterr().out
    submit(folder, "KGVX.xlsb", b"x")
    submit(folder, "BTCD.zip", b"PK")
    print_merge(workspace.merge(folder, HALF))
    told = capsys.readouterr().out
    assert "! 2 tệp có thể là báo cáo nhưng không đọc được: BTCD.zip, KGVX.xlsb." in told
    assert "lấy biểu mẫu ra" in told
