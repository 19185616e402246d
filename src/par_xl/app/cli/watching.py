"""A watched folder on the screen: a live table, or a line for each event."""

from __future__ import annotations

import os
import time
from gettext import gettext as _
from typing import TYPE_CHECKING, Self

from rich import box
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from par_xl.app import show
from par_xl.terms.messages import N_, translated
from par_xl.terms.text import on_one_line
from par_xl.terms.words import day, moment, percent
from par_xl.workspace.watching import PATIENCE, Phase, Watched, WatchedFile

if TYPE_CHECKING:
    from datetime import datetime

    from par_xl.terms.errors import ParXlError
    from par_xl.workspace.layout import Folder

_WIDE = 110
"""Columns of a terminal from which names of returned forms have room."""
_FRAME = 6
"""Lines of the table around its rows, with the one that tells of those left out."""
_HEADERS = (
    N_("Tệp"),
    N_("Đơn vị"),
    N_("Nhận lúc"),
    N_("Tình trạng"),
    N_("Lỗi"),
    N_("Cảnh báo"),
    N_("Trả lại"),
)
_COUNTS = _HEADERS[4:6]
_MOST_FINDINGS = 3
_STYLES = {
    Phase.COPYING: "dim",
    Phase.HELD: "yellow",
    Phase.WAITING: "cyan",
    Phase.CHECKED: "cyan",
    Phase.ACCEPTED: "green",
    Phase.IN_ERROR: "red",
    Phase.REFUSED: "bold red",
    Phase.LATE: "yellow",
}
_NOT_COUNTED = (Phase.COPYING, Phase.HELD, Phase.WAITING, Phase.LATE, Phase.OTHER)
"""Phases in which no faults have been looked for."""
_BETWEEN = 0.2
"""Seconds between two pictures of the progress: a terminal is slower than the work."""


class Screen:
    """Shows states as they come: live on a terminal, else as lines."""

    def __init__(self, folder: Folder, period: str, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._folder = folder
        self._period = period
        is_live = self._console.is_terminal and not self._console.is_dumb_terminal
        self._live = Live(console=self._console, auto_refresh=False) if is_live else None
        self.last: Watched | None = None
        self._drawn = 0.0
        # What lines have said so far.
        self._files: dict[str, WatchedFile] = {}
        self._merge: tuple[int | None, datetime | None] = None, None
        self._problem: str | None = None
        self._notes = 0
        self._began: datetime | None = None

    def __enter__(self) -> Self:
        show.heading(
            _("Theo dõi da-nop/{period}"),
            _("(để tệp đơn vị gửi về vào thư mục này; dừng bằng Ctrl-C)"),
            period=self._period,
        )
        show.line(str(self._folder.submitted(self._period)))
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, state: Watched) -> None:
        """Show a state."""
        self.last = state
        if self._live is not None:
            self._draw(self._live, state)
        elif not state.is_busy:
            self._print_news(state)

    def progress(self, done: int, total: int, what: str) -> None:
        """Show how far the work is that the last state began."""
        if self._live is not None and self.last and time.monotonic() - self._drawn > _BETWEEN:
            self._draw(self._live, self.last, f": {done}/{total} {what}")

    def _draw(self, live: Live, state: Watched, work: str = "") -> None:
        self._drawn = time.monotonic()
        live.update(self.picture(state, work), refresh=True)

    def print_stopped(self) -> None:
        """Say that the watching has ended, and what stands."""
        if self.last is not None and self.last.is_busy:
            show.warn(_("Đã dừng theo yêu cầu giữa lúc đang làm; không tệp nào bị ghi dở."))
            text = _("để tổng hợp cho đủ, chạy: par-xl merge {period}, hoặc theo dõi tiếp")
            show.next_step(text, period=self._period)
        elif self.last is not None and self.last.merge_number is not None:
            show.done(_("Đã dừng theo dõi theo yêu cầu. {merged}."), merged=_merged(self.last))
        else:
            show.done(_("Đã dừng theo dõi theo yêu cầu; chưa tổng hợp lần nào."))

    def _print_news(self, state: Watched) -> None:
        """Print a line for each event, for a file or a program that reads it."""
        self._began = self._began or state.at
        at = f"{state.at:%H:%M:%S}"
        for note in state.notes[self._notes :]:
            show.warn(f"{at} {translated(note)}")
        self._notes = len(state.notes)
        for file in reversed(state.files):
            # What lay there before has been seen only since the first look.
            seen = max(file.seen, self._began)
            is_slow = (state.at - seen).total_seconds() > PATIENCE
            is_passing = file.phase is Phase.WAITING or (
                file.phase is Phase.COPYING and not is_slow
            )
            if not is_passing and self._files.get(file.name) != file:
                self._files[file.name] = file
                show.line(f"{at} {_file(file)}")
        for name in sorted(self._files.keys() - {file.name for file in state.files}):
            del self._files[name]
            show.line("{at} " + _("{file}: không còn trong da-nop"), at=at, file=name)
        if (state.merge_number, state.closed_at) != self._merge:
            self._merge = state.merge_number, state.closed_at
            show.done(f"{at} {_merged(state)}; {_rates(state)}")
        problem = " ".join(_problem(state.problem)) if state.problem else None
        if problem and problem != self._problem:
            show.warn(f"{at} {problem}")
        self._problem = problem

    def picture(self, state: Watched, work: str = "") -> Group:
        """The table and what stands under it, no higher than the terminal."""
        under = Text("\n").join(_under(self._folder, self._period, state, work))
        height = len(self._console.render_lines(under, pad=False))
        return Group(self._table(state, self._console.height - height - _FRAME), under)

    def _table(self, state: Watched, most: int) -> Table:
        is_wide = self._console.width >= _WIDE
        table = Table(box=box.SIMPLE_HEAVY, padding=(0, int(is_wide)), pad_edge=False)
        for header in _HEADERS:
            table.add_column(
                _(header),
                # Long names of files are cut, nothing else is.
                no_wrap=header != _HEADERS[0],
                overflow="ellipsis",
                max_width=self._console.width // 4 if header == _HEADERS[-1] else None,
                justify="right" if header in _COUNTS else "left",
            )
        shown = state.files[: max(most, 1)]
        for file in shown:
            table.add_row(*self._row(file, state.at, is_wide))
        if not shown:
            table.add_row(Text(_("Chưa có tệp nào"), style="dim"))
        if left := len(state.files) - len(shown):
            text = _("… và {count} tệp cũ hơn").format(count=left)
            table.add_row(Text(text, style="dim", no_wrap=True))
        return table

    def _row(self, file: WatchedFile, now: datetime, is_wide: bool) -> list[Text]:
        is_counted = file.phase not in _NOT_COUNTED
        returned = ""
        if file.returned is not None:
            place = file.returned.relative_to(self._folder.returned / self._period).as_posix()
            returned = place if is_wide else _("có")
        return [
            Text(on_one_line(file.name), no_wrap=True),
            Text(on_one_line(file.unit or "")),
            Text(_moment(file.seen, now)),
            Text(_(file.phase.label), style=_STYLES.get(file.phase, "dim")),
            Text(str(file.errors) if is_counted else "", style="red" if file.errors else ""),
            Text(str(file.warnings) if is_counted else "", style="yellow" if file.warnings else ""),
            Text(on_one_line(returned)),
        ]


def _file(file: WatchedFile) -> str:
    unit = f" ({file.unit})" if file.unit else ""
    text = f"{file.name}{unit}: {_(file.phase.label).lower()}"
    if file.errors or file.warnings:
        counts = _("{errors} lỗi, {warnings} cảnh báo")
        text += f", {counts.format(errors=file.errors, warnings=file.warnings)}"
    if file.returned:
        text += "; " + _("bản trả lại: {path}").format(path=file.returned)
    return text


def _merged(state: Watched) -> str:
    assert state.merged_at is not None
    if state.closed_at is not None:
        return _(
            "Kỳ đã chốt lúc {at} ở lần tổng hợp số {number}; tệp đến sau được ghi riêng, không tính"
        ).format(at=moment(state.closed_at, _), number=state.merge_number)
    return _("Tổng hợp lần {number} lúc {at}").format(
        number=state.merge_number, at=_moment(state.merged_at, state.at)
    )


def _rates(state: Watched) -> str:
    return " · ".join(
        _("{index} hoàn thành {done}, đúng hạn {on_time}").format(
            index=each.index.label,
            done=percent(each.completion_rate),
            on_time=percent(each.on_time_rate),
        )
        for each in state.indices
    )


def _problem(problem: ParXlError) -> list[str]:
    texts = [_("Lỗi: {message}").format(message=translated(problem.message))]
    for finding in problem.findings[:_MOST_FINDINGS]:
        place = " ".join(filter(None, (finding.sheet, finding.cell)))
        texts.append(f"{finding.code} {place}: {translated(finding.message)}")
    if (left := len(problem.findings) - _MOST_FINDINGS) > 0:
        texts.append(_("… và {count} lỗi nữa.").format(count=left))
    texts.append(
        _("Cách xử lý: {fix} Chương trình tự thử lại.").format(fix=translated(problem.fix))
    )
    return texts


def _under(folder: Folder, period: str, state: Watched, work: str) -> list[Text]:
    """The lines under the table."""
    lines = []
    if state.merge_number is not None:
        lines.append(Text(_merged(state), style="bold"))
        lines.append(Text(_rates(state)))
    if any(file.returned for file in state.files):
        place = f"{folder.returned / period}{os.sep}"
        lines.append(Text(_("Bản trả lại đơn vị: {path}").format(path=place)))
    lines += [Text(on_one_line(translated(note)), style="yellow") for note in state.notes]
    if state.problem is not None:
        lines += [Text(on_one_line(text), style="red") for text in _problem(state.problem)]
    if state.is_busy:
        lines.append(Text(_("Đang đọc") + on_one_line(work), style="cyan"))
    elif any(file.phase is Phase.COPYING for file in state.files):
        lines.append(Text(_("Chờ tệp đang chép…"), style="cyan"))
    else:
        text = _("Đang chờ tệp mới (xem lúc {at})").format(at=f"{state.at:%H:%M:%S}")
        lines.append(Text(text, style="dim"))
    return lines


def _moment(at: datetime, now: datetime) -> str:
    """A time of today, or else a day."""
    return f"{at:%H:%M:%S}" if at.date() == now.date() else day(at.date())
