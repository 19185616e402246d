"""``docs/huong-dan/tra-cuu.md``: every command, option, sheet and column, from what declares them.

Sheets and columns are those of the workbooks that the demo writes; what they are for stands beside
their declarations or in ``docs_made.meanings``. A column without a meaning can't be written.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from unittest.mock import patch

import click

from docs_made import meanings
from par_xl.app.cli import cli
from par_xl.app.cli.command import Command
from par_xl.outputs import manual_entries as by_hand
from par_xl.outputs.master.rates import HEADERS
from par_xl.outputs.master.workbook import SHEETS as MASTER_SHEETS
from par_xl.outputs.tables import DICTIONARY, DICTIONARY_COLUMNS, TABLES
from par_xl.plan.model import SHEETS as PLAN_SHEETS
from par_xl.plan.settings import INFO_NAMES, OPTIONAL_INFO, PLAN_START, SETTINGS
from par_xl.rules.entry import FORM, INPUT
from par_xl.rules.initiatives import COLUMNS as IDEAS
from par_xl.rules.office_corrections import SHEET as CORRECTIONS_SHEET
from par_xl.terms.words import Index, number, percent
from par_xl.workbooks.writing import Book
from par_xl.workspace import register

NAME = "docs/huong-dan/tra-cuu.md"
Written = Mapping[str, list[tuple[str, ...]]]
"""Headers of the tables that were written, by the name of their sheet."""

_FIRST, *_OTHERS = Index
_LIKE_THE_FIRST = {
    index.sheet: f"Như {_FIRST.sheet}, của {index.label}"
    + ("." if index.has_points else "; không có điểm.")
    for index in _OTHERS
}
_RATES = {HEADERS[c.name]: f"{c.meaning}." for c in TABLES["units"] if c.name in HEADERS}
_HAND_IN_MASTER = {column.header: column.prompt for column in by_hand.COLUMNS}
_HAND = {
    **{column.header: column.prompt for column in FORM if column.prompt},
    **_HAND_IN_MASTER,
    **{column.header: column.prompt for column in IDEAS.values()},
}
_REPORTED = {column.header: "Như đơn vị báo cáo." for column in INPUT}


@contextmanager
def tables_seen(seen: dict[str, list[tuple[str, ...]]]) -> Iterator[None]:
    """Note the headers of all tables that are written meanwhile in *seen*."""
    write = Book.table

    def noted(book: Book, sheet: object, top: int, columns: Sequence[object], *rest: object,
              **named: object) -> int:  # fmt: skip
        headers = tuple(general(column.header) for column in columns)  # type: ignore[attr-defined]
        known = seen.setdefault(sheet.get_name(), [])  # type: ignore[attr-defined]
        if headers not in known:
            known.append(headers)
        return write(book, sheet, top, columns, *rest, **named)  # type: ignore[arg-type]

    with patch.object(Book, "table", noted):
        yield


def general(header: str) -> str:
    """A header without what depends on plan and period."""
    if re.match(r"\d{4}-\d\d: ", header):
        return "…: tên kỳ"
    return re.sub(r"\d{4}-\d\d|\b\d{4}\b|(?<=× )[\d,]+", "…", header)


def page(written: Written) -> str:
    """The page, in Markdown."""
    return "\n".join(_lines(written)) + "\n"


def _lines(written: Written) -> Iterator[str]:
    yield from (
        "# Tra cứu: lệnh, trang tính, cột",
        "",
        "Trang này do chương trình viết (`python -m docs_made`). Mã lỗi: [ma-loi.md](ma-loi.md).",
        "",
        "## Lệnh",
        "",
        "Kết thúc: 0 xong; 1 xong nhưng có tệp bị trả lại hoặc dòng có lỗi; 2 không làm được và "
        "không ghi gì. Mọi lệnh có `--help`.",
    )
    yield from _commands(cli, "par-xl")
    yield from ("", "## Kế hoạch `ke-hoach.xlsx`")
    for name, sheet in PLAN_SHEETS.items():
        headers = [h for h in written[name] if set(sheet.headers()) <= set(h)]
        if name in _LIKE_THE_FIRST:
            headers = []
        yield from _sheet(name, _purpose(name, meanings.PLAN_SHEETS), headers, meanings.PLAN)
        if name == "Thông tin":
            yield from ("", f"Các mục: {', '.join((*INFO_NAMES, *OPTIONAL_INFO))}.")
        if name == "Thiết lập":
            yield from _settings()
    yield from ("", "## Biểu mẫu")
    form = tuple(column.header for column in FORM)
    ideas = tuple(column.header for column in IDEAS.values())
    sheets = [*meanings.FORM_SHEETS]
    sheets[sheets.index(_FIRST.sheet) + 1 : 0] = _LIKE_THE_FIRST
    for name in sheets:
        headers = {_FIRST.sheet: [form], "Sáng kiến, đề xuất": [ideas]}.get(name, [])
        does = _purpose(name, meanings.FORM_SHEETS)
        yield from _sheet(name, does, headers, {**meanings.FORM, **_HAND})
    yield from ("", "## Biểu mẫu trả lại")
    returned = meanings.RETURNED_SHEET
    yield from _sheet(
        returned, "Trang đầu; các trang sau như biểu mẫu.", written[returned], meanings.RETURNED
    )
    yield from ("", "## Sổ tiếp nhận `tiep-nhan.xlsx`")
    does = "Mỗi tệp nhận được một dòng; sửa được, thêm cột được."
    yield from _sheet(register.SHEET, does, written[register.SHEET], meanings.REGISTER)
    yield from ("", "## Tệp tổng hợp `tong-hop/KỲ.xlsx`")
    for name in MASTER_SHEETS:
        does, tables = _purpose(name, meanings.MASTER_SHEETS), _of_master(name, written)
        yield from _sheet(name, does, tables, _master_meanings(name))
    yield from _exported()


def _purpose(name: str, known: Mapping[str, str]) -> str:
    return _LIKE_THE_FIRST.get(name) or known[name]


def _of_master(name: str, written: Written) -> list[tuple[str, ...]]:
    if name == by_hand.UNMATCHED_SHEET:
        # There only where something was lost.
        hand = tuple(column.header for column in by_hand.COLUMNS)
        return [(by_hand.APPENDIX, "Mã dòng", "Đơn vị", "Vai trò", *hand, by_hand.REASON)]
    mark = {_FIRST.sheet: "Trạng thái", "Sáng kiến, đề xuất": "Tệp"}.get(name, "")
    if name in _LIKE_THE_FIRST:
        return []
    return [headers for headers in written.get(name, []) if not mark or mark in headers]


def _master_meanings(name: str) -> Mapping[str, str]:
    more = {
        by_hand.REMEDIES_SHEET: meanings.PLAN,
        _FIRST.sheet: {**meanings.FORM, **_REPORTED, **_HAND_IN_MASTER},
        by_hand.UNMATCHED_SHEET: _HAND,
        CORRECTIONS_SHEET: meanings.CORRECTIONS,
    }
    return {**_HAND, **_RATES, **meanings.MASTER, **more.get(name, {})}


def _sheet(
    name: str, does: str, tables: Iterable[tuple[str, ...]], told: Mapping[str, str]
) -> Iterator[str]:
    yield from ("", f"### {name}", "", does)
    told_here: set[str] = set()
    for headers in tables:
        new = list(dict.fromkeys(each for each in headers if each not in told_here))
        told_here |= set(new)
        if new:
            yield from ("", "| cột | ý nghĩa |", "|---|---|")
            yield from (f"| {_cell(header)} | {_cell(told[header])} |" for header in new)


def _settings() -> Iterator[str]:
    yield from ("", "| thiết lập | mặc định | ý nghĩa |", "|---|---|---|")
    yield f"| {PLAN_START} | | Không có việc nào hoàn thành trước ngày này. |"
    for each in SETTINGS:
        usual = percent(each.default) if each.is_share else number(each.default)
        yield f"| {_cell(each.name)} | {usual} | {_cell(each.meaning)} |"


def _commands(group: click.Group, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield from _command(command, f"{path} {name}")


def _command(command: click.Command, path: str) -> Iterator[str]:
    arguments = [p.metavar or "" for p in command.params if isinstance(p, click.Argument)]
    yield from ("", f"### {' '.join((path, *arguments))}", "", inspect.cleandoc(command.help or ""))
    options = [p for p in command.params if isinstance(p, click.Option)]
    if options:
        yield from ("", "| tùy chọn | ý nghĩa |", "|---|---|")
    for option in options:
        usage = " ".join(filter(None, (", ".join(option.opts), option.metavar)))
        yield f"| `{_cell(usage)}` | {_cell(option.help or '')} |"
    if isinstance(command, Command):
        yield from ("", f"Ghi vào: {command.writes}", "", f"Ví dụ: `{command.example}`")


def _exported() -> Iterator[str]:
    yield from ("", "## Bảng xuất cho hệ thống khác", "", "`par-xl export KỲ`; tên là cố định.")
    for table, columns in {**TABLES, DICTIONARY: DICTIONARY_COLUMNS}.items():
        yield from ("", f"### {table}", "", meanings.EXPORTED[table], "")
        yield from ("| cột | kiểu | ý nghĩa |", "|---|---|---|")
        for column in columns:
            yield f"| `{column.name}` | {column.kind.name} | {_cell(column.meaning)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
