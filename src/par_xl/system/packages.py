"""Packages that this Python lacks: the commands that add one, with or without the internet."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import sys
from gettext import gettext as _

_FOLDER = "goi"


def requirement(package: str) -> str:
    """Return the package with the bounds that par_xl sets; its name where it sets none."""
    try:
        wanted = importlib.metadata.requires("par-xl") or []
    except importlib.metadata.PackageNotFoundError:
        wanted = []
    bounds = re.compile(rf"{re.escape(package)}(?![\w-])[^;]*", re.I)
    return next((found[0] for each in wanted if (found := bounds.match(each))), package).strip()


def install_command(package: str, *, interpreter: str = sys.executable, anew: bool = False) -> str:
    """Return the command that puts a package into this Python, anew where it is there but broken.

    It names the package itself, not an extra of ours: no index needs to know par_xl.
    """
    return f'{_installer(interpreter, anew)} "{requirement(package)}"'


def _installer(interpreter: str, anew: bool = False) -> str:
    # uv makes environments without pip. It would take an index from a uv.toml of the folder.
    if importlib.util.find_spec("pip") is None:
        return f'uv pip install --no-config --python "{interpreter}"{" --reinstall" * anew}'
    return f'"{interpreter}" -P -m pip install{" --force-reinstall" * anew}'


def how_to_add(package: str) -> str:
    """Sentences that say how to add a package, on a computer without the internet too."""
    wanted = requirement(package)
    return _(
        "Chạy “{command}”. Máy này không có Internet thì trên một máy có Internet, cùng hệ điều "
        "hành và cùng bản Python, chạy “{download}”, chép thư mục {folder} sang rồi chạy "
        "“{offline}”."
    ).format(
        command=install_command(package),
        download=f'py -3 -P -m pip download -d {_FOLDER} "{wanted}"',
        folder=_FOLDER,
        offline=f'{_installer(sys.executable)} --no-index --find-links {_FOLDER} "{wanted}"',
    )


def how_to_reinstall(interpreter: str = sys.executable) -> str:
    """Return what makes par_xl whole again, from its own files: on an index its name may be
    another's."""
    return _(
        "chạy lại bộ cài par_xl đã dùng; hoặc mở dấu nhắc lệnh (cmd) trong thư mục mã nguồn par_xl "
        "rồi chạy “{command} .” (nếu cài từ tệp .whl thì thay dấu chấm bằng tên tệp đó)"
    ).format(command=_installer(interpreter, anew=True))
