"""Days of receipt through random histories: forms come, replace each other, are renamed, swapped,
taken out and put back, while people correct, sort and tidy their register.

For other histories each time:
``PAR_XL_EXAMPLES=300 pytest tests/workspace/test_receipts_at_random.py``.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import HALF, NOW, form, make_folder, make_plan
from par_xl import workspace
from par_xl.ledger import read_ledger
from par_xl.merge.result import Result
from par_xl.terms.words import Timeliness
from par_xl.workspace.register import Receipt, Register, read_register, write_register
from random_folders import examples

pytestmark = pytest.mark.usefixtures("no_masters")

_NAMES = ("a.xlsx", "b.xlsx", "c.xlsx", "phòng/a.xlsx")
_FIRST, _DUE = date(2024, 5, 20), date(2024, 6, 10)
_STEPS = 8


@cache
def content(number: int) -> bytes:
    """A form that says something else than any other one."""
    rows = f"| code | status | progress |\n| 1.1 | Đang thực hiện | {number / 100} |"
    return form(make_plan(), "HC", rows)


class History:
    """A working folder, and what is true of each form in it, known by its number.

    Where days are *apart*, no two are the same, and rows may lose their hashes: name and day say
    whose they are.
    """

    def __init__(self, root: Path, rng: Random, *, apart: bool) -> None:
        self.folder, self.rng, self.apart = make_folder(root), rng, apart
        self.lying: dict[str, int] = {}
        self.changed: list[date] = []
        """Of each form, when it was last changed."""
        self.days: dict[int, date] = {}
        """Of each form that a merge saw, its day of receipt."""
        self.recorded: dict[int, tuple[date, date]] = {}
        """The day that the ledger has for it, and the one on which it was last changed."""
        self.rows: list[tuple[int, str, date]] = []
        """The register's: form, name and day."""
        self.lost: int | None = None
        """The form whose row has just lost its hash."""
        self.names: set[tuple[int, str]] = set()
        """Under which names a merge saw each form."""
        self.is_all_there = True
        unused = [_FIRST + timedelta(number) for number in range(45)]
        self.unused = rng.sample(unused, len(unused))

    def day(self) -> date:
        return self.unused.pop() if self.apart else self.rng.choice(self.unused[:6])

    def is_free(self, name: str) -> bool:
        return name not in self.lying

    # What may happen to files.

    def come(self, name: str) -> None:
        """A new form, also in place of another one, changed later or earlier than that."""
        self.lying[name] = len(self.changed)
        self.changed.append(self.day())

    def rename(self, name: str, new: str) -> None:
        """Also onto a name that another one has."""
        if not self.is_free(name):
            self.lying[new] = self.lying.pop(name)

    def rename_and_come(self, name: str, new: str) -> None:
        self.rename(name, new)
        self.come(name)

    def swap(self, name: str, other: str) -> None:
        if not self.is_free(name) and not self.is_free(other):
            self.lying[name], self.lying[other] = self.lying[other], self.lying[name]

    def take_out(self, name: str) -> None:
        if self.lying.pop(name, None) is not None:
            self.is_all_there = False

    def put_back(self, name: str) -> None:
        """One that lay there before, as the ledger saw it last."""
        out = sorted(self.recorded.keys() - self.lying.values())
        if out:
            self.lying[name] = self.rng.choice(out)
            self.changed[self.lying[name]] = self.recorded[self.lying[name]][1]

    def touch(self, name: str) -> None:
        """Copied without its time."""
        if not self.is_free(name):
            self.changed[self.lying[name]] = self.day()

    # What people may do to the register.

    def correct(self) -> None:
        if self.rows:
            place = self.rng.randrange(len(self.rows))
            number, name, _ = self.rows[place]
            self.days[number] = self.day()
            self.rows[place] = number, name, self.days[number]

    def lose(self) -> None:
        """The hash of one row, which nobody corrected since the last merge."""
        whole = [
            number
            for number, name, day in self.rows
            if self.recorded[number][0] == day and (number, name) in self.names
        ]
        self.lost = self.rng.choice(whole) if whole else None

    def sort(self) -> None:
        self.rows.sort(key=lambda row: row[2], reverse=self.rng.random() < 0.5)

    def tidy(self) -> None:
        """Rows get the names that their files have now."""
        names = {number: name for name, number in self.lying.items()}
        self.rows = [(number, names.get(number, name), day) for number, name, day in self.rows]

    def step(self) -> None:
        name, other = self.rng.sample(_NAMES, 2)
        deeds: Sequence[Callable[[], None]] = (
            lambda: self.come(name),
            lambda: self.rename(name, other),
            lambda: self.rename_and_come(name, other),
            lambda: self.swap(name, other),
            lambda: self.take_out(name),
            lambda: self.put_back(name),
            lambda: self.touch(name),
        )
        self.rng.choices(deeds, weights=(5, 2, 2, 2, 1, 3, 1))[0]()
        self.lost = None
        if self.rng.random() < 0.5:
            last = self.lose if self.apart else self.correct
            self.rng.choice((self.correct, self.sort, self.tidy, last))()

    def write(self) -> None:
        """Lay all that is true now into the folder."""
        inbox = self.folder.submitted(HALF)
        for name in _NAMES:
            path = inbox / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            if not self.is_free(name):
                number = self.lying[name]
                path.write_bytes(content(number))
                noon = datetime.combine(self.changed[number], datetime.min.time()).timestamp()
                os.utime(path, (noon + 43_200, noon + 43_200))
        receipts = [
            Receipt.model_validate(
                {
                    "Kỳ": HALF,
                    "Tệp": name,
                    "Đơn vị": "HC",
                    "Ngày nhận": day,
                    "Mã băm": None if number == self.lost else sha256(content(number)).hexdigest(),
                }
            )
            for number, name, day in self.rows
        ]
        self.folder.register.write_bytes(write_register(Register(tuple(receipts))))

    def merge(self) -> None:
        """Merge, twice; see that it comes to what is true."""
        for name, number in sorted(self.lying.items(), key=lambda each: Path(each[0])):
            if number not in self.days:
                self.days[number] = self.changed[number]
                self.rows.append((number, name, self.days[number]))
            self.names.add((number, name))
        outcome = workspace.merge(self.folder, HALF, now=NOW)
        self.see_days(outcome.result)
        if outcome.changed:
            self.see_corrections()
        written = self.register()
        assert written == [
            (sha256(content(number)).hexdigest(), name, day) for number, name, day in self.rows
        ]
        again = workspace.merge(self.folder, HALF, now=NOW)
        assert (again.changed, self.register()) == (False, written)

    def register(self) -> list[tuple[str, str, date]]:
        receipts = read_register(self.folder.register).receipts
        return [(each.sha256, each.file, each.received_on) for each in receipts]

    def see_days(self, result: Result) -> None:
        """No day is lost, and nobody gets late by sending a form again."""
        found = {each.file: each.received_on for each in result.submissions}
        true = {name: self.days[number] for name, number in self.lying.items()}
        assert found == true
        if self.is_all_there and self.lying:
            (unit,) = [each for each in result.units if each.unit == "HC"]
            is_on_time = unit.submission is Timeliness.ON_TIME
            assert is_on_time == (min(self.days.values()) < _DUE)

    def see_corrections(self) -> None:
        """The ledger has each correction since its last line, once, and no other."""
        true = Counter(
            (was, self.days[number])
            for number, (was, _) in self.recorded.items()
            if was != self.days[number]
        )
        line = read_ledger(self.folder.ledger)[-1]
        assert Counter((each.before, each.after) for each in line.corrected) == true
        for number, day in self.days.items():
            changed = self.recorded[number][1] if number in self.recorded else None
            self.recorded[number] = day, changed or self.changed[number]
        for number in self.lying.values():
            self.recorded[number] = self.days[number], self.changed[number]


def live(rng: Random, apart: bool) -> None:
    """Let things happen to a folder; each day is found again, each correction recorded once."""
    with TemporaryDirectory() as root:
        history = History(Path(root) / "folder", rng, apart=apart)
        history.come(_NAMES[0])
        history.come(_NAMES[1])
        for _ in range(_STEPS):
            history.write()
            history.merge()
            history.step()


HISTORIES = given(st.integers(0, 2**32).map(Random), st.booleans())


@examples(1)
@HISTORIES
def test_each_day_is_found_again_and_each_correction_recorded_once(
    rng: Random, apart: bool
) -> None:
    live(rng, apart)


@pytest.mark.long
@examples(10)
@HISTORIES
def test_so_it_is_in_many_histories(rng: Random, apart: bool) -> None:
    live(rng, apart)
