"""Appendices in Word files: tables as offices make them, and what is told of how they were read."""

from __future__ import annotations

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from appendix_files import (
    HEADER,
    TITLE,
    add_table,
    column,
    items,
    of_row,
    row,
    saved,
    taken,
    texts,
    word,
)
from par_xl.plan.takeover.report import Confidence
from par_xl.terms.words import Index

AREA = row("1", "Chỉ đạo, điều hành", points="3")


def test_a_clean_table_is_read_as_it_stands() -> None:
    what = taken(
        word(TITLE, [HEADER, AREA, row("1.1", "Kế hoạch", "Ban hành", "Phòng Hành chính", "3")])
    )
    assert items(what)["1"] == {"TT": "1", "Nội dung": "Chỉ đạo, điều hành", "Điểm tối đa": 3.0}
    assert items(what)["1.1"] == {
        "TT": "1.1",
        "Nội dung": "Kế hoạch",
        "Điểm tối đa": 3.0,
        "Nhiệm vụ, giải pháp": "Ban hành",
        "Đơn vị chủ trì": "Phòng Hành chính",
        "Thẩm quyền thực hiện": "Văn phòng",
        "Thời gian hoàn thành": "Thường xuyên",
    }
    assert of_row(what, "1.1").sure is Confidence.SURE
    assert of_row(what, "1.1").row == 3
    assert column(what, "Điểm chuẩn → Điểm tối đa") is Confidence.SURE
    assert what.taken == {Index.PAR_INDEX: 2}


def test_two_header_rows_are_one_header() -> None:
    top = ["STT", "Lĩnh vực, tiêu chí", "Điểm", "", "Kết quả", "", "Nhiệm vụ", "Đơn vị thực hiện",
           "", "Thẩm quyền", "", "Thời hạn", "Ghi chú"]  # fmt: skip
    below = ["", "", "Điểm chuẩn", "Điểm tự chấm", "2022", "2023", "", "Chủ trì", "Phối hợp",
             "Văn phòng", "Cấp tỉnh", "", ""]  # fmt: skip
    numbers = [f"({number})" for number in range(1, 14)]
    first = [
        "1.1",
        "Kế hoạch",
        "1",
        "0,5",
        "1",
        "0,75",
        "Ban hành",
        "HC",
        "TH",
        "x",
        "",
        "Quý I/2024",
        "gấp",
    ]
    second = ["1.2", "Kiểm tra", "1", "", "", "", "Kiểm tra", "KT", "", "", "X", "Năm 2024", ""]
    merged = [*((0, c, 1, c) for c in (0, 1, 6, 11, 12)), *((0, c, 0, c + 1) for c in (2, 4, 7, 9))]
    what = taken(word(TITLE, [top, below, numbers, first, second], merged=merged))
    assert items(what)["1.1"] == {
        "TT": "1.1", "Nội dung": "Kế hoạch", "Điểm tối đa": 1.0, "Kết quả năm 2022": 1.0,
        "Kết quả năm 2023": 0.75, "Nhiệm vụ, giải pháp": "Ban hành", "Đơn vị chủ trì": "HC",
        "Đơn vị phối hợp": "TH", "Thẩm quyền thực hiện": "Văn phòng",
        "Thời gian hoàn thành": "Quý I/2024",
    }  # fmt: skip
    assert items(what)["1.2"]["Thẩm quyền thực hiện"] == "Cấp tỉnh"
    assert column(what, "Đơn vị thực hiện / Chủ trì → Đơn vị chủ trì") is Confidence.SURE
    skipped = texts(what, Confidence.SKIPPED)
    assert "“Ghi chú”: kế hoạch không có cột này, không lấy" in skipped
    assert "không lấy “Ghi chú”: gấp" in skipped
    assert "không lấy “Điểm / Điểm tự chấm”: 0,5" in skipped
    assert "hàng đánh số cột" in skipped


def test_a_table_goes_on_over_pages() -> None:
    one = [HEADER, AREA, row("1.1", "Kế hoạch", "Rà soát các thủ tục", "Phòng Hành chính", "1")]
    rest = row("", "", "hành chính, công khai")
    two = [HEADER, rest, row("1.2", "Kiểm tra", "Kiểm tra", "KT", "2")]
    for parts in ([[*one, *two]], [[*one, *two[1:]]], [one, two], [one, two[1:]]):
        what = taken(word(TITLE, *parts))
        assert list(items(what)) == ["1", "1.1", "1.2"], parts
        assert (
            items(what)["1.1"]["Nhiệm vụ, giải pháp"] == "Rà soát các thủ tục hành chính, công khai"
        )
        assert of_row(what, "1.1").sure is Confidence.UNSURE
        assert "nối thêm hàng" in of_row(what, "1.1").text


def test_headings_are_rows_where_the_codes_below_say_so() -> None:
    rows = [
        HEADER,
        row("A", "CÁC LĨNH VỰC"),
        row("I", "Chỉ đạo"),
        row("1.1", "Kế hoạch", "Ban hành", "HC"),
        ["II. Thể chế"] + [""] * 7,
        row("2.1", "Văn bản", "Rà soát", "KT"),
    ]
    what = taken(word(TITLE, rows, merged=[(4, 0, 4, 7)]))
    assert {code: each["Nội dung"] for code, each in items(what).items()} == {
        "1": "Chỉ đạo", "1.1": "Kế hoạch", "2": "Thể chế", "2.1": "Văn bản"
    }  # fmt: skip
    assert "tiêu đề nhóm “A”, không là dòng của kế hoạch: Nội dung: “CÁC LĨNH VỰC”" in texts(
        what, Confidence.SKIPPED
    )
    assert "tiêu đề “II” đọc là dòng 2" in of_row(what, "2").text


def test_codes_that_count_anew_get_their_headings_number_and_it_is_said() -> None:
    rows = [HEADER, row("I", "Chỉ đạo"), row("1", "Kế hoạch", "Ban hành", "HC"),
            row("II", "Thể chế"), row("1", "Văn bản", "Rà soát", "KT")]  # fmt: skip
    what = taken(word(TITLE, rows))
    assert list(items(what)) == ["1", "1.1", "2", "2.1"]
    assert of_row(what, "2.1").sure is Confidence.UNSURE
    assert "đánh lại từ đầu trong mục 2" in of_row(what, "2.1").text


def test_several_tasks_in_one_cell_become_rows() -> None:
    cells = ("- Rà soát\n- Công khai\ntrên Cổng", "a) Rà soát\nb) Công khai\ntrên Cổng",
             "1) Rà soát\n2) Công khai\ntrên Cổng")  # fmt: skip
    for cell in cells:
        what = taken(word(TITLE, [HEADER, row("1.1", "Thủ tục", cell, "HC; KT", "2")]))
        assert list(items(what)) == ["1.1", "1.1.a", "1.1.b"]
        criterion = items(what)["1.1"]
        assert criterion["Điểm tối đa"] == 2.0
        # Its own are the cells that hold for all its tasks: HC scores it.
        assert (criterion["Đơn vị chủ trì"], criterion["Thẩm quyền thực hiện"]) == (
            "HC; KT",
            "Văn phòng",
        )
        assert "đơn vị đầu tiên chấm điểm" in of_row(what, "1.1").text
        assert "Nhiệm vụ, giải pháp" not in criterion
        second = items(what)["1.1.b"]
        assert second["Nhiệm vụ, giải pháp"] == "Công khai\ntrên Cổng"
        assert second["Đơn vị chủ trì"] == "HC; KT"
        assert second["Nội dung"] == "Nhiệm vụ b) của tiêu chí 1.1"
        assert of_row(what, "1.1.b").sure is Confidence.SURE


def test_tasks_are_lettered_as_in_vietnamese() -> None:
    cell = "\n".join(f"- Việc {number}" for number in range(1, 9))
    what = taken(word(TITLE, [HEADER, row("1.1", "Thủ tục", cell, "HC", "2")]))
    assert list(items(what))[1:] == [f"1.1.{letter}" for letter in "abcdđegh"]


def test_a_criterion_that_no_unit_scores_is_told_with_what_to_do() -> None:
    rows = [
        HEADER,
        row("1", "Chỉ đạo", points="4"),
        row("1.1", "Kế hoạch", "- Ban hành\n- Công khai", "", "1"),
        row("1.2", "Kiểm tra", "Kiểm tra", "HC", "1"),
        row("1.3", "Báo cáo", "", "", "1"),
        row("1.3.1", "Báo cáo năm", "Báo cáo", "HC"),
        row("1.4", "Tuyên truyền", "Tuyên truyền", "Tất cả", "1"),
    ]
    told = [note for note in taken(word(TITLE, rows)).report if "chấm điểm" in note.text]
    assert [(note.code, note.sheet, note.sure) for note in told] == [
        (code, "Phụ lục I", Confidence.UNSURE) for code in ("1.1", "1.3", "1.4")
    ]
    assert all("lên đầu ô “Đơn vị chủ trì”" in note.text for note in told)


def test_who_is_named_at_a_criterion_with_tasks_scores_it() -> None:
    rows = [
        HEADER,
        row("1.1", "Kế hoạch", "", "HC", "1"),
        row("1.1.a", "Ban hành", "Ban hành", "KT"),
        row("1.2", "Kiểm tra", "Việc", "KT", ""),
        row("1.2.a", "Kiểm tra", "Kiểm tra", "KT"),
    ]
    what = taken(word(TITLE, rows))
    assert items(what)["1.1"]["Đơn vị chủ trì"] == "HC"
    assert of_row(what, "1.1").sure is Confidence.SURE
    assert "không giao cho ai" in of_row(what, "1.2").text


def test_periods_of_rows_are_taken() -> None:
    what = taken(
        word(TITLE, [[*HEADER, "Từ kỳ", "Đến kỳ"],
                     [*row("1.1", "Kế hoạch", "Việc", "HC"), "2024-06", "2024-12"]])
    )  # fmt: skip
    assert (items(what)["1.1"]["Từ kỳ"], items(what)["1.1"]["Đến kỳ"]) == ("2024-06", "2024-12")


def test_a_list_that_is_not_clear_stays_in_one_cell_and_is_told() -> None:
    for cell in (
        "Gồm các việc:\n- Rà soát\n- Công khai",
        "a) Rà soát\nc) Công khai",
        "Rà soát thủ tục.\nCông khai kết quả.",
    ):
        what = taken(word(TITLE, [HEADER, row("1.1", "Thủ tục", cell, "HC")]))
        assert list(items(what)) == ["1.1"]
        assert items(what)["1.1"]["Nhiệm vụ, giải pháp"] == cell
        assert "để nguyên một ô" in of_row(what, "1.1").text
        assert of_row(what, "1.1").sure is Confidence.UNSURE


def test_as_many_units_as_tasks_is_told() -> None:
    cells = row("1.1", "Thủ tục", "- Rà soát\n- Công khai", "- HC\n- KT")
    what = taken(word(TITLE, [HEADER, cells]))
    assert items(what)["1.1.b"]["Đơn vị chủ trì"] == "KT"
    assert "mỗi nhiệm vụ lấy một đơn vị" in of_row(what, "1.1.b").text
    assert of_row(what, "1.1.b").sure is Confidence.UNSURE


def test_a_list_in_a_task_and_one_in_a_line() -> None:
    nested = "- Viết bài:\n+ Tin\n+ Phóng sự;\n- Phát tờ rơi"
    in_a_line = "a) Niêm yết; b) Trực ngoài giờ"
    for cell, tasks in {
        nested: ["Viết bài:\n+ Tin\n+ Phóng sự;", "Phát tờ rơi"],
        in_a_line: ["Niêm yết", "Trực ngoài giờ"],
    }.items():
        what = taken(word(TITLE, [HEADER, row("1.1", "Thủ tục", cell, "HC")]))
        found = [each.get("Nhiệm vụ, giải pháp") for each in items(what).values()]
        assert found == [None, *tasks]


def test_merged_cells_hold_for_each_row_and_points_only_once() -> None:
    rows = [
        HEADER,
        row("1.1", "Thủ tục", "Rà soát", "HC", "2"),
        row("", "", "Công khai", "KT"),
        row("1.2", "Kiểm tra", "Kiểm tra", "KT", "3"),
        row("1.3", "Báo cáo", "Báo cáo", "", ""),
    ]
    merged = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (3, 2, 4, 2), (3, 4, 4, 4)]
    what = taken(word(TITLE, rows, merged=merged))
    assert list(items(what)) == ["1.1", "1.1.a", "1.1.b", "1.2", "1.3"]
    assert items(what)["1.1.b"]["Đơn vị chủ trì"] == "KT"
    assert "nhiệm vụ ở hàng riêng" in of_row(what, "1.1.b").text
    assert items(what)["1.3"]["Đơn vị chủ trì"] == "KT"
    assert "Điểm tối đa" not in items(what)["1.3"]
    assert "ô “Điểm tối đa” gộp nhiều hàng: chỉ lấy vào hàng đầu" in of_row(what, "1.3").text


def test_tracked_changes_are_read_as_accepted() -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = add_table(document, [HEADER, row("1.1", "Kế hoạch", "", "HC")])
    paragraph = table.cell(1, 3).paragraphs[0]._p
    for tag, text in (("del", "delText"), ("ins", "t")):
        paragraph.append(
            parse_xml(
                f'<w:{tag} {nsdecls("w")} w:id="1" w:author="A"><w:r><w:{text}>{tag}</w:{text}>'
                f"</w:r></w:{tag}>"
            )
        )
    what = taken(saved(document))
    assert items(what)["1.1"]["Nhiệm vụ, giải pháp"] == "ins"
    assert "sửa đổi đang theo dõi" in texts(what, Confidence.UNSURE)


def test_a_table_in_a_text_box_is_told() -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    add_table(document, [HEADER, row("1.1", "Kế hoạch", "Việc", "HC")])
    boxed = add_table(document, [HEADER, row("1.2", "Kiểm tra", "Việc", "HC")])._tbl
    box = parse_xml(f"<w:p {nsdecls('w')}><w:r><w:pict><w:txbxContent/></w:pict></w:r></w:p>")
    document.element.body.insert(1, box)
    box[0][0][0].append(boxed)
    what = taken(saved(document))
    assert list(items(what)) == ["1.1"]
    assert "có bảng nằm trong khung chữ" in texts(what, Confidence.UNSURE)


def test_text_that_is_struck_out_or_hidden_is_taken_but_told() -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = add_table(document, [HEADER, row("1.1", "Kế hoạch", "", "HC")])
    paragraph = table.cell(1, 3).paragraphs[0]
    paragraph.add_run("Bỏ việc này ").font.strike = True
    paragraph.add_run("thầm ").font.hidden = True
    paragraph.add_run("Làm việc này").font.strike = False
    what = taken(saved(document))
    assert items(what)["1.1"]["Nhiệm vụ, giải pháp"] == "Bỏ việc này thầm Làm việc này"
    told = texts(what, Confidence.UNSURE)
    assert "chữ gạch ngang vẫn được lấy: “Bỏ việc này”" in told
    assert "chữ ẩn vẫn được lấy: “thầm”" in told and "“Làm việc này”" not in told


def test_words_own_numbering_is_read() -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    rows = [HEADER, row("", "Kế hoạch", "", "HC"), row("", "Kiểm tra", "", "KT")]
    table = add_table(document, rows)
    for number in (1, 2):
        table.cell(number, 0).paragraphs[0].style = "List Number"
        _number(table.cell(number, 0).paragraphs[0], document)
    what = taken(saved(document))
    assert {code: each["Nội dung"] for code, each in items(what).items()} == {
        "1": "Kế hoạch", "2": "Kiểm tra"
    }  # fmt: skip


def _number(paragraph: object, document: object) -> None:
    """The list of the paragraph's style, said by the paragraph itself as Word does."""
    style = paragraph.style.element.pPr.numPr  # type: ignore[attr-defined]
    numbered = style.numId.val
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # type: ignore[attr-defined]
    properties.get_or_add_numId().val = numbered
    properties.get_or_add_ilvl().val = 0


def test_which_appendix_a_table_is_stands_before_it_or_in_its_codes() -> None:
    tables = (
        ("PHỤ LỤC II", "1", Index.SIPAS),
        ("Nhiệm vụ nâng cao Chỉ số PAPI", "1", Index.PAPI),
        ("Bảng phân công", "S1.1", Index.SIPAS),
        ("Bảng phân công", "P1.1", Index.PAPI),
    )
    for title, code, index in tables:
        what = taken(word(title, [HEADER, row(code, "Nội dung", "Việc", "HC")]))
        assert what.taken == {index: 1}, title


def test_three_appendices_in_one_file() -> None:
    parts: list[object] = []
    for number in ("I", "II", "III"):
        parts += [f"Phụ lục {number}", [HEADER, row("1", f"Mục {number}", "Việc", "HC")]]
    what = taken(word("Kế hoạch có Phụ lục I, II, III", *parts))  # type: ignore[arg-type]
    assert what.taken == dict.fromkeys(Index, 1)
    assert items(what, Index.PAPI)["1"]["Nội dung"] == "Mục III"
