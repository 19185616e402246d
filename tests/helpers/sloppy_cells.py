"""What people type into forms: rows for the test that form and intake judge them alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from par_xl.rules.rule import Example

NBSP = "\u00a0"
MISSPELT = "Hòan thành"
DECOMPOSED = "Hoàn tha\u0300nh"

STATUSES = (
    "Hoàn thành", " hoàn thành ", f"Hoàn thành{NBSP}", f"{NBSP}Hoàn thành", f"Hoàn{NBSP}thành",
    "Hoàn  thành", "Hoàn thành\n", "\tHoàn thành", "Hoàn\nthành", "HOÀN THÀNH", "hoàn thành.",
    "Hoan thanh", "Đã hoàn thành", "Hoàn thành 100%", MISSPELT, DECOMPOSED,
    "đang thực hiện", "Chưa  thực hiện ", "Chưa", "Không áp dụng", "không áp dụng", "x", 1.0, 0.0,
    " ", "Không phát sinh", "Không phát sinh trong kỳ ",
    "\u00d0ang thực hiện", "\u00f0ang thực hiện",
)  # fmt: skip
SHARES = (
    "80%", "80 %", " 80%", "80% ", f"80{NBSP}%", "80", "0,8", "0.8", "0,8%", "7,5", "7.5", "7,5%",
    "80,00%", "80.00%", "1.5", "1,5", "1,5%", "150%", "100%", "100,5%", "0%", "0", "-5%", "-0,1",
    "101", "120 %", "8 0", "+5%", "gần xong", "80 phần trăm", "khoảng 80%", "%", "12/15", "5/6",
    "1.000", "1.250,5", "1,250.5", "1.2.3", "1,2,3", "--5", "(5)", "1e1", "$5", "5,", ",5",
    "10:30", " ", NBSP, "\n", "80%%", "%80",
    0.0, 0.5, 1.0, 1.0000001, 1.0000000001, 0.9999999999, -1e-10,
    1.5, 1.99, 2.0, 50.0, 100.0, 100.5, 120.0, -0.1, -80.0,
)  # fmt: skip
DAYS = (
    "5/6/2024", "05/06/2024", "5.6.2024", "5-6-2024", " 5/6/2024 ", f"{NBSP}5/6/2024",
    "5 / 6 / 2024", "5/6/2024\n", "2024-06-05", "2024-6-5", "2024/06/05", "2024.06.05",
    "2024-06-05 10:30", "31/4/2024", "30/2/2024", "29/2/2024", "29/2/2023", "31/12/2023",
    "1/13/2024", "13/1/2024", "0/6/2024", "5/0/2024", "5/6/24", "5/6", "6/2024", "tháng 6",
    "ngày 5/6/2024", "5/6-2024", "5/6/2024/1", "5/6/2024.", "05/06/02024", "5,6,2024", "+5/6/2024",
    "-5/6/2024", "45450", "45450,5", "5/6/2024 (dự kiến)", "x", "?", " ", NBSP,
    "14/6/2024", "15/6/2024", "20/7/2024", "3/8/2023", "4/8/2023", "12/12/2023", "10/12/2023",
    45450.0, 45450.5, 9999.0, 10000.0, 80000.0, 80001.0, -5.0, 0.0, 5.6,
    date(2024, 6, 14), date(2024, 6, 15), date(2023, 8, 3), date(2023, 12, 14), date(2014, 6, 5),
)  # fmt: skip
SCORES = (
    "0,5", "0.5", " 0,5 ", f"0,5{NBSP}", "1,0", "2", "2,0", "2,01", "7,5", "7.5", "-0,5", "-1",
    "+0,5", "đạt", "0,5 điểm", "0,5đ", "1/2", "50%", "0,5/2", ".5", "5,", "1.250", "1.5.0", "0", "",
    "1 5", "~1", " ", NBSP, 0.0, 0.5, 2.0, 2.0000000001, 2.01, -0.5, 100.0,
)  # fmt: skip
VALUES = (
    "95%", "95 %", "95", "0,95", "0.95", " 0,95", f"0,95{NBSP}", "0 ,95", "0,95%", "0,95 %", "1",
    "1%", "1,0", "1.000", "+1.000", "01.000", "1,000", "0", "-0,5", "+0,5", "0,9,5", "1.250,5",
    "khoảng 1", "12/15", ".5", "1,", " ", 0.0, 0.005, 0.5, 0.95, 1.0, 1.0000001, 1.5, 95.0, -0.5,
)  # fmt: skip
TEXTS = (
    " ", NBSP, "\n", "\t", "  \n ", f"{NBSP} {NBSP}", "-", "- Đã ban hành", "=1+1", "+", "@", "0",
)  # fmt: skip

_ROWS: dict[str, tuple[tuple[str | float | date, ...], Mapping[str, str | float]]] = {
    "status": (STATUSES, {"result": "Đã làm", "evidence": "Số 1"}),
    "progress": (SHARES, {"status": "Đang thực hiện"}),
    "completed_on": (DAYS, {"status": "Hoàn thành", "evidence": "Số 1"}),
    "self_score": (
        SCORES,
        {"status": "Đang thực hiện", "progress": 0.5, "evidence": "Số 1"},
    ),
    "value": (VALUES, {"status": "Đang thực hiện", "progress": 0.5}),
    "result": (TEXTS, {}),
}
_COMBINED: dict[str, Mapping[str, str | float]] = {
    "evidence of spaces": {"status": "Hoàn thành", "evidence": f" {NBSP}"},
    "explanation of spaces": {"status": "Không áp dụng", "explanation": "  "},
    "explanation instead": {"status": "Hoàn thành", "explanation": "Chưa có văn bản"},
    "done at 99%": {"status": " hoàn thành", "progress": "99 %", "evidence": "Số 1"},
    "done at 100 in words": {"status": "Hoàn thành", "progress": "100 %", "evidence": "Số 1"},
    "not started at 5": {"status": "Chưa thực hiện", "progress": 5.0},
    "score without a document": {"status": "Đang thực hiện", "progress": 1.0, "self_score": "0,5"},
    "score of 0": {"status": "Đang thực hiện", "progress": 1.0, "self_score": "0"},
    "two faults": {"status": "Hoàn thành", "progress": 1.5, "completed_on": "31/4/2024"},
    "error before warning": {"status": "Đang thực hiện", "self_score": "9", "evidence": " "},
}


def sloppy_rows() -> Iterator[tuple[str, Example]]:
    """Each with a name; a row with a maximum of 2 points, dated where a day is typed, in percent
    where a measured value is."""
    for field, (values, others) in _ROWS.items():
        for value in values:
            cells = {**others, field: value}
            is_due, is_in_percent = field == "completed_on", field == "value"
            example = Example(cells, is_due, 2.0, is_in_percent=is_in_percent)
            yield f"{field} {value!r}", example
    for name, combined in _COMBINED.items():
        yield name, Example(combined, maximum=2.0)
