"""The form's formulas worked out here: quick enough to be asked for every example.

Only what they use, as Excel has it; that others say the same is tested with LibreOffice and with
``clients.excel``. A value is a number, a text, a truth value, None for an empty cell, or an
``ExcelError``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import floor
from typing import Any

from par_xl.terms.text import EPOCH

_TOKEN = re.compile(
    r'(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?)|(?P<cell>[A-Z]+\d+)(?!\()'
    r"|(?P<name>[A-Z]+)|(?P<sign><=|>=|<>|[-+*/^&=<>(),])"
)
_PRECEDENCE = ({"=", "<", ">", "<=", ">=", "<>"}, {"&"}, {"+", "-"}, {"*", "/"}, {"^"})

Cells = Mapping[str, Any]
_Node = Callable[[Cells], Any]


class ExcelError(Exception):
    """#VALUE! and its like."""


def evaluate(formula: str, cells: Cells) -> Any:
    """What a formula shows, its cells given by name; "TODAY" gives the day. Raises ``ExcelError``
    where it shows an error."""
    return _parsed(formula)(cells)


@lru_cache(maxsize=200)
def _parsed(formula: str) -> _Node:
    found = list(_TOKEN.finditer(formula.removeprefix("=")))
    assert "".join(each[0] for each in found) == formula.removeprefix("="), formula
    parser = _Parser([(str(each.lastgroup), each[0]) for each in found])
    node = parser.binary(0)
    assert parser.place == len(found), formula
    return node


class _Parser:
    """A formula's tokens to what works it out."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.place = 0

    def _next(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def _take(self, wanted: str = "") -> tuple[str, str]:
        kind, text = self.tokens[self.place]
        assert wanted in ("", text), f"{text} where {wanted} should be"
        self.place += 1
        return kind, text

    def binary(self, level: int) -> _Node:
        if level == len(_PRECEDENCE):
            return self._unary()
        left = self.binary(level + 1)
        while self._next() in _PRECEDENCE[level]:
            left = _operation(self._take()[1], left, self.binary(level + 1))
        return left

    def _unary(self) -> _Node:
        if self._next() != "-":
            return self._atom()
        self._take()
        inner = self._unary()
        return lambda cells: -_number(inner(cells))

    def _atom(self) -> _Node:
        kind, text = self._take()
        if kind == "text":
            constant = text[1:-1].replace('""', '"')
            return lambda cells: constant
        if kind == "number":
            number = float(text)
            return lambda cells: number
        if kind == "cell":
            return lambda cells: _given(cells[text])
        if text == "FALSE":
            return lambda cells: False
        if kind == "name":
            return _function(text, self._arguments())
        inner = self.binary(0)
        self._take(")")
        return inner

    def _arguments(self) -> list[_Node]:
        self._take("(")
        found: list[_Node] = []
        while self._next() != ")":
            found.append(self.binary(0))
            if self._next() == ",":
                self._take()
        self._take(")")
        return found


def _given(value: Any) -> Any:
    if isinstance(value, ExcelError):
        raise value
    return value


def _function(name: str, arguments: Sequence[_Node]) -> _Node:
    if name == "IF":
        test, yes, no = arguments
        return lambda cells: yes(cells) if test(cells) else no(cells)
    if name == "IFERROR":
        tried, instead = arguments
        return lambda cells: _or_instead(tried, instead, cells)
    if name in ("ISNUMBER", "ISERROR"):
        (asked,) = arguments
        kind = float if name == "ISNUMBER" else ExcelError
        return lambda cells: isinstance(_or_instead(asked, lambda _: ExcelError(), cells), kind)
    if name == "TODAY":
        return lambda cells: cells["TODAY"]
    work = _FUNCTIONS[name]
    return lambda cells: work(*[argument(cells) for argument in arguments])


def _or_instead(tried: _Node, instead: _Node, cells: Cells) -> Any:
    try:
        return tried(cells)
    except ExcelError:
        return instead(cells)


def _operation(sign: str, left: _Node, right: _Node) -> _Node:
    work = _OPERATIONS[sign]
    return lambda cells: work(left(cells), right(cells))


def _number(value: Any) -> float:
    if isinstance(value, str):
        raise ExcelError
    return float(value or 0)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:.15g}"


def _order(value: Any, other: Any) -> tuple[Any, Any]:
    """Two values as they are compared: numbers before texts, letter case aside."""
    value, other = (("" if isinstance(o, str) else 0.0) if v is None else v
                    for v, o in ((value, other), (other, value)))  # fmt: skip
    first, second = (
        (isinstance(each, str), each.casefold() if isinstance(each, str) else each)
        for each in (value, other)
    )
    return first, second


def _compared(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda value, other: holds(*_order(value, other))


def _joined(text: str) -> str:
    if len(text) > 32_767:
        raise ExcelError
    return text


_OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": _compared(lambda a, b: a == b),
    "<>": _compared(lambda a, b: a != b),
    "<": _compared(lambda a, b: a < b),
    ">": _compared(lambda a, b: a > b),
    "<=": _compared(lambda a, b: a <= b),
    ">=": _compared(lambda a, b: a >= b),
    "&": lambda a, b: _joined(_text(a) + _text(b)),
    "+": lambda a, b: _number(a) + _number(b),
    "-": lambda a, b: _number(a) - _number(b),
    "*": lambda a, b: _number(a) * _number(b),
    "/": lambda a, b: _number(a) / _number(b),
    "^": lambda a, b: _number(a) ** _number(b),
}


def _of_text(work: Callable[..., Any]) -> Callable[..., Any]:
    """A function of a text."""
    return lambda value, *more: work(_text(value), *more)


def _value(text: Any) -> float:
    if not (text.isascii() and text.isdigit()):
        raise ExcelError  # the formulas ask of nothing else
    return float(text)


def _date(year: float, month: float, day: float) -> float:
    months = int(year) * 12 + int(month) - 1
    try:
        first = date(months // 12, months % 12 + 1, 1)
        found = first - EPOCH + timedelta(int(day) - 1)
        EPOCH + found  # no day after 31/12/9999
    except (ValueError, OverflowError):
        raise ExcelError from None
    if found.days < _FIRST:
        raise ExcelError
    return float(found.days)


_FIRST = 2
"""The number of 1/1/1900 by ``EPOCH``; Excel's is 1, as it has a 29/2/1900, but it comes to the
same: no day of that year is one of the plan's."""


def _part(name: str) -> Callable[[Any], float]:
    def part(value: Any) -> float:
        days = floor(_number(value))
        if days < 1:  # 0/1/1900
            return {"day": 0.0, "month": 1.0, "year": 1900.0}[name]
        try:
            return float(getattr(EPOCH + timedelta(days), name))
        except OverflowError:
            raise ExcelError from None

    return part


def _find(wanted: str, text: str) -> float:
    if wanted not in text:
        raise ExcelError
    return float(text.index(wanted) + 1)


def _rounded(value: float, places: float) -> float:
    step = Decimal(1).scaleb(-int(places))
    return float(Decimal(f"{value:.15g}").quantize(step, ROUND_HALF_UP))


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "AND": lambda *values: all(_number(value) for value in values),
    "OR": lambda *values: any(_number(value) for value in values),
    "NOT": lambda value: not _number(value),
    "LEN": _of_text(lambda text: float(len(text))),
    "TRIM": _of_text(lambda text: " ".join(part for part in text.split(" ") if part)),
    "CLEAN": _of_text(lambda text: "".join(c for c in text if ord(c) >= 32)),
    "LOWER": _of_text(str.lower),
    "SUBSTITUTE": _of_text(lambda text, old, new: text.replace(old, new)),
    "LEFT": _of_text(lambda text, count: text[: int(count)]),
    "RIGHT": _of_text(lambda text, count: text[max(0, len(text) - int(count)) :]),
    "MID": _of_text(lambda text, first, count: text[int(first) - 1 :][: int(count)]),
    "REPT": _of_text(lambda text, count: text * int(count)),
    "CHAR": lambda code: chr(int(code)),
    "FIND": _find,
    "VALUE": _value,
    "DATE": _date,
    "DAY": _part("day"),
    "MONTH": _part("month"),
    "YEAR": _part("year"),
    "MOD": lambda value, by: _number(value) % by,
    "INT": lambda value: float(floor(_number(value))),
    "ROUND": _rounded,
    "MAX": lambda *values: max(map(_number, values)),
}
