"""A working folder made by somebody else: records, cells and links in it that lead out of it."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import click
from openpyxl import Workbook

from builders import HALF, YEAR, form, make_folder, make_plan, merge, plan_rows, submit
from merged import edit_line
from par_xl import workspace
from par_xl.app.cli import cli
from par_xl.ledger import tail_of
from par_xl.plan.workbook import write_plan
from par_xl.workbooks.sheet import Value
from par_xl.workspace.layout import Folder
from par_xl.workspace.register import Receipt, Register, read_register, write_register
from par_xl.workspace.store import Store

NOW = datetime(2024, 12, 20, 9)  # noqa: DTZ001 - the office's own clock
GOOD = "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.5 |"
WRONG = "| code | status |\n| 1.2 | Đã xong |"
CANARY = b"somebody else's"
Plant = Callable[[Path, Path], None]
"""Plants something into a working folder that leads to the folder given second."""


def work_folder(root: Path) -> Folder:
    """Two periods merged, one form handed back, the first period closed last."""
    folder, plan = make_folder(root), make_plan()
    for period in (HALF, YEAR):
        submit(folder, "HC.xlsx", form(plan, "HC", GOOD, period), period=period)
        submit(folder, "TH.xlsx", form(plan, "TH", WRONG, period), period=period)
        workspace.forms(folder, period)
    for period in (YEAR, HALF, HALF):
        merge(folder, period, now=NOW)
        submit(folder, "bìa.pdf", b"%PDF", period=period)
    workspace.close(folder, HALF, now=NOW)
    Workbook().save(root / "phu-luc.xlsx")
    return folder


def make_outside(outside: Path) -> None:
    """What nobody may read, write, move or delete."""
    for place in ("", "truoc-lan-1", HALF, YEAR, f"{YEAR}/du-lieu", "cache/old", "ab"):
        (outside / place).mkdir(parents=True, exist_ok=True)
        for name in ("canary.txt", "canary.xlsx", "canary.json", f"{HALF}.xlsx", f"{YEAR}.json"):
            (outside / place / name).write_bytes(CANARY)
        (outside / place / ".par-xl-waiting.xlsx").write_bytes(CANARY)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def tree(root: Path, but: tuple[Path, ...] = ()) -> dict[str, str]:
    """All that lies there; whoever writes a file, or puts another in its place, can be told."""
    found = {}
    for place, folders, names in os.walk(root):
        here = Path(place)
        folders[:] = [name for name in folders if here / name not in but]
        for name in (*folders, *names):
            path = here / name
            what = str(path.readlink()) if path.is_symlink() else ""
            about = path.stat(follow_symlinks=False)
            is_file = stat.S_ISREG(about.st_mode)
            state = f"{about.st_ino} {about.st_size} {about.st_mtime_ns}"
            found[str(path)] = state if is_file else what or "folder"
    return found


# --- What is planted -------------------------------------------------------------------------


def together(*plants: Plant) -> Plant:
    """Several at once, where none of them keeps a command from the others."""

    def plant(root: Path, outside: Path) -> None:
        for each in plants:
            each(root, outside)

    return plant


def checkout(way: str) -> Plant:
    """A line of the ledger, chained to the one before, that writes, overwrites and takes away
    elsewhere, and somebody who was cut off before it was carried out; *way* is how it names that:
    ``{out}`` is the folder, ``{up}`` its name seen from the working folder."""

    def plant(root: Path, outside: Path) -> None:
        link = root / "bieu-mau" / "lien-ket"
        link.unlink(missing_ok=True)
        link.symlink_to(outside)
        folder = Folder(root)
        whole = b"".join(folder.ledger.read_bytes().splitlines(keepends=True)[:5])
        there = way.format(out=outside, up=outside.name)
        store = Store(root / ".par-xl" / "kho")
        planted, canary = store.put(b"planted", ".txt"), sha256(CANARY)
        store.put(b"planted", ".json")
        places = {
            f"{there}/new.txt": (None, planted),
            f"{there}/canary.json": (canary, planted),
            f"{there}/canary.txt": (canary, None),
        }
        told = {
            "kind": "write",
            "at": NOW.isoformat(),
            "by": "x",
            "version": "0",
            "checkout": places,
        }
        folder.ledger.write_bytes(
            whole + json.dumps({**told, "before": tail_of(whole)}).encode() + b"\n"
        )
        folder.holder.write_text(json.dumps({"tail": tail_of(whole)}), "utf-8")

    return plant


def stored(root: Path, outside: Path) -> None:
    """Links in the place of what the store holds."""
    for path in (root / ".par-xl" / "kho").rglob("*.json"):
        path.unlink()
        path.symlink_to(outside / "canary.json")


def line(number: int, field: str, value: object) -> Plant:
    """A field of a line of the ledger; ``{up}`` in it is the other folder's name."""

    def plant(root: Path, outside: Path) -> None:
        told = json.loads(json.dumps(value).replace("{up}", f"../{outside.name}"))
        edit_line(Folder(root), number, field, told)

    return plant


def returns(root: Path, outside: Path) -> None:
    """A record of forms handed back that are out of date by now."""
    handed = {
        "source": f"da-nop/{YEAR}/HC.xlsx",
        "basis": "",
        "found": [],
        "merged": True,
        "written": sha256(CANARY),
    }
    places = (f"../../{outside.name}/canary.xlsx", str(outside / "canary.json"))
    record = dict.fromkeys(places, handed)
    (root / ".par-xl" / "tra-lai.json").write_text(json.dumps(record), "utf-8")


def documents(root: Path, outside: Path) -> None:
    """Documents that go as a period is opened again."""
    there = f"bao-cao/{HALF}/../../../{outside.name}/canary.txt"
    edit_line(Folder(root), -1, "checkout", {there: [None, sha256(CANARY)]})


def plan_with(*codes: str) -> Plant:
    """A plan with units of these codes."""

    def plant(root: Path, outside: Path) -> None:
        rows = plan_rows()
        for number, code in enumerate(codes):
            name = code.replace("{up}", f"../../../{outside.name}")
            unit: dict[str, Value] = {"Mã đơn vị": name, "Tên đơn vị": f"Phòng {number}"}
            rows["Đơn vị"].append({**unit, "Loại": "phòng"})
        (root / "ke-hoach.xlsx").write_bytes(write_plan(rows))

    return plant


def register(root: Path, outside: Path) -> None:
    """Rows of a register whose names lead elsewhere."""
    path = root / "tiep-nhan.xlsx"
    rows = (
        (f"../{outside.name}", "canary.xlsx", "HC"),
        (YEAR, f"../../../{outside.name}/canary.xlsx", f"../{outside.name}"),
        (YEAR, str(outside / "canary.xlsx"), "HC"),
    )
    names = ("Kỳ", "Tệp", "Đơn vị", "Ngày nhận")
    new = [Receipt.model_validate(dict(zip(names, (*e, NOW.date()), strict=True))) for e in rows]
    path.write_bytes(write_register(Register((*read_register(path).receipts, *new))))


def result(root: Path, outside: Path) -> None:
    """A result whose files lie elsewhere, and a ledger that has it like that."""
    path = root / "tong-hop" / f"{YEAR}.json"
    told = json.loads(path.read_bytes())
    told["entries"], told["entries_file"] = None, f"../../{outside.name}/canary.json"
    told["entries_sha256"] = sha256(CANARY)
    for part in told["submissions"]:
        part["file"] = f"../../../{outside.name}/canary.xlsx"
    path.write_text(json.dumps(told), "utf-8")
    edit_line(Folder(root), 0, "outputs", {f"tong-hop/{YEAR}.json": sha256(path.read_bytes())})


def holder(root: Path, outside: Path) -> None:
    """Who is said to be at work."""
    told = {"by": str(outside), "host": f"../{outside.name}", "doing": f"../{outside.name}"}
    (root / ".par-xl" / "nguoi-dung.json").write_text(json.dumps(told), "utf-8")


def link(place: str, target: str = "") -> Plant:
    """A link in the folder, in place of what lies there, to something that is there or not."""

    def plant(root: Path, outside: Path) -> None:
        path, there = root / place, str(outside / target)
        if os.path.islink(path) and os.readlink(path) == there:  # noqa: PTH114, PTH115 - often
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(path):
            path.rename(path.with_name(f"{path.name}.truoc"))
        path.symlink_to(there)

    return plant


def pipe(place: str) -> Plant:
    """A pipe: whoever opens it waits for ever."""

    def plant(root: Path, _outside: Path) -> None:
        path = root / place
        if not path.is_fifo():
            path.unlink(missing_ok=True)
            os.mkfifo(path)

    return plant


TOP = ("bieu-mau", "da-nop", "tra-lai", "tong-hop", "bao-cao", ".par-xl")
"""Folders on top of every working folder."""
_BELOW = {
    "where files are kept": (".par-xl/kho",),
    "each folder of the store": tuple(f".par-xl/kho/{number:02x}" for number in range(256)),
    "what goes to and fro": (f"bao-cao/{YEAR}", f"da-nop/{YEAR}", f"tra-lai/{YEAR}"),
}
_FILES = (
    "ke-hoach.xlsx", "tiep-nhan.xlsx", ".par-xl/khoa", ".par-xl/ledger.jsonl",
    ".par-xl/nguoi-dung.json", f"tong-hop/{YEAR}.json",
)  # fmt: skip
_PASSED_OVER = (
    returns, register, holder, link(f"da-nop/{YEAR}/x"), pipe(f"da-nop/{YEAR}/y.xlsx"),
    link(f"da-nop/{YEAR}/x.xlsx", "canary.xlsx"), link(f"da-nop/{YEAR}/z.xlsx", "new.xlsx"),
    link("tra-lai/x"), link("bieu-mau/x"), link("tong-hop/x"),
)  # fmt: skip
"""What keeps no command from its work."""
_RARE = (
    "mau-bao-cao.docx", "mau-phieu.docx", ".par-xl/tra-lai.json", f"tong-hop/{YEAR}.xlsx",
    f"bieu-mau/{YEAR}/HC_{YEAR}.xlsx", f"bao-cao/{YEAR}/du-lieu",
    "tong-hop/dung-lai", f"bao-cao/{YEAR}/trang-cong-khai-{YEAR}.html",
)  # fmt: skip
"""What only one or two commands ask for."""
_PIPES = ("tiep-nhan.xlsx", ".par-xl/ledger.jsonl", f"tong-hop/~${YEAR}.xlsx")

ATTACKS: dict[str, Plant] = {
    "checkout, whole paths": checkout("{out}"),
    "checkout, upwards": checkout("../{up}"),
    "checkout, through a link": checkout("bieu-mau/lien-ket"),
    "documents": documents,
    "what the store holds": stored,
    "ledger, period": line(0, "period", "../{up}/canary"),
    "ledger, last period": line(-1, "period", "../{up}/canary"),
    "ledger, plan": line(-1, "plan_sha256", "../../{up}/canary"),
    "ledger, inputs": line(0, "inputs", {"ke-hoach.xlsx": "../../{up}/canary.xlsx"}),
    "result": result,
    "units of the plan": plan_with("{up}/canary", "..\\..\\x", "NUL"),
    "what is passed over": together(*_PASSED_OVER),
    "what is rarely asked for": together(*map(link, _RARE)),
    **{f"link: {place}": link(place) for place in TOP},
    **{f"links: {what}": together(*map(link, places)) for what, places in _BELOW.items()},
    **{f"link: {place}": link(place, f"canary{Path(place).suffix}") for place in _FILES},
    **{f"link to nothing: {place}": link(place, "new.json") for place in _FILES[:-1]},
    **{f"pipe: {place}": pipe(place) for place in _PIPES},
}
"""All of them, by what they are."""


# --- Every command ----------------------------------------------------------------------------

_GIVEN = {
    "period": YEAR,
    "paths": f"da-nop/{YEAR}/TH.xlsx",
    "path": "phu-luc.xlsx",
    "directory": ".",
    "code": "NG04",
    "old": "ke-hoach.xlsx",
    "new": ".",
}
_CHOSEN = {"number": "1"}
"""Options that make another work of a command, beside those without a value."""


def command_lines(group: click.Group = cli) -> Iterator[tuple[click.Command, list[str]]]:
    """Every command there is, alone and with each option that changes what it does; to be given
    within the working folder. A new argument needs a line in ``_GIVEN``."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from ((each, [name, *rest]) for each, rest in command_lines(command))
            continue
        arguments = [each for each in command.params if isinstance(each, click.Argument)]
        bare = [name, *(_GIVEN[str(each.name)] for each in arguments)]
        yield command, bare
        for option in command.params:
            # How much is printed changes nothing.
            if option.name == "all":
                continue
            if isinstance(option, click.Option) and option.is_flag:
                yield command, [*bare, option.opts[0]]
            elif option.name in _CHOSEN:
                yield command, [*bare, option.opts[0], _CHOSEN[option.name]]
