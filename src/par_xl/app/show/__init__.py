"""What the command line prints line by line: findings, explanations."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from par_xl.terms.messages import translated
from par_xl.terms.text import on_one_line
from par_xl.terms.words import Severity, Term

if TYPE_CHECKING:
    from par_xl.terms.errors import ParXlError
    from par_xl.terms.explain import Explanation
    from par_xl.terms.finding import Finding
    from par_xl.workspace import Checked

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def has_colours() -> bool:
    """Whether the user wants colours where a terminal has them."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in ("dumb", "unknown")


def _print(text: str, stderr: bool = False) -> None:
    click.echo(text, err=stderr, color=None if has_colours() else False)


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def line(text: str) -> None:
    """Print one line as it stands."""
    _print(f"  {on_one_line(text)}")


def lines(texts: Iterable[str]) -> None:
    """Print lines as they stand."""
    for text in texts:
        _print(on_one_line(text))


def heading(text: str, more: str) -> None:
    """Print what follows is about."""
    _print(f"{_bold(on_one_line(text))} {on_one_line(more)}")


def done(text: str) -> None:
    """Say what was done."""
    _print(f"{click.style('✔', 'green')} {on_one_line(text)}")


def warn(text: str) -> None:
    """Say what needs attention."""
    _print(f"{click.style('!', 'yellow')} {on_one_line(text)}")


def next_step(text: str) -> None:
    """Say what to do next."""
    label = _bold(_("Việc tiếp theo:"))
    _print(f"{label} {on_one_line(text)}.")


def error(problem: ParXlError) -> None:
    """Say on the error stream what could not be done and how to put it right."""
    _failed(translated(problem.message), translated(problem.fix))
    findings(problem.findings, stderr=True)


def unforeseen(problem: BaseException) -> None:
    """Say that something went wrong that nobody foresaw, and where its details are kept."""
    from par_xl.app.user_folder import keep_details

    details = keep_details(problem)
    _failed(
        _("chương trình gặp lỗi không lường trước."),
        _("chạy lại; nếu vẫn lỗi thì gửi tệp {path} cho người hỗ trợ kỹ thuật.").format(
            path=details
        ),
    )


def _failed(message: str, fix: str) -> None:
    wrong, cure = click.style(_("Lỗi:"), "red"), _bold(_("Cách xử lý:"))
    _print(f"{wrong} {on_one_line(message)}", stderr=True)
    _print(f"{cure} {on_one_line(fix)}", stderr=True)


def findings(found: Iterable[Finding], stderr: bool = False) -> None:
    """Print findings, the worst first."""
    levels = list(Severity)
    for finding in sorted(found, key=lambda finding: levels.index(finding.severity)):
        label = translated(finding.severity.label)
        level = click.style(f"{label} {finding.code}", _COLOURS[finding.severity])
        cell = _("ô {cell}").format(cell=finding.cell) if finding.cell else None
        place = ", ".join(part for part in (finding.sheet, cell) if part)
        where = _bold(on_one_line(finding.file)) + (f", {on_one_line(place)}" if place else "")
        _print(f"  {level} {where}: {on_one_line(translated(finding.message))}", stderr)
        _print(f"      → {on_one_line(translated(finding.fix))}", stderr)


def checked(what: Checked) -> None:
    """Print what a checked file came to: one line where nothing has to be done."""
    file = what.submission
    if all(finding.severity is Severity.INFO for finding in what.findings):
        text = _("{file}: đã kiểm tra, không có lỗi, nhưng chưa nhập dòng nào.")
        told = warn
        if file.rows_filled or file.initiatives:
            told = done
            text = (
                _("{file}: đã kiểm tra, không có lỗi ({rows} dòng đã nhập, {infos} lưu ý).")
                if what.findings
                else _("{file}: đã kiểm tra, không có lỗi ({rows} dòng đã nhập).")
            )
        told(text.format(file=file.file, rows=file.rows_filled, infos=len(what.findings)))
        if what.returned is not None:
            line(
                _("Khi tổng hợp cùng các tệp khác thì có điều cần xem lại: {path}").format(
                    path=what.returned
                )
            )
        return
    if file.refused:
        warn(_("{file}: tệp bị trả lại.").format(file=file.file))
    else:
        warn(
            _(
                "{file}: {filled} dòng đã nhập, {accepted} dòng được nhận, {wrong} dòng có lỗi."
            ).format(
                file=file.file,
                filled=file.rows_filled,
                accepted=file.rows_accepted,
                wrong=file.rows_in_error,
            )
        )
    findings(what.findings)
    line(_("Bản đánh dấu lỗi để trả lại đơn vị: {path}").format(path=what.returned))


def codes(known: Iterable[Explanation]) -> None:
    """List all codes with their titles."""
    for each in known:
        code = click.style(each.code, _COLOURS[each.severity])
        _print(f"{code}  {translated(each.severity.label):<9} {translated(each.title)}")
    next_step(_("xem từng mã bằng: par-xl explain MÃ, ví dụ par-xl explain NG04"))


def explanation(told: Explanation) -> None:
    """Print one code's meaning and cure."""
    label = translated(told.severity.label)
    code = click.style(f"{label} {told.code}", _COLOURS[told.severity], bold=True)
    _print(f"{code} {_bold(translated(told.title))}")
    texts = {
        _("Xem xét:"): told.looks_at,
        _("Sai ở đâu:"): told.message,
        _("Cách sửa:"): told.fix,
        _("Ví dụ đúng:"): told.passes,
        _("Ví dụ sai:"): told.fails,
        _("Trong biểu mẫu:"): told.in_form,
        _("Căn cứ:"): f"{translated(told.source)}.",
    }
    for name, text in texts.items():
        if text:
            _print(f"  {_bold(name)} {translated(text)}")


def counted(found: Collection[Term], kinds: type[Term]) -> str:
    """How many there are of each kind: 10 đã nhận, 2 trả lại."""
    numbers = Counter(found)
    return ", ".join(f"{numbers[kind]} {_(kind.label).lower()}" for kind in kinds if numbers[kind])
