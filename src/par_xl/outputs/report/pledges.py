"""II, continued: commitments of the Chief of Office, and initiatives."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.insight.commitments import Commitment, Verdict, commitments
from par_xl.merge.result import InitiativePart
from par_xl.outputs.blocks import Block, Dash, Paragraph
from par_xl.outputs.report.matter import MOST_LINES, AnnexName, Matter
from par_xl.outputs.report.own_words import quoted, within
from par_xl.outputs.report.sentences import capital, named, unit_of
from par_xl.rules.initiatives import KINDS
from par_xl.terms.words import UNCHECKED, number


def pledges(matter: Matter) -> list[Block]:
    """Each commitment of the year against what was reached; nothing where there is none."""
    scores = {
        tally.item.key: score
        for tally in matter.dossier.tallies
        if (score := tally.mean_score) is not None
    }
    result, year = matter.result, matter.period.year
    found = commitments(matter.plan, year, result.indices, result.areas, scores)
    if not found:
        return []
    counts = (
        (Verdict.KEPT, "đã đạt"),
        (Verdict.MISSED, "chưa đạt"),
        (Verdict.OPEN, "chưa có kết quả công bố"),
    )
    parts = [
        f"{number(count)} cam kết {how}"
        for verdict, how in counts
        if (count := sum(each.verdict is verdict for each in found))
    ]
    told = f"Năm {year} có {number(len(found))} cam kết: {'; '.join(parts)}."
    return [Paragraph(told), *(Dash(_commitment(each)) for each in found)]


def _commitment(each: Commitment) -> str:
    aim = each.target
    unit = unit_of(aim.index)
    asked = []
    if aim.value is not None:
        asked.append(f"đạt {number(aim.value)}{unit}")
    if aim.rank is not None:
        asked.append(f"xếp thứ {aim.rank} trở lên")
    said = [f"{within(each.name)}: cam kết {' và '.join(asked)}" if asked else within(each.name)]
    if each.is_published:
        said += _reached(each, unit)
        said.append(each.verdict.label.lower() + _lacking(each, unit))
    elif each.scored_maximum:
        said.append(
            f"các đơn vị tự đánh giá {number(each.value)}/{number(each.scored_maximum)} điểm"
        )
        said.append("chưa có kết quả công bố")
    else:
        said.append("chưa có kết quả công bố")
    return f"{'; '.join(said)}."


def _reached(each: Commitment, unit: str) -> list[str]:
    got = [f"đạt {number(each.value)}{unit}"] if each.value is not None else []
    got += [f"xếp thứ {each.rank}"] if each.rank is not None else []
    got += [UNCHECKED] if got and each.is_reconstructed else []
    return [f"kết quả {', '.join(got)}"] if got else []


def _lacking(each: Commitment, unit: str) -> str:
    lacks = []
    if each.missing:
        lacks.append(f"{number(each.missing)}{unit}")
    if each.missing_ranks:
        lacks.append(f"{each.missing_ranks} bậc")
    return f" (còn thiếu {', '.join(lacks)})" if lacks else ""


def initiatives(matter: Matter) -> list[Block]:
    """Initiatives of the units."""
    found = matter.initiatives(KINDS[0])
    if not found:
        return [Paragraph("Trong kỳ, các đơn vị chưa báo cáo sáng kiến nào.")]
    units = list(dict.fromkeys(matter.unit(each.unit) for each in found))
    return [
        Paragraph(f"Trong kỳ có {number(len(found))} sáng kiến của {named(units)}:"),
        *listed(matter, found),
    ]


def listed(matter: Matter, found: Sequence[InitiativePart]) -> list[Block]:
    """Free rows one by one, the first of them where they are many."""
    blocks: list[Block] = [Dash(_initiative(matter, each)) for each in found[:MOST_LINES]]
    if len(found) > MOST_LINES:
        more = number(len(found) - MOST_LINES)
        blocks.append(Paragraph(f"Và {more} nội dung khác{matter.see(AnnexName.IDEAS)}."))
    return blocks


def _initiative(matter: Matter, each: InitiativePart) -> str:
    about = (
        ("lĩnh vực", each.area),
        ("tác giả", each.author),
        ("hiệu quả", each.effect),
        ("tình trạng", each.status),
        ("quyết định công nhận", each.decision),
    )
    more = [f"{label}: {text}" for label, given in about if (text := within(given))]
    text = quoted(each.text) or "Chưa nêu nội dung."
    return " ".join(
        [f"{matter.unit(each.unit)}: {text}", *([f"{capital('; '.join(more))}."] if more else [])]
    )
