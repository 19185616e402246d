"""A watched folder on the screen: a line for each event."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

from par_xl.app import show
from par_xl.terms.messages import translated
from par_xl.terms.words import day, moment, percent
from par_xl.workspace.watching import Phase, Watched, WatchedFile

if TYPE_CHECKING:
    from datetime import datetime

    from par_xl.terms.errors import ParXlError
    from par_xl.workspace.layout import Folder

_MOST_FINDINGS = 3
_PATIENCE = 6.0
"""Seconds after which a file that is still being copied is spoken of."""


class Screen:
    """Says of each state what is new."""

    def __init__(self, folder: Folder, period: str) -> None:
        self._period = period
        self.last: Watched | None = None
        self._files: dict[str, WatchedFile] = {}
        self._copying: dict[str, datetime] = {}
        """Since when files have been seen that are being copied."""
        self._merge: tuple[int | None, datetime | None] = None, None
        self._problem: str | None = None
        show.heading(
            _("Theo dõi da-nop/{period}"),
            _("(để tệp đơn vị gửi về vào thư mục này; dừng bằng Ctrl-C)"),
            period=period,
        )
        show.line(str(folder.submitted(period)))

    def show(self, state: Watched) -> None:
        """Print a line for each event since the state before."""
        before, self.last = self.last, state
        if state.is_busy:
            return
        at = f"{state.at:%H:%M:%S}"
        for note in state.notes:
            if before is None or note not in before.notes:
                show.warn(f"{at} {translated(note)}")
        for file in state.files:
            if self._is_passing(file, state.at) or self._files.get(file.name) == file:
                continue
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

    def _is_passing(self, file: WatchedFile, at: datetime) -> bool:
        """Whether it will be something else in a moment."""
        if file.phase is not Phase.COPYING:
            self._copying.pop(file.name, None)
            return file.phase is Phase.WAITING
        since = self._copying.setdefault(file.name, at)
        return (at - since).total_seconds() <= _PATIENCE

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
    if state.closed_at is not None:
        return _(
            "Kỳ đã chốt lúc {at} ở lần tổng hợp số {number}; tệp đến sau được ghi riêng, không tính"
        ).format(at=moment(state.closed_at, _), number=state.merge_number)
    assert state.merged_at is not None
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


def _moment(at: datetime, now: datetime) -> str:
    """Return a time of today, or else a day."""
    return f"{at:%H:%M:%S}" if at.date() == now.date() else day(at.date())
