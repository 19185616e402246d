"""Documents of a period: from what they are made, and that nobody's edits are lost."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from builders import HALF, YEAR, form, make_folder, make_plan, merge, plan_rows, submit
from merged import replaced
from par_xl import workspace
from par_xl.app.cli.documents import print_changed_since
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import Role
from par_xl.workspace.documents import Published, publish, read_period_data
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")

GOING = "| code | status | progress | explanation |\n| 1.1 | Đang thực hiện | {} | Thiếu người |"


@pytest.fixture(scope="module")
def first(no_masters: None, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = make_folder(tmp_path_factory.mktemp("publishing") / "work")
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING.format("0.5")))
    merge(folder)
    return folder


@pytest.fixture
def merged(first: Folder, tmp_path: Path) -> Folder:
    """A folder of one's own that was merged once."""
    return Folder(shutil.copytree(first.root, tmp_path / "work"))


def _publish(folder: Folder, contents: Mapping[str, bytes], *may_go: str) -> Published:
    return publish(folder, HALF, "đang thử", lambda _: contents, may_go=may_go)


def test_period_data_tells_what_the_merge_left(merged: Folder) -> None:
    found = read_period_data(merged, HALF, date(2024, 6, 20))
    assert found.result.merge_number == 1
    leads = [entry for entry in found.entries if entry.role is Role.LEAD]
    assert sum(sum(tally.states) for tally in found.tallies) == len(leads) == 5
    # Gone through twice, the same.
    assert leads == [entry for entry in found.entries if entry.role is Role.LEAD]
    assert found.stamp.at == datetime(2024, 6, 20, 9, 0)  # noqa: DTZ001
    assert (dict(found.past), list(found.entries_before)) == ({}, [])


def test_it_knows_the_periods_before(merged: Folder) -> None:
    submit(merged, "HC.xlsx", form(make_plan(), "HC", GOING.format("0.7"), YEAR), period=YEAR)
    merge(merged, YEAR)
    found = read_period_data(merged, YEAR)
    assert list(found.past) == [HALF]
    progress = {entry.progress for entry in found.entries_before if entry.unit == "HC"}
    assert progress == {0.5, None}


def test_what_was_before_is_what_the_merge_read(
    merged: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    merge(merged, YEAR)
    first = read_period_data(merged, YEAR)
    submit(merged, "HC lại.xlsx", form(make_plan(), "HC", GOING.format("0.7")), "2024-06-08")
    merge(merged)
    later = read_period_data(merged, YEAR)
    # Its own master is compared with the same.
    assert (later.past, list(later.entries_before)) == (first.past, list(first.entries_before))
    assert (first.past_changed, later.past_changed) == ((), (HALF,))
    print_changed_since(later)
    said = " ".join(capsys.readouterr().out.split())
    assert "kết quả kỳ 2024-06 đã thay đổi sau lần tổng hợp số 1; văn bản theo" in said
    assert "Muốn theo số liệu mới: par-xl merge 2024-12." in said
    merge(merged, YEAR)
    again = read_period_data(merged, YEAR)
    assert again.past_changed == () and list(again.entries_before) != list(first.entries_before)


def test_where_what_the_merge_read_is_not_kept_the_past_is_what_lies_there(merged: Folder) -> None:
    merge(merged, YEAR)
    first = read_period_data(merged, YEAR)
    for path in merged.store.rglob("*"):
        if path.is_file() and path.read_bytes() == merged.results(HALF).json.read_bytes():
            path.unlink()
    assert read_period_data(merged, YEAR).past == first.past != {}


def test_a_closed_period_is_no_draft_whatever_comes_later(merged: Folder) -> None:
    workspace.close(merged, HALF)
    submit(merged, "TH.xlsx", form(make_plan(), "TH"))
    merge(merged)
    found = read_period_data(merged, HALF)
    assert (found.stamp.is_closed, found.stamp.draft) == (True, None)
    assert [part.file for part in found.result.submissions] == ["HC.xlsx"]


def test_opened_again_what_was_final_is_taken_away_and_kept(merged: Folder) -> None:
    _publish(merged, {"nhap.docx": b"draft"})
    workspace.close(merged, HALF)
    names = ("a.docx", "phieu/b.docx", "sua.docx")
    _publish(merged, dict.fromkeys(names, b"final"))
    place = merged.documents(HALF)
    (place / "sua.docx").write_bytes(b"edited")
    undone = workspace.undo(merged)
    assert undone.withdrawn.count == 2
    assert undone.withdrawn.edited == (place / "sua.docx",)
    left = {path.relative_to(place).as_posix() for path in place.rglob("*.docx")}
    assert left == {"nhap.docx", "sua.docx"}
    kept = [replaced(merged, f"bao-cao/{HALF}/{name}") for name in names[:2]]
    assert [path.read_bytes() for path in kept] == [b"final", b"final"]
    # Made again it is a draft, and nothing of it counts as edited but what was.
    again = _publish(merged, dict.fromkeys(names, b"draft"))
    assert [path.name for path, _ in again.aside] == ["sua.docx"]


def test_the_plan_is_the_one_that_was_merged_with_but_for_who_signs(merged: Folder) -> None:
    rows = plan_rows()
    rows["Phụ lục I"][1]["Nội dung"] = "Sửa sau khi tổng hợp"
    rows["Thông tin"].append({"Mục": "Người ký", "Giá trị": "Trần Văn B"})
    merged.plan.write_bytes(write_plan(rows))
    found = read_period_data(merged, HALF)
    assert found.plan.by_key["PAR_INDEX/1.1"].content == "Nội dung 1.1"
    assert found.plan.info["Người ký"] == "Trần Văn B"


@pytest.mark.parametrize("how", ["none", "edited", "gone", "no json"])
def test_without_a_result_to_trust_nothing_is_written(merged: Folder, how: str) -> None:
    json = merged.results(HALF).json
    if how == "edited":
        json.write_bytes(json.read_bytes().replace(b'"assigned": 1', b'"assigned": 9'))
    elif how == "gone":
        json.unlink()
    elif how == "no json":
        json.write_bytes(b"{}")
    period = YEAR if how == "none" else HALF
    with pytest.raises(ParXlError) as caught:
        read_period_data(merged, period)
    assert f"par-xl merge {period}" in caught.value.fix


def test_documents_are_written_and_not_written_again(merged: Folder) -> None:
    first = _publish(merged, {"a.docx": b"one", "phieu/b.docx": b"two"})
    place = merged.documents(HALF)
    assert [path.read_bytes() for path in first.files] == [b"one", b"two"]
    times = [path.stat().st_mtime_ns for path in first.files]
    again = _publish(merged, {"a.docx": b"one", "phieu/b.docx": b"two"})
    assert [path.stat().st_mtime_ns for path in again.files] == times
    newer = _publish(merged, {"a.docx": b"three"})
    assert (newer.aside, (place / "a.docx").read_bytes()) == ((), b"three")


def test_what_somebody_edited_is_kept_beside_the_new_one(merged: Folder) -> None:
    place = merged.documents(HALF)
    for number, content in enumerate((b"one", b"two", b"three")):
        (made,) = (_publish(merged, {"a.docx": content}),)
        kept = [path for _, path in made.aside]
        assert kept == ([place / f"a_da-sua-{number}.docx"] if number else [])
        (place / "a.docx").write_bytes(b"edited %d" % number)
    assert (place / "a_da-sua-1.docx").read_bytes() == b"edited 0"
    assert (place / "a_da-sua-2.docx").read_bytes() == b"edited 1"


def test_what_nobody_knows_who_wrote_counts_as_edited(merged: Folder) -> None:
    place = merged.documents(HALF)
    place.mkdir(parents=True)
    (place / "a.docx").write_bytes(b"of somebody")
    made = _publish(merged, {"a.docx": b"one"})
    assert [kept.read_bytes() for _, kept in made.aside] == [b"of somebody"]


def test_slips_that_are_not_made_any_more_go_but_for_edited_ones(merged: Folder) -> None:
    place = merged.documents(HALF) / "phieu"
    names = ("HC", "TH", "TT")
    _publish(merged, {f"phieu/{name}.docx": b"slip" for name in names}, "phieu/*")
    (place / "TH.docx").write_bytes(b"edited")
    (place / "ghi chu.txt").write_bytes(b"of somebody")
    _publish(merged, {"phieu/HC.docx": b"slip"}, "phieu/*")
    assert {path.name for path in place.iterdir()} == {"HC.docx", "TH.docx", "ghi chu.txt"}


def test_nothing_is_written_where_one_cannot_be(merged: Folder) -> None:
    place = merged.documents(HALF)
    (place / "b.docx").mkdir(parents=True)
    with pytest.raises(ParXlError):
        _publish(merged, {"a.docx": b"one", "b.docx": b"two"})
    assert not (place / "a.docx").exists()
