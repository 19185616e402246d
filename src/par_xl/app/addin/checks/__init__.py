"""What the doctor looks at, a module for each field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from gettext import gettext as _

from par_xl.app.addin.machine import Machine, command
from par_xl.app.user_folder import keep_details
from par_xl.terms.errors import ParXlError


class Hold(Enum):
    """What a fault keeps this computer from."""

    NAME = auto()
    """``par-xl`` as the name of a command: there is another way to give it."""
    TAB = auto()
    """The tab in Excel, until its user has put it right."""
    TAB_BY_OTHERS = auto()
    """The tab in Excel, until somebody else lifts it."""
    ALL = auto()
    """The command line too."""


@dataclass(frozen=True)
class Check:
    """One line of the doctor: what was looked at, and what to do if it is not right.

    ``ok`` is None for what cannot be looked at on this computer or not before installing;
    ``title`` is in Vietnamese, ``text`` in the language of the interface.
    """

    title: str
    ok: bool | None
    text: str
    hold: Hold = Hold.TAB


Verdict = tuple[bool | None, str] | tuple[bool | None, str, Hold]
"""``ok`` and ``text`` of a line, and what it keeps from if that is not the tab alone."""
Look = Callable[[Machine], Verdict]


def ask_administrator(what: str) -> str:
    """The sentence that asks for what only an administrator can do."""
    return _(
        "Đây là chính sách của cơ quan, chỉ người quản trị công nghệ thông tin mở được: đề nghị họ "
        "{what}"
    ).format(what=what)


def windows_only() -> Verdict:
    """What is said where there is nothing to look at."""
    return None, _("chỉ xem được trên Windows")


def not_installed(machine: Machine) -> Verdict:
    """What is said of installed files before there are any."""
    then = command(machine, "install")
    return None, _("xem được sau khi cài: «{command}»").format(command=then)


def looked(machine: Machine, looks: Sequence[tuple[str, Look]]) -> list[Check]:
    """A line for each; one that cannot be looked at is a line that says so, and no end."""
    return [Check(title, *_guarded(look, machine)) for title, look in looks]


def _guarded(look: Look, machine: Machine) -> Verdict:
    try:
        return look(machine)
    except ParXlError as error:
        return False, f"{error.message} {error.fix}"
    except Exception as error:
        path = keep_details(error)
        told = (
            _("Không xem được mục này vì lỗi không lường trước: gửi tệp {path} cho người hỗ trợ.")
            if path
            else _("Không xem được mục này vì lỗi không lường trước: báo người hỗ trợ.")
        )
        return False, told.format(path=path)
