"""One mutant against the tests that could see it, in a forked child.

Where the fault lies in a function that nobody calls while modules are imported, the function
gets its new code in a process that has imported and collected everything; elsewhere all is
imported anew around the mutant.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType, FunctionType

import pytest

from .children import Send, in_child
from .places import SOURCES, Mutant
from .session import FirstFailure, Function, Watcher, forget_ours, is_ours, run_tests

_SECONDS, _TIMES = 10, 4
"""Processor time after which a mutant hangs: so much, and so many times what its tests take."""
_PATIENCE = 20
"""Clock time after which it hangs, in such times: this computer may be busy with other work."""


@dataclass
class Recorded:
    """Tests as they ran on the product as it is: how long, and through which functions."""

    seconds: Mapping[str, float]
    touched: Mapping[str, Sequence[Function]]
    at_import: Sequence[Function]
    kills: dict[str, int] = field(default_factory=dict)
    """How many mutants each test has killed: who kills often is asked first."""

    def tests(self, mutant: Mutant, files: Sequence[str]) -> list[str]:
        """The tests of these files that could see it, the likeliest and quickest first."""
        mine = [test for test in self.seconds if _file(test) in files]
        if not self.is_fresh(mutant):
            mine = [test for test in mine if any(_in(mutant, f) for f in self.touched[test])]
        return sorted(mine, key=lambda test: (-self.kills.get(test, 0), self.seconds[test]))

    def by_file(self, tests: Sequence[str]) -> list[str]:
        """Their files, those first that kill most for the time that they take."""
        worth: dict[str, float] = defaultdict(float)
        for test in tests:
            worth[_file(test)] += self.kills.get(test, 0) - self.seconds[test]
        return sorted(worth, key=lambda file: -worth[file])

    def is_fresh(self, mutant: Mutant) -> bool:
        """Whether all has to be imported anew for it."""
        return mutant.lines is None or any(_in(mutant, each) for each in self.at_import)

    def kill(self, mutant: Mutant, files: Sequence[str], session: pytest.Session | None) -> str:
        """The test that kills it, ``HUNG``, or "" where it lives."""
        tests = self.tests(mutant, files)
        limit = _SECONDS + _TIMES * sum(self.seconds[test] for test in tests)
        chooser = _Chooser(tests, self.seconds.keys())

        def run(send: Send) -> None:
            if session is None:
                forget_ours()
                chooser.failed = _import(mutant)
                for file in self.by_file(tests):
                    if not chooser.failed:
                        run_tests([file], chooser)
            else:
                _swap(mutant)
                _run_collected(session, chooser)
            send(chooser.failed or "")

        killer = str(in_child(run, int(limit), _PATIENCE * limit)) if tests else ""
        if killer in self.seconds:
            self.kills[killer] = self.kills.get(killer, 0) + 1
        return killer


def _file(test: str) -> str:
    return test.partition("::")[0].rpartition("/")[2]


def _in(mutant: Mutant, function: Function) -> bool:
    module, line = function
    first, last = mutant.lines or (0, sys.maxsize)
    return module == mutant.module and first <= line <= last


def record(files: Sequence[str]) -> Recorded:
    """Run the tests of these files once. ``RuntimeError``: one fails, or all see nothing."""

    def run(send: Send) -> None:
        forget_ours()
        watcher = Watcher()
        run_tests(files, watcher)
        others = [name for name, module in sys.modules.items() if not is_ours(module)]
        send([watcher.failed, others, watcher.seconds, watcher.touched, watcher.at_import])

    said = in_child(run)
    assert isinstance(said, list)
    failed, others, seconds, touched, at_import = said
    if failed:
        raise RuntimeError(f"{failed} fails without any mutant")
    if not any(touched.values()):
        raise RuntimeError("the tests come through none of the product's functions")
    for name in others:  # so that no child has to
        if name not in sys.modules and not name.startswith("_"):
            try:
                importlib.import_module(name)
            except ImportError:  # made while others were imported
                continue
    through = {test: [(m, line) for m, line in each] for test, each in touched.items()}
    return Recorded(seconds, through, [(module, line) for module, line in at_import])


def kill_all(
    recorded: Recorded, wanted: Sequence[Mutant], files: Sequence[str]
) -> dict[Mutant, str]:
    """What kills each of them, as ``Recorded.kill`` has it."""
    fresh = [mutant for mutant in wanted if recorded.is_fresh(mutant)]
    found = {mutant: recorded.kill(mutant, files, None) for mutant in fresh}
    others = [mutant for mutant in wanted if mutant not in found]

    def run(send: Send) -> None:
        collected = _Collected(lambda session: [recorded.kill(m, files, session) for m in others])
        forget_ours()
        run_tests(files, collected)
        if collected.failed:
            raise RuntimeError(collected.failed)
        send(collected.found)

    if others:
        said = in_child(run)
        assert isinstance(said, list)
        found |= dict(zip(others, said, strict=True))
    return found


class _Collected(FirstFailure):
    """Does something else in place of running what was collected."""

    def __init__(self, work: Callable[[pytest.Session], list[str]]) -> None:
        super().__init__()
        self.work = work
        self.found: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.found = self.work(session)
        return True


class _Chooser(FirstFailure):
    """Leaves the wanted tests, in their order, and those that are there with the mutant only."""

    def __init__(self, tests: Sequence[str], known: Container[str]) -> None:
        super().__init__()
        self.known = known
        self.order = {test: place for place, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        super().pytest_collection_modifyitems(items)
        items[:] = self.chosen(items)

    def chosen(self, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        wanted = [i for i in items if i.nodeid in self.order or i.nodeid not in self.known]
        return sorted(wanted, key=lambda item: self.order.get(item.nodeid, len(self.order)))


def _import(mutant: Mutant) -> str | None:
    """Import the product around the mutant; what is to be said where that can't be done."""
    finder = _Finder(mutant)
    sys.meta_path.insert(0, finder)
    try:
        importlib.import_module(finder.name)
    except Exception as error:
        return f"import: {error!r}"
    return None


def _run_collected(session: pytest.Session, chooser: _Chooser) -> None:
    session.config.pluginmanager.register(chooser)
    items = chooser.chosen(session.items)
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if chooser.failed:
            return


def _swap(mutant: Mutant) -> None:
    """Give the function in which the fault lies its new code, wherever it has got to."""
    file = SOURCES / mutant.module
    old = list(_functions(compile(file.read_text("utf-8"), str(file), "exec", dont_inherit=True)))
    new = list(_functions(mutant.compiled()))
    changed = {o: n for o, n in zip(old, new, strict=True) if o != n}
    assert len(changed) == 1, mutant.told()
    # What conftest has frozen is not told of.
    gc.unfreeze()
    ours = [each for each in gc.get_objects() if isinstance(each, FunctionType)]
    swapped = [each for each in ours if each.__code__ in changed]
    for function in swapped:
        function.__code__ = changed[function.__code__]
    assert swapped, mutant.told()


def _functions(code: CodeType) -> Iterator[CodeType]:
    """The functions of a module and of its classes, without those inside of functions."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            is_class = not inner.co_flags & 0x2  # locals that can be found by position
            yield from _functions(inner) if is_class else (inner,)


class _Finder(MetaPathFinder):
    """Finds the mutant where its module is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = "par_xl." + mutant.module.removesuffix(".py").replace("/", ".")

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        file = str(SOURCES / self.mutant.module)
        return spec_from_file_location(fullname, file, loader=_Loader(fullname, file, self.mutant))


class _Loader(SourceFileLoader):
    def __init__(self, name: str, file: str, mutant: Mutant) -> None:
        super().__init__(name, file)
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        return self.mutant.compiled()
