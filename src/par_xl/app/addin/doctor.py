"""Everything that the tab in Excel needs, looked at line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from par_xl.app.addin.checks import Check, Fault, Hold, Skipped
from par_xl.app.addin.excel_checks import EXCEL
from par_xl.app.addin.file_checks import FILES
from par_xl.app.addin.install import VERSION_PROPERTY
from par_xl.app.addin.machine import INTERPRETER, Machine
from par_xl.app.addin.python_checks import COMPUTER, SYSTEM
from par_xl.app.user_folder import keep_details
from par_xl.system.files import is_file, is_folder
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_

_ONE_IS_ENOUGH = N_(
    "Cả cơ quan chỉ cần một máy dùng được par_xl để tổng hợp; các máy khác không cần cài gì, chỉ "
    "cần Excel để điền biểu mẫu."
)
CHECKS = (*COMPUTER, *FILES, *EXCEL)
_MARKS = {True: N_("OK"), False: N_("CẦN XỬ LÝ"), None: N_("Bỏ qua")}


@dataclass(frozen=True)
class Line:
    """What one check found, and what to do if it is not right; ``ok`` is None for what was skipped.

    ``title`` is in Vietnamese, ``text`` in the language of the interface.
    """

    title: str
    ok: bool | None
    text: str
    hold: Hold = Hold.TAB


def doctor(machine: Machine, checks: Sequence[Check] = CHECKS) -> list[Line]:
    """Make all checks; each says that it is right, or what to do."""
    return [_line(machine, check) for check in checks]


def _line(machine: Machine, check: Check) -> Line:
    try:
        check.need(machine)
        return Line(check.title, True, check.look(machine))
    except Skipped as skipped:
        return Line(check.title, None, str(skipped))
    except Fault as fault:
        return Line(check.title, False, str(fault), fault.hold)
    except ParXlError as error:
        return Line(check.title, False, f"{error.message} {error.fix}")
    except Exception as error:
        path = keep_details(error)
        text = (
            _("Không xem được mục này vì lỗi không lường trước: gửi tệp {path} cho người hỗ trợ.")
            if path
            else _("Không xem được mục này vì lỗi không lường trước: báo người hỗ trợ.")
        )
        return Line(check.title, False, text.format(path=path))


def report(found: Sequence[Line]) -> list[str]:
    """Return how many need attention, the doctor's lines, those first, and the conclusion."""
    faults = sum(line.ok is False for line in found)
    head = _("{count} mục cần xử lý.") if faults else _("Không có mục nào cần xử lý.")
    ordered = sorted(found, key=lambda line: line.ok is not False)
    lines = (f"[{_(_MARKS[line.ok])}] {_(line.title)}: {line.text}" for line in ordered)
    last = _("Kết luận: {conclusion}").format(conclusion=_conclusion(found))
    return [head.format(count=faults), *lines, last]


def _conclusion(found: Sequence[Line]) -> str:
    """Return what can be done on this computer, and where else if not here."""

    def held(hold: Hold) -> str:
        return ", ".join(f"“{_(c.title)}”" for c in found if c.ok is False and c.hold is hold)

    if titles := held(Hold.ALL):
        text = _(
            "khi chưa xử lý được mục {titles} thì máy này không dùng được par_xl, cả thẻ trong "
            "Excel lẫn dòng lệnh."
        )
        return f"{text.format(titles=titles)} {_(_ONE_IS_ENOUGH)}"
    if any(line.ok is None and line.title == SYSTEM.title for line in found):
        return _("máy này dùng dòng lệnh “par-xl”; thẻ trong Excel chỉ có trên Windows.")
    if titles := held(Hold.TAB_BY_OTHERS):
        text = _(
            "khi chưa xử lý được mục {titles} thì máy này không dùng được thẻ trong Excel; dòng "
            "lệnh “par-xl” vẫn dùng được và làm đủ mọi việc."
        )
        return f"{text.format(titles=titles)} {_(_ONE_IS_ENOUGH)}"
    if held(Hold.TAB):
        return _(
            "xử lý xong các mục trên thì máy này dùng được thẻ trong Excel; dòng lệnh “par-xl” "
            "dùng được ngay."
        )
    return _("máy này dùng được cả thẻ trong Excel lẫn dòng lệnh “par-xl”.")


@dataclass(frozen=True)
class Status:
    """What is installed for this user, and what does not fit together."""

    installed: bool
    addin: Path
    version: str | None
    interpreter: str | None
    faults: tuple[str, ...]
    """Each says what to do; the doctor's findings about the files."""
    command: str
    """The command that installs."""


def status(machine: Machine) -> Status:
    """Return what is installed; ParXlError where there is no profile."""
    addin = machine.addin
    installed, known = is_file(addin), machine.installed()
    lines = doctor(machine, FILES) if installed or is_folder(machine.user) else []
    return Status(
        installed=installed,
        addin=addin,
        version=known.get(VERSION_PROPERTY),
        interpreter=known.get(INTERPRETER),
        faults=tuple(line.text for line in lines if line.ok is False),
        command=machine.command("install"),
    )
