"""Places in a part's text: tags, attributes, cells, rows."""

from __future__ import annotations

import re
from random import Random

TAG = re.compile(r"<[^<>]+>")
ATTRIBUTE = re.compile(r'\s([\w:]+)="([^"<>]*)"')
CELL = re.compile(r'<c r="([A-Z]+)(\d+)"((?: [\w:]+="[^"<>]*")*)(?:/>|>(.*?)</c>)', re.DOTALL)
ROW = re.compile(r"<row [^<>]*(?:/>|>.*?</row>)", re.DOTALL)
_INPUT = set("OPQRSTUVWX")


def replaced(text: str, hit: re.Match[str], by: str) -> str:
    """*text* with one hit replaced."""
    return text[: hit.start()] + by + text[hit.end() :]


def one(chance: Random, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Any hit, by a place in the text: none of them has to be counted."""
    if not text:
        return None
    return pattern.search(text, chance.randrange(len(text))) or pattern.search(text)


def one_cell(chance: Random, text: str) -> re.Match[str] | None:
    """A cell, mostly one of those that a unit fills, and mostly one that holds something."""
    cells = list(CELL.finditer(text))
    if not cells:
        return None
    if chance.random() < 0.85:
        inputs = [hit for hit in cells if hit[1] in _INPUT and int(hit[2]) > 7]
        held = [hit for hit in inputs if hit[4]]
        cells = (held if held and chance.random() < 0.7 else inputs) or cells
    return chance.choice(cells)
