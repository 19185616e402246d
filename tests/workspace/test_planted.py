"""No path in a working folder leads out of it, whoever made it; who only reads writes nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import YEAR
from fake_excel import FakeExcel
from par_xl.app.cli import main
from par_xl.app.cli.command import NOTHING, Command
from par_xl.app.excel.ribbon import BUTTONS
from par_xl.workspace.watching import Clock
from planted import ATTACKS, command_lines, make_outside, tree, work_folder
from ribbon import click
from systems import in_time

EVERYTHING = "what is passed over"
"""With it every command does its work."""
WITHOUT_FOLDER = ("parxlClear", "parxlGuide", "parxlSettings")
"""Buttons that know of no working folder."""
READING = (*WITHOUT_FOLDER, "parxlMaster", "parxlCheck")
"""Buttons that write nothing into one."""
UNFORESEEN = "không lường trước"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return work_folder(tmp_path_factory.mktemp("planted") / "work").root


@pytest.fixture
def passing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files of the system lie: anybody may write there."""
    place = tmp_path / "temp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture(autouse=True)
def few_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A watcher looks some times, then somebody stops it."""
    now = 0.0

    def seconds(_self: Clock) -> float:
        return now

    def sleep(_self: Clock, _seconds: float) -> None:
        nonlocal now
        now += 10
        if now % 40 == 0:
            raise KeyboardInterrupt

    monkeypatch.setattr(Clock, "seconds", seconds)
    monkeypatch.setattr(Clock, "sleep", sleep)


class Planted:
    """A copy of the working folder, something planted in it, and what lies beside it."""

    def __init__(self, attack: str, source: Path, place: Path, passing: Path) -> None:
        self.root, self._outside = place / "work", place / "outside"
        self._attack, self._place, self._passing = ATTACKS[attack], place, passing
        self.wrong: list[str] = []
        shutil.copytree(source, self.root)
        make_outside(self._outside)
        self._before = self._beside()

    def run(self, name: str, act: Callable[[], object], only_reads: bool) -> None:
        """Plant it anew, and see what comes of a command or a button."""
        self._attack(self.root, self._outside)
        planted = tree(self.root) if only_reads else None
        try:
            with in_time(60):
                act()
        except TimeoutError:
            self.wrong.append(f"{name} hangs")
        if planted is not None and tree(self.root) != planted:
            self.wrong.append(f"{name} writes into the folder")
        if self._beside() != self._before:
            self.wrong.append(f"{name} writes elsewhere")
            shutil.rmtree(self._outside)
            make_outside(self._outside)
            self._before = self._beside()

    def _beside(self) -> dict[str, str]:
        return tree(self._place, but=(self.root, self._passing))


@pytest.mark.short(
    "checkout, upwards",
    "ledger, period",
    "units of the plan",
    "what is passed over",
    "link: .par-xl/ledger.jsonl",
    "pipe: tiep-nhan.xlsx",
)
@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_is_planted_leads_out_of_the_folder(
    attack: str,
    source: Path,
    tmp_path: Path,
    passing: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    planted = Planted(attack, source, tmp_path, passing)
    monkeypatch.chdir(planted.root)
    for command, line in command_lines():
        if attack != EVERYTHING and not {"folder", "directory"} & {e.name for e in command.params}:
            # It asks for no folder: one time is enough.
            continue

        def give(line: list[str] = line) -> None:
            with pytest.raises(SystemExit):
                main(line)

        only_reads = isinstance(command, Command) and command.writes == NOTHING
        planted.run(" ".join(line), give, only_reads)
        if UNFORESEEN in (told := capsys.readouterr().err):
            planted.wrong.append(f"{line} fails: {told}")
    for button in BUTTONS:
        if attack != EVERYTHING and button in WITHOUT_FOLDER:
            continue
        excel = FakeExcel()
        excel.answers.folders.append(str(planted.root))
        excel.answers.inputs += [YEAR, "1"]
        excel.answers.alerts += ["yes"] * 3
        if button in ("parxlCheck", "parxlClear"):
            excel.open(planted.root / "phu-luc.xlsx")
        planted.run(button, lambda e=excel, b=button: click(e, b), button in READING)  # type: ignore[misc]
        if any(UNFORESEEN in alert.prompt for alert in excel.alerts):
            planted.wrong.append(f"{button} fails: {excel.alerts[-1].prompt}")
    assert not planted.wrong
