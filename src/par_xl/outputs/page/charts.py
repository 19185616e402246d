"""The page's pictures as SVG: wide as a phone, told apart without colours, read out as words.

Their letters are black on white, and every bar has a dark rim: what the colours say is seen
where they are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, tostring

from par_xl.insight.levels import COLOURS, Level
from par_xl.plan.model import Period
from par_xl.terms.words import NOTHING, PeriodKind, percent

INK, RIM, GRID, LINE = "#1A1A1A", "#4A4A4A", "#C9C9C9", "#1F4E79"
WIDTH = 340
_LETTERS = 40
"""In a line of a bar's name, whatever font the reader has."""
_TEXT, _LINE_HEIGHT, _BAR, _BAR_WIDTH = 14, 18, 14, 250
_TOP, _HEIGHT, _LEFT = 24, 110, 40
_MOST_PERIODS = 6

Bar = tuple[str, float | None, Level]


def bar_chart(name: str, title: str, bars: Sequence[Bar]) -> str:
    """Bars from 0 to 100%, each under its name; *name* is the picture's own on the page."""
    y = 0.0
    svg = _picture(name, title, _said(bars))
    for label, rate, level in bars:
        for line in wrap(label, _LETTERS) or [NOTHING]:
            y += _LINE_HEIGHT
            _text(svg, 0, y - 4, line)
        _box(svg, y, _BAR_WIDTH, "#FFFFFF")
        if rate is not None:
            _box(svg, y, _BAR_WIDTH * min(1.0, rate), COLOURS[level].strong)
        _text(svg, _BAR_WIDTH + 8, y + 12, f"{percent(rate)} {COLOURS[level].sign}")
        y += _BAR + 8
    return _drawn(svg, y)


def _said(bars: Sequence[Bar]) -> str:
    known = [(rate, label) for label, rate, _ in bars if rate is not None]
    if not known:
        return "Chưa đánh giá được lĩnh vực nào."
    (most, best), (least, worst) = max(known), min(known)
    return f"Cao nhất: {best}, {percent(most)}. Thấp nhất: {worst}, {percent(least)}."


def line_chart(
    name: str, title: str, periods: Sequence[Period], rates: Sequence[float | None]
) -> str:
    """Rates over the periods; half-years are joined with half-years, years with years."""
    points = list(zip(periods, rates, strict=True))[-_MOST_PERIODS:]
    told = "; ".join(f"{period.name}: {percent(rate)}" for period, rate in points)
    svg = _picture(name, title, f"{told}.")
    for share in (0.0, 0.5, 1.0):
        y = _y(share)
        _line(svg, [(_LEFT, y), (WIDTH, y)], GRID)
        _text(svg, _LEFT - 6, y + 4, percent(share), "end", 12)
    step = (WIDTH - _LEFT) / len(points)
    places = [_LEFT + step * (at + 0.5) for at in range(len(points))]
    for kind in PeriodKind:
        _trend(svg, kind, points, places)
    for (period, _), x in zip(points, places, strict=True):
        _text(svg, x, _y(0) + 18, period.kind.label.capitalize(), "middle", 12)
        _text(svg, x, _y(0) + 33, str(period.year), "middle", 12)
    return _drawn(svg, _y(0) + 38)


def _trend(
    svg: Element,
    kind: PeriodKind,
    points: Sequence[tuple[Period, float | None]],
    places: Sequence[float],
) -> None:
    """The points of one kind of period: years are full and joined by a whole line."""
    is_year = kind is PeriodKind.YEAR
    known = [
        (x, _y(rate), rate)
        for (period, rate), x in zip(points, places, strict=True)
        if period.kind is kind and rate is not None
    ]
    _line(svg, [(x, y) for x, y, _ in known], LINE, "2", "" if is_year else "5 4")
    for x, y, rate in known:
        fill = LINE if is_year else "#FFFFFF"
        at = {"cx": _number(x), "cy": _number(y), "r": "4.5"}
        SubElement(svg, "circle", {**at, "fill": fill, "stroke": LINE, "stroke-width": "2"})
        _text(svg, x, y - 9, percent(rate), "middle", 12)


def _y(share: float) -> float:
    return _TOP + _HEIGHT * (1 - min(1.0, share))


def _picture(name: str, title: str, says: str) -> Element:
    labels = f"{name}-ten {name}-loi"
    svg = Element("svg", {"role": "img", "aria-labelledby": labels, "font-size": str(_TEXT)})
    SubElement(svg, "title", {"id": f"{name}-ten"}).text = title
    more = f"{says} Số liệu đầy đủ ở bảng ngay sau biểu đồ."
    SubElement(svg, "desc", {"id": f"{name}-loi"}).text = more
    return svg


def _drawn(svg: Element, height: float) -> str:
    svg.set("viewBox", f"0 0 {WIDTH} {_number(height)}")
    return tostring(svg, encoding="unicode")


def _box(svg: Element, y: float, width: float, fill: str) -> None:
    size = {"x": "0.5", "y": _number(y + 0.5), "width": _number(width), "height": str(_BAR)}
    SubElement(svg, "rect", {**size, "fill": fill, "stroke": RIM})


def _line(
    svg: Element,
    points: Sequence[tuple[float, float]],
    stroke: str,
    width: str = "1",
    dashes: str = "",
) -> None:
    if len(points) < 2:
        return
    way = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
    look = {"fill": "none", "stroke": stroke, "stroke-width": width}
    if dashes:
        look["stroke-dasharray"] = dashes
    SubElement(svg, "polyline", {"points": way, **look})


def _text(
    svg: Element, x: float, y: float, text: str, anchor: str = "start", size: int = _TEXT
) -> None:
    place = {"x": _number(x), "y": _number(y), "text-anchor": anchor, "font-size": str(size)}
    SubElement(svg, "text", {**place, "fill": INK}).text = text


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
