"""A merge by a Dask cluster: scheduler and workers are real processes, and some are killed."""

from __future__ import annotations

import shutil
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import par_xl
from builders import HALF, NOW, form, make_folder, make_plan, submit
from dask_processes import DaskProcesses, until
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.terms.errors import ParXlError
from par_xl.workspace import cluster as work_cluster
from par_xl.workspace.layout import Folder
from systems import only_posix

pytestmark = only_posix("signals that freeze a process")

UNITS = ("HC", "TH", "TT")
ROWS = """
| code | status          | progress | completed_on |
| 1.1  | Hoàn thành      | 100      | 2024-03-{day} |
| 1.2  | Đang thực hiện  | {share}  |              |
| S1.1 | Đang thực hiện  | 1{share} |              |
"""
FORMS = 30
Progress = Callable[[int, int, str], None]


@pytest.fixture(scope="module")
def unmerged(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Thirty forms, some with faults, and a file that is none."""
    folder, plan = make_folder(tmp_path_factory.mktemp("unmerged") / "work"), make_plan()
    for number in range(FORMS):
        rows = ROWS.format(day=10 + number % 20, share=10 + number)
        content = form(plan, UNITS[number % len(UNITS)], rows)
        submit(folder, f"{number:02}.xlsx", content, hour=number % 24)
    submit(folder, "khác.xlsx", b"PK nothing")
    return folder


@pytest.fixture
def work(unmerged: Folder, tmp_path: Path) -> Folder:
    """The same, for one test."""
    return _copy(unmerged, tmp_path / "work")


@pytest.fixture
def one_form(folder: Folder) -> Folder:
    """What a cluster is looked for with."""
    submit(folder, "HC.xlsx", form(make_plan(), "HC"))
    return folder


@pytest.fixture(scope="module")
def alone(unmerged: Folder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the merge comes to on one machine."""
    folder = _copy(unmerged, tmp_path_factory.mktemp("alone") / "work")
    workspace.merge(folder, HALF, now=NOW)
    return _outcome(folder)


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskProcesses]:
    """A scheduler and two workers."""
    with DaskProcesses(tmp_path_factory.mktemp("dask")) as started:
        started.add("a", "b")
        yield started


@pytest.fixture
def cluster(processes: DaskProcesses) -> DaskProcesses:
    """The same, with nothing at hand that a test before has read."""
    processes.run(work_cluster._unpacked.cache_clear)
    return processes


def _copy(folder: Folder, to: Path) -> Folder:
    shutil.copytree(folder.root, to)
    return Folder(to)


def _outcome(folder: Folder) -> dict[str, bytes]:
    returned = sorted(folder.root.glob("tra-lai/**/*.xlsx"))
    assert returned
    return {path.name: path.read_bytes() for path in (folder.results(HALF).json, *returned)}


def _merge(folder: Folder, address: str, progress: Progress = lambda *_: None) -> dict[str, bytes]:
    workspace.merge(folder, HALF, now=NOW, scheduler=address, progress=progress)
    return _outcome(folder)


def _refused(folder: Folder, address: str, progress: Progress = lambda *_: None) -> ParXlError:
    with pytest.raises(ParXlError) as told:
        _merge(folder, address, progress)
    assert not folder.results(HALF).json.exists()
    return told.value


def _once_back(do: Callable[[], object]) -> Progress:
    """Do something when a file has come back, and others are out."""

    def progress(done: int, _total: int, _what: str) -> None:
        if done == 1:
            do()

    return progress


@pytest.mark.long
def test_the_outcome_is_the_same(
    work: Folder,
    alone: dict[str, bytes],
    cluster: DaskProcesses,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert _merge(work, cluster.address) == alone
    assert capfd.readouterr() == ("", "")


@pytest.mark.long
@pytest.mark.parametrize("victim", ["a", "b"])
def test_a_worker_that_dies_loses_nothing(
    victim: str,
    work: Folder,
    alone: dict[str, bytes],
    cluster: DaskProcesses,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """It is frozen, so that what it is given surely does not come back before it dies."""
    had: list[int] = []

    def kill() -> None:
        try:
            until(lambda: cluster.at_hand(victim))
            had.append(cluster.at_hand(victim))
        finally:
            cluster.drop(victim)

    killer = threading.Thread(target=kill)

    def freeze() -> None:
        cluster.workers[victim].send_signal(signal.SIGSTOP)
        killer.start()

    try:
        assert _merge(work, cluster.address, _once_back(freeze)) == alone
    finally:
        killer.join()
        cluster.add(victim)
    assert had[0] > 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.long
def test_a_file_that_changes_meanwhile(work: Folder, cluster: DaskProcesses) -> None:
    last = work.submitted(HALF) / "23.xlsx"  # By its time of change.
    change = _once_back(lambda: last.write_bytes(b"PK other"))
    assert "23.xlsx bị thay đổi" in _refused(work, cluster.address, change).message


@pytest.mark.long
def test_another_program(work: Folder, cluster: DaskProcesses, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(Path(par_xl.__file__).parent, other / "par_xl")
    with (other / "par_xl" / "terms/text.py").open("a") as source:
        source.write("# A day younger.\n")
    cluster.add("other", sources=other)
    error = _refused(work, cluster.address)
    cluster.drop("other")
    assert error.message.startswith("1 nơi trong cụm máy không chạy đúng chương trình")
    assert f"Cài par-xl {par_xl.__version__}" in error.fix


@pytest.mark.long
def test_another_program_that_comes_later(
    work: Folder, cluster: DaskProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    hired = work_cluster._hired

    def then_another(*about: Any) -> int:
        width = hired(*about)
        monkeypatch.setattr(work_cluster, "PROGRAM", ("other", "3.11"))
        return width

    monkeypatch.setattr(work_cluster, "_hired", then_another)
    assert "không chạy đúng chương trình" in _refused(work, cluster.address).message


def test_nobody_at_the_address(
    one_form: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(work_cluster, "_CONNECTING", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(SystemExit) as ended:
        main(["merge", HALF, "--folder", str(one_form.root), "--scheduler", address])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert f"Không kết nối được với bộ điều phối Dask ở {address}" in told.replace("\n", " ")


@pytest.mark.parametrize(
    "address", ["", "tcp://", "10.0.0.5:99999", "http://127.0.0.1:80", "tls://127.0.0.1:1", "máy"]
)
def test_no_address(address: str, one_form: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_cluster, "_CONNECTING", 0.5)
    assert "Không kết nối được" in _refused(one_form, address).message


@pytest.mark.parametrize("greeting", [b"", b"SSH-2.0-OpenSSH_9.6\r\n"])
def test_somebody_else_at_the_address(
    greeting: bytes, one_form: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_cluster, "_CONNECTING", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            with server.accept()[0] as caller:
                caller.sendall(greeting)
                while caller.recv(1000):
                    pass

        threading.Thread(target=greet, daemon=True).start()
        error = _refused(one_form, f"tcp://127.0.0.1:{server.getsockname()[1]}")
    assert "Không kết nối được" in error.message


def test_no_workers(one_form: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_cluster, "_ANSWERING", 1.0)
    with DaskProcesses(tmp_path) as empty:
        assert "không có máy nào nhận việc" in _refused(one_form, empty.address).message


@pytest.mark.long
@pytest.mark.parametrize("what", ["workers", "scheduler"])
def test_what_a_cluster_that_is_gone_did_not_do_is_done_here(
    what: str,
    work: Folder,
    alone: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(work_cluster, "_WITHOUT_WORKERS", 0.5)
    with DaskProcesses(tmp_path) as one:
        one.add("a")
        kill = one.scheduler.kill if what == "scheduler" else lambda: one.drop("a")
        assert _merge(work, one.address, _once_back(kill)) == alone


def test_the_library_is_missing(one_form: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    fix = _refused(one_form, "tcp://127.0.0.1:1").fix
    assert f'"{sys.executable}" -P -m pip install "distributed>=' in fix and "--scheduler" in fix
