"""A document as a Word file, in the form that Decree 30/2020/NĐ-CP gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from par_xl.outputs.blocks import Document


def write_document(document: Document, template: bytes | None = None) -> bytes:
    """The document as a .docx; *template* is the office's own one in place of the built-in.

    The same document always makes the same bytes.

    Raises:
        ParXlError: the template can't be used.
        ValueError: a table has no rows.
    """
    from par_xl.outputs.word.document import written

    return written(document, template)
