"""Two plans' rows matched: what became of each row, and how sure that is."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from builders import PlanTables, plan_rows
from par_xl.plan.following.matching import Fate, Pair, compare
from par_xl.plan.reader import read_tables
from par_xl.plan.sample import sample_rows
from par_xl.plan.workbook import write_plan
from par_xl.workbooks.reader import read_workbook
from par_xl.workbooks.sheet import Value

OLD = """
| TT    | Nội dung                                    | Điểm | Chủ trì | Phối hợp | Thời gian    |
| 3     | Cải cách thủ tục hành chính                 |      |         |          |              |
| 3.2   | Công khai thủ tục                           |      |         |          |              |
| 3.2.1 | Niêm yết công khai thủ tục tại Trung tâm    | 1    | HC      |          | Thường xuyên |
| 3.2.2 | Rà soát quy trình nội bộ giải quyết thủ tục | 2    | TH      | HC       | 31/3/2024    |
| 3.2.3 | Số hóa hồ sơ lưu trữ của Văn phòng          | 1    | TT      |          | Quý II/2024  |
"""
HEADERS = {
    "Điểm ": "Điểm tối đa ",
    "Chủ trì ": "Đơn vị chủ trì ",
    "Phối hợp ": "Đơn vị phối hợp ",
    "Thời gian ": "Thời gian hoàn thành ",
}


def rows_of(items: str) -> PlanTables:
    header, rest = items.strip().split("\n", 1)
    for short, full in HEADERS.items():
        header = header.replace(f"| {short}", f"| {full}")
    return plan_rows(f"{header}\n{rest}")


def compared(old: PlanTables, new: PlanTables) -> list[Pair]:
    before, after = (
        read_tables(read_workbook(write_plan(each), "k.xlsx"))[0] for each in (old, new)
    )
    return compare(before, after)


def told(new: str, old: str = OLD) -> list[str]:
    """What became of each row that is not the same, in short."""
    found = []
    for pair in compared(rows_of(old), rows_of(new)):
        codes = "→".join(row.code if row else "–" for row in (pair.old, pair.new))
        of = f" of {pair.part_of.code}" if pair.part_of else ""
        sure = "" if pair.is_sure or not (pair.old and pair.new) else "?"
        columns = ", ".join(change.header for change in pair.changes)
        if pair.fate is not Fate.SAME:
            found.append(f"{codes}{sure} {pair.fate.value}{of} {columns}".strip())
    return found


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        ("tại Trung tâm ", "tại trụ sở    ", "Nội dung"),
        ("| 1    | HC ", "| 1,5  | HC ", "Điểm tối đa"),
        ("| TH      | HC ", "| TH; TT  | HC ", "Đơn vị chủ trì"),
        ("| TH      | HC ", "| TH      | TT ", "Đơn vị phối hợp"),
        ("31/3/2024  ", "30/4/2024  ", "Thời gian hoàn thành"),
    ],
)
def test_one_cell_changed(before: str, after: str, column: str) -> None:
    assert before in OLD
    (line,) = told(OLD.replace(before, after, 1))
    assert line.endswith(f"changed {column}")


def test_the_same_said_in_other_words_is_no_change() -> None:
    new = OLD.replace("Quý II/2024 ", "30/6/2024   ").replace("| TH  ", "| Phòng Tổng hợp")
    assert told(OLD) == told(new) == []


def test_a_code_that_moved() -> None:
    """3.2.1 is 3.3.1 now; what stands under 3.2.1 now is another thing."""
    moved = [f"3.2{last}→3.3{last} changed TT" for last in ("", ".1", ".2", ".3")]
    assert told(OLD.replace("3.2", "3.3")) == moved


def test_codes_given_anew_are_no_match() -> None:
    """Two rows that change their codes keep their words, leads and points."""
    new = OLD.replace("3.2.1 ", "3.2.x ").replace("3.2.2 ", "3.2.1 ").replace("3.2.x ", "3.2.2 ")
    assert sorted(told(new)) == ["3.2.1→3.2.2 changed TT", "3.2.2→3.2.1 changed TT"]
    other = OLD.replace(
        "Niêm yết công khai thủ tục tại Trung tâm", "Khảo sát hài lòng của người dân hằng quý"
    )
    assert told(other) == ["3.2.1→– dropped", "–→3.2.1 added"]


def test_a_row_split_in_two_and_two_joined() -> None:
    whole = "Rà soát quy trình nội bộ giải quyết thủ tục và số hóa hồ sơ lưu trữ của Văn phòng"
    joined = "\n".join(line for line in OLD.splitlines() if "3.2.3" not in line).replace(
        "Rà soát quy trình nội bộ giải quyết thủ tục", whole
    )
    for before, after, fate in ((OLD, joined, "joined"), (joined, OLD, "split")):
        fates = [line.split(" ", 1)[1] for line in told(after, before)]
        assert sorted(fates) == ["changed Nội dung", f"{fate} of 3.2.2"]


def altered(chance: random.Random) -> PlanTables:
    """The sample plan with rows dropped, given other codes, words or leads, or added."""
    rows = {name: [dict(row) for row in lines] for name, lines in sample_rows().items()}
    for name in ("Phụ lục I", "Phụ lục II"):
        kept: list[dict[str, Value]] = []
        for row in rows[name]:
            act = chance.random()
            if act < 0.1:
                continue
            if act < 0.2:
                row["TT"] = f"{row['TT']}.x"
            elif act < 0.3:
                row["Nội dung"] = f"{row['Nội dung']} của tỉnh, theo quy định"
            elif act < 0.35:
                kept.append(row | {"TT": f"{row['TT']}.y", "Nội dung": f"Việc mới {len(kept)}"})
            kept.append(row)
        rows[name] = kept
    return rows


@pytest.mark.parametrize("seed", range(2))
def test_each_row_once_and_the_other_way_round_the_other_way_round(seed: int) -> None:
    old = {name: [dict(row) for row in lines] for name, lines in sample_rows().items()}
    new = altered(random.Random(seed))
    there, back = compared(old, new), compared(new, old)
    for side, rows in (("old", old), ("new", new)):
        codes = Counter(
            (pair.index.sheet, getattr(pair, side).code) for pair in there if getattr(pair, side)
        )
        wanted = ("Phụ lục I", "Phụ lục II", "Phụ lục III")
        assert codes == Counter((name, str(row["TT"])) for name in wanted for row in rows[name])

    def codes_of(pairs: list[Pair], *sides: str) -> Counter[tuple[object, ...]]:
        rows = ([getattr(pair, side) for side in sides] for pair in pairs)
        codes = ([row and row.code for row in both] for both in rows)
        surely = ((round(pair.likeness, 6), pair.is_sure) for pair in pairs)
        return Counter((*c, *s) for c, s in zip(codes, surely, strict=True))

    assert codes_of(there, "old", "new") == codes_of(back, "new", "old")
    assert not [pair for pair in compared(new, new) if pair.fate is not Fate.SAME]
