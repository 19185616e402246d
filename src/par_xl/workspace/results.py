"""A period's master written anew, with what people had typed into the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from par_xl.ledger import Kind, Ledger, LedgerLine
from par_xl.merge.result import Result
from par_xl.outputs.manual_entries import (
    UNMATCHED_SHEET,
    Address,
    ManualEntries,
    Unmatched,
    address_of,
)
from par_xl.outputs.manual_reading import read_manual_entries
from par_xl.outputs.office_corrections import as_typed, typed_corrections
from par_xl.outputs.typed_scores import wrong_scores
from par_xl.rules.office_corrections import SHEET as CORRECTIONS_SHEET
from par_xl.system.files import file_sha256, read_file
from par_xl.terms.words import CorrectionState, Index
from par_xl.workbooks.book import UnreadableFileError
from par_xl.workspace.consolidating import Consolidated
from par_xl.workspace.edited_master import MOST_NAMED, Changes, unreadable_master
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store


def write_results(
    found: Consolidated,
    result: Result,
    at: datetime,
    line: LedgerLine,
    typed: ManualEntries,
    changes: Changes,
) -> tuple[LedgerLine, tuple[str, ...]]:
    """Write the master, with what people *typed* into it before, as ``Consolidated`` has it; *line*
    with what was written, and what people are to know. *changes* are what they changed there that
    was not theirs."""
    session, period = found.session, line.period
    folder, ledger = session.folder, session.ledger
    backup = session.backup(found.places.master)
    line = replace(line, put_back=changes.count or None, by_hand=typed.count or None)
    written = found.write_master(result, at, [*ledger.of(period), line], typed)
    hashes = {folder.name(path): sha256 for path, sha256 in written.items()}
    line = replace(line, outputs=hashes)
    notes = (
        *_notes_on_changes(changes, backup),
        *_notes_on(typed, found.unmatched(typed), backup),
        *_notes_on_scores(found, typed, is_written=True),
    )
    return line, notes


def notes_on_current(found: Consolidated, typed: ManualEntries) -> Iterator[str]:
    """Yield what people are to know of what they *typed* into the master that lies and stays there,
    since it was written."""
    places, folder, ledger = found.places, found.session.folder, found.session.ledger
    line = ledger.written(places.period)
    if line and file_sha256(places.master) != line.outputs.get(folder.name(places.master)):
        yield from _notes_on_scores(found, typed, is_written=False)


def typed_before(folder: Folder, ledger: Ledger, period: str) -> ManualEntries:
    """Return what was typed into the master that lies there, and into one that was closed before
    it; where there is no master any more, what the last merge took of its corrections."""
    master, merge = folder.results(period).master, ledger.current_merge(period)
    if merge is not None and not master.exists():
        return ManualEntries(corrections=as_typed(merge.office_corrections))
    found = _typed(folder, ledger, period, master)
    closed = typed_after_closing(folder, ledger, period)
    if closed is None:
        return found
    # Appraisals come after the closing, and are not to go with it.
    since = _typed(folder, ledger, period, closed)
    undoing = [line for line in ledger.of(period) if line.kind is Kind.REOPEN][-1]
    is_as_put_back = file_sha256(master) == undoing.outputs.get(folder.name(master))
    return since if is_as_put_back else found.with_more(since)


def notes_on_dropped(merge: LedgerLine | None, typed: ManualEntries) -> Iterator[str]:
    """Yield that corrections which the last *merge* took are no more."""
    left = {each.typed for each in typed_corrections(typed.corrections)}
    before = merge.office_corrections if merge else ()
    applied = (each for each in before if each.state == CorrectionState.APPLIED)
    dropped = [each for each in applied if each.typed not in left]
    if dropped:
        rows = (f"{each.unit} {each.code} “{each.column}”" for each in dropped[:_MOST_DROPPED])
        more = ", …" if len(dropped) > _MOST_DROPPED else ""
        yield _(
            "{count} đính chính của lần tổng hợp trước không còn hoặc đã đổi ở trang “{sheet}”, "
            "không dùng nữa: {rows}."
        ).format(count=len(dropped), sheet=CORRECTIONS_SHEET, rows=", ".join(rows) + more)


_MOST_DROPPED = 5


def typed_after_closing(folder: Folder, ledger: Ledger, period: str) -> Path | None:
    """Return the master that was closed, kept since that was undone, if somebody filled it in and
    what lies there now is the draft from before."""
    merge, lines = ledger.current_merge(period), ledger.of(period)
    opened = [line for line in lines if line.kind is Kind.REOPEN]
    if not (merge and opened) or merge.merge_number != opened[-1].merge_number:
        return None
    if ledger.closing(period):
        return None
    master = folder.results(period).master
    lay, _draft = opened[-1].checkout.get(folder.name(master), (None, None))
    if lay is None or any(line.outputs.get(folder.name(master)) == lay for line in lines):
        return None
    closed = Store(folder.store).path(lay, master.suffix)
    return closed if closed.exists() else None


def _typed(folder: Folder, ledger: Ledger, period: str, path: Path) -> ManualEntries:
    if not path.exists():
        return ManualEntries()
    content = read_file(path)
    if _is_blank(folder, ledger, period, hashlib.sha256(content).hexdigest()):
        return ManualEntries()
    # Only now: writing takes time to load.
    from par_xl.outputs.master.appendices import COLUMNS
    from par_xl.outputs.master.workbook import SHEETS

    headers = [column.header for column in COLUMNS]
    merge = ledger.current_merge(period)
    counts = merge.counts if merge else {}
    try:
        return read_manual_entries(content, path.name, headers, SHEETS, counts)
    except UnreadableFileError as error:
        raise unreadable_master(path, error) from error


def _is_blank(folder: Folder, ledger: Ledger, period: str, sha256: str) -> bool:
    """Whether a master is as a merge wrote it, with nothing in it that people had typed."""
    name = folder.name(folder.results(period).master)
    # What an undo puts back, people may have typed into.
    lines = (line for line in ledger.of(period) if line.kind in (Kind.MERGE, Kind.CLOSE))
    return any(line.outputs.get(name) == sha256 and not line.by_hand for line in lines)


def _notes_on_changes(changes: Changes, backup: Path) -> Iterator[str]:
    """Yield what of the master was not theirs to change, and is written anew."""
    if not changes.is_comparable:
        yield (
            _(
                "Tệp tổng hợp đã được sửa, nhưng bản lưu của tệp đã ghi không còn trong .par-xl "
                "nên không biết ô nào: bản mới giữ phần điền tay, còn lại ghi theo kết quả; bản "
                "đã sửa giữ ở {backup}."
            ).format(backup=backup)
        )
    elif changes.cells:
        yield (
            _(
                "{count} ô của tệp tổng hợp không phải là phần điền tay mà bị sửa: {cells}. Bản "
                "mới ghi lại theo kết quả, bản đã sửa giữ ở {backup}; cần sửa số liệu thì ghi vào "
                "trang “Đính chính”, hoặc đơn vị gửi lại biểu mẫu."
            ).format(count=changes.count, cells=changes.named(), backup=backup)
        )


def _notes_on_scores(
    found: Consolidated, typed: ManualEntries, *, is_written: bool
) -> Iterator[str]:
    """Yield typed scores that can't be, each with its cell: in the master that is written, or as it
    was read."""
    from par_xl.outputs.master.appendices import typed_cell

    wrong = [*wrong_scores(typed.rows, found.result.scores)]
    wanted, places = {each.row.address for each in wrong}, dict[Address, tuple[Index, int]]()
    if is_written and wanted:
        for index, rows in found.entries.appendices.items():
            for number, row in enumerate(rows):
                if (address := address_of(row)) in wanted:
                    places[address] = index, number
        # What has no row any more was told with its sheet.
        wrong = [each for each in wrong if each.row.address in places]
    cells = [
        each.told(
            typed_cell(*places[each.row.address], each.column)
            if is_written
            else f"{each.row.sheet}, {each.row.cells[each.column]}"
        )
        for each in wrong[:MOST_NAMED]
    ]
    if (more := len(wrong) - MOST_NAMED) > 0:
        cells.append(_("và {count} ô nữa").format(count=more))
    if cells:
        yield (
            _(
                "{count} điểm ghi tay chưa đúng, vẫn giữ: {cells}. Sửa thành số từ 0 đến điểm tối "
                "đa, ở dòng “Chấm điểm” của tiêu chí; hoặc xóa."
            ).format(count=len(wrong), cells="; ".join(cells))
        )


def _notes_on(
    by_hand: ManualEntries, unmatched: Iterable[Unmatched], backup: Path
) -> Iterator[str]:
    """Yield what people are to know of what was taken over, where they need to look at
    something."""
    if gone := sum(not row.is_listed for row, _ in unmatched):
        yield (
            _(
                "{count} nội dung đã điền tay không còn dòng để ghi vào: xem trang “{sheet}” của "
                "tệp tổng hợp."
            ).format(count=gone, sheet=UNMATCHED_SHEET)
        )
    if by_hand.own_columns:
        yield (
            _(
                "Cột do người dùng thêm không chép sang bản mới: {columns}; bản cũ giữ ở {backup}."
            ).format(columns=", ".join(by_hand.own_columns), backup=backup)
        )
    if by_hand.own_sheets:
        yield (
            _(
                "Trang do người dùng thêm không chép sang bản mới: {sheets}; bản cũ giữ ở {backup}."
            ).format(sheets=", ".join(by_hand.own_sheets), backup=backup)
        )
