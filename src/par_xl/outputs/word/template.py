"""A template of the office's own: looked at before Word's parser sees it."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from gettext import gettext as _
from xml.parsers.expat import ExpatError, ParserCreate

import docx
from docx.document import Document as Docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import LxmlError

from par_xl.outputs.word.leftover import clear
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.text import fold
from par_xl.workbooks.reading.book import UnreadableFileError
from par_xl.workbooks.reading.directory import directory_size
from par_xl.workbooks.reading.inflate import inflate, is_xml

CONTENT = "{{NỘI DUNG}}"
"""Where the text goes; a template with it has head and foot of its own."""
SUBJECT, SIGN, TO = "{{TRÍCH YẾU}}", "{{KÝ HIỆU}}", "{{KÍNH GỬI}}"
"""What is put in between other words."""
PLACE = re.compile(r"\{\{[^{}]*\}\}")
_MOST = 20_000_000
_MOST_UNPACKED = 100_000_000
_MOST_MEMBERS = 1_000
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
    """The template, ready to be written into; *name* is what its file is called.

    Raises:
        ParXlError: it is damaged, or holds what a template may not hold.
    """
    try:
        _look_at(content)
        opened = docx.Document(io.BytesIO(content))
        _detach(opened)
        clear(opened)
        # A body without paragraphs and without a section is Word's, too.
        opened.element.body.get_or_add_sectPr()
        _look_at_places(opened, name)
        return opened
    except UnreadableFileError as error:
        raise _unusable(name, error.why) from error
    except (
        *(PackageNotFoundError, zipfile.BadZipFile, LxmlError, ExpatError, struct.error),
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
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFileError(N_("đặt mật khẩu để mở, hoặc là dạng .doc cũ"))
    if directory_size(content) > _MOST_MEMBERS * 200:
        raise UnreadableFileError(N_("có quá nhiều phần bên trong"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise UnreadableFileError(N_("có quá nhiều phần bên trong"))
        if sum(member.file_size for member in members) > _MOST_UNPACKED:
            raise UnreadableFileError(N_("nội dung sau giải nén quá lớn"))
        if len({member.filename.casefold() for member in members}) < len(members):
            raise UnreadableFileError(N_("có hai phần bên trong trùng tên"))
        for member in members:
            _look_at_member(content, member)


def _look_at_member(content: bytes, member: zipfile.ZipInfo) -> None:
    name = member.filename.casefold()
    if "vbaproject" in name or "activex" in name:
        raise UnreadableFileError(N_("có macro hoặc điều khiển ActiveX"))
    if "afchunk" in name:
        raise UnreadableFileError(N_("có tệp khác nhúng bên trong"))
    text = inflate(content, member, keep=is_xml(member))
    if not is_xml(member):
        return
    if _FETCHES.search("".join(_instructions(text))):
        raise UnreadableFileError(
            N_("có trường (field) đọc dữ liệu từ nơi khác, như DDE, INCLUDETEXT")
        )


def _instructions(xml: bytes) -> list[str]:
    """What fields are told to do, in pieces, however it is written.

    Raises:
        UnreadableFileError: something lies outside the document.
    """
    found: list[str] = []
    within = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal within
        local = name.rpartition(":")[2]
        within = local in _INSTRUCTIONS
        is_outside = attributes.get("TargetMode", "").casefold() == "external"
        if is_outside and not attributes.get("Type", "").endswith(_HARMLESS):
            raise UnreadableFileError(
                N_("có liên kết tới tệp bên ngoài (ảnh, mẫu hoặc dữ liệu liên kết)")
            )
        found.extend(v for key, v in attributes.items() if key.rpartition(":")[2] == "instr")

    def end(_: str) -> None:
        nonlocal within
        within = False

    def letters(text: str) -> None:
        if within:
            found.append(text)

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = letters
    parser.Parse(xml, True)
    return found


def text_of(element: etree._Element) -> str:
    """The letters in an element."""
    return "".join(str(each.text or "") for each in element.iter(qn("w:t")))


def is_content(paragraph: etree._Element) -> bool:
    """Whether the text goes where this paragraph stands."""
    return fold(text_of(paragraph)) == fold(CONTENT)


def _look_at_places(opened: Docx, name: str) -> None:
    """Words that nobody knows where to put, or how to go on with, would end up in a letter."""
    body = opened.element.body
    count = sum(map(is_content, body.iterchildren(qn("w:p"))))
    known = {fold(each) for each in (CONTENT, SUBJECT, SIGN, TO)}
    for each in body.iter(qn("w:p")):
        for place in PLACE.findall(text_of(each)):
            if fold(place) not in known:
                raise ParXlError(
                    _(
                        "Tệp mẫu {name} có chỗ ghi «{place}» mà chương trình không biết điền gì."
                    ).format(name=name, place=place),
                    _("Chỉ dùng {content}, {subject}, {sign}, {to}; hoặc bỏ chỗ ghi đó.").format(
                        content=CONTENT, subject=SUBJECT, sign=SIGN, to=TO
                    ),
                )
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
