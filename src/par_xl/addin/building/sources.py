"""The text that the add-in is built from: ``macros/`` of the package or of a checkout."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from par_xl.errors import ParXlError
from par_xl.packages import how_to_reinstall, install_command

_PACKAGE = Path(__file__).parents[2]
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
        f"Gói par_xl đang cài thiếu tệp {name}.",
        f"Cài lại par_xl: {how_to_reinstall()}.",
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
        f"Không tìm thấy xlwings (tệp {_XLWINGS_MODULE}) trong Python đang chạy.",
        f"Cài lại xlwings: «{install_command('xlwings', anew=True)}».",
    )


def _text(path: Path) -> str:
    """VBA source is kept in an ANSI code page, other text in UTF-8."""
    encoding = "ascii" if path.suffix == ".bas" else "utf-8"
    try:
        return path.read_bytes().decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ParXlError(
            f"Tệp {path.name} có ký tự không đọc được (vị trí {error.start}).",
            "Nếu đã sửa tệp .bas thì chỉ dùng chữ không dấu; nếu không, cài lại par_xl và xlwings: "
            f"{how_to_reinstall()}, sau đó chạy «{install_command('xlwings', anew=True)}».",
        ) from error
