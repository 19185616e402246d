"""The reading of command lines that the add-in's tests rest on."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vba.command_line import arguments

CMD = r'"C:\WINDOWS\System32\cmd.exe" /C '
GOOD = CMD + r'C: && cd "C:\a b" && "C:\a b\p.exe" "x\"y\"" z\\ 2> "C:\t\l.log" '


def test_parts_are_found() -> None:
    started = arguments(GOOD)
    assert started.directory == r"C:\a b"
    assert started.argv == [r"C:\a b\p.exe", 'x"y"', r"z\\"]
    assert started.log == r"C:\t\l.log"


def test_percent_names_are_replaced_first() -> None:
    started = arguments(GOOD.replace("z", "%name%"), {"NAME": "1 2"})
    assert started.argv[2:] == ["1", r"2\\"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"C:\WINDOWS\System32\cmd.exe", "cmd.exe"),
        ("&& cd", "& cd"),
        ("z", "z & calc"),
        ("z", "z | calc"),
        ("z", "z ^& y"),
        ("z", "z > y"),
        (" 2> ", " > "),
        ("z", '"z'),
        (r'cd "C:\a b" && ', ""),
        ("z", "%CMDCMDLINE%"),
    ],
)
def test_what_is_not_expected_is_refused(right: str, wrong: str) -> None:
    with pytest.raises(ValueError):
        arguments(GOOD.replace(right, wrong))


# A quote alone would be open for cmd; what follows it is none of the program's any more.
_TEXTS = st.lists(st.sampled_from(["a", "b", " ", "\\", "\t", '""']), max_size=8).map("".join)


@given(st.lists(_TEXTS, max_size=4))
def test_arguments_are_read_as_python_writes_them(words: list[str]) -> None:
    line = subprocess.list2cmdline(["p.exe", *words])
    started = arguments(rf'{CMD}C: && cd "C:\a b" && {line} 2> "C:\t\l.log" ')
    assert started.argv == ["p.exe", *words]
