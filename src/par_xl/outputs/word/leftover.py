"""What a template that was made of one of our own documents still says of that one."""

from __future__ import annotations

from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.parts.hdrftr import FooterPart, HeaderPart
from lxml import etree

from par_xl.terms.text import fold
from par_xl.terms.words import DRAFT

_DRAFTS = {fold(DRAFT), fold("DRAFT")}
"""In either language of the interface."""
_MARKS = ("dự thảo", "số liệu đến")
"""Styles that nothing but our marks has."""


def clear(opened: Docx) -> None:
    """Take out DỰ THẢO and what the numbers rested on: each document says its own.

    A header or footer that said nothing else goes, so that the document gets its own, too.
    """
    styles = opened.styles.element.iterfind(qn("w:style"))
    marks = {
        str(style.get(qn("w:styleId")))
        for style in styles
        if (name := style.find(qn("w:name"))) is not None
        and str(name.get(qn("w:val"), "")).casefold() in _MARKS
    }
    _clear(opened.element.body, marks)
    ours = {
        key
        for key, relation in opened.part.rels.items()
        if not relation.is_external
        and isinstance(relation.target_part, HeaderPart | FooterPart)
        and _clear(relation.target_part.element, marks)
        and not _says(relation.target_part.element)
    }
    for name in ("headerReference", "footerReference"):
        for reference in list(opened.element.body.iter(qn(f"w:{name}"))):
            if reference.get(qn("r:id")) in ours:
                reference.getparent().remove(reference)
    for key in ours:
        del opened.part.rels[key]


def _clear(root: etree._Element, marks: set[str]) -> bool:
    """Whether there was any of our marks in it; it is out now."""
    found = [
        each
        for each in root.iter(qn("w:p"))
        if (style := each.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")) is not None
        and style.get(qn("w:val")) in marks
    ]
    found += [
        run
        for run in root.iter(qn("w:r"))
        if fold("".join(str(text.text or "") for text in run.iter(qn("w:t")))) in _DRAFTS
    ]
    for each in found:
        parent = each.getparent()
        if parent is not None:
            parent.remove(each)
    return bool(found)


def _says(root: etree._Element) -> bool:
    """Whether there is more in it than the number of the page."""
    if next(root.iter(qn("w:drawing"), qn("w:pict"), qn("w:tbl")), None) is not None:
        return True
    text = "".join(str(each.text or "") for each in root.iter(qn("w:t")))
    return any(letter.isalpha() for letter in text)
