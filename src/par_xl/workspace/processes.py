"""Processes that work beside this one: they leave Ctrl-C to it, and stay no longer than it does."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from types import ModuleType
from typing import Any

from par_xl.system.own_code import safe_children

_SENDING = 1.0
"""Seconds in which what is being sent arrives."""


class Processes(ProcessPoolExecutor):
    """Processes that do not run this one's script again: not every script is made for that.

    Each calls *begin* with *about* as it starts.
    """

    def __init__(self, width: int, begin: Callable[..., object], *about: Any) -> None:
        # Nothing is ever sent through it: their end tells when ours is closed, by us or, where
        # we are killed, by the system.
        self._theirs, self._ours = Pipe(duplex=False)
        # As on Windows: a forked process would share locks that nobody in it will ever open.
        context = get_context("spawn")
        # Its locks are watched over by a process of their own.
        with safe_children():
            super().__init__(width, context, _begin, (self._theirs, begin, about))

    def submit(self, what: Callable[..., Any], /, *about: Any, **more: Any) -> Future[Any]:
        """Submit a batch; that is when another process starts."""
        with _ctrl_c_held(), safe_children():
            script = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                return super().submit(_work, what, *about, **more)
            finally:
                sys.modules["__main__"] = script

    def __exit__(self, *_error: object) -> None:
        # A thread that is waited for counts as ended once Ctrl-C cuts the wait short: nobody
        # would tell the processes to go, and this one would wait for them for good.
        with _ctrl_c_held():
            # What they still work on when an error ends the work is nobody's any more.
            self._ours.close()
            self.shutdown(cancel_futures=True)
            self._theirs.close()


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Ctrl-C takes effect afterwards. A terminal sends it to every process; those started
    meanwhile never see it. Windows has no mask for that: there each turns it off as it begins."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or handler is None:
        with _masked(signal.SIGINT):
            yield
        return
    came: list[int] = []
    # The mask alone is not enough: what another thread is told is done in the main one.
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        with _masked(signal.SIGINT):
            yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if came:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def _masked(number: signal.Signals) -> Iterator[None]:
    """This thread is not sent a signal, nor are processes and threads started meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# --- In such a process

_sending = threading.Lock()
"""Held but while something is worked on: whoever leaves with an answer half sent leaves the other
end waiting for the rest."""


def _begin(theirs: Connection, begin: Callable[..., object], about: Sequence[Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    with _masked(signal.SIGTERM):
        threading.Thread(target=_leave_when_alone, args=(theirs,), daemon=True).start()
    begin(*about)
    _sending.acquire()


def _work(what: Callable[..., Any], *about: Any, **more: Any) -> Any:
    _sending.release()
    try:
        return what(*about, **more)
    finally:
        _sending.acquire()


def _leave_when_alone(theirs: Connection) -> None:
    with suppress(EOFError, OSError):
        theirs.recv_bytes()
    _sending.acquire(timeout=_SENDING)
    _leave()


def _leave(*_signal: object) -> None:
    try:
        # Only now: most are told in time that there is no more work.
        import psutil

        for child in psutil.Process().children(recursive=True):
            # It parses a suspicious file, and nobody else watches it.
            child.kill()
    finally:
        os._exit(1)
