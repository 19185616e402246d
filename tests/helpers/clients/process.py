"""A program behind a process of its own, started once for many requests."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self


class ClientError(RuntimeError):
    """A program could not do what was asked."""


class Server:
    """Answers a request a line with an answer a line, both JSON."""

    def __init__(self, command: Sequence[str | Path]) -> None:
        """*command* starts it; its complaints go to the test's own."""
        self._command = command

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"TZ": "UTC"},
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ask(self, call: str, **request: Any) -> Any:
        """Call one of the program's functions."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"call": call, **request}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise ClientError(f"{self._command[0]} ended: {self._process.wait()}")
        answer = json.loads(line)
        if "error" in answer:
            raise ClientError(answer["error"])
        return answer["result"]
