"""``python -m scripts.word_template``: set page and styles of the built-in Word template.

They are those of Decree 30/2020/NĐ-CP. Theme, settings and fonts are the template's own, as it
lies there. The same template comes of it each time.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from scripts.pins import ROOT

PATH = ROOT / "src" / "par_xl" / "outputs" / "word" / "template.docx"
FONT = "Times New Roman"
_LEFT, _CENTRE, _BOTH = (
    None,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: sizes and spacing in points, the first line's indent in centimetres."""

    name: str
    id: str
    size: float | None = None
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH | None = _LEFT
    before: float | None = None
    after: float | None = None
    line: float | None = None
    first: float | None = None
    exact: float | None = None
    keep_next: bool = False
    outline: int | None = None
    border: str | None = None
    parent: str = "Normal"


def _border(size: int, *sides: str) -> str:
    """Borders of a paragraph, *size* eighths of a point."""
    look = f'w:val="single" w:sz="{size}" w:space="1" w:color="000000"'
    lines = "".join(f"<w:{side} {look}/>" for side in sides)
    return f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>"


_TEXT = "Nội dung"
STYLES = (
    Style("Normal", "Normal", 14),
    Style("Quốc hiệu", "QuocHieu", 13, bold=True, align=_CENTRE),
    Style("Tiêu ngữ", "TieuNgu", 14, bold=True, align=_CENTRE),
    Style("Cơ quan cấp trên", "CoQuanCapTren", 13, align=_CENTRE),
    Style("Cơ quan", "CoQuan", 13, bold=True, align=_CENTRE),
    Style("Vạch", "Vach", 2, align=_CENTRE, exact=5),
    Style("Đường kẻ", "DuongKe", 2, align=_CENTRE, exact=5, border=_border(6, "top")),
    Style("Số, ký hiệu", "SoKyHieu", 13, align=_CENTRE, before=6),
    Style("Địa danh, ngày", "DiaDanhNgay", 14, italic=True, align=_CENTRE, before=6),
    Style("Trích yếu công văn", "TrichYeuCongVan", 13, align=_CENTRE, before=6),
    Style("Tên loại", "TenLoai", 14, bold=True, align=_CENTRE, before=18, keep_next=True),
    Style("Trích yếu", "TrichYeu", 14, bold=True, align=_CENTRE, keep_next=True),
    Style("Kính gửi", "KinhGui", 14, before=12, after=6),
    Style(_TEXT, "NoiDung", align=_BOTH, before=6, line=1.1, first=1.27),
    Style("Căn cứ", "CanCu", italic=True, parent=_TEXT),
    Style("Gạch đầu dòng", "GachDauDong", parent=_TEXT),
    Style("Heading 1", "Heading1", 14, True, before=10, line=1.1, first=1.27, align=_BOTH,
          keep_next=True, outline=0),
    Style("Heading 2", "Heading2", 14, True, before=8, line=1.1, first=1.27, align=_BOTH,
          keep_next=True, outline=1),
    Style("Heading 3", "Heading3", 14, True, True, before=6, line=1.1, first=1.27, align=_BOTH,
          keep_next=True, outline=2),
    Style("Caption", "Caption", 13, italic=True, align=_CENTRE, before=8, after=4),
    Style("Hình", "Hinh", align=_CENTRE, before=8, keep_next=True),
    Style("Ô bảng", "OBang", 12),
    Style("Đầu bảng", "DauBang", bold=True, align=_CENTRE, keep_next=True, parent="Ô bảng"),
    Style("Nơi nhận", "NoiNhan", 11),
    Style("Nơi nhận, tiêu đề", "NoiNhanTieuDe", 12, bold=True, italic=True),
    Style("Chức vụ người ký", "ChucVu", 14, bold=True, align=_CENTRE),
    Style("Họ tên người ký", "HoTen", 14, bold=True, align=_CENTRE, before=72),
    Style("Phụ lục", "PhuLuc", 14, True, align=_CENTRE, keep_next=True, outline=0),
    Style("Tên phụ lục", "TenPhuLuc", 14, True, align=_CENTRE, keep_next=True),
    Style("Kèm theo", "KemTheo", 14, italic=True, align=_CENTRE, after=6, keep_next=True),
    Style("Dự thảo", "DuThao", 13, bold=True, align=_CENTRE, after=6),
    Style("Khung dự thảo", "KhungDuThao", 13, bold=True, align=_CENTRE, after=6,
          border=_border(8, "top", "left", "bottom", "right")),
    Style("Số liệu đến", "SoLieuDen", 10, italic=True, align=_CENTRE),
    Style("Header", "Header", 13, align=_CENTRE),
    Style("Footer", "Footer", align=_CENTRE),
)  # fmt: skip

_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
_DEFAULTS = (
    f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{_FONTS}"
    '<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _cell_margins(upright: int, side: int) -> str:
    sizes = {"top": upright, "left": side, "bottom": upright, "right": side}
    margins = "".join(f'<w:{name} w:w="{n}" w:type="dxa"/>' for name, n in sizes.items())
    return f"<w:tblCellMar>{margins}</w:tblCellMar>"


_TABLES = (
    f'<w:style {nsdecls("w")} w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
    f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_cell_margins(0, 0)}</w:tblPr></w:style>',
    f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="BangSoLieu">'
    '<w:name w:val="Bảng số liệu"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
    f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders>{_cell_margins(40, 85)}</w:tblPr>"
    '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="E7E6E6"/></w:tcPr></w:tblStylePr></w:style>',
    f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Khung">'
    '<w:name w:val="Khung"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
    f"<w:tblPr>{_cell_margins(0, 0)}</w:tblPr></w:style>",
)


def build(template: bytes) -> bytes:
    """The template with page and styles as they are to be."""
    made = docx.Document(io.BytesIO(template))
    _page(made)
    styles = made.styles.element
    for old in list(styles):
        styles.remove(old)
    styles.append(parse_xml(_DEFAULTS))
    for style in STYLES:
        _add(made, style)
    for xml in _TABLES:
        styles.append(parse_xml(xml))
    return _packed(made)


def _page(made: Document) -> None:
    (section,) = made.sections
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.header_distance, section.footer_distance = Cm(1), Cm(0.8)


def _add(made: Document, wanted: Style) -> None:
    is_built_in = wanted.name.isascii()
    style = made.styles.add_style(wanted.name, WD_STYLE_TYPE.PARAGRAPH, builtin=is_built_in)
    assert isinstance(style, ParagraphStyle)
    style.element.set(qn("w:styleId"), wanted.id)
    style.element.attrib.pop(qn("w:customStyle"), None)
    if wanted.name == "Normal":
        style.element.set(qn("w:default"), "1")
    else:
        style.base_style = made.styles[wanted.parent]
    style.quick_style = True
    font, shape = style.font, style.paragraph_format
    if wanted.bold:
        font.bold = font.cs_bold = True
    if wanted.italic:
        font.italic = font.cs_italic = True
    if wanted.outline is not None:
        font.color.rgb = RGBColor(0, 0, 0)
    if wanted.size is not None:
        font.size = Pt(wanted.size)
        size = OxmlElement("w:szCs")
        size.set(qn("w:val"), str(round(wanted.size * 2)))
        style.element.rPr.find(qn("w:sz")).addnext(size)
    if wanted.name == "Normal" or wanted.outline is not None or wanted.name == "Caption":
        # Programs have looks of their own for these.
        fonts = parse_xml(_FONTS.replace("<w:rFonts ", f"<w:rFonts {nsdecls('w')} "))
        style.element.get_or_add_rPr().insert(0, fonts)
    shape.keep_with_next = wanted.keep_next or None
    shape.alignment = wanted.align
    if wanted.first is not None:
        shape.first_line_indent = Cm(wanted.first)
    for name, value in _spacing(wanted):
        setattr(shape, name, value)
    if wanted.border is not None:
        style.element.get_or_add_pPr().insert_element_before(
            parse_xml(wanted.border), *_AFTER_BORDERS
        )
    if wanted.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(wanted.outline))
        style.element.get_or_add_pPr().append(level)


_AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _spacing(wanted: Style) -> Iterator[tuple[str, object]]:
    """Said by each style that stands on Normal: a template's own defaults are not to stretch what
    the form wants close together."""
    if wanted.parent != "Normal":
        return
    yield "space_before", Pt(wanted.before or 0)
    yield "space_after", Pt(wanted.after or 0)
    yield "line_spacing", Pt(wanted.exact) if wanted.exact else wanted.line or 1.0
    if wanted.exact:
        yield "line_spacing_rule", WD_LINE_SPACING.EXACTLY


def _packed(made: Document) -> bytes:
    """The package with nothing in it that tells when it was written."""
    saved, content = io.BytesIO(), io.BytesIO()
    made.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(content, "w") as target:
        for name in sorted(source.namelist()):
            member = zipfile.ZipInfo(name)
            target.writestr(member, source.read(name), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def main(path: Path = PATH) -> None:
    """Write the template anew."""
    path.write_bytes(build(path.read_bytes()))


if __name__ == "__main__":
    main()
