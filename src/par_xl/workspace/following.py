"""One plan after another: compared, and a new working folder's plan made of an old one's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from gettext import gettext as _
from pathlib import Path

from par_xl.insight.trend import UNFINISHED
from par_xl.plan.following.carried import PreviousPlan
from par_xl.plan.following.correspondence import Correspondence, decide
from par_xl.plan.following.decisions import (
    DECISIONS_FILE,
    mark,
    read_decisions,
    rows_of,
    write_decisions,
)
from par_xl.plan.following.matching import Key, Pair, compare
from par_xl.plan.following.next_plan import next_plan
from par_xl.plan.reader import read_plan_content, read_tables
from par_xl.plan.table import Table
from par_xl.plan.takeover.takeover import read_base
from par_xl.plan.workbook import PlanRows
from par_xl.system.files import read_file, write_all
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import translated
from par_xl.workbooks.book import UnreadableFileError
from par_xl.workbooks.reader import read_workbook
from par_xl.workspace.layout import Folder, open_folder
from par_xl.workspace.period_result import damaged, entries_of, read_result


def compare_plans(old: Path, new: Path, where: Path) -> tuple[Sequence[Pair], Path]:
    """Match the rows of two plans, workbooks or working folders, and write the workbook to decide
    in into *where*: its path; one that is there already stays.

    Raises:
        ParXlError: one can't be read.
    """
    before, after = (
        _tables(open_folder(each).plan if each.is_dir() else each) for each in (old, new)
    )
    previous = _previous(open_folder(old)) if old.is_dir() else None
    finished = previous.items.keys() - previous.open.keys() if previous else ()
    pairs = compare(before, after, finished)
    content = write_decisions(pairs, mark(before, after))
    number, path = 1, where / DECISIONS_FILE
    # What lies there may be decided.
    while path.exists() and read_file(path) != content:
        number += 1
        path = where / DECISIONS_FILE.replace(".", f"-{number}.")
    write_all({path: content})
    return pairs, path


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


def _previous(folder: Folder) -> PreviousPlan:
    """Read the plan of a folder, and from its newest result which units have not done their part
    of a row, and which have nothing left to do of it. Without any result nothing is done.

    Raises:
        ParXlError: something can't be read, or is damaged.
    """
    content = read_file(folder.plan)
    plan = read_plan_content(content, folder.plan.name)
    rows = read_base(content, folder.plan.name).rows
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
        for entry in (entry for unit in entries.units for entry in entries.led_by(unit)):
            if entry.key in plan.by_key:
                those = left if entry.state in UNFINISHED else done
                those[entry.index, entry.code].append(entry.unit)
        return PreviousPlan(plan, rows, code, left, done)
    for key, units in plan.in_period(plan.periods[max(plan.periods)]).leads.items():
        item = plan.by_key[key]
        left[item.index, item.code] = [*units]
    return PreviousPlan(plan, rows, None, left, done)


def follow(
    previous: Path, new: Path | None = None, decisions: Path | None = None
) -> tuple[PlanRows, PreviousPlan]:
    """Return the rows of the plan that follows that of an earlier working folder, and that one;
    *new* is the workbook of its appendices, where there is one, with the *decisions* on which rows
    are the same.

    Raises:
        ParXlError: something can't be read, or is not decided.
    """
    folder = open_folder(previous.parent if previous.is_file() else previous)
    old = _previous(folder)
    if new is None and decisions is None:
        return next_plan(old), old
    if new is None or decisions is None:
        raise ParXlError(
            _("Phải ghi cả --plan và --decisions."),
            _(
                "So sánh hai kế hoạch trước (par-xl plan compare {old} KẾ_HOẠCH_MỚI), quyết định "
                "trong tệp so sánh, rồi chạy lại với --plan KẾ_HOẠCH_MỚI --decisions TỆP_SO_SÁNH."
            ).format(old=previous),
        )
    found = _decided(folder.plan, new, decisions, old)
    return next_plan(old, read_base(read_file(new), new.name).rows, found), old


def _decided(old: Path, new: Path, decisions: Path, previous: PreviousPlan) -> Correspondence:
    sheet = read_decisions(read_file(decisions), decisions.name)
    plans = _tables(old), _tables(new)
    if sheet.mark and sheet.mark != mark(*plans):
        raise ParXlError(
            _("{name} so sánh hai kế hoạch khác, hoặc kế hoạch đã đổi từ khi so sánh.").format(
                name=decisions.name
            ),
            _("So sánh lại: par-xl plan compare {old} {new}.").format(old=old.parent, new=new),
        )
    before, after = ({(index, row.code) for index, row in rows_of(plan)} for plan in plans)
    return decide(sheet, before, after, previous.open)
