"""Areas and headings of an appendix, as the plan has them; several files at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from appendix_documents import sample_base
from appendix_files import HEADER, excel, items, of_row, row, texts, word
from par_xl.app.cli import EXIT_DONE, cli
from par_xl.plan.takeover.report import Confidence
from par_xl.plan.takeover.takeover import Draft, take_over
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import Index
from par_xl.workspace.taking_over import take_plan_over
from small_plan import working_folder


def _taken(*tables: object) -> Draft:
    return take_over([(word(*tables), "phu-luc.docx")], sample_base())  # type: ignore[arg-type]


def test_an_area_of_the_plans_name_gets_its_code_and_its_rows_too() -> None:
    rows = [
        HEADER,
        row("1", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH"),
        row("1.1", "Rà soát", "Rà soát thủ tục", "KSTTHC"),
        row("2", "Chuyển đổi số"),
        row("2.1", "Nền tảng", "Dùng chung nền tảng", "TTTH"),
    ]
    what = _taken("PHỤ LỤC I", rows)
    # 2 is another's in the plan, whose numbers the file doesn't follow.
    assert list(items(what)) == ["3", "3.1", "9", "9.1"]
    assert of_row(what, "3.1").sure is Confidence.SURE
    assert "2 là của lĩnh vực “Cải cách thể chế”" in of_row(what, "9").text
    areas = [each["Mã"] for each in what.rows["Lĩnh vực"] if each["Chỉ số"] == "PAR INDEX"]
    assert areas == ["1", "2", "3", "4", "5", "6", "7", "8", "9"]


@pytest.mark.parametrize(
    "name",
    ["Cải cách TTHC", "LĨNH VỰC 1: CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "Về cải cách thủ tục hành chính",
     "Cải cách thủ tục hành chinh (13 điểm)"],
)  # fmt: skip
def test_an_area_may_be_called_nearly_so(name: str) -> None:
    rows = [HEADER, row("I", name), row("1", "Rà soát", "Việc", "KSTTHC")]
    what = _taken("PHỤ LỤC I", rows)
    assert list(items(what)) == ["3", "3.1"]
    assert "tên lĩnh vực giữ theo kế hoạch" in texts(what, Confidence.UNSURE)


def test_an_area_that_the_plan_calls_otherwise_keeps_its_number() -> None:
    rows = [HEADER, row("3", "Về thủ tục hành chính"), row("3.1", "Rà soát", "Việc", "KSTTHC")]
    what = _taken("PHỤ LỤC I", rows)
    assert list(items(what)) == ["3", "3.1"]
    assert "tên lĩnh vực giữ theo kế hoạch “Cải cách thủ tục hành chính”" in texts(
        what, Confidence.UNSURE
    )


def test_an_item_that_is_called_as_an_area_stays_where_it_is() -> None:
    rows = [
        HEADER,
        row("1", "Công tác chỉ đạo, điều hành cải cách hành chính"),
        row("1.1", "Cải cách thể chế"),
        row("1.1.1", "Văn bản", "Rà soát văn bản", "NC"),
    ]
    assert list(items(_taken("PHỤ LỤC I", rows))) == ["1", "1.1", "1.1.1"]


def test_letters_and_headings_without_a_number_stand_over_areas() -> None:
    for sign in ("A", "B"), ("", ""):
        rows = [
            HEADER,
            row(sign[0], "Cải cách tài chính công"),
            row("1", "Quy chế", "Sửa quy chế", "QTTV"),
            row(sign[1], "Cải cách thể chế"),
            row("1", "Văn bản", "Rà soát văn bản", "NC"),
        ]
        assert list(items(_taken("PHỤ LỤC I", rows))) == ["6", "6.1", "2", "2.1"]


def test_rows_above_an_area_that_the_file_lacks_are_the_plans() -> None:
    rows = [
        HEADER,
        row("I", "Hài lòng về việc cung ứng dịch vụ hành chính công"),
        row("1", "Tiếp cận", "Sửa phòng chờ", "TTPVHCC"),
    ]
    what = _taken("PHỤ LỤC II", rows)
    assert list(items(what, Index.SIPAS)) == ["S2", "S2.2", "S2.2.1"]


def test_codes_without_the_letter_of_their_index() -> None:
    rows = [
        HEADER,
        row("6", "Cung ứng dịch vụ công"),
        row("6.1", "Y tế", "Theo dõi", "KGVX"),
        row("7", "Môi trường nước và không khí"),
        row("7.1", "Nước", "Theo dõi", "KT"),
    ]
    assert list(items(_taken("PHỤ LỤC III", rows), Index.PAPI)) == ["P6", "P6.1", "P7", "P7.1"]


def test_indices_that_share_a_table_are_told_apart_by_headings() -> None:
    head = [HEADER, ["CHỈ SỐ PAR INDEX"], row("1", "A", "Việc", "KT")]
    more = [["B. Chỉ số PAPI"], row("1", "B", "Việc", "NC"), ["Ghi chú: Chỉ số PAPI mới"]]
    what = take_over([(excel([*head, *more], "Chung"), "bang.xlsx")], sample_base())
    assert what.taken == {Index.PAR_INDEX: 1, Index.PAPI: 1}
    assert "Ghi chú: Chỉ số PAPI mới" in texts(what, Confidence.UNSURE)


def test_tables_that_each_begin_at_one() -> None:
    names = ("Cải cách tài chính công", "Cải cách thể chế")
    tables = [[HEADER, row("1", name), row("1.1", "A", "Việc", "KT")] for name in names]
    what = _taken("PHỤ LỤC I", tables[0], "PHỤ LỤC I (tiếp)", tables[1])
    assert list(items(what)) == ["6", "6.1", "2", "2.1"]


def test_a_heading_that_the_next_page_repeats_is_one_row() -> None:
    area = row("I", "Cải cách tài chính công")
    rest = [HEADER, area, row("2", "B", "Việc", "KT"), row("II", "Cải cách thể chế"),
            row("1", "C", "Việc", "NC")]  # fmt: skip
    what = _taken("PHỤ LỤC I", [HEADER, area, row("1", "A", "Việc", "KT")], rest)
    assert list(items(what)) == ["6", "6.1", "6.2", "2", "2.1"]
    assert "đã có ở phu-luc.docx, bảng 1, hàng 2: lấy một dòng" in texts(what, Confidence.SKIPPED)


def test_a_table_that_counts_on_is_of_the_same_appendix() -> None:
    area, other = row("I", "Cải cách thể chế"), row("II", "Cải cách tài chính công")
    first, second = row("1", "A", "Việc", "NC"), row("2", "B", "Việc", "NC")
    rest = [HEADER, second, other, row("1", "C", "Việc", "KT")]
    assert list(items(_taken("PHỤ LỤC I", [HEADER, area, first], rest))) == [
        "2", "2.1", "2.2", "6", "6.1"
    ]  # fmt: skip
    with pytest.raises(ParXlError, match="Không rõ thuộc phụ lục nào"):
        _taken("PHỤ LỤC I", [HEADER, area, first], [HEADER, first])


def test_one_item_in_two_files_is_taken_and_told_once() -> None:
    area = row("4", "Cải cách tổ chức bộ máy hành chính")
    same = row("4.1", "Vị trí việc làm", "Sửa đề án", "HCTC")
    other = row("4.2", "Quy chế", "Sửa quy chế", "HCTC")
    files = [
        (word("PHỤ LỤC I", [HEADER, area, same, other]), "a.docx"),
        (excel([HEADER, area, same, [*other[:4], "TH", *other[5:]]]), "b.xlsx"),
    ]
    what = take_over(files, sample_base())
    assert what == take_over(files[::-1], sample_base())
    assert list(items(what)) == ["4", "4.1", "4.2"]
    assert items(what)["4.2"]["Đơn vị chủ trì"] == "HCTC"
    told = [note for note in what.report if note.code == "4.1"]
    assert [(note.source, note.sure) for note in told] == [
        ("a.docx, bảng 1", Confidence.SURE),
        ("b.xlsx, trang “Phụ lục I”", Confidence.SKIPPED),
    ]
    differs = of_row(what, "4.2")
    assert "ghi khác, không lấy: Đơn vị chủ trì: “TH”" in differs.text
    assert differs.sure is Confidence.UNSURE


def test_a_file_given_twice_is_read_once() -> None:
    content = word("PHỤ LỤC I", [HEADER, row("1", "A", "Việc", "KT")])
    what = take_over([(content, "b.docx"), (content, "a.docx")], sample_base())
    assert "giống hệt tệp a.docx: chỉ đọc một" in texts(what, Confidence.SKIPPED)
    assert what.taken == {Index.PAR_INDEX: 1}


def test_a_file_may_say_by_its_name_which_appendix_it_is() -> None:
    content = excel([HEADER, row("1", "A", "Việc", "KT")], "Sheet1")
    for name, index in {"phu-luc-2.xlsx": Index.SIPAS, "giao viec PAPI.xlsx": Index.PAPI}.items():
        assert take_over([(content, name)], sample_base()).taken == {index: 1}
    with pytest.raises(ParXlError, match="Không rõ thuộc phụ lục nào"):
        take_over([(content, "giao viec.xlsx")], sample_base())


def test_several_files_come_in_together_or_not_at_all(tmp_path: Path) -> None:
    work = working_folder(tmp_path / "work")
    paths = []
    for name, index in ("ba.xlsx", "III"), ("mot.docx", "I"), ("hai.xlsx", "II"):
        table = [HEADER, row("1", f"Mục {index}", "Việc", "HC")]
        is_word = name.endswith("docx")
        content = word(f"Phụ lục {index}", table) if is_word else excel(table, f"Phụ lục {index}")
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content)
    bad = tmp_path / "bon.docx"
    bad.write_bytes(b"")
    with pytest.raises(ParXlError, match=r"bon\.docx"):
        take_plan_over(work, [*paths, bad])
    assert not (work.root / "ke-hoach-nhap.xlsx").exists()
    arguments = ["plan", "import", "--folder", str(work.root), *map(str, paths)]
    done = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert (done.return_value or EXIT_DONE) == EXIT_DONE, done.output
    assert "Phụ lục I: 1 dòng; Phụ lục II: 1 dòng; Phụ lục III: 1 dòng" in done.output


def test_whose_authority_a_heading_says() -> None:
    header = HEADER[:6]
    rows = [
        header,
        ["B. Nhiệm vụ thuộc thẩm quyền cấp tỉnh"],
        row("1", "A", "Việc", "KT")[:6],
        ["Nhiệm vụ thuộc thẩm quyền của Văn phòng UBND tỉnh"],
        row("2", "B", "Việc", "KT")[:6],
    ]
    found = items(_taken("PHỤ LỤC I", rows))
    assert [found[code]["Thẩm quyền thực hiện"] for code in "12"] == ["Cấp tỉnh", "Văn phòng"]
    # A column of the table says more.
    rows = [HEADER, ["Thuộc thẩm quyền cấp tỉnh"], row("1", "A", "Việc", "KT")]
    assert items(_taken("PHỤ LỤC I", rows))["1"]["Thẩm quyền thực hiện"] == "Văn phòng"
