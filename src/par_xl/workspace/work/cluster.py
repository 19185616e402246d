"""A crew on a Dask cluster: batches go to its workers, files by a shared path or by content.

Whoever reaches a scheduler runs programs on all that is connected to it: ``docs/at-scale.md``.
"""

from __future__ import annotations

import logging
import pickle
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, wait
from contextlib import contextmanager
from gettext import gettext as _
from importlib import import_module
from pkgutil import resolve_name
from typing import Any

from par_xl import __version__
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.workspace.work.crew import Crew, Others, Task
from par_xl.workspace.work.desk import ChangedWhileReadError
from par_xl.workspace.work.job import Job
from par_xl.workspace.work.remote import (
    ABOUT_NAME,
    PROGRAM,
    OtherProgramError,
    at_desk,
    by_content,
    by_path,
    each_with,
    files_of,
    pack,
    same,
    sees,
)

_CONNECTING = 10.0
_ANSWERING = 30.0
"""Seconds that a scheduler, or a worker that is asked something small, may take to answer."""
_LOOKING = 5.0
_WITHOUT_WORKERS = 120.0
"""Seconds after which nobody expects another worker to come in the place of those that died."""
_NOISY = ("distributed", "distributed.client", "distributed.gc", "tornado.application")
_WITHOUT = N_("hoặc bỏ --scheduler để làm trên máy này")


class ClusterCrew(Crew):
    """The workers of a cluster. One that dies loses nothing: its batches go to another."""

    def __init__(self, client: Any, scheduler: str, job: Job) -> None:
        self._client = client
        self._scheduler = scheduler
        self._dask = client.get_executor(pure=False)
        self._by_path: bool | None = None
        self._alone_since: float | None = None
        super().__init__(job, Others(self._dask, self._hire(job), at_desk), takes_part=False)
        packed = pack(job)
        # The outcome of a task, not data put there: it is made again where it is lost.
        self._packed = client.submit(same, packed, key=f"par-xl-{packed.sha256}")

    def _hire(self, job: Job) -> int:
        """Make sure that the workers can do this job, and count them."""
        try:
            self._client.wait_for_workers(1, timeout=_ANSWERING)
        except TimeoutError as error:
            raise self._no_workers() from error
        except OSError as error:
            raise self._lost() from error
        # By its name: a worker that knows nothing of the program dies of a task that does.
        answers = self._ask(resolve_name, ABOUT_NAME)
        if not answers:
            raise self._no_workers()
        everyone = {self._scheduler: self._ask_scheduler(), **answers}
        others = [at for at, told in everyone.items() if told is None or told[0] != PROGRAM]
        if others:
            raise _other_program(others)
        bare = [at for at, (_, has_table) in answers.items() if not has_table]
        if bare and job.has_table:
            from par_xl.system.packages import requirement

            raise ParXlError(
                _(
                    "Máy {machine} trong cụm thiếu thư viện pyarrow, cần cho kỳ có hơn 200.000 "
                    "dòng."
                ).format(machine=bare[0]),
                _(
                    "Trên mọi máy của cụm chạy «{command}» bằng Python của cụm; khởi động lại "
                    "chúng rồi chạy lại; {otherwise}."
                ).format(
                    command=f'python -P -m pip install "{requirement("pyarrow")}"',
                    otherwise=_(_WITHOUT),
                ),
            )
        return max(1, sum(self._workers().values()))

    def _submit(self, task: Task, batch: Sequence[Any]) -> Future[list[bytes]]:
        if self._by_path is None:
            self._by_path = self._is_seen(batch)
        return self._send(task, each_with(batch, by_path if self._by_path else by_content))

    def _send(self, task: Task, batch: Sequence[Any]) -> Future[list[bytes]]:
        return self._start(at_desk, self._packed, task, pickle.dumps(batch))

    def _start(self, what: Callable[..., Any], *about: Any, **where: Any) -> Future[Any]:
        try:
            future: Future[Any] = self._dask.submit(what, *about, **where)
        except Exception as error:
            if self._client.status == "running" and not isinstance(error, CancelledError):
                raise
            raise self._lost() from error
        return future

    def _result(
        self, task: Task, batch: Sequence[Any], done: Future[list[bytes]] | list[bytes]
    ) -> list[bytes]:
        if not isinstance(done, Future):
            return done
        try:
            return self._wait(done)
        except ChangedWhileReadError:
            # Or one that came later does not see our folders; reading it here will tell.
            return self._wait(self._send(task, each_with(batch, by_content)))

    def _wait(self, future: Future[list[bytes]]) -> list[bytes]:
        from distributed import KilledWorker

        while not wait([future], _LOOKING).done:
            self._look()
        try:
            return future.result()
        except OtherProgramError as error:
            raise _other_program([str(error)]) from error
        except KilledWorker as error:
            raise ParXlError(
                _("Nhiều máy trong cụm lần lượt ngừng khi xử lý cùng một nhóm tệp."),
                _(
                    "Thường do thiếu bộ nhớ: cho mỗi tiến trình của cụm thêm bộ nhớ rồi chạy "
                    "lại; {otherwise}. Chưa ghi kết quả nào."
                ).format(otherwise=_(_WITHOUT)),
            ) from error
        except CancelledError as error:
            raise self._lost() from error

    def _look(self) -> None:
        """Make sure that what is waited for can still come."""
        if self._workers():
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > _WITHOUT_WORKERS:
            raise self._no_workers()

    def _workers(self) -> Mapping[str, int]:
        """How many batches each worker does at once, by address."""
        try:
            workers: Mapping[str, int] = self._client.sync(
                self._client.scheduler.ncores, callback_timeout=_ANSWERING
            )
        except OSError as error:
            raise self._lost() from error
        return workers

    def _ask(self, question: Callable[..., Any], *about: str) -> dict[str, Any]:
        """What each worker answers, None if it can't; those that keep silent are left out."""
        asked = {
            self._start(question, *about, workers=[worker], priority=1): worker
            for worker in self._workers()
        }
        answered, silent = wait(asked, _ANSWERING)
        for future in silent:
            future.cancel()
        if any(future.cancelled() for future in answered):
            raise self._lost()
        return {asked[f]: None if f.exception() else f.result() for f in answered}

    def _ask_scheduler(self) -> Any:
        try:
            return self._client.run_on_scheduler(
                resolve_name, ABOUT_NAME, callback_timeout=_ANSWERING
            )
        except (ImportError, AttributeError):
            return None
        except OSError as error:
            raise self._lost() from error

    def _is_seen(self, batch: Sequence[Any]) -> bool | None:
        """Whether all workers see a file where we see it; None where there is none to ask for."""
        for sent in (sent for item in batch for sent in files_of(item)):
            if sent.path is not None:
                answers = self._ask(sees, str(sent.path.absolute()), sent.sha256)
                return all(answers.values())
        return None

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

    def _lost(self) -> ParXlError:
        return ParXlError(
            _("Mất liên lạc với cụm máy ở {scheduler} giữa chừng.").format(
                scheduler=self._scheduler
            ),
            _(
                "Xem bộ điều phối (dask scheduler) còn chạy không rồi chạy lại, các tệp đã xử lý "
                "xong không phải làm lại; {otherwise}. Chưa ghi kết quả nào."
            ).format(otherwise=_(_WITHOUT)),
        )


@contextmanager
def open_cluster(job: Job, scheduler: str) -> Iterator[Crew]:
    """The crew of the cluster at *scheduler*.

    Raises:
        ParXlError: there is none, it can't do this job, or it is gone.
    """
    with warnings.catch_warnings():
        # Nobody who merges can do anything about what the library remarks.
        warnings.filterwarnings("ignore", module="distributed")
        client = _connect(scheduler)
        try:
            yield ClusterCrew(client, scheduler, job)
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
            told = security.get_connection_args("client")
            if scheduler.startswith("tls:") and told["ssl_context"] is None:
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
        raise ParXlError(
            _("Không kết nối được với bộ điều phối Dask ở {scheduler}.").format(
                scheduler=scheduler
            ),
            _(
                "Kiểm tra địa chỉ (ví dụ tcp://10.0.0.5:8786), bộ điều phối (dask scheduler) "
                "đang chạy, tường lửa, và chứng thư nếu địa chỉ là tls://; {otherwise}."
            ).format(otherwise=_(_WITHOUT)),
        ) from error


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
