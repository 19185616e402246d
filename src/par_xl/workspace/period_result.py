"""The result of a period as it lies in ``tong-hop`` or in the store, read again."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from gettext import gettext as _
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from par_xl.ledger import Ledger
from par_xl.merge.result import Entry, Result, Score
from par_xl.system.files import file_sha256, read_file, unread
from par_xl.system.paths import files_below, is_link
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import Role
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store


class PeriodEntries:
    """The entries of a period's result, unit by unit, and its scores."""

    def __init__(self, result: Result, file: Path) -> None:
        """*file* is where they lie if the result does not hold them itself."""
        self.period = result.period
        self.plan = result.plan.code
        self.scores = result.scores
        self._by_unit: Mapping[str, Sequence[Entry]]
        if result.entries_file is not None:
            from par_xl.outputs.entries_file import EntriesFile

            self._by_unit = EntriesFile(file)
        else:
            by_unit: dict[str, list[Entry]] = defaultdict(list)
            for entry in result.entries or ():
                by_unit[entry.unit].append(entry)
            self._by_unit = by_unit

    @property
    def units(self) -> list[str]:
        """The units that have entries."""
        return list(self._by_unit)

    def __iter__(self) -> Iterator[Entry]:
        """All entries, each unit's one after the other."""
        for unit in self.units:
            yield from self.of(unit)

    def of(self, unit: str) -> Sequence[Entry]:
        """Return a unit's entries, coordinating rows among them."""
        return self._by_unit.get(unit, [])

    def values(self, unit: str) -> dict[str, float]:
        """Return what a unit measured, by row key."""
        told: list[Entry | Score] = [s for s in self.scores if s.unit == unit]
        told += self.led_by(unit)
        return {e.key: e.value for e in told if isinstance(e.value, float | int)}

    def led_by(self, unit: str) -> Iterator[Entry]:
        """Return a unit's assignments."""
        return (entry for entry in self.of(unit) if entry.role is Role.LEAD)


def read_result(path: Path) -> Result | None:
    """Return a result; None where there is none to trust."""
    try:
        return Result.model_validate_json(read_file(path)) if path.exists() else None
    except ValidationError:
        return None
    except OSError as error:
        raise unread(path) from error


def unknown_merges(folder: Folder, ledger: Ledger) -> dict[str, int]:
    """Return the highest number of a merge, by period, whose result lies in the store though no
    line names it: of a ledger that was lost, or put back from an older copy."""
    store = Store(folder.store)
    named = {
        sha256
        for line in ledger.all
        for sha256 in chain(line.inputs.values(), line.outputs.values(), *line.checkout.values())
    }
    known = {store.path(sha256, ".json").name for sha256 in named if sha256}
    found: dict[str, int] = {}
    for path in files_below(store.root):
        if path.suffix == ".json" and path.name not in known and not is_link(path):
            with contextlib.suppress(ParXlError):
                if result := read_result(path):
                    number = found.get(result.period, 0)
                    found[result.period] = max(number, result.merge_number)
    return found


def entries_of(result: Result, json: Path, file: Path) -> PeriodEntries:
    """Return the entries of the result *json*, which lie in *file* if it does not hold them itself.

    Raises:
        ParXlError: the file that holds them is damaged.
    """
    if result.entries_file and file_sha256(file) != result.entries_sha256:
        # Whether the JSON is still that of the last merge says nothing of this file.
        raise damaged(file, result.period, without=json)
    return PeriodEntries(result, file)


def damaged(path: Path, period: str, without: Path | None = None) -> ParXlError:
    """Return what is said of a file of a period's result that can't be trusted; a merge makes it
    anew only *without* another one."""
    fix = (
        _(
            "Chép lại tệp đó từ bản sao lưu, hoặc xóa {without} rồi tổng hợp lại kỳ đó: par-xl "
            "merge {period}."
        )
        if without
        else _("Chép lại tệp đó từ bản sao lưu, hoặc tổng hợp lại kỳ đó: par-xl merge {period}.")
    )
    message = (
        _(
            "Tệp {path} bị hỏng, bị sửa hay bị thay từ lần tổng hợp, nên không lấy được số liệu "
            "của kỳ {period}."
        )
        if path.exists()
        else _("Tệp {path} không còn, nên không lấy được số liệu của kỳ {period}.")
    )
    return ParXlError(
        message.format(path=path, period=period), fix.format(without=without, period=period)
    )
