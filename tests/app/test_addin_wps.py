"""WPS told from Excel by a path, wherever that comes from."""

from __future__ import annotations

import pytest

from par_xl.app.addin.machine import is_wps


@pytest.mark.parametrize(
    "program",
    [
        r"C:\Users\An\AppData\Local\Kingsoft\WPS Office\12.2.0\office6\Microsoft Excel",
        r"C:\Program Files\WPS Office\Microsoft Excel",
        r"D:\WPS\et.exe",
        r'"D:\Tools\wps.exe" /Automation',
        r"C:\Tools\office6\et.exe /Automation",
        r"D:\Tools\WPS Spreadsheets",
    ],
)
def test_this_is_wps(program: str) -> None:
    assert is_wps(program)


@pytest.mark.parametrize(
    "program",
    [
        r"C:\Program Files\Microsoft Office\root\Office16\Microsoft Excel",
        r"C:\Program Files (x86)\Microsoft Office\Office14\EXCEL.EXE /automation",
        r"D:\wpsmith\Office16\Microsoft Excel",
        "",
    ],
)
def test_this_is_not(program: str) -> None:
    assert not is_wps(program)
