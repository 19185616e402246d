"""Whose form a file is, and of which period: the hidden identity against the visible head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from par_xl.finding import Finding, cell_name
from par_xl.form.request import HEAD, IDENTITY, IDENTITY_SHEET
from par_xl.plan.model import Period, Plan, Unit, nearest_unit
from par_xl.reading.book import Sheet, Workbook
from par_xl.rules import files
from par_xl.text import as_text, fold
from par_xl.words import Index

_HEAD_ROWS = 40
"""The head stands above the table; further down, a label is just somebody's text."""
_PERIOD_CODE = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True)
class HeadCell:
    """A value of the visible head with its place."""

    text: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class Identified:
    """What could be made out; unit or period None means that the file is refused."""

    version: str | None
    unit: Unit | None
    period: Period | None
    is_standard: bool
    head: Mapping[str, HeadCell]
    findings: tuple[Finding, ...]


def identify(book: Workbook, plan: Plan, wanted: Period | None, file: str) -> Identified:
    """Say whose form *book* is. *wanted* is the period being merged, None when any will do."""
    identity = _identity(book)
    head = _read_head(book)
    if not identity and "unit" not in head and "period" not in head:
        return Identified(None, None, None, False, head, (files.UNKNOWN_IDENTITY.at(file),))
    found: list[Finding] = []
    code = identity.get("plan")
    if code is not None and fold(code) != fold(plan.code):
        words = {"wanted": plan.code}
        found.append(files.OTHER_PLAN.at(file, IDENTITY_SHEET, "B1", code, words))
        return Identified(None, None, None, False, head, tuple(found))
    if not identity:
        found.append(files.NO_IDENTITY.at(file))
    period = _period(plan, identity, head, wanted, file, found)
    unit = _unit(plan, identity, head, period, file, found)
    version = identity.get("version")
    if version is not None and version != plan.version:
        words = {"wanted": plan.version}
        found.append(files.OTHER_VERSION.at(file, IDENTITY_SHEET, "B2", version, words))
    is_standard = identity.get("unit") == ""
    return Identified(version, unit, period, is_standard, head, tuple(found))


def _identity(book: Workbook) -> dict[str, str]:
    """The hidden identity by field; empty when the sheet is gone."""
    labels = {fold(label): field for field, label in IDENTITY.items()}
    values: dict[str, str] = {}
    for sheet in book.named(IDENTITY_SHEET):
        for row in sheet.rows:
            field = labels.get(fold(as_text(row[0]))) if row else None
            if field is not None and len(row) > 1:
                values[field] = as_text(row[1])
    return {field: text for field, text in values.items() if text or field == "unit"}


def _read_head(book: Workbook) -> dict[str, HeadCell]:
    """The visible head by field, from the first appendix sheet that has each."""
    head: dict[str, HeadCell] = {}
    for index in Index:
        for sheet in book.named(index.sheet):
            for field, value in _labelled(sheet):
                head.setdefault(field, value)
    return head


def head_place(book: Workbook, field: str) -> tuple[str | None, str | None]:
    """Sheet and cell in which a field of the head is to be filled; None where it is gone."""
    wanted = fold(HEAD[field])
    for index in Index:
        for sheet in book.named(index.sheet):
            for row, cells in enumerate(sheet.rows[:_HEAD_ROWS]):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str) and fold(cell.rstrip(": ")) == wanted:
                        return sheet.name, cell_name(row, column + 1)
    return None, None


def _labelled(sheet: Sheet) -> Iterator[tuple[str, HeadCell]]:
    labels = {fold(label): field for field, label in HEAD.items()}
    for row, cells in enumerate(sheet.rows[:_HEAD_ROWS]):
        for column, cell in enumerate(cells):
            if not isinstance(cell, str):
                continue
            field = labels.get(fold(cell.rstrip(": ")))
            if field is None:
                continue
            for beside in range(column + 1, len(cells)):
                text = as_text(cells[beside])
                if fold(text.rstrip(": ")) in labels:
                    break
                if text:
                    yield field, HeadCell(text, sheet.name, cell_name(row, beside))
                    break


def _period(
    plan: Plan,
    identity: Mapping[str, str],
    head: Mapping[str, HeadCell],
    wanted: Period | None,
    file: str,
    found: list[Finding],
) -> Period | None:
    shown = head.get("period")
    visible = _period_named(plan, shown.text) if shown else None
    code = identity.get("period") or (visible.code if visible else None)
    period = plan.periods.get(code) if code else None
    if period is None or (wanted is not None and period.code != wanted.code):
        value = code or (shown.text if shown else "")
        words = {"wanted": wanted.code if wanted else ", ".join(plan.periods)}
        found.append(files.OTHER_PERIOD.at(file, *_where(shown), value or None, words))
        return None
    if shown is not None and identity and (visible is None or visible.code != period.code):
        words = {"header": HEAD["period"], "wanted": f"kỳ {period.code}"}
        found.append(files.CONTRADICTION.at(file, shown.sheet, shown.cell, shown.text, words))
        return None
    return period


def _period_named(plan: Plan, text: str) -> Period | None:
    if code := _PERIOD_CODE.search(text):
        return plan.periods.get(code[0])
    names = {fold(period.name): period for period in plan.periods.values()}
    return names.get(fold(text))


def _unit(
    plan: Plan,
    identity: Mapping[str, str],
    head: Mapping[str, HeadCell],
    period: Period | None,
    file: str,
    found: list[Finding],
) -> Unit | None:
    shown = head.get("unit")
    visible = plan.unit_named(shown.text) if shown else None
    code = identity.get("unit")
    unit = plan.units.get(code) if code else visible
    filing = plan.in_period(period).units if period else tuple(plan.units.values())
    if unit is None or unit not in filing or not unit.files_forms:
        value = (shown.text if shown else None) or code or None
        near = nearest_unit(value, (u for u in filing if u.files_forms)) if value else None
        words = {
            "near": f"Có phải là «{near.name}»? " if near else "",
            "what": f"Không có đơn vị «{value}» gửi báo cáo trong kỳ này"
            if value
            else "Chưa chọn đơn vị báo cáo",
        }
        found.append(files.UNKNOWN_UNIT.at(file, *_where(shown), value, words))
        return None
    if code and shown is not None and (visible is None or visible.code != unit.code):
        words = {"header": HEAD["unit"], "wanted": unit.name}
        found.append(files.CONTRADICTION.at(file, shown.sheet, shown.cell, shown.text, words))
        return None
    if shown is not None and shown.text != unit.name:
        words = {"wanted": unit.name}
        found.append(files.ALIAS.at(file, shown.sheet, shown.cell, shown.text, words))
    return unit


def _where(shown: HeadCell | None) -> tuple[str | None, str | None]:
    return (shown.sheet, shown.cell) if shown else (None, None)
