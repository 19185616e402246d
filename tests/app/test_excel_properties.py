"""Whatever a form looked like and whatever people do meanwhile: marks come off without a trace."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell as XlCell
from openpyxl.comments import Comment
from openpyxl.styles import Color, GradientFill, PatternFill

from builders import HALF, filled_form, key, make_folder, place, submit
from fake_excel import FakeExcel
from fake_excel.book import FakeBook
from fake_excel.protection import forget_password
from fake_excel.sheet import FakeSheet
from marked_book import SHEET, looks
from par_xl import workspace
from par_xl.plan.model import Plan
from par_xl.terms.text import Cell
from par_xl.terms.words import Status
from par_xl.workbooks.look import ERROR_FILL, WARNING_FILL
from random_rows import Span, random_rows
from ribbon import told

FIELDS = ("status", "progress", "completed_on", "evidence", "self_score")
SPOTS = [(code, field) for code in ("1.1", "1.2") for field in FIELDS]
FIRST_HALF = Span(date(2022, 8, 4), date(2023, 12, 15), date(2024, 6, 14))
PEOPLES = "FF00B0F0"
"""What people colour with: it is none of the marks' colours."""
WRONG: Mapping[str, Cell] = {"status": "Đã xong", "progress": "nhiều", "self_score": 99.0}
"""So that there always is something to mark."""
LATE: Mapping[str, Cell] = {"status": Status.DONE.label, "completed_on": date(2024, 6, 12)}
"""After most days of receipt: it tells whether the file's day counts or, for edits, today."""
TYPED: Sequence[Cell] = ("Hoàn thành", "Đã xong", 0.5, 99.0, None)
slow = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # each example opens and checks whole workbooks several times; to shrink one takes minutes

Spot = tuple[str, str]
spots = st.sampled_from(SPOTS)
colours = st.one_of(
    st.sampled_from([ERROR_FILL, WARNING_FILL, "#FFFFFF", "#00B050"]).map(
        lambda text: Color(rgb=f"FF{text[1:]}")
    ),
    st.builds(Color, theme=st.integers(0, 9), tint=st.sampled_from([0.0, 0.4, -0.25])),
)
fills = st.one_of(
    st.just(PatternFill()),
    colours.map(lambda colour: PatternFill("solid", fgColor=colour, bgColor=Color(indexed=64))),
    st.builds(
        lambda pattern, own, other: PatternFill(pattern, fgColor=own, bgColor=other),
        st.sampled_from(["lightUp", "gray125", "darkGrid"]),
        colours,
        colours,
    ),
    st.builds(lambda first, last: GradientFill(stop=(first, last)), colours, colours),
)
boxes = st.tuples(st.sampled_from([80, 200]), st.sampled_from([60, 400]), st.sampled_from([0, 4]))
locks = ("sheet", "objects", "scenarios", "formatCells", "sort", "insertRows", "selectLockedCells")
DONE = ["check", "check", "clear", "type", "colour", "note", "unnote", "lock", "reopen", "move"]
steps = st.lists(st.tuples(st.sampled_from(DONE), spots), min_size=1, max_size=6)


@dataclass(frozen=True)
class Look:
    """How a form looks that somebody coloured, noted (width, height, bold letters), merged and
    protected as they liked."""

    fills: Mapping[Spot, PatternFill | GradientFill]
    notes: Mapping[Spot, tuple[int, int, int]]
    is_merged: bool
    locks: Mapping[str, bool]


forms = st.builds(
    Look,
    st.dictionaries(spots, fills, min_size=3),
    st.dictionaries(spots, boxes, min_size=3),
    st.booleans(),
    st.fixed_dictionaries({each: st.booleans() for each in locks}),
)


class Desk:
    """A form that is checked and cleared, and its twin, to which only people do something."""

    def __init__(self, plan: Plan, root: Path, seed: int, look: Look) -> None:
        self.random = Random(seed)
        self.folder = make_folder(root / "work")
        row = random_rows(seed, 3)[-1].cells
        values = {key("1.1"): {**row, **WRONG}, key("1.2"): row}
        submit(self.folder, "HC.xlsx", filled_form(plan, "HC", values))
        path = self.folder.submitted(HALF) / "HC.xlsx"
        fresh = FakeExcel().open(path)
        self.places = {spot: place(fresh.formulas[SHEET], *spot) for spot in SPOTS}
        self._dress(fresh, look)
        (root / "twin.xlsx").write_bytes(path.read_bytes())
        self.clicked, self.twin = FakeExcel(), FakeExcel()
        self.clicked.open(path)
        self.twin.open(root / "twin.xlsx")
        self.keeps_bold = True
        for sheet in self.sheets:
            for spot, (_, _, bold) in look.notes.items():
                at = sheet.Range(self.places[spot])
                if at.Comment is not None:
                    at.Comment.remark.bold[:bold] = [True] * bold

    def _dress(self, book: FakeBook, look: Look) -> None:
        sheet = book.formulas[SHEET]
        if look.is_merged:
            sheet.merge_cells(f"{self.places['1.1', 'status']}:{self.places['1.1', 'progress']}")
        for spot, fill in look.fills.items():
            sheet[self.places[spot]].fill = fill
        for spot, (width, height, _) in look.notes.items():
            cell = sheet[self.places[spot]]
            if isinstance(cell, XlCell):
                cell.comment = Comment("Lan: chờ Sở trả lời", book.excel.user, height, width)
        for name, is_locked in look.locks.items():
            setattr(sheet.protection, name, is_locked)
        book.Save()

    @property
    def sheets(self) -> Sequence[FakeSheet]:
        """The appendix that is checked, and its twin's."""
        books = [book for book in (self.clicked.active, self.twin.active) if book]
        return [each for book in books for each in book.sheets if each.Name == SHEET]

    def do(self, what: str, spot: Spot) -> None:
        (own, twin), at = self.sheets, self.places[spot]
        cell = own.worksheet[at]
        if what == "check":
            told(self.clicked, "parxlCheck")
        elif what == "clear":
            told(self.clicked, "parxlClear")
        elif what == "lock" and own.ProtectContents:
            own.worksheet.protection.password = "bí mật"
        elif what in ("reopen", "move"):
            self._reopen(is_moved=what == "move")
        elif what == "unnote" and cell.comment is not None and "Đánh dấu" in cell.comment.text:
            # The note of before, in it, goes too.
            cell.comment = twin.worksheet[at].comment = None
        elif what in ("type", "colour", "note") and isinstance(cell, XlCell):
            value = self.random.choice(TYPED)
            for sheet in (own, twin):
                self._by_hand(sheet, sheet.worksheet[at], what, value)

    @staticmethod
    def _by_hand(sheet: FakeSheet, cell: XlCell, what: str, value: Cell) -> None:
        if what == "type":
            cell.value = sheet.values[cell.coordinate].value = value
        elif what == "colour":
            cell.fill = PatternFill("solid", fgColor=PEOPLES)
        else:
            cell.comment = Comment("Đã hỏi lại đơn vị", sheet.book.excel.user, 70, 150)
            sheet.remarks.pop((cell.row, cell.column), None)
        sheet.book.touch()

    def _reopen(self, *, is_moved: bool) -> None:
        """In a new Excel: openpyxl keeps no bold letters of notes."""
        self.keeps_bold = False
        for name in ("clicked", "twin"):
            book = getattr(self, name).active
            book.SaveAs(str(book.path.with_stem(f"{book.path.stem} 2") if is_moved else book.path))
            fresh = FakeExcel()
            fresh.open(book.path)
            setattr(self, name, fresh)

    def bold(self) -> list[list[tuple[str, list[bool]]]]:
        return [[(c.Parent.Address, c.remark.bold) for c in s.comments()] for s in self.sheets]


@pytest.mark.long
@slow
@given(seed=st.integers(0, 10_000), look=forms, done=steps)
def test_marks_come_off_and_leave_what_people_did(
    plan: Plan, seed: int, look: Look, done: list[tuple[str, Spot]]
) -> None:
    with tempfile.TemporaryDirectory() as root, patch.dict("os.environ", USERPROFILE=root):
        desk = Desk(plan, Path(root), seed, look)
        for what, spot in (("check", SPOTS[0]), *done):
            desk.do(what, spot)
        # Whoever locked the sheet tells the password.
        forget_password(desk.sheets[0].worksheet.protection)
        told(desk.clicked, "parxlClear")
        own, twin = (sheet.book for sheet in desk.sheets)
        assert looks(own) == looks(twin)
        for mine, theirs in zip(own.formulas.worksheets, twin.formulas.worksheets, strict=True):
            assert list(mine.values) == list(theirs.values)
        assert len({str(each) for each in desk.bold()}) == 1 or not desk.keeps_bold
        assert desk.clicked.ScreenUpdating
        assert desk.clicked.StatusBar is False


@pytest.mark.long
@slow
@given(seed=st.integers(0, 100_000), is_saved=st.booleans())
def test_the_open_form_is_judged_as_its_file(plan: Plan, seed: int, is_saved: bool) -> None:
    random = Random(seed)
    first, second, third = random_rows(seed, 3, FIRST_HALF)
    with tempfile.TemporaryDirectory() as root:
        folder = make_folder(Path(root) / "work")
        values = {key("1.1"): {**first.cells, **LATE}, key("1.2"): second.cells}
        submit(folder, "HC.xlsx", filled_form(plan, "HC", values), f"2024-06-{seed % 14 + 1:02}")
        path = folder.submitted(HALF) / "HC.xlsx"
        book = FakeExcel().open(path)
        if not is_saved:
            sheet = next(each for each in book.sheets if each.Name == SHEET)
            for field, value in third.cells.items():
                at = place(sheet.worksheet, random.choice(["1.1", "1.2"]), field)
                sheet.worksheet[at] = sheet.values[at] = value
        live = workspace.check_open(folder, path, book.content())
        if not is_saved:
            book.Save()
        (saved,) = workspace.check(folder, [path])
        assert live.findings == saved.findings
