"""What a rule means in whole sentences: for ``par-xl explain``, guide and page of faults."""

from __future__ import annotations

from datetime import date
from string import Formatter

from par_xl.entry import BY_FIELD, Kind
from par_xl.explanation import Explanation
from par_xl.rules.rule import COORDINATING, LEAD, Example, Rule, Scope, Words
from par_xl.text import as_text
from par_xl.words import day, number, percent


def explanation(rule: Rule) -> Explanation:
    """A rule explained, with the message that its failing example gets."""
    example = rule.fails if isinstance(rule.fails, Example) else None
    value = _shown(rule.field, example) if rule.field and example else None
    found = rule.at("", value=value, words=_words(rule))
    return Explanation(
        code=rule.code,
        severity=rule.severity,
        title=rule.title[0].upper() + rule.title[1:],
        message=found.message,
        fix=general_fix(rule),
        source=rule.source,
        looks_at=_looks_at(rule),
        passes=_told(rule.passes),
        fails=_told(rule.fails),
        in_form=_in_form(rule),
    )


_GENERAL = {"near": "", "maximum": "điểm tối đa của dòng", "other": "ngày đảo lại"}


def _looks_at(rule: Rule) -> str:
    if rule.scope is Scope.FILE:
        return "cả tệp"
    if rule.scope is Scope.INITIATIVE:
        return "trang «Sáng kiến, đề xuất»"
    what = f"cột «{BY_FIELD[rule.field].header}»" if rule.field else rule.looks_at or "mọi ô nhập"
    whose = {LEAD: "dòng chủ trì", COORDINATING: "dòng phối hợp"}.get(rule.roles, "mọi dòng")
    return f"{what}, {whose}"


def general_fix(rule: Rule) -> str:
    """A rule's cure before anything was typed."""
    named = {name for _, name, _, _ in Formatter().parse(rule.fix) if name}
    return rule.fix.format_map(
        {name: _GENERAL[name] if name in _GENERAL else rule.sample[name] for name in named}
    )


def _words(rule: Rule) -> Words:
    """Words for the message of the failing example."""
    if rule.broken is None:
        return {"near": "", **rule.sample}
    assert isinstance(rule.fails, Example)
    return next(iter(rule.broken(rule.fails.row())))


def _told(example: Example | str) -> str:
    if isinstance(example, str):
        return example
    fields = {**example.cells, **example.broken}
    told = [
        f"«{BY_FIELD[field].header}»: {_shown(field, example)}" + _as_text(field, example)
        for field in fields
    ]
    told += [f"«{BY_FIELD[field].header}» gộp với ô khác" for field in example.merged]
    if example.has_due_date:
        told.append("dòng có thời hạn")
    if example.is_in_percent:
        told.append("dòng tính bằng %")
    if example.maximum is not None:
        told.append(f"điểm tối đa {number(example.maximum)}")
    return "; ".join(told) + "."


def _as_text(field: str, example: Example) -> str:
    is_number = BY_FIELD[field].kind in (Kind.POINTS, Kind.NUMBER)
    return " (gõ dạng chữ)" if is_number and isinstance(example.cells.get(field), str) else ""


def _shown(field: str, example: Example) -> str:
    if field in example.broken:
        return example.broken[field]
    value = example.cells.get(field)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, float | int):
        is_share = BY_FIELD[field].kind is Kind.PERCENT and value <= 1
        return percent(float(value)) if is_share else number(float(value))
    text = as_text(value)
    # Spaces are part of the example: they must be seen.
    return f"“{value}”" if isinstance(value, str) and text != value else text


def _in_form(rule: Rule) -> str:
    parts = []
    if rule.formula is not None:
        parts.append(f"Cột «Kiểm tra» báo: {rule.severity.label}: {rule.title}.")
    if rule.limit is not None and rule.field is not None:
        parts.append(f"Excel không cho gõ sai vào cột «{BY_FIELD[rule.field].header}».")
    if rule.no_formula:
        parts.append(f"Không nằm trong công thức «Kiểm tra»: {rule.no_formula}")
    return " ".join(parts)
