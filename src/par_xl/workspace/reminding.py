"""Reminders: before the deadline who has still to report; after it, letter, slips and mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from gettext import gettext as _

from par_xl.insight.chase import Debt, debts, new_deadline
from par_xl.insight.dossier import Dossier
from par_xl.plan.reader import read_plan
from par_xl.plan.units import Unit
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.terms.words import day
from par_xl.workspace.asked import period_named
from par_xl.workspace.dossier import open_dossier
from par_xl.workspace.layout import Folder
from par_xl.workspace.publishing import Published, publish
from par_xl.workspace.templates import Template, read_template

SLIPS = "phieu-don-doc"


@dataclass(frozen=True)
class Reminded:
    """How every unit stands; ``until`` is the last day set for what is owed, None before the
    deadline. ``published`` are the documents, None where only a list was asked for."""

    dossier: Dossier
    debts: tuple[Debt, ...]
    until: date | None
    published: Published | None

    @property
    def without_mail(self) -> tuple[Unit, ...]:
        """Units that a draft of mail would have been for, had the plan an address of them."""
        from par_xl.outputs.reminders.mail import addresses

        return tuple(
            debt.unit
            for debt in self.debts
            if (not debt.has_sent if self.until is None else debt.owes) and not addresses(debt.unit)
        )


@dataclass
class _Making:
    """Makes the documents, and keeps what they were made from."""

    folder: Folder
    deadline: date | None
    debts: tuple[Debt, ...] = ()
    until: date | None = None
    templates: dict[Template, bytes | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for which in (Template.LETTER, Template.SLIP):
            self.templates[which] = read_template(self.folder, which)

    def reminders(self, dossier: Dossier) -> Mapping[str, bytes]:
        """Letter, slips and drafts of mail that carry them."""
        from par_xl.outputs.reminders.letters import letter, slip
        from par_xl.outputs.reminders.mail import addresses, chasing
        from par_xl.outputs.reminders.phrases import Asked
        from par_xl.outputs.word import write_document

        self.debts = debts(dossier)
        self.until = self.deadline or new_deadline(dossier.period, dossier.today)
        asked = Asked(dossier.plan, dossier.period, dossier.heard_on, self.until)
        stamp = dossier.stamp
        made: dict[str, bytes] = {}
        chased = [debt for debt in self.debts if debt.is_chased]
        if chased:
            whole = letter(asked, chased, len(self.debts), stamp)
            made[letter_name(dossier.period.code)] = write_document(
                whole, self.templates[Template.LETTER]
            )
        for debt in self.debts:
            if debt.owes:
                name = f"{SLIPS}/{debt.unit.code}"
                made[f"{name}.docx"] = content = write_document(
                    slip(asked, debt, stamp), self.templates[Template.SLIP]
                )
                if addresses(debt.unit):
                    made[f"{name}.eml"] = chasing(asked, debt, content, stamp)
        return made

    def friendly(self, dossier: Dossier) -> Mapping[str, bytes]:
        """Drafts of mail to those who have still to report."""
        from par_xl.outputs.reminders.mail import addresses, friendly
        from par_xl.outputs.reminders.phrases import Asked

        self.debts = debts(dossier)
        last_day = dossier.period.send_before - timedelta(days=1)
        asked = Asked(dossier.plan, dossier.period, dossier.heard_on, last_day)
        return {
            f"{SLIPS}/{debt.unit.code}.eml": friendly(asked, debt, dossier.stamp)
            for debt in self.debts
            if not debt.has_sent and addresses(debt.unit)
        }


def letter_name(period: str) -> str:
    """Name of the letter to all units that are late."""
    return f"cong-van-don-doc-{period}.docx"


def remind(
    folder: Folder,
    period: str,
    deadline: date | None = None,
    mail: bool = False,
    today: date | None = None,
) -> Reminded:
    """Tell who owes what of a period, and from its deadline on write the reminders.

    Before the deadline nothing is written, but drafts of friendly mail where *mail* asks for
    them. *deadline* is the last day for what is owed.

    Raises:
        ParXlError: the deadline has passed, there is no result, a document is open, or a template
            can't be used.
    """
    today = today or date.today()  # noqa: DTZ011 - the office's own day
    if deadline is not None and deadline < today:
        raise ParXlError(
            _("Hạn mới {day} đã qua (hôm nay là {today}).").format(
                day=day(deadline), today=day(today)
            ),
            _("Chọn một ngày từ hôm nay trở đi, ví dụ bỏ --deadline để dùng hạn mặc định."),
        )
    is_early = today < period_named(read_plan(folder.plan), period).send_before
    if is_early and not mail:
        dossier = open_dossier(folder, period, today)
        return Reminded(dossier, debts(dossier), None, None)
    making = _Making(folder, deadline)
    make = making.friendly if is_early else making.reminders
    doing = N_("đang lập văn bản đôn đốc kỳ {period}").format(period=period)
    # What it says of a unit may not hold any more.
    letters = () if is_early else (letter_name(period),)
    published = publish(folder, period, doing, make, today, group=SLIPS, sometimes=letters)
    return Reminded(published.dossier, making.debts, making.until, published)
