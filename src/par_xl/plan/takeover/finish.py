"""Drafts → rows of the plan: headings settled, values read, tasks in one cell split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from par_xl.plan.takeover.codes import LETTERS, Code, Shape, roman_value, seems_several, split_tasks
from par_xl.plan.takeover.header import OFFICE, PROVINCE
from par_xl.plan.takeover.report import About, ReportLine, Sure, weaker
from par_xl.plan.takeover.rows import (
    CODE,
    CONTENT,
    COORDINATING,
    LEADS,
    OF_TASK,
    POINTS,
    TASK,
    Draft,
    Part,
    is_number_column,
)
from par_xl.plan.takeover.values import (
    Taken,
    UnitReader,
    labelled_roles,
    take_authority,
    take_due,
    take_marks,
    take_measured,
    take_method,
    take_points,
)
from par_xl.terms.messages import N_, joined
from par_xl.terms.old_fonts import has_old_font
from par_xl.terms.text import Cell, as_text, words
from par_xl.terms.words import number, percent
from par_xl.workbooks.writing import Value


def settle_sections(drafts: Sequence[Draft], sheet: str) -> tuple[list[Draft], list[ReportLine]]:
    """The drafts with each heading made a row of the plan, or reported and left out.

    A heading II over 2.1, 2.2 is row 2. Where the rows below count anew under each heading, they
    get its number before theirs. Any other heading only groups rows.
    """
    kept: list[Draft] = []
    report: list[ReportLine] = []
    groups = _groups(drafts)
    restarts = _restarts(groups)
    known = {draft.code.text for draft in drafts if not draft.is_section}
    for heading, rows in groups:
        if heading is not None:
            code = _code_of(heading, rows, restarts, known)
            if code is None:
                report.append(_left_out(heading, sheet))
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
    return kept, report


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


def _left_out(heading: Draft, sheet: str) -> ReportLine:
    more = joined((heading.first.in_words(), *(text for _, text in heading.notes)), "; ")
    text = N_("tiêu đề nhóm «{sign}», không là dòng của kế hoạch: {more}").format(
        sign=heading.code.text, more=more
    )
    return ReportLine(
        About.HEADING, Sure.SKIPPED, text, heading.first.source, heading.first.row, sheet
    )


Row = dict[str, Value]
_LONGEST = 32_000
"""Letters that a cell of Excel surely holds."""
_MEASURE, _METHOD, _DUE = "Đơn vị tính", "Cách đánh giá", "Thời gian hoàn thành"
_AUTHORITY, _PERFORMERS, _SOURCE = "Thẩm quyền thực hiện", "Cơ quan thực hiện", "Nguồn"


@dataclass
class _Made:
    row: Row
    source: Part
    notes: list[tuple[Sure, str]]


def finish(
    drafts: Sequence[Draft], units: UnitReader, sheet: str, file: str
) -> tuple[list[Row], list[ReportLine]]:
    """The rows of one appendix in their order, and a line of the report for each; *file* is named
    as the source of those that name none."""
    codes = {draft.code.text for draft in drafts}
    above = {code[:at] for code in codes for at, sign in enumerate(code) if sign == "."}
    rows: list[Row] = []
    report: list[ReportLine] = []
    for draft in drafts:
        for made in _made(draft, codes, draft.code.text in above, units):
            place = f"{file}, {made.source.source}, hàng {made.source.row}"
            rows.append({**made.row, _SOURCE: made.row.get(_SOURCE) or place})
            report.append(_line(made, sheet))
    return rows, report


def _line(made: _Made, sheet: str) -> ReportLine:
    notes = list(dict.fromkeys(made.notes))
    texts = [text for _, text in notes if text]
    return ReportLine(
        About.ROW,
        weaker(*(sure for sure, text in notes if text)),
        joined(texts, "; ") or N_("đọc nguyên hàng"),
        made.source.source,
        made.source.row,
        sheet,
        as_text(made.row[CODE]),  # type: ignore[arg-type]
    )


def _made(draft: Draft, codes: set[str], has_children: bool, units: UnitReader) -> Iterator[_Made]:
    code, first = draft.code.text, draft.first
    notes = list(draft.notes)
    row = _criterion(draft, notes)
    tasks = _tasks(draft, has_children, notes)
    is_rest = bool(draft.tasks) and not first.has(TASK)
    if not tasks or is_rest:
        row |= _assignment(first, units, notes)
        if (has_children or is_rest) and (row.get(LEADS) or row.get(TASK)):
            text = N_("dòng có dòng con: nhiệm vụ, đơn vị ghi ở đây không giao cho ai")
            notes.append((Sure.UNSURE, text))
    yield _Made(row, first, notes)
    free = [letter for letter in LETTERS if f"{code}.{letter}" not in codes]
    for letter, (task, note) in zip(free, tasks, strict=False):
        own: list[tuple[Sure, str]] = [note]
        # A row of its own may have points of its own; those of the criterion stand there.
        is_first = (task.source, task.row) == (first.source, first.row)
        apart = {} if is_first else _described(task, own)
        content = task.text(CONTENT)
        is_same = not content or words(content) == row[CONTENT]
        yield _Made(
            {
                CODE: f"{code}.{letter}" if code else None,
                CONTENT: f"Nhiệm vụ {letter}) của tiêu chí {code}" if is_same else words(content),
                _MEASURE: row.get(_MEASURE),
                _METHOD: row.get(_METHOD),
                **apart,
                **_assignment(task, units, own),
                _SOURCE: as_text(task.cells.get(_SOURCE)) or row.get(_SOURCE),
            },
            task,
            own,
        )
    for task, _ in tasks[len(free) :]:
        text = N_("quá nhiều nhiệm vụ, không lấy: «{text}»").format(text=task.text(TASK))
        notes.append((Sure.UNSURE, text))


def _tasks(
    draft: Draft, has_children: bool, notes: list[tuple[Sure, str]]
) -> list[tuple[Part, tuple[Sure, str]]]:
    """The tasks of a criterion where it has several, each with what is to be said of it."""
    first = draft.first
    if draft.tasks:
        parts = [first, *draft.tasks] if first.has(TASK) else draft.tasks
        of_row = N_("nhiệm vụ ở hàng riêng dưới tiêu chí {code}").format(code=draft.code.text)
        return [(part, (Sure.FAIR, of_row)) for part in parts]
    text = first.text(TASK)
    tasks = split_tasks(text)
    if tasks is None or has_children:
        if seems_several(text):
            why = N_("dòng có dòng con") if has_children else N_("dấu liệt kê không rõ")
            notes.append(
                (Sure.UNSURE, N_("ô nhiệm vụ có nhiều ý, để nguyên một ô ({why})").format(why=why))
            )
        return []
    shared = [c for c in OF_TASK if c != TASK and first.has(c)]
    lists = {column: split_tasks(first.text(column)) for column in shared}
    apart = {c: each for c, each in lists.items() if each and len(each) == len(tasks)}
    text = N_("ô nhiệm vụ có {count} nhiệm vụ, tách thành từng dòng")
    notes.append((Sure.FAIR, text.format(count=len(tasks))))
    found: list[tuple[Part, tuple[Sure, str]]] = []
    for at, task in enumerate(tasks):
        own: dict[str, Cell] = {each: first.cells[each] for each in shared}
        own |= {column: each[at] for column, each in apart.items()}
        whole = ", ".join(column for column in shared if column not in apart)
        text = N_("tách từ ô nhiệm vụ của {code}")
        if whole:
            text = N_("tách từ ô nhiệm vụ của {code}; dùng chung cho cả ô: {columns}")
        note = (Sure.FAIR, text.format(code=draft.code.text, columns=whole))
        found.append((Part(first.source, first.row, {**own, TASK: task}), note))
    return found


def _criterion(draft: Draft, notes: list[tuple[Sure, str]]) -> Row:
    """What a criterion is, whoever has to do what for it."""
    content = words(draft.first.text(CONTENT)) or None
    row: Row = {CODE: draft.code.text or None, CONTENT: content, **_described(draft.first, notes)}
    _watch(row, notes)
    return row


def _described(part: Part, notes: list[tuple[Sure, str]]) -> Row:
    """Points, measure and the like of a row."""
    row: Row = {}
    takers = {POINTS: take_points, _METHOD: take_method}
    for column, cell in part.cells.items():
        if column in takers:
            row[column] = _noted(column, takers[column](cell), notes)
        elif is_number_column(column):
            value = row[column] = _noted(column, take_measured(cell), notes)
            if isinstance(value, float | int) and 0 < value <= 1 and "%" in part.text(_MEASURE):
                text = N_(
                    "{column}: {value} là của dòng tính bằng %; ô ghi {percent} thì sửa thành "
                    "{hundredfold}"
                ).format(
                    column=column,
                    value=number(value, 4),
                    percent=percent(value),
                    hundredfold=number(100 * value),
                )
                notes.append((Sure.UNSURE, text))
        elif column in (_MEASURE, _SOURCE):
            row[column] = as_text(cell) or None
    return row


def _assignment(part: Part, units: UnitReader, notes: list[tuple[Sure, str]]) -> Row:
    """What is to be done, by whom, by when."""
    cells = part.cells
    leads, helping = cells.get(LEADS), cells.get(COORDINATING)
    roles = labelled_roles(as_text(leads))
    if roles is not None and not as_text(helping):
        leads, helping = roles
        notes.append((Sure.FAIR, N_("ô đơn vị ghi cả chủ trì và phối hợp: tách thành hai cột")))
    row: Row = {
        TASK: part.text(TASK) or None,
        LEADS: _noted(LEADS, units.take(leads), notes),
        COORDINATING: _noted(COORDINATING, units.take(helping), notes),
        _PERFORMERS: part.text(_PERFORMERS) or None,
        _DUE: _noted(_DUE, take_due(cells.get(_DUE)), notes),
    }
    if _AUTHORITY in cells:
        authority = take_authority(cells[_AUTHORITY])
    else:
        authority = take_marks(cells.get(OFFICE), cells.get(PROVINCE))
    row[_AUTHORITY] = _noted(_AUTHORITY, authority, notes)
    _watch(row, notes)
    return row


def _noted(column: str, taken: Taken, notes: list[tuple[Sure, str]]) -> Value:
    if taken.note:
        notes.append((taken.sure, joined((column, taken.note), ": ")))
    return taken.value


def _watch(row: Row, notes: list[tuple[Sure, str]]) -> None:
    for column, value in row.items():
        if not isinstance(value, str):
            continue
        if has_old_font(value):
            text = N_(
                "{column}: chữ gõ bằng phông cũ (TCVN3, VNI), chuyển sang Unicode rồi lấy lại"
            )
            notes.append((Sure.UNSURE, text.format(column=column)))
        if len(value) > _LONGEST:
            text = N_("{column}: dài hơn một ô Excel chứa được, bị cắt bớt")
            notes.append((Sure.UNSURE, text.format(column=column)))
