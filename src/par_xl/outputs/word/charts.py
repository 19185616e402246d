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
_SHEET = "Số liệu"
_EMU = 635
"""English metric units in a twentieth of a point."""
_FONT = {"name": "Times New Roman", "size": 11, "color": "#000000"}
_FILLS = ("#1F3864", "#BFBFBF", "#7F7F7F", "#FFFFFF")
"""Told apart on paper without colours."""
_DASHES = ("solid", "dash", "round_dot", "long_dash")
_MARKERS = ("circle", "square", "triangle", "diamond")
_LINES = ("#1F3864", "#7F7F7F", "#000000", "#595959")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_DATA = (
    b'<c:externalData xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships" r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
)
"""What binds a chart to its workbook: a part's first relation has this id."""
_NO_VALUE = re.compile(rb'<c:pt idx="[0-9]+"><c:v></c:v></c:pt>')
_MENDED = {
    # What XlsxWriter leaves to each program to choose.
    b'en-US"': b'vi-VN"',
    b'<c:plotVisOnly val="1"/>': b'<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>',
    b"<c:printSettings>": _DATA + b"<c:printSettings>",
}
_STRAIGHT = b'</c:val><c:smooth val="0"/></c:ser>'


def drawing(document: Part, chart: Chart, number: int, width: int) -> str:
    """Return the run with the chart, drawn over *width* (twentieths of a point)."""
    workbook = _workbook(chart)
    package = document.package
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        xml = _NO_VALUE.sub(b"", archive.read("xl/charts/chart1.xml"))
    for old, new in _MENDED.items():
        xml = xml.replace(old, new)
    if chart.kind == "line":
        xml = xml.replace(b"</c:val></c:ser>", _STRAIGHT)
    # A template may have charts of its own.
    charts, books = "/word/charts/chart%d.xml", "/word/embeddings/bieu-do-%d.xlsx"
    part = Part(package.next_partname(charts), _CHART, xml, package)
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
        share = book.add_format({"num_format": "0.00%", "font_name": _FONT["name"]})
        sheet.set_column(0, 0, 40)
        sheet.write_column(1, 0, [one_line(each) for each in chart.categories])
        drawn = book.add_chart({"type": chart.kind})
        last = len(chart.categories)
        for place, series in enumerate(chart.series):
            sheet.write(0, place + 1, one_line(series.name))
            for line, value in enumerate(series.values, 1):
                if value is not None:
                    sheet.write_number(line, place + 1, value, share)
            labels: dict[str, Any] = {"value": True, "font": _FONT}
            labels["custom"] = [
                {"delete": True} if value is None else {"value": percent(value), "font": _FONT}
                for value in series.values
            ]
            if chart.kind == "line":
                # So that those of two lines don't lie on each other.
                labels["position"] = "below" if place % 2 else "above"
            drawn.add_series(
                {
                    "name": [_SHEET, 0, place + 1],
                    "categories": [_SHEET, 1, 0, last, 0],
                    "values": [_SHEET, 1, place + 1, last, place + 1],
                    "data_labels": labels,
                    **(_line if chart.kind == "line" else _bar)(place % len(_FILLS)),
                }
            )
        _axes(drawn, chart)
        sheet.insert_chart(1, len(chart.series) + 2, drawn)
    return content.getvalue()


def _bar(place: int) -> dict[str, Any]:
    border = {"color": "#000000", "width": 0.5}
    return {"fill": {"color": _FILLS[place]}, "border": border, "gap": 60}


def _line(place: int) -> dict[str, Any]:
    look = {"color": _LINES[place]}
    return {
        "line": {**look, "width": 2, "dash_type": _DASHES[place]},
        "marker": {"type": _MARKERS[place], "size": 7, "fill": look, "border": look},
    }


def _axes(drawn: Any, chart: Chart) -> None:
    shares = {
        "min": 0,
        "max": 1,
        "major_unit": 0.2,
        "num_format": "0%",
        "num_font": _FONT,
        "minor_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}},
    }
    names: dict[str, Any] = {"num_font": _FONT, "minor_tick_mark": "none"}
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
    legend = {"position": "bottom", "font": _FONT} if len(chart.series) > 1 else {"none": True}
    drawn.set_legend(legend)
