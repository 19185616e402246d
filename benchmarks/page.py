"""The page ``docs/benchmarks.md``, from what was measured and the notes kept by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.cases import CLICK, all_cases
from benchmarks.goals import found
from benchmarks.results import Profile, Ran, Results

NOTES = Path(__file__).with_name("notes.md")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
_HEAD = """# Benchmarks

Made by `python -m benchmarks` from `benchmarks/results.json` and `benchmarks/notes.md`: not edited
by hand. `benchmarks/making.py` writes the plan and the forms (313 filled rows each, some with
faults) through the product itself, from a seed, and LibreOffice saves each form once more, as units
do. A merge here is the whole of `par-xl merge`: reading, checking, counting, master, JSON, register
and marked forms to hand back. The peers (`benchmarks/peers/`) do less: they put the rows under each
other into one workbook; `calamine_read` only reads.

Commands run as whole processes, in turn (ours, peer, ours, peer …); times are medians of wall-clock
seconds. Memory is the peak of the sum over the process tree (PSS where the system tells it, else
RSS), looked at every 50 ms. Results are checked before a time counts: a merge against what the
generator entered, a peer's workbook against the number of rows. Ratios are what to look at;
seconds are this machine's. The wall clock decides on a goal that doesn't name processor time, which
stands beside it: other work on the machine disturbs that less, but it does not see that several
cores share the work.

    python -m benchmarks                    12 to 3,500 forms, and this page
    python -m benchmarks --nation           11,000 forms too
    python -m benchmarks --only peers-150   one case again
    python -m benchmarks --page             this page again, from what was measured
    python -m benchmarks --small            ratios of 12 and 20 forms, nothing written (CI)
"""


def render(results: Results, notes: str) -> str:
    """The whole page."""
    about = [_about(results)] if results.cases else []
    parts = [_HEAD, *about, "## Goals\n", _goals(results)]
    if results.cases:
        parts.append("## What was measured\n")
    order = [case.name for case in all_cases()]
    for _, ran in sorted(results.cases.items(), key=lambda each: order.index(each[0])):
        parts += [f"### {ran.title}\n", table_of(ran)]
    if results.profiles:
        parts += ["## Where the time goes\n", _profiles(results.profiles)]
    return "\n".join([*parts, notes])


def table_of(ran: Ran) -> str:
    """A case as a table; ratios are to the command named first."""
    first = next(iter(ran.runs))
    # Starting up has nothing to do with forms.
    per_form = ("ms per form",) if CLICK not in ran.runs else ()
    rows = [
        (
            f"`{name}`",
            str(len(runs)),
            _digits(ran.wall(name)),
            f"{ran.wall(name) / ran.wall(first):.2f}×",
            _digits(ran.cpu(name)),
            *(_digits(1000 * ran.per_form(name)) for _ in per_form),
            f"{ran.peak(name):.0f}",
        )
        for name, runs in ran.runs.items()
    ]
    head = ("", "runs", "seconds", "ratio", "CPU s", *per_form, "peak MB")
    return _table(head, rows)


def _digits(value: float) -> str:
    """Three digits that count: 0.0812, 2.45, 127."""
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def _about(results: Results) -> str:
    named = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    days = sorted({ran.on for ran in results.cases.values()})
    on = f"Measured {' and '.join(map(str, days))} on: " if days else ""
    return f"{on}{results.machine}. {named}.\n"


def _goals(results: Results) -> str:
    rows = []
    for each in found(results.cases):
        goal, told, by_cpu, met = each.goal, "not measured", "", ""
        if each.wall is not None and each.cpu is not None:
            told = goal.form.format(each.wall)
            by_cpu = goal.form.format(each.cpu) if each.cpu != each.wall else ""
            met = "yes" if each.met else "**no**"
        rows.append((goal.text, goal.wanted(), told, met, by_cpu))
    return _table(("goal", "wanted", "found", "met", "by CPU time"), rows)


def _profiles(profiles: dict[int, Profile]) -> str:
    sizes = sorted(profiles)
    head = ["", *(f"{size} forms" for size in sizes)]
    stages = sorted(
        {name for each in profiles.values() for name in each.stages},
        key=lambda name: -profiles[sizes[-1]].stages.get(name, 0),
    )
    rows = [
        [name, *(f"{profiles[size].stages.get(name, 0):.1%}" for size in sizes)] for name in stages
    ]
    rows.append(["CPU ms per form", *(f"{1e3 * profiles[s].seconds / s:.1f}" for s in sizes)])
    parts = [
        "One process (`python -m benchmarks.profile FOLDER`), share of processor time by stage:\n",
        _table(head, rows),
    ]
    for size in sizes:
        parts += [
            f"Functions of the project in which most is spent, with what they call outside of it, "
            f"at {size} forms:\n",
            _table(
                ("stage: function", "share"),
                [(f"`{name}`", f"{share:.1%}") for name, share in profiles[size].functions.items()],
            ),
        ]
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in head[1:])]
    lines = [f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)]
    return "\n".join(lines) + "\n"
