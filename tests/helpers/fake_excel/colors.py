"""Colours of a file as Excel's object model gives them: blue-green-red integers."""

from __future__ import annotations

import colorsys
from xml.etree import ElementTree

from openpyxl import Workbook
from openpyxl.styles import Color
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.writer.theme import theme_xml

ABSENT = Color()
"""What openpyxl puts where a file names no colour."""
BLACK, WHITE = "000000", "FFFFFF"
SYSTEM = 64
"""From this index on a colour is the system's: automatic."""
PALETTE_OFFSET = 7
"""A file's colour index is ColorIndex plus this."""

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# A file's theme colours 0 and 1, 2 and 3 stand the other way round in its theme.
_ORDER = (
    *("lt1", "dk1", "lt2", "dk2", "accent1", "accent2"),
    *("accent3", "accent4", "accent5", "accent6", "hlink", "folHlink"),
)


def is_automatic(color: Color) -> bool:
    if color.type == "indexed":
        return bool(color.indexed >= SYSTEM)
    return bool(color.type == "auto" or color == ABSENT)


def bgr(color: Color, workbook: Workbook, automatic: str) -> float:
    """A colour as ``Interior.Color`` has it (a double); *automatic* where none is named."""
    text = automatic if is_automatic(color) else _rgb(color, workbook)
    red, green, blue = (int(text[place : place + 2], 16) / 255 for place in (0, 2, 4))
    if color.tint:
        hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
        tint = color.tint
        light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
        red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return float(round(red * 255) + round(green * 255) * 256 + round(blue * 255) * 65536)


def from_bgr(value: float, tint: float = 0.0) -> Color:
    """The colour that Excel writes for an integer of ``Interior.Color``."""
    number = int(value)
    red, green, blue = number & 255, number >> 8 & 255, number >> 16 & 255
    return Color(rgb=f"FF{red:02X}{green:02X}{blue:02X}", tint=tint)


def tinted(color: Color, tint: float) -> Color:
    """The same colour, made lighter (above 0) or darker."""
    return Color(**{color.type: color.value}, type=color.type, tint=tint)


def _rgb(color: Color, workbook: Workbook) -> str:
    if color.type == "theme":
        return _theme(workbook)[color.theme]
    if color.type == "indexed":
        return COLOR_INDEX[color.indexed][2:]
    return str(color.rgb)[2:]


def _theme(workbook: Workbook) -> list[str]:
    root = ElementTree.fromstring(workbook.loaded_theme or theme_xml)
    scheme = root.find(f".//{_DRAWING}clrScheme")
    assert scheme is not None
    found = []
    for name in _ORDER:
        slot = scheme.find(f"{_DRAWING}{name}")
        assert slot is not None
        found.append(slot[0].get("lastClr") or slot[0].get("val") or BLACK)
    return found
