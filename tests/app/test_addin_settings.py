"""The settings that the add-in's VBA reads: their format, and paths made safe for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from par_xl.app.addin.install import is_safe, safe_path, settings_for
from par_xl.app.addin.machine import Machine, console_python
from par_xl.terms.errors import ParXlError
from pretended_machine import VIETNAMESE, machine
from systems import only_posix


def test_excel_is_told_the_python_and_where_to_log(tmp_path: Path) -> None:
    here = machine(tmp_path)
    assert settings_for(here) == {
        "INTERPRETER_WIN": str(here.interpreter),
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
        "SHOW CONSOLE": "False",
        "TEMP DIR": str(here.user / "nhat-ky"),
    }


@only_posix("links that stand for short names")
def test_a_profile_with_accents_is_told_by_its_short_name(tmp_path: Path) -> None:
    here = machine(tmp_path, VIETNAMESE)
    python = here.user.parent / "venv" / "python.exe"
    python.parent.mkdir()
    python.touch()
    found = settings_for(machine(tmp_path, VIETNAMESE, interpreter=python))
    assert found["INTERPRETER_WIN"].isascii() and Path(found["INTERPRETER_WIN"]).samefile(python)
    assert found["TEMP DIR"] == str(tmp_path / "Users" / "NGUYNV~1" / ".par_xl" / "nhat-ky")


def test_without_short_names_logs_go_where_all_users_have_a_folder(tmp_path: Path) -> None:
    here = machine(tmp_path, VIETNAMESE, shortens=False)
    found = settings_for(here)["TEMP DIR"]
    assert found == str(tmp_path / "ProgramData" / "par_xl" / "nhat-ky")
    without = machine(tmp_path, VIETNAMESE, shortens=False, program_data=None)
    assert "TEMP DIR" not in settings_for(without)


@pytest.mark.parametrize("name", ["Nguyễn", "100%", "A&B", "a^b", "a;b", 'a"b', "a!b", "a|b"])
def test_a_python_that_cannot_be_told_is_refused_with_the_way_out(
    tmp_path: Path, name: str
) -> None:
    here = machine(tmp_path, shortens=False, interpreter=tmp_path / name / "python.exe")
    with pytest.raises(ParXlError) as caught:
        settings_for(here)
    assert name in caught.value.message
    folder = tmp_path / "ProgramData" / "par_xl-rieng"
    python = folder / "python"
    for command in (
        # Everybody may write below ProgramData.
        f"mkdir {folder}",
        f"icacls {folder} /inheritance:r /grant:r *S-1-3-4:(OI)(CI)F",
        f"py -3 -m venv {python}",
        f"{python / 'Scripts' / 'python.exe'} -P -m pip install",
        f"{python / 'Scripts' / 'par-xl.exe'} addin install",
    ):
        assert command in caught.value.fix


@given(st.text(min_size=1, max_size=30))
@example("a\nb")
@example("a\tb")
def test_what_is_safe_passes_vba_and_cmd_unchanged(name: str) -> None:
    path = f"C:\\{name}\\python.exe"
    if is_safe(path):
        assert not set('%"&^;!<>|\r\n\t\0') & set(path)
    else:
        assert not path.isascii() or not path.isprintable() or set('%"&^;!<>|') & set(path)


def test_a_short_name_that_is_no_better_is_not_taken(tmp_path: Path) -> None:
    folder = tmp_path / "Đỗ"
    folder.mkdir()
    here = machine(tmp_path, short_path=lambda path: str(path).replace("Đỗ", "Đ~1"))
    assert safe_path(folder / "python.exe", here) is None


def test_the_python_with_an_error_stream_is_called() -> None:
    assert console_python(Path("a/Pythonw.exe")) == Path("a/python.exe")
    assert console_python(Path("a/python3.11")) == Path("a/python3.11")


def test_this_machine_takes_the_profile_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("APPDATA", raising=False)
    assert not Machine().acts
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    here = Machine()
    assert here.acts and here.user == tmp_path / ".par_xl"
    assert here.xlstart == tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
    assert here.loads("json") and not here.loads("no_such_module")
    assert here.run(str(here.interpreter), "print(1)") == "1\n"
    assert here.run(str(here.interpreter), "raise SystemExit(1)") is None
    # As the add-in starts it: nothing is taken from the folder it is started in.
    assert here.run(str(here.interpreter), "import sys; print('' in sys.path)") == "False\n"
    assert here.run(str(here.interpreter), "a\0b") is None
    assert here.run(str(tmp_path / "python.exe"), "print(1)") is None
    assert any("python" in name or "pytest" in name for name in here.processes())
