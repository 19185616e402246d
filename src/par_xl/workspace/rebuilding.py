"""A merge that stands in the ledger, built once more from what was kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _

from par_xl import __version__
from par_xl.intake.check import Arrival
from par_xl.ledger import Ledger, LedgerLine, read_ledger
from par_xl.merge.result import Result
from par_xl.outputs.manual_entries import ManualEntries
from par_xl.outputs.master.filling import Filling
from par_xl.plan.reader import read_plan_content
from par_xl.system.files import read_file, unread
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.workspace.asked import period_named
from par_xl.workspace.folder.kept import KeptFiles
from par_xl.workspace.history import History
from par_xl.workspace.layout import Folder, Results
from par_xl.workspace.outputs import Outputs
from par_xl.workspace.start import Start, make_job, work_out
from par_xl.workspace.work.crew import open_crew
from par_xl.workspace.work.desk import Sent
from par_xl.workspace.work.job import Job
from par_xl.workspace.work.store import fresh_store
from par_xl.workspace.work.through import Progress, silent
from par_xl.workspace.workplace import at_work


@dataclass(frozen=True)
class Rebuilt:
    """A merge that was rebuilt: its line, and where its files are."""

    line: LedgerLine
    results: Results
    summary: Result


def rebuild(
    folder: Folder,
    period: str,
    number: int,
    progress: Progress = silent,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Rebuilt:
    """Build merge *number* of a period again, beside what lies in ``tong-hop`` now.

    Raises:
        ParXlError: there was no such merge, something of it was not kept, or it comes to
            another result today; nothing is written then.
    """
    with at_work(
        folder,
        N_("đang dựng lại lần tổng hợp {number} kỳ {period}").format(number=number, period=period),
    ) as place:
        ledger = Ledger(read_ledger(folder.ledger))
        line = _line(ledger, period, number)
        start = recorded_start(folder, line)
        job = start.job
        with (
            open_crew(job, len(start.sent), workers, scheduler) as crew,
            fresh_store(job) as store,
            place.staging() as staging,
        ):
            found = work_out(start, crew, store, progress)
            places = folder.rebuilt(period, number)
            history = History(folder, job.plan, job.period, line)
            outputs = Outputs(found, places, staging, history)
            result = outputs.with_entries(found.result(line.replaced))
            result = result.model_copy(update={"merge_number": number})
            told = ledger.of(period)
            # Nothing of what people typed: the ledger does not know it.
            outputs.write(result, line.at, told[: told.index(line) + 1], Filling(ManualEntries()))
            recorded = line.outputs.get(folder.name(folder.results(period).json))
            if staging.sha256(places.json) != recorded:
                raise other_result(line)
            staging.commit()
    return Rebuilt(line, places, result)


def _line(ledger: Ledger, period: str, number: int) -> LedgerLine:
    line = ledger.merge(period, number)
    if line is None:
        numbers = ", ".join(str(each.merge_number) for each in ledger.merges(period))
        raise ParXlError(
            _("Nhật ký không có lần tổng hợp số {number} của kỳ {period}.").format(
                number=number, period=period
            ),
            _("Chọn một trong các lần: {numbers}.").format(numbers=numbers)
            if numbers
            else _("Kỳ này chưa tổng hợp lần nào; tổng hợp bằng: par-xl merge {period}.").format(
                period=period
            ),
        )
    return line


def recorded_start(folder: Folder, line: LedgerLine) -> Start:
    """What a merge started from, as it was kept.

    Raises:
        ParXlError: something of it was not kept.
    """
    if line.today is None:
        raise ParXlError(
            _(
                "Lần {number} của kỳ {period} do phiên bản {version} ghi, khi đó chưa lưu các "
                "tệp đã nhận, nên không dựng lại được."
            ).format(number=line.merge_number, period=line.period, version=line.version),
            _("Dùng tệp tổng hợp đã gửi hoặc bản sao lưu của lần đó."),
        )
    kept = KeptFiles(folder.kept)
    needed = {**line.inputs, **{f.file: f.sha256 for f in line.files if not f.is_too_large}}
    missing = [name for name, sha256 in needed.items() if not _is_whole(kept, sha256)]
    if missing:
        raise ParXlError(
            _(
                "Không dựng lại được lần {number}: bản lưu của {files} đã mất hoặc bị thay đổi."
            ).format(number=line.merge_number, files=_some(missing)),
            _("Chép lại thư mục {kept} từ bản sao lưu của cơ quan rồi chạy lại.").format(
                kept=folder.kept
            ),
        )
    content = read_file(kept.path(line.plan_sha256))
    plan = read_plan_content(content, folder.plan.name)
    period = period_named(plan, line.period)
    before = History(folder, plan, period, line).year_before()
    job: Job = make_job(plan, content, period, line.as_of, line.today, before)
    sent = [
        Sent(
            Arrival(file.file, file.received_on, line.today, file.changed_on),
            file.sha256,
            kept.path(file.sha256),
            None,
            file.is_too_large,
        )
        for file in line.files
    ]
    return Start(job, sent, line.others)


def _is_whole(kept: KeptFiles, sha256: str) -> bool:
    try:
        return kept.is_whole(sha256)
    except OSError as error:
        raise unread(kept.path(sha256)) from error


def other_result(line: LedgerLine) -> ParXlError:
    """What was kept of a merge comes to something else than it did."""
    if line.version != __version__:
        return ParXlError(
            _(
                "Dựng lại lần {number} kỳ {period} ra kết quả khác với nhật ký: lần đó do phiên "
                "bản {version} tổng hợp, máy này là {here}."
            ).format(
                number=line.merge_number,
                period=line.period,
                version=line.version,
                here=__version__,
            ),
            _("Cài phiên bản {version} rồi chạy lại; chưa ghi gì.").format(version=line.version),
        )
    return ParXlError(
        _(
            "Dựng lại lần {number} kỳ {period} ra kết quả khác với nhật ký, dù mọi tệp lưu còn "
            "nguyên."
        ).format(number=line.merge_number, period=line.period),
        _(
            "Bộ nhớ đệm lúc đó có thể đã bị sửa: xóa thư mục .par-xl/cache, tổng hợp lại bằng "
            "par-xl merge {period} và xem lại kết quả. Nếu vẫn khác, cài lại đúng bản chương "
            "trình đã dùng lần đó, và báo cho người hỗ trợ kỹ thuật; chưa ghi gì."
        ).format(period=line.period),
    )


def _some(names: Sequence[str]) -> str:
    told = "«" + "», «".join(names[:3]) + "»"
    if len(names) <= 3:
        return told
    return _("{files} và {count} tệp khác").format(files=told, count=len(names) - 3)
