"""What the command line prints of long work: how far it is, and what a merge came to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from par_xl import show
from par_xl.rules.files import MAYBE_A_REPORT
from par_xl.words import FileState, Severity, Timeliness, day, moment, number, percent

if TYPE_CHECKING:
    from par_xl.office import Closed, MergeOutcome, Rebuilt
    from par_xl.result import Rates, Result
    from par_xl.work.through import Progress

_MOST_ERRORS = 60
"""Printed at most; the rest stands in the master."""
_MOST_PATHS = 10


def _console(stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal:
        # A file has no width; narrow columns would cut Vietnamese words in two.
        console = Console(stderr=stderr, highlight=False, width=140)
    return console


def outcome(merged: MergeOutcome) -> None:
    """Print what a merge came to: who reported, the rates per area, the faults, the paths."""
    result = merged.summary
    for note in merged.notes:
        show.warn(note)
    if merged.late is not None:
        first, *more = merged.late.told
        show.warn(first)
        for text in more:
            show.line(text)
        show.done(f"Tệp tổng hợp: {merged.master}")
        return
    show.heading(
        f"Kết quả tổng hợp kỳ {result.period}",
        f"(lần {result.merge_number}, quá hạn tính đến {day(result.as_of)})",
    )
    units = show.counted([unit.submission for unit in result.units], Timeliness)
    show.line(f"Đơn vị: {len(result.units)}; {units}.")
    files = show.counted([each.state for each in result.submissions], FileState)
    show.line(f"Tệp: {len(result.submissions)}" + (f"; {files}." if files else "."))
    _unread([f.file for f in result.findings if f.code == MAYBE_A_REPORT.code])
    _empty(result)
    _console().print(_rates(merged))
    errors = [f for f in result.findings if f.severity is Severity.ERROR]
    warnings = sum(f.severity is Severity.WARNING for f in result.findings)
    if errors:
        show.warn(f"{len(errors)} lỗi cần trả lại đơn vị; {warnings} cảnh báo:")
        show.findings(errors[:_MOST_ERRORS])
        if len(errors) > _MOST_ERRORS:
            show.line(
                f"… và {len(errors) - _MOST_ERRORS} lỗi nữa: xem trang «Lỗi» của tệp tổng hợp."
            )
        if warnings:
            show.line("Cảnh báo: xem trang «Lỗi» của tệp tổng hợp.")
    elif warnings:
        show.warn(f"Không có lỗi; {warnings} cảnh báo (xem trang «Lỗi» của tệp tổng hợp).")
    if merged.returned:
        show.line(
            f"Bản đánh dấu lỗi để trả lại đơn vị: {len(merged.returned)} tệp mới trong tra-lai:"
        )
        _paths(merged.returned)
    if merged.changed:
        show.done(f"Tệp tổng hợp: {merged.master}")
        show.line(f"Kết quả cho chương trình khác: {merged.json}")
    else:
        show.done(f"Không có gì thay đổi so với lần tổng hợp trước: {merged.master}")


def _unread(names: Sequence[str]) -> None:
    """Name files that may be reports: their units count as missing."""
    if names:
        more = f" và {len(names) - _MOST_PATHS} tệp nữa" if len(names) > _MOST_PATHS else ""
        told = ", ".join(names[:_MOST_PATHS])
        show.warn(f"{len(names)} tệp có thể là báo cáo nhưng không đọc được: {told}{more}.")
        show.line(f"→ {MAYBE_A_REPORT.fix}")


def _empty(result: Result) -> None:
    """Name forms in which nothing is filled in: their units count as having reported."""
    with_ideas = {idea.file for idea in result.initiatives}
    names = [
        each.file
        for each in result.submissions
        if each.state is FileState.ACCEPTED and not each.rows_filled and each.file not in with_ideas
    ]
    if names:
        more = f" và {len(names) - _MOST_PATHS} tệp nữa" if len(names) > _MOST_PATHS else ""
        told = ", ".join(names[:_MOST_PATHS])
        show.warn(f"{len(names)} biểu mẫu chưa nhập dòng nào: {told}{more}.")
        show.line(
            "→ Đơn vị vẫn được ghi là đã gửi. Gửi nhầm thì đưa tệp ra khỏi da-nop rồi tổng hợp lại."
        )


def rebuilt(what: Rebuilt) -> None:
    """Print that a merge was rebuilt as it was."""
    line = what.line
    show.done(f"Đã dựng lại lần {line.merge_number} kỳ {line.period}: trùng từng byte với nhật ký.")
    show.line(f"Tệp tổng hợp: {what.results.master}")
    show.line(f"Kết quả cho chương trình khác: {what.results.json}")


def closed(what: Closed) -> None:
    """Print that a period is closed."""
    line, result = what.line, what.summary
    for note in what.notes:
        show.warn(note)
    if not what.is_new:
        show.done(f"Kỳ {line.period} đã chốt từ {moment(line.at)}, người chốt: {line.by}.")
        if what.is_restored:
            show.line("Tệp bị mất hoặc bị thay đổi đã được dựng lại đúng như khi chốt.")
    else:
        show.done(f"Đã chốt kỳ {line.period} ở lần tổng hợp số {line.merge_number}.")
        refused = sum(each.state is FileState.REFUSED for each in result.submissions)
        errors = sum(each.severity is Severity.ERROR for each in result.findings)
        if errors:
            returned = f"{refused} tệp bị trả lại, " if refused else ""
            show.warn(f"Còn {returned}{errors} lỗi chưa sửa: không tính vào kết quả.")
        show.line("Tệp nhận từ nay được ghi riêng khi chạy par-xl merge, không tính vào kết quả.")
        show.line("Báo cáo, trang công khai, dữ liệu đã lập còn mang chữ DỰ THẢO: cần thì lập lại.")
    show.line(f"Tệp tổng hợp: {what.master}")
    show.line(f"Kết quả cho chương trình khác: {what.json}")


def _paths(paths: Sequence[Path]) -> None:
    for path in paths[:_MOST_PATHS]:
        show.line(f"  {path}")
    if len(paths) > _MOST_PATHS:
        # Those of forms that came in folders of their own lie in such folders too.
        common = os.path.commonpath([path.parent for path in paths])
        show.line(f"  … và {len(paths) - _MOST_PATHS} tệp nữa trong {common}")


def _rates(merged: MergeOutcome) -> Table:
    table = Table(box=box.SIMPLE_HEAVY, title="Tỷ lệ theo lĩnh vực", title_justify="left")
    table.add_column("Chỉ số")
    table.add_column("Mã")
    table.add_column("Lĩnh vực", max_width=46)
    for header in ("Giao", "Phải làm", "Hoàn thành", "Đúng hạn", "Báo cáo", "Tiến độ", "Điểm"):
        table.add_column(header, justify="right")
    for area in merged.summary.areas:
        table.add_row(area.index.label, area.area, area.name, *_numbers(area))
    table.add_section()
    for index in merged.summary.indices:
        table.add_row(index.index.label, "", "Toàn chỉ số", *_numbers(index), style="bold")
    for authority in merged.summary.authorities:
        table.add_row("", "", f"Thẩm quyền {authority.authority.label}", *_numbers(authority))
    return table


def _numbers(rates: Rates) -> list[str]:
    score = (
        f"{number(rates.self_score)}/{number(rates.score_maximum)}"
        if rates.score_maximum
        else number(None)
    )
    return [
        str(rates.assigned),
        str(rates.applicable),
        percent(rates.completion_rate),
        percent(rates.on_time_rate),
        percent(rates.reporting_rate),
        percent(rates.weighted_progress),
        score,
    ]


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A progress bar on the error stream while work goes on; it is gone when done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = _console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def advance(finished: int, total: int, name: str) -> None:
            bar.update(task, completed=finished, total=total, description=f"{what}: {name}")

        yield advance
