"""Headings with a Roman numeral or a letter: rows of the plan where the codes below say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from par_xl.plan.takeover.codes import Code, Shape, roman_value
from par_xl.plan.takeover.draft import CONTENT, Draft
from par_xl.plan.takeover.told import About, Sure, Told
from par_xl.terms.messages import N_, joined


def settle_sections(drafts: Sequence[Draft], sheet: str) -> tuple[list[Draft], list[Told]]:
    """The drafts with each heading made a row of the plan, or told and left out.

    A heading II over 2.1, 2.2 is row 2. Where the rows below count anew under each heading, they
    get its number before theirs. Any other heading only groups rows.
    """
    kept: list[Draft] = []
    told: list[Told] = []
    groups = _groups(drafts)
    restarts = _restarts(groups)
    known = {draft.code.text for draft in drafts if not draft.is_section}
    for heading, rows in groups:
        if heading is not None:
            code = _code_of(heading, rows, restarts, known)
            if code is None:
                told.append(_left_out(heading, sheet))
            else:
                sign = heading.code.text
                heading.note(
                    Sure.UNSURE if restarts or not rows else Sure.FAIR,
                    N_("tiêu đề «{sign}» đọc là dòng {code}").format(sign=sign, code=code),
                )
                heading.code = Code(Shape.CODE, code)
                heading.is_section = False
                kept.append(heading)
                if restarts:
                    for each in rows:
                        _put_under(each, code)
        kept += rows
    return kept, told


def _groups(drafts: Sequence[Draft]) -> list[tuple[Draft | None, list[Draft]]]:
    groups: list[tuple[Draft | None, list[Draft]]] = [(None, [])]
    for draft in drafts:
        if draft.is_section:
            groups.append((draft, []))
        else:
            groups[-1][1].append(draft)
    return groups


def _restarts(groups: Sequence[tuple[Draft | None, list[Draft]]]) -> bool:
    """Whether rows count from 1 anew under at least two Roman headings."""
    firsts = Counter(
        rows[0].code.text
        for heading, rows in groups
        if heading is not None and heading.code.shape is Shape.ROMAN and rows
    )
    return firsts["1"] > 1


def _code_of(heading: Draft, rows: list[Draft], restarts: bool, known: set[str]) -> str | None:
    sign = heading.code.text
    own = str(roman_value(sign)) if heading.code.shape is Shape.ROMAN else sign
    if own in known and not restarts:
        return sign if heading.tasks else None
    if heading.tasks:
        # Rows of tasks hang on it: it can't go.
        return own
    if not rows:
        # Nothing below it: then it is a row itself, if it holds more than a name.
        has_more = any(column != CONTENT for column in heading.first.cells)
        return own if has_more else None
    is_below = rows[0].code.text.partition(".")[0] == own and "." in rows[0].code.text
    is_counted = restarts and heading.code.shape is Shape.ROMAN
    return own if is_below or is_counted else None


def _put_under(draft: Draft, code: str) -> None:
    if draft.code.shape is Shape.NONE or not draft.code.text:
        return
    longer = f"{code}.{draft.code.text}"
    note = N_("mã {sign} đánh lại từ đầu trong mục {code}, đọc là {longer}").format(
        sign=draft.code.text, code=code, longer=longer
    )
    draft.note(Sure.UNSURE, note)
    draft.code = Code(draft.code.shape, longer, Sure.UNSURE, draft.code.note)


def _left_out(heading: Draft, sheet: str) -> Told:
    more = joined((heading.first.told(), *(text for _, text in heading.notes)), "; ")
    text = N_("tiêu đề nhóm «{sign}», không là dòng của kế hoạch: {more}").format(
        sign=heading.code.text, more=more
    )
    return Told(About.HEADING, Sure.SKIPPED, text, heading.first.source, heading.first.row, sheet)
