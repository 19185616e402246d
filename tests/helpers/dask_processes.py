"""A Dask scheduler and workers as processes of their own, as on other machines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from distributed import Client

_PATIENCE = 60.0


def until(is_so: Callable[[], Any]) -> None:
    """Wait for what will be so in a moment."""
    end = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


class DaskProcesses:
    """A cluster on this machine; workers by name, each with one thread."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self._log = (root / "log").open("ab")
        told = root / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(told))
        until(lambda: told.exists() and told.read_text())
        self.address: str = json.loads(told.read_text())["address"]

    def add(self, *names: str, sources: Path | None = None) -> None:
        """Start workers and wait for them; *sources* is the folder of another par_xl."""
        at = len(self._seen())
        for name in names:
            arguments = (self.address, "--name", name, "--nthreads", "1", "--no-nanny")
            self.workers[name] = self._start(
                "worker", *arguments, "--local-directory", str(self.root), sources=sources
            )
        until(lambda: len(self._seen()) == at + len(names))

    def drop(self, name: str) -> None:
        """A worker dies."""
        at = len(self._seen())
        self._kill(self.workers.pop(name))
        until(lambda: len(self._seen()) == at - 1)

    def at_hand(self, name: str) -> int:
        """How many tasks of a merge a worker is to do, or holds the outcomes of."""
        with self._client() as client:
            at = self._names(client)[name]
            tasks = [*client.processing()[at], *client.has_what()[at]]
            return sum(str(task).startswith(("work_there", "par-xl")) for task in tasks)

    def run(self, what: Callable[..., Any], *about: str) -> None:
        """Let all workers do something."""
        with self._client() as client:
            client.run(what, *about)

    def _seen(self) -> dict[str, str]:
        with self._client() as client:
            return self._names(client)

    def _names(self, client: Any) -> dict[str, str]:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        return {worker["name"]: at for at, worker in workers.items()}

    def _client(self) -> Any:
        client: Any = Client
        return client(self.address, set_as_default=False)

    def _start(
        self, what: str, *arguments: str, sources: Path | None = None
    ) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", f"distributed.cli.dask_{what}", *arguments]
        environment = dict(os.environ)
        if sources is not None:
            environment["PYTHONPATH"] = str(sources)
        return subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--no-dashboard"],
            cwd=self.root,
            env=environment,
            stdout=self._log,
            stderr=self._log,
        )

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in (*self.workers.values(), self.scheduler):
            self._kill(process)
        self._log.close()
