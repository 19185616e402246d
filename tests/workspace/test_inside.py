"""What a name in a record may be, and what may lie on the way to a file of the folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from builders import HALF, form, make_folder, make_plan, merge, submit
from fake_excel import FakeExcel
from merged import edit_line
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.system.paths import files_below, inside, is_link, plain_path
from par_xl.terms.errors import ParXlError
from par_xl.workspace.checkout import open_session
from par_xl.workspace.layout import Folder, open_folder
from par_xl.workspace.store import Store
from planted import TOP, tree
from ribbon import told

ELSEWHERE = (
    "", ".", "..", "../x", "a/../../x", "/x", "//server/share/x", "\\\\server\\share\\x",
    "a\\..\\x", "C:", "C:x", "C:/x", "C:\\x", "\\\\?\\C:\\x", "//./pipe/x", "a//x", "a/",
    "x:stream", "CON", "a/nul.txt", "COM1", "a/lpt¹.x/b", "x.", "x ", "x\0", "x\n", "x\u202e", "a*",
    'a"b',
)  # fmt: skip
HERE = (
    "tong-hop/2024-06.xlsx", ".par-xl/kho/ab/abcd", "bieu-mau/2024-06/.par-xl-1f.xlsx", "..x",
    "tra-lai/2024-06/Báo cáo (bản cuối) (2).xlsx", "console.xlsx", "P.NC_2024-06.xlsx",
)  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_name_that_may_lead_elsewhere_is_none(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="elsewhere"):
        plain_path(name)
    # Path itself leaves out what is doubled.
    if name not in ("a//x", "a/"):
        with pytest.raises(ValueError, match="elsewhere"):
            inside(tmp_path, name)


@pytest.mark.parametrize("name", HERE)
def test_a_name_that_stays_here(name: str, tmp_path: Path) -> None:
    assert plain_path(name) == name
    assert inside(tmp_path, *name.split("/")) == inside(tmp_path, name) == tmp_path / name


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_ledger_that_leads_elsewhere_is_damaged(name: str, tmp_path: Path) -> None:
    """Nothing is finished by it, though somebody seems to have been cut off."""
    folder = make_folder(tmp_path / "work")
    merge(folder)
    sha256 = store(folder, b"planted")
    edit_line(folder, -1, "checkout", {name: [None, sha256]})
    folder.holder.write_text('{"tail": ""}')
    before = tree(tmp_path)
    for act in (merge, workspace.undo, lambda f: workspace.forms(f, HALF)):
        with pytest.raises(ParXlError, match="hỏng ở dòng 1"):
            act(folder)
    assert tree(tmp_path) == before


def store(folder: Folder, content: bytes) -> str:
    return Store(folder.store).put(content, ".txt")


SYMLINK, JUNCTION, LINUX_LINK = 0xA000000C, 0xA0000003, 0xA000001D
ONEDRIVE, DEDUPLICATED = 0x9000601A, 0x80000013


@pytest.mark.parametrize(
    ("tag", "kind", "leads_away"),
    [
        (SYMLINK, stat.S_IFLNK, True),
        (JUNCTION, stat.S_IFDIR, True),
        (LINUX_LINK, stat.S_IFREG, True),
        (ONEDRIVE, stat.S_IFREG, False),
        (ONEDRIVE, stat.S_IFDIR, False),
        (DEDUPLICATED, stat.S_IFREG, False),
        (0, stat.S_IFDIR, False),
    ],
)
def test_what_windows_calls_a_link(
    tag: int, kind: int, leads_away: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Junctions are folders to everybody who does not ask for their tag."""
    found = SimpleNamespace(st_mode=kind, st_reparse_tag=tag)
    with monkeypatch.context() as windows:
        windows.setattr(os, "lstat", lambda _path: found)
        assert is_link(tmp_path / "x") is leads_away


def test_junctions_are_not_walked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("here", "junction"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "x.txt").touch()
    monkeypatch.setattr("par_xl.system.paths.is_link", lambda path: path.name == "junction")
    assert sorted(files_below(tmp_path)) == [tmp_path / "here" / "x.txt", tmp_path / "junction"]


@pytest.mark.parametrize("name", [*TOP, "ke-hoach.xlsx", "tiep-nhan.xlsx"])
def test_a_folder_with_a_link_on_top_is_refused_by_everybody(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_folder(tmp_path / "work")
    elsewhere = tmp_path / "elsewhere"
    if name == "ke-hoach.xlsx":
        folder.plan.rename(elsewhere)
    else:
        elsewhere.mkdir()
    (folder.root / name).symlink_to(elsewhere)
    with pytest.raises(SystemExit) as left:
        main(["plan", "check", "--folder", str(folder.root)])
    said = capsys.readouterr().err.replace("\n", " ")
    assert left.value.code == 2
    assert f"{folder.root / name} là liên kết" in said and "Chuyển nó ra khỏi thư mục" in said
    excel = FakeExcel()
    excel.answers.folders.append(str(folder.root))
    assert f"{folder.root / name} là liên kết" in told(excel, "parxlMerge")


def test_the_folder_itself_may_lie_behind_a_link(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "work")
    submit(folder, "HC.xlsx", form(make_plan(), "HC"))
    (tmp_path / "link").symlink_to(folder.root)
    result = merge(open_folder(tmp_path / "link"))
    assert [part.file for part in result.submissions] == ["HC.xlsx"]


def test_nothing_is_written_behind_a_link(folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.txt").touch()
    (folder.root / "link").symlink_to(outside)
    behind = folder.root / "link" / "x.txt"
    with open_session(folder, "writing") as session:
        with pytest.raises(ParXlError, match="là liên kết"):
            session.put(behind, b"x")
        with pytest.raises(ParXlError, match="là liên kết"):
            session.remove(behind)
        with pytest.raises(ValueError, match="subpath"):
            session.put(outside / "y.txt", b"x")
    assert [path.name for path in outside.iterdir()] == ["x.txt"]


def test_a_link_that_a_pattern_finds_is_not_checked(folder: Folder, tmp_path: Path) -> None:
    """Somebody who can read the folder would read in ``tra-lai`` what lies elsewhere."""
    elsewhere = tmp_path / "HC.xlsx"
    elsewhere.write_bytes(form(make_plan(), "HC", "| code | status |\n| 1.2 | Đã xong |"))
    inbox = folder.submitted(HALF)
    inbox.mkdir(parents=True)
    (inbox / "HC.xlsx").symlink_to(elsewhere)
    (checked,) = workspace.check(folder, [inbox / "HC.xlsx"])
    assert [each.code for each in checked.findings] == ["TE31"]
    assert not folder.returned.exists()
    # What a person names elsewhere is read, wherever it leads.
    (tmp_path / "link.xlsx").symlink_to(elsewhere)
    assert workspace.check(folder, [tmp_path / "link.xlsx"])[0].returned
