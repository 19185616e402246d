"""A register whose sheet is gone, or is another one, is told; no day in it is lost."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from builders import HALF, form, make_plan, merge, submit
from merged import GOING
from par_xl import workspace
from par_xl.app import cli
from par_xl.terms.errors import ParXlError
from par_xl.workspace.layout import Folder
from par_xl.workspace.register import SHEET, read_register


@pytest.fixture
def merged(folder: Folder) -> Folder:
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING.format("0.5")))
    merge(folder)
    return folder


def _chart_alone(book: Workbook) -> None:
    book.create_chartsheet("Biểu đồ").add_chart(BarChart())
    del book[SHEET]


def _two_others(book: Workbook) -> None:
    book[SHEET].title = "Sổ"
    book.create_sheet("Khác", 0)


WITHOUT: dict[str, Callable[[Workbook], None]] = {
    "a chart alone": _chart_alone,
    "two sheets of other names": _two_others,
}


def _edit(folder: Folder, change: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(folder.register)
    change(book)
    file = io.BytesIO()
    book.save(file)
    folder.register.write_bytes(file.getvalue())
    return file.getvalue()


@pytest.mark.parametrize("how", WITHOUT)
def test_a_register_without_its_sheet_is_told(
    merged: Folder, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content = _edit(merged, WITHOUT[how])
    for command in ("merge", "close"):
        with pytest.raises(SystemExit) as ended:
            cli.main([command, HALF, "--folder", str(merged.root)])
        told = capsys.readouterr().err
        assert ended.value.code == cli.EXIT_FAILED
        assert f"tiep-nhan.xlsx không có trang “{SHEET}”" in told and "Cách xử lý:" in told
    with pytest.raises(ParXlError, match="không có trang"):
        workspace.check(merged, [merged.submitted(HALF) / "HC.xlsx"])
    assert any("tiep-nhan.xlsx" in each.message for each in workspace.verify(merged).mismatches)
    assert merged.register.read_bytes() == content


def test_its_sheet_is_found_wherever_it_stands(merged: Folder) -> None:
    days = read_register(merged.register).receipts
    _edit(merged, lambda book: book.move_sheet(book.create_sheet("Khác"), -1))
    assert read_register(merged.register).receipts == days
    _edit(merged, lambda book: book.remove(book["Khác"]))
    _edit(merged, lambda book: setattr(book[SHEET], "title", "Sổ nhận"))
    assert read_register(merged.register).receipts == days
