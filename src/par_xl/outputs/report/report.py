"""The report of a period put together: opening, sections, annexes; what is left to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from gettext import gettext as _

from par_xl.insight.period_data import PeriodData
from par_xl.outputs.blocks import Document, Form, Paragraph
from par_xl.outputs.report.annexes import annexes
from par_xl.outputs.report.assessment import ahead, assessed, proposed
from par_xl.outputs.report.data import free_rows, gather
from par_xl.outputs.report.results import direction, results
from par_xl.outputs.report.sentences import spoken, titled
from par_xl.rules.initiatives import KINDS
from par_xl.terms.messages import N_
from par_xl.terms.text import read_day
from par_xl.terms.words import Index, all_of, day


def reports(data: PeriodData) -> tuple[Document, Document]:
    """Return the period's report, to be signed; and the same substance, to go into another
    report."""
    found = gather(data)
    # First: the sections name them by their numbers.
    at_end = annexes(found)
    info, period, agency = data.plan.info, spoken(data.period), _agency(data)
    parts = direction, results, assessed, ahead, proposed
    substance = tuple(block for part in parts for block in part(found))
    ends = f"Trên đây là Báo cáo kết quả thực hiện Kế hoạch {period}, {agency} kính báo cáo."
    indices = all_of([index.label for index in Index])
    subject = _("Kết quả thực hiện Kế hoạch cải thiện, nâng cao các Chỉ số {indices} {period}")
    whole = Document(
        form=Form.NAMED,
        info=info,
        stamp=data.stamp,
        sign=info.get("Ký hiệu báo cáo", ""),
        name=N_("BÁO CÁO"),
        subject=subject.format(indices=indices, period=titled(period)),
        to=(),
        basis=(),
        blocks=(
            Paragraph(f"{_opening(data)}, {agency} báo cáo kết quả {period} như sau:"),
            *substance,
            Paragraph(ends),
        ),
        annexes=at_end,
        translate=_,
    )
    opening = Paragraph(f"{_opening(data)}, kết quả {period} như sau:")
    return whole, replace(whole, form=Form.PART, blocks=(opening, *substance))


def _agency(data: PeriodData) -> str:
    return data.plan.info.get("Cơ quan") or "Văn phòng"


def _opening(data: PeriodData) -> str:
    """Under which plan: its number and day, or blanks to be filled in; whose; its name."""
    info = data.plan.info
    sign = info.get("Số ký hiệu kế hoạch") or f"…/{_blank_sign(info.get('Ký hiệu báo cáo', ''))}"
    written = info.get("Ngày ban hành", "")
    issued = read_day(written)
    when = f"ngày {day(issued) if issued else written or '… tháng … năm …'}"
    name = data.plan.name
    title = name.removeprefix("Kế hoạch").strip()
    about = f" {title}" if title != name and title else f" “{name}”"
    return f"Thực hiện Kế hoạch số {sign} {when} của {_agency(data)}{about}"


def _blank_sign(report_sign: str) -> str:
    """Return the sign that a plan of the same office has: KH-VP beside BC-VP."""
    return f"KH-{report_sign[3:]}" if report_sign.startswith("BC-") else "KH-…"


def gaps(data: PeriodData) -> Iterator[str]:
    """Yield the gaps, in the order in which the report has them."""
    plan, year = data.plan, data.period.year
    if not plan.info.get("Số ký hiệu kế hoạch") or not plan.info.get("Ngày ban hành"):
        yield (
            _(
                "số, ngày của Kế hoạch ở đoạn mở đầu (lấy từ “Số ký hiệu kế hoạch”, “Ngày ban "
                "hành” ở trang “Thông tin” của ke-hoach.xlsx)"
            )
        )
    yield _("văn bản chỉ đạo, tuyên truyền, kiểm tra ở mục I (chỗ ghi [Bổ sung])")
    if not any(target.year == year for target in plan.targets):
        yield (
            _(
                "cam kết của Chánh Văn phòng năm {year} (lấy từ trang “Mục tiêu” của "
                "ke-hoach.xlsx; chưa có nên báo cáo không có mục này)"
            ).format(year=year)
        )
    if not free_rows(data, KINDS[2]):
        yield _("nhiệm vụ trọng tâm ở mục IV (chỗ ghi [Bổ sung]): chưa có đơn vị nào đề xuất")
