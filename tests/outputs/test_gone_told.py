"""What the office lost is told to the office: no unit is asked for it again."""

from __future__ import annotations

from datetime import date

import pytest

from builders import HALF, form, make_folder, make_plan, merge, submit
from par_xl import workspace
from par_xl.app.cli.documents import print_reminded
from par_xl.insight.debts import Debt
from par_xl.workspace.documents import Reminded, remind, report
from par_xl.workspace.layout import Folder
from sheet_view import stored

OPEN = "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.5 |"
FIRST = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.5 |"
LATE_DAY = date(2024, 6, 12)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """TH's only form is gone, and one of the two of HC; TT sent none."""
    folder = make_folder(tmp_path_factory.mktemp("gone") / "work")
    plan = make_plan()
    submit(folder, "hc 1.xlsx", form(plan, "HC", FIRST), "2024-06-05")
    submit(folder, "hc 2.xlsx", form(plan, "HC", OPEN), "2024-06-06")
    submit(folder, "th.xlsx", form(plan, "TH", OPEN))
    merge(folder)
    for name in ("hc 2.xlsx", "th.xlsx"):
        (folder.submitted(HALF) / name).unlink()
    merge(folder)
    return folder


@pytest.fixture(scope="module")
def reminded(folder: Folder) -> Reminded:
    return remind(folder, HALF, today=LATE_DAY)


def test_nobody_is_asked_for_it(reminded: Reminded, capsys: pytest.CaptureFixture[str]) -> None:
    assert reminded.published
    found: dict[str, Debt] = {debt.unit.code: debt for debt in reminded.debts}
    th, hc, tt = found["TH"], found["HC"], found["TT"]
    assert (th.is_chased, th.is_awaited, th.owes, th.days_late) == (False, False, False, 0)
    assert not [path for path in reminded.published.files if path.stem == "TH"]
    # Of what was not in the lost file it is asked still.
    assert [each.code for each in th.unreported] == ["S1.1"]
    assert hc.has_sent
    assert hc.unreported == ()
    assert (tt.is_chased, tt.days_late) == (True, 3)
    print_reminded(reminded)
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "2 tệp đã nhận không còn trong da-nop, mất 2 dòng: hc 2.xlsx (HC, 1 dòng); th.xlsx (TH, 1 "
        "dòng). Chép lại tệp" in said
    )


def test_the_master_tells_the_office(folder: Folder) -> None:
    overview = " ".join(
        str(cell)
        for row in stored(folder.results(HALF).master, "Tổng quan")
        for cell in row
        if cell
    )
    assert "2 tệp đã nhận không còn trong da-nop, mất 2 dòng: hc 2.xlsx (HC, 1 dòng)" in overview
    rows = [
        [cell for cell in row if cell not in (None, "")]
        for row in stored(folder.results(HALF).master, "Đôn đốc")
    ]
    at = next(
        n for n, row in enumerate(rows) if row and str(row[0]).startswith("Việc của phòng tổng")
    )
    assert rows[at + 2 : at + 4] == [
        ["HC", "Phòng Hành chính", 1, "hc 2.xlsx"],
        ["TH", "Phòng Tổng hợp", 1, "th.xlsx"],
    ]
    late = [row[0] for row in rows[at + 4 :] if row and row[0] in ("HC", "TH", "TT")]
    assert "TH" not in late
    assert "TT" in late


def test_the_report_does_not_say_that_it_was_not_sent(folder: Folder) -> None:
    import docx

    (path,) = [each for each in report(folder, HALF).files if each.suffix == ".docx"][:1]
    said = " ".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    assert "1 đơn vị đã gửi nhưng tệp báo cáo không còn trong da-nop (Phòng Tổng hợp)" in said
    assert "Có 1 đơn vị chưa gửi báo cáo: Trung tâm Tin học" in said


def test_who_closes_the_period_is_told(folder: Folder) -> None:
    closed = workspace.close(folder, HALF)
    assert any("hc 2.xlsx (HC, 1 dòng); th.xlsx" in note for note in closed.notes)
