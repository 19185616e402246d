"""What buttons say when they are done, or when something went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from par_xl.app.excel.marks import Placed
from par_xl.app.user_folder import keep_details
from par_xl.intake.submission import Submission
from par_xl.plan.model import Period
from par_xl.system.long_paths import unreachable
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import Finding
from par_xl.terms.words import Severity, Timeliness, percent
from par_xl.workspace import FormsMade, MergeOutcome
from par_xl.workspace.layout import Folder

_MOST = 8
"""Findings, or files, that a dialog lists."""
_BUSY = (-2147418111, -2147417846)
"""Windows' codes of a program that takes no calls just now."""


def problem(error: BaseException) -> str:
    """A failure in words: what is wrong, what to do, and where its details are kept."""
    details = keep_details(error)
    if isinstance(error, OSError) and not hasattr(error, "hresult"):
        error = unreachable(error)
    if isinstance(error, ParXlError):
        lines = [error.message, f"Cách xử lý: {error.fix}", *listed(error.findings)]
    elif getattr(error, "hresult", None) in _BUSY:
        lines = [
            "Excel đang bận nên chưa làm xong việc này.",
            "Cách xử lý: bấm Esc để thôi sửa ô, đóng các hộp thoại đang mở của Excel rồi bấm lại.",
        ]
    else:
        lines = [
            "Chương trình gặp lỗi không lường trước; chưa làm xong việc này.",
            "Cách xử lý: bấm lại; nếu vẫn lỗi thì gửi tệp nêu ở dưới cho người hỗ trợ kỹ thuật.",
        ]
    return "\n\n".join([*lines, *([f"Chi tiết: {details}"] if details else [])])


def made(period: Period, forms: FormsMade) -> str:
    """Which forms were made, and which kept."""
    lines = [f"Đã lập {len(forms.written)} biểu mẫu của kỳ {period.code}."]
    if forms.written:
        lines.append(f"Biểu mẫu nằm trong thư mục {forms.written[0].parent}")
    if forms.kept:
        names = ", ".join(path.name for path in forms.kept[:_MOST])
        more = f" và {len(forms.kept) - _MOST} tệp nữa" if len(forms.kept) > _MOST else ""
        lines.append(
            f"Giữ nguyên {names}{more}: đã có người nhập. Muốn lập lại thì chuyển các tệp này đi."
        )
    lines.append(f"Gửi biểu mẫu cho các đơn vị; tệp gửi về để vào {forms.inbox}")
    return "\n\n".join(lines)


def listed(findings: Sequence[Finding]) -> list[str]:
    """Findings, one a paragraph; not more than a dialog can show."""
    lines = [
        f"• {each.severity.label} {each.code}{_place(each)}: {each.message} {each.fix}"
        for each in findings[:_MOST]
    ]
    rest = len(findings) - len(lines)
    return [*lines, f"… và {rest} lỗi nữa."] if rest > 0 else lines


def checked(
    folder: Folder, submission: Submission, findings: Sequence[Finding], placed: Placed
) -> str:
    """What the check of an open form came to."""
    whose = ""
    if submission.unit is not None and submission.period is not None:
        whose = f" ({submission.unit.name}, kỳ {submission.period.code})"
    lines = [
        f"{submission.file}{whose}: {counts(findings)}.",
        f"Kiểm tra theo kế hoạch {folder.plan}",
    ]
    if submission.refused:
        lines.append("Tệp bị trả lại, chưa dòng nào được tính.")
    else:
        wrong = submission.rows_in_error
        lines.append(
            f"Đã nhập {submission.rows_filled} dòng: {submission.rows_accepted} dòng được nhận"
            + (f", {wrong} dòng có lỗi chưa được tính." if wrong else ".")
        )
    return "\n\n".join([*lines, *marked(findings, placed)])


def plan_checked(name: str, findings: Sequence[Finding], placed: Placed) -> str:
    """What the check of an open plan came to."""
    if not findings:
        return f"{name}: kế hoạch không có lỗi, dùng được."
    first = f"{name}: kế hoạch có {len(findings)} lỗi nên chưa dùng được."
    return "\n\n".join([first, *marked(findings, placed)])


def counts(findings: Iterable[Finding]) -> str:
    """How many of what: 3 lỗi, 2 cảnh báo, 1 lưu ý."""
    found = list(findings)
    parts = [
        f"{count} {level.label.lower()}"
        for level in Severity
        if (count := sum(each.severity is level for each in found))
    ]
    return ", ".join(parts) or "không có lỗi"


def marked(findings: Sequence[Finding], placed: Placed) -> list[str]:
    """Where the marks are, and the findings that have no cell to be marked."""
    lines = []
    if placed.first is not None:
        sheet, cell = placed.first
        lines.append(
            f"Đã đánh dấu {placed.count} ô (màu cam: lỗi phải sửa; màu vàng: cảnh báo nên xem "
            f"lại), đang chọn ô {cell} của trang «{sheet}». Rê chuột lên ô có màu để đọc cách sửa."
        )
        lines.append(
            "Sửa xong thì bấm lại «Kiểm tra tệp đang mở»; bấm «Xóa đánh dấu» để trả lại màu cũ."
        )
    lines += [
        f"Trang «{name}» được khóa bằng mật khẩu nên không đánh dấu được." for name in placed.locked
    ]
    without = [each for each in findings if not each.cell or not each.sheet]
    without = [each for each in without if each.severity is not Severity.INFO]
    if without or placed.untold:
        lines += [
            "Lỗi không gắn với ô nào, hoặc ở ô không ghi chú được:",
            *listed([*without, *placed.untold]),
        ]
    return lines


def merged(outcome: MergeOutcome) -> str:
    """What a merge came to."""
    if outcome.late is not None:
        parts = [*outcome.notes, *outcome.late.lines, f"Tệp tổng hợp: {outcome.master}"]
        return "\n\n".join(parts)
    result = outcome.summary
    units = [
        f"{count} {each.label.lower()}"
        for each in Timeliness
        if (count := sum(unit.submission is each for unit in result.units))
    ]
    lines = [
        *outcome.notes,
        f"Đã tổng hợp kỳ {result.period}, lần tổng hợp số {result.merge_number}."
        if outcome.changed
        else f"Không có gì thay đổi so với lần tổng hợp số {result.merge_number} "
        f"của kỳ {result.period}.",
        f"{len(result.units)} đơn vị: {', '.join(units)}.",
        "Tỷ lệ hoàn thành: "
        + "; ".join(f"{i.index.label} {percent(i.completion_rate)}" for i in result.indices)
        + ".",
        f"{counts(result.findings).capitalize()}"
        + ("; xem trang «Lỗi» của tệp tổng hợp." if result.findings else "."),
    ]
    if outcome.returned:
        lines.append(
            f"Gửi trả đơn vị để sửa {len(outcome.returned)} tệp đã đánh dấu lỗi, trong thư mục "
            f"{outcome.returned[0].parent}."
        )
    lines.append(f"Tệp tổng hợp: {outcome.master}")
    return "\n\n".join(lines)


def _place(finding: Finding) -> str:
    parts = [finding.sheet, f"ô {finding.cell}" if finding.cell else None]
    place = ", ".join(part for part in parts if part)
    return f" ({place})" if place else ""
