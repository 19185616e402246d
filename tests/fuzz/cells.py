"""Damage to one cell: what it holds, how that is written, where it says that it stands."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .xml_text import ROW, one, one_cell, replaced

NUMBERS = (
    "0", "-0", "1", "-1", "0.5", "1.5", "2", "99", "100", "101", "1e308", "1e309", "-1e309", "1E-5",
    "5e-324", "NaN", "nan", "INF", "-Infinity", "Infinity", "0x10", "1,5", " 7 ", "\n7\n", "٣",
    "７",
    "1_000", "45000", "45450.75", "2958465", "2958466", "-45000", "60", "61", "59", "1e", "", " ",
    "9" * 400, "0." + "3" * 400, "+5", ".5", "5.", "true", "1 2", "0,75", "inf", "1d5", "00012",
)  # fmt: skip
TEXTS = (
    "Hoàn thành", "hoàn  thành", "Đang thực hiện", "Không áp dụng", "x", " ", "=1+1", "#N/A", "-",
    "80%",
    "05/6/2024", "31/02/2024", "7,5", "1.000", "1e5", "ña", "Hoa\u0300n tha\u0300nh", "Céng hßa",
    "a&#10;b", "a&#13;b", "a&#x9;b", "&lt;b&gt;", "&#x1F600;", "_x0041_", "_x000D_",
    "_x005F_x0041_",
    "\u200bHoàn thành", "\u202eab", "\ufeff", "a" * 40_001, "é" * 32_767, "a\u0301" * 50,
    "']]>".replace(">", "&gt;"),
)  # fmt: skip
REFERENCES = (
    "A1", "F6", "G7", "A0", "F0006", "$F$6", "f6", "XFD1048576", "XFE1", "AAAA1", "F1048577",
    "DA5",
    "CZ9999", "CZ10000", "F", "6", "", "R1C1", "F6:G7", "F99999999999", "F-1", " F6", "Ô6",
    "F6 ",
)  # fmt: skip
KINDS = ("s", "str", "n", "b", "e", "d", "inlineStr", "", "x", "S", "error")

Damage = Callable[[Random, str], str]
HOW: dict[str, Damage] = {}


def _way(function: Damage) -> Damage:
    HOW[function.__name__.strip("_")] = function
    return function


def _put(chance: Random, text: str, attributes: str, inside: str) -> str:
    """A cell's content written anew; its place and style stay."""
    hit = one_cell(chance, text)
    if hit is None:
        return text
    style = next((a for a in hit[3].split(" ") if a.startswith("s=")), 's="0"')
    cell = f'<c r="{hit[1]}{hit[2]}" {style}{attributes}>{inside}</c>'
    return replaced(text, hit, cell)


@_way
def _number(chance: Random, text: str) -> str:
    return _put(chance, text, "", f"<v>{chance.choice(NUMBERS)}</v>")


@_way
def _shared_text(chance: Random, text: str) -> str:
    index = chance.choice(("0", "160", "184", "190", "9999999", "-1", "1.0", "", "x", "4294967296"))
    return _put(chance, text, ' t="s"', f"<v>{index}</v>")


@_way
def _text_inside(chance: Random, text: str) -> str:
    space = chance.choice(("", ' xml:space="preserve"'))
    inside = f"<is><t{space}>{chance.choice(TEXTS)}</t></is>"
    return _put(chance, text, ' t="inlineStr"', inside)


@_way
def _rich_text(chance: Random, text: str) -> str:
    """In runs, with how it is pronounced, in pieces, or quoted."""
    first, second = chance.choice(TEXTS), chance.choice(TEXTS)
    inside = chance.choice((
        f"<r><t>{first}</t></r><r><rPr><b/></rPr><t xml:space='preserve'> {second}</t></r>",
        f"<t>{first}</t><rPh sb='0' eb='1'><t>{second}</t></rPh><phoneticPr fontId='1'/>",
        f"<t><![CDATA[{first[:9]}]]></t>", f"<t>{first}<!-- {second[:9].replace('-', '')} --></t>",
        f"<t>{first}</t><t>{second}</t>", f"<t><t>{first}</t></t>", "", "<t/>", "<r/>",
        f"<r><t>{first}</t><t>{second}</t></r>", f"<t>{first}<?x?>{second}</t>",
    ))  # fmt: skip
    return _put(chance, text, ' t="inlineStr"', f"<is>{inside}</is>")


@_way
def _formula(chance: Random, text: str) -> str:
    """With a stored value, without, of an array, shared, for a table of data."""
    kind, value = chance.choice((
        ("", "<v>0.5</v>"), (' t="str"', "<v>Hoàn thành</v>"), (' t="str"', "<v></v>"), ("", ""),
        (' t="str"', ""), (' t="e"', "<v>#REF!</v>"), (' t="b"', "<v>1</v>"), ("", "<v/>"),
        ("", "<v>x</v>"),
        (' t="e"', "<v>#SPILL!</v>"), ("", "<v>-0.5</v>"), (' t="n"', "<v> 1 </v>"),
        ("", "<v>1e999</v>"),
        (' t="str"', "<v/>"), (' t="inlineStr"', "<is><t>Hoàn thành</t></is>"),
    ))  # fmt: skip
    formula = chance.choice((
        "<f>1+1</f>", "<f/>", '<f t="shared" si="0"/>', '<f t="array" ref="F6">A1</f>', "<f></f>",
        "<f>[1]Sheet1!A1</f>", '<f>"a"&amp;"b"</f>', "<f>a & b</f>",
        '<f t="dataTable" ref="F6:G7"/>',
        "<f>\"</v><v>9\"</f>", "<f><v>9</v></f>", "<f>1</f><f>2</f>", '<f>"<v>9</v>"</f>',
        "<x:f>1</x:f>",
    ))  # fmt: skip
    both = (formula, value) if chance.random() < 0.9 else (value, formula)
    return _put(chance, text, kind, "".join(both))


@_way
def _odd_inside(chance: Random, text: str) -> str:
    """Values doubled, in pieces, out of their places."""
    kind = chance.choice(KINDS)
    inside = chance.choice((
        "<v>0.5</v><v>0.9</v>", "<v>0<!-- -->.5</v>", "<v><![CDATA[0.5]]></v>", "<v>&#48;.5</v>",
        "<is><t>a</t></is><v>0.5</v>", "<v>0.5</v><is><t>a</t></is>", "0.5", "<x><v>0.5</v></x>",
        "<v><v>0.5</v></v>", "<v a='1'>0.5</v>", "<v >0.5</v >", "<V>0.5</V>",
        "<c r='F6'><v>7</v></c>",
        "<v>0.5</v><extLst><ext><v>0.9</v></ext></extLst>", "<v>\n0.5\n</v>", "<v>&amp;</v>",
        "<v>&x;</v>",
        "<v>0.5</v>0.9", "<v>0.5<?a b?></v>", "<!--<v>0.9</v>--><v>0.5</v>", "<v>1</v><f>1</f>",
    ))  # fmt: skip
    return _put(chance, text, f' t="{kind}"' if chance.random() < 0.6 else "", inside)


@_way
def _kind(chance: Random, text: str) -> str:
    hit = one_cell(chance, text)
    if hit is None:
        return text
    kind = chance.choice(KINDS)
    rest = " ".join(a for a in hit[3].split(" ") if not a.startswith("t="))
    cell = f'<c r="{hit[1]}{hit[2]}"{rest} t="{kind}">{hit[4] or ""}</c>'
    return replaced(text, hit, cell)


@_way
def _style(chance: Random, text: str) -> str:
    hit = one_cell(chance, text)
    if hit is None:
        return text
    style = chance.choice((*map(str, range(0, 40, 3)), "99999", "-1", "x", "", "28", "29"))
    rest = " ".join(a for a in hit[3].split(" ") if not a.startswith("s="))
    return replaced(text, hit, f'<c r="{hit[1]}{hit[2]}" s="{style}"{rest}>{hit[4] or ""}</c>')


@_way
def _reference(chance: Random, text: str) -> str:
    hit = one_cell(chance, text)
    if hit is None:
        return text
    place = chance.choice((chance.choice(REFERENCES), f"{chance.choice('MNOPQRST')}{hit[2]}"))
    how = chance.choice((f' r="{place}"', f" r='{place}'", "", f' r = "{place}"', f'\nr="{place}"'))
    return replaced(text, hit, f"<c{how}{hit[3]}>{hit[4] or ''}</c>")


@_way
def _two_in_one_place(chance: Random, text: str) -> str:
    hit = one_cell(chance, text)
    if hit is None:
        return text
    other = f'<c r="{hit[1]}{hit[2]}"><v>{chance.choice(NUMBERS)}</v></c>'
    return replaced(text, hit, chance.choice((hit[0] + other, other + hit[0])))


@_way
def _swap(chance: Random, text: str) -> str:
    first, second = one_cell(chance, text), one_cell(chance, text)
    if first is None or second is None or first.end() > second.start():
        return text
    between = text[first.end() : second.start()]
    return text[: first.start()] + second[0] + between + first[0] + text[second.end() :]


@_way
def _row(chance: Random, text: str) -> str:
    """A row doubled, dropped, moved, or with another number."""
    hit = one(chance, ROW, text)
    if hit is None:
        return text
    number = chance.choice(("1", "10", "11", "0", "", "x", "1048576", "10000", "99999999", "-1"))
    numbered = hit[0].replace("<row r=", f'<row r="{number}" x=', 1)
    return replaced(text, hit, chance.choice((
        hit[0] * 2, "", numbered, hit[0].replace("<row r=", "<row x=", 1), f"<row>{hit[0]}</row>",
        hit[0].replace('r="', 'x="'), hit[0].replace("<row ", '<row hidden="1" ', 1),
    )))  # fmt: skip
