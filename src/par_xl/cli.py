"""The command line: a thin face over ``office``; it reads arguments and prints."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from par_xl import __version__, messages
from par_xl.errors import ParXlError

if TYPE_CHECKING:
    from par_xl.folder.layout import Folder

EXIT_DONE, EXIT_FAULTS, EXIT_FAILED = 0, 1, 2

folder_option = click.option(
    "--folder",
    "folder",
    type=click.Path(path_type=Path),
    metavar="THƯ_MỤC",
    help="Thư mục làm việc (mặc định: tìm ke-hoach.xlsx từ thư mục hiện tại trở lên).",
)


def _day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    """Read a day given on the command line: 2024-06-10 or 10/6/2024."""
    from par_xl.text import read_day

    if text is None:
        return None
    found = read_day(text)
    if found is None:
        raise click.BadParameter(f"«{text}» không phải là ngày; ví dụ: 10/6/2024 hoặc 2024-06-10.")
    return found


def _folder(given: Path | None) -> Folder:
    from par_xl.folder.layout import find_folder, open_folder

    return open_folder(given) if given else find_folder(Path.cwd())


class Command(click.Command):
    """A command with an example under its help, nothing of it in English."""

    def __init__(self, *args: Any, example: str, **settings: Any) -> None:
        settings["options_metavar"] = "[TÙY CHỌN]"
        settings["epilog"] = f"Ví dụ: {example}"
        super().__init__(*args, **settings)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[TÙY CHỌN]",
    subcommand_metavar="LỆNH [THAM SỐ]...",
)
@click.version_option(
    __version__,
    prog_name="par-xl",
    message="%(prog)s %(version)s",
    help="Hiện phiên bản rồi thoát.",
)
def cli() -> None:
    """Biểu mẫu, kiểm tra và tổng hợp báo cáo thực hiện kế hoạch nâng cao PAR INDEX, SIPAS, PAPI."""


@cli.command(cls=Command, example="par-xl init cchc-2024")
@click.argument("directory", metavar="THƯ_MỤC", type=click.Path(path_type=Path))
def init(directory: Path) -> None:
    """Tạo thư mục làm việc với kế hoạch mẫu."""
    from par_xl import office, show

    folder = office.init(directory)
    show.done(f"Đã tạo thư mục làm việc: {folder.root}")
    show.line(f"Kế hoạch mẫu: {folder.plan}")
    show.next_step("mở kế hoạch bằng Excel để sửa, rồi chạy: par-xl forms 2024-06")


@cli.command(cls=Command, example="par-xl forms 2024-06 --unit HCTC")
@click.argument("period", metavar="KỲ")
@click.option("--unit", metavar="MÃ", help="Chỉ lập biểu mẫu của một đơn vị (mã hoặc tên).")
@click.option("--standard", is_flag=True, help="Lập biểu mẫu chuẩn, dùng chung cho mọi đơn vị.")
@folder_option
def forms(period: str, unit: str | None, standard: bool, folder: Path | None) -> None:
    """Lập biểu mẫu của kỳ (ví dụ 2024-06) cho các đơn vị."""
    from par_xl import office, show

    with show.progress("Đang lập biểu mẫu") as progress:
        made = office.forms(_folder(folder), period, unit, standard, progress=progress)
    show.done(f"Đã lập {len(made.written)} biểu mẫu.")
    for path in made.written:
        show.line(str(path))
    for path in made.kept:
        show.warn(f"Giữ nguyên {path}: đã có người nhập. Muốn lập lại thì chuyển tệp này đi.")
    show.next_step(f"gửi biểu mẫu cho các đơn vị; tệp gửi về để vào {made.inbox}")


@cli.command(cls=Command, example="par-xl check HCTC_2024-06.xlsx")
@click.argument(
    "paths",
    metavar="TỆP...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@folder_option
def check(paths: tuple[Path, ...], folder: Path | None) -> int:
    """Kiểm tra các tệp biểu mẫu, không tổng hợp; bản đánh dấu lỗi ghi vào tra-lai."""
    from par_xl import office, show

    with show.progress("Đang kiểm tra") as progress:
        checked = office.check(_folder(folder), paths, progress)
    for each in checked:
        show.checked(each)
    faulty = any(each.submission.refused or each.submission.rows_in_error for each in checked)
    return EXIT_FAULTS if faulty else EXIT_DONE


@cli.command(cls=Command, example="par-xl explain NG04")
@click.argument("code", metavar="[MÃ]", required=False)
def explain(code: str | None) -> None:
    """Giải thích một mã lỗi và cách sửa; không ghi mã thì liệt kê mọi mã."""
    from par_xl import explain as explained
    from par_xl import show

    if code is None:
        show.codes(explained.explanations().values())
    else:
        show.explanation(explained.explain(code))


@cli.command(cls=Command, example="par-xl merge 2024-06 --as-of 10/6/2024")
@click.argument("period", metavar="KỲ")
@click.option(
    "--as-of",
    metavar="NGÀY",
    callback=_day,
    help="Tính quá hạn đến ngày này (mặc định: hôm nay, nhưng không sau hạn gửi của kỳ).",
)
@click.option(
    "--received",
    metavar="NGÀY",
    callback=_day,
    help="Ngày nhận của các tệp mới (mặc định: ngày sửa cuối của tệp).",
)
@folder_option
def merge(period: str, as_of: date | None, received: date | None, folder: Path | None) -> int:
    """Tổng hợp các biểu mẫu trong da-nop/KỲ."""
    from par_xl import office, show

    with show.progress("Đang đọc") as progress:
        outcome = office.merge(_folder(folder), period, as_of, received, progress=progress)
    show.outcome(outcome)
    return EXIT_FAULTS if outcome.has_faults else EXIT_DONE


@cli.group(options_metavar="[TÙY CHỌN]", subcommand_metavar="LỆNH [THAM SỐ]...")
def plan() -> None:
    """Kế hoạch (ke-hoach.xlsx)."""


@plan.command("check", cls=Command, example="par-xl plan check")
@folder_option
def plan_check(folder: Path | None) -> int:
    """Kiểm tra lỗi của kế hoạch."""
    from par_xl import office, show

    where = _folder(folder)
    findings = office.plan_faults(where)
    if not findings:
        show.done(f"Kế hoạch {where.plan}: không có lỗi.")
        return EXIT_DONE
    show.warn(f"Kế hoạch {where.plan} có {len(findings)} lỗi.")
    show.findings(findings)
    show.next_step("sửa các ô trên bằng Excel, lưu lại rồi chạy lại: par-xl plan check")
    return EXIT_FAILED


@cli.group(options_metavar="[TÙY CHỌN]", subcommand_metavar="LỆNH [THAM SỐ]...")
def addin() -> None:
    """Thẻ «Cải cách hành chính» trong Excel."""


@addin.command("build", cls=Command, example="par-xl addin build --out bo-cai")
@click.option(
    "--out",
    metavar="THƯ_MỤC",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Nơi ghi par_xl.xlam (mặc định: thư mục hiện tại).",
)
@click.option(
    "--sources",
    is_flag=True,
    help="Ghi cả mã nguồn vào thư mục nguon, để cài bằng tay.",
)
def addin_build(out: Path, sources: bool) -> None:
    """Dựng phần bổ trợ par_xl.xlam; không cài."""
    from par_xl import show
    from par_xl.addin.build import ADDIN, build, source_files
    from par_xl.folder.files import write_all

    contents = {out / ADDIN: build()}
    if sources:
        contents |= {out / "nguon" / name: content for name, content in source_files().items()}
    write_all(contents)
    show.done(f"Đã dựng phần bổ trợ: {out / ADDIN}")
    if sources:
        show.line(f"Mã nguồn để cài bằng tay: {out / 'nguon'}")
    show.next_step("cài trên Windows bằng: par-xl addin install")


@addin.command("install", cls=Command, example="par-xl addin install")
def addin_install() -> None:
    """Cài thẻ vào Excel của người đang dùng; không cần quyền quản trị, không mở Excel."""
    from par_xl import show
    from par_xl.addin import told
    from par_xl.addin.install import install
    from par_xl.addin.machine import this_machine

    machine = this_machine()
    show.lines(told.installed(install(machine)) if machine.acts else told.would("install"))


@addin.command("status", cls=Command, example="par-xl addin status")
def addin_status() -> None:
    """Xem thẻ đã cài chưa, phiên bản nào, gọi Python nào."""
    from par_xl import show
    from par_xl.addin import told
    from par_xl.addin.doctor import status
    from par_xl.addin.machine import this_machine

    machine = this_machine()
    show.lines(told.status(status(machine)) if machine.acts else told.would("status"))


@addin.command("doctor", cls=Command, example="par-xl addin doctor")
def addin_doctor() -> int:
    """Xem từng mục của cài đặt: đạt, hay phải làm gì."""
    from par_xl import show
    from par_xl.addin import told
    from par_xl.addin.doctor import doctor
    from par_xl.addin.machine import this_machine

    found = doctor(this_machine())
    show.lines(told.checks(found))
    return EXIT_FAILED if any(check.ok is False for check in found) else EXIT_DONE


@addin.command("uninstall", cls=Command, example="par-xl addin uninstall")
def addin_uninstall() -> None:
    """Gỡ thẻ khỏi Excel, không để lại gì."""
    from par_xl import show
    from par_xl.addin import told
    from par_xl.addin.machine import this_machine
    from par_xl.addin.uninstall import uninstall

    machine = this_machine()
    show.lines(told.removed(uninstall(machine)) if machine.acts else told.would("uninstall"))


@cli.command(cls=Command, example="par-xl demo thu-nghiem")
@click.argument("directory", metavar="[THƯ_MỤC]", required=False, type=click.Path(path_type=Path))
def demo(directory: Path | None) -> int:
    """Chạy thử toàn bộ công việc trên kế hoạch mẫu, với số liệu ví dụ."""
    from par_xl import demo as example
    from par_xl import show

    root = directory or example.next_free(Path("par-xl-demo"))
    with show.progress("Đang chạy thử") as progress:
        made = example.demo(root, progress=progress)
    show.outcome(made.outcome)
    show.line(f"Biểu mẫu: {made.folder.forms(example.PERIOD)}")
    show.line(f"Tệp đã nộp (ví dụ): {made.folder.submitted(example.PERIOD)}")
    show.next_step(f"mở {made.outcome.master} bằng Excel, xem trang «Tổng quan» trước")
    return EXIT_FAULTS if made.outcome.has_faults else EXIT_DONE


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; the exit status is that of the contract, section 7."""
    for stream in (sys.stdout, sys.stderr):
        # Redirected output on Windows would be in an ANSI code page without Vietnamese.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    messages.use_vietnamese()
    try:
        status = cli.main(args=arguments, prog_name="par-xl", standalone_mode=False)
    except ParXlError as error:
        from par_xl import show

        show.error(error)
        status = EXIT_FAILED
    except click.ClickException as error:
        error.show()
        status = EXIT_FAILED
    except (click.Abort, KeyboardInterrupt):
        click.echo("Đã dừng theo yêu cầu; không ghi gì thêm.", err=True)
        status = EXIT_FAILED
    except Exception as error:
        # Whatever it is, its owner reads Vietnamese and no traceback; that goes into a file.
        from par_xl import show

        show.unforeseen(error)
        status = EXIT_FAILED
    sys.exit(status or EXIT_DONE)
