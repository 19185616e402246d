"""The cure of every finding, done by hand in LibreOffice on the form handed back: it goes.

As many faults as go together stand in one file. What can't be mended in a form handed back is
named below: a new rule has to be put there, or among the cures.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from builders import HALF, edit, filled_form, form, key, make_folder, plan_rows, submit
from libreoffice import Document, LibreOffice
from marked_form import NAME, MarkedForm, paste, tables
from par_xl import workspace
from par_xl.form.request import IDENTITY_SHEET, INITIATIVES_SHEET
from par_xl.plan.model import Plan
from par_xl.plan.reader import read_plan
from par_xl.rules.entry import BY_FIELD
from par_xl.rules.registry import ROW_RULES, RULES
from par_xl.rules.rule import Example, Rule
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, Severity
from par_xl.workspace.layout import Folder
from sheet_view import APPENDICES, KEY

ONE, TWO, THREE = APPENDICES
LINKED = ""
"""In the place of a field: the cell that the first sheet leads to."""
CURES: Mapping[str, Mapping[str, str]] = {
    "OO01": {LINKED: "80%"},
    "OO03": {LINKED: "Cộng hòa"},
    "TT01": {LINKED: "Đang thực hiện", "progress": "50%"},
    "TT02": {LINKED: "Hoàn thành", "evidence": "Số 12/BC-VP"},
    "TT03": {LINKED: "Không thuộc phạm vi"},
    "TD01": {LINKED: "80%"},
    "TD02": {LINKED: "15%"},
    "TD03": {LINKED: "100%"},
    "TD04": {"status": "Đang thực hiện"},
    "TD05": {LINKED: "0%"},
    "TD06": {LINKED: "50%"},
    "NG01": {LINKED: "30/4/2024"},
    "NG02": {LINKED: "5/6/2024"},
    "NG03": {LINKED: "5/6/2024"},
    "NG04": {LINKED: "2024-03-20"},
    "NG05": {LINKED: "5/6/2024"},
    "NG06": {LINKED: "7/6/2024"},
    "DI01": {LINKED: ""},
    "DI02": {LINKED: "0,5"},
    "DI03": {LINKED: "0"},
    "DI04": {LINKED: "1"},
    "DI05": {"evidence": "Số 12/BC-VP"},
    "TL01": {"explanation": "Việc không ra văn bản"},
    "SL01": {LINKED: "95"},
    "GT01": {LINKED: "Chờ hướng dẫn của Bộ"},
    "PH01": {LINKED: ""},
    "PH02": {LINKED: "Đã góp ý"},
    "PH03": {LINKED: "Cộng hòa"},
    "TE26": {LINKED: "Lê C, Trưởng phòng"},
    "SK01": {LINKED: "Sáng kiến"},
    "SK02": {LINKED: "Trả kết quả tại nhà"},
    "SK03": {LINKED: "giảm 30%"},
    "SK04": {LINKED: "Cộng hòa"},
    "DG04": {"status": "Đang thực hiện", "progress": "50%", "result": "chép từ cuối trang"},
    "DG09": {"status": "Đang thực hiện", "progress": "50%"},
}
"""What is typed where; of the rest the fresh form is right as it is."""
RIGHT_AT_ONCE = frozenset(
    {"OO02", "PH04", "DG03", "DG06", "DG07", "DG08", "TE09", "TE21", "TE22", "TE29"}
)
COPIED = frozenset({"DG01", "DG02", "SK06"})
"""What was typed stands at the end of the first sheet."""
REFUSED = frozenset({"TE06", "TE07", "TE27"})
OTHER_VERSION = frozenset({"TE11", "TE32", "DG05"})
ELSEWHERE = frozenset(
    {
        # No form can be made of the file, or the right one lies beside it.
        *("TE01", "TE16", "TE17", "TE18", "TE19", "TE20", "TE31", "TE02", "TE03", "TE05", "TE08"),
        # The unit chooses itself in its own file; saves as another kind; sets its clock.
        *("TE04", "TE10", "TE25"),
        # The office finds the file again; decides in its own sheet “Đính chính”.
        *("TE35", "DC01", "DC02", "DC03", "DC04", "DC05"),
    }
)
EXAMPLES: Mapping[str, Rule] = {
    rule.code: rule for rule in ROW_RULES if rule.severity is not Severity.INFO
}
HEADER = (
    "| TT | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |"
)
OTHERS = """
| S1   | | |    | |              |
| S1.1 | | | HC | | Thường xuyên |
| P1   | | |    | |              |
| P1.1 | | | HC | | Thường xuyên |
| P1.2 | | | TT | | Thường xuyên |
"""
OWN_ROWS = ("GT01", "DG04", "DG09", "DG06", "DG08")
"""Rules that need a row of their own, which their example only tells of."""
ROWS = {code: f"1.{number}" for number, code in enumerate((*EXAMPLES, *OWN_ROWS), start=1)}
GOING: Mapping[str, Cell] = {"status": "Đang thực hiện", "progress": 0.5}
IDEAS = (
    {"kind": "ý tưởng", "text": "Một", "decision": "Số 5"},
    {"kind": "Sáng kiến", "text": "", "author": "Lan"},
    {"kind": "Sáng kiến", "text": "Ba", "effect": "#REF!"},
    {"kind": "Sáng kiến", "text": "Céng hßa"},
)


def test_every_rule_is_mended_here_or_elsewhere() -> None:
    told = {rule.code for rule in RULES if rule.severity is not Severity.INFO}
    groups = (CURES.keys(), RIGHT_AT_ONCE, COPIED, REFUSED, OTHER_VERSION, ELSEWHERE)
    assert told == set().union(*groups)
    assert len(told) == sum(map(len, groups))


def _items() -> str:
    """Rows of Phòng Hành chính, one for each rule, each as its example has it."""
    rows, points = [], 0.0
    for code, item in ROWS.items():
        asked = _example(code).asked
        points += asked.maximum or 0
        measure = "%" if asked.is_in_percent else "Vụ" if asked.is_measured else ""
        lead, helps = ("TT", "HC") if asked.role is Role.COORDINATING else ("HC", "")
        due = "31/3/2024" if asked.due else "Thường xuyên"
        rows.append(f"| {item} | {asked.maximum or ''} | {measure} | {lead} | {helps} | {due} |")
    return f"{HEADER}\n| 1 | {points} | | | | |\n" + "\n".join(rows) + OTHERS


def _example(code: str) -> Example:
    example = EXAMPLES[code].fails if code in EXAMPLES else Example(GOING, code == "GT01")
    assert isinstance(example, Example)
    return example


def _sent(plan: Plan) -> bytes:
    """A form with a fault of every kind that leaves it readable."""
    values = {
        key(item): {**_example(code).cells, **_example(code).broken} for code, item in ROWS.items()
    }
    whole = filled_form(plan, "HC", {}, head={"approver": ""}, initiatives=IDEAS)
    return _with_parts(edit(paste(whole, values), _damage))


def _damage(book: Workbook) -> None:
    sheet, table = book[ONE], tables(book)[ONE]

    def cell(code: str, header: str) -> str:
        return table.cell(key(ROWS[code]), header)

    for code in ROWS:
        for field in _example(code).merged:
            first = cell(code, BY_FIELD[field].header)
            sheet.merge_cells(f"{first}:{cell(code, 'Tài liệu kiểm chứng')}")
    sheet[cell("DG06", "Đơn vị tính")] = "tự sửa"
    for header in ("TT", "Tiêu chí, nhiệm vụ"):
        sheet[cell("DG09", header)] = sheet[cell("GT01", header)].value
    for header in (KEY, "Tình trạng thực hiện", "Tiến độ (%)"):
        sheet[cell("DG08", header)] = None
    # Rows beneath the table: without a key, with one of no plan, doubled, another unit's.
    stray = ((ONE, None), (ONE, "PAR_INDEX/9.9"), (ONE, key(ROWS["DG04"])), (THREE, "PAPI/P1.2"))
    for number, (name, stray_key) in enumerate(stray):
        page, view = book[name], tables(book)[name]
        row = len(view.grid) + 1 + number
        page.cell(row, view.columns[KEY] + 1, stray_key)
        page.cell(row, view.columns["Kết quả thực hiện"] + 1, "chép thêm")
    _rename(book[TWO], "Cơ quan thực hiện")
    ideas = book[INITIATIVES_SHEET]
    _rename(ideas, "Quyết định công nhận")
    for each in (each for line in ideas.iter_rows() for each in line):
        if each.value == "#REF!":
            each.data_type = "e"
    book[THREE].sheet_state = "hidden"
    del book[IDENTITY_SHEET]


def _rename(sheet: Worksheet, header: str) -> None:
    """Type over a column's header."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == header:
                cell.value = "Khác"


def _with_parts(content: bytes) -> bytes:
    """The same with macros, and a link to another workbook."""
    link = "xl/externalLinks/_rels/externalLink1.xml.rels"
    kinds = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = '<Relationship Id="a" Target="b.xlsx"/>'
    target = f'<Relationships xmlns="{kinds}">{relation}</Relationships>'
    added = io.BytesIO(content)
    with zipfile.ZipFile(added, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")
        archive.writestr(link, target)
    return added.getvalue()


def _found(folder: Folder) -> tuple[list[str], Path | None]:
    """Codes of errors and warnings of the one file, and where the form handed back lies."""
    path = folder.submitted(HALF) / NAME
    (checked,) = workspace.check(folder, [path])
    told = [each.code for each in checked.findings if each.severity is not Severity.INFO]
    return told, checked.returned


def _handed_back(folder: Folder) -> tuple[set[str], MarkedForm]:
    """The same, with the form."""
    told, path = _found(folder)
    assert path is not None
    return set(told), MarkedForm(path.read_bytes())


def _cures(marked: MarkedForm) -> dict[tuple[str, str], str]:
    """What is typed where in the form handed back."""
    typed = {}
    keys = {each.code: f"PAR_INDEX/{each.item}" for each in marked.faults}
    for fault in marked.faults:
        own = key(ROWS[fault.code]) if fault.code in ROWS else keys[fault.code]
        if fault.code in EXAMPLES and f"PAR_INDEX/{fault.item}" != own:
            # A fault that comes along with another's example.
            continue
        for field, text in CURES.get(fault.code, {}).items():
            place = fault.link if field == LINKED else marked.place(own, field)
            assert place is not None, fault
            typed[place] = text
    return typed


def test_each_cure_makes_its_finding_go(
    vietnamese_libreoffice: LibreOffice, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "work", plan_rows(_items()))
    submit(folder, NAME, _sent(read_plan(folder.plan)))
    before, marked = _handed_back(folder)
    assert before == {*CURES, *RIGHT_AT_ONCE, *COPIED}
    (tmp_path / NAME).write_bytes(marked.content)
    with vietnamese_libreoffice.open(tmp_path / NAME) as document:
        document.recalculate()
        assert _done(document, marked) == [each.done for each in marked.faults]
        _check_colours(marked)
        for (sheet, cell), text in _cures(marked).items():
            document.type(sheet, cell, text)
        document.recalculate()
        left = dict(zip((e.code for e in marked.faults), _done(document, marked), strict=True))
        said = document.values(marked.first.title, "A2")[0][0]
        document.save_as(tmp_path / "mended.xlsx")
    at_first = {each.code: each.done for each in marked.faults}
    assert {code for code in left if left[code] == "✔ đã sửa"} == set(CURES)
    assert {code for code in left if at_first[code] == "✔ đã sửa sẵn"} == RIGHT_AT_ONCE
    assert {code for code in left if left[code] == "chép ở cuối trang"} == COPIED
    assert str(said).startswith("Không còn lỗi: lưu, gửi lại chính tệp này;")
    submit(folder, NAME, (tmp_path / "mended.xlsx").read_bytes(), hour=13)
    assert _found(folder)[0] == []


def _check_colours(marked: MarkedForm) -> None:
    """Each cell's colour asks what `Đã sửa` asks of it."""
    asked: dict[tuple[str, str], list[str]] = {}
    for row in marked.first.iter_rows(MarkedForm.FIRST_FAULT, min_col=4, max_col=9):
        if row[0].hyperlink and str(row[5].value).startswith("=IF("):
            sheet, _, cell = str(row[0].value).partition("!")
            formula = str(row[5].value).replace(f"'{sheet}'!", "")
            asked.setdefault((sheet, cell), []).append(formula)
    assert asked.keys() == marked.conditions.keys()
    for spot, formulas in asked.items():
        for (_, condition), formula in zip(marked.conditions[spot], formulas, strict=True):
            assert condition in formula


def _done(document: Document, marked: MarkedForm) -> list[str]:
    """The column `Đã sửa`, from top to bottom."""
    last = MarkedForm.FIRST_FAULT + len(marked.faults) - 1
    rows = document.values(marked.first.title, f"I{MarkedForm.FIRST_FAULT}:I{last}")
    return [str(text) for (text,) in rows]


def _without_a_column(book: Workbook) -> None:
    """And without a sheet."""
    book[TWO].delete_cols(tables(book)[TWO].columns["Tiến độ (%)"] + 1)
    del book[THREE]


def _with_a_copy(book: Workbook) -> None:
    copied = book.copy_worksheet(book[ONE])
    copied.title = f"{ONE} (2)"
    copied[tables(book)[ONE].cell(key(ROWS["TT01"]), "Kết quả thực hiện")] = "ở bản chép"


@pytest.mark.short("copied")
@pytest.mark.parametrize(
    ("damage", "codes"),
    [(_without_a_column, REFUSED - {"TE27"}), (_with_a_copy, {"TE27"})],
    ids=["gone", "copied"],
)
def test_the_form_of_a_damaged_file_is_right_again(
    vietnamese_libreoffice: LibreOffice,
    tmp_path: Path,
    damage: Callable[[Workbook], None],
    codes: set[str],
) -> None:
    folder = make_folder(tmp_path / "work", plan_rows(_items()))
    rows = f"| code | status | result |\n| {ROWS['TT01']} | Chưa thực hiện | Đã rà soát |"
    submit(folder, NAME, edit(form(read_plan(folder.plan), "HC", rows), damage))
    before, marked = _handed_back(folder)
    assert before == codes
    is_copied = "TE27" in codes
    wanted = "chép ở cuối trang" if is_copied else "✔ đã sửa sẵn"
    assert {each.done for each in marked.faults} == {wanted}
    assert bool(marked.displaced) == is_copied
    assert _saved_again(vietnamese_libreoffice, folder, marked, tmp_path, {}) == []


@pytest.mark.long
def test_a_form_of_another_version_and_layout_is_mended(
    vietnamese_libreoffice: LibreOffice, tmp_path: Path
) -> None:
    old = make_folder(tmp_path / "old", plan_rows(_items()))
    item = ROWS["TT01"]
    whole = form(read_plan(old.plan), "HC", f"| code | status |\n| {item} | Chưa thực hiện |")
    new = plan_rows(_items(), version="2")
    row = next(each for each in new[ONE] if each["TT"] == item)
    row["Nội dung"] = "Nội dung khác"
    folder = make_folder(tmp_path / "work", new)

    def age(book: Workbook) -> None:
        book[IDENTITY_SHEET]["B5"] = "1"

    submit(folder, NAME, edit(whole, age))
    before, marked = _handed_back(folder)
    assert before == OTHER_VERSION
    cure = {marked.place(key(item), "status"): "Chưa thực hiện"}
    assert _saved_again(vietnamese_libreoffice, folder, marked, tmp_path, cure) == []


def _saved_again(
    client: LibreOffice,
    folder: Folder,
    marked: MarkedForm,
    path: Path,
    cures: Mapping[tuple[str, str], str],
) -> list[str]:
    """What is found in the form handed back, once it was mended and sent again."""
    (path / NAME).write_bytes(marked.content)
    with client.open(path / NAME) as document:
        for (sheet, cell), text in cures.items():
            document.type(sheet, cell, text)
        document.save_as(path / "mended.xlsx")
    submit(folder, NAME, (path / "mended.xlsx").read_bytes(), hour=13)
    return _found(folder)[0]
