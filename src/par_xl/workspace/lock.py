"""One at a time: who works in the folder, since when, and whether that was cut off."""

from __future__ import annotations

import errno
import getpass
import json
import os
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from filelock import FileLock, Timeout

from par_xl.system.files import file_bytes, no_room, settle
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, from_json, to_json, translated
from par_xl.terms.words import moment


@dataclass(frozen=True)
class Holder:
    """Who holds a lock: person, machine, since when (that machine's clock), doing what.

    ``tail`` is the hash of the ledger's last line as they began, None where they did not get that
    far: what the lines after it say may not be carried out yet.
    """

    by: str = N_("không rõ ai")
    host: str = N_("không rõ")
    since: datetime | None = None
    doing: str = N_("làm việc")
    tail: str | None = None

    @classmethod
    def read(cls, kept: bytes) -> Holder:
        """Return what ``kept`` made; texts that were messages are messages again."""
        told = json.loads(kept)
        texts = {name: from_json(told[name]) for name in ("by", "host", "doing") if name in told}
        since = told.get("since")
        return cls(**texts, since=since and datetime.fromisoformat(since), tail=told.get("tail"))

    def kept(self) -> str:
        """Return it as JSON."""
        told = {name: to_json(value) for name, value in vars(self).items()}
        return json.dumps(told, default=datetime.isoformat)

    def described(self) -> str:
        """Who does what since when, in words."""
        message = (
            _("{by} (máy {host}) {doing} từ {since}")
            if self.since
            else _("{by} (máy {host}) {doing}")
        )
        return message.format(
            by=translated(self.by),
            host=translated(self.host),
            doing=translated(self.doing),
            since=moment(self.since, _) if self.since else "",
        )


class BusyError(ParXlError):
    """Somebody else works in the folder just now."""


@dataclass(frozen=True)
class Lock:
    """A working folder's lock. The system lets go of it when its holder ends, however it ends;
    ``holder`` tells people who it is, and is left behind by one that was cut off."""

    path: Path
    holder: Path

    @contextmanager
    def held(self) -> Iterator[Holder | None]:
        """Hold the lock; what is given is whom it was cut off from, if anybody.

        Raises:
            BusyError: somebody else holds it.
            ParXlError: it can't be made.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path, mode=0o666)
            with warnings.catch_warnings():
                # On a share that knows no locks, it says in English that a file serves instead.
                warnings.simplefilter("ignore")
                lock.acquire(timeout=0)
        except Timeout:
            raise self._busy() from None
        except OSError as error:
            raise _not_locked(self.path, error) from error
        try:
            yield self.left_behind()
        finally:
            lock.release()

    def sign(self, doing: str, by: str, tail: str) -> None:
        """Say who holds it."""
        now = datetime.now().astimezone()
        here = Holder(by=by, host=socket.gethostname(), since=now, doing=doing, tail=tail)
        try:
            with self.holder.open("w", encoding="utf-8") as file:
                file.write(here.kept())
                file.flush()
                os.fsync(file.fileno())
            settle({self.holder.parent})
        except OSError as error:
            raise no_room(self.holder, error) from error

    def left_behind(self) -> Holder | None:
        """Who holds it, or was cut off while holding it; None: nobody."""
        try:
            return Holder.read(file_bytes(self.holder))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            # Cut off as it was being written, or none of ours.
            return Holder()

    def _busy(self) -> BusyError:
        who = self.left_behind()
        holder = (who or Holder()).described()
        return BusyError(
            _("Thư mục này đang có người dùng: {told}. Chưa làm được; chưa ghi gì.").format(
                told=holder
            ),
            _(
                "Chờ xong rồi chạy lại. Khóa tự mở khi chương trình bên đó kết thúc hoặc máy đó "
                "tắt; không cần xóa tệp nào."
            ),
        )


def _not_locked(path: Path, error: OSError) -> ParXlError:
    if error.errno not in (errno.ENOLCK, errno.ENOTSUP):
        return no_room(path, error)
    return ParXlError(
        _(
            "Ổ đĩa chứa {parent} không khóa được tệp, nên không biết có ai đang làm cùng lúc."
        ).format(parent=path.parent),
        _("Chép thư mục làm việc sang ổ đĩa của máy này rồi chạy lại."),
    )


def user_name() -> str:
    """Who works here, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # No such name on some locked-down machines.
        return N_("không rõ")
