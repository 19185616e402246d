"""Everything that the tab in Excel needs, looked at line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from par_xl.app.addin.checks import Check, Hold, excel, files, python, windows
from par_xl.app.addin.checks.windows import OPERATING_SYSTEM
from par_xl.app.addin.machine import Machine, content_of, is_there
from par_xl.app.addin.profile import version_of
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_

_ONE_IS_ENOUGH = N_(
    "Cả cơ quan chỉ cần một máy dùng được par_xl để tổng hợp; các máy khác không cần cài gì, chỉ "
    "cần Excel để điền biểu mẫu."
)
_MARKS = {True: N_("OK"), False: N_("CẦN XỬ LÝ"), None: N_("Bỏ qua")}


def doctor(machine: Machine) -> list[Check]:
    """All checks; each says that it is right, or what to do."""
    fields = (windows, python, files, excel)
    return [check for field in fields for check in field.checks(machine)]


def report(found: Sequence[Check]) -> list[str]:
    """How many need attention, then the doctor's lines, those first; the conclusion, last."""
    faults = sum(check.ok is False for check in found)
    head = _("{count} mục cần xử lý.") if faults else _("Không có mục nào cần xử lý.")
    ordered = sorted(found, key=lambda check: check.ok is not False)
    lines = (f"[{_(_MARKS[check.ok])}] {_(check.title)}: {check.text}" for check in ordered)
    last = _("Kết luận: {conclusion}").format(conclusion=_conclusion(found))
    return [head.format(count=faults), *lines, last]


def _conclusion(found: Sequence[Check]) -> str:
    """What can be done on this computer, and where else if not here."""

    def held(hold: Hold) -> str:
        return ", ".join(f"«{_(c.title)}»" for c in found if c.ok is False and c.hold is hold)

    if titles := held(Hold.ALL):
        text = _(
            "khi chưa xử lý được mục {titles} thì máy này không dùng được par_xl, cả thẻ trong "
            "Excel lẫn dòng lệnh."
        )
        return f"{text.format(titles=titles)} {_(_ONE_IS_ENOUGH)}"
    if any(check.ok is None and check.title == OPERATING_SYSTEM for check in found):
        return _("máy này dùng dòng lệnh «par-xl»; thẻ trong Excel chỉ có trên Windows.")
    if titles := held(Hold.TAB_BY_OTHERS):
        text = _(
            "khi chưa xử lý được mục {titles} thì máy này không dùng được thẻ trong Excel; dòng "
            "lệnh «par-xl» vẫn dùng được và làm đủ mọi việc."
        )
        return f"{text.format(titles=titles)} {_(_ONE_IS_ENOUGH)}"
    if held(Hold.TAB):
        return _(
            "xử lý xong các mục trên thì máy này dùng được thẻ trong Excel; dòng lệnh «par-xl» "
            "dùng được ngay."
        )
    if titles := held(Hold.NAME):
        return _(
            "máy này dùng được thẻ trong Excel; dòng lệnh cũng dùng được, gõ như mục {titles} chỉ."
        ).format(titles=titles)
    return _("máy này dùng được cả thẻ trong Excel lẫn dòng lệnh «par-xl».")


@dataclass(frozen=True)
class Status:
    """What is installed for this user, and what does not fit together."""

    installed: bool
    addin: Path
    version: str | None
    settings: Path
    interpreter: str | None
    faults: tuple[str, ...]
    """Each says what to do; the doctor's findings about the files."""
    command: str
    """The command that installs."""


def status(machine: Machine) -> Status:
    """What is installed; ParXlError where there is no profile."""
    addin = machine.addin
    installed = _may_be_there(addin)
    traces = installed or _may_be_there(machine.settings_path)
    return Status(
        installed=installed,
        addin=addin,
        version=_version(addin),
        settings=machine.settings_path,
        interpreter=machine.called_python,
        faults=tuple(check.text for check in files.checks(machine) if traces and check.ok is False),
        command=machine.command("install"),
    )


def _may_be_there(path: Path) -> bool:
    try:
        return is_there(path)
    except ParXlError:
        return True


def _version(addin: Path) -> str | None:
    try:
        return version_of(content_of(addin) or b"")
    except ParXlError:
        return None
