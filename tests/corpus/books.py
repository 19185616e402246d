"""A workbook as texts by place, quick to make: every cell and all else that its package holds."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from functools import partial
from hashlib import sha1
from xml.etree import ElementTree as ET

ET.register_namespace("", "http://schemas.openxmlformats.org/spreadsheetml/2006/main")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_ROWS, _RELATIVE = re.compile(r"\d+"), re.compile(r"(?<![A-Za-z_$])(\$?[A-Z]{1,3})(\d+)\b")
# Numbers of styles and texts are no places: the cells tell what they stand for.
_TOLD_BY_CELLS = ("xl/styles.xml", "xl/sharedStrings.xml")


def parts_of(content: bytes) -> dict[str, str]:
    """Texts by place: "Sheet!A1" (value, formula, number format, look), "Sheet <cols>" and so on
    for what stands around the cells, "(name)" for the package's other members."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    found: dict[str, str] = {}
    styles = _styles(members["xl/styles.xml"], found)
    texts = _texts(members.get("xl/sharedStrings.xml"))
    targets = {r.get("Id"): _member(r) for r in ET.fromstring(members[_RELATIONS])}
    sheets = {
        targets[sheet.get(_RELATION)]: sheet.get("name", "")
        for sheet in ET.fromstring(members["xl/workbook.xml"]).iter(f"{_MAIN}sheet")
    }
    for name, member in members.items():
        if name in sheets:
            _read_sheet(sheets[name], member, texts, styles, found)
        elif name not in _TOLD_BY_CELLS:
            found[f"({name})"] = member.decode(errors="backslashreplace")
    return found


def _member(relation: ET.Element) -> str:
    """The member that the workbook's relation leads to; openpyxl writes its whole path."""
    target = relation.get("Target", "")
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _xml(element: ET.Element | None) -> str:
    return "" if element is None else ET.tostring(element, "unicode")


def _styles(member: bytes, found: dict[str, str]) -> list[str]:
    """How cells of each style show: number format, and the look by its short name."""
    root = ET.fromstring(member)
    lists = {
        kind: list(root.find(f"{_MAIN}{kind}") or ()) for kind in ("fonts", "fills", "borders")
    }
    formats = {f.get("numFmtId"): f.get("formatCode") for f in root.iter(f"{_MAIN}numFmt")}
    found["(dxfs)"] = _xml(root.find(f"{_MAIN}dxfs"))
    styles = []
    for xf in root.find(f"{_MAIN}cellXfs") or ():
        look = "".join(
            _xml(lists[f"{kind}s"][int(xf.get(f"{kind}Id", 0))])
            for kind in ("font", "fill", "border")
        ) + "".join(map(_xml, xf))
        short = sha1(look.encode()).hexdigest()[:6]
        found[f"(look {short})"] = look
        code = xf.get("numFmtId")
        styles.append(f"{formats.get(code) or f'format {code}'} ¦ look {short}")
    return styles


def _texts(member: bytes | None) -> list[str]:
    if member is None:
        return []
    return [_text(item) for item in ET.fromstring(member)]


def _text(item: ET.Element) -> str:
    # Runs of their own look are told with it.
    return _xml(item) if item.find(f"{_MAIN}r") is not None else "".join(item.itertext())


def _read_sheet(
    name: str, member: bytes, texts: list[str], styles: list[str], found: dict[str, str]
) -> None:
    seen: Counter[str] = Counter()
    for part in ET.fromstring(member):
        tag = part.tag.rpartition("}")[2]
        if tag != "sheetData":
            seen[tag] += 1
            if tag == "dataValidations":
                part = _one_range_each(part)
            found[f"{name} <{tag} {seen[tag]}>"] = _xml(part)
            continue
        for row in part:
            told = {k: v for k, v in row.attrib.items() if k not in ("r", "spans", "s")}
            if told:
                found[f"{name} row {row.get('r')}"] = str(told)
            for cell in row:
                place = f"{name}!{cell.get('r')}"
                found[place] = f"{_value(cell, texts)} ¦ {styles[int(cell.get('s', 0))]}"


def _one_range_each(rules: ET.Element) -> ET.Element:
    """The limits of cells, each of several ranges as if it were said of each of them."""
    apart = ET.Element(rules.tag, rules.attrib)
    for rule in rules:
        ranges = rule.get("sqref", "").split()
        first = int(_ROWS.findall(ranges[0])[0])
        for each in ranges:
            down = int(_ROWS.findall(each)[0]) - first
            copy = ET.SubElement(apart, rule.tag, {**rule.attrib, "sqref": each})
            for formula in rule:
                text = _RELATIVE.sub(partial(_moved, down=down), formula.text or "")
                ET.SubElement(copy, formula.tag, formula.attrib).text = text
    apart.set("count", str(len(apart)))
    return apart


def _moved(reference: re.Match[str], down: int) -> str:
    return f"{reference[1]}{int(reference[2]) + down}"


def _value(cell: ET.Element, texts: list[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v")
    if kind == "s":
        value = texts[int(value or 0)]
    elif kind == "inlineStr":
        kind, value = "s", "".join(_text(item) for item in cell.iter(f"{_MAIN}is"))
    formula = cell.findtext(f"{_MAIN}f")
    shown = "" if value is None else f"{kind} {value}"
    return shown if formula is None else f"{shown} ¦ ={formula}"
