"""Texts measured: no row of what we write is too low for its text."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libreoffice import LibreOffice
from par_xl.app.demo import PERIOD
from par_xl.workbooks.wrap import lines
from par_xl.workspace.layout import Folder

_PATHS: dict[str, Callable[[Folder], Path]] = {
    "plan": lambda folder: folder.plan,
    "register": lambda folder: folder.register,
    "form": lambda folder: folder.submitted(PERIOD) / f"HCTC_{PERIOD}.xlsx",
    "standard": lambda folder: folder.standard_form(PERIOD),
    "handed back": lambda folder: folder.returned / PERIOD / f"HCTC_{PERIOD}.xlsx",
    "master": lambda folder: folder.results(PERIOD).master,
}
_LINE = 15.0
"""Points that a line of the standard font is high."""
_HIGHEST = 409
"""Points that a row may be high in Excel."""


@pytest.mark.short("register", "form")
@pytest.mark.parametrize("name", _PATHS)
def test_no_row_is_too_low_for_its_text(
    libreoffice: LibreOffice, demo_folder: Folder, tmp_path: Path, name: str
) -> None:
    pinned = tmp_path / "pinned.xlsx"
    _pin_heights(_PATHS[name](demo_folder), pinned)
    with libreoffice.open(pinned) as document:
        cut = document.cut_rows()
    assert {sheet: _cut(rows) for sheet, rows in cut.items()} == {sheet: [] for sheet in cut}


def _cut(rows: Sequence[tuple[int, float, float]]) -> list[tuple[int, float, float]]:
    """Those whose text is cut: no row needs to be as high as a line of the standard font, as
    LibreOffice has it, and none can be higher than the highest."""
    return [row for row in rows if row[1] < _HIGHEST and row[2] > _LINE]


def _pin_heights(path: Path, pinned: Path) -> None:
    """Rows whose height is not marked as chosen, LibreOffice would make as high as their text."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(pinned, "w") as new:
        for name in old.namelist():
            chosen = re.sub(
                rb'( ht="[\d.]+")(?! customHeight)', rb'\1 customHeight="1"', old.read(name)
            )
            new.writestr(name, chosen if name.startswith("xl/worksheets/sheet") else old.read(name))


@pytest.mark.short("register", "form")
@pytest.mark.parametrize("name", ["plan", "register", "form", "standard", "handed back"])
def test_rows_that_people_type_into_grow_with_their_text(
    libreoffice: LibreOffice, demo_folder: Folder, name: str
) -> None:
    """A height that is marked as chosen stays, and cuts what is typed later."""
    sheets = {"plan": "Phụ lục I", "register": "Sheet1"}
    path = _PATHS[name](demo_folder)
    with libreoffice.open(path) as document:
        sheet = sheets.get(name, "Phụ lục I") if name != "register" else document.sheets()[0]
        if document.protected(sheet):
            document.unprotect(sheet)
        column = {"plan": "B", "register": "G"}.get(name, "T")
        document.put(sheet, f"{column}12", "Nội dung dài " * 60)
        cut = document.cut_rows()
    assert _cut(cut[sheet]) == []


@pytest.mark.parametrize(
    ("text", "width", "wanted"),
    [
        ("", 10, 1),
        ("Hợp lệ", 10, 1),
        ("một\nhai\n\nba", 10, 4),
        ("Văn phòng UBND tỉnh", 21, 1),
        # Capitals are wider, and so are bold letters.
        ("NHIỆM VỤ ĐƠN VỊ PHỐI HỢP", 20, 2),
        ("iiiiiiiiiiiiiiiiiiii", 13, 1),
        ("mmmmmmmmmmmmmmmmmmmm", 13, 3),
    ],
)
def test_lines(text: str, width: float, wanted: int) -> None:
    assert lines(text, width) == wanted


@given(st.text(st.sampled_from("aàiWM ,-\nđữ"), max_size=120), st.floats(3, 80))
def test_a_wider_column_a_smaller_size_or_plain_letters_never_take_more_lines(
    text: str, width: float
) -> None:
    assert lines(text, width + 5) <= lines(text, width)
    assert lines(text, width, 10) <= lines(text, width, 11) <= lines(text, width, 11, bold=True)


@given(st.text(st.sampled_from("aàiWM đữ"), max_size=60), st.floats(3, 30))
def test_letters_stored_apart_from_their_marks_are_as_wide(text: str, width: float) -> None:
    assert lines(unicodedata.normalize("NFD", text), width) == lines(text, width)
