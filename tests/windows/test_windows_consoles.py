"""What is shown in consoles of several code pages, and what pipes and files get."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from windows.machine import PAR_XL, Windows

EXPLAIN = f"{PAR_XL} explain NG04"
CURE = "Cách sửa"
CODE_PAGES = {"437": "utf-8", "1258": "cp1258", "65001": "utf-8"}
"""What is written where no console shows it."""


@pytest.mark.parametrize("code_page", CODE_PAGES)
def test_a_console_and_what_stands_behind_it(windows: Windows, place: Path, code_page: str) -> None:
    # As a person types it, line by line.
    (place / "thu.cmd").write_bytes(
        "\r\n".join(
            [
                "@echo off",
                f"chcp {code_page} >nul",
                EXPLAIN,
                f"{EXPLAIN} >ra.txt 2>loi.txt",
                "echo ---",
                "type ra.txt",
                "echo ---",
                f'{EXPLAIN} | find "NG04"',
                "echo ---",
                f"{PAR_XL} merge 2024-06 2>&1 | sort",
                "",
            ]
        ).encode("ascii")
    )
    with windows.console("cmd", "/c", "thu.cmd", at=place) as console:
        console.wait()
    assert "Traceback" not in console.shown
    shown, typed, found, refused = console.shown.split("---")
    assert CURE in shown
    written = (place / "ra.txt").read_bytes().decode(CODE_PAGES[code_page])
    assert CURE in unicodedata.normalize("NFC", written)
    assert not (place / "loi.txt").read_bytes()
    assert "NG04" in found
    if code_page != "437":
        assert CURE in unicodedata.normalize("NFC", typed)
        assert "Cách xử lý" in unicodedata.normalize("NFC", refused)
