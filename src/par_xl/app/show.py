"""What the command line prints; values go into a text where they are given.

What a command prints fits one screen (contract, section 7): lines are held back until all of them
are known, and of lists only what there is room for is printed, unless all is asked for.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from par_xl.terms.messages import N_, translated

if TYPE_CHECKING:
    from typing import TypeVar

    from par_xl.terms.errors import ParXlError
    from par_xl.terms.finding import Finding
    from par_xl.terms.words import Severity, Term
    from par_xl.workspace.progress import Progress

    T = TypeVar("T")

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_SCREEN = 24
_MORE = N_("… và {count} mục nữa: thêm --all để xem hết.")
_MORE_FINDINGS = N_("… và {count} lỗi, cảnh báo nữa: thêm --all để xem hết.")


def one_line(text: str, /, **values: object) -> str:
    """Return a text with its values, as it can be printed on one line."""
    # Help needs none of it.
    from par_xl.terms.text import on_one_line

    return on_one_line(text.format(**values) if values else text)


@dataclass
class _Items:
    """A list of which as much is printed as there is room for; each item is some lines."""

    rest: str
    are_latest: bool
    total: int
    items: list[list[str]] = field(default_factory=list)
    """Those that may be printed."""
    count: int = 0

    def lines(self) -> list[str]:
        """Return what is printed of it."""
        chosen = (
            self.items[len(self.items) - self.count :]
            if self.are_latest
            else self.items[: self.count]
        )
        lines = [line for item in chosen for line in item]
        left = self.total - self.count
        if not left:
            return lines
        rest = [f"  {self.rest.replace('{count}', str(left))}"]
        return rest + lines if self.are_latest else lines + rest


def _lines(parts: Iterable[str | _Items]) -> list[str]:
    return [line for part in parts for line in ([part] if isinstance(part, str) else part.lines())]


def _fit(parts: Sequence[str | _Items]) -> None:
    """Choose of each list the first item, then by turns what the screen has room for, or all."""
    columns = _columns()
    growing = [part for part in parts if isinstance(part, _Items)]
    for part in growing:
        part.count = min(1, len(part.items))
    while growing:
        for part in list(growing):
            part.count += 1
            if part.count > len(part.items) or not (
                _prints_all or _height(_lines(parts), columns) <= _SCREEN
            ):
                part.count -= 1
                growing.remove(part)


def _height(lines: Iterable[str], columns: int) -> int:
    """Return how many lines of the screen they take."""
    return sum(max(1, -(-len(click.unstyle(line)) // columns)) for line in lines)


def _columns() -> int:
    return shutil.get_terminal_size((80, _SCREEN)).columns


_prints_all = False
_held: list[str | _Items] | None = None


def print_all(wanted: bool) -> None:
    """Say whether lists are printed to their end."""
    global _prints_all
    _prints_all = wanted


def prints_all() -> bool:
    """Whether lists are printed to their end."""
    return _prints_all


@contextmanager
def one_screen(stderr: bool = False) -> Iterator[None]:
    """Hold back what is printed, and print what fits one screen at the end, however it comes."""
    global _held
    before, held = _held, list[str | _Items]()
    _held = held
    try:
        yield
    finally:
        _held = before
        _fit(held)
        # Colours where a terminal has them and the user wants them.
        is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "unknown")
        for text in _lines(held):
            click.echo(text, err=stderr, color=False if is_plain else None)


def print_line(text: str) -> None:
    """Print a line."""
    if _held is not None:
        _held.append(text)
        return
    with one_screen():
        print_line(text)


def few(
    items: Iterable[T],
    show: Callable[[T], None],
    rest: str | None = None,
    /,
    *,
    are_latest: bool = False,
    **values: object,
) -> None:
    """Print of a list what there is room for, the first or the latest; *rest* says how many more
    there are ({count}), and where."""
    global _held
    if _held is None:
        with one_screen():
            few(items, show, rest, are_latest=are_latest, **values)
        return
    wanted, outer = list(items), _held
    rest = one_line(rest or _(_MORE), count="{count}", **values)
    listed = _Items(rest, are_latest, len(wanted))
    outer.append(listed)
    if not _prints_all:
        wanted = wanted[-_SCREEN:] if are_latest else wanted[:_SCREEN]
    for item in wanted:
        _held = []
        try:
            show(item)
            listed.items.append(_lines(_held))
        finally:
            _held = outer


def bold(text: str) -> str:
    """Return a text in bold."""
    return click.style(text, bold=True)


def coloured(severity: Severity, text: str, **style: bool) -> str:
    """Return a text in the colour of a level."""
    return click.style(text, _COLOURS[severity.value], **style)


def line(text: str, /, **values: object) -> None:
    """Print one line below another one."""
    print_line(f"  {one_line(text, **values)}")


def lines(texts: Iterable[str]) -> None:
    """Print lines as they stand."""
    for text in texts:
        print_line(one_line(text))


def heading(text: str, more: str, /, **values: object) -> None:
    """Print what follows is about."""
    print_line(f"{bold(one_line(text, **values))} {one_line(more, **values)}")


def done(text: str, /, **values: object) -> None:
    """Say what was done."""
    print_line(f"{click.style('✔', 'green')} {one_line(text, **values)}")


def warn(text: str, /, **values: object) -> None:
    """Say what needs attention."""
    print_line(f"{click.style('!', 'yellow')} {one_line(text, **values)}")


def next_step(text: str, /, **values: object) -> None:
    """Say what to do next."""
    label = bold(_("Việc tiếp theo:"))
    print_line(f"{label} {one_line(text, **values)}.")


def error(problem: ParXlError) -> None:
    """Say on the error stream what could not be done and how to put it right."""
    with one_screen(stderr=True):
        wrong, cure = click.style(_("Lỗi:"), "red"), bold(_("Cách xử lý:"))
        print_line(f"{wrong} {one_line(translated(problem.message))}")
        print_line(f"{cure} {one_line(translated(problem.fix))}")
        findings(problem.findings)


def findings(found: Iterable[Finding], rest: str | None = None, *, with_cures: bool = True) -> None:
    """Print findings, the worst first: a file's own before its rows'."""
    from par_xl.terms.words import Severity

    levels = list(Severity)

    def rank(each: Finding) -> tuple[int, bool]:
        return levels.index(each.severity), bool(each.cell)

    say = partial(_finding, with_cure=with_cures or _prints_all)
    few(sorted(found, key=rank), say, rest or _(_MORE_FINDINGS))


def _finding(each: Finding, with_cure: bool) -> None:
    level = coloured(each.severity, f"{translated(each.severity.label)} {each.code}")
    cell = _("ô {cell}").format(cell=each.cell) if each.cell else None
    place = "".join(f", {one_line(part)}" for part in (each.sheet, cell) if part)
    where = f"{bold(one_line(each.file))}{place}"
    print_line(f"  {level} {where}: {one_line(translated(each.message))}")
    if with_cure:
        print_line(f"      → {one_line(translated(each.fix))}")


def counted(found: Collection[Term], kinds: type[Term]) -> str:
    """How many there are of each kind: 10 đã nhận, 2 trả lại."""
    numbers = Counter(found)
    return ", ".join(f"{numbers[kind]} {_(kind.label).lower()}" for kind in kinds if numbers[kind])


def table(rows: Sequence[Sequence[str]], rest: str | None = None) -> None:
    """Print rows below each other: texts at the left, cut where they don't fit, then numbers.
    With *rest* only as many below the first as there is room for, and how many more there are."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if not _prints_all:
        widths[0] = max(12, min(widths[0], _columns() - sum(widths[1:]) - 2 * len(widths)))
    lines = []
    for text, *numbers in rows:
        first = text if len(text) <= widths[0] else f"{text[: widths[0] - 1]}…"
        cells = (number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True))
        lines.append("  ".join((f"  {first:<{widths[0]}}", *cells)).rstrip())
    always = lines if rest is None else lines[:1]
    for each in always:
        print_line(each)
    few(lines[len(always) :], print_line, rest)


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """Show a progress bar on the error stream while work goes on; it is gone when done."""
    if not sys.stderr.isatty():
        # The library takes as long to import as a form to write.
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    # What people typed is no markup of ours: [mới], [/bold], :x:.
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)

        def advance(finished: int, total: int, name: str) -> None:
            text = one_line(f"{what}: {name}")
            bar.update(task, completed=finished, total=total, description=text)

        yield advance
