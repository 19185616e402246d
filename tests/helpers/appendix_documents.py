"""Documents with appendices as provinces write them, and what a careful reader takes from them.

A table is rows of cells, each followed by the tasks that it gives; "<" and "^" are cells merged
with the one before and above. ``measure`` holds what is taken over against what is wanted.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import docx
import openpyxl
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from par_xl.plan.due import read_due
from par_xl.plan.items import nearest_code
from par_xl.plan.reader import check_plan_content
from par_xl.plan.sample import sample_rows
from par_xl.plan.takeover.report import Confidence, Subject
from par_xl.plan.takeover.takeover import Draft, read_base, take_over, write_taken_over
from par_xl.plan.units import EVERYBODY, UnitNames, split_names
from par_xl.plan.workbook import write_plan
from par_xl.terms.text import fold, words
from par_xl.terms.words import Authority


@dataclass(frozen=True)
class Task:
    """A task that a row gives: its words (or the number of the cell that holds them), codes of
    units, when it is due (a day, "yearly" or "period"), and whose authority it is."""

    words: str | int
    leads: str
    helps: str = ""
    due: str = "period"
    authority: str = "office"
    area: str = ""
    place: tuple[str, int] = "", 0
    """The table and the row in which it stands."""


@dataclass(frozen=True)
class Area:
    """From here on tasks lie in this area of the plan."""

    code: str


Cells = tuple[Any, ...]
Place = tuple[str, int | str | None]
"""A row of the file, by its number, or of the plan, by its code."""
Table = Sequence["Cells | Task | Area"]
Part = str | Table


@dataclass(frozen=True, eq=False)
class Document:
    """A Word file of paragraphs and tables, or an Excel file whose sheets are a table each."""

    name: str
    parts: Sequence[Part] | dict[str, Table]
    held_back: bool = False
    """Whether it was looked at only when the code was done."""

    def content(self) -> bytes:
        return _excel(self.parts) if isinstance(self.parts, dict) else _word(self.parts)

    def tasks(self) -> Iterator[Task]:
        area = ""
        for source, table in self._tables():
            row, cells = 0, ()
            for each in table:
                if isinstance(each, Area):
                    area = each.code
                elif isinstance(each, Task):
                    text = each.words if isinstance(each.words, str) else cells[each.words]
                    shown = re.sub(r"\{-.*?-\}|\{\+|\+\}|\{fn\}", "", str(text))
                    yield replace(each, words=shown, area=area, place=(source, row))
                else:
                    row, cells = row + 1, each

    def _tables(self) -> Iterator[tuple[str, Table]]:
        if isinstance(self.parts, dict):
            yield from ((f"trang “{name}”", table) for name, table in self.parts.items())
        else:
            tables = (part for part in self.parts if not isinstance(part, str))
            yield from ((f"bảng {at}", table) for at, table in enumerate(tables, 1))


def _rows(table: Table) -> list[Cells]:
    rows = [each for each in table if isinstance(each, tuple)]
    width = max(map(len, rows))
    return [(*row, *[""] * (width - len(row))) for row in rows]


def _merges(rows: list[Cells]) -> Iterator[tuple[int, int, int, int]]:
    """Yield first row and column, last row and column of each merged cell."""
    for top, cells in enumerate(rows):
        for left, cell in enumerate(cells):
            right, bottom = left + 1, top + 1
            while cell not in ("<", "^") and right < len(cells) and cells[right] == "<":
                right += 1
            while cell not in ("<", "^") and bottom < len(rows) and rows[bottom][left] == "^":
                bottom += 1
            if right - left > 1 or bottom - top > 1:
                yield top, left, bottom - 1, right - 1


def _word(parts: Sequence[Part]) -> bytes:
    document: WordDocument = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        rows = _rows(part)
        table = document.add_table(len(rows), len(rows[0]))
        cells = table._cells
        for top, left, bottom, right in _merges(rows):
            table.cell(top, left).merge(table.cell(bottom, right))
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                lines = [] if text in ("<", "^", "") else str(text).split("\n")
                cell = cells[row * len(texts) + column]
                for at, line in enumerate(lines):
                    _write(cell.paragraphs[0] if not at else cell.add_paragraph(), line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _write(paragraph: Paragraph, line: str) -> None:
    """Write a line: {+put in+} and {-taken out-} as tracked changes, {fn} as a footnote's mark."""
    for piece in re.split(r"(\{[+-].*?[+-]\}|\{fn\})", line):
        tag, text = {"{+": ("ins", "t"), "{-": ("del", "delText")}.get(piece[:2], ("", ""))
        space = nsdecls("w")
        if tag:
            run = f'<w:r><w:{text} xml:space="preserve">{piece[2:-2]}</w:{text}></w:r>'
            xml = f'<w:{tag} {space} w:id="9" w:author="A">{run}</w:{tag}>'
            paragraph._p.append(parse_xml(xml))  # type: ignore[arg-type]
        elif piece == "{fn}":
            xml = f'<w:r {space}><w:footnoteReference w:id="2"/></w:r>'
            paragraph._p.append(parse_xml(xml))  # type: ignore[arg-type]
        elif piece:
            paragraph.add_run(piece)


def _excel(sheets: dict[str, Table]) -> bytes:
    book = openpyxl.Workbook()
    for at, (name, table) in enumerate(sheets.items()):
        sheet = book.create_sheet(name, at)
        rows = _rows(table)
        for row, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells, 1):
                if cell not in ("<", "^", ""):
                    sheet.cell(row, column, cell)
                if isinstance(cell, date):
                    sheet.cell(row, column).number_format = "dd/mm/yyyy"
        for top, left, bottom, right in _merges(rows):
            sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
    del book["Sheet"]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@cache
def sample_base() -> Draft:
    """The plan into which they are taken: the sample."""
    return read_base(write_plan(sample_rows()), "ke-hoach.xlsx")


@dataclass(frozen=True)
class Measured:
    """What became of a document's tasks."""

    tasks: int
    right: Sequence[Task]
    told: Sequence[tuple[Task, str]]
    """Those that are not, but whose row is told; what is wrong with each."""
    silent: Sequence[tuple[Task, str]]
    """Those that are not, without a word."""
    more: Sequence[str]
    """Rows taken for tasks that are none, without a word."""
    doubted: int
    """Those that are right and told as unsure all the same."""


def measure(document: Document) -> Measured:
    """Take a document over, and hold each task against the row that was made of it."""
    draft = take_over([(document.content(), document.name)], sample_base())
    faults = check_plan_content(write_taken_over(draft), "x.xlsx")[1]
    faulty = {(f.sheet, int(re.sub("[^0-9]", "", f.cell or "") or 0)) for f in faults}
    unsure: set[Place] = set()
    left_out: set[Place] = set()
    for note in draft.report:
        place = note.source.removeprefix(f"{document.name}, "), note.row
        if note.sure is Confidence.UNSURE:
            unsure |= {place, (note.sheet, note.code or "?")}
        elif note.sure is Confidence.SKIPPED and note.about in (Subject.ROW, Subject.HEADING):
            left_out.add(place)
    made: dict[tuple[str, int], list[tuple[str, int, dict[str, Any]]]] = {}
    for index in draft.taken:
        for at, row in enumerate(draft.rows[index.sheet], 2):
            source, _, number = row["Nguồn"].rpartition(", hàng ")
            if not source.startswith(document.name):
                continue  # The plan's own.
            place = source.removeprefix(f"{document.name}, "), int(number)
            made.setdefault(place, []).append((index.sheet, at, row))
    names = UnitNames(_units())
    areas = {str(row["Mã"]) for row in draft.rows["Lĩnh vực"]}
    used, right, doubted = set[tuple[str, int]](), list[Task](), 0
    told, silent = list[tuple[Task, str]](), list[tuple[Task, str]]()
    for task in (tasks := list(document.tasks())):
        wrongs = []
        known = task.place in unsure or (task.place in left_out and task.place not in made)
        for sheet, at, row in made.get(task.place, []):
            known |= (sheet, row["TT"]) in unsure or (sheet, at) in faulty
            if not (wrong := _wrong(task, row, names, areas)):
                break
            wrongs.append((len(wrong), "; ".join(wrong), (sheet, at)))
        else:
            _, why, where = min(wrongs, default=(0, "no row", ("", 0)))
            used.add(where)
            (told if known else silent).append((task, why))
            continue
        used.add((sheet, at))
        right.append(task)
        doubted += known
    parents = {(sheet, row["TT"].rpartition(".")[0])
               for rows in made.values() for sheet, _, row in rows if row["TT"]}  # fmt: skip
    more = [f"{sheet} {row['TT']}: {row.get('Nội dung')}"
            for place, rows in made.items() for sheet, at, row in rows
            if (sheet, at) not in used and (sheet, row["TT"]) not in parents
            and place not in unsure and (sheet, at) not in faulty]  # fmt: skip
    return Measured(len(tasks), right, told, silent, more, doubted)


def _units() -> Any:
    from par_xl.plan.takeover.takeover import _units as units

    return units(sample_base().rows["Đơn vị"])


def _wrong(task: Task, row: dict[str, Any], names: UnitNames, areas: set[str]) -> list[str]:
    """Say which of a task's cells are not as wanted."""
    wanted_authority = {"office": Authority.OFFICE, "province": Authority.PROVINCE}
    authority = wanted_authority.get(task.authority)
    pairs = {
        "words": (words(row.get("Nhiệm vụ, giải pháp") or row.get("Nội dung") or ""),
                  words(str(task.words))),
        "leads": (_codes(row.get("Đơn vị chủ trì"), names), _codes(task.leads, names)),
        "helps": (_codes(row.get("Đơn vị phối hợp"), names), _codes(task.helps, names)),
        "due": (_due(row.get("Thời gian hoàn thành")), task.due),
        "authority": (row.get("Thẩm quyền thực hiện"), authority and authority.label),
        "area": (nearest_code(str(row["TT"]), areas), task.area),
    }  # fmt: skip
    return [f"{what}: {found!r} ≠ {wanted!r}" for what, (found, wanted) in pairs.items()
            if found != wanted]  # fmt: skip


def _codes(value: Any, names: UnitNames) -> list[str]:
    found = []
    for name in split_names(value):
        unit = names.find(name)
        found.append(unit.code if unit else EVERYBODY if name == "*" else fold(name))
    return sorted(fold(each) for each in found)


def _due(value: Any) -> str:
    due = read_due(value)
    if due is None:
        return f"unread {value}"
    return "yearly" if due.yearly else due.day.isoformat() if due.day else "period"
