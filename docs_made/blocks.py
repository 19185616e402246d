"""Marked blocks of a page: what commands print, filled in from what they print now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from docs_made.terminal import Office, Terminal, WrongPageError

_MARK = re.compile(
    r"<!-- (?P<word>[^\W\d_]+(?: [^\W\d_]+)?)(?: \((?P<how>\w+)\))?: (?P<what>.+) -->"
)
_END = "<!-- hết -->"
_LINES = re.compile(r"(?P<command>.+?) \| dòng (?P<lines>[-\d, ]+)")
_STATUS = {"lỗi": (2,), None: (0, 1), "ẩn": (0, 1)}


def filled(page: str, office: Office) -> str:
    """The page with its blocks as commands print them now.

    Raises:
        WrongPageError: a marker can't be understood, or a command ends otherwise than it says.
    """
    if not re.search(rf"^(?:{_MARK.pattern}|{_END})$", page, re.M):
        return page
    lines = iter(enumerate(page.split("\n"), start=1))
    return "\n".join(_written(lines, _Page(office)))


def _written(lines: Iterator[tuple[int, str]], page: _Page) -> Iterator[str]:
    for number, line in lines:
        yield line
        if line == _END:
            raise WrongPageError(f"line {number}: nothing to end: {line}")
        mark = _MARK.fullmatch(line)
        if mark is None:
            continue
        try:
            printed = page.obey(mark["word"], mark["how"], mark["what"])
        except (WrongPageError, ValueError, LookupError, OSError) as error:
            raise WrongPageError(f"line {number}: {line}\n{error}") from error
        if printed is not None:
            yield from ("```text", *printed, "```", _END)
            _skip_old(lines, number)


def _skip_old(lines: Iterator[tuple[int, str]], begun: int) -> None:
    for _, line in lines:
        if line == _END:
            return
        if _MARK.fullmatch(line):
            break
    raise WrongPageError(f"line {begun}: its block has no {_END}")


class _Page:
    """What a page's markers do, in the page's own folder."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._terminal: Terminal = office.terminal()
        self._does: dict[str, Callable[[str], None]] = {
            "thư mục": self._folder,
            "ngày": self._day,
            "chép": self._copy,
            "chuyển": self._move,
            "sửa": self._edit,
        }

    def obey(self, word: str, how: str | None, what: str) -> list[str] | None:
        """Do it; the lines of the block that follows, if one follows."""
        if word == "chạy":
            return self._run(how, what)
        if how is not None or word not in self._does:
            raise WrongPageError(f"no such marker; known are chạy, {', '.join(self._does)}")
        self._does[word](what)
        return None

    def _folder(self, what: str) -> None:
        if what not in ("demo", "trống"):
            raise WrongPageError("thư mục: demo or trống")
        self._terminal = self._office.terminal()
        if what == "demo":
            self._terminal.take_demo(self._office.demo)

    def _day(self, what: str) -> None:
        form = "%d/%m/%Y %H:%M" if ":" in what else "%d/%m/%Y"
        now = datetime.strptime(what, form)  # noqa: DTZ007 - the example office's own clock
        self._terminal.clock.now = now if ":" in what else now.replace(hour=8)

    def _copy(self, what: str) -> None:
        source, target = what.split(" -> ")
        self._terminal.copy(source, target)

    def _move(self, what: str) -> None:
        source, target = what.split(" -> ")
        self._terminal.move(source, target)

    def _edit(self, what: str) -> None:
        name, sheet, cell, value = (part.strip() for part in what.split("|"))
        self._terminal.edit(name, sheet, cell, value)

    def _run(self, how: str | None, what: str) -> list[str] | None:
        if how not in _STATUS:
            raise WrongPageError("chạy (ẩn) shows nothing, chạy (lỗi) has to fail")
        parts = _LINES.fullmatch(what)
        command = parts["command"] if parts else what
        typed = f"{self._terminal.prompt} {command}"
        status, printed = self._terminal.run(command)
        if status not in _STATUS[how]:
            raise WrongPageError(f"it ended with {status}:\n{printed}")
        if how == "ẩn":
            return None
        lines = printed.splitlines()
        return [typed, *(_cut(lines, parts["lines"]) if parts else lines)]


def _cut(lines: list[str], wanted: str) -> list[str]:
    """Only the lines wanted (``1-3, 8, -2`` or ``9-``), with … for what is left out."""
    keep: set[int] = set()
    for part in wanted.split(","):
        first, dash, last = part.strip().partition("-")
        begin = int(first) if first else len(lines) + 1 - int(last)
        end = len(lines) if dash and not (first and last) else int(last or first)
        if not 1 <= begin <= end <= len(lines):
            raise WrongPageError(f"it prints {len(lines)} lines; there is no {part.strip()}")
        keep.update(range(begin, end + 1))
    shown: list[str] = []
    for number, line in enumerate(lines, start=1):
        if number in keep:
            shown.append(line)
        elif not shown or shown[-1] != "…":
            shown.append("…")
    return shown
