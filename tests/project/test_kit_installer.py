"""The kit's installer: the program before it works until the new one stands, whatever fails.

The processes that it starts are pretended; ``python -m scripts.kit --try-here`` starts them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts.kit.files import cai_dat
from scripts.kit.files.cai_dat import CannotInstallError, Installation, place, unsuitable

Commands = list[list[str]]
Answer = Callable[[Sequence[str]], int]


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    inside = tmp_path / "kit" / "noi-dung"
    (inside / "loi-nhan").mkdir(parents=True)
    (inside / "loi-nhan" / "mo.txt").write_text("…", "utf-8")
    (inside / "bo-cai.json").write_text(json.dumps({"files": ["yeu-cau.txt"]}), "utf-8")
    for path in (inside / "yeu-cau.txt", inside / "mo-par-xl.cmd", inside.parent / "go-bo.cmd"):
        path.write_text("", "ascii")
    monkeypatch.setattr(cai_dat, "HERE", inside)
    return inside


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> tuple[Commands, list[Answer]]:
    """What was started, and who answers."""
    commands: Commands = []
    answers: list[Answer] = [lambda _command: 0]

    def run(command: Sequence[str], **_how: object) -> SimpleNamespace:
        commands.append(list(command))
        if "venv" in command:
            (Path(command[-1]) / "Scripts").mkdir()
        return SimpleNamespace(returncode=answers[-1](command))

    monkeypatch.setattr(subprocess, "run", run)
    return commands, answers


Ran = tuple[Commands, list[Answer]]


def _install(home: Path, version: str = "1.0", *, excel: bool = True) -> list[str]:
    said: list[str] = []
    Installation(home, version, said.append).run(excel)
    return said


def _programs(home: Path) -> tuple[list[str], str]:
    """The programs there, and the one that the user starts."""
    launcher = (home / "par-xl.cmd").read_bytes().decode("ascii")
    return sorted(path.name for path in (home / "chuong-trinh").iterdir()), launcher.split("\\")[1]


@pytest.mark.usefixtures("kit")
def test_a_user_gets_program_tab_and_what_to_start(tmp_path: Path, ran: Ran) -> None:
    said = _install(tmp_path / "home")
    assert _programs(tmp_path / "home") == (["1.0"], "1.0")
    kept = {path.name for path in (tmp_path / "home").iterdir()}
    assert kept >= {"par-xl.cmd", "mo-par-xl.cmd", "go-bo.cmd", "loi-nhan"}
    assert "Đã cài par_xl 1.0" in said[-1]
    pip = next(command for command in ran[0] if "--require-hashes" in command)
    assert {"--no-index", "--isolated", "--find-links"} <= set(pip)
    assert ran[0][-1][-2:] == ["addin", "install"]


@pytest.mark.usefixtures("kit", "ran")
def test_the_same_version_again_and_a_new_one_take_its_place(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for version, name in (("1.0", "1.0"), ("1.0", "1.0-2"), ("1.1", "1.1")):
        _install(home, version)
        assert _programs(home) == ([name], name)


@pytest.mark.usefixtures("kit")
@pytest.mark.parametrize("step", ["venv", "ensurepip", "--require-hashes", "--version"])
def test_a_step_that_fails_leaves_the_one_before(tmp_path: Path, ran: Ran, step: str) -> None:
    home = tmp_path / "home"
    _install(home)
    ran[1].append(lambda command: int(step in command))
    with pytest.raises(CannotInstallError, match=r"Cài không thành công.*\n.*cai-dat\.log"):
        _install(home, "1.1")
    assert _programs(home) == (["1.0"], "1.0")


@pytest.mark.usefixtures("kit")
def test_a_damaged_wheel_is_told(tmp_path: Path, ran: Ran) -> None:
    home = tmp_path / "home"

    def answer(command: Sequence[str]) -> int:
        if "--require-hashes" not in command:
            return 0
        with (home / "cai-dat.log").open("a") as log:
            log.write("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.")
        return 1

    ran[1].append(answer)
    with pytest.raises(CannotInstallError, match="không đúng mã băm"):
        _install(home)
    assert not list((home / "chuong-trinh").iterdir())


@pytest.mark.usefixtures("kit")
@pytest.mark.parametrize(("number", "told"), [(1260, "cấm chạy"), (2, "Không chạy được")])
def test_a_program_that_windows_does_not_start(
    tmp_path: Path, ran: Ran, number: int, told: str
) -> None:
    def answer(command: Sequence[str]) -> int:
        if list(command[-2:]) == ["-c", ""]:
            error = OSError(13, "refused")
            error.winerror = number  # type: ignore[attr-defined, unused-ignore]
            raise error
        return 0

    ran[1].append(answer)
    with pytest.raises(CannotInstallError, match=told):
        _install(tmp_path / "home")


@pytest.mark.usefixtures("kit")
def test_the_tab_keeps_its_program_where_the_new_one_cannot_have_it(
    tmp_path: Path, ran: Ran
) -> None:
    home = tmp_path / "Nguyễn"
    _install(home)
    ran[1].append(lambda command: 2 * ("addin" in command))
    said = _install(home, "1.1")
    assert _programs(home) == (["1.0", "1.1"], "1.1")
    assert r"C:\ProgramData\par_xl" in said[-2]


@pytest.mark.usefixtures("kit")
def test_a_folder_among_other_peoples_is_kept_to_its_user(tmp_path: Path, ran: Ran) -> None:
    icacls = Path("C:/Windows/System32/icacls.exe")
    home = tmp_path / "rieng"

    def install(version: str) -> None:
        Installation(home, version, lambda _said: None, icacls).run(False)

    install("1.0")
    assert ran[0][0] == [
        *(str(icacls), str(home), "/inheritance:r", "/grant:r"),
        *("*S-1-3-4:(OI)(CI)F", "*S-1-5-18:(OI)(CI)F"),
    ]
    ran[0].clear()
    install("1.1")
    assert _programs(home) == (["1.1"], "1.1") and not any("grant" in str(c) for c in ran[0])
    # Somebody made one under that name before: it stays theirs.
    home = tmp_path / "san"
    home.mkdir()
    with pytest.raises(CannotInstallError, match="có từ trước"):
        install("1.0")
    home = tmp_path / "khac"
    ran[1].append(lambda command: "/grant:r" in command)
    with pytest.raises(CannotInstallError, match="icacls"):
        install("1.0")
    assert not (home / "chuong-trinh").exists()


@pytest.mark.usefixtures("kit")
def test_a_python_taken_away_after_it_ran_is_told(tmp_path: Path, ran: Ran) -> None:
    def answer(command: Sequence[str]) -> int:
        if "addin" in command:
            raise FileNotFoundError(2, "gone")
        return 0

    ran[1].append(answer)
    said = _install(tmp_path / "home")
    assert any(each.startswith("Không chạy được ") and "(gone)" in each for each in said)


@pytest.mark.usefixtures("kit", "ran")
def test_a_disk_that_fills_up_on_the_way_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither error names a file: what is written to, and a folder copied."""
    several = shutil.Error([("a", "b", "full")])
    for name, error in (("_do", OSError(28, "full")), ("_launchers", several)):
        with monkeypatch.context() as patch, pytest.raises(CannotInstallError) as caught:
            patch.setattr(Installation, name, _raising(error))
            _install(tmp_path / "home")
        told = str(caught.value)
        assert told.startswith(f"Không ghi được {tmp_path / 'home'} (")
        assert "None" not in told and "full" in told


def _raising(error: Exception) -> Callable[..., None]:
    def fail(*_given: object) -> None:
        raise error

    return fail


@pytest.mark.usefixtures("kit")
def test_without_excel_there_is_no_tab(tmp_path: Path, ran: Ran) -> None:
    said = _install(tmp_path / "home", excel=False)
    assert "không có Excel" in said[-2]
    assert not any("addin" in command for command in ran[0])


@pytest.mark.usefixtures("kit")
def test_settings_of_pip_and_python_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIP_INDEX_URL", "PIP_TARGET", "PYTHONPATH", "pythonhome"):
        monkeypatch.setenv(name, "x")
    kept = Installation(tmp_path, "1.0").environment
    told = {name for name in kept if name.upper().startswith(("PIP_", "PYTHON"))}
    assert told == {"PIP_CONFIG_FILE"}


def test_an_incomplete_kit_installs_nothing(tmp_path: Path, kit: Path, ran: Ran) -> None:
    (kit / "yeu-cau.txt").unlink()
    with pytest.raises(CannotInstallError, match=r"thiếu 1 tệp, ví dụ yeu-cau\.txt"):
        _install(tmp_path / "home")
    assert not ran[0] and not (tmp_path / "home").exists()


@pytest.mark.usefixtures("kit")
def test_a_full_disk_and_a_file_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotInstallError, match=r"Không ghi được \S+file \("):
        _install(tmp_path / "file")
    monkeypatch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=5 * 1024**2))
    with pytest.raises(CannotInstallError, match="chỉ còn 5 MB, cần 400 MB"):
        _install(tmp_path / "home")


@pytest.mark.usefixtures("ran")
def test_what_the_user_starts_is_held(tmp_path: Path, kit: Path) -> None:
    home = tmp_path / "home"
    _install(home)
    (kit.parent / "go-bo.cmd").unlink()
    with pytest.raises(CannotInstallError, match=r"Không ghi được .*go-bo\.cmd"):
        _install(home, "1.1")
    assert _programs(home) == (["1.0"], "1.0")


def test_the_place(tmp_path: Path) -> None:
    assert place([], {"LOCALAPPDATA": "/local"}) == Path("/local/par_xl")
    assert place([str(tmp_path / "x")], {}) == tmp_path / "x"
    with pytest.raises(CannotInstallError, match="LOCALAPPDATA"):
        place([], {})
    with pytest.raises(CannotInstallError, match="đường dẫn đầy đủ"):
        place(["par_xl"], {})
    assert place([f'{tmp_path}"'], {}) == tmp_path
    with pytest.raises(CannotInstallError, match="ngoặc kép"):
        place(["/Ung", "dung"], {})
    with pytest.raises(CannotInstallError, match="quá dài"):
        place(["/" + "a" * 90], {})


def test_which_python_suits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version_info", (3, 12, 1))
    monkeypatch.setattr("sys.base_prefix", r"C:\Python312")
    assert unsuitable(["3.11"]) == "version"
    assert unsuitable(["3.12"]) == "platform"
    monkeypatch.setattr("sysconfig.get_platform", lambda: "win-amd64")
    assert unsuitable(["3.12"]) is None
    monkeypatch.setattr("sys.base_prefix", r"C:\Program Files\WindowsApps\Python")
    assert unsuitable(["3.12"]) == "store"
