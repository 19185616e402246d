"""Damage to a package's XML, packed again as an honest zip."""

from __future__ import annotations

from random import Random

from hostile_files import HEAD, relations_xml, zipped

from .other_parts import OTHERS, encoded
from .package import members_of
from .sheets import ANY, SHEET

_ADDED = {
    "xl/externalLinks/_rels/externalLink1.xml.rels": relations_xml(
        [("rId1", "externalLinkPath", "http://127.0.0.1:9/other.xlsx")]
    ),
    "xl/connections.xml": f'{HEAD}<connections><connection url="http://127.0.0.1:9/"/></connections>'.encode(),
    "xl/vbaProject.bin": b"\0" * 50,
    "customXml/item1.xml": HEAD.encode() + b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
    "docProps/core.xml": HEAD.encode()
    + b"<a><dcterms:modified>9999-12-31T23:59:59Z</dcterms:modified></a>",
    "xl/comments1.xml": HEAD.encode() + b"<comments/>",
}


def damage(chance: Random, content: bytes) -> tuple[bytes, str]:
    """The package with one to three pieces of damage within its parts, and which."""
    parts = {piece.name.decode(): piece.data for piece in members_of(content).pieces}
    told = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        told.append(_one(chance, parts))
    return zipped(parts), "; ".join(told)


def _one(chance: Random, parts: dict[str, bytes]) -> str:
    where = chance.random()
    if where < 0.04:
        name = chance.choice(tuple(_ADDED))
        parts[name] = _ADDED[name]
        return f"add {name}"
    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    others = [name for name in OTHERS if name in parts]
    ods = [name for name in parts if name == "content.xml"]
    if where < 0.7 and (sheets or ods):
        name = chance.choice(
            sheets + [each for each in sheets if each.endswith("sheet2.xml")] * 9 + ods
        )
        ways = {**SHEET, **ANY} if sheets else ANY
    elif where < 0.9 and others:
        name = chance.choice(others)
        ways = {**ANY, **{f"own {n}": OTHERS[name] for n in range(len(ANY))}}
    else:
        name, ways = chance.choice(tuple(parts)), ANY
    # Twice read as it stands: whatever bytes a part has by now, some text they are.
    text = parts[name].decode("utf-8", "replace")
    if chance.random() < 0.06:
        parts[name] = encoded(chance, text)
        return f"encoding {name}"
    how = chance.choice(tuple(ways))
    parts[name] = ways[how](chance, text).encode("utf-8", "replace")
    return f"{how} {name}"
