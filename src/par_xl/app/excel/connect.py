"""From the command that a button started to the Excel that it was clicked in."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Sequence

import xlwings as xw

from par_xl.app.addin.wps import is_wps
from par_xl.app.excel.session import TITLE, Excel
from par_xl.terms.errors import ParXlError


class NotExcelError(ParXlError):
    """It is WPS."""

    def __init__(self) -> None:
        super().__init__(
            "Đây là WPS, không phải Microsoft Excel, nên các nút của thẻ này không chạy được.",
            "Mở tệp bằng Microsoft Excel; máy chỉ có WPS thì dùng dòng lệnh: par-xl check TỆP, "
            "par-xl merge KỲ.",
        )


def connect(arguments: Sequence[str]) -> Excel:
    """The Excel that started this process; *arguments* are the process's own.

    Raises:
        ParXlError: it is WPS, or does not answer.
    """
    program = next((each[6:] for each in arguments if each.startswith("--app=")), "")
    # Looked at before it is spoken to: WPS answers some questions as Excel does.
    if is_wps(program):
        raise NotExcelError
    if sys.platform == "win32":
        # As its process ends, xlwings kills every Excel that shows no workbook. Ours end after
        # each click: somebody's Excel at work in the background would be lost.
        atexit.unregister(xw._xlwindows.cleanup)
    try:
        app = xw.Book.caller().app
        name, path = str(app.api.Name), str(app.api.Path)
    except Exception as error:
        raise ParXlError(
            "Không liên lạc được với Excel đang mở.",
            "Thoát chế độ sửa ô (bấm Esc), đóng các hộp thoại đang mở rồi bấm lại; nếu vẫn vậy thì "
            "đóng hẳn Excel, mở lại.",
        ) from error
    if is_wps(f"{path}\\{name}"):
        raise NotExcelError
    return Excel(app)


def tell_without_excel(text: str) -> None:
    """Show a dialog of Windows' own, where Excel can't show one."""
    if sys.platform == "win32":
        import ctypes

        is_problem = 0x30
        ctypes.windll.user32.MessageBoxW(0, text, TITLE, is_problem)
    else:
        sys.stderr.write(f"{TITLE}: {text}\n")
