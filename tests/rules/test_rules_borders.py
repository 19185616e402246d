"""Rules at their borders, and the words that each says of a place (rules/, rule by rule)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from test_rules import broken, faults

from par_xl.rules.entry import BY_FIELD
from par_xl.rules.judge import accepted, filled_row
from par_xl.rules.registry import BY_CODE, broken_rules
from par_xl.rules.rule import Example
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, Severity, Status, number

_DONE: dict[str, Cell] = {"status": "Hoàn thành", "evidence": "Số 1"}
_GOING: dict[str, Cell] = {"status": "Đang thực hiện", "progress": 0.5}


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("status", {"result": "Đã làm"}),
        ("progress", {"status": "Đang thực hiện"}),
        ("completed_on", _DONE),
        ("explanation", {"status": "Không áp dụng"}),
        ("evidence", {"status": "Hoàn thành", "completed_on": date(2024, 6, 5)}),
        ("explanation", {"status": "Hoàn thành", "completed_on": date(2024, 6, 5)}),
        ("evidence", _GOING | {"self_score": 0.5}),
        ("explanation", _GOING | {"self_score": 0.5}),
    ],
)
def test_a_cell_in_error_is_not_told_as_empty_too(field: str, cells: dict[str, Cell]) -> None:
    example = Example(cells, has_due_date=True, maximum=1, broken={field: "#REF!"})
    assert faults(example) == ["OO01"]
    healthy = Example(cells, has_due_date=True, maximum=1)
    assert len(faults(healthy)) == 1 and faults(healthy) != ["OO01"]


def _words(example: Example, code: str) -> list[dict[str, str]]:
    return [dict(words) for rule, words in broken_rules(example.row()) if rule.code == code]


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("Co\u0302ng", "chữ dấu rời đổi thành Unicode dựng sẵn"),
        ("Công\u200b", "bỏ ký tự ẩn"),
        (" Công", "bỏ khoảng trắng thừa"),
        ("Công\u00a0văn", "khoảng trắng không ngắt đổi thành khoảng trắng thường"),
        ("\u00d0ã gửi", "chữ Ð (Iceland) đổi thành Đ"),
        ("Gửi \u00f0i", "chữ Ð (Iceland) đổi thành Đ"),
        (
            " Co\u0302ng\u00a0\u200bvăn \u00f0",
            "chữ dấu rời đổi thành Unicode dựng sẵn, bỏ ký tự ẩn, bỏ khoảng trắng thừa, "
            "khoảng trắng không ngắt đổi thành khoảng trắng thường, chữ Ð (Iceland) đổi thành Đ",
        ),
    ],
)
def test_what_was_put_right_in_a_text_is_named(typed: str, what: str) -> None:
    row = Example(_GOING | {"result": typed, "difficulty": typed})
    assert [(w["field"], w["what"]) for w in _words(row, "CH01")] == [
        ("result", what),
        ("difficulty", what),
    ]


@pytest.mark.parametrize("typed", ["Công văn", "  ", "\u00a0", "Céng hßa\u00a0", 12.0, None])
def test_a_text_that_is_clean_blank_or_no_text_is_not_told(typed: Cell) -> None:
    assert _words(Example(_GOING | {"result": typed}), "CH01") == []


def test_only_texts_are_cleaned_and_told() -> None:
    """Of other columns it is told how they were read."""
    cells: dict[str, Cell] = {"status": " Đang thực hiện", "progress": " 80 %", "value": " 5"}
    assert broken(Example(cells)) == ["CH02", "CH03", "CH06"]


@pytest.mark.parametrize(
    ("cells", "code", "read"),
    [
        ({"status": "Đang thực hiện"}, "CH02", None),
        ({"status": "đang thực hiện"}, "CH02", "Đang thực hiện"),
        ({"status": "Đang làm"}, "CH02", None),
        ({"progress": 0.8}, "CH03", None),
        ({"progress": 1 / 3}, "CH03", None),
        ({"progress": 100 / 3}, "CH03", "33,33%"),
        ({"progress": 80.0}, "CH03", "80%"),
        ({"progress": "0,8"}, "CH03", "80%"),
        ({"progress": "1"}, "CH03", "100%"),
        ({"progress": "0"}, "CH03", "0%"),
        ({"progress": "-5%"}, "CH03", None),
        ({"progress": "1,01"}, "CH03", None),
        ({"progress": "gần xong"}, "CH03", None),
        ({"completed_on": date(2024, 6, 5)}, "CH04", None),
        ({"completed_on": "5/6/2024"}, "CH04", "05/6/2024"),
        ({"completed_on": 45448.0}, "CH04", "05/6/2024"),
        ({"completed_on": "mai"}, "CH04", None),
        ({"self_score": 0.25}, "CH05", None),
        ({"self_score": "0,12345"}, "CH05", "0,1235"),
        ({"self_score": "đạt"}, "CH05", None),
        ({"value": 12.5}, "CH06", None),
        ({"value": "12,5"}, "CH06", "12,5"),
        ({"value": "1.250"}, "CH06", "1250"),
        ({"value": "12/15 xã"}, "CH06", None),
    ],
)
def test_how_a_cell_was_read_is_told_where_it_was_typed_otherwise(
    cells: dict[str, Cell], code: str, read: str | None
) -> None:
    told = _words(Example(cells, maximum=1), code)
    assert [words["read"] for words in told] == ([] if read is None else [read])


def test_an_unclear_progress_is_told_with_what_it_may_mean() -> None:
    row = Example(_GOING | {"progress": 1.25})
    assert _words(row, "TD02") == [{"low": "1,25%", "high": "125%"}]


@pytest.mark.parametrize("score", ["0,5", 5.0, -1.0, "đạt"])
def test_a_score_where_none_is_given_is_told_once(score: Cell) -> None:
    assert broken(Example(_GOING | {"self_score": score})) == ["DI01"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Hoàn thàn", Status.DONE),
        ("Đã xong hết rồi", Status.DONE),
        ("HÒAN tất cả", Status.DONE),
        ("chưa làm được", Status.NOT_STARTED),
        ("chưa hoàn tất xong", Status.NOT_STARTED),
        ("việc này đang làm", Status.IN_PROGRESS),
        ("không có việc phát sinh", Status.NOT_ARISEN),
        ("không áp dụng được ở phòng", Status.NOT_APPLICABLE),
        ("abc", Status.IN_PROGRESS),
        ("Hoan thanh", Status.DONE),
        # Too long to be like any: then a word in it decides, the first of these.
        ("có phát sinh nhưng ngoài phạm vi báo cáo của phòng", Status.NOT_ARISEN),
        ("phòng không áp dụng do chưa được giao việc này", Status.NOT_APPLICABLE),
        ("phòng chưa làm vì đang chờ hướng dẫn của bộ", Status.NOT_STARTED),
        ("đang hoàn thiện hồ sơ trình ký ban hành", Status.IN_PROGRESS),
        ("ĐÃ HOÀN TẤT TỪ THÁNG BA NĂM NAY RỒI NHÉ", Status.DONE),
        ("việc ấy làm từ tháng ba xong cả rồi nhé", Status.DONE),
    ],
)
def test_the_status_that_was_meant_is_suggested(typed: str, meant: Status) -> None:
    [words] = _words(Example({"status": typed}), "TT02")
    assert words == {"near": f"Có phải là “{meant.label}”? "}


@pytest.mark.parametrize(
    ("score", "maximum", "codes"),
    [
        (0.125 + 1e-10, 0.125, []),
        (0.13, 0.125, ["DI04"]),
        (0.0, 1.0, []),
        (-1e-12, 1.0, ["DI03"]),
        (1.0 + 5e-10, 1.0, []),
        (1.0 + 5e-9, 1.0, ["DI04"]),
        ("đạt", 1.0, ["DI02"]),
    ],
)
def test_scores_at_their_borders(score: Cell, maximum: float, codes: list[str]) -> None:
    cells: dict[str, Cell] = _GOING | {"self_score": score, "evidence": "Số 1"}
    row = Example(cells, maximum=maximum)
    assert broken(row) == codes
    for words in (w for code in codes for w in _words(row, code)):
        assert words == {"maximum": number(maximum, 4)}


@pytest.mark.parametrize(
    ("status", "progress", "code"),
    [
        ("Đang thực hiện", 1 + 5e-10, None),
        ("Đang thực hiện", 1 + 5e-9, "TD02"),
        ("Đang thực hiện", 2 - 1e-9, "TD02"),
        ("Đang thực hiện", -5e-10, None),
        ("Đang thực hiện", -5e-9, "TD03"),
        ("Đang thực hiện", 0.0, None),
        ("Đang thực hiện", None, "TD06"),
        ("Hoàn thành", 1 - 5e-10, None),
        ("Hoàn thành", 1 - 5e-9, "TD04"),
        ("Hoàn thành", -5e-10, "TD04"),
        ("Hoàn thành", 0.0, "TD04"),
        ("Hoàn thành", -0.5, "TD03"),
        ("Hoàn thành", 1.5, "TD02"),
        ("Hoàn thành", None, None),
        ("Chưa thực hiện", 5e-10, None),
        ("Chưa thực hiện", 5e-9, "TD05"),
        ("Chưa thực hiện", 1.0, "TD05"),
        ("Chưa thực hiện", 1 + 5e-10, "TD05"),
        ("Chưa thực hiện", 1.5, "TD02"),
        ("Chưa thực hiện", -0.5, "TD03"),
        ("Chưa thực hiện", None, None),
        ("Không phát sinh trong kỳ", 0.5, None),
    ],
)
def test_progress_at_its_borders(status: str, progress: Cell, code: str | None) -> None:
    row = Example({"status": status, "progress": progress, "evidence": "Số 1"})
    assert faults(row) == ([code] if code else [])


def test_a_progress_that_does_not_fit_is_told_in_full() -> None:
    row = Example(_DONE | {"progress": 0.98765432198765})
    assert _words(row, "TD04") == [{"progress": "98,765432199%"}]
    begun = Example({"status": "Chưa thực hiện", "progress": 0.12345678912345})
    assert _words(begun, "TD05") == [{"progress": "12,345678912%"}]


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2023, 8, 3), ["NG03"]),
        (date(2023, 8, 4), []),
        (date(2023, 8, 13), []),
        (date(2023, 12, 14), []),
        (date(2023, 12, 12), []),
        (date(2023, 12, 15), []),
        (date(2024, 6, 7), []),
        (date(2024, 6, 8), ["NG05"]),
        (date(2024, 6, 14), ["NG05"]),
        (date(2024, 6, 15), ["NG02"]),
        (date(2024, 7, 12), ["NG02"]),
        (date(2024, 7, 6), ["NG02", "NG06"]),
        (date(2024, 12, 1), ["NG02", "NG06"]),
        (date(2024, 12, 6), ["NG02", "NG06"]),
        (date(2024, 12, 7), ["NG02"]),
    ],
)
def test_days_at_their_borders(day: date, codes: list[str]) -> None:
    assert faults(Example(_DONE | {"completed_on": day}, has_due_date=True)) == codes


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2024, 12, 1), date(2024, 12, 31), True),
        (date(2024, 12, 5), date(2024, 12, 31), True),
        (date(2024, 12, 6), date(2024, 12, 31), False),
        (date(2024, 12, 1), date(2024, 12, 5), True),
        (date(2024, 12, 1), date(2024, 12, 4), False),
        (date(2024, 5, 12), date(2024, 12, 31), False),
        (date(2024, 1, 1), date(2024, 5, 12), False),
    ],
)
def test_a_swapped_day_is_told_up_to_the_periods_first_and_last_day(
    first: date, last: date, told: bool
) -> None:
    """12/5, which may have meant 5/12."""
    row = Example(_DONE | {"completed_on": date(2024, 5, 12)}).row()
    row = replace(row, asked=replace(row.asked, period_start=first, period_end=last))
    assert ("NG06" in [rule.code for rule, _ in broken_rules(row)]) is told


def test_the_days_of_a_rules_message_are_written_out() -> None:
    late = Example(_DONE | {"completed_on": date(2024, 6, 20)})
    bounds = {"start": "04/8/2023", "end": "14/6/2024"}
    assert _words(late, "NG02") == [bounds]
    early = Example(_DONE | {"completed_on": date(2014, 6, 5)})
    assert _words(early, "NG03") == [bounds]
    soon = Example(_DONE | {"completed_on": date(2024, 6, 12)})
    assert _words(soon, "NG05") == [{"received": "07/6/2024"}]
    swapped = Example(_DONE | {"completed_on": date(2024, 7, 6)})
    assert _words(swapped, "NG06") == [{"found": "06/7/2024", "other": "07/6/2024"}]


_EACH: dict[str, Cell] = {
    "status": "Hoàn thành",
    "progress": 1.0,
    "completed_on": date(2024, 6, 5),
    "value": 1.0,
    "self_score": 0.5,
    "result": "B¸o c¸o",
    "evidence": "Số 1",
    "explanation": "Chờ",
    "difficulty": "B¸o c¸o",
}


@pytest.mark.parametrize(
    ("role", "code", "fields"),
    [
        (Role.LEAD, "OO03", ["result", "difficulty"]),
        (Role.SCORING, "OO03", []),
        (Role.COORDINATING, "PH03", ["result", "difficulty"]),
        (Role.LEAD, "OO02", ["status", "result", "difficulty"]),
        (Role.COORDINATING, "PH04", ["result", "difficulty"]),
        (Role.LEAD, "OO01", ["difficulty", "value"]),
        (Role.SCORING, "OO01", ["difficulty", "value"]),
        (Role.COORDINATING, "PH02", ["difficulty", "value"]),
        (Role.LEAD, "PH01", []),
        (Role.SCORING, "PH01", ["status", "progress", "completed_on", "result", "difficulty"]),
        (Role.COORDINATING, "PH01", [f for f in _EACH if f not in ("result", "difficulty")]),
    ],
)
def test_each_cell_is_told_with_its_column(role: Role, code: str, fields: list[str]) -> None:
    row = Example(
        _EACH,
        has_due_date=True,
        maximum=1,
        broken={"difficulty": "#REF!", "value": "#N/A"},
        merged=frozenset({"difficulty", "result", "status"}),
        role=role,
    )
    told = _words(row, code)
    assert [(w["field"], w["header"]) for w in told] == [
        (field, BY_FIELD[field].header) for field in fields
    ]
    if code in ("OO01", "PH02"):
        assert [words["why"] for words in told] == ["#REF!", "#N/A"]


def test_a_cell_that_a_row_does_not_take_is_told_with_those_that_it_takes() -> None:
    [words] = _words(
        Example({"result": "Đã góp ý", "progress": 0.5}, role=Role.COORDINATING), "PH01"
    )
    assert words["taken"] == "“Kết quả thực hiện”, “Khó khăn, kiến nghị”"
    unmeasured = Example({**_GOING, "value": 5.0})
    row = filled_row(
        replace(unmeasured.asked, is_measured=False), unmeasured.cells, date(2024, 6, 7)
    )
    assert [(rule.code, words["field"]) for rule, words in broken_rules(row)] == [("PH01", "value")]
    assert accepted(row).value is None


def test_a_coordinating_row_breaks_no_rule_on_lead_rows() -> None:
    row = Example({"result": "Đã góp ý", "difficulty": "Thiếu người"}, role=Role.COORDINATING)
    assert broken(row) == []


def test_a_finding_holds_its_place_and_value() -> None:
    rule = BY_CODE["NG01"]
    told = rule.at("t.xlsx", "Phụ lục I", "P8", "mai")
    assert (told.file, told.sheet, told.cell, told.value) == ("t.xlsx", "Phụ lục I", "P8", "mai")
    assert (told.code, told.severity) == ("NG01", Severity.ERROR)
    assert told.message == ("Không đọc được ngày “mai”.")
    assert "“”" in rule.at("t.xlsx").message
    nowhere = rule.at("t.xlsx", value="")
    assert (nowhere.sheet, nowhere.cell, nowhere.value) == (None, None, None)
    assert "“”" in nowhere.message


def test_a_cure_names_the_words_of_its_place_too() -> None:
    found = BY_CODE["DI04"].at("t", value="2", words={"maximum": "1"})
    assert found.fix == "Gõ điểm từ 0 đến 1."
    warned = BY_CODE["TD06"].at("t")
    assert warned.message == "“Đang thực hiện” nhưng chưa có tiến độ, nên tính là 0%."


def test_words_of_one_place_may_name_its_column() -> None:
    words = {"header": "Kết quả thực hiện", "why": "#REF!"}
    assert "“Kết quả thực hiện”" in BY_CODE["OO01"].at("t", words=words).message
