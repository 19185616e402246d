"""The add-in, built from text: byte for byte the same each time."""

from __future__ import annotations

import importlib.util
import io
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from xlsxwriter import Workbook

from par_xl import __version__
from par_xl.app.addin.install import VERSION_PROPERTY
from par_xl.app.addin.runpython import patched
from par_xl.system.packages import how_to_reinstall, install_command
from par_xl.terms.errors import ParXlError

_CMD = "mở dấu nhắc lệnh (cmd) và chạy “py -3 -P -m par_xl addin {0}” (hay “par-xl addin {0}”)"
_INSTALL, _DOCTOR = _CMD.format("install"), _CMD.format("doctor")

TEXTS = {
    "TEXT_TITLE": "Cải cách hành chính",
    "TEXT_NO_SETTINGS": (
        "Chưa chạy được: thẻ Cải cách hành chính chưa biết dùng Python nào, vì chưa có cài đặt "
        "của người đang dùng máy này.\n\n"
        f"Cách xử lý: đóng Excel, {_INSTALL}."
    ),
    "TEXT_PROTECTED": (
        "Chưa chạy được: tệp đang mở ở Chế độ xem được bảo vệ (Protected View).\n\n"
        "Cách xử lý: bấm “Cho phép Chỉnh sửa” (Enable Editing) trên thanh vàng, hoặc chuyển "
        "sang một tệp khác, rồi bấm lại nút này."
    ),
    # The interpreter's path.
    "TEXT_NO_PYTHON": (
        "Chưa chạy được: không tìm thấy Python ở\n{}\n\n"
        "Có thể Python đã bị gỡ, bị chuyển chỗ hoặc bị phần mềm diệt vi-rút cách ly.\n\n"
        "Cách xử lý: khôi phục tệp nếu đang bị cách ly; nếu không, cài lại Python và par_xl, đóng "
        f"Excel, {_INSTALL}."
    ),
    # The log file's path.
    "TEXT_FAILED": (
        "Lệnh chưa chạy xong: Python dừng giữa chừng.\n\n"
        "Chi tiết lỗi nằm trong tệp\n{}\n\n"
        f"Cách xử lý: bấm lại nút; nếu vẫn lỗi, {_DOCTOR}, rồi gửi tệp trên cho người hỗ trợ."
    ),
    # The log file's path.
    "TEXT_NO_LOG": (
        "Chưa chạy được: Windows không vào được thư mục của Python hoặc không ghi được tệp\n{}\n\n"
        "Cách xử lý: kiểm tra dung lượng đĩa và quyền ghi vào thư mục của tệp trên; đóng "
        f"Excel, {_INSTALL}."
    ),
    # The number of VBA's error.
    "TEXT_NO_SHELL": (
        "Chưa chạy được: máy này không cho Excel chạy chương trình khác (WScript.Shell bị khóa, "
        "mã lỗi {}).\n\n"
        "Cách xử lý: đề nghị người quản trị máy cho phép Windows Script Host; "
        f"muốn xem thêm, {_DOCTOR}."
    ),
    # The number of VBA's error.
    "TEXT_NOT_STARTED": (
        "Chưa chạy được: Excel không khởi động được Python (mã lỗi {}). Thường là do phần mềm diệt "
        "vi-rút hoặc quy định của cơ quan chặn Excel chạy chương trình khác.\n\n"
        "Cách xử lý: khởi động lại Excel rồi bấm lại nút; nếu vẫn lỗi, "
        f"{_DOCTOR}."
    ),
}


_PACKAGE = Path(__file__).parents[2]
_XLWINGS_MODULE = "xlwings_custom_addin.bas"


def macro(name: str) -> str:
    """Return the text of a file in ``macros/``, lines ending in ``\\n``.

    Raises:
        ParXlError: the file is missing.
    """
    places = (_PACKAGE / "macros", _PACKAGE.parents[1] / "macros")
    return _text(places, name, "par_xl", how_to_reinstall())


def xlwings_module() -> str:
    """RunPython for add-ins of one's own, as the installed xlwings ships it.

    Raises:
        ParXlError: xlwings, or this file of it, is not installed.
    """
    # Looked for, not imported: that takes 0.4 s and is not needed to read a text.
    spec = importlib.util.find_spec("xlwings")
    places = (spec.submodule_search_locations or ()) if spec else ()
    how = f"“{install_command('xlwings', anew=True)}”"
    return _text(map(Path, places), _XLWINGS_MODULE, "xlwings", how)


def _text(places: Iterable[Path], name: str, package: str, how: str) -> str:
    path = next((place / name for place in places if (place / name).is_file()), None)
    if path is None:
        raise ParXlError(
            _("Gói {package} đang cài thiếu tệp {file}."),
            _("Cài lại {package}: {how}."),
            package=package,
            file=name,
            how=how,
        )
    # VBA source is kept in an ANSI code page, other text in UTF-8.
    encoding = "ascii" if path.suffix == ".bas" else "utf-8"
    return path.read_bytes().decode(encoding).replace("\r\n", "\n")


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
    """
    from pyopenvba import ExcelFile  # type: ignore[import-untyped]
    from pyopenvba.cfb import CFB  # type: ignore[import-untyped]
    from pyopenvba.vba import compress, decompress  # type: ignore[import-untyped]

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


CONF_SHEET = "par_xl.conf"

_RIBBON = "customUI/customUI.xml"
_RIBBON_RELATIONSHIP = (
    '<Relationship Id="rIdRibbon" Target="customUI/customUI.xml" '
    'Type="http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"/>'
)
_MACRO_WORKBOOK = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
_WINDOW, _HIDDEN_WINDOW = b"<workbookView ", b'<workbookView visibility="hidden" '
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_CREATED = datetime(2024, 1, 1)  # noqa: DTZ001 - any fixed one: the file must not tell when


def addin_package(project: bytes, ribbon: str, conf: Mapping[str, str], version: str) -> bytes:
    """Return the bytes of an .xlam; ``conf`` stands on its sheet, key beside value."""
    parts = _workbook(project, conf, version)
    types, relationships = parts["[Content_Types].xml"], parts["_rels/.rels"]
    parts["[Content_Types].xml"] = types.replace(_MACRO_WORKBOOK, _ADDIN)
    # As Excel's own: what doesn't take it for an add-in shows no sheet of settings either.
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(_WINDOW, _HIDDEN_WINDOW)
    end = b"</Relationships>"
    parts["_rels/.rels"] = relationships.replace(end, _RIBBON_RELATIONSHIP.encode() + end)
    parts[_RIBBON] = ribbon.encode()
    out = io.BytesIO()
    # Stored, not deflated: the bytes then don't depend on the zlib that this Python carries.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(_member(name), content)
    return out.getvalue()


def _workbook(project: bytes, conf: Mapping[str, str], version: str) -> dict[str, bytes]:
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties(
        {
            "title": "Cải cách hành chính",
            "subject": "PAR INDEX, SIPAS, PAPI",
            "comments": "Thẻ Cải cách hành chính: tạo biểu mẫu, kiểm tra và tổng hợp báo cáo.",
            "created": _CREATED,
        }
    )
    book.set_custom_property(VERSION_PROPERTY, version, "text")
    for name, value in conf.items():
        if name not in TEXTS:
            # For us to read; VBA reads the sheet.
            book.set_custom_property(name, value, "text")
    book.add_vba_project(io.BytesIO(project), is_stream=True)
    book.set_vba_name(WORKBOOK)
    sheet = book.add_worksheet(CONF_SHEET)
    sheet.set_vba_name(SHEET)
    for row, (key, value) in enumerate(conf.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    book.close()
    with zipfile.ZipFile(out) as package:
        return {name: package.read(name) for name in package.namelist()}


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _LONG_AGO)
    member.create_system = 0  # else it tells on which system it was built
    member.external_attr = 0
    return member


def build(settings: Mapping[str, str] | None = None) -> bytes:
    """Return the bytes of ``par_xl.xlam``.

    ``settings`` (INTERPRETER_WIN …) go onto the add-in's own sheet; without them it can only say
    that it was not installed.

    Raises:
        ParXlError: a text is missing, or xlwings is another one than the patch was made for.
    """
    return addin_package(vba_project(modules()), macro("ribbon.xml"), _conf(settings), __version__)


def modules() -> dict[str, str]:
    """Return the one standard module by its name: ours and xlwings' RunPython, patched.

    One, because what another module may call, cells and drawings may call too.
    """
    return {"parxl": f"{macro('parxl.bas')}\n{patched(xlwings_module())}"}


def source_files(settings: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """Return what the add-in is made of, by file name, for whoever has to make it by hand in Excel.

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
    """Return the add-in's own sheet, key beside value."""
    return {**(settings or {}), **TEXTS}
