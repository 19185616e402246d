"""All rules in their order: the first that a row breaks is what `Kiểm tra` shows.

A new rule goes into the module of its topic; only a new module has to be named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from par_xl.rules import (
    cells,
    corrections,
    dates,
    evidence,
    files,
    initiatives,
    progress,
    rows,
    scores,
    status,
    values,
)
from par_xl.rules.formula import FormRow, check_formula
from par_xl.rules.rule import Broken, FilledRow, Rule, Words
from par_xl.terms.words import Role, Severity

# Errors stand before warnings, so that a row's first fault is the one that costs most.
RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *files.RULES,
            *rows.RULES,
            *cells.RULES,
            *status.RULES,
            *progress.RULES,
            *dates.RULES,
            *values.RULES,
            *scores.RULES,
            *evidence.RULES,
            evidence.EXPLANATION_OWED,
            *initiatives.RULES,
            *corrections.RULES,
        ),
        key=lambda rule: list(Severity).index(rule.severity),
    )
)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}
LIMITS: Mapping[str, Rule] = {rule.field: rule for rule in RULES if rule.limit and rule.field}
"""The rule behind what Excel lets be typed into a column, by field."""
ROW_RULES = tuple(rule for rule in RULES if rule.broken is not None)


def broken_rules(row: FilledRow, role: Role = Role.LEAD) -> list[tuple[Rule, Words]]:
    """Return the rules that a unit's filled row breaks, in order, with the words for their
    messages."""
    blank = tuple([field for field, read in vars(row.reported).items() if read is None])
    return [(rule, words) for rule, broken in _asked(role, blank) for words in broken(row)]


def first_verdict(row: FilledRow) -> str | None:
    """Return what `Kiểm tra` says of a row that a unit leads: its first fault that formulas see."""
    blank = tuple([field for field, read in vars(row.reported).items() if read is None])
    for rule, broken in _asked(Role.LEAD, blank):
        if rule.formula is not None and next(iter(broken(row)), None) is not None:
            return rule.verdict
    return None


@lru_cache(maxsize=4_096)
def _asked(role: Role, blank: tuple[str, ...]) -> tuple[tuple[Rule, Broken], ...]:
    """Return the rules asked of a row of that role with those cells blank, in order."""
    return tuple(
        (rule, rule.broken)
        for rule in ROW_RULES
        if rule.broken and role in rule.roles and (rule.if_blank or rule.field not in blank)
    )


def lead_formula(row: FormRow, role: str | None = None) -> str:
    """`Kiểm tra` of a row that a unit leads: its faults in the same order.

    *role* is the cell that holds the role where it depends on the chosen unit, else None.
    """
    faults = []
    for rule in ROW_RULES:
        expression = rule.formula(row) if rule.formula else None
        if expression is not None:
            faults.append((expression, rule.verdict))
    chosen = (role, rows.FOREIGN_KEY.verdict) if role else None
    return check_formula(row, faults, cells.BROKEN.verdict, chosen)


def coordinating_formula(row: FormRow) -> str:
    """`Kiểm tra` of a row that a unit coordinates: nothing that it fills there is wrong."""
    return check_formula(row, [], cells.BROKEN.verdict)
