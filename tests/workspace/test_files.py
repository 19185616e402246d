"""Files are written whole or not at all, and nothing half written is left behind."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from par_xl.system.files import check_closed, copy_to, write_all
from par_xl.terms.errors import ParXlError
from windows_files import refuse


def test_a_disk_that_is_full_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    first.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("par_xl.system.files.os.fsync", full)
    with pytest.raises(ParXlError, match="đĩa đầy"):
        write_all({first: b"new", second: b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.xlsx": b"old"}


def test_all_are_written(tmp_path: Path) -> None:
    wanted = {tmp_path / "a.xlsx": b"1", tmp_path / "sub" / "b.json": b"2"}
    write_all(wanted)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == wanted


def test_whoever_has_a_file_open_is_named_where_excel_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("par_xl.system.files.time.sleep", lambda _: None)
    path = tmp_path / "2024-06.xlsx"
    path.write_bytes(b"master")
    check_closed(path)
    check_closed(tmp_path / "not there.xlsx")
    refuse(path, monkeypatch)
    with pytest.raises(ParXlError, match=r"2024-06.xlsx đang mở ở nơi khác hoặc"):
        check_closed(path)
    name = "Nguyễn Văn A"
    lock = b"\x0cNguy?n Van A".ljust(55) + bytes([len(name), 0]) + name.encode("utf-16-le")
    (tmp_path / "~$2024-06.xlsx").write_bytes(lock.ljust(165))
    with pytest.raises(ParXlError, match="người mở: Nguyễn Văn A") as caught:
        check_closed(path)
    assert "chưa ghi gì" in caught.value.fix


def test_a_sign_that_excel_did_not_write_names_nobody(tmp_path: Path) -> None:
    path = tmp_path / "2024-06.xlsx"
    path.write_bytes(b"master")
    (tmp_path / "~$2024-06.xlsx").write_bytes(b"a whole report, copied to that name. " * 9)
    with pytest.raises(ParXlError, match="đang mở ở nơi khác nên chưa ghi lại được"):
        check_closed(path)


def test_the_file_that_could_not_be_written_is_named_and_why(tmp_path: Path) -> None:
    (tmp_path / "no folder").write_bytes(b"")
    wanted = tmp_path / "no folder" / "a.xlsx"
    with pytest.raises(ParXlError) as caught:
        write_all({wanted: b"1"})
    assert caught.value.message.startswith(f"Không ghi được {wanted}: thư mục ")
    (tmp_path / "b.xlsx").mkdir()
    with pytest.raises(ParXlError, match=r"b\.xlsx: ở đó đang có một thư mục cùng tên"):
        write_all({tmp_path / "b.xlsx": b"1"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.xlsx", "no folder"]


def test_a_file_that_is_held_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only Windows does not let go of it: simulated here."""

    def refuse(_self: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr("par_xl.system.files.time.sleep", lambda _: None)
    with pytest.raises(ParXlError, match=r"a\.xlsx: tệp đang mở ở chương trình khác"):
        write_all({tmp_path / "a.xlsx": b"1"})
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_copied_over_what_is_the_same_file_already(tmp_path: Path) -> None:
    """Where both names stand for one file, the system moves nothing, and says that it did."""
    one, other = tmp_path / "a.xlsx", tmp_path / "sub" / "b.xlsx"
    one.write_bytes(b"1")
    for _ in range(2):
        copy_to(one, other)
        assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == {
            one: b"1",
            other: b"1",
        }


def test_a_folder_in_a_files_place_is_said(tmp_path: Path) -> None:
    with pytest.raises(ParXlError, match="đang có một thư mục cùng tên"):
        check_closed(tmp_path)
