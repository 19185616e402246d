"""The command line as people meet it: exit status, Vietnamese, and what it says to do next."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from par_xl import __version__
from par_xl.app import cli
from par_xl.ledger import LedgerFile, LedgerLine
from par_xl.plan.reader import read_plan
from par_xl.plan.workload import workload
from par_xl.terms import messages
from par_xl.terms.words import FileState, number
from par_xl.workspace.layout import Folder

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, which spares the start of Python."""

    def here(*arguments: str, folder: Path | None = None, cwd: Path | None = None) -> Done:
        where = ["--folder", str(folder)] if folder else []
        with monkeypatch.context() as patch, pytest.raises(SystemExit) as ended:
            patch.chdir(cwd or os.curdir)
            cli.main([*arguments, *where])
        status = ended.value.code
        assert isinstance(status, int)
        return Done(arguments, status, *capsys.readouterr())

    return here


@pytest.fixture(scope="module")
def example(demo_folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's folder, to be worked in."""
    root = tmp_path_factory.mktemp("demo") / "thử nghiệm"
    return Path(shutil.copytree(demo_folder.root, root))


def test_demo_prints_rates_paths_and_the_next_step(
    tmp_path: Path, run: Run, small_sample: None
) -> None:
    done = run("demo", "thử nghiệm", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (cli.EXIT_FAULTS, "")
    printed = done.stdout
    result = json.loads((tmp_path / "thử nghiệm/tong-hop/2024-06.json").read_text("utf-8"))
    for area in result["areas"]:
        assert re.search(rf"\b{re.escape(area['area'])}\b", printed)
    assert "Hoàn thành" in printed and "%" in printed
    assert str(Path("thử nghiệm", "tong-hop", "2024-06.xlsx")) in printed
    assert "Việc tiếp theo:" in printed


def test_demo_has_one_late_one_missing_and_several_faults(demo_folder: Folder) -> None:
    result = json.loads(demo_folder.results("2024-06").json.read_text("utf-8"))
    states = [unit["submission"] for unit in result["units"]]
    assert states.count("late") == 1
    assert states.count("missing") == 1
    errors = {f["code"] for f in result["findings"] if f["severity"] == "error"}
    assert len(errors) >= 5
    assert all("Ví dụ" in e["result"] for e in result["entries"] if e["result"])


def test_a_folder_may_be_named_from_where_one_is(
    tmp_path: Path, run: Run, small_sample: None
) -> None:
    """As people type it, not by its whole path."""
    assert run("init", "a", cwd=tmp_path).returncode == cli.EXIT_DONE
    here = ("--folder", "a")
    assert run("forms", "2024-06", *here, cwd=tmp_path).returncode == cli.EXIT_DONE
    assert run("merge", "2024-06", *here, cwd=tmp_path).returncode == cli.EXIT_DONE
    assert run("log", "--verify", cwd=tmp_path / "a").returncode == cli.EXIT_DONE
    assert run("undo", *here, cwd=tmp_path).returncode == cli.EXIT_DONE
    assert not (tmp_path / "a" / "tong-hop" / "2024-06.json").exists()


def test_merging_again_says_that_nothing_changed(example: Path, run: Run) -> None:
    before = (example / "tong-hop" / "2024-06.json").read_bytes()
    done = run("merge", "2024-06", folder=example)
    assert done.returncode == cli.EXIT_FAULTS
    assert "Không có gì thay đổi" in done.stdout
    assert (example / "tong-hop" / "2024-06.json").read_bytes() == before


def test_clean_form_gets_one_line_and_a_faulty_one_its_faults(example: Path, run: Run) -> None:
    clean = run("check", str(example / "bieu-mau" / "2024-06" / "KT_2024-06.xlsx"), folder=example)
    assert clean.returncode == cli.EXIT_DONE
    assert "đã kiểm tra, không có lỗi" in clean.stdout
    assert len(clean.stdout.splitlines()) == 1
    faulty = run("check", str(example / "da-nop" / "2024-06" / "HCTC_2024-06.xlsx"), folder=example)
    assert faulty.returncode == cli.EXIT_FAULTS
    assert "TT02" in faulty.stdout and "→" in faulty.stdout


def test_plan_check_lists_faults_with_their_cells(
    tmp_path: Path, run: Run, small_sample: None
) -> None:
    from openpyxl import load_workbook

    root = tmp_path / "new"
    assert run("init", str(root)).returncode == cli.EXIT_DONE
    done = run("plan", "check", folder=root)
    assert done.returncode == cli.EXIT_DONE
    _see_what_the_plan_asks(root, done.stdout)
    book = load_workbook(root / "ke-hoach.xlsx")
    book["Kết quả công bố"].append(["SIPAS", 2019, "S99", 80.5])
    book.save(root / "ke-hoach.xlsx")
    done = run("plan", "check", folder=root)
    assert done.returncode == cli.EXIT_DONE
    assert "không có lỗi" in done.stdout and "KH40" in done.stdout and "S99" in done.stdout
    sheet = book["Phụ lục II"]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(3, header.index("Đơn vị chủ trì") + 1).value = "Phòng Không Có"
    book.save(root / "ke-hoach.xlsx")
    done = run("plan", "check", folder=root)
    assert done.returncode == cli.EXIT_FAILED
    assert "KH13" in done.stdout and "Phụ lục II" in done.stdout and "có 1 lỗi" in done.stdout
    refused = run("forms", "2024-06", folder=root)
    assert refused.returncode == cli.EXIT_FAILED
    assert "KH13" in refused.stderr
    assert not list((root / "bieu-mau").rglob("*.xlsx"))


def _see_what_the_plan_asks(root: Path, printed: str) -> None:
    plan = read_plan(root / "ke-hoach.xlsx")
    asked = workload(plan, plan.periods[max(plan.periods)])
    rows = [line.split() for line in printed.splitlines()]
    assert len(rows) <= 24
    assigned = asked.assignments.values()
    numbers = (asked.rows, asked.tasks, sum(assigned), *assigned, asked.criteria, asked.points)
    assert [min(plan.periods), *map(number, numbers)] in rows
    for each in asked.units:
        counts = (each.leads, each.coordinates, each.scores, each.points)
        assert [*map(number, counts)] in [row[-4:] for row in rows if row[:1] == [each.unit.code]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mergee"], "Không có lệnh"),
        (["merge"], "Thiếu tham số"),
        (["export", "2024-06", "--to", "xls"], "không có trong các giá trị: 'csv', 'parquet'"),
        (["merge", "2024-06", "--bad"], "Không có tùy chọn"),
        (["merge", "2024-06", "--as-of", "31/31/2024"], "không phải là ngày"),
        (["merge", "2024-06", "--as-of"], "cần có giá trị"),
        (["merge", "2024-06", "--as-recorded", "0"], "“0” không phải là số nguyên từ 1 trở lên"),
        (["merge", "2024-06", "--workers", "abc"], "“abc” không phải là số nguyên từ 1 trở lên"),
        (["watch", "2024-06", "--workers", "-1"], "“-1” không phải là số nguyên từ 1 trở lên"),
        (["merge", "2024-06", "--folder", "/không/có"], "không có ke-hoach.xlsx"),
    ],
)
def test_what_cannot_be_done_is_said_in_vietnamese(
    arguments: list[str], said: str, run: Run
) -> None:
    done = run(*arguments)
    assert done.returncode == cli.EXIT_FAILED
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not re.search(r"\b(Error|Usage|Missing|Invalid|Try|Options)\b", done.stderr)


def test_plan_is_never_overwritten(tmp_path: Path, run: Run) -> None:
    (tmp_path / "ke-hoach.xlsx").write_bytes(b"somebody's plan")
    done = run("init", str(tmp_path))
    assert done.returncode == cli.EXIT_FAILED
    assert (tmp_path / "ke-hoach.xlsx").read_bytes() == b"somebody's plan"


def commands(group: click.Group) -> Iterator[list[str]]:
    """Every command that does something, as it is typed."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from ([name, *rest] for rest in commands(command))
        else:
            yield [name]


def test_every_command_has_vietnamese_help_with_an_example() -> None:
    messages.use_language()
    runner = CliRunner()
    for command in commands(cli.cli):
        shown = runner.invoke(cli.cli, [*command, "--help"]).output
        assert "Ví dụ: par-xl" in shown, command
        assert "Cách dùng:" in shown
        assert not re.search(r"\b(Usage|Options|Show|ARGS|COMMAND|DIRECTORY|PERIOD)\b", shown)


HEAVY = ("openpyxl", "pandas", "python_calamine", "rich", "xlsxwriter", "xlwings")


@pytest.mark.parametrize(
    "arguments",
    ["log", "log 2030-06"],
)
def test_the_log_is_shown_at_once(arguments: str, example: Path) -> None:
    """It imports nothing that reads, judges or writes workbooks, nor what draws tables."""
    code = (
        "import sys\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] in {HEAVY}:\n"
        "            sys.exit(f'imported: {name}')\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "from par_xl.app import cli\n"
        "cli.main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments.split()],
        cwd=example,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "imported" not in done.stderr
    assert done.returncode == cli.EXIT_DONE, done.stderr


def test_the_log_has_a_line_for_each_merge(example: Path, run: Run) -> None:
    done = run("log", folder=example)
    assert (done.returncode, done.stderr) == (cli.EXIT_DONE, "")
    merge, counts, last = done.stdout.splitlines()
    lines = len((example / ".par-xl" / "ledger.jsonl").read_text("utf-8").splitlines())
    assert re.fullmatch(rf"  Nhật ký có {lines} dòng; mã dòng cuối: [0-9a-f]{{16}}\.", last)
    assert counts == "  10/11 đơn vị đã báo cáo; 643 dòng đã nhập; 6 lỗi; 1 cảnh báo."
    assert merge.startswith("Kỳ 2024-06 lần 1: ")
    parts = merge.split(": ", 1)[1].split("; ")
    assert re.fullmatch(r"\d+ giờ \d\d ngày \d\d/\d+/\d{4}", parts[0])
    assert parts[1:] == [
        "người tổng hợp: Ví dụ",
        "quá hạn tính đến 10/6/2024",
        "10 tệp (10 đã nhận)",
        f"phiên bản {__version__}",
    ]
    assert run("log", "2024-06", folder=example).stdout == done.stdout


def test_the_log_has_the_newest_merge_last_and_of_one_period_if_asked(
    tmp_path: Path, run: Run
) -> None:
    folder = Folder(tmp_path)
    folder.plan.touch()
    folder.ledger.parent.mkdir()
    states = [FileState.ACCEPTED, FileState.REFUSED, FileState.ACCEPTED]
    files = [LedgerFile("a.xlsx", "00" * 32, None, state, date(2024, 6, 7)) for state in states]
    first = LedgerLine(
        merge_number=1,
        period="2024-06",
        at=datetime(2024, 6, 12, 8, 5),  # noqa: DTZ001
        by="minh",
        version="0.1.0",
        as_of=date(2024, 6, 9),
        plan_sha256="00" * 32,
        files=files,
        outputs={},
        before="",
    )
    other = replace(first, period="2024-12", files=[])
    written = (first, other, replace(first, merge_number=2))
    folder.ledger.write_text("".join(f"{line.text()}\n" for line in written), "utf-8")
    *merges, last = run("log", folder=tmp_path).stdout.splitlines()
    assert last == f"  Nhật ký có 3 dòng; mã dòng cuối: {written[-1].hash()[:16]}."
    assert [each.split(":")[0] for each in merges] == [
        "Kỳ 2024-06 lần 1",
        "Kỳ 2024-12 lần 1",
        "Kỳ 2024-06 lần 2",
    ]
    assert "3 tệp (2 đã nhận, 1 trả lại)" in merges[0] and "0 tệp;" in merges[1]
    assert "8 giờ 05 ngày 12/6/2024" in merges[0]
    assert run("log", "2024-12", folder=tmp_path).stdout.splitlines() == [merges[1], last]
    assert "Chưa tổng hợp kỳ 2025-06 lần nào." in run("log", "2025-06", folder=tmp_path).stdout


def test_a_log_of_nothing_says_so(tmp_path: Path, run: Run) -> None:
    Folder(tmp_path).plan.touch()
    done = run("log", folder=tmp_path)
    assert done.returncode == cli.EXIT_DONE
    assert "Chưa tổng hợp lần nào." in done.stdout
    assert "par-xl merge" in done.stdout


def test_folder_is_found_from_below(demo_folder: Folder, run: Run) -> None:
    done = run("plan", "check", cwd=demo_folder.submitted("2024-06"))
    assert done.returncode == cli.EXIT_DONE


def test_what_nobody_foresaw_is_told_without_a_traceback(
    profile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("par_xl.terms.explain.explain", lambda _: 1 / 0)
    with pytest.raises(SystemExit) as ended:
        cli.main(["explain", "NG04"])
    assert ended.value.code == cli.EXIT_FAILED
    told = capsys.readouterr().err
    (details,) = (profile / ".par_xl" / "nhat-ky").iterdir()
    assert "lỗi không lường trước" in told
    assert str(details) in told
    assert "Traceback" not in told
    assert "ZeroDivisionError" in details.read_text(encoding="utf-8")
