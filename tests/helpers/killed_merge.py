"""Merges and closings killed (SIGKILL) at random moments, or at each step that touches the disk.

``python tests/helpers/killed_merge.py --moments 200`` kills merges at random moments, ``--steps``
before each step in turn; ``--typed`` does so, and somebody fills in the master before anybody puts
it in order; ``--closing`` kills closings before each step; ``--every 3`` takes only each third.
Prints what was found as JSON: outcomes, and what was wrong.

A process of its own, since it forks: each merge starts with everything imported.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from builders import NOW, edit, form, make_folder, make_plan, merge, submit
from par_xl import workspace
from par_xl.workspace.checkout import at_work
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store

ROWS = "| code | status | progress |\n| 1.1 | Đang thực hiện | {} |"
AS_OF = date(2024, 6, 9)
LATER = NOW + timedelta(hours=1)
_STEPS = ("replace", "link", "unlink", "fsync", "truncate", "mkdir", "chmod")
MASTER = "tong-hop/2024-06.xlsx"
OPINIONS = "Ý kiến rà soát"
_OWN = {"cache", "kho", "khoa"}
"""What of ``.par-xl`` is no result: it may be there or not."""


def prepare(root: Path) -> Folder:
    """A folder that was merged once; since then somebody filled in the master, a form was
    corrected, and another one came."""
    plan = make_plan()
    folder = make_folder(root)
    submit(folder, "HC.xlsx", form(plan, "HC", ROWS.format("1.5")))
    submit(folder, "TT.xlsx", form(plan, "TT", ROWS.replace("1.1", "P1.1").format("0.4")))
    merge(folder, as_of=AS_OF)
    save(root / MASTER, filled_in(root / MASTER, "Đã xem"))
    submit(folder, "HC.xlsx", form(plan, "HC", ROWS.format("0.6")), "2024-06-08")
    submit(folder, "TH.xlsx", form(plan, "TH", ROWS.replace("1.1", "1.2").format("3")))
    return folder


def filled_in(master: Path, opinion: str) -> bytes:
    """A master with an opinion on its first row that a unit reports on."""

    def fill(book: Workbook) -> None:
        sheet: Any = book["Phụ lục I"]
        headers = {cell.value: cell.column for cell in sheet[5]}
        row = next(row for row in range(6, 20) if sheet.cell(row, headers["Đơn vị"]).value)
        sheet.cell(row, headers[OPINIONS]).value = opinion

    return edit(master.read_bytes(), fill)


def opinions(master: Path) -> set[Any]:
    """The opinions that a master's first appendix holds."""
    sheet: Any = load_workbook(master)["Phụ lục I"]
    headers, *rows = sheet.iter_rows(min_row=5, values_only=True)
    return {row[headers.index(OPINIONS)] for row in rows} - {None}


def next_merge(root: Path) -> None:
    """The merge that is killed, or that comes after."""
    workspace.merge(Folder(root), "2024-06", AS_OF, now=LATER, by="Chị B", workers=1)


def merged(root: Path) -> Folder:
    """The same, merged once more."""
    folder = prepare(root)
    next_merge(root)
    return folder


def closing(root: Path) -> None:
    """The closing that is killed, or that comes after."""
    workspace.close(Folder(root), "2024-06", now=LATER, by="Chị B", workers=1)


def snapshot(root: Path) -> dict[str, str]:
    """Hashes of all that a merge writes, by name."""
    found = {}
    for path in root.rglob("*"):
        name = path.relative_to(root)
        is_own = name.parts[0] == ".par-xl" and len(name.parts) > 1 and name.parts[1] in _OWN
        if path.is_file() and not is_own and name.parts[0] not in ("da-nop", "bieu-mau"):
            found[name.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


class Trial:
    """One folder, its old state and its new one, and copies of it to be spoilt.

    *work* is what is killed.
    """

    def __init__(
        self,
        root: Path,
        prepare: Callable[[Path], Folder] = prepare,
        work: Callable[[Path], None] = next_merge,
    ) -> None:
        root.mkdir(exist_ok=True)
        self.source = prepare(root / "source").root
        self.old = snapshot(self.source)
        self._copy = root / "copy"
        self._work = work
        started = time.monotonic()
        work(self.fresh())
        self.seconds = time.monotonic() - started
        self.new = snapshot(self._copy)
        self.typed = filled_in(self.source / MASTER, "Xem lại")

    def fresh(self) -> Path:
        """A copy as it was before the merge; the same place each time."""
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self.source, self._copy)
        return self._copy

    def kill(
        self,
        killing: Callable[[int], None],
        within: Callable[[], None],
        find: Callable[[Path], str] | None = None,
    ) -> tuple[bool, str]:
        """Work in another process that is killed: whether it was, and what was found then."""
        root = self.fresh()
        child = os.fork()
        if child == 0:
            try:
                within()
                self._work(root)
            finally:
                os._exit(0)
        killing(child)
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status), (find or self.outcome)(root)

    def outcome(self, root: Path) -> str:
        """What the folder holds: the old result or the new one, after it was put in order."""
        for name, sha256 in snapshot(root).items():
            # Each file alone is whole, whatever the others are; but for the ledger's last line.
            is_whole = sha256 in (self.old.get(name), self.new.get(name))
            if not is_whole and not _is_passing(name):
                return f"wrong: {name} is neither old nor new"
        state = self.state(root)
        self._work(root)
        if snapshot(root) != self.new:
            return "wrong: doing it again does not come to the new result"
        folder = Folder(root)
        if not Store(folder.store).is_whole(self.old[MASTER], ".xlsx"):
            return "wrong: the old master is not kept"
        if left := list(root.rglob(".par-xl-*")):
            return f"wrong: {left[0].name} is left behind"
        if opinions(root / MASTER) != {"Đã xem"}:
            return "wrong: what was typed before is not in the new master"
        broken = workspace.verify(folder).mismatches
        return f"wrong: {broken[0].message}" if broken else state

    def outcome_typed(self, root: Path) -> str:
        """The same where somebody fills in the master before it is put in order."""
        save(root / MASTER, self.typed)
        with at_work(Folder(root), "put in order"):
            lies_there = (root / MASTER).read_bytes() == self.typed
        next_merge(root)
        store = Folder(root).store
        places = (root / MASTER, *(root / "tong-hop").glob("*.da-sua*"), *store.rglob("*.xlsx"))
        if not any(path.read_bytes() == self.typed for path in places):
            return "wrong: what was typed is lost"
        if lies_there and opinions(root / MASTER) != {"Xem lại"}:
            return "wrong: what was typed is not in the new master"
        return "there" if lies_there else "kept"

    def state(self, root: Path) -> str:
        """Old or new, as whoever comes next finds it."""
        with at_work(Folder(root), "put in order"):
            found = snapshot(root)
        del found[".par-xl/nguoi-dung.json"]
        if found == self.old:
            return "old"
        differ = {n for n in found.keys() | self.new.keys() if found.get(n) != self.new.get(n)}
        return f"wrong: neither old nor new; not new: {sorted(differ)}" if differ else "new"


def save(path: Path, content: bytes) -> None:
    """As Excel does: a new file takes the old one's place, whoever else has names for that."""
    beside = path.with_name(f"{path.name}.tmp")
    beside.write_bytes(content)
    beside.replace(path)


def _is_passing(name: str) -> bool:
    beside = Path(name).name.startswith(".par-xl-")
    return beside or name in (
        ".par-xl/nguoi-dung.json",
        ".par-xl/ledger.jsonl",
    )


def kill_at_moments(trial: Trial, times: int, seed: int) -> Counter[str]:
    """Kill at random moments, from the start until a little after the end."""
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    for _ in range(times):
        moment = chance.uniform(0, 1.1 * trial.seconds)

        def kill(child: int, moment: float = moment) -> None:
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)

        was_killed, outcome = trial.kill(kill, lambda: None)
        found[f"{'killed' if was_killed else 'done before'}: {outcome}"] += 1
    return found


def kill_at_steps(trial: Trial, find: Callable[[Path], str], every: int) -> Counter[str]:
    """Kill before each step that touches the disk, or each N-th, one after the other."""
    found: Counter[str] = Counter()
    step = 0
    while True:
        step += every
        was_killed, outcome = trial.kill(lambda _: None, partial(_die_at, step), find)
        if not was_killed:
            return found
        found[outcome] += 1


def _die_at(step: int) -> None:
    """Kill this process before one of its steps that touch the disk."""
    left = step

    def dying(act: Callable[..., object]) -> Callable[..., object]:
        def acting(*args: object, **more: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return act(*args, **more)

        return acting

    for name in _STEPS:
        setattr(os, name, dying(getattr(os, name)))


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=0)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("--typed", action="store_true")
    parser.add_argument("--closing", action="store_true")
    parser.add_argument("--every", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        trial = Trial(root / "merge")
        found = {"moments": kill_at_moments(trial, asked.moments, asked.seed)}
        if asked.steps:
            found["steps"] = kill_at_steps(trial, trial.outcome, asked.every)
        if asked.typed:
            found["typed"] = kill_at_steps(trial, trial.outcome_typed, asked.every)
        if asked.closing:
            trial = Trial(root / "closing", merged, closing)
            found["closing"] = kill_at_steps(trial, trial.outcome, asked.every)
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    return int(any("wrong" in outcome for each in found.values() for outcome in each))


if __name__ == "__main__":
    sys.exit(main())
