"""Marked forms handed back to their units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from par_xl.merge.result import Result
from par_xl.terms.finding import Finding
from par_xl.terms.words import FileState
from par_xl.workspace.checkout import Staging
from par_xl.workspace.file_content import Sent
from par_xl.workspace.handback import is_to_hand_back
from par_xl.workspace.history import History
from par_xl.workspace.layout import Folder
from par_xl.workspace.returns import Returns, open_returns
from par_xl.workspace.workers import Workers, mark


def hand_back(
    returns: Returns,
    period: str | None,
    path: Path,
    name: str,
    sha256: str,
    found: Sequence[Finding],
) -> Path | None:
    """Put a form of the file at *path* among the returns, unless nothing is wrong."""
    if not is_to_hand_back(found):
        return returns.drop(path, sha256)
    return returns.add(period, path, name, sha256, found)


def hand_back_merged(
    folder: Folder,
    result: Result,
    sent: Mapping[str, Sent],
    history: History,
    workers: Workers,
    staging: Staging,
) -> Returns:
    """Write marked forms of the files that count or were refused, and have errors or warnings.

    *sent* are the files by name.
    """
    returns = open_returns(folder, merged=True)
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        found[finding.file].append(finding)
    to_mark: dict[Path, tuple[Sequence[Sent], Sequence[Finding], Mapping[str, str]]] = {}
    for part in result.submissions:
        counts = part.state in (FileState.ACCEPTED, FileState.REFUSED)
        told = found[part.file] if counts else []
        path = folder.submitted(result.period) / part.file
        place = hand_back(returns, result.period, path, part.file, part.sha256, told)
        if place in returns.wanted and place not in to_mark:
            before = history.before(part.unit) if part.unit else {}
            to_mark[place] = [sent[part.file]], told, before
    for place, content in zip(to_mark, workers.map(mark, list(to_mark.values())), strict=True):
        returns.fill(staging, place, content)
    returns.write_record(staging)
    return returns
