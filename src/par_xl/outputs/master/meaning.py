"""What a merge's numbers mean and what to do next, in three sentences on top of the master."""

from __future__ import annotations

from collections.abc import Iterator

from par_xl.merge.result import AuthorityPart, Result
from par_xl.terms.words import Timeliness, number, percent

_WORST = 3
_MOST_UNITS = 6


def sentences(result: Result) -> tuple[str, str, str]:
    """Return what was done, where it stands worst, what the consolidating unit does next. The two
    authorities stand apart (contract, section 6)."""
    return _done(result), _worst(result), _next(result)


def _done(result: Result) -> str:
    rates = " và ".join(
        f"{percent(each.completion_rate)} nhiệm vụ thuộc thẩm quyền {each.authority.label}"
        for each in result.authorities
    )
    indices = ", ".join(
        f"{each.index.label} {percent(each.completion_rate)}" for each in result.indices
    )
    sent = sum(u.submission in (Timeliness.ON_TIME, Timeliness.LATE) for u in result.units)
    return (
        f"Đã hoàn thành {rates} ({indices}); {number(sent)}/{number(len(result.units))} đơn vị đã "
        "gửi báo cáo."
    )


def _worst(result: Result) -> str:
    rated = [(a.completion_rate, a) for a in result.areas if a.completion_rate is not None]
    rated.sort(key=lambda each: each[0])
    areas = "; ".join(
        f"{area.index.label} {area.area} {area.name} ({percent(rate)})"
        for rate, area in rated[:_WORST]
        if rate < 1
    )
    lowest = f"Thấp nhất là {areas}" if areas else "Không lĩnh vực nào còn việc chưa hoàn thành"
    left = "; ".join(filter(None, map(_left, result.authorities)))
    return f"{lowest}. Còn lại: {left}." if left else f"{lowest}."


def _left(part: AuthorityPart) -> str:
    counts = {"quá hạn, chưa hoàn thành": part.overdue, "chưa báo cáo": part.not_reported}
    named = [f"{number(count)} nhiệm vụ {what}" for what, count in counts.items() if count]
    return f"thẩm quyền {part.authority.label} {', '.join(named)}" if named else ""


def _next(result: Result) -> str:
    if result.closed is not None:
        return "Kỳ đã chốt: số liệu dùng để lập báo cáo."
    steps = "; ".join(_steps(result))
    return (
        f"Việc tiếp theo: {steps or 'rà soát rồi chốt kỳ, vì mọi đơn vị đã gửi và không còn lỗi'}."
    )


def _steps(result: Result) -> Iterator[str]:
    if result.gone:
        yield f"chép lại {number(len(result.gone))} tệp đã mất"
    if to_return := result.to_hand_back:
        yield f"cần trả lại: {number(len(to_return))} biểu mẫu"
    units = [unit for unit in result.units if not result.is_lost(unit)]
    for kind, what in ((Timeliness.MISSING, "đôn đốc"), (Timeliness.NOT_DUE, "chờ")):
        codes = [unit.unit for unit in units if unit.submission is kind]
        named = ", ".join(codes[:_MOST_UNITS]) + (" …" if len(codes) > _MOST_UNITS else "")
        if codes:
            yield f"{what} {number(len(codes))} đơn vị chưa gửi ({named})"
