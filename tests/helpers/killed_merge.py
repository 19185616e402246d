"""Merges and closings killed (SIGKILL) at random moments, or at each step that touches the disk.

``python tests/helpers/killed_merge.py --moments 200`` kills merges at random moments: a process of
its own, since it forks, and each merge starts with everything imported. Prints what was found as
JSON: outcomes, and what was wrong. What a kill before each step leaves is found in one run: copies
of the folder, as each step finds it.
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
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from builders import NOW, edit, form, make_folder, make_plan, merge, submit
from merged import sheet_rows
from par_xl import workspace
from par_xl.workspace.checkout import open_session
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store

ROWS = "| code | status | progress |\n| 1.1 | Đang thực hiện | {} |"
AS_OF = date(2024, 6, 9)
LATER = NOW + timedelta(hours=1)
STEPS = ("replace", "link", "unlink", "fsync", "truncate", "mkdir", "chmod")
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
    headers, *rows = sheet_rows(master, "Phụ lục I")[4:]
    return {row[headers.index(OPINIONS)] for row in rows} - {None}


def next_merge(root: Path) -> None:
    """The merge that is killed, or that comes after."""
    workspace.merge(Folder(root), "2024-06", AS_OF, now=LATER, by="Chị B", workers=1)


def twice_merged(root: Path) -> Folder:
    """The same, merged once more."""
    folder = prepare(root)
    next_merge(root)
    return folder


def closing(root: Path) -> None:
    """The closing that is killed, or that comes after."""
    workspace.close(Folder(root), "2024-06", now=LATER, by="Chị B", workers=1)


def undo(root: Path) -> None:
    """Undo the last merge."""
    workspace.undo(Folder(root), now=LATER, by="Chị B")


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
        self.work = work
        self._found: dict[str, str] = {}
        work(self.fresh())
        self.new = snapshot(self._copy)
        self.typed = filled_in(self.source / MASTER, "Xem lại")

    def fresh(self) -> Path:
        """A copy as it was before the merge; the same place each time."""
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self.source, self._copy)
        return self._copy

    def at_each_step(self, find: Callable[[Path], str]) -> Counter[str]:
        """What is found where the work is killed before each step that touches the disk: in copies
        of the folder as it is then. Where several steps find the same, it is looked at once."""
        root, copies, lock = self.fresh(), self._copy.with_name("steps"), threading.RLock()
        trees: list[str] = []
        is_copying = False
        shutil.rmtree(copies, ignore_errors=True)

        def copied_before(act: Callable[..., object]) -> Callable[..., object]:
            def acting(*args: object, **more: object) -> object:
                nonlocal is_copying
                # Files are put into the store by several threads.
                with lock:
                    if not is_copying:
                        is_copying = True
                        if (tree := whole_tree(root)) not in trees:
                            trees.append(tree)
                            shutil.copytree(root, copies / tree)
                        is_copying = False
                    return act(*args, **more)

            return acting

        with pytest.MonkeyPatch.context() as patch:
            for name in STEPS:
                patch.setattr(os, name, copied_before(getattr(os, name)))
            self.work(root)
        found: Counter[str] = Counter()
        for tree in trees:
            shutil.rmtree(root)
            (copies / tree).rename(root)
            found[find(root)] += 1
        return found

    def kill_at(self, moment: float) -> tuple[bool, str]:
        """Work in another process that is killed: whether it was, and what was found then."""
        root = self.fresh()
        child = os.fork()
        if child == 0:
            try:
                self.work(root)
            finally:
                os._exit(0)
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status), self.outcome(root)

    def outcome(self, root: Path) -> str:
        """What the folder holds: the old result or the new one, after it was put in order."""
        for name, sha256 in snapshot(root).items():
            # Each file alone is whole, whatever the others are; but for the ledger's last line.
            is_whole = sha256 in (self.old.get(name), self.new.get(name))
            if not is_whole and not _is_passing(name):
                return f"wrong: {name} is neither old nor new"
        state = self.state(root)
        return self._known(root, self._redone) or state

    def _known(self, root: Path, find: Callable[[Path], str]) -> str:
        """What is found in a folder that was put in order; the same where it is the same folder."""
        tree = whole_tree(root)
        if tree not in self._found:
            self._found[tree] = find(root)
        return self._found[tree]

    def _redone(self, root: Path) -> str:
        """What is wrong where the work is done again; nothing if that comes to the new result."""
        self.work(root)
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
        return f"wrong: {broken[0].message}" if broken else ""

    def outcome_typed(self, root: Path) -> str:
        """The same where somebody fills in the master before it is put in order."""
        save(root / MASTER, self.typed)
        with open_session(Folder(root), "put in order"):
            lies_there = (root / MASTER).read_bytes() == self.typed
        return self._known(root, self._merged_typed) or ("there" if lies_there else "kept")

    def _merged_typed(self, root: Path) -> str:
        lies_there = (root / MASTER).read_bytes() == self.typed
        next_merge(root)
        store = Folder(root).store
        places = (root / MASTER, *(root / "tong-hop").glob("*.da-sua*"), *store.rglob("*.xlsx"))
        if not any(path.read_bytes() == self.typed for path in places):
            return "wrong: what was typed is lost"
        if lies_there and opinions(root / MASTER) != {"Xem lại"}:
            return "wrong: what was typed is not in the new master"
        return ""

    def state(self, root: Path) -> str:
        """Old or new, as whoever comes next finds it."""
        with open_session(Folder(root), "put in order"):
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


def whole_tree(root: Path) -> str:
    """A hash of all that lies in a folder, but for who holds its lock."""
    told = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.name != "nguoi-dung.json":
            content = path.read_bytes() if path.is_file() else b"folder"
            told.update(f"{path.relative_to(root)} {hashlib.sha256(content).hexdigest()}".encode())
    return told.hexdigest()


def kill_at_moments(trial: Trial, times: int, seed: int) -> Counter[str]:
    """Kill at random moments, from the start until a little after the end."""
    chance = random.Random(seed)
    started = time.monotonic()
    trial.work(trial.fresh())
    seconds = time.monotonic() - started
    found: Counter[str] = Counter()
    for _ in range(times):
        was_killed, outcome = trial.kill_at(chance.uniform(0, 1.1 * seconds))
        found[f"{'killed' if was_killed else 'done before'}: {outcome}"] += 1
    return found


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=0)
    parser.add_argument("--seed", type=int, default=2024)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = kill_at_moments(Trial(Path(folder) / "merge"), asked.moments, asked.seed)
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    return int(any("wrong" in outcome for outcome in found))


if __name__ == "__main__":
    sys.exit(main())
