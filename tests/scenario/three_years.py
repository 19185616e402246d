"""Three years in one folder, from December 2023 to June 2026: what happens in an office, step by
step. After each step the office's second reckoning agrees (see ``office.Office``)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from builders import PlanTables, plan_rows
from filling import honestly, nothing_else, rows
from office import Office
from par_xl.workspace.layout import Folder
from second import Reckoned, read_plan
from second.plan import SHEETS
from sheet_view import SheetView, stored
from typist import renamed_text, typed

UNITS = """
| Mã đơn vị | Tên đơn vị                   | Loại      | Tên gọi khác | Đến kỳ | Sáp nhập vào |
| HC        | Phòng Hành chính - Tổ chức   | phòng     | P. HC-TC     |        |              |
| TH        | Phòng Tổng hợp               | phòng     |              |        |              |
| KT        | Phòng Kinh tế                | phòng     |              |        |              |
| NC        | Phòng Nội chính              | phòng     | P. NC        |        |              |
| TD        | Ban Tiếp công dân            | ban       |              |        |              |
| TT        | Trung tâm Tin học            | trung tâm |              |        |              |
| CVP       | Chánh Văn phòng              | lãnh đạo  |              |        |              |
| SNV       | Sở Nội vụ                    | bên ngoài |              |        |              |
"""
PERIODS = """
| Kỳ      | Tên kỳ       | Loại kỳ | Từ ngày    | Đến ngày   | Gửi trước ngày |
| 2023-06 | 6 tháng 2023 | 6 tháng | 15/12/2022 | 14/6/2023  | 10/6/2023      |
| 2023-12 | Năm 2023     | năm     | 15/12/2022 | 14/12/2023 | 10/12/2023     |
| 2024-06 | 6 tháng 2024 | 6 tháng | 15/12/2023 | 14/6/2024  | 10/6/2024      |
| 2024-12 | Năm 2024     | năm     | 15/12/2023 | 14/12/2024 | 10/12/2024     |
| 2025-06 | 6 tháng 2025 | 6 tháng | 15/12/2024 | 14/6/2025  | 10/6/2025      |
| 2025-12 | Năm 2025     | năm     | 15/12/2024 | 14/12/2025 | 10/12/2025     |
| 2026-06 | 6 tháng 2026 | 6 tháng | 15/12/2025 | 14/6/2026  | 10/6/2026      |
"""
AREAS = """
| Chỉ số    | Mã | Tên lĩnh vực       |
| PAR INDEX | 1  | Chỉ đạo, điều hành |
| PAR INDEX | 2  | Cải cách thể chế   |
| PAR INDEX | 3  | Chuyển đổi số      |
| SIPAS     | S1 | Tiếp cận dịch vụ   |
| SIPAS     | S2 | Tiếp nhận phản ánh |
| PAPI      | P1 | Tham gia           |
| PAPI      | P2 | Minh bạch          |
"""
ITEMS = """
| TT    | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |
| 1     | 4           |             |                |                 |                      |
| 1.1   | 1.5         |             | HC             | TT              | 31/3/2024            |
| 1.2   | 1           |             | HC; Tất cả     |                 | Thường xuyên         |
| 1.3   | 1.5         | %           | KT             |                 |                      |
| 1.3.a |             |             | KT; TH         |                 | Quý II/2024          |
| 1.3.b |             |             | phòng          | ban             | Hằng năm             |
| 2     | 6           |             |                |                 |                      |
| 2.1   | 3           |             |                |                 |                      |
| 2.1.1 | 1           |             | NC             | HC              | 30/6/2025            |
| 2.1.2 | 2           | hồ sơ       | NC; TD         |                 | Hằng năm             |
| 2.2   | 2           |             | TH             |                 |                      |
| 2.2.a |             |             | TH             | KT              | 2024-2025            |
| 2.2.b |             |             | TD             | TH              | Thường xuyên         |
| 2.3   | 1           |             | HC             |                 | Hằng năm             |
| 3     | 2           |             |                |                 |                      |
| 3.1   | 2           | %           | TT             | Tất cả          | Hằng năm             |
| S1    |             |             |                |                 |                      |
| S1.1  |             |             | TT             | HC              | Quý I/2024           |
| S1.2  |             | %           | Tất cả         |                 | Hằng quý             |
| S2    |             |             |                |                 |                      |
| S2.1  |             |             | TD             |                 | 10/12/2024           |
| S2.2  |             |             | NC             | TD              | Thường xuyên         |
| P1    |             |             |                |                 |                      |
| P1.1  |             |             | HC; TH; TD     |                 | Năm 2025             |
| P1.2  |             |             | phòng          | trung tâm       | Thường xuyên         |
| P2    |             |             |                |                 |                      |
| P2.1  |             | lượt        | KT             |                 | 6 tháng/lần          |
| P2.2  |             |             | TT             |                 | Tháng 6/2026         |
"""
PROVINCE = ("1.3.b", "2.2", "3.1", "S2.2", "P2.2")
"""Rows that the province's bodies do; the others are the office's own."""
TARGETS: dict[str, tuple[str | int | None, int | None]] = {
    "1.1": ("1,5", None),
    "1.3": (80, 90),
    "2.1.2": (50, 60),
    "3.1": ("≥ 70%", 75),
    "S1.2": (60, None),
}
"""What is to be reached in 2024 and 2025."""
FILING = ("HC", "TH", "KT", "NC", "TD", "TT")


def plan_tables() -> PlanTables:
    """The plan as it is in 2023."""
    tables = plan_rows(ITEMS, units=UNITS, periods=PERIODS, areas=AREAS)
    for row in (row for index in SHEETS.values() for row in tables[index]):
        code = str(row["TT"])
        row["Cách đánh giá"] = "Điều tra xã hội học" if code == "2.3" else None
        row["Mục tiêu 2024"], row["Mục tiêu 2025"] = TARGETS.get(code, (None, None))
        if code in PROVINCE:
            row["Thẩm quyền thực hiện"] = "Cấp tỉnh"
    return tables


def everybody(office: Office, period: str, on: str, but: str = "") -> None:
    """All units but some fill in their forms diligently, and send them on a day."""
    for number, unit in enumerate(FILING):
        form = office.folder.form(period, unit)
        if unit not in but.split() and form.exists():
            rng = Random(f"{period} {unit}")
            done = date.fromisoformat(f"{on[:4]}-{rng.randrange(1, 6):02}-{rng.randrange(10, 28)}")
            office.send(period, unit, honestly(done, rng), on=f"{on} {9 + number}")


# 2023


def the_first_year_is_asked_of_everybody(office: Office) -> None:
    """November 2023: the first forms go out; nothing arrives filled in."""
    office.at("2023-11-20")
    office.save_plan()
    office.done("plan", "check")
    office.make_forms("2023-12")
    form = office.form("2023-12", "TD")
    assert not any(line.cells for line in form.lines)


def forms_come_in_late_partial_and_refused(office: Office) -> None:
    """December 2023: one is late, one holds two rows, one cannot be opened, one has faults."""
    everybody(office, "2023-12", "2023-12-06", but="KT NC TD")
    office.send(
        "2023-12",
        "NC",
        rows("""
            | code  | status         | progress | done       | value | evidence | score |
            | 2.1.1 | Hoàn thành     |          | 2023-12-01 |       | Số 1/BC  | 0.75  |
            | 2.1.2 | Đang thực hiện | 45%      |            | 41    |          | 1,5   |
        """),
        on="2023-12-12",
    )
    # Nobody can read it; nobody knows whose it is but by its name.
    office.arrives("2023-12", "Ban Tiếp dân.xlsx", b"PK\x03\x04 cut off", "2023-12-08")
    office.send(
        "2023-12",
        "KT",
        rows("""
            | code  | status       | progress | done       | evidence | why | value | score |
            | 1.3   |              |          |            | Số 2     |     | 77    | 2     |
            | 1.3.a | Hoàn thành   |          | 30/11/2023 | Số 3     |     |       |       |
            | 1.3.b | Đã hoàn tất  |          |            |          |     |       |       |
            | P1.2  | Hoàn thành   | 0.9      |            | Số 4     |     |       |       |
            | P2.1  | Không áp dụng |         |            |          |     |       |       |
            | 1.2   | Chưa thực hiện | 0.2    |            |          |     |       |       |
        """),
        on="2023-12-07",
    )
    office.at("2023-12-13")
    mine = office.merge("2023-12")
    assert mine.sent == {
        **dict.fromkeys(("HC", "TH", "KT", "TT"), "on_time"),
        "NC": "late",
        "TD": "missing",
    }
    assert mine.entries["PAR_INDEX/1.3.b", "KT"].in_error
    office.check_master("2023-12")


def faults_are_mended_and_the_year_is_closed(office: Office) -> None:
    """What was wrong comes again, right, under the old name; the file that could not be opened
    comes as a good one; the year is closed."""
    office.send(
        "2023-12",
        "KT",
        rows("""
            | code  | status       | progress | done       | evidence | why   | value | score |
            | 1.3   |              |          |            | Số 2     |       | 77    | 1,25  |
            | 1.3.a | Hoàn thành   |          | 30/11/2023 | Số 3     |       |       |       |
            | 1.3.b | Hoàn thành   | 100%     | 2023-12-10 | Số 3     |       |       |       |
            | P1.2  | Hoàn thành   |          |            | Số 4     |       |       |       |
            | P2.1  | Không áp dụng |         |            |          | Chưa giao |   |       |
        """),
        on="2023-12-14",
    )
    office.send("2023-12", "TD", honestly(date(2023, 12, 4), Random(1)), on="2023-12-14")
    (office.folder.submitted("2023-12") / "Ban Tiếp dân.xlsx").unlink()
    office.at("2023-12-15")
    mine = office.merge("2023-12")
    # Judged by the first file that was not refused.
    assert (mine.sent["KT"], mine.sent["TD"]) == ("on_time", "late")
    office.close("2023-12")
    office.check_master("2023-12")


# 2024


def what_is_done_is_not_asked_again(office: Office) -> None:
    """June 2024: tasks that are due once and done arrive filled in; those of every period and of
    last year do not."""
    office.at("2024-05-15")
    office.make_forms("2024-06")
    arrived = {line.key for line in office.form("2024-06", "NC").lines if line.cells}
    assert arrived == {"PAR_INDEX/2.1.1"}
    # Nobody has sent anything yet, and what was done still is.
    office.at("2024-06-01")
    mine = office.merge("2024-06")
    assert mine.entries["PAR_INDEX/2.1.1", "NC"].carried_from == "2023-12"
    assert set(mine.sent.values()) == {"not_due"}


def a_form_comes_in_three_parts(office: Office) -> None:
    """Three officers of one room send what each knows; a copy of one comes twice."""
    parts = [
        "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.3 |\n| P1.2 | Chưa thực hiện | |",
        "| code | status | progress | why |\n| 1.2 | Đang thực hiện | 0.5 | Thiếu người |",
        "| code | status | progress | value |\n| S1.2 | Đang thực hiện | 0.5 | 55,5 |",
    ]
    for number, part in enumerate(parts):
        on = f"2024-06-0{3 + number}"
        office.send("2024-06", "HC", rows(part), nothing_else, on=on, name=f"HC/{number}.xlsx")
    again = (office.folder.submitted("2024-06") / "HC/2.xlsx").read_bytes()
    office.arrives("2024-06", "HC/2 (bản sao).xlsx", again, "2024-06-08")
    everybody(office, "2024-06", "2024-06-07", but="HC")
    # What was done stays done, also where somebody spoiled the row that says so.
    spoilt = rows("| code | status |\n| 2.1.1 | Xong |")
    office.send("2024-06", "NC", spoilt, nothing_else, on="2024-06-08", name="NC bổ sung.xlsx")
    office.at("2024-06-12")
    mine = office.merge("2024-06")
    assert mine.entries["PAR_INDEX/2.1.1", "NC"].carried_from == "2023-12"
    assert mine.files["HC/2 (bản sao).xlsx"].state == "duplicate"
    assert mine.entries["PAR_INDEX/1.2", "HC"].progress == 0.5
    assert mine.has_errors
    office.check_master("2024-06")


def a_deadline_is_extended(office: Office) -> None:
    """December 2024: one room may send later; another has to be asked."""
    office.add("Gia hạn", Kỳ="2024-12", Đơn_vị="P.NC", Gửi_trước_ngày="14/12/2024", Lý_do="Bão")
    office.at("2024-11-15")
    office.make_forms("2024-12")
    everybody(office, "2024-12", "2024-12-08", but="NC TD")
    # Due on the day to which is counted: not yet overdue.
    told = rows("| code | status | progress |\n| S2.1 | Đang thực hiện | 0.6 |")
    for unit in ("NC", "TD"):
        by_chance = honestly(date(2024, 11, 11), Random(unit))
        office.send("2024-12", unit, told, by_chance, on="2024-12-13")
    office.at("2024-12-16")
    mine = office.merge("2024-12")
    assert (mine.sent["NC"], mine.sent["TD"]) == ("on_time", "late")
    assert mine.entries["SIPAS/S2.1", "TD"].state == "in_progress"
    office.close("2024-12")
    office.check_master("2024-12")


# 2025


def two_units_merge_and_one_is_renamed(office: Office) -> None:
    """From 2025 on the board is part of a room, and another room has another name; a task is added
    and a criterion's maximum changes."""
    office.at("2025-02-01")
    office.change("Đơn vị", "TD", Đến_kỳ="2024-12", Sáp_nhập_vào="TH")
    name = "Phòng Nội chính – Pháp chế"
    office.change("Đơn vị", "NC", Tên_đơn_vị=name, Tên_gọi_khác="Phòng Nội chính; P. NC")
    office.change("Phụ lục I", "1.1", Điểm_tối_đa=1.25)
    office.change("Phụ lục I", "1.2", Điểm_tối_đa=1.25)
    office.add(
        "Phụ lục I",
        after="2.2.b",
        TT="2.2.c",
        Nội_dung="Số hóa hồ sơ",
        Đơn_vị_chủ_trì="TH; KT; NC",
        Thời_gian_hoàn_thành="Trước ngày 01/10/2025",
        Thẩm_quyền_thực_hiện="Văn phòng",
        Từ_kỳ="2025-06",
    )
    office.done("plan", "check")
    office.make_forms("2025-06")
    # What the board had done, the room has done.
    assert not office.folder.form("2025-06", "TD").exists()
    everybody(office, "2025-06", "2025-06-09", but="TT")
    office.at("2025-06-11")
    mine = office.merge("2025-06")
    assert mine.sent["TT"] == "missing"
    assert ("PAR_INDEX/2.2.b", "TH") in mine.entries
    office.check_master("2025-06")


def a_form_of_the_old_name_counts(office: Office) -> None:
    """Somebody typed the room's old name onto the first page."""
    content = office.filled("2025-06", "NC", honestly(date(2025, 4, 4), Random(4)))
    content = renamed_text(content, "Phòng Nội chính – Pháp chế", "phòng nội chính")
    office.arrives("2025-06", "NC 2.xlsx", content, "2025-06-10")
    mine = office.merge("2025-06")
    assert mine.files["NC 2.xlsx"].unit == "NC"


def the_day_of_receipt_is_corrected(office: Office) -> None:
    """The room's form came on paper in time; the register says so, and decides."""
    office.send("2025-06", "TT", honestly(date(2025, 5, 5), Random(5)), on="2025-06-12")
    office.at("2025-06-13")
    assert office.merge("2025-06").sent["TT"] == "late"
    office.correct_day("2025-06", "TT.xlsx", date(2025, 6, 9))
    assert office.merge("2025-06").sent["TT"] == "on_time"
    office.close("2025-06")


MOVED = {"not_reported", "in_error", "done_on_time", "in_progress", "overdue", "not_started"} | {
    *("completion_rate", "on_time_rate", "reporting_rate", "weighted_progress"),
}
"""What two more rows may change of a year's figures: not what was asked, and no score."""


def a_closed_year_is_opened_and_merged_with_its_own_plan(office: Office) -> None:
    """The board, which is no more, sends in what 2024 lacked. The year keeps the plan that it was
    merged with: today's knows neither the board nor the criteria's maxima of then."""
    office.at("2025-07-01")
    before = office.known["2024-12"].result
    rates = before.counted({"index": "PAR_INDEX"})
    form = office.folder.form("2024-12", "TD")
    assert form.exists()
    office.send(
        "2024-12",
        "TD",
        rows("""
            | code  | status         | progress | done       | value | evidence |
            | 2.1.2 | Hoàn thành     |          | 2024-12-05 | 55    | Số 9/BC  |
            | 2.2.b | Đang thực hiện | 0.25     |            |       |          |
        """),
        on="2025-06-30",
        name="TD bổ sung.xlsx",
    )
    # Closed, it stays as it is, and what came is listed apart.
    office.merge_closed("2024-12")
    assert "TD bổ sung.xlsx" in office.said
    office.reopen("2024-12")
    mine = office.merge("2024-12")
    assert mine.scores["PAR_INDEX/1.1"].maximum == Fraction(3, 2)
    assert mine.entries["PAR_INDEX/2.1.2", "TD"].state == "done_on_time"
    after = mine.counted({"index": "PAR_INDEX"})
    assert (after["assigned"], after["score_maximum"]) == (
        rates["assigned"],
        rates["score_maximum"],
    )
    office.check_master("2024-12")
    # The others were not touched.
    assert office.closed == {"2023-12", "2025-06"}
    office.close("2024-12")


def an_old_period_is_tried_with_the_plan_of_today(office: Office) -> None:
    """Asked for, an older period is worked out with today's plan; taken back, it is as it was."""
    before = office.json("2024-06")
    mine = office.merge("2024-06")
    assert mine.scores["PAR_INDEX/1.1"].maximum == Fraction(3, 2)
    mine = office.merge("2024-06", "--plan", "current")
    assert mine.scores["PAR_INDEX/1.1"].maximum == Fraction(5, 4)
    office.undo()
    assert office.json("2024-06") == before


def a_file_is_gone_from_the_inbox(office: Office) -> None:
    """Somebody cleans up; the merge says whose rows went, nobody chases the unit, and the file is
    put back."""
    office.at("2025-11-20")
    office.make_forms("2025-12")
    everybody(office, "2025-12", "2025-12-04", but="KT")
    office.at("2025-12-06")
    office.merge("2025-12")
    path = office.folder.submitted("2025-12") / "NC.xlsx"
    content, there = path.read_bytes(), path.stat()
    path.unlink()
    mine = office.merge("2025-12")
    ((name, unit, count),) = mine.gone
    assert (name, unit) == ("NC.xlsx", "NC") and count > 3
    office.at("2025-12-12")
    mine = office.merge("2025-12")
    assert mine.gone and mine.sent["NC"] == mine.sent["KT"] == "missing"
    office.done("remind", "2025-12")
    assert "KT): chưa gửi, quá hạn 3 ngày" in office.said
    assert "NC): đã nhận, tệp không còn" in office.said
    path.write_bytes(content)
    os.utime(path, (there.st_atime, there.st_mtime))
    mine = office.merge("2025-12")
    assert not mine.gone and mine.sent["NC"] == "on_time"


def somebody_corrects_the_master_by_hand(office: Office) -> None:
    """Two states are typed over: they are named, and written anew; what people may type stays."""
    master = office.folder.results("2025-12").master
    sheet = SheetView(stored(master, "Phụ lục I"), "TT")
    column, score = (sheet.columns[header] for header in ("Trạng thái", "Điểm rà soát (HCTC)"))
    wrong = [
        f"{get_column_letter(column + 1)}{number}"
        for number, row in enumerate(sheet.grid, start=1)
        if row[column] == "Chưa báo cáo"
    ][:2]
    own = next(
        f"{get_column_letter(score + 1)}{number}"
        for number, row in enumerate(sheet.grid, start=1)
        if row[sheet.columns["Vai trò"]] == "Chấm điểm"
    )
    cells = {("Phụ lục I", cell): "Hoàn thành đúng hạn" for cell in wrong}
    master.write_bytes(typed(master.read_bytes(), {**cells, ("Phụ lục I", own): 0.5}))
    assert office.run("log", "--verify") != 0
    office.merge("2025-12")
    assert "2 ô của tệp tổng hợp" in office.said and f"Phụ lục I, {wrong[0]}" in office.said
    office.check_master("2025-12")
    again = SheetView(stored(master, "Phụ lục I"), "TT").grid
    assert 0.5 in [row[score] for row in again]
    office.done("log", "--verify")


def a_call_puts_two_rows_right(office: Office) -> None:
    """What a room says on the telephone is entered in the master, counts, and holds until the room
    itself says it; what breaks a rule is not taken."""
    why = ("Đơn vị báo qua điện thoại", "Nguyễn Văn A")
    entries = office.known["2025-12"].result.entries
    sent = {key: entry.state for key, entry in entries.items() if entry.file}
    key, unit = next(each for each, state in sent.items() if state == "in_progress")
    done = next(k for (k, of), state in sent.items() if (of, state) == (unit, "done_on_time"))
    office.correct(
        "2025-12",
        (unit, key, "Tiến độ (%)", "95%", *why),
        (unit, done, "Ngày hoàn thành", "31/12/2031", *why),
    )
    mine = office.merge("2025-12")
    assert mine.entries[key, unit].progress == Fraction(95, 100)
    assert [each.key for each in mine.corrected] == [key]
    # The room sends something else: what was said on the telephone still counts.
    row = f"| code | status | progress |\n| {key.partition('/')[2]} | Đang thực hiện | {{}} |"

    def sends(share: float, hour: int) -> Reckoned:
        typed_in = rows(row.format(share)), nothing_else
        office.send("2025-12", unit, *typed_in, on=f"2025-12-12 {hour}", name=f"lúc {hour}.xlsx")
        return office.merge("2025-12")

    assert sends(0.5, 10).entries[key, unit].progress == Fraction(95, 100)
    mine = sends(0.95, 11)
    assert not mine.corrected and mine.ended
    assert sends(0.9, 12).entries[key, unit].progress == Fraction(90, 100)
    office.check_master("2025-12")


def a_merge_is_undone_and_done_again(office: Office) -> None:
    """The year's result is taken back once."""
    before = office.json("2025-12")
    office.send("2025-12", "KT", honestly(date(2025, 10, 10), Random(10)), on="2025-12-13")
    office.at("2025-12-13 15")
    office.merge("2025-12")
    office.undo()
    assert office.json("2025-12") == before
    office.merge("2025-12")
    office.close("2025-12")
    office.check_master("2025-12")


# 2026


def the_last_half_year(office: Office) -> None:
    office.at("2026-05-20")
    office.make_forms("2026-06")
    everybody(office, "2026-06", "2026-06-05")
    office.at("2026-06-12")
    office.merge("2026-06")
    office.check_master("2026-06")


def the_folder_lives_on_in_another_place(office: Office) -> None:
    """Copied to another drive, it goes on there."""
    place = office.folder.root.with_name("Ổ đĩa mới")
    shutil.copytree(office.folder.root, place)
    office.folder = Folder(place)
    office.done("log", "--verify")
    office.send("2026-06", "TT", honestly(date(2026, 3, 3), Random(33)), on="2026-06-11")
    office.merge("2026-06")
    office.check_master("2026-06")


def a_copy_lost_its_history(office: Office) -> None:
    """Copied without its hidden folder, the same comes out, and it is said that it was lost; all
    that is not known any more is what lay under a file's name before."""
    place = office.folder.root.with_name("không có nhật ký")
    shutil.copytree(office.folder.root, place, ignore=shutil.ignore_patterns(".par-xl"))
    known = {code: each for code, each in office.known.items() if code != "2026-06"}
    lost = replace(office, folder=Folder(place), recorded={}, stood=[], known=known, good={})
    number = office.json("2026-06")["merge_number"]
    lost.merge("2026-06")
    assert lost.json("2026-06")["merge_number"] == number + 1
    assert "Nhật ký không có lần tổng hợp nào trước đây" in lost.said
    lost.check_master("2026-06")


def a_new_plan_takes_over_what_is_not_done(office: Office) -> None:
    """The plan ends: what nobody has done goes into a new one, to those who have not done it; what
    is done is not asked again, and the old folder stays as it is."""
    office.at("2026-07-01")
    place = office.folder.root.with_name("kế hoạch mới")
    old = office.known["2026-06"].result
    done = office.run("init", str(place), "--from", str(office.folder.root), anywhere=True)
    assert done == 0, office.said
    new = Office(Folder(place), office.clock, {})
    # What people fill in: the new plan's code and name.
    book = load_workbook(new.folder.plan)
    for name, value in book["Thông tin"].iter_rows(min_row=2, max_col=2):
        if name.value in ("Mã kế hoạch", "Tên kế hoạch"):
            value.value = "KH-2030"
    book.save(new.folder.plan)
    new.done("plan", "check")
    plan, open_to = read_plan(new.folder.plan.read_bytes()), dict[str, list[str]]()
    for (key, unit), entry in old.entries.items():
        if entry.state not in ("done_on_time", "done_late", "not_applicable"):
            open_to.setdefault(key, []).append(unit)
    period = min(plan.periods)
    assert period == "2026-12"
    asked = {key: sorted(units) for key, units in plan.leads(period).items()}
    assert asked == {key: sorted(units) for key, units in open_to.items()}
    new.make_forms(period)


def every_merge_comes_to_the_same_bytes_again(office: Office) -> None:
    office.check_recorded()
    office.done("log", "--verify")


STEPS: tuple[Callable[[Office], None], ...] = (
    the_first_year_is_asked_of_everybody,
    forms_come_in_late_partial_and_refused,
    faults_are_mended_and_the_year_is_closed,
    what_is_done_is_not_asked_again,
    a_form_comes_in_three_parts,
    a_deadline_is_extended,
    two_units_merge_and_one_is_renamed,
    a_form_of_the_old_name_counts,
    the_day_of_receipt_is_corrected,
    a_closed_year_is_opened_and_merged_with_its_own_plan,
    an_old_period_is_tried_with_the_plan_of_today,
    a_file_is_gone_from_the_inbox,
    somebody_corrects_the_master_by_hand,
    a_call_puts_two_rows_right,
    a_merge_is_undone_and_done_again,
    the_last_half_year,
    the_folder_lives_on_in_another_place,
    a_copy_lost_its_history,
    a_new_plan_takes_over_what_is_not_done,
    every_merge_comes_to_the_same_bytes_again,
)
