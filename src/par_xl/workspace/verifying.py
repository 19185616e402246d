"""``log --verify``: compare the ledger with all that lies in the folder."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from gettext import gettext as _
from pathlib import Path, PurePath
from typing import Any

from par_xl.ledger import Kind, Ledger, LedgerFile, LedgerLine, read_ledger
from par_xl.merge.result import Result
from par_xl.system.files import BESIDE, file_sha256
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.words import PERIOD_CODE, PLAN_FILE, day, moment
from par_xl.workspace.checkout import is_interrupted
from par_xl.workspace.edited_master import changes_in_master
from par_xl.workspace.inbox import received_files
from par_xl.workspace.layout import Folder
from par_xl.workspace.period_result import read_result, unknown_merges
from par_xl.workspace.register import Receipts, Register, read_register
from par_xl.workspace.store import Store

CAME = N_("đến sau")
UNREAD = "?"
"""In place of a hash, where a file can't be read."""
_MOST = 20
"""Files named that can't be read; where a share is closed, none can."""


@dataclass(frozen=True)
class Mismatch:
    """Something that is not as the ledger says, and what to do about it.

    ``is_broken``: the ledger, what was read, or what was written, is not what it was; else it is
    what people may do, as filling in a master or sending more files.
    """

    is_broken: bool
    message: str
    fix: str


def _mismatch(is_broken: bool, message: str, fix: str, **values: object) -> Mismatch:
    return Mismatch(is_broken, _(message).format(**values), _(fix).format(**values))


_broken = partial(_mismatch, True)
_noted = partial(_mismatch, False)

_FROM_BACKUP = N_("So .par-xl/ledger.jsonl với bản sao lưu của cơ quan; không sửa tay tệp này.")
_MERGE = N_("Tổng hợp lại: par-xl merge {period}.")
_MERGE_IF_SO = N_("Nếu đúng như vậy, tổng hợp lại: par-xl merge {period}.")
_LISTED_APART = N_(
    "Kỳ này đã chốt, kết quả giữ nguyên; tệp đến sau được ghi riêng khi chạy: par-xl merge "
    "{period}."
)
_INPUT_BACKUP = N_("Chép lại tệp đó từ bản sao lưu của cơ quan; thiếu nó thì không dựng lại được.")
_FILLED_IN = N_("Nếu là phần rà soát điền tay thì không cần làm gì; số liệu gốc ở tệp .json.")
_WAS_FILLED_IN = N_("{name} đã được sửa sau lần tổng hợp {number}.")
_NOT_FILLED_IN = N_(
    "{name} đã bị sửa sau lần tổng hợp {number} ở {count} ô không phải là phần điền tay: {cells}."
)
_NOT_COMPARABLE = N_(
    "{name} đã được sửa sau lần tổng hợp {number}; không biết ô nào, vì bản lưu của tệp đã ghi "
    "không còn."
)
_REOPEN = N_(
    "Kỳ này đã chốt: par-xl reopen {period}, par-xl merge {period}, rồi par-xl close {period}."
)
_NO_BACKUP = N_("Thiếu {name}, bản sao lưu trước lần {number}: chưa hoàn tác được việc đó.")
_NO_BACKUP_OF_CLOSING = N_(
    "Thiếu {name}, bản sao lưu trước khi chốt lần {number}: chưa hoàn tác được việc đó."
)
_UNREAD_REGISTER = N_("Không đọc được {name}, nên chưa đối chiếu được ngày nhận.")
_MEND_REGISTER = N_(
    "Mở tệp bằng Excel, sửa cho đúng rồi lưu lại; nếu đang mở ở nơi khác thì đóng lại."
)
_OTHER_DAY = N_(
    "{name}, {period}/{file}: ngày nhận nay là {now}; lần tổng hợp {number} tính ngày {before}."
)
_NO_ROW = N_(
    "{name}, {period}/{file}: không còn dòng nào; lần tổng hợp {number} tính ngày {before}."
)
_OTHER_OUTPUT = N_("{name} không phải là tệp mà lần tổng hợp {number} đã ghi.")


class Hashes:
    """Hashes of the folder's files; those that can't be read are remembered.

    A file that is held is waited for, but only once in vain: all of a share may be closed.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._known: dict[Path, str | None] = {}
        self._unread: dict[Path, None] = {}

    def of(self, path: Path) -> str | None:
        """Return a file's hash; None where nothing lies, ``UNREAD`` where it can't be read."""
        if path not in self._known:
            try:
                self._known[path] = file_sha256(path, is_patient=not self._unread)
            except OSError:
                self._known[path] = UNREAD
                self._unread[path] = None
        return self._known[path]

    def differs(self, path: Path, *wanted: str | None) -> bool:
        """Whether a file can be read, or is not there, and its hash is none of those."""
        return self.of(path) not in (*wanted, UNREAD)

    def unread(self) -> Iterator[Mismatch]:
        """Yield what could not be read."""
        unread = list(self._unread)
        for path in unread[:_MOST]:
            yield _broken(
                N_("Không đọc được {name}, nên chưa đối chiếu được."),
                N_(
                    "Đóng tệp nếu đang mở ở nơi khác, kiểm tra quyền đọc, xem có phải thư mục "
                    "trùng tên không, rồi chạy lại."
                ),
                name=self._folder.name(path),
            )
        if more := unread[_MOST:]:
            yield _broken(
                N_("Không đọc được {count} tệp nữa."),
                N_("Kiểm tra quyền đọc thư mục làm việc và ổ đĩa."),
                count=len(more),
            )


@dataclass(frozen=True)
class Verified:
    """What was held against each other, and what did not agree."""

    lines: int
    files: int
    """Kept files that were read."""
    outputs: int
    mismatches: tuple[Mismatch, ...]
    tail: str
    """The last line's hash; empty where there is none. Noted elsewhere, it shows who wrote the
    ledger anew."""

    @property
    def is_broken(self) -> bool:
        """Whether something is not what the ledger says it was, and nobody may have changed it."""
        return any(each.is_broken for each in self.mismatches)


def verify(folder: Folder) -> Verified:
    """Compare the ledger with what was read, written and kept.

    Raises:
        ParXlError: the ledger can't be read.
    """
    check = _Check(folder, Ledger(read_ledger(folder.ledger)))
    mismatches = tuple(check.all())
    return Verified(
        len(check.ledger.all),
        len(check.inputs),
        sum(len(line.outputs) for line in check.current),
        mismatches,
        check.ledger.tail(),
    )


class _Check:
    """One look at folder and ledger: each method is a check of its own."""

    def __init__(self, folder: Folder, ledger: Ledger) -> None:
        self.folder, self.ledger = folder, ledger
        self.hashes, self.store = Hashes(folder), Store(folder.store)
        self.inputs = _inputs(ledger)
        periods = dict.fromkeys(line.period for line in ledger.lines)
        self.current = [line for line in map(ledger.current, periods) if line is not None]
        merges = (ledger.current_merge(line.period) for line in self.current)
        self.merges = [merge for merge in merges if merge is not None]

    def all(self) -> Iterator[Mismatch]:
        """All checks, in the order in which people are shown what they find."""
        if is_interrupted(self.folder):
            yield _broken(
                N_("Lần ghi gần nhất bị ngắt giữa chừng."),
                N_("Chạy lại lệnh tổng hợp: chương trình tự ghi nốt hoặc trả về như trước."),
            )
        yield from self.chain()
        yield from self.numbers()
        yield from self.stored_inputs()
        for line in self.current:
            yield from self.outputs(line)
        yield from self.unknown_results()
        yield from self.undoable()
        yield from self.copies()
        for merge in self.merges:
            yield from self.received(merge)
        yield from self.register()
        # Earlier periods keep theirs.
        newest = self.ledger.current_merge(self.ledger.newest() or "")
        if newest and self.hashes.differs(self.folder.plan, newest.plan_sha256):
            message = N_("{name}: đã được sửa kể từ lần tổng hợp {number} kỳ {period}.")
            yield self._since(newest, message, name=self.folder.name(self.folder.plan))
        yield from self.hashes.unread()

    def chain(self) -> Iterator[Mismatch]:
        """Lines that do not follow the line before."""
        before = ""
        for number, line in enumerate(self.ledger.all, start=1):
            if line.before != before:
                yield _broken(
                    N_("{line} không nối với dòng trước: có dòng bị sửa, xóa hoặc chen vào."),
                    _FROM_BACKUP,
                    line=_line(number, line),
                )
            before = line.hash()

    def numbers(self) -> Iterator[Mismatch]:
        """Yield merges that the ledger lacks, or has twice; what was undone without being there;
        what befell a closed period, or one that is none."""
        last: dict[str, int] = defaultdict(int)
        standing: dict[str, list[int]] = defaultdict(list)
        closed: set[str] = set()
        for number, line in enumerate(self.ledger.all, start=1):
            if line.kind is Kind.WRITE:
                continue
            period, stack, wrong = line.period, standing[line.period], []
            is_closed = period in closed
            if (line.kind in (Kind.LATE, Kind.REOPEN)) != is_closed:
                closed_then = N_("{line}: khi đó kỳ này đã chốt.")
                wrong.append(closed_then if is_closed else N_("{line}: khi đó kỳ này chưa chốt."))
            if line.kind is Kind.CLOSE:
                closed.add(period)
            elif line.kind is Kind.REOPEN:
                closed.discard(period)
            if line.kind is Kind.MERGE:
                before, last[period] = last[period], max(last[period], line.merge_number)
                stack.append(line.merge_number)
                if line.merge_number <= before:
                    wrong.append(N_("{line}: số lần này đã dùng trước đó."))
                elif not before and line.merge_number != 1:
                    wrong.append(
                        N_("Nhật ký kỳ {period} bắt đầu từ lần {number}: các lần trước đó đã mất.")
                    )
                elif line.merge_number != before + 1:
                    yield _gap(period, before + 1, line.merge_number - 1)
            elif line.kind is Kind.UNDO:
                undone = stack.pop() if stack else None
                if (line.undone, line.merge_number) != (undone, stack[-1] if stack else 0):
                    wrong.append(N_("{line}: không có lần nào như vậy để hoàn tác."))
            elif [line.merge_number] != stack[-1:]:
                wrong.append(N_("{line}: khi đó không có lần tổng hợp nào như vậy."))
            for message in wrong:
                which = {"line": _line(number, line), "number": line.merge_number}
                yield _broken(message, _FROM_BACKUP, period=period, **which)
        for period, after in unknown_merges(self.folder, self.ledger).items():
            if 0 < last[period] < after:
                yield _gap(period, last[period] + 1, after)

    def stored_inputs(self) -> Iterator[Mismatch]:
        """Received files, plans and results in the store."""
        for (sha256, suffix), name in self.inputs.items():
            path = self.store.path(sha256, suffix)
            if self.hashes.differs(path, sha256):
                message = N_("Bản lưu của {name} đã bị thay đổi: {path}.")
                if self.hashes.of(path) is None:
                    message = N_("Bản lưu của {name} không còn: {path}.")
                yield _broken(message, _INPUT_BACKUP, name=name, path=self.folder.name(path))

    def undoable(self) -> Iterator[Mismatch]:
        """Yield what merges and closings replaced: it is put back where they are undone."""
        lay: dict[str, LedgerLine] = {}
        for line in self.ledger.standing():
            before, lay[line.period] = lay.get(line.period), line
            if before is None or line.merge_number < self.ledger.oldest_undoable(line.period):
                continue
            for name, written in before.outputs.items():
                suffix = PurePath(name).suffix
                # The master with all that people had typed there.
                typed = line.checkout.get(name, (None, None))[0] if suffix == ".xlsx" else None
                stored = self.store.path(typed or written, suffix)
                rebuilt = self.folder.rebuilt(line.period, before.merge_number).folder
                again = rebuilt / self.folder.place(name).name
                if self.hashes.of(stored) is None and self.hashes.of(again) is None:
                    yield _broken(
                        _NO_BACKUP_OF_CLOSING if line.kind is Kind.CLOSE else _NO_BACKUP,
                        N_("Để hoàn tác được, dựng lại bằng: {rebuild}."),
                        name=self.folder.name(stored),
                        number=line.merge_number,
                        rebuild=f"par-xl merge {line.period} --as-recorded {before.merge_number}",
                    )

    def copies(self) -> Iterator[Mismatch]:
        """Results in the store, and those that were rebuilt."""
        seen: set[Path] = set()
        for line in self.ledger.lines:
            number = line.undone or line.merge_number
            places = {self.store.path(*each): each[0] for each in line.results()}
            if line.kind is Kind.MERGE:
                rebuilt = self.folder.rebuilt(line.period, number)
                json = line.outputs.get(self.folder.name(self.folder.results(line.period).json))
                places |= {rebuilt.json: json} if json else {}
            for path, recorded in places.items():
                if path not in seen and self.hashes.differs(path, None, recorded):
                    seen.add(path)
                    yield _broken(
                        _OTHER_OUTPUT,
                        N_(
                            "Chuyển tệp đó đi nơi khác; muốn có lại thì dựng lại bằng: par-xl "
                            "merge {period} --as-recorded {number}."
                        ),
                        name=self.folder.name(path),
                        number=number,
                        period=line.period,
                    )

    def outputs(self, line: LedgerLine) -> Iterator[Mismatch]:
        """Yield the files that the current *line* of a period says lie there."""
        period, places = line.period, self.folder.results(line.period)
        written = self.ledger.written(period)
        for path in places.all:
            name = self.folder.name(path)
            # What was put back is to be what was written there, whatever the undo's line says.
            wanted = line.outputs.get(name)
            if written is not None and path != places.master:
                wanted = written.outputs.get(name) or wanted
            if wanted is None or not self.hashes.differs(path, wanted):
                continue
            values = {"name": name, "number": line.merge_number, "period": period}
            is_gone = self.hashes.of(path) is None
            if path == places.master and not is_gone:
                yield from self.master(line)
                continue
            message = N_("Thiếu {name} của lần {number}.") if is_gone else _OTHER_OUTPUT
            again = N_("Dựng lại đúng như khi chốt: par-xl close {period}.")
            yield _broken(message, again if self.ledger.closing(period) else _MERGE, **values)
        merge = self.ledger.current_merge(period)
        json = written.outputs.get(self.folder.name(places.json)) if written else None
        if merge is not None and json is not None and self.hashes.of(places.json) == json:
            yield from self.result(line, merge)

    def master(self, line: LedgerLine) -> Iterator[Mismatch]:
        """Yield what people changed in the master of a period since the current *line*."""
        period = line.period
        name = self.folder.name(self.folder.results(period).master)
        values = {"name": name, "number": line.merge_number, "period": period}
        try:
            edited = changes_in_master(self.folder, self.ledger, period)
        except ParXlError as error:
            yield Mismatch(True, error.message, error.fix)
            return
        again = _REOPEN if self.ledger.closing(period) else _MERGE
        if not edited.is_comparable:
            yield _broken(_NOT_COMPARABLE, again, **values)
        elif edited.cells:
            values |= {"count": edited.count, "cells": edited.named()}
            yield _broken(_NOT_FILLED_IN, again, **values)
        else:
            yield _noted(_WAS_FILLED_IN, _FILLED_IN, **values)

    def result(self, line: LedgerLine, merge: LedgerLine) -> Iterator[Mismatch]:
        """Yield what a line and the JSON both say: no line after the last one vouches for it."""
        path = self.folder.results(line.period).json
        values = {"name": self.folder.name(path), "period": line.period}
        if (result := read_result(path)) is None:
            yield _broken(N_("{name} không phải là một kết quả tổng hợp."), _MERGE, **values)
            return
        closings = (result.closed, self.ledger.closing(line.period))
        stated, known = [each and (each.at, each.by) for each in closings]
        compared = [*_compared(result, line, merge), (_("việc chốt kỳ"), stated == known)]
        if differ := ", ".join(each for each, is_same in compared if not is_same):
            yield _broken(
                N_(
                    "Nhật ký lần {number} kỳ {period} khác với {name} ở: {differences}. Dòng nhật "
                    "ký đó đã bị sửa."
                ),
                _FROM_BACKUP,
                number=line.merge_number,
                differences=differ,
                **values,
            )

    def unknown_results(self) -> Iterator[Mismatch]:
        """Results that no merge wrote."""
        for path in sorted(self.folder.merged.glob("*")):
            # People may keep workbooks of their own there.
            is_result = path.suffix == ".json" or (
                path.suffix in (".xlsx", ".parquet") and PERIOD_CODE.fullmatch(path.stem)
            )
            if is_result and not path.name.startswith(BESIDE):
                line, name = self.ledger.current(path.stem), self.folder.name(path)
                if line is None or name not in line.outputs:
                    yield _broken(
                        N_("{name}: nhật ký không có lần tổng hợp nào ghi ra tệp này."),
                        N_("Chuyển tệp đi nơi khác, hoặc khôi phục nhật ký từ bản sao lưu."),
                        name=name,
                    )

    def received(self, merge: LedgerLine) -> Iterator[Mismatch]:
        """Yield what lies in ``da-nop`` against what the merge read, or what came since its
        closing."""
        late = {file.file for line in self.ledger.late(merge.period) for file in line.files}
        try:
            changed = list(changed_files(self.folder, self.hashes, merge))
        except ParXlError as error:
            yield Mismatch(True, error.message, error.fix)
            return
        message = N_("{period}/{name}: {was} kể từ lần tổng hợp {number}.")
        for name, was in changed:
            if was is not CAME or name not in late:
                yield self._since(merge, message, name=name, was=translated(was))

    def register(self) -> Iterator[Mismatch]:
        """Days of receipt in the register against those that the merges counted with."""
        if not any(merge.files for merge in self.merges):
            return
        path = self.folder.register
        name = self.folder.name(path)
        if not os.path.lexists(path):
            gone = N_("Không còn {name}, sổ ghi ngày nhận các tệp.")
            yield _noted(gone, N_("Chép lại tệp đó từ bản sao lưu của cơ quan."), name=name)
            return
        try:
            known = read_register(path)
        except (ParXlError, OSError):
            yield _broken(_UNREAD_REGISTER, _MEND_REGISTER, name=name)
            return
        for merge in self.merges:
            for file, now in days_now(known, self.ledger, merge):
                days = {"now": day(now) if now else "", "before": day(file.received_on)}
                message = _OTHER_DAY if now else _NO_ROW
                yield self._since(merge, message, name=name, file=file.file, **days)

    def _since(self, merge: LedgerLine, message: str, **values: object) -> Mismatch:
        """Something that people changed since a merge read it."""
        fix = _LISTED_APART if self.ledger.closing(merge.period) else _MERGE_IF_SO
        return _noted(message, fix, period=merge.period, number=merge.merge_number, **values)


def _gap(period: str, first: int, last: int) -> Mismatch:
    """Report a ledger that lacks what came after it was copied."""
    return _noted(
        N_("Nhật ký không có lần {first} của kỳ {period}, dù đã tổng hợp.")
        if first == last
        else N_("Nhật ký không có các lần {first} đến {last} của kỳ {period}, dù đã tổng hợp."),
        N_(
            "Nếu đã chép lại nhật ký từ bản sao lưu cũ hơn thì không cần làm gì; nếu không, tìm "
            "bản sao lưu mới hơn."
        ),
        first=first,
        last=last,
        period=period,
    )


def _line(number: int, line: LedgerLine) -> str:
    words = {
        Kind.UNDO: _("Nhật ký dòng {line} (kỳ {period} hoàn tác lần {undone}, {at})"),
        Kind.CLOSE: _("Nhật ký dòng {line} (kỳ {period} chốt lần {number}, {at})"),
        Kind.LATE: _("Nhật ký dòng {line} (kỳ {period} nhận sau khi chốt, {at})"),
        Kind.REOPEN: _("Nhật ký dòng {line} (kỳ {period} bỏ chốt lần {number}, {at})"),
        Kind.MERGE: _("Nhật ký dòng {line} (kỳ {period} lần {number}, {at})"),
        Kind.WRITE: _("Nhật ký dòng {line} ({at})"),
    }
    return words[line.kind].format(
        line=number,
        period=line.period,
        undone=line.undone,
        number=line.merge_number,
        at=moment(line.at, _),
    )


def _inputs(ledger: Ledger) -> dict[tuple[str, str], str]:
    """All that was read, as hashes and suffixes, each with a name for people."""
    found: dict[tuple[str, str], str] = {}
    for line in ledger.lines:
        if line.kind not in (Kind.MERGE, Kind.LATE):
            continue
        where = (
            _("kỳ {period} sau khi chốt")
            if line.kind is Kind.LATE
            else _("kỳ {period} lần {number}")
        ).format(period=line.period, number=line.merge_number)
        for name, sha256 in line.inputs.items():
            found.setdefault((sha256, PurePath(name).suffix), f"“{name}” ({where})")
        for file in line.files:
            if not file.is_too_large:
                found.setdefault((file.sha256, ""), f"“{file.file}” ({where})")
    return found


def _compared(result: Result, line: LedgerLine, merge: LedgerLine) -> Iterator[tuple[str, bool]]:
    yield _("kỳ"), result.period == line.period
    yield _("số lần"), result.merge_number == line.merge_number
    yield _("ngày tính quá hạn"), result.as_of == line.as_of == merge.as_of
    plans = {line.plan_sha256, merge.plan_sha256, merge.inputs.get(PLAN_FILE, "")}
    yield _("kế hoạch"), len(plans) == 1
    yield _("mã nội dung"), line.content_sha256 == merge.content_sha256
    recorded: set[tuple[Any, ...]] = {(g.file, g.unit, *g.keys) for g in merge.gone}
    recorded |= {(f.file, f.sha256, f.unit, f.state, f.received_on) for f in merge.files}
    found: set[tuple[Any, ...]] = {(g.file, g.unit, *g.keys) for g in result.gone}
    found |= {(s.file, s.sha256, s.unit, s.state, s.received_on) for s in result.submissions}
    names = sorted({f"“{file}”" for file, *_ in recorded ^ found})
    files = _("tệp {files}").format(files=", ".join(names[:3]))
    yield files, not names and len(merge.files) == len(result.submissions)
    entries = merge.counts.get("entries", 0) if result.entries is None else len(result.entries)
    counted = result.counts(entries)
    # Another version may have counted other things, too.
    is_same = all(counted.get(name, count) == count for name, count in merge.counts.items())
    yield _("số đếm"), is_same


def changed_files(folder: Folder, hashes: Hashes, merge: LedgerLine) -> Iterator[tuple[str, str]]:
    """Forms in ``da-nop`` that are not those that a merge read, and what became of each."""
    read = {file.file: file.sha256 for file in merge.files}
    there = {each.name: each for each in received_files(folder, merge.period)}
    there = {name: each for name, each in there.items() if each.is_spreadsheet}
    for name in sorted(read.keys() | there.keys()):
        if name not in there:
            yield name, N_("không còn trong da-nop (bản lưu vẫn còn)")
        elif name not in read:
            # One that nobody could read then, nor can now, did not come since.
            if name not in merge.others or hashes.of(there[name].path) != UNREAD:
                yield name, CAME
        elif hashes.differs(there[name].path, read[name]):
            yield name, N_("đã được thay")


def days_now(
    known: Register, ledger: Ledger, merge: LedgerLine
) -> Iterator[tuple[LedgerFile, date | None]]:
    """Files of a merge whose day in the register is another one; None: they have no row there."""
    receipts = Receipts(known, ledger.lines, merge.period)
    receipts.follow({file.file: (file.sha256, file.changed_on) for file in merge.files})
    for file in merge.files:
        now = receipts.day(file.file) if receipts.has_row(file.file) else None
        if now != file.received_on:
            yield file, now
