"""``plan import``: the new workbook, its faults, what is refused, and nothing lost on the way."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from appendix_files import HEADER, TITLE, excel, items, row, taken, word
from libreoffice import LibreOffice
from par_xl.app.cli import EXIT_DONE, cli
from par_xl.plan.reader import check_plan_content
from par_xl.plan.sample import sample_rows
from par_xl.plan.takeover import grid
from par_xl.plan.takeover.takeover import read_base, take_over
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import Index
from par_xl.workbooks import document
from par_xl.workbooks.sheet import Value
from par_xl.workspace.layout import Folder
from par_xl.workspace.taking_over import take_plan_over
from small_plan import working_folder

GOOD = [HEADER, row("1", "Chỉ đạo", points="3"), row("1.1", "Kế hoạch", "=Việc", "HC", "3")]


def _put(folder: Folder, content: bytes, name: str = "phu-luc.docx") -> Path:
    path = folder.root / name
    path.write_bytes(content)
    return path


@pytest.fixture
def work(tmp_path: Path) -> Folder:
    return working_folder(tmp_path / "work")


def test_the_new_plan_is_accepted_and_says_how_it_was_read(work: Folder) -> None:
    before = work.plan.read_bytes()
    made = take_plan_over(work, [_put(work, word(TITLE, GOOD))])
    assert made.path == work.root / "ke-hoach-nhap.xlsx"
    assert made.findings == ()
    assert work.plan.read_bytes() == before
    plan, found = check_plan_content(made.path.read_bytes(), made.path.name)
    assert plan is not None
    assert found == []
    assert [item.code for item in plan.items] == ["1", "1.1", "S1", "S1.1", "P1", "P1.1"]
    book = openpyxl.load_workbook(made.path)
    sheet = book["Nhập từ tệp"]
    lines = [[cell.value for cell in cells] for cells in sheet.iter_rows()]
    assert lines[0][:3] == ["Về", "Mức chắc chắn", "Từ tệp, bảng"]
    read = ["Dòng", "Chắc chắn", "phu-luc.docx, bảng 1", 3, "Phụ lục I", "1.1", "Đọc nguyên hàng"]
    assert read in lines
    task = book["Phụ lục I"]["F3"]
    assert (task.value, task.data_type) == ("=Việc", "s")


def test_a_plan_that_exists_is_never_rewritten(work: Folder) -> None:
    source = _put(work, word(TITLE, GOOD))
    take_plan_over(work, [source])
    with pytest.raises(ParXlError, match="đã có; không ghi đè") as caught:
        take_plan_over(work, [source])
    assert "--out" in caught.value.fix
    assert take_plan_over(work, [source], name="khac.xlsx").path.name == "khac.xlsx"
    names = ("ke-hoach.xlsx", "../x.xlsx", "tiep-nhan.xlsx", "x.docx", "a:b.xlsx", "CON.xlsx",
             "..\\x.xlsx", ".xlsx", "~$x.xlsx")  # fmt: skip
    for name in names:
        with pytest.raises(ParXlError, match="Không ghi được"):
            take_plan_over(work, [source], name=name)


def test_the_command_tells_faults_and_says_what_next(work: Folder) -> None:
    run = CliRunner()
    good = _put(work, word(TITLE, GOOD))
    arguments = ["plan", "import", "--folder", str(work.root)]
    done = run.invoke(cli, [*arguments, str(good)], standalone_mode=False)
    assert (done.return_value or EXIT_DONE) == EXIT_DONE
    assert "Cột “Điểm chuẩn” → “Điểm tối đa” (chắc chắn)" in done.output
    assert "Kế hoạch mới không có lỗi." in done.output
    assert "trang “Nhập từ tệp”" in done.output
    bad = _put(work, word(TITLE, [*GOOD, row("1.2", "Kiểm tra", "Việc", "Phòng Lạ")]), "bad.docx")
    done = run.invoke(cli, [*arguments, "--out", "x.xlsx", str(bad)], standalone_mode=False)
    # Written, with its faults listed: done (contract, section 7).
    assert (done.return_value or EXIT_DONE) == EXIT_DONE
    assert "KH13 x.xlsx, Phụ lục I, ô G4: Không có đơn vị “Phòng Lạ”" in done.output


def _zip(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _with_text(xml: bytes) -> bytes:
    """A document whose main part is this."""
    with zipfile.ZipFile(io.BytesIO(DOCX)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    return _zip(held | {"word/document.xml": xml})


def _claiming(content: bytes, *, only_listed: bool) -> bytes:
    """A zip whose list of parts says that its text is small, as the part itself does or not."""
    name, claimed = b"word/document.xml", struct.pack("<I", 100)
    own, listed = content.index(name) - 30 + 22, content.rindex(name) - 46 + 24
    for at in (listed,) if only_listed else (own, listed):
        content = content[:at] + claimed + content[at + 4 :]
    return content


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCX = word(TITLE, GOOD)
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (lambda: _with_text(b"<a>" + b" " * 60_000_000 + b"</a>"), "phình to"),
    "a lying size": (lambda: _claiming(DOCX, only_listed=False), "ghi sai kích thước"),
    "a size that only the list says": (
        lambda: _claiming(DOCX, only_listed=True), "khác với danh sách"
    ),
    "too many tags": (lambda: _with_text(b"<a>" + b"<b/>" * 3_000_001 + b"</a>"), "quá nhiều thẻ"),
    "a DOCTYPE": (
        lambda: _with_text(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "DOCTYPE"
    ),
    "cut off": (lambda: DOCX[: len(DOCX) // 2], "hỏng"),
    "no XML": (lambda: _with_text(b"<a>"), "hỏng phần"),
    "a zip": (lambda: _zip({"a.txt": b"a"}), "tệp nén"),
    "a workbook": (lambda: excel(GOOD), "tệp nén, không phải văn bản Word"),
    "nothing": (lambda: b"", "rỗng"),
    "an old document": (lambda: OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), ".doc"),
    "encrypted": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_can_not_be_read_is_refused_in_words(work: Folder, case: str) -> None:
    content, words = REFUSED[case]
    with pytest.raises(ParXlError, match=words) as caught:
        take_plan_over(work, [_put(work, content())])
    assert caught.value.fix
    assert not (work.root / "ke-hoach-nhap.xlsx").exists()


@pytest.mark.parametrize("limit", ["FILE_LIMIT", "PART_LIMIT", "TAGS_LIMIT"])
def test_each_limit_holds_just_at_its_border(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(io.BytesIO(DOCX)) as archive:
        texts = [archive.read(f"word/{name}.xml") for name in ("document", "numbering")]
    border = {
        "FILE_LIMIT": len(DOCX),
        "PART_LIMIT": max(map(len, texts)),
        "TAGS_LIMIT": max(text.count(b"<") for text in texts),
    }[limit]
    monkeypatch.setattr(document, limit, border)
    assert taken(DOCX).taken
    monkeypatch.setattr(document, limit, border - 1)
    with pytest.raises(ParXlError, match=r"lớn hơn|quá"):
        taken(DOCX)


def test_tables_of_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "CELLS_LIMIT", 24)
    assert taken(DOCX).taken
    monkeypatch.setattr(grid, "CELLS_LIMIT", 23)
    with pytest.raises(ParXlError, match="quá nhiều ô"):
        taken(DOCX)


@pytest.mark.parametrize("name", ["a.doc", "a.pdf", "a.odt", "a.csv", "a"])
def test_other_kinds_are_refused_with_advice(work: Folder, name: str) -> None:
    with pytest.raises(ParXlError) as caught:
        take_plan_over(work, [_put(work, b"x", name)])
    assert ".docx" in caught.value.fix


def test_deep_and_wide_documents_are_read_or_refused_but_never_crash() -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    cell = b"<w:tc><w:tcPr><w:gridSpan w:val='999999999'/></w:tcPr><w:p/></w:tc>"
    deep = b"<w:sdt>" * 50_000 + b"</w:sdt>" * 50_000
    for inner in (b"<w:tbl><w:tr>" + cell + b"</w:tr></w:tbl>", deep):
        xml = f"<w:document xmlns:w='{space}'><w:body>".encode() + inner + b"</w:body></w:document>"
        with pytest.raises(ParXlError, match="Không thấy bảng phụ lục"):
            taken(_with_text(xml))


def test_a_file_without_an_appendix_says_what_one_looks_like() -> None:
    with pytest.raises(ParXlError, match="Không thấy bảng phụ lục nào") as caught:
        taken(word("Kế hoạch", [["a", "b"]]))
    assert "hàng tiêu đề" in caught.value.fix


def _texts(rows: list[dict[str, Value]]) -> list[list[str]]:
    headers = list(dict.fromkeys(header for each in rows for header in each))
    cells = [[each.get(header) for header in headers] for each in rows]
    return [headers, *([_shown(value) for value in line] for line in cells)]


def _shown(value: Value) -> str:
    return (
        ""
        if value is None
        else str(value).replace(".", ",")
        if isinstance(value, float)
        else str(value)
    )


def _same(rows: object) -> list[dict[str, Value]]:
    return [
        {header: value for header, value in each.items() if value not in (None, "")}
        for each in rows  # type: ignore[attr-defined]
    ]


def test_the_sample_plans_appendices_come_back_as_they_went() -> None:
    rows = sample_rows()
    base = read_base(write_plan(rows), "ke-hoach.xlsx")
    parts: list[object] = []
    in_word = (Index.SIPAS, Index.PAPI)
    for index in in_word:
        # A plan's own criteria with several tasks stand in rows of their own already.
        parts += [index.sheet, _texts([dict(each) for each in rows[index.sheet]])]
    what = take_over([(word(*parts), "phu-luc.docx")], base)  # type: ignore[arg-type]
    for index in in_word:
        assert _same(what.rows[index.sheet]) == _same(rows[index.sheet])
    again = take_over([(write_plan(rows), "ke-hoach-cu.xlsx")], base)
    for index in Index:
        assert _same(again.rows[index.sheet]) == _same(rows[index.sheet])
    assert again.rows["Lĩnh vực"] == base.rows["Lĩnh vực"]


def test_a_file_that_libreoffice_saved(libreoffice: LibreOffice, tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["1. Chỉ đạo"] + [""] * 7,
        row("1.1", "Kế hoạch", "Soạn", "HC", "3"),
        row("", "", "Ban hành", "KT"),
    ]
    merged = [(1, 0, 1, 7), *((2, column, 3, column) for column in range(3))]
    written = tmp_path / "phu-luc.docx"
    written.write_bytes(word(TITLE, rows, merged=merged))
    path = libreoffice.convert(written, tmp_path / "khac.docx")
    found = items(taken(path.read_bytes()))
    assert list(found) == ["1", "1.1", "1.1.a", "1.1.b"]
    assert found["1.1.b"]["Đơn vị chủ trì"] == "KT"


def test_a_group_of_commands_says_what_it_is_itself() -> None:
    shown = {name: CliRunner().invoke(cli, [name, "--help"]).output for name in ("plan", "addin")}
    assert "Kế hoạch (ke-hoach.xlsx)" in shown["plan"]
    assert "Thẻ “Cải cách hành chính” trong Excel" in shown["addin"]
