"""I. What was directed: who was charged with what, and who reported when."""

from __future__ import annotations

from collections.abc import Iterator

from par_xl.outputs.blocks import Block, Dash, Paragraph
from par_xl.outputs.report.matter import MOST_LINES, Matter
from par_xl.outputs.report.sentences import capital, joined, named
from par_xl.plan.model import Extension
from par_xl.terms.words import Authority, Timeliness, day, number

TO_ADD = (
    "[Bổ sung: văn bản chỉ đạo, quán triệt, tuyên truyền, kiểm tra việc thực hiện Kế hoạch "
    "trong kỳ]"
)
_WAITING = (
    (Timeliness.REFUSED, "bị trả lại để lập lại"),
    (Timeliness.MISSING, "chưa gửi"),
    (Timeliness.NOT_DUE, "chưa đến hạn gửi"),
)


def direction(matter: Matter) -> list[Block]:
    """The section."""
    return [
        Paragraph(_charged(matter)),
        Paragraph(f"{_asked(matter)} {reported(matter)}"),
        *_extensions(matter),
        Paragraph(TO_ADD),
    ]


def _charged(matter: Matter) -> str:
    result = matter.result
    parts = {part.authority: part.assigned for part in result.authorities}
    assigned = sum(parts.values())
    if not assigned:
        return "Trong kỳ, Kế hoạch không giao nhiệm vụ nào cho các đơn vị chủ trì."
    leading = sum(1 for unit in result.units if unit.assigned)
    each = [
        f"{number(count)} nhiệm vụ thuộc thẩm quyền {authority.label}"
        for authority, count in parts.items()
        if count
    ]
    apart = f"gồm {joined(each)}" if len(each) > 1 else f"đều thuộc thẩm quyền {_only(parts)}"
    return (
        f"Theo phân công tại Kế hoạch, {number(leading)} đơn vị chủ trì {number(assigned)} nhiệm "
        f"vụ, {apart}; nhiệm vụ giao cho nhiều đơn vị chủ trì được tính riêng cho từng đơn vị."
    )


def _only(parts: dict[Authority, int]) -> str:
    return next(authority.label for authority, count in parts.items() if count)


def _asked(matter: Matter) -> str:
    lead = matter.unit(matter.plan.info["Đơn vị tổng hợp"])
    return (
        f"Kế hoạch yêu cầu các đơn vị gửi báo cáo về {lead} trước ngày "
        f"{day(matter.period.send_before)}."
    )


def reported(matter: Matter) -> str:
    """How the units reported, in one sentence."""
    by: dict[Timeliness, list[str]] = {each: [] for each in Timeliness}
    for unit in matter.result.units:
        by[unit.submission].append(unit.name)
    whole = len(matter.result.units)
    on_time, late = by[Timeliness.ON_TIME], by[Timeliness.LATE]
    sent = len(on_time) + len(late)
    if not whole:
        return "Trong kỳ không có đơn vị nào phải gửi báo cáo."
    rest = joined([_told(by[each], how) for each, how in _WAITING if by[each]])
    if not sent:
        return f"Đến thời điểm tổng hợp, chưa tiếp nhận báo cáo nào: {rest}."
    who = f"{number(sent)}/{number(whole)}" if sent < whole or whole == 1 else f"cả {number(whole)}"
    if late and on_time:
        how = f"trong đó {number(len(on_time))} đơn vị đúng hạn, {_told(late, 'gửi muộn')}"
    elif late:
        how = f"đều gửi muộn ({named(late)})" if sent > 1 else f"gửi muộn ({late[0]})"
    else:
        how = "đều đúng hạn" if sent > 1 else "đúng hạn"
    end = f"; còn {rest}" if rest else ""
    return f"Đến thời điểm tổng hợp, {who} đơn vị đã gửi báo cáo, {how}{end}."


def _told(names: list[str], how: str) -> str:
    return f"{number(len(names))} đơn vị {how} ({named(names)})"


def _extensions(matter: Matter) -> Iterator[Block]:
    """Extensions that were granted in the period."""
    known = [each for each in matter.plan.extensions if each.period == matter.period.code]
    if len(known) == 1:
        yield Paragraph(f"{capital(_extension(matter, known[0]))}.")
    elif known:
        yield Paragraph("Gia hạn gửi báo cáo:")
        yield from (Dash(f"{capital(_extension(matter, each))}.") for each in known[:MOST_LINES])
        if len(known) > MOST_LINES:
            yield Paragraph(f"Và {number(len(known) - MOST_LINES)} trường hợp khác.")


def _extension(matter: Matter, known: Extension) -> str:
    whose = "các đơn vị" if known.unit is None else matter.unit(known.unit)
    until = f"{whose} được gia hạn gửi báo cáo đến trước ngày {day(known.send_before)}"
    return f"{until} ({known.document})" if known.document else until
