"""The command line: each command reads its arguments, calls the workspace, and prints."""

from __future__ import annotations

import gc
import sys
from gettext import gettext as _

import click

from par_xl import __version__
from par_xl.app import show
from par_xl.app.cli.addin import addin
from par_xl.app.cli.command import EXIT_DONE, EXIT_FAILED, EXIT_FAULTS, Option, group
from par_xl.app.cli.comparing import plan_compare
from par_xl.app.cli.documents import export, page, remind, report
from par_xl.app.cli.history import log, reopen, undo
from par_xl.app.cli.merging import check, close, merge, watch
from par_xl.app.cli.preparing import demo, explain, forms, init, plan
from par_xl.system.console import readable_output
from par_xl.terms import messages

__all__ = ["EXIT_DONE", "EXIT_FAILED", "EXIT_FAULTS", "cli", "main", "plan_compare"]


@group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Mới dùng: chạy “par-xl demo” để xem cả công việc trên số liệu ví dụ. Hướng dẫn và ví "
    "dụ của từng lệnh: par-xl help LỆNH (hay par-xl LỆNH --help).\n\n"
    "Giao diện tiếng Anh: đặt biến môi trường PAR_XL_LANG=en.",
)
@click.version_option(
    __version__,
    cls=Option,
    prog_name="par-xl",
    message="%(prog)s %(version)s",
    help="Hiện phiên bản rồi thoát.",
)
def cli() -> None:
    """Biểu mẫu, kiểm tra và tổng hợp báo cáo thực hiện kế hoạch nâng cao PAR INDEX, SIPAS, PAPI."""


cli.add_step("1. Chuẩn bị", demo, init, plan)
cli.add_step("2. Biểu mẫu gửi các đơn vị", forms)
cli.add_step("3. Nhận, kiểm tra, tổng hợp", check, merge, watch, remind)
cli.add_step("4. Chốt kỳ, báo cáo", close, reopen, report, page, export)
cli.add_step("Xem lại, sửa sai", log, undo, explain)
cli.add_step("Thẻ trong Excel", addin)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; the exit status is that of the contract, section 7."""
    readable_output()
    messages.use_language()
    # Rows hold no circles: to look for them so often takes a tenth of a merge and finds nothing.
    gc.set_threshold(50_000, 20, 50)
    try:
        status = cli.main(args=arguments, prog_name="par-xl", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        status = EXIT_FAILED
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Đã dừng theo yêu cầu; không ghi gì thêm."), err=True)
        status = EXIT_FAILED
    except Exception as error:
        from par_xl.app.cli.mistakes import explained

        show.error(explained(error))
        status = EXIT_FAILED
    show.print_all(False)
    sys.exit(status or EXIT_DONE)
