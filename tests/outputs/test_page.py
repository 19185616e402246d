"""The public page: what it tells citizens, and what never gets onto it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlparse

import pytest

from builders import HALF, NOW, PlanTables, form, make_folder, merge, plan_rows, submit
from page_of import closed, merged, period_data_of, read, source, table, with_info, with_past
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.insight.period_data import PeriodData
from par_xl.outputs.page.content import MOST
from par_xl.plan.reader import read_plan
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.workspace.documents import page, read_period_data

pytestmark = pytest.mark.usefixtures("no_masters")

NAME = f"trang-cong-khai-{HALF}.html"
AREA = "bang-1"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> PeriodData:
    return period_data_of(tmp_path_factory.mktemp("page"))


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def _reconstructed() -> PlanTables:
    rows = plan_rows()
    rows["Phụ lục I"][1]["Nguồn"] = "recall: tái dựng, chưa kiểm chứng"
    return rows


def test_the_page_is_refused_while_criteria_are_reconstructed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = merged(tmp_path / "work", _reconstructed())
    assert _run("page", HALF, "--folder", str(folder.root)) == 2
    told = capsys.readouterr().err
    assert "tiêu chí tái dựng, chưa kiểm chứng" in told and f"par-xl page {HALF} --draft" in told
    assert not folder.documents(HALF).exists()
    assert _run("page", HALF, "--draft", "--folder", str(folder.root)) == 0
    assert "không đăng bản này" in capsys.readouterr().out
    text = (folder.documents(HALF) / NAME).read_text(encoding="utf-8")
    assert "DỰ THẢO" in text and "Có tiêu chí tái dựng, chưa kiểm chứng." in text
    workspace.close(folder, HALF)
    with pytest.raises(ParXlError, match="tái dựng") as refused:
        page(folder, HALF)
    # A merge changes nothing of a closed period.
    assert f"par-xl reopen {HALF}; par-xl merge {HALF} --plan current." in refused.value.fix


def test_a_page_of_an_open_period_is_a_draft_without_being_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = merged(tmp_path / "work")
    assert _run("page", HALF, "--folder", str(folder.root)) == 0
    told = capsys.readouterr().out
    assert str(folder.documents(HALF) / NAME) in told and "không đăng bản này" in told
    assert "“Văn bản phê duyệt công khai”" in told
    text = (folder.documents(HALF) / NAME).read_text(encoding="utf-8")
    assert "DỰ THẢO" in text and "tái dựng" not in text


def test_without_a_merge_there_is_no_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_folder(tmp_path / "work")
    assert _run("page", HALF, "--folder", str(folder.root)) == 2
    assert f"par-xl merge {HALF}" in capsys.readouterr().err


def test_a_closed_period_loses_the_marks_of_a_draft(data: PeriodData) -> None:
    final = read(closed(data))
    assert final.xpath("//*[@class='note']") == [] and "DỰ THẢO" not in final.text_content()
    assert not final.xpath("//meta[@name='robots']")
    draft = read(closed(data), draft=True)
    assert "DỰ THẢO" in draft.xpath("string(//title)")
    assert "DỰ THẢO" in draft.xpath("string(//header)") and draft.xpath("//meta[@name='robots']")


def test_rates_are_those_of_the_result(data: PeriodData) -> None:
    """One of four assignments is done: 1.2 is led by two rooms, of which one reported."""
    header, *rows = table(read(data), AREA)
    assert header == [
        "Lĩnh vực", "Tỷ lệ hoàn thành", "Mức", "Phải làm", "Đã hoàn thành", "Đúng thời hạn",
        "Riêng Văn phòng", "Riêng Cấp tỉnh",
    ]  # fmt: skip
    told = ["33,33%", "▲ Cần chú ý", "3", "1", "1", "1/3", "–"]
    assert rows == [["Nội dung 1", *told], ["Toàn chỉ số PAR INDEX", *told]]


def test_of_what_nobody_reported_on_nothing_is_said(data: PeriodData) -> None:
    (_, row, _) = table(read(data), "bang-2")
    assert row[:6] == ["Nội dung S1", "–", "○ Chưa đánh giá được", "1", "0", "0"]


def test_the_two_authorities_stand_apart(tmp_path: Path) -> None:
    rows = plan_rows()
    rows["Phụ lục I"][2]["Thẩm quyền thực hiện"] = "Cấp tỉnh"
    found = read(period_data_of(tmp_path / "work", rows))
    (_, row, _) = table(found, AREA)
    assert row[-2:] == ["1/1", "0/2"]
    cards = [card.text_content().split() for card in found.xpath("//*[@class='card']")]
    assert [(card[0], "38%" in " ".join(card)) for card in cards] == [
        ("Văn", False),
        ("Cấp", False),
    ]
    assert "33,33%" in cards[0] and "0%" in cards[1]


def test_every_chart_has_its_name_and_its_numbers_beside_it(data: PeriodData) -> None:
    found = read(with_past(data, "2023-06", "2023-12"))
    charts = found.xpath("//figure/svg")
    assert len(charts) == 6
    for chart in charts:
        names = [found.get_element_by_id(name) for name in chart.get("aria-labelledby").split()]
        assert [name.tag for name in names] == ["title", "desc"]
        assert all(name.text for name in names)
        beside = chart.getparent().getnext()
        assert beside.get("tabindex") == "0" and beside[0].tag == "table"
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_trend_is_told_from_the_second_period_on(data: PeriodData) -> None:
    assert not read(data).xpath("//*[@id='qua-cac-ky']")
    several = read(with_past(data, "2023-06", "2023-12"))
    header, area, whole = table(several, "ky-1")
    assert header == [
        "Lĩnh vực", "6 tháng 2023", "Năm 2023", "6 tháng 2024", "Kỳ này so với cùng kỳ năm trước",
    ]  # fmt: skip
    assert area[1:] == ["16,67%", "16,67%", "33,33%", "tăng 16,66 điểm %"] == whole[1:]
    assert {row[3] for row in table(several, "ky-2")[1:]} == {"–"}


def test_half_years_are_joined_with_half_years_only(data: PeriodData) -> None:
    chart = read(with_past(data, "2023-06", "2023-12")).xpath("//figure/svg")[3]
    joined = [line for line in chart.iter("polyline") if line.get("stroke-width") == "2"]
    assert [(len(line.get("points").split()), line.get("stroke-dasharray")) for line in joined] == [
        (2, "5 4")
    ]


def test_what_is_done_stands_there_in_the_plans_words(tmp_path: Path) -> None:
    rows = plan_rows()
    rows["Phụ lục I"][1]["Nhiệm vụ, giải pháp"] = "Ban hành kế hoạch"
    found = read(period_data_of(tmp_path / "work", rows))
    assert [item.text for item in found.xpath("//details//li")] == ["Ban hành kế hoạch"]
    assert found.xpath("string(//summary)") == "Nội dung 1: 1 việc"


def test_a_long_list_of_what_is_done_is_cut(tmp_path: Path) -> None:
    codes = [f"1.{number}" for number in range(1, MOST + 4)]
    items = "| TT | Đơn vị chủ trì | Thời gian hoàn thành |\n| 1 | | |\n" + "\n".join(
        f"| {code} | HC | Thường xuyên |" for code in codes
    )
    folder = make_folder(tmp_path / "work", plan_rows(items))
    done = "| code | status | evidence |\n" + "\n".join(
        f"| {code} | Hoàn thành | BC |" for code in codes
    )
    submit(folder, "HC.xlsx", form(read_plan(folder.plan), "HC", done))
    merge(folder)
    items_told = read(read_period_data(folder, HALF)).xpath("//details//li")
    assert len(items_told) == MOST + 1
    assert items_told[-1].text == "và 3 việc khác"


def test_who_answers_for_it_and_what_approved_it(tmp_path: Path) -> None:
    info = {
        "Số_ký_hiệu_kế_hoạch": "12/KH-VP",
        "Ngày_ban_hành": "5/9/2023",
        "Văn_bản_phê_duyệt_công_khai": "Công văn số 7/VP-HCTC ngày 01/7/2024",
    }
    found = read(period_data_of(tmp_path / "work", with_info(**info)))
    facts = dict(
        zip(found.xpath("//dl[@class='facts']/dt/text()"),
            found.xpath("//dl[@class='facts']/dd/text()"), strict=True)
    )  # fmt: skip
    assert facts == {
        "Cơ quan chịu trách nhiệm": "Văn phòng",
        "Đơn vị tổng hợp số liệu": "Phòng Hành chính",
        "Kế hoạch": "Kế hoạch thử",
        "Số, ngày ban hành kế hoạch": "số 12/KH-VP, ngày 05/9/2023",
        "Văn bản phê duyệt việc công khai": "Công văn số 7/VP-HCTC ngày 01/7/2024",
        "Kỳ": "6 tháng 2024, từ 15/12/2023 đến 14/6/2024",
        "Số liệu": "Số liệu tổng hợp đến 9 giờ 00 ngày 20/6/2024, lần tổng hợp số 1; "
        "quá hạn tính đến 10/6/2024",
    }


def test_what_the_plan_does_not_say_is_left_out(data: PeriodData) -> None:
    names = read(data).xpath("//dl[@class='facts']/dt/text()")
    assert "Số, ngày ban hành kế hoạch" not in names
    assert "Văn bản phê duyệt việc công khai" not in names


def test_published_results_are_repeated_unless_nobody_checked_them(tmp_path: Path) -> None:
    rows = plan_rows()
    told = (
        (2022, "TOTAL", 76.43, 55, "Sở Nội vụ"),
        (2023, "TOTAL", 79.46, None, None),
        (2021, "TOTAL", 70.0, 9, "recall: tái dựng, chưa kiểm chứng"),
        (2020, "TOTAL", None, None, "chưa thấy"),
        (2025, "TOTAL", 99.0, 1, "năm sau"),
        (2023, "NATIONAL_MEAN", 82.66, None, "Báo"),
    )
    headers = ("Năm", "Mã", "Giá trị", "Hạng", "Nguồn")
    rows["Kết quả công bố"] = [
        {"Chỉ số": "SIPAS", **dict(zip(headers, each, strict=True))} for each in told
    ]
    assert table(read(period_data_of(tmp_path / "work", rows)), "bang-cong-bo")[1:] == [
        ["SIPAS", "2023", "79,46", "–", "–"],
        ["2022", "76,43", "55", "Sở Nội vụ"],
    ]


MARK = "Bimat"


def _marked() -> PlanTables:
    """A plan with a mark in all that is not for the public."""
    rows = with_info(
        **{
            name.replace(" ", "_"): f"{MARK} {name}"
            for name in (
                "Quyền hạn ký", "Chức vụ người ký", "Người ký", "Ký hiệu báo cáo",
                "Ký hiệu công văn", "Nơi nhận", "Người soạn", "Ghi chú riêng",
            )
        }
    )  # fmt: skip
    for unit in rows["Đơn vị"]:
        if unit["Mã đơn vị"] != "HC":
            unit["Tên đơn vị"] = f"{MARK} {unit['Tên đơn vị']}"
        unit["Tên gọi khác"] = f"{MARK} khác {unit['Mã đơn vị']}"
        unit |= {"Thư điện tử": f"{MARK}@vi.du", "Nguồn": f"{MARK} nguồn"}
    for item in rows["Phụ lục I"]:
        item |= {"Cơ quan thực hiện": f"{MARK} cơ quan", "Nguồn": f"{MARK} nguồn"}
    rows["Lĩnh vực"][0]["Nguồn"] = f"{MARK} nguồn"
    rows["Mục tiêu"] = [
        {"Chỉ số": "PAR INDEX", "Mã": "TOTAL", "Năm": 2024, "Nội dung cam kết": f"{MARK} cam kết",
         "Giá trị": 0.777, "Văn bản": f"{MARK} văn bản"}
    ]  # fmt: skip
    rows["Gia hạn"] = [
        {"Kỳ": HALF, "Đơn vị": "TH", "Gửi trước ngày": "12/6/2024", "Lý do": f"{MARK} lý do",
         "Người duyệt": f"{MARK} người duyệt", "Văn bản": f"{MARK} văn bản"}
    ]  # fmt: skip
    return rows


def test_nothing_that_is_not_for_the_public_is_in_it(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "work", _marked())
    texts = ("result", "evidence", "explanation", "difficulty")
    told = "| code | status | completed_on | value | self_score | " + " | ".join(texts) + " |\n"
    told += "| 1.1 | Hoàn thành | 2024-03-05 | 0.777 | 0.777 | "
    told += " | ".join(f"{MARK} {text}" for text in texts) + " |\n"
    told += "| S1.1 | Đã xong | | | | " + " | ".join(f"{MARK} {text}" for text in texts) + " |"
    head = {name: f"{MARK} {name}" for name in ("author", "phone", "approver", "document")}
    ideas = [{"kind": "Sáng kiến", "text": f"{MARK} sáng kiến", "author": f"{MARK} tác giả"}]
    content = form(read_plan(folder.plan), "HC", told, head=head, initiatives=ideas)
    submit(folder, f"{MARK}.xlsx", content)
    workspace.merge(folder, HALF, now=NOW, by=f"{MARK} người tổng hợp")
    data = read_period_data(folder, HALF)
    (told_one, *_) = [each for each in data.entries if each.result]
    assert MARK in (told_one.result or "") and data.result.initiatives
    assert any(each.self_score for each in data.result.scores)
    assert MARK in "".join(finding.value or "" for finding in data.result.findings)
    for each in (data, with_past(data, "2023-06")):
        html = source(each)
        assert MARK.casefold() not in html.casefold()
        assert "0.777" not in html and "0,777" not in html and "0,78" not in html
        assert "@" not in re.sub(r"@(media|page|bottom-right|top-right)\b", "", html)
        assert HALF + ".xlsx" not in html and ".par-xl" not in html
    # The rooms that lead stand nowhere, and no score: only who answers for the page is named.
    assert "Phòng Hành chính" in html and "tự đánh giá" not in html.casefold()


HOSTILE = "<script>alert(1)</script>\"'&\u202e\u061c\u2067\x07\x9f{{ 7*7 }}</title></style>"


def test_texts_of_the_plan_are_texts(tmp_path: Path) -> None:
    rows = with_info(Cơ_quan_cấp_trên=HOSTILE)
    rows["Thông tin"][2]["Giá trị"] = HOSTILE
    rows["Phụ lục I"][1]["Nhiệm vụ, giải pháp"] = HOSTILE
    rows["Lĩnh vực"][0]["Tên lĩnh vực"] = HOSTILE
    # What Excel's formulas would take for more than a name is refused.
    rows["Đơn vị"][0]["Tên đơn vị"] = "P. " + HOSTILE.replace('"', "").replace("*", "")
    rows["Kỳ báo cáo"][2]["Tên kỳ"] = HOSTILE
    data = with_past(period_data_of(tmp_path / "work", rows), "2023-06")
    text = source(data)
    assert "<script" not in text and "49" not in re.sub(r"sha256-\S+", "", text)
    unseen = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
    assert not re.search(unseen, text)
    found = read(data)
    plain = "<script>alert(1)</script>\"'&{{ 7*7 }}</title></style>"
    assert found.xpath("//details//li/text()") == [plain]
    assert plain in found.xpath("string(//title)") and plain in table(found, AREA)[1]
    assert plain in found.xpath("string(//figure/svg/desc)")
    assert plain in found.xpath("//dl[@class='facts']/dd/text()")


def test_nothing_is_loaded_from_anywhere_and_nothing_runs(data: PeriodData) -> None:
    found = read(with_past(data, "2023-06"))
    charset, policy = found.xpath("//head/*[1]/@charset | //head/*[2]/@content")
    assert charset == "utf-8"
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert found.xpath("//script | //img | //iframe | //object | //form | //@style") == []
    assert [at for at in found.xpath("//@*") if str(at).startswith(("on", "javascript"))] == []
    links = found.xpath("//@href | //@src")
    assert {urlparse(str(link)).scheme for link in links} == {"", "data"}
    assert {str(link)[:1] for link in links} == {"#", "d"}
    css = found.xpath("string(//style)")
    assert "url(" not in css and "@import" not in css


def test_the_page_can_be_read_out(data: PeriodData) -> None:
    found = read(with_past(data, "2023-06"))
    assert found.get("lang") == "vi" and len(found.xpath("//h1")) == 1
    assert [len(found.xpath(f"//{name}")) for name in ("header", "nav", "main", "footer")] == [
        1
    ] * 4
    levels = [int(heading.tag[1]) for heading in found.xpath("//h1|//h2|//h3")]
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all(each.find("caption") is not None for each in found.iter("table"))
    assert found.xpath("//th[not(@scope)]") == []
    ids = set(found.xpath("//@id"))
    assert {link[1:] for link in found.xpath("//a/@href")} <= ids


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = merged(tmp_path / "work")
    first = page(folder, HALF)
    (path,) = first.files
    written = path.read_bytes()
    assert page(folder, HALF, today=first.data.today.replace(year=2031)).aside == ()
    assert path.read_bytes() == written
    path.write_text("sửa tay", encoding="utf-8")
    ((_, kept),) = page(folder, HALF).aside
    assert kept.read_text(encoding="utf-8") == "sửa tay" and path.read_bytes() == written


def test_approval_typed_otherwise_is_found(tmp_path: Path) -> None:
    folder = merged(tmp_path / "work")
    # Where a plan names the approval only after the merge, the page has it all the same.
    folder.plan.write_bytes(write_plan(with_info(văn_bản_phê_duyệt__công_khai="CV 9")))
    assert "CV 9" in source(read_period_data(folder, HALF))


def test_which_approval_it_names_is_said_for_it_may_be_another_periods(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = merged(tmp_path / "work", with_info(Văn_bản_phê_duyệt_công_khai="CV 9"))
    assert _run("page", HALF, "--folder", str(folder.root)) == 0
    told = capsys.readouterr().out
    assert "khi đã chốt kỳ thì lập lại" in told and "tái dựng" not in told
    workspace.close(folder, HALF)
    assert _run("page", HALF, "--folder", str(folder.root)) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "văn bản phê duyệt việc công khai: CV 9. Nếu là văn bản của kỳ khác" in told
    assert "trình phê duyệt" not in told
