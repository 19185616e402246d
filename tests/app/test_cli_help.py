"""Help as newcomers read it: every command told, its example run; nothing loaded to tell it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from openpyxl import Workbook

from appendix_files import row, word
from par_xl.app import cli
from par_xl.app.cli.command import Command
from par_xl.workspace.watching import Clock


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, Command]]:
    """Every command that does something, as it is typed."""
    for name, command in group.commands.items():
        typed = (*above, name)
        if isinstance(command, click.Group):
            yield from commands(command, *typed)
        else:
            assert isinstance(command, Command), typed
            yield " ".join(typed), command


COMMANDS = dict(commands(cli.cli))
IN_ORDER = {
    "demo": 1, "init": 0, "plan check": 0, "plan import": 0, "plan compare": 0,
    "forms": 0, "check": 1, "merge": 1,
    "watch": 0, "remind": 0, "report": 0, "page": 0, "export": 0, "close": 0,
    "reopen": 0, "log": 0, "undo": 0, "explain": 0, "addin build": 0, "addin install": 0,
    "addin status": 0, "addin doctor": 0, "addin uninstall": 0,
}  # fmt: skip
"""Every command where what it needs was made before, and how it ends on the demo."""


def run(*arguments: str) -> int:
    """The command in this process; its exit status."""
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize("name", COMMANDS)
def test_help_tells_what_is_typed_what_is_written_and_how_it_ends(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = COMMANDS[name]
    assert run(*name.split(), "--help") == cli.EXIT_DONE
    printed = capsys.readouterr().out
    assert command.example.startswith(f"par-xl {name}")
    for told in (command.example, command.writes, command.statuses):
        assert told.split()[-1] in printed
    for each in command.params:
        text = getattr(each, "help", None)
        assert text and text.split()[0] in printed, each.name


@pytest.mark.long
def test_every_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_given: object) -> None:
        raise KeyboardInterrupt

    assert set(IN_ORDER) == set(COMMANDS)
    monkeypatch.setattr(Clock, "sleep", stop)
    monkeypatch.delenv("APPDATA", raising=False)
    monkeypatch.chdir(tmp_path)
    for name, status in IN_ORDER.items():
        _par_xl, *typed = shlex.split(COMMANDS[name].example)
        if name == "addin doctor" and sys.platform == "win32":
            status = 2  # there is no Excel
        assert run(*typed) == status, (name, capsys.readouterr().err)
        if name == "demo":
            monkeypatch.chdir(tmp_path / typed[-1])
            head = ["STT", "Nội dung", "Nhiệm vụ", "Đơn vị chủ trì", "Điểm tối đa"]
            lines = [head, row("1", "Công tác chỉ đạo"), row("1.1", "Kế hoạch", points="1")]
            for file in ("phu-luc-1.docx", "phu-luc-2.docx"):
                Path(file).write_bytes(word("Phụ lục I", lines))
            book = Workbook()
            for line in (["Phụ lục I"], *lines):
                book.worksheets[0].append(line)
            book.save("phu-luc-3.xlsx")


def test_nothing_but_the_command_line_is_loaded_to_tell_something() -> None:
    """All helps, a code, and what is typed wrong, one after the other in one process."""
    typed = [
        *(f"{name} --help" for name in COMMANDS),
        *("--help", "--version", "", "help merge", "explain", "explain NG04", "explain XX"),
        *("mergee 2024-06", "tổng hợp", "merge", "merge 2024-06 --ngay 3", "plan xyz", "addin"),
    ]
    code = (
        "import sys\n"
        "before = {name.partition('.')[0] for name in sys.modules}\n"
        "from par_xl.app import cli\n"
        f"for line in {typed!r}:\n"
        "    try:\n"
        "        cli.main(line.split())\n"
        "    except SystemExit:\n"
        "        pass\n"
        "found = {name.partition('.')[0] for name in sys.modules} - before\n"
        "sys.exit('+'.join(sorted(found - sys.stdlib_module_names)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr.splitlines()[-1] == "click+par_xl"


def test_the_start_lists_the_order_of_work_a_line_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run() == cli.EXIT_FAILED
    printed = capsys.readouterr().err
    listed = re.findall(r"^  ([a-z]+)  +\S", printed, re.M)
    assert listed == list(cli.cli.commands)
    assert listed.index("init") < listed.index("forms") < listed.index("merge")
    assert listed.index("merge") < listed.index("close") < listed.index("report")
    heads = re.findall(r"^(\d)\. .+:$", printed, re.M)
    assert heads == ["1", "2", "3", "4"]
    assert "..." not in printed.split("1. ")[1]
    # A line each: what wraps would stand under no name.
    after = printed.split("1. ")[1].split("Mới dùng")[0]
    assert not re.search(r"^ {6,}\S", after, re.M)


HELP = {
    "help": "--help", "trợ-giúp": "--help", "tro giup": "--help", "hướng dẫn": "--help",
    "/?": "--help", "help merge": "merge --help", "trợ giúp plan import": "plan import --help",
    "addin help doctor": "addin doctor --help", "merge /?": "merge --help",
}  # fmt: skip


@pytest.mark.parametrize("typed", HELP)
def test_help_is_asked_for_in_many_ways(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*HELP[typed].split()) == cli.EXIT_DONE
    wanted = capsys.readouterr().out
    assert run(*typed.split()) == cli.EXIT_DONE
    assert capsys.readouterr().out == wanted


REFUSE = (
    "import sys\n"
    "class Refuse:\n"
    "    def find_spec(self, name, path=None, target=None):\n"
    "        if name.partition('.')[0] in {refused}:\n"
    "            raise ImportError('DLL load failed', name=name)\n"
    "sys.meta_path.insert(0, Refuse())\n"
    "from par_xl.app import cli\n"
    "cli.main(sys.argv[1:])"
)


def test_where_libraries_are_blocked_the_doctor_still_speaks(tmp_path: Path) -> None:
    refused = {"pydantic", "pydantic_core", "psutil", "python_calamine", "xlsxwriter", "rich"}
    code = REFUSE.replace("{refused}", repr(refused))

    def start(*typed: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", code, *typed]
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path
        )

    made = start("init", "a")
    assert made.returncode == cli.EXIT_FAILED
    assert "Python không nạp được " in made.stderr and "par-xl addin doctor" in made.stderr
    assert not (tmp_path / "a").exists()
    seen = start("addin", "doctor")
    assert seen.stderr == ""
    assert "nạp được pydantic, python_calamine, psutil, xlsxwriter." in seen.stdout
    assert "máy này không dùng được par_xl" in seen.stdout
