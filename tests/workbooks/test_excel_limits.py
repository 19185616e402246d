"""Excel's hard limits: the largest workbooks that we write keep within, and each can be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from test_written_workbooks import WORKBOOKS, Written

from builders import plan_rows
from excel_limits import limits
from par_xl import workspace
from par_xl.form.request import FormRequest
from par_xl.form.workbook import write_form
from par_xl.plan.reader import read_plan
from par_xl.plan.workbook import write_plan
from par_xl.rules.entry import INPUT
from par_xl.workspace.layout import Folder
from par_xl.workspace.marking import marked_form
from small_plan import NOW, ON_TIME

PERIOD = "2024-06"
UNITS, ROWS = 40, 30
LONG_NAME = "Trung tâm Văn hóa & Thể thao " + "tỉnh Quảng Trị " * 14


def _large_plan() -> bytes:
    """Many units with long names, each of which leads all rows."""
    units = [f"| U{number:02} | {LONG_NAME}{number} | phòng | |" for number in range(UNITS)]
    items = [f"| 1.{number} | 1 | U00; Tất cả | | 31/3/2024 |" for number in range(1, ROWS + 1)]
    others = ("| S1 | | | | |", "| S1.1 | | U00 | | |", "| P1 | | | | |", "| P1.1 | | U01 | | |")
    rows = plan_rows(
        "\n".join(
            (
                "| TT | Điểm tối đa | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |",
                f"| 1 | {ROWS} | | | |",
                *items,
                *others,
            )
        ),
        units="\n".join(("| Mã đơn vị | Tên đơn vị | Loại | Tên gọi khác |", *units)),
    )
    info = {row["Mục"]: row for row in rows["Thông tin"]}
    info["Đơn vị tổng hợp"]["Giá trị"] = "U00"
    return write_plan(rows)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The plan, forms full of faults, and the master of many units."""
    folder = Folder(tmp_path_factory.mktemp("large"))
    folder.plan.write_bytes(_large_plan())
    plan = read_plan(folder.plan)
    values = {
        item.key: {column.field: "\U0001f600 sai" for column in INPUT}
        for item in plan.items
        if item.is_leaf
    }
    values["PAR_INDEX/1.1"]["result"] = "\U0001f600 dài " * 4_000
    unit = plan.units["U00"]
    found = {"plan": folder.plan}
    inbox = folder.submitted(PERIOD)
    inbox.mkdir(parents=True)
    for name, whose in (("form", unit), ("standard form", None)):
        request = FormRequest(
            plan, plan.periods[PERIOD], whose, ON_TIME, values, head={"unit": unit.name}
        )
        found[name] = inbox / f"{name}.xlsx"
        found[name].write_bytes(write_form(request))
        [submission] = [each.submission for each in workspace.check(folder, [found[name]])]
        found[f"{name} handed back"] = back = folder.root / f"{name} back.xlsx"
        back.write_bytes(marked_form(plan, submission, submission.findings))
    workspace.merge(folder, PERIOD, received=ON_TIME, now=NOW)
    return found | {"master": folder.results(PERIOD).master}


LARGE = (
    "plan", "form", "form handed back", "standard form", "standard form handed back", "master",
)  # fmt: skip


@pytest.mark.short("plan", "register", "filled form")
@pytest.mark.parametrize("name", WORKBOOKS)
def test_all_that_we_write_keeps_within(demo_folder: Folder, name: str) -> None:
    assert limits(Written(WORKBOOKS[name](demo_folder)).parts).broken == []


@pytest.mark.short("form", "standard form", "master")
@pytest.mark.parametrize("name", LARGE)
def test_the_largest_keep_within(large: Mapping[str, Path], name: str) -> None:
    assert limits(Written(large[name]).parts).broken == []


_BOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheets><sheet name="A"/>{}</sheets><definedNames><definedName name="DM_A">A!$A$1</definedName>{}
</definedNames></workbook>"""
_SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<cols>{}</cols><sheetData>{}</sheetData>{}</worksheet>"""
_STYLES = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts>{}</numFmts><fonts>{}</fonts><cellXfs><xf/>{}</cellXfs><dxfs><dxf/></dxfs></styleSheet>"""
_TEXTS = """<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>"""


def _parts(
    *, sheets: str = "", names: str = "", rows: str = "", more: str = "", cols: str = "",
    formats: Sequence[str] = ("", "", ""), texts: str = "",
) -> Mapping[str, bytes]:  # fmt: skip
    """The parts of a small workbook with that in them."""
    return {
        "xl/workbook.xml": _BOOK.format(sheets, names).encode(),
        "xl/worksheets/sheet1.xml": _SHEET.format(cols, rows, more).encode(),
        "xl/styles.xml": _STYLES.format(*formats).encode(),
        "xl/sharedStrings.xml": _TEXTS.format(texts).encode(),
    }


def _name(name: str) -> Mapping[str, bytes]:
    return _parts(names=f'<definedName name="{name}">A!$A$1</definedName>')


def _sheet(name: str) -> Mapping[str, bytes]:
    return _parts(sheets=f'<sheet name="{name}"/>')


def _formula(formula: str) -> Mapping[str, bytes]:
    return _parts(rows=f'<row r="1"><c r="A1"><f>{formula}</f></c></row>')


def _limit(attributes: str, source: str = "") -> Mapping[str, bytes]:
    inside = f"<formula1>{source}</formula1>" if source else ""
    limit = f"<dataValidation {attributes}>{inside}</dataValidation>"
    return _parts(more=f"<dataValidations>{limit}</dataValidations>")


def _nested(levels: int) -> str:
    return "ABS(" * levels + "1" + ")" * levels


def _links(count: int) -> str:
    return f"<hyperlinks>{'<hyperlink/>' * count}</hyperlinks>"


_CF = '<conditionalFormatting><cfRule dxfId="{}" priority="{}"/></conditionalFormatting>'
_CELL = '<row r="1"><c r="{}"/><c r="{}"/></row>'
WITHIN_AND_PAST: Mapping[str, tuple[Mapping[str, bytes], Mapping[str, bytes]]] = {
    "letters of a formula": (_formula("+".join("1" * 4096)), _formula("+".join("1" * 4097))),
    "letters of a text in a formula": (_formula(f'"{"a" * 255}"'), _formula(f'"{"a" * 256}"')),
    "levels of a formula": (_formula(_nested(64)), _formula(_nested(65))),
    "arguments of a function": (
        _formula(f"MAX({','.join('1' * 255)})"), _formula(f"MAX({','.join('1' * 256)})"),
    ),
    "letters of a sheet's name": (_sheet("B" * 31), _sheet("B" * 32)),
    "sheet's name twice": (_sheet("B"), _sheet("a")),
    "letters of a name": (_name("B" * 255), _name("B" * 256)),
    "name twice": (_name("DM_B"), _name("dm_a")),
    "letters of a cell or note": (
        _parts(texts=f"<si><t>{'a' * 32_767}</t></si>"),
        _parts(texts=f"<si><t>{'a' * 32_766}\U0001f600</t></si>"),
    ),
    "shared text": (
        _parts(texts="<si><t>a</t></si>", rows='<row><c t="s"><v>0</v></c></row>'),
        _parts(texts="<si><t>a</t></si>", rows='<row><c t="s"><v>1</v></c></row>'),
    ),
    "cellXfs": (
        _parts(formats=("", "", "<xf/>" * 63_999)), _parts(formats=("", "", "<xf/>" * 64_000)),
    ),
    "fonts": (
        _parts(formats=("", "<font/>" * 512, "")), _parts(formats=("", "<font/>" * 513, "")),
    ),
    "numFmts": (
        _parts(formats=("<numFmt/>" * 200, "", "")), _parts(formats=("<numFmt/>" * 201, "", "")),
    ),
    "style": (_parts(rows='<row><c s="0"/></row>'), _parts(rows='<row><c s="1"/></row>')),
    "format": (_parts(more=_CF.format(0, 1)), _parts(more=_CF.format(1, 1))),
    "priority twice": (
        _parts(more=_CF.format(0, 1) + _CF.format(0, 2)),
        _parts(more=_CF.format(0, 1) + _CF.format(0, 1)),
    ),
    "order": (
        _parts(more="<mergeCells/><dataValidations/>"),
        _parts(more="<dataValidations/><mergeCells/>"),
    ),
    "cell twice or out of order": (
        _parts(rows=_CELL.format("Z1", "AA1")), _parts(rows=_CELL.format("AA1", "Z1")),
    ),
    "place": (_parts(rows=_CELL.format("A1", "XFD1")), _parts(rows=_CELL.format("A1", "XFE1"))),
    "merged twice": (
        _parts(more='<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C1:C2"/></mergeCells>'),
        _parts(more='<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>'),
    ),
    "links of a sheet": (_parts(more=_links(65_530)), _parts(more=_links(65_531))),
    "height of a row": (_parts(rows='<row ht="409.5"/>'), _parts(rows='<row ht="410"/>')),
    "width of a column": (_parts(cols='<col width="255"/>'), _parts(cols='<col width="256"/>')),
    "letters of a header or footer": (
        _parts(more=f"<headerFooter><oddFooter>{'a' * 255}</oddFooter></headerFooter>"),
        _parts(more=f"<headerFooter><oddFooter>{'a' * 256}</oddFooter></headerFooter>"),
    ),
    "prompt": (_limit(f'prompt="{"a" * 255}"'), _limit(f'prompt="{"a" * 256}"')),
    "error": (_limit(f'error="{"a" * 255}"'), _limit(f'error="{"a" * 256}"')),
    "promptTitle": (_limit(f'promptTitle="{"a" * 32}"'), _limit(f'promptTitle="{"a" * 33}"')),
    "errorTitle": (_limit(f'errorTitle="{"a" * 32}"'), _limit(f'errorTitle="{"a" * 33}"')),
    "letters of a limit": (_limit("", "1+" * 127 + "1"), _limit("", "1+" * 127 + "12")),
    "list without a source": (_limit('type="list"', "A1:A9"), _limit('type="list"')),
    **{
        f"sheet's name: {wrong}": (_sheet("B (2)"), _sheet(wrong))
        for wrong in ("a:b", "a\\b", "a/b", "a?", "a*", "[a]", "'a", "a'", "History")
    },
    **{
        f"name: {wrong}": (_name("DM_B.1"), _name(wrong))
        for wrong in ("A1", "xfd12", "R", "c", "R1C1", "RC", "R12", "1a", "a b", "a-b", ".a")
    },
}  # fmt: skip


@pytest.mark.parametrize("what", WITHIN_AND_PAST)
def test_each_limit_can_be_seen(what: str) -> None:
    within, past = WITHIN_AND_PAST[what]
    assert limits(within).broken == []
    assert [each.partition(":")[0] for each in limits(past).broken] == [what.partition(":")[0]]


def test_a_units_name_is_printed_as_it_is(large: Mapping[str, Path]) -> None:
    """& begins a command in a footer."""
    footers = [each.text or "" for each in Written(large["form"]).find("x:oddFooter")]
    assert sum("Văn hóa && Thể thao" in each for each in footers) == 3
