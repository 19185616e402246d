"""The one letter to all units whose report is missing, was refused, or came late."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.insight.chase import Debt
from par_xl.merge.stamp import Stamp
from par_xl.outputs.blocks import Annex, Block, Column, Dash, Document, Form, Paragraph, Table
from par_xl.outputs.reminders.phrases import Asked, copies, due, standing, what_counts
from par_xl.terms.words import Timeliness, day, moment, number

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
    rows = tuple(_row(place, debt) for place, debt in enumerate(chased, 1))
    return Document(
        form=Form.LETTER,
        info=copies(asked.plan, to_leaders=True),
        stamp=stamp,
        sign=asked.plan.info.get("Ký hiệu công văn", ""),
        name=None,
        subject=f"đôn đốc {asked.report}",
        to=_to(chased),
        basis=(),
        blocks=tuple(_blocks(asked, chased, count, stamp)),
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


def _row(place: int, debt: Debt) -> tuple[str, ...]:
    return (
        str(place),
        debt.unit.name,
        standing(debt),
        day(debt.before),
        str(len(debt.unreported)),
        str(len(debt.wrong)),
        str(len(debt.unexplained)),
    )


def _blocks(asked: Asked, chased: Sequence[Debt], count: int, stamp: Stamp) -> list[Block]:
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
