"""Every command, option, rule, sheet and column stands in ``docs/``; links lead somewhere.

| what | where |
|---|---|
| commands, options, sheets, columns, exported tables | docs/huong-dan/tra-cuu.md |
| rules and the plan's faults | docs/huong-dan/ma-loi.md |
| buttons | docs/huong-dan/the-excel.md (test_delivery.py) |
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs_made import reference
from par_xl.app.cli import cli
from par_xl.outputs.manual_entries import COLUMNS as BY_HAND
from par_xl.outputs.manual_entries import INSPECTIONS
from par_xl.outputs.tables import TABLES
from par_xl.plan.faults import PLAN_FAULTS
from par_xl.plan.model import SHEETS
from par_xl.rules.entry import FORM
from par_xl.rules.initiatives import COLUMNS as IDEAS
from par_xl.rules.registry import RULES
from par_xl.workbooks.writing import Book, TableColumn
from par_xl.workspace.layout import Folder

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "huong-dan"
REFERENCE = (GUIDES / "tra-cuu.md").read_text("utf-8")
PERIOD = "2024-06"


def section(heading: str, page: str = REFERENCE) -> str:
    """What stands under a heading, up to the next one of its level or above."""
    level = heading.split(" ")[0]
    found = re.search(
        rf"^{re.escape(heading)}(?: [^\n]*)?$(.*?)(?=^#{{1,{len(level)}}} |\Z)", page, re.M | re.S
    )
    assert found, heading
    return found[1]


def commands(group: click.Group, path: str = "par-xl") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_every_command_and_option() -> None:
    found = list(commands(cli))
    assert len(found) > 18
    for path, command in found:
        text = section(f"### {path}")
        assert "Ví dụ: `" in text, path
        for option in command.params:
            if isinstance(option, click.Option):
                for name in option.opts:
                    assert re.search(rf"{name}[ `,]", text), (path, name)


def test_every_rule_and_fault_of_the_plan() -> None:
    page = (GUIDES / "ma-loi.md").read_text("utf-8")
    told = re.findall(r"^## (\w+) · ", page, re.M)
    assert sorted(told) == sorted([*(rule.code for rule in RULES), *PLAN_FAULTS])


def test_every_column_that_is_declared() -> None:
    plan = section("## Kế hoạch `ke-hoach.xlsx`")
    for name, sheet in SHEETS.items():
        assert section(f"### {name}", plan)
        assert [h for h in sheet.headers() if f"| {h} |" not in plan] == []
    form = section("## Biểu mẫu")
    told = (*(column.header for column in FORM), *(column.header for column in IDEAS.values()))
    assert [header for header in told if f"| {header} |" not in form] == []
    master = section("## Tệp tổng hợp `tong-hop/KỲ.xlsx`")
    by_hand = (*BY_HAND, *INSPECTIONS)
    assert [each.header for each in by_hand if f"| {each.header} |" not in master] == []
    exported = section("## Bảng xuất cho hệ thống khác")
    for table, columns in TABLES.items():
        text = section(f"### {table}", exported)
        assert [each.name for each in columns if f"| `{each.name}` |" not in text] == []


def test_every_sheet_that_is_written(demo_folder: Folder) -> None:
    returned = next(demo_folder.returned.rglob("*.xlsx"))
    for path, heading in (
        (demo_folder.plan, "## Kế hoạch"), (demo_folder.register, "## Sổ tiếp nhận"),
        (demo_folder.results(PERIOD).master, "## Tệp tổng hợp"),
        (demo_folder.form(PERIOD, "HCTC"), "## Biểu mẫu"),
        (demo_folder.standard_form(PERIOD), "## Biểu mẫu"), (returned, "## Biểu mẫu"),
    ):  # fmt: skip
        with zipfile.ZipFile(path) as book:
            names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        text = section(heading) + section("## Biểu mẫu trả lại")
        assert names and [name for name in names if f"### {name}\n" not in text] == [], path.name


def test_a_column_without_a_meaning_can_not_be_told() -> None:
    written: dict[str, list[tuple[str, ...]]] = {}
    with reference.tables_seen(written):
        book = Book("x")
        book.table(book.sheet("Tiếp nhận"), 0, [TableColumn("Chưa ai biết", 9)], [])
    assert written == {"Tiếp nhận": [("Chưa ai biết",)]}
    with pytest.raises(KeyError):
        reference.page({name: [] for name in (*SHEETS, "Kết quả kiểm tra")} | written)


def pages() -> list[Path]:
    """All pages that are kept."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.md"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    # Out of a repository, as in an unpacked sdist.
    return [ROOT / name for name in listed] or [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def anchors(page: str) -> set[str]:
    """What a git host makes of headings: small letters, digits and marks; spaces become -."""
    bare = re.sub(r"```.*?```", "", page, flags=re.S)
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} (.+)$", bare, re.M):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = "".join(c for c in text.lower() if c.isalnum() or c in "-_ ").replace(" ", "-")
        count = sum(each == name or each.startswith(f"{name}-") for each in found)
        found.add(f"{name}-{count}" if name in found else name)
    return found


def test_links_lead_somewhere() -> None:
    every = [path for path in pages() if path.exists()]
    assert len(every) > 15
    broken, count = [], 0
    for path in every:
        text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"\w+:", target):
                continue
            count += 1
            name, _, anchor = target.partition("#")
            there = (path.parent / name) if name else path
            if not there.exists() or (anchor and anchor not in anchors(there.read_text("utf-8"))):
                broken.append((path.relative_to(ROOT).as_posix(), target))
    assert count > 20 and broken == []


def test_anchors_are_what_a_host_makes_of_headings() -> None:
    page = "# Hai bước\n## `par-xl x`: thử, lại\n## A\n## A\n```\n# none\n```\n"
    assert anchors(page) == {"hai-bước", "par-xl-x-thử-lại", "a", "a-1"}
