"""Appendices of existing Word and Excel files taken over into a new plan workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _
from pathlib import Path

from par_xl.plan.reader import check_plan_content
from par_xl.plan.takeover.outline import named_index, options
from par_xl.plan.takeover.report import Note
from par_xl.plan.takeover.takeover import read_base, take_over, write_taken_over
from par_xl.system.files import read_file
from par_xl.system.paths import is_plain
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_
from par_xl.terms.words import PLAN_FILE, Index, Severity
from par_xl.workspace.checkout import open_session
from par_xl.workspace.layout import REGISTER_FILE, Folder

NEW_PLAN_FILE = "ke-hoach-nhap.xlsx"


@dataclass(frozen=True)
class PlanTaken:
    """A plan workbook that was written, how its rows were read, and its faults."""

    path: Path
    report: Sequence[Note]
    taken: Mapping[Index, int]
    findings: Sequence[Finding]


def take_plan_over(
    folder: Folder, sources: Sequence[Path], index: str | None = None, name: str | None = None
) -> PlanTaken:
    """Write a new plan workbook beside the present plan: its sheets, and the appendices of Word
    and Excel files in the place of its own. *index* names the appendix of tables that don't tell
    theirs.

    Raises:
        ParXlError: a file can't be read, or holds no appendix; there is a file of that name.
            Nothing is written then.
    """
    asked = _asked(index)
    path = folder.place(_file_name(name or NEW_PLAN_FILE))
    with open_session(folder, N_("đang lấy phụ lục từ tệp")) as session:
        if path.exists():
            raise ParXlError(
                _("{path} đã có; không ghi đè kế hoạch đã có người xem hoặc sửa.").format(
                    path=path
                ),
                _("Đổi tên hoặc xóa tệp đó, hay ghi tên khác bằng --out TÊN.xlsx."),
            )
        base = read_base(read_file(folder.plan), folder.plan.name)
        taken = take_over([(read_file(each), each.name) for each in sources], base, asked)
        content = write_taken_over(taken)
        found = check_plan_content(content, path.name)[1]
        session.expect(path, None)
        session.put(path, content)
        session.commit()
    errors = (each for each in found if each.severity is Severity.ERROR)
    findings = tuple(replace(each, file=path.name) for each in errors)
    return PlanTaken(path, taken.report, taken.taken, findings)


def _asked(index: str | None) -> Index | None:
    if index is None:
        return None
    found = named_index(index)
    if found is None:
        raise ParXlError(
            _("Không có phụ lục “{index}”.").format(index=index),
            _("Ghi {options}.").format(options=options()),
        )
    return found


def _file_name(name: str) -> str:
    """Return a file of the working folder's top, and none that means something else there."""
    stem, ending = name[:-5], name[-5:].lower()
    is_named = ending == ".xlsx" and stem.strip(" .") and is_plain(name)
    is_taken = name.lower() in (PLAN_FILE, REGISTER_FILE) or name.startswith("~$")
    if not is_named or is_taken:
        raise ParXlError(
            _("Không ghi được kế hoạch nhập vào “{name}”.").format(name=name),
            _(
                "Ghi tên tệp .xlsx trong thư mục làm việc, không kèm đường dẫn, không có dấu : * "
                "? < > |, khác ke-hoach.xlsx và tiep-nhan.xlsx; ví dụ: --out "
                "ke-hoach-nhap-2.xlsx."
            ),
        )
    return name
