"""Where in a template the text goes, and the few words that are put into a head of its own."""

from __future__ import annotations

from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from par_xl.outputs.blocks import Document
from par_xl.outputs.word.markup import DECLARED, one_line
from par_xl.outputs.word.template import PLACE, SIGN, SUBJECT, TO, is_content, text_of
from par_xl.terms.text import fold


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
            _put_before(self._at, xml)
            parent = self._at.getparent()
            assert parent is not None
            parent.remove(self._at)
        if first:
            _put_before(self._body[0], first)

    def append(self, xml: str) -> None:
        """More at the end, before the last section's properties."""
        _put_before(self._body.sectPr, xml)

    def _found(self) -> etree._Element | None:
        return next(filter(is_content, self._body.iterchildren(qn("w:p"))), None)

    def _fill(self, document: Document) -> None:
        words = {
            fold(SUBJECT): one_line(document.subject),
            fold(SIGN): one_line(document.sign),
            fold(TO): "; ".join(map(one_line, document.to)),
        }
        for each in self._body.iter(qn("w:p")):
            # From the end, so that what comes before stays where it is.
            for place in reversed(list(PLACE.finditer(text_of(each)))):
                if (text := words.get(fold(place.group()))) is not None:
                    _put(each, place.span(), text)


def _put(paragraph: etree._Element, span: tuple[int, int], text: str) -> None:
    """*text* in place of those letters, which may lie in several runs: in the look of the first."""
    start, end = span
    begin = 0
    for each in list(paragraph.iter(qn("w:t"))):
        old = str(each.text or "")
        first, last = max(start - begin, 0), min(end - begin, len(old))
        begin += len(old)
        if first < last:
            each.text = old[:first] + text + old[last:]
            each.set(qn("xml:space"), "preserve")
            text = ""


def _put_before(place: etree._Element, xml: str) -> None:
    """What *xml* says, before an element of a document.

    It comes into the document whole: element by element, each of very many nodes would have its
    namespace looked up, which takes minutes.
    """
    whole = parse_xml(f"<w:body {DECLARED}>{xml}</w:body>")
    place.addprevious(whole)
    for element in list(whole):
        whole.addprevious(element)
    parent = whole.getparent()
    assert parent is not None
    parent.remove(whole)
