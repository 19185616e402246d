"""Workers on a Dask cluster: forms go to them by content. One that dies loses nothing: its forms
go to another, or are done in this process.

Whoever reaches a scheduler runs programs on all that is connected to it: ``docs/at-scale.md``.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future, wait
from contextlib import contextmanager
from functools import lru_cache
from gettext import gettext as _
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from par_xl import __version__
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.workspace.workers import Context

_CONNECTING = 10.0
_ANSWERING = 30.0
"""Seconds that a scheduler, or a worker that is asked something small, may take to answer."""
_LOOKING = 5.0
_WITHOUT_WORKERS = 120.0
"""Seconds after which nobody expects another worker to come in the place of those that died."""
_NOISY = ("distributed", "distributed.client", "distributed.gc", "tornado.application")
_WITHOUT = N_("hoặc bỏ --scheduler để làm trên máy này")


# --- On a worker


def _program() -> tuple[str, str]:
    """A hash of this program, and its Python: what is sent is read only by the same."""
    digest, root = hashlib.sha256(), Path(__file__).parents[1]
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest(), ".".join(map(str, sys.version_info[:2]))


PROGRAM = _program()
"""What whoever is to help is asked for, by its name."""
_PROGRAM_NAME = f"{__name__}:PROGRAM"


class OtherProgramError(Exception):
    """A worker that came later is no help: it runs another program."""


def work_there(program: tuple[str, str], context: bytes, work: bytes) -> Any:
    """Work on what was sent."""
    if program != PROGRAM:
        from distributed import get_worker

        raise OtherProgramError(get_worker().address)
    what, *item = pickle.loads(work)
    return what(_unpacked(context), *item)


@lru_cache(maxsize=2)
def _unpacked(context: bytes) -> Context:
    unpacked: Context = pickle.loads(context)
    return unpacked


# --- Here


class _LostError(BrokenExecutor):
    """The cluster is gone, or does not get on."""


class _Answer(Future[Any]):
    """What a cluster answers one day; meanwhile *look* sees that it still can."""

    def __init__(self, there: Future[Any], look: Callable[[], None]) -> None:
        super().__init__()
        self._there, self._look = there, look

    def done(self) -> bool:
        """Whether it has answered."""
        return self._there.done()

    def result(self, timeout: float | None = None) -> Any:
        """Wait for it."""
        from distributed import KilledWorker

        try:
            while not wait([self._there], _LOOKING).done:
                self._look()
            return self._there.result()
        except OtherProgramError as error:
            raise _other_program([str(error)]) from error
        except (OSError, CancelledError, KilledWorker) as error:
            raise _LostError from error


class Cluster:
    """The workers of a cluster; *width* tasks are worked on at once."""

    def __init__(self, client: Any, scheduler: str, context: Context) -> None:
        self._client = client
        self._scheduler = scheduler
        self._alone_since: float | None = None
        self._dask = client.get_executor(pure=False)
        self.width = self._hire()
        content = pickle.dumps(context)
        # The outcome of a task, not data put there: it is made again where it is lost.
        key = f"par-xl-{hashlib.sha256(content).hexdigest()}"
        self._context = client.submit(bytes, content, key=key)

    def _hire(self) -> int:
        """Make sure that the workers can do this work, and count what they do at once."""
        try:
            self._client.wait_for_workers(1, timeout=_ANSWERING)
            # By its name: a worker that knows nothing of the program dies of a task that does.
            answers = self._ask()
            if not answers:
                raise self._no_workers()
            everyone = {self._scheduler: self._ask_scheduler(), **answers}
            others = [at for at, program in everyone.items() if program != PROGRAM]
            if others:
                raise _other_program(others)
            return max(1, sum(self._running().values()))
        except TimeoutError as error:
            raise self._no_workers() from error
        except (OSError, CancelledError) as error:
            raise _no_connection(self._scheduler) from error

    def _ask(self) -> dict[str, Any]:
        """The program of each worker, None if it has none; those that keep silent are left out."""
        asked = {
            self._dask.submit(resolve_name, _PROGRAM_NAME, workers=[worker], priority=1): worker
            for worker in self._running()
        }
        answered, silent = wait(asked, _ANSWERING)
        for future in silent:
            future.cancel()
        return {asked[f]: None if f.exception() else f.result() for f in answered}

    def _ask_scheduler(self) -> Any:
        try:
            return self._client.run_on_scheduler(
                resolve_name, _PROGRAM_NAME, callback_timeout=_ANSWERING
            )
        except (ImportError, AttributeError):
            return None

    def _running(self) -> Mapping[str, int]:
        """How many tasks each worker does at once, by address."""
        workers: Mapping[str, int] = self._client.sync(
            self._client.scheduler.ncores, callback_timeout=_ANSWERING
        )
        return workers

    def submit(self, work: Callable[..., Any], *item: Any) -> Future[Any]:
        """Have work done on an item."""
        try:
            content = pickle.dumps((work, *item))
            there = self._dask.submit(work_there, PROGRAM, self._context, content)
        except Exception as error:
            if self._client.status == "running" and not isinstance(error, CancelledError):
                raise
            raise _LostError from error
        return _Answer(there, self._look)

    def _look(self) -> None:
        """Make sure that what is waited for can still come."""
        if self._running():
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > _WITHOUT_WORKERS:
            raise _LostError

    def _no_workers(self) -> ParXlError:
        return ParXlError(
            _("Cụm máy ở {scheduler} không có máy nào nhận việc.").format(
                scheduler=self._scheduler
            ),
            _(
                "Chạy «dask worker {scheduler} --nthreads 1» trên các máy của cụm rồi chạy lại; "
                "{otherwise}."
            ).format(scheduler=self._scheduler, otherwise=_(_WITHOUT)),
        )


@contextmanager
def open_cluster(context: Context, scheduler: str) -> Iterator[Cluster]:
    """The workers of the cluster at *scheduler*.

    Raises:
        ParXlError: there is none, or it can't do this work.
    """
    with warnings.catch_warnings():
        # Nobody who merges can do anything about what the library remarks.
        warnings.filterwarnings("ignore", module="distributed")
        client = _connect(scheduler)
        try:
            yield Cluster(client, scheduler, context)
        finally:
            client.close(timeout=_CONNECTING)


def _connect(scheduler: str) -> Any:
    try:
        dask = import_module("distributed")
    except ImportError as error:
        from par_xl.system.packages import how_to_add

        raise ParXlError(
            _("Thiếu thư viện distributed để giao việc cho cụm máy Dask."),
            _("{how} Rồi chạy lại; {otherwise}.").format(
                how=how_to_add("distributed"), otherwise=_(_WITHOUT)
            ),
        ) from error
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    connected: Future[Any] = Future()

    def connect() -> None:
        try:
            security = dask.Security()
            arguments = security.get_connection_args("client")
            if scheduler.startswith("tls:") and arguments["ssl_context"] is None:
                # A client that finds it out when it is half made can't be closed.
                raise ValueError("no certificates")
            connected.set_result(
                dask.Client(scheduler, timeout=_CONNECTING, security=security, set_as_default=False)
            )
        except Exception as error:
            connected.set_exception(error)

    # Aside, since it waits without end for the first word of who accepts and says nothing.
    threading.Thread(target=connect, daemon=True).start()
    try:
        return connected.result(2 * _CONNECTING)
    except Exception as error:
        # Whoever answers there may say anything.
        raise _no_connection(scheduler) from error


def _no_connection(scheduler: str) -> ParXlError:
    return ParXlError(
        _("Không kết nối được với bộ điều phối Dask ở {scheduler}.").format(scheduler=scheduler),
        _(
            "Kiểm tra địa chỉ (ví dụ tcp://10.0.0.5:8786), bộ điều phối (dask scheduler) "
            "đang chạy, tường lửa, và chứng thư nếu địa chỉ là tls://; {otherwise}."
        ).format(otherwise=_(_WITHOUT)),
    )


def _other_program(workers: Sequence[str]) -> ParXlError:
    python = ".".join(map(str, sys.version_info[:2]))
    return ParXlError(
        _(
            "{count} nơi trong cụm máy không chạy đúng chương trình của máy này, ví dụ {machine}."
        ).format(count=len(workers), machine=workers[0]),
        _(
            "Cài par-xl {version} và Python {python}, như máy này, cho bộ điều phối và mọi máy "
            "của cụm, khởi động lại chúng rồi chạy lại; {otherwise}."
        ).format(version=__version__, python=python, otherwise=_(_WITHOUT)),
    )
