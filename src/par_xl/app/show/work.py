"""What the command line prints of long work: how far it is, and what a merge came to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from par_xl.app import show
from par_xl.rules.files import MAYBE_A_REPORT
from par_xl.terms.messages import N_, translated
from par_xl.terms.text import on_one_line
from par_xl.terms.words import (
    Authority,
    FileState,
    Severity,
    Timeliness,
    day,
    moment,
    number,
    percent,
)

if TYPE_CHECKING:
    from par_xl.merge.result import Rates, Result
    from par_xl.workspace import Closed, MergeOutcome, Rebuilt
    from par_xl.workspace.consolidating import Progress

_MOST_ERRORS = 60
"""Printed at most; the rest stands in the master."""
_MOST_PATHS = 10
_RATES = (
    N_("Giao"),
    N_("Phải làm"),
    N_("Hoàn thành"),
    N_("Đúng hạn"),
    N_("Báo cáo"),
    N_("Tiến độ"),
    N_("Điểm"),
)
_AUTHORITIES = {
    Authority.OFFICE: N_("Thẩm quyền Văn phòng"),
    Authority.PROVINCE: N_("Thẩm quyền Cấp tỉnh"),
}


def _console(stderr: bool = False) -> Console:
    # What people typed is no markup of ours: [mới], [/bold], :x:.
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        # A file has no width; narrow columns would cut Vietnamese words in two.
        console.width = 140
    return console


def outcome(merged: MergeOutcome) -> None:
    """Print what a merge came to: who reported, the rates per area, the faults, the paths."""
    result = merged.summary
    for note in merged.notes:
        show.warn(translated(note))
    if merged.late is not None:
        first, *more = map(translated, merged.late.lines)
        show.warn(first)
        for text in more:
            show.line(text)
        _master(merged.master)
        return
    show.heading(
        _("Kết quả tổng hợp kỳ {period}").format(period=result.period),
        _("(lần {number}, quá hạn tính đến {day})").format(
            number=result.merge_number, day=day(result.as_of)
        ),
    )
    units = show.counted([unit.submission for unit in result.units], Timeliness)
    show.line(_("Đơn vị: {count}; {states}.").format(count=len(result.units), states=units))
    files = show.counted([each.state for each in result.submissions], FileState)
    told = _("Tệp: {count}; {states}.") if files else _("Tệp: {count}.")
    show.line(told.format(count=len(result.submissions), states=files))
    _unread([f.file for f in result.findings if f.code == MAYBE_A_REPORT.code])
    _empty(result)
    _console().print(_rates(merged))
    errors = [f for f in result.findings if f.severity is Severity.ERROR]
    warnings = sum(f.severity is Severity.WARNING for f in result.findings)
    if errors:
        show.warn(
            _("{errors} lỗi cần trả lại đơn vị; {warnings} cảnh báo:").format(
                errors=len(errors), warnings=warnings
            )
        )
        show.findings(errors[:_MOST_ERRORS])
        if len(errors) > _MOST_ERRORS:
            show.line(
                _("… và {count} lỗi nữa: xem trang «Lỗi» của tệp tổng hợp.").format(
                    count=len(errors) - _MOST_ERRORS
                )
            )
        if warnings:
            show.line(_("Cảnh báo: xem trang «Lỗi» của tệp tổng hợp."))
    elif warnings:
        show.warn(
            _("Không có lỗi; {count} cảnh báo (xem trang «Lỗi» của tệp tổng hợp).").format(
                count=warnings
            )
        )
    if merged.returned:
        show.line(
            _("Bản đánh dấu lỗi để trả lại đơn vị: {count} tệp mới trong tra-lai:").format(
                count=len(merged.returned)
            )
        )
        _paths(merged.returned)
    if merged.changed:
        _master(merged.master)
        _json(merged.json)
    else:
        show.done(
            _("Không có gì thay đổi so với lần tổng hợp trước: {path}").format(path=merged.master)
        )


def _master(path: Path) -> None:
    show.done(_("Tệp tổng hợp: {path}").format(path=path))


def _json(path: Path) -> None:
    show.line(_("Kết quả cho chương trình khác: {path}").format(path=path))


def _unread(names: Sequence[str]) -> None:
    """Name files that may be reports: their units count as missing."""
    if names:
        text = (
            _("{count} tệp có thể là báo cáo nhưng không đọc được: {names} và {more} tệp nữa.")
            if len(names) > _MOST_PATHS
            else _("{count} tệp có thể là báo cáo nhưng không đọc được: {names}.")
        )
        show.warn(_listed(text, names))
        show.line(f"→ {translated(MAYBE_A_REPORT.fix)}")


def _empty(result: Result) -> None:
    """Name forms in which nothing is filled in: their units count as having reported."""
    with_ideas = {idea.file for idea in result.initiatives}
    names = [
        each.file
        for each in result.submissions
        if each.state is FileState.ACCEPTED and not each.rows_filled and each.file not in with_ideas
    ]
    if names:
        text = (
            _("{count} biểu mẫu chưa nhập dòng nào: {names} và {more} tệp nữa.")
            if len(names) > _MOST_PATHS
            else _("{count} biểu mẫu chưa nhập dòng nào: {names}.")
        )
        show.warn(_listed(text, names))
        show.line(
            _(
                "→ Đơn vị vẫn được ghi là đã gửi. Gửi nhầm thì đưa tệp ra khỏi da-nop rồi tổng hợp "
                "lại."
            )
        )


def _listed(text: str, names: Sequence[str]) -> str:
    more = len(names) - _MOST_PATHS
    return text.format(count=len(names), names=", ".join(names[:_MOST_PATHS]), more=more)


def rebuilt(what: Rebuilt) -> None:
    """Print that a merge was rebuilt as it was."""
    line = what.line
    show.done(
        _("Đã dựng lại lần {number} kỳ {period}: trùng từng byte với nhật ký.").format(
            number=line.merge_number, period=line.period
        )
    )
    show.line(_("Tệp tổng hợp: {path}").format(path=what.results.master))
    _json(what.results.json)


def closed(what: Closed) -> None:
    """Print that a period is closed."""
    line, result = what.line, what.summary
    for note in what.notes:
        show.warn(translated(note))
    if not what.is_new:
        show.done(
            _("Kỳ {period} đã chốt từ {at}, người chốt: {name}.").format(
                period=line.period, at=moment(line.at, _), name=line.by
            )
        )
        if what.is_restored:
            show.line(_("Tệp bị mất hoặc bị thay đổi đã được dựng lại đúng như khi chốt."))
    else:
        show.done(
            _("Đã chốt kỳ {period} ở lần tổng hợp số {number}.").format(
                period=line.period, number=line.merge_number
            )
        )
        refused = sum(each.state is FileState.REFUSED for each in result.submissions)
        errors = sum(each.severity is Severity.ERROR for each in result.findings)
        if errors:
            text = (
                _("Còn {refused} tệp bị trả lại, {errors} lỗi chưa sửa: không tính vào kết quả.")
                if refused
                else _("Còn {errors} lỗi chưa sửa: không tính vào kết quả.")
            )
            show.warn(text.format(refused=refused, errors=errors))
        show.line(
            _("Tệp nhận từ nay được ghi riêng khi chạy par-xl merge, không tính vào kết quả.")
        )
        show.line(
            _("Báo cáo, trang công khai, dữ liệu đã lập còn mang chữ DỰ THẢO: cần thì lập lại.")
        )
    show.line(_("Tệp tổng hợp: {path}").format(path=what.master))
    _json(what.json)


def _paths(paths: Sequence[Path]) -> None:
    for path in paths[:_MOST_PATHS]:
        show.line(f"  {path}")
    if len(paths) > _MOST_PATHS:
        # Those of forms that came in folders of their own lie in such folders too.
        common = os.path.commonpath([path.parent for path in paths])
        more = len(paths) - _MOST_PATHS
        told = _("… và {count} tệp nữa trong {folder}").format(count=more, folder=common)
        show.line(f"  {told}")


def _rates(merged: MergeOutcome) -> Table:
    table = Table(box=box.SIMPLE_HEAVY, title=_("Tỷ lệ theo lĩnh vực"), title_justify="left")
    table.add_column(_("Chỉ số"))
    table.add_column(_("Mã"))
    table.add_column(_("Lĩnh vực"), max_width=46)
    for header in _RATES:
        table.add_column(_(header), justify="right")
    for area in merged.summary.areas:
        names = (area.index.label, on_one_line(area.area), on_one_line(area.name))
        table.add_row(*names, *_numbers(area))
    table.add_section()
    for index in merged.summary.indices:
        table.add_row(index.index.label, "", _("Toàn chỉ số"), *_numbers(index), style="bold")
    for authority in merged.summary.authorities:
        name = _(_AUTHORITIES[authority.authority])
        table.add_row("", "", name, *_numbers(authority))
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
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = _console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def advance(finished: int, total: int, name: str) -> None:
            bar.update(
                task, completed=finished, total=total, description=on_one_line(f"{what}: {name}")
            )

        yield advance
