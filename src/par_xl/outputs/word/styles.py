"""The styles of the built-in template; a template of the office's own may have any of them."""

from __future__ import annotations

from dataclasses import dataclass

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FONT = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: sizes and spacing in points, indents in centimetres."""

    name: str
    id: str
    size: float | None = None
    bold: bool = False
    italic: bool = False
    align: str | None = None
    before: float | None = None
    after: float | None = None
    line: float | None = None
    first: float | None = None
    exact: float | None = None
    keep_next: bool = False
    outline: int | None = None
    parent: str = "Normal"

    @property
    def xml(self) -> str:
        """As it stands in ``styles.xml``."""
        default, parent = ' w:default="1"', ""
        if self.id != "Normal":
            default, parent = "", f'<w:basedOn w:val="{self.parent}"/>'
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{self.id}">'
            f'<w:name w:val="{self.name}"/>{parent}'
            f"<w:qFormat/><w:pPr>{''.join(self._paragraph())}</w:pPr>"
            f"<w:rPr>{''.join(self._letters())}</w:rPr></w:style>"
        )

    def _paragraph(self) -> list[str]:
        parts = ["<w:keepNext/>"] if self.keep_next else []
        # A template's own defaults are not to stretch what the form wants close together.
        is_root = self.parent == "Normal"
        before, after = (
            _twentieths(0.0 if v is None and is_root else v) for v in (self.before, self.after)
        )
        single = 240 if is_root else None
        spacing = [
            f' w:{name}="{value:.0f}"'
            for name, value in (
                ("before", before),
                ("after", after),
                ("line", self.line * 240 if self.line else _twentieths(self.exact) or single),
            )
            if value is not None
        ]
        if spacing:
            rule = "exact" if self.exact else "auto"
            ruled = f' w:lineRule="{rule}"' if is_root else ""
            parts.append(f"<w:spacing{''.join(spacing)}{ruled}/>")
        if self.first is not None:
            parts.append(f'<w:ind w:firstLine="{self.first * 567:.0f}"/>')
        if self.align:
            parts.append(f'<w:jc w:val="{self.align}"/>')
        if self.outline is not None:
            parts.append(f'<w:outlineLvl w:val="{self.outline}"/>')
        return parts

    def _letters(self) -> list[str]:
        parts: list[str] = []
        if self.id == "Normal" or self.outline is not None or self.name == "caption":
            # Programs have looks of their own for these.
            parts.append(_FONTS)
        parts += ["<w:b/><w:bCs/>"] if self.bold else []
        parts += ["<w:i/><w:iCs/>"] if self.italic else []
        parts += ['<w:color w:val="000000"/>'] if self.outline is not None else []
        if self.size:
            parts.append(
                f'<w:sz w:val="{self.size * 2:.0f}"/><w:szCs w:val="{self.size * 2:.0f}"/>'
            )
        return parts


def _twentieths(points: float | None) -> float | None:
    return None if points is None else points * 20


_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
TABLE = "Bảng số liệu"
"""The style of tables."""
_TEXT = "NoiDung"

STYLES = (
    Style("Normal", "Normal", size=14),
    Style("Quốc hiệu", "QuocHieu", size=13, bold=True, align="center"),
    Style("Tiêu ngữ", "TieuNgu", size=14, bold=True, align="center"),
    Style("Cơ quan cấp trên", "CoQuanCapTren", size=13, align="center"),
    Style("Cơ quan", "CoQuan", size=13, bold=True, align="center"),
    Style("Vạch", "Vach", size=2, align="center", exact=5),
    Style("Số, ký hiệu", "SoKyHieu", size=13, align="center", before=6),
    Style("Địa danh, ngày", "DiaDanhNgay", size=14, italic=True, align="center", before=6),
    Style("Trích yếu công văn", "TrichYeuCongVan", size=13, align="center", before=6),
    Style("Tên loại", "TenLoai", size=14, bold=True, align="center", before=18, keep_next=True),
    Style("Trích yếu", "TrichYeu", size=14, bold=True, align="center", keep_next=True),
    Style("Kính gửi", "KinhGui", size=14, before=12, after=6),
    Style("Nội dung", _TEXT, align="both", before=6, line=1.1, first=1.27),
    Style("Căn cứ", "CanCu", italic=True, parent=_TEXT),
    Style("Gạch đầu dòng", "GachDauDong", parent=_TEXT),
    Style("heading 1", "Heading1", 14, True, before=10, line=1.1, first=1.27, align="both",
          keep_next=True, outline=0),
    Style("heading 2", "Heading2", 14, True, before=8, line=1.1, first=1.27, align="both",
          keep_next=True, outline=1),
    Style("heading 3", "Heading3", 14, True, True, before=6, line=1.1, first=1.27, align="both",
          keep_next=True, outline=2),
    Style("caption", "Caption", 13, italic=True, align="center", before=8, after=4),
    Style("Hình", "Hinh", align="center", before=8, keep_next=True),
    Style("Ô bảng", "OBang", size=12),
    Style("Đầu bảng", "DauBang", bold=True, align="center", keep_next=True, parent="OBang"),
    Style("Nơi nhận", "NoiNhan", size=11),
    Style("Nơi nhận, tiêu đề", "NoiNhanTieuDe", size=12, bold=True, italic=True),
    Style("Chức vụ người ký", "ChucVu", size=14, bold=True, align="center"),
    Style("Họ tên người ký", "HoTen", size=14, bold=True, align="center", before=72),
    Style("Phụ lục", "PhuLuc", 14, True, align="center", keep_next=True, outline=0),
    Style("Tên phụ lục", "TenPhuLuc", 14, True, align="center", keep_next=True),
    Style("Kèm theo", "KemTheo", 14, italic=True, align="center", after=6, keep_next=True),
    Style("Dự thảo", "DuThao", size=13, bold=True, align="center", after=6),
    Style("Số liệu đến", "SoLieuDen", size=10, italic=True, align="center"),
    Style("header", "Header", size=13, align="center"),
    Style("footer", "Footer", align="center"),
)  # fmt: skip

_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style>",
    f'<w:style w:type="table" w:customStyle="1" w:styleId="BangSoLieu"><w:name w:val="{TABLE}"/>'
    f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>{_SIDES}</w:tblBorders>'
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="E7E6E6"/></w:tcPr></w:tblStylePr></w:style>',
)


def styles_xml() -> str:
    """The built-in template's ``styles.xml``."""
    return (
        f'<w:styles xmlns:w="{NAMESPACE}"><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}'
        '<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        f"{''.join(style.xml for style in STYLES)}{''.join(_TABLES)}</w:styles>"
    )
