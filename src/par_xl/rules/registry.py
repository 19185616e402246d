"""All rules in their order: errors before warnings before infos.

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
    office_corrections,
    progress,
    rows,
    scores,
    status,
    values,
)
from par_xl.rules.entry import INPUT, Unreadable
from par_xl.rules.rule import Broken, FilledRow, Rule, Scope, Words
from par_xl.terms.words import Role, Severity, Status

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
            *office_corrections.RULES,
        ),
        key=lambda rule: list(Severity).index(rule.severity),
    )
)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}
GUIDE_RULES = tuple(
    rule for rule in RULES if rule.scope is not Scope.FILE and rule.severity is not Severity.INFO
)
"""What the form's guide tells of: all that costs a unit a row, or asks it to look again."""
ROW_RULES = tuple(rule for rule in RULES if rule.broken is not None)


def broken_rules(row: FilledRow) -> list[tuple[Rule, Words]]:
    """Return the rules that a unit's filled row breaks, in order, with the words for their
    messages."""
    role, status = row.asked.role, row.reported.status
    assert role is not None
    kinds = tuple(map(type, vars(row.reported).values()))
    asked = _asked(role, status if isinstance(status, Status) else None, kinds)
    return [(rule, words) for rule, broken in asked for words in broken(row)]


@lru_cache(maxsize=4_096)
def _asked(
    role: Role, status: Status | None, kinds: tuple[type, ...]
) -> tuple[tuple[Rule, Broken], ...]:
    """Return the rules asked of a row of that role and status, whose cells were read as those
    *kinds* of values, in order."""
    kind_of = {column.field: kind for column, kind in zip(INPUT, kinds, strict=True)}

    def is_asked(rule: Rule) -> bool:
        kind = kind_of.get(rule.field or "")
        return (
            role in rule.roles
            and rule.status in (None, status)
            and rule.if_blank is (kind is type(None))
            and (kind is Unreadable or not rule.if_unreadable)
        )

    return tuple((rule, rule.broken) for rule in ROW_RULES if rule.broken and is_asked(rule))
