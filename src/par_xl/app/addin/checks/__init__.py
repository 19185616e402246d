"""What the doctor looks at, a module for each field: functions that return what is right, and
raise what is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from gettext import gettext as _

from par_xl.app.addin.machine import Machine
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


class Fault(Exception):  # noqa: N818 - it is one of the computer's
    """Something is not right; the text says what to do."""

    def __init__(self, text: str, hold: Hold = Hold.TAB, **values: object) -> None:
        super().__init__(text.format(**values) if values else text)
        self.hold = hold


class Skipped(Exception):  # noqa: N818 - no error
    """Something cannot be looked at on this computer, or not before installing."""


@dataclass(frozen=True)
class Check:
    """One line of the doctor: what was looked at, and what to do if it is not right.

    ``ok`` is None for what was skipped; ``title`` is in Vietnamese, ``text`` in the language of
    the interface.
    """

    title: str
    ok: bool | None
    text: str
    hold: Hold = Hold.TAB


Look = Callable[[Machine], str]


def ask_administrator(what: str) -> str:
    """The sentence that asks for what only an administrator can do."""
    return _(
        "Đây là chính sách của cơ quan, chỉ người quản trị công nghệ thông tin mở được: đề nghị họ "
        "{what}"
    ).format(what=what)


def on_windows(machine: Machine) -> None:
    """Skip what can't be looked at elsewhere."""
    if not machine.windows:
        raise Skipped(_("chỉ xem được trên Windows"))


def not_installed(machine: Machine) -> Skipped:
    """Installed files can't be looked at before there are any."""
    then = machine.command("install")
    return Skipped(_("xem được sau khi cài: «{command}»").format(command=then))


def looked(
    machine: Machine,
    looks: Sequence[tuple[str, Look]],
    need: Callable[[Machine], None] | None = None,
) -> list[Check]:
    """A line for each; one that cannot be looked at is a line that says so, and no end. *need*
    skips those that need what the computer has not."""
    return [_line(machine, title, look, need) for title, look in looks]


def _line(
    machine: Machine, title: str, look: Look, need: Callable[[Machine], None] | None
) -> Check:
    try:
        if need is not None:
            need(machine)
        return Check(title, True, look(machine))
    except Skipped as skipped:
        return Check(title, None, str(skipped))
    except Fault as fault:
        return Check(title, False, str(fault), fault.hold)
    except ParXlError as error:
        return Check(title, False, f"{error.message} {error.fix}")
    except Exception as error:
        path = keep_details(error)
        text = (
            _("Không xem được mục này vì lỗi không lường trước: gửi tệp {path} cho người hỗ trợ.")
            if path
            else _("Không xem được mục này vì lỗi không lường trước: báo người hỗ trợ.")
        )
        return Check(title, False, text.format(path=path))
