"""`Kiểm tra` is strict and sound: what it says, as ``judge.verdict`` says it (test_parity.py asks
the formulas themselves)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from par_xl.rules.entry import BY_FIELD
from par_xl.rules.formula import FOREIGN, MISSING, RIGHT, WRONG
from par_xl.rules.judge import filled_row, is_filled, verdict
from par_xl.rules.registry import broken_rules
from par_xl.rules.rule import Example
from par_xl.terms.old_fonts import has_old_font
from par_xl.terms.text import Cell, is_blank
from par_xl.terms.words import Role, Severity
from random_rows import PAST, ROLES, Kind, Row, random_rows
from sloppy_cells import sloppy_rows

_DONE: Mapping[str, Cell] = {"status": "Hoàn thành", "evidence": "Số 12"}
_GOING: Mapping[str, Cell] = {"status": "Đang thực hiện", "progress": 0.5}
_LATE: Mapping[str, Cell] = {"completed_on": date(2024, 4, 1)}
_PROGRESS = "Sai: Tiến độ (%) phải 0–100% (Hoàn thành 100%, Chưa thực hiện 0%)"
_DAY = "Sai: Ngày hoàn thành phải là ngày từ 04/8/2023 đến 14/6/2024"
_WHY = "Còn thiếu: Giải trình, nguyên nhân"
_TOLD = "Tài liệu kiểm chứng hoặc Giải trình, nguyên nhân"
_CLOSED = "Sai: Điểm tự đánh giá phải để trống ở dòng này"


def said(cells: Mapping[str, Cell], **of_row: Any) -> str:
    """The verdict on a row of the examples' plan; what it is due for was due on 31/3/2024."""
    return verdict(Example(cells, **of_row).asked, cells)


@pytest.mark.parametrize(
    ("cells", "of_row", "wanted"),
    [
        # Nothing filled; right.
        ({}, {}, ""),
        ({"result": "  "}, {}, ""),
        (_DONE, {}, "✔"),
        (_GOING, {}, "✔"),
        ({"status": "Chưa thực hiện"}, {}, "✔"),
        ({"status": "Không phát sinh trong kỳ"}, {"has_due_date": True, "maximum": 1.0}, "✔"),
        # Missing: all of it.
        ({"result": "Đã làm"}, {}, "Còn thiếu: Tình trạng thực hiện"),
        ({"status": "Đang thực hiện"}, {}, "Còn thiếu: Tiến độ (%)"),
        ({"status": "Hoàn thành"}, {}, f"Còn thiếu: {_TOLD}"),
        (
            {"status": "Hoàn thành"},
            {"has_due_date": True, "maximum": 1.0},
            f"Còn thiếu: Ngày hoàn thành; Điểm tự đánh giá; {_TOLD}",
        ),
        ({"status": "Không áp dụng"}, {"maximum": 1.0}, _WHY),
        ({**_DONE, **_LATE}, {"has_due_date": True}, _WHY),
        ({**_DONE, **_LATE}, {}, "✔"),
        ({**_DONE, "completed_on": date(2024, 3, 31)}, {"has_due_date": True}, "✔"),
        (_GOING, {"has_due_date": True}, _WHY),
        ({**_GOING, "explanation": "-"}, {"has_due_date": True}, _WHY),
        ({**_GOING, "explanation": "Chờ"}, {"has_due_date": True}, "✔"),
        ({**_DONE, "evidence": "…"}, {}, f"Còn thiếu: {_TOLD}"),
        ({**_GOING, "self_score": 0.5}, {"maximum": 1.0}, f"Còn thiếu: {_TOLD}"),
        ({**_GOING, "self_score": 0.0}, {"maximum": 1.0}, "✔"),
        (_GOING, {"maximum": 1.0}, "Còn thiếu: Điểm tự đánh giá"),
        # Wrong: the first cell, and what it takes.
        ({"status": "Xong"}, {}, "Sai: Tình trạng thực hiện phải chọn trong danh sách"),
        ({"status": " "}, {}, ""),
        ({"status": "*"}, {}, "Sai: Tình trạng thực hiện phải chọn trong danh sách"),
        ({**_GOING, "progress": "50%"}, {}, _PROGRESS),
        ({**_GOING, "progress": 50.0}, {}, _PROGRESS),
        ({**_DONE, "progress": 0.9}, {}, _PROGRESS),
        ({**_DONE, "progress": 1.0}, {}, "✔"),
        ({"status": "Chưa thực hiện", "progress": 0.1}, {}, _PROGRESS),
        ({**_DONE, "completed_on": "5/3/2024"}, {}, _DAY),
        ({**_DONE, "completed_on": date(2023, 8, 3)}, {}, _DAY),
        ({**_DONE, "completed_on": date(2024, 6, 15)}, {}, _DAY),
        ({**_GOING, "value": "12/15 xã"}, {}, "Sai: Số liệu thực hiện phải là một số"),
        (
            {**_GOING, "self_score": 1.5},
            {"maximum": 1.25},
            "Sai: Điểm tự đánh giá phải từ 0 đến 1,25",
        ),
        ({**_GOING, "self_score": 0.5}, {}, _CLOSED),
        # Rows of a criterion with tasks beneath, and coordinated ones.
        ({"self_score": 0.5, "evidence": "Số 1"}, {"maximum": 1.0, "role": Role.SCORING}, "✔"),
        ({"value": 5.0}, {"maximum": 1.0, "role": Role.SCORING}, "Còn thiếu: Điểm tự đánh giá"),
        ({"self_score": 0.5}, {"maximum": 1.0, "role": Role.SCORING}, f"Còn thiếu: {_TOLD}"),
        ({"result": "Đã góp ý"}, {"role": Role.COORDINATING}, "✔"),
        ({"difficulty": "\n"}, {"role": Role.COORDINATING}, "✔"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_row(
    cells: Mapping[str, Cell], of_row: Mapping[str, Any], wanted: str
) -> None:
    assert said(cells, **of_row) == wanted


@pytest.mark.parametrize(
    ("due", "wanted"),
    [(date(2024, 6, 9), _WHY), (date(2024, 6, 10), RIGHT), (date(2024, 6, 14), RIGHT)],
)
def test_what_is_due_before_the_day_to_send_by_is_overdue(due: date, wanted: str) -> None:
    """Sent before 10 June: what was due on the 9th is overdue by then, what is due on it is not."""
    for status in ("Đang thực hiện", "Chưa thực hiện"):
        cells: dict[str, Cell] = {"status": status, "progress": 0.0}
        assert verdict(replace(Example({}).asked, due=due), cells) == wanted


def test_a_row_that_is_not_the_chosen_units_takes_nothing() -> None:
    nobodys = replace(Example({}).asked, role=None)
    assert (verdict(nobodys, {}), verdict(nobodys, _DONE)) == ("", FOREIGN)


@pytest.mark.parametrize("role", [Role.LEAD, Role.COORDINATING])
def test_an_error_value_or_more_text_than_excel_joins_is_named_first(role: Role) -> None:
    asked = Example({}, role=role).asked
    broken = "Sai: ô có công thức lỗi hoặc quá dài; gõ lại giá trị"
    assert verdict(asked, {"status": "Xong"}, {"progress": "#REF!"}) == broken
    assert verdict(asked, {"result": "x" * 30_000, "evidence": "x" * 9_000}) == broken


ROWS = random_rows(seed=20240612, count=3_000, span=PAST, roles=ROLES)
ROWS += [Row(each.asked, each.cells, Kind.SLOPPY) for _, each in sloppy_rows()]


def _errors(row: Row) -> list[str]:
    filled = filled_row(row.asked, row.cells, PAST.end)
    return [rule.code for rule, _ in broken_rules(filled) if rule.severity is Severity.ERROR]


def _in_old_font(row: Row) -> bool:
    return any(isinstance(cell, str) and has_old_font(cell) for cell in row.cells.values())


def test_a_right_row_is_never_in_error() -> None:
    """But for what no formula can see: letters of old fonts."""
    right = [row for row in ROWS if verdict(row.asked, row.cells) == RIGHT]
    assert len(right) > 1_000
    assert [row for row in right if _errors(row) and not _in_old_font(row)] == []


def test_what_is_typed_as_the_prompts_say_is_right() -> None:
    honest = [row for row in ROWS if row.kind is Kind.HONEST]
    wanted = [RIGHT if row.cells else "" for row in honest]
    assert [verdict(row.asked, row.cells) for row in honest] == wanted


def test_half_a_row_is_never_wrong() -> None:
    """Whatever an official has come to by now, cell by cell."""
    for row in ROWS:
        if row.kind is Kind.HONEST:
            for count in range(1, len(row.cells)):
                half = dict([*row.cells.items()][:count])
                if str(half.get("status")) == str(row.cells.get("status")):
                    assert not verdict(row.asked, half).startswith("Sai"), (row, half)


READ_BUT_NOT_TAKEN = {
    "completed_on: a hair beyond its bounds",
    "completed_on: text",
    "evidence or explanation: no letter",
    "explanation: not asked by the rules",
    "progress: 2 to 100",
    "progress: text",
    "self_score: a hair beyond its bounds",
    "self_score: not asked by the rules",
    "self_score: text",
    "status: in other letters",
    "value: text",
    "white space",
}
"""What Python reads and the form does not take: officials see it and type it as the prompt says."""


def _kinds(row: Row) -> Iterator[str]:
    """Why the form does not say ✔ of a row in which Python finds no error."""
    text = verdict(row.asked, row.cells)
    if text.startswith(MISSING):
        for field in ("self_score", "explanation"):
            if field not in row.cells and text.endswith(BY_FIELD[field].header):
                yield f"{field}: not asked by the rules"
        if any(row.cells.get(field) for field in ("evidence", "explanation")):
            yield "evidence or explanation: no letter"
        return
    [field] = [
        each.field for each in WRONG if text.startswith(f"Sai: {BY_FIELD[each.field].header}")
    ]
    cell = row.cells[field]
    if isinstance(cell, str):
        letters = "in other letters" if field == "status" else "text"
        yield "white space" if is_blank(cell) else f"{field}: {letters}"
    elif field == "progress" and isinstance(cell, float):
        yield "progress: 2 to 100"
    else:
        yield f"{field}: a hair beyond its bounds"


def test_what_python_reads_and_the_form_does_not_take_is_known() -> None:
    strict = (row for row in ROWS if verdict(row.asked, row.cells) not in ("", RIGHT))
    accepted = [row for row in strict if is_filled(row.cells) and not _errors(row)]
    assert {kind for row in accepted for kind in _kinds(row)} == READ_BUT_NOT_TAKEN
