"""A Word file → its tables and the lines before them, as if all tracked changes were accepted."""

from __future__ import annotations

import re
from collections.abc import Callable
from string import ascii_lowercase
from xml.etree.ElementTree import Element

from par_xl.plan.takeover.cells import ROMAN
from par_xl.plan.takeover.grid import (
    COLUMNS_LIMIT,
    ROWS_LIMIT,
    Grid,
    GridCell,
    check_size,
    make_grid,
)
from par_xl.plan.takeover.report import Confidence, Note, Subject
from par_xl.terms.messages import N_, joined
from par_xl.terms.text import clean
from par_xl.workbooks.document import open_document, value
from par_xl.workbooks.parts import local

_GONE = ("del", "moveFrom", "Fallback", "tabs")
"""What is not read: deleted or moved away, the same once more, and places of tab stops."""
_AROUND = ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "body", "document")
"""What only groups others."""
_STRUCK = {"strike": N_("gạch ngang"), "dstrike": N_("gạch ngang"), "vanish": N_("ẩn")}
"""Looks by which people say that a text is no more."""
_SIGNS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
_TICKS = frozenset(("52", "53", "54", "FB", "FC", "FD", "FE"))
"""Signs of Wingdings that mark a choice."""
_LINES = 20
"""Lines before a table that may say what it is."""
_TOLD = {
    ".//ins .//del .//moveFrom .//moveTo": N_(
        "tệp có sửa đổi đang theo dõi (Track Changes): đọc như khi đã chấp nhận hết"
    ),
    ".//txbxContent//tbl": N_(
        "có bảng nằm trong khung chữ (Text Box): không đọc bảng đó; kéo ra ngoài khung"
    ),
    ".//altChunk": N_("có phần chèn từ tệp khác: không đọc phần đó; mở bằng Word, lưu lại"),
}
"""What is said of a file that holds one of these elements."""


def read_word(content: bytes, name: str, report: list[Note]) -> list[Grid]:
    """Read the tables of a Word file in their order.

    Raises:
        UnreadableFileError: it can't be read.
    """
    document = open_document(content)
    body = document.body
    for each in body.iter():
        each.tag = local(each.tag)
    for paths, text in _TOLD.items():
        if any(body.find(path) is not None for path in paths.split()):
            report.append(Note(Subject.FILE, Confidence.UNSURE, text, name))
    numbering = Numbering(document.numbering)
    grids: list[Grid] = []
    lines: list[str] = []
    _accept_changes(body)
    for each in body:
        if each.tag == "p":
            lines += _lines(each, numbering)
        elif each.tag == "tbl":
            table = N_("bảng {number}").format(number=len(grids) + 1)
            table = joined((name, table), ", ")
            grids.append(_grid(table, each, tuple(lines[-_LINES:]), numbering, report))
            check_size(grids)
            lines = []
    return grids


def _accept_changes(root: Element) -> None:
    """Take out what was deleted, and put what stands in mere groups in their place; without
    recursion, since a file decides how deep it goes."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        inner, kept = list(reversed(element)), []
        while inner:
            each = inner.pop()
            if each.tag in _AROUND:
                inner.extend(reversed(each))
            elif each.tag in _GONE or (each.tag == "tr" and each.find("trPr/del") is not None):
                continue
            else:
                kept.append(each)
        element[:] = kept
        waiting += kept


def _grid(
    name: str,
    table: Element,
    before: tuple[str, ...],
    numbering: Numbering,
    report: list[Note],
) -> Grid:
    rows: list[list[GridCell]] = []
    open_: dict[int, GridCell] = {}
    """Merged cells that go on below, by their columns."""

    def note(row: int | None, text: str) -> None:
        report.append(Note(Subject.CELL, Confidence.UNSURE, text, name, row))

    for each in table.findall("tr"):
        at = len(rows)
        if at == ROWS_LIMIT:
            note(None, N_("chỉ đọc {count} hàng đầu").format(count=ROWS_LIMIT))
            break
        skipped = _whole(each.find("trPr/gridBefore"), 0)
        row = [GridCell(None, at) for _ in range(skipped)]
        for tc in each.findall("tc"):
            column, span = len(row), _whole(tc.find("tcPr/gridSpan"), 1)
            if column + span > COLUMNS_LIMIT:
                text = N_("hàng có quá {count} cột: không lấy phần thừa")
                note(at + 1, text.format(count=COLUMNS_LIMIT))
                break
            cell = GridCell(_text(tc, numbering), at)
            if tc.find(".//tbl") is not None:
                note(at + 1, N_("có bảng nằm trong ô: lấy chữ của bảng đó, mỗi ô một dòng"))
            _note_struck(tc, at, note)
            merged = tc.find("tcPr/vMerge")
            if merged is not None and value(merged) != "restart" and column in open_:
                if cell.text:
                    text = N_("ô gộp còn chữ nằm khuất, không lấy: “{text}”")
                    note(at + 1, text.format(text=cell.text))
                cell = open_[column]
            open_.pop(column, None)
            if merged is not None:
                open_[column] = cell
            row += [cell] * span
        rows.append(row)
    return make_grid(name, rows, before)


def _whole(element: Element | None, otherwise: int) -> int:
    """Return a count of columns; one that no table has counts as the most that are read."""
    text = value(element)
    if text is None or not text.isdecimal():
        return otherwise
    return min(int(text[:9]), COLUMNS_LIMIT) or otherwise


def _text(cell: Element, numbering: Numbering) -> str | None:
    """Return the lines of a cell, and of the tables in it."""
    waiting = [cell]
    lines: list[str] = []
    while waiting:
        each = waiting.pop()
        if each.tag == "p":
            lines += _lines(each, numbering)
        elif each.tag in ("tc", "tbl", "tr"):
            waiting.extend(reversed(each))
    return "\n".join(lines) or None


def _note_struck(cell: Element, row: int, note: Callable[[int, str], None]) -> None:
    """Note what stands in a cell but is struck out or hidden."""
    for run in cell.iter("r"):
        text = clean("".join(each.text or "" for each in run.findall("t")))
        for tag, look in _STRUCK.items() if text else ():
            found = run.find(f"rPr/{tag}")
            if found is not None and value(found) not in ("0", "false", "off"):
                shown = N_("chữ {look} vẫn được lấy: “{text}”").format(look=look, text=text)
                note(row + 1, shown)


def _lines(paragraph: Element, numbering: Numbering) -> list[str]:
    """Return a paragraph's lines that hold something, the first with what numbers it."""
    pieces: list[str] = []
    for each in paragraph.iter():
        if each.tag == "t":
            pieces.append(each.text or "")
        elif each.tag == "sym":
            pieces.append("✓" if (value(each, "char") or "")[-2:].upper() in _TICKS else "□")
        else:
            pieces.append(_SIGNS.get(each.tag, ""))
    label = numbering.label(paragraph)
    lines = [line for line in map(clean, "".join(pieces).split("\n")) if line]
    if label:
        lines[:1] = [f"{label} {lines[0]}"] if lines else [label]
    return lines


_Levels = dict[int, Element]


class Numbering:
    """The lists of a document, counted on as its paragraphs are read from first to last."""

    def __init__(self, numbering: Element | None) -> None:
        self._lists: dict[str | None, tuple[_Levels, dict[int, int]]] = {}
        """Each list's levels, and how far each has been counted; lists may share them."""
        if numbering is None:
            return
        for each in numbering.iter():
            each.tag = local(each.tag)
        kinds = {
            value(kind, "abstractNumId"): (
                {_small(value(each, "ilvl"), 0): each for each in kind.findall("lvl")},
                dict[int, int](),
            )
            for kind in numbering.findall("abstractNum")
        }
        for each in numbering.findall("num"):
            kind = value(each.find("abstractNumId"))
            if kind in kinds:
                self._lists[value(each, "numId")] = kinds[kind]

    def label(self, paragraph: Element) -> str:
        """Return what stands before a paragraph: "1.2.", "a)", "-"; "" where it is in no list."""
        own = value(paragraph.find("pPr/numPr/numId"))
        level = _small(value(paragraph.find("pPr/numPr/ilvl")), 0)
        levels, counts = self._lists.get(own, ({}, {}))
        if level not in levels:
            return ""
        counts[level] = counts[level] + 1 if level in counts else _start(levels[level])
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        form = value(levels[level].find("numFmt"))
        if form in ("bullet", "none"):
            return "-" if form == "bullet" else ""

        def shown(found: re.Match[str]) -> str:
            of = int(found[1]) - 1
            if of not in levels:
                return ""
            return _written(counts.get(of, _start(levels[of])), value(levels[of].find("numFmt")))

        return re.sub(r"%([1-9])", shown, value(levels[level].find("lvlText")) or "")


def _small(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else otherwise


def _start(level: Element) -> int:
    return _small(value(level.find("start")), 1)


def _written(number: int, form: str | None) -> str:
    form = form or ""
    signs: list[str] = []
    if form.endswith("Letter"):
        signs = ["", *ascii_lowercase]
    elif form.endswith("Roman"):
        signs = ROMAN
    if not 0 < number < len(signs):
        return str(number)
    return signs[number].upper() if form.startswith("upper") else signs[number]
