"""Reminders: the letter to all units that are late, the slip to one, and sentences mail has too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _

from par_xl.insight.debts import Debt, Findings, ReportedRow
from par_xl.insight.period_data import PeriodData
from par_xl.merge.result import SubmissionPart
from par_xl.merge.stamp import Stamp
from par_xl.outputs.blocks import (
    Annex,
    Block,
    Column,
    Dash,
    Document,
    Form,
    Heading,
    Paragraph,
    Table,
    table,
)
from par_xl.outputs.report.sentences import capital, counted, spoken
from par_xl.plan.model import Plan
from par_xl.plan.settings import REPORTING_SECTION
from par_xl.plan.units import Unit
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.terms.text import fold, fold_name, read_day, words
from par_xl.terms.words import WEEKDAYS, Index, Timeliness, day, deadline, moment, number

LEADERS = "lãnh đạo"
_LATE = N_("Gửi muộn {days} ngày")
_OVERDUE = N_("{standing}, quá hạn {days} ngày")
_LOST = N_("Đã nhận, tệp không còn trong da-nop")


@dataclass(frozen=True)
class Reminder:
    """What is asked of everybody of a period, and until when (inclusive)."""

    data: PeriodData
    until: date

    @property
    def report(self) -> str:
        """What is to be sent."""
        return f"báo cáo kết quả thực hiện Kế hoạch {self.when}"

    @property
    def when(self) -> str:
        """The period within a sentence: "6 tháng đầu năm 2024", "năm 2024"."""
        return spoken(self.data.period)

    @property
    def consolidator(self) -> Unit:
        """Whom reports go to.

        Raises:
            ParXlError: the plan named it only after the merge.
        """
        code = self.data.plan.info["Đơn vị tổng hợp"]
        if code not in self.data.plan.units:
            raise ParXlError(
                _("Đơn vị tổng hợp “{unit}” không có trong kế hoạch của lần tổng hợp này.").format(
                    unit=code
                ),
                _("Tổng hợp lại với kế hoạch hiện nay: par-xl merge {period}.").format(
                    period=self.data.period.code
                ),
            )
        return self.data.plan.units[code]

    @property
    def contact(self) -> str:
        """Whom to ask, as far as the plan knows."""
        unit = self.consolidator
        return f"{unit.name} (thư điện tử: {unit.email})" if unit.email else unit.name

    @property
    def last_day(self) -> str:
        """The last day with its weekday."""
        return f"{WEEKDAYS[self.until.weekday()]} ngày {day(self.until)}"

    @property
    def basis(self) -> str:
        """The plan, what it is called as far as is known, and where it asks for reports."""
        info = self.data.plan.info
        name, number = words(self.data.plan.name), words(info.get("Số ký hiệu kế hoạch", ""))
        agency = words(info.get("Cơ quan", ""))
        kind = "Kế hoạch"
        rest = name[len(kind) :].strip() if fold(name).startswith(fold(kind)) else name
        issued = read_day(info.get("Ngày ban hành", ""))
        told = f"{kind} số {number}" if number else kind
        told += f" ngày {day(issued)}" if issued else ""
        told += f" của {agency}" if agency and number else ""
        section = words(info.get(REPORTING_SECTION, ""))
        return f"{told} {rest} ({f'{section}: ' if section else ''}{self._days})"

    @property
    def _days(self) -> str:
        days = sorted(
            {
                day(each.send_before, year=False)
                for each in self.data.plan.periods.values()
                if each.year == self.data.period.year
            },
            key=lambda text: tuple(map(int, reversed(text.split("/")))),
        )
        return f"báo cáo định kỳ trước ngày {' và ngày '.join(days)}"


def what_counts(stamp: Stamp) -> str:
    """Return what becomes of what is sent."""
    if stamp.is_closed:
        return (
            "Số liệu của kỳ đã chốt; báo cáo gửi sau được ghi nhận riêng, không làm thay đổi số "
            "liệu đã chốt."
        )
    return "Sau thời hạn này, số liệu được tổng hợp theo thực tế đã nhận."


def due(before: date) -> str:
    """When a report was due: "trước ngày 10/6/2024 (chậm nhất hết …)"."""
    return f"trước ngày {day(before)} ({deadline(before)})"


def standing(debt: Debt, translate: Callable[[str], str] = str) -> str:
    """How a unit stands, as tables say it; on a screen *translate* is gettext."""
    if debt.is_lost:
        return translate(_LOST)
    label = translate(debt.timeliness.label)
    if debt.timeliness is Timeliness.LATE:
        return translate(_LATE).format(days=debt.days_late)
    if debt.days_late:
        return translate(_OVERDUE).format(standing=label, days=debt.days_late)
    return label


def copies(plan: Plan, to_leaders: bool) -> Mapping[str, str]:
    """`Thông tin` with who gets a copy of a reminder: leaders where asked, and the archive."""
    leaders = [unit for unit in plan.units.values() if fold_name(unit.kind) == fold_name(LEADERS)]
    names = {fold_name(name) for unit in leaders for name in unit.names}
    kept = ["Như trên"]
    for each in plan.info.get("Nơi nhận", "").split(";"):
        is_leader = any(fold_name(part) in names for part in each.split(","))
        if fold(each).startswith(fold("Lưu")) or (is_leader and to_leaders):
            kept.append(words(each))
    return {**plan.info, "Nơi nhận": "; ".join(kept)}


_MOST_NAMES = 15


def letter(reminder: Reminder, chased: Sequence[Debt], count: int) -> Document:
    """Return the letter to *chased*, of *count* units that file a form; who wrote stands at the
    end."""
    stamp = reminder.data.stamp
    many = f"{number(len(chased))} đơn vị có tên tại Phụ lục kèm theo"
    # The days late may count on from the merge.
    counted = f"; số ngày quá hạn tính đến {day(reminder.data.heard_on)}"
    caption = f"Các đơn vị đến {moment(stamp.at)}"
    listed = table(
        caption + (counted if reminder.data.heard_on != stamp.at.date() else ""),
        tuple(enumerate(chased, 1)),
        Column("TT", 5, "center", lambda each: str(each[0])),
        Column("Đơn vị", 30, value=lambda each: each[1].unit.name),
        Column("Tình hình gửi báo cáo", 24, value=lambda each: standing(each[1])),
        Column("Gửi trước ngày", 13, "center", lambda each: day(each[1].before)),
        Column("Dòng chưa báo cáo", 11, "right", lambda each: str(len(each[1].unreported))),
        Column("Dòng chưa hợp lệ", 11, "right", lambda each: str(len(each[1].wrong))),
        Column("Giải trình còn thiếu", 11, "right", lambda each: str(len(each[1].unexplained))),
    )
    return Document(
        form=Form.LETTER,
        info=copies(reminder.data.plan, to_leaders=True),
        stamp=stamp,
        sign=reminder.data.plan.info.get("Ký hiệu công văn", ""),
        name=None,
        subject=f"đôn đốc {reminder.report}",
        # All of them by name while the first page has room for them.
        to=(many,) if len(chased) > _MOST_NAMES else tuple(debt.unit.name for debt in chased),
        basis=(),
        blocks=tuple(_letter_blocks(reminder, chased, count)),
        annexes=(
            Annex("Phụ lục", f"Tình hình gửi {reminder.report}", (listed,), is_landscape=True),
        ),
    )


def _letter_blocks(reminder: Reminder, chased: Sequence[Debt], count: int) -> Iterator[Block]:
    stamp = reminder.data.stamp
    counts = Counter(debt.timeliness for debt in chased)
    told = counted(
        (counts[Timeliness.MISSING], "đơn vị chưa gửi báo cáo"),
        (counts[Timeliness.REFUSED], "đơn vị có biểu mẫu bị trả lại"),
        (counts[Timeliness.LATE], "đơn vị gửi báo cáo sau thời hạn"),
    )
    yield Paragraph(
        f"Thực hiện {reminder.basis}, các đơn vị gửi báo cáo {reminder.when} "
        f"{due(reminder.data.period.send_before)}. Đến {moment(stamp.at)}, trong tổng số "
        f"{number(count)} đơn vị phải báo cáo có {'; '.join(told)} (chi tiết tại Phụ lục kèm theo)."
    )
    why = "Để kịp tổng hợp, báo cáo cấp có thẩm quyền theo quy định, đề nghị"
    if stamp.is_closed:
        why = "Đề nghị"
    yield Paragraph(f"{why} các đơn vị thực hiện một số nội dung sau:")
    if counts[Timeliness.MISSING]:
        yield Dash(
            "Đơn vị chưa gửi báo cáo: hoàn thành biểu mẫu, trình lãnh đạo đơn vị duyệt và gửi về "
            f"{reminder.contact}."
        )
    if counts[Timeliness.REFUSED]:
        yield Dash(
            "Đơn vị có biểu mẫu bị trả lại: sửa theo bản đã đánh dấu lỗi kèm theo phiếu đôn đốc và "
            "gửi lại."
        )
    if counts[Timeliness.LATE]:
        yield Dash(
            "Đơn vị đã gửi sau thời hạn: bổ sung các dòng chưa báo cáo, chưa hợp lệ và giải trình "
            "còn thiếu (nếu có); chủ động gửi đúng hạn ở các kỳ sau."
        )
    yield Paragraph(
        f"chậm nhất hết {reminder.last_day}. {what_counts(stamp)} Nhiệm vụ chưa có báo cáo được "
        "ghi là “Chưa báo cáo”. Kết quả gửi báo cáo là một căn cứ khi xét thi đua, khen thưởng của "
        "đơn vị.",
        "Thời hạn gửi:",
    )
    yield Paragraph(
        f"Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị liên hệ "
        f"{reminder.contact} để được hướng dẫn."
    )


NAME = "PHIẾU ĐÔN ĐỐC"


def slip(reminder: Reminder, debt: Debt) -> Document:
    """Return the slip to a unit that owes something."""
    return Document(
        form=Form.NAMED,
        info=copies(reminder.data.plan, to_leaders=False),
        stamp=reminder.data.stamp,
        sign=reminder.data.plan.info.get("Ký hiệu công văn", ""),
        name=NAME,
        subject=f"Gửi {reminder.report}",
        to=(debt.unit.name,),
        basis=(f"Căn cứ {reminder.basis}",),
        blocks=tuple(_slip_blocks(reminder, debt)),
    )


def _slip_blocks(reminder: Reminder, debt: Debt) -> Iterator[Block]:
    # The unit that puts the reports together sends its own to nobody.
    sent = f" và gửi về {reminder.contact}" if debt.unit != reminder.consolidator else ""
    yield Paragraph(
        f"Đề nghị {debt.unit.name} hoàn thành các nội dung còn thiếu dưới đây{sent} "
        f"chậm nhất hết {reminder.last_day}."
    )
    last = (
        Paragraph(_how(debt)),
        Paragraph(
            f"{what_counts(reminder.data.stamp)} Cần hướng dẫn, đề nghị liên hệ "
            f"{reminder.contact}. Trân trọng cảm ơn."
        ),
    )
    parts = (*_parts(reminder, debt), ("Cách gửi", last))
    for place, (title, blocks) in enumerate(parts, 1):
        yield Heading(1, f"{place}. {title}")
        yield from blocks


def _parts(reminder: Reminder, debt: Debt) -> Iterator[tuple[str, Iterable[Block]]]:
    plan = reminder.data.plan
    yield "Tình hình gửi báo cáo", (Paragraph(_standing(reminder, debt)), *_refused(debt.refused))
    if debt.unreported and not debt.is_awaited:
        title = f"Nhiệm vụ chủ trì chưa báo cáo: {len(debt.unreported)} dòng"
        column = Column(
            "Thời hạn", 20, "center", lambda each: day(each.due) if each.due else "Thường xuyên"
        )
        yield title, (_rows(plan, "Dòng chưa báo cáo", debt.unreported, 54, column),)
    elif debt.unreported:
        counts = Counter(each.index for each in debt.unreported)
        told = [f"{i.sheet} ({i.label}) {counts[i]} dòng" for i in Index if counts[i]]
        lead = f"Đơn vị chủ trì {len(debt.unreported)} dòng chưa có báo cáo"
        yield "Nhiệm vụ phải báo cáo", (Paragraph(f"{lead}: {'; '.join(told)}."),)
    if debt.wrong:
        title = f"Đã báo cáo, chưa hợp lệ: {len(debt.wrong)} dòng"
        yield title, (_wrong(plan, debt.wrong),)
    if debt.unexplained:
        title = f"Giải trình còn thiếu: {len(debt.unexplained)} dòng"
        column = Column(
            "Cần giải trình vì", 30, value=lambda each: capital(each.explanation_reason or "")
        )
        yield (
            title,
            (_rows(plan, "Dòng chưa có giải trình", debt.unexplained, 44, column),),
        )


def _standing(reminder: Reminder, debt: Debt) -> str:
    when = f"Thời hạn của đơn vị: gửi {due(debt.before)}."
    late = f"{debt.days_late} ngày"
    since = f", đã chậm {late}" if debt.days_late else ""
    match debt.timeliness:
        case Timeliness.MISSING:
            return f"{when} Đến ngày {day(reminder.data.heard_on)} chưa nhận được biểu mẫu{since}."
        case Timeliness.REFUSED:
            return f"{when} Biểu mẫu đã gửi bị trả lại nên chưa được tổng hợp{since}."
        case Timeliness.LATE:
            return f"{when} Báo cáo của đơn vị đã nhận được, chậm {late}."
        case _:
            return f"{when} Báo cáo của đơn vị đã nhận được, đúng hạn."


def _refused(files: Sequence[tuple[SubmissionPart, Findings]]) -> Iterator[Block]:
    rows = [(each, error) for each, errors in files for error in errors]
    if rows:
        yield table(
            "Tệp bị trả lại",
            rows,
            Column("Tệp", 22, value=lambda row: row[0].file),
            Column("Ngày nhận", 14, "center", lambda row: day(row[0].received_on)),
            Column("Vì sao bị trả lại", 34, value=lambda row: row[1].message),
            Column("Cách sửa", 30, value=lambda row: row[1].fix),
        )


def _rows(
    plan: Plan, caption: str, entries: Sequence[ReportedRow], width: float, last: Column
) -> Table:
    """Return a table of rows of the plan, with one more column."""
    return table(
        caption,
        entries,
        Column("Phụ lục", 14, value=lambda entry: entry.index.sheet),
        Column("TT", 12, value=lambda entry: plan.by_key[entry.key].code),
        Column("Nhiệm vụ", width, value=lambda entry: plan.by_key[entry.key].subject),
        last,
    )


def _wrong(plan: Plan, rows: Sequence[tuple[ReportedRow, Findings]]) -> Table:
    return table(
        "Dòng chưa hợp lệ",
        [
            (plan.by_key[entry.key].code, *told)
            for entry, errors in rows
            for told in _faults(entry, errors)
        ],
        Column("TT", 12, value=lambda row: row[0]),
        Column("Tệp, trang, ô", 27, value=lambda row: row[1]),
        Column("Sai ở đâu", 33, value=lambda row: row[2]),
        Column("Cách sửa", 28, value=lambda row: row[3]),
    )


def _faults(entry: ReportedRow, errors: Findings) -> Iterator[tuple[str, str, str]]:
    """Where, what and how to mend it; a row's fault may lie elsewhere than in the row."""
    for error in errors:
        yield f"{error.file}\n{error.sheet}, ô {error.cell}", error.message, error.fix
    if not errors:
        where = f"{entry.file}\n{entry.sheet}, dòng {entry.row}"
        yield where, "Dòng chưa được tính.", "Sửa theo bản biểu mẫu đã đánh dấu lỗi."


def _how(debt: Debt) -> str:
    if debt.is_awaited and not debt.refused:
        return (
            "Điền biểu mẫu Excel đã được cấp cho đơn vị, trình lãnh đạo đơn vị duyệt rồi gửi tệp "
            "Excel. Trên mỗi trang, cột “Kiểm tra” cho biết dòng nào chưa hợp lệ."
        )
    return (
        "Sửa, bổ sung trên bản biểu mẫu đã đánh dấu (hoặc biểu mẫu đã gửi), trình lãnh đạo đơn vị "
        "duyệt rồi gửi lại tệp Excel; các dòng đã hợp lệ giữ nguyên, không phải nhập lại. Giải "
        "trình ghi vào cột “Giải trình, nguyên nhân” của chính dòng đó."
    )
