"""No code comes from the current folder or from beside a received file: traps lie there under the
name of every module, and no command, child, cluster or click springs one."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import HALF, form, make_folder, submit
from dask_processes import DaskProcesses
from par_xl.app.cli import cli
from par_xl.plan.model import Plan
from par_xl.workspace.layout import Folder
from reading_checks import EMPTY_ODS

ROOT = Path(__file__).parents[2]
GOING = "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.{number} |"
FILES = 14
"""More than are read without other processes."""
TRAP = """\
import sys
with open({caught!r}, "a") as file:
    print(__name__, *sys.orig_argv, file=file)
raise SystemExit(66)
"""
STARTED_AS_A_SCRIPT = """\
import sys
from par_xl.__main__ import main
if sys.argv[1] != "each":
    sys.exit(main())
for line in sys.argv[2:]:
    sys.argv[1:] = line.split("|")
    try:
        main()
    except SystemExit as ended:
        print("\\f", "done" if ended.code in (0, 1) else line, "\\f", sep="")
"""
COMMANDS = {
    "init": ["moi"],
    "forms": [HALF],
    "check": ["da-nop/{half}/odd.ods", "da-nop/{half}/10.xlsx"],
    "merge": [HALF, "--workers", "3"],
    "log": ["--verify"],
    "report": [HALF],
    "page": [HALF, "--draft"],
    "remind": [HALF],
    "export": [HALF, "--to", "csv"],
    "close": [HALF],
    "reopen": [HALF],
    "undo": [],
    "plan": ["check"],
    "explain": ["TT02"],
    "addin": ["doctor"],
    "demo": ["thu"],
}
"""Every command with what makes it do its work, in the order of a period; watch is on its own."""


INSTALLED = frozenset(importlib.metadata.packages_distributions()) | {"pandas", "pywintypes"}
EVERY = (INSTALLED | sys.stdlib_module_names | {"sitecustomize", "usercustomize", "par_xl"}) - {
    *sys.builtin_module_names
}
STARTED = frozenset(
    subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.split()
)
LATE = (INSTALLED | {"multiprocessing", "concurrent"}) - {"par_xl"} - STARTED
"""What is imported once the program is at work. Python's own start is over by then, and with it
what the .pth files of its packages import, as that of setuptools does: before any line of ours."""


def plant(place: Path, caught: Path, names: frozenset[str] = EVERY) -> None:
    """Lay a trap under each name in *place*; and a .pth file, which needs no import."""
    for name in filter(str.isidentifier, names):
        (place / f"{name}.py").write_text(TRAP.format(caught=str(caught)))
    (place / "x.pth").write_text(f"import os; open({str(caught)!r}, 'a').write('pth')\n")


@pytest.fixture
def caught(tmp_path: Path) -> Path:
    return tmp_path / "caught"


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory, plan: Plan) -> Path:
    folder = make_folder(tmp_path_factory.mktemp("forms"))
    for number in range(10, 10 + FILES):
        submit(folder, f"{number}.xlsx", form(plan, "HC", GOING.format(number=number)))
    submit(folder, "odd.ods", EMPTY_ODS)
    return folder.root


@pytest.fixture
def received(forms: Path, tmp_path: Path) -> Folder:
    """Enough forms for other processes, and one file that is parsed in a process of its own."""
    return Folder(shutil.copytree(forms, tmp_path / "work"))


@pytest.fixture
def program(tmp_path: Path) -> list[str]:
    """What starts par-xl as the script does that pip makes, for as many command lines as are
    given: each imports what none before it did."""
    script = tmp_path / "bin" / "par-xl"
    script.parent.mkdir()
    script.write_text(STARTED_AS_A_SCRIPT)
    return [sys.executable, str(script)]


def run(command: list[str], where: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=where,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_every_command_is_tried() -> None:
    assert {*COMMANDS, "watch"} == set(cli.commands)


@pytest.mark.long
def test_no_command_runs_what_lies_in_the_working_folder(
    received: Folder, program: list[str], caught: Path
) -> None:
    for place in (received.root, received.submitted(HALF)):
        plant(place, caught)
    lines = [[name, *(each.format(half=HALF) for each in line)] for name, line in COMMANDS.items()]
    done = run([*program, "each", *map("|".join, lines)], received.root)
    assert not caught.exists(), caught.read_text()
    assert done.stdout.split("\f")[1::2] == ["done"] * len(lines), done.stdout + done.stderr


def test_nor_where_python_looks_there_first(received: Folder, caught: Path) -> None:
    """As with -m, or with an empty or relative part in PYTHONPATH: all that is ours to decide."""
    for place in (received.root, received.inbox):
        plant(place, caught, LATE)
    command = [sys.executable, "-m", "par_xl", "merge", HALF, "--workers", "2"]
    done = run(command, received.root, PYTHONPATH=os.pathsep.join(("", ".", "da-nop")))
    assert (caught.exists(), done.returncode) == (False, 1), done.stderr


def test_nor_with_the_commands_that_we_tell(received: Folder, caught: Path) -> None:
    plant(received.root, caught)
    done = run([sys.executable, "-P", "-m", "par_xl", "plan", "check"], received.root)
    assert (caught.exists(), done.returncode) == (False, 0), done.stderr


@pytest.mark.long
def test_nor_do_a_programs_helpers(received: Folder, caught: Path, tmp_path: Path) -> None:
    """A script of somebody's own that merges: its path is its own affair, the children are ours."""
    plant(received.root, caught)
    script = tmp_path / "own" / "merge.py"
    script.parent.mkdir()
    script.write_text(
        "import os, sys\nfrom pathlib import Path\n"
        "from par_xl.workspace.layout import open_folder\n"
        "from par_xl.workspace import merge\n"
        f"assert len(merge(open_folder(Path.cwd()), {HALF!r}, workers=3).summary.units) > 1\n"
        "assert 'PYTHONSAFEPATH' not in os.environ\n"
    )
    done = run([sys.executable, str(script)], received.root)
    assert (caught.exists(), done.returncode) == (False, 0), done.stderr


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to one process")
def test_nor_does_watching(received: Folder, program: list[str], caught: Path) -> None:
    for place in (received.root, received.submitted(HALF)):
        plant(place, caught)
    process = subprocess.Popen(
        [*program, "watch", HALF], cwd=received.root, stdout=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + 60
        while not received.results(HALF).json.exists() and not caught.exists():
            assert time.monotonic() < end and process.poll() is None
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert not caught.exists(), caught.read_text()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[DaskProcesses]:
    place = tmp_path / "cluster"
    place.mkdir()
    with DaskProcesses(place) as processes:
        yield processes


@pytest.mark.long
def test_nor_does_a_cluster(
    received: Folder, program: list[str], caught: Path, cluster: DaskProcesses
) -> None:
    """Its workers are started as docs/at-scale.md says, where traps lie as well."""
    cluster.add("one")
    for place in (received.root, received.submitted(HALF), cluster.root):
        plant(place, caught)
    done = run([*program, "merge", HALF, "--scheduler", cluster.address], received.root)
    assert (caught.exists(), done.returncode) == (False, 1), done.stderr


def test_nor_does_a_command_that_we_tell() -> None:
    """Typed in a received folder, ``python -m pip`` would run its pip.py."""
    told = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for place in ("src", "macros", "docs", "scripts/kit/files")
        for path in (ROOT / place).rglob("*")
        if path.suffix in (".py", ".po", ".bas", ".md", ".cmd", ".txt")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"(?<!-P )(?<!-I )-m (pip|par_xl)\b", line)
    ]
    assert told == []


def test_no_index_is_asked_for_our_name() -> None:
    """par_xl is on none: what stands there under its name some day is a stranger's."""
    pages = {*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.py")}
    by_name = re.compile(r"(?:install|download)(?: -\S+)* [\"']?par[-_]xl(?!\S*\.whl)")
    assert [path for path in pages if by_name.search(path.read_text("utf-8"))] == []
