"""Files that another program holds: Excel lets others read, a virus scanner nobody."""

from __future__ import annotations

import pytest

from killed_merge import snapshot
from par_xl.workspace.layout import Folder
from windows.conftest import ALL
from windows.machine import AS_EXCEL, AS_SCANNER, Windows

MASTER, REGISTER, SUBMITTED = "tong-hop/2024-06.xlsx", "tiep-nhan.xlsx", "da-nop/2024-06/TH.xlsx"
HELD = [(MASTER, AS_EXCEL)]
if ALL:
    HELD += [(MASTER, AS_SCANNER), (REGISTER, AS_EXCEL), (REGISTER, AS_SCANNER)]
    HELD += [("ke-hoach.xlsx", AS_SCANNER), ("tong-hop/2024-06.json", AS_SCANNER)]


@pytest.mark.parametrize(("name", "how"), HELD)
def test_a_merge_tells_of_it_and_writes_nothing(
    windows: Windows, work: Folder, name: str, how: str
) -> None:
    before = snapshot(work.root)
    with windows.held(work.root / name, how):
        done = windows.par_xl("merge", "2024-06", at=work.root)
        assert done.returncode == 2
        assert name.rpartition("/")[2] in done.stderr
        assert done.stderr.count("Lỗi:") == done.stderr.count("Cách xử lý:") == 1
    assert snapshot(work.root) == before
    assert windows.par_xl("merge", "2024-06", at=work.root).returncode == 0
    assert snapshot(work.root) != before


def test_a_form_that_nobody_can_read_is_named_and_the_others_are_merged(
    windows: Windows, work: Folder
) -> None:
    with windows.held(work.root / SUBMITTED, AS_SCANNER):
        done = windows.par_xl("merge", "2024-06", at=work.root)
    assert (done.returncode, done.stderr) == (1, "")
    assert "TE31" in done.stdout and "TH.xlsx" in done.stdout
    assert "TE31" not in windows.par_xl("merge", "2024-06", at=work.root).stdout


def test_a_form_that_is_open_in_excel_can_be_handed_in(windows: Windows, work: Folder) -> None:
    with windows.held(work.root / SUBMITTED, AS_EXCEL):
        done = windows.par_xl("merge", "2024-06", at=work.root)
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 đã nhận" in done.stdout


def test_an_open_form_keeps_nobody_from_working(windows: Windows, work: Folder) -> None:
    assert windows.par_xl("forms", "2024-06", at=work.root).returncode == 0
    form = work.form("2024-06", "TH")
    with windows.held(form, AS_EXCEL):
        again = windows.par_xl("forms", "2024-06", at=work.root)
        assert again.returncode == 0 or windows.path(form) in again.stderr
        others = windows.par_xl("log", at=work.root)
        assert (others.returncode, others.stderr) == (0, "")
    assert windows.par_xl("forms", "2024-06", at=work.root).returncode == 0
