"""A template of the office's own: looked at before Word's parser sees it."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator
from functools import cache
from gettext import gettext as _
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import docx
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.parts.hdrftr import FooterPart, HeaderPart
from lxml import etree
from lxml.etree import LxmlError

from par_xl.outputs.blocks import Document, one_line
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.text import fold
from par_xl.terms.words import DRAFT
from par_xl.workbooks.book import UnreadableFileError
from par_xl.workbooks.package import OLE, checked_members, open_zip
from par_xl.workbooks.parts import local
from par_xl.workbooks.zips import inflate, is_xml

CONTENT = "{{NỘI DUNG}}"
"""Where the text goes; a template with it has head and foot of its own."""
SUBJECT, SIGN, TO = "{{TRÍCH YẾU}}", "{{KÝ HIỆU}}", "{{KÍNH GỬI}}"
"""What is put in between other words."""
PLACE = re.compile(r"\{\{[^{}]*\}\}")
_MOST = 20_000_000
_FIX = N_(
    "Mở tệp mẫu bằng Word, lưu lại dạng .docx (không macro, không mật khẩu, không liên kết "
    "ngoài); hoặc xóa tệp mẫu để dùng mẫu có sẵn. Cách lập mẫu: "
    "docs/huong-dan/mau-van-ban.md."
)
_HARMLESS = ("/hyperlink", "/attachedTemplate")
_INSTRUCTIONS = ("instrText", "delInstrText")
_FETCHES = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b", re.I)
"""Fields that read from elsewhere when Word opens the document."""


def open_template(content: bytes, name: str = N_("văn bản")) -> Docx:
    """Return the template, ready to be written into; *name* is what its file is called.

    Raises:
        ParXlError: it is damaged, or holds what a template may not hold.
    """
    try:
        _look_at(content)
        opened = docx.Document(io.BytesIO(content))
        _detach(opened)
        _clear_marks(opened)
        # A body without paragraphs and without a section is Word's, too.
        opened.element.body.get_or_add_sectPr()
        _look_at_places(opened, name)
        return opened
    except UnreadableFileError as error:
        raise _unusable(name, error.why) from error
    except (
        *(PackageNotFoundError, LxmlError, ElementTree.ParseError),
        *(KeyError, ValueError, AttributeError, IndexError, OverflowError, NotImplementedError),
    ) as error:
        raise _unusable(name, N_("tệp hỏng hoặc không phải văn bản Word .docx")) from error


def _unusable(name: str, why: str) -> ParXlError:
    return ParXlError(
        _("Không dùng được tệp mẫu {name}: {why}.").format(
            name=translated(name), why=translated(why)
        ),
        _(_FIX),
    )


def _look_at(content: bytes) -> None:
    if len(content) > _MOST:
        raise UnreadableFileError(N_("lớn hơn {size} MB").format(size=_MOST // 1_000_000))
    if content.startswith(OLE):
        raise UnreadableFileError(N_("đặt mật khẩu để mở, hoặc là dạng .doc cũ"))
    if not content.startswith(b"PK"):
        raise PackageNotFoundError
    with open_zip(content) as archive:
        for member in checked_members(content, archive):
            name = member.filename.casefold()
            if "vbaproject" in name or "activex" in name:
                raise UnreadableFileError(N_("có macro hoặc điều khiển ActiveX"))
            if "afchunk" in name:
                raise UnreadableFileError(N_("có tệp khác nhúng bên trong"))
            xml = inflate(content, member, keep=is_xml(member))
            if is_xml(member) and not name.endswith("/"):
                _look_at_part(ElementTree.fromstring(xml))


def _look_at_part(root: ElementTree.Element) -> None:
    instructions: list[str] = []
    for each in root.iter():
        is_outside = each.get("TargetMode", "").casefold() == "external"
        if is_outside and not each.get("Type", "").endswith(_HARMLESS):
            raise UnreadableFileError(
                N_("có liên kết tới tệp bên ngoài (ảnh, mẫu hoặc dữ liệu liên kết)")
            )
        instructions += (text for key, text in each.items() if local(key) == "instr")
        if local(each.tag) in _INSTRUCTIONS:
            instructions += each.itertext()
    # What a field is told to do may lie there in pieces.
    if _FETCHES.search("".join(instructions)):
        raise UnreadableFileError(
            N_("có trường (field) đọc dữ liệu từ nơi khác, như DDE, INCLUDETEXT")
        )


def text_of(element: etree._Element) -> str:
    """Return the letters in an element."""
    return "".join(str(each.text or "") for each in element.iter(qn("w:t")))


def is_content(paragraph: etree._Element) -> bool:
    """Whether the text goes where this paragraph stands."""
    return fold(text_of(paragraph)) == fold(CONTENT)


def _look_at_places(opened: Docx, name: str) -> None:
    """Words that nobody knows where to put, or how to go on with, would end up in a letter."""
    body = opened.element.body
    known = {fold(each) for each in (CONTENT, SUBJECT, SIGN, TO)}
    found = (place for each in body.iter(qn("w:p")) for place in PLACE.findall(text_of(each)))
    if unknown := next((place for place in found if fold(place) not in known), None):
        raise ParXlError(
            _("Tệp mẫu {name} có chỗ ghi “{place}” mà chương trình không biết điền gì.").format(
                name=name, place=unknown
            ),
            _("Chỉ dùng {content}, {subject}, {sign}, {to}; hoặc bỏ chỗ ghi đó.").format(
                content=CONTENT, subject=SUBJECT, sign=SIGN, to=TO
            ),
        )
    count = sum(map(is_content, body.iterchildren(qn("w:p"))))
    if count > 1 or (count == 0 and text_of(body).strip()):
        message = (
            _(
                "Tệp mẫu {name} nhiều hơn một đoạn chỉ ghi {content}, nên không biết đặt nội dung "
                "vào đâu."
            )
            if count
            else _(
                "Tệp mẫu {name} có chữ nhưng không có đoạn chỉ ghi {content}, nên không biết đặt "
                "nội dung vào đâu."
            )
        )
        raise ParXlError(
            message.format(name=translated(name), content=CONTENT),
            _(
                "Để đúng một đoạn riêng, ngoài bảng và khung, chỉ ghi {content}; hoặc xóa hết "
                "chữ trong mẫu để chương trình viết cả phần đầu, phần cuối."
            ).format(content=CONTENT),
        )


def _detach(opened: Docx) -> None:
    """Leave out where a template's own template lies, and what old programs know of its styles."""
    root = opened.settings.element
    for element in root.findall(qn("w:attachedTemplate")):
        root.remove(element)
    settings = opened.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS)
    for part in settings, opened.part:
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(("/attachedTemplate", "/stylesWithEffects")):
                del part.rels[key]


# What a template that was made of one of our own documents still says of that one.

_DRAFTS = {fold(DRAFT), fold("DRAFT")}
"""In either language of the interface."""
_MARKS = ("dự thảo", "khung dự thảo", "số liệu đến")
"""Styles that nothing but our marks has."""


def _clear_marks(opened: Docx) -> None:
    """Take out DỰ THẢO and what the numbers rested on: each document says its own.

    A header or footer that said nothing else goes, so that the document gets its own, too.
    """
    marks = {id_ for name, id_, _ in _styles(opened.styles.element) if name in _MARKS}
    _take_out(opened.element.body, marks)
    ours = {
        key
        for key, relation in opened.part.rels.items()
        if not relation.is_external
        and isinstance(relation.target_part, HeaderPart | FooterPart)
        and _take_out(relation.target_part.element, marks)
        and not _says(relation.target_part.element)
    }
    for name in ("headerReference", "footerReference"):
        for reference in list(opened.element.body.iter(qn(f"w:{name}"))):
            if reference.get(qn("r:id")) in ours:
                reference.getparent().remove(reference)
    for key in ours:
        del opened.part.rels[key]


def _take_out(root: etree._Element, marks: set[str]) -> bool:
    """Whether there was any of our marks in it; it is out now."""
    found = [
        each
        for each in root.iter(qn("w:p"))
        if (style := each.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")) is not None
        and style.get(qn("w:val")) in marks
    ]
    found += [run for run in root.iter(qn("w:r")) if fold(text_of(run)) in _DRAFTS]
    for each in found:
        parent = each.getparent()
        if parent is not None:
            parent.remove(each)
    return bool(found)


def _says(root: etree._Element) -> bool:
    """Whether there is more in it than the number of the page."""
    if next(root.iter(qn("w:drawing"), qn("w:pict"), qn("w:tbl")), None) is not None:
        return True
    return any(letter.isalpha() for letter in text_of(root))


# What documents are written with.


def built_in() -> Docx:
    """Return the built-in template: an empty document with page, styles and settings of Decree
    30."""
    with files(__package__).joinpath("template.docx").open("rb") as file:
        return docx.Document(file)


def styles_of(opened: Docx) -> dict[str, str]:
    """Ids of a document's styles by name, in small letters; what it lacks is the built-in one's."""
    there = opened.styles.element
    ids = {name: id_ for name, id_, _ in _styles(there)}
    renamed: dict[str, str] = {}
    # What a style rests on stands before it.
    for name, id_, own in _styles(_built_in_styles()):
        if name not in ids:
            style = copy.deepcopy(own)
            ids[name] = id_
            while list(ids.values()).count(ids[name]) > 1:
                ids[name] += "1"
            style.set(qn("w:styleId"), ids[name])
            # The template has a default of its own.
            if opened.styles.default(WD_STYLE_TYPE.from_xml(style.get(qn("w:type")))):
                style.attrib.pop(qn("w:default"), None)
            for parent in style.iterfind(qn("w:basedOn")):
                parent.set(qn("w:val"), renamed[str(parent.get(qn("w:val")))])
            there.append(style)
        renamed[id_] = ids[name]
    return ids


@cache
def _built_in_styles() -> Any:
    return built_in().styles.element


def _styles(root: etree._Element) -> Iterator[tuple[str, str, etree._Element]]:
    for style in root.iterfind(qn("w:style")):
        name, id_ = style.find(qn("w:name")), style.get(qn("w:styleId"))
        if name is not None and id_:
            yield str(name.get(qn("w:val"), "")).casefold(), str(id_), style


def fill_places(opened: Docx, document: Document) -> etree._Element | None:
    """Put what is asked for into the template's own head; the paragraph where the text goes, None
    where the template leaves head and foot to us."""
    body = opened.element.body
    found: etree._Element | None = next(filter(is_content, body.iterchildren(qn("w:p"))), None)
    if found is None:
        return None
    words = {
        fold(SUBJECT): one_line(document.subject),
        fold(SIGN): one_line(document.sign),
        fold(TO): "; ".join(map(one_line, document.to)),
    }
    for each in body.iter(qn("w:p")):
        # From the end, so that what comes before stays where it is.
        for place in reversed(list(PLACE.finditer(text_of(each)))):
            if (text := words.get(fold(place.group()))) is not None:
                _put(each, place.span(), text)
    return found


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
