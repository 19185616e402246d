"""``tiep-nhan.xlsx``, the register of what came in, and on which day each file did: people may
correct it, and it decides.

A receipt is bytes that came in at some time. A row of the register has their hash, and people may
correct its day; a row that was lost keeps the day that the ledger has. The same bytes are the same
receipt wherever they lie, renamed, swapped or put back; sent once more, or copied beside, they are
another one."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from par_xl.ledger import Correction, Kind, LedgerFile, LedgerLine
from par_xl.merge.result import SubmissionPart
from par_xl.system.files import read_file
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import cell_name
from par_xl.terms.messages import translated
from par_xl.terms.text import Cell as Typed
from par_xl.terms.text import as_text, fold, read_day
from par_xl.workbooks.book import UnreadableFileError
from par_xl.workbooks.look import Look
from par_xl.workbooks.reader import read_edited
from par_xl.workbooks.sheet import Value
from par_xl.workbooks.writing import Book, Cell, TableColumn, set_up_print

SHEET = "Tiếp nhận"
LATE = "Nhận sau khi chốt kỳ, không tính"
"""The note of a file that came after its period was closed."""
_WIDTHS = {
    "Kỳ": 10.0,
    "Tệp": 50.0,
    "Đơn vị": 14.0,
    "Ngày nhận": 14.0,
    "Hình thức": 16.0,
    "Số văn bản": 22.0,
    "Ghi chú": 40.0,
}
_HASH = "Mã băm"
"""The hidden column; people may lose it, and the register is read without it."""


def _day(value: Typed) -> date:
    found = read_day(value)
    if found is None:
        raise PydanticCustomError("day", "no day")
    return found


def _hash(value: Typed) -> str:
    """Read it; a damaged one is none."""
    text = as_text(value).lower()
    return text if re.fullmatch("[0-9a-f]{64}", text) else ""


_Text = Annotated[str, BeforeValidator(as_text)]


class Receipt(BaseModel):
    """One received file; ``others`` holds columns that people added.

    ``sha256`` is the hash of its bytes; empty in a row that people typed.
    """

    model_config = ConfigDict(frozen=True)

    period: _Text = Field(alias="Kỳ")
    file: _Text = Field(alias="Tệp")
    unit: _Text = Field(alias="Đơn vị")
    received_on: Annotated[date, BeforeValidator(_day)] = Field(alias="Ngày nhận")
    way: _Text = Field(default="", alias="Hình thức")
    document: _Text = Field(default="", alias="Số văn bản")
    note: _Text = Field(default="", alias="Ghi chú")
    sha256: Annotated[str, BeforeValidator(_hash)] = Field(default="", alias=_HASH)
    others: dict[str, str | float | bool | date | None] = Field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """The register as read, and what this merge adds to it."""

    receipts: tuple[Receipt, ...] = ()
    extra_headers: tuple[str, ...] = field(default=())

    def with_new(self, receipts: Iterable[Receipt]) -> Register:
        """Return the register with rows added at its end."""
        return replace(self, receipts=(*self.receipts, *receipts))

    def without_late(self, period: str) -> Register:
        """Return the register where a period's files are no longer noted as late: it is open
        again."""
        receipts = (
            each.model_copy(update={"note": ""})
            if (each.period, each.note) == (period, LATE)
            else each
            for each in self.receipts
        )
        return replace(self, receipts=tuple(receipts))


def read_register(path: Path) -> Register:
    """Read the register; empty when there is none yet.

    Raises:
        ParXlError: it cannot be read, or a row's day of receipt is no day.
    """
    if not os.path.lexists(path):
        return Register()
    try:
        book = read_edited(read_file(path), path.name)
        # Whatever it is called, where there is but one.
        found = [rows for name, rows in book.items() if fold(name) == fold(SHEET)]
        found = found or (list(book.values()) if len(book) == 1 else [])
        rows = found[0] if found else []
    except UnreadableFileError as error:
        raise ParXlError(
            _("Không đọc được {name}: {error}.").format(
                name=path.name, error=translated(error.why)
            ),
            _("Mở tệp bằng Excel, lưu lại dạng .xlsx rồi chạy lại."),
        ) from error
    if not found:
        raise ParXlError(
            _("{name} không có trang “{sheet}”.").format(name=path.name, sheet=SHEET),
            _(
                "Đổi tên trang ghi các tệp đã nhận thành “{sheet}”, lưu rồi chạy lại; nếu trang đó "
                "đã mất thì chép lại tệp từ bản sao lưu. Nếu không có bản nào: chuyển tệp này đi, "
                "chạy lại, rồi ghi lại những ngày nhận đã sửa."
            ).format(sheet=SHEET),
        )
    header, *rows = rows or [()]
    headers = [as_text(cell) for cell in header]
    names = {fold(header): header for header in (*_WIDTHS, _HASH)}
    columns = {names[fold(h)]: place for place, h in enumerate(headers) if fold(h) in names}
    missing = [header for header in _WIDTHS if header not in columns]
    if missing:
        raise ParXlError(
            _("{name}: thiếu cột “{names}”.").format(name=path.name, names="”, “".join(missing)),
            _("Ghi lại tiêu đề cột đó ở hàng 1, đúng từng chữ, lưu rồi chạy lại."),
        )
    extra = {h: place for place, h in enumerate(headers) if h and fold(h) not in names}
    receipts = []
    for number, row in enumerate(rows, start=1):
        row += (None,) * (len(headers) - len(row))
        cells = {header: row[place] for header, place in columns.items()}
        if all(cell is None for header, cell in cells.items() if header != _HASH):
            continue
        others = {header: row[place] for header, place in extra.items()}
        try:
            receipts.append(Receipt.model_validate({**cells, "others": others}))
        except ValidationError as error:
            cell = cell_name(number, columns["Ngày nhận"])
            raise ParXlError(
                _("{name}, ô {cell}: “{value}” không phải là ngày.").format(
                    name=path.name, cell=cell, value=as_text(cells["Ngày nhận"])
                ),
                _("Nhập ngày nhận dạng ngày/tháng/năm, ví dụ 07/6/2024, lưu rồi chạy lại."),
            ) from error
    return Register(tuple(receipts), tuple(extra))


def write_register(register: Register) -> bytes:
    """Return the register as a workbook, people's corrections and columns kept."""
    book = Book("Sổ tiếp nhận báo cáo")
    sheet = book.sheet(SHEET)
    columns = [TableColumn(header, width) for header, width in _WIDTHS.items()]
    columns += [TableColumn(header, 16) for header in register.extra_headers]
    columns.append(TableColumn(_HASH, 12, hidden=True))
    text, day = Look(number_format="@"), Look(number_format="dd/mm/yyyy", align="center")
    # Nobody sees it: it makes no row higher.
    hidden = text.with_(wrap=False)
    rows = []
    for receipt in register.receipts:
        typed = receipt.model_dump(by_alias=True)
        values: list[Value] = [typed[header] or None for header in _WIDTHS]
        values += [receipt.others.get(header) for header in register.extra_headers]
        cells = [Cell(v, day if isinstance(v, date) else text) for v in values]
        rows.append([*cells, Cell(receipt.sha256 or None, hidden)])
    after = book.table(sheet, 0, columns, rows, grows=True)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, after - 1), len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{after}"})
    set_up_print(sheet, 0)
    return book.content()


Present = tuple[str, date | None]
"""What lies under a name: a hash of its bytes, and the day on which it was last changed."""


@dataclass
class _Known:
    """What the ledger knows of bytes that came in."""

    last: LedgerFile | None = None
    days: Counter[date] = field(default_factory=Counter)
    """The day of each of their receipts."""
    day_under: dict[str, date] = field(default_factory=dict)
    """Their last day under each name."""
    changed: set[date | None] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)
    """Hashes of what lay before under a name of theirs."""


class Receipts:
    """What came in for one period. Which files lie there now it knows from ``follow``."""

    def __init__(self, register: Register, lines: Sequence[LedgerLine], period: str) -> None:
        self._all_rows, self._period = register, period
        self._known: dict[str, _Known] = defaultdict(_Known)
        self._present: dict[str, Present] = {}
        self._under: dict[str, list[str]] = defaultdict(list)
        """What lay under a name, one hash after the other."""
        for line in lines:
            if line.period == period and line.kind in (Kind.MERGE, Kind.LATE):
                self._record(line)
        self._rows: dict[str, list[int]] = defaultdict(list)
        """Places in the register of each hash's rows."""
        self._typed: dict[str, list[int]] = defaultdict(list)
        """Those of rows without a hash, by the name in them."""
        for number, row in enumerate(register.receipts):
            if row.period == period:
                (self._rows[row.sha256] if row.sha256 else self._typed[row.file]).append(number)
        for sha256, known in self._known.items():
            if known.last:
                self._mend(sha256, known)
        self._row_of: dict[str, int] = {}
        self._day_of: dict[str, date] = {}

    @property
    def register(self) -> Register:
        """The register, with the hashes of rows that had none or had another row's."""
        receipts = list(self._all_rows.receipts)
        hashes = [("", rows) for rows in self._typed.values()]
        for sha256, rows in (*hashes, *self._rows.items()):
            for number in rows:
                receipts[number] = receipts[number].model_copy(update={"sha256": sha256})
        return replace(self._all_rows, receipts=tuple(receipts))

    def with_new(self, files: Iterable[SubmissionPart | LedgerFile], note: str = "") -> Register:
        """Return the same with rows for files that have none yet."""
        new = sorted((e for e in files if not self.has_row(e.file)), key=lambda e: Path(e.file))
        return self.register.with_new(
            Receipt.model_validate(
                {
                    "Kỳ": self._period,
                    "Tệp": file.file,
                    "Đơn vị": file.unit or "",
                    "Ngày nhận": file.received_on,
                    "Ghi chú": note,
                    _HASH: file.sha256,
                }
            )
            for file in new
        )

    def follow(self, files: Mapping[str, Present]) -> None:
        """See which receipts the files are that lie there now, by name, and find their days."""
        same: dict[str, list[str]] = defaultdict(list)
        for file, (sha256, _day) in sorted(files.items()):
            same[sha256].append(file)
        for sha256, names in same.items():
            self._find(sha256, names, files)
        self._see(files)

    def see_one(self, file: str, present: Present) -> None:
        """Take in one file, as if nothing else had changed since the last merge."""
        self.follow({**self._present, file: present})

    def day(self, file: str) -> date | None:
        """Return the day on which what lies under that name came; None if it is received anew."""
        return self._day_of.get(file)

    def has_row(self, file: str) -> bool:
        """Whether the register has that receipt."""
        return file in self._row_of

    def unit(self, file: str) -> str:
        """Return whose the register says it is; empty where it says nothing."""
        return self._row(self._row_of[file]).unit if file in self._row_of else ""

    def earlier(self, file: str, unit: str) -> Iterator[date]:
        """Days of the unit's contents, not refused, whose place that file took."""
        sha256, _ = self._present[file]
        for old in self._known[sha256].replaced:
            known = self._known[old]
            if known.last and known.last.unit == unit and not known.last.refused:
                days = self._days(old) or known.days
                own = [self._day_of[file]] if old == sha256 and file in self._day_of else []
                yield from (days - Counter(own)).elements()

    def corrected(self) -> Iterator[Correction]:
        """Days that people corrected in the register and the ledger does not have yet."""
        name_of = {number: file for file, number in self._row_of.items()}
        for sha256, known in self._known.items():
            if known.last is None:
                continue
            days = self._days(sha256)
            gone = sorted((known.days - days).elements(), reverse=True)
            new = sorted((days - known.days).elements(), reverse=True)
            names = {self._row(n).received_on: name_of.get(n) for n in self._rows[sha256]}
            for before, after in zip(gone, new, strict=False):
                yield Correction(names[after] or known.last.file, before, after, sha256)

    def _record(self, line: LedgerLine) -> None:
        """Take over what a line says: a merge's of all files, else of late ones only."""
        files = {each.file: (each.sha256, each.changed_on) for each in line.files}
        self._see(files if line.kind is Kind.MERGE else {**self._present, **files})
        for each in line.corrected:
            self._known[each.sha256].days.subtract([each.before])
            self._known[each.sha256].days.update([each.after])
        came: dict[str, Counter[date]] = defaultdict(Counter)
        for file in line.files:
            came[file.sha256][file.received_on] += 1
            known = self._known[file.sha256]
            known.last = file
            known.day_under[_name(file.file)] = file.received_on
        for sha256, days in came.items():
            # Receipts that were there before, or new ones.
            self._known[sha256].days |= days

    def _see(self, files: Mapping[str, Present]) -> None:
        """Note what lies under each name now, and what lay there before."""
        for file, (sha256, changed_on) in files.items():
            known, under = self._known[sha256], self._under[_name(file)]
            known.changed.add(changed_on)
            if not self._lies(file, sha256):
                known.replaced.update(under, *(self._known[old].replaced for old in under))
                under.append(sha256)
        self._present = dict(files)

    def _lies(self, file: str, sha256: str) -> bool:
        return file in self._present and self._present[file][0] == sha256

    def _mend(self, sha256: str, known: _Known) -> None:
        """Take the hash from rows that people copied, and give it to those that lost it."""

        def is_own(number: int) -> tuple[bool, bool]:
            row = self._row(number)
            return row.file not in known.day_under, row.received_on not in known.days

        rows = self._rows[sha256] = sorted(self._rows[sha256], key=is_own)
        for number in rows[known.days.total() :]:
            self._typed[self._row(number).file].append(number)
        del rows[known.days.total() :]
        for name in known.day_under:
            for number in list(self._typed[name]):
                if (known.days - self._days(sha256))[self._row(number).received_on] > 0:
                    self._typed[name].remove(number)
                    rows.append(number)

    def _find(self, sha256: str, names: Sequence[str], files: Mapping[str, Present]) -> None:
        """Find the receipts of files with the same bytes, each with its row if there is one."""
        known, rows = self._known[sha256], list(self._rows[sha256])
        lay = any(each == sha256 for each, _ in self._present.values())

        def is_known(file: str) -> bool:
            is_last = self._under[_name(file)][-1:] == [sha256]
            return not known.last or lay or is_last or files[file][1] in known.changed

        came = max(known.days.total(), len(rows))
        found = sorted(filter(is_known, names), key=lambda file: not self._lies(file, sha256))
        lost = known.days - self._days(sha256)
        for is_own_name in (True, False):
            for file in found[:came]:
                day = known.day_under.get(_name(file))
                fitting = [n for n in rows if not is_own_name or self._row(n).file == _name(file)]
                if file not in self._row_of and fitting:
                    best = max(fitting, key=lambda n: self._order(n, day))
                    rows.remove(best)
                    self._take(file, best)
        for file in found[:came]:
            if file not in self._row_of and (days := +lost):
                day = known.day_under.get(_name(file))
                self._day_of[file] = day if day and day in days else max(days)
                lost[self._day_of[file]] -= 1
        for file in names:
            if file not in self._row_of and (typed := self._typed[_name(file)]):
                # Of several that people entered ahead, the last one.
                best = max(typed, key=lambda n: self._row(n).received_on)
                typed.remove(best)
                self._rows[sha256].append(best)
                self._take(file, best)

    def _order(self, number: int, day: date | None) -> tuple[bool, date]:
        received_on = self._row(number).received_on
        return received_on == day, received_on

    def _take(self, file: str, number: int) -> None:
        self._row_of[file], self._day_of[file] = number, self._row(number).received_on

    def _row(self, number: int) -> Receipt:
        return self._all_rows.receipts[number]

    def _days(self, sha256: str) -> Counter[date]:
        return Counter(self._row(number).received_on for number in self._rows[sha256])


def _name(file: str) -> str:
    """Return a file's name as a register has it: Excel's cells know no letters apart from their
    marks."""
    return as_text(file)
