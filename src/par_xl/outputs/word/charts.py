"""Charts that Word itself draws, each with the workbook that its numbers can be edited in."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, nsmap

from par_xl.outputs.blocks import Chart, one_line
from par_xl.terms.words import percent

_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET, _FONT = "Số liệu", "Times New Roman"
_EMU = 635
"""English metric units in a twentieth of a point."""
_FILLS = ("#1F3864", "#BFBFBF", "#7F7F7F", "#FFFFFF")
"""Told apart on paper without colours."""
_DASHES = ("solid", "dash", "round_dot", "long_dash")
_MARKERS = ("circle", "square", "triangle", "diamond")
_LINES = ("#1F3864", "#7F7F7F", "#000000", "#595959")
_POINTS = 11
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def drawing(document: Part, chart: Chart, number: int, width: int) -> str:
    """The run with the chart, drawn over *width* (twentieths of a point)."""
    workbook = _workbook(chart)
    package = document.package
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        xml = archive.read("xl/charts/chart1.xml")
    xml = _plain(xml, chart.kind == "line")
    # A part's first relation has this id.
    blob = _with_data(xml, "rId1")
    # A template may have charts of its own.
    charts, books = "/word/charts/chart%d.xml", "/word/embeddings/bieu-do-%d.xlsx"
    part = Part(package.next_partname(charts), _CHART, blob, package)
    data = Part(package.next_partname(books), _WORKBOOK, workbook, package)
    part.relate_to(data, RELATIONSHIP_TYPE.PACKAGE)
    here = document.relate_to(part, RELATIONSHIP_TYPE.CHART)
    wide, high = width * _EMU, _height(chart) * 20 * _EMU
    says = quoteattr(one_line(chart.says))
    return (
        f"<w:r {nsdecls('w', 'wp', 'a', 'c', 'r')}><w:drawing>"
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="Hình {number}" descr={says}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{nsmap["c"]}"><c:chart r:id="{here}"/></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


_NO_VALUE = re.compile(rb'<c:pt idx="[0-9]+"><c:v></c:v></c:pt>')


def _plain(xml: bytes, is_line: bool) -> bytes:
    """The chart's XML, with what XlsxWriter leaves to each program to choose."""
    xml = _NO_VALUE.sub(b"", xml).replace(b'lang="en-US"', b'lang="vi-VN"')
    xml = xml.replace(b'<c:lang val="en-US"/>', b'<c:lang val="vi-VN"/>')
    xml = xml.replace(
        b'<c:plotVisOnly val="1"/>', b'<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>'
    )
    straight = b'</c:val><c:smooth val="0"/></c:ser>'
    return xml.replace(b"</c:val></c:ser>", straight) if is_line else xml


def _with_data(xml: bytes, relation: str) -> bytes:
    """The chart's XML, bound to its workbook."""
    bound = (
        '<c:externalData xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships" r:id="{relation}"><c:autoUpdate val="0"/></c:externalData>'
    ).encode()
    # The schema wants it before the settings for print.
    before, settings, after = xml.partition(b"<c:printSettings>")
    if not settings:
        before, settings, after = xml.partition(b"</c:chartSpace>")
    return before + bound + settings + after


def _height(chart: Chart) -> int:
    """In points: each bar gets room for its label."""
    if chart.kind == "line":
        return 260
    bars = len(chart.categories) * max(1, len(chart.series))
    return min(620, 70 + 16 * bars + 8 * len(chart.categories))


def _workbook(chart: Chart) -> bytes:
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, _OPTIONS) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - never the time
        sheet = book.add_worksheet(_SHEET)
        share = book.add_format({"num_format": "0.00%", "font_name": _FONT})
        sheet.set_column(0, 0, 40)
        sheet.write_column(1, 0, [one_line(each) for each in chart.categories])
        drawn = book.add_chart({"type": chart.kind})
        last = len(chart.categories)
        for place, series in enumerate(chart.series):
            sheet.write(0, place + 1, one_line(series.name))
            for line, value in enumerate(series.values, 1):
                if value is not None:
                    sheet.write_number(line, place + 1, value, share)
            drawn.add_series(
                {
                    "name": [_SHEET, 0, place + 1],
                    "categories": [_SHEET, 1, 0, last, 0],
                    "values": [_SHEET, 1, place + 1, last, place + 1],
                    "data_labels": {
                        "value": True,
                        "font": _font(),
                        "custom": [
                            {"delete": True}
                            if value is None
                            else {"value": percent(value), "font": _font()}
                            for value in series.values
                        ],
                        **({"position": _sides(place)} if chart.kind == "line" else {}),
                    },
                    **(_line(place) if chart.kind == "line" else _bar(place)),
                }
            )
        _axes(drawn, chart)
        sheet.insert_chart(1, len(chart.series) + 2, drawn)
    return content.getvalue()


def _font(**more: Any) -> dict[str, Any]:
    return {"name": _FONT, "size": _POINTS, "color": "#000000", **more}


def _bar(place: int) -> dict[str, Any]:
    fill = _FILLS[place % len(_FILLS)]
    return {"fill": {"color": fill}, "border": {"color": "#000000", "width": 0.5}, "gap": 60}


def _line(place: int) -> dict[str, Any]:
    colour = _LINES[place % len(_LINES)]
    marker = _MARKERS[place % len(_MARKERS)]
    look = {"color": colour}
    return {
        "line": {**look, "width": 2, "dash_type": _DASHES[place % len(_DASHES)]},
        "marker": {"type": marker, "size": 7, "fill": look, "border": look},
    }


def _sides(place: int) -> str:
    """Where labels stand, so that those of two lines don't lie on each other."""
    return "below" if place % 2 else "above"


def _axes(drawn: Any, chart: Chart) -> None:
    shares = {
        "min": 0,
        "max": 1,
        "major_unit": 0.2,
        "num_format": "0%",
        "num_font": _font(),
        "minor_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}},
    }
    names: dict[str, Any] = {"num_font": _font(), "minor_tick_mark": "none"}
    if chart.kind == "bar":
        # Bars lie, so that long names have room: the first is to stand on top.
        drawn.set_x_axis(shares)
        drawn.set_y_axis({**names, "reverse": True, "crossing": "max"})
    else:
        drawn.set_y_axis(shares)
        drawn.set_x_axis(names)
    drawn.set_title({"none": True})
    drawn.set_chartarea({"border": {"none": True}})
    drawn.show_blanks_as("gap")
    if len(chart.series) > 1:
        drawn.set_legend({"position": "bottom", "font": _font()})
    else:
        drawn.set_legend({"none": True})
