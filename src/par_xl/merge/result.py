"""The period's JSON: what every report, page and other program reads (contract, section 8).

What a field means stands beside its type, as the exported tables say it (`outputs.tables`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from par_xl.merge.rates import Rates, Share
from par_xl.terms.finding import Finding
from par_xl.terms.words import (
    Authority,
    CorrectionState,
    FileState,
    Index,
    Role,
    Severity,
    State,
    Status,
    Timeliness,
)


class Part(BaseModel):
    """A part of the JSON; its fields keep their order."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class PlanPart(Part):
    """Which plan, and which version of it, was merged."""

    code: str
    version: str


class ClosedPart(Part):
    """The period's closing: when (local time), and by whom."""

    at: datetime
    by: str


class SubmissionPart(Part):
    """A file that came back, as checked by itself; ``file`` is relative to ``da-nop/KỲ``."""

    file: Annotated[str, "Tệp, tính từ da-nop/KỲ"]
    sha256: Annotated[str, "Mã băm SHA-256 của tệp"]
    unit: Annotated[str | None, "Mã đơn vị"]
    state: Annotated[FileState, "Kết quả nhận tệp"]
    received_on: Annotated[date, "Ngày nhận"]
    rows_filled: Annotated[int, "Số dòng đã nhập"]
    rows_accepted: Annotated[int, "Số dòng được nhận"]
    rows_in_error: Annotated[int, "Số dòng có lỗi"]
    errors: Annotated[int, "Số lỗi"]
    warnings: Annotated[int, "Số cảnh báo"]
    refused: Annotated[bool, "Bị trả lại, dù sau đó có tệp thay"] = False


class GonePart(Part):
    """A file that an earlier merge read and that is gone from ``da-nop``; ``keys`` are the rows
    that went with it, so many as ``rows``."""

    file: str
    unit: str
    rows: int
    keys: list[str] = []


class _Unit(Part):
    unit: Annotated[str, "Mã đơn vị"]
    name: Annotated[str, "Tên"]
    submission: Annotated[Timeliness, "Gửi báo cáo"]
    coordinated: Annotated[int, "Số dòng phối hợp"]
    coordinated_reported: Annotated[int, "Số dòng phối hợp đã nhập"]


class _Area(Part):
    index: Annotated[Index, "Chỉ số"]
    area: Annotated[str, "Mã lĩnh vực"]
    name: Annotated[str, "Tên"]


class _Index(Part):
    index: Annotated[Index, "Chỉ số"]


class _Authority(Part):
    authority: Annotated[Authority, "Thẩm quyền thực hiện"]


# The base named last comes first in the JSON: whose rates, then the rates.
class UnitPart(Rates, _Unit):
    """A unit that gets a form: how it reported, and its rates as lead."""


class AreaPart(Rates, _Area):
    """An area's rates."""


class AreaAuthorityPart(Rates, _Authority, _Area):
    """An area's rates under one authority: the two are never added up unseen."""


class IndexPart(Rates, _Index):
    """An index's rates."""


class IndexAuthorityPart(Rates, _Authority, _Index):
    """An index's rates under one authority."""


class AuthorityPart(Rates, _Authority):
    """The rates of all that stands under one authority."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """One assignment, reported or not, or one filled coordinating row (``state`` null).

    ``key`` is ``PAR_INDEX/1.1.1``, ``code`` the part behind the index; ``progress`` a share, 0 to
    1; ``value`` in the item's unit of measure, a text where it is no number; ``weight`` in the
    weighted progress, in points, or 1 where no points stand over the item; ``carried_from`` the
    period whose result said that it is done. ``file``, ``sheet`` and ``row`` (from 1) say where it
    was reported.

    No model of pydantic: a nation's merge makes millions of them, from checked rows. A field that
    comes later needs a default: results that were written before are read on.
    """

    key: Annotated[str, "Mã dòng: chỉ số/TT"]
    unit: Annotated[str, "Mã đơn vị"]
    role: Annotated[Role, "Vai trò"]
    index: Annotated[Index, "Chỉ số"]
    area: Annotated[str | None, "Mã lĩnh vực"]
    code: Annotated[str, "TT của tiêu chí, nhiệm vụ"]
    authority: Annotated[Authority | None, "Thẩm quyền thực hiện"]
    due: Annotated[date | None, "Thời hạn; trống là không có"]
    weight: Annotated[float, "Trọng số trong tiến độ"]
    state: Annotated[State | None, "Trạng thái; trống ở dòng phối hợp"]
    in_error: Annotated[bool, "Đã nhập nhưng chưa hợp lệ"]
    status: Annotated[Status | None, "Tình trạng thực hiện"]
    progress: Annotated[Share, "Tiến độ"]
    completed_on: Annotated[date | None, "Ngày hoàn thành"]
    estimated: Annotated[bool, "Ước thực hiện: ngày hoàn thành sau ngày nhận báo cáo"]
    value: Annotated[float | str | None, "Số liệu thực hiện, nếu là số"]
    result: Annotated[str | None, "Kết quả thực hiện"]
    evidence: Annotated[str | None, "Tài liệu kiểm chứng"]
    explanation: Annotated[str | None, "Giải trình, nguyên nhân"]
    owes_explanation: Annotated[bool, "Cần giải trình mà chưa có"]
    explanation_reason: Annotated[str | None, "Vì sao cần giải trình"]
    difficulty: Annotated[str | None, "Khó khăn, kiến nghị"]
    carried_from: Annotated[str | None, "Kỳ đã báo cáo hoàn thành, nếu chuyển từ kỳ trước"] = None
    file: Annotated[str | None, "Tệp, tính từ da-nop/KỲ"]
    sheet: Annotated[str | None, "Trang tính trong tệp"]
    row: Annotated[int | None, "Dòng trong trang tính"]
    corrected: Annotated[str | None, "Cột đã đính chính; cách nhau bằng dấu chấm phẩy"] = None

    @property
    def share_done(self) -> float:
        """1 when done, the reported progress when in progress, else 0."""
        if self.status is Status.DONE:
            return 1.0
        return (self.progress or 0.0) if self.status is Status.IN_PROGRESS else 0.0

    def line(self) -> str:
        """Its JSON text, in one line; Vietnamese stays readable."""
        values = dict(zip(ENTRY_FIELDS, _values(self), strict=True))
        for name in _TERMS:
            if values[name] is not None:
                # A plain text is written ten times as fast as a term.
                values[name] = values[name]._value_
        return to_json(values).decode()


ENTRY_FIELDS = tuple(field.name for field in fields(Entry))
_TERMS = ("role", "index", "authority", "state", "status")
_values = attrgetter(*ENTRY_FIELDS)


@dataclass(slots=True, kw_only=True)
class Score:
    """One criterion, scored or not, by its one scorer (contract, section 3). Points.

    ``self_score`` is None where no valid one came; ``in_error``: the row is filled, but in error.
    """

    key: Annotated[str, "Mã dòng: chỉ số/TT"]
    unit: Annotated[str, "Mã đơn vị chấm điểm"]
    index: Annotated[Index, "Chỉ số"]
    area: Annotated[str | None, "Mã lĩnh vực"]
    code: Annotated[str, "TT của tiêu chí"]
    authority: Annotated[Authority | None, "Thẩm quyền thực hiện"]
    maximum: Annotated[float, "Điểm tối đa"]
    self_score: Annotated[float | None, "Điểm tự đánh giá"]
    value: Annotated[float | str | None, "Số liệu thực hiện, nếu là số"]
    evidence: Annotated[str | None, "Tài liệu kiểm chứng"]
    explanation: Annotated[str | None, "Giải trình, nguyên nhân"]
    owes_explanation: Annotated[bool, "Cần giải trình mà chưa có"]
    explanation_reason: Annotated[str | None, "Vì sao cần giải trình"]
    in_error: Annotated[bool, "Đã nhập nhưng chưa hợp lệ"]
    file: Annotated[str | None, "Tệp, tính từ da-nop/KỲ"]
    sheet: Annotated[str | None, "Trang tính trong tệp"]
    row: Annotated[int | None, "Dòng trong trang tính"]
    corrected: Annotated[str | None, "Cột đã đính chính; cách nhau bằng dấu chấm phẩy"] = None


class CorrectionPart(Part):
    """A row of the master's sheet `Đính chính`, and what became of it: ``key`` and ``field`` as
    typed where it is not known which they are; ``reported`` is what the unit says of that cell,
    ``told`` what stands in `Kết quả`."""

    row: Annotated[int, "Dòng trong trang Đính chính"]
    unit: Annotated[str, "Mã đơn vị"]
    key: Annotated[str, "Mã dòng: chỉ số/TT"]
    field: Annotated[str, "Cột được đính chính"]
    value: Annotated[str | None, "Giá trị mới"]
    reported: Annotated[str | None, "Đơn vị đã báo cáo"]
    reason: Annotated[str, "Lý do"]
    by: Annotated[str, "Người đính chính"]
    on: Annotated[date | None, "Ngày"]
    state: Annotated[CorrectionState, "Kết quả đính chính"]
    told: Annotated[str, "Kết quả, bằng lời"]
    mark: str = Field(default="", exclude=True)


class InitiativePart(Part):
    """A free row that a unit added, and where it stood."""

    unit: Annotated[str, "Mã đơn vị"]
    kind: Annotated[str, "Loại"]
    text: Annotated[str, "Nội dung"]
    area: Annotated[str, "Lĩnh vực"]
    author: Annotated[str, "Tác giả"]
    effect: Annotated[str, "Hiệu quả"]
    status: Annotated[str, "Tình trạng"]
    decision: Annotated[str, "Quyết định công nhận"]
    file: Annotated[str, "Tệp, tính từ da-nop/KỲ"]
    row: Annotated[int, "Dòng trong trang tính"]


ENTRIES_LIMIT = 200_000
"""Entries above which they stand in a Parquet file beside the JSON (contract, section 8)."""


class Result(Part):
    """A period's consolidated result: what ``tong-hop/KỲ.json`` holds (contract, section 8).

    ``period`` is 2024-06; ``as_of`` the day that decides what is overdue; ``merge_number`` counts
    the period's merges from 1; ``reconstructed``: criteria are in it that nobody checked against
    the official text; ``closed`` is None while it is a draft.
    ``entries`` is None where ``entries_file`` names the Parquet file that holds them, and in what
    a merge says of itself: most who ask need none of them.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    # "schema" is taken by pydantic itself.
    schema_: Literal[2] = Field(default=2, alias="schema")
    period: str
    as_of: date
    plan: PlanPart
    merge_number: int
    reconstructed: bool
    closed: ClosedPart | None = None
    submissions: list[SubmissionPart]
    gone: list[GonePart] = []
    units: list[UnitPart]
    areas: list[AreaPart]
    area_authorities: list[AreaAuthorityPart]
    indices: list[IndexPart]
    index_authorities: list[IndexAuthorityPart]
    authorities: list[AuthorityPart]
    entries: list[Entry] | None = None
    entries_file: str | None = None
    entries_sha256: str | None = None
    scores: list[Score]
    initiatives: list[InitiativePart]
    corrections: list[CorrectionPart] = []
    findings: list[Finding]

    def is_lost(self, unit: UnitPart) -> bool:
        """Whether no form of a unit is there because the office lost what it had sent."""
        is_missing = unit.submission in (Timeliness.MISSING, Timeliness.NOT_DUE)
        return is_missing and any(each.unit == unit.unit for each in self.gone)

    @property
    def to_hand_back(self) -> list[str]:
        """Files in which somebody has to look at something: an error or a warning."""
        faulty = {each.file for each in self.findings if each.severity is not Severity.INFO}
        return [each.file for each in self.submissions if each.file in faulty]

    def counts(self, entries: int) -> dict[str, int]:
        """Return what a merge came to, in a few numbers; *entries* are counted by who has them."""
        units = Counter(unit.submission for unit in self.units)
        levels = Counter(finding.severity for finding in self.findings)
        return {
            "units": len(self.units),
            "units_reported": units[Timeliness.ON_TIME] + units[Timeliness.LATE],
            "files": len(self.submissions),
            "rows_filled": sum(part.rows_filled for part in self.submissions),
            "entries": entries,
            "errors": levels[Severity.ERROR],
            "warnings": levels[Severity.WARNING],
            "infos": levels[Severity.INFO],
        }

    def json_parts(self, entries: Iterable[str] | None) -> Iterator[str]:
        """Yield the JSON text piece by piece, the same for the same result; Vietnamese stays
        readable.

        *entries* are the lines of its entries in their order, None where a file holds them.
        """
        text = self.model_copy(update={"entries": None}).model_dump_json(by_alias=True, indent=1)
        if entries is None:
            yield f"{text}\n"
            return
        # A line break stands nowhere within a text of JSON: this is no text's.
        before, mark, after = text.partition('\n "entries": ')
        yield f"{before}{mark}["
        between = "\n  "
        for line in entries:
            yield between + line
            between = ",\n  "
        yield f"\n ]{after.removeprefix('null')}\n"


class Past(Part):
    """What an earlier period's result says of groups and units, without its entries."""

    period: str
    units: list[UnitPart]
    areas: list[AreaPart]
    indices: list[IndexPart]
    index_authorities: list[IndexAuthorityPart]
