"""A sheet's protection, lifted for a moment and put back as it was."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import xlwings as xw
from pydantic import BaseModel, ConfigDict

from par_xl.terms.errors import ParXlError

_ALLOWED = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)


class HasPasswordError(ParXlError):
    """The sheet's protection can't be lifted without a password."""

    def __init__(self, sheet: str) -> None:
        super().__init__(
            f"Trang «{sheet}» được khóa bằng mật khẩu nên không đánh dấu hay xóa đánh dấu được.",
            "Mở khóa trang: Xem lại (Review) → Bỏ bảo vệ trang tính (Unprotect Sheet), nhập mật "
            "khẩu của người đã khóa, rồi bấm lại nút này.",
        )


class StaysOpenError(ParXlError):
    """The sheet's protection could not be put back."""

    def __init__(self, sheet: str) -> None:
        super().__init__(
            f"Chưa khóa lại được trang «{sheet}» sau khi đánh dấu hay xóa đánh dấu.",
            "Đóng các hộp thoại đang mở của Excel rồi bấm «Xóa đánh dấu»: trang sẽ được khóa lại "
            "như cũ.",
        )


class Protection(BaseModel):
    """What of a sheet is protected, and what is allowed all the same."""

    model_config = ConfigDict(frozen=True)

    contents: bool
    drawings: bool
    scenarios: bool
    interface_only: bool
    selection: int
    allowed: tuple[str, ...]


def read_protection(sheet: xw.Sheet) -> Protection | None:
    """A sheet's protection; None where it has none."""
    native = sheet.api
    if not (native.ProtectContents or native.ProtectDrawingObjects or native.ProtectScenarios):
        return None
    return Protection(
        contents=native.ProtectContents,
        drawings=native.ProtectDrawingObjects,
        scenarios=native.ProtectScenarios,
        interface_only=native.ProtectionMode,
        selection=native.EnableSelection,
        allowed=tuple(name for name in _ALLOWED if getattr(native.Protection, name)),
    )


def protect(sheet: xw.Sheet, protection: Protection) -> None:
    """Protect a sheet as it was, without a password."""
    native = sheet.api
    native.Protect(
        DrawingObjects=protection.drawings,
        Contents=protection.contents,
        Scenarios=protection.scenarios,
        UserInterfaceOnly=protection.interface_only,
        **{name: name in protection.allowed for name in _ALLOWED},
    )
    native.EnableSelection = protection.selection


@contextlib.contextmanager
def lifted(sheet: xw.Sheet) -> Iterator[Any]:
    """Lift a sheet's protection while its cells are marked.

    Raises:
        HasPasswordError: it needs a password.
        StaysOpenError: it could not be put back.
    """
    before = read_protection(sheet)
    if before is not None:
        try:
            # With an empty password given, Excel asks the user for none.
            sheet.api.Unprotect("")
        except Exception as error:
            raise HasPasswordError(sheet.name) from error
    try:
        yield
    finally:
        if before is not None:
            try:
                protect(sheet, before)
            except Exception as error:
                raise StaysOpenError(sheet.name) from error
