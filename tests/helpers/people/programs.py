"""Saved by other programs, in other formats, with macros or a password."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from builders import edit
from ole import ole_file

from .files import parts_of, repacked
from .honest_form import ONE
from .making import Workshop, case


@case()
def saved_by_libreoffice(shop: Workshop) -> bytes:
    """LibreOffice: opened and saved."""
    return shop.saved()


@case(short=True)
def saved_by_openpyxl(shop: Workshop) -> bytes:
    """openpyxl: opened and saved; `Kiểm tra` has lost its values."""
    return edit(shop.honest, lambda _book: None)


@case(short=True)
def saved_as_by_google_sheets(shop: Workshop) -> bytes:
    """Simulated, part by part, after what is known of its exports: texts in the cells, no stored
    values, styles counted otherwise and days as ``d.m.yyyy``, a thousand rows, no very hidden
    sheets, no protection, no document properties."""
    parts = parts_of(shop.honest)
    texts = re.findall(r"<si>(.*?)</si>", parts["xl/sharedStrings.xml"], re.DOTALL)
    styles = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", _styles(parts), re.DOTALL)
    changes: dict[str, bytes | None] = {
        name: None for name in parts if name.startswith("docProps/") or name.endswith("Strings.xml")
    }
    for name, xml in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            changes[name] = _without_shared_texts(xml, texts, len(styles)).encode()
    reversed_styles = _styles(parts).replace("".join(styles), "".join(reversed(styles)))
    changes["xl/styles.xml"] = (
        parts["xl/styles.xml"]
        .replace(_styles(parts), reversed_styles)
        .replace("d&quot; tháng &quot;m&quot;, &quot;yyyy", "d.m.yyyy")
        .encode()
    )
    changes["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("veryHidden", "hidden").encode()
    gone = r'<(?:Override|Relationship) [^>]*"/?(?:docProps/|(?:xl/)?sharedS)\w+\.xml"[^>]*/>'
    for name in ("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"):
        changes[name] = re.sub(gone, "", parts[name]).encode()
    return repacked(shop.honest, changes)


def _styles(parts: Mapping[str, str]) -> str:
    found = re.search(r"<cellXfs[^>]*>(.*)</cellXfs>", parts["xl/styles.xml"], re.DOTALL)
    assert found is not None
    return found[1]


def _without_shared_texts(xml: str, texts: Sequence[str], styles: int) -> str:
    """A sheet with its texts in its cells, no stored values, other styles, and more rows."""
    xml = re.sub(
        r't="s"><v>(\d+)</v>', lambda hit: f't="inlineStr"><is>{texts[int(hit[1])]}</is>', xml
    )
    xml = re.sub(r'( t="str")?>(<f>[^<]*</f>)<v>[^<]*</v>', r">\2", xml)
    xml = re.sub(r' s="(\d+)"', lambda hit: f' s="{styles - 1 - int(hit[1])}"', xml)
    last = max(map(int, re.findall(r'<row r="(\d+)"', xml)), default=0)
    more = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(last + 1, 1001))
    xml = xml.replace("<sheetData/>", "<sheetData></sheetData>")
    xml = re.sub("<sheetProtection[^>]*/>", "", xml)
    return xml.replace("</sheetData>", f"{more}</sheetData>")


@case(short=True)
def saved_as_by_wps(shop: Workshop) -> bytes:
    """Simulated, part by part, after what is known of its files: it says that a sheet ends at A1,
    adds a very hidden sheet for pictures in cells, and properties of its own."""
    parts = parts_of(shop.honest)
    changes: dict[str, bytes | None] = {
        name: re.sub('<dimension ref="[^"]*"/>', '<dimension ref="A1"/>', xml).encode()
        for name, xml in parts.items()
        if name.startswith("xl/worksheets/sheet")
    }
    types, relations = parts["[Content_Types].xml"], parts["xl/_rels/workbook.xml.rels"]
    kind = "application/vnd.openxmlformats-officedocument"
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    changes |= {
        "[Content_Types].xml": types.replace(
            "</Types>",
            f'<Override PartName="/xl/worksheets/sheet99.xml" ContentType="{kind}.spreadsheetml.'
            'worksheet+xml"/><Override PartName="/docProps/custom.xml" '
            f'ContentType="{kind}.custom-properties+xml"/></Types>',
        ).encode(),
        "xl/_rels/workbook.xml.rels": relations.replace(
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{office}/relationships/worksheet" '
            'Target="worksheets/sheet99.xml"/></Relationships>',
        ).encode(),
        "xl/workbook.xml": parts["xl/workbook.xml"]
        .replace(
            "</sheets>",
            '<sheet name="WpsReserved_CellImgList" sheetId="99" state="veryHidden" r:id="rId99"/>'
            "</sheets>",
        )
        .encode(),
        "xl/worksheets/sheet99.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData/></worksheet>",
        "docProps/custom.xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" '
        'name="KSOProductBuildVer"><vt:lpwstr>1033-12.2.0.13489</vt:lpwstr></property>'
        "</Properties>".encode(),
        "docProps/app.xml": parts["docProps/app.xml"]
        .replace("Microsoft Excel", "WPS Office")
        .encode(),
    }
    return repacked(shop.honest, changes)


@case(("TE10",), name="HC.xls", short=True)
def saved_as_xls(shop: Workshop) -> bytes:
    """LibreOffice: in the format of Excel 97."""
    return shop.saved(name="HC.xls")


@case(("TE10",), name="HC.xls", short=True)
def saved_as_xls_by_wps(shop: Workshop) -> bytes:
    """LibreOffice's .xls with the class id in its head that WPS is known to write there."""
    content = shop.made("saved_as_xls")
    return content[:8] + bytes.fromhex("2008020000000000c000000000000046") + content[24:]


@case(("TE10",), name="HC.ods")
def saved_as_ods(shop: Workshop) -> bytes:
    """LibreOffice: in its own format."""
    return shop.saved(name="HC.ods")


@case(("TE10",), ("OO01", ONE, "1.1", "self_score"), lost=("1.1",), name="HC.ods", short=True)
def saved_as_ods_with_an_error(shop: Workshop) -> bytes:
    """LibreOffice: in its own format, a formula's error in it."""
    cell = shop.at("1.1", "self_score")
    return shop.saved(lambda doc: doc.type(ONE, cell, "=1/0"), name="HC.ods")


@case(("TE10",), ("OO01", ONE, "1.1", "self_score"), lost=("1.1",), name="HC.xls")
def saved_as_xls_with_an_error(shop: Workshop) -> bytes:
    """LibreOffice: in the format of Excel 97, a formula's error in it."""
    cell = shop.at("1.1", "self_score")
    return shop.saved(lambda doc: doc.type(ONE, cell, "=1/0"), name="HC.xls")


def _as_xlsm(content: bytes, macros: bytes | None) -> bytes:
    """The same workbook as .xlsm, with or without a project of macros in it."""
    parts = parts_of(content)
    types = parts["[Content_Types].xml"].replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    relations = parts["xl/_rels/workbook.xml.rels"]
    if macros is None:
        return repacked(content, {"[Content_Types].xml": types.encode()})
    types = types.replace(
        "<Default ",
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default ',
        1,
    )
    relations = relations.replace(
        "</Relationships>",
        '<Relationship Id="rId98" Type="http://schemas.microsoft.com/office/2006/relationships/'
        'vbaProject" Target="vbaProject.bin"/></Relationships>',
    )
    return repacked(
        content,
        {
            "[Content_Types].xml": types.encode(),
            "xl/_rels/workbook.xml.rels": relations.encode(),
            "xl/vbaProject.bin": macros,
        },
    )


@case(("TE21",), name="HC.xlsm", short=True)
def saved_with_macros(shop: Workshop) -> bytes:
    """Part by part: a workbook with a (dummy) project of macros beside the sheets."""
    return _as_xlsm(shop.honest, ole_file({"PROJECT": b"ID", "dir": b"\1"}))


@case(name="HC.xlsm", short=True)
def saved_as_xlsm_without_macros(shop: Workshop) -> bytes:
    """Part by part: the kind of a workbook with macros, but none in it."""
    return _as_xlsm(shop.honest, None)


@case(("TE16",), refused=True, short=True)
def a_csv_renamed(shop: Workshop) -> bytes:
    """LibreOffice: saved as .csv, then only called .xlsx."""
    return shop.saved(name="HC.csv")


@case(("TE16",), refused=True, short=True)
def an_xls_renamed(shop: Workshop) -> bytes:
    """LibreOffice: saved as .xls, then only called .xlsx."""
    return shop.made("saved_as_xls")


@case(("TE01",), refused=True, short=True)
def half_a_file(shop: Workshop) -> bytes:
    """Cut off on its way."""
    return shop.honest[: len(shop.honest) // 2]


@case(("TE17",), refused=True, short=True)
def a_password_to_open(shop: Workshop) -> bytes:
    """LibreOffice: saved with a password."""
    return shop.saved(password="bí mật")


@case(("TE17",), refused=True, name="HC.ods")
def an_ods_with_a_password_to_open(shop: Workshop) -> bytes:
    """LibreOffice: saved in its own format with a password."""
    return shop.saved(name="HC.ods", password="bí mật")


@case(("TE17",), refused=True, name="HC.xls")
def an_xls_with_a_password_to_open(shop: Workshop) -> bytes:
    """LibreOffice: saved in the format of Excel 97 with a password."""
    return shop.saved(name="HC.xls", password="bí mật")


@case(short=True)
def sheets_protected_with_a_password(shop: Workshop) -> bytes:
    """openpyxl: the officer's own password on every sheet; the file opens without one."""

    def change(book: Workbook) -> None:
        for sheet in book:
            sheet.protection.set_password("bí mật")
            sheet.protection.enable()

    return edit(shop.honest, change)
