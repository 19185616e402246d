"""What the command line prints, line by line; values go into a text where they are given."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from par_xl.terms.messages import translated

if TYPE_CHECKING:
    from rich.console import Console

    from par_xl.terms.errors import ParXlError
    from par_xl.terms.finding import Finding
    from par_xl.terms.words import Severity, Term
    from par_xl.workspace.progress import Progress

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


def one_line(text: str, /, **values: object) -> str:
    """Return a text with its values, as it can be printed on one line."""
    # Help needs none of it.
    from par_xl.terms.text import on_one_line

    return on_one_line(text.format(**values) if values else text)


def print_line(text: str, stderr: bool = False) -> None:
    """Print a line; colours where a terminal has them and the user wants them."""
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "unknown")
    click.echo(text, err=stderr, color=False if is_plain else None)


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
    wrong, cure = click.style(_("Lỗi:"), "red"), bold(_("Cách xử lý:"))
    print_line(f"{wrong} {one_line(translated(problem.message))}", stderr=True)
    print_line(f"{cure} {one_line(translated(problem.fix))}", stderr=True)
    findings(problem.findings, stderr=True)


def findings(found: Iterable[Finding], stderr: bool = False) -> None:
    """Print findings, the worst first."""
    from par_xl.terms.words import Severity

    levels = list(Severity)
    for each in sorted(found, key=lambda finding: levels.index(finding.severity)):
        level = coloured(each.severity, f"{translated(each.severity.label)} {each.code}")
        cell = _("ô {cell}").format(cell=each.cell) if each.cell else None
        place = "".join(f", {one_line(part)}" for part in (each.sheet, cell) if part)
        where = f"{bold(one_line(each.file))}{place}"
        print_line(f"  {level} {where}: {one_line(translated(each.message))}", stderr)
        print_line(f"      → {one_line(translated(each.fix))}", stderr)


def counted(found: Collection[Term], kinds: type[Term]) -> str:
    """How many there are of each kind: 10 đã nhận, 2 trả lại."""
    numbers = Counter(found)
    return ", ".join(f"{numbers[kind]} {_(kind.label).lower()}" for kind in kinds if numbers[kind])


def console(stderr: bool = False) -> Console:
    """Where tables and progress are printed."""
    from rich.console import Console

    # What people typed is no markup of ours: [mới], [/bold], :x:.
    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        # A file has no width; narrow columns would cut Vietnamese words in two.
        made.width = 140
    return made


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """Show a progress bar on the error stream while work goes on; it is gone when done."""
    if not sys.stderr.isatty():
        # The library takes as long to import as a form to write.
        yield lambda *_: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def advance(finished: int, total: int, name: str) -> None:
            text = one_line(f"{what}: {name}")
            bar.update(task, completed=finished, total=total, description=text)

        yield advance
