"""The report's sections on small plans: what is there is told, what isn't leaves no trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from builders import HALF, YEAR, make_plan
from par_xl.merge.result import Result
from par_xl.outputs.blocks import Block, Chart, Document, Heading, Table
from par_xl.outputs.report.report import gaps, reports
from par_xl.plan.model import Extension, Plan, Published, Target
from par_xl.rules.initiatives import KINDS
from par_xl.terms.words import Index
from period_data import (
    DONE,
    ITEMS,
    SAID,
    SCORED,
    Rows,
    everything,
    going,
    period_data_of,
    report,
    result_of,
    texts,
    under,
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(ITEMS)


def headings(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Heading)]


def titles(document: Document) -> list[str]:
    return [annex.title for annex in document.annexes]


def test_nobody_reported(plan: Plan) -> None:
    document = report(period_data_of(plan, result_of(plan, {})))
    said = " ".join(everything(document))
    assert (
        "Đến thời điểm tổng hợp, chưa tiếp nhận báo cáo nào: 3 đơn vị chưa gửi (Phòng Hành chính, "
        "Phòng Tổng hợp và Trung tâm Tin học)."
    ) in said
    assert "Chưa có báo cáo hợp lệ nào về 3 nhiệm vụ được giao" in said
    assert under(document.blocks, "Kết quả đạt được") == [
        "Chưa có lĩnh vực nào đủ số liệu để đánh giá."
    ]
    assert under(document.blocks, "ĐỀ XUẤT, KIẾN NGHỊ")[0] == (
        "Trong kỳ, các đơn vị không có đề xuất, kiến nghị."
    )
    assert not any("Diễn biến" in each for each in headings(document.blocks) + titles(document))
    assert "Giải trình của các đơn vị" not in titles(document)


def test_everything_done_has_nothing_to_chase(plan: Plan) -> None:
    told: dict[str, Rows] = {
        "HC": {"1.1": DONE, "1.2": DONE | {"self_score": 2.0}},
        "TH": {"1.2": DONE, "S1.1": DONE},
        "TT": {"P1.1": DONE},
    }
    document = report(period_data_of(plan, result_of(plan, told)))
    assert under(document.blocks, "Tồn tại, hạn chế và nguyên nhân") == [
        "Trong kỳ, các đơn vị không nêu tồn tại, hạn chế nào."
    ]
    assert not any("chuyển tiếp" in each for each in headings(document.blocks))
    assert "Nhiệm vụ quá hạn, chưa báo cáo" not in titles(document)
    assert "cả 3 đơn vị đã gửi báo cáo, đều đúng hạn." in " ".join(texts(document.blocks))


def test_the_authorities_are_told_apart(plan: Plan) -> None:
    told: dict[str, Rows] = {"HC": {"1.1": DONE, "1.2": going(0.5)}, "TH": {"1.2": DONE}}
    document = report(period_data_of(plan, result_of(plan, told)))
    assert under(document.blocks, "a) Nội dung 1")[0] == (
        "Hoàn thành 2/3 nhiệm vụ phải thực hiện, đạt 66,67% (thẩm quyền Văn phòng 1/1, đạt 100%; "
        "thẩm quyền Cấp tỉnh 1/2, đạt 50%)."
    )
    units = next(annex for annex in document.annexes if annex.title.endswith("theo đơn vị"))
    table = next(block for block in units.blocks if isinstance(block, Table))
    assert [row[2:4] for row in table.rows] == [("1/1", "0/1"), ("0/1", "1/1"), ("–", "0/1")]


def test_own_words_stand_by_the_names_of_units(plan: Plan) -> None:
    told: dict[str, Rows] = {
        "HC": {"1.2": going(0.5, **SAID)},
        "TH": {"1.2": going(0.5, **SAID), "S1.1": going(0.1, difficulty="Không có")},
        "TT": {"1.1": {"difficulty": "Chờ dữ liệu"}},
    }
    document = report(period_data_of(plan, result_of(plan, told)))
    both = "Phòng Hành chính và Phòng Tổng hợp"
    assert f"{both}: Thiếu nhân lực." in under(document.blocks, "Tồn tại, hạn chế và nguyên nhân")
    assert under(document.blocks[:-1], "đề xuất, kiến nghị của các đơn vị") == [
        f"{both}: Đề nghị bổ sung kinh phí.",
        "Trung tâm Tin học: Chờ dữ liệu.",
    ]


def test_what_is_long_is_cut_and_stands_whole_in_an_annex(plan: Plan) -> None:
    long = "chậm trễ nhiều nơi " * 40
    told: dict[str, Rows] = {"HC": {"1.2": going(0.5, explanation=long)}}
    document = report(period_data_of(plan, result_of(plan, told)))
    assert any(
        text.endswith("…") for text in under(document.blocks, "Tồn tại, hạn chế và nguyên nhân")
    )
    assert any(long.strip()[1:] in text for text in texts(document.annexes[-1].blocks))
    short = report(period_data_of(plan, result_of(plan, {"HC": {"1.2": going(0.5, **SAID)}})))
    assert len(short.annexes) < len(document.annexes)


def test_overdue_and_explanations(plan: Plan) -> None:
    told: dict[str, Rows] = {
        "HC": {"1.1": going(0.7), "1.2": going(0.5)},
        "TH": {"S1.1": DONE | {"completed_on": date(2024, 6, 1)}},
    }
    document = report(period_data_of(plan, result_of(plan, told)))
    assert (
        "Còn 1 nhiệm vụ quá hạn, chưa hoàn thành (thuộc thẩm quyền Văn phòng; chi tiết tại Phụ lục "
        "IV), của Phòng Hành chính."
    ) in under(document.blocks, "Tồn tại, hạn chế và nguyên nhân")
    late = DONE | {"completed_on": date(2024, 4, 5), "explanation": "chờ hướng dẫn"}
    document = report(period_data_of(plan, result_of(plan, {"HC": {"1.1": late}})))
    assert "Phòng Hành chính: Chờ hướng dẫn." in under(document.blocks, "Nguyên nhân, giải trình")
    assert (
        "Các đơn vị đã giải trình 1 nội dung chậm, chưa đạt hoặc thấp hơn cùng kỳ (chi tiết tại "
        "Phụ lục V). Tồn tại, hạn chế và nguyên nhân do các đơn vị nêu:"
    ) in under(document.blocks, "Nguyên nhân, giải trình")
    assert "Giải trình của các đơn vị" in titles(document)


def test_units_that_are_equally_good_are_not_picked_from() -> None:
    units = "| Mã đơn vị | Tên đơn vị | Loại |\n| HC | Phòng Hành chính | phòng |"
    units += "".join(f"\n| X{n} | Xã số {n} | xã |" for n in range(9))
    items = "| TT | Đơn vị chủ trì | Thời gian hoàn thành |\n| 1 | | |\n| 1.1 | xã | 31/5/2024 |"
    plan = make_plan(items, units=units)
    told: dict[str, Rows] = {f"X{n}": {"1.1": DONE if n < 7 else going(0.5)} for n in range(9)}
    blocks = report(period_data_of(plan, result_of(plan, told))).blocks
    assert (
        "Có 7 đơn vị cùng đạt tỷ lệ hoàn thành cao nhất (100%) (chi tiết tại Phụ lục II): Xã số 0, "
        "Xã số 1, Xã số 2, Xã số 3, Xã số 4 và 2 đơn vị khác."
    ) in under(blocks, "Kết quả đạt được")
    assert (
        "Còn 2 nhiệm vụ quá hạn, chưa hoàn thành (thuộc thẩm quyền Văn phòng; chi tiết tại Phụ lục "
        "IV): Xã số 7 (1 nhiệm vụ) và Xã số 8 (1 nhiệm vụ)."
    ) in under(blocks, "Tồn tại, hạn chế và nguyên nhân")


def test_initiatives_main_tasks_and_amendments(plan: Plan) -> None:
    ideas = [
        {"kind": KINDS[0], "text": "số hóa hồ sơ", "effect": "giảm 50% thời gian"},
        {"kind": KINDS[1], "text": "Giao Phòng Tổng hợp chủ trì tiêu chí 1.1."},
        {"kind": KINDS[2], "text": "Kiểm tra 5 đơn vị"},
        {"kind": KINDS[0], "text": "- Không có."},
        {"kind": KINDS[2], "text": "Không"},
    ]
    result = result_of(plan, {"HC": {"1.2": going(0.5)}})
    known = [
        {"unit": "HC", "file": "HC.xlsx", "row": 9, "area": "", "author": "", "effect": ""}
        | {"status": "", "decision": ""}
        | idea
        for idea in ideas
    ]
    told = Result.model_validate(result.model_dump() | {"initiatives": known})
    told = told.model_copy(update={"entries": result.entries})
    document = report(period_data_of(plan, told))
    assert under(document.blocks, "Sáng kiến cải cách hành chính") == [
        "Trong kỳ có 1 sáng kiến của Phòng Hành chính:",
        "Phòng Hành chính: Số hóa hồ sơ. Hiệu quả: Giảm 50% thời gian.",
    ]
    assert under(document.blocks, "1. Nhiệm vụ trọng tâm")[1] == (
        "Phòng Hành chính: Kiểm tra 5 đơn vị."
    )
    assert under(document.blocks[:-1], "Đề xuất sửa đổi, bổ sung Kế hoạch") == [
        "Phòng Hành chính: Giao Phòng Tổng hợp chủ trì tiêu chí 1.1."
    ]
    assert not any("Bổ sung: nhiệm vụ" in text for text in texts(document.blocks))


def test_points_to_win_are_summed(plan: Plan) -> None:
    less = SCORED | {"self_score": 0.25}
    told: dict[str, Rows] = {"HC": {"1.2": going(0.5, **SCORED), "1.1": going(0.1, **less)}}
    document = report(period_data_of(plan, result_of(plan, told)))
    said = under(document.blocks, "Cải thiện điểm số các chỉ số")
    assert "còn có thể đạt thêm 1,25 điểm" in said[0]
    assert "làm xong 2 việc này: +1,25 điểm:" in said[0]
    assert said[1] == (
        "Tiêu chí 1.1 Nội dung 1.1: +0,75 điểm (hiện có 0,25/1); chấm điểm: Phòng Hành chính; chủ "
        "trì: Phòng Hành chính."
    )


def test_commitments_against_what_was_published(plan: Plan) -> None:
    aims = (
        Target(Index.PAR_INDEX, "TOTAL", 2024, "", 88.0, 30, ""),
        Target(Index.PAPI, "TOTAL", 2024, "", 45.0, None, ""),
        Target(Index.PAR_INDEX, "1", 2024, "Điểm chỉ đạo, điều hành.", 2.5, None, ""),
    )
    known = (
        Published(Index.PAR_INDEX, 2024, "TOTAL", 88.5, 28, ""),
        Published(Index.PAPI, 2024, "TOTAL", 44.75, 9, ""),
        Published(Index.PAPI, 2023, "TOTAL", 43.0, 14, ""),
    )
    wished = replace(plan, targets=aims, published=known, _assigned={})
    result = result_of(plan, {"HC": {"1.2": going(0.5, **SCORED)}})
    document = report(period_data_of(wished, result))
    assert under(document.blocks, "cam kết của Chánh Văn phòng") == [
        "Năm 2024 có 3 cam kết: 1 cam kết đã đạt; 1 cam kết chưa đạt; 1 cam kết chưa có kết quả "
        "công bố.",
        "Chỉ số PAR INDEX: cam kết đạt 88 điểm và xếp thứ 30 trở lên; kết quả đạt 88,5 điểm, xếp "
        "thứ 28; đạt.",
        "Chỉ số PAPI: cam kết đạt 45 điểm; kết quả đạt 44,75 điểm, xếp thứ 9; chưa đạt (còn thiếu "
        "0,25 điểm).",
        "Điểm chỉ đạo, điều hành: cam kết đạt 2,5 điểm; các đơn vị tự đánh giá 1,5/2 điểm; chưa có "
        "kết quả công bố.",
    ]
    guessed = replace(
        wished,
        published=tuple(replace(each, source="recall") for each in known),
        _assigned={},
    )
    doubted = report(period_data_of(guessed, result))
    said = under(doubted.blocks, "cam kết của Chánh Văn phòng")
    assert said[2].endswith("kết quả đạt 44,75 điểm, xếp thứ 9, chưa kiểm chứng; chưa đạt (còn "
                            "thiếu 0,25 điểm).")  # fmt: skip
    # In June nothing is published of the year itself.
    latest = "Theo kết quả công bố năm 2023, Chỉ số PAPI đạt 43 điểm, xếp thứ 14."
    assert latest in under(document.blocks, "Chỉ số PAPI")


def test_two_provinces_results_of_a_year_are_told_and_not_compared(plan: Plan) -> None:
    known = (
        Published(Index.PAPI, 2023, "TOTAL", 43.0, 14, "Quảng Trị"),
        Published(Index.PAPI, 2023, "TOTAL", 41.0, 30, "Quảng Bình"),
        Published(Index.PAPI, 2022, "TOTAL", 42.0, 20, "Quảng Trị"),
    )
    two = replace(plan, published=known, _assigned={})
    said = under(report(period_data_of(two, result_of(plan, {}))).blocks, "Chỉ số PAPI")
    assert "Theo kết quả công bố năm 2022, Chỉ số PAPI đạt 42 điểm, xếp thứ 20." in said
    assert (
        "Chỉ số PAPI năm 2023 có các kết quả công bố khác nhau: các kết quả này để cạnh nhau, "
        "không tính trung bình, không dùng để so sánh."
    ) in said


def test_years_are_held_against_years_and_merged_rooms_are_followed(plan: Plan) -> None:
    merged = {
        **plan.units,
        "TH": replace(plan.units["TH"], to_period=HALF, merged_into="HC"),
    }
    plan = replace(plan, units=merged, _assigned={})
    earlier = [
        result_of(plan, {"TH": {"1.2": going(0.1)}}, "2023-12"),
        result_of(plan, {"HC": {"1.1": going(0.5)}, "TH": {"1.2": going(0.4)}}, HALF),
    ]
    now = result_of(plan, {"HC": {"1.1": DONE, "1.2": going(0.4)}, "TT": {"P1.1": DONE}}, YEAR)
    document = report(period_data_of(plan, now, earlier))
    said = under(document.blocks, "Diễn biến so với các kỳ trước")
    assert said[0] == "So với năm 2023, tỷ lệ hoàn thành nhiệm vụ (chi tiết tại Phụ lục V):"
    assert "SIPAS: chưa có báo cáo hợp lệ." in said
    assert said[1] == (
        "PAR INDEX: đạt 50% (tăng 50 điểm phần trăm); trong đó thẩm quyền Văn phòng đạt 100% (cùng "
        "kỳ chưa có số liệu) và thẩm quyền Cấp tỉnh đạt 0% (không đổi)."
    )
    assert (
        "Số liệu cùng kỳ của Phòng Hành chính gồm cả Phòng Tổng hợp đã sáp nhập vào đơn vị này."
    ) in said
    assert (
        "Có 2 nhiệm vụ được giao không tiến triển qua hai kỳ liên tiếp (6 tháng 2024 và năm 2024):"
    ) in said
    assert "PAR INDEX 1.2: Nội dung 1.2. Đơn vị chủ trì: Phòng Hành chính." in said
    lines = [each for annex in document.annexes for each in annex.blocks if isinstance(each, Chart)]
    assert [each.kind for each in lines] == ["bar", "line"]
    assert lines[1].categories == ("Năm 2023", "Năm 2024")


def test_another_kind_of_period_is_no_comparison(plan: Plan) -> None:
    earlier = [result_of(plan, {"HC": {"1.1": DONE}}, "2023-12")]
    document = report(period_data_of(plan, result_of(plan, {"HC": {"1.1": DONE}}), earlier))
    said = under(document.blocks, "Diễn biến so với các kỳ trước")
    assert said[0].startswith("Chưa có số liệu 6 tháng 2023 để so sánh cùng kỳ")
    kinds = [b.kind for annex in document.annexes for b in annex.blocks if isinstance(b, Chart)]
    assert kinds == ["bar", "bar"]


def test_the_part_has_the_same_substance(plan: Plan) -> None:
    whole, part = reports(period_data_of(plan, result_of(plan, {"HC": {"1.1": DONE}})))
    assert part.blocks[1:] == whole.blocks[1:-1] and part.annexes == whole.annexes
    assert part.form is not whole.form


def test_blanks_are_left_where_the_plan_says_nothing(plan: Plan) -> None:
    data = period_data_of(plan, result_of(plan, {}))
    opening = texts(report(data).blocks)[0]
    assert opening.startswith(
        "Thực hiện Kế hoạch số …/KH-… ngày … tháng … năm … của Văn phòng thử,"
    )
    assert any("số, ngày của Kế hoạch" in gap for gap in gaps(data))
    info = {
        **plan.info,
        "Số ký hiệu kế hoạch": "12/KH-VP",
        "Ngày ban hành": "05/01/2024",
        "Tên kế hoạch": "Nâng cao các chỉ số",
    }
    data = replace(data, plan=replace(plan, info=info, _assigned={}))
    assert texts(report(data).blocks)[0].startswith(
        "Thực hiện Kế hoạch số 12/KH-VP ngày 05/01/2024 của Văn phòng “Nâng cao các chỉ số”, Văn "
        "phòng báo cáo kết quả 6 tháng 2024 như sau:"
    )
    assert not any("số, ngày của Kế hoạch" in gap for gap in gaps(data))


def test_lists_of_very_many_are_kept_short(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("par_xl.outputs.report.data.MOST_ROWS", 1)
    told: dict[str, Rows] = {
        "HC": {"1.1": going(0.7)},
        "TH": {"S1.1": going(0.1)},
    }
    data = period_data_of(plan, result_of(plan, told, as_of=date(2024, 7, 5)))
    document = report(data)
    chase = next(annex for annex in document.annexes if "quá hạn" in annex.title)
    assert "Bảng ghi 1/2 dòng; toàn bộ xem tệp tong-hop/2024-06.xlsx, trang “Đôn đốc”." in texts(
        chase.blocks
    )


def test_weak_areas_and_scores_that_nobody_checked_say_so(plan: Plan) -> None:
    known = tuple(
        Published(index, 2023, code, value, None, "tái dựng")
        for index, code, value in (
            (Index.PAR_INDEX, "1.1", 0.5),
            (Index.SIPAS, "TOTAL", 80.0),
            (Index.SIPAS, "NATIONAL_MEAN", 82.0),
            (Index.SIPAS, "S1", 79.0),
        )
    )
    guessed = replace(plan, published=known, _assigned={})
    document = report(period_data_of(guessed, result_of(plan, {"HC": {"1.2": going(0.5)}})))
    said = " ".join(everything(document))
    assert "đạt 80% (chưa kiểm chứng)" in said
    assert "thấp hơn trung bình cả nước (82%) 2 điểm phần trăm (chưa kiểm chứng)" in said
    assert "(79%, chưa kiểm chứng)" in said
    assert "+0,5 điểm (hiện có 0,5/1, chưa kiểm chứng)" in said
    assert "Kết quả công bố 2023 (chưa kiểm chứng)" in said


def test_not_all_of_many_extensions_are_listed(plan: Plan) -> None:
    many = tuple(
        Extension(HALF, "HC", date(2024, 6, 12), "", "", f"Công văn số {n}") for n in range(13)
    )
    more = replace(plan, extensions=many, _assigned={})
    document = report(period_data_of(more, result_of(more, {})))
    assert "Và 3 trường hợp khác." in texts(document.blocks)
