"""Every workbook the product writes: will Excel, also an old one, open it without a word?"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from lxml import etree
from openpyxl.utils.cell import (
    column_index_from_string,
    coordinate_from_string,
    get_column_letter,
)

from english import ENGLISH
from office_schemas import OLDEST_AND_NEWEST, schema_errors
from par_xl.workspace.layout import Folder

PERIOD = "2024-06"
NAMESPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
WORKBOOKS: Mapping[str, Callable[[Folder], Path]] = {
    "plan": lambda folder: folder.plan,
    "unit form": lambda folder: folder.form(PERIOD, "HCTC"),
    "standard form": lambda folder: folder.standard_form(PERIOD),
    "filled form": lambda folder: folder.submitted(PERIOD) / f"TTPVHCC_{PERIOD}.xlsx",
    "register": lambda folder: folder.register,
    "master": lambda folder: folder.results(PERIOD).master,
}
FUNCTIONS_OF_EXCEL_2010 = {
    "ABS", "AND", "AVERAGE", "CHAR", "CLEAN", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DATE",
    "DAY", "EXACT", "FIND", "HYPERLINK", "IF", "IFERROR", "INDEX", "INT", "ISERROR", "ISNUMBER",
    "ISTEXT", "LEFT", "LEN", "LOWER", "MATCH", "MAX", "MEDIAN", "MID", "MIN", "MOD", "MONTH", "NOT",
    "OR", "REPT", "RIGHT", "ROUND", "ROW", "SEARCH", "SUBSTITUTE", "SUM", "SUMIF", "SUMIFS",
    "SUMPRODUCT", "T", "TEXT", "TODAY", "TRIM", "UPPER", "VALUE", "VLOOKUP", "YEAR",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A workbook's parts."""

    path: Path

    @cached_property
    def parts(self) -> Mapping[str, bytes]:
        with zipfile.ZipFile(self.path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def trees(self) -> Mapping[str, etree._Element]:
        # Every part that a spreadsheet program reads is XML.
        return {name: etree.fromstring(content) for name, content in self.parts.items()}

    @property
    def sheets(self) -> Iterator[etree._Element]:
        for name, tree in self.trees.items():
            if name.startswith("xl/worksheets/sheet"):
                yield tree

    def find(self, path: str) -> Iterator[etree._Element]:
        for sheet in self.sheets:
            yield from sheet.iterfind(f".//{path}", NAMESPACE)

    @cached_property
    def formulas(self) -> tuple[str, ...]:
        """Formulas of cells, limits, colours and names."""
        texts = {
            element.text or ""
            for path in ("x:f", "x:formula1", "x:formula2", "x:cfRule/x:formula")
            for element in self.find(path)
        }
        names = self.trees["xl/workbook.xml"].iterfind(".//x:definedName", NAMESPACE)
        return tuple(texts | {name.text or "" for name in names})

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """All texts of its cells, those that formulas give as well."""
        strings = self.trees["xl/sharedStrings.xml"].iterfind("x:si", NAMESPACE)
        shared = {"".join(str(text) for text in string.itertext()) for string in strings}
        given = {v.text or "" for v in self.find("x:c[@t='str']/x:v")}
        return tuple(shared | given)


@pytest.fixture(scope="module")
def workbooks(demo_folder: Folder) -> Mapping[str, Written]:
    return {name: Written(path(demo_folder)) for name, path in WORKBOOKS.items()}


@pytest.fixture(params=WORKBOOKS)
def workbook(workbooks: Mapping[str, Written], request: pytest.FixtureRequest) -> Written:
    return workbooks[request.param]


@pytest.mark.short(
    "FileFormat.OFFICE_2010-filled form",
    "FileFormat.OFFICE_2010-register",
)
@pytest.mark.parametrize("name", WORKBOOKS)
@pytest.mark.parametrize("version", OLDEST_AND_NEWEST)
def test_the_office_schemas_are_kept(
    workbooks: Mapping[str, Written], name: str, version: object
) -> None:
    assert schema_errors(workbooks[name].path, version) == []


def test_the_audit_sees_what_is_wrong(workbooks: Mapping[str, Written], tmp_path: Path) -> None:
    """Else the test above could not fail."""
    wrong = tmp_path / "wrong.xlsx"
    with zipfile.ZipFile(wrong, "w") as archive:
        for name, content in workbooks["register"].parts.items():
            archive.writestr(name, content.replace(b"<sheetData>", b"<sheetDate/><sheetData>"))
    assert schema_errors(wrong, OLDEST_AND_NEWEST[0]) != []


def test_every_part_parses_and_there_are_no_macros(workbook: Written) -> None:
    assert set(workbook.trees) == set(workbook.parts)
    assert not [name for name in workbook.parts if "vba" in name.lower()]
    assert b"macroEnabled" not in workbook.parts["[Content_Types].xml"]
    assert not [name for name in workbook.parts if "externalLink" in name]


def test_each_row_and_cell_says_where_it_stands(workbook: Written) -> None:
    """Programs that count for themselves lose them otherwise."""
    for sheet in workbook.sheets:
        last, places = 0, []
        for row in sheet.iterfind(".//x:sheetData/x:row", NAMESPACE):
            number = int(row.get("r", "0"))
            assert last < number
            last, columns = number, []
            for cell in row.iterfind("x:c", NAMESPACE):
                letters, line = coordinate_from_string(cell.get("r", ""))
                assert line == number
                columns.append(column_index_from_string(letters))
            assert columns == sorted(set(columns))
            places += [(number, column) for column in columns]
        size = sheet.find("x:dimension", NAMESPACE)
        assert size is not None
        numbers, widths = {row for row, _ in places} or {1}, {column for _, column in places} or {1}
        first, end = (f"{get_column_letter(of(widths))}{of(numbers)}" for of in (min, max))
        assert size.get("ref") == (first if first == end else f"{first}:{end}")


def test_texts_stand_in_the_shared_table(workbook: Written) -> None:
    table = workbook.trees["xl/sharedStrings.xml"]
    cells = [cell for cell in workbook.find("x:c") if cell.get("t") == "s"]
    assert not [*workbook.find("x:is")] and cells
    assert not [cell for cell in workbook.find("x:c") if cell.get("t") == "inlineStr"]
    assert table.get("uniqueCount") == str(len(table))
    named = {int(cell.findtext("x:v", "", NAMESPACE)) for cell in cells}
    assert named == set(range(len(table)))


def test_labels_of_charts_say_what_they_show_instead_of_nothing(
    workbooks: Mapping[str, Written],
) -> None:
    """Where a format has an empty part for 0, ONLYOFFICE prints a 0."""
    charts = [tree for name, tree in workbooks["master"].trees.items() if "/chart" in name]
    formats = {each.get("formatCode", "") for chart in charts for each in chart.iter("{*}numFmt")}
    labels = {each for each in formats if "%" in each}
    assert labels and all(all(each.split(";")) for each in labels)


def test_forms_and_plan_have_limits(workbooks: Mapping[str, Written]) -> None:
    for name in ("plan", "unit form", "standard form"):
        kinds = {rule.get("type") for rule in workbooks[name].find("x:dataValidation")}
        assert "list" in kinds
    assert {"decimal", "date", "textLength"} <= kinds


def test_formulas_use_what_excel_2010_knows(workbook: Written) -> None:
    used = set()
    for formula in workbook.formulas:
        bare = re.sub(r'"[^"]*"', '""', re.sub(r"'[^']*'", "X", formula))
        used |= set(re.findall(r"([A-Za-z_][A-Za-z0-9_.]*)\(", bare))
        assert "_xl" not in formula and "{" not in bare
    assert used - FUNCTIONS_OF_EXCEL_2010 == set()


def test_every_formula_has_a_value(workbook: Written) -> None:
    for cell in workbook.find("x:c"):
        if cell.find("x:f", NAMESPACE) is not None:
            # XlsxWriter stores an empty text as <v></v>, which viewers show as nothing.
            assert cell.find("x:v", NAMESPACE) is not None, cell.get("r")
            assert cell.get("t") != "e", cell.get("r")


def test_forms_and_master_have_formulas(workbooks: Mapping[str, Written]) -> None:
    for name, least in (("unit form", 150), ("standard form", 300), ("master", 500)):
        assert sum(1 for _ in workbooks[name].find("x:c/x:f")) > least


# The plan's column Nguồn names its sources as they are.
@pytest.mark.parametrize("name", sorted(WORKBOOKS.keys() - {"plan"}))
def test_no_english_is_left_over(workbooks: Mapping[str, Written], name: str) -> None:
    texts = workbooks[name].texts
    words = {word for text in texts for word in re.findall(r"[^\W\d]+", text)}
    assert words & ENGLISH == set()
    # A day typed so is read on every computer.
    for text in (re.sub(r"\bgõ 2024-06-05\b", "", text) for text in texts):
        assert not re.search(r"\b[a-z]+_[a-z_]+\b|\bState\.|\d{4}-\d\d-\d\d", text), text
