"""The letter to all units that are late; the slip to one: what it owes, and how to send it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

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
    table,
)
from par_xl.outputs.reminders.phrases import Asked, copies, due, standing, what_counts
from par_xl.outputs.report.sentences import capital
from par_xl.plan.model import Item, Plan
from par_xl.terms.words import Index, Timeliness, day, moment, number

_MOST_NAMES = 15


def letter(asked: Asked, chased: Sequence[Debt], count: int, stamp: Stamp) -> Document:
    """The letter to *chased*, of *count* units that file a form; who wrote stands at the end."""
    many = f"{number(len(chased))} đơn vị có tên tại Phụ lục kèm theo"
    # The days late may count on from the merge.
    counted = f"; số ngày quá hạn tính đến {day(asked.heard_on)}"
    caption = f"Các đơn vị đến {moment(stamp.at)}"
    listed = table(
        caption + (counted if asked.heard_on != stamp.at.date() else ""),
        tuple(enumerate(chased, 1)),
        (Column("TT", 5, "center"), lambda each: str(each[0])),
        (Column("Đơn vị", 30), lambda each: each[1].unit.name),
        (Column("Tình hình gửi báo cáo", 24), lambda each: standing(each[1])),
        (Column("Gửi trước ngày", 13, "center"), lambda each: day(each[1].before)),
        (Column("Dòng chưa báo cáo", 11, "right"), lambda each: str(len(each[1].unreported))),
        (Column("Dòng chưa hợp lệ", 11, "right"), lambda each: str(len(each[1].wrong))),
        (Column("Giải trình còn thiếu", 11, "right"), lambda each: str(len(each[1].unexplained))),
    )
    return Document(
        form=Form.LETTER,
        info=copies(asked.plan, to_leaders=True),
        stamp=stamp,
        sign=asked.plan.info.get("Ký hiệu công văn", ""),
        name=None,
        subject=f"đôn đốc {asked.report}",
        # All of them by name while the first page has room for them.
        to=(many,) if len(chased) > _MOST_NAMES else tuple(debt.unit.name for debt in chased),
        basis=(),
        blocks=tuple(_letter_blocks(asked, chased, count, stamp)),
        annexes=(Annex("Phụ lục", f"Tình hình gửi {asked.report}", (listed,), is_landscape=True),),
    )


def _letter_blocks(
    asked: Asked, chased: Sequence[Debt], count: int, stamp: Stamp
) -> Iterator[Block]:
    counts = Counter(debt.timeliness for debt in chased)
    told = [
        f"{number(counts[which])} đơn vị {what}"
        for which, what in (
            (Timeliness.MISSING, "chưa gửi báo cáo"),
            (Timeliness.REFUSED, "có biểu mẫu bị trả lại"),
            (Timeliness.LATE, "gửi báo cáo sau thời hạn"),
        )
        if counts[which]
    ]
    yield Paragraph(
        f"Thực hiện {asked.basis}, các đơn vị gửi báo cáo {asked.when} "
        f"{due(asked.period.send_before)}. Đến {moment(stamp.at)}, trong tổng số {number(count)} "
        f"đơn vị phải báo cáo có {'; '.join(told)} (chi tiết tại Phụ lục kèm theo)."
    )
    why = "Để kịp tổng hợp, báo cáo cấp có thẩm quyền theo quy định, đề nghị"
    if stamp.is_closed:
        why = "Đề nghị"
    yield Paragraph(f"{why} các đơn vị thực hiện một số nội dung sau:")
    if counts[Timeliness.MISSING]:
        yield Dash(
            "Đơn vị chưa gửi báo cáo: hoàn thành biểu mẫu, trình lãnh đạo đơn vị duyệt và gửi về "
            f"{asked.contact}."
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
        f"chậm nhất hết {asked.last_day}. {what_counts(stamp)} Nhiệm vụ chưa có báo cáo được ghi "
        "là «Chưa báo cáo». Kết quả gửi báo cáo là một căn cứ khi xét thi đua, khen thưởng của đơn "
        "vị.",
        "Thời hạn gửi:",
    )
    yield Paragraph(
        f"Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị liên hệ {asked.contact} "
        "để được hướng dẫn."
    )


NAME = "PHIẾU ĐÔN ĐỐC"


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
    last = (
        Paragraph(_how(debt)),
        Paragraph(
            f"{what_counts(stamp)} Cần hướng dẫn, đề nghị liên hệ {asked.contact}. Trân trọng cảm "
            "ơn."
        ),
    )
    parts = (*_parts(asked, debt), ("Cách gửi", last))
    for place, (title, blocks) in enumerate(parts, 1):
        yield Heading(1, f"{place}. {title}")
        yield from blocks


def _parts(asked: Asked, debt: Debt) -> Iterator[tuple[str, Iterable[Block]]]:
    plan = asked.plan
    yield "Tình hình gửi báo cáo", (Paragraph(_standing(asked, debt)), *_refused(debt.refused))
    if debt.unreported and debt.has_sent:
        title = f"Nhiệm vụ chủ trì chưa báo cáo: {len(debt.unreported)} dòng"
        yield title, (_unreported(plan, debt.unreported),)
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
    rows = [(each, error) for each in files for error in each.errors]
    if rows:
        yield table(
            "Tệp bị trả lại",
            rows,
            (Column("Tệp", 22), lambda row: row[0].file),
            (Column("Ngày nhận", 14, "center"), lambda row: day(row[0].received_on)),
            (Column("Vì sao bị trả lại", 34), lambda row: row[1].message),
            (Column("Cách sửa", 30), lambda row: row[1].fix),
        )


def _unreported(plan: Plan, entries: Sequence[Entry]) -> Table:
    return table(
        "Dòng chưa báo cáo",
        entries,
        (Column("Phụ lục", 14), lambda entry: entry.index.sheet),
        (Column("TT", 12), lambda entry: _item(plan, entry).code),
        (Column("Nhiệm vụ", 54), lambda entry: _task(plan, entry)),
        (Column("Thời hạn", 20, "center"), lambda e: day(e.due) if e.due else "Thường xuyên"),
    )


def _wrong(plan: Plan, rows: Sequence[WrongRow]) -> Table:
    return table(
        "Dòng chưa hợp lệ",
        [(_item(plan, each.entry).code, *told) for each in rows for told in _faults(each)],
        (Column("TT", 12), lambda row: row[0]),
        (Column("Tệp, trang, ô", 27), lambda row: row[1]),
        (Column("Sai ở đâu", 33), lambda row: row[2]),
        (Column("Cách sửa", 28), lambda row: row[3]),
    )


def _faults(row: WrongRow) -> Iterator[tuple[str, str, str]]:
    """Where, what and how to mend it; a row's fault may lie elsewhere than in the row."""
    for error in row.errors:
        yield f"{error.file}\n{error.sheet}, ô {error.cell}", error.message, error.fix
    if not row.errors:
        entry = row.entry
        where = f"{entry.file}\n{entry.sheet}, dòng {entry.row}"
        yield where, "Dòng chưa được tính.", "Sửa theo bản biểu mẫu đã đánh dấu lỗi."


def _unexplained(plan: Plan, entries: Sequence[Entry]) -> Table:
    return table(
        "Dòng chưa có giải trình",
        entries,
        (Column("Phụ lục", 14), lambda entry: entry.index.sheet),
        (Column("TT", 12), lambda entry: _item(plan, entry).code),
        (Column("Nhiệm vụ", 44), lambda entry: _task(plan, entry)),
        (Column("Cần giải trình vì", 30), lambda e: capital(e.explanation_reason or "")),
    )


def _item(plan: Plan, entry: Entry) -> Item:
    return plan.by_key[entry.key]


def _task(plan: Plan, entry: Entry) -> str:
    return _item(plan, entry).subject


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
