"""A document put together: head, text, foot, annexes, what stands on each page."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC

from docx.document import Document as Docx

from par_xl.outputs.blocks import Document, Form
from par_xl.outputs.word.base import built_in
from par_xl.outputs.word.body import Body
from par_xl.outputs.word.head import DAY_BLANK, NUMBER_BLANK, basis, foot, head
from par_xl.outputs.word.look import Look
from par_xl.outputs.word.markup import one_line
from par_xl.outputs.word.pages import Pages
from par_xl.outputs.word.place import Place
from par_xl.outputs.word.template import open_template


def written(document: Document, template: bytes | None) -> bytes:
    """The document as a .docx."""
    docx = open_template(built_in() if template is None else template)
    look = Look(docx)
    pages = Pages(docx, look, document)
    body = Body(docx, look, document.said)
    place = Place(docx, document)

    ends = document.form is not Form.PART
    text = body.written(document.blocks, pages.width(), ends=ends)
    if document.form is Form.PART:
        place.put(pages.draft() + pages.stamp() + text)
    else:
        draft = pages.draft()
        if place.is_given:
            place.put("".join(basis(document, look)) + text, draft)
        else:
            top, bottom = head(document, look, pages.width()), foot(document, look, pages.width())
            place.put(top + text + bottom, draft)
    for annex in document.annexes:
        width = pages.annex(annex.is_landscape)
        place.append(body.annex_head(annex, _told(document)) + body.written(annex.blocks, width))
    pages.close()
    return _bytes(docx, document)


def _told(document: Document) -> str:
    """What an annex goes with."""
    if document.form is Form.PART:
        return ""
    kind = (document.name or "Công văn").capitalize()
    agency = one_line(document.info.get("Cơ quan", ""))
    return (
        f"(Kèm theo {kind} số{NUMBER_BLANK}/{one_line(document.sign)} {DAY_BLANK.rstrip()}       "
        f"của {agency})"
    )


def _bytes(docx: Docx, document: Document) -> bytes:
    """The package, with nothing in it that tells when it was written."""
    about, at = docx.core_properties, document.stamp.at
    at = at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)
    about.author = about.last_modified_by = one_line(document.info.get("Cơ quan", ""))
    about.title = one_line(f"{document.title or 'V/v'} {document.subject}")
    about.created = about.modified = at
    about.language = "vi-VN"
    about.comments, about.revision = document.stamp.text, 1
    saved, content = io.BytesIO(), io.BytesIO()
    docx.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(content, "w") as target:
        for member in source.infolist():
            target.writestr(
                zipfile.ZipInfo(member.filename), source.read(member), zipfile.ZIP_DEFLATED
            )
    return content.getvalue()
