"""The text that the add-in is built from: ``macros/`` of the package or of a checkout."""

from __future__ import annotations

import importlib.util
from gettext import gettext as _
from pathlib import Path

from par_xl.system.packages import how_to_reinstall, install_command
from par_xl.terms.errors import ParXlError

_PACKAGE = Path(__file__).parents[3]
_PLACES = (_PACKAGE / "macros", _PACKAGE.parents[1] / "macros")

_XLWINGS_MODULE = "xlwings_custom_addin.bas"


def macro(name: str) -> str:
    """The text of a file in ``macros/``, lines ending in ``\\n``.

    Raises:
        ParXlError: the file is missing, or a .bas file is not ASCII.
    """
    for place in _PLACES:
        path = place / name
        if path.is_file():
            return _text(path)
    raise ParXlError(
        _("Gói par_xl đang cài thiếu tệp {file}.").format(file=name),
        _("Cài lại par_xl: {how}.").format(how=how_to_reinstall()),
    )


def xlwings_module() -> str:
    """RunPython for add-ins of one's own, as the installed xlwings ships it.

    Raises:
        ParXlError: xlwings, or this file of it, is not installed.
    """
    # Looked for, not imported: that takes 0.4 s and is not needed to read a text.
    spec = importlib.util.find_spec("xlwings")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / _XLWINGS_MODULE
        if path.is_file():
            return _text(path)
    raise ParXlError(
        _("Không tìm thấy xlwings (tệp {file}) trong Python đang chạy.").format(
            file=_XLWINGS_MODULE
        ),
        _("Cài lại xlwings: «{command}».").format(command=install_command("xlwings", anew=True)),
    )


def _text(path: Path) -> str:
    """VBA source is kept in an ANSI code page, other text in UTF-8."""
    encoding = "ascii" if path.suffix == ".bas" else "utf-8"
    try:
        return path.read_bytes().decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ParXlError(
            _("Tệp {file} có ký tự không đọc được (vị trí {position}).").format(
                file=path.name, position=error.start
            ),
            _(
                "Nếu đã sửa tệp .bas thì chỉ dùng chữ không dấu; nếu không, cài lại par_xl và "
                "xlwings: {how}, sau đó chạy «{command}»."
            ).format(how=how_to_reinstall(), command=install_command("xlwings", anew=True)),
        ) from error
