"""What was meant by a command or an option that there isn't: by its letters, or in Vietnamese."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

HELP = frozenset({"help", "tro giup", "giup", "giup do", "huong dan", "?", "/?"})
"""How people ask for help, as ``plain`` leaves it."""

COMMANDS: Mapping[str, Mapping[str, str]] = {
    "": {
        "bao cao": "report",
        "bat dau": "init",
        "bieu mau": "forms",
        "bo chot": "undo",
        "cai dat": "addin install",
        "chan doan": "addin doctor",
        "chay thu": "demo",
        "chot": "close",
        "chot ky": "close",
        "cong khai": "page",
        "cong van": "remind",
        "dong": "close",
        "dong ky": "close",
        "don doc": "remind",
        "excel": "addin",
        "giai thich": "explain",
        "go bo": "addin uninstall",
        "gop": "merge",
        "hoan tac": "undo",
        "hop nhat": "merge",
        "ke hoach": "plan",
        "khoi tao": "init",
        "kiem tra": "check",
        "kiem tra ke hoach": "plan check",
        "lap bao cao": "report",
        "lap bieu mau": "forms",
        "lich su": "log",
        "ma loi": "explain",
        "nhac": "remind",
        "nhac nho": "remind",
        "nhap ke hoach": "plan import",
        "nhat ky": "log",
        "phan bo tro": "addin",
        "tao bieu mau": "forms",
        "tao thu muc": "init",
        "the excel": "addin",
        "theo doi": "watch",
        "thu": "demo",
        "tong hop": "merge",
        "trang": "page",
        "trang cong khai": "page",
        "vi du": "demo",
        "xuat": "export",
        "xuat du lieu": "export",
    },
    "plan": {
        "kiem tra": "plan check",
        "lay": "plan import",
        "lay phu luc": "plan import",
        "nhap": "plan import",
    },
    "addin": {
        "cai": "addin install",
        "cai dat": "addin install",
        "chan doan": "addin doctor",
        "dung": "addin build",
        "go": "addin uninstall",
        "go bo": "addin uninstall",
        "kiem tra": "addin doctor",
        "trang thai": "addin status",
        "xem": "addin status",
    },
}
"""Vietnamese words for commands: those typed after ``par-xl``, and those within a group."""

OPTIONS: Mapping[str, str] = {
    "den ngay": "--as-of",
    "don vi": "--unit",
    "du thao": "--draft",
    "doi chieu": "--verify",
    "giup": "--help",
    "han": "--deadline",
    "huong dan": "--help",
    "mau chuan": "--standard",
    "ngay": "--as-of",
    "ngay nhan": "--received",
    "phien ban": "--version",
    "phu luc": "--index",
    "thu": "--mail",
    "thu muc": "--folder",
    "tro giup": "--help",
    "v": "--version",
}

_NEAR = 0.62
"""The least likeness: lgo is still log."""


def plain(text: str) -> str:
    """Small letters without marks, words one space apart: Tổng-hợp is tong hop."""
    letters = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(bare.replace("-", " ").replace("_", " ").split())


def meant(typed: Sequence[str], known: Mapping[str, str]) -> tuple[str, int] | None:
    """What the first words most likely stand for, and how many of them do."""
    from difflib import SequenceMatcher

    heads = {plain(" ".join(typed[:count])): count for count in (1, 2, 3, 4) if count <= len(typed)}
    best, found = _NEAR, None
    for head, count in reversed(heads.items()):
        matcher = SequenceMatcher(b=head)
        for word, name in known.items():
            matcher.set_seq1(word)
            if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                best, found = ratio, (name, count)
    return found


def option_meant(typed: str, known: Iterable[str]) -> str | None:
    """The option that was most likely meant, among those that the command has."""
    names = {plain(name): name for name in known}
    words = {word: name for word, name in OPTIONS.items() if name in names.values()}
    found = meant([typed.lstrip("-–—−").partition("=")[0]], {**words, **names})
    return found[0] if found else None
