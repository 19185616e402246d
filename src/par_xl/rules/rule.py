"""What a rule is, and the row it judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from string import Formatter
from types import MappingProxyType

from par_xl.rules.asked import Asked
from par_xl.rules.check import Need, Wrong
from par_xl.rules.entry import Reported
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_, Message
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, Severity, Status


class Scope(Enum):
    """What a rule looks at, and so what an error costs: a file, or a row, that is not counted."""

    FILE = auto()
    ROW = auto()
    INITIATIVE = auto()


_GENERAL = {"near": "", "maximum": N_("điểm tối đa của dòng"), "other": N_("ngày đảo lại")}
"""Words for any rule's cure."""

Words = Mapping[str, str]
"""What a rule's message says of one place; ``field`` names its column where the rule has none."""


def when(broken: bool, **words: str) -> tuple[Words, ...]:
    """One place with these words where *broken*, else none."""
    return (words,) if broken else ()


# Not frozen: a frozen one takes twice as long to make, and every filled row makes one.
@dataclass(slots=True)
class FilledRow:
    """A filled row with all that decides whether it is right; nobody changes it."""

    asked: Asked
    cells: Mapping[str, Cell]
    reported: Reported
    received_on: date
    broken: Mapping[str, str]
    merged: frozenset[str]


Broken = Callable[[FilledRow], Iterable[Words]]
"""The places where a row breaks a rule, each with its words."""


_DUE = date(2024, 3, 31)


@dataclass(frozen=True)
class Example:
    """A row for tests and explanations: cells as typed, and what the plan says of the row.

    It is judged in the period 15/12/2023 to 14/6/2024, received on 07/6/2024, of a plan that
    begins on 04/8/2023.
    """

    cells: Mapping[str, Cell]
    has_due_date: bool = False
    maximum: float | None = None
    broken: Mapping[str, str] = field(default_factory=dict)
    merged: frozenset[str] = frozenset()
    is_in_percent: bool = False
    role: Role = Role.LEAD

    @property
    def asked(self) -> Asked:
        """Return what the plan asks of the row."""
        return Asked(
            role=self.role,
            due=_DUE if self.has_due_date else None,
            maximum=self.maximum,
            is_measured=self.is_in_percent or "value" in self.cells,
            is_in_percent=self.is_in_percent,
            plan_start=date(2023, 8, 4),
            period_start=date(2023, 12, 15),
            period_end=date(2024, 6, 14),
            send_before=date(2024, 6, 10),
        )

    def row(self) -> FilledRow:
        """Return the row as the rules see it."""
        reported = Reported.read(self.cells)
        received_on = date(2024, 6, 7)
        return FilledRow(self.asked, self.cells, reported, received_on, self.broken, self.merged)


LEAD = frozenset({Role.LEAD})
LEAD_OR_SCORING = LEAD | {Role.SCORING}
COORDINATING = frozenset({Role.COORDINATING})
ANY_ROLE = frozenset(Role)


@dataclass(frozen=True)
class Rule:
    """One rule, declared once.

    ``broken`` names the places where a filled row breaks the rule; ``roles`` say whose rows it
    looks at. ``check`` is what `Kiểm tra` asks that keeps ✔ from a row that breaks it;
    ``no_check`` says why there is none. ``looks_at`` names the cells where they are not those of
    ``field``, or all cells to fill. A rule without ``broken`` looks at more than one row's cells
    and is found where that is read; its examples are told, and ``sample`` holds words for its
    message. ``sample`` may hold words for any rule's cure, too, as it is told before anything was
    typed.

    A rule with a ``field`` is asked of rows in which that cell holds something; ``if_blank``: in
    which it holds nothing, ``if_unreadable``: nothing that its column accepts. One with a
    ``status`` is asked of rows with that one.
    """

    code: str
    severity: Severity
    scope: Scope
    title: str
    message: str
    fix: str
    source: str
    passes: Example | str
    fails: Example | str
    # Before the column, whose name hides the function.
    sample: Words = field(default_factory=dict)
    field: str | None = None
    roles: frozenset[Role] = LEAD
    broken: Broken | None = None
    status: Status | None = None
    if_blank: bool = False
    if_unreadable: bool = False
    check: Wrong | Need | None = None
    no_check: str = ""
    looks_at: str = ""

    @property
    def heading(self) -> str:
        """Its title, as it begins a line."""
        return self.title[0].upper() + self.title[1:]

    @property
    def general_fix(self) -> str:
        """Its cure before anything was typed."""
        named = dict.fromkeys(name for _, name, _, _ in Formatter().parse(self.fix) if name)
        words = {**self.sample, **_GENERAL}
        return Message(self.fix, {name: words[name] for name in named})

    def at(
        self,
        file: str,
        sheet: str | None = None,
        cell: str | None = None,
        value: str | None = None,
        words: Words | None = None,
    ) -> Finding:
        """Return the finding of this rule at one place."""
        given = {"value": value or "", **(words or {})}
        found = str(value) if value else None
        message, fix = Message(self.message, given), Message(self.fix, given)
        return Finding(self.code, self.severity, file, sheet, cell, found, message, fix)


def file_rule(
    code: str,
    title: str,
    message: str,
    fix: str,
    severity: Severity = Severity.ERROR,
    *,
    passes: str,
    fails: str,
    sample: Words = MappingProxyType({}),
    scope: Scope = Scope.FILE,
    source: str = "Quy ước, mục 5 và 6",
    no_check: str = "Thuộc về cả tệp, không thuộc một dòng.",
) -> Rule:
    """Return a rule that looks at more than one row of an appendix, by default at a file as a
    whole."""
    return Rule(
        code=code,
        severity=severity,
        scope=scope,
        title=title,
        message=message,
        fix=fix,
        source=source,
        no_check=no_check,
        passes=passes,
        fails=fails,
        sample=sample,
    )
