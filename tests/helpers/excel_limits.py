"""Excel's hard limits: past any of them it repairs a workbook, or does not open it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from lxml import etree
from openpyxl.worksheet.cell_range import CellRange

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects",
    "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""The elements of a sheet (CT_Worksheet), which may be missing but never change places."""
_TEXT = re.compile(r'"((?:[^"]|"")*)"')
_NAME = re.compile(r"[^\W\d][\w.\\?]*|\\[\w.\\?]*")
_REFERENCE = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*(?:[Cc]\d*)?|[Cc]\d*")
_NO_SHEET = re.compile(r"[:\\/?*\[\]]|^'|'$|^$|^History$")
_CALL = re.compile(r"([A-Za-z_][\w.]*)?\(|\)|,")


@dataclass
class Limits:
    """What was measured in a workbook, the largest of each kind, and what is past a limit."""

    largest: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def at_most(self, most: int, what: str, sizes: Iterable[int]) -> None:
        self.largest[what] = size = max(sizes, default=0)
        if size > most:
            self.broken.append(f"{what}: {size}, at most {most}")

    def never(self, what: str, found: Iterable[object]) -> None:
        self.broken += [f"{what}: {each}" for each in found]


def limits(parts: Mapping[str, bytes]) -> Limits:
    """A workbook's parts measured."""
    found = Limits()
    trees = {
        name: etree.fromstring(content)
        for name, content in parts.items()
        if name.startswith("xl/") and name.endswith(".xml")
    }
    sheets = [tree for name, tree in trees.items() if name.startswith("xl/worksheets/sheet")]
    _formulas(found, sheets, trees["xl/workbook.xml"])
    _names(found, trees["xl/workbook.xml"])
    _texts(found, trees, sheets)
    _styles(found, trees["xl/styles.xml"], sheets)
    _sheets(found, sheets)
    _limits_on_cells(found, sheets)
    return found


def _all(trees: Iterable[etree._Element], tag: str) -> Iterator[etree._Element]:
    for tree in trees:
        yield from tree.iter(f"{MAIN}{tag}")


def _letters(texts: Iterable[str]) -> Iterator[int]:
    """Lengths as Excel counts: some signs are two letters."""
    return (len(text.encode("utf-16-le")) // 2 for text in texts)


def _formulas(found: Limits, sheets: list[etree._Element], book: etree._Element) -> None:
    tags = ("f", "formula", "formula1", "formula2")
    texts = {each.text or "" for tag in tags for each in _all(sheets, tag)}
    texts |= {each.text or "" for each in _all([book], "definedName")}
    found.at_most(8_192, "letters of a formula", _letters(texts))
    constants = (constant for text in texts for constant in _TEXT.findall(text))
    found.at_most(255, "letters of a text in a formula", _letters(constants))
    calls = [_calls(text) for text in texts]
    found.at_most(64, "levels of a formula", (levels for levels, _ in calls))
    found.at_most(255, "arguments of a function", (arguments for _, arguments in calls))


def _calls(formula: str) -> tuple[int, int]:
    """How deep parentheses are nested in a formula, and the most arguments of a function."""
    open_at: list[int] = []
    deepest = most = 0
    for sign in _CALL.finditer(re.sub(r"'[^']*'", "", _TEXT.sub("", formula))):
        if sign[0] == ")":
            open_at.pop()
        elif sign[0] == ",":
            if open_at:
                open_at[-1] += 1
                most = max(most, open_at[-1])
        else:
            open_at.append(1)
            deepest = max(deepest, len(open_at))
    return deepest, most


def _names(found: Limits, book: etree._Element) -> None:
    sheets = [each.get("name", "") for each in _all([book], "sheet")]
    found.at_most(31, "letters of a sheet's name", _letters(sheets))
    found.never("sheet's name", (name for name in sheets if _NO_SHEET.search(name)))
    found.never("sheet's name twice", _twice(name.lower() for name in sheets))
    names = [
        (each.get("localSheetId", ""), each.get("name", "")) for each in _all([book], "definedName")
    ]
    found.at_most(255, "letters of a name", _letters(name for _, name in names))
    own = [name for _, name in names if not name.startswith("_xlnm.")]
    found.never("name", (n for n in own if not _NAME.fullmatch(n) or _REFERENCE.fullmatch(n)))
    found.never("name twice", _twice((sheet, name.lower()) for sheet, name in names))


def _twice(values: Iterable[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]


def _texts(
    found: Limits, trees: Mapping[str, etree._Element], sheets: list[etree._Element]
) -> None:
    shared = trees.get("xl/sharedStrings.xml")
    items = [] if shared is None else [each for each in shared if each.tag == f"{MAIN}si"]
    texts = ["".join(map(str, each.itertext())) for each in items]
    for cell in _all(sheets, "c"):
        kind, value = cell.get("t"), cell.findtext(f"{MAIN}v", "")
        if kind == "s" and int(value) >= len(items):
            found.never("shared text", [value])
        elif kind in ("str", "inlineStr"):
            texts.append("".join(map(str, cell.itertext())) if kind == "inlineStr" else value)
    notes = [tree for name, tree in trees.items() if name.startswith("xl/comments")]
    texts += ["".join(map(str, each.itertext())) for each in _all(notes, "comment")]
    found.at_most(32_767, "letters of a cell or note", _letters(texts))


def _styles(found: Limits, styles: etree._Element, sheets: list[etree._Element]) -> None:
    for tag, most in (("cellXfs", 64_000), ("fonts", 512), ("numFmts", 200), ("fills", 64_000)):
        found.at_most(most, tag, map(len, styles.iterfind(f"{MAIN}{tag}")))
    for tag, attribute in (("c", "s"), ("row", "s"), ("col", "style")):
        used = {int(each.get(attribute, 0)) for each in _all(sheets, tag)}
        found.never("style", (each for each in used if each >= found.largest["cellXfs"]))
    changes = sum(map(len, styles.iterfind(f"{MAIN}dxfs")))
    rules = [*_all(sheets, "cfRule")]
    found.never("format", (r.get("dxfId") for r in rules if int(r.get("dxfId", -1)) >= changes))


def _sheets(found: Limits, sheets: list[etree._Element]) -> None:
    for sheet in sheets:
        places = [ORDER.index(etree.QName(each).localname) for each in sheet]
        found.never("order", (ORDER[b] for a, b in pairwise(places) if not _in_order(a, b)))
        cells = [_place(each.get("r", "")) for each in sheet.iter(f"{MAIN}c") if each.get("r")]
        found.never("cell twice or out of order", (b for a, b in pairwise(cells) if a >= b))
        found.never("place", (at for at in cells if at > _LAST or at[1:] > _LAST[1:]))
        merged = [CellRange(each.get("ref", "")) for each in sheet.iter(f"{MAIN}mergeCell")]
        pairs = combinations(merged, 2)
        found.never("merged twice", (b.coord for a, b in pairs if not a.isdisjoint(b)))
        priorities = [each.get("priority") for each in sheet.iter(f"{MAIN}cfRule")]
        found.never("priority twice", _twice(priorities))
    links = (sum(1 for _ in sheet.iter(f"{MAIN}hyperlink")) for sheet in sheets)
    found.at_most(65_530, "links of a sheet", links)
    heights = (int(float(each.get("ht", 0))) for each in _all(sheets, "row"))
    found.at_most(409, "height of a row", heights)
    widths = (int(float(each.get("width", 0))) for each in _all(sheets, "col"))
    found.at_most(255, "width of a column", widths)
    margins = (each.text or "" for tag in ("oddHeader", "oddFooter") for each in _all(sheets, tag))
    found.at_most(255, "letters of a header or footer", _letters(margins))


def _place(cell: str) -> tuple[int, int, str]:
    """A cell's row and column, as they are ordered."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), len(letters), letters


_LAST = _place("XFD1048576")


def _in_order(first: int, second: int) -> bool:
    """Whether one element may stand before another: conditional formats are many."""
    return first < second or (first == second and ORDER[first] == "conditionalFormatting")


def _limits_on_cells(found: Limits, sheets: list[etree._Element]) -> None:
    rules = [*_all(sheets, "dataValidation")]
    for name, most in (("prompt", 255), ("error", 255), ("promptTitle", 32), ("errorTitle", 32)):
        found.at_most(most, name, _letters(rule.get(name, "") for rule in rules))
    found.at_most(255, "letters of a limit", _letters(e.text or "" for rule in rules for e in rule))
    found.never(
        "list without a source", (r for r in rules if r.get("type") == "list" and not len(r))
    )
