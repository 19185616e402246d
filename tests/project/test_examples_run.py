"""Programs of others: the examples in docs/examples run, and what they use is told."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from docs.examples import check_a_file, declare_a_rule, plan_to_merge, read_result
from docs_made.api import public_modules
from par_xl.workspace.layout import Folder

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
PERIOD = "2024-06"


def test_from_the_plan_to_a_merge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan_to_merge.main(tmp_path / "work")
    printed = capsys.readouterr().out
    assert re.search(r"^HCTC .*[1-9]\d*(,\d+)?%$", printed, re.M), printed
    assert (tmp_path / "work" / "tong-hop" / f"{PERIOD}.json").exists()


def test_a_result_in_pandas(demo_folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    read_result.main(demo_folder.root, PERIOD)
    printed = capsys.readouterr().out
    assert (
        "Hoàn thành đúng hạn" in printed
        and "HCTC" in printed
        and re.search(r"^PAR INDEX +0\.", printed, re.M)
    )


def test_a_file_is_checked(
    demo_folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(demo_folder.plan, tmp_path)
    sent = demo_folder.submitted(PERIOD) / f"HCTC_{PERIOD}.xlsx"
    assert check_a_file.main(tmp_path, sent) == 1
    assert "Lỗi TT02 Phụ lục III " in capsys.readouterr().out
    assert check_a_file.main(tmp_path / "nowhere", sent) == 2


def test_a_rule_is_declared(capsys: pytest.CaptureFixture[str]) -> None:
    declare_a_rule.main()
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("TL01 (Lỗi): ") and len(printed) == 2
    assert printed[1].startswith("“Đang thực hiện” mà tiến độ 100%.")


def test_examples_use_public_modules_alone() -> None:
    known = set(public_modules())
    for path in EXAMPLES.glob("*.py"):
        used = re.findall(r"^from (par_xl[\w.]*) import ([\w, ]+)$", path.read_text("utf-8"), re.M)
        modules = {
            f"{module}.{name}" if module == "par_xl" else module
            for module, names in used
            for name in names.split(", ")
        }
        assert modules and modules <= known, path.name


def public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Its functions and classes, and what classes have, by name."""
    names = getattr(module, "__all__", None) or [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]
    for name in names:
        value = getattr(module, name)
        if inspect.isfunction(value) or inspect.isclass(value):
            yield name, value
        if inspect.isclass(value):
            # A model that is built when it is first looked at changes while it is.
            for own, member in [*vars(value).items()]:
                made = function_of(member)
                if not own.startswith("_") and inspect.isfunction(made):
                    yield f"{name}.{own}", made


def function_of(member: object) -> object:
    """What stands behind a method, a class method or a property."""
    for place in ("__func__", "fget", "func"):
        if found := getattr(member, place, None):
            return found
    return member


@pytest.mark.parametrize("module", ["par_xl", *public_modules()])
def test_every_public_name_says_what_it_is(module: str) -> None:
    loaded = import_module(module)
    assert loaded.__doc__
    # A data class without a docstring is given its signature as one.
    silent = [n for n, v in public(loaded) if not v.__doc__ or v.__doc__.startswith(f"{n}(")]
    assert silent == []


def test_functions_say_which_errors_they_raise() -> None:
    """What reads or writes a working folder can fail, and its caller has to know."""
    told = {
        f"{module}.{name}"
        for module in public_modules()
        for name, value in public(import_module(module))
        if inspect.isfunction(value) and "ParXlError:" in (value.__doc__ or "")
    }
    assert {
        "par_xl.workspace.init",
        "par_xl.workspace.merge",
        "par_xl.terms.explain.explain",
    } <= told
    silent = [
        f"{module}.{name}"
        for module in public_modules()
        for name, value in public(import_module(module))
        if inspect.isfunction(value)
        and "raise ParXlError(" in inspect.getsource(value)
        and f"{module}.{name}" not in told
    ]
    assert silent == []
