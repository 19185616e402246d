"""The styles that a template has: what it lacks is added from the built-in one."""

from __future__ import annotations

import copy

from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from par_xl.outputs.word.styles import styles_xml


class Look:
    """Ids of styles by name, in one document."""

    def __init__(self, docx: Docx) -> None:
        there = docx.styles.element
        self._ids = {name: id_ for name, id_, _ in _styles(there)}
        taken = set(self._ids.values())
        added: list[etree._Element] = []
        renamed: dict[str, str] = {}
        for name, id_, style in _styles(parse_xml(styles_xml())):
            if name in self._ids:
                renamed[id_] = self._ids[name]
                continue
            renamed[id_] = self._ids[name] = free = _free(id_, taken)
            taken.add(free)
            added.append(copy.deepcopy(style))
        for style in added:
            style.set(qn("w:styleId"), renamed[str(style.get(qn("w:styleId")))])
            # The template has a default of its own.
            if self._has_default(there, style):
                style.attrib.pop(qn("w:default"), None)
            for parent in style.iterfind(qn("w:basedOn")):
                parent.set(qn("w:val"), renamed[str(parent.get(qn("w:val")))])
            there.append(style)

    def __getitem__(self, name: str) -> str:
        return self._ids[name.casefold()]

    @staticmethod
    def _has_default(styles: etree._Element, style: etree._Element) -> bool:
        kind = style.get(qn("w:type"))
        return any(
            each.get(qn("w:default")) in ("1", "true") and each.get(qn("w:type")) == kind
            for each in styles.iterfind(qn("w:style"))
        )


def _styles(root: etree._Element) -> list[tuple[str, str, etree._Element]]:
    found = []
    for style in root.iterfind(qn("w:style")):
        name, id_ = style.find(qn("w:name")), style.get(qn("w:styleId"))
        if name is not None and id_:
            found.append((str(name.get(qn("w:val"), "")).casefold(), str(id_), style))
    return found


def _free(id_: str, taken: set[str]) -> str:
    while id_ in taken:
        id_ += "1"
    return id_
