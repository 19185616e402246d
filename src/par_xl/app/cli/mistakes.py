"""What was typed wrong or can't be loaded: what to do, and what was most likely meant, by its
letters or in Vietnamese."""

from __future__ import annotations

import unicodedata
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import Argument, Command, Group
from par_xl.system.paths import unreachable
from par_xl.terms.errors import ParXlError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


def explained(error: Exception) -> ParXlError:
    """Return what went wrong, whatever it is, in words; its details in a file where nobody foresaw
    it."""
    if isinstance(error, ParXlError):
        return error
    if isinstance(error, click.UsageError) and error.ctx is not None:
        message = error.message if isinstance(error, click.NoSuchOption) else error.format_message()
        cures = (*_cures(error, error.ctx), _look(error.ctx))
        return ParXlError(f"{message.rstrip('.')}.", " ".join(cures))
    if isinstance(error, click.ClickException):
        return ParXlError(error.format_message(), _("Xem hướng dẫn: par-xl --help."))
    if isinstance(error, OSError):
        return unreachable(error)
    if isinstance(error, ImportError):
        return _not_loaded(error)
    from par_xl.app.user_folder import keep_details

    return ParXlError(
        _("chương trình gặp lỗi không lường trước."),
        _("chạy lại; nếu vẫn lỗi thì gửi tệp {path} cho người hỗ trợ kỹ thuật."),
        path=keep_details(error),
    )


def _cures(error: click.ClickException, context: click.Context) -> Iterator[str]:
    if isinstance(error, click.NoSuchOption):
        known = [name for each in context.command.get_params(context) for name in each.opts]
        if near := option_meant(error.option_name, known):
            asked = (
                _("Có phải là: {meant}?")
                if error.option_name.startswith("--")
                else _("Có phải là: {meant} (gõ hai dấu trừ liền nhau)?")
            )
            yield asked.format(meant=near)
        elif isinstance(context.command, click.Group):
            yield _("Tùy chọn đứng sau tên lệnh.")
    elif isinstance(error, click.MissingParameter) and isinstance(error.param, Argument):
        yield _("Ghi thêm {what}: {told}.").format(what=error.param.metavar, told=error.param.help)
    elif type(error) is click.UsageError and isinstance(context.command, Command):
        yield _('Tên, đường dẫn có dấu cách thì đặt trong ngoặc kép "…".')
    if isinstance(context.command, Command):
        yield _("Ví dụ: {example}.").format(example=context.command.example)


def no_such_command(group: Group, context: click.Context, args: Sequence[str]) -> ParXlError:
    """Return a command that there isn't, with the line that was most likely meant."""
    cure = _look(context)
    if line := _line_meant(group, context, list(args)):
        cure = " ".join((_("Có phải là: {meant}?").format(meant=line), cure))
    return ParXlError(_("Không có lệnh “{typed}”.").format(typed=args[0]), cure)


def _line_meant(group: Group, context: click.Context, args: list[str]) -> str | None:
    """Return the line that was most likely meant: a command of this group, or else of any."""
    root = context.find_root()
    here = "" if context is root else f"{group.name} "
    names = {plain(name): f"{here}{name}" for name in group.commands}
    below = {
        plain(name): f"{each.name} {name}"
        for each in group.commands.values()
        if isinstance(each, click.Group)
        for name in each.commands
    }
    # Names come first: where something is as near, they win.
    known = {**names, **below, **COMMANDS.get(here.strip(), {}), **names}
    found = meant(args, known)
    if found is None and isinstance(group.commands.get(args[1] if args[1:] else ""), Command):
        # The period came first.
        args = [args[1], args[0], *args[2:]]
        found = args[0], 1
    if found is None and isinstance(root.command, Group) and context is not root:
        return _line_meant(root.command, root, args)
    if found is None:
        return None
    name, count = found
    rest = (f'"{each}"' if " " in each else each for each in args[count:])
    return " ".join((root.info_name or "par-xl", name, *rest))


def _look(context: click.Context) -> str:
    text = (
        _("Xem các lệnh: {command} --help.")
        if isinstance(context.command, click.Group)
        else _("Xem hướng dẫn: {command} --help.")
    )
    return text.format(command=context.command_path)


def _not_loaded(error: ImportError) -> ParXlError:
    """Explain a package that is missing or may not run; the doctor says which, and why."""
    from par_xl.app.user_folder import keep_details
    from par_xl.system.packages import how_to_reinstall

    cure = _(
        "Xem vì sao bằng: par-xl addin doctor; nếu ở đó không có gì phải xử lý thì cài lại par_xl: "
        "{how}."
    )
    details = keep_details(error)
    if details:
        cure += " " + _("Vẫn lỗi thì gửi tệp {path} cho người hỗ trợ kỹ thuật.")
    return ParXlError(
        _("Python không nạp được {name}: chưa cài đủ, hoặc phần mềm bảo vệ của máy chặn."),
        cure,
        name=(error.name or "").partition(".")[0] or _("một gói"),
        how=how_to_reinstall(),
        path=details,
    )


HELP = frozenset({"help", "tro giup", "giup", "giup do", "huong dan", "?", "/?"})
"""How people ask for help, as ``plain`` leaves it."""

_WORDS: Mapping[str, Mapping[str, str]] = {
    "": {
        "demo": "chay thu, thu, vi du",
        "init": "bat dau, khoi tao, tao thu muc",
        "plan": "ke hoach",
        "plan check": "kiem tra ke hoach",
        "plan import": "nhap ke hoach",
        "plan compare": "so sanh, so sanh ke hoach",
        "forms": "bieu mau, lap bieu mau, tao bieu mau",
        "check": "kiem tra",
        "merge": "gop, hop nhat, tong hop",
        "watch": "theo doi",
        "remind": "cong van, don doc, nhac, nhac nho",
        "close": "chot, chot ky, dong, dong ky",
        "reopen": "bo chot, bo chot ky, mo lai, mo lai ky",
        "report": "bao cao, lap bao cao",
        "page": "cong khai, trang, trang cong khai",
        "export": "xuat, xuat du lieu",
        "log": "lich su, nhat ky",
        "undo": "hoan tac",
        "explain": "giai thich, ma loi",
        "addin": "excel, phan bo tro, the excel",
        "addin install": "cai dat",
        "addin doctor": "chan doan",
        "addin uninstall": "go bo",
    },
    "plan": {
        "plan check": "kiem tra",
        "plan import": "lay, lay phu luc, nhap",
        "plan compare": "doi chieu, so sanh",
    },
    "addin": {
        "addin build": "dung",
        "addin install": "cai, cai dat",
        "addin status": "trang thai, xem",
        "addin doctor": "chan doan, kiem tra",
        "addin uninstall": "go, go bo",
    },
}
"""Vietnamese words for commands: those typed after ``par-xl``, and those within a group."""

COMMANDS: Mapping[str, Mapping[str, str]] = {
    group: {word: name for name, words in names.items() for word in words.split(", ")}
    for group, names in _WORDS.items()
}

OPTIONS: Mapping[str, str] = {
    "den ngay": "--as-of",
    "don vi": "--unit",
    "du thao": "--draft",
    "doi chieu": "--verify",
    "giup": "--help",
    "han": "--deadline",
    "huong dan": "--help",
    "ke hoach": "--plan",
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
    """Return what the first words most likely stand for, and how many of them do."""
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
    """Return the option that was most likely meant, among those that the command has."""
    names = {plain(name): name for name in known}
    words = {word: name for word, name in OPTIONS.items() if name in names.values()}
    found = meant([typed.lstrip("-–—−").partition("=")[0]], {**words, **names})
    return found[0] if found else None
