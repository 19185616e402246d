"""The picture in ``docs/architecture.md``, drawn from the table of floors there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from docs_made.pages import ROOT

PAGE, PICTURE = "docs/architecture.md", "docs/architecture.svg"

_LEFT, _WIDE, _FULL = 190, 640, 1_020
"""Pixels: where the floors begin, how wide they are, how wide the picture is."""
_LINE, _GAP = 17, 10
_NAMES_IN_A_LINE = 84
_COLOURS = {"in": "#1f5f8b", "out": "#8a4b08"}


@dataclass(frozen=True)
class Floor:
    """A line of the table: modules and folders of ``src/par_xl``, what they do, and the files
    that come in and go out there."""

    names: tuple[str, ...]
    does: str
    comes_in: str
    goes_out: str


def picture() -> str:
    """The picture as the table says it now."""
    return draw(floors((ROOT / PAGE).read_text("utf-8")))


def floors(page: str) -> list[Floor]:
    """The table of floors, the lowest first."""
    table = page.partition("| floor |")[2].partition("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    return [
        Floor(tuple(re.findall(r"`([^`]+)`", names)), does, _bare(comes), _bare(goes))
        for names, does, comes, goes in rows
    ]


def _bare(cell: str) -> str:
    return cell.replace("`", "")


def draw(every: list[Floor]) -> str:
    """The floors one below the other; files come in on the left and go out on the right."""
    body, top = [], 20
    for floor in every:
        lines = list(_wrapped(floor.names))
        high = _LINE * (len(lines) + 1) + 12
        body.append(
            f'<rect x="{_LEFT}" y="{top}" width="{_WIDE}" height="{high}" rx="6" '
            'fill="#f4f6f8" stroke="#5b6770"/>'
        )
        for number, line in enumerate(lines):
            body.append(_text(_LEFT + 12, top + 20 + _LINE * number, line, "font-weight='bold'"))
        body.append(_text(_LEFT + 12, top + 20 + _LINE * len(lines), floor.does, "fill='#333'"))
        middle = top + high // 2
        if floor.comes_in:
            body.append(_text(10, middle + 4, floor.comes_in, f"fill='{_COLOURS['in']}'"))
            body.append(_arrow(_LEFT - 26, middle, _LEFT - 2, middle, "in"))
        if floor.goes_out:
            edge = _LEFT + _WIDE
            body.append(_arrow(edge + 2, middle, edge + 26, middle, "out"))
            body.append(_text(edge + 34, middle + 4, floor.goes_out, f"fill='{_COLOURS['out']}'"))
        top += high + _GAP
    down = _LEFT - 40
    marks = "".join(
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'orient="auto"><path d="M0 0 8 4 0 8z" fill="{colour}"/></marker>'
        for name, colour in _COLOURS.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_FULL} {top + 24}" '
        'font-family="sans-serif" font-size="13">\n'
        "<title>The floors of par_xl: data flows down, imports go up</title>\n"
        f"<defs>{marks}</defs>\n"
        f'<rect width="{_FULL}" height="{top + 24}" fill="white"/>\n'
        + "\n".join(body)
        + "\n"
        + _arrow(down, 30, down, top - 16, "in")
        + "\n"
        + _text(10, top + 10, "data flows down; a floor imports only what stands above it", "")
        + "\n</svg>\n"
    )


def _wrapped(names: tuple[str, ...]) -> Iterator[str]:
    line = ""
    for name in names:
        if line and len(line) + len(name) > _NAMES_IN_A_LINE:
            yield line
            line = ""
        line = f"{line} · {name}" if line else name
    yield line


def _text(x: int, y: int, text: str, look: str) -> str:
    return f'<text x="{x}" y="{y}" {look}>{escape(_bare(text))}</text>'


def _arrow(x1: int, y1: int, x2: int, y2: int, way: str) -> str:
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{_COLOURS[way]}" '
        f'stroke-width="1.5" marker-end="url(#{way})"/>'
    )
