"""The settings that the add-in's VBA reads: their format, and paths made safe for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from par_xl.app.addin.machine import Machine, console_python
from par_xl.app.addin.profile import in_sheet, is_safe, safe_path, settings_for, to_bytes
from par_xl.terms.errors import ParXlError
from pretended_machine import VIETNAMESE, machine
from systems import only_posix


def read_as_vba(content: bytes) -> dict[str, str]:
    """What ``Input #file, name, value`` gives: quoted strings, or bare ones up to a comma."""
    text = content.decode("cp1258")
    fields: list[str] = []
    place = 0
    while place < len(text):
        if text[place] == '"':
            end = text.index('"', place + 1)
            fields.append(text[place + 1 : end])
            place = end + 1
        else:
            end = min(found for each in ",\r" if (found := text.find(each, place)) >= 0)
            fields.append(text[place:end].strip())
            place = end
        assert text[place] in ",\r", "a field ends with a comma or the line"
        place += 2 if text[place] == "\r" and text[place + 1] == "\n" else 1
    return dict(zip(fields[::2], fields[1::2], strict=True))


def test_vba_reads_what_was_written(tmp_path: Path) -> None:
    here = machine(tmp_path)
    content = to_bytes(settings_for(here))
    assert read_as_vba(content) == {
        "INTERPRETER_WIN": str(here.interpreter),
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
        "SHOW CONSOLE": "False",
        "TEMP DIR": str(here.user / "nhat-ky"),
    }
    assert content.count(b"\r\n") == content.count(b"\n") == 4


def test_we_read_what_vba_reads(tmp_path: Path) -> None:
    here = machine(tmp_path)
    here.user.mkdir()
    here.settings_path.write_bytes(b'"A","1, 2"\r\n"B",""\r\n')
    assert here.settings() == {"A": "1, 2", "B": ""} == read_as_vba(here.settings_path.read_bytes())


@pytest.mark.parametrize("content", [b'"A"\r\n', b"\xff\xfe\x00", "Nguyễn".encode(), b'"A","b'])
def test_a_damaged_file_holds_no_settings(tmp_path: Path, content: bytes) -> None:
    here = machine(tmp_path)
    here.user.mkdir()
    here.settings_path.write_bytes(content)
    found = here.settings()
    assert found is None or "INTERPRETER_WIN" not in found


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
        assert read_as_vba(to_bytes({"K": path})) == {"K": path}
        assert not set('%"&^;!<>|\r\n\t\0') & set(path)
    else:
        assert not path.isascii() or not path.isprintable() or set('%"&^;!<>|') & set(path)


def test_a_short_name_that_is_no_better_is_not_taken(tmp_path: Path) -> None:
    folder = tmp_path / "Đỗ"
    folder.mkdir()
    here = machine(tmp_path, short_path=lambda path: str(path).replace("Đỗ", "Đ~1"))
    assert safe_path(folder / "python.exe", here) is None


def test_only_a_profile_with_accents_puts_settings_into_the_add_in(tmp_path: Path) -> None:
    settings = {"INTERPRETER_WIN": "C:/python.exe"}
    assert in_sheet(machine(tmp_path), settings) is None
    assert in_sheet(machine(tmp_path, VIETNAMESE), settings) == settings


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
