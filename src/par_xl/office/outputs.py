"""From a result to the files that a merge writes: master, JSON and the ledger's line."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from par_xl import __version__
from par_xl.folder.layout import Folder
from par_xl.ledger import LedgerFile, LedgerLine, text_of
from par_xl.plan.model import Period, Plan
from par_xl.result import Result


def outputs(
    folder: Folder,
    plan: Plan,
    period: Period,
    result: Result,
    now: datetime,
    by: str,
    lines: Sequence[LedgerLine],
) -> dict[Path, bytes]:
    """The files of a merge, by path. *lines* are the ledger's lines so far."""
    from par_xl.master.request import MasterRequest
    from par_xl.master.workbook import write_master

    line = LedgerLine(
        merge_number=result.merge_number,
        period=period.code,
        at=now,
        by=by,
        version=__version__,
        as_of=result.as_of,
        plan_sha256=_hash(folder.plan.read_bytes()),
        files=[
            LedgerFile(
                file=s.file,
                sha256=s.sha256,
                unit=s.unit,
                state=s.state,
                received_on=s.received_on,
            )
            for s in result.submissions
        ],
        outputs={},
        before=lines[-1].hash() if lines else "",
    )
    log = [each for each in (*lines, line) if each.period == period.code]
    master = write_master(MasterRequest(plan, period, result, now, log))
    json = result.as_json().encode()
    master_path, json_path = folder.master(period.code), folder.result(period.code)
    hashes = {
        path.relative_to(folder.root).as_posix(): _hash(content)
        for path, content in ((master_path, master), (json_path, json))
    }
    line = line.model_copy(update={"outputs": hashes})
    return {
        master_path: master,
        json_path: json,
        folder.ledger: text_of([*lines, line]).encode(),
    }


def is_current(folder: Folder, period: Period, lines: Sequence[LedgerLine]) -> bool:
    """Whether the master that lies there was made from this plan by this version."""
    last = next((line for line in reversed(lines) if line.period == period.code), None)
    return (
        last is not None
        and folder.master(period.code).exists()
        and last.plan_sha256 == _hash(folder.plan.read_bytes())
        and last.version == __version__
    )


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
