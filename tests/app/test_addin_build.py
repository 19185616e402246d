"""The built add-in: what lies in it, that Office's schemas are kept, that it never differs."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import warnings
import zipfile
from importlib.machinery import ModuleSpec
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from pyopenvba import ExcelFile, check_file  # type: ignore[import-untyped]
from pyopenvba.cfb import CFB  # type: ignore[import-untyped]
from pyopenvba.vba import decompress  # type: ignore[import-untyped]

from office_schemas import OLDEST_AND_NEWEST, schema_errors
from par_xl import __version__
from par_xl.app import cli
from par_xl.app.addin.build import (
    TEXTS,
    build,
    macro,
    modules,
    source_files,
    xlwings_module,
)
from par_xl.app.addin.machine import ADDIN
from par_xl.system.packages import requirement
from par_xl.terms.errors import ParXlError
from pretended_machine import machine

SETTINGS = {"INTERPRETER_WIN": r"C:\ProgramData\par_xl\python\python.exe"}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("addin") / ADDIN
    path.write_bytes(build(SETTINGS))
    return path


@pytest.fixture(scope="module")
def parts(addin: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(addin) as package:
        return {name: package.read(name) for name in package.namelist()}


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def test_another_program_reads_the_sources_back_unchanged(addin: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # oletools uses old names of pyparsing
        from oletools.olevba import VBA_Parser  # type: ignore[import-untyped]

        parser = VBA_Parser(str(addin))
    found = {name: code for *_, name, code in parser.extract_macros()}
    parser.close()
    assert {name: _plain(found[f"{name}.bas"]) for name in modules()} == {
        name: _plain(_crlf(source)) for name, source in modules().items()
    }
    documents = [_plain(found[f"{name}.cls"]) for name in ("ThisWorkbook", "Sheet1")]
    assert all(re.fullmatch(r"(Attribute \w+ = .*\r\n)+", text) for text in documents)
    assert len(found) == 3


def _plain(source: str) -> str:
    return source.rstrip("\r\n") + "\r\n"


def test_project_is_of_no_version_of_office_and_open(addin: Path, parts: dict[str, bytes]) -> None:
    with ExcelFile(addin) as file:
        project = file.vba_project()
        assert project.code_page == 1252
        assert not project.protection.has_password
        # IRibbonControl lies in Office's library; VBA's and Excel's own are never declared.
        assert [each.name for each in file.references()] == ["stdole", "Office"]
        assert all(module.text_offset == 0 for module in project.modules)
    container = CFB.from_bytes(parts["xl/vbaProject.bin"])
    assert container.get_stream_in_storage("VBA", "_VBA_PROJECT").hex() == "cc61ffff000000"
    assert not [n for n in container.list_streams_in_storage("VBA") if n.startswith("__SRP_")]
    # The last module's end, then the stream's, as in xlwings' own add-ins, which Excel reads.
    directory = decompress(container.get_stream_in_storage("VBA", "dir"))
    assert directory.endswith(bytes.fromhex("2b00 00000000 1000 00000000"))


def test_document_modules_are_those_of_the_workbook(parts: dict[str, bytes]) -> None:
    book, sheet = (
        etree.fromstring(parts[name]) for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml")
    )
    assert [each.get("codeName") for each in book.iter(f"{MAIN}workbookPr")] == ["ThisWorkbook"]
    assert [each.get("codeName") for each in sheet.iter(f"{MAIN}sheetPr")] == ["Sheet1"]


def test_package_is_an_addin_with_a_ribbon(parts: dict[str, bytes]) -> None:
    types = parts["[Content_Types].xml"].decode()
    assert types.count("application/vnd.ms-excel.addin.macroEnabled.main+xml") == 1
    assert "sheet.macroEnabled" not in types
    (window,) = etree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}workbookView")
    assert window.get("visibility") == "hidden"
    relationships = etree.fromstring(parts["_rels/.rels"])
    (ribbon,) = [each for each in relationships if each.get("Target") == "customUI/customUI.xml"]
    kind = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
    assert ribbon.get("Type") == kind
    assert len({each.get("Id") for each in relationships}) == len(relationships)
    assert parts["customUI/customUI.xml"].decode() == macro("ribbon.xml")
    assert "Cải cách hành chính</dc:title>" in parts["docProps/core.xml"].decode()


def _repacked(parts: dict[str, bytes], old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content.replace(old, new))
    return out.getvalue()


def test_sheet_holds_settings_and_texts(parts: dict[str, bytes]) -> None:
    # openpyxl refuses add-ins.
    book = _repacked(parts, b"addin.macroEnabled", b"sheet.macroEnabled")
    sheet = openpyxl.load_workbook(io.BytesIO(book))["par_xl.conf"]
    rows = [[str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    assert dict(rows) == SETTINGS | TEXTS


def test_checks_of_the_project_library_find_nothing(addin: Path) -> None:
    report = check_file(addin)
    assert report.complete and report.issues == ()
    with ExcelFile(addin) as file:
        assert file.validate() == []


@pytest.mark.parametrize("version", OLDEST_AND_NEWEST)
def test_the_office_schemas_are_kept(addin: Path, version: object) -> None:
    assert schema_errors(addin, version) == []


def test_same_bytes_each_time_and_anywhere(tmp_path: Path) -> None:
    """And without xlwings being imported."""
    code = (
        "import os, sys; os.umask(0o077); from par_xl.app.addin.build import build;"
        "sys.stdout.buffer.write(build()); sys.exit('xlwings' in sys.modules)"
    )
    surroundings = {"PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh", "TMPDIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | surroundings,
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert run.stdout == build() == build()
    assert list(tmp_path.iterdir()) == []


def test_what_it_says_of_itself_is_read_from_what_was_built(
    tmp_path: Path, parts: dict[str, bytes]
) -> None:
    here = machine(tmp_path)

    def said(content: bytes) -> dict[str, str]:
        here.addin.write_bytes(content)
        return here.installed()

    assert said(build()) == {"par_xl": __version__}
    odd = {"INTERPRETER_WIN": "C:\\a & <b>\\python.exe"}
    assert said(build(odd)) == {"par_xl": __version__, **odd}
    assert said(_repacked(parts, __version__.encode(), b"9.8.7")) == {"par_xl": "9.8.7", **SETTINGS}
    for foreign in (b"", b"MZ", _repacked({"xl/workbook.xml": b""}, b"", b"")):
        assert said(foreign) == {}


def test_a_missing_file_is_got_from_the_source_folder() -> None:
    """The name par-xl may be a stranger's on an index."""
    with pytest.raises(ParXlError, match=r"thiếu tệp none\.bas") as told:
        macro("none.bas")
    assert f'“"{sys.executable}" -P -m pip install --force-reinstall .”' in told.value.fix


@pytest.mark.parametrize("spec", [None, ModuleSpec("xlwings", None, is_package=True)])
def test_missing_xlwings_is_told(monkeypatch: pytest.MonkeyPatch, spec: ModuleSpec | None) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: spec)
    with pytest.raises(ParXlError, match="Gói xlwings đang cài thiếu tệp") as told:
        xlwings_module()
    assert f'"{requirement("xlwings")}"' in told.value.fix


def test_what_is_made_by_hand_is_what_is_built() -> None:
    files = source_files(SETTINGS)
    assert set(files) == {"parxl.bas", "ribbon.xml", "par_xl.conf.txt"}
    assert files["parxl.bas"].decode() == _crlf(modules()["parxl"])
    rows = files["par_xl.conf.txt"].decode("utf-8-sig").split("\r\n")
    table = dict(row.split("\t") for row in rows)
    assert table == SETTINGS | {key: text.replace("\n", " ") for key, text in TEXTS.items()}


@pytest.mark.parametrize("windows", [True, False])
def test_by_hand_settings_lie_in_the_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: bool
) -> None:
    if windows:
        monkeypatch.setenv("APPDATA", str(tmp_path / "AppData"))
    else:
        monkeypatch.delenv("APPDATA", raising=False)
    with pytest.raises(SystemExit) as ended:
        cli.main(["addin", "build", "--sources", "--out", str(tmp_path)])
    assert ended.value.code == cli.EXIT_DONE
    table = (tmp_path / "nguon" / "par_xl.conf.txt").read_text(encoding="utf-8-sig")
    assert (f"INTERPRETER_WIN\t{sys.executable}" in table) is windows
    assert (tmp_path / ADDIN).read_bytes() == build()
