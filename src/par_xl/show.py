"""What the command line prints line by line: findings, explanations, merges, in Vietnamese."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import click

from par_xl.words import FileState, Severity, Term, day, moment

if TYPE_CHECKING:
    from par_xl.errors import ParXlError
    from par_xl.explanation import Explanation
    from par_xl.finding import Finding
    from par_xl.ledger import LedgerLine
    from par_xl.office import Checked, Undone, Verified

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_CONTROLS = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0))),
    # What lets a name be read backwards.
    **dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    **dict.fromkeys(map(ord, "\r\n\t"), " "),
}
"""A file's name may hold what a terminal obeys, or a line that looks like one of ours."""


def plain(text: str) -> str:
    """A text on one line, without what is not printed."""
    return text.translate(_CONTROLS)


def has_colours() -> bool:
    """Whether the user wants colours where a terminal has them."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in ("dumb", "unknown")


def _print(text: str, stderr: bool = False) -> None:
    click.echo(text, err=stderr, color=None if has_colours() else False)


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def line(text: str) -> None:
    """Print one line as it stands."""
    _print(f"  {plain(text)}")


def lines(texts: Iterable[str]) -> None:
    """Print lines as they stand."""
    for text in texts:
        _print(plain(text))


def heading(text: str, more: str) -> None:
    """Print what follows is about."""
    _print(f"{_bold(plain(text))} {plain(more)}")


def done(text: str) -> None:
    """Say what was done."""
    _print(f"{click.style('✔', 'green')} {plain(text)}")


def warn(text: str) -> None:
    """Say what needs attention."""
    _print(f"{click.style('!', 'yellow')} {plain(text)}")


def next_step(text: str) -> None:
    """Say what to do next."""
    _print(f"{_bold('Việc tiếp theo:')} {plain(text)}.")


def error(problem: ParXlError) -> None:
    """Say on the error stream what could not be done and how to put it right."""
    _failed(problem.message, problem.fix)
    findings(problem.findings, stderr=True)


def unforeseen(problem: BaseException) -> None:
    """Say that something went wrong that nobody foresaw, and where its details are kept."""
    from par_xl.user_folder import keep_details

    details = keep_details(problem)
    _failed(
        "chương trình gặp lỗi không lường trước.",
        f"chạy lại; nếu vẫn lỗi thì gửi tệp {details} cho người hỗ trợ kỹ thuật.",
    )


def _failed(message: str, fix: str) -> None:
    _print(f"{click.style('Lỗi:', 'red')} {plain(message)}", stderr=True)
    _print(f"{_bold('Cách xử lý:')} {plain(fix)}", stderr=True)


def findings(found: Iterable[Finding], stderr: bool = False) -> None:
    """Print findings, the worst first."""
    levels = list(Severity)
    for finding in sorted(found, key=lambda finding: levels.index(finding.severity)):
        level = click.style(f"{finding.severity.label} {finding.code}", _COLOURS[finding.severity])
        place = ", ".join(
            part for part in (finding.sheet, f"ô {finding.cell}" if finding.cell else None) if part
        )
        where = _bold(plain(finding.file)) + (f", {plain(place)}" if place else "")
        _print(f"  {level} {where}: {plain(finding.message)}", stderr)
        _print(f"      → {plain(finding.fix)}", stderr)


def checked(what: Checked) -> None:
    """Print what a checked file came to: one line where nothing has to be done."""
    file = what.submission
    if all(finding.severity is Severity.INFO for finding in what.findings):
        infos = f", {len(what.findings)} lưu ý" if what.findings else ""
        if file.rows_filled or file.initiatives:
            done(
                f"{file.file}: đã kiểm tra, không có lỗi ({file.rows_filled} dòng đã nhập{infos})."
            )
        else:
            warn(f"{file.file}: đã kiểm tra, không có lỗi, nhưng chưa nhập dòng nào.")
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
    for each in known:
        code = click.style(each.code, _COLOURS[each.severity])
        _print(f"{code}  {each.severity.label:<9} {each.title}")
    next_step("xem từng mã bằng: par-xl explain MÃ, ví dụ par-xl explain NG04")


def explanation(told: Explanation) -> None:
    """Print one code's meaning and cure."""
    code = click.style(f"{told.severity.label} {told.code}", _COLOURS[told.severity], bold=True)
    _print(f"{code} {_bold(told.title)}")
    texts = {
        "Xem xét": told.looks_at,
        "Sai ở đâu": told.message,
        "Cách sửa": told.fix,
        "Ví dụ đúng": told.passes,
        "Ví dụ sai": told.fails,
        "Trong biểu mẫu": told.in_form,
        "Căn cứ": f"{told.source}.",
    }
    for label, text in texts.items():
        if text:
            _print(f"  {_bold(f'{label}:')} {text}")


def ledger(known: Iterable[LedgerLine]) -> None:
    """Print what the ledger records, a line each, and what came of each merge."""
    from par_xl.ledger import Kind

    for each in known:
        if each.kind is not Kind.MERGE:
            _after_merge(each)
            continue
        states = counted([file.state for file in each.files], FileState)
        told = (
            moment(each.at),
            f"người tổng hợp: {each.by}",
            f"quá hạn tính đến {day(each.as_of)}",
            f"{len(each.files)} tệp" + (f" ({states})" if states else ""),
            f"phiên bản {each.version}",
        )
        heading(f"Kỳ {each.period} lần {each.merge_number}:", "; ".join(told))
        if each.counts:
            line(_counts(each.counts))
        for one in each.corrected:
            line(f"Sửa ngày nhận {one.file}: {day(one.before)} thành {day(one.after)}.")


def _after_merge(each: LedgerLine) -> None:
    """Print what became of a merge."""
    from par_xl.ledger import Kind

    at, number = moment(each.at), each.merge_number
    if each.kind is Kind.UNDO:
        back = f"về lần {number}" if number else "chưa có lần nào trước"
        what = f"{at}; {back}; người hoàn tác: {each.by}"
        heading(f"Kỳ {each.period} hoàn tác lần {each.undone}:", what)
    elif each.kind is Kind.CLOSE:
        heading(f"Kỳ {each.period} chốt ở lần {number}:", f"{at}; người chốt: {each.by}")
    elif each.kind is Kind.REOPEN:
        heading(f"Kỳ {each.period} bỏ chốt:", f"{at}; về dự thảo lần {number}; người bỏ: {each.by}")
    else:
        count = len(each.files) + len(each.others)
        heading(f"Kỳ {each.period} nhận sau khi chốt:", f"{at}; {count} tệp, không tính")
        for file in each.files:
            unit = f" ({file.unit})" if file.unit else ""
            line(f"{file.file}{unit}, nhận ngày {day(file.received_on)}.")
        for name in each.others:
            line(f"{name}, không phải là biểu mẫu.")


def _counts(counts: Mapping[str, int]) -> str:
    """What a merge came to, as the ledger has it."""
    told = {
        "units_reported": f"{{}}/{counts.get('units', 0)} đơn vị đã báo cáo",
        "rows_filled": "{} dòng đã nhập",
        "errors": "{} lỗi",
        "warnings": "{} cảnh báo",
    }
    return "; ".join(text.format(counts.get(name, 0)) for name, text in told.items()) + "."


def verified(what: Verified) -> None:
    """Print what of the ledger agrees with the folder, and what does not."""
    for each in what.mismatches:
        told = warn if each.is_broken else line
        told(each.message)
        _print(f"      → {plain(each.fix)}")
    held = f"{what.lines} dòng nhật ký, {what.files} tệp lưu, {what.outputs} tệp tổng hợp"
    if what.is_broken:
        warn(f"Nhật ký KHÔNG khớp (đã đối chiếu {held}).")
    else:
        done(f"Nhật ký khớp: {held}.")
        if what.tail:
            line(f"Ghi vào biên bản để sau này đối chiếu; mã dòng cuối: {what.tail}")


def undone(what: Undone) -> None:
    """Print what was undone, and what lies there now."""
    period, number = what.line.period, what.line.merge_number
    if what.is_reopened:
        done(
            f"Đã bỏ chốt kỳ {period}, việc cuối cùng của mọi kỳ; {what.master} trở lại là dự thảo "
            f"như lần {number}."
        )
        if what.kept is not None:
            line(f"Tệp đã chốt vẫn giữ ở {what.kept}")
            if what.typed_since:
                line("Nội dung điền tay sau khi chốt: lần tổng hợp hoặc chốt sau sẽ chép sang.")
        if what.withdrawn.count:
            line(
                f"{what.withdrawn.count} văn bản, bảng dữ liệu lập khi còn chốt (không mang chữ DỰ "
                "THẢO) cũng chuyển vào đó; cần thì lập lại."
            )
        for path in what.withdrawn.edited:
            warn(
                f"{path} lập khi còn chốt và đã có người sửa nên để nguyên: không còn là bản chốt."
            )
        next_step(f"tổng hợp cả các tệp đến sau bằng: par-xl merge {period}; rồi chốt lại")
        return
    if what.restored is not None:
        now = f"{what.master} trở lại như lần {what.restored.merge_number}."
    elif what.lies_there:
        now = "đã trả lại các tệp có trước đó, mà nhật ký không biết do lần nào ghi."
    else:
        now = "trước đó chưa có tệp tổng hợp nào."
    done(f"Đã hoàn tác lần {number} kỳ {period}, lần tổng hợp cuối cùng của mọi kỳ; {now}")
    if what.kept is not None:
        line(f"Tệp của lần {number} vẫn giữ ở {what.kept}")
    next_step(f"muốn tổng hợp lại thì chạy: par-xl merge {period}")


def counted(found: Collection[Term], kinds: type[Term]) -> str:
    """How many there are of each kind: 10 đã nhận, 2 trả lại."""
    numbers = Counter(found)
    return ", ".join(f"{numbers[kind]} {kind.label.lower()}" for kind in kinds if numbers[kind])
