"""Notes of a unit on the cells of its form: kept in the form handed back, beside what was found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from builders import HALF, check, edit, filled_form, key, make_folder, make_plan, plan_rows, submit
from libreoffice import LibreOffice
from marked_form import IDEAS, ITEMS, NAME, MarkedForm, Spot, hand_back, paste
from par_xl import workspace
from par_xl.form.request import INITIATIVES_SHEET
from par_xl.plan.model import Plan
from par_xl.terms.text import Cell
from par_xl.workbooks.notes import read_notes
from sheet_view import APPENDICES

COLLECTOR = "Phòng Hành chính"
LAN = "Chị Lan: đã gọi điện\nhỏi Sở Nội vụ"
FAULTY, RIGHT, CODE = (
    (key("1.1"), "progress"),
    (key("1.2"), "result"),
    (key("1.2"), "code"),
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(ITEMS)


@pytest.fixture(scope="module")
def spots(plan: Plan) -> dict[str, Spot]:
    """Cells of HC's form that get a note."""
    fresh = MarkedForm(filled_form(plan, "HC", {}, initiatives=IDEAS))
    return {
        "faulty": fresh.place(*FAULTY),
        "right": fresh.place(*RIGHT),
        "locked": fresh.place(*CODE),
        "head": fresh.head("Người lập"),
        "idea": (INITIATIVES_SHEET, "B5"),
        "title": (APPENDICES[0], "B1"),
    }


@pytest.fixture(scope="module")
def sent(plan: Plan, spots: dict[str, Spot]) -> bytes:
    """A form with one fault and a note on each of these cells."""
    values: Mapping[str, Mapping[str, Cell]] = {
        key("1.1"): {"status": "Đang thực hiện", "progress": "gần xong"},
        key("1.2"): {"status": "Đang thực hiện", "progress": 0.5, "result": "Đã làm"},
    }
    whole = filled_form(plan, "HC", {}, head={"author": "Lan"}, initiatives=IDEAS)

    def note(book: Workbook) -> None:
        for name, (sheet, cell) in spots.items():
            book[sheet][cell].comment = Comment(f"{LAN} ({name})", "Lan")

    return edit(paste(whole, values), note)


def handed_back(plan: Plan, content: bytes) -> MarkedForm:
    return hand_back(plan, check(plan, content), content)


def test_notes_stay_at_their_cells(plan: Plan, sent: bytes, spots: dict[str, Spot]) -> None:
    marked = handed_back(plan, sent)
    for name in ("right", "locked", "head", "idea"):
        note = marked.notes[spots[name]]
        assert (note.text, note.author) == (f"{LAN} ({name})", "Lan") and note.has_room()
    assert [each.code for each in marked.faults] == ["TD01"]
    assert marked.coloured.keys() == {spots["faulty"]}
    # Where there is no such cell, it is on the first sheet.
    place = "!".join(spots["title"])
    assert marked.displaced == [(place, "", "Ghi chú của ô", f"{LAN} (title)")]


def test_a_cell_with_both_says_theirs_first(
    plan: Plan, sent: bytes, spots: dict[str, Spot]
) -> None:
    note = handed_back(plan, sent).notes[spots["faulty"]]
    theirs, ours = note.text.split("\n\n")
    assert theirs == f"Lan:\n{LAN} (faulty)"
    assert ours.startswith(f"{COLLECTOR}:\nLỗi TD01: ") and "\nCách sửa: " in ours
    assert note.author == COLLECTOR and note.has_room()


def test_sent_again_each_has_its_own_words_once(
    plan: Plan, sent: bytes, spots: dict[str, Spot], libreoffice: LibreOffice, tmp_path: Path
) -> None:
    """Also what somebody added to a note of ours."""
    first = handed_back(plan, sent)
    (tmp_path / NAME).write_bytes(first.content)
    with libreoffice.open(tmp_path / NAME) as document:
        document.save_as(tmp_path / "saved.xlsx")
    again = handed_back(plan, (tmp_path / "saved.xlsx").read_bytes())
    assert {spot: note.text for spot, note in again.notes.items()} == {
        spot: note.text for spot, note in first.notes.items()
    }

    def answer(book: Workbook) -> None:
        sheet, cell = spots["faulty"]
        book[sheet][cell].comment = Comment(first.notes[spots["faulty"]].text + "\nđã sửa", "Lan")

    text = handed_back(plan, edit(first.content, answer)).notes[spots["faulty"]].text
    assert "đã sửa" in text and text.count("Lỗi TD01") == text.count(LAN) == 1


def test_once_mended_only_their_words_stay(plan: Plan, sent: bytes, spots: dict[str, Spot]) -> None:
    first = handed_back(plan, sent)
    values: Mapping[str, Mapping[str, Cell]] = {
        key("1.1"): {"progress": 0.5},
        key("1.2"): {"progress": "?"},
    }
    marked = handed_back(plan, paste(first.content, values))
    assert marked.notes[spots["faulty"]].text == f"Lan:\n{LAN} (faulty)"
    assert [each.link for each in marked.faults] == [marked.place(key("1.2"), "progress")]


@pytest.mark.parametrize("command", ["check", "merge"])
def test_the_commands_keep_them(
    sent: bytes, spots: dict[str, Spot], tmp_path: Path, command: str
) -> None:
    folder = make_folder(tmp_path / "work", plan_rows(ITEMS))
    submit(folder, NAME, sent)
    path = folder.submitted(HALF) / NAME
    if command == "check":
        (checked,) = workspace.check(folder, [path])
        returned = checked.returned
    else:
        (returned,) = workspace.merge(folder, HALF).returned
    assert returned is not None
    sheet, cell = spots["right"]
    assert read_notes(returned.read_bytes())[sheet][cell].text == f"{LAN} (right)"
