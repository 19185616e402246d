"""The office's own Word templates, where it has any."""

from __future__ import annotations

from enum import Enum

from par_xl.system.files import read_file
from par_xl.workspace.layout import Folder


class Template(Enum):
    """Names of the templates in the working folder."""

    REPORT = "mau-bao-cao.docx"
    LETTER = "mau-cong-van.docx"
    SLIP = "mau-phieu.docx"


def read_template(folder: Folder, which: Template) -> bytes | None:
    """The template; None where the folder has none, and the built-in one stands in.

    Raises:
        ParXlError: it can't be read, or can't be used.
    """
    path = folder.place(which.value)
    if not path.exists():
        return None
    # Word's parser takes time to load, and most folders have no template.
    from par_xl.outputs.word.template import open_template

    content = read_file(path)
    open_template(content, path.name)
    return content
