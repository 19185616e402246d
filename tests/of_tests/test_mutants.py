"""The tests of tests work themselves: what is seen is killed, what nobody sees is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mutants.places import ROOT, mutants
from mutants.reasons import reasons
from mutants.table import EVERY, MODULES


def _changes(source: str, module: str = "sample.py") -> list[tuple[str, str]]:
    return [(mutant.before, mutant.after) for mutant in mutants(module, source)]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("def f(a, b):\n return a < b", {"return a <= b", "return a >= b", "return None"}),
        ("def f(a, b):\n a += b", {"pass"}),
        ("x = a and (not b)", {"x = a or not b", "x = a", "x = not b", "x = a and b"}),
        ("x = a + 1", {"x = a - 1", "x = a + 2", "x = a + 0"}),
        ("x = True", {"x = False"}),
        ("x = 'kind'", {"x = 'kindXX'"}),
        ("x = min(a, b)", {"x = max(a, b)", "x = min(a)"}),
        ("x = any(a)", {"x = all(a)"}),
        ("x = a[1:]", {"x = a[2:]", "x = a[0:]"}),
        ("x = {1} & b", {"x = {1} | b", "x = {2} & b", "x = {0} & b"}),
        ("x = [a for a in b if a]", {"x = [a for a in b]"}),
        ("for a in b:\n if a:\n  continue", {"if False:", "if True:", "pass"}),
        ("x = Severity.ERROR", {"x = Severity.WARNING"}),
        ("x = f(a, b=c)", {"x = f(a)"}),
        ("x = fold(a).strip()", {"x = fold(a)", "x = a.strip()"}),
        (
            "def f_formula():\n f('AND(A1<=2)')",
            {"pass"}
            | {f"f('{text}')" for text in ("OR(A1<=2)", "AND(A1<2)", "AND(A1<=3)", "AND(A2<=2)")},
        ),
        ("RULES = (a, b)", {"RULES = (a,)", "RULES = (b,)"}),
        ("'''A docstring.'''", set()),
        ("x: int | None", set()),
        ("Rule(title='Tên', frozen=True)", {"pass"}),
    ],
)
def test_what_is_put_in_each_place(source: str, wanted: set[str]) -> None:
    changes = _changes(source)
    assert {after for _, after in changes} == wanted
    assert all(before != after for before, after in changes)


def test_a_mutant_is_told_with_its_place() -> None:
    [mutant, *_] = mutants("sample.py", "class A:\n    def f(self):\n        return 1")
    assert mutant.told() == "sample.py:3 A.f\n- return 1\n+ return None"
    assert mutant.lines == (2, 3)


def test_every_module_of_rules_merge_and_rates_has_mutants() -> None:
    assert all(len(mutants(module)) > 10 for module in MODULES)
    assert all(len([*(ROOT / "tests").rglob(file)]) == 1 for file in EVERY)


def test_every_reason_fits_a_place_in_the_sources() -> None:
    keys = {mutant.key for module in MODULES for mutant in mutants(module)}
    assert set(reasons()) <= keys


def test_a_small_sample_is_killed_and_what_lives_is_told(tmp_path: Path) -> None:
    """Without its reasons, which then must be missed."""
    module, every = "merge/rows.py", 21
    none = tmp_path / "reasons.toml"
    none.touch()
    asked = ["--only", module, "--every", str(every), "--reasons", str(none)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", *asked],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
    )
    sample = mutants(module)[::every]
    living = [mutant for mutant in sample if mutant.key in reasons()]
    assert living and len(living) < len(sample) / 2
    assert any(each.lines is None for each in sample), "none is imported anew"
    assert f"'killed': {len(sample) - len(living)}" in done.stdout, done.stderr
    assert done.stdout.count("lives:") == len(living)
    assert all(mutant.told() in done.stdout for mutant in living)
    assert done.returncode == 1
