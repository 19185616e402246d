"""With which plan a period is worked on (contract, section 6): the one that it was merged with, or
today's."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from gettext import gettext as _
from itertools import groupby
from operator import attrgetter

from par_xl.ledger import Ledger, LedgerLine
from par_xl.plan.compare import PlanRow, changed_rows
from par_xl.plan.model import Period, Plan
from par_xl.plan.reader import read_plan_content
from par_xl.system.files import read_file, read_sha256
from par_xl.terms.errors import ParXlError
from par_xl.workspace.layout import Folder
from par_xl.workspace.lookup import period_named
from par_xl.workspace.store import Store

_MOST = 3
"""Changed rows that are named."""


@dataclass(frozen=True)
class PeriodPlan:
    """A plan to work on a period with, and its bytes.

    ``number`` is that of the period's last merge; ``is_kept`` says that this is its plan,
    ``is_lost`` that it would be, were it still there; ``changed`` are rows in which today's plan
    says something else of the period than that merge's.
    """

    plan: Plan
    code: str
    content: bytes
    number: int = 0
    is_kept: bool = False
    is_lost: bool = False
    changed: Sequence[PlanRow] = ()

    @cached_property
    def sha256(self) -> str:
        """Return a hash of its bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def period(self) -> Period:
        """Return the period itself.

        Raises:
            ParXlError: the plan has none of that code.
        """
        return period_named(self.plan, self.code)

    @property
    def difference(self) -> str | None:
        """What was changed in ``ke-hoach.xlsx`` since the last merge, within a sentence."""
        if not self.changed:
            return None
        rows = ", ".join(
            f"{sheet} {', '.join(row.code for row in of_sheet)}"
            for sheet, of_sheet in groupby(self.changed[:_MOST], key=attrgetter("sheet"))
        )
        if (more := len(self.changed) - _MOST) > 0:
            rows = _("{rows} và {count} dòng nữa").format(rows=rows, count=more)
        return _("ke-hoach.xlsx đã sửa {count} dòng liên quan đến kỳ này ({rows})").format(
            count=len(self.changed), rows=rows
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What people are to know of it."""
        if self.is_lost:
            text = _(
                "Bản lưu kế hoạch của lần tổng hợp {number} kỳ {period} không còn hoặc không dùng "
                "được, nên lần này theo ke-hoach.xlsx hiện nay."
            )
        elif not self.changed:
            return ()
        elif self.is_kept:
            text = _(
                "Kỳ {period} giữ kế hoạch của lần tổng hợp {number}; từ đó {difference}. Theo kế "
                "hoạch hiện nay: par-xl merge {period} --plan current."
            )
        else:
            text = _("Từ lần tổng hợp {number}, {difference}; lần này theo kế hoạch hiện nay.")
        return (text.format(number=self.number, period=self.code, difference=self.difference),)


def plan_for(folder: Folder, ledger: Ledger, period: str, current: bool = False) -> PeriodPlan:
    """Return the plan to work on a period with: the one that it was last merged with where it is
    closed, or a later one was merged, too; else, and with *current*, today's.

    Raises:
        ParXlError: today's plan has faults, or something can't be read.
    """
    content = read_file(folder.plan)
    today = PeriodPlan(read_plan_content(content, folder.plan.name), period, content)
    merge = ledger.current_merge(period)
    if merge is None:
        return today
    today = replace(today, number=merge.merge_number)
    keeps = not current and (period != ledger.newest() or ledger.closing(period) is not None)
    if merge.plan_sha256 == today.sha256:
        return replace(today, is_kept=keeps)
    kept = kept_plan(folder, merge)
    if kept is None:
        return replace(today, is_lost=keeps)
    plan, before = kept
    today = replace(today, changed=changed_rows(plan, today.plan, period))
    return replace(today, plan=plan, content=before, is_kept=True) if keeps else today


def kept_plan(folder: Folder, merge: LedgerLine) -> tuple[Plan, bytes] | None:
    """Return the plan that a merge read, and its bytes; None where it can't be worked with any
    more."""
    path = Store(folder.store).path(merge.plan_sha256, folder.plan.suffix)
    if read_sha256(path) != merge.plan_sha256:
        return None
    content = read_file(path)
    try:
        return read_plan_content(content, folder.plan.name), content
    except ParXlError:
        # Another version knows of more faults.
        return None
