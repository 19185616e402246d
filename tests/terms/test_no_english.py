"""No text that users see is in English."""

from __future__ import annotations

import ast
import re
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import click
import pytest
from babel.messages.mofile import read_mo

from english import english_in
from par_xl.app.addin.build import macro
from par_xl.app.cli import cli, main
from par_xl.app.excel.guide import write_guide
from par_xl.workspace.layout import Folder

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "par_xl"
PERIOD = "2024-06"
TELLING = {
    "ParXlError", "UnreadableFileError", "BadParameter", "UsageError", "Rule", "file_rule", "Fault",
    "Column", "TableColumn", "IdeaColumn", "Setting", "Table", "Heading", "Paragraph", "Dash",
    "warn", "done", "line", "next_step", "tell", "confirm", "ask", "status", "option", "progress",
    "Mismatch", "Check", "note", "_", "gettext", "ngettext",
}  # fmt: skip
"""What is called with texts for users."""
ALL_TEXT = ("show*.py", "app/excel/messages.py", "app/addin/messages.py", "app/addin/build.py")
"""Modules in which nearly every text is for users."""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Không mở được the file ke-hoach.xlsx", {"the", "file"}),
        ("Lỗi: Permission denied", {"Permission", "denied"}),
        ("Chạy par-xl merge 2024-06 --as-of NGÀY; dán bằng (Paste Values); xem `row`", set()),
        ("Cài bằng lệnh: py -3 -m pip install par-xl[large]; rồi chạy lại.", set()),
        ("{file}: thiếu cột “{value}”", set()),
    ],
)
def test_english_is_seen(text: str, found: set[str]) -> None:
    assert english_in(text) == found


def strings(node: ast.AST) -> Iterator[str]:
    """The texts below a node, those within f-strings as well."""
    for each in ast.walk(node):
        if isinstance(each, ast.JoinedStr):
            # As it is read: what is put in stands apart.
            yield "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in each.values)  # type: ignore[misc]
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def told_by(path: Path) -> Iterator[str]:
    """What a module says to users, as far as its source shows."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            if name in TELLING:
                yield from (text for text in strings(node) if is_sentence(text))
    if any(path.match(pattern) for pattern in ALL_TEXT):
        docs = {s for n in ast.walk(tree) if isinstance(n, ast.Expr)
                and isinstance(n.value, ast.Constant) for s in strings(n)}  # fmt: skip
        yield from (t for t in strings(tree) if t not in docs and is_sentence(t))


def is_sentence(text: str) -> bool:
    """Names of fields and files stand in calls, too; what is told has a space."""
    return " " in text.strip()


def test_no_error_or_message_is_in_english() -> None:
    texts = {
        (p.relative_to(SOURCES).as_posix(), t) for p in SOURCES.rglob("*.py") for t in told_by(p)
    }
    assert len(texts) > 1_000
    assert {(where, text) for where, text in texts if english_in(text)} == set()


def every_command(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from every_command(each)


def test_no_help_is_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    with (SOURCES / "locale/vi/LC_MESSAGES/par_xl.mo").open("rb") as compiled:
        messages = [message.string or "" for message in read_mo(compiled) if message.id]
    texts = [t for each in messages for t in ([each] if isinstance(each, str) else each)]
    for command in every_command(cli):
        texts += filter(None, (command.help, command.epilog))
        for parameter in command.params:
            texts += filter(None, (parameter.metavar, getattr(parameter, "help", None)))
    assert len(texts) > 80
    assert {text for text in texts if english_in(text)} == set()


COMMANDS = (
    "plan check", f"log {PERIOD} --verify", "explain", "explain NG04", f"remind {PERIOD}",
    f"export {PERIOD}", f"check da-nop/{PERIOD}/HCTC_{PERIOD}.xlsx", f"close {PERIOD}",
    # What can't be done.
    "merge 2031-06", f"merge {PERIOD} --as-of x", "explain XX", "check nothing.xlsx", "merge",
    "nothing", f"export {PERIOD} --to pdf", f"log {PERIOD} --nothing", "addin doctor",
    "addin status", "--help",
)  # fmt: skip


def test_no_command_prints_english(
    demo_folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    work = tmp_path / "thu"
    shutil.copytree(demo_folder.root, work)
    monkeypatch.chdir(work)
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "nha"))
    monkeypatch.setenv("COLUMNS", "400")
    printed = {}
    for command in COMMANDS:
        with pytest.raises(SystemExit):
            main(command.split())
        out, err = capfd.readouterr()
        printed[command] = (out + err).replace(str(tmp_path), "")
    assert all(printed.values())
    found = {
        (command, text)
        for command, said in printed.items()
        for text in said.splitlines()
        # Names of commands are listed, and what was typed is said again.
        if english_in(re.sub(r"^  [a-z]+ |nothing", "", text))
    }
    assert found == set()


def test_no_output_shown_in_the_guides_is_in_english() -> None:
    """Here lies what the other commands print: it is made by them."""
    blocks = [
        (page.name, block)
        for page in (ROOT / "docs" / "huong-dan").glob("*.md")
        for block in re.findall(r"```text\n(.*?)```", page.read_text("utf-8"), re.S)
    ]
    lines = {(name, line) for name, block in blocks for line in block.splitlines()}
    wrong = {
        (name, line)
        for name, line in lines
        if ">" not in line and english_in(re.sub(r"^  [a-z]+ ", "", line))
    }
    assert wrong == set()


def texts_of(path: Path, content: bytes) -> Iterator[str]:
    """All texts of a workbook, a Word file, a page or a mail."""
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if re.search(r"sharedStrings|worksheets/sheet|word/(document|header|footer)", name):
                    part = archive.read(name).decode()
                    yield from map(unescape, re.findall(r"<(?:\w:)?t(?: [^>]*)?>([^<]*)<", part))
                    prompts = r'(?:prompt|error|promptTitle|errorTitle|descr)="([^"]*)"'
                    yield from map(unescape, re.findall(prompts, part))
                if name.startswith("xl/comments"):
                    yield from map(unescape, re.findall(r">([^<]+)<", archive.read(name).decode()))
    elif path.suffix == ".html":
        page = re.sub(r"(?s)<(style|script).*?</\1>", "", content.decode())
        yield from (unescape(t) for t in re.findall(r">([^<]+)<", page))


def test_no_file_of_the_demo_has_english(demo_folder: Folder, tmp_path: Path) -> None:
    guide = tmp_path / "huong-dan.xlsx"
    guide.write_bytes(write_guide())
    files = [
        demo_folder.plan, demo_folder.register, demo_folder.form(PERIOD, "HCTC"),
        demo_folder.standard_form(PERIOD), demo_folder.results(PERIOD).master, guide,
        *demo_folder.returned.rglob("HCTC*.xlsx"),
        *(p for p in demo_folder.documents(PERIOD).rglob("*") if p.parent.name != "phieu-don-doc"),
        *demo_folder.documents(PERIOD).rglob("HCTC.docx"),
    ]  # fmt: skip
    found, count = set(), 0
    for path in files:
        for text in texts_of(path, path.read_bytes() if path.is_file() else b""):
            count += 1
            # Where a criterion or result comes from is kept as it was noted.
            if english_in(text) and not re.search("recall|^not found: ", text):
                found.add((path.name, text))
    assert count > 3_000
    assert found == set()


def test_no_text_of_the_tab_is_in_english() -> None:
    shown = re.findall(r'\b(?:label|screentip|supertip|description)="([^"]+)"', macro("ribbon.xml"))
    assert len(shown) > 20
    assert {text for text in shown if english_in(text)} == set()
