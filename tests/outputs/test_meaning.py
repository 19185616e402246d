"""The three sentences on top of the master, and the forms that `Đôn đốc` says are handed back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from merged import sheet_rows
from par_xl.merge.result import ClosedPart, GonePart, Result
from par_xl.outputs.master.meaning import sentences
from par_xl.terms.words import Timeliness
from par_xl.workspace.layout import Folder


@pytest.fixture(scope="module")
def result(demo_folder: Folder) -> Result:
    return Result.model_validate_json(demo_folder.results("2024-06").json.read_bytes())


def test_they_stand_in_the_master_and_say_what_the_json_says(
    result: Result, demo_folder: Folder
) -> None:
    master: Path = demo_folder.results("2024-06").master
    texts = [row[0] for row in sheet_rows(master, "Tổng quan")[:8]]
    done, worst, following = sentences(result)
    assert [text for text in texts if text in (done, worst, following)] == [
        done,
        worst,
        following,
    ]
    assert done == (
        "Đã hoàn thành 40,71% nhiệm vụ thuộc thẩm quyền Văn phòng và 48,35% nhiệm vụ thuộc thẩm "
        "quyền Cấp tỉnh (PAR INDEX 39,21%, SIPAS 60,87%, PAPI 44,35%); 10/11 đơn vị đã gửi báo cáo."
    )
    assert worst.startswith("Thấp nhất là PAPI P6 Cung ứng dịch vụ công (0%); PAR INDEX 6 ")
    for part in result.authorities:
        assert f"{part.not_reported} nhiệm vụ chưa báo cáo" in worst
    assert following == "Việc tiếp theo: cần trả lại: 6 biểu mẫu; đôn đốc 1 đơn vị chưa gửi (QTTV)."
    told = [cell for row in sheet_rows(master, "Đôn đốc")[:5] for cell in row if cell]
    assert "Cần trả lại: 6 biểu mẫu (trang “Lỗi”)." in told


def changed(result: Result, **update: Any) -> Result:
    return result.model_copy(update=update)


def all_sent(result: Result) -> Result:
    units = [unit.model_copy(update={"submission": Timeliness.ON_TIME}) for unit in result.units]
    return changed(result, units=units, findings=[])


def test_what_comes_next_is_what_is_left(result: Result) -> None:
    right = all_sent(result)
    assert "rà soát rồi chốt kỳ" in sentences(right)[2]
    closed = ClosedPart(at=datetime(2024, 6, 14), by="A")  # noqa: DTZ001
    assert sentences(changed(right, closed=closed))[2].startswith("Kỳ đã chốt")
    lost = [GonePart(file="KT.xlsx", unit="QTTV", rows=3)]
    assert sentences(changed(result, gone=lost))[2] == (
        "Việc tiếp theo: chép lại 1 tệp đã mất; cần trả lại: 6 biểu mẫu."
    )


def test_where_nothing_is_left_or_nothing_counts_it_says_so(result: Result) -> None:
    none = {"applicable": 0, "completion_rate": None, "overdue": 0, "not_reported": 0}
    groups = {
        name: [each.model_copy(update=none) for each in getattr(result, name)]
        for name in ("areas", "authorities", "indices")
    }
    done, worst, _ = sentences(changed(result, **groups))
    assert "– nhiệm vụ thuộc thẩm quyền Văn phòng" in done
    assert worst == "Không lĩnh vực nào còn việc chưa hoàn thành."
