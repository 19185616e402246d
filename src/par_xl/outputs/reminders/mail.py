"""Drafts of mail that a mail program opens to be sent: nothing here sends anything."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from par_xl.insight.debts import Debt
from par_xl.outputs.reminders.letters import Reminder, due
from par_xl.plan.units import Unit
from par_xl.terms.text import on_one_line, words

_LETTERS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(
    rf"(?=[^@]{{1,64}}@){_LETTERS}(?:\.{_LETTERS})*@(?:[A-Za-z0-9-]{{1,63}}\.)+[A-Za-z]{{2,63}}"
)
_BETWEEN = re.compile(r"[;,\s<>]+")
_WORD = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


def addresses(unit: Unit) -> tuple[Address, ...]:
    """Return the unit's addresses that mail can be sent to."""
    found = [each for each in _BETWEEN.split(unit.email or "") if _ADDRESS.fullmatch(each)]
    name = words(on_one_line(unit.name))
    return tuple(Address(name, addr_spec=each) for each in found)


def chasing(reminder: Reminder, debt: Debt, slip: bytes) -> bytes:
    """Return the draft that carries a slip."""
    text = (
        f"Kính gửi {debt.unit.name},\n\n"
        f"{reminder.consolidator.name} gửi kèm phiếu đôn đốc {reminder.report}. Đề nghị đơn vị "
        f"hoàn thành các nội dung nêu trong phiếu và gửi về chậm nhất hết {reminder.last_day}.\n"
    )
    mail = _draft(reminder, debt, f"Đôn đốc {reminder.report}", text)
    main, sub = _WORD
    mail.add_attachment(slip, maintype=main, subtype=sub, filename=f"{debt.unit.code}.docx")
    mail.set_boundary(f"=={reminder.data.period.code}-{debt.unit.code}==")
    return mail.as_bytes(policy=SMTP)


def friendly(reminder: Reminder, debt: Debt) -> bytes:
    """Return the draft that reminds before the deadline."""
    text = (
        f"Kính gửi {debt.unit.name},\n\n"
        f"{reminder.consolidator.name} xin nhắc: thời hạn gửi {reminder.report} là "
        f"{due(debt.before)}. Nếu đơn vị đã gửi, đề nghị bỏ qua thư này.\n"
    )
    return _draft(reminder, debt, f"Nhắc gửi {reminder.report}", text).as_bytes(policy=SMTP)


def _draft(reminder: Reminder, debt: Debt, subject: str, text: str) -> EmailMessage:
    mail, stamp = EmailMessage(policy=SMTP), reminder.data.stamp
    mail["Subject"] = words(on_one_line(subject))
    sender = addresses(reminder.consolidator)
    if sender:
        mail["From"] = sender[0]
    mail["To"] = addresses(debt.unit)
    mail["Date"] = format_datetime(stamp.at)
    # Mail programs open it to be looked at, changed and sent.
    mail["X-Unsent"] = "1"
    told = "\n".join(stamp.lines)
    mail.set_content(
        f"{text}\nCần hướng dẫn, đề nghị liên hệ {reminder.contact}.\n\nTrân trọng.\n\n--\n{told}\n"
    )
    return mail
