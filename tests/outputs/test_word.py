"""Documents as Word files: the form of Decree 30, what is real in them, what a template changes."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from libreoffice import Document as Printed
from libreoffice import LibreOffice
from office_schemas import OLDEST_AND_NEWEST, schema_errors
from par_xl.merge.stamp import Stamp
from par_xl.outputs.blocks import (
    Annex,
    Block,
    Chart,
    Column,
    Dash,
    Document,
    Form,
    Heading,
    Paragraph,
    Series,
    Table,
)
from par_xl.outputs.word import write_document
from par_xl.outputs.word.authority import agency_lines, receivers, signing_lines
from par_xl.terms.errors import ParXlError
from scripts import word_template

INFO = {
    "Cơ quan cấp trên": "Ủy ban nhân dân tỉnh Quảng Trị",
    "Cơ quan": "Văn phòng UBND tỉnh",
    "Địa danh": "Quảng Trị",
    "Quyền hạn ký": "KT.",
    "Chức vụ người ký": "Phó Chánh Văn phòng",
    "Người ký": "Lê Hữu Phước",
    "Nơi nhận": "Sở Nội vụ; Lưu: VT, HCTC",
    "Người soạn": "Ph",
}
DRAFT = Stamp(datetime(2024, 6, 12, 8, 0), 3, is_closed=False, is_reconstructed=True)  # noqa: DTZ001
TABLE = Table(
    "Theo lĩnh vực",
    (Column("TT", 1, "center"), Column("Lĩnh vực", 5), Column("Tỷ lệ", 2, "right")),
    (("PAR INDEX",), *((str(n), "Cải cách thể chế", "84,46%") for n in range(60))),
)
BARS = Chart(
    "Tỷ lệ hoàn thành",
    "bar",
    ("Thể chế", "Thủ tục", "Bộ máy"),
    (Series("Kỳ này", (0.8446, None, 1.0)), Series("Kỳ trước", (0.5, 0.25, 0.75))),
    "Biểu đồ cột: cao nhất là Bộ máy",
)
LINES = replace(BARS, caption="Diễn biến", kind="line")
BLOCKS: tuple[Block, ...] = (
    Heading(1, "I. KẾT QUẢ"),
    Heading(2, "1. Chung"),
    Heading(3, "a) Thể chế"),
    Paragraph("đã thực hiện.", "Về nhân sự:"),
    Dash("Việc thứ nhất;"),
    TABLE,
    BARS,
    LINES,
    Paragraph("Trên đây là báo cáo."),
)
REPORT = Document(
    form=Form.NAMED,
    info=INFO,
    stamp=DRAFT,
    sign="BC-VP",
    name="BÁO CÁO",
    subject="Kết quả thực hiện Kế hoạch 6 tháng đầu năm 2024",
    to=(),
    basis=("Căn cứ Kế hoạch số 12/KH-VP.", "Theo đề nghị của các phòng;"),
    blocks=BLOCKS,
    annexes=(Annex("Phụ lục I", "Số liệu", (TABLE,), is_landscape=True),),
)
LETTER = replace(
    REPORT,
    form=Form.LETTER,
    stamp=replace(DRAFT, is_closed=True, is_reconstructed=False),
    sign="VP-HCTC",
    name=None,
    subject="đôn đốc báo cáo",
    to=("Phòng Kinh tế", "Ban Tiếp công dân"),
    basis=(),
    blocks=(Paragraph("Đề nghị gửi báo cáo."),),
    annexes=(),
)
PART = replace(REPORT, form=Form.PART, annexes=())


@cache
def _usual(number: int) -> bytes:
    return write_document((REPORT, LETTER, PART)[number])


def written(document: Document, template: bytes | None = None) -> bytes:
    """The file; of the three that most tests look at, always the same one."""
    for number, usual in enumerate((REPORT, LETTER, PART)):
        if document is usual and template is None:
            return _usual(number)
    return write_document(document, template)


def opened(document: Document, template: bytes | None = None) -> docx.document.Document:
    return docx.Document(io.BytesIO(written(document, template)))


def texts(document: Document, template: bytes | None = None) -> list[str]:
    """Every paragraph's text, those in tables too."""
    return texts_in(opened(document, template))


def texts_in(made: docx.document.Document) -> list[str]:
    body = made.element.body
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]


def parts(document: Document, template: bytes | None = None) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(written(document, template))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_office_schemas_are_kept(tmp_path: Path) -> None:
    for name, document in (("report", REPORT), ("letter", LETTER), ("part", PART)):
        path = tmp_path / f"{name}.docx"
        path.write_bytes(written(document))
        for version in OLDEST_AND_NEWEST if document is REPORT else OLDEST_AND_NEWEST[:1]:
            assert schema_errors(path, version) == []


def test_the_same_document_makes_the_same_bytes() -> None:
    assert write_document(REPORT) == written(REPORT)


def test_what_is_printed(libreoffice: LibreOffice, tmp_path: Path) -> None:
    for name, document in (("report", REPORT), ("letter", LETTER)):
        source = tmp_path / f"{name}.docx"
        source.write_bytes(written(document))
        with Printed(libreoffice.ask, libreoffice._load(source, calc=False)) as open_one:
            open_one.save_as(tmp_path / f"{name}.pdf")
    pages = _pages(tmp_path / "report.pdf")
    assert "2" not in pages[0].splitlines()[0] and "DỰ THẢO" in pages[0].splitlines()[0]
    assert pages[1].split()[:3] == ["2", "DỰ", "THẢO"]
    assert pages[0].split("UBND TỈNH QUẢNG TRỊ")[1].strip().startswith("CỘNG HÒA XÃ HỘI")
    assert all("Số liệu tổng hợp đến 8 giờ 00 ngày 12/6/2024" in page for page in pages)
    annex = next(n for n, page in enumerate(pages) if "Phụ lục I" in page)
    assert "Tỷ lệ" in pages[annex + 1] and pages[annex + 1].split()[0] == "2"
    assert any("Bảng 2." in page for page in pages[annex:])
    assert any("84,46%" in page and "Hình 1. Tỷ lệ hoàn thành" in page for page in pages)
    signed = next(page for page in pages if "Lê Hữu Phước" in page)
    assert "Trên đây là báo cáo./." in signed
    assert "DỰ THẢO" not in "".join(_pages(tmp_path / "letter.pdf"))
    assert len(_pages(tmp_path / "letter.pdf")) == 1
    fonts = subprocess.run(
        ["pdffonts", tmp_path / "report.pdf"], capture_output=True, text=True, check=True
    ).stdout
    names = {line.split()[0].split("+")[-1] for line in fonts.splitlines()[2:]}
    assert {name.split("-")[0].removesuffix("PSMT") for name in names} <= {
        "LiberationSerif", "TimesNewRoman", "TimesNewRomanPS",
    }  # fmt: skip


def _pages(path: Path) -> list[str]:
    run = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return [page.strip() for page in run.stdout.decode().split("\f") if page.strip()]


def test_pages_are_as_the_decree_wants_them() -> None:
    main, annex = opened(REPORT).sections
    for section in (main, annex):
        assert section.top_margin and 20 <= round(section.top_margin.mm) <= 25
        assert section.bottom_margin and 20 <= round(section.bottom_margin.mm) <= 25
        assert section.left_margin and 30 <= round(section.left_margin.mm) <= 35
        assert section.right_margin and 15 <= round(section.right_margin.mm) <= 20
        assert section.different_first_page_header_footer
    assert main.page_width and round(main.page_width.mm) == 210
    assert annex.page_width and round(annex.page_width.mm) == 297


def test_headings_captions_and_fields_are_real() -> None:
    report = opened(REPORT)
    styles = [(p.style.name, p.text) for p in report.paragraphs if p.style]
    for level, text in (1, "I. KẾT QUẢ"), (2, "1. Chung"), (3, "a) Thể chế"):
        assert (f"Heading {level}", text) in styles
        assert report.styles[f"Heading {level}"].font.name == "Times New Roman"
    fields = [
        (each.get(qn("w:instr")).strip(), "".join(t.text for t in each.iter(qn("w:t"))))
        for each in report.element.body.iter(qn("w:fldSimple"))
    ]
    assert fields == [
        ("SEQ Bảng \\* ARABIC", "1"),
        ("SEQ Hình \\* ARABIC", "1"),
        ("SEQ Hình \\* ARABIC", "2"),
        ("SEQ Bảng \\* ARABIC", "2"),
    ]
    head, *tables, foot, _ = report.tables
    assert head.style and head.style.name == "Khung"
    (table,) = tables
    assert table.style and table.style.name == "Bảng số liệu"
    assert "cantSplit" in table.rows[5]._tr.xml and "tblHeader" in table.rows[0]._tr.xml
    assert "keepNext" in foot.rows[0]._tr.xml


def test_charts_are_words_own_and_can_be_edited() -> None:
    made = parts(REPORT)
    bars, lines = made["word/charts/chart1.xml"], made["word/charts/chart2.xml"]
    for chart in bars, lines:
        tree = etree.fromstring(chart)
        assert b"Times New Roman" in chart and b"externalData" in chart
        labels = tree.xpath("//*[local-name()='dLbl']//*[local-name()='t']/text()")
        assert labels == ["84,46%", "100%", "50%", "25%", "75%"]
        (most,) = tree.xpath("//*[local-name()='valAx']//*[local-name()='max']/@val")
        assert most == "1"
    assert b'<c:barDir val="bar"/>' in bars and b'<c:smooth val="0"/>' in lines
    with zipfile.ZipFile(io.BytesIO(made["word/embeddings/bieu-do-1.xlsx"])) as book:
        assert "0.8446" in book.read("xl/worksheets/sheet1.xml").decode()
    assert "Biểu đồ cột: cao nhất là Bộ máy".encode() in made["word/document.xml"]


def test_a_letter_says_to_whom() -> None:
    said = texts(LETTER)
    assert "V/v đôn đốc báo cáo" in said and "Số:         /VP-HCTC" in said
    to = said.index("Kính gửi:")
    assert said[to + 1 : to + 3] == ["- Phòng Kinh tế;", "- Ban Tiếp công dân."]
    assert "Kính gửi: Phòng Kinh tế" in texts(replace(LETTER, to=("Phòng Kinh tế",)))
    assert "Đề nghị gửi báo cáo./." in said
    assert said[said.index("Nơi nhận:") + 1 :][:3] == [
        "- Như trên;", "- Sở Nội vụ;", "- Lưu: VT, HCTC(Ph).",
    ]  # fmt: skip


def test_a_basis_ends_as_one() -> None:
    said = texts(REPORT)
    assert "Căn cứ Kế hoạch số 12/KH-VP;" in said
    assert "Theo đề nghị của các phòng." in said


def test_a_part_has_neither_head_nor_foot() -> None:
    said = texts(PART)
    assert said[0].strip() == "DỰ THẢO" and said[1].startswith("Số liệu tổng hợp đến")
    assert "tiêu chí tái dựng" in said[1]
    assert not [text for text in said if "CỘNG HÒA" in text or "Nơi nhận" in text]
    assert said[-1] == "Trên đây là báo cáo."
    assert not [name for name in parts(PART) if "header" in name]


@pytest.mark.parametrize(
    ("authority", "post", "lines"),
    [
        ("", "Chánh Văn phòng", ["CHÁNH VĂN PHÒNG"]),
        ("KT.", "Phó Chánh Văn phòng", ["KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"]),
        ("KT", "Phó Giám đốc", ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
        ("TL.", "Trưởng phòng HCTC", ["TL. CHÁNH VĂN PHÒNG", "TRƯỞNG PHÒNG HCTC"]),
        ("TUQ. Chủ tịch", "Chánh Văn phòng", ["TUQ. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]),
        ("Q.", "Chánh Văn phòng", ["Q. CHÁNH VĂN PHÒNG"]),
        ("TM.", "Chánh Văn phòng", ["TM. VĂN PHÒNG UBND TỈNH", "CHÁNH VĂN PHÒNG"]),
        ("", "", []),
    ],
)
def test_who_signs(authority: str, post: str, lines: list[str]) -> None:
    info = INFO | {"Quyền hạn ký": authority, "Chức vụ người ký": post}
    assert list(signing_lines(info)) == lines


def test_in_the_name_of_a_council_a_deputy_signs_for_its_head() -> None:
    info = {"Cơ quan": "UBND tỉnh", "Quyền hạn ký": "TM.", "Chức vụ người ký": "Phó Chủ tịch"}
    assert signing_lines(info) == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_nobody_signs_where_nobody_is_named() -> None:
    nobody = {"Quyền hạn ký": "", "Chức vụ người ký": "", "Người ký": ""}
    said = texts(replace(LETTER, info=INFO | nobody))
    assert "Nơi nhận:" in said and not [text for text in said if "CHÁNH" in text]
    assert "Nơi nhận:" not in texts(replace(LETTER, info={"Cơ quan": "Văn phòng"}))


@pytest.mark.parametrize(
    ("superior", "agency", "printed"),
    [
        ("Ủy ban nhân dân tỉnh Quảng Trị", "Văn phòng UBND tỉnh",
         ("UBND TỈNH QUẢNG TRỊ", "VĂN PHÒNG")),
        ("UBND tỉnh Quảng Trị", "Văn phòng Ủy ban nhân dân tỉnh Quảng Trị",
         ("UBND TỈNH QUẢNG TRỊ", "VĂN PHÒNG")),
        ("UBND tỉnh Quảng Trị", "Sở Nội vụ", ("UBND TỈNH QUẢNG TRỊ", "SỞ NỘI VỤ")),
        ("", "Văn phòng UBND tỉnh", ("", "VĂN PHÒNG UBND TỈNH")),
    ],
)  # fmt: skip
def test_whose_document_it_is(superior: str, agency: str, printed: tuple[str, str]) -> None:
    assert agency_lines({"Cơ quan cấp trên": superior, "Cơ quan": agency}) == printed


def test_receivers_as_people_type_them() -> None:
    info = {"Nơi nhận": " - Sở Nội vụ ;; Lưu: VT (2 bản).", "Người soạn": "Ph"}
    assert receivers(info, is_letter=False) == ("- Sở Nội vụ;", "- Lưu: VT (2 bản).")


def test_nothing_that_people_write_is_more_than_text() -> None:
    unseen = "\x00\x0b\ud800\x85\u2028\u202e\u2066\u200f\u061c\ufeff\uffff"
    hostile = f'a{unseen}b {{ INCLUDETEXT "c:\\\\x" }} & <w:fldSimple w:instr="DDE x"/>\n=HYPERLINK("http://x.vn")'
    column = (Column("C", 1), Column("D", 1))
    chart = replace(BARS, categories=("=1+1", hostile, "http://x.vn"), says=f'"{hostile}"')
    made = parts(
        replace(
            REPORT,
            subject=hostile,
            info=INFO | {"Nơi nhận": hostile},
            blocks=(Paragraph(hostile), Table(hostile, column, ((hostile, "w" * 900),)), chart),
        )
    )
    for name, content in made.items():
        if name.endswith((".xml", ".rels")):
            assert not set(unseen) & set(
                str(etree.tostring(etree.fromstring(content), encoding=str))
            )
            assert b"instrText" not in content and b"fldChar" not in content
            assert b'TargetMode="External"' not in content
    fields = etree.fromstring(made["word/document.xml"]).iter(qn("w:fldSimple"))
    assert {str(each.get(qn("w:instr"))).split()[0] for each in fields} == {"SEQ"}
    with zipfile.ZipFile(io.BytesIO(made["word/embeddings/bieu-do-1.xlsx"])) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_table_lists_something() -> None:
    with pytest.raises(ValueError, match="without rows"):
        write_document(replace(REPORT, blocks=(replace(TABLE, rows=()),)))


def own_template(*paragraphs: str) -> bytes:
    """A template as Word makes one: a font, a margin and a header of its own."""
    made = docx.Document()
    made.styles["Heading 1"].font.name = "Arial"
    made.sections[0].left_margin = 1_260_000
    made.sections[0].header.paragraphs[0].text = "Mẫu của cơ quan"
    for text in paragraphs:
        made.add_paragraph(text)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def test_a_template_gives_its_styles_margins_and_header(tmp_path: Path) -> None:
    path = tmp_path / "own.docx"
    path.write_bytes(write_document(REPORT, own_template()))
    made = docx.Document(str(path))
    assert made.styles["Heading 1"].font.name == "Arial"
    assert [s.left_margin and round(s.left_margin.mm) for s in made.sections] == [35, 35]
    header = [p.text.strip() for p in made.sections[0].header.paragraphs]
    assert header == ["Mẫu của cơ quan", "DỰ THẢO"]
    assert "Số liệu tổng hợp đến" in made.sections[0].footer.paragraphs[0].text
    assert "VĂN PHÒNG" in texts_in(made)
    assert schema_errors(path, OLDEST_AND_NEWEST[1]) == []


def test_a_template_may_have_head_and_foot_of_its_own() -> None:
    template = own_template("V/v {{TRÍCH YẾU}}", "Kính gửi: {{KÍNH GỬI}}", "{{NỘI DUNG}}", "Hết")
    assert texts(LETTER, template) == [
        "V/v đôn đốc báo cáo",
        "Kính gửi: Phòng Kinh tế; Ban Tiếp công dân",
        "Đề nghị gửi báo cáo./.",
        "Hết",
    ]
    assert texts(REPORT, template)[0].strip() == "DỰ THẢO"


def changed(name: str, old: bytes, new: bytes) -> bytes:
    """A template with a part changed."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(own_template())) as source,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for each in source.namelist():
            text = source.read(each)
            target.writestr(each, text.replace(old, new) if each == name else text)
    return content.getvalue()


_in_body = partial(partial, changed, "word/document.xml")
_in_links = partial(partial, changed, "word/_rels/document.xml.rels")
_OUTSIDE = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/image" Target="http://x.vn/a.png" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (lambda: b"", "hỏng"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "mật khẩu"),
        (lambda: own_template()[:-200], "hỏng"),
        (_in_body(b"<w:body>", b"<w:bod>"), "hỏng"),
        (_in_body(b"<w:document ", b"<!DOCTYPE a []><w:document "), "DOCTYPE"),
        (lambda: changed("word/document.xml", b"<w:body>", b"<w:body>" + b" " * 120_000_000),
         "120 MB"),
        (_in_links(b"</Relationships>", _OUTSIDE), "bên ngoài"),
        (_in_body(b"<w:body>", b'<w:body><w:p><w:fldSimple w:instr="DDE a b"/></w:p>'), "DDE"),
        (_in_body(b"<w:body>", b'<w:body><w:p><w:fldSimple w:instr="&#68;DE a b"/></w:p>'), "DDE"),
        (_in_body(b"<w:body>", b"<w:body><w:p><w:r><w:instrText>IN</w:instrText></w:r><w:r>"
                  b"<w:instrText><![CDATA[CLUDETEXT x]]></w:instrText></w:r></w:p>"), "DDE"),
        (_in_links(b"</Relationships>", _OUTSIDE.replace(b"External", b"E&#120;ternal")),
         "bên ngoài"),
        (partial(changed, "[Content_Types].xml", b"</Types>",
                 b'<Default Extension="bin" ContentType="x"/></Types>'), ""),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_used(content: Callable[[], bytes], why: str) -> None:
    if not why:
        write_document(LETTER, content())
        return
    with pytest.raises(ParXlError, match=why) as error:
        write_document(LETTER, content())
    assert "xóa tệp mẫu" in error.value.fix


def cleared(document: Document) -> bytes:
    """What Word leaves of a document whose text somebody deleted: its last section."""
    made = opened(document)
    body = made.element.body
    for each in list(body)[:-1]:
        body.remove(each)
    made.add_paragraph()
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def test_a_template_made_of_one_of_our_own_documents(tmp_path: Path) -> None:
    annex = replace(REPORT.annexes[0], blocks=(BARS,), is_landscape=True)
    old = replace(REPORT, annexes=(annex,))
    settled = replace(REPORT.stamp, is_closed=True, merge_number=77)
    new = replace(old, stamp=settled)
    template = cleared(old)
    path = tmp_path / "own.docx"
    path.write_bytes(write_document(new, template))
    assert schema_errors(path, OLDEST_AND_NEWEST[1]) == []
    with zipfile.ZipFile(path) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
        all_said = "".join(
            archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")
        )
    assert "DỰ THẢO" not in all_said
    made = docx.Document(str(path))
    stamps = [p.text for s in made.sections for p in s.footer.paragraphs]
    assert stamps == [f"{settled.text}. {settled.warning or ''}".strip()] * len(made.sections)
    assert [s.orientation for s in made.sections] == [0, 1]


def test_embedded_fonts_are_no_xml() -> None:
    content = io.BytesIO(own_template())
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("word/fonts/font1.odttf", b"\x01\x00no xml")
    write_document(LETTER, content.getvalue())


def test_what_is_put_into_a_head_keeps_its_place() -> None:
    template = docx.Document()
    line = template.add_paragraph("Số:   /{{KÝ ")
    line.add_run("HIỆU}}").add_tab()
    line.add_run("Quảng Trị, {{TRÍCH YẾU}} và {{KÝ HIỆU}}")
    template.add_paragraph("{{NỘI DUNG}}")
    content = io.BytesIO()
    template.save(content)
    said = opened(LETTER, content.getvalue()).paragraphs[0].text
    assert said == f"Số:   /{LETTER.sign}\tQuảng Trị, {LETTER.subject} và {LETTER.sign}"


@pytest.mark.parametrize(
    ("paragraphs", "why"),
    [
        (("VĂN PHÒNG", "Nơi nhận"), "có chữ nhưng không có đoạn"),
        (("Kính gửi", "xem {{NỘI DUNG}}"), "có chữ nhưng không có đoạn"),
        (("{{NỘI DUNG}}", "{{NỘI DUNG}}"), "nhiều hơn một"),
        (("Số {{SỐ}}", "{{NỘI DUNG}}"), "“{{SỐ}}”"),
    ],
)
def test_a_template_says_where_the_text_goes(paragraphs: tuple[str, ...], why: str) -> None:
    with pytest.raises(ParXlError, match=why) as error:
        write_document(LETTER, own_template(*paragraphs))
    assert error.value.fix


def test_the_built_in_template_is_what_its_script_makes() -> None:
    def parts_of(content: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    there = word_template.PATH.read_bytes()
    made = parts_of(word_template.build(there))
    assert parts_of(there) == made, "make it anew: python -m scripts.word_template"
