"""Findings and explanations in English: what rules and readers say is told wholly in English,
whatever stands in it, and what is kept stays Vietnamese."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import cycle
from pathlib import Path
from string import Formatter, ascii_letters, digits

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import check_rows, form, make_folder, make_plan, merge, plan_rows, put, submit
from hostile_files import FAR, many_members, renamed_by_extra_field, two_directories, xlsx
from ole import ole_file
from par_xl.app import show
from par_xl.merge.result import Result
from par_xl.plan.settings import Weight
from par_xl.terms.explain import Explanation, explanations
from par_xl.terms.messages import translated
from par_xl.workspace.layout import Folder
from scripts import messages as catalogues
from told_in_english import in_english, is_vietnamese, not_english

SOURCES = Path(__file__).parents[2] / "src" / "par_xl"
ROW_FAULTS = (
    "| code | status         | progress | completed_on | self_score | result            |\n"
    "| 1.1  | Đã hoàn thành  | gần xong | 31/4/2024    | đạt        | Céng hßa          |\n"
    "| 1.2  | CHƯA THỰC HIỆN | 10%      | 7/6/2025     | 9          |  Đã trình\u00a0    |\n"
)


@pytest.fixture
def english() -> Iterator[None]:
    with in_english():
        yield


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("told", explanations().values(), ids=lambda told: told.code)
def test_a_code_is_explained_in_english(
    told: Explanation, capsys: pytest.CaptureFixture[str]
) -> None:
    show.explanation(told)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if is_vietnamese(line)] == []
    title = lines[0].partition(told.code)[2].strip()
    assert title[0] == "«" or title[0].isupper()


@pytest.mark.usefixtures("english")
def test_all_codes_are_listed_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    show.codes(explanations().values())
    *lines, _next = capsys.readouterr().out.splitlines()
    assert len(lines) == len(explanations())
    assert [line for line in lines if is_vietnamese(line)] == []


# --- What was really found -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Whatever can be wrong with files, rows and cells."""
    filled = form(make_plan(), "HC", ROW_FAULTS)
    renamed, _ = put(filled, {("1.2", "maximum"): 7, ("1.2", "evidence"): "=1/0"})
    encrypted = ole_file({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"\4\0\4\0" * 50})
    return {
        "a.xlsx": filled,
        "TH. Ban 2.xlsx": form(make_plan(), "TH", "| code | status |\n| S1.1 | Xong |"),
        "b.xlsx": renamed,
        "c.xlsx": filled,
        "e.xlsx": encrypted,
        "f.xlsx": b"%PDF-1.7",
        "g.xlsx": b"",
        "h.xlsx": xlsx(FAR),
        "i.xlsx": many_members(20_000),
        "j.xlsx": two_directories(),
        "k.xlsx": renamed_by_extra_field(),
        "l.xls": filled,
        "m.zip": b"PK",
        "n.pdf": b"%PDF-1.7",
    }


def _folder(root: Path, files: Mapping[str, bytes]) -> Folder:
    folder = make_folder(root)
    for day, (name, content) in enumerate(files.items(), 1):
        submit(folder, name, content, f"2024-06-{day:02d}")
    return folder


@pytest.fixture(scope="module")
def merged(
    files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Folder, Result]:
    folder = _folder(tmp_path_factory.mktemp("vi"), files)
    return folder, merge(folder)


def test_findings_are_told_in_english(
    merged: tuple[Folder, Result], capsys: pytest.CaptureFixture[str]
) -> None:
    _, result = merged
    assert len({found.code for found in result.findings}) > 15
    assert not_english(result.findings) == []
    with in_english():
        show.findings(result.findings)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if is_vietnamese(line)] == []


def test_results_are_the_same_in_any_language(
    merged: tuple[Folder, Result], files: Mapping[str, bytes], tmp_path: Path
) -> None:
    folder, result = merged
    other = _folder(tmp_path, files)
    with in_english():
        merge(other)
    vietnamese, english = (each.results(result.period).json for each in (folder, other))
    assert english.read_bytes() == vietnamese.read_bytes()


def test_a_plan_s_faults_are_told_in_english() -> None:
    rows = plan_rows()
    rows["Phụ lục I"][0]["Điểm tối đa"] = 3.5
    rows["Phụ lục I"][1] |= {"Đơn vị chủ trì": "CVP; P. HC; Phòng Hành chánh"}
    rows["Đơn vị"][1] |= {"Sáp nhập vào": "HC", "Tên gọi khác": "P. HC"}
    rows["Thông tin"][4]["Giá trị"] = "H"
    rows["Thiết lập"] += [
        {"Tên": "Ngưỡng xanh", "Giá trị": "40%"},
        {"Tên": "Ngưỡng vàng, kỳ 6 tháng", "Giá trị": 120.0},
    ]
    rows["Thiết lập"] += [{"Tên": weight.value.name, "Giá trị": 0.0} for weight in Weight]
    found = check_rows(rows)[1]
    assert {"KH13", "KH14", "KH17", "KH21", "KH30"} <= {each.code for each in found}
    assert not_english(found) == []


# --- Nothing is said that is not marked ----------------------------------------------------------


def _unmarked(path: Path) -> Iterator[str]:
    """Vietnamese texts of a module that stand in no ``N_("…")`` or ``_("…")``; no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    marked = {
        id(given)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("N_", "_")
        for given in call.args
    }
    plain = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in marked | plain:
            continue
        if isinstance(node.value, str) and is_vietnamese(node.value):
            yield f"{path.name}: {node.value}"


@pytest.mark.parametrize("package", ["workbooks/reading", "intake", "merge"])
def test_what_readers_and_judges_say_is_marked(package: str) -> None:
    modules = sorted((SOURCES / package).glob("*.py"))
    assert modules
    assert [text for module in modules for text in _unmarked(module)] == []


# --- Messages known by what stands around their names --------------------------------------------

_MADE = {
    str(message.id): str(message.string)
    for message in catalogues.catalogue("en")
    if message.id and message.string and "{" in str(message.id)
}


def _names(message: str) -> list[str]:
    """Its names in their order, each once."""
    return list(dict.fromkeys(name for _, name, *_ in Formatter().parse(message) if name))


def _around(message: str) -> list[str]:
    return [literal for literal, *_ in Formatter().parse(message) if literal]


def _with(text: str, message: str, values: list[str]) -> str:
    """A message or its translation with these values for the message's names, in their order."""
    return text.format_map(dict(zip(_names(message), cycle(values), strict=False)))


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(ascii_letters + digits, min_size=1, max_size=9), min_size=7, max_size=7))
def test_a_message_is_known_whatever_stands_in_it(values: list[str]) -> None:
    same = defaultdict(set)
    for message, said in _MADE.items():
        # Two that differ in their names only are one to whoever reads the text.
        same[_with(message, message, values)].add(_with(said, message, values))
    with in_english():
        for message in _MADE:
            around = [part.strip() for part in _around(message) if part.strip()]
            if not any(part in value for part in around for value in values):
                kept = _with(message, message, values)
                assert translated(kept) in same[kept], message


REFUSED = "Tệp bị trả lại, không dòng nào trong tệp được tính."
NOT_COUNTED = "Dòng này chưa được tính và trả lại đơn vị."


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (
            "Đã dừng đọc tệp: trang «A. B» ghi theo cách lạ; đọc tốn quá 30 giây xử lý của máy. "
            f"{REFUSED}",
            "Reading the file was stopped: the sheet «A. B» is written in an unusual way; reading "
            "took more than 30 seconds of processor time. The file is returned, no row of it is "
            "counted.",
        ),
        (
            f"«Trả lại. Lỗi» không phải là một tình trạng thực hiện. {NOT_COUNTED}",
            "«Trả lại. Lỗi» is not one of the statuses. The row is not counted and goes back to "
            "the unit.",
        ),
        (
            f"Không đọc được ngày «Điểm «a» âm. Lỗi». {NOT_COUNTED}",
            "The date «Điểm «a» âm. Lỗi» cannot be read. The row is not counted and goes back to "
            "the unit.",
        ),
        (
            "Ô khóa «Điểm tối đa» bị xóa trắng; vẫn lấy theo kế hoạch: «trống».",
            "The locked cell «Điểm tối đa» was cleared; the plan's value is still used: blank.",
        ),
        (
            "Đã dừng đọc tệp: trang «A» có ô XFD9 ở rất xa bảng; ô XFD9 ở rất xa bảng.",
            "Reading the file was stopped: the sheet «A» has cell XFD9 very far from the table; "
            "the cell XFD9 is very far from the table.",
        ),
        ("ô khóa, mọi dòng", "locked cells, all rows"),
        (
            "Dòng «1.1» không có đơn vị chủ trì trong kỳ 2024-06, 2024-12.",
            "Row «1.1» has no lead unit in the periods 2024-06, 2024-12.",
        ),
        (
            "Trang «Phụ lục I»: cột «Mã dòng» không có.",
            "Sheet «Phụ lục I», column «Mã dòng»: none.",
        ),
        (
            "Trang tính «Phụ lục II» có 2 lần.",
            "Sheet «Phụ lục II»: there 2 times.",
        ),
        ("Bản in lỗi. Lỗi", "Bản in lỗi. Lỗi"),
        ("Trang riêng: không có. Không cần làm gì.", "Trang riêng: không có. Nothing to be done."),
    ],
)
def test_a_text_of_several_messages(kept: str, told: str) -> None:
    assert translated(kept) == told


@pytest.mark.usefixtures("english")
def test_a_long_text_stays_as_it_was_typed() -> None:
    typed = "Đã gửi. Lỗi, " * 3_000
    assert translated(f"Không đọc được ngày «{typed}».") == f"The date «{typed}» cannot be read."
    assert translated(typed) == typed


def test_in_vietnamese_a_text_stays_as_it_is() -> None:
    assert translated(REFUSED) == REFUSED
