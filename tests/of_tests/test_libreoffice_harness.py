"""The harness itself: does LibreOffice see in a workbook what was written there?"""

from __future__ import annotations

import datetime
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from libreoffice import Document, LibreOffice, LibreOfficeError, LibreOfficeTimeoutError


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("harness") / "Biểu mẫu 1.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, lists, locked = (book.add_worksheet(n) for n in ("Form", "Danh mục", "Locked"))
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row("A1", ["Status", "Amount", "Due", "Double", "Broken", "Empty text"])
    sheet.write_row("A2", ["Done", 5])
    sheet.write_datetime("C2", datetime.date(2024, 3, 5), date)
    sheet.write_blank("C3", None, date)
    sheet.write_formula("D2", "=B2*2", None, 7)
    sheet.write_formula("E2", "=1/0", None, 0)
    sheet.write_formula("F2", '=""', None, "")
    lists.write_column("A1", ["Done", "Open"])
    sheet.data_validation("A2:A4", {"validate": "list", "source": "='Danh mục'!$A$1:$A$2"})
    limit = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 10}
    sheet.data_validation("B2:B4", {**limit, "ignore_blank": False})
    rule = {"validate": "custom", "value": "=$B2<=COUNTA('Danh mục'!$A$1:$A$2)*3"}
    sheet.data_validation("D2:D4", rule)
    locked.write("A1", 1)
    locked.write("B1", 2, book.add_format({"locked": False}))
    locked.protect()
    book.close()
    return path


@pytest.fixture
def document(libreoffice: LibreOffice, form: Path) -> Iterator[Document]:
    with libreoffice.open(form) as opened:
        yield opened


def test_values_are_the_stored_ones_until_recalculated(document: Document) -> None:
    assert document.sheets() == ["Form", "Danh mục", "Locked"]
    assert document.values("Form", "A2:F3") == [
        ["Done", 5.0, 45356.0, 7.0, 0.0, ""],
        [None] * 6,
    ]
    assert document.formula_errors() == []
    document.recalculate()
    assert document.values("Form")[1][3:5] == [10.0, "#DIV/0!"]
    assert document.formula_errors() == ["Form.E2: #DIV/0!"]
    assert document.texts("Form", ["C2", "D2", "A3"]) == ["05/03/2024", "10", ""]


@pytest.mark.parametrize(
    ("text", "value"),
    [("12%", 0.12), ("2024-03-05", 45356.0), ("1,234.5", 1234.5), ("x", "x"), ("=1+1", 2.0)],
)
def test_typed_text_is_recognised(document: Document, text: str, value: str | float) -> None:
    document.type("Form", "H9", text)
    assert document.values("Form", "H9") == [[value]]


def test_put_keeps_text_and_format(document: Document) -> None:
    for text in ("=1+2", "007", "'x", "- Đã ban hành\n+ 5"):
        document.put("Form", "C3", text)
        assert document.values("Form", "C3") == [[text]]
    document.put("Form", "C3", datetime.date(2024, 12, 31))
    assert document.texts("Form", ["C3"]) == ["31/12/2024"]
    document.put_many({("Form", "C3"): None, ("Form", "B3"): 4})
    assert document.values("Form", "B3:C3") == [[4.0, None]]
    with pytest.raises(TypeError):
        document.put("Form", "C3", True)


def test_invalid_names_each_bad_cell(document: Document) -> None:
    nothing: dict[str, list[str]] = {"Danh mục": [], "Locked": []}
    assert document.invalid() == {"Form": ["B3", "B4"], **nothing}  # blanks not ignored there
    document.put_many({("Form", "A3"): "Bad", ("Form", "B3"): 10, ("Form", "B4"): 10.5})
    document.put_many({("Form", "D3"): 1, ("Form", "A4"): "Open"})
    expected = {"Form": ["A3", "B4", "D3"], **nothing}
    assert document.invalid() == expected
    assert document.invalid() == expected  # the marks were cleared


def test_rows_and_columns(document: Document) -> None:
    document.insert_rows("Form", 2, 2)
    assert document.values("Form", "A4:B4") == [["Done", 5.0]]
    document.delete_rows("Form", 2, 2)
    document.insert_columns("Form", "B")
    document.delete_columns("Form", "A")
    assert document.values("Form", "A2:B2") == [[None, 5.0]]
    document.move_column("Form", "B", "F")
    assert document.values("Form", "A1:F1") == [
        [None, "Due", "Double", "Broken", "Amount", "Empty text"]
    ]
    document.move_column("Form", "E", "A")
    document.put("Form", "A2", 6)
    document.recalculate()
    assert document.values("Form", "A2:D2") == [[6.0, None, 45356.0, 12.0]]


def test_protection_is_respected(document: Document) -> None:
    assert document.protected("Locked") and not document.protected("Form")
    document.put("Locked", "B1", 3)
    with pytest.raises(LibreOfficeError, match=r"Locked\.A1 is locked"):
        document.put_many({("Locked", "B1"): 4, ("Locked", "A1"): 4})
    with pytest.raises(LibreOfficeError, match="protected"):
        document.delete_rows("Locked", 1)
    assert document.values("Locked") == [[1.0, 3.0]]
    document.unprotect("Locked")
    document.type("Locked", "A1", "4")
    assert document.values("Locked") == [[4.0, 3.0]]


@pytest.mark.short(".xlsx")
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_saved_file_opens_again(
    libreoffice: LibreOffice, document: Document, tmp_path: Path, suffix: str
) -> None:
    document.put("Form", "A3", "Mới")
    document.save_as(tmp_path / f"saved{suffix}")
    with libreoffice.open(tmp_path / f"saved{suffix}") as again:
        assert again.values("Form", "A2:B3") == [["Done", 5.0], ["Mới", None]]
        assert again.invalid()["Form"] == ["A3", "B3", "B4"]
    assert [path.name for path in tmp_path.iterdir()] == [f"saved{suffix}"]


def test_render_gives_a_picture_a_page(
    libreoffice: LibreOffice, form: Path, tmp_path: Path
) -> None:
    pictures = libreoffice.render(form, tmp_path)
    assert [path.name for path in pictures] == [f"{form.stem}-{n}.png" for n in (1, 2, 3)]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)
    assert len(libreoffice.render(form, tmp_path / "one", pages=1)) == 1


def test_mistakes_are_named(libreoffice: LibreOffice, document: Document, tmp_path: Path) -> None:
    with pytest.raises(LibreOfficeError, match="no sheet 'Nope'"):
        document.values("Nope")
    with pytest.raises(LibreOfficeError, match="no cell or range"):
        document.values("Form", "1A")
    with pytest.raises(LibreOfficeError, match="no cell '1A'"):
        document.put("Form", "1A", 1)
    with pytest.raises(LibreOfficeError, match="one cell is needed"):
        document.type("Form", "A2:B2", "x")
    with pytest.raises(LibreOfficeError, match="can't save as"):
        document.save_as(tmp_path / "a.docx")
    with pytest.raises(LibreOfficeError, match="over 5000000 cells"):
        document.values("Form", "A1:XFD1048576")
    with pytest.raises(FileNotFoundError):
        libreoffice.open(tmp_path / "none.xlsx")
    (tmp_path / "page.xlsx").write_text("<html><body>no workbook</body></html>")
    with pytest.raises(LibreOfficeError, match="workbook"):
        libreoffice.open(tmp_path / "page.xlsx")
    assert document.sheets()[0] == "Form"


def group_members(group: int) -> list[str]:
    """The living processes of a process group (an ended one may wait for init to fetch it)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue
        if rest.split()[2] == str(group) and rest.split()[0] not in "ZX":
            found.append(name)
    return found


def leftovers() -> set[str]:
    return {path.name for path in Path("/tmp").glob("OSL_PIPE_*")}


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
@pytest.mark.usefixtures("libreoffice")
def test_time_out_kills_and_the_next_open_starts_again(form: Path) -> None:
    with LibreOffice(locale="vi-VN") as office:
        assert office._bridge is not None
        group, folder = office._bridge.pid, office._folder
        own = {n for n in leftovers() if folder.name in n}
        assert own and len(group_members(group)) > 1
        stale = office.open(form)
        office.timeout = 0.5
        os.kill(group, signal.SIGSTOP)
        with pytest.raises(LibreOfficeTimeoutError, match="soffice killed"):
            stale.sheets()
        time.sleep(0.1)
        assert group_members(group) == [] and not folder.exists() and not own & leftovers()
        office.timeout = 60
        with pytest.raises(LibreOfficeError, match="not running"):
            stale.sheets()
        with office.open(form) as document:
            document.type("Form", "B3", "12,5")
            assert document.values("Form", "B3") == [[12.5]]
            group, folder = office._bridge.pid, office._folder
    assert group_members(group) == [] and not folder.exists()
