"""The `Kiểm tra` formula of a form's row; what it shows, ``judge.verdict`` says.

It is strict and sound: ✔ only for what is typed as the prompts say, never for a row that the
rules find in error. What each cell takes, and what a row needs, is declared with its rules.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from par_xl.rules import dates, evidence, progress, scores, status, values
from par_xl.rules.asked import Asked
from par_xl.rules.check import WRONG_BEGINS, At, Need, Wrong, quoted
from par_xl.rules.entry import INPUT
from par_xl.terms.words import Role

RIGHT = "✔"
MISSING = "Còn thiếu:"
BROKEN = f"{WRONG_BEGINS} ô có công thức lỗi hoặc quá dài; gõ lại giá trị"
FOREIGN = f"{WRONG_BEGINS} dòng này không giao cho đơn vị đã chọn; xóa nội dung đã nhập"
UNCHOSEN = "Chọn đơn vị ở Trang đầu"
"""What every verdict of the standard form says until a unit is chosen."""
LONGEST = 32_767
"""Letters of a text in Excel: more of them together are an error."""

WRONG: tuple[Wrong, ...] = (
    status.WRONG, progress.WRONG, dates.WRONG, values.WRONG, scores.WRONG,
)  # fmt: skip
"""In the order of their columns: the first is told."""
NEEDS: tuple[tuple[Need, ...], ...] = (
    (status.NEED,), (progress.NEED,), (dates.NEED,), (scores.NEED,), *evidence.NEEDS,
)  # fmt: skip
"""All are told that hold; of each group the first one."""

_BROKEN, _FOREIGN, _UNCHOSEN = "Sai_O", "Sai_DonVi", "ChuaChonDonVi"


def formula_names(asked: Asked) -> dict[str, str | date]:
    """Return what stands in a form's hidden cells for its formulas, by defined name.

    It is the same for all rows of a form.
    """
    return {
        **status.NAMES,
        dates.FIRST_NAME: asked.plan_start,
        dates.LAST_NAME: asked.period_end,
        **{wrong.name: wrong.says(asked) for wrong in WRONG if wrong is not scores.WRONG},
        **scores.NAMES,
        _BROKEN: BROKEN,
        _FOREIGN: FOREIGN,
        _UNCHOSEN: UNCHOSEN,
    }


class Chosen(NamedTuple):
    """The standard form, where a row's role is that of the unit chosen: ``unit`` is the cell or
    name that holds its code, ``scorer`` the code of the unit that scores the row."""

    unit: str
    scorer: str | None


@lru_cache(maxsize=1_000)
def check_formula(asked: Asked, header_row: int, chosen: Chosen | None = None) -> str:
    """Return the formula of a row, the number of its own row left open (``OWN_ROW``).

    In the standard form *asked* is what is asked of the unit that leads the row, or scores it
    where it has tasks beneath; its role is looked up in the row.
    """
    is_scorer = f"{chosen.unit}={quoted(chosen.scorer or '')}" if chosen else None
    at = At(header_row, is_scorer)
    verdict = _by_role(asked, at, chosen)
    filled = "&".join(at[column.field] for column in INPUT)
    checked = f'IFERROR(IF(TRIM({filled})="","",{verdict}),{_BROKEN})'
    return f'=IF({chosen.unit}="",{_UNCHOSEN},{checked})' if chosen else f"={checked}"


def _by_role(asked: Asked, at: At, chosen: Chosen | None) -> str:
    right = quoted(RIGHT)
    if asked.role is Role.COORDINATING:
        return right
    verdict = _answer(asked, at)
    if chosen is None:
        return verdict
    coordinates = f"{at['role']}={quoted(Role.COORDINATING.label)}"
    return f'IF({at["role"]}="",{_FOREIGN},IF({coordinates},{right},{verdict}))'


def _answer(asked: Asked, at: At) -> str:
    """Return the verdict on a row that a unit leads or scores."""
    needs = "".join(_needed(group, asked, at) for group in NEEDS)
    right, with_needs = quoted(RIGHT), quoted(f"{RIGHT};")
    verdict = f"SUBSTITUTE({right}{needs},{with_needs},{quoted(MISSING)})"
    for wrong in reversed(asked_of(asked)):
        says = scores.verdict_formula(asked, at) if wrong is scores.WRONG else wrong.name
        verdict = f"IF({wrong.formula(asked, at)},{says},{verdict})"
    return verdict


def _needed(group: tuple[Need, ...], asked: Asked, at: At) -> str:
    """Return what is joined to the verdict of a row: its missing cell's header, or nothing."""
    told = '""'
    for need in reversed(group):
        formula = need.formula(asked, at) if asked.open.issuperset(need.fields) else None
        if formula is not None:
            headers = '&" hoặc "&'.join(map(at.header, need.fields))
            told = f'IF({formula},"; "&{headers},{told})'
    return "" if told == '""' else f"&{told}"


def asked_of(asked: Asked) -> tuple[Wrong, ...]:
    """Return the checks of a row: of its open cells, and of a score where none belongs."""
    return tuple([wrong for wrong in WRONG if wrong.field in looked_at(asked)])


def looked_at(asked: Asked) -> frozenset[str]:
    """Return the fields that checks look at: those that the row takes, and the score."""
    return asked.open | {scores.WRONG.field}
