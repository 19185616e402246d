"""IV. What is to be done next: the units' own main tasks, what is left, points to be won."""

from __future__ import annotations

from collections.abc import Iterator

from par_xl.insight.points import Basis, Criterion, said
from par_xl.insight.weakest import SURVEYED
from par_xl.outputs.blocks import Block, Dash, Paragraph
from par_xl.outputs.report.matter import AnnexName, Matter, next_end
from par_xl.outputs.report.own_words import within
from par_xl.outputs.report.pledges import listed
from par_xl.outputs.report.results import weak_names
from par_xl.outputs.report.sentences import brackets, capital, counts_apart, named
from par_xl.rules.initiatives import KINDS
from par_xl.terms.words import UNCHECKED, Timeliness, day, number

TO_ADD = "[Bổ sung: nhiệm vụ trọng tâm kỳ tới; các đơn vị chưa đề xuất nhiệm vụ nào]"
_MOST_POINTS = 6
_LEAST = 0.005


def main_tasks(matter: Matter) -> list[Block]:
    """What the units mean to do."""
    found = matter.initiatives(KINDS[2])
    if not found:
        return [Paragraph(TO_ADD)]
    return [
        Paragraph(f"Các đơn vị đề xuất {number(len(found))} nhiệm vụ trọng tâm:"),
        *listed(matter, found),
    ]


def left(matter: Matter) -> list[Block]:
    """What has to be finished."""
    return [Dash(text) for text in _left(matter)]


def _left(matter: Matter) -> Iterator[str]:
    gathered, result = matter.gathered, matter.result
    if gathered.overdue.total:
        yield (
            f"Hoàn thành dứt điểm {number(gathered.overdue.total)} nhiệm vụ đã quá hạn"
            f"{matter.see(AnnexName.CHASE, of='overdue')}."
        )
    for field, begin in (
        ("in_progress", "Đẩy nhanh tiến độ, hoàn thành đúng hạn {} nhiệm vụ đang thực hiện"),
        ("not_started", "Triển khai {} nhiệm vụ chưa thực hiện, chưa đến hạn"),
    ):
        count = sum(getattr(part, field) for part in result.authorities)
        if count:
            yield f"{begin.format(number(count))}{matter.see(of=field)}."
    due = {authority: count for authority, count in gathered.due_next.items() if authority}
    if due:
        yield (
            f"Trong số việc chưa xong, {number(sum(due.values()))} nhiệm vụ có thời hạn từ nay "
            f"đến hết ngày {day(next_end(matter.period))}{brackets(counts_apart(due))}."
        )
    owing = Timeliness.MISSING, Timeliness.REFUSED
    missing = [unit.name for unit in result.units if unit.submission in owing]
    if missing:
        yield f"Yêu cầu {named(missing)} gửi báo cáo còn thiếu."
    in_error = sum(part.in_error for part in result.authorities)
    if in_error:
        yield f"Báo cáo lại {number(in_error)} nhiệm vụ đã báo cáo nhưng chưa hợp lệ."
    if gathered.owing:
        yield (
            f"Giải trình đầy đủ {number(gathered.owing.total())} nhiệm vụ còn thiếu giải trình"
            f"{matter.see(AnnexName.EXPLANATIONS)}."
        )
    if matter.stood_still:
        yield (
            f"Tháo gỡ vướng mắc ở {number(len(matter.stood_still))} nhiệm vụ không tiến triển qua "
            "hai kỳ liên tiếp."
        )


def to_win(matter: Matter) -> list[Block]:
    """The points of PAR INDEX that can still be won, and what SIPAS and PAPI lack most."""
    found = matter.points
    blocks: list[Block] = []
    unfinished = [each for each in found.ranked if each.is_open]
    if unfinished:
        top = unfinished[:_MOST_POINTS]
        total = sum(each.recoverable or 0.0 for each in top)
        blocks.append(
            Paragraph(
                "Chỉ số PAR INDEX: ở các tiêu chí đã có điểm, còn có thể đạt thêm "
                f"{number(found.total)} điểm{matter.see(AnnexName.POINTS)}. Ưu tiên các việc chưa "
                f"xong có điểm còn thiếu nhiều nhất; {said(len(top), total)}:"
            )
        )
        blocks += (Dash(_criterion(matter, each)) for each in top)
    elif found.ranked:
        blocks.append(
            Paragraph(
                f"Chỉ số PAR INDEX: còn {number(found.total)} điểm chưa đạt ở các tiêu chí đã thực "
                f"hiện xong{matter.see(AnnexName.POINTS)}."
            )
        )
    if found.unknown:
        maximum = sum(each.maximum for each in found.unknown)
        blocks.append(
            Paragraph(
                f"Có {number(len(found.unknown))} tiêu chí (tối đa {number(maximum)} điểm) chưa có "
                "điểm tự đánh giá và kết quả công bố, chưa xác định được số điểm còn có thể đạt."
            )
        )
    for index in SURVEYED:
        if weak := weak_names(matter.plan, index, matter.period):
            blocks.append(Paragraph(f"Chỉ số {index.label}: tập trung cải thiện {weak}."))
    return blocks


def _criterion(matter: Matter, each: Criterion) -> str:
    leads = named([matter.unit(code) for code in each.leads], 3)
    have = number(each.maximum - (each.recoverable or 0.0))
    name = capital(within(each.item.content))
    is_guess = each.basis is Basis.PUBLISHED and each.published and each.published.is_reconstructed
    doubt = f", {UNCHECKED}" if is_guess else ""
    return (
        f"Tiêu chí {each.item.code} {name}: +{number(each.recoverable)} điểm (hiện có "
        f"{have}/{number(each.maximum)}{doubt}); chủ trì: {leads}."
    )
