"""A form handed back: its faults listed and marked in place, and all that was typed kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from builders import check, edit, filled_form, form, key, make_plan
from libreoffice import LibreOffice
from marked_form import (
    DONE,
    ERROR,
    FAULTY,
    HEAD,
    IDEAS,
    ITEMS,
    NAME,
    MarkedForm,
    Spot,
    at_cells,
    faulty_form,
    fill,
    hand_back,
    moved_down,
    paste,
    place,
    put,
    row_and_header,
    tables,
    told,
    typed,
)
from par_xl.intake.submission import Submission
from par_xl.plan.model import Plan
from par_xl.rules.entry import BY_FIELD, INPUT
from par_xl.terms.finding import Finding
from par_xl.terms.text import Cell
from par_xl.terms.words import Severity
from sheet_view import APPENDICES

A_SCREEN = 1080
"""Pixels: a note that is higher can't be read without scrolling."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(ITEMS)


@pytest.fixture(scope="module")
def sent(plan: Plan) -> bytes:
    """The unit's file, its first appendix not where a fresh form has it."""
    return moved_down(faulty_form(plan), APPENDICES[0], 3)


@pytest.fixture(scope="module")
def checked(plan: Plan, sent: bytes) -> Submission:
    return check(plan, sent)


@pytest.fixture(scope="module")
def marked(plan: Plan, checked: Submission) -> MarkedForm:
    return hand_back(plan, checked)


def test_the_first_sheet_lists_every_error_and_warning(
    checked: Submission, marked: MarkedForm
) -> None:
    assert marked.first.title == "Kết quả kiểm tra"
    assert marked.book.active is marked.first
    listed = [(each.level, each.code, each.message, each.fix) for each in marked.faults]
    found = [(each.severity.label, each.code, each.message, each.fix) for each in told(checked)]
    assert sorted(listed) == sorted(found)
    levels = [each.level for each in marked.faults]
    assert levels == sorted(levels, key=["Lỗi", "Cảnh báo"].index)
    codes = {each.code for each in marked.faults}
    assert codes >= {"TD01", "NG01", "NG02", "NG06", "DI01", "DI04", "TT02", "OO01", "TE26", "PH01"}
    assert NAME.replace("HC", "form") in " ".join(marked.said)
    left = f"Còn {levels.count('Lỗi')} lỗi phải sửa; {levels.count('Cảnh báo')} cảnh báo"
    assert left in marked.said[1]
    assert {(each.level, each.done) for each in marked.faults} == {
        ("Lỗi", "chưa sửa"),
        ("Cảnh báo", "xem lại"),
    }


def spots(sent: bytes, checked: Submission, marked: MarkedForm) -> dict[Spot, list[Finding]]:
    """Where in the marked form each finding belongs, by what is read in both forms."""
    form_sent = MarkedForm(sent).book
    found: dict[Spot, list[Finding]] = {}
    for each in told(checked):
        assert each.sheet and each.cell
        if each.code == "TE26":
            spot = marked.head("Lãnh đạo đơn vị duyệt")
        else:
            spot = place(marked.tables, *row_and_header(form_sent, (each.sheet, each.cell)))
        found.setdefault(spot, []).append(each)
    return found


def test_links_lead_to_the_marked_cells_and_no_other_cell_is_marked(
    sent: bytes, checked: Submission, marked: MarkedForm
) -> None:
    wanted = spots(sent, checked, marked)
    links = sorted((each.code, each.link) for each in marked.faults)
    assert links == sorted((each.code, spot) for spot, found in wanted.items() for each in found)
    assert all(each.link and each.place == "!".join(each.link) for each in marked.faults)
    assert set(marked.coloured) == set(marked.notes) == set(wanted)
    assert {note.author for note in marked.notes.values()} == {"Phòng Hành chính"}
    for spot, found in wanted.items():
        # An error wins.
        worst = "Lỗi" if any(each.severity is Severity.ERROR for each in found) else "Cảnh báo"
        assert marked.coloured[spot] == worst
        for each in found:
            for part in (each.severity.label, each.code, each.message, each.fix):
                assert part in marked.notes[spot].text
    assert max(map(len, wanted.values())) > 1


def test_notes_are_as_large_as_their_text(plan: Plan, marked: MarkedForm) -> None:
    assert all(note.has_room() for note in marked.notes.values())
    # As large as Excel allows: somebody pasted a whole report.
    long = check(plan, form(plan, "HC", ERROR.replace("Đã xong", "Đã xong. " * 3635)))
    found = hand_back(plan, long)
    (note,) = found.notes.values()
    assert "TT02" in note.text and "Cách sửa" in note.text and note.has_room()
    assert note.height < A_SCREEN


def test_all_other_cells_look_as_in_a_form_sent_out(plan: Plan, marked: MarkedForm) -> None:
    sent_out = MarkedForm(form(plan, "HC")).book
    assert marked.book.sheetnames[1:] == sent_out.sheetnames
    for sheet in sent_out:
        page = marked.book[sheet.title]
        assert page.sheet_state == sheet.sheet_state
        assert page.protection.sheet == sheet.protection.sheet
        for row in sheet.iter_rows():
            for cell in row:
                other = page[cell.coordinate]
                assert repr(other.font) == repr(cell.font)
                assert repr(other.border) == repr(cell.border)
                if (sheet.title, cell.coordinate) not in marked.coloured:
                    assert fill(other) == fill(cell), (sheet.title, cell.coordinate)


def test_values_are_those_typed(sent: bytes, marked: MarkedForm) -> None:
    before, after = MarkedForm(sent).values, marked.values
    assert after.keys() == before.keys()
    for spot, value in before.items():
        # A day in a column of anything else is handed on in words, for its cell to stay usable.
        in_words = f"{value:%d/%m/%Y}" if isinstance(value, datetime) else value
        assert after[spot] == (value if spot[1] == "completed_on" else in_words), spot
    error = marked.cell("PAPI/P1.1", "explanation")
    assert after["PAPI/P1.1", "explanation"] == "#REF!" and error.data_type in ("e", "f")
    text = marked.cell("PAR_INDEX/1.4", "result")
    assert text.value == "=1+1\n+ Hai" and text.data_type == "s"


OUT_OF_PLACE: Sequence[tuple[str, Cell, str]] = (
    ("completed_on", 0.0, "0"),
    ("completed_on", -5.0, "-5"),
    ("completed_on", 2024.0, "2024"),
    ("completed_on", 45450.5, "45450,5"),
    ("completed_on", 20240705.0, "20240705"),
    ("completed_on", "45450", "45450"),
    ("progress", 80.0, "80"),
    ("progress", 120.0, "120"),
    ("progress", date(2024, 5, 20), "20/05/2024"),
    ("status", date(2024, 5, 20), "20/05/2024"),
    ("value", date(2024, 5, 20), "20/05/2024"),
    ("evidence", date(2024, 5, 20), "20/05/2024"),
    ("evidence", 125.0, "125"),
    ("explanation", "#N/A", "#N/A"),
)
"""A field, what somebody pasted into it, and how that is shown."""


@dataclass(frozen=True)
class OutOfPlace:
    """A form with one row for each of them, handed back."""

    before: Submission
    after: Submission
    marked: MarkedForm
    sent_out: MarkedForm
    shown: list[str]


@pytest.fixture(scope="module")
def out_of_place(
    vietnamese_libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory
) -> OutOfPlace:
    path = tmp_path_factory.mktemp("out of place") / NAME
    rows = "".join(f"| 1.{n} | 1 | HC |\n" for n in range(len(OUT_OF_PLACE)))
    total = f"| TT | Điểm tối đa | Đơn vị chủ trì |\n| 1 | {len(OUT_OF_PLACE)} | |\n"
    plan = make_plan(total + rows)
    sent_out = form(plan, "HC")
    values = {
        key(f"1.{n}"): {"status": "Đã xong", field: value}
        for n, (field, value, _) in enumerate(OUT_OF_PLACE)
    }
    before = check(plan, paste(sent_out, values))
    marked = hand_back(plan, before)
    path.write_bytes(marked.content)
    with vietnamese_libreoffice.open(path) as document:
        places = [marked.place(key(f"1.{n}"), row[0]) for n, row in enumerate(OUT_OF_PLACE)]
        shown = document.texts(APPENDICES[0], [cell for _, cell in places])
    return OutOfPlace(before, check(plan, marked.content), marked, MarkedForm(sent_out), shown)


@pytest.mark.parametrize("number", range(len(OUT_OF_PLACE)), ids=[str(e) for e in OUT_OF_PLACE])
def test_a_value_out_of_place_is_shown_as_it_was_typed(
    out_of_place: OutOfPlace, number: int
) -> None:
    """And what is typed over it is understood as anywhere in its column."""
    field, _, shown = OUT_OF_PLACE[number]
    assert out_of_place.shown[number] == shown
    formats = [
        each.cell(key(f"1.{number}"), field).number_format
        for each in (out_of_place.marked, out_of_place.sent_out)
    ]
    assert formats[0] in (formats[1], "General")
    before, after = out_of_place.before.rows[number], out_of_place.after.rows[number]
    assert after.typed == before.typed
    assert [each.code for each in after.findings] == [each.code for each in before.findings]


def test_a_value_in_a_closed_cell_can_be_taken_out(plan: Plan, marked: MarkedForm) -> None:
    closed = [("PAR_INDEX/1.3", "self_score"), ("PAR_INDEX/1.5", "progress")]
    for spot in closed:
        assert not marked.cell(*spot).protection.locked
    sent_out = MarkedForm(form(plan, "HC"))
    for name, table in marked.tables.items():
        for row in table.rows:
            for column in INPUT:
                if (row, column.field) not in closed:
                    cell = marked.book[name][table.cell(row, column.header)]
                    other = sent_out.cell(row, column.field)
                    assert cell.protection.locked == other.protection.locked


def test_head_and_free_rows_are_kept(plan: Plan, checked: Submission, marked: MarkedForm) -> None:
    again = check(plan, marked.content)
    assert {field: cell.text for field, cell in again.head.items()} == {
        field: cell.text for field, cell in checked.head.items()
    }
    assert {field: again.head[field].text for field in HEAD} == HEAD
    kept = [each.values() for each in again.initiatives]
    assert kept == [each.values() for each in checked.initiatives]
    assert [each["text"] for each in kept] == [each["text"] for each in IDEAS]


def test_a_changed_locked_cell_is_told_and_is_right_again(plan: Plan) -> None:
    def change(book: Workbook) -> None:
        for code, field, value in (("1.1", "maximum", 5), ("1.2", "content", "Việc khác")):
            sheet, cell = place(tables(book), key(code), BY_FIELD[field].header)
            book[sheet][cell] = value

    found = hand_back(plan, check(plan, edit(form(plan, "HC", DONE), change)))
    assert [each.code for each in found.faults] == ["DG06", "DG06"]
    wanted = {found.place(key("1.1"), "maximum"), found.place(key("1.2"), "content")}
    assert {each.link for each in found.faults} == set(found.notes) == wanted
    assert {each.done for each in found.faults} == {"✔ đã sửa sẵn"} and not found.coloured
    # The plan's value is what counts.
    assert found.cell(key("1.1"), "maximum").value == 1


def test_rows_without_a_place_stand_on_the_first_sheet(plan: Plan) -> None:
    stray: Mapping[str, Mapping[str, Cell]] = {
        "": {"status": "Hoàn thành", "result": "dòng thừa"},
        "PAR_INDEX/9.9": {"result": "khác kế hoạch", "completed_on": date(2024, 5, 20)},
        "PAPI/P1.2": {"progress": 0.25, "result": "của đơn vị khác"},
        "PAR_INDEX/1.4": {"result": "đôi", "difficulty": "Thiếu\nngười"},
        "PAR_INDEX/8": {"explanation": "#REF!", "value": 12.5},
    }
    places: dict[tuple[str, str], str] = {}
    whole = form(plan, "HC", "| code | result |\n| 1.4 | một |\n| 1.2 | hai |")
    original = place(MarkedForm(whole).tables, "PAR_INDEX/1.4", "Kết quả thực hiện")

    def change(book: Workbook) -> None:
        table, sheet = tables(book)[APPENDICES[0]], book[APPENDICES[0]]
        for row, (name, cells) in enumerate(stray.items(), start=len(table.grid) + 3):
            table.rows[name] = row
            sheet[table.cell(name, "Mã dòng")] = name or None
            for field, value in cells.items():
                places[name, field] = table.cell(name, BY_FIELD[field].header)
                put(sheet[places[name, field]], value)

    before = check(plan, edit(whole, change))
    found = hand_back(plan, before)
    shown = {
        ("", "status"): "Hoàn thành",
        ("", "result"): "dòng thừa",
        ("PAR_INDEX/9.9", "result"): "khác kế hoạch",
        ("PAR_INDEX/9.9", "completed_on"): "20/5/2024",
        ("PAPI/P1.2", "progress"): "25%",
        ("PAPI/P1.2", "result"): "của đơn vị khác",
        ("PAR_INDEX/1.4", "result"): "đôi",
        ("PAR_INDEX/1.4", "difficulty"): "Thiếu\nngười",
        ("PAR_INDEX/8", "explanation"): "#REF!",
        ("PAR_INDEX/8", "value"): "12,5",
    }
    wanted = {
        (f"{APPENDICES[0]}!{places[spot]}", spot[0], BY_FIELD[spot[1]].header, text)
        for spot, text in shown.items()
    }
    wanted.add(("!".join(original), "PAR_INDEX/1.4", "Kết quả thực hiện", "một"))
    assert set(found.displaced) == wanted
    assert sorted(each.code for each in found.faults) == sorted(each.code for each in told(before))
    # What has a place is in it, and what has none is no part of the next check.
    assert found.values == {("PAR_INDEX/1.2", "result"): "hai"}
    linked = {each.link for each in found.faults if each.link}
    assert linked == set(found.coloured)
    assert found.place("PAR_INDEX/1.4", "code") in linked


def test_the_standard_form_comes_back_as_such(plan: Plan) -> None:
    values = {**FAULTY, "PAPI/P1.2": {"status": "Chưa thực hiện", "result": "không giao"}}
    head = {**HEAD, "unit": "Phòng Hành chính"}
    content = paste(filled_form(plan, None, {}, head=head, initiatives=IDEAS), values)
    before = check(plan, content)
    found = hand_back(plan, before)
    after = check(plan, found.content)
    assert before.is_standard and after.is_standard
    assert after.unit is not None and after.unit.code == "HC"
    cover, chosen = found.head("Đơn vị báo cáo")
    sheet = found.book[cover]
    assert sheet[chosen].value == "Phòng Hành chính" and not sheet[chosen].protection.locked
    assert any(
        chosen in rule.sqref and rule.type == "list"
        for rule in sheet.data_validations.dataValidation
    )
    assert at_cells(after) == at_cells(before)
    assert typed(after) == typed(before)
    # Another unit's row has a place here; that it is another's is said at its TT.
    assert found.values["PAPI/P1.2", "result"] == "không giao"
    assert found.coloured[found.place("PAPI/P1.2", "code")] == "Lỗi"
    assert not found.displaced
