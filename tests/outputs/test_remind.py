"""Reminders: who owes what, letter, slips and drafts of mail."""

from __future__ import annotations

import email
import email.policy
import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from time import process_time

import docx
import pytest
from click.testing import CliRunner

from builders import HALF, form, make_folder, make_plan, merge, plan_rows, submit
from office_schemas import OLDEST_AND_NEWEST, schema_errors
from par_xl.app import cli
from par_xl.app.cli.documents import print_reminded
from par_xl.insight.debts import Debt, debts, new_deadline, working_days_after
from par_xl.merge.result import ClosedPart
from par_xl.merge.stamp import Stamp
from par_xl.outputs.blocks import Table
from par_xl.outputs.reminders.letters import Reminder, letter, slip
from par_xl.outputs.reminders.mail import addresses, chasing
from par_xl.outputs.word import write_document
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import Timeliness
from par_xl.workspace.documents import Reminded, read_period_data, remind
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")

MAILED = """
| Mã đơn vị | Tên đơn vị         | Loại      | Tên gọi khác | Thư điện tử                |
| HC        | Phòng Hành chính   | phòng     | P. HC        | hc@quangtri.gov.vn         |
| TH        | Phòng Tổng hợp     | phòng     |              | th@quangtri.gov.vn; không  |
| TT        | Trung tâm Tin học  | trung tâm |              | tt@quangtri.gov.vn         |
| XX        | Phòng Kinh tế      | phòng     |              |                            |
| CVP       | Chánh Văn phòng    | lãnh đạo  |              |                            |
"""
ITEMS = """
| TT   | Điểm tối đa | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |
| 1    | 3           |                |                 |                      |
| 1.1  | 1           | HC             | TT              | 31/3/2024            |
| 1.2  | 2           | HC; TH         | TT              | Thường xuyên         |
| S1   |             |                |                 |                      |
| S1.1 |             | TH             | HC              | Quý II/2024          |
| P1   |             |                |                 |                      |
| P1.1 |             | TT; XX         |                 | Hằng năm             |
"""
EXTENDED = """
| Kỳ      | Đơn vị | Gửi trước ngày | Lý do | Người duyệt     | Văn bản |
| 2024-06 | XX     | 20/6/2024      | Bão   | Chánh Văn phòng |         |
"""
OVERDUE = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.5 |"
WRONG = "| code | status |\n| 1.2 | Đã xong |\n| S1.1 | Không phát sinh trong kỳ |"
ALL_WELL = "| code | status |\n| P1.1 | Chưa thực hiện |"
LATE_DAY = date(2024, 6, 12)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """HC on time, one row open and one unexplained; TH late with a row in error; TT refused;
    XX has more time."""
    rows = plan_rows(ITEMS, units=MAILED, extensions=EXTENDED)
    rows["Thông tin"] += [
        {"Mục": "Nơi nhận", "Giá trị": "Sở Nội vụ; Chánh Văn phòng; Lưu: VT, HC"},
        {"Mục": "Ký hiệu công văn", "Giá trị": "VP-HC"},
    ]
    folder = make_folder(tmp_path_factory.mktemp("remind") / "work", rows)
    plan = make_plan(ITEMS, units=MAILED)
    submit(folder, "hc.xlsx", form(plan, "HC", OVERDUE))
    submit(folder, "th.xlsx", form(plan, "TH", WRONG), "2024-06-11")
    submit(folder, "TT_2024-06.xlsx", form(plan, "TT", ALL_WELL, period="2024-12"), "2024-06-07")
    merge(folder)
    return folder


@pytest.fixture(scope="module")
def written(merged: Folder) -> Reminded:
    return remind(merged, HALF, today=LATE_DAY)


def of(what: Reminded, unit: str) -> Debt:
    return next(debt for debt in what.debts if debt.unit.code == unit)


def read(path: Path) -> str:
    """All texts of a document, a paragraph or a table's row a line."""
    made = docx.Document(str(path))
    lines = [paragraph.text for paragraph in made.paragraphs]
    for table in made.tables:
        lines += [" | ".join(cell.text for cell in row.cells) for row in table.rows]
    return "\n".join(lines)


def test_who_owes_what(written: Reminded) -> None:
    hc, th, tt, xx = (of(written, unit) for unit in ("HC", "TH", "TT", "XX"))
    assert (hc.timeliness, hc.days_late, hc.owes) == (Timeliness.ON_TIME, 0, True)
    assert [each.code for each in hc.unreported] == ["1.2"]
    assert [each.code for each in hc.unexplained] == ["1.1"]
    # The first late day is the one before which it was to be sent.
    assert (th.timeliness, th.days_late) == (Timeliness.LATE, 2)
    ((entry, errors),) = th.wrong
    assert entry.code == "1.2" and [each.code for each in errors] == ["TT02"]
    assert (tt.timeliness, tt.days_late) == (Timeliness.REFUSED, 3)
    ((file, errors),) = tt.refused
    assert file.file == "TT_2024-06.xlsx" and errors
    assert (xx.timeliness, xx.days_late, xx.owes) == (Timeliness.NOT_DUE, 0, False)


def test_more_time_ends(merged: Folder) -> None:
    after = debts(read_period_data(merged, HALF, date(2024, 6, 20)))
    xx = next(debt for debt in after if debt.unit.code == "XX")
    assert (xx.timeliness, xx.days_late, xx.owes) == (Timeliness.MISSING, 1, True)


def test_what_is_written(written: Reminded, merged: Folder) -> None:
    assert written.published
    home = merged.documents(HALF)
    assert {path.relative_to(home).as_posix() for path in written.published.files} == {
        "cong-van-don-doc-2024-06.docx",
        *(f"phieu-don-doc/{u}.{kind}" for u in ("HC", "TH", "TT") for kind in ("docx", "eml")),
    }
    for name in ("cong-van-don-doc-2024-06.docx", "phieu-don-doc/TH.docx"):
        assert schema_errors(home / name, OLDEST_AND_NEWEST[0]) == []


def test_the_letter(written: Reminded, merged: Folder) -> None:
    said = read(merged.documents(HALF) / "cong-van-don-doc-2024-06.docx")
    assert "V/v đôn đốc báo cáo kết quả thực hiện Kế hoạch 6 tháng 2024" in said
    assert "- Phòng Tổng hợp;\n- Trung tâm Tin học." in said
    assert "(báo cáo định kỳ trước ngày 10/6 và ngày 10/12)" in said
    assert "4 đơn vị phải báo cáo có 1 đơn vị có biểu mẫu bị trả lại; 1 đơn vị gửi báo" in said
    assert "chậm nhất hết thứ Sáu ngày 14/6/2024" in said
    assert "Phòng Hành chính (thư điện tử: hc@quangtri.gov.vn)" in said
    assert "1 | Phòng Tổng hợp | Gửi muộn 2 ngày | 10/6/2024 | 0 | 1 | 0" in said
    assert "2 | Trung tâm Tin học | Bị trả lại, quá hạn 3 ngày | 10/6/2024 | 1 | 0 | 0" in said
    assert "- Như trên;\n- Chánh Văn phòng;\n- Lưu: VT, HC." in said and "Sở Nội vụ" not in said
    assert "DỰ THẢO" in said


def test_the_slips(written: Reminded, merged: Folder) -> None:
    slips = merged.documents(HALF) / "phieu-don-doc"
    hc, th, tt = (read(slips / f"{unit}.docx") for unit in ("HC", "TH", "TT"))
    assert "PHIẾU ĐÔN ĐỐC" in hc and "Kính gửi: Phòng Hành chính" in hc
    assert "Báo cáo của đơn vị đã nhận được, đúng hạn" in hc
    assert "Phụ lục I | 1.2 | Nội dung 1.2 | Thường xuyên" in hc
    assert "Phụ lục I | 1.1 | Nội dung 1.1 | Chưa hoàn thành, đã quá hạn" in hc
    assert "Dòng chưa hợp lệ" not in hc and "gửi về" not in hc
    assert "đã nhận được, chậm 2 ngày" in th and "Dòng chưa báo cáo" not in th
    assert "1.2 | th.xlsx\nPhụ lục I, ô " in th and "Chọn một trong: Hoàn thành" in th
    assert "Biểu mẫu đã gửi bị trả lại" in tt and "TT_2024-06.xlsx | 07/6/2024 | " in tt
    assert "Phụ lục III (PAPI) 1 dòng" in tt


def test_a_unit_whose_file_was_lost_is_not_told_that_it_sent_none(folder: Folder) -> None:
    """Nor asked for anything before it is found: then for the rows that it never filled."""
    submit(folder, "hc.xlsx", form(make_plan(), "HC", OVERDUE))
    merge(folder)
    (folder.submitted(HALF) / "hc.xlsx").unlink()
    merge(folder)
    what = remind(folder, HALF, today=LATE_DAY)
    assert [each.code for each in of(what, "HC").unreported] == ["1.2"]
    assert not (folder.documents(HALF) / "phieu-don-doc/HC.docx").exists()
    others = read(folder.documents(HALF) / "phieu-don-doc/TT.docx")
    assert "chưa nhận được biểu mẫu" in others
    letter = read(folder.documents(HALF) / "cong-van-don-doc-2024-06.docx")
    assert "Phòng Tổng hợp" in letter and "- Phòng Hành chính" not in letter
    submit(folder, "hc.xlsx", form(make_plan(), "HC", OVERDUE))
    merge(folder)
    remind(folder, HALF, today=LATE_DAY)
    said = read(folder.documents(HALF) / "phieu-don-doc/HC.docx")
    assert (
        "Phụ lục I | 1.2 | Nội dung 1.2" in said
        and "Phụ lục I | 1.1 | Nội dung 1.1 | T" not in said
    )


def test_the_mail_is_a_draft_with_the_slip(written: Reminded, merged: Folder) -> None:
    slips = merged.documents(HALF) / "phieu-don-doc"
    content = (slips / "TH.eml").read_bytes()
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert mail["Subject"] == "Đôn đốc báo cáo kết quả thực hiện Kế hoạch 6 tháng 2024"
    assert mail["To"] == "Phòng Tổng hợp <th@quangtri.gov.vn>"
    assert mail["From"] == "Phòng Hành chính <hc@quangtri.gov.vn>" and mail["X-Unsent"] == "1"
    assert content.isascii() and b"\r\n" in content
    (slip_part,) = mail.iter_attachments()
    assert slip_part.get_filename() == "TH.docx"
    assert slip_part.get_content() == (slips / "TH.docx").read_bytes()
    body = mail.get_body()
    assert body and "hết thứ Sáu ngày 14/6/2024" in body.get_content()


def test_no_name_becomes_a_header(merged: Folder) -> None:
    data = read_period_data(merged, HALF, LATE_DAY)
    (debt, *_) = debts(data)
    unit = replace(debt.unit, name="A\r\nBcc: x@y.vn", email="a@b.vn\nBcc: c@d.vn, x<y, e..f@g.vn")
    period = replace(data.period, name="Kỳ\r\nBcc: x@y.vn")
    reminder = Reminder(replace(data, period=period), LATE_DAY)
    content = chasing(reminder, replace(debt, unit=unit), b"slip")
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert mail["Bcc"] is None and len(mail["To"].addresses) == 2
    assert [each.addr_spec for each in addresses(unit)] == ["a@b.vn", "c@d.vn"]


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1e", "\u202e"])
def test_nor_after_what_else_ends_a_line(merged: Folder, end: str) -> None:
    data = read_period_data(merged, HALF, LATE_DAY)
    (debt, *_) = debts(data)
    unit = replace(debt.unit, name=f'A, "B" <x@y.vn>{end}Bcc: x@y.vn')
    period = replace(data.period, name=f"Kỳ{end}Bcc: x@y.vn")
    reminder = Reminder(replace(data, period=period), LATE_DAY)
    content = chasing(reminder, replace(debt, unit=unit), b"slip")
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert mail["Bcc"] is None and end not in mail["Subject"] and end not in mail["To"]
    (to,) = mail["To"].addresses
    assert to.addr_spec == unit.email
    assert to.display_name.replace(" ", "") == 'A,"B"<x@y.vn>Bcc:x@y.vn'


def test_again_writes_the_same_and_takes_away_what_is_settled(
    merged: Folder, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "work", plan_rows(ITEMS, units=MAILED))
    plan = make_plan(ITEMS, units=MAILED)
    merge(folder)
    first = remind(folder, HALF, today=LATE_DAY)
    assert first.published and len(first.published.files) == 1 + 4 + 3
    before = {path: path.read_bytes() for path in first.published.files}
    again = remind(folder, HALF, today=LATE_DAY)
    assert again.published and not again.published.aside
    assert {path: path.read_bytes() for path in again.published.files} == before
    well = {
        "HC": "| code | status |\n| 1.1 | Không phát sinh trong kỳ |\n"
        "| 1.2 | Không phát sinh trong kỳ |",
        "TH": "| code | status |\n| 1.2 | Không phát sinh trong kỳ |\n"
        "| S1.1 | Không phát sinh trong kỳ |",
        "TT": ALL_WELL,
        "XX": ALL_WELL,
    }
    for unit, rows in well.items():
        submit(folder, f"{unit}.xlsx", form(plan, unit, rows))
    merge(folder)
    settled = remind(folder, HALF, today=LATE_DAY)
    assert settled.published and settled.published.files == ()
    assert not [debt for debt in settled.debts if debt.owes]
    assert not [path for path in folder.documents(HALF).rglob("*") if path.is_file()]


def test_before_the_deadline_only_a_list(merged: Folder) -> None:
    early = remind(merged, HALF, today=date(2024, 6, 9))
    assert early.published is None and early.until is None
    assert of(early, "XX").timeliness is Timeliness.NOT_DUE


def test_before_the_deadline_friendly_mail_where_asked(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "work", plan_rows(ITEMS, units=MAILED))
    merge(folder, as_of=date(2024, 6, 5))
    early = remind(folder, HALF, mail=True, today=date(2024, 6, 9))
    assert early.published
    assert [path.name for path in early.published.files] == ["HC.eml", "TH.eml", "TT.eml"]
    assert [unit.code for unit in early.without_mail] == ["XX"]
    mail = email.message_from_bytes(
        early.published.files[0].read_bytes(), policy=email.policy.default
    )
    body = mail.get_body()
    assert mail["Subject"].startswith("Nhắc gửi báo cáo") and body
    assert "chậm nhất hết Chủ nhật 09/6; ngày làm việc cuối: thứ Sáu 07/6" in body.get_content()


def test_who_has_no_address_is_told_of_those_only_who_get_mail(
    merged: Folder, written: Reminded
) -> None:
    # HC has sent: before the deadline it gets no mail; XX, which has more time, owes nothing yet.
    early = remind(merged, HALF, mail=True, today=date(2024, 6, 9))
    no_mail = [
        tuple(replace(debt, unit=replace(debt.unit, email=typed)) for debt in what.debts)
        for what, typed in ((early, None), (written, "phòng@"))
    ]
    assert [unit.code for unit in replace(early, debts=no_mail[0]).without_mail] == ["TT", "XX"]
    owing = replace(written, debts=no_mail[1]).without_mail
    assert [unit.code for unit in owing] == ["HC", "TH", "TT"]


def test_until_when(merged: Folder) -> None:
    period = read_period_data(merged, HALF).period
    assert new_deadline(period, date(2024, 6, 14)) == date(2024, 6, 14)
    # Saturday and Sunday don't count.
    assert new_deadline(period, date(2024, 6, 20)) == date(2024, 6, 25)
    assert working_days_after(date(2024, 6, 22), 1) == date(2024, 6, 24)
    with pytest.raises(ParXlError, match="đã qua"):
        remind(merged, HALF, deadline=date(2024, 6, 11), today=LATE_DAY)


def test_a_closed_period_is_no_draft_and_the_plan_has_its_number(merged: Folder) -> None:
    data = read_period_data(merged, HALF, LATE_DAY)
    info = {**data.plan.info, "Số ký hiệu kế hoạch": "12/KH-VP", "Ngày ban hành": "05/02/2024"}
    info["Mục quy định báo cáo"] = "mục IV.1"
    plan = replace(data.plan, info=info)
    debt = next(debt for debt in debts(data) if debt.unit.code == "HC")
    closed = replace(data, plan=plan, stamp=replace(data.stamp, is_closed=True))
    document = slip(Reminder(closed, LATE_DAY), debt)
    said = [p.text for p in docx.Document(io.BytesIO(write_document(document))).paragraphs]
    assert "DỰ THẢO" not in said
    assert (
        "Căn cứ Kế hoạch số 12/KH-VP ngày 05/02/2024 của Văn phòng thử "
        "(mục IV.1: báo cáo định kỳ trước ngày 10/6 và ngày 10/12)."
    ) in said


def test_what_is_printed(merged: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Day(date):
        @classmethod
        def today(cls) -> Day:
            return cls(2024, 6, 12)

    monkeypatch.setattr("par_xl.workspace.documents.date", Day)
    arguments = ["remind", HALF, "--deadline", "17/6/2024", "--folder", str(merged.root)]
    shown = CliRunner().invoke(cli.cli, arguments).output
    assert (
        "- Phòng Hành chính (HC): đúng hạn; 1 dòng chưa báo cáo; 1 giải trình còn thiếu." in shown
    )
    assert "- Phòng Kinh tế (XX): chưa đến hạn; được gia hạn, gửi trước ngày 20/6/2024." in shown
    assert "Hạn mới ghi trong văn bản: hết thứ Hai ngày 17/6/2024." in shown
    assert "cong-van-don-doc-2024-06.docx" in shown and "không tự gửi gì" in shown


def test_a_row_whose_fault_lies_elsewhere_is_named_all_the_same(merged: Folder) -> None:
    data = read_period_data(merged, HALF, LATE_DAY)
    debt = next(debt for debt in debts(data) if debt.wrong)
    bare = replace(debt, wrong=((debt.wrong[0][0], ()),))
    document = slip(Reminder(data, LATE_DAY), bare)
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    ((code, where, *_),) = table.rows
    assert code == "1.2" and where.startswith("th.xlsx\nPhụ lục I, dòng ")


def test_a_room_that_the_merge_did_not_know_puts_nothing_together(merged: Folder) -> None:
    data = read_period_data(merged, HALF, LATE_DAY)
    plan = replace(data.plan, info={**data.plan.info, "Đơn vị tổng hợp": "MOI"})
    with pytest.raises(ParXlError, match="Đơn vị tổng hợp “MOI”"):
        _ = Reminder(replace(data, plan=plan), LATE_DAY).contact


@pytest.mark.parametrize("typed", [".a@x.vn", "a.@x.vn", "a..b@x.vn", "a@b@x.vn", "hộp@x.vn"])
def test_an_address_that_is_none_is_passed_over(merged: Folder, typed: str) -> None:
    unit = read_period_data(merged, HALF).plan.units["HC"]
    assert addresses(replace(unit, email=typed)) == ()
    assert len(addresses(replace(unit, email=f"{typed}; a.b@x.vn"))) == 1


def test_many_units_are_named_in_the_annex(merged: Folder) -> None:
    data = read_period_data(merged, HALF, LATE_DAY)
    debt = next(debt for debt in debts(data) if debt.is_chased)
    document = letter(Reminder(data, LATE_DAY), [debt] * 3_500, 3_600)
    assert document.to == ("3.500 đơn vị có tên tại Phụ lục kèm theo",)
    (table,) = document.annexes[0].blocks
    assert isinstance(table, Table) and len(table.rows) == 3_500
    begun = process_time()
    write_document(document)
    assert process_time() - begun < 6


def test_after_the_closing_nothing_is_promised(merged: Folder) -> None:
    data = read_period_data(merged, HALF, LATE_DAY)
    reminder = Reminder(replace(data, stamp=replace(data.stamp, is_closed=True)), LATE_DAY)
    late = [debt for debt in debts(data) if debt.is_chased]
    for document in (letter(reminder, late, 4), slip(reminder, late[0])):
        said = " ".join(getattr(block, "text", "") for block in document.blocks)
        assert "Số liệu của kỳ đã chốt" in said and "không làm thay đổi" in said
        assert "Để kịp tổng hợp" not in said and "số liệu được tổng hợp theo" not in said


def test_of_a_closed_period_nothing_is_said_of_what_came_since(merged: Folder) -> None:
    data = read_period_data(merged, HALF, date(2024, 7, 1))
    assert data.heard_on == date(2024, 7, 1)
    at = datetime(2024, 6, 21, 9, 0)  # noqa: DTZ001 - the office's own clock
    result = data.result.model_copy(update={"closed": ClosedPart(at=at, by="HC")})
    data = replace(data, result=result, stamp=Stamp.of(result, data.stamp.at))
    xx = next(debt for debt in debts(data) if debt.unit.code == "XX")
    assert (xx.timeliness, xx.days_late) == (Timeliness.MISSING, 2)
    reminder = Reminder(data, date(2024, 7, 4))
    said = " ".join(getattr(block, "text", "") for block in slip(reminder, xx).blocks)
    assert "Đến ngày 21/6/2024 chưa nhận được biểu mẫu, đã chậm 2 ngày." in said
    (table,) = letter(reminder, [xx], 4).annexes[0].blocks
    assert isinstance(table, Table) and table.caption == (
        "Các đơn vị đến 9 giờ 00 ngày 20/6/2024; số ngày quá hạn tính đến 21/6/2024"
    )


def test_what_was_changed_in_the_plan_since_the_merge(
    merged: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = merged.plan.read_bytes()
    try:
        rows = plan_rows(ITEMS, units=MAILED, extensions=EXTENDED)
        rows["Đơn vị"][3]["Thư điện tử"] = "kt@quangtri.gov.vn"
        merged.plan.write_bytes(write_plan(rows))
        mailed = read_period_data(merged, HALF)
        assert mailed.plan.units["XX"].email == "kt@quangtri.gov.vn"
        assert not mailed.is_plan_newer
        rows["Gia hạn"][0]["Gửi trước ngày"] = date(2024, 6, 25)
        merged.plan.write_bytes(write_plan(rows))
        print_reminded(remind(merged, HALF, today=date(2024, 6, 9)))
    finally:
        merged.plan.write_bytes(plan)
    said = capsys.readouterr().out
    assert "ke-hoach.xlsx đã sửa sau lần tổng hợp số 1" in said
    assert "par-xl merge 2024-06" in said
