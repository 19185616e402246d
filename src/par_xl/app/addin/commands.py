"""Commands told to users, as they can be typed at the command prompt of their computer."""

from __future__ import annotations

from gettext import gettext as _

from par_xl.app.addin.machine import Machine
from par_xl.system.packages import install_command


def command(machine: Machine, name: str) -> str:
    """``par-xl addin NAME``; in full where that is not found, or is another Python's."""
    start = "par-xl" if machine.on_path else f'"{machine.interpreter}" -P -m par_xl'
    return f"{start} addin {name}"


def again(machine: Machine) -> str:
    """The sentence that ends most faults."""
    return run_command(command(machine, "install"))


def run_command(command: str) -> str:
    """The sentence that names a command."""
    return _("Chạy trong dấu nhắc lệnh (cmd): «{command}».").format(command=command)


def pip_install(machine: Machine, package: str, *, anew: bool = False) -> str:
    """The command that puts in a package that par_xl needs, anew where it is there but broken."""
    return install_command(package, interpreter=str(machine.interpreter), anew=anew)
