"""The report of a period put together: opening, sections, annexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from gettext import gettext as _

from par_xl.insight.dossier import Dossier
from par_xl.outputs.blocks import Annex, Block, Document, Form, Heading, Paragraph
from par_xl.outputs.periods import spoken, spoken_next, titled
from par_xl.outputs.report import charts, lists, rate_tables
from par_xl.outputs.report.ahead import left, main_tasks, to_win
from par_xl.outputs.report.assessment import reached, wanting
from par_xl.outputs.report.changes import changes
from par_xl.outputs.report.direction import direction
from par_xl.outputs.report.matter import AnnexName, Matter, gather
from par_xl.outputs.report.pledges import initiatives, pledges
from par_xl.outputs.report.proposals import NONE, amendments, difficulties
from par_xl.outputs.report.results import of_index, whole
from par_xl.outputs.report.sentences import (
    roman,
)
from par_xl.terms.messages import N_
from par_xl.terms.text import read_day
from par_xl.terms.words import Index, day

_ANNEXES: dict[AnnexName, Callable[[Matter], list[Block]]] = {
    AnnexName.AREAS: rate_tables.by_area,
    AnnexName.UNITS: rate_tables.by_unit,
    AnnexName.CHARTS: charts.charts,
    AnnexName.CHASE: lists.chase,
    AnnexName.EXPLANATIONS: lists.explanations,
    AnnexName.POINTS: lists.points,
    AnnexName.IDEAS: lists.ideas,
    AnnexName.COURSE: rate_tables.over_time,
    AnnexName.WORDS: lists.own_words,
}
_ANNEX = N_("Phụ lục")
_PORTRAIT = (AnnexName.CHARTS, AnnexName.WORDS)

Part = tuple[str, list[Block]]


def reports(dossier: Dossier) -> tuple[Document, Document]:
    """The period's report, to be signed; and the same substance, to go into another report."""
    matter, annexes = _prepared(dossier)
    info, period, agency = dossier.plan.info, spoken(dossier.period), _agency(matter)
    substance = sections(matter)
    ends = f"Trên đây là Báo cáo kết quả thực hiện Kế hoạch {period}, {agency} kính báo cáo."
    whole = Document(
        form=Form.NAMED,
        info=info,
        stamp=dossier.stamp,
        sign=info.get("Ký hiệu báo cáo", ""),
        name=N_("BÁO CÁO"),
        subject=subject(dossier),
        to=(),
        basis=(),
        blocks=(
            Paragraph(f"{_opening(matter)}, {agency} báo cáo kết quả {period} như sau:"),
            *substance,
            Paragraph(ends),
        ),
        annexes=annexes,
        said=_,
    )
    opening = Paragraph(f"{_opening(matter)}, kết quả {period} như sau:")
    return whole, replace(whole, form=Form.PART, blocks=(opening, *substance))


def subject(dossier: Dossier) -> str:
    """What the report is about, as it stands under its name."""
    return _(
        "Kết quả thực hiện Kế hoạch cải thiện, nâng cao các Chỉ số PAR INDEX, SIPAS và PAPI "
        "{period}"
    ).format(period=titled(spoken(dossier.period)))


def _prepared(dossier: Dossier) -> tuple[Matter, tuple[Annex, ...]]:
    """The matter, and the annexes that have something in them, numbered."""
    matter = Matter(dossier, gather(dossier))
    found = {name: blocks for name, make in _ANNEXES.items() if (blocks := make(matter))}
    numbers = {name: roman(n) for n, name in enumerate(found, 1)}
    annexes = tuple(
        Annex(f"{_(_ANNEX)} {numbers[name]}", _(name.label), tuple(blocks), name not in _PORTRAIT)
        for name, blocks in found.items()
    )
    return replace(matter, numbers={n: f"{_ANNEX} {at}" for n, at in numbers.items()}), annexes


def sections(matter: Matter) -> list[Block]:
    """The five sections with their headings."""
    indices: list[Part] = [
        (_("Kết quả thực hiện Chỉ số {index}").format(index=index.label), of_index(matter, index))
        for index in Index
    ]
    results: list[Part] = [
        (_("Kết quả chung"), whole(matter)),
        *indices,
        (_("Diễn biến so với các kỳ trước"), changes(matter)),
        (_("Kết quả thực hiện cam kết của Chánh Văn phòng"), pledges(matter)),
        (_("Sáng kiến cải cách hành chính"), initiatives(matter)),
    ]
    ahead = spoken_next(matter.period)
    proposals: list[Part] = [
        (_("Khó khăn, vướng mắc; đề xuất, kiến nghị của các đơn vị"), difficulties(matter)),
        (_("Đề xuất sửa đổi, bổ sung Kế hoạch"), amendments(matter)),
    ]
    return [
        Heading(1, _("I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH")),
        *direction(matter),
        Heading(1, _("II. KẾT QUẢ THỰC HIỆN")),
        *_numbered(results),
        Heading(1, _("III. ĐÁNH GIÁ CHUNG")),
        *_numbered(
            [
                (_("Kết quả đạt được"), reached(matter)),
                (_("Tồn tại, hạn chế và nguyên nhân"), wanting(matter)),
            ]
        ),
        Heading(
            1,
            _("IV. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM {period}").format(period=titled(ahead).upper()),
        ),
        *_numbered(
            [
                (_("Nhiệm vụ trọng tâm"), main_tasks(matter)),
                (_("Nhiệm vụ chuyển tiếp"), left(matter)),
                (_("Cải thiện điểm số các chỉ số"), to_win(matter)),
            ]
        ),
        Heading(1, _("V. ĐỀ XUẤT, KIẾN NGHỊ")),
        *(_numbered(proposals) if any(blocks for _, blocks in proposals) else [NONE]),
    ]


def _numbered(parts: Sequence[Part]) -> list[Block]:
    """Those with something in them, each under its heading."""
    found: list[Block] = []
    number = 0
    for title, blocks in parts:
        if blocks:
            number += 1
            found += [Heading(2, f"{number}. {title}"), *blocks]
    return found


def _agency(matter: Matter) -> str:
    return matter.plan.info.get("Cơ quan") or "Văn phòng"


def _opening(matter: Matter) -> str:
    """Under which plan: its number and day, or blanks to be filled in; whose; its name."""
    info = matter.plan.info
    sign = info.get("Số ký hiệu kế hoạch") or f"…/{_blank_sign(info.get('Ký hiệu báo cáo', ''))}"
    written = info.get("Ngày ban hành", "")
    issued = read_day(written)
    when = f"ngày {day(issued) if issued else written or '… tháng … năm …'}"
    name = matter.plan.name
    title = name.removeprefix("Kế hoạch").strip()
    about = f" {title}" if title != name and title else f" «{name}»"
    return f"Thực hiện Kế hoạch số {sign} {when} của {_agency(matter)}{about}"


def _blank_sign(report_sign: str) -> str:
    """The sign that a plan of the same office has: KH-VP beside BC-VP."""
    return f"KH-{report_sign[3:]}" if report_sign.startswith("BC-") else "KH-…"
