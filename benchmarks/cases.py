"""What is measured beside what, and what should come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.constants import AS_OF, PERIOD
from benchmarks.making import Made, make_folder, put_back
from benchmarks.measure import Measured, measure, python
from benchmarks.right import check_merge, check_peer
from par_xl.app.cli import cli


def _nothing(_made: Made) -> None:
    """Leave the folder as it is."""


@dataclass(frozen=True)
class Command:
    """One thing that is measured; ``{folder}`` and ``{out}`` in its arguments are filled in."""

    name: str
    forms: int
    arguments: tuple[str, ...]
    statuses: tuple[int, ...] = (0,)
    before: Callable[[Made], object] = _nothing
    check: Callable[[Made, Path], None] | None = None
    """Raises where what was written is wrong."""

    def run(self, made: Made, out: Path) -> Measured:
        self.before(made)
        filled = (part.format(folder=made.folder.root, out=out) for part in self.arguments)
        return measure(python(*filled), self.statuses)


@dataclass(frozen=True)
class Case:
    """Commands measured in turn, again and again: ours, peer, ours, peer …"""

    name: str
    title: str
    repeats: int
    commands: tuple[Command, ...]

    def measure(self, work: Path, repeats: int) -> dict[str, list[Measured]]:
        """Measure everything; each command's first result is checked before the next runs.

        Raises:
            FailedRunError: a command failed.
            WrongResultError: what it wrote is wrong.
        """
        made = {n: make_folder(work / str(n), n) for n in {each.forms for each in self.commands}}
        found: dict[str, list[Measured]] = {each.name: [] for each in self.commands}
        out = work / "peer.xlsx"
        for turn in range(repeats):
            for command in self.commands:
                found[command.name].append(command.run(made[command.forms], out))
                if turn == 0 and command.check:
                    command.check(made[command.forms], out)
                out.unlink(missing_ok=True)
        for each in made.values():
            put_back(each)
        return found


PEERS = ("pandas_usual", "pandas_calamine", "polars_script", "openpyxl_copy")
MERGE = "merge"
READ, BARE = "read and check", "calamine_read"
CLICK = "import click"


def _merge(forms: int, name: str = MERGE) -> Command:
    return Command(
        name,
        forms,
        ("-m", "par_xl", "merge", PERIOD, "--folder", "{folder}", "--as-of", AS_OF.isoformat()),
        statuses=(0, 1),
        before=put_back,
        check=lambda made, _out: check_merge(made),
    )


def _peer(name: str, forms: int) -> Command:
    return Command(
        name,
        forms,
        ("-m", f"benchmarks.peers.{name}", "{folder}", "{out}"),
        check=None if name == BARE else lambda made, out: check_peer(out, made),
    )


def beside_peers(forms: int, repeats: int) -> Case:
    commands = (_merge(forms), *(_peer(name, forms) for name in (*PEERS, BARE)))
    return Case(f"peers-{forms}", f"{forms} forms, cold, beside the peers", repeats, commands)


def reading(forms: int, repeats: int) -> Case:
    ours = Command(READ, forms, ("-m", "benchmarks.read_and_check", "{folder}"))
    title = f"{forms} forms, reading and checking alone"
    return Case(f"read-{forms}", title, repeats, (_peer(BARE, forms), ours))


def growth(few: int, many: int, repeats: int) -> Case:
    commands = tuple(_merge(forms, f"merge of {forms}") for forms in (few, many))
    return Case(f"growth-{many}", f"{many} forms beside {few}", repeats, commands)


def nation(forms: int) -> Case:
    return Case(f"nation-{forms}", f"{forms} forms", 1, (_merge(forms),))


def _merged_once(made: Made) -> None:
    """There is something in the log."""
    if not made.folder.ledger.exists():
        _merge(made.forms).run(made, Path())


def start(repeats: int) -> Case:
    ours = {"par-xl --help": ("--help",), "par-xl explain": ("explain", "TD02")}
    if "log" in cli.commands:
        ours["par-xl log"] = ("log", "--folder", "{folder}")
    commands = [
        Command(name, 12, ("-m", "par_xl", *words), before=_merged_once)
        for name, words in ours.items()
    ]
    title = "Starting up, beside importing the command-line library alone"
    click = Command(CLICK, 12, ("-c", "import click"))
    return Case("start", title, repeats, (click, *commands))


FULL = (
    beside_peers(12, repeats=5),
    beside_peers(150, repeats=3),
    reading(150, repeats=5),
    growth(150, 3500, repeats=2),
    start(repeats=15),
)
NATION = nation(11000)
SMALL = (beside_peers(12, 1), beside_peers(20, 1), reading(20, 2), start(3))


def all_cases() -> Iterator[Case]:
    yield from (*FULL, NATION)
