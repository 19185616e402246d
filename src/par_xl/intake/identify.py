"""Whose form a file is, and of which period: the hidden identity against the visible head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from par_xl.form.request import (
    COVER_SHEET,
    FORM_VERSION,
    GUIDE_SHEET,
    HEAD,
    IDENTITY,
    IDENTITY_SHEET,
    LISTS_SHEET,
    RESULT_SHEET,
)
from par_xl.intake.submission import HeadCell, Submission
from par_xl.plan.model import Period, Plan
from par_xl.plan.units import Unit, nearest_unit
from par_xl.rules import files
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.messages import N_
from par_xl.terms.text import as_text, fold, fold_name
from par_xl.workbooks.book import Sheet, Workbook

_HEAD_ROWS = 40
"""Further down, a label is just somebody's text."""
_WITHOUT_HEAD = {fold(name) for name in (GUIDE_SHEET, LISTS_SHEET, IDENTITY_SHEET, RESULT_SHEET)}
"""Sheets of the form whose texts are never taken for the head's."""
_LABELS = {fold(label): field for field, label in HEAD.items()}
_BEGINNINGS = {label[: end.start()] for label in _LABELS for end in re.finditer(" |$|^", label)}
"""What a label begins with, up to any of its spaces."""
_PERIOD_CODE = re.compile(r"\d{4}-\d{2}")


def identify(
    book: Workbook, plan: Plan, wanted: Period | None, file: Submission
) -> tuple[Submission, str | None, list[Finding]]:
    """Say whose form *book* is, which its submission is to know, and of which version of the plan.
    *wanted* is the period being merged, None when any will do; without unit or period the file is
    refused."""
    identity = _identity(book)
    shown = list(_heads(book))
    # Where several sheets have a field, the first decides; the others must not say otherwise.
    head = dict(reversed(shown))
    sender = plan.unit_named(head["unit"].text) if "unit" in head else None
    whose, name = replace(file, head=head, sender=sender), file.file
    if not identity and "unit" not in head and "period" not in head:
        return whose, None, [files.UNKNOWN_IDENTITY.at(name)]
    code = identity.get("plan")
    if code is not None and fold(code) != fold(plan.code):
        words = {"wanted": plan.code}
        return whose, None, [files.OTHER_PLAN.at(name, IDENTITY_SHEET, "B1", code, words)]
    found = [] if identity else [files.NO_IDENTITY.at(name)]
    heads = _Heads(plan, name, shown, head_place(book, "unit"))
    period = heads.period(identity, wanted, found)
    unit = heads.unit(identity, period, found)
    form = identity.get("form", FORM_VERSION)
    if form != FORM_VERSION:
        words = {"wanted": FORM_VERSION}
        found.append(files.OLD_FORM.at(name, IDENTITY_SHEET, "B5", form, words))
    version = identity.get("version")
    if version is not None and version != plan.version:
        words = {"wanted": plan.version}
        found.append(files.OTHER_VERSION.at(name, IDENTITY_SHEET, "B2", version, words))
    is_standard = identity.get("unit") == ""
    arrived = identity.get("arrived", "")
    known = replace(whose, unit=unit, period=period, is_standard=is_standard, arrived=arrived)
    return known, version, found


def _identity(book: Workbook) -> dict[str, str]:
    """Return the hidden identity by field; empty when the sheet is gone."""
    labels = {fold(label): field for field, label in IDENTITY.items()}
    values: dict[str, str] = {}
    for sheet in book.named(IDENTITY_SHEET):
        for row in sheet.rows:
            field = labels.get(fold(as_text(row[0]))) if row else None
            if field is not None and len(row) > 1:
                values[field] = as_text(row[1])
    return {field: text for field, text in values.items() if text or field == "unit"}


def head_place(book: Workbook, field: str) -> tuple[str | None, str | None]:
    """Sheet and cell in which a field of the head is to be filled; None where it is gone."""
    for sheet in _cover_sheets(book):
        if place := _labels(sheet).get(field):
            row, column = place
            return sheet.name, cell_name(row, column + 1)
    return None, None


def _cover_sheets(book: Workbook) -> list[Sheet]:
    """Return the sheets with the head: the cover; where that is gone, all that look like it."""
    named = [sheet for sheet in book.named(COVER_SHEET) if _labels(sheet)]
    return named or [
        sheet for sheet in book.sheets if fold(sheet.name) not in _WITHOUT_HEAD and _labels(sheet)
    ]


def _heads(book: Workbook) -> Iterator[tuple[str, HeadCell]]:
    """Yield what stands in the visible head, field by field."""
    for sheet in _cover_sheets(book):
        for field, (row, column) in _labels(sheet).items():
            cells = sheet.rows[row]
            for beside in range(column + 1, len(cells)):
                text = as_text(cells[beside])
                if text and not _label(text):
                    yield field, HeadCell(text, sheet.name, cell_name(row, beside))
                if text:
                    break


def _labels(sheet: Sheet) -> dict[str, tuple[int, int]]:
    """Return row and column of the labels of the head, by field: of two the first, as below the
    other somebody signs."""
    found: dict[str, tuple[int, int]] = {}
    for row, cells in enumerate(sheet.rows[:_HEAD_ROWS]):
        for column, cell in enumerate(cells):
            field = _label(cell) if isinstance(cell, str) else None
            if field is not None:
                found.setdefault(field, (row, column))
    return found


def _label(cell: str) -> str | None:
    """Return the field of the head that a cell is the label of."""
    text = cell.rstrip(": ")
    # Most cells are told by their first word, which many have in common.
    if fold(text.partition(" ")[0]) not in _BEGINNINGS:
        return None
    return _LABELS.get(fold(text))


@dataclass(frozen=True)
class _Heads:
    """The visible head, compared with the hidden identity; several, with each other."""

    plan: Plan
    file: str
    shown: Sequence[tuple[str, HeadCell]]
    to_choose: tuple[str | None, str | None]
    """Sheet and cell in which the unit is to stand."""

    def period(
        self, identity: Mapping[str, str], wanted: Period | None, found: list[Finding]
    ) -> Period | None:
        """Return the form's period; None, with a finding, where the file is refused for it."""
        shown = self._all("period")
        first = shown[0] if shown else None
        visible = self._period_named(first.text) if first else None
        code = identity.get("period") or (visible.code if visible else None)
        period = self.plan.periods.get(code) if code else None
        if period is None or (wanted is not None and period.code != wanted.code):
            said = code or (f"“{first.text}”" if first else N_("không rõ"))
            periods = wanted.code if wanted else ", ".join(self.plan.periods)
            value, words = first.text if first else code, {"said": said, "wanted": periods}
            found.append(files.OTHER_PERIOD.at(self.file, *_where(first), value, words))
            return None
        others = shown if identity else shown[1:]
        others = [cell for cell in others if self._period_named(cell.text) is not period]
        said = N_("“kỳ {period}”").format(period=period.code)
        return None if self._contradict("period", others, said, found) else period

    def unit(
        self, identity: Mapping[str, str], period: Period | None, found: list[Finding]
    ) -> Unit | None:
        """Return the form's unit; None, with a finding, where the file is refused for it."""
        shown = self._all("unit")
        first = shown[0] if shown else None
        code = identity.get("unit")
        if code and code not in self.plan.units:
            what = N_("Mã đơn vị “{code}” ở trang nhận dạng ẩn không có trong kế hoạch.")
            near = N_("Chép nội dung sang biểu mẫu chuẩn. ")
            words = {"what": what.format(code=code), "near": near}
            found.append(files.UNKNOWN_UNIT.at(self.file, IDENTITY_SHEET, "B4", code, words))
            return None
        visible = self.plan.unit_named(first.text) if first else None
        unit = self.plan.units[code] if code else visible
        # In that period, or at all where it is not known.
        filing = [each for each in self.plan.units.values() if each.files_forms]
        filing = filing if period is None else [*self.plan.in_period(period).units]
        if unit is None or unit.code not in {each.code for each in filing}:
            value = first.text if first else (unit.name if unit else None)
            nearest = nearest_unit(value, filing) if value else None
            near = N_("Có phải là “{near}”? ").format(near=nearest.name) if nearest else ""
            what = N_("Chưa chọn đơn vị báo cáo.")
            if value:
                what = N_("Không có đơn vị “{unit}” gửi báo cáo trong kỳ này.").format(unit=value)
            words = {"what": what, "near": near}
            place = _where(first) if first else self.to_choose
            found.append(files.UNKNOWN_UNIT.at(self.file, *place, value, words))
            return None
        others = [cell for cell in shown if self.plan.unit_named(cell.text) is not unit]
        if self._contradict("unit", others, f"“{unit.name}”", found):
            return None
        if first is not None and first.text != unit.name:
            read = {"wanted": unit.name}
            found.append(files.ALIAS.at(self.file, first.sheet, first.cell, first.text, read))
        return unit

    def _contradict(
        self, field: str, others: Sequence[HeadCell], wanted: str, found: list[Finding]
    ) -> bool:
        for cell in others:
            is_unknown = field == "unit" and self.plan.unit_named(cell.text) is None
            renamed = files.RENAMED if is_unknown else ""
            words = {"header": HEAD[field], "wanted": wanted, "renamed": renamed}
            place = (self.file, cell.sheet, cell.cell, cell.text)
            found.append(files.CONTRADICTION.at(*place, words))
        return bool(others)

    def _all(self, field: str) -> list[HeadCell]:
        return [cell for name, cell in self.shown if name == field]

    def _period_named(self, text: str) -> Period | None:
        if code := _PERIOD_CODE.search(text):
            return self.plan.periods.get(code[0])
        names = {fold_name(period.name): period for period in self.plan.periods.values()}
        return names.get(fold_name(text))


def _where(shown: HeadCell | None) -> tuple[str | None, str | None]:
    return (shown.sheet, shown.cell) if shown else (None, None)
