"""English as the interface's language: errors, the ledger's mismatches and what was taken over are
told in it, and so are the report's headings; all else that is written stays as it is."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import docx
import pytest

from appendix_files import HEADER, TITLE, row, taken, word
from builders import HALF, form, make_folder, make_plan, merge, submit
from par_xl import workspace
from par_xl.app.cli.preparing import print_taken_over
from par_xl.app.demo import demo
from par_xl.outputs.blocks import Block, Chart, Dash, Document, Heading, Paragraph, Table
from par_xl.outputs.report.report import reports
from par_xl.outputs.report.sentences import titled
from par_xl.outputs.word import write_document
from par_xl.outputs.word.template import open_template
from par_xl.plan.model import Plan
from par_xl.plan.takeover.report import Confidence, Subject
from par_xl.plan.takeover.takeover import write_taken_over
from par_xl.system.files import check_closed, held, no_room, read_file
from par_xl.system.paths import unreachable
from par_xl.terms import explain, messages
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.terms.words import PLAN_FILE
from par_xl.workspace.checkout import open_session
from par_xl.workspace.documents import page, remind, report
from par_xl.workspace.layout import Folder, find_folder, open_folder
from par_xl.workspace.taking_over import PlanTaken, take_plan_over
from period_data import DONE, ITEMS, SAID, going, period_data_of, result_of

NOW = datetime(2024, 6, 12, 8, 0)  # noqa: DTZ001 - the office's own clock
REPORTS = {f"bao-cao/{HALF}/{name}-{HALF}.docx" for name in ("bao-cao", "phan-long-ghep")}
Act = Callable[[Folder], object]


@contextmanager
def in_english() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(messages.VARIABLE, "en")
        # So that it is put back afterwards.
        patch.setenv("LANGUAGE", "vi")
        messages.use_language()
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with in_english():
        yield


def vietnamese(text: str, *known: str) -> str:
    """What of a text is Vietnamese, but for what is quoted, and what is *known* to be."""
    for each in sorted(known, key=len, reverse=True):
        text = text.replace(each, "")
    left = re.sub("“[^“”]*”", "", text)
    marked = {each for each in left if len(unicodedata.normalize("NFD", each)) > 1 or each in "đĐ"}
    return left if marked else ""


def told(error: ParXlError) -> tuple[str, str]:
    """An error as the screen tells it."""
    return messages.translated(error.message), messages.translated(error.fix)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A period merged; tests only read it."""
    folder = make_folder(tmp_path_factory.mktemp("core") / "work")
    submit(folder, "HC.xlsx", form(make_plan(), "HC"))
    merge(folder)
    return folder


def copied(folder: Folder, place: Path) -> Folder:
    """The same once more, to be changed."""
    shutil.copytree(folder.root, place)
    return Folder(place)


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def closed(folder: Folder) -> Folder:
    workspace.close(folder, HALF, now=NOW, by="Officer")
    return folder


def busy(folder: Folder) -> None:
    with open_session(folder, N_("đang tổng hợp kỳ {period}").format(period=HALF), "Officer"):
        workspace.forms(folder, HALF)


def changed_since(folder: Folder) -> None:
    submit(folder, "TH.xlsx", form(make_plan(), "TH"))
    closed(folder)


def without_reports(folder: Folder) -> Folder:
    return make_folder(folder.root / "new")


ERRORS: dict[str, tuple[Act, str]] = {
    "no folder": (
        lambda f: find_folder(write(f.root.parent / "away" / "x", "").parent),
        f"There is no {PLAN_FILE} in ",
    ),
    "no plan": (lambda f: open_folder(f.store), f"has no {PLAN_FILE}."),
    "a plan there": (lambda f: workspace.init(f.root), "a plan in use is never overwritten"),
    "not empty": (lambda f: demo(f.root), "is there and not empty"),
    "unknown period": (lambda f: workspace.merge(f, "2024-6"), "The plan has no period “2024-6”."),
    "unknown unit": (lambda f: workspace.forms(f, HALF, "Phòng Hành chin"), "No unit “Phòng Hành"),
    "unknown code": (lambda _: explain.explain("NG0X"), "There is no code “NG0X”."),
    "lock held": (busy, "Officer (computer "),
    "nothing merged": (lambda f: report(without_reports(f), HALF), "was never merged"),
    "nothing to close": (lambda f: workspace.close(without_reports(f), HALF), "was not merged yet"),
    "nothing to undo": (lambda f: workspace.undo(without_reports(f)), "There is no merge to undo."),
    "no such merge": (lambda f: workspace.rebuild(f, HALF, 7), "has no merge 7 of period 2024-06"),
    "closed": (
        lambda f: workspace.merge(closed(f), HALF, as_of=date(2024, 6, 10)),
        "was closed at 8:00 on 12/6/2024",
    ),
    "changed since": (
        changed_since,
        "since merge 1, the file “TH.xlsx” arrived later",
    ),
    "damaged JSON": (
        lambda f: report(Folder(write(f.results(HALF).json, "{").parents[1]), HALF),
        "was damaged, edited or replaced",
    ),
    "damaged ledger": (
        lambda f: workspace.verify(Folder(write(f.ledger, "{}\n").parents[1])),
        "is damaged in line 1",
    ),
    "register without columns": (
        lambda f: workspace.merge(Folder(write(f.register, form(make_plan(), "HC")).parent), HALF),
        "tiep-nhan.xlsx has no sheet “",
    ),
    "reminders too late": (
        lambda f: remind(f, HALF, date(2024, 6, 1), today=date(2024, 6, 12)),
        "The new deadline 01/6/2024 has passed",
    ),
    "inbox gone": (
        lambda f: (f.submitted(HALF).rename(f.root / "moved"), workspace.merge(f, HALF)),
        "is not there; files in it at the last merge: 1.",
    ),
    "no appendix": (
        lambda f: take_plan_over(f, [write(f.root / "a.docx", word("Công văn"))]),
        "There is no appendix table in the file a.docx.",
    ),
    "appendix unclear": (
        lambda f: take_plan_over(
            f, [write(f.root / "a.docx", word([HEADER, row("1", "Nội dung", "=Việc", "HC", "3")]))]
        ),
        "It is not clear which appendix this belongs to: a.docx, table 1 from row 2",
    ),
    "no such appendix": (
        lambda f: take_plan_over(f, [f.plan], "IV"),
        "There is no appendix “IV”.",
    ),
    "PDF": (
        lambda f: take_plan_over(f, [write(f.root / "a.pdf", b"%PDF-1.4")]),
        "No appendix can be read from a file of type .pdf",
    ),
    "template": (lambda _: open_template(b"%PDF-1.4", "mau.docx"), "mau.docx cannot be used: "),
    "no such file": (lambda f: read_file(f.root / "none.xlsx"), "none.xlsx cannot be read."),
    "a folder in its place": (
        lambda f: check_closed(f.store),
        "there is a folder of the same name",
    ),
    "open": (
        lambda f: check_closed(write(f.root / ".~lock.ke-hoach.xlsx#", ",An;") and f.plan),
        "ke-hoach.xlsx is open elsewhere (opened by: An)",
    ),
}


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("case", ERRORS)
def test_errors_are_told_in_english(merged: Folder, tmp_path: Path, case: str) -> None:
    act, wanted = ERRORS[case]
    folder = copied(merged, tmp_path / "work")
    with pytest.raises(ParXlError) as raised:
        act(folder)
    message, fix = told(raised.value)
    assert wanted in message
    plan = make_plan()
    names = [*HEADER, *(unit.name for unit in plan.units.values())]
    assert vietnamese(message, *names) == ""
    assert vietnamese(fix, *names) == ""


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_what_a_disk_refuses_is_told_in_english(tmp_path: Path, number: int) -> None:
    error = OSError(number, os.strerror(number))
    path = tmp_path / "a.xlsx"
    for problem in (unreachable(error), no_room(path, error), held(path, error)):
        assert [vietnamese(text) for text in told(problem)] == ["", ""]


@pytest.mark.usefixtures("english")
def test_a_public_page_that_can_not_be_made_is_told_in_english(demo_folder: Folder) -> None:
    with pytest.raises(ParXlError) as raised:
        page(demo_folder, HALF)
    message, fix = told(raised.value)
    assert vietnamese(message, "tiêu chí tái dựng, chưa kiểm chứng") == ""
    assert vietnamese(fix) == ""


def test_what_does_not_agree_with_the_ledger_is_told_in_english(
    merged: Folder, tmp_path: Path
) -> None:
    folder = closed(copied(merged, tmp_path / "work"))
    (folder.submitted(HALF) / "HC.xlsx").unlink()
    submit(folder, "TH.xlsx", form(make_plan(), "TH"))
    places = folder.results(HALF)
    places.master.write_bytes(places.master.read_bytes() + b"x")
    write(folder.merged / "2023-06.json", "{}")
    folder.plan.write_bytes(folder.plan.read_bytes() + b"x")
    folder.register.unlink()
    next(path for path in folder.store.rglob("*") if path.is_file()).unlink()
    lines = folder.ledger.read_text("utf-8").splitlines()
    write(folder.ledger, "\n".join([lines[0].replace("HC.xlsx", "HD.xlsx"), *lines[1:], ""]))
    with in_english():
        found = workspace.verify(folder).mismatches
    assert len(found) >= 8
    assert [vietnamese(each.message) + vietnamese(each.fix) for each in found] == [""] * len(found)


def test_what_came_after_the_closing_is_told_in_english(merged: Folder, tmp_path: Path) -> None:
    folder = closed(copied(merged, tmp_path / "work"))
    submit(folder, "TH.xlsx", form(make_plan(), "TH"))
    with in_english():
        late = workspace.merge(folder, HALF, now=NOW).late
        assert late is not None
        lines = late.lines
    assert [vietnamese(text) for text in lines] == [""] * len(lines)
    assert "• TH.xlsx (TH), received on " in lines[2]


APPENDIX = [
    HEADER,
    row("1", "Chỉ đạo", points="3"),
    row("1,1", "Kế hoạch", "=Việc", "Phòng Hành chánh; Phòng Khác", "3"),
    row("", "", "Việc nữa", "HC"),
    row("Tổng cộng", "", points="4"),
]


def test_what_was_taken_over_is_told_in_english_and_kept_in_vietnamese() -> None:
    content = word(TITLE, APPENDIX)
    with in_english():
        what = taken(content)
        shown = [
            each
            for each in what.report
            if each.sure is Confidence.UNSURE
            or each.about in (Subject.FILE, Subject.TABLE, Subject.COLUMN)
        ]
        lines = [messages.translated(each.text) for each in shown]
        sheet = write_taken_over(what)
    columns = ("Phụ lục I", "Đơn vị chủ trì", "Đơn vị phối hợp")
    assert [vietnamese(each, *columns) for each in lines] == [""] * len(lines)
    assert any("there is no unit “Phòng Khác” in the sheet “Đơn vị”" in each for each in lines)
    assert any("they do NOT agree" in each for each in lines)
    assert sheet == write_taken_over(taken(content))


@pytest.mark.usefixtures("english")
def test_where_something_was_taken_from_is_told_in_english(
    capsys: pytest.CaptureFixture[str],
) -> None:
    what = taken(word(TITLE, APPENDIX))
    print_taken_over(PlanTaken(Path("moi.xlsx"), what.report, what.taken, ()))
    printed = capsys.readouterr().out
    assert "phu-luc.docx, table 1, row 2, Phụ lục I: rows 2 to 5 are Phụ lục I" in printed
    assert "bảng" not in printed


def plan_and_reports() -> tuple[Plan, tuple[Document, Document]]:
    """A report with most of its sections and annexes, and the part."""
    plan = make_plan(ITEMS)
    rows = {
        "HC": {"1.1": going(0.4, **SAID), "1.2": {**DONE, "self_score": 1.5}},
        "TH": {"1.2": DONE, "S1.1": going(0.2)},
    }
    earlier = result_of(plan, {"HC": {"1.1": DONE}}, "2023-06")
    return plan, reports(period_data_of(plan, result_of(plan, rows), [earlier]))


def headings(document: Document) -> Iterator[str]:
    """All that stands above something else."""
    yield from (document.title or "", document.subject, document.draft or "")
    for annex in document.annexes:
        yield from (annex.number, annex.title)
    for block in (*document.blocks, *(b for annex in document.annexes for b in annex.blocks)):
        yield from _of_block(block)


def _of_block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield block.text
        case Table():
            yield block.caption
            yield from (column.header for column in block.columns)
            yield from (texts[0] for texts in block.rows if len(texts) == 1)
        case Chart():
            yield block.caption
            yield from (series.name for series in block.series)


def test_the_reports_headings_are_english() -> None:
    _, before = plan_and_reports()
    with in_english():
        plan, both = plan_and_reports()
        areas = [area.name for area in plan.areas]
        for document, same in zip(both, before, strict=True):
            found = list(headings(document))
            assert [
                text for text in found if vietnamese(text, *areas, "6 tháng 2024", "6 tháng 2023")
            ] == []
            assert len(found) == len(list(headings(same))) > 40
    assert list(headings(before[0])) != found
    assert "BÁO CÁO" in headings(before[0])


@pytest.mark.parametrize(
    ("name", "english_name"),
    [
        ("6 tháng đầu năm 2024", "first half of 2024"),
        ("6 tháng cuối năm 2024", "second half of 2024"),
        ("năm 2024", "2024"),
        ("cùng kỳ năm 2023", "same period of 2023"),
        ("quý I năm 2024", "quý I năm 2024"),
    ],
)
def test_a_period_is_named_in_headings(name: str, english_name: str) -> None:
    assert titled(name) == name
    with in_english():
        assert titled(name) == english_name


def test_the_reports_sentences_stay_vietnamese() -> None:
    _, (whole, _part) = plan_and_reports()
    with in_english():
        _, (again, _) = plan_and_reports()
    sentences = [each for each in whole.blocks if isinstance(each, Paragraph | Dash)]
    assert len(sentences) > 20
    assert [each for each in sentences if each not in again.blocks] == []


def test_the_word_file_says_draft_table_and_figure() -> None:
    with in_english():
        _, (whole, _) = plan_and_reports()
        content = write_document(whole)
    opened = docx.Document(io.BytesIO(content))
    lines = [each.text for each in opened.paragraphs]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in opened.tables[0].cell(0, 1).text
    assert {"DRAFT", "REPORT", "Annex I"} <= set(lines)
    assert any(line.startswith("Table ") for line in lines)
    assert any(line.startswith("Figure ") for line in lines)


def test_all_files_but_the_report_are_the_same_each_time_and_in_both_languages(
    tmp_path: Path, small_sample: None
) -> None:
    """Forms, what came in and was handed back, master, JSON, register, reminders, page; the ledger
    has the hashes of the documents."""
    here = files(demo(tmp_path / "vi", now=NOW).folder)
    with in_english():
        there = files(demo(tmp_path / "en", now=NOW).folder)
    assert here.keys() == there.keys()
    differ = {name for name, content in here.items() if there[name] != content}
    assert differ == {*REPORTS, ".par-xl/ledger.jsonl"}
    assert len(here) > 20


def files(folder: Folder) -> dict[str, bytes]:
    return {
        path.relative_to(folder.root).as_posix(): path.read_bytes()
        for path in folder.root.rglob("*")
        if path.is_file()
    }
