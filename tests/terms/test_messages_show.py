"""The command line in English: nothing of it in Vietnamese but what is the workbook's or the
user's own; it ends as it does in Vietnamese."""

from __future__ import annotations

import gettext
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest

from par_xl.app import cli
from par_xl.plan.reader import read_plan
from par_xl.terms import messages
from par_xl.terms.words import Index
from par_xl.workspace.layout import Folder
from par_xl.workspace.lock import user_name
from par_xl.workspace.watching import Clock
from scripts import messages as catalogues

VIETNAMESE = re.compile("[\u00c0-\u024f\u0300-\u0303\u0309\u0323\u1e00-\u1eff]")
"""Letters with marks."""
QUOTED = re.compile(r"“[^”]*”|\[Bổ sung\]")
"""Names in the workbook and in documents, and what somebody typed."""
PATH = re.compile(r"\S*/\S*")
AREA = re.compile(r"^  (?:PAR INDEX|SIPAS|PAPI) \S+ .*", re.M)
"""A line of an area: its name may be cut."""
WHO = "Ví dụ"
"""Who merged the demo."""


def run(*arguments: str) -> int:
    """The command in this process; its exit status."""
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def every(command: click.Command, *typed: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """The command and all those below it, as they are typed."""
    yield typed, command
    for name, below in command.commands.items() if isinstance(command, click.Group) else ():
        yield from every(below, *typed, name)


COMMANDS = dict(every(cli.cli))


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As with PAR_XL_LANG=en in the environment; afterwards all is as before."""
    monkeypatch.setenv(messages.VARIABLE, "en")
    monkeypatch.setenv("LANGUAGE", "vi")
    for command in COMMANDS.values():
        # click makes it once, in the language of that time.
        monkeypatch.setattr(command, "_help_option", None)
    before = gettext.textdomain()
    yield
    gettext.textdomain(before)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory, demo_folder: Folder) -> Path:
    """The demo's folder, to be worked in."""
    root = tmp_path_factory.mktemp("english") / "demo"
    shutil.copytree(demo_folder.root, root)
    return root


def left(printed: str, names: Sequence[str] = ()) -> list[str]:
    """The lines that hold something in Vietnamese; *names* are the plan's."""
    told = AREA.sub("", printed)
    for name in (*sorted(names, key=len, reverse=True), WHO):
        told = told.replace(name, "")
    lines = PATH.sub("", QUOTED.sub("", told)).splitlines()
    return [line for line in lines if VIETNAMESE.search(line)]


@pytest.mark.usefixtures("english")
def test_every_help_is_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    for typed in COMMANDS:
        assert run(*typed, "--help") == cli.EXIT_DONE
        printed = capsys.readouterr().out
        assert left(printed) == [], typed
        assert "Usage: par-xl " in printed and "Show this message and exit." in printed


@pytest.mark.usefixtures("english")
def test_help_in_either_language_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, word in (("en", "Usage:"), ("vi", "Cách dùng:")):
        monkeypatch.setenv(messages.VARIABLE, language)
        assert run("--help") == cli.EXIT_DONE
        printed = capsys.readouterr().out
        assert word in printed and "PAR_XL_LANG=en" in printed


IN_ORDER = {
    "init work": 0,
    "plan check": 0,
    "forms 2024-06 --unit KT": 0,
    "check da-nop/2024-06/HCTC_2024-06.xlsx": 1,
    "check bieu-mau/2024-06/KT_2024-06.xlsx": 0,
    "merge 2024-06": 1,
    "log --verify": 0,
    "watch 2024-06": 0,
    "remind 2024-06": 0,
    "report 2024-06": 0,
    "page 2024-06": 2,
    "page 2024-06 --draft": 0,
    "export 2024-06 --to csv": 0,
    "close 2024-06": 0,
    "close 2024-06 ": 0,
    "merge 2024-06 ": 0,
    "log": 0,
    "reopen 2024-06": 0,
    "reopen 2024-06 ": 2,
    "undo": 0,
    "undo ": 2,
    "merge 2024-06 --as-recorded 1": 0,
    "merge 2024-06 --as-recorded 1 --as-of 1/6/2024": 2,
    "merge 2024-06 --as-of 31/31/2024": 2,
    "merge 2024-06 --workers 0": 2,
    "merge": 2,
    "mergee": 2,
    "merge 2024-06 --bad": 2,
    "export 2024-06 --to xls": 2,
    "explain NG04": 0,
    "explain KH13": 0,
    "explain": 0,
    "addin status": 0,
    "addin doctor": 0,
    "addin install": 0,
    "addin uninstall": 0,
}
"""Commands one after the other, and how each ends on the demo in either language."""


@pytest.mark.long
@pytest.mark.usefixtures("english")
def test_what_commands_print_is_in_english(
    copied: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Clock, "sleep", stop)
    monkeypatch.delenv("APPDATA", raising=False)
    monkeypatch.chdir(copied)
    plan = read_plan(Path("ke-hoach.xlsx"))
    names = [*(each.name for each in plan.units.values()), *(each.name for each in plan.areas)]
    names += [*(str(index.sheet) for index in Index), user_name()]
    printed = {}
    for line, status in IN_ORDER.items():
        ended = run(*line.split())
        printed[line] = "".join(capsys.readouterr())
        assert (line, ended, left(printed[line], names)) == (line, status, [])
    heads = ["Assigned", "Completed", "On time", "Reported"]
    assert re.search(" +".join([*heads, "Progress", "Score"]), printed["merge 2024-06"])
    assert "  The Office’s  " in printed["merge 2024-06"]


def test_translations_hold_vietnamese_only_where_they_name_something() -> None:
    said = {str(each.id): str(each.string) for each in catalogues.catalogue("en") if each.id}
    assert [text for text in said.values() if left(text)] == []
