"""The VBA project: source only, which Excel compiles when it loads the add-in."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping
from gettext import gettext as _
from pathlib import Path

from par_xl.system.packages import install_command
from par_xl.terms.errors import ParXlError

WORKBOOK, SHEET = "ThisWorkbook", "Sheet1"
"""Document modules; the package's parts carry the same code names."""

_PLACEHOLDER = "Module1"
_NO_CACHE = bytes.fromhex("CC61 FFFF 00 0000")
"""``_VBA_PROJECT`` of no version of Office: none takes compiled code from here ([MS-OVBA])."""
_DIR_END = bytes.fromhex("1000 00000000")
_TOO_MUCH = bytes(4)
"""pyOpenVBA writes the reserved field at the end of ``dir`` twice; Excel writes it once."""


def vba_project(modules: Mapping[str, str]) -> bytes:
    """``vbaProject.bin`` with these standard modules (name → source) and empty document modules.

    The project's references (VBA, Excel, OLE, Office for IRibbonControl) are those that Excel
    gives a new one; it has no password.

    Raises:
        ParXlError: pyOpenVBA is not installed.
    """
    try:
        from pyopenvba import ExcelFile  # type: ignore[import-untyped]
        from pyopenvba.cfb import CFB  # type: ignore[import-untyped]
        from pyopenvba.vba import compress, decompress  # type: ignore[import-untyped]
    except ImportError as error:
        raise ParXlError(
            _("Python đang chạy thiếu gói {package}, nên chưa dựng được phần bổ trợ.").format(
                package=error.name
            ),
            _("Chạy «{command}» rồi chạy lại.").format(
                command=install_command("pyOpenVBA", anew=True)
            ),
        ) from error
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "project.xlam"
        with ExcelFile.create_new(path) as file:
            project = file.vba_project()
            project.delete_module(_PLACEHOLDER)
            for name in (WORKBOOK, SHEET):
                # Set afresh, so that the compiled code of the template goes.
                file.set_module(name, project.get_module(name).source)
            for name, source in modules.items():
                project.add_module(name, source.replace("\n", "\r\n"))
            file.save()
        with zipfile.ZipFile(path) as package:
            container = CFB.from_bytes(package.read("xl/vbaProject.bin"))
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_CACHE)
    directory = decompress(container.get_stream_in_storage("VBA", "dir"))
    if directory.endswith(_DIR_END + _TOO_MUCH):
        directory = directory.removesuffix(_TOO_MUCH)
        container.write_stream_in_storage("VBA", "dir", compress(directory))
    return bytes(container.to_bytes())
