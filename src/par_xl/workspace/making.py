"""The working folder and its forms made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from gettext import gettext as _
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from par_xl.form.request import FormRequest
from par_xl.form.workbook import write_form
from par_xl.plan.model import Period, Plan
from par_xl.plan.reader import check_plan_content, read_plan
from par_xl.plan.units import Unit
from par_xl.system.files import read_file, unread, write_all
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_
from par_xl.workspace.checkout import open_session
from par_xl.workspace.layout import Folder, usable
from par_xl.workspace.lookup import units_named
from par_xl.workspace.period_plan import plan_for
from par_xl.workspace.progress import Progress, silent

if TYPE_CHECKING:
    from par_xl.workspace.history import History


def init(root: Path, content: bytes | None = None) -> Folder:
    """Make a working folder with the sample plan, or with the plan *content*.

    Raises:
        ParXlError: there is a plan already; a plan that exists is never rewritten. Or the path is
            too long for Windows.
    """
    from par_xl.plan.sample import sample_plan

    usable(root)
    folder = Folder(root)
    if folder.plan.exists():
        raise ParXlError(
            _("{plan} đã có; kế hoạch đang dùng không bao giờ bị ghi đè.").format(plan=folder.plan),
            _(
                "Chọn thư mục khác: par-xl init TÊN_THƯ_MỤC; muốn dùng thư mục này thì xem kế "
                "hoạch có lỗi không rồi làm tiếp: par-xl plan check."
            ),
        )
    for name in ("bieu-mau", "da-nop", "tra-lai", "tong-hop"):
        folder.place(name).mkdir(parents=True, exist_ok=True)
    write_all({folder.plan: sample_plan() if content is None else content})
    return folder


def check_plan(folder: Folder, content: bytes | None = None) -> tuple[Plan | None, list[Finding]]:
    """Return the plan, None where it can't be worked with, and its own faults, with sheet and
    cell. Of a plan that is open *content* is what it holds now, saved or not."""
    content = read_file(folder.plan) if content is None else content
    return check_plan_content(content, folder.plan.name)


def periods(folder: Folder) -> list[Period]:
    """Return the plan's periods in their order."""
    plan = read_plan(folder.plan)
    return [plan.periods[code] for code in sorted(plan.periods)]


@dataclass(frozen=True)
class FormsMade:
    """Forms that were written, and those kept because somebody had filled them in place."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    inbox: Path
    notes: tuple[str, ...] = ()
    """What people are to know of the plan, where it is not today's."""


def forms(
    folder: Folder,
    period: str,
    unit: str | None = None,
    standard: bool = False,
    today: date | None = None,
    progress: Progress = silent,
) -> FormsMade:
    """Write the unit forms of a period, that of one unit, or the standard form.

    Raises:
        ParXlError: the plan has faults, or has no such period or unit.
    """
    doing = N_("đang lập biểu mẫu kỳ {period}").format(period=period)
    written: list[Path] = []
    kept: list[Path] = []
    today = today or date.today()  # noqa: DTZ011 - the office's own day
    with open_session(folder, doing) as session:
        planned = plan_for(folder, session.ledger, period)
        plan, wanted = planned.plan, planned.period
        units = [None] if standard else list(units_named(plan, wanted, unit))
        history = _history(folder, plan, wanted)
        for number, each in enumerate(units):
            path = folder.form(period, each.code) if each else folder.standard_form(period)
            progress(number, len(units), path.name)
            content = fresh_form(plan, wanted, each, history, today)
            there = read_file(path) if path.exists() else None
            session.expect(path, None if there is None else sha256(there).hexdigest())
            is_other = there is not None and there != content
            if is_other and _is_filled_in(there or b"", path.name, plan, wanted):
                kept.append(path)
            else:
                session.put(path, content)
                written.append(path)
        folder.submitted(period).mkdir(parents=True, exist_ok=True)
        session.commit()
    notes = planned.notes if planned.is_kept or planned.is_lost else ()
    return FormsMade(tuple(written), tuple(kept), folder.submitted(period), notes)


def fresh_form(
    plan: Plan, period: Period, unit: Unit | None, history: History | None, today: date
) -> bytes:
    """Return a form to send out, with what is carried over from earlier periods; *unit* None: the
    standard form."""
    values = history.values(unit.code) if history and unit else {}
    before = history.before(unit.code) if history and unit else {}
    return write_form(FormRequest(plan, period, unit, today, values=values, before=before))


def _history(folder: Folder, plan: Plan, period: Period) -> History | None:
    """Return what earlier periods' results say; None where there is none of them."""
    earlier = [folder.results(code).json for code in plan.periods if code < period.code]
    try:
        if not any(path.exists() for path in earlier):
            return None
    except OSError as error:
        raise unread(folder.merged) from error
    # What reads results takes as long to import as a few forms to write.
    from par_xl.workspace.history import History

    return History(folder, plan, period)


def _is_filled_in(there: bytes, name: str, plan: Plan, period: Period) -> bool:
    """Whether somebody typed into the form that lies where a fresh one is to be written."""
    from par_xl.intake.arrival import Arrival
    from par_xl.intake.check import check_content

    today = date.today()  # noqa: DTZ011
    return check_content(there, Arrival(name, today, today), plan, period).is_filled_in
