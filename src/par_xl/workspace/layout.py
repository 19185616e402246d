"""Names of everything in the working folder (contract, section 2)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path, PurePath

from par_xl.system.paths import inside, too_long, whole
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import PLAN_FILE

REGISTER_FILE = "tiep-nhan.xlsx"
_OWN = ".par-xl"
_TOP = (PLAN_FILE, REGISTER_FILE, "bieu-mau", "da-nop", "tra-lai", "tong-hop", "bao-cao", _OWN)
LONGEST_WITHIN = 80
"""Letters that a kept file's name takes below a working folder, the longest of those that every
folder has. So all fits where Excel, too, opens the forms: it takes 218 letters, and not more."""


@dataclass(frozen=True)
class Results:
    """The files that one merge writes, beside each other in a folder."""

    folder: Path
    period: str

    @property
    def master(self) -> Path:
        """The consolidated workbook."""
        return inside(self.folder, f"{self.period}.xlsx")

    @property
    def json(self) -> Path:
        """The same results for programs: a ``par_xl.merge.result.Result``."""
        return inside(self.folder, f"{self.period}.json")

    @property
    def entries(self) -> Path:
        """Too many for the JSON, they lie here."""
        return inside(self.folder, f"{self.period}.parquet")

    @property
    def all(self) -> tuple[Path, ...]:
        """Everything that a merge may write here; not all of it has to be there."""
        return self.json, self.master, self.entries


@dataclass(frozen=True)
class Folder:
    """A working folder; ``ke-hoach.xlsx`` marks it."""

    root: Path

    def place(self, *names: str | PurePath) -> Path:
        """Where something lies in it: every path of a working folder is made here.

        Raises:
            ValueError, ParXlError: that would be elsewhere, as ``inside`` has it.
        """
        return inside(self.root, *names)

    @property
    def plan(self) -> Path:
        """The plan workbook, which people edit."""
        return self.place(PLAN_FILE)

    @property
    def register(self) -> Path:
        """The register of what came in; people may correct it."""
        return self.place(REGISTER_FILE)

    def forms(self, period: str) -> Path:
        """Return the folder of the forms to send out for a period, by its code (2024-06)."""
        return self.place("bieu-mau", period)

    def form(self, period: str, unit: str) -> Path:
        """Return a unit's form, by the codes of period and unit."""
        return self.place("bieu-mau", period, f"{unit}_{period}.xlsx")

    def standard_form(self, period: str) -> Path:
        """Return the one form for everybody."""
        return self.place("bieu-mau", period, "chuan", "bieu-mau-chuan.xlsx")

    @property
    def inbox(self) -> Path:
        """What came back, by period."""
        return self.place("da-nop")

    def submitted(self, period: str) -> Path:
        """Return what came back for a period: any file names, any depth."""
        return self.place("da-nop", period)

    @property
    def returned(self) -> Path:
        """Checked forms to hand back, by period."""
        return self.place("tra-lai")

    def documents(self, period: str) -> Path:
        """Report, reminders and page of a period."""
        return self.place("bao-cao", period)

    @property
    def own(self) -> Path:
        """What people need not look into."""
        return self.place(_OWN)

    @property
    def ledger(self) -> Path:
        """Who merged, closed and undid what: a line each, chained."""
        return self.place(_OWN, "ledger.jsonl")

    @property
    def returns_record(self) -> Path:
        """What each form handed back was made from."""
        return self.place(_OWN, "tra-lai.json")

    @property
    def lock(self) -> Path:
        """The file that the system locks while somebody works here."""
        return self.place(_OWN, "khoa")

    @property
    def holder(self) -> Path:
        """Who holds the lock."""
        return self.place(_OWN, "nguoi-dung.json")

    @property
    def store(self) -> Path:
        """Received files, plans and results, by content."""
        return self.place(_OWN, "kho")

    def rebuilt(self, period: str, number: int) -> Results:
        """Where a merge that stands in the ledger is rebuilt."""
        return Results(self.place("tong-hop", "dung-lai", f"{period}_lan-{number}"), period)

    @property
    def merged(self) -> Path:
        """What merges write."""
        return self.place("tong-hop")

    def results(self, period: str) -> Results:
        """Return what a merge of a period writes."""
        return Results(self.merged, period)

    def name(self, path: Path) -> str:
        """Return a path's name in the ledger: relative to here, with forward slashes."""
        return path.relative_to(self.root).as_posix()


def usable(root: Path) -> Folder:
    """Return the folder *root*, seen at once, not when half of the work is done, to be one that can
    be worked in.

    Raises:
        ParXlError: Windows doesn't take all names in it, or something on top is a link.
    """
    folder = Folder(whole(root))
    if error := too_long(folder.root, more=LONGEST_WITHIN):
        raise error
    for name in _TOP:
        folder.place(name)
    return folder


def open_folder(root: Path) -> Folder:
    """Return the working folder *root*.

    Raises:
        ParXlError: there is no ``ke-hoach.xlsx`` in it, or it is none to be worked in.
    """
    folder = usable(root)
    if not os.path.lexists(folder.plan):
        raise ParXlError(
            _("Thư mục {root} không có {plan}.").format(root=root, plan=PLAN_FILE),
            _("Kiểm tra lại --folder; tạo thư mục mới bằng: par-xl init TÊN_THƯ_MỤC."),
        )
    return folder


def folder_above(start: Path) -> Folder | None:
    """Return the working folder that *start* lies in, as git finds a repository; None: in none.

    Raises:
        ParXlError: it is none to be worked in.
    """
    start = whole(start)
    for root in (start, *start.parents):
        if os.path.lexists(root / PLAN_FILE):
            return usable(root)
    return None


def find_folder(start: Path) -> Folder:
    """Return the same.

    Raises:
        ParXlError: there is none from *start* upwards, or it is none to be worked in.
    """
    if found := folder_above(start):
        return found
    raise ParXlError(
        _("Không thấy {plan} trong {start} và các thư mục cấp trên.").format(
            plan=PLAN_FILE, start=whole(start)
        ),
        _(
            "Chuyển vào thư mục làm việc, hoặc thêm --folder ĐƯỜNG_DẪN; tạo thư mục mới bằng: "
            "par-xl init TÊN_THƯ_MỤC."
        ),
    )


def not_listed(folder: Path | str) -> ParXlError:
    """Return what is said of a folder that can't be looked into."""
    return too_long(Path(folder)) or ParXlError(
        _("Không xem được thư mục {folder}.").format(folder=folder),
        _("Kiểm tra quyền đọc thư mục đó và ổ đĩa mạng rồi chạy lại."),
    )
