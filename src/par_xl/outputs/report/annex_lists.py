"""Annexes that list rows: overdue, explanations, points to be won, free rows, units' words."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _

from par_xl.insight.points import Basis, Criterion
from par_xl.merge.result import Entry
from par_xl.outputs.blocks import Block, Column, Paragraph, Table
from par_xl.outputs.report.matter import MOST_LINES, MOST_ROWS, Matter
from par_xl.outputs.report.own_words import Said, quoted, within
from par_xl.outputs.report.sentences import capital, named, unchecked
from par_xl.plan.model import Item
from par_xl.rules.initiatives import KINDS
from par_xl.terms.words import NOTHING, day, number, percent

_LONGEST = 1_500
"""Letters of a text in a cell: a row must fit on a page."""
_MOST_CODES = 30
_MOST_POINTS = 30
"""Criteria behind these bring little each."""


def _more(matter: Matter, shown: int, total: int, sheet: str) -> Iterator[Block]:
    """Where the rest of a table is."""
    if shown < total:
        yield Paragraph(
            f"Bảng ghi {number(shown)}/{number(total)} dòng; toàn bộ xem tệp {matter.file}, trang "
            f"«{sheet}»."
        )


def _item(item: Item) -> str:
    return within(item.task or item.content)


def _cell(text: str | None) -> str:
    return (quoted(text, _LONGEST) if text else "") or NOTHING


def chase(matter: Matter) -> list[Block]:
    """Overdue tasks, and what nobody reported on."""
    return [*_overdue(matter), *_unreported(matter)]


def _overdue(matter: Matter) -> Iterator[Block]:
    listing = matter.gathered.overdue
    if not listing.total:
        return
    yield from _more(matter, len(listing.rows), listing.total, "Đôn đốc")
    yield Table(
        _("Nhiệm vụ quá hạn, chưa hoàn thành"),
        (
            Column(_("Đơn vị"), 18),
            Column("TT", 13),
            Column(_("Nhiệm vụ"), 34),
            Column(_("Thời hạn"), 11, "center"),
            Column(_("Tiến độ"), 8, "right"),
            Column(_("Khó khăn, vướng mắc"), 24),
        ),
        tuple(_overdue_row(matter, entry) for entry in listing.rows),
    )


def _overdue_row(matter: Matter, entry: Entry) -> tuple[str, ...]:
    item = matter.plan.by_key[entry.key]
    return (
        matter.unit(entry.unit),
        f"{item.index.label} {item.code}",
        _item(item),
        day(entry.due) if entry.due else NOTHING,
        percent(entry.share_done),
        _cell(entry.difficulty),
    )


def _unreported(matter: Matter) -> Iterator[Block]:
    found = matter.gathered.unreported
    if not found:
        return
    ranked = sorted(found.items(), key=lambda each: -len(each[1]))
    yield from _more(matter, min(len(ranked), MOST_ROWS), len(ranked), "Theo đơn vị")
    in_error = {unit.unit: unit.in_error for unit in matter.result.units}
    yield Table(
        _("Nhiệm vụ chưa có báo cáo hợp lệ"),
        (
            Column(_("Đơn vị"), 24),
            Column(_("Chưa báo cáo"), 11, "right"),
            Column(_("Đã báo cáo, chưa hợp lệ"), 11, "right"),
            Column(_("TT của nhiệm vụ trong Kế hoạch"), 60),
        ),
        tuple(
            (
                matter.unit(unit),
                number(len(codes) - in_error.get(unit, 0)),
                number(in_error.get(unit, 0)),
                named(codes, _MOST_CODES, "nhiệm vụ"),
            )
            for unit, codes in ranked[:MOST_ROWS]
        ),
    )


def explanations(matter: Matter) -> list[Block]:
    """Who owes an explanation, and who gave which (plan, IV.1)."""
    listing = matter.gathered.explanations
    if not listing.total:
        return []
    rows = sorted(listing.rows, key=lambda entry: not entry.owes_explanation)
    return [
        *_more(matter, len(rows), listing.total, "Giải trình"),
        Table(
            _("Nhiệm vụ phải giải trình"),
            (
                Column(_("Đơn vị"), 20),
                Column("TT", 13),
                Column(_("Nhiệm vụ"), 32),
                Column(_("Lý do phải giải trình"), 20),
                Column(_("Giải trình của đơn vị"), 30),
            ),
            tuple(_explanation(matter, entry) for entry in rows),
        ),
    ]


def _explanation(matter: Matter, entry: Entry) -> tuple[str, ...]:
    item = matter.plan.by_key[entry.key]
    return (
        matter.unit(entry.unit),
        f"{item.index.label} {item.code}",
        _item(item),
        capital(entry.explanation_reason or ""),
        _("Chưa giải trình") if entry.owes_explanation else _cell(entry.explanation),
    )


def points(matter: Matter) -> list[Block]:
    """Criteria of PAR INDEX by what can still be won."""
    found = matter.points.ranked
    if not found:
        return []
    return [
        *_more(matter, min(len(found), _MOST_POINTS), len(found), "Điểm còn có thể đạt"),
        Table(
            _("Tiêu chí xếp theo số điểm còn có thể đạt"),
            (
                Column("TT", 8),
                Column(_("Tiêu chí"), 38),
                Column(_("Điểm tối đa"), 8, "right"),
                Column(_("Điểm hiện có"), 8, "right"),
                Column(_("Nguồn điểm"), 14),
                Column(_("Còn có thể đạt"), 9, "right"),
                Column(_("Cộng dồn"), 9, "right"),
                Column(_("Đơn vị chủ trì"), 26),
            ),
            tuple(_criterion(matter, each) for each in found[:_MOST_POINTS]),
        ),
    ]


def _criterion(matter: Matter, each: Criterion) -> tuple[str, ...]:
    known = each.published if each.basis is Basis.PUBLISHED else None
    year = f" {known.year}{unchecked(known)}" if known else ""
    return (
        each.item.code,
        within(each.item.content),
        number(each.maximum),
        number(each.maximum - (each.recoverable or 0.0)),
        f"{_(each.basis.label)}{year}",
        number(each.recoverable),
        number(each.running),
        named([matter.unit(code) for code in each.leads], 4),
    )


def ideas(matter: Matter) -> list[Block]:
    """The free rows, kind by kind."""
    rows: list[tuple[str, ...]] = []
    total = sum(len(matter.initiatives(kind)) for kind in KINDS)
    for kind in KINDS:
        found = matter.initiatives(kind)
        if found and len(rows) < MOST_ROWS:
            rows.append((_(kind),))
            rows += (
                (
                    matter.unit(each.unit),
                    _cell(each.text),
                    *(_free(text) for text in (each.area, each.author, each.effect)),
                    *(_free(text) for text in (each.status, each.decision)),
                )
                for each in found[: MOST_ROWS - len(rows)]
            )
    if not rows:
        return []
    shown = sum(len(row) > 1 for row in rows)
    return [
        *_more(matter, shown, total, "Sáng kiến, đề xuất"),
        Table(
            _("Sáng kiến, đề xuất sửa đổi Kế hoạch, nhiệm vụ trọng tâm kỳ tới"),
            (
                Column(_("Đơn vị"), 20),
                Column(_("Nội dung"), 40),
                Column(_("Lĩnh vực"), 18),
                Column(_("Tác giả"), 14),
                Column(_("Hiệu quả"), 24),
                Column(_("Tình trạng"), 13),
                Column(_("Quyết định công nhận"), 16),
            ),
            tuple(rows),
        ),
    ]


def _free(text: str) -> str:
    return within(text) or NOTHING


def own_words(matter: Matter) -> list[Block]:
    """What units wrote, whole, where the text has less than all of it."""
    groups = (
        (_("Tồn tại, hạn chế; nguyên nhân"), matter.gathered.shortcomings),
        (_("Khó khăn, vướng mắc; đề xuất, kiến nghị"), matter.gathered.difficulties),
    )
    if not any(len(said) > MOST_LINES or any(s.is_long for s in said.sorted) for _, said in groups):
        return []
    rows: list[tuple[str, ...]] = []
    total = sum(len(said) for _, said in groups)
    for title, said in groups:
        if said and len(rows) < MOST_ROWS:
            rows.append((title,))
            rows += (_said(each) for each in said.sorted[: MOST_ROWS - len(rows)])
    shown = sum(len(row) > 1 for row in rows)
    return [
        *_more(matter, shown, total, "Phụ lục I–III"),
        Table(
            _("Nội dung do các đơn vị báo cáo"),
            (Column(_("Đơn vị"), 30), Column(_("Nội dung"), 70)),
            tuple(rows),
        ),
    ]


def _said(said: Said) -> tuple[str, str]:
    return named(said.units, 10), quoted(said.text, _LONGEST)
