"""A period's result opened for those who write documents of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from gettext import gettext as _
from pathlib import PurePath

from par_xl.insight.dossier import Dossier
from par_xl.insight.trend import predecessor
from par_xl.ledger import Ledger, LedgerLine, read_ledger
from par_xl.merge.rates import Tallies
from par_xl.merge.result import Result
from par_xl.merge.stamp import Stamp
from par_xl.plan.model import Period, Plan
from par_xl.plan.reader import read_plan, read_plan_content
from par_xl.system.files import UnreadError, file_sha256, read_file, unread
from par_xl.terms.errors import ParXlError
from par_xl.workspace.history import History, damaged, entries_of, read_result
from par_xl.workspace.layout import Folder
from par_xl.workspace.lookup import period_named
from par_xl.workspace.store import Store


def open_dossier(folder: Folder, period: str, today: date | None = None) -> Dossier:
    """All that documents of a period are made from, as its last merge left it.

    Raises:
        ParXlError: the plan has faults or no such period, there was no merge of it yet, or what
            lies in ``tong-hop`` is not what the merge wrote.
    """
    present = read_plan(folder.plan)
    wanted = period_named(present, period)
    ledger = Ledger(read_ledger(folder.ledger))
    result, line = _result(folder, ledger, wanted)
    plan = _plan(folder, line, present)
    wanted = period_named(plan, period)
    places = folder.results(period)
    entries = result.entries or entries_of(result, places.json, places.entries)
    present_history = History(folder, plan, wanted)
    history = _as_read(folder, line, plan, wanted) or present_history
    before = predecessor(plan, wanted)
    return Dossier(
        plan=plan,
        period=wanted,
        result=result,
        entries=entries,
        tallies=tuple(Tallies(plan, entries).assigned()),
        past=history.past(),
        entries_before=(history.entries(before.code) or ()) if before else (),
        stamp=Stamp.of(result, line.at),
        today=today or date.today(),  # noqa: DTZ011 - the office's own day
        is_plan_newer=plan != present,
        past_changed=tuple(present_history.changed_since(ledger, line)),
    )


def _result(folder: Folder, ledger: Ledger, period: Period) -> tuple[Result, LedgerLine]:
    """What lies there, and the merge that wrote it."""
    code, json = period.code, folder.results(period.code).json
    line, written = ledger.current_merge(code), ledger.written(code)
    try:
        result = read_result(json)
        is_recorded = written and written.outputs.get(folder.name(json)) == file_sha256(json)
    except OSError as error:
        raise unread(json) from error
    if result is None and not json.exists() and line is None:
        raise ParXlError(
            _("Kỳ {period} chưa tổng hợp lần nào, nên chưa có số liệu để lập văn bản.").format(
                period=code
            ),
            _("Tổng hợp trước: par-xl merge {period}.").format(period=code),
        )
    if result is not None and line is None:
        raise ParXlError(
            _("Nhật ký không có lần tổng hợp nào của kỳ {period}, mà {file} còn đó.").format(
                period=code, file=folder.name(json)
            ),
            _(
                "Chép lại .par-xl/ledger.jsonl từ bản sao lưu; không có thì tổng hợp lại, nhật ký "
                "được lập mới: par-xl merge {period}."
            ).format(period=code),
        )
    if result is None or line is None or not is_recorded:
        raise damaged(json, code)
    return result, line


def _plan(folder: Folder, line: LedgerLine, present: Plan) -> Plan:
    """The plan that was merged with; who signs, and where mail goes, as it stands now."""
    store, suffix = Store(folder.store), folder.plan.suffix
    if not _is_whole(store, line.plan_sha256, suffix):
        return present
    content = read_file(store.path(line.plan_sha256, suffix))
    merged = read_plan_content(content, folder.plan.name)
    units = {
        code: replace(unit, email=present.units[code].email) if code in present.units else unit
        for code, unit in merged.units.items()
    }
    return replace(merged, info=present.info, units=units)


def _as_read(folder: Folder, line: LedgerLine, plan: Plan, period: Period) -> History | None:
    """The earlier results that a merge read: what its own master is compared with; None where they
    are not kept any more."""
    store, results = Store(folder.store), f"{folder.name(folder.merged)}/"
    is_kept = all(
        _is_whole(store, sha256, PurePath(name).suffix)
        for name, sha256 in line.inputs.items()
        if name.startswith(results)
    )
    return History(folder, plan, period, line) if is_kept else None


def _is_whole(store: Store, sha256: str, suffix: str) -> bool:
    try:
        return store.is_whole(sha256, suffix)
    except UnreadError:
        return False
