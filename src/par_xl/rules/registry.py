"""All rules in their order: the first that a row breaks is what `Kiểm tra` shows.

A new rule goes into the module of its topic; nothing else has to change.
"""

from __future__ import annotations

from collections.abc import Mapping

from par_xl.rules import dates, evidence, files, progress, rows, scores, status
from par_xl.rules.formula import FormRow, verdict_words
from par_xl.rules.rule import FilledRow, Rule
from par_xl.words import Severity

# Errors stand before warnings, so that a row's first fault is the one that costs most.
RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *files.RULES,
            *rows.RULES,
            *status.RULES,
            *progress.RULES,
            *dates.RULES,
            *scores.RULES,
            *evidence.RULES,
            evidence.OWED,
        ),
        key=lambda rule: list(Severity).index(rule.severity),
    )
)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}
ROW_RULES = tuple(rule for rule in RULES if rule.broken is not None)


def broken_rules(row: FilledRow) -> list[tuple[Rule, Mapping[str, str]]]:
    """The rules that a filled lead row breaks, in order, with the words for their messages."""
    found = []
    for rule in ROW_RULES:
        assert rule.broken is not None
        words = rule.broken(row)
        if words is not None:
            found.append((rule, words))
    return found


def fault_formulas(row: FormRow) -> list[tuple[str, str]]:
    """What can be wrong with a form row, as (Excel expression, verdict), in the same order."""
    found = []
    for rule in ROW_RULES:
        expression = rule.formula(row) if rule.formula else None
        if expression is not None:
            found.append((expression, verdict_words(rule.severity, rule.title)))
    return found
