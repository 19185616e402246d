"""The ledger held against the results that lie in ``tong-hop``."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _

from pydantic import ValidationError

from par_xl.ledger import Ledger, LedgerLine
from par_xl.merge.result import Result
from par_xl.system.files import BESIDE, file_bytes
from par_xl.terms.words import PERIOD_CODE, PLAN_FILE
from par_xl.workspace.backups import recorded_sha256
from par_xl.workspace.layout import Folder
from par_xl.workspace.recording import counts_of
from par_xl.workspace.verifying.mismatch import (
    FROM_BACKUP,
    UNREAD,
    Hashes,
    Mismatch,
    broken,
    edited,
)


def outputs(folder: Folder, hashes: Hashes, ledger: Ledger, line: LedgerLine) -> Iterator[Mismatch]:
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
        wanted = recorded_sha256(folder, written, path) or line.outputs.get(name)
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
    merge, json = ledger.lying(line.period), recorded_sha256(folder, written, places.json)
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
    plans = {line.plan_sha256, merge.plan_sha256, *_plan(merge)}
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


def _plan(merge: LedgerLine) -> Iterator[str]:
    """The plan that was kept; the first version kept none."""
    if merge.today is not None:
        yield merge.inputs.get(PLAN_FILE, "")


def unknown(folder: Folder, ledger: Ledger) -> Iterator[Mismatch]:
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
