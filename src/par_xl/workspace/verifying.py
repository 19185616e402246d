"""``log --verify``: the ledger held against all that lies in the folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from gettext import gettext as _
from pathlib import Path, PurePath

from pydantic import ValidationError

from par_xl.ledger import Kind, Ledger, LedgerFile, LedgerLine, read_ledger
from par_xl.merge.result import Result
from par_xl.system.files import BESIDE, file_bytes, file_sha256
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.words import PERIOD_CODE, PLAN_FILE, day, moment
from par_xl.workspace.checkout import is_cut_off
from par_xl.workspace.folder.received import received_files
from par_xl.workspace.folder.register import Register, read_register
from par_xl.workspace.history import unknown_merges
from par_xl.workspace.layout import Folder
from par_xl.workspace.receipts import Receipts
from par_xl.workspace.recording import counts_of
from par_xl.workspace.store import Store
from par_xl.workspace.undoing import oldest_undoable, results_of

CAME = N_("đến sau")


FROM_BACKUP = N_("So .par-xl/ledger.jsonl với bản sao lưu của cơ quan; không sửa tay tệp này.")
UNREAD = "?"
"""In place of a hash, where a file can't be read."""
_MOST = 20
"""Files named that can't be read; where a share is closed, none can."""


class Weight(Enum):
    """How much it says that something does not agree."""

    BROKEN = "broken"
    """The ledger, what was read, or what was written, is not what it was."""
    EDITED = "edited"
    """What people may do: a master filled in by hand, files that came later."""


@dataclass(frozen=True)
class Mismatch:
    """Something that is not as the ledger says, and what to do about it."""

    weight: Weight
    message: str
    fix: str

    @property
    def is_broken(self) -> bool:
        return self.weight is Weight.BROKEN


def broken(message: str, fix: str) -> Mismatch:
    """Something that nobody should have changed."""
    return Mismatch(Weight.BROKEN, message, fix)


def edited(message: str, fix: str) -> Mismatch:
    """Something that people may have changed."""
    return Mismatch(Weight.EDITED, message, fix)


class Hashes:
    """Hashes of the folder's files; those that can't be read are remembered, and told at the end.

    A file that is held is waited for, but only once in vain: all of a share may be closed.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._known: dict[Path, str | None] = {}
        self._unread: dict[Path, None] = {}

    def of(self, path: Path) -> str | None:
        """A file's hash; None where nothing lies, ``UNREAD`` where it can't be read."""
        if path not in self._known:
            try:
                self._known[path] = file_sha256(path, is_patient=not self._unread)
            except OSError:
                self._known[path] = UNREAD
                self.miss(path)
        return self._known[path]

    def miss(self, path: Path) -> None:
        """Remember that something can't be read."""
        self._unread[path] = None

    def unread(self) -> Iterator[Mismatch]:
        """What could not be read."""
        for path in list(self._unread)[:_MOST]:
            yield broken(
                _("Không đọc được {name}, nên chưa đối chiếu được.").format(
                    name=self._folder.name(path)
                ),
                _(
                    "Đóng tệp nếu đang mở ở nơi khác, kiểm tra quyền đọc, xem có phải thư mục "
                    "trùng tên không, rồi chạy lại."
                ),
            )
        if more := len(list(self._unread)[_MOST:]):
            yield broken(
                _("Không đọc được {count} tệp nữa.").format(count=more),
                _("Kiểm tra quyền đọc thư mục làm việc và ổ đĩa."),
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
    """Hold the ledger against what was read, written and kept.

    Raises:
        ParXlError: the ledger can't be read.
    """
    ledger = Ledger(read_ledger(folder.ledger))
    periods = dict.fromkeys(line.period for line in ledger.lines)
    current = [line for line in map(ledger.current, periods) if line is not None]
    named = _named(ledger)
    return Verified(
        len(ledger.all),
        len(named),
        sum(len(line.outputs) for line in current),
        tuple(_mismatches(folder, ledger, current, named)),
        ledger.tail(),
    )


def _mismatches(
    folder: Folder,
    ledger: Ledger,
    current: list[LedgerLine],
    named: dict[tuple[str, str], str],
) -> Iterator[Mismatch]:
    hashes = Hashes(folder)
    merges = [merge for merge in map(ledger.lying, (line.period for line in current)) if merge]
    if is_cut_off(folder):
        yield broken(
            _("Lần ghi gần nhất bị ngắt giữa chừng."),
            _("Chạy lại lệnh tổng hợp: chương trình tự ghi nốt hoặc trả về như trước."),
        )
    yield from _chain(ledger)
    yield from _numbers(folder, ledger)
    yield from _inputs(folder, hashes, named)
    for line in current:
        yield from _outputs(folder, hashes, ledger, line)
    yield from _unknown(folder, ledger)
    yield from _undoable(folder, hashes, ledger)
    yield from _copies(folder, hashes, ledger)
    for merge in merges:
        yield from _received(folder, hashes, ledger, merge)
    yield from _register(folder, ledger, merges)
    yield from _plan(folder, hashes, ledger)
    yield from hashes.unread()


def _chain(ledger: Ledger) -> Iterator[Mismatch]:
    """Lines that do not follow the line before."""
    before = ""
    for number, line in enumerate(ledger.all, start=1):
        if line.before != before:
            yield broken(
                _("{line} không nối với dòng trước: có dòng bị sửa, xóa hoặc chen vào.").format(
                    line=_line(number, line)
                ),
                _(FROM_BACKUP),
            )
        before = line.hash()


def _numbers(folder: Folder, ledger: Ledger) -> Iterator[Mismatch]:
    """Merges that the ledger lacks, or has twice; what was undone without being there; what
    befell a closed period, or one that is none."""
    last: dict[str, int] = {}
    standing: dict[str, list[int]] = {}
    closed: set[str] = set()
    for number, line in enumerate(ledger.all, start=1):
        if line.kind is Kind.WRITE:
            continue
        before, stack = last.get(line.period, 0), standing.setdefault(line.period, [])
        if (line.kind in (Kind.LATE, Kind.REOPEN)) != (line.period in closed):
            message = (
                _("{line}: khi đó kỳ này đã chốt.")
                if line.period in closed
                else _("{line}: khi đó kỳ này chưa chốt.")
            )
            yield broken(message.format(line=_line(number, line)), _(FROM_BACKUP))
        if line.kind is Kind.CLOSE:
            closed.add(line.period)
        elif line.kind is Kind.REOPEN:
            closed.discard(line.period)
        if line.kind not in (Kind.MERGE, Kind.UNDO):
            if [line.merge_number] != stack[-1:]:
                yield broken(
                    _("{line}: khi đó không có lần tổng hợp nào như vậy.").format(
                        line=_line(number, line)
                    ),
                    _(FROM_BACKUP),
                )
            continue
        if line.kind is Kind.UNDO:
            undone = stack.pop() if stack else None
            if (line.undone, line.merge_number) != (undone, stack[-1] if stack else 0):
                yield broken(
                    _("{line}: không có lần nào như vậy để hoàn tác.").format(
                        line=_line(number, line)
                    ),
                    _(FROM_BACKUP),
                )
            continue
        if line.merge_number <= before:
            yield broken(
                _("{line}: số lần này đã dùng trước đó.").format(line=_line(number, line)),
                _(FROM_BACKUP),
            )
        elif not before and line.merge_number != 1:
            yield broken(
                _("Nhật ký kỳ {period} bắt đầu từ lần {number}: các lần trước đó đã mất.").format(
                    period=line.period, number=line.merge_number
                ),
                _(FROM_BACKUP),
            )
        elif line.merge_number != before + 1:
            yield _gap(line.period, before + 1, line.merge_number - 1)
        last[line.period] = max(before, line.merge_number)
        stack.append(line.merge_number)
    for period, after in unknown_merges(folder, ledger).items():
        before = last.get(period, 0)
        if before and after > before:
            yield _gap(period, before + 1, after)


def _gap(period: str, first: int, last: int) -> Mismatch:
    """A copy of the ledger that was put back lacks what came after it."""
    message = (
        _("Nhật ký không có lần {first} của kỳ {period}, dù đã tổng hợp.")
        if first == last
        else _("Nhật ký không có các lần {first} đến {last} của kỳ {period}, dù đã tổng hợp.")
    )
    return edited(
        message.format(first=first, last=last, period=period),
        _(
            "Nếu đã chép lại nhật ký từ bản sao lưu cũ hơn thì không cần làm gì; nếu không, tìm "
            "bản sao lưu mới hơn."
        ),
    )


def _line(number: int, line: LedgerLine) -> str:
    told = {
        Kind.UNDO: _("Nhật ký dòng {line} (kỳ {period} hoàn tác lần {undone}, {at})"),
        Kind.CLOSE: _("Nhật ký dòng {line} (kỳ {period} chốt lần {number}, {at})"),
        Kind.LATE: _("Nhật ký dòng {line} (kỳ {period} nhận sau khi chốt, {at})"),
        Kind.REOPEN: _("Nhật ký dòng {line} (kỳ {period} bỏ chốt lần {number}, {at})"),
        Kind.MERGE: _("Nhật ký dòng {line} (kỳ {period} lần {number}, {at})"),
        Kind.WRITE: _("Nhật ký dòng {line} ({at})"),
    }
    return told[line.kind].format(
        line=number,
        period=line.period,
        undone=line.undone,
        number=line.merge_number,
        at=moment(line.at, _),
    )


def _named(ledger: Ledger) -> dict[tuple[str, str], str]:
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
            found.setdefault((sha256, PurePath(name).suffix), f"«{name}» ({where})")
        for file in line.files:
            if not file.is_too_large:
                found.setdefault((file.sha256, ""), f"«{file.file}» ({where})")
    return found


def _inputs(
    folder: Folder, hashes: Hashes, named: dict[tuple[str, str], str]
) -> Iterator[Mismatch]:
    """Received files, plans and results in the store."""
    for (sha256, suffix), name in named.items():
        path = Store(folder.store).path(sha256, suffix)
        found = hashes.of(path)
        if found not in (sha256, UNREAD):
            message = (
                _("Bản lưu của {name} không còn: {path}.")
                if found is None
                else _("Bản lưu của {name} đã bị thay đổi: {path}.")
            )
            yield broken(
                message.format(name=name, path=folder.name(path)),
                _("Chép lại tệp đó từ bản sao lưu của cơ quan; thiếu nó thì không dựng lại được."),
            )


def _undoable(folder: Folder, hashes: Hashes, ledger: Ledger) -> Iterator[Mismatch]:
    """What merges and closings replaced: it is put back where they are undone."""
    store, lay = Store(folder.store), dict[str, LedgerLine]()
    for line in ledger.standing():
        before, lay[line.period] = lay.get(line.period), line
        if before is None or line.merge_number < oldest_undoable(ledger, line.period):
            continue
        for name, written in before.outputs.items():
            path, suffix = folder.place(name), PurePath(name).suffix
            # The master with all that people had typed there.
            typed = line.checkout.get(name, (None, None))[0] if suffix == ".xlsx" else None
            kept = store.path(typed or written, suffix)
            again = folder.rebuilt(line.period, before.merge_number).folder / path.name
            if hashes.of(kept) is not None or hashes.of(again) is not None:
                continue
            message = (
                _(
                    "Thiếu {name}, bản sao lưu trước khi chốt lần {number}: chưa hoàn tác được "
                    "việc đó."
                )
                if line.kind is Kind.CLOSE
                else _("Thiếu {name}, bản sao lưu trước lần {number}: chưa hoàn tác được việc đó.")
            )
            yield broken(
                message.format(name=folder.name(kept), number=line.merge_number),
                _("Để hoàn tác được, dựng lại bằng: {rebuild}.").format(
                    rebuild=f"par-xl merge {line.period} --as-recorded {before.merge_number}"
                ),
            )


def _copies(folder: Folder, hashes: Hashes, ledger: Ledger) -> Iterator[Mismatch]:
    """Results in the store, and those that were rebuilt."""
    store, seen = Store(folder.store), set[Path]()
    for line in ledger.lines:
        number = line.undone or line.merge_number
        places = {store.path(*each): each[0] for each in results_of(line)}
        if line.kind is Kind.MERGE:
            rebuilt = folder.rebuilt(line.period, number)
            json = line.outputs.get(folder.name(folder.results(line.period).json))
            places |= {rebuilt.json: json} if json else {}
        for path, recorded in places.items():
            found = hashes.of(path)
            if path in seen or found in (None, recorded, UNREAD):
                continue
            seen.add(path)
            yield broken(
                _("{name} không phải là tệp mà lần tổng hợp {number} đã ghi.").format(
                    name=folder.name(path), number=number
                ),
                _(
                    "Chuyển tệp đó đi nơi khác; muốn có lại thì dựng lại bằng: par-xl merge "
                    "{period} --as-recorded {number}."
                ).format(period=line.period, number=number),
            )


def _outputs(
    folder: Folder, hashes: Hashes, ledger: Ledger, line: LedgerLine
) -> Iterator[Mismatch]:
    """The files that the current *line* of a period says lie there."""
    places = folder.results(line.period)
    written = ledger.written(line.period)
    is_closed = ledger.closing(line.period) is not None
    again = (
        _("Dựng lại đúng như khi chốt: par-xl close {period}.").format(period=line.period)
        if is_closed
        else _("Tổng hợp lại: par-xl merge {period}.").format(period=line.period)
    )
    for path in places.all:
        name = folder.name(path)
        # What was put back is to be what was written there, whatever the undo's line says.
        wanted = line.outputs.get(name)
        if written is not None and path != places.master:
            wanted = written.outputs.get(name) or wanted
        found = hashes.of(path)
        if wanted is None or found in (wanted, UNREAD):
            continue
        if found is None:
            yield broken(
                _("Thiếu {name} của lần {number}.").format(name=name, number=line.merge_number),
                again,
            )
        elif path == places.master:
            yield edited(
                _("{name} đã được sửa sau lần tổng hợp {number}.").format(
                    name=name, number=line.merge_number
                ),
                _("Nếu là phần rà soát điền tay thì không cần làm gì; số liệu gốc ở tệp .json."),
            )
        else:
            yield broken(
                _("{name} không phải là tệp mà lần tổng hợp {number} đã ghi.").format(
                    name=name, number=line.merge_number
                ),
                again,
            )
    merge = ledger.lying(line.period)
    json = written.outputs.get(folder.name(places.json)) if written else None
    if merge is not None and json is not None and hashes.of(places.json) == json:
        yield from _told(folder, hashes, ledger, line, merge)


def _told(
    folder: Folder, hashes: Hashes, ledger: Ledger, line: LedgerLine, merge: LedgerLine
) -> Iterator[Mismatch]:
    """What a line and the JSON both tell: no line after the last one vouches for it."""
    path = folder.results(line.period).json
    try:
        result = Result.model_validate_json(file_bytes(path))
    except OSError:
        hashes.miss(path)
        return
    except ValidationError:
        yield broken(
            _("{name} không phải là một kết quả tổng hợp.").format(name=folder.name(path)),
            _("Tổng hợp lại: par-xl merge {period}.").format(period=line.period),
        )
        return
    closing = ledger.closing(line.period)
    compared = [*_compared(result, line, merge), (_("việc chốt kỳ"), _is_closed(result, closing))]
    differ = [name for name, is_same in compared if not is_same]
    if differ:
        yield broken(
            _(
                "Nhật ký lần {number} kỳ {period} khác với {name} ở: {differences}. Dòng nhật ký "
                "đó đã bị sửa."
            ).format(
                number=line.merge_number,
                period=line.period,
                name=folder.name(path),
                differences=", ".join(differ),
            ),
            _(FROM_BACKUP),
        )


def _compared(result: Result, line: LedgerLine, merge: LedgerLine) -> Iterator[tuple[str, bool]]:
    yield _("kỳ"), result.period == line.period
    yield _("số lần"), result.merge_number == line.merge_number
    yield _("ngày tính quá hạn"), result.as_of == line.as_of == merge.as_of
    plans = {line.plan_sha256, merge.plan_sha256, merge.inputs.get(PLAN_FILE, "")}
    yield _("kế hoạch"), len(plans) == 1
    yield _("mã nội dung"), line.content_sha256 == merge.content_sha256
    told = {(f.file, f.sha256, f.unit, f.state, f.received_on) for f in merge.files}
    found = {(s.file, s.sha256, s.unit, s.state, s.received_on) for s in result.submissions}
    names = sorted({f"«{file}»" for file, *_ in told ^ found})
    files = _("tệp {files}").format(files=", ".join(names[:3]))
    yield files, not names and len(merge.files) == len(result.submissions)
    entries = merge.counts.get("entries", 0) if result.entries is None else len(result.entries)
    counted = counts_of(result, entries)
    # Another version may have counted other things, too.
    is_same = all(counted.get(name, count) == count for name, count in merge.counts.items())
    yield _("số đếm"), is_same


def _is_closed(result: Result, closing: LedgerLine | None) -> bool:
    """Whether the JSON tells the same of the closing."""
    if closing is None or result.closed is None:
        return result.closed is None and closing is None
    return (result.closed.at, result.closed.by) == (closing.at, closing.by)


def _unknown(folder: Folder, ledger: Ledger) -> Iterator[Mismatch]:
    """Results that no merge wrote."""
    for path in sorted(folder.merged.glob("*")):
        # People may keep workbooks of their own there.
        is_result = path.suffix == ".json" or (
            path.suffix in (".xlsx", ".parquet") and PERIOD_CODE.fullmatch(path.stem)
        )
        if not is_result or path.name.startswith(BESIDE):
            continue
        line = ledger.current(path.stem)
        if line is None or folder.name(path) not in line.outputs:
            yield broken(
                _("{name}: nhật ký không có lần tổng hợp nào ghi ra tệp này.").format(
                    name=folder.name(path)
                ),
                _("Chuyển tệp đi nơi khác, hoặc khôi phục nhật ký từ bản sao lưu."),
            )


def _received(
    folder: Folder, hashes: Hashes, ledger: Ledger, merge: LedgerLine
) -> Iterator[Mismatch]:
    """What lies in ``da-nop`` against what the merge read, or what came since its closing."""
    late = {file.file for line in ledger.late(merge.period) for file in line.files}
    try:
        changed = list(changed_files(folder, hashes, merge))
    except ParXlError as error:
        yield broken(error.message, error.fix)
        return
    for name, was in changed:
        if was is not CAME or name not in late:
            yield edited(
                _("{period}/{name}: {was} kể từ lần tổng hợp {number}.").format(
                    period=merge.period, name=name, was=translated(was), number=merge.merge_number
                ),
                _merge_again(ledger, merge),
            )


def changed_files(folder: Folder, hashes: Hashes, merge: LedgerLine) -> Iterator[tuple[str, str]]:
    """Forms in ``da-nop`` that are not those that a merge read, and what became of each.

    Raises:
        ParXlError: a folder in there can't be looked into.
    """
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
        elif hashes.of(there[name].path) not in (read[name], UNREAD):
            yield name, N_("đã được thay")


def _register(folder: Folder, ledger: Ledger, merges: Sequence[LedgerLine]) -> Iterator[Mismatch]:
    """Days of receipt in the register against those that the merges counted with."""
    if not any(merge.files for merge in merges):
        return
    name = folder.name(folder.register)
    try:
        known = read_register(folder.register) if os.path.lexists(folder.register) else None
    except (ParXlError, OSError):
        yield broken(
            _("Không đọc được {name}, nên chưa đối chiếu được ngày nhận.").format(name=name),
            _("Mở tệp bằng Excel, sửa cho đúng rồi lưu lại; nếu đang mở ở nơi khác thì đóng lại."),
        )
        return
    if known is None:
        yield edited(
            _("Không còn {name}, sổ ghi ngày nhận các tệp.").format(name=name),
            _("Chép lại tệp đó từ bản sao lưu của cơ quan."),
        )
        return
    for merge in merges:
        yield from _days(name, known, ledger, merge)


def _days(name: str, known: Register, ledger: Ledger, merge: LedgerLine) -> Iterator[Mismatch]:
    for file, now in _days_now(known, ledger, merge):
        message = (
            _(
                "{name}, {period}/{file}: ngày nhận nay là {now}; lần tổng hợp {number} tính ngày "
                "{before}."
            )
            if now
            else _(
                "{name}, {period}/{file}: không còn dòng nào; lần tổng hợp {number} tính ngày "
                "{before}."
            )
        )
        yield edited(
            message.format(
                name=name,
                period=merge.period,
                file=file.file,
                now=day(now) if now else "",
                number=merge.merge_number,
                before=day(file.received_on),
            ),
            _merge_again(ledger, merge),
        )


def corrected_days(
    known: Register, ledger: Ledger, merge: LedgerLine
) -> Iterator[tuple[str, date]]:
    """Files of a merge for which people entered another day since, and that day."""
    for file, now in _days_now(known, ledger, merge):
        if now is not None:
            yield file.file, now


def _days_now(
    known: Register, ledger: Ledger, merge: LedgerLine
) -> Iterator[tuple[LedgerFile, date | None]]:
    """Files whose day in the register is another one; None: they have no row there."""
    receipts = Receipts(known, ledger.lines, merge.period)
    receipts.follow({file.file: (file.sha256, file.changed_on) for file in merge.files})
    for file in merge.files:
        now = receipts.day(file.file) if receipts.has_row(file.file) else None
        if now != file.received_on:
            yield file, now


def _plan(folder: Folder, hashes: Hashes, ledger: Ledger) -> Iterator[Mismatch]:
    """The plan against the one that the last merge read."""
    standing = ledger.standing()
    if standing and hashes.of(folder.plan) not in (standing[-1].plan_sha256, UNREAD):
        last = standing[-1]
        yield edited(
            _("{name}: đã được sửa kể từ lần tổng hợp {number} kỳ {period}.").format(
                name=folder.name(folder.plan), number=last.merge_number, period=last.period
            ),
            _merge_again(ledger, last),
        )


def _merge_again(ledger: Ledger, merge: LedgerLine) -> str:
    if ledger.closing(merge.period):
        return _(
            "Kỳ này đã chốt, kết quả giữ nguyên; tệp đến sau được ghi riêng khi chạy: par-xl "
            "merge {period}."
        ).format(period=merge.period)
    return _("Nếu đúng như vậy, tổng hợp lại: par-xl merge {period}.").format(period=merge.period)
