"""What buttons ask: which working folder, which period."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path

from par_xl import workspace
from par_xl.app.excel.session import LONGEST_PROMPT, Excel, file_of
from par_xl.app.user_folder import user_folder
from par_xl.plan.model import Period
from par_xl.system.files import write_all
from par_xl.terms.errors import ParXlError
from par_xl.terms.text import fold
from par_xl.workspace.layout import Folder, folder_above

_SHOWN = 6
"""Periods that a question lists."""
_LONGEST_NAME = 200


def folder_at_hand(excel: Excel) -> Folder | None:
    """The working folder of the workbook in front, else the one used last."""
    book = excel.app.books.active
    path = file_of(book) if book.api is not None else None
    return (path and _folder_above(path)) or _remembered()


def ask_folder(excel: Excel, *, may_make: bool = False) -> Folder:
    """The working folder that the user picks; it is remembered.

    *may_make*: offer to make one where there is no plan.

    Raises:
        Cancelled: none was picked.
        ParXlError: there is no plan in it, or something of it is a link.
    """
    at_hand = folder_at_hand(excel)
    picked = excel.pick_folder(
        "Chọn thư mục làm việc (thư mục có ke-hoach.xlsx)", at_hand.root if at_hand else None
    )
    folder = None
    with contextlib.suppress(OSError, ValueError):
        folder = folder_above(picked)
    if folder is None and may_make:
        question = (
            f"Thư mục {picked} chưa có kế hoạch (ke-hoach.xlsx).\n\nTạo thư mục làm việc mới ở đây "
            "với kế hoạch mẫu?"
        )
        if excel.confirm(question):
            folder = workspace.init(picked)
    if folder is None:
        raise ParXlError(
            f"Thư mục {picked} không phải thư mục làm việc: không có ke-hoach.xlsx.",
            "Bấm lại nút này và chọn thư mục có tệp ke-hoach.xlsx; chưa có thì bấm «Tạo biểu mẫu» "
            "để tạo thư mục mới.",
        )
    remember(folder)
    return folder


def remember(folder: Folder) -> None:
    """Begin with this folder next time."""
    content = json.dumps({"folder": str(folder.root)}, ensure_ascii=False)
    # A profile that can't be written must not stop the work.
    with contextlib.suppress(ParXlError):
        write_all({_memory(): content.encode()})


def ask_forms(excel: Excel) -> tuple[str | None, bool]:
    """Which forms are to be made: the unit as it was typed, None for each; and whether the standard
    form.

    Raises:
        Cancelled: the question was closed.
    """
    answer = ""
    while not answer:
        answer = excel.ask(
            "Lập biểu mẫu nào?\n1. Mỗi đơn vị một biểu mẫu\n2. Biểu mẫu chuẩn dùng chung\n"
            "Hoặc gõ mã hay tên của một đơn vị.",
            "1",
        )
    return (None if answer in ("1", "2") else answer[:_LONGEST_NAME]), answer == "2"


def ask_period(excel: Excel, periods: list[Period], today: date | None = None) -> Period:
    """The period that the user chooses, by its code or by its number in the list.

    Raises:
        Cancelled: the question was closed.
    """
    today = today or date.today()  # noqa: DTZ011 - the office's own day
    # People work on the period whose reports are due, shortly before that day and after.
    nearest = min(range(len(periods)), key=lambda n: abs(periods[n].send_before - today))
    first = max(0, min(nearest - 1, len(periods) - _SHOWN))
    shown = periods[first : first + _SHOWN]
    problem = ""
    while True:
        question = f"{problem}Kỳ báo cáo nào? Gõ số thứ tự hoặc mã kỳ."
        room = (LONGEST_PROMPT - len(question)) // len(shown) - 1
        for n, each in enumerate(shown, start=1):
            question += f"\n{_cut(f'{n}. {each.code}: {each.name}', room)}"
        answer = excel.ask(question, periods[nearest].code)
        by_number = {str(n): period for n, period in enumerate(shown, start=1)}
        by_code = {fold(period.code): period for period in periods}
        found = by_number.get(answer) or by_code.get(fold(answer))
        if found is not None:
            return found
        problem = f"Không có kỳ «{_cut(answer, 20)}».\n"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _remembered() -> Folder | None:
    try:
        folder = Path(json.loads(_memory().read_bytes())["folder"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return _folder_above(folder / "-")


def _memory() -> Path:
    return user_folder() / "nho.json"


def _folder_above(path: Path) -> Folder | None:
    try:
        return folder_above(path.parent)
    except (ParXlError, OSError, ValueError):
        # A share that is gone, a folder with links; or a path that no system takes.
        return None
