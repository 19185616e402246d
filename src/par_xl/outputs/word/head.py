"""What stands above and below the text: national title, number, name; who gets it, who signs."""

from __future__ import annotations

from par_xl.outputs.blocks import Document, Form
from par_xl.outputs.word.authority import agency_lines, receivers, signer, signing_lines
from par_xl.outputs.word.look import Look
from par_xl.outputs.word.markup import cell, one_line, paragraph, row, run, table
from par_xl.workbooks.wrap import text_width

_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_LEFT = 0.38
"""The left column's share of the width."""
_SOME = 0.42
"""How long a line is beside the text above it, where it is not as long: a third to a half."""
NUMBER_BLANK = " " * 9
DAY_BLANK = "ngày      tháng      năm       "
_KEPT = "<w:keepNext/><w:keepLines/>"


def head(document: Document, look: Look, width: int) -> str:
    """From the national title down to whom it goes to."""
    left = round(width * _LEFT)
    right = width - left
    superior, agency = agency_lines(document.info)
    issuing = [paragraph(look["Cơ quan cấp trên"], run(superior))] if superior else []
    issuing += [
        paragraph(look["Cơ quan"], run(agency)),
        _line(look, left, text_width(agency, 13, bold=True) * _SOME),
    ]
    nation = (
        paragraph(look["Quốc hiệu"], run(_NATION)),
        paragraph(look["Tiêu ngữ"], run(_MOTTO)),
        _line(look, right, text_width(_MOTTO, 14, bold=True)),
    )
    number = [paragraph(look["Số, ký hiệu"], run(f"Số:{NUMBER_BLANK}/{one_line(document.sign)}"))]
    if document.form is Form.LETTER:
        subject = f"V/v {one_line(document.subject)}"
        number.append(paragraph(look["Trích yếu công văn"], run(subject)))
    place = one_line(document.info.get("Địa danh", ""))
    when = f"{place}, {DAY_BLANK}" if place else DAY_BLANK
    rows = (
        row((cell(left, "".join(issuing)), cell(right, "".join(nation)))),
        row(
            (
                cell(left, "".join(number)),
                cell(right, paragraph(look["Địa danh, ngày"], run(when.rstrip()))),
            )
        ),
    )
    parts = [table(look["Normal Table"], (left, right), rows, has_margins=False)]
    if document.form is Form.NAMED:
        parts += _named(document, look, width)
    parts += _to(document.to, look)
    parts += basis(document, look)
    return "".join(parts)


def _named(document: Document, look: Look, width: int) -> list[str]:
    subject = one_line(document.subject)
    return [
        paragraph(look["Tên loại"], run(one_line(document.title or "").upper())),
        paragraph(look["Trích yếu"], run(subject)),
        _line(look, width, min(text_width(subject, 14, bold=True), width / 20) * _SOME),
        paragraph(look["Vạch"]),
    ]


def _to(to: tuple[str, ...], look: Look) -> list[str]:
    names = [one_line(each) for each in to]
    style = look["Kính gửi"]
    if len(names) == 1:
        centred = '<w:jc w:val="center"/>'
        return [paragraph(style, run(f"Kính gửi: {names[0]}"), properties=centred)]
    first = '<w:keepNext/><w:spacing w:after="0"/><w:ind w:left="1985"/>'
    others = '<w:spacing w:before="0" w:after="{}"/><w:ind w:left="3402" w:hanging="170"/>'
    if not names:
        return []
    parts = [paragraph(style, run("Kính gửi:"), properties=first)]
    for place, name in enumerate(names, 1):
        is_last = place == len(names)
        text = f"- {name}{'.' if is_last else ';'}"
        parts.append(paragraph(style, run(text), properties=others.format(120 if is_last else 0)))
    return parts


def basis(document: Document, look: Look) -> list[str]:
    """ "Căn cứ …", each ending in a semicolon, the last in a full stop."""
    texts = [one_line(each).rstrip(".;, ") for each in document.basis]
    return [
        paragraph(look["Căn cứ"], run(f"{text}{'.' if place == len(texts) else ';'}"))
        for place, text in enumerate(texts, 1)
    ]


def foot(document: Document, look: Look, width: int) -> str:
    """Who gets it, and who signs; '' where neither is known."""
    to = receivers(document.info, document.form is Form.LETTER)
    lines, name = signing_lines(document.info), signer(document.info)
    if not (to or lines or name):
        return ""
    left = round(width * 0.48)
    right = width - left
    at_left = [
        paragraph(look["Nơi nhận, tiêu đề"], run("Nơi nhận:"), properties=_KEPT),
        *(paragraph(look["Nơi nhận"], run(each), properties=_KEPT) for each in to),
    ]
    at_right = [paragraph(look["Chức vụ người ký"], run(each), properties=_KEPT) for each in lines]
    if lines or name:
        at_right.append(paragraph(look["Họ tên người ký"], run(name)))
    empty = paragraph(look["Nơi nhận"])
    cells = (
        cell(left, "".join(at_left) if to else empty),
        cell(right, "".join(at_right) or empty),
    )
    space = paragraph(look["Nơi nhận"], properties=_KEPT)
    return space + table(look["Normal Table"], (left, right), [row(cells)], has_margins=False)


def _line(look: Look, width: int, length: float) -> str:
    """A line in the middle of *width* (twentieths of a point), *length* points long."""
    side = max(0, round((width - length * 20) / 2))
    return paragraph(
        look["Vạch"],
        properties='<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        f'<w:ind w:left="{side}" w:right="{side}"/>',
    )
