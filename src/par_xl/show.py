"""What the command line prints: findings, rates, paths and progress, in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from par_xl.user_folder import keep_details
from par_xl.words import FileState, Severity, Timeliness, day, number, percent

if TYPE_CHECKING:
    from par_xl.errors import ParXlError
    from par_xl.finding import Finding
    from par_xl.office import Checked, MergeOutcome
    from par_xl.result import Rates
    from par_xl.rules.explain import Explanation
    from par_xl.work.through import Progress

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_MOST = 60
"""Findings of a merge printed at most; the rest stands in the master."""


def _console(stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        # A file has no width; narrow columns would cut Vietnamese words in two.
        console = Console(stderr=stderr, highlight=False, width=140)
    return console


def line(text: str) -> None:
    """Print one line as it stands."""
    _console().print(f"  {escape(text)}", soft_wrap=True)


def lines(texts: Iterable[str]) -> None:
    """Print lines as they stand."""
    for text in texts:
        _console().print(escape(text), soft_wrap=True)


def done(text: str) -> None:
    """Say what was done."""
    _console().print(f"[green]✔[/] {escape(text)}", soft_wrap=True)


def warn(text: str) -> None:
    """Say what needs attention."""
    _console().print(f"[yellow]![/] {escape(text)}", soft_wrap=True)


def next_step(text: str) -> None:
    """Say what to do next."""
    _console().print(f"[bold]Việc tiếp theo:[/] {escape(text)}.", soft_wrap=True)


def error(problem: ParXlError) -> None:
    """Say on the error stream what could not be done and how to put it right."""
    console = _console(stderr=True)
    console.print(f"[red]Lỗi:[/] {escape(problem.message)}", soft_wrap=True)
    console.print(f"[bold]Cách xử lý:[/] {escape(problem.fix)}", soft_wrap=True)
    _findings(console, problem.findings)


def unforeseen(problem: BaseException) -> None:
    """Say that something went wrong that nobody foresaw, and where its details are kept."""
    details = keep_details(problem)
    console = _console(stderr=True)
    console.print("[red]Lỗi:[/] chương trình gặp lỗi không lường trước.", soft_wrap=True)
    console.print(
        f"[bold]Cách xử lý:[/] chạy lại; nếu vẫn lỗi thì gửi tệp {escape(str(details))} cho người "
        "hỗ trợ kỹ thuật.",
        soft_wrap=True,
    )


def findings(found: Iterable[Finding]) -> None:
    """Print findings, the worst first."""
    _findings(_console(), found)


def _findings(console: Console, found: Iterable[Finding]) -> None:
    levels = list(Severity)
    ordered = sorted(found, key=lambda finding: levels.index(finding.severity))
    for finding in ordered:
        colour = _COLOURS[finding.severity]
        place = ", ".join(
            part for part in (finding.sheet, f"ô {finding.cell}" if finding.cell else None) if part
        )
        console.print(
            f"  [{colour}]{finding.severity.label} {finding.code}[/] "
            f"[bold]{escape(finding.file)}[/]"
            + (f", {escape(place)}" if place else "")
            + f": {escape(finding.message)}",
            soft_wrap=True,
        )
        console.print(f"      → {escape(finding.fix)}", soft_wrap=True)


def checked(what: Checked) -> None:
    """Print what a checked file came to: one line where nothing has to be done."""
    file = what.submission
    if all(finding.severity is Severity.INFO for finding in what.findings):
        infos = f", {len(what.findings)} lưu ý" if what.findings else ""
        done(f"{file.file}: đã kiểm tra, không có lỗi ({file.rows_filled} dòng đã nhập{infos}).")
        if what.returned is not None:
            line(f"Khi tổng hợp cùng các tệp khác thì có điều cần xem lại: {what.returned}")
        return
    if file.refused:
        warn(f"{file.file}: tệp bị trả lại.")
    else:
        warn(
            f"{file.file}: {file.rows_filled} dòng đã nhập, {file.rows_accepted} dòng "
            f"được nhận, {file.rows_in_error} dòng có lỗi."
        )
    findings(what.findings)
    line(f"Bản đánh dấu lỗi để trả lại đơn vị: {what.returned}")


def codes(known: Iterable[Explanation]) -> None:
    """List all codes with their titles."""
    console = _console()
    for each in known:
        colour = _COLOURS[each.severity]
        console.print(
            f"[{colour}]{each.code}[/]  {each.severity.label:<9} {escape(each.title)}",
            soft_wrap=True,
        )
    next_step("xem từng mã bằng: par-xl explain MÃ, ví dụ par-xl explain NG04")


def explanation(told: Explanation) -> None:
    """Print one code's meaning and cure."""
    console = _console()
    colour = _COLOURS[told.severity]
    console.print(
        f"[bold {colour}]{told.severity.label} {told.code}[/] [bold]{escape(told.title)}[/]",
        soft_wrap=True,
    )
    lines = {
        "Xem xét": told.looks_at,
        "Sai ở đâu": told.message,
        "Cách sửa": told.fix,
        "Ví dụ đúng": told.passes,
        "Ví dụ sai": told.fails,
        "Trong biểu mẫu": told.in_form,
        "Căn cứ": f"{told.source}.",
    }
    for label, text in lines.items():
        if text:
            console.print(f"  [bold]{label}:[/] {escape(text)}", soft_wrap=True)


def outcome(merged: MergeOutcome) -> None:
    """Print what a merge came to: who reported, the rates per area, the faults, the paths."""
    result = merged.summary
    console = _console()
    console.print(
        f"[bold]Kết quả tổng hợp kỳ {result.period}[/] (lần {result.merge_number}, quá hạn tính "
        f"đến {day(result.as_of)})",
        soft_wrap=True,
    )
    counts = [
        f"{sum(u.submission is each for u in result.units)} {each.label.lower()}"
        for each in Timeliness
        if any(u.submission is each for u in result.units)
    ]
    line(f"Đơn vị: {len(result.units)}; {', '.join(counts)}.")
    files = [
        f"{sum(s.state is each for s in result.submissions)} {each.label.lower()}"
        for each in FileState
        if any(s.state is each for s in result.submissions)
    ]
    line(f"Tệp: {len(result.submissions)}" + (f"; {', '.join(files)}." if files else "."))
    console.print(_rates(merged))
    errors = [f for f in result.findings if f.severity is Severity.ERROR]
    warnings = sum(f.severity is Severity.WARNING for f in result.findings)
    if errors:
        warn(f"{len(errors)} lỗi cần trả lại đơn vị; {warnings} cảnh báo:")
        findings(errors[:_MOST])
        if len(errors) > _MOST:
            line(f"… và {len(errors) - _MOST} lỗi nữa: xem trang «Lỗi» của tệp tổng hợp.")
    elif warnings:
        warn(f"Không có lỗi; {warnings} cảnh báo (xem trang «Lỗi» của tệp tổng hợp).")
    if merged.returned:
        line(f"Bản đánh dấu lỗi để trả lại đơn vị: {len(merged.returned)} tệp mới trong tra-lai:")
        for path in merged.returned:
            line(f"  {path}")
    if merged.changed:
        done(f"Tệp tổng hợp: {merged.master}")
        line(f"Kết quả cho chương trình khác: {merged.json}")
    else:
        done(f"Không có gì thay đổi so với lần tổng hợp trước: {merged.master}")


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
