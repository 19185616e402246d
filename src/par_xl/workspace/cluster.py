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
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future
from contextlib import contextmanager, suppress
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
"""Seconds in which a first worker is to come."""
_WITHOUT_WORKERS = 120.0
"""Seconds after which nobody expects another worker to come in the place of those that died."""
_NOISY = ("distributed", "distributed.client", "distributed.gc", "tornado.application")
_WITHOUT = N_("hoặc bỏ --scheduler để làm trên máy này")


# --- On a worker


def _program() -> tuple[str, str]:
    """Return a hash of this program, and its Python: what is sent is read only by the same."""
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


class Cluster:
    """The workers of a cluster; *width* tasks are worked on at once."""

    def __init__(self, client: Any, scheduler: str, context: Context) -> None:
        self._client = client
        self._is_lost = False
        self.width = _hired(client, scheduler)
        content = pickle.dumps(context)
        # The outcome of a task, not data put there: it is made again where it is lost.
        key = f"par-xl-{hashlib.sha256(content).hexdigest()}"
        self._context = client.submit(bytes, content, key=key)

    def ask(self, work: Callable[..., Any], item: tuple[Any, ...]) -> Any:
        """Have work done on an item, and wait for the outcome.

        Raises:
            BrokenExecutor: the cluster is gone, or does not get on.
            ParXlError: a worker that came later runs another program.
        """
        from distributed import KilledWorker

        try:
            if self._is_lost:
                raise CancelledError
            content = pickle.dumps((work, *item))
            there = self._client.submit(work_there, PROGRAM, self._context, content, pure=False)
            return self._outcome(there)
        except OtherProgramError as error:
            raise _other_program([str(error)]) from error
        except Exception as error:
            is_over = self._client.status != "running"
            if is_over or isinstance(error, (OSError, CancelledError, KilledWorker)):
                self._is_lost = True
                raise BrokenExecutor from error
            raise

    def _outcome(self, there: Any) -> Any:
        while True:
            try:
                return there.result(_WITHOUT_WORKERS)
            except TimeoutError:
                # Another may have come in the place of those that died.
                if not self._client.nthreads():
                    raise


def _hired(client: Any, scheduler: str) -> int:
    """Make sure that the workers can do this work, and count what they do at once."""
    try:
        client.wait_for_workers(1, timeout=_ANSWERING)
        # By its name: a worker that knows nothing of the program dies of a task that does.
        programs = client.run(resolve_name, _PROGRAM_NAME, on_error="return")
        programs[scheduler] = None
        with suppress(ImportError, AttributeError):
            programs[scheduler] = client.run_on_scheduler(resolve_name, _PROGRAM_NAME)
        if others := [at for at, program in programs.items() if program != PROGRAM]:
            raise _other_program(others)
        running: Mapping[str, int] = client.nthreads()
        return max(1, sum(running.values()))
    except TimeoutError as error:
        raise _no_workers(scheduler) from error
    except (OSError, CancelledError) as error:
        raise _no_connection(scheduler) from error


@contextmanager
def open_cluster(context: Context, scheduler: str) -> Iterator[Cluster]:
    """Yield the workers of the cluster at *scheduler*.

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


def _no_workers(scheduler: str) -> ParXlError:
    return ParXlError(
        _("Cụm máy ở {scheduler} không có máy nào nhận việc.").format(scheduler=scheduler),
        _(
            "Chạy “dask worker {scheduler} --nthreads 1” trên các máy của cụm rồi chạy lại; "
            "{otherwise}."
        ).format(scheduler=scheduler, otherwise=_(_WITHOUT)),
    )


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
