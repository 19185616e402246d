"""One form checked: ``python docs/examples/check_a_file.py FOLDER FORM``.

Exit status 1: the file is refused, or rows are in error.
"""

from __future__ import annotations

import sys
from pathlib import Path

from par_xl import workspace
from par_xl.system.console import readable_output
from par_xl.terms.errors import ParXlError
from par_xl.workspace.layout import open_folder


def main(root: Path, path: Path) -> int:
    """Print what is wrong and where; a form with its faults marked lies in ``tra-lai``."""
    try:
        (checked,) = workspace.check(open_folder(root), [path])
    except ParXlError as error:
        print(error.message, error.fix, sep="\n")
        return 2
    for finding in checked.findings:
        place = " ".join(filter(None, (finding.sheet, finding.cell)))
        print(f"{finding.severity.label} {finding.code} {place}: {finding.message} {finding.fix}")
    return int(checked.submission.refused or checked.submission.rows_in_error > 0)


if __name__ == "__main__":
    readable_output()
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
