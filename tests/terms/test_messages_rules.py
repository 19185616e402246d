"""Findings and explanations in English: what rules and readers say is told wholly in English,
whatever stands in it, and what is kept stays Vietnamese."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders import (
    check,
    check_rows,
    form,
    make_folder,
    make_plan,
    merge,
    plan_rows,
    put,
    submit,
)
from hostile_files import FAR, many_members, renamed_by_extra_field, two_directories, xlsx
from ole import ole_file
from par_xl.app import show
from par_xl.app.cli import cli
from par_xl.merge.result import Result
from par_xl.plan.settings import Weight
from par_xl.terms.explain import Explanation, explanations
from par_xl.terms.messages import translated
from par_xl.workspace.layout import Folder
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
def test_a_code_is_explained_in_english(told: Explanation) -> None:
    lines = CliRunner().invoke(cli, ["explain", told.code]).output.splitlines()
    assert [line for line in lines if is_vietnamese(line)] == []
    title = lines[0].partition(told.code)[2].strip()
    assert title[0] == "“" or title[0].isupper()


@pytest.mark.usefixtures("english")
def test_all_codes_are_listed_in_english() -> None:
    *lines, _next = CliRunner().invoke(cli, ["explain", "--all"]).output.splitlines()
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
    return folder, merge(folder, workers=1)


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
        merge(other, workers=1)
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
    # What a field means, in the exported tables and the docs.
    fields = [node.annotation for node in ast.walk(tree) if isinstance(node, ast.AnnAssign)]
    plain |= {id(node) for annotation in fields for node in ast.walk(annotation)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in marked | plain:
            continue
        if isinstance(node.value, str) and is_vietnamese(node.value):
            yield f"{path.name}: {node.value}"


WRITERS = ("look.py", "wrap.py")
"""Modules that write workbooks: what their texts are is no message."""


@pytest.mark.parametrize("package", ["workbooks", "intake", "merge"])
def test_what_readers_and_judges_say_is_marked(package: str) -> None:
    writers = {"look.py", "wrap.py"}
    modules = sorted(each for each in (SOURCES / package).glob("*.py") if each.name not in writers)
    assert modules
    read = [module for module in modules if module.name not in WRITERS]
    assert [text for module in read for text in _unmarked(module)] == []


def test_what_people_typed_is_told_as_they_typed_it() -> None:
    typed = "Trả lại. Lỗi"
    plan = make_plan()
    read = check(plan, form(plan, "HC", f"| code | status |\n| 1.1  | {typed} |"))
    (found,) = (each for each in read.findings if each.value == typed)
    assert found.message.startswith(f"“{typed}” ")
    with in_english():
        assert translated(found.message) == f"“{typed}” is not one of the statuses."


def test_in_vietnamese_a_text_stays_as_it_is() -> None:
    text = "Biểu mẫu theo mẫu cũ"
    assert translated(text) == text
