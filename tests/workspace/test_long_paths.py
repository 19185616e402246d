"""Working folders far below a drive's root: used where Windows takes them, else told so."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import HALF, form, make_folder, make_plan, merge, submit
from par_xl import workspace
from par_xl.system.paths import LONGEST
from par_xl.terms.errors import ParXlError
from par_xl.workspace.layout import LONGEST_WITHIN, Folder, find_folder, open_folder
from windows_files import take_no_long_paths

ROOM = LONGEST - LONGEST_WITHIN


def deep(root: Path, length: int) -> Path:
    """A folder whose path has so many letters."""
    while length - len(str(root)) > 100:
        root /= "a" * 50
    root /= "b" * (length - len(str(root)) - 1)
    root.mkdir(parents=True)
    return root


def test_all_that_every_folder_has_finds_room_where_excel_opens_its_forms(
    demo_folder: Folder,
) -> None:
    """Excel takes 218 letters for a workbook."""
    names = [demo_folder.name(path) for path in demo_folder.root.rglob("*")]
    assert max(map(len, names)) <= LONGEST_WITHIN
    assert len("/bieu-mau/2024-06/HCTC_2024-06.xlsx") + 5 >= 218 - ROOM


def test_a_folder_just_short_enough_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_no_long_paths(monkeypatch)
    folder = make_folder(deep(tmp_path, ROOM))
    submit(folder, "HC.xlsx", form(make_plan(), "HC"))
    assert merge(open_folder(folder.root)).merge_number == 1
    assert any(path.is_file() for path in folder.store.rglob("*"))


def test_a_longer_one_is_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = deep(tmp_path, ROOM + 1)
    take_no_long_paths(monkeypatch)
    for act in (open_folder, find_folder, workspace.init):
        if act is workspace.init:
            (root / "ke-hoach.xlsx").unlink()
        else:
            make_folder(root)
        before = list(root.iterdir())
        with pytest.raises(ParXlError, match=rf"{ROOM} chữ mà Windows.*\({ROOM + 1} chữ\)") as told:
            act(root)
        assert "gốc ổ đĩa" in told.value.fix and "LongPathsEnabled" in told.value.fix
        assert list(root.iterdir()) == before


def test_where_windows_takes_them_it_is_used(tmp_path: Path) -> None:
    folder = make_folder(deep(tmp_path, LONGEST + 20))
    submit(folder, "HC.xlsx", form(make_plan(), "HC"))
    assert merge(open_folder(folder.root)).merge_number == 1


def test_a_file_with_a_long_name_is_told(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unpacked by a program that takes it, below folders with long names of their own."""
    name = f"{'c' * 100}/{'d' * 100}/{'e' * 100}.xlsx"
    submit(folder, name, form(make_plan(), "HC"))
    take_no_long_paths(monkeypatch)
    for act in (
        lambda: merge(folder),
        lambda: workspace.check(folder, [folder.submitted(HALF) / name]),
    ):
        with pytest.raises(ParXlError, match=r"dài quá 259 chữ mà Windows"):
            act()


@pytest.mark.usefixtures("no_waiting")
def test_a_file_that_cannot_be_written_for_its_length_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = deep(tmp_path, LONGEST - 10) / "2024-06_bao-cao.docx"
    take_no_long_paths(monkeypatch)
    from par_xl.system.files import write_all

    with pytest.raises(ParXlError, match=r"dài quá 259 chữ mà Windows"):
        write_all({long: b"1"})
