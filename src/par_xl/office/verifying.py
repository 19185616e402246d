"""The ledger held against what lies in the folder: what does not agree is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from par_xl.files import file_sha256
from par_xl.folder.kept import KeptFiles
from par_xl.folder.layout import Folder, received_files
from par_xl.ledger import Kind, Ledger, LedgerLine, read_ledger
from par_xl.office.workplace import is_cut_off
from par_xl.words import moment


class Weight(Enum):
    """How much it says that something does not agree."""

    BROKEN = "broken"
    """The ledger, what was read, or what was written, is not what it was."""
    EDITED = "edited"
    """What people may do: a master filled in by hand, files that came later."""


@dataclass(frozen=True)
class Mismatch:
    """Something that is not as the ledger says, and what to do about it."""

    weight: Weight
    message: str
    fix: str

    @property
    def is_broken(self) -> bool:
        return self.weight is Weight.BROKEN


@dataclass(frozen=True)
class Verified:
    """What was held against each other, and what did not agree."""

    lines: int
    files: int
    """Kept files that were read."""
    outputs: int
    mismatches: tuple[Mismatch, ...]

    @property
    def is_broken(self) -> bool:
        return any(each.is_broken for each in self.mismatches)


def verify(folder: Folder) -> Verified:
    """Hold chain, inputs and outputs of the ledger against the folder.

    Raises:
        ParXlError: the ledger can't be read.
    """
    ledger = Ledger(read_ledger(folder.ledger))
    kept = _named_hashes(ledger)
    current = {line.period: ledger.current(line.period) for line in ledger.lines}
    standing = [line for line in current.values() if line is not None]
    return Verified(
        len(ledger.lines),
        len(kept),
        sum(len(line.outputs) for line in standing),
        (
            *_cut_off(folder),
            *_chain(ledger),
            *_inputs(folder, kept),
            *(found for line in standing for found in _outputs(folder, line)),
            *_unknown_results(folder, current),
            *(found for line in standing for found in _received(folder, ledger, line)),
        ),
    )


def _cut_off(folder: Folder) -> Iterator[Mismatch]:
    if is_cut_off(folder):
        yield Mismatch(
            Weight.BROKEN,
            "Lần ghi gần nhất bị ngắt giữa chừng.",
            "Chạy lại lệnh tổng hợp: chương trình tự ghi nốt hoặc trả về như trước.",
        )


def _chain(ledger: Ledger) -> Iterator[Mismatch]:
    before = ""
    for number, line in enumerate(ledger.lines, start=1):
        if line.before != before:
            yield Mismatch(
                Weight.BROKEN,
                f"Nhật ký dòng {number} (kỳ {line.period} lần {line.merge_number}, "
                f"{moment(line.at)}) không nối với dòng trước: có dòng bị sửa, xóa hoặc chen vào.",
                "So .par-xl/ledger.jsonl với bản sao lưu của cơ quan; không sửa tay tệp này.",
            )
        before = line.hash()


def _named_hashes(ledger: Ledger) -> dict[str, str]:
    """Hashes of all that was read, each with a name for people."""
    found: dict[str, str] = {}
    for line in ledger.lines:
        if line.today is None or line.kind is Kind.UNDO:
            continue
        where = f"kỳ {line.period} lần {line.merge_number}"
        files = ((f.file, f.sha256) for f in line.files if not f.is_too_large)
        for name, sha256 in (*line.inputs.items(), *files):
            found.setdefault(sha256, f"«{name}» ({where})")
    return found


def _inputs(folder: Folder, hashes: Mapping[str, str]) -> Iterator[Mismatch]:
    kept = KeptFiles(folder.kept)
    for sha256, name in hashes.items():
        if not kept.is_whole(sha256):
            was = "đã bị thay đổi" if kept.has(sha256) else "không còn"
            yield Mismatch(
                Weight.BROKEN,
                f"Bản lưu của {name} {was}: {kept.path(sha256).relative_to(folder.root)}.",
                "Chép lại tệp đó từ bản sao lưu của cơ quan; thiếu nó thì không dựng lại được.",
            )


def _outputs(folder: Folder, line: LedgerLine) -> Iterator[Mismatch]:
    places = folder.results(line.period)
    for name, sha256 in line.outputs.items():
        path = folder.root / name
        found = file_sha256(path)
        if found == sha256:
            continue
        if found is None:
            yield Mismatch(
                Weight.BROKEN,
                f"Thiếu {name} của lần {line.merge_number}.",
                f"Tổng hợp lại: par-xl merge {line.period}.",
            )
        elif path == places.master:
            yield Mismatch(
                Weight.EDITED,
                f"{name} đã được sửa sau lần tổng hợp {line.merge_number}.",
                "Nếu là phần rà soát điền tay thì không cần làm gì; số liệu gốc ở tệp .json.",
            )
        else:
            yield Mismatch(
                Weight.BROKEN,
                f"{name} không phải là tệp mà lần tổng hợp {line.merge_number} đã ghi.",
                f"Tổng hợp lại: par-xl merge {line.period}.",
            )


def _unknown_results(
    folder: Folder, current: Mapping[str, LedgerLine | None]
) -> Iterator[Mismatch]:
    for path in sorted((folder.root / "tong-hop").glob("*.json")):
        if current.get(path.stem) is None:
            yield Mismatch(
                Weight.BROKEN,
                f"{folder.name(path)}: nhật ký không có lần tổng hợp nào ghi ra tệp này.",
                "Chuyển tệp đi nơi khác, hoặc khôi phục nhật ký từ bản sao lưu.",
            )


def _received(folder: Folder, ledger: Ledger, line: LedgerLine) -> Iterator[Mismatch]:
    """What lies in ``da-nop`` against what the merge read."""
    merge = ledger.merge(line.period, line.merge_number)
    read = {file.file: file.sha256 for file in merge.files} if merge else {}
    there = {f.name: f.path for f in received_files(folder, line.period) if f.is_spreadsheet}
    for name in sorted(read.keys() | there.keys()):
        if name not in there:
            was = "không còn trong da-nop (bản lưu vẫn còn)"
        elif name not in read:
            was = "đến sau"
        elif file_sha256(there[name]) != read[name]:
            was = "đã được thay"
        else:
            continue
        yield Mismatch(
            Weight.EDITED,
            f"{line.period}/{name}: {was} kể từ lần tổng hợp {line.merge_number}.",
            f"Nếu đúng như vậy, tổng hợp lại: par-xl merge {line.period}.",
        )
