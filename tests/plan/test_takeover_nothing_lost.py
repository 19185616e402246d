"""Whatever a table holds, each of its cells is in the new plan or is told."""

from __future__ import annotations

from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from appendix_files import HEADER, Lines, Merge, excel, taken, word
from par_xl.plan.takeover.takeover import Draft

_CODES = st.sampled_from(
    ["", "1", "1.1", "1.2", "2", "2.1", "I", "II", "A", "a)", "-", "1,3", "x?", "(1)", "S1"]
)
_ROW = st.tuples(_CODES, st.lists(st.sampled_from(["", "t", "l", "n"]), min_size=8, max_size=8))
_ROWS = st.lists(_ROW, min_size=1, max_size=7)
_MERGES = st.lists(
    st.tuples(st.integers(1, 7), st.integers(0, 8), st.integers(0, 2), st.integers(0, 8)),
    max_size=2,
)


def _lines(rows: list[tuple[str, list[str]]]) -> list[list[str]]:
    """Rows whose every cell but the code holds a word that stands nowhere else."""
    number = count(1)
    made = []
    for code, kinds in rows:
        cells = [code]
        for kind in kinds:
            word = f"chữ{next(number)}x"
            cells.append(
                {"": "", "t": word, "l": f"- {word}\n- {word}y", "n": f"{word}, {word}z"}[kind]
            )
        made.append(cells)
    return made


def _fitting(merges: list[Merge], rows: int) -> list[Merge]:
    """Merges below the header, within the table, of which no two meet; as corner and size."""
    found: list[Merge] = []
    taken_up: set[tuple[int, int]] = set()
    for top, left, down, right in merges:
        bottom, last = min(top + down, rows), min(left + right, 8)
        cells = {(r, c) for r in range(top, bottom + 1) for c in range(left, last + 1)}
        if top <= rows and len(cells) > 1 and not cells & taken_up:
            taken_up |= cells
            found.append((top, left, bottom, last))
    return found


def _told(what: Draft) -> str:
    values = [
        str(value) for sheet in what.rows.values() for each in sheet for value in each.values()
    ]
    return "\n".join([*values, *(each.text for each in what.report)])


def _seen(lines: Lines, merges: list[Merge]) -> list[str]:
    """The words that whoever opens the file sees: of merged cells that of the first."""
    hidden = {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    return [
        piece.strip("-, ")
        for number, line in enumerate(lines, 1)
        for column, cell in enumerate(line)
        if column and (number, column) not in hidden
        for piece in cell.replace(",", "\n").split("\n")
        if piece.strip("-, ")
    ]


@settings(max_examples=10, deadline=None)
@given(_ROWS, _MERGES)
def test_nothing_of_a_word_table_is_lost(
    rows: list[tuple[str, list[str]]], merges: list[Merge]
) -> None:
    lines = _lines(rows)
    fitting = _fitting(merges, len(lines))
    header = [*HEADER, "Ghi chú"]
    told = _told(taken(word("PHỤ LỤC I", [header, *lines], merged=fitting)))
    assert [piece for piece in _seen(lines, fitting) if piece not in told] == []


@settings(max_examples=20, deadline=None)
@given(_ROWS, _MERGES)
def test_nothing_of_a_sheet_is_lost(rows: list[tuple[str, list[str]]], merges: list[Merge]) -> None:
    lines = _lines(rows)
    fitting = _fitting(merges, len(lines))
    header = [*HEADER, "Ghi chú"]
    told = _told(taken(excel([header, *lines], merged=fitting), "phu-luc.xlsx"))
    assert [piece for piece in _seen(lines, fitting) if piece not in told] == []
