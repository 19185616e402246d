"""A sheet's protection as Excel's object model shows it.

In the file ``formatCells="1"`` and its like mean locked; in the object model
``AllowFormattingCells`` means free.
"""

# ruff: noqa: N802

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from openpyxl.utils.protection import hash_password
from openpyxl.worksheet.protection import SheetProtection

from .com import Com, ComError

if TYPE_CHECKING:
    from .sheet import FakeSheet

ALLOWED = {
    "AllowFormattingCells": "formatCells",
    "AllowFormattingColumns": "formatColumns",
    "AllowFormattingRows": "formatRows",
    "AllowInsertingColumns": "insertColumns",
    "AllowInsertingRows": "insertRows",
    "AllowInsertingHyperlinks": "insertHyperlinks",
    "AllowDeletingColumns": "deleteColumns",
    "AllowDeletingRows": "deleteRows",
    "AllowSorting": "sort",
    "AllowFiltering": "autoFilter",
    "AllowUsingPivotTables": "pivotTables",
}
"""Excel's name of a permission → the file's name of the lock; in the order of ``Protect``."""

NO_RESTRICTIONS, UNLOCKED_CELLS, NO_SELECTION = 0, 1, -4142
REFUSED = (
    "The cell or chart you're trying to change is on a protected sheet. "
    "To make a change, unprotect the sheet."
)


class Permissions(Com):
    """``Worksheet.Protection``: what may be done although the sheet is protected."""

    def __init__(self, state: SheetProtection) -> None:
        self.state = state

    def _allows(self, name: str) -> bool:
        return not getattr(self.state, ALLOWED[name])

    @property
    def AllowFormattingCells(self) -> bool:
        return self._allows("AllowFormattingCells")

    @property
    def AllowFormattingColumns(self) -> bool:
        return self._allows("AllowFormattingColumns")

    @property
    def AllowFormattingRows(self) -> bool:
        return self._allows("AllowFormattingRows")

    @property
    def AllowInsertingColumns(self) -> bool:
        return self._allows("AllowInsertingColumns")

    @property
    def AllowInsertingRows(self) -> bool:
        return self._allows("AllowInsertingRows")

    @property
    def AllowInsertingHyperlinks(self) -> bool:
        return self._allows("AllowInsertingHyperlinks")

    @property
    def AllowDeletingColumns(self) -> bool:
        return self._allows("AllowDeletingColumns")

    @property
    def AllowDeletingRows(self) -> bool:
        return self._allows("AllowDeletingRows")

    @property
    def AllowSorting(self) -> bool:
        return self._allows("AllowSorting")

    @property
    def AllowFiltering(self) -> bool:
        return self._allows("AllowFiltering")

    @property
    def AllowUsingPivotTables(self) -> bool:
        return self._allows("AllowUsingPivotTables")


def has_password(state: SheetProtection) -> bool:
    return bool(state.password or state.hashValue)


def fits(state: SheetProtection, password: str) -> bool:
    """Whether that password takes the protection off; any does where there is none."""
    if state.hashValue:
        return _modern_hash(state, password) == str(state.hashValue)
    if state.password:
        return bool(hash_password(password).zfill(4) == str(state.password).upper().zfill(4))
    return True


def _modern_hash(state: SheetProtection, password: str) -> str:
    """The salted hash of Excel 2013 and later (ISO/IEC 29500, sheetProtection)."""
    algorithm = (state.algorithmName or "SHA-512").replace("-", "")
    salt = base64.b64decode(state.saltValue or "")
    digest = hashlib.new(algorithm, salt + password.encode("utf-16-le")).digest()
    for turn in range(state.spinCount or 0):
        digest = hashlib.new(algorithm, digest + turn.to_bytes(4, "little")).digest()
    return base64.b64encode(digest).decode()


def protect(
    state: SheetProtection,
    password: str | None,
    objects: bool,
    contents: bool,
    scenarios: bool,
    allowed: dict[str, bool],
) -> None:
    """Set all of a sheet's protection; *allowed* by Excel's names.

    Raises:
        ComError: it is protected with another password.
    """
    if state.sheet and not fits(state, password or ""):
        raise ComError("The password you supplied is not correct.")
    state.sheet, state.objects, state.scenarios = contents, objects, scenarios
    for name, free in allowed.items():
        setattr(state, ALLOWED[name], not free)
    forget_password(state)
    if password:
        state.password = password


def forget_password(state: SheetProtection) -> None:
    state._password = None  # type: ignore[attr-defined]
    state.algorithmName = state.hashValue = state.saltValue = state.spinCount = None


class Guard:
    """Refuses, as Excel does, what a sheet's protection forbids."""

    def __init__(self, sheet: FakeSheet) -> None:
        self.state: SheetProtection = sheet.worksheet.protection
        self.sheet = sheet

    @property
    def open(self) -> bool:
        """Macros may do anything: not protected, or against the user's hands alone."""
        return not self.state.sheet or self.sheet.user_interface_only

    def value(self, locked: bool) -> None:
        if not self.open and locked:
            raise ComError(REFUSED)

    def format(self) -> None:
        if not self.open and self.state.formatCells:
            raise ComError(REFUSED)

    def objects(self) -> None:
        if self.state.objects and not self.sheet.user_interface_only:
            raise ComError(REFUSED)
