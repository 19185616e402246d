"""The ledger held against the results that lie in ``tong-hop``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError

from par_xl.files import BESIDE
from par_xl.folder.layout import Folder
from par_xl.ledger import Ledger, LedgerLine
from par_xl.office.backups import recorded_sha256
from par_xl.office.recording import counts_of
from par_xl.office.verifying.mismatch import FROM_BACKUP, UNREAD, Hashes, Mismatch, broken, edited
from par_xl.result import Result
from par_xl.words import PLAN_FILE

_PERIOD = re.compile(r"\d{4}-\d{2}")


def outputs(folder: Folder, hashes: Hashes, ledger: Ledger, line: LedgerLine) -> Iterator[Mismatch]:
    """The files that the current *line* of a period says lie there."""
    places = folder.results(line.period)
    written = ledger.written(line.period)
    is_closed = ledger.closing(line.period) is not None
    again = (
        f"Dựng lại đúng như khi chốt: par-xl close {line.period}."
        if is_closed
        else f"Tổng hợp lại: par-xl merge {line.period}."
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
                f"Thiếu {name} của lần {line.merge_number}.",
                again,
            )
        elif path == places.master:
            yield edited(
                f"{name} đã được sửa sau lần tổng hợp {line.merge_number}.",
                "Nếu là phần rà soát điền tay thì không cần làm gì; số liệu gốc ở tệp .json.",
            )
        else:
            yield broken(
                f"{name} không phải là tệp mà lần tổng hợp {line.merge_number} đã ghi.",
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
        result = Result.model_validate_json(path.read_bytes())
    except OSError:
        hashes.miss(path)
        return
    except ValidationError:
        yield broken(
            f"{folder.name(path)} không phải là một kết quả tổng hợp.",
            f"Tổng hợp lại: par-xl merge {line.period}.",
        )
        return
    closing = ledger.closing(line.period)
    compared = [*_compared(result, line, merge), ("việc chốt kỳ", _is_closed(result, closing))]
    differ = [name for name, is_same in compared if not is_same]
    if differ:
        yield broken(
            f"Nhật ký lần {line.merge_number} kỳ {line.period} khác với {folder.name(path)} ở: "
            f"{', '.join(differ)}. Dòng nhật ký đó đã bị sửa.",
            FROM_BACKUP,
        )


def _compared(result: Result, line: LedgerLine, merge: LedgerLine) -> Iterator[tuple[str, bool]]:
    yield "kỳ", result.period == line.period
    yield "số lần", result.merge_number == line.merge_number
    yield "ngày tính quá hạn", result.as_of == line.as_of == merge.as_of
    plans = {line.plan_sha256, merge.plan_sha256, *_plan(merge)}
    yield "kế hoạch", len(plans) == 1
    yield "mã nội dung", line.content_sha256 == merge.content_sha256
    told = {(f.file, f.sha256, f.unit, f.state, f.received_on) for f in merge.files}
    found = {(s.file, s.sha256, s.unit, s.state, s.received_on) for s in result.submissions}
    names = sorted({f"«{file}»" for file, *_ in told ^ found})
    yield "tệp " + ", ".join(names[:3]), not names and len(merge.files) == len(result.submissions)
    entries = merge.counts.get("entries", 0) if result.entries is None else len(result.entries)
    counted = counts_of(result, entries)
    # Another version may have counted other things, too.
    yield "số đếm", all(counted.get(name, count) == count for name, count in merge.counts.items())


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
            path.suffix in (".xlsx", ".parquet") and _PERIOD.fullmatch(path.stem)
        )
        if not is_result or path.name.startswith(BESIDE):
            continue
        line = ledger.current(path.stem)
        if line is None or folder.name(path) not in line.outputs:
            yield broken(
                f"{folder.name(path)}: nhật ký không có lần tổng hợp nào ghi ra tệp này.",
                "Chuyển tệp đi nơi khác, hoặc khôi phục nhật ký từ bản sao lưu.",
            )
