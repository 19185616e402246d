"""Annexes that list rows: overdue, explanations, points to be won, free rows, units' words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from gettext import gettext as _
from typing import TypeVar

from par_xl.insight.points import Basis, Criterion
from par_xl.merge.result import Entry
from par_xl.outputs.blocks import Block, Column, Paragraph, table
from par_xl.outputs.report.data import MOST_LINES, MOST_ROWS, ReportData
from par_xl.outputs.report.own_words import quoted, within
from par_xl.outputs.report.sentences import capital, named, unchecked
from par_xl.rules.initiatives import KINDS
from par_xl.terms.words import NOTHING, day, number, percent

_Row = TypeVar("_Row")
_LONGEST = 1_500
"""Letters of a text in a cell: a row must fit on a page."""
_MOST_CODES = 30
_MOST_POINTS = 30
"""Criteria behind these bring little each."""


def _more(data: ReportData, shown: int, total: int, sheet: str) -> Iterator[Block]:
    """Where the rest of a table is."""
    if shown < total:
        yield Paragraph(
            f"Bảng ghi {number(shown)}/{number(total)} dòng; toàn bộ xem tệp {data.file}, trang "
            f"«{sheet}»."
        )


def _place(data: ReportData, entry: Entry) -> str:
    return f"{entry.index.label} {data.plan.by_key[entry.key].code}"


def _task(data: ReportData, entry: Entry) -> str:
    item = data.plan.by_key[entry.key]
    return within(item.subject)


def _cell(text: str | None) -> str:
    return (quoted(text, _LONGEST) if text else "") or NOTHING


def _under_titles(groups: Mapping[str, Sequence[_Row]]) -> list[_Row | str]:
    """Each group under its title, as long as there is room."""
    rows: list[_Row | str] = []
    for title, found in groups.items():
        if found and len(rows) < MOST_ROWS:
            rows += [title, *found[: MOST_ROWS - len(rows) - 1]]
    return rows


def chase(data: ReportData) -> Iterator[Block]:
    """Overdue tasks, and what nobody reported on."""
    if data.overdue:
        total = data.overdue_by_unit.total()
        yield from _more(data, len(data.overdue), total, "Đôn đốc")
        yield table(
            _("Nhiệm vụ quá hạn, chưa hoàn thành"),
            data.overdue,
            (Column(_("Đơn vị"), 18), lambda entry: data.unit(entry.unit)),
            (Column("TT", 13), lambda entry: _place(data, entry)),
            (Column(_("Nhiệm vụ"), 34), lambda entry: _task(data, entry)),
            (Column(_("Thời hạn"), 11, "center"), lambda e: day(e.due) if e.due else NOTHING),
            (Column(_("Tiến độ"), 8, "right"), lambda entry: percent(entry.share_done)),
            (Column(_("Khó khăn, vướng mắc"), 24), lambda entry: _cell(entry.difficulty)),
        )
    if data.unreported:
        ranked = sorted(data.unreported, key=lambda unit: -len(data.unreported[unit]))
        shown = ranked[:MOST_ROWS]
        yield from _more(data, len(shown), len(ranked), "Theo đơn vị")
        codes = data.unreported
        wrong = {unit.unit: unit.in_error for unit in data.result.units}
        yield table(
            _("Nhiệm vụ chưa có báo cáo hợp lệ"),
            # Beside their codes: no unit's code is a heading.
            [(unit, len(codes[unit]), wrong.get(unit, 0)) for unit in shown],
            (Column(_("Đơn vị"), 24), lambda each: data.unit(each[0])),
            (Column(_("Chưa báo cáo"), 11, "right"), lambda each: number(each[1] - each[2])),
            (Column(_("Đã báo cáo, chưa hợp lệ"), 11, "right"), lambda each: number(each[2])),
            (
                Column(_("TT của nhiệm vụ trong Kế hoạch"), 60),
                lambda each: named(codes[each[0]], _MOST_CODES, "nhiệm vụ"),
            ),
        )


def explanations(data: ReportData) -> Iterator[Block]:
    """Who owes an explanation, and who gave which (plan, IV.1)."""
    rows = sorted(data.explanations, key=lambda entry: not entry.owes_explanation)
    if not rows:
        return
    total = data.owing.total() + data.explained.total()
    yield from _more(data, len(rows), total, "Giải trình")
    yield table(
        _("Nhiệm vụ phải giải trình"),
        rows,
        (Column(_("Đơn vị"), 20), lambda entry: data.unit(entry.unit)),
        (Column("TT", 13), lambda entry: _place(data, entry)),
        (Column(_("Nhiệm vụ"), 32), lambda entry: _task(data, entry)),
        (
            Column(_("Lý do phải giải trình"), 20),
            lambda entry: capital(entry.explanation_reason or ""),
        ),
        (
            Column(_("Giải trình của đơn vị"), 30),
            lambda e: _("Chưa giải trình") if e.owes_explanation else _cell(e.explanation),
        ),
    )


def points(data: ReportData) -> Iterator[Block]:
    """Criteria of PAR INDEX by what can still be won."""
    found = data.points.ranked
    shown = found[:_MOST_POINTS]
    if not found:
        return
    yield from _more(data, len(shown), len(found), "Điểm còn có thể đạt")
    yield table(
        _("Tiêu chí xếp theo số điểm còn có thể đạt"),
        shown,
        (Column("TT", 8), lambda each: each.item.code),
        (Column(_("Tiêu chí"), 38), lambda each: within(each.item.content)),
        (Column(_("Điểm tối đa"), 8, "right"), lambda each: number(each.maximum)),
        (
            Column(_("Điểm hiện có"), 8, "right"),
            lambda each: number(each.maximum - (each.recoverable or 0.0)),
        ),
        (Column(_("Nguồn điểm"), 14), _source),
        (Column(_("Còn có thể đạt"), 9, "right"), lambda each: number(each.recoverable)),
        (Column(_("Cộng dồn"), 9, "right"), lambda each: number(each.running)),
        (
            Column(_("Đơn vị chủ trì"), 26),
            lambda each: named([data.unit(code) for code in each.leads], 4),
        ),
    )


def _source(each: Criterion) -> str:
    known = each.published if each.basis is Basis.PUBLISHED else None
    return _(each.basis.label) + (f" {known.year}{unchecked(known)}" if known else "")


def ideas(data: ReportData) -> Iterator[Block]:
    """The free rows, kind by kind."""
    by_kind = {_(kind): data.initiatives(kind) for kind in KINDS}
    rows = _under_titles(by_kind)
    if not rows:
        return
    shown = sum(not isinstance(row, str) for row in rows)
    yield from _more(data, shown, sum(map(len, by_kind.values())), "Sáng kiến, đề xuất")
    yield table(
        _("Sáng kiến, đề xuất sửa đổi Kế hoạch, nhiệm vụ trọng tâm kỳ tới"),
        rows,
        (Column(_("Đơn vị"), 20), lambda each: data.unit(each.unit)),
        (Column(_("Nội dung"), 40), lambda each: _cell(each.text)),
        (Column(_("Lĩnh vực"), 18), lambda each: within(each.area) or NOTHING),
        (Column(_("Tác giả"), 14), lambda each: within(each.author) or NOTHING),
        (Column(_("Hiệu quả"), 24), lambda each: within(each.effect) or NOTHING),
        (Column(_("Tình trạng"), 13), lambda each: within(each.status) or NOTHING),
        (Column(_("Quyết định công nhận"), 16), lambda each: within(each.decision) or NOTHING),
    )


def own_words(data: ReportData) -> Iterator[Block]:
    """What units wrote, whole, where the text has less than all of it."""
    groups = {
        _("Tồn tại, hạn chế; nguyên nhân"): data.shortcomings,
        _("Khó khăn, vướng mắc; đề xuất, kiến nghị"): data.difficulties,
    }
    every = groups.values()
    if not any(len(said) > MOST_LINES or any(s.is_long for s in said.sorted) for said in every):
        return
    rows = _under_titles({title: said.sorted for title, said in groups.items()})
    shown = sum(not isinstance(row, str) for row in rows)
    yield from _more(data, shown, sum(map(len, every)), "Phụ lục I–III")
    yield table(
        _("Nội dung do các đơn vị báo cáo"),
        rows,
        (Column(_("Đơn vị"), 30), lambda said: named([*said.units], 10)),
        (Column(_("Nội dung"), 70), lambda said: quoted(said.text, _LONGEST)),
    )
