"""pytest in this process: on some test files, with what watches it or takes its place."""

from __future__ import annotations

import functools
import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType, ModuleType

import pytest

from .places import ROOT, SOURCES

TESTS = ROOT / "tests"
_SLOW_FIXTURES = {"libreoffice", "vietnamese_libreoffice", "demo_folder"}
Function = tuple[str, int]
"""A function of the product: its module and first line."""


def forget_ours() -> None:
    """Let product and tests be imported anew."""
    for name in [name for name, module in sys.modules.items() if is_ours(module)]:
        del sys.modules[name]


def run_tests(files: Sequence[str], plugin: FirstFailure) -> None:
    """Run the files' tests; *plugin* is told of the first that fails, or if none could be run."""
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    made = tempfile.mkdtemp()
    options = ["-q", "-s", "-x", "-o", "addopts=", "-p", "no:cacheprovider", "--tb=no"]
    try:
        code = pytest.main(
            [
                *options,
                f"--basetemp={made}/t",
                *(str(path) for name in files for path in TESTS.rglob(name)),
            ],
            plugins=[plugin],
        )
    finally:
        shutil.rmtree(made, ignore_errors=True)
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        plugin.failed = plugin.failed or f"pytest: {code}"


def is_ours(module: ModuleType) -> bool:
    """Product and tests, but not what is running here."""
    file = getattr(module, "__file__", None) or ""
    return file.startswith((str(SOURCES), str(TESTS))) and "mutants" not in Path(file).parts


class FirstFailure:
    """Leaves out the tests that take too long; keeps the first of the others that fails."""

    def __init__(self) -> None:
        self.failed: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.failed is None:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self.failed is None:
            self.failed = report.nodeid or "collection"

    def pytest_internalerror(self, excrepr: object) -> None:
        self.failed = self.failed or str(excrepr)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [i for i in items if not _SLOW_FIXTURES & set(getattr(i, "fixturenames", ()))]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self) -> None:
        """What conftest.py keeps from the collector has to be found by it here."""
        gc.unfreeze()


class Watcher(FirstFailure):
    """Sees how long each test takes, and through which of the product's functions it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: dict[str, float] = {}
        self.touched: dict[str, list[Function]] = {}
        self.at_import: list[Function] = []
        self._now: set[Function] = set()
        self._fixtures: dict[tuple[str, str], set[Function]] = {}
        self._caches: list[functools._lru_cache_wrapper[object]] = []
        sys.settrace(self._called)

    def pytest_runtestloop(self) -> None:
        sys.settrace(None)
        self.at_import = sorted(self._now)
        self._caches = [o for o in gc.get_objects() if isinstance(o, functools._lru_cache_wrapper)]

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
    ) -> Iterator[None]:
        """What a fixture comes through, all tests that ask for it have come through."""
        before, self._now = self._now, set()
        try:
            return (yield)
        finally:
            if fixturedef.scope != "function":
                kept = self._fixtures.setdefault((fixturedef.argname, fixturedef.baseid), set())
                kept |= self._now
            self._now |= before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        for cache in self._caches:  # else only the first test would come through them
            cache.cache_clear()
        self._now = set()
        begun = time.process_time()
        sys.settrace(self._called)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self.seconds[item.nodeid] = time.process_time() - begun
            names = set(getattr(item, "fixturenames", ()))
            for (name, base), through in self._fixtures.items():
                if name in names and item.nodeid.startswith(base):
                    self._now |= through
            self.touched[item.nodeid] = sorted(self._now)

    def _called(self, frame: FrameType, event: str, arg: object) -> None:
        file = frame.f_code.co_filename
        if file.startswith(str(SOURCES)) and frame.f_code.co_name != "<module>":
            module = Path(file).relative_to(SOURCES).as_posix()
            self._now.add((module, frame.f_code.co_firstlineno))
