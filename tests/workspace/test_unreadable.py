"""What can't be read or written is said in a sentence, whichever command comes upon it."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import HALF, YEAR, form, make_folder, make_plan, merge, submit
from par_xl.app import cli, demo
from par_xl.system.paths import unreachable
from par_xl.workspace.layout import Folder

WRONG = "| code | status | progress |\n| 1.1 | Đã xong | 0.5 |"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_folder(tmp_path_factory.mktemp("merged") / "folder")
    submit(folder, "HC.xlsx", form(make_plan(), "HC", WRONG))
    merge(folder)
    submit(folder, "TT.xlsx", form(make_plan(), "TT", WRONG))
    return folder.root


@pytest.fixture
def merged(source: Path, tmp_path: Path) -> Folder:
    """A folder in which everything lies that a command may come upon, and one more form."""
    return Folder(shutil.copytree(source, tmp_path / "work"))


def run(capsys: pytest.CaptureFixture[str], folder: Folder, *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main([*arguments, "--folder", str(folder.root)])
    assert isinstance(ended.value.code, int)
    return ended.value.code, capsys.readouterr().err


def _instead(path: Path, make: Callable[[Path], object]) -> None:
    """Have something else in a file's place."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    make(path)


@pytest.mark.parametrize(
    ("command", "place"),
    [
        ("merge", "tiep-nhan.xlsx"),
        ("check", "tiep-nhan.xlsx"),
        ("merge", ".par-xl/tra-lai.json"),
        ("check", ".par-xl/tra-lai.json"),
        ("merge", f"tra-lai/{HALF}/HC.xlsx"),
        ("check", f"tra-lai/{HALF}/HC.xlsx"),
        ("merge", f"tong-hop/{HALF}.xlsx"),
        ("merge", f"tong-hop/{HALF}.json"),
    ],
)
def test_a_folder_in_a_files_place(
    merged: Folder, capsys: pytest.CaptureFixture[str], command: str, place: str
) -> None:
    path = merged.root / place
    _instead(path, Path.mkdir)
    given = HALF if command == "merge" else str(merged.submitted(HALF) / "HC.xlsx")
    status, told = run(capsys, merged, command, given)
    assert status == cli.EXIT_FAILED
    assert "không lường trước" not in told
    assert path.name in told and "Cách xử lý:" in told
    assert path.is_dir()


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        (OSError(errno.EROFS, "Read-only file system", "D:/tong-hop/x.json"), "D:/tong-hop/x.json"),
        (OSError(errno.ENOSPC, "No space left on device", "D:/x"), "Đĩa đầy: không ghi được D:/x"),
        (PermissionError(errno.EACCES, "Permission denied"), "thư mục làm việc"),
    ],
)
def test_what_nobody_says_better(what: OSError, wanted: str) -> None:
    told = unreachable(what)
    assert wanted in told.message and "chạy lại" in told.fix
    assert not {"denied", "space", "system"} & set(told.message.split())


def test_forms_write_nothing_where_there_is_no_place_for_what_comes_back(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.submitted(YEAR).parent.mkdir(exist_ok=True)
    folder.submitted(YEAR).write_bytes(b"x")
    status, told = run(capsys, folder, "forms", YEAR)
    assert status == cli.EXIT_FAILED and str(folder.submitted(YEAR)) in told
    assert not folder.forms(YEAR).exists() or not any(folder.forms(YEAR).iterdir())


def test_a_folder_that_could_not_be_made_has_no_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else the next try would say that it is there already."""
    (tmp_path / "da-nop").write_bytes(b"x")
    with pytest.raises(SystemExit) as ended:
        cli.main(["init", str(tmp_path)])
    assert ended.value.code == cli.EXIT_FAILED
    assert str(tmp_path / "da-nop") in capsys.readouterr().err
    assert not (tmp_path / "ke-hoach.xlsx").exists()


def test_a_demo_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan lies there by then."""

    def full(folder: Folder, *_: object, **__: object) -> None:
        assert folder.plan.exists()
        raise OSError(errno.ENOSPC, "No space left on device", str(folder.root))

    monkeypatch.setattr("par_xl.workspace.forms", full)
    with pytest.raises(OSError):
        demo.demo(tmp_path / "thử")
    assert list(tmp_path.iterdir()) == []
