"""One plan after another: compared, and a new working folder's plan made of an old one's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from par_xl.insight.trend import UNFINISHED
from par_xl.plan.following.decided import Decided, decide
from par_xl.plan.following.decisions import (
    DECISIONS_FILE,
    Key,
    mark,
    read_decisions,
    write_decisions,
)
from par_xl.plan.following.matching import Pair, compare
from par_xl.plan.following.next_plan import next_plan
from par_xl.plan.following.old_plan import OldPlan
from par_xl.plan.model import ItemRow, Plan
from par_xl.plan.reader import read_plan_content, read_tables
from par_xl.plan.settings import NEEDED_INFO
from par_xl.plan.table import Table
from par_xl.plan.takeover.takeover import read_base
from par_xl.plan.workbook import PlanRows, write_plan
from par_xl.system.files import read_file, write_all
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import translated
from par_xl.terms.words import Index
from par_xl.workbooks.book import UnreadableFileError
from par_xl.workbooks.reader import read_workbook
from par_xl.workspace.layout import Folder, open_folder
from par_xl.workspace.period_result import damaged, entries_of, read_result


@dataclass(frozen=True)
class Compared:
    """Two plans' rows matched; ``finished`` are rows of the old one of which nothing is left to do,
    where that is known; ``path`` the workbook to decide in."""

    pairs: Sequence[Pair]
    finished: Collection[Key]
    path: Path


@dataclass(frozen=True)
class Followed:
    """What went into a new folder's plan: how many rows of each sheet, and of the assignments that
    are still to be done; ``code`` is that of the old plan, ``newest`` the period of the result that
    says what is left."""

    code: str
    newest: str | None
    rows: PlanRows
    open_rows: int
    open_assignments: int

    @property
    def is_named(self) -> bool:
        """Whether all that `Thông tin` needs is there."""
        info = {row["Mục"]: row.get("Giá trị") for row in self.rows["Thông tin"]}
        return all(info.get(name) for name in NEEDED_INFO)


def compare_plans(old: Path, new: Path, where: Path) -> Compared:
    """Match the rows of two plans, workbooks or working folders, and write the workbook to decide
    in into *where*; one that is there already stays.

    Raises:
        ParXlError: one can't be read.
    """
    pairs = compare(_tables(_workbook(old)), _tables(_workbook(new)))
    finished: Collection[Key] = ()
    if old.is_dir():
        plan = read_plan_content(read_file(_workbook(old)), _workbook(old).name)
        _newest, left, _done = still_open(open_folder(old), plan)
        finished = {(item.index, item.code) for item in plan.items} - left.keys()
    content = write_decisions(pairs, finished)
    path = _free(where / DECISIONS_FILE, content)
    write_all({path: content})
    return Compared(pairs, finished, path)


def _workbook(path: Path) -> Path:
    return open_folder(path).plan if path.is_dir() else path


def _free(path: Path, content: bytes) -> Path:
    """Return *path*, or one beside it where something else lies there: it may be decided."""
    number, free = 1, path
    while free.exists() and read_file(free) != content:
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _tables(path: Path) -> Mapping[str, Table]:
    """Read a plan's rows, whatever its faults.

    Raises:
        ParXlError: it can't be opened, or has not all its sheets and columns.
    """
    try:
        tables, found = read_tables(read_workbook(read_file(path), path.name))
    except UnreadableFileError as error:
        raise ParXlError(
            _("Không mở được kế hoạch {name}: {error}.").format(
                name=path.name, error=translated(error.why)
            ),
            _("Mở tệp bằng Excel, lưu lại dạng .xlsx (không đặt mật khẩu) rồi chạy lại."),
        ) from error
    if not tables:
        raise ParXlError(
            _("{path} không phải là tệp kế hoạch.").format(path=path),
            _("Ghi đường dẫn của tệp kế hoạch (như ke-hoach.xlsx) hoặc của thư mục làm việc."),
            found,
        )
    return tables


Assigned = Mapping[Key, Sequence[str]]


def still_open(folder: Folder, plan: Plan) -> tuple[str | None, Assigned, Assigned]:
    """Return the newest period of a plan that has a result; which units have not done their part of
    a row in it, and which have nothing left to do of it. Without any result nothing is done.

    Raises:
        ParXlError: the result is damaged.
    """
    left: dict[Key, list[str]] = defaultdict(list)
    done: dict[Key, list[str]] = defaultdict(list)
    for code in sorted(plan.periods, reverse=True):
        places = folder.results(code)
        if not places.json.exists():
            continue
        result = read_result(places.json)
        if result is None:
            raise damaged(places.json, code)
        if result.plan.code != plan.code:
            continue
        entries = entries_of(result, places.json, places.entries)
        for unit in entries.units:
            for entry in entries.led_by(unit):
                if entry.key in plan.by_key:
                    rows = left if entry.state in UNFINISHED else done
                    rows[entry.index, entry.code].append(entry.unit)
        return code, left, done
    last = plan.in_period(plan.periods[max(plan.periods)])
    for key, units in last.leads.items():
        item = plan.by_key[key]
        left[item.index, item.code] = [*units]
    return None, left, done


def follow(
    previous: Path, new: Path | None = None, decisions: Path | None = None
) -> tuple[bytes, Followed]:
    """Return the plan that follows that of an earlier working folder; *new* is the workbook of its
    appendices, where there is one, with the *decisions* on which rows are the same.

    Raises:
        ParXlError: something can't be read, or is not decided.
    """
    folder = open_folder(previous.parent if previous.is_file() else previous)
    content = read_file(folder.plan)
    plan = read_plan_content(content, folder.plan.name)
    newest, left, done = still_open(folder, plan)
    old = OldPlan(plan, read_base(content, folder.plan.name).rows, newest, left, done)
    if new is None and decisions is None:
        rows = next_plan(old)
    elif new is None or decisions is None:
        raise ParXlError(
            _("Phải ghi cả --plan và --decisions."),
            _(
                "So sánh hai kế hoạch trước (par-xl plan compare {old} KẾ_HOẠCH_MỚI), quyết định "
                "trong tệp so sánh, rồi chạy lại với --plan KẾ_HOẠCH_MỚI --decisions TỆP_SO_SÁNH."
            ).format(old=previous),
        )
    else:
        decided = _decided(folder.plan, new, decisions, left)
        rows = next_plan(old, read_base(read_file(new), new.name).rows, decided)
    count = sum(map(len, left.values()))
    return write_plan(rows), Followed(plan.code, newest, rows, len(left), count)


def _decided(old: Path, new: Path, decisions: Path, left: Collection[Key]) -> Decided:
    said = read_decisions(read_file(decisions), decisions.name)
    rows = [
        (is_new, index, row)
        for is_new, tables in ((False, _tables(old)), (True, _tables(new)))
        for index in Index
        for row in tables[index.sheet].of(ItemRow)
    ]
    if said.mark and said.mark != mark(rows):
        raise ParXlError(
            _("{name} so sánh hai kế hoạch khác, hoặc kế hoạch đã đổi từ khi so sánh.").format(
                name=decisions.name
            ),
            _("So sánh lại: par-xl plan compare {old} {new}.").format(old=old.parent, new=new),
        )
    before, after = (
        {(index, row.code) for is_new, index, row in rows if is_new is side}
        for side in (False, True)
    )
    return decide(said, before, after, left)
