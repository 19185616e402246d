"""Pages: their size, the number at the top of each but the first, what every page says."""

from __future__ import annotations

import copy
from collections.abc import Callable

from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.parts.hdrftr import FooterPart, HeaderPart
from lxml import etree

from par_xl.outputs.blocks import Document, Form
from par_xl.outputs.word.look import Look
from par_xl.outputs.word.markup import DECLARED, field, paragraph, run

_BEFORE_TITLE = ("bidi", "rtlGutter", "docGrid", "printerSettings", "sectPrChange")
"""What follows a section's mark for another first page."""
_BEFORE_NUMBER = ("cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection")

_BOX, _BORDER = 1600, 40
"""How wide the box around DỰ THẢO is, and how far from the text's end, in twentieths of a point."""


class Pages:
    """The sections of a document; each annex is one of its own, numbered from 1."""

    def __init__(self, docx: Docx, look: Look, document: Document) -> None:
        self._part, self._look, self._document = docx.part, look, document
        self._body = docx.element.body
        self._now = self._body.get_or_add_sectPr()
        self._is_plain = document.form is Form.PART
        self._has_header = self._now.find(qn("w:headerReference")) is not None
        self._has_footer = self._now.find(qn("w:footerReference")) is not None
        self._headers: dict[int, str] = {}
        self._first_headers: dict[int, str] = {}
        # A text stands upright; only annexes lie.
        self._turn(False)
        if self._is_plain:
            return
        if self._has_header:
            self._mark_own(HeaderPart, self._plain_draft())
        if self._has_footer:
            self._mark_own(FooterPart, self.stamp())
        self._dress(is_annex=False)

    def draft(self) -> str:
        """DỰ THẢO in a box at the right; '' once the period is closed."""
        draft = self._document.draft
        side = '<w:{} w:val="single" w:sz="8" w:space="1" w:color="000000"/>'
        box = "".join(map(side.format, ("top", "left", "bottom", "right")))
        # A paragraph's border: programs leave one of letters open at a line's end.
        properties = (
            f'<w:pBdr>{box}</w:pBdr><w:ind w:left="{self.width() - _BOX}" w:right="{_BORDER}"/>'
        )
        style = self._look["Dự thảo"]
        return paragraph(style, run(draft), properties=properties) if draft else ""

    def _plain_draft(self) -> str:
        """The same for pages of any width."""
        draft = self._document.draft
        right = '<w:jc w:val="right"/>'
        return paragraph(self._look["Dự thảo"], run(draft), properties=right) if draft else ""

    def stamp(self) -> str:
        """What the numbers rest on, as a paragraph."""
        stamp = self._document.stamp
        text = f"{stamp.text}. {stamp.warning or ''}".strip()
        return paragraph(self._look["Số liệu đến"], run(text))

    def width(self) -> int:
        """How wide the text is, in twentieths of a point."""
        size, margins = self._now.find(qn("w:pgSz")), self._now.find(qn("w:pgMar"))
        wide = _value(size, "w", 11906)
        return wide - _value(margins, "left", 1701) - _value(margins, "right", 851)

    def annex(self, is_landscape: bool) -> int:
        """Begin an annex on a new page; the width of its text."""
        holder = self._closing()
        properties = holder[0]
        properties.append(copy.deepcopy(self._now))
        self._now.addprevious(holder)
        self._turn(is_landscape)
        if not self._is_plain:
            self._dress(is_annex=True)
        return self.width()

    def close(self) -> None:
        """A document's last element may be no table."""
        before = self._now.getprevious()
        if before is not None and before.tag == qn("w:tbl"):
            self._now.addprevious(self._closing())

    def _closing(self) -> etree._Element:
        """A paragraph that takes no room."""
        body = parse_xml(f"<w:body {DECLARED}>{paragraph(self._look['Vạch'])}</w:body>")
        return body[0]

    def _turn(self, is_landscape: bool) -> None:
        size = self._now.find(qn("w:pgSz"))
        if size is None:
            return
        short, long = sorted((_value(size, "w", 11906), _value(size, "h", 16838)))
        wide, high = (long, short) if is_landscape else (short, long)
        size.set(qn("w:w"), str(wide))
        size.set(qn("w:h"), str(high))
        size.attrib.pop(qn("w:orient"), None)
        if is_landscape:
            size.set(qn("w:orient"), "landscape")

    def _dress(self, is_annex: bool) -> None:
        """Number, mark of a draft and what the numbers rest on, for the section that begins."""
        section = self._now
        if not self._has_header:
            for old in section.findall(qn("w:headerReference")):
                section.remove(old)
            if is_annex and self._document.draft:
                self._refer("header", "first", self._first())
            self._refer("header", "default", self._numbered(self.width()))
            _put(section, "titlePg", _BEFORE_TITLE)
        if not self._has_footer and not is_annex:
            footer = self._new("footer", self.stamp())
            self._refer("footer", "default", footer)
            self._refer("footer", "first", footer)
        if is_annex:
            _put(section, "pgNumType", (*_BEFORE_NUMBER, *_BEFORE_TITLE)).set(qn("w:start"), "1")

    def _first(self) -> str:
        width = self.width()
        if width not in self._first_headers:
            self._first_headers[width] = self._new("header", self.draft())
        return self._first_headers[width]

    def _numbered(self, width: int) -> str:
        if width not in self._headers:
            number: tuple[str, ...] = (field("PAGE", "2"),)
            placed = '<w:jc w:val="center"/>'
            if draft := self._document.draft:
                placed = (
                    f'<w:tabs><w:tab w:val="center" w:pos="{width // 2}"/>'
                    f'<w:tab w:val="right" w:pos="{width}"/></w:tabs><w:jc w:val="left"/>'
                )
                tab = "<w:r><w:tab/></w:r>"
                number = (tab, *number, tab, run(draft, bold=True))
            text = paragraph(self._look["header"], *number, properties=placed)
            self._headers[width] = self._new("header", text)
        return self._headers[width]

    def _new(self, kind: str, xml: str) -> str:
        add: Callable[[], tuple[HeaderPart | FooterPart, str]] = (
            self._part.add_header_part if kind == "header" else self._part.add_footer_part
        )
        part, relation = add()
        _replace(part.element, xml)
        return relation

    def _refer(self, kind: str, which: str, relation: str) -> None:
        reference = parse_xml(f'<w:{kind}Reference {DECLARED} w:type="{which}" r:id="{relation}"/>')
        places = self._now.findall(qn("w:headerReference"))
        places += self._now.findall(qn("w:footerReference")) if kind == "footer" else []
        if places:
            places[-1].addnext(reference)
        else:
            self._now.insert(0, reference)

    def _mark_own(self, kind: type[HeaderPart | FooterPart], xml: str) -> None:
        """The template's own headers or footers say it, too."""
        for relation in self._part.rels.values():
            if xml and not relation.is_external and isinstance(relation.target_part, kind):
                for element in list(parse_xml(f"<w:hdr {DECLARED}>{xml}</w:hdr>")):
                    relation.target_part.element.append(element)


def _replace(root: etree._Element, xml: str) -> None:
    for old in list(root):
        root.remove(old)
    for element in list(parse_xml(f"<w:hdr {DECLARED}>{xml}</w:hdr>")):
        root.append(element)


def _put(section: etree._Element, name: str, before: tuple[str, ...]) -> etree._Element:
    """A section's property, found or put where the schema wants it."""
    there = section.find(qn(f"w:{name}"))
    if there is not None:
        return there
    made: etree._Element = parse_xml(f"<w:{name} {DECLARED}/>")
    following = {qn(f"w:{each}") for each in before}
    after = next((each for each in section if each.tag in following), None)
    if after is None:
        section.append(made)
    else:
        after.addprevious(made)
    return made


def _value(element: etree._Element | None, name: str, default: int) -> int:
    value = None if element is None else element.get(qn(f"w:{name}"))
    return default if value is None else int(value)
