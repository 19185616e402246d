"""Files gone through random histories: they come, replace each other, are renamed, taken out and
put back; what is told of those that are gone is what a reckoning of its own finds, and nothing
that lies there is lost.

For other histories each time:
``PAR_XL_EXAMPLES=300 pytest tests/workspace/test_gone_at_random.py``.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import HALF, NOW, entries_of, form, key, make_folder, make_plan
from par_xl import workspace
from par_xl.merge.result import Result
from par_xl.terms.words import FileState
from random_folders import examples

pytestmark = pytest.mark.usefixtures("no_masters")

_LED = {"HC": ("1.1", "1.2"), "TH": ("1.2", "S1.1")}
_NAMES = ("a.xlsx", "b.xlsx", "c.xlsx", "TH.xlsx", "phòng/a.xlsx")
_STEPS = 7


@dataclass(eq=False)
class File:
    """A form that a unit sent; ``rows`` are what it says of each row that it filled. One that is
    ``broken`` is refused."""

    number: int
    unit: str
    rows: dict[str, int]
    day: date
    broken: bool = False

    @cached_property
    def content(self) -> bytes:
        lines = [f"| {code} | Đang thực hiện | {said / 100} |" for code, said in self.rows.items()]
        rows = "\n".join(["| code | status | progress |", *lines]) if lines else ""
        head = {"approver": f"Lãnh đạo {self.number}"}
        whole = form(make_plan(), self.unit, rows, head=head)
        # No two are the same bytes.
        return whole[:1000] + b"%d" % self.number if self.broken else whole


def reckoned(files: Iterable[File]) -> tuple[dict[tuple[str, str], File], set[File]]:
    """Which file's row counts, and which files count, of all that lie there."""
    winners: dict[tuple[str, str], File] = {}
    seen: list[File] = []
    for file in sorted(files, key=lambda each: each.day):
        if file.broken:
            continue
        stands = all(
            (file.unit, code) in winners and winners[file.unit, code].rows[code] == said
            for code, said in file.rows.items()
        )
        if stands and any((e.unit, e.rows) == (file.unit, file.rows) for e in seen):
            continue
        seen.append(file)
        winners |= {(file.unit, code): file for code in file.rows}
    won = set(winners.values())
    return winners, {file for file in seen if file in won or not file.rows}


@dataclass
class History:
    """A working folder, what lies in it, and what was known of it at the last merge."""

    root: Path
    rng: Random
    lying: dict[str, File] = field(default_factory=dict)
    out: list[File] = field(default_factory=list)
    counted: dict[File, str] = field(default_factory=dict)
    """Files that counted or were gone, each under the name that it had last."""
    register: dict[File, str | None] = field(default_factory=dict)
    """Whose broken files are, as the register says."""
    came: int = 0

    def __post_init__(self) -> None:
        self.folder = make_folder(self.root)
        self.days = self.rng.sample(range(40), 40)

    def come(self, name: str) -> None:
        """A new form, also in place of another one, which is no more."""
        unit = self.rng.choice([*_LED])
        codes = self.rng.sample(_LED[unit], self.rng.randrange(3))
        rows = {code: self.rng.randrange(1, 3) for code in sorted(codes)}
        day = date(2024, 5, 1) + timedelta(self.days.pop())
        self.came += 1
        self.lying[name] = File(self.came, unit, rows, day, self.rng.random() < 0.15)

    def take_out(self, name: str) -> None:
        if name in self.lying:
            self.out.append(self.lying.pop(name))

    def put_back(self, name: str) -> None:
        if self.out and name not in self.lying:
            self.lying[name] = self.out.pop(self.rng.randrange(len(self.out)))

    def rename(self, name: str, new: str) -> None:
        if name in self.lying and new not in self.lying:
            self.lying[new] = self.lying.pop(name)

    def step(self) -> None:
        name, other = self.rng.sample(_NAMES, 2)
        deeds: Sequence[Callable[[], None]] = (
            lambda: self.come(name),
            lambda: self.take_out(name),
            lambda: self.put_back(name),
            lambda: self.rename(name, other),
        )
        self.rng.choices(deeds, weights=(4, 3, 2, 2))[0]()

    def write(self) -> None:
        inbox = self.folder.submitted(HALF)
        for name in _NAMES:
            path = inbox / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            if file := self.lying.get(name):
                path.write_bytes(file.content)
                noon = datetime.combine(file.day, datetime.min.time()).timestamp() + 43_200
                os.utime(path, (noon, noon))

    def merge(self) -> None:
        self.write()
        result = workspace.merge(self.folder, HALF, now=NOW).result
        self.see_gone(result)
        self.see_nothing_lost(result)
        assert not workspace.merge(self.folder, HALF, now=NOW).changed
        rebuilt = workspace.rebuild(self.folder, HALF, result.merge_number)
        there = self.folder.results(HALF).json.read_bytes()
        assert rebuilt.results.json.read_bytes() == there

    def see_gone(self, result: Result) -> None:
        """What is told is what would count, or count otherwise, if it were put back."""
        good = {name: file for name, file in self.lying.items() if not file.broken}
        there = {(name, file.unit) for name, file in good.items()}
        missing = [
            file
            for file, name in self.counted.items()
            if file not in good.values() and (name, file.unit) not in there
        ]
        left, counted = reckoned(good.values())
        whole, _ = reckoned([*good.values(), *missing])
        lost: dict[File, set[str]] = defaultdict(set)
        for (unit, code), file in whole.items():
            now = left.get((unit, code))
            if file in missing and (now is None or now.rows[code] != file.rows[code]):
                lost[file].add(key(code))
        gone = {file: lost[file] for file in missing if lost[file]}
        told = {(each.file, each.unit, frozenset(each.keys)) for each in result.gone}
        assert told == {(self.counted[f], f.unit, frozenset(k)) for f, k in gone.items()}
        names = {file: name for name, file in good.items()}
        self.counted = {file: names[file] for file in counted} | {
            file: self.counted[file] for file in gone
        }

    def see_nothing_lost(self, result: Result) -> None:
        """Each row of each file that lies there counts, or is named as replaced; each refused file
        is told."""
        states = {each.file: each.state for each in result.submissions}
        assert states.keys() == self.lying.keys()
        used = {(each.file, each.key) for each in entries_of(result)}
        found: dict[str, list[str | None]] = defaultdict(list)
        codes: dict[str, set[str]] = defaultdict(set)
        for each in result.findings:
            codes[each.file].add(each.code)
            found[each.file].append(each.value)
        _, counted = reckoned(self.lying.values())
        for name, file in self.lying.items():
            if file.broken:
                assert states[name] is self.refused(name, file)
            elif file in counted:
                assert states[name] is FileState.ACCEPTED
                for code in file.rows:
                    assert (name, key(code)) in used or key(code) in found[name]
            else:
                assert codes[name] - {"TE35"} in ({"TE13"}, {"TE14"})

    def refused(self, name: str, file: File) -> FileState:
        """What becomes of one that is refused: only its name says whose it is, or the register,
        which has it from its first name."""
        by_name = "TH" if name == "TH.xlsx" else None
        whose = self.register.setdefault(file, by_name) or by_name
        later = (each for each in self.lying.values() if each.day > file.day)
        is_replaced = any(each.unit == whose and not each.broken for each in later)
        return FileState.SUPERSEDED if is_replaced else FileState.REFUSED


def live(rng: Random) -> None:
    """Let things happen to a folder; see after each that all is told."""
    with TemporaryDirectory() as root:
        history = History(Path(root) / "folder", rng)
        history.come(_NAMES[0])
        history.come(_NAMES[1])
        for _ in range(_STEPS):
            history.merge()
            for _ in range(rng.randrange(1, 4)):
                history.step()


HISTORIES = given(st.integers(0, 2**32).map(Random))


@examples(1)
@HISTORIES
def test_all_that_is_gone_is_told(rng: Random) -> None:
    live(rng)


@pytest.mark.long
@examples(10)
@HISTORIES
def test_so_it_is_in_many_histories(rng: Random) -> None:
    live(rng)
