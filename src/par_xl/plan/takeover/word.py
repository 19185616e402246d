"""A Word file → its tables and the lines before them, as if all tracked changes were accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from par_xl.plan.takeover.grid import COLUMNS_LIMIT, ROWS_LIMIT, Grid, check_size, make_grid
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, clean
from par_xl.workbooks.book import Place
from par_xl.workbooks.document import child, open_document, value
from par_xl.workbooks.parts import local

_GONE = ("del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "tblPr", "tcPr")
"""What is not read as text: deleted or moved away, field codes, the same once more, properties."""
_AROUND = ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "body", "document")
_STRUCK = {"strike": N_("gạch ngang"), "dstrike": N_("gạch ngang"), "vanish": N_("ẩn")}
"""Looks by which people say that a text is no more."""
_OFF = ("0", "false", "off")
_TRACKED = ("ins", "del", "moveFrom", "moveTo")
_TICKS = frozenset(("52", "53", "54", "FB", "FC", "FD", "FE"))
"""Signs of Wingdings that mark a choice."""
_LINES = 20
"""Lines before a table that may say what it is."""


def read_word(content: bytes) -> tuple[list[Grid], list[str]]:
    """The tables of a Word file in their order, and what is to be said of the file.

    Raises:
        UnreadableFileError: it can't be read.
    """
    document = open_document(content)
    numbering = Numbering(document.numbering)
    grids: list[Grid] = []
    lines: list[str] = []
    for element in _within(document.body):
        if local(element.tag) == "p":
            lines += _lines(element, numbering)
        elif local(element.tag) == "tbl":
            name = N_("Bảng {number}").format(number=len(grids) + 1)
            grids.append(_grid(name, element, tuple(lines[-_LINES:]), numbering))
            check_size(grids)
            lines = []
    tags = {local(each.tag) for each in document.body.iter()}
    notes = []
    if not tags.isdisjoint(_TRACKED):
        notes.append(
            N_("tệp có sửa đổi đang theo dõi (Track Changes): đọc như khi đã chấp nhận hết")
        )
    if _has_boxed_table(document.body):
        notes.append(
            N_("có bảng nằm trong khung chữ (Text Box): không đọc bảng đó; kéo ra ngoài khung")
        )
    if "altChunk" in tags:
        notes.append(N_("có phần chèn từ tệp khác: không đọc phần đó; mở bằng Word, lưu lại"))
    return grids, notes


def _has_boxed_table(body: ElementTree.Element) -> bool:
    """Whether a table stands where the text goes on around it: in no paragraph's own place."""
    boxes = (each for each in body.iter() if local(each.tag) == "txbxContent")
    return any(local(each.tag) == "tbl" for box in boxes for each in box.iter())


def _within(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """What stands in an element, through what only groups it; without recursion, since a file
    decides how deep it goes."""
    waiting = list(reversed(element))
    while waiting:
        each = waiting.pop()
        if local(each.tag) in _AROUND:
            waiting.extend(reversed(each))
        else:
            yield each


def _of(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [each for each in _within(element) if local(each.tag) == name]


def _grid(
    name: str, table: ElementTree.Element, before: tuple[str, ...], numbering: Numbering
) -> Grid:
    rows: list[list[Cell]] = []
    merged: dict[Place, Place] = {}
    open_: dict[int, Place] = {}
    """Columns in which a merged cell goes on, and where it began."""
    notes: list[tuple[int | None, str]] = []
    for each in _of(table, "tr"):
        if len(rows) == ROWS_LIMIT:
            notes.append((None, N_("chỉ đọc {count} hàng đầu").format(count=ROWS_LIMIT)))
            break
        if child(each, "trPr", "del") is not None:
            continue
        row: list[Cell] = [None] * _whole(value(child(each, "trPr", "gridBefore")), 0)
        at, said = len(rows), []
        for cell in _of(each, "tc"):
            column, span = len(row), _whole(value(child(cell, "tcPr", "gridSpan")), 1)
            if column + span > COLUMNS_LIMIT:
                text = N_("hàng có quá {count} cột: không lấy phần thừa")
                said.append(text.format(count=COLUMNS_LIMIT))
                break
            text, has_table = _text(cell, numbering)
            row += [text or None, *([None] * (span - 1))]
            if has_table:
                said.append(N_("có bảng nằm trong ô: lấy chữ của bảng đó, mỗi ô một dòng"))
            for look, struck in _struck(cell):
                looks = N_("chữ {look} vẫn được lấy: «{text}»").format(look=look, text=struck)
                said.append(looks)
            goes_on = child(cell, "tcPr", "vMerge")
            is_first = goes_on is None or value(goes_on) == "restart"
            first = (at, column) if is_first else open_.get(column, (at, column))
            if goes_on is None:
                open_.pop(column, None)
            else:
                open_[column] = first
            if first != (at, column) and text:
                said.append(N_("ô gộp còn chữ nằm khuất, không lấy: «{text}»").format(text=text))
            if not (is_first and span == 1 and goes_on is None):
                # Each row's part leads to the first cell, so that ranges need not be rectangles.
                merged |= dict.fromkeys(((at, column + n) for n in range(span)), first)
        rows.append(row)
        notes += [(at + 1, text) for text in said]
    return make_grid(name, rows, merged, before, notes)


def _whole(text: str | None, otherwise: int) -> int:
    """A count of columns; one that no table has counts as the most that are read."""
    if text is None or not text.isdecimal():
        return otherwise
    return min(int(text[:9]), COLUMNS_LIMIT) or otherwise


def _text(cell: ElementTree.Element, numbering: Numbering) -> tuple[str, bool]:
    """The lines of a cell, and whether there is a table in it."""
    waiting = list(reversed(cell))
    lines: list[str] = []
    has_table = False
    while waiting:
        each = waiting.pop()
        tag = local(each.tag)
        if tag == "p":
            lines += _lines(each, numbering)
        elif tag in (*_AROUND, "tbl", "tr", "tc"):
            has_table |= tag == "tbl"
            waiting.extend(reversed(each))
    return "\n".join(lines), has_table


def _struck(cell: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """What stands in a cell but is struck out or hidden, and how."""
    for run in cell.iter():
        if local(run.tag) != "r":
            continue
        looks = child(run, "rPr")
        for each in () if looks is None else looks:
            look = _STRUCK.get(local(each.tag))
            text = clean("".join(t.text or "" for t in run if local(t.tag) == "t"))
            if look and text and value(each) not in _OFF:
                yield look, text


def _lines(paragraph: ElementTree.Element, numbering: Numbering) -> list[str]:
    """A paragraph's lines that hold something, the first with what numbers it."""
    pieces: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        each = waiting.pop()
        tag = local(each.tag)
        if tag == "t":
            pieces.append(each.text or "")
        elif tag in ("br", "cr"):
            pieces.append("\n")
        elif tag == "tab":
            pieces.append(" ")
        elif tag == "noBreakHyphen":
            pieces.append("-")
        elif tag == "sym":
            pieces.append("✓" if (value(each, "char") or "")[-2:].upper() in _TICKS else "□")
        elif tag not in _GONE:
            waiting.extend(reversed(each))
    label = numbering.label(paragraph)
    lines = [line for line in map(clean, "".join(pieces).split("\n")) if line]
    if label:
        lines[:1] = [f"{label} {lines[0]}"] if lines else [label]
    return lines


_LEVELS = 9
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbering:
    """The lists of a document, counted on as its paragraphs are read from first to last."""

    def __init__(self, numbering: ElementTree.Element | None) -> None:
        abstract: dict[str, dict[int, ElementTree.Element]] = {}
        self._lists: dict[str, str] = {}
        for each in [] if numbering is None else numbering:
            if local(each.tag) == "abstractNum":
                levels = [one for one in each if local(one.tag) == "lvl"]
                abstract[value(each, "abstractNumId") or ""] = {
                    int(value(one, "ilvl") or 0): one for one in levels if _is_level(one)
                }
            elif local(each.tag) == "num":
                own = value(each, "numId") or ""
                self._lists[own] = value(child(each, "abstractNumId")) or ""
        self._levels = abstract
        self._counts: dict[str, list[int | None]] = {}

    def label(self, paragraph: ElementTree.Element) -> str:
        """What stands before a paragraph: "1.2.", "a)", "-"; "" where it is in no list."""
        properties = child(paragraph, "pPr", "numPr")
        own = value(child(properties, "numId"))
        level = value(child(properties, "ilvl")) or "0"
        levels = self._levels.get(self._lists.get(own or "", ""), {})
        if not level.isdecimal() or int(level) not in levels:
            return ""
        return self._next(self._lists[own or ""], levels, int(level))

    def _next(self, name: str, levels: dict[int, ElementTree.Element], level: int) -> str:
        counts = self._counts.setdefault(name, [None] * _LEVELS)
        before = counts[level]
        counts[level] = _start(levels[level]) if before is None else before + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        form = value(child(levels[level], "numFmt"))
        if form == "bullet":
            return "-"
        if form == "none":
            return ""

        def shown(number: re.Match[str]) -> str:
            of = int(number[1]) - 1
            if of not in levels:
                return ""
            count = counts[of] if counts[of] is not None else _start(levels[of])
            return _written(count or 0, value(child(levels[of], "numFmt")) or "decimal")

        text = value(child(levels[level], "lvlText")) or ""
        return re.sub(r"%([1-9])", shown, text)


def _is_level(level: ElementTree.Element) -> bool:
    number = value(level, "ilvl") or "0"
    return number.isdecimal() and int(number) < _LEVELS


def _start(level: ElementTree.Element) -> int:
    text = value(child(level, "start")) or "1"
    return int(text) if text.isdecimal() and len(text) < 5 else 1


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        letter = chr(96 + number)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 1 <= number < 40:
        roman = ""
        for step, sign in _ROMAN:
            roman += sign * (number // step)
            number %= step
        return roman.upper() if form == "upperRoman" else roman
    return str(number)
