"""Nothing is lost, and all counts add up, in the JSON of every plan and of whatever comes in.

The JSON is held against two who know nothing of how it was made: one who counts its entries, and
one who reads the forms with openpyxl. For many examples see ``test_same_in_same_out``.
"""

from __future__ import annotations

import io
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from random import randrange
from typing import Any

import pytest
from hypothesis import given, seed
from openpyxl import Workbook, load_workbook

from builders import form, merge, submit
from par_xl.plan.model import Plan
from par_xl.rules.entry import INPUT
from par_xl.rules.evidence import EXPLANATION_OWED
from par_xl.rules.files import ROW_KEPT, ROW_REPLACED
from par_xl.rules.initiatives import COLUMNS
from par_xl.terms.words import FileState, Severity, State
from par_xl.workspace.layout import Folder
from random_folders import ASKED, World, examples, worlds
from reckoned import COUNTS, GROUPS, STATES, Parts, check_groups

SHEETS = ("Phụ lục I", "Phụ lục II", "Phụ lục III")
HEADERS = tuple(column.header for column in INPUT)
FREE_ROWS, FREE_HEADERS = "Sáng kiến, đề xuất", tuple(c.header for c in COLUMNS.values())
RATES = ("completion_rate", "on_time_rate", "reporting_rate", "weighted_progress", "score_rate")
Merged = tuple[World, Parts]


@pytest.fixture(scope="module", params=[(1, 3), pytest.param((9, 6), marks=pytest.mark.long)])
def merged(request: pytest.FixtureRequest) -> list[Merged]:
    """Folders drawn at random, each with its JSON; in at most so many turns until what may happen
    is among it, or the properties would hold of nothing."""
    found: list[Merged] = []
    turns, most = request.param
    for turn in range(turns):

        @seed(randrange(2**32) if ASKED else turn)
        @examples(most)
        @given(worlds())
        def draw(world: World) -> None:
            with world.laid() as folder:
                found.append((world, json.loads(world.merge(folder))))

        draw()
        if _seen(found) >= MAY_HAPPEN:
            break
    return found


def _groups(result: Parts) -> Iterator[Parts]:
    for name in GROUPS:
        yield from result[name]


def test_rates_never_leave_nothing_to_all(merged: list[Merged]) -> None:
    """Each rate lies between 0 and 1, and is null exactly where there is nothing to divide by;
    no more is done on time than is done."""
    for _, result in merged:
        for group in _groups(result):
            assert all(group[rate] is None or 0 <= group[rate] <= 1 for rate in RATES), group
            for rate in ("completion_rate", "on_time_rate", "weighted_progress"):
                assert (group[rate] is None) == (group["applicable"] == 0), (rate, group)
            assert (group["reporting_rate"] is None) == (group["assigned"] == 0)
            assert (group["score_rate"] is None) == (group["score_maximum"] == 0)
            assert (group["on_time_rate"] or 0) <= (group["completion_rate"] or 0)
            assert group["recoverable"] >= 0
            assert group["in_error"] <= group["not_reported"]


def test_counts_add_up(merged: list[Merged]) -> None:
    """Over areas, indices, authorities and units the same assignments are counted: office and
    province make all, and each assignment stands in exactly one state."""
    for _, result in merged:
        for count in COUNTS:
            # A task that two units lead is one of each.
            names = [name for name in GROUPS if count != "tasks" or name != "units"]
            sums = {name: sum(group[count] for group in result[name]) for name in names}
            assert len(set(sums.values())) == 1, (count, sums)
        for group in _groups(result):
            assert sum(group[state] for state in STATES) == group["assigned"]
            assert group["applicable"] == group["assigned"] - group["not_applicable"]
        assert [g["authority"] for g in result["authorities"]] == ["office", "province"]


def test_counts_and_rates_are_those_of_the_contract(merged: list[Merged]) -> None:
    """Whoever counts entries and scores anew, group by group, comes to the JSON's."""
    for world, result in merged:
        check_groups(result, world.drawn)
        entries = result["entries"]
        assert all((entry["state"] is None) == (entry["role"] != "lead") for entry in entries)
        assert len({(entry["key"], entry["unit"]) for entry in entries}) == len(entries)
        for unit in result["units"]:
            helped = [e for e in entries if e["unit"] == unit["unit"] and e["role"] != "lead"]
            assert unit["coordinated_reported"] == sum(not entry["in_error"] for entry in helped)
            assert unit["coordinated_reported"] <= unit["coordinated"]


# Every filled row.


def _is_blank(value: object) -> bool:
    """Nothing that anybody would see."""
    # A carriage return as the format writes it, and openpyxl leaves it.
    text = "" if value is None else str(value).replace("_x000D_", "")
    return not "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


@cache
def _book(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def _filled(book: Workbook, sheet: str, headers: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows below a sheet's header that hold something under one of *headers*: the texts there
    by header, and the place."""
    columns: dict[str, int] = {}
    for row in book[sheet].iter_rows():
        if columns:
            cells = {header: row[column - 1].value for header, column in columns.items()}
            if not all(map(_is_blank, cells.values())):
                yield {**cells, "sheet": sheet, "row": row[0].row}
        elif {*headers} <= {cell.value for cell in row}:
            texts = [(str(cell.value), cell.column or 0) for cell in row]
            columns = {text: column for text, column in texts if text in headers}


def _places(parts: Iterable[Parts], file: str) -> set[tuple[str, int]]:
    """Sheet and row that entries or findings name in a file."""
    return {
        (part["sheet"], part["row"] if "row" in part else _row(part["cell"]))
        for part in parts
        if part["file"] == file and (part.get("row") or part.get("cell"))
    }


def _row(cell: str) -> int:
    return int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def test_every_filled_row_counts_or_is_named(merged: list[Merged]) -> None:
    """Each row that openpyxl finds filled is an entry or a score, or a finding names its sheet and
    cell; of a file that no longer counts exactly one finding tells, and each refused one has an
    error."""
    for world, result in merged:
        contents = {file.name: file.content for file in world.files if file.is_seen}
        states = {part["file"]: part for part in result["submissions"]}
        told = {found["file"] for found in result["findings"]}
        assert states.keys() <= contents.keys()
        assert contents.keys() - states.keys() <= told
        for name, part in states.items():
            found = [each for each in result["findings"] if each["file"] == name]
            if part["state"] in (FileState.DUPLICATE, FileState.SUPERSEDED):
                assert len(found) == 1
            if part["refused"]:
                is_error = any(each["severity"] == Severity.ERROR for each in found)
                assert is_error == (part["state"] == FileState.REFUSED)
                assert (part["rows_filled"], part["rows_accepted"]) == (0, 0)
                continue
            book = _book(contents[name])
            rows = {
                (row["sheet"], row["row"])
                for each in SHEETS
                for row in _filled(book, each, HEADERS)
            }
            assert part["rows_filled"] == len(rows)
            assert part["rows_filled"] == part["rows_accepted"] + part["rows_in_error"]
            if part["state"] == FileState.ACCEPTED:
                wrong = [each for each in found if each["severity"] == Severity.ERROR]
                parts = [*result["entries"], *result["scores"]]
                good = [each for each in parts if not each["in_error"]]
                assert rows <= _places(good, name) | _places(found, name)
                named = _places([each for each in parts if each["in_error"]], name)
                assert named <= _places(wrong, name), "in error, and nobody says why"


def test_every_free_row_is_taken_or_named(merged: list[Merged]) -> None:
    """Each initiative or proposal of a file that counts stands in the JSON, or a finding says
    which newer file holds the same one; what a file that no longer counts holds was sent again."""
    for world, result in merged:
        contents = {file.name: file.content for file in world.files}
        counting = {p["file"] for p in result["submissions"] if p["state"] == FileState.ACCEPTED}
        assert {each["file"] for each in result["initiatives"]} <= counting
        for part in result["submissions"]:
            name, state = part["file"], part["state"]
            if part["refused"]:
                continue
            rows = list(_filled(_book(contents[name]), FREE_ROWS, FREE_HEADERS))
            if state == FileState.ACCEPTED:
                taken = {each["row"] for each in result["initiatives"] if each["file"] == name}
                named = {row for sheet, row in _places(result["findings"], name)
                         if sheet == FREE_ROWS}  # fmt: skip
                assert {row["row"] for row in rows} <= taken | named
            said = Counter(row["Nội dung"] or "" for row in rows)
            unit = [each for each in result["initiatives"] if each["unit"] == part["unit"]]
            assert said <= Counter(each["text"] for each in unit)


MAY_HAPPEN: set[object] = {
    *(("entries", state.value) for state in State),
    ("entries", None),
    *(("submissions", state.value) for state in FileState),
    *("on_time", "late", "missing", None),
    *(("scores", state) for state in ("given", "in error", "none")),
    # Rows that are a score alone, or that count as one and owe an explanation for it.
    *("scoring", "score owed", "carried over"),
    *(rule.code for rule in (EXPLANATION_OWED, ROW_REPLACED, ROW_KEPT)),
}


def _seen(merged: list[Merged]) -> set[object]:
    seen: set[object] = set()
    for _, result in merged:
        for name in ("entries", "submissions"):
            seen.update((name, part["state"]) for part in result[name])
        seen |= {"carried over" for entry in result["entries"] if entry["carried_from"]}
        leaves = {(entry["key"], entry["unit"]) for entry in result["entries"]}
        for score in result["scores"]:
            given = "none" if score["self_score"] is None else "given"
            seen.add(("scores", "in error" if score["in_error"] else given))
            if given == "given" and (score["key"], score["unit"]) not in leaves:
                seen.add("scoring")
            if score["owes_explanation"]:
                seen.add("score owed")
        seen.update(unit["submission"] for unit in result["units"])
        seen.update(found["code"] for found in result["findings"])
        seen.update(group["score_rate"] for group in result["units"])
    return seen


@pytest.mark.parametrize("merged", [pytest.param((9, 6), marks=pytest.mark.long)], indirect=True)
def test_the_folders_hold_what_may_happen(merged: list[Merged]) -> None:
    assert set() == MAY_HAPPEN - _seen(merged)


@pytest.mark.usefixtures("no_masters")
def test_a_free_row_that_a_newer_file_replaced_is_told(plan: Plan, folder: Folder) -> None:
    """The newer one may say less, or name another author."""
    for name, author, code in (("z", "Lê A", "1.1"), ("a", "Lê B", "1.2")):
        rows = f"| code | status | progress |\n| {code} | Đang thực hiện | 0.5 |"
        idea = {"kind": "Sáng kiến", "text": "Ký số", "author": author}
        day = "2024-06-06" if name == "a" else "2024-06-05"
        submit(folder, f"{name}.xlsx", form(plan, "HC", rows, initiatives=[idea]), day)
    result = merge(folder)
    assert [(each.author, each.file) for each in result.initiatives] == [("Lê B", "a.xlsx")]
    [told] = [found for found in result.findings if found.code == ROW_REPLACED.code]
    assert (told.file, told.sheet, told.cell, told.value) == ("z.xlsx", FREE_ROWS, "B5", "Ký số")
    assert "“a.xlsx”" in told.message


@pytest.mark.usefixtures("no_masters")
def test_free_rows_stand_in_the_order_of_receipt(plan: Plan, folder: Folder) -> None:
    """Names never decide."""
    for name, text, day in (("z", "Ký số", "2024-06-05"), ("a", "Trả lời", "2024-06-06")):
        idea = {"kind": "Sáng kiến", "text": text}
        submit(folder, f"{name}.xlsx", form(plan, "HC", initiatives=[idea]), day)
    assert [each.file for each in merge(folder).initiatives] == ["z.xlsx", "a.xlsx"]
