"""A check of what may keep the tab from showing or a button from working: one small function each,
in ``python_checks``, ``file_checks`` and ``excel_checks``.

A check returns what is right, raises ``Fault`` for what is not, and ``Skipped`` for what can't be
looked at on this computer, or not before installing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from gettext import gettext as _

from par_xl.app.addin.machine import Machine
from par_xl.system.files import is_file


class Hold(Enum):
    """What a fault keeps this computer from."""

    TAB = auto()
    """The tab in Excel, until its user has put it right."""
    TAB_BY_OTHERS = auto()
    """The tab in Excel, until somebody else lifts it."""
    ALL = auto()
    """The command line too."""


class Fault(Exception):  # noqa: N818 - it is one of the computer's
    """Something is not right; the text says what to do."""

    def __init__(self, text: str, hold: Hold = Hold.TAB, **values: object) -> None:
        super().__init__(text.format(**values) if values else text)
        self.hold = hold


class Skipped(Exception):  # noqa: N818 - no error
    """Something cannot be looked at on this computer, or not before installing."""


@dataclass(frozen=True)
class Check:
    """A line of the doctor: its title in Vietnamese, what is looked at, and what that needs."""

    title: str
    look: Callable[[Machine], str]
    need: Callable[[Machine], None] = lambda _machine: None


def on_windows(machine: Machine) -> None:
    if not machine.windows:
        raise Skipped(_("chỉ xem được trên Windows"))


def installed(machine: Machine) -> None:
    if not machine.acts:
        raise Skipped(_("không có thư mục %APPDATA% ở máy này"))
    if not is_file(machine.addin):
        raise not_installed(machine)


def not_installed(machine: Machine) -> Skipped:
    then = machine.command("install")
    return Skipped(_("xem được sau khi cài: “{command}”").format(command=then))


def ask_administrator(what: str, wrong: str = "") -> Fault:
    """Return what only an administrator can do."""
    asked = _(
        "Đây là chính sách của cơ quan, chỉ người quản trị công nghệ thông tin mở được: đề nghị họ "
        "{what}"
    ).format(what=what)
    return Fault(f"{wrong} {asked}".strip(), Hold.TAB_BY_OTHERS)
