"""What is typed wrong at the command line: what was meant is told, ready to be typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from par_xl.app import cli
from par_xl.app.cli.mistakes import COMMANDS, OPTIONS
from par_xl.workspace.layout import Folder


def told(*typed: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The error stream of a command that can't be done."""
    with pytest.raises(SystemExit) as ended:
        cli.main(list(typed))
    assert ended.value.code == cli.EXIT_FAILED
    caught = capsys.readouterr()
    assert caught.out == ""
    first, second = caught.err.splitlines()[:2]
    assert first.startswith("Lỗi: ") and second.startswith("Cách xử lý: ")
    return caught.err


MEANT = {
    "mergee 2024-06": "par-xl merge 2024-06",
    "mrege": "par-xl merge",
    "Merge": "par-xl merge",
    "lgo --verify": "par-xl log --verify",
    "exprot 2024-06 --to csv": "par-xl export 2024-06 --to csv",
    "tổng-hợp 2024-06": "par-xl merge 2024-06",
    "tổng hợp 2024-06": "par-xl merge 2024-06",
    "TONG-HOP 2024-06": "par-xl merge 2024-06",
    "tonghop 2024-06": "par-xl merge 2024-06",
    "kiem-tra a.xlsx": "par-xl check a.xlsx",
    "kiểm tra kế hoạch": "par-xl plan check",
    "biểu-mẫu 2024-06": "par-xl forms 2024-06",
    "bao-cao 2024-06": "par-xl report 2024-06",
    "nhắc 2024-06": "par-xl remind 2024-06",
    "đôn đốc 2024-06": "par-xl remind 2024-06",
    "đóng 2024-06": "par-xl close 2024-06",
    "chot 2024-06": "par-xl close 2024-06",
    "hoàn-tác": "par-xl undo",
    "bỏ chốt 2024-06": "par-xl reopen 2024-06",
    "mở-lại 2024-06": "par-xl reopen 2024-06",
    "nhat-ky": "par-xl log",
    "xuất 2024-06": "par-xl export 2024-06",
    "trang 2024-06": "par-xl page 2024-06",
    "ke-hoach": "par-xl plan",
    "doctor": "par-xl addin doctor",
    "import a.docx": "par-xl plan import a.docx",
    "plan chek": "par-xl plan check",
    "so-sánh cu moi": "par-xl plan compare cu moi",
    "plan nhập a.docx": "par-xl plan import a.docx",
    "plan forms 2024-06": "par-xl forms 2024-06",
    "addin kiểm-tra": "par-xl addin doctor",
    "addin unistall": "par-xl addin uninstall",
    "help mergee": "par-xl merge",
    "2024-06 merge --draft": "par-xl merge 2024-06 --draft",
}


@pytest.mark.parametrize("typed", MEANT)
def test_a_command_that_there_is_not(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(*typed.split(), capsys=capsys)
    assert "Không có lệnh “" in said
    assert f"Có phải là: {MEANT[typed]}? " in said
    letters_apart = unicodedata.normalize("NFD", typed).split()
    assert f"Có phải là: {MEANT[typed]}? " in told(*letters_apart, capsys=capsys)


def test_what_is_like_nothing_gets_no_guess(capsys: pytest.CaptureFixture[str]) -> None:
    assert told("xyzzy", capsys=capsys).endswith("Cách xử lý: Xem các lệnh: par-xl --help.\n")
    assert "Xem các lệnh: par-xl addin --help." in told("addin", "xyzzy", capsys=capsys)


def test_a_name_with_a_space_is_told_as_it_has_to_be_typed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = told("chek", "Báo cáo (1).xlsx", capsys=capsys)
    assert 'par-xl check "Báo cáo (1).xlsx"?' in said


def _options(command: click.Command) -> Iterator[str]:
    yield from (name for each in command.params for name in each.opts)
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from _options(each)


def test_every_word_stands_for_something_that_there_is() -> None:
    """And no word means anything else than it says in this table, within its group."""
    for group, words in COMMANDS.items():
        for word, line in words.items():
            found: click.Command = cli.cli
            for name in line.split():
                assert isinstance(found, click.Group)
                found = found.commands[name]
            assert not isinstance(found, click.Group) or group == "", word
    assert set(OPTIONS.values()) <= {*_options(cli.cli), "--help"}


OPTION = {
    "merge 2024-06 --as-off 3": "--as-of",
    "merge 2024-06 --asof=3": "--as-of",
    "merge 2024-06 –as-of 10/6/2024": "--as-of (gõ hai dấu trừ liền nhau)",
    "merge 2024-06 —received 10/6/2024": "--received (gõ hai dấu trừ liền nhau)",
    "merge 2024-06 -folder x": "--folder (gõ hai dấu trừ liền nhau)",
    "forms 2024-06 --đơn-vị HCTC": "--unit",
    "forms 2024-06 --mau-chuan": "--standard",
    "remind 2024-06 --hạn 14/6/2024": "--deadline",
    "page 2024-06 --du-thao": "--draft",
    "check a.xlsx --thu-muc b": "--folder",
    "--phien-ban": "--version",
    "merge --trợ-giúp": "--help",
}


@pytest.mark.parametrize("typed", OPTION)
def test_an_option_that_there_is_not(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(*typed.split(), capsys=capsys)
    assert "Không có tùy chọn" in said
    assert f"Có phải là: {OPTION[typed]}?" in said


def test_what_is_missing_is_named_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for typed, said in {
        "merge": "Ghi thêm KỲ: kỳ báo cáo",
        "init": "Ghi thêm THƯ_MỤC: thư mục sẽ tạo",
        "check": "Ghi thêm TỆP...: một hay nhiều biểu mẫu",
        "plan import": "Ghi thêm TỆP...: một hay nhiều tệp .docx",
        "merge 2024-06 --as-of": "cần có giá trị",
        "merge 2024-06 2024-12": "Thừa tham số (2024-12).",
        "merge 2024-06 --as-of mai": "“mai” không phải là ngày",
    }.items():
        printed = told(*typed.split(), capsys=capsys)
        name = " ".join(part for part in typed.split() if part in ("plan", *cli.cli.commands))
        assert said in printed
        assert f"Ví dụ: par-xl {name}" in printed


def test_dates_with_a_number_of_a_merge_say_what_to_type(
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed = "merge 2024-06 --as-recorded 2 --as-of 10/6/2024"
    assert "par-xl merge 2024-06 --as-recorded 2." in told(*typed.split(), capsys=capsys)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2024-6", "2024-06"), ("6/2024", "2024-06"), ("2024_06", "2024-06"), ("202406", "2024-06")],
)
def test_a_period_that_the_plan_has_not(
    folder: Folder, typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--folder", str(folder.root))
    for command in ("forms", "merge", "report", "close"):
        said = told(command, typed, *where, capsys=capsys)
        assert f"Có phải là {meant}? Chọn một trong: " in said
    assert "Có phải là" not in told("forms", "xyz", *where, capsys=capsys)


def test_a_folder_that_has_a_plan_says_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ke-hoach.xlsx").touch()
    assert "par-xl plan check" in told("init", str(tmp_path), capsys=capsys)


def test_an_option_before_the_command_is_told_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "Tùy chọn đứng sau tên lệnh." in told("--folder", ".", "merge", capsys=capsys)


def test_a_quote_that_windows_left_is_no_part_of_a_path(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of "D:\\cchc\\" it makes D:\\cchc"."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["plan", "check", "--folder", f'{folder.root}"'])
    assert ended.value.code == cli.EXIT_DONE
    assert str(folder.plan) in capsys.readouterr().out.replace("\n", "")


def test_only_a_whole_period_is_looked_for_in_the_results(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.merged.mkdir(exist_ok=True)
    (folder.merged / "2024-06.json").touch()
    for typed, said in (("2024-06", "Không có nhật ký"), ("*", "Chưa tổng hợp"), ("", "Chưa tổng")):
        with pytest.raises(SystemExit):
            cli.main(["log", typed, "--folder", str(folder.root)])
        assert said in capsys.readouterr().out, typed
