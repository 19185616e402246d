"""Forms that came back: checked, merged, watched for; a period closed."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from par_xl import workspace
from par_xl.app import show
from par_xl.app.cli.command import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_FAULTS,
    STATUSES_OF_FORMS,
    a_path,
    argument,
    as_of_option,
    command,
    folder_in_order,
    folder_option,
    option,
    period_argument,
    read_number,
    received_option,
    workers_option,
)
from par_xl.terms.messages import N_, translated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from par_xl.merge.rates import Rates
    from par_xl.merge.result import Result

_MOST_NAMES = 3
"""Files that a line names."""
_WORST = 3
"""Areas that are shown of all."""
_SURE_NOTES = 2
"""There is always room for the first notes: they say of which plan the figures are."""
_RATES = (
    N_("Giao"),
    N_("Hoàn thành"),
    N_("Đúng hạn"),
    N_("Báo cáo"),
    N_("Tiến độ"),
    N_("Điểm"),
)
_AUTHORITIES = {
    "office": N_("Thẩm quyền Văn phòng"),
    "province": N_("Thẩm quyền Cấp tỉnh"),
}


@command(
    example="par-xl check da-nop/2024-06/HCTC_2024-06.xlsx",
    short_help="Kiểm tra từng tệp biểu mẫu, không tổng hợp.",
    writes="tra-lai/KỲ: bản đánh dấu lỗi của tệp có lỗi hoặc cảnh báo.",
    statuses=STATUSES_OF_FORMS,
)
@argument(
    "paths",
    metavar="TỆP...",
    help="một hay nhiều biểu mẫu đã điền (.xlsx), hoặc cả thư mục, hoặc mẫu tên có dấu *",
    nargs=-1,
    required=True,
    type=a_path,
)
@folder_option
def check(paths: tuple[Path, ...], folder: Path | None) -> int:
    """Kiểm tra các tệp biểu mẫu, không tổng hợp; bản đánh dấu lỗi ghi vào tra-lai."""
    where = folder_in_order(folder)
    with show.progress(_("Đang kiểm tra")) as progress:
        checked = workspace.check(where, paths, progress)
    print_all_checked(checked)
    faulty = any(each.submission.refused or each.submission.rows_in_error for each in checked)
    return EXIT_FAULTS if faulty else EXIT_DONE


def print_all_checked(checked: Sequence[workspace.Checked]) -> None:
    """Print each checked file with its findings; of many, which have to be looked at."""
    if len(checked) == 1 or show.prints_all():
        for each in checked:
            print_checked(each)
    else:
        faulty = [each for each in checked if each.returned or not _says_something(each)]
        text = _("Đã kiểm tra {count} tệp: {right} không có lỗi, {faulty} cần xem lại.")
        say = show.warn if faulty else show.done
        say(text, count=len(checked), right=len(checked) - len(faulty), faulty=len(faulty))
        text = _("… và {count} tệp nữa: thêm --all để xem hết, cả từng lỗi.")
        show.few(faulty, _print_briefly, text)
    if marked := [each.returned for each in checked if each.returned]:
        common = os.path.commonpath([path.parent for path in marked])
        show.next_step(_("gửi các bản đánh dấu lỗi trong {folder} cho đơn vị"), folder=common)
    elif len(checked) > 1:
        codes = {each.submission.period.code for each in checked if each.submission.period}
        for period in sorted(codes):
            show.next_step(_("tổng hợp bằng: par-xl merge {period}"), period=period)


def _says_something(checked: workspace.Checked) -> bool:
    return bool(checked.submission.rows_filled or checked.submission.initiatives)


def _print_briefly(what: workspace.Checked) -> None:
    file = what.submission
    if file.refused:
        text = _("{file}: tệp bị trả lại.")
    elif not _says_something(what):
        text = _("{file}: chưa nhập dòng nào.")
    else:
        text = _("{file}: {filled} dòng đã nhập, {wrong} dòng có lỗi.")
    show.line(text, file=file.file, filled=file.rows_filled, wrong=file.rows_in_error)


def print_checked(what: workspace.Checked) -> None:
    """Print a checked file's findings; one line where nothing has to be done."""
    from par_xl.terms.words import Severity

    file, found = what.submission, what.findings
    if any(each.severity is not Severity.INFO for each in found):
        text = _("{file}: {filled} dòng đã nhập, {accepted} dòng được nhận, {wrong} dòng có lỗi.")
        show.warn(
            _("{file}: tệp bị trả lại.") if file.refused else text,
            file=file.file,
            filled=file.rows_filled,
            accepted=file.rows_accepted,
            wrong=file.rows_in_error,
        )
        show.findings(found)
        show.line(_("Bản đánh dấu lỗi để trả lại đơn vị: {path}"), path=what.returned)
        return
    if not _says_something(what):
        text = _("{file}: đã kiểm tra, không có lỗi, nhưng chưa nhập dòng nào.")
        show.warn(text, file=file.file)
    else:
        text = (
            _("{file}: đã kiểm tra, không có lỗi ({rows} dòng đã nhập, {infos} lưu ý).")
            if found
            else _("{file}: đã kiểm tra, không có lỗi ({rows} dòng đã nhập).")
        )
        show.done(text, file=file.file, rows=file.rows_filled, infos=len(found))
    if what.returned is not None:
        text = _("Khi tổng hợp cùng các tệp khác thì có điều cần xem lại: {path}")
        show.line(text, path=what.returned)


@command(
    example="par-xl merge 2024-06 --as-of 10/6/2024",
    short_help="Tổng hợp các biểu mẫu đã nộp của kỳ.",
    writes="tong-hop/KỲ.xlsx, tong-hop/KỲ.json, tiep-nhan.xlsx; tra-lai/KỲ: tệp có lỗi hoặc "
    "cảnh báo.",
    statuses=STATUSES_OF_FORMS,
)
@period_argument
@as_of_option
@received_option
@option(
    "--plan",
    metavar="current",
    type=click.Choice(["current"]),
    help="Theo ke-hoach.xlsx hiện nay (mặc định: kỳ cũ giữ kế hoạch đã dùng cho kỳ đó).",
)
@workers_option
@option(
    "--scheduler",
    metavar="ĐỊA_CHỈ",
    help="Giao việc cho cụm máy Dask ở địa chỉ này, ví dụ tcp://10.0.0.5:8786.",
)
@option(
    "--as-recorded",
    "number",
    metavar="LẦN",
    callback=read_number,
    help="Dựng lại đúng lần tổng hợp đã ghi trong nhật ký, từ các tệp đã lưu; không đụng tệp nay.",
)
@folder_option
def merge(
    period: str,
    as_of: date | None,
    received: date | None,
    plan: str | None,
    workers: int | None,
    scheduler: str | None,
    number: int | None,
    folder: Path | None,
) -> int:
    """Tổng hợp các biểu mẫu trong da-nop/KỲ; kỳ đã chốt: chỉ ghi riêng các tệp đến sau."""
    if number is not None:
        if as_of or received or plan:
            from par_xl.terms.errors import ParXlError

            raise ParXlError(
                _(
                    "--as-recorded lấy các ngày, kế hoạch từ nhật ký, không dùng cùng --as-of, "
                    "--received, --plan."
                ),
                _("Bỏ --as-of, --received, --plan: par-xl merge {period} --as-recorded {number}."),
                period=period,
                number=number,
            )
        where = folder_in_order(folder)
        with show.progress(_("Đang dựng lại")) as progress:
            rebuilt = workspace.rebuild(where, period, number, progress, workers, scheduler)
        show.done(
            _("Đã dựng lại lần {number} kỳ {period}: trùng từng byte với nhật ký."),
            number=rebuilt.line.merge_number,
            period=rebuilt.line.period,
        )
        _print_results(rebuilt.results.master, rebuilt.results.json)
        return EXIT_DONE
    where = folder_in_order(folder)
    with show.progress(_("Đang đọc")) as progress:
        merged = workspace.merge(
            where,
            period,
            as_of,
            received,
            progress=progress,
            workers=workers,
            scheduler=scheduler,
            current_plan=plan is not None,
        )
    print_merge(merged)
    _print_next_step(merged)
    return EXIT_FAULTS if merged.has_faults else EXIT_DONE


def print_merge(merged: workspace.MergeOutcome) -> None:
    """Print who reported, the rates per area, the faults, the paths."""
    from par_xl.rules.files import MAYBE_A_REPORT
    from par_xl.terms.words import CorrectionState, FileState, Timeliness, day

    result = merged.summary
    text = _("… và {count} lưu ý nữa: thêm --all để xem hết.")
    for note in merged.notes[:_SURE_NOTES]:
        show.warn(translated(note))
    show.few(merged.notes[_SURE_NOTES:], lambda note: show.warn(translated(note)), text)
    if merged.late is not None:
        first, *rest = map(translated, merged.late.lines)
        show.warn(first)
        show.few(rest, show.line)
        show.done(_("Tệp tổng hợp: {path}"), path=merged.master)
        return
    show.heading(
        _("Kết quả tổng hợp kỳ {period}"),
        _("(lần {number}, quá hạn tính đến {day})"),
        period=result.period,
        number=result.merge_number,
        day=day(result.as_of),
    )
    states = show.counted([unit.submission for unit in result.units], Timeliness)
    show.line(_("Đơn vị: {count}; {states}."), count=len(result.units), states=states)
    states = show.counted([each.state for each in result.submissions], FileState)
    text = _("Tệp: {count}; {states}.") if states else _("Tệp: {count}.")
    show.line(text, count=len(result.submissions), states=states)
    if result.corrections:
        states = show.counted([each.state for each in result.corrections], CorrectionState)
        text = _("Đính chính: {count} dòng; {states} (trang “Đính chính” của tệp tổng hợp).")
        show.line(text, count=len(result.corrections), states=states)
    # Their units count as missing …
    if unread := [each.file for each in result.findings if each.code == MAYBE_A_REPORT.code]:
        _warn_of(
            unread,
            _("{count} tệp có thể là báo cáo nhưng không đọc được: {names}."),
            _("{count} tệp có thể là báo cáo nhưng không đọc được: {names} và {more} tệp nữa."),
        )
        show.line(f"→ {translated(MAYBE_A_REPORT.fix)}")
    # … and theirs as having reported.
    with_ideas = {idea.file for idea in result.initiatives}
    if empty := [
        each.file
        for each in result.submissions
        if each.state is FileState.ACCEPTED and not each.rows_filled and each.file not in with_ideas
    ]:
        _warn_of(
            empty,
            _("{count} biểu mẫu chưa nhập dòng nào: {names}."),
            _("{count} biểu mẫu chưa nhập dòng nào: {names} và {more} tệp nữa."),
        )
        show.line(
            _(
                "→ Đơn vị vẫn được ghi là đã gửi. Gửi nhầm thì đưa tệp ra khỏi da-nop rồi tổng hợp "
                "lại."
            )
        )
    _print_rates(result)
    _print_faults(result)
    if len(merged.returned) == 1:
        text = _("Bản đánh dấu lỗi để trả lại đơn vị: {path}")
        show.line(text, path=merged.returned[0])
    elif merged.returned:
        # Those of forms that came in folders of their own lie in such folders too.
        common = os.path.commonpath([path.parent for path in merged.returned])
        text = _("Bản đánh dấu lỗi để trả lại đơn vị: {count} tệp mới trong {folder}")
        show.line(text, count=len(merged.returned), folder=common)
        for path in merged.returned if show.prints_all() else ():
            show.line(f"  {path}")
    if merged.changed:
        show.done(_("Tệp tổng hợp: {path}"), path=merged.master)
        show.line(_("Kết quả cho chương trình khác: {path}"), path=merged.json)
    else:
        text = _("Không có gì thay đổi so với lần tổng hợp trước: {path}")
        show.done(text, path=merged.master)


def _print_next_step(merged: workspace.MergeOutcome) -> None:
    """Say what the office does next."""
    from par_xl.terms.words import Timeliness

    period, units = merged.period.code, merged.summary.units
    if merged.late is not None:
        return
    if merged.has_faults:
        text = _(
            "gửi bản trong tra-lai/{period} cho đơn vị sửa; nhận lại thì để vào da-nop/{period} và "
            "chạy lại lệnh này"
        )
    elif any(unit.submission is Timeliness.MISSING for unit in units):
        text = _("đôn đốc đơn vị chưa gửi bằng: par-xl remind {period}")
    elif any(unit.submission is Timeliness.NOT_DUE for unit in units):
        text = _("đợi các đơn vị còn lại; ai chưa gửi, xem bằng: par-xl remind {period}")
    else:
        text = _("xem trang “Tổng quan” của tệp tổng hợp; đúng thì chốt: par-xl close {period}")
    show.next_step(text, period=period)


def _warn_of(names: Sequence[str], few: str, many: str) -> None:
    """Warn of files, not more than a line has room for."""
    more = len(names) - _MOST_NAMES
    shown = ", ".join(names[:_MOST_NAMES])
    show.warn(many if more > 0 else few, count=len(names), names=shown, more=more)


def _print_faults(result: Result) -> None:
    from par_xl.terms.words import Severity

    errors = [each for each in result.findings if each.severity is Severity.ERROR]
    warnings = sum(each.severity is Severity.WARNING for each in result.findings)
    if errors:
        text = _("{errors} lỗi cần trả lại đơn vị; {warnings} cảnh báo (trang “Lỗi”):")
        show.warn(text, errors=len(errors), warnings=warnings)
        text = _("… và {count} lỗi nữa: trang “Lỗi” của tệp tổng hợp, hoặc thêm --all.")
        show.findings(errors, text, with_cures=False)
    elif warnings:
        text = _("Không có lỗi; {count} cảnh báo (xem trang “Lỗi” của tệp tổng hợp).")
        show.warn(text, count=warnings)


def _print_rates(result: Result) -> None:
    """Print the rates of indices and authorities, and those of the areas: the worst few, or all."""
    areas = result.areas
    if not show.prints_all():
        counted = [area for area in areas if area.completion_rate is not None]
        areas = sorted(counted, key=lambda area: area.completion_rate or 0)[:_WORST]
    rows = [["", *map(_, _RATES)]]
    rows += [[index.index.label, *_numbers(index)] for index in result.indices]
    rows += [[_(_AUTHORITIES[a.authority.value]), *_numbers(a)] for a in result.authorities]
    if not show.prints_all():
        rows.append([_("Thấp nhất:"), *[""] * len(_RATES)])
    for area in areas:
        name = f"{area.index.label} {show.one_line(area.area)} {show.one_line(area.name)}"
        rows.append([name, *_numbers(area)])
    show.table(rows)


def _numbers(rates: Rates) -> list[str]:
    from par_xl.terms.words import NOTHING, number, percent

    score = f"{number(rates.self_score)}/{number(rates.score_maximum)}"
    return [
        str(rates.assigned),
        percent(rates.completion_rate),
        percent(rates.on_time_rate),
        percent(rates.reporting_rate),
        percent(rates.weighted_progress),
        score if rates.score_maximum else NOTHING,
    ]


def _print_results(master: Path, json: Path) -> None:
    show.line(_("Tệp tổng hợp: {path}"), path=master)
    show.line(_("Kết quả cho chương trình khác: {path}"), path=json)


@command(
    example="par-xl watch 2024-06",
    short_help="Theo dõi da-nop/KỲ: kiểm tra, tổng hợp ngay khi có tệp.",
    writes="như lệnh merge, mỗi khi có tệp mới; bấm Ctrl+C để dừng.",
    statuses=STATUSES_OF_FORMS,
    is_live=True,
)
@period_argument
@as_of_option
@received_option
@workers_option
@folder_option
def watch(
    period: str,
    as_of: date | None,
    received: date | None,
    workers: int | None,
    folder: Path | None,
) -> int:
    """Theo dõi da-nop/KỲ: tệp vừa để vào được kiểm tra, trả lại, tổng hợp ngay."""
    from par_xl.app.cli.watching import Screen

    where = folder_in_order(folder)
    working = partial(show.progress, _("Đang đọc"))
    watcher = workspace.Watcher(where, period, as_of, received, workers, working)
    screen = Screen(where, period)
    try:
        for state in watcher.states():
            screen.show(state)
    except KeyboardInterrupt:
        screen.print_stopped()
    last = screen.last
    if last is not None and last.has_faults:
        return EXIT_FAULTS
    if last is not None and last.problem is not None and last.merge_number is None:
        return EXIT_FAILED
    return EXIT_DONE


@command(
    example="par-xl close 2024-06",
    short_help="Chốt kỳ: kết quả không còn là dự thảo.",
    writes="tong-hop: tệp tổng hợp không còn chữ DỰ THẢO; bản trước đó được giữ lại.",
)
@period_argument
@folder_option
def close(period: str, folder: Path | None) -> None:
    """Chốt kỳ: kết quả không còn là dự thảo; tệp đến sau ghi riêng, không tính."""
    from par_xl.terms.words import FileState, Severity, moment

    where = folder_in_order(folder)
    with show.progress(_("Đang chốt kỳ")) as progress:
        closed = workspace.close(where, period, progress=progress)
    line, result = closed.line, closed.summary
    for note in closed.notes:
        show.warn(translated(note))
    if closed.is_new:
        text = _("Đã chốt kỳ {period} ở lần tổng hợp số {number}.")
        show.done(text, period=line.period, number=line.merge_number)
        refused = sum(each.state is FileState.REFUSED for each in result.submissions)
        errors = sum(each.severity is Severity.ERROR for each in result.findings)
        if errors:
            text = (
                _("Còn {refused} tệp bị trả lại, {errors} lỗi chưa sửa: không tính vào kết quả.")
                if refused
                else _("Còn {errors} lỗi chưa sửa: không tính vào kết quả.")
            )
            show.warn(text, refused=refused, errors=errors)
        show.line(
            _("Tệp nhận từ nay được ghi riêng khi chạy par-xl merge, không tính vào kết quả.")
        )
        show.line(_("Chốt nhầm, hay cần tính thêm tệp: par-xl reopen {period}"), period=line.period)
    else:
        text = _("Kỳ {period} đã chốt từ {at}, người chốt: {name}.")
        show.done(text, period=line.period, at=moment(line.at, _), name=line.by)
        if closed.is_restored:
            show.line(_("Tệp bị mất hoặc bị thay đổi đã được dựng lại đúng như khi chốt."))
    _print_results(closed.master, closed.json)
    text = _(
        "lập lại báo cáo để bỏ chữ DỰ THẢO: par-xl report {period}; rồi trang công khai, dữ liệu"
    )
    show.next_step(text, period=line.period)
