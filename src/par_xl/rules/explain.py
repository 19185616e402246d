"""Rules and the plan's faults in whole sentences: for ``par-xl explain``, guide, page of faults."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from par_xl.plan.faults import PLAN_FAULTS
from par_xl.rules.check import Wrong
from par_xl.rules.entry import BY_FIELD
from par_xl.rules.judge import verdict
from par_xl.rules.registry import RULES
from par_xl.rules.rule import COORDINATING, LEAD, LEAD_OR_SCORING, Example, Rule, Scope, Words
from par_xl.terms.explain import Explanation
from par_xl.terms.messages import N_, Message, joined
from par_xl.terms.text import as_text
from par_xl.terms.words import day, number, percent
from par_xl.workbooks.look import Kind


def explanation(rule: Rule) -> Explanation:
    """Return a rule explained, with the message that its failing example gets."""
    example = rule.fails if isinstance(rule.fails, Example) else None
    value = _shown(rule.field, example) if rule.field and example else None
    found = rule.at("", value=value, words=_words(rule))
    return Explanation(
        code=rule.code,
        severity=rule.severity,
        title=rule.heading,
        message=found.message,
        fix=rule.general_fix,
        source=rule.source,
        looks_at=_looks_at(rule),
        passes=_told(rule.passes),
        fails=_told(rule.fails),
        in_form=_in_form(rule),
    )


def _looks_at(rule: Rule) -> str:
    if rule.scope is Scope.FILE:
        return N_("cả tệp")
    if rule.scope is Scope.INITIATIVE:
        return N_("trang “Sáng kiến, đề xuất”")
    what = Message(rule.looks_at) if rule.looks_at else N_("mọi ô nhập")
    if rule.field:
        what = N_("cột “{header}”").format(header=BY_FIELD[rule.field].header)
    known = {
        LEAD: N_("dòng chủ trì"),
        LEAD_OR_SCORING: N_("dòng chủ trì, dòng chấm điểm"),
        COORDINATING: N_("dòng phối hợp"),
    }
    whose = known.get(rule.roles, N_("mọi dòng"))
    return joined((what, whose), ", ")


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
    told = [_cell(field, example) for field in fields]
    told += [
        N_("“{header}” gộp với ô khác").format(header=BY_FIELD[field].header)
        for field in example.merged
    ]
    if example.has_due_date:
        told.append(N_("dòng có thời hạn"))
    if example.is_in_percent:
        told.append(N_("dòng tính bằng %"))
    if example.maximum is not None:
        told.append(N_("điểm tối đa {maximum}").format(maximum=number(example.maximum)))
    return Message("{fields}.", {"fields": joined(told, "; ")})


def _cell(field: str, example: Example) -> str:
    is_number = BY_FIELD[field].kind in (Kind.POINTS, Kind.NUMBER)
    is_text = is_number and isinstance(example.cells.get(field), str)
    said = N_("“{header}”: {value} (gõ dạng chữ)") if is_text else N_("“{header}”: {value}")
    return said.format(header=BY_FIELD[field].header, value=_shown(field, example))


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
    if rule.check is not None:
        assert isinstance(rule.fails, Example)
        says = verdict(rule.fails.asked, rule.fails.cells)
        parts.append(N_("Cột “Kiểm tra” báo: {verdict}.").format(verdict=says))
        cell = rule.fails.cells.get(rule.field or "")
        if isinstance(rule.check, Wrong) and rule.check.is_refused(rule.fails.asked, cell):
            limited = N_("Excel không cho gõ sai vào cột “{header}”.")
            parts.append(limited.format(header=BY_FIELD[rule.check.field].header))
    if rule.no_check:
        why = N_("Không nằm trong công thức “Kiểm tra”: {why}")
        parts.append(why.format(why=Message(rule.no_check)))
    return joined(parts)


def all_explanations() -> Iterator[Explanation]:
    """Errors before warnings before infos, then the plan's faults."""
    yield from map(explanation, RULES)
    for code, fault in sorted(PLAN_FAULTS.items()):
        words = dict(zip(("value", "more"), fault.sample, strict=True))
        yield Explanation(
            code=code,
            severity=fault.severity,
            title=fault.title,
            message=Message(fault.message, words),
            fix=Message(fault.fix, words),
            source=N_("Quy ước, mục 3: kế hoạch ke-hoach.xlsx"),
        )
