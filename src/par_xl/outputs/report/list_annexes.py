"""Annexes that list rows: what is to be chased, explained, won; what units propose and wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from gettext import gettext as _
from typing import Any

from par_xl.insight.points import Basis, Criterion
from par_xl.outputs.blocks import Block, Column, Paragraph, table
from par_xl.outputs.report.data import (
    MOST_LINES,
    MOST_ROWS,
    ReportData,
    free_rows,
)
from par_xl.outputs.report.sentences import (
    capital,
    named,
    quoted,
    unchecked,
    within,
)
from par_xl.rules.initiatives import KINDS
from par_xl.terms.words import NOTHING, day, number, percent

_LONGEST = 1_500
"""Letters of a text in a cell: a row must fit on a page."""
_MOST_CODES = 30
_MOST_POINTS = 30
"""Criteria behind these bring little each."""


def _cut(
    data: ReportData,
    caption: str,
    rows: Sequence[Any],
    total: int,
    sheet: str,
    *columns: Column,
) -> Iterator[Block]:
    """Yield a table of rows, and of *total* where the rest is; nothing of no rows."""
    shown = sum(not isinstance(row, str) for row in rows)
    if shown < total:
        yield Paragraph(
            f"Bảng ghi {number(shown)}/{number(total)} dòng; toàn bộ xem tệp {data.file}, trang "
            f"“{sheet}”."
        )
    if rows:
        yield table(caption, rows, *columns)


def _of_entries(data: ReportData, unit: float, task: float) -> tuple[Column, ...]:
    """Whose, which and what, with the widths of the first and the last."""
    items = data.plan.by_key
    return (
        Column(_("Đơn vị"), unit, value=lambda entry: data.unit(entry.unit)),
        Column("TT", 13, value=lambda entry: f"{entry.index.label} {items[entry.key].code}"),
        Column(_("Nhiệm vụ"), task, value=lambda entry: within(items[entry.key].subject)),
    )


def _cell(text: str | None) -> str:
    return (quoted(text, _LONGEST) if text else "") or NOTHING


def _under_titles(groups: Mapping[str, Sequence[Any]]) -> list[Any]:
    """Each group under its title, as long as there is room."""
    rows: list[Any] = []
    for title, found in groups.items():
        if found and len(rows) < MOST_ROWS:
            rows += [title, *found[: MOST_ROWS - len(rows) - 1]]
    return rows


def chase(data: ReportData) -> Iterator[Block]:
    """Overdue tasks, and what nobody reported on."""
    yield from _cut(
        data,
        _("Nhiệm vụ quá hạn, chưa hoàn thành"),
        data.overdue,
        data.overdue_by_unit.total(),
        "Đôn đốc",
        *_of_entries(data, 18, 34),
        Column(_("Thời hạn"), 11, "center", lambda e: day(e.due) if e.due else NOTHING),
        Column(_("Tiến độ"), 8, "right", lambda entry: percent(entry.share_done)),
        Column(_("Khó khăn, kiến nghị"), 24, value=lambda entry: _cell(entry.difficulty)),
    )
    codes = data.unreported
    ranked = sorted(codes, key=lambda unit: -len(codes[unit]))
    wrong = {unit.unit: unit.in_error for unit in data.result.units}
    yield from _cut(
        data,
        _("Nhiệm vụ chưa có báo cáo hợp lệ"),
        # Beside their codes: no unit's code is a heading.
        [(unit, len(codes[unit]), wrong.get(unit, 0)) for unit in ranked[:MOST_ROWS]],
        len(ranked),
        "Theo đơn vị",
        Column(_("Đơn vị"), 24, value=lambda each: data.unit(each[0])),
        Column(_("Chưa báo cáo"), 11, "right", lambda each: number(each[1] - each[2])),
        Column(_("Đã báo cáo, chưa hợp lệ"), 11, "right", lambda each: number(each[2])),
        Column(
            _("TT của nhiệm vụ trong Kế hoạch"),
            60,
            value=lambda each: named(codes[each[0]], _MOST_CODES, "nhiệm vụ"),
        ),
    )


def explanations(data: ReportData) -> Iterator[Block]:
    """Who owes an explanation, and who gave which (plan, IV.1)."""
    rows = sorted(data.explanations, key=lambda entry: not entry.owes_explanation)
    return _cut(
        data,
        _("Nội dung phải giải trình"),
        rows,
        data.owing.total() + data.explained.total(),
        "Giải trình",
        *_of_entries(data, 20, 32),
        Column(
            _("Lý do phải giải trình"),
            20,
            value=lambda entry: capital(entry.explanation_reason or ""),
        ),
        Column(
            _("Giải trình của đơn vị"),
            30,
            value=lambda e: _("Chưa giải trình") if e.owes_explanation else _cell(e.explanation),
        ),
    )


def points(data: ReportData) -> Iterator[Block]:
    """Criteria of PAR INDEX by what can still be won."""
    found = data.points.ranked
    return _cut(
        data,
        _("Tiêu chí xếp theo số điểm còn có thể đạt"),
        found[:_MOST_POINTS],
        len(found),
        "Điểm còn có thể đạt",
        Column("TT", 8, value=lambda each: each.item.code),
        Column(_("Tiêu chí"), 38, value=lambda each: within(each.item.content)),
        Column(_("Điểm tối đa"), 8, "right", lambda each: number(each.maximum)),
        Column(
            _("Điểm hiện có"),
            8,
            "right",
            lambda each: number(each.maximum - (each.recoverable or 0.0)),
        ),
        Column(_("Nguồn điểm"), 14, value=_source),
        Column(
            _("Đơn vị chấm điểm"),
            14,
            value=lambda each: data.unit(each.scorer) if each.scorer else NOTHING,
        ),
        Column(_("Còn có thể đạt"), 9, "right", lambda each: number(each.recoverable)),
        Column(_("Cộng dồn"), 9, "right", lambda each: number(each.running)),
        Column(
            _("Đơn vị chủ trì"),
            26,
            value=lambda each: named([data.unit(code) for code in each.leads], 4),
        ),
    )


def _source(each: Criterion) -> str:
    known = each.published if each.basis is Basis.PUBLISHED else None
    return _(each.basis.label) + (f" {known.year}{unchecked(known)}" if known else "")


def ideas(data: ReportData) -> Iterator[Block]:
    """Return the free rows, kind by kind."""
    by_kind = {_(kind): free_rows(data, kind) for kind in KINDS}
    return _cut(
        data,
        _("Sáng kiến, đề xuất sửa đổi Kế hoạch, nhiệm vụ trọng tâm kỳ tới"),
        _under_titles(by_kind),
        sum(map(len, by_kind.values())),
        "Sáng kiến, đề xuất",
        Column(_("Đơn vị"), 20, value=lambda each: data.unit(each.unit)),
        Column(_("Nội dung"), 40, value=lambda each: _cell(each.text)),
        Column(_("Lĩnh vực"), 18, value=lambda each: within(each.area) or NOTHING),
        Column(_("Tác giả"), 14, value=lambda each: within(each.author) or NOTHING),
        Column(_("Hiệu quả"), 24, value=lambda each: within(each.effect) or NOTHING),
        Column(_("Tình trạng"), 13, value=lambda each: within(each.status) or NOTHING),
        Column(_("Quyết định công nhận"), 16, value=lambda each: within(each.decision) or NOTHING),
    )


def own_words(data: ReportData) -> Iterator[Block]:
    """Yield what units wrote, whole, where the text has less than all of it."""
    groups = {
        _("Giải trình, nguyên nhân"): data.causes,
        _("Khó khăn, kiến nghị"): data.difficulties,
    }
    every = groups.values()
    if not any(len(said) > MOST_LINES or any(s.is_long for s in said.sorted) for said in every):
        return
    yield from _cut(
        data,
        _("Nội dung do các đơn vị báo cáo"),
        _under_titles({title: said.sorted for title, said in groups.items()}),
        sum(map(len, every)),
        "Phụ lục I–III",
        Column(_("Đơn vị"), 30, value=lambda said: named([*said.units], 10)),
        Column(_("Nội dung"), 70, value=lambda said: quoted(said.text, _LONGEST)),
    )
