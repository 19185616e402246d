"""What the command line prints: one screen however large the merge, colours where they show."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from par_xl import workspace
from par_xl.app import cli, show
from par_xl.app.cli.merging import print_merge
from par_xl.terms.finding import Finding
from par_xl.terms.messages import Message
from par_xl.terms.words import Severity
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
    large = of_size(merged, 11_000)
    lines = printed(large, capsys)
    rest = len(merged.summary.areas) + 40
    assert len(lines) < 2 * 60 + 10 + rest
    assert any(line.startswith("  Đơn vị: 11000; ") for line in lines)
    assert any(line.startswith("  Tệp: 11000; ") for line in lines)
    assert "  … và 10940 lỗi nữa: xem trang “Lỗi” của tệp tổng hợp." in lines
    folder = Path("par") / "tra-lai" / "2024-06"
    more = lines.index(f"    … và 10990 tệp nữa trong {folder}")
    assert lines[more - 10 : more] == [f"    {path}" for path in large.returned[:10]]
    assert lines[more - 11].endswith("11000 tệp mới trong tra-lai:")


def test_warnings_that_are_not_printed_are_somewhere(
    merged: MergeOutcome, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(merged, capsys)
    assert any(line.endswith("1 cảnh báo:") for line in lines)
    assert not any("Cảnh báo TE" in line for line in lines)
    assert "  Cảnh báo: xem trang “Lỗi” của tệp tổng hợp." in lines


@pytest.mark.parametrize("forms", [1, 9, 10])
def test_a_few_paths_are_all_told(
    forms: int, merged: MergeOutcome, capsys: pytest.CaptureFixture[str]
) -> None:
    few = of_size(merged, forms)
    lines = printed(few, capsys)
    assert [line for line in lines if "tra-lai" in line][1:] == [f"    {p}" for p in few.returned]
    assert not any("nữa" in line for line in lines)


def test_a_form_in_one_folder_more_is_told_with_that_folder(
    merged: MergeOutcome, capsys: pytest.CaptureFixture[str]
) -> None:
    returned = tuple(Path("tra-lai") / "2024-06" / f"{number}.xlsx" for number in range(11))
    lines = printed(replace(merged, returned=returned), capsys)
    assert f"    … và 1 tệp nữa trong {Path('tra-lai') / '2024-06'}" in lines


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
    name: str, merged: MergeOutcome, capsys: pytest.CaptureFixture[str]
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
