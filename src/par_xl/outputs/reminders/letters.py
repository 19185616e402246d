"""The letter to all units that are late; the slip to one: what it owes, and how to send it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from par_xl.insight.debts import Debt, WrongFile, WrongRow
from par_xl.merge.result import Entry
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
)
from par_xl.outputs.reminders.phrases import Asked, copies, due, standing, what_counts
from par_xl.outputs.report.sentences import capital
from par_xl.plan.model import Item, Plan
from par_xl.terms.words import Index, Timeliness, day, moment, number

_MOST_NAMES = 15
_COLUMNS = (
    Column("TT", 5, "center"),
    Column("Đơn vị", 30),
    Column("Tình hình gửi báo cáo", 24),
    Column("Gửi trước ngày", 13, "center"),
    Column("Dòng chưa báo cáo", 11, "right"),
    Column("Dòng chưa hợp lệ", 11, "right"),
    Column("Giải trình còn thiếu", 11, "right"),
)


def letter(asked: Asked, chased: Sequence[Debt], count: int, stamp: Stamp) -> Document:
    """The letter to *chased*, of *count* units that file a form; who wrote stands at the end."""
    title = f"Tình hình gửi {asked.report}"
    rows = tuple(_letter_row(place, debt) for place, debt in enumerate(chased, 1))
    return Document(
        form=Form.LETTER,
        info=copies(asked.plan, to_leaders=True),
        stamp=stamp,
        sign=asked.plan.info.get("Ký hiệu công văn", ""),
        name=None,
        subject=f"đôn đốc {asked.report}",
        to=_to(chased),
        basis=(),
        blocks=tuple(_letter_blocks(asked, chased, count, stamp)),
        annexes=(
            Annex(
                "Phụ lục",
                title,
                (Table(_caption(asked, stamp), _COLUMNS, rows),),
                is_landscape=True,
            ),
        ),
    )


def _to(chased: Sequence[Debt]) -> tuple[str, ...]:
    """All of them by name while the first page has room for them."""
    if len(chased) > _MOST_NAMES:
        return (f"{number(len(chased))} đơn vị có tên tại Phụ lục kèm theo",)
    return tuple(debt.unit.name for debt in chased)


def _caption(asked: Asked, stamp: Stamp) -> str:
    """As of when; the days late may count on from the merge."""
    counted = ""
    if asked.heard_on != stamp.at.date():
        counted = f"; số ngày quá hạn tính đến {day(asked.heard_on)}"
    return f"Các đơn vị đến {moment(stamp.at)}{counted}"


def _letter_row(place: int, debt: Debt) -> tuple[str, ...]:
    return (
        str(place),
        debt.unit.name,
        standing(debt),
        day(debt.before),
        str(len(debt.unreported)),
        str(len(debt.wrong)),
        str(len(debt.unexplained)),
    )


def _letter_blocks(asked: Asked, chased: Sequence[Debt], count: int, stamp: Stamp) -> list[Block]:
    counts = {
        which: sum(debt.timeliness is which for debt in chased)
        for which in (Timeliness.MISSING, Timeliness.REFUSED, Timeliness.LATE)
    }
    missing, refused, late = counts.values()
    told = [
        f"{number(units)} đơn vị {what}"
        for units, what in (
            (missing, "chưa gửi báo cáo"),
            (refused, "có biểu mẫu bị trả lại"),
            (late, "gửi báo cáo sau thời hạn"),
        )
        if units
    ]
    by_period = due(asked.period.send_before)
    why = "Đề nghị"
    if not stamp.is_closed:
        why = "Để kịp tổng hợp, báo cáo cấp có thẩm quyền theo quy định, đề nghị"
    blocks: list[Block] = [
        Paragraph(
            f"Thực hiện {asked.basis}, các đơn vị gửi báo cáo {asked.when} {by_period}. "
            f"Đến {moment(stamp.at)}, trong tổng số {number(count)} đơn vị phải báo cáo có "
            f"{'; '.join(told)} (chi tiết tại Phụ lục kèm theo)."
        ),
        Paragraph(f"{why} các đơn vị thực hiện một số nội dung sau:"),
    ]
    if missing:
        blocks.append(
            Dash(
                "Đơn vị chưa gửi báo cáo: hoàn thành biểu mẫu, trình lãnh đạo đơn vị duyệt và gửi "
                f"về {asked.contact}."
            )
        )
    if refused:
        blocks.append(
            Dash(
                "Đơn vị có biểu mẫu bị trả lại: sửa theo bản đã đánh dấu lỗi kèm theo phiếu đôn "
                "đốc và gửi lại."
            )
        )
    if late:
        blocks.append(
            Dash(
                "Đơn vị đã gửi sau thời hạn: bổ sung các dòng chưa báo cáo, chưa hợp lệ và giải "
                "trình còn thiếu (nếu có); chủ động gửi đúng hạn ở các kỳ sau."
            )
        )
    blocks += [
        Paragraph(
            f"chậm nhất hết {asked.last_day}. {what_counts(stamp)} Nhiệm vụ chưa có báo cáo được "
            "ghi là «Chưa báo cáo». Kết quả gửi báo cáo là một căn cứ khi xét thi đua, khen thưởng "
            "của đơn vị.",
            "Thời hạn gửi:",
        ),
        Paragraph(
            f"Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị liên hệ "
            f"{asked.contact} để được hướng dẫn."
        ),
    ]
    return blocks


NAME = "PHIẾU ĐÔN ĐỐC"
_NO_DUE = "Thường xuyên"


def slip(asked: Asked, debt: Debt, stamp: Stamp) -> Document:
    """The slip to a unit that owes something."""
    return Document(
        form=Form.NAMED,
        info=copies(asked.plan, to_leaders=False),
        stamp=stamp,
        sign=asked.plan.info.get("Ký hiệu công văn", ""),
        name=NAME,
        subject=f"Gửi {asked.report}",
        to=(debt.unit.name,),
        basis=(f"Căn cứ {asked.basis}",),
        blocks=tuple(_slip_blocks(asked, debt, stamp)),
    )


def _slip_blocks(asked: Asked, debt: Debt, stamp: Stamp) -> Iterator[Block]:
    # The unit that puts the reports together sends its own to nobody.
    sent = f" và gửi về {asked.contact}" if debt.unit != asked.consolidator else ""
    yield Paragraph(
        f"Đề nghị {debt.unit.name} hoàn thành các nội dung còn thiếu dưới đây{sent} "
        f"chậm nhất hết {asked.last_day}."
    )
    number = 1
    for title, blocks in _parts(asked, debt):
        yield Heading(1, f"{number}. {title}")
        yield from blocks
        number += 1
    yield Heading(1, f"{number}. Cách gửi")
    yield Paragraph(_how(debt))
    yield Paragraph(
        f"{what_counts(stamp)} Cần hướng dẫn, đề nghị liên hệ {asked.contact}. Trân trọng cảm ơn."
    )


def _parts(asked: Asked, debt: Debt) -> Iterator[tuple[str, Sequence[Block]]]:
    plan = asked.plan
    yield "Tình hình gửi báo cáo", (Paragraph(_standing(asked, debt)), *_refused(debt.refused))
    if debt.unreported and debt.has_sent:
        title = f"Nhiệm vụ chủ trì chưa báo cáo: {len(debt.unreported)} dòng"
        yield title, (_unreported(plan, debt.unreported),)
    elif debt.unreported:
        yield "Nhiệm vụ phải báo cáo", (Paragraph(_by_index(debt.unreported)),)
    if debt.wrong:
        title = f"Đã báo cáo, chưa hợp lệ: {len(debt.wrong)} dòng"
        yield title, (_wrong(plan, debt.wrong),)
    if debt.unexplained:
        title = f"Giải trình còn thiếu: {len(debt.unexplained)} dòng"
        yield title, (_unexplained(plan, debt.unexplained),)


def _standing(asked: Asked, debt: Debt) -> str:
    when = f"Thời hạn của đơn vị: gửi {due(debt.before)}."
    late = f"{debt.days_late} ngày"
    since = f", đã chậm {late}" if debt.days_late else ""
    match debt.timeliness:
        case Timeliness.MISSING:
            return f"{when} Đến ngày {day(asked.heard_on)} chưa nhận được biểu mẫu{since}."
        case Timeliness.REFUSED:
            return f"{when} Biểu mẫu đã gửi bị trả lại nên chưa được tổng hợp{since}."
        case Timeliness.LATE:
            return f"{when} Báo cáo của đơn vị đã nhận được, chậm {late}."
        case _:
            return f"{when} Báo cáo của đơn vị đã nhận được, đúng hạn."


def _refused(files: Sequence[WrongFile]) -> Iterator[Block]:
    rows = tuple(
        (each.file, day(each.received_on), error.message, error.fix)
        for each in files
        for error in each.errors
    )
    if rows:
        columns = (
            Column("Tệp", 22),
            Column("Ngày nhận", 14, "center"),
            Column("Vì sao bị trả lại", 34),
            Column("Cách sửa", 30),
        )
        yield Table("Tệp bị trả lại", columns, rows)


def _by_index(entries: Sequence[Entry]) -> str:
    counts = {index: sum(each.index is index for each in entries) for index in Index}
    told = [f"{index.sheet} ({index.label}) {n} dòng" for index, n in counts.items() if n]
    return f"Đơn vị chủ trì {len(entries)} dòng chưa có báo cáo: {'; '.join(told)}."


def _unreported(plan: Plan, entries: Sequence[Entry]) -> Table:
    columns = (
        Column("Phụ lục", 14),
        Column("TT", 12),
        Column("Nhiệm vụ", 54),
        Column("Thời hạn", 20, "center"),
    )
    rows = tuple((*_place(plan, each), day(each.due) if each.due else _NO_DUE) for each in entries)
    return Table("Dòng chưa báo cáo", columns, rows)


def _wrong(plan: Plan, rows: Sequence[WrongRow]) -> Table:
    columns = (
        Column("TT", 12),
        Column("Tệp, trang, ô", 27),
        Column("Sai ở đâu", 33),
        Column("Cách sửa", 28),
    )
    told = tuple(
        (_item(plan, each.entry).code, where, wrong, fix)
        for each in rows
        for where, wrong, fix in _faults(each)
    )
    return Table("Dòng chưa hợp lệ", columns, told)


def _faults(row: WrongRow) -> Iterator[tuple[str, str, str]]:
    """Where, what and how to mend it; a row's fault may lie elsewhere than in the row."""
    for error in row.errors:
        yield f"{error.file}\n{error.sheet}, ô {error.cell}", error.message, error.fix
    if not row.errors:
        entry = row.entry
        where = f"{entry.file}\n{entry.sheet}, dòng {entry.row}"
        yield where, "Dòng chưa được tính.", "Sửa theo bản biểu mẫu đã đánh dấu lỗi."


def _unexplained(plan: Plan, entries: Sequence[Entry]) -> Table:
    columns = (
        Column("Phụ lục", 14),
        Column("TT", 12),
        Column("Nhiệm vụ", 44),
        Column("Cần giải trình vì", 30),
    )
    rows = tuple((*_place(plan, each), capital(each.explanation_reason or "")) for each in entries)
    return Table("Dòng chưa có giải trình", columns, rows)


def _item(plan: Plan, entry: Entry) -> Item:
    return plan.by_key[entry.key]


def _place(plan: Plan, entry: Entry) -> tuple[str, str, str]:
    item = _item(plan, entry)
    return item.index.sheet, item.code, item.task or item.content


def _how(debt: Debt) -> str:
    if not debt.has_sent and not debt.refused:
        return (
            "Điền biểu mẫu Excel đã được cấp cho đơn vị, trình lãnh đạo đơn vị duyệt rồi gửi tệp "
            "Excel. Trên mỗi trang, cột «Kiểm tra» cho biết dòng nào chưa hợp lệ."
        )
    return (
        "Sửa, bổ sung trên bản biểu mẫu đã đánh dấu (hoặc biểu mẫu đã gửi), trình lãnh đạo đơn vị "
        "duyệt rồi gửi lại tệp Excel; các dòng đã hợp lệ giữ nguyên, không phải nhập lại. Giải "
        "trình ghi vào cột «Giải trình» của chính dòng đó."
    )
