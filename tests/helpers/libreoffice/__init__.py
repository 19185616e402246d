"""LibreOffice as the client that opens, fills in, recalculates and prints our workbooks in tests.

One soffice serves a whole test session. The UNO calls are made by bridge.py, which runs under
the system's Python (python3-uno belongs to that one, not to the virtual environment).
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .document import Document, Value

__all__ = ["Document", "LibreOffice", "LibreOfficeError", "LibreOfficeTimeoutError", "Value"]

START_TIMEOUT = 90.0
STOP_TIMEOUT = 15.0


class LibreOfficeError(RuntimeError):
    """LibreOffice could not do what was asked."""


class LibreOfficeTimeoutError(LibreOfficeError):
    """LibreOffice took too long and was killed; the next open() starts it again."""


def _environment() -> dict[str, str]:
    # A virtual environment's settings would mislead the other Python and the one in soffice.
    left_out = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name not in left_out}


def _soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


@functools.cache
def _uno_python() -> str | None:
    for candidate in ("/usr/bin/python3", shutil.which("python3")):
        if candidate and Path(candidate).exists():
            run = subprocess.run(
                [candidate, "-c", "import uno"], env=_environment(), capture_output=True
            )
            if run.returncode == 0:
                return candidate
    return None


class LibreOffice:
    """A headless soffice with a profile of its own, started by `with` and gone after it."""

    def __init__(self, timeout: float = 60.0, locale: str = "en-US") -> None:
        """Give every request `timeout` seconds; `locale` decides how typed text is understood."""
        self.timeout = timeout
        self.locale = locale
        self._bridge: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._folder = Path()
        self._opened = 0

    @staticmethod
    def find() -> str | None:
        """Say why LibreOffice can't be used here, or None if it can."""
        if os.name != "posix":
            return "the LibreOffice harness needs a POSIX system"
        if _soffice() is None:
            return "LibreOffice (soffice) is not installed"
        if shutil.which("pdftoppm") is None:
            return "pdftoppm (poppler-utils) is not installed"
        if _uno_python() is None:
            return "no system Python can import uno (python3-uno)"
        return None

    def __enter__(self) -> LibreOffice:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def open(self, path: str | os.PathLike[str]) -> Document:
        """Open a copy of a workbook, hidden, without macros or updating links.

        Formulas keep the values stored in an .xlsx until recalculate().
        """
        return Document(self.ask, self._load(Path(path), calc=True))

    def run_macros(
        self, path: str | os.PathLike[str], calls: Sequence[tuple[str, Sequence[str]]]
    ) -> list[Any]:
        """Open a workbook with its macros and call them: "module.name" with texts, in order.

        The first call has to be to a module that comes early in the project: only then does
        LibreOffice load them all.
        """
        return list(self.ask("run", path=str(Path(path).resolve()), calls=calls))

    def render(
        self,
        path: str | os.PathLike[str],
        folder: str | os.PathLike[str],
        dpi: int = 70,
        pages: int | None = None,
    ) -> list[Path]:
        """Print a workbook, text document or PDF to `folder`/NAME-1.png and so on."""
        path, folder = Path(path), Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="render") as temporary:
            pdf = path
            if path.suffix.lower() != ".pdf":
                pdf = Path(temporary, "print.pdf")
                with Document(self.ask, self._load(path, calc=False)) as document:
                    document.save_as(pdf)
            command = ["pdftoppm", "-png", "-r", str(dpi), str(pdf.absolute()), "page"]
            if pages is not None:
                command[1:1] = ["-l", str(pages)]
            try:
                run = subprocess.run(
                    command, cwd=temporary, timeout=self.timeout, capture_output=True, text=True
                )
            except subprocess.TimeoutExpired:
                raise LibreOfficeTimeoutError(f"pdftoppm took over {self.timeout} s") from None
            if run.returncode:
                raise LibreOfficeError(f"pdftoppm: {run.stderr.strip()}")
            images = sorted(Path(temporary).glob("page-*.png"))  # numbers come zero-padded
            targets = [folder / f"{path.stem}-{n}.png" for n in range(1, len(images) + 1)]
            for image, target in zip(images, targets, strict=True):
                shutil.move(image, target)
        return targets

    def convert(self, path: str | os.PathLike[str], target: str | os.PathLike[str]) -> Path:
        """Save a text document or workbook once more, as what `target`'s suffix says."""
        with Document(self.ask, self._load(Path(path), calc=False)) as document:
            document.save_as(target)
        return Path(target)

    def ask(self, do: str, **fields: Any) -> Any:
        """Send one request to the bridge and return its answer (used by Document)."""
        if self._bridge is None or self._bridge.stdin is None:
            raise LibreOfficeError("LibreOffice is not running, or was killed: open the file again")
        with contextlib.suppress(BrokenPipeError):  # then there is no answer either
            self._bridge.stdin.write(json.dumps({"do": do, **fields}) + "\n")
            self._bridge.stdin.flush()
        return self._answer(do, self.timeout)

    def _answer(self, what: str, timeout: float) -> Any:
        try:
            line = self._answers.get(timeout=timeout)
        except queue.Empty:
            self._kill()
            raise LibreOfficeTimeoutError(
                f"{what}: no answer in {timeout} s, soffice killed"
            ) from None
        if line is None:
            log = (self._folder / "log").read_text(errors="replace")[-2000:]
            self._kill()
            raise LibreOfficeError(f"{what}: the bridge to LibreOffice ended\n{log}")
        answer = json.loads(line)
        if answer.get("ended"):
            self._kill()
        if "error" in answer:
            raise LibreOfficeError(f"{what}: {answer['error']}")
        return answer["result"]

    def _load(self, path: Path, calc: bool) -> int:
        if not path.is_file():
            raise FileNotFoundError(path)
        if self._bridge is None:
            self._start()
        self._opened += 1
        # A copy: no lock file beside the original (a killed soffice leaves it), no change to it.
        copy = self._folder / str(self._opened) / path.name
        copy.parent.mkdir()
        shutil.copyfile(path, copy)
        self.ask("open", document=self._opened, path=str(copy), calc=calc)
        return self._opened

    def _start(self) -> None:
        soffice, python = _soffice(), _uno_python()
        if soffice is None or python is None:
            raise LibreOfficeError(self.find() or "LibreOffice can't be used")
        self._folder = Path(tempfile.mkdtemp(prefix="libreoffice-harness-")).resolve()
        bridge = Path(__file__).with_name("bridge.py")
        with (self._folder / "log").open("w") as log:
            self._bridge = subprocess.Popen(
                [python, str(bridge), str(self._folder), soffice, self.locale],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=_environment() | {"TMPDIR": str(self._folder), "SAL_USE_VCLPLUGIN": "svp"},
                start_new_session=True,  # a group of its own, killed as one
            )
        self._answers = queue.SimpleQueue()
        threading.Thread(
            target=self._read, args=(self._bridge, self._answers), daemon=True
        ).start()  # fmt: skip
        self._answer("start", START_TIMEOUT)

    @staticmethod
    def _read(bridge: subprocess.Popen[str], answers: queue.SimpleQueue[str | None]) -> None:
        assert bridge.stdout is not None
        with bridge.stdout:
            for line in bridge.stdout:
                answers.put(line)
        answers.put(None)

    def _stop(self) -> None:
        if self._bridge is not None and self._bridge.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._bridge.stdin.close()
            with contextlib.suppress(queue.Empty):
                while self._answers.get(timeout=STOP_TIMEOUT) is not None:
                    pass
        self._kill()

    def _kill(self) -> None:
        if self._bridge is None:
            return
        # Not waited for yet: its id, and so the group's, can't have gone to another process.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._bridge.pid, signal.SIGKILL)
        self._bridge.wait()
        if self._bridge.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._bridge.stdin.close()
        self._bridge = None
        # A killed soffice leaves its sockets: ours, and one named by a hash of the profile.
        digest = hashlib.md5((self._folder / "profile").as_uri().encode("utf-16-le")).digest()
        single = "SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
        for name in (self._folder.name, single):
            Path(f"/tmp/OSL_PIPE_{os.getuid()}_{name}").unlink(missing_ok=True)
        shutil.rmtree(self._folder, ignore_errors=True)
