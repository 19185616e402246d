"""Số liệu thực hiện in rows in percent: 95 is 95 %; a cell that shows 95% holds 0.95."""

from __future__ import annotations

import pytest
from test_rules import faults

from par_xl.rules.registry import broken_rules
from par_xl.rules.rule import Example
from par_xl.terms.text import Cell
from par_xl.terms.words import Role


def _row(value: Cell, in_percent: bool = True) -> Example:
    return Example({"status": "Chưa thực hiện", "value": value}, is_in_percent=in_percent)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        *[(0.0, False), (0.0001, True), (0.95, True), (1.0, True), (1 - 1e-16, True)],
        # What shows 120 % holds 1.2.
        *[(1.2, True), (1.0001, True), (2.0, True), (2.0001, False), (95.0, False)],
        *[(-0.5, False), (-1.0, False), (-1.2, False)],
        *[("0,95", True), ("0.95", True), (" 0,95\u00a0", True), ("1", True), ("1,000", True)],
        *[("0,95%", False), ("95%", False), ("1 %", False), ("0", False), ("1,01", False)],
        # A thousand, and with another nought in front nothing but 1.
        *[("1.000", False), ("+1.000", False), ("01.000", True)],
        *[("khoảng 0,95", False), ("1/2", False), (True, False), (None, False)],
    ],
)
def test_a_number_up_to_2_may_be_a_share(value: Cell, told: bool) -> None:
    assert faults(_row(value)) == (["SL01"] if told else [])
    assert faults(_row(value, in_percent=False)) == []


@pytest.mark.parametrize(
    ("value", "read", "meant"),
    [
        *[(0.95, "0,95", "95"), (1.0, "1", "100"), (0.07, "0,07", "7"), (0.005, "0,005", "0,5")],
        *[(1.2, "1,2", "120"), ("0,875", "0,875", "87,5"), (1 / 3, "0,333333333", "33,333333333")],
    ],
)
def test_it_is_told_what_is_understood_and_what_may_be_meant(
    value: Cell, read: str, meant: str
) -> None:
    [words] = [words for rule, words in broken_rules(_row(value).row()) if rule.code == "SL01"]
    assert words == {"read": read, "meant": meant}


@pytest.mark.parametrize(
    ("role", "code"), [(Role.LEAD, "SL01"), (Role.SCORING, "SL01"), (Role.COORDINATING, "PH01")]
)
def test_it_concerns_rows_in_which_a_value_is_asked(role: Role, code: str) -> None:
    row = Example({"value": 0.95}, False, 1.0, is_in_percent=True, role=role).row()
    told = [rule.code for rule, _ in broken_rules(row) if rule.code in ("SL01", "PH01")]
    assert told == [code]


def test_a_cell_in_error_is_not_told_as_a_share() -> None:
    row = Example({"status": "Chưa thực hiện"}, broken={"value": "#N/A"}, is_in_percent=True)
    assert faults(row) == ["OO01"]
