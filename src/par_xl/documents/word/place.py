"""Where in a template the text goes, and the few words that are put into a head of its own."""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from par_xl.documents.blocks import Document
from par_xl.documents.word.markup import DECLARED, one_line
from par_xl.documents.word.template import CONTENT
from par_xl.text import fold


class Place:
    """The body of a document that is written from top to bottom."""

    def __init__(self, docx: Docx, document: Document) -> None:
        self._body = docx.element.body
        self._at = self._found()
        if self._at is not None:
            self._fill(document)

    @property
    def is_given(self) -> bool:
        """Whether the template says where the text goes, and so has head and foot itself."""
        return self._at is not None

    def put(self, xml: str, first: str = "") -> None:
        """The text at its place; *first* stands above all else."""
        if self._at is None:
            self.append(xml)
        else:
            for element in _parsed(xml):
                self._at.addprevious(element)
            parent = self._at.getparent()
            assert parent is not None
            parent.remove(self._at)
        for place, element in enumerate(_parsed(first)):
            self._body.insert(place, element)

    def append(self, xml: str) -> None:
        """More at the end, before the last section's properties."""
        last = self._body.sectPr
        for element in _parsed(xml):
            last.addprevious(element)

    def _found(self) -> etree._Element | None:
        paragraphs: Iterator[etree._Element] = self._body.iterchildren(qn("w:p"))
        for each in paragraphs:
            if fold(_text(each)) == fold(CONTENT):
                return each
        return None

    def _fill(self, document: Document) -> None:
        words = {
            "{{TRÍCH YẾU}}": one_line(document.subject),
            "{{KÝ HIỆU}}": one_line(document.sign),
            "{{KÍNH GỬI}}": "; ".join(map(one_line, document.to)),
        }
        for each in self._body.iter(qn("w:p")):
            said = _text(each)
            if "{{" not in said:
                continue
            for name, text in words.items():
                said = said.replace(name, text)
            texts = list(each.iter(qn("w:t")))
            for rest in texts[1:]:
                rest.text = ""
            texts[0].text = said
            texts[0].set(qn("xml:space"), "preserve")


def _text(element: etree._Element) -> str:
    return "".join(str(each.text or "") for each in element.iter(qn("w:t")))


def _parsed(xml: str) -> Iterator[etree._Element]:
    # A list: whoever gets them moves them away.
    yield from list(parse_xml(f"<w:body {DECLARED}>{xml}</w:body>"))
