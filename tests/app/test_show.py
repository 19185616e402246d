"""What the command line prints: one screen however large the merge, colours where they show."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from par_xl import workspace
from par_xl.app import cli, show
from par_xl.app.cli.merging import print_merge
from par_xl.terms.finding import Finding
from par_xl.terms.messages import Message
from par_xl.terms.words import Severity, percent
from par_xl.workspace import MergeOutcome
from par_xl.workspace.layout import Folder
from systems import only_posix

WORDS = Message("Sai."), Message("Sửa ô này.")
FAULT = Finding("TT02", Severity.ERROR, "HC.xlsx", "Phụ lục I", "N7", "Xong", *WORDS)


@pytest.fixture(scope="module")
def merged(demo_folder: Folder) -> MergeOutcome:
    """The demo's merge; nothing new is handed back."""
    return workspace.merge(demo_folder, "2024-06")


def printed(outcome: MergeOutcome, capsys: pytest.CaptureFixture[str]) -> list[str]:
    with show.one_screen():
        print_merge(outcome)
    return capsys.readouterr().out.splitlines()


def of_size(merged: MergeOutcome, forms: int) -> MergeOutcome:
    """The same of so many forms, each handed back with a fault."""
    root = Path("par") / "tra-lai" / "2024-06"
    units = merged.summary.units * (forms // len(merged.summary.units) + 1)
    findings = [replace(FAULT, file=f"{number}.xlsx") for number in range(forms)]
    return replace(
        merged,
        summary=merged.summary.model_copy(
            update={
                "units": units[:forms],
                "submissions": merged.summary.submissions[:1] * forms,
                "findings": findings,
            }
        ),
        returned=tuple(root / f"xã-{number % 7}" / f"{number}.xlsx" for number in range(forms)),
    )


def test_a_merge_of_a_nation_is_told_on_one_screen(
    merged: MergeOutcome, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(of_size(merged, 11_000), capsys)
    assert height(lines) <= SCREEN
    assert any(line.startswith("  Đơn vị: 11000; ") for line in lines)
    assert any(line.startswith("  Tệp: 11000; ") for line in lines)
    (rest,) = (line for line in lines if "lỗi nữa" in line)
    shown = [line for line in lines if line.startswith("  Lỗi TT02 ")]
    assert len(shown) >= 3
    count = 11_000 - len(shown)
    assert rest == f"  … và {count} lỗi nữa: trang “Lỗi” của tệp tổng hợp, hoặc thêm --all."
    folder = Path("par") / "tra-lai" / "2024-06"
    assert any(line.endswith(f"11000 tệp mới trong {folder}") for line in lines)


def test_all_of_it_is_told_if_asked(
    merged: MergeOutcome, capsys: pytest.CaptureFixture[str], everything: None
) -> None:
    large = of_size(merged, 50)
    lines = printed(large, capsys)
    assert sum(line.startswith("  Lỗi TT02 ") for line in lines) == 50
    assert sum(line.startswith("      → ") for line in lines) == 50
    assert [line for line in lines if line.startswith("    ")][-50:] == [
        f"    {path}" for path in large.returned
    ]
    assert sum("Cải cách" in line for line in lines) >= 5 and not any("…" in n for n in lines)


@pytest.fixture
def everything() -> Iterator[None]:
    """As with --all."""
    show.print_all(True)
    yield
    show.print_all(False)


def test_warnings_that_are_not_printed_are_somewhere(
    merged: MergeOutcome, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(merged, capsys)
    assert any(line.endswith("1 cảnh báo (trang “Lỗi”):") for line in lines)
    assert not any("Cảnh báo TE" in line for line in lines)


def test_the_worst_areas_are_told(merged: MergeOutcome, capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(merged, capsys)
    first = lines.index(next(line for line in lines if line.startswith("  Thấp nhất:"))) + 1
    rates = sorted(a.completion_rate for a in merged.summary.areas if a.completion_rate is not None)
    for line, rate in zip(lines[first : first + 3], rates, strict=False):
        assert f"  {percent(rate)}  " in line
    assert all(len(line) <= 80 for line in lines[first - 7 : first + 3])


SCREEN = 24


def height(lines: Sequence[str]) -> int:
    """How many lines of a screen of 80 columns they take."""
    return sum(max(1, -(-len(line) // 80)) for line in lines)


QUICK = [
    "explain", "plan check", "check da-nop/2024-06", "merge 2024-06", "remind 2024-06",
    "log --verify", "addin doctor",
]  # fmt: skip
ALL = [
    *QUICK, "explain NG04", "forms 2024-12", "forms 2024-12", "forms 2024-06",
    "forms 2024-06 --standard", "check da-nop/2024-06/HCTC_2024-06.xlsx", "check tra-lai",
    "report 2024-06", "page 2024-06 --draft", "export 2024-06", "log", "close 2024-06",
    "merge 2024-06", "reopen 2024-06", "undo", "merge 2024-12", "merge 2024-06",
    "merge 2024-12 --as-recorded 1", "addin status", "plan import ke-hoach.xlsx --out moi.xlsx",
    "plan compare . moi.xlsx", "init sau --from .",
]  # fmt: skip


@pytest.mark.short("quick")
@pytest.mark.parametrize("commands", [QUICK, ALL], ids=["quick", "all"])
def test_every_command_prints_one_screen(
    commands: list[str], demo_folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(demo_folder.root, tmp_path / "du-lieu")
    monkeypatch.chdir(tmp_path / "du-lieu")
    for command in commands:
        told = run(*command.split())
        assert 1 <= height(told) <= SCREEN, command


def test_faults_of_a_plan_are_told_on_one_screen(
    demo_folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command that looks for them, and by one that can't go on for them."""
    shutil.copytree(demo_folder.root, tmp_path / "du-lieu")
    monkeypatch.chdir(tmp_path / "du-lieu")
    book = openpyxl.load_workbook("ke-hoach.xlsx")
    sheet = book["Phụ lục I"]
    leads = next(cell.column for cell in sheet[1] if cell.value == "Đơn vị chủ trì")
    for row in range(2, 80):
        sheet.cell(row, leads).value = f"Phòng không có số {row}"
    book.save("ke-hoach.xlsx")
    for command in ("plan check", "merge 2024-06"):
        short, whole = run(*command.split()), run(*command.split(), "--all")
        assert height(short) <= SCREEN < len(whole), command
        assert any("thêm --all" in line for line in short), command
        assert not any("thêm --all" in line for line in whole), command


def run(*arguments: str) -> list[str]:
    """Return what a command prints."""
    with pytest.raises(SystemExit), pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        told = io.StringIO()
        patch.setattr(sys, "stdout", told)
        patch.setattr(sys, "stderr", told)
        cli.main(list(arguments))
    return told.getvalue().splitlines()


lengths = st.lists(st.integers(1, 300), min_size=1, max_size=3)


@given(
    st.lists(st.one_of(st.integers(0, 160), st.lists(lengths, max_size=9)), max_size=5),
    st.booleans(),
)
def test_of_lists_as_much_is_told_as_there_is_room_for(
    parts: list[int | list[list[int]]], are_latest: bool
) -> None:
    """The first or the latest items, whole, and how many more there are; lines are never cut."""
    told = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        patch.setattr(sys, "stdout", told)
        with show.one_screen():
            for number, part in enumerate(parts):
                if isinstance(part, int):
                    show.print_line("x" * part)
                    continue

                def say(item: tuple[int, list[int]], number: int = number) -> None:
                    for length in item[1]:
                        show.print_line(f"{number}.{item[0]} ".ljust(length, "y"))

                rest = f"{number} left {{count}}"
                show.few(list(enumerate(part)), say, rest, are_latest=are_latest)
    lines = told.getvalue().splitlines()
    fixed = sum(max(1, -(-part // 80)) for part in parts if isinstance(part, int))
    lists = [part for part in parts if not isinstance(part, int) and part]
    least = sum(-(-n // 80) for part in lists for n in part[-1 if are_latest else 0])
    if fixed + least + len(lists) <= SCREEN:
        assert height(lines) <= SCREEN
    for number, part in enumerate(parts):
        if isinstance(part, int):
            continue
        shown = {line.split()[0] for line in lines if line.startswith(f"{number}.")}
        items = [f"{number}.{each}" for each in range(len(part))]
        left = len(items) - len(shown)
        assert shown == set(items[left:] if are_latest else items[: len(shown)])
        assert bool(shown) == bool(items)
        assert lines.count(f"  {number} left {left}") == (left > 0)


def explained(**environment: str) -> str:
    runner = CliRunner(env={"NO_COLOR": None, "TERM": "xterm", **environment})
    return runner.invoke(cli.cli, ["explain", "TT02"], color=True).output


def test_a_terminal_shows_colours_unless_the_user_wants_none() -> None:
    coloured = explained()
    assert "\x1b[31m" in coloured and "\x1b[1m" in coloured
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        plain = explained(**environment)
        assert "\x1b" not in plain and "Lỗi TT02" in plain


def test_a_file_has_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    show.findings([FAULT])
    assert capsys.readouterr().out == (
        "  Lỗi TT02 HC.xlsx, Phụ lục I, ô N7: Sai.\n      → Sửa ô này.\n"
    )


def test_a_name_gives_a_terminal_no_orders(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor is anything in it taken for markup, read backwards, or for a line of its own."""
    name = "[red]\x1b]0;x\x07:smile:\x9b2J\u202e\n✔ Xong.xlsx"
    show.findings([replace(FAULT, file=name, message=Message("a\tb\nc"))])
    assert "[red]]0;x:smile:2J ✔ Xong.xlsx, Phụ lục I, ô N7: a b c\n" in capsys.readouterr().out


UNSEEN = "\u202e\u2066\u200f\u061c\u200b\ufeff\u00ad\x1b\x9b\x85\u2028\u2029\x0b\x0c\x1e"
"""Marks of direction, what nobody sees, what a terminal obeys, and ends of lines of all kinds."""


def test_a_name_is_one_line_without_what_is_not_seen(capsys: pytest.CaptureFixture[str]) -> None:
    show.line(f"A{UNSEEN}B")
    assert capsys.readouterr().out == f"  A{' ' * 6}B\n"


@pytest.mark.parametrize(
    "name", ["[mới] Cải cách", "Thể chế [/bold]", "[red]x[/]", ":smile:", "\\["]
)
def test_what_the_plan_says_is_no_markup(
    name: str, merged: MergeOutcome, capsys: pytest.CaptureFixture[str], everything: None
) -> None:
    areas = [area.model_copy(update={"name": f"{name}{UNSEEN}"}) for area in merged.summary.areas]
    summary = merged.summary.model_copy(update={"areas": areas})
    lines = printed(replace(merged, summary=summary), capsys)
    told = [line for line in lines if f" {name} " in line]
    assert len(told) == len(areas) and not any(set(UNSEEN) & set(line) for line in told)


@only_posix("pseudo-terminals")
def test_nor_is_a_files_name_while_it_is_read() -> None:
    import pty

    ours, theirs = pty.openpty()
    code = (
        "import time\nfrom par_xl.app import show\n"
        "with show.progress('[/bold] [mới]') as advance:\n"
        "    advance(1, 2, '[/red]\\u202e[mới].xlsx')\n    time.sleep(0.5)\n"
    )
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120"}
    subprocess.run(
        [sys.executable, "-c", code], stdout=theirs, stderr=theirs, env=environment, check=True
    )
    told = os.read(ours, 65536).decode()
    os.close(ours)
    os.close(theirs)
    assert "[/bold] [mới]: [/red][mới].xlsx" in told


@only_posix("pseudo-terminals")
def test_what_a_terminal_gets() -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "NO_COLOR": ""}
    command = [sys.executable, "-m", "par_xl", "explain", "TT02"]
    subprocess.run(command, stdout=theirs, env=environment, check=True)
    told = os.read(ours, 65536).decode()
    os.close(ours)
    os.close(theirs)
    assert told.startswith("\x1b[31m\x1b[1mLỗi TT02\x1b[0m \x1b[1m")
