"""The add-in put into a user's profile."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from par_xl import __version__
from par_xl.app.addin.commands import command
from par_xl.app.addin.look import content_of, is_file, is_folder
from par_xl.app.addin.machine import STORE_PYTHON, Machine
from par_xl.app.addin.profile import (
    addin_path,
    built,
    folders,
    held,
    made_before,
    no_folder,
    record_path,
    remove_strays,
    room,
)
from par_xl.app.addin.settings import (
    INTERPRETER,
    LOG_FOLDER,
    in_sheet,
    own_logs,
    path_of,
    settings_for,
    to_bytes,
)
from par_xl.system.files import write_all
from par_xl.terms.errors import ParXlError


@dataclass(frozen=True)
class Installed:
    """What was installed."""

    addin: Path
    settings: Path
    interpreter: str
    logs: str | None
    version: str
    replaced: bool
    carries_settings: bool
    """Whether the add-in holds the settings itself: VBA cannot read this user's file."""
    excel_runs: bool


def install(machine: Machine) -> Installed:
    """Write add-in and settings; what was there before is replaced.

    Raises:
        ParXlError: no profile, a Python that Excel cannot call, or files that cannot be written;
            then nothing is installed.
    """
    addin = addin_path(machine)
    if machine.from_store:
        message, fix = STORE_PYTHON
        raise ParXlError(_(message), _(fix))
    settings = settings_for(machine)
    logs = settings.get(LOG_FOLDER)
    carried = in_sheet(machine, settings)
    content = built(carried, machine)
    _see_the_way(machine, logs)
    places = (own_logs(machine), machine.user, *folders(machine))
    new = [folder for folder in places if not os.path.lexists(folder)]
    made = sorted({*made_before(machine), *map(str, new)})
    record = {"version": __version__, "made": made}
    needed = {
        record_path(machine): json.dumps(record, ensure_ascii=False).encode(),
        path_of(machine): to_bytes(settings),
    }
    replaced = content_of(addin) is not None
    before = {path: content_of(path) for path in needed}
    try:
        if logs:
            Path(logs).mkdir(parents=True, exist_ok=True)
        write_all(needed)
        # Last: Excel opens it, and what it needs is there by then.
        write_all({addin: content}, room(machine))
    except (OSError, ParXlError) as error:
        remove_strays(machine)
        _put_back(before)
        for folder in new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise _told(error, addin, machine) from (error.__cause__ or error)
    remove_strays(machine)
    return Installed(
        addin=addin,
        settings=path_of(machine),
        interpreter=settings[INTERPRETER],
        logs=logs,
        version=__version__,
        replaced=replaced,
        carries_settings=carried is not None,
        excel_runs=machine.excel_runs,
    )


def _see_the_way(machine: Machine, logs: str | None) -> None:
    """See that no folder lies where a file goes, nor a file where a folder is needed."""
    then = command(machine, "install")
    for file in (addin_path(machine), path_of(machine), record_path(machine)):
        if is_folder(file):
            raise no_folder(file, then)
    for folder in (machine.xlstart, machine.user, *([Path(logs)] if logs else [])):
        for part in (folder, *folder.parents):
            if is_file(part):
                raise ParXlError(
                    _("{path} là một tệp, trong khi ở đó phải là một thư mục.").format(path=part),
                    _(
                        "Chuyển tệp đó đi chỗ khác, đổi tên hoặc xóa nó; sau đó chạy lại: "
                        "«{command}»."
                    ).format(command=then),
                )


def _put_back(before: Mapping[Path, bytes | None]) -> None:
    for path, content in before.items():
        with contextlib.suppress(OSError, ParXlError):
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_all({path: content})


def _told(error: OSError | ParXlError, addin: Path, machine: Machine) -> ParXlError:
    if isinstance(error, OSError):
        return ParXlError(
            _("Không tạo được thư mục {path}.").format(path=error.filename),
            _("Kiểm tra quyền ghi và dung lượng đĩa rồi chạy lại: «{command}».").format(
                command=command(machine, "install")
            ),
        )
    cause = error.__cause__
    if isinstance(cause, PermissionError) and Path(str(cause.filename)).parent == addin.parent:
        return held(addin, "install", machine)
    return error
