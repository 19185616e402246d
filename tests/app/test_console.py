"""What is printed where a program or a file gets it, as Windows' consoles have it."""

from __future__ import annotations

import io
import sys
import unicodedata

import pytest

from par_xl.app.cli import main
from par_xl.system import console


def printed(monkeypatch: pytest.MonkeyPatch, code_page: int, *arguments: str) -> bytes:
    """What a command's reader gets from a console of that code page."""
    got = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(got, encoding="cp1252"))
    monkeypatch.setattr(console, "code_page", lambda: code_page)
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    sys.stdout.flush()
    assert left.value.code == 0
    return got.getvalue().replace(b"\r\n", b"\n")


@pytest.mark.parametrize("code_page", [0, 437, 1252, 65001])
def test_where_the_code_page_has_no_vietnamese_it_is_utf_8(
    monkeypatch: pytest.MonkeyPatch, code_page: int
) -> None:
    assert "Cách sửa" in printed(monkeypatch, code_page, "explain", "NG04").decode()


def test_vietnamese_code_page_gets_every_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tones stand apart in it, beside their letters."""
    for arguments in (["explain"], ["explain", "NG04"], ["--help"], ["merge", "--help"]):
        wanted = printed(monkeypatch, 65001, *arguments).decode()
        got = printed(monkeypatch, 1258, *arguments).decode("cp1258")
        for sign, instead in {"✔": "+", "→": "->", "−": "-"}.items():
            wanted = wanted.replace(sign, instead)
        assert unicodedata.normalize("NFC", got) == unicodedata.normalize("NFC", wanted)


@pytest.mark.parametrize("encoding", ["cp1258", "utf-8"])
def test_what_no_code_page_has_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    got = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(got, encoding="ascii"))
    monkeypatch.setattr(console, "code_page", lambda: 1258 if encoding == "cp1258" else 0)
    console.readable_output()
    sys.stdout.write("Hội\ud800 漢 Ẫ")
    sys.stdout.flush()
    text = unicodedata.normalize("NFC", got.getvalue().decode(encoding)).split()
    assert text == ["Hội?", "?" if encoding == "cp1258" else "漢", "Ẫ"]


@pytest.mark.parametrize("asked", ["utf-8", "utf8:replace"])
def test_programs_may_ask_for_utf_8(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", asked)
    assert "Cách sửa" in printed(monkeypatch, 1258, "explain", "NG04").decode()
