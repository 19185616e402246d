"""The add-in, built from text: byte for byte the same each time."""

from __future__ import annotations

from collections.abc import Mapping

from par_xl import __version__
from par_xl.app.addin.building.package import addin_package
from par_xl.app.addin.building.project import vba_project
from par_xl.app.addin.building.runpython import patched
from par_xl.app.addin.building.sources import macro, xlwings_module
from par_xl.app.addin.building.texts import TEXTS


def build(settings: Mapping[str, str] | None = None) -> bytes:
    """The bytes of ``par_xl.xlam``.

    ``settings`` (INTERPRETER_WIN …) go onto the add-in's own sheet and win over the user's file;
    for profiles whose path VBA can't open files in.

    Raises:
        ParXlError: a text is missing, or xlwings is another one than the patch was made for.
    """
    return addin_package(vba_project(modules()), macro("ribbon.xml"), _conf(settings), __version__)


def modules() -> dict[str, str]:
    """The one standard module by its name: ours and xlwings' RunPython, patched.

    One, because what another module may call, cells and drawings may call too.
    """
    return {"parxl": f"{macro('parxl.bas')}\n{patched(xlwings_module())}"}


def source_files(settings: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """What the add-in is made of, by file name, for whoever has to make it by hand in Excel.

    ``settings`` as for ``build``.
    """
    files = {
        f"{name}.bas": source.replace("\n", "\r\n").encode("ascii")
        for name, source in modules().items()
    }
    # A line break within a text would start a new row when it is pasted into a sheet.
    table = (f"{key}\t{text.replace(chr(10), ' ')}" for key, text in _conf(settings).items())
    # Windows' Notepad of old takes UTF-8 for what it is by its mark only.
    conf = "\r\n".join(table).encode("utf-8-sig")
    return {**files, "ribbon.xml": macro("ribbon.xml").encode(), "par_xl.conf.txt": conf}


def _conf(settings: Mapping[str, str] | None) -> dict[str, str]:
    """The add-in's own sheet, key beside value."""
    return {**(settings or {}), **TEXTS}
