"""The places in a user's profile that an installation touches, and what holds them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from par_xl.addin.identity import ADDIN
from par_xl.addin.machine import Machine
from par_xl.addin.settings import shared_logs
from par_xl.errors import ParXlError


def addin_path(machine: Machine) -> Path:
    """Where the add-in lies; ParXlError where there is no profile."""
    return machine.xlstart / ADDIN


def record_path(machine: Machine) -> Path:
    """What the installation remembers: the folders that were not there before."""
    return machine.user / "cai-dat.json"


def folders(machine: Machine) -> Iterator[Path]:
    """The folders that an installation may have to make outside the user's own, inner first."""
    for folder in (machine.xlstart, *machine.xlstart.parents):
        if folder == machine.appdata:
            break
        yield folder
    logs = shared_logs(machine)
    if logs:
        yield from (logs, logs.parent)


def made_before(machine: Machine) -> frozenset[str]:
    """The folders that installing made, as it wrote them down."""
    try:
        return frozenset(json.loads(record_path(machine).read_bytes())["made"])
    except (OSError, ValueError, TypeError, KeyError):
        return frozenset()


def remove_strays(machine: Machine) -> None:
    """Files half written when the computer went off: Excel would open them at every start."""
    for path in machine.xlstart.glob(".par-xl-*.xlam"):
        with contextlib.suppress(OSError):
            path.unlink()


def held(addin: Path, command: str, machine: Machine) -> ParXlError:
    """What to do when Windows refuses to replace or delete the add-in."""
    if machine.excel_runs:
        return ParXlError(
            f"Excel đang mở phần bổ trợ {addin} nên Windows không cho thay hoặc xóa.",
            f"Lưu các tệp, đóng Excel rồi chạy lại: {command}",
        )
    return ParXlError(
        f"Windows không cho thay hoặc xóa {addin}: tệp bị chương trình khác giữ, hoặc là tệp chỉ "
        "đọc.",
        "Đóng Excel nếu đang mở; nhấn chuột phải vào tệp, chọn Thuộc tính (Properties), bỏ chọn "
        f"Chỉ đọc (Read-only); hoặc khởi động lại máy. Rồi chạy lại: {command}",
    )
