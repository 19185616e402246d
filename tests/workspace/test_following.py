"""A new working folder made from an old one: what comes along, and what is left to fill in."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from builders import (
    HALF,
    PlanTables,
    check_bytes,
    codes,
    form,
    make_folder,
    merge,
    plan_rows,
    submit,
)
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.plan.following.decisions import DECISIONS_FILE, SHEET
from par_xl.plan.model import Plan
from par_xl.plan.reader import read_plan
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.workbooks.sheet import Value
from par_xl.workspace.following import compare_plans
from par_xl.workspace.following import follow as following_rows
from par_xl.workspace.layout import Folder

ITEMS = """
| TT    | Nội dung                              | Điểm | Chủ trì | Phối hợp | Thời gian   | Của |
| 1     | Chỉ đạo, điều hành                    | 3    |         |          |             |     |
| 1.1   | Ban hành kế hoạch cải cách hành chính | 1    | HC      | TT       | 31/3/2024   | VP  |
| 1.2   | Kiểm tra các phòng, ban, trung tâm    | 2    | HC      |          |             | VP  |
| 1.2.a | Lập đoàn kiểm tra và công bố kết luận |      | HC; TH  | TT       | Quý II/2024 | Tỉnh |
| 1.2.b | Theo dõi việc khắc phục sau kiểm tra  |      | TT      | HC       | Quý II/2024 | Tỉnh |
| S1    | Tiếp cận dịch vụ                      |      |         |          |             |     |
| S1.1  | Niêm yết công khai số điện thoại      |      | TH      |          | Hằng năm    | VP  |
"""
FULL = {
    "Điểm": "Điểm tối đa",
    "Chủ trì": "Đơn vị chủ trì",
    "Phối hợp": "Đơn vị phối hợp",
    "Thời gian": "Thời gian hoàn thành",
    "Của": "Thẩm quyền thực hiện",
    "VP": "Văn phòng",
    "Tỉnh": "Cấp tỉnh",
    "2023": "Kết quả năm 2023",
}
DONE = "| code | status | completed_on | evidence |\n"
REPORTED = {
    "HC": DONE
    + "| 1.1 | Hoàn thành | 2024-03-01 | Số 1 |\n| 1.2.a | Hoàn thành | 2024-03-02 | Số 2 |",
    "TT": DONE + "| 1.2.b | Hoàn thành | 2024-03-03 | Số 3 |",
}


def full(items: str) -> str:
    """A table of rows with its headers and authorities in full."""
    lines = ([cell.strip() for cell in line.split("|")] for line in items.strip().splitlines())
    return "\n".join(" | ".join(FULL.get(cell, cell) for cell in line) for line in lines)


def old_rows() -> PlanTables:
    rows = plan_rows(full(ITEMS))
    more: dict[str, dict[str, Value]] = {
        "1.1": {
            "Nguồn": "recall: tái dựng",
            "Kết quả năm 2023": 0.9,
            "Mục tiêu 2023": 1.0,
            "Mục tiêu 2025": 1.0,
        },
        "1.2": {"Kết quả năm 2023": 1.5},
        "1.2.a": {"Nguồn": "recall: tái dựng"},
    }
    for row in rows["Phụ lục I"]:
        row |= more.get(str(row["TT"]), {})
    rows["Kết quả công bố"] = [
        {"Chỉ số": "PAR INDEX", "Năm": 2023.0, "Mã": "TOTAL", "Giá trị": 86.5, "Nguồn": "QĐ 1"},
        {"Chỉ số": "PAR INDEX", "Năm": 2023.0, "Mã": "1.1", "Giá trị": 0.9, "Nguồn": "QĐ 1"},
    ]
    rows["Mục tiêu"] = [
        {"Chỉ số": "PAR INDEX", "Mã": "TOTAL", "Năm": year, "Giá trị": 90.0}
        for year in (2023.0, 2025.0)
    ]
    return rows


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = make_folder(tmp_path_factory.mktemp("old"), old_rows())
    plan = read_plan(folder.plan)
    for unit, rows in REPORTED.items():
        submit(folder, f"{unit}.xlsx", form(plan, unit, rows))
    merge(folder)
    return folder


def filled_in(content: bytes, code: str = "KH-2") -> bytes:
    """The plan with what its maker is told to fill in."""
    book = load_workbook(io.BytesIO(content))
    for name, value in book["Thông tin"].iter_rows(min_row=2):
        if text := {"Mã kế hoạch": code, "Tên kế hoạch": "Kế hoạch hai"}.get(str(name.value)):
            value.value = text
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def checked(content: bytes, code: str = "KH-2") -> Plan:
    plan, found = check_bytes(filled_in(content, code))
    assert plan is not None, found
    return plan


def follow(*paths: Path) -> bytes:
    return write_plan(following_rows(*paths)[0])


def known(folder: Folder) -> tuple[str | None, int, int]:
    """Of which period it is known what is open; how many rows and assignments that is."""
    _, old = following_rows(folder.root)
    return old.newest, len(old.open), sum(map(len, old.open.values()))


def test_what_is_not_done_comes_along(old: Folder, tmp_path: Path) -> None:
    content = follow(old.root)
    assert known(old) == (HALF, 2, 2)
    assert known(make_folder(tmp_path / "old", old_rows())) == (None, 4, 5)
    plan = checked(content)
    assert list(plan.by_key) == [
        "PAR_INDEX/1", "PAR_INDEX/1.2", "PAR_INDEX/1.2.a", "SIPAS/S1", "SIPAS/S1.1"
    ]  # fmt: skip
    task = plan.by_key["PAR_INDEX/1.2.a"]
    # HC has done its part.
    assert (task.named_leads, task.named_coordinating, task.due.text) == ("TH", "TT", "Quý II/2024")
    assert task.authority is not None and task.authority.label == "Cấp tỉnh"
    assert task.source == (
        "recall: tái dựng; chuyển từ kế hoạch KH-THU, chưa hoàn thành (không còn phải làm: HC)"
    )
    assert task.is_reconstructed
    assert plan.by_key["SIPAS/S1.1"].named_leads == "TH"
    # The criterion is scored again; what it was a part of is no sum any more.
    assert [item.points for item in plan.items] == [None, 2.0, None, None, None]
    assert [area.code for area in plan.areas] == ["1", "S1"]


def test_units_settings_periods_and_history_come_along(old: Folder) -> None:
    plan = checked(follow(old.root))
    assert list(plan.units) == list(read_plan(old.plan).units)
    assert list(plan.periods) == ["2024-12", "2025-06", "2025-12"]
    added = plan.periods["2025-12"]
    assert (added.name, str(added.start), str(added.end), str(added.send_before)) == (
        "Năm 2025", "2024-12-15", "2025-12-14", "2025-12-10"
    )  # fmt: skip
    assert plan.start == plan.periods["2024-12"].start
    assert [(each.year, each.code, each.value) for each in plan.published] == [
        (2023, "TOTAL", 86.5),
        (2023, "1.1", 0.9),
    ]
    assert plan.by_key["PAR_INDEX/1.2"].results == {2023: 1.5}
    assert [each.year for each in plan.targets] == [2025]


def test_the_same_twice_and_from_what_came_of_it(old: Folder, tmp_path: Path) -> None:
    content = follow(old.root)
    assert follow(old.root) == content
    # The check says what is left to fill in.
    errors = [each for each in check_bytes(content)[1] if each.severity == "error"]
    assert codes(errors) == ["KH24", "KH24"]
    assert {word for each in errors for word in ("Mã", "Tên") if f"“{word} kế" in each.message}
    # Nothing is done in the new plan: its follower has the same rows.
    folder = workspace.init(tmp_path / "new", filled_in(content))
    plan, again = read_plan(folder.plan), checked(follow(folder.root), "KH-3")
    assert list(again.by_key) == list(plan.by_key)
    assert [i.named_leads for i in again.items] == [i.named_leads for i in plan.items]
    assert [(p.year, p.code, p.value) for p in again.published] == [
        (p.year, p.code, p.value) for p in plan.published
    ]


NEW_ITEMS = """
| TT    | Nội dung                              | Điểm | Chủ trì | Của  | Thời gian   | 2023 |
| 1     | Chỉ đạo, điều hành                    | 3    |         |      |             |      |
| 1.1   | Kiểm tra các phòng, ban, trung tâm    | 2    |         | VP   |             |      |
| 1.1.a | Lập đoàn kiểm tra và công bố kết luận |      |         | Tỉnh | Quý II/2025 |      |
| 1.2   | Ban hành kế hoạch cải cách hành chính | 1    |         | VP   | 31/3/2025   | 0,8  |
| 2     | Chuyển đổi số                         |      |         |      |             |      |
| 2.1   | Dùng chữ ký số trong mọi văn bản      |      | TT      | VP   |             |      |
"""


@pytest.fixture
def new(tmp_path: Path) -> Path:
    rows = plan_rows(full(NEW_ITEMS))
    for row in rows["Phụ lục I"]:
        row["Nguồn"] = "phụ lục mới"
    rows["Kết quả công bố"] = [
        {"Chỉ số": "PAR INDEX", "Năm": 2023.0, "Mã": "TOTAL", "Giá trị": 84.2, "Nguồn": "QĐ 2"}
    ]
    path = tmp_path / "ke-hoach-nhap.xlsx"
    path.write_bytes(write_plan(rows))
    return path


def decide(path: Path, choices: dict[str, tuple[str, str]]) -> Path:
    """Decide lines by their old code: the choice, and a new code where one is given."""
    book = load_workbook(path)
    for row in book[SHEET].iter_rows(min_row=2):
        if str(row[1].value) in choices:
            row[7].value, code = choices[str(row[1].value)]
            row[3].value = code or row[3].value
    book.save(path)
    return path


DECIDED = {"S1": ("Bỏ", ""), "S1.1": ("Chuyển sang", "")}


def test_along_what_was_decided(old: Folder, new: Path, tmp_path: Path) -> None:
    path = compare_plans(old.root, new, tmp_path)[1]
    assert path == tmp_path / DECISIONS_FILE
    content = follow(old.root, new, decide(path, DECIDED))
    plan = checked(content)
    assert list(plan.by_key) == [
        *(f"PAR_INDEX/{code}" for code in ("1", "1.1", "1.1.a", "1.2", "2", "2.1")),
        "SIPAS/S1", "SIPAS/S1.1",
    ]  # fmt: skip
    # Codes were given anew: leads follow the words.
    leads = {item.code: item.named_leads for item in plan.items}
    assert leads == {
        "1": "", "1.1": "HC", "1.1.a": "HC; TH", "1.2": "HC", "2": "", "2.1": "TT",
        "S1": "", "S1.1": "TH",
    }  # fmt: skip
    assert plan.by_key["PAR_INDEX/1.1.a"].named_coordinating == "TT"
    taken = plan.by_key["PAR_INDEX/1.2"].source
    assert taken == (
        "phụ lục mới; phân công theo kế hoạch KH-THU, dòng 1.1 (tái dựng, chưa kiểm chứng)"
    )
    # 1.5 of the old 1.2 goes to 1.1; of 1.2 itself, the old 1.1, two values stand side by side.
    assert plan.by_key["PAR_INDEX/1.1"].results == {2023: 1.5}
    assert [(each.code, each.value, each.source) for each in plan.published] == [
        ("TOTAL", 84.2, "QĐ 2"),
        ("TOTAL", 86.5, "QĐ 1"),
        ("1.2", 0.9, "QĐ 1"),
        ("1.2", 0.8, "phụ lục mới; cột “Kết quả năm” của phụ lục"),
    ]


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({}, "chưa quyết định (ô H2)"),
        ({"S1.1": ("Giữ nguyên", "")}, "ô H2: “Giữ nguyên” không có trong danh sách"),
        ({"S1.1": ("Là một", "")}, "ô D2: “Là một” mà chưa có mã"),
        ({"S1.1": ("Là một", "S9")}, "ô D2: Phụ lục II của kế hoạch mới không có dòng “S9”"),
        ({"S1.1": ("Khác nhau", "")}, "chưa quyết định (ô H2)"),
        ({"S1.1": ("Chuyển sang", "S2.1.1")}, "không có dòng S2.1"),
    ],
)
def test_a_cell_that_can_not_be_followed_is_named(
    old: Folder, new: Path, tmp_path: Path, choices: dict[str, tuple[str, str]], said: str
) -> None:
    path = compare_plans(old.root, new, tmp_path)[1]
    with pytest.raises(ParXlError) as error:
        follow(old.root, new, decide(path, choices))
    assert said in error.value.message
    assert error.value.fix


def test_a_decided_workbook_stays(old: Folder, new: Path, tmp_path: Path) -> None:
    first = compare_plans(old.root, new, tmp_path)[1]
    assert compare_plans(old.root, new, tmp_path)[1] == first
    content = decide(first, DECIDED).read_bytes()
    second = compare_plans(old.root, new, tmp_path)[1]
    assert second.name == "so-sanh-ke-hoach-2.xlsx"
    assert first.read_bytes() == content
    # It decides on no other plan.
    new.write_bytes(write_plan(plan_rows(full(NEW_ITEMS).replace("ký số", "ký điện tử"))))
    with pytest.raises(ParXlError, match="kế hoạch đã đổi từ khi so sánh"):
        follow(old.root, new, first)


def test_a_plan_that_cannot_be_compared(old: Folder, tmp_path: Path) -> None:
    shutil.copy(old.results(HALF).master, tmp_path / "khac.xlsx")
    with pytest.raises(ParXlError, match="không phải là tệp kế hoạch"):
        compare_plans(old.root, tmp_path / "khac.xlsx", tmp_path)
    with pytest.raises(ParXlError, match="--plan và --decisions"):
        follow(old.root, old.plan)


def test_a_row_that_is_moved_stands_beneath_what_stood_above_it(
    old: Folder, new: Path, tmp_path: Path
) -> None:
    """The old 1.2 is 1.1 now, whose only task is 1.1.a: 1.2.a goes beneath it with a free code."""
    other = full(NEW_ITEMS).replace(
        "Lập đoàn kiểm tra và công bố kết luận |  | ", "Học ngoại ngữ | | HC"
    )
    assert "ngoại ngữ" in other
    new.write_bytes(write_plan(plan_rows(other)))
    path = compare_plans(old.root, new, tmp_path)[1]
    said = DECIDED | {"1.2.a": ("Chuyển sang", ""), "1.2.b": ("Bỏ", "")}
    plan = checked(follow(old.root, new, decide(path, said)))
    moved = plan.by_key["PAR_INDEX/1.1.b"]
    assert (moved.subject, moved.named_leads) == ("Lập đoàn kiểm tra và công bố kết luận", "TH")


def test_what_an_import_took_from_the_old_plan_goes_on_as_the_old_plans(tmp_path: Path) -> None:
    """ke-hoach-nhap.xlsx has the sheets of the plan beside which it was made."""
    before = old_rows()
    before["Gia hạn"] = [
        {"Kỳ": HALF, "Đơn vị": "HC", "Gửi trước ngày": "12/6/2024", "Lý do": "Bão"}
    ]
    before["Mục tiêu"] += [
        {"Chỉ số": "PAR INDEX", "Mã": "1.2.a", "Năm": 2025.0, "Giá trị": 1.0},
        {"Chỉ số": "PAR INDEX", "Mã": "1.1", "Năm": 2025.0, "Giá trị": 0.8},
    ]
    folder = make_folder(tmp_path / "old", before)
    imported = before | {"Phụ lục I": plan_rows(full(NEW_ITEMS))["Phụ lục I"]}
    imported["Lĩnh vực"] = [
        *before["Lĩnh vực"],
        {"Chỉ số": "PAR INDEX", "Mã": "2", "Tên lĩnh vực": "Chuyển đổi số"},
    ]
    new = tmp_path / "ke-hoach-nhap.xlsx"
    new.write_bytes(write_plan(imported))
    path = compare_plans(folder.root, new, tmp_path)[1]
    decided = decide(path, {"1.2.b": ("Bỏ", "")})
    plan = checked(follow(folder.root, new, decided))
    assert (plan.code, list(plan.periods)) == ("KH-2", ["2025-12", "2026-06", "2026-12"])
    assert plan.extensions == ()
    assert [area.code for area in plan.areas] == ["1", "2", "S1"]
    # What was published of the old 1.1 is history of the 1.2 that it is now.
    assert [(each.code, each.value) for each in plan.published] == [
        ("TOTAL", 86.5),
        ("1.2", 0.9),
        ("1.2", 0.8),
    ]
    # So is what was signed for.
    assert [(each.code, each.year, each.value) for each in plan.targets] == [
        ("TOTAL", 2025, 90.0),
        ("1.1.a", 2025, 1.0),
        ("1.2", 2025, 0.8),
    ]


def test_the_comparison_is_no_form_that_came_in(
    old: Folder, new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made in da-nop, it lies on top of the working folder; elsewhere, where the user is."""
    root = shutil.copytree(old.root, tmp_path / "{cũ} 2024")
    for here, place in ((root / "da-nop", root), (tmp_path, tmp_path)):
        monkeypatch.chdir(here)
        with pytest.raises(SystemExit) as ended:
            main(["plan", "compare", str(root), str(new)])
        assert (ended.value.code, (place / DECISIONS_FILE).exists()) == (0, True)
    assert not (root / "da-nop" / DECISIONS_FILE).exists()


def test_both_parts_of_a_row_have_its_leads(old: Folder, new: Path, tmp_path: Path) -> None:
    whole = "| 1.1.a | Lập đoàn kiểm tra và công bố kết luận |"
    items = NEW_ITEMS.replace(whole, "| 1.1.a | Lập đoàn kiểm tra |")
    second = "| 1.1.b | Công bố kết luận | | | Tỉnh | Quý III/2025 | |\n"
    items = items.replace("| 1.2   | Ban", f"{second}| 1.2   | Ban")
    new.write_bytes(write_plan(plan_rows(full(items))))
    path = compare_plans(old.root, new, tmp_path)[1]
    lines = [row[:5] + row[6:] for row in load_workbook(path)[SHEET].values if row[1] == "1.2.a"]
    assert {(line[3], str(line[5]).split(":")[0]) for line in lines} == {
        ("1.1.b", "Thay đổi"),
        ("1.1.a", "Tách ra từ 1.2.a"),
    }
    decided = decide(path, DECIDED | {"1.2.a": ("Là một", ""), "1.2.b": ("Bỏ", "")})
    plan = checked(follow(old.root, new, decided))
    parts = [plan.by_key[f"PAR_INDEX/1.1.{last}"].named_leads for last in "ab"]
    assert parts == ["HC; TH", "HC; TH"]
