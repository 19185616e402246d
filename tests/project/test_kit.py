"""The offline kit for Windows: which wheels suffice, what is in it, how its .cmd are written."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from packaging.requirements import Requirement

from fake_wheels import fake_wheel
from scripts.kit.compose import FILES, compose, packed
from scripts.kit.wheels import Wheel, faults, pinned, wanted
from scripts.pins import Pin, path_of, read, written

PYTHONS = ["3.11", "3.12"]
ON_WINDOWS = ["pywin32>=300; platform_system == 'Windows'"]


def _wheels(folder: Path) -> list[Wheel]:
    """par-xl, what it needs, and what that needs on Windows only, for either Python."""
    own = fake_wheel(folder, "par-xl", "0.1.0", needs=["xlwings<2", "lxml; extra == 'large'"])
    made = [own, fake_wheel(folder, "xlwings", needs=ON_WINDOWS)]
    for tag in ("cp311-cp311", "cp312-cp312"):
        made.append(fake_wheel(folder, "pywin32", "312", tag=f"{tag}-win_amd64"))
    return [Wheel(path) for path in made]


def _pins(wheels: list[Wheel]) -> list[Pin]:
    """As requirements/run.txt has them: with what other systems need, without par-xl."""
    markers = {"pywin32": "; sys_platform == 'win32'"}
    pins = [
        Pin(
            Requirement(f"{wheel.name}=={wheel.version}{markers.get(wheel.name, '')}"),
            tuple(each.sha256 for each in wheels if each.name == wheel.name),
        )
        for wheel in wheels
        if wheel.name != "par-xl"
    ]
    return [*pins, Pin(Requirement("appscript==1; sys_platform == 'darwin'"), ("sha256:0",))]


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Wheel]:
    return _wheels(tmp_path_factory.mktemp("goi"))


@pytest.fixture(scope="module")
def kit(wheels: list[Wheel], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return compose(wheels, _pins(wheels), b"addin", pythons=PYTHONS)


def test_all_that_windows_needs_suffices(wheels: list[Wheel]) -> None:
    assert faults(wheels, PYTHONS) == []


def test_what_only_windows_needs_is_missed_here(wheels: list[Wheel]) -> None:
    told = faults([wheel for wheel in wheels if wheel.name != "pywin32"], PYTHONS)
    assert len(told) == 4
    assert told[0].startswith("Python 3.11.0: 0 wheels of pywin32>=300")


def test_a_wheel_for_another_python_does_not_do(wheels: list[Wheel]) -> None:
    told = faults(wheels, [*PYTHONS, "3.13"])
    assert {each.partition(":")[0] for each in told} == {"Python 3.13.0", "Python 3.13.99"}


def test_too_old_and_not_needed_is_told(wheels: list[Wheel], tmp_path: Path) -> None:
    """What is asked for with an extra that nobody asked for is not needed."""
    odd = [
        Wheel(fake_wheel(tmp_path, "lxml")),
        Wheel(fake_wheel(tmp_path, "xlwings", "2.0", tag="py3-none-win_arm64")),
    ]
    assert faults([*wheels, *odd], PYTHONS) == [
        "lxml-1.0-py3-none-any.whl: nothing needs it",
        "xlwings-2.0-py3-none-win_arm64.whl: nothing needs it",
    ]


def test_the_pins_of_windows(wheels: list[Wheel]) -> None:
    names = {pin.name for pin in wanted(_pins(wheels), "3.11")}
    assert names == {"xlwings", "pywin32"}
    assert "pywin32" in {pin.name for pin in wanted(read(path_of("run")), "3.15")}


def test_a_wheel_that_was_not_pinned_is_refused(wheels: list[Wheel], tmp_path: Path) -> None:
    other = Wheel(fake_wheel(tmp_path, "xlwings", needs=["click"]))
    with pytest.raises(ValueError, match="xlwings"):
        pinned([other], _pins(wheels))


def test_pip_refuses_a_flipped_byte(wheels: list[Wheel], tmp_path: Path) -> None:
    content = bytearray(wheels[1].path.read_bytes())
    content[-1] ^= 1
    (tmp_path / wheels[1].path.name).write_bytes(content)
    pins = tmp_path / "yeu-cau.txt"
    pins.write_text("\n".join(map(written, pinned(wheels[1:2], _pins(wheels)))), "utf-8")
    pip = [sys.executable, "-m", "pip", "install", "--isolated", "--dry-run", "--no-deps"]
    alone = ["--no-index", "--find-links", str(tmp_path), "--require-hashes", "-r", str(pins)]
    done = subprocess.run([*pip, *alone], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    # The installer looks for these words.
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert "DO NOT MATCH THE HASHES" in (FILES / "cai_dat.py").read_text("utf-8")


def test_what_stands_in_the_kit(kit: dict[str, bytes], wheels: list[Wheel]) -> None:
    top = {name for name in kit if "/" not in name}
    assert top == {"cai-dat.cmd", "go-bo.cmd", "DOC-TRUOC.txt", "par_xl.xlam", "SHA256.txt"}
    assert {"huong-dan/tong-hop.html", "huong-dan/dien-bieu-mau.pdf"} <= set(kit)
    inside = json.loads(kit["noi-dung/bo-cai.json"])
    assert inside["version"] == "0.1.0" and inside["pythons"] == PYTHONS
    listed = {f"noi-dung/{name}" for name in inside["files"]}
    assert listed == {n for n in kit if n.startswith("noi-dung/")} - {"noi-dung/bo-cai.json"}
    assert {f"noi-dung/goi/{wheel.path.name}" for wheel in wheels} <= listed


def test_links_and_pictures_of_its_guides_lead_somewhere(kit: dict[str, bytes]) -> None:
    pages = {n: c.decode() for n, c in kit.items() if n.endswith(".html")}
    count = 0
    for name, page in pages.items():
        for target in re.findall(r'<[^>]* (?:href|src)="([^"]+)"', page):
            path, _, anchor = unquote(target).partition("#")
            there = posixpath.normpath(f"{posixpath.dirname(name)}/{path}") if path else name
            assert there in kit, (name, target)
            assert not anchor or f'id="{anchor}"' in pages[there], (name, target)
            count += 1
        assert "<!-- " not in page and ".md" not in re.sub("<pre>.*?</pre>", "", page), name
    assert len(pages) > 10 and count > 50
    for name in re.findall(r"huong-dan.[\w-]+[.]html", kit["DOC-TRUOC.txt"].decode()):
        assert name.replace("\\", "/") in kit


def test_its_hashes_are_those_of_its_files(kit: dict[str, bytes], tmp_path: Path) -> None:
    for line in kit["SHA256.txt"].decode().splitlines():
        told, _space, name = line.partition("  ")
        assert told == hashlib.sha256(kit[name]).hexdigest()
    kept = tmp_path / "yeu-cau.txt"
    kept.write_bytes(kit["noi-dung/yeu-cau.txt"])
    wheels = {n: c for n, c in kit.items() if n.endswith(".whl")}
    hashes = {each for pin in read(kept) for each in pin.hashes}
    assert hashes == {f"sha256:{hashlib.sha256(c).hexdigest()}" for c in wheels.values()}
    assert {pin.name for pin in read(kept)} == {"par-xl", "xlwings", "pywin32"}


def test_the_same_wheels_make_the_same_zip(kit: dict[str, bytes], tmp_path: Path) -> None:
    packed(kit, tmp_path / "a.zip")
    packed(dict(kit), tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_what_people_read_is_filled_in(kit: dict[str, bytes]) -> None:
    for name, content in kit.items():
        if name.endswith((".cmd", ".txt")) and name != "noi-dung/yeu-cau.txt":
            text = content.decode("utf-8")
            assert not re.search(r"@[A-Z]+@", text), name
            assert text.count("\n") == text.count("\r\n"), name
            # Notepad of older Windows needs the mark, cmd would show it.
            assert text.startswith("\ufeff") == (name == "DOC-TRUOC.txt"), name


CMD = sorted(FILES.glob("*.cmd"))


@pytest.mark.parametrize("path", CMD, ids=[path.name for path in CMD])
def test_cmd_files_keep_the_rules(path: Path, kit: dict[str, bytes]) -> None:
    name = next(each for each in kit if each.endswith(path.name))
    text = kit[name].decode("ascii")
    lines = [line for line in text.splitlines() if line and not line.startswith("rem ")]
    labels = {line[1:] for line in lines if line.startswith(":")}
    assert set(re.findall(r"\bgoto (\w+)", text)) <= labels
    # Delayed expansion would eat "!" in paths; setx cuts PATH; brackets in paths end blocks.
    assert not re.search(r"EnableDelayed|setx|reg add|\($", text, re.I)
    for line in lines:
        assert line.count('"') % 2 == 0, line
        outside = "".join(line.split('"')[::2])
        # A path is never bare: it may hold a space, an ampersand or a bracket.
        bare = set(re.findall(r"%~?\w+%?", re.sub(r"for %%\w in", "", outside)))
        assert bare <= {"%PYARG%", "%errorlevel%", "%RESULT%", "%V"}, line
    for line, then in pairwise(lines):
        assert not line.startswith("pushd ") or " || goto " in line
        if line.startswith("call "):
            assert then.startswith('if not "%errorlevel%"=="0" goto '), line


def test_cmd_files_start_no_program_of_the_current_folder(kit: dict[str, bytes]) -> None:
    for path in CMD:
        lines = kit[next(each for each in kit if each.endswith(path.name))].decode().splitlines()
        assert 'set "NoDefaultCurrentDirectoryInExePath=1"' in lines[:9], path.name


def test_what_stands_under_another_licence_is_told(kit: dict[str, bytes]) -> None:
    other = re.compile(r"(?i)non-?commercial|end user licen[cs]e|affero|terms of the gnu")
    found = set()
    for pin in read(path_of("run")):
        # Some are for other systems.
        with suppress(PackageNotFoundError):
            for file in distribution(pin.name).files or ():
                if re.search(r"(?i)licen[cs]e|copying", file.name) and file.suffix != ".py":
                    text = Path(str(file.locate())).read_text("utf-8", errors="replace")
                    found |= {pin.name} if other.search(text) else set()
    assert found == {"numpy", "xlwings"}
    told = kit["DOC-TRUOC.txt"].decode("utf-8-sig")
    assert "numpy" in told and "GCC Runtime Library Exception" in told
    assert "xlwings\\pro" in told and "PolyForm Noncommercial 1.0.0" in told


def test_the_last_text_is_seen_before_the_window_closes(kit: dict[str, bytes]) -> None:
    for name in ("cai-dat.cmd", "go-bo.cmd"):
        lines = kit[name].decode("ascii").splitlines()
        ends = [at for at, line in enumerate(lines) if line.startswith(("exit /b", "(goto)"))]
        assert len(ends) >= 1
        for at in ends:
            assert "pause" in lines[at - 7 : at], (name, at)
