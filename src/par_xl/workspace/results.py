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
    ManualEntries,
    Unmatched,
    read_manual_entries,
)
from par_xl.system.files import file_sha256, read_file
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import translated
from par_xl.workbooks.book import UnreadableFileError
from par_xl.workspace.consolidating import Consolidated
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store


def write_results(
    found: Consolidated, result: Result, at: datetime, line: LedgerLine, typed: ManualEntries
) -> tuple[LedgerLine, tuple[str, ...]]:
    """Write the master, with what people *typed* into it before, as ``Consolidated`` has it; *line*
    with what was written, and what people are to know."""
    session, period = found.session, line.period
    folder, ledger = session.folder, session.ledger
    backup = session.backup(found.places.master)
    written = found.write_master(result, at, [*ledger.of(period), line], typed)
    hashes = {folder.name(path): sha256 for path, sha256 in written.items()}
    line = replace(line, outputs=hashes, by_hand=typed.count or None)
    return line, tuple(_notes_on(typed, found.unmatched(typed), backup))


def typed_before(folder: Folder, ledger: Ledger, period: str) -> ManualEntries:
    """Return what was typed into the master that lies there, and into one that was closed before
    it."""
    master = folder.results(period).master
    found = _typed(folder, ledger, period, master)
    closed = typed_after_closing(folder, ledger, period)
    if closed is None:
        return found
    # Appraisals come after the closing, and are not to go with it.
    since = _typed(folder, ledger, period, closed)
    undoing = [line for line in ledger.of(period) if line.kind is Kind.REOPEN][-1]
    is_as_put_back = file_sha256(master) == undoing.outputs.get(folder.name(master))
    return since if is_as_put_back else found.with_more(since)


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
        raise ParXlError(
            _("Không đọc được phần đã điền tay trong {path}: {error}.").format(
                path=path, error=translated(error.why)
            ),
            _(
                "Mở tệp bằng Excel, lưu lại dạng .xlsx; không mở được thì chuyển tệp đi nơi "
                "khác: khi đó bản mới không có phần đã điền tay. Rồi tổng hợp lại; chưa ghi gì."
            ),
        ) from error


def _is_blank(folder: Folder, ledger: Ledger, period: str, sha256: str) -> bool:
    """Whether a master is as a merge wrote it, with nothing in it that people had typed."""
    name = folder.name(folder.results(period).master)
    # What an undo puts back, people may have typed into.
    lines = (line for line in ledger.of(period) if line.kind in (Kind.MERGE, Kind.CLOSE))
    return any(line.outputs.get(name) == sha256 and not line.by_hand for line in lines)


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
