"""The report as people get it: the command, the Word files, what they print."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from lxml import etree
from test_report_sentences import BAD

from builders import HALF, make_folder
from libreoffice import Document as Printed
from libreoffice import LibreOffice
from merged import without_masters
from page_of import merged
from par_xl.app import cli
from par_xl.insight.period_data import PeriodData
from par_xl.outputs.report.report import reports
from par_xl.outputs.word import write_document
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import DRAFT
from par_xl.workspace.documents import Template, read_period_data, report
from par_xl.workspace.layout import Folder
from period_data import texts, under

NAMES = ("bao-cao-2024-06.docx", "phan-long-ghep-2024-06.docx")


@pytest.fixture(scope="module")
def folder(demo_folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A copy of the demo's: documents are written into it."""
    root = tmp_path_factory.mktemp("report") / "work"
    shutil.copytree(demo_folder.root, root)
    return Folder(root)


@pytest.fixture(scope="module")
def data(demo_folder: Folder) -> PeriodData:
    return read_period_data(demo_folder, HALF, date(2024, 6, 12))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """What is no matter of the demo's many tasks is shown with few."""
    with without_masters():
        return merged(tmp_path_factory.mktemp("small") / "work")


@pytest.fixture(scope="module")
def written(folder: Folder) -> tuple[Path, ...]:
    return report(folder, HALF, date(2024, 6, 12)).files


def test_both_documents_are_written_and_are_the_same_again(
    folder: Folder, written: tuple[Path, ...]
) -> None:
    assert [path.name for path in written] == list(NAMES)
    before = [path.read_bytes() for path in written]
    again = report(folder, HALF, date(2024, 7, 1))
    assert [path.read_bytes() for path in again.files] == before and not again.aside


def test_no_sentence_of_the_demo_is_broken(data: PeriodData) -> None:
    for document in reports(data):
        for blocks in (document.blocks, *(annex.blocks for annex in document.annexes)):
            for text in texts(blocks):
                assert not BAD.search(text), text


def test_every_area_of_the_demo_is_told_with_its_counts(data: PeriodData) -> None:
    blocks = reports(data)[0].blocks
    for area in data.result.areas:
        said = under(blocks, f") {area.name}")[0]
        done = area.done_on_time + area.done_late
        counts = f"Hoàn thành {done}/{area.applicable} nhiệm vụ"
        none = f"Chưa hoàn thành nhiệm vụ nào trong {area.applicable} nhiệm vụ"
        assert said.startswith(counts if done else none)
        silent = area.not_reported - area.in_error
        assert (f"; {silent} nhiệm vụ chưa báo cáo" in said) == bool(silent)
        assert (f"; {area.overdue} nhiệm vụ quá hạn" in said) == bool(area.overdue)


SENTENCES = (
    "Kết quả thực hiện Kế hoạch cải thiện, nâng cao các Chỉ số PAR INDEX, SIPAS và PAPI 6 "
    "tháng đầu năm 2024",
    "10/11 đơn vị đã gửi báo cáo, trong đó 9 đơn vị đúng hạn, 1 đơn vị gửi muộn (Trung tâm Tin "
    "học tỉnh); còn 1 đơn vị chưa gửi (Phòng Quản trị - Tài vụ).",
    "V. ĐỀ XUẤT, KIẾN NGHỊ",
    "kính báo cáo./.",
    "(Kèm theo Báo cáo số",
    "Hình 2. Tỷ lệ hoàn thành nhiệm vụ theo chỉ số và thẩm quyền",
    "DỰ THẢO",
)


def test_what_the_report_says(written: tuple[Path, ...]) -> None:
    with zipfile.ZipFile(written[0]) as archive:
        parts = [n for n in archive.namelist() if re.match(r"word/(document|header\d*)\.xml", n)]
        trees = [etree.fromstring(archive.read(name)) for name in parts]
    lines = ["".join(p.itertext("{*}t")) for tree in trees for p in tree.iter("{*}p")]
    text = " ".join(" ".join(lines).split())
    assert [each for each in SENTENCES if each not in text] == []


@pytest.mark.long
def test_what_the_report_prints(
    libreoffice: LibreOffice, written: tuple[Path, ...], tmp_path: Path
) -> None:
    printed = tmp_path / "in.pdf"
    with Printed(libreoffice.ask, libreoffice._load(written[0], calc=False)) as document:
        document.save_as(printed)
    done = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, check=True)
    text = " ".join(done.stdout.decode().split())
    assert [each for each in SENTENCES if each not in text] == [] and "###" not in text


@pytest.mark.parametrize("is_closed", [False, True])
def test_it_is_a_draft_until_the_period_is_closed(small: Folder, is_closed: bool) -> None:
    data = read_period_data(small, HALF)
    known = replace(data, stamp=replace(data.stamp, is_closed=is_closed))
    for document in reports(known):
        with zipfile.ZipFile(io.BytesIO(write_document(document))) as archive:
            parts = [name for name in archive.namelist() if name.endswith(".xml")]
            xml = "".join(archive.read(name).decode() for name in parts)
        assert (DRAFT in xml) is not is_closed
        assert "Số liệu tổng hợp đến 9 giờ 00 ngày 20/6/2024, lần tổng hợp số 1" in xml


def test_what_is_to_be_filled_in_is_marked(written: tuple[Path, ...]) -> None:
    for path in written:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            xml = archive.read("word/document.xml").decode()
        assert xml.count('<w:highlight w:val="yellow"/>') == xml.count("[Bổ sung") == 1


def test_the_command_says_what_is_written_and_what_is_missing(folder: Folder) -> None:
    done = CliRunner().invoke(cli.cli, ["report", HALF, "--folder", str(folder.root)])
    assert (done.exit_code, done.stderr) == (cli.EXIT_DONE, "")
    for words in (
        *NAMES,
        "DỰ THẢO",
        "Cần bổ sung bằng tay:",
        "trang “Mục tiêu”",
        "Việc tiếp theo:",
    ):
        assert words in done.stdout


def test_a_report_that_somebody_edited_is_kept(small: Folder) -> None:
    path = report(small, HALF).files[0]
    path.write_bytes(path.read_bytes() + b" ")
    ((_, kept),) = report(small, HALF).aside
    assert kept.name == "bao-cao-2024-06_da-sua-1.docx" and kept.exists()
    kept.unlink()


def test_a_template_of_the_offices_own_is_for_the_report_alone(small: Folder) -> None:
    written = report(small, HALF).files
    before = [path.read_bytes() for path in written]
    template = small.root / Template.REPORT.value
    own = docx.Document()
    own.add_paragraph("MẪU RIÊNG")
    own.add_paragraph("{{NỘI DUNG}}")
    own.save(str(template))
    try:
        report(small, HALF)
        said = [each.text for each in docx.Document(str(written[0])).paragraphs]
        assert "MẪU RIÊNG" in said and "V. ĐỀ XUẤT, KIẾN NGHỊ" in said
        assert written[1].read_bytes() == before[1]
        template.write_bytes(b"no Word file")
        with pytest.raises(ParXlError, match=Template.REPORT.value):
            report(small, HALF)
    finally:
        template.unlink()


def test_without_a_merge_there_is_nothing_to_report(tmp_path: Path) -> None:
    empty = make_folder(tmp_path / "work")
    with pytest.raises(ParXlError, match="chưa tổng hợp lần nào"):
        report(empty, HALF)
    assert not (empty.root / "bao-cao").exists()


def test_without_the_ledger_the_result_is_not_called_damaged(small: Folder, tmp_path: Path) -> None:
    lost = Folder(shutil.copytree(small.root, tmp_path / "work"))
    lost.ledger.unlink()
    with pytest.raises(ParXlError, match="Nhật ký không có lần tổng hợp nào") as told:
        report(lost, HALF)
    assert "tong-hop/2024-06.json" in told.value.message and "bản sao lưu" in told.value.fix
