"""A document put together: head, text, foot, annexes, what stands on each page."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC
from typing import Any

from docx.enum.section import WD_ORIENTATION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.parts.hdrftr import FooterPart, HeaderPart
from docx.section import Section
from docx.shared import Length, Twips
from docx.text.paragraph import Paragraph

from par_xl.outputs.blocks import Annex, Document, Form, one_line
from par_xl.outputs.word.authority import agency_lines, receivers, signer, signing_lines
from par_xl.outputs.word.template import built_in, fill_places, open_template, styles_of
from par_xl.outputs.word.writer import KEPT, Writer, add_field, add_row, add_run
from par_xl.workbooks.wrap import text_width

_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_LEFT, _FOOT_LEFT = 0.38, 0.48
"""The left column's share of the width."""
_SOME = 0.42
"""How long a line is beside the text above it, where it is not as long: a third to a half."""
_NUMBER_BLANK = " " * 9
_DAY_BLANK = "ngày      tháng      năm       "
_BOX, _BORDER = 1600, 40
"""How wide the box around DỰ THẢO is, and how far from the text's end, in twentieths of a point."""


def write_document(document: Document, template: bytes | None = None) -> bytes:
    """Return the document as a .docx; *template* is the office's own one in place of the built-in.

    The same document always makes the same bytes.

    Raises:
        ParXlError: the template can't be used.
        ValueError: a table has no rows.
    """
    made = _Made(document, template)
    made.write()
    return made.saved()


class _Made:
    """A document that is being written into a template."""

    def __init__(self, document: Document, template: bytes | None) -> None:
        self.document = document
        self.docx = built_in() if template is None else open_template(template)
        self.writer = Writer(self.docx, styles_of(self.docx), document.translate)
        self.is_part = document.form is Form.PART
        last = self.docx.element.body.sectPr
        # A header or footer of the template's own stays.
        self.own_header = last.find(qn("w:headerReference")) is not None
        self.own_footer = last.find(qn("w:footerReference")) is not None
        self.numbered_width: int | None = None

    def write(self) -> None:
        """All of it, from top to bottom."""
        document, writer, body = self.document, self.writer, self.docx.element.body
        section = self.docx.sections[-1]
        # A text stands upright; only annexes lie.
        _turn(section, lies=False)
        if not self.is_part:
            self._dress(section)
        place = fill_places(self.docx, document)
        below = [] if place is None else list(place.itersiblings())[:-1]
        for each in (place, *below):
            if each is not None:
                body.remove(each)
        width = _width(section)
        if self.is_part:
            self._stamp()
            writer.blocks(document.blocks, width)
        elif place is not None:
            self._basis()
            writer.blocks(document.blocks, width, ends=True)
        else:
            self._head(width)
            writer.blocks(document.blocks, width, ends=True)
            self._foot(width)
        for each in below:
            body.sectPr.addprevious(each)
        if document.draft:
            # Above all else, whatever the template begins with.
            body.insert(0, self._draft(width)._p)
        for annex in document.annexes:
            self._annex(annex)
        if body.sectPr.getprevious().tag == qn("w:tbl"):
            # A document's last element may be no table.
            writer.paragraph("Vạch")

    def saved(self) -> bytes:
        """Return the package, with nothing in it that tells when it was written."""
        document, about = self.document, self.docx.core_properties
        at = document.stamp.at
        at = at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)
        about.author = about.last_modified_by = one_line(document.info.get("Cơ quan", ""))
        about.title = one_line(f"{document.title or 'V/v'} {document.subject}")
        about.created = about.modified = at
        about.language = "vi-VN"
        about.comments, about.revision = document.stamp.text, 1
        saved, content = io.BytesIO(), io.BytesIO()
        self.docx.save(saved)
        with zipfile.ZipFile(saved) as source, zipfile.ZipFile(content, "w") as target:
            for name in source.namelist():
                member = zipfile.ZipInfo(name)
                target.writestr(member, source.read(name), zipfile.ZIP_DEFLATED)
        return content.getvalue()

    # What stands on each page.

    def _dress(self, section: Section) -> None:
        """Give the first section its number, draft mark and what the numbers rest on; the
        template's own headers and footers say it, too."""
        draft, relations = self.document.draft, self.docx.part.rels.values()
        parts = [each.target_part for each in relations if not each.is_external]
        if not self.own_header:
            self._number(section)
            section.different_first_page_header_footer = True
        elif draft:
            for part in parts:
                if isinstance(part, HeaderPart):
                    # For pages of any width.
                    right = WD_ALIGN_PARAGRAPH.RIGHT
                    self.writer.paragraph("Dự thảo", draft, into=part.element, alignment=right)
        footers = [part.element for part in parts if isinstance(part, FooterPart)]
        if not self.own_footer:
            footers = [_emptied(section.footer), _emptied(section.first_page_footer)]
        for footer in footers:
            self._stamp(footer)

    def _annex(self, annex: Annex) -> None:
        """Begin an annex on a page of its own, numbered from 1."""
        writer = self.writer
        section = self.docx.add_section()
        # The paragraph that ends the section before takes no room.
        self.docx.element.body.sectPr.getprevious().style = writer.styles["vạch"]
        _turn(section, lies=annex.is_landscape)
        width = _width(section)
        if not self.is_part:
            if not self.own_header and width != self.numbered_width:
                self.numbered_width = width
                self._number(section)
                if self.document.draft:
                    self._draft(width, into=_emptied(section.first_page_header))
            _number_from_one(section)
        writer.paragraph("Phụ lục", one_line(annex.number))
        writer.paragraph("Tên phụ lục", one_line(annex.title).upper())
        if not self.is_part:
            document = self.document
            kind = (document.name or "Công văn").capitalize()
            agency = one_line(document.info.get("Cơ quan", ""))
            writer.paragraph(
                "Kèm theo",
                f"(Kèm theo {kind} số{_NUMBER_BLANK}/{one_line(document.sign)} {_DAY_BLANK}của "
                f"{agency})",
            )
        writer.blocks(annex.blocks, width)

    def _number(self, section: Section) -> None:
        """Write the number at the top of each page but the first, DỰ THẢO beside it."""
        draft, width = self.document.draft, _width(section)
        made = self.writer.paragraph("header", into=_emptied(section.header))
        made.alignment = WD_ALIGN_PARAGRAPH.LEFT if draft else WD_ALIGN_PARAGRAPH.CENTER
        if draft:
            stops = made.paragraph_format.tab_stops
            stops.add_tab_stop(Twips(width // 2), WD_TAB_ALIGNMENT.CENTER)
            stops.add_tab_stop(Twips(width), WD_TAB_ALIGNMENT.RIGHT)
            made.add_run("\t")
        add_field(made, "PAGE", "2")
        if draft:
            made.add_run("\t")
            add_run(made, draft, bold=True)

    def _draft(self, width: int, into: Any = None) -> Paragraph:
        """DỰ THẢO in a box at the right. A paragraph's border: programs leave one of letters open
        at a line's end."""
        left, right = Twips(width - _BOX), Twips(_BORDER)
        draft = self.document.draft or ""
        return self.writer.paragraph(
            "Khung dự thảo", draft, into=into, left_indent=left, right_indent=right
        )

    def _stamp(self, into: Any = None) -> None:
        """Write what the numbers rest on, as a paragraph."""
        stamp = self.document.stamp
        self.writer.paragraph(
            "Số liệu đến", f"{stamp.text}. {stamp.warning or ''}".strip(), into=into
        )

    # What stands above and below the text.

    def _head(self, width: int) -> None:
        """From the national title down to whom it goes to."""
        document, writer = self.document, self.writer
        left = round(width * _LEFT)
        right = width - left
        table = writer.table("Khung", (left, right))
        (issuing, nation), (number, day) = (add_row(table, (left, right)).tc_lst for _ in range(2))
        superior, agency = agency_lines(document.info)
        if superior:
            writer.paragraph("Cơ quan cấp trên", superior, into=issuing)
        writer.paragraph("Cơ quan", agency, into=issuing)
        writer.line(left, text_width(agency, 13, bold=True) * _SOME, into=issuing)
        writer.paragraph("Quốc hiệu", _NATION, into=nation)
        writer.paragraph("Tiêu ngữ", _MOTTO, into=nation)
        writer.line(right, text_width(_MOTTO, 14, bold=True), into=nation)
        sign, subject = one_line(document.sign), one_line(document.subject)
        writer.paragraph("Số, ký hiệu", f"Số:{_NUMBER_BLANK}/{sign}", into=number)
        if document.form is Form.LETTER:
            writer.paragraph("Trích yếu công văn", f"V/v {subject}", into=number)
        place = one_line(document.info.get("Địa danh", ""))
        when = f"{place}, {_DAY_BLANK}" if place else _DAY_BLANK
        writer.paragraph("Địa danh, ngày", when.rstrip(), into=day)
        if document.form is Form.NAMED:
            writer.paragraph("Tên loại", one_line(document.title or "").upper())
            writer.paragraph("Trích yếu", subject)
            writer.line(width, min(text_width(subject, 14, bold=True), width / 20) * _SOME)
            writer.paragraph("Vạch")
        self._to()
        self._basis()

    def _to(self) -> None:
        write, none = self.writer.paragraph, Twips(0)
        *names, last = [one_line(each) for each in self.document.to] or [""]
        if not names:
            if last:
                write("Kính gửi", f"Kính gửi: {last}", alignment=WD_ALIGN_PARAGRAPH.CENTER)
            return
        look: dict[str, Any] = {"space_after": none, "left_indent": Twips(1985)}
        write("Kính gửi", "Kính gửi:", keep_with_next=True, **look)
        look |= {"left_indent": Twips(3402), "first_line_indent": Twips(-170)}
        for name in names:
            write("Kính gửi", f"- {name};", space_before=none, **look)
        write("Kính gửi", f"- {last}.", space_before=none, **look | {"space_after": Twips(120)})

    def _basis(self) -> None:
        """ "Căn cứ …", each ending in a semicolon, the last in a full stop."""
        texts = [one_line(each).rstrip(".;, ") for each in self.document.basis]
        for place, text in enumerate(texts, 1):
            self.writer.paragraph("Căn cứ", f"{text}{'.' if place == len(texts) else ';'}")

    def _foot(self, width: int) -> None:
        """Who gets it, and who signs; nothing where neither is known."""
        info, write = self.document.info, self.writer.paragraph
        to = receivers(info, self.document.form is Form.LETTER)
        lines, name = signing_lines(info), signer(info)
        if not (to or lines or name):
            return
        left = round(width * _FOOT_LEFT)
        write("Nơi nhận", **KEPT)
        sides = left, width - left
        getting, signing = add_row(self.writer.table("Khung", sides), sides).tc_lst
        if to:
            write("Nơi nhận, tiêu đề", "Nơi nhận:", into=getting, **KEPT)
            for each in to:
                write("Nơi nhận", each, into=getting, **KEPT)
        else:
            write("Nơi nhận", into=getting)
        for line in lines:
            write("Chức vụ người ký", line, into=signing, **KEPT)
        last = "Họ tên người ký" if lines or name else "Nơi nhận"
        write(last, name, into=signing)


def _width(section: Section) -> int:
    """How wide the text is, in twentieths of a point."""
    margins = _twips(section.left_margin, 1701) + _twips(section.right_margin, 851)
    return _twips(section.page_width, 11906) - margins


def _twips(length: Length | None, default: int) -> int:
    return default if length is None else length.twips


def _turn(section: Section, *, lies: bool) -> None:
    wide, high = section.page_width, section.page_height
    if wide is None or high is None:
        return
    section.orientation = WD_ORIENTATION.LANDSCAPE if lies else WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = sorted((wide, high), reverse=lies)


_AFTER_NUMBER = (
    "w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi",
    "w:rtlGutter", "w:docGrid", "w:printerSettings", "w:sectPrChange",
)  # fmt: skip


def _number_from_one(section: Section) -> None:
    properties: Any = section._sectPr
    number = properties.find(qn("w:pgNumType"))
    if number is None:
        number = OxmlElement("w:pgNumType")
        properties.insert_element_before(number, *_AFTER_NUMBER)
    number.set(qn("w:start"), "1")


def _emptied(story: Any) -> Any:
    """Return the element of a section's own header or footer, without the paragraph that
    python-docx begins it with."""
    story.is_linked_to_previous = False
    for paragraph in story.paragraphs:
        story._element.remove(paragraph._p)
    return story._element
