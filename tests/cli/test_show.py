"""What the command line prints: one screen however large the merge, colours where they show."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from par_xl import cli, office, show
from par_xl.finding import Finding
from par_xl.folder.layout import Folder
from par_xl.office import MergeOutcome
from par_xl.show import work as show_work
from par_xl.words import Severity

FAULT = Finding("TT02", Severity.ERROR, "HC.xlsx", "Phụ lục I", "N7", "Xong", "Sai.", "Sửa ô này.")


@pytest.fixture
def merged(demo_folder: Folder, tmp_path: Path) -> MergeOutcome:
    """The demo's merge; nothing new is handed back."""
    return office.merge(demo_folder, "2024-06")


def printed(outcome: MergeOutcome, capsys: pytest.CaptureFixture[str]) -> list[str]:
    show_work.outcome(outcome)
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
    assert "  … và 10940 lỗi nữa: xem trang «Lỗi» của tệp tổng hợp." in lines
    folder = Path("par") / "tra-lai" / "2024-06"
    more = lines.index(f"    … và 10990 tệp nữa trong {folder}")
    assert lines[more - 10 : more] == [f"    {path}" for path in large.returned[:10]]
    assert lines[more - 11].endswith("11000 tệp mới trong tra-lai:")


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
    show.findings([replace(FAULT, file=name, message="a\tb\nc")])
    assert "[red]]0;x:smile:2J ✔ Xong.xlsx, Phụ lục I, ô N7: a b c\n" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
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
