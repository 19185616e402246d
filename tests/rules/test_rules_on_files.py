"""Rules that look at more than one row's cells: each on a file that breaks it and one that
does not. The other rules carry their own examples (test_rules.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook

from builders import HALF, check, edit, make_folder, merge, plan_rows, submit
from libreoffice import LibreOffice
from par_xl.rules.registry import BY_CODE, RULES
from par_xl.terms.finding import Finding
from par_xl.terms.words import Severity
from par_xl.workbooks import package
from people import (
    BASELINE,
    CASES,
    IDEAS,
    ITEMS,
    TOGETHER,
    VERSION,
    Fields,
    Sent,
    Workshop,
    parts_of,
    repacked,
    workshop,
)
from told_in_english import not_english

pytestmark = pytest.mark.usefixtures("no_masters")

Make = Callable[[Workshop], Sequence[Sent]]


def _form(
    values: Mapping[str, Fields] = BASELINE, unit: str | None = "HC", name: str = "HC.xlsx"
) -> Make:
    return lambda shop: (Sent(name, shop.form(values, unit)),)


def _all(*makers: Make) -> Make:
    return lambda shop: [sent for make in makers for sent in make(shop)]


def _with_part(name: str, data: bytes) -> Make:
    """The honest form with one more part in its package."""
    return lambda shop: (Sent("HC.xlsx", repacked(shop.honest, {name: data})),)


def _saved_in(year: int) -> Make:
    """The honest form with another time of its last change in it."""

    def make(shop: Workshop) -> Sequence[Sent]:
        core = parts_of(shop.honest)["docProps/core.xml"].replace("2020-01-01", f"{year}-01-01")
        return (Sent("HC.xlsx", repacked(shop.honest, {"docProps/core.xml": core.encode()})),)

    return make


def _standard(shop: Workshop) -> Sequence[Sent]:
    return (Sent("chuẩn.xlsx", shop.form(unit=None, head={"unit": "Phòng Hành chính"})),)


def _older(shop: Workshop) -> Sequence[Sent]:
    """From another version, with nothing changed in the rows."""
    rows = plan_rows(ITEMS, version="1")
    return (Sent("HC.xlsx", shop.form(plan=shop.plan_of(rows))),)


OVERDUE: Fields = {"status": "Đang thực hiện", "progress": 0.5}
"""Of a row that is due on 31 March."""

HONEST = _form()


def _idea(**cells: str | None) -> Make:
    """The honest form with other cells in its first free row, or in those that are named."""

    def make(shop: Workshop) -> Sequence[Sent]:
        def change(book: Workbook) -> None:
            for column, value in cells.items():
                book[IDEAS][column if column[-1].isdigit() else f"{column}5"] = value

        return (Sent("HC.xlsx", edit(shop.honest, change)),)

    return make


HARMLESS = "many_changes_that_cost_no_row"

EXAMPLES: Mapping[str, tuple[Make | str, Make | str]] = {
    # What the file is.
    "TE01": ("half_a_file", HONEST),
    "TE16": ("a_csv_renamed", HONEST),
    "TE17": ("a_password_to_open", "sheets_protected_with_a_password"),
    "TE18": (_form(), HONEST),  # see SMALL_FILE
    "TE19": (_with_part("../../x.xml", b"<x/>"), _with_part("xl/x.xml", b"<x/>")),
    "TE20": ("a_space_in_the_last_cell", HARMLESS),
    # Whose it is.
    "TE02": ("a_form_of_another_plan", HONEST),
    "TE03": ("a_form_of_another_period", HONEST),
    "TE04": ("a_standard_form_without_a_unit", _standard),
    "TE05": ("another_units_form_under_ones_own_name", HARMLESS),
    "TE08": ("a_form_of_another_program", "cover_and_appendices_copied_into_a_new_workbook"),
    "TE09": ("cover_and_appendices_copied_into_a_new_workbook", HARMLESS),
    "TE11": (_older, HONEST),
    "TE23": (HARMLESS, HONEST),
    "TE32": ("a_form_of_an_older_pattern", HONEST),
    "TE26": ("nobody_approved_it", HONEST),
    # Its sheets and columns.
    "TE06": ("refused_for_more_than_one_reason", HARMLESS),
    "TE07": ("refused_for_more_than_one_reason", HARMLESS),
    "TE24": (HARMLESS, HONEST),
    "TE27": ("a_sheet_copied", HARMLESS),
    "TE29": ("many_faults", "sheets_moved"),
    "DG07": ("many_faults", HARMLESS),
    # Its rows.
    "DG01": ("many_faults", HARMLESS),
    "DG02": ("many_faults", HONEST),
    "DG09": ("rows_sorted_without_their_keys", HARMLESS),
    "DG03": ("a_standard_form_with_anothers_row", _standard),
    "DG04": ("many_faults", HARMLESS),
    "DG05": ("a_form_of_another_version", _older),
    "DG06": ("many_faults", HARMLESS),
    "DG08": ("many_faults", HARMLESS),
    # Its free rows.
    "SK01": (_idea(A="ý tưởng"), HONEST),
    "SK02": (_idea(B=None), HONEST),
    "SK03": (_idea(E="#REF!"), HONEST),
    "SK04": (_idea(B="Céng hßa"), _idea(B="Cộng hòa")),
    "SK05": (_idea(A="SÁNG  KIẾN"), HONEST),
    "SK06": (_idea(B4="Tên sáng kiến"), HONEST),
    # How it was saved.
    "TE10": ("saved_as_xls", HARMLESS),
    "TE21": ("saved_with_macros", "saved_as_xlsm_without_macros"),
    "TE22": ("a_formula_into_another_workbook", HARMLESS),
    "TE25": (_saved_in(2035), _saved_in(2024)),
    # Several files, or what only a merge knows.
    "TE12": ("wrong_forms_after_the_right_one", HONEST),
    "TE30": (lambda _shop: (Sent("HC.zip", b"PK"),), HONEST),
    "TE31": (lambda shop: (Sent("HC.xlsx", shop.honest, is_link=True),), HONEST),
    "TE13": ("the_same_form_sent_twice", "a_correction_of_one_row"),
    "TE14": ("a_restored_form_after_a_correction", "three_officers_an_appendix_each"),
    "TE28": ("three_officers_an_appendix_each", HONEST),
    "TE15": ("a_correction_of_one_row", "three_officers_an_appendix_each"),
    "GT01": (
        _form({"1.1": OVERDUE}),
        _form({"1.1": {**OVERDUE, "explanation": "Chờ hướng dẫn, xong trong tháng 7"}}),
    ),
}
"""For each rule a file that breaks it and one that does not, or the name of a case with such
files: what is found in these, test_what_people_did.py looks at."""
ELSEWHERE = {
    "TE33": "tests/merge/test_merge_years.py",
    "TE34": "tests/workspace/test_replaced.py",
    "TE35": "tests/workspace/test_gone.py",
    **dict.fromkeys(
        (f"DC0{number}" for number in range(1, 6)), "tests/outputs/test_office_corrections.py"
    ),
}
"""Rules that take a master, or more than one file, merge or period, and where they are."""
ROOT = Path(__file__).parents[2]
SMALL_FILE = 10_000
"""Bytes that the failing file of TE18 may have: one over the true limit would take long."""
MERGED = ("TE12", "TE13", "TE14", "TE15", "TE28", "TE30", "TE31", "GT01")
"""Rules that are found when files are merged."""


@pytest.fixture(scope="module")
def shop(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return workshop(libreoffice, tmp_path_factory.getbasetemp())


Find = Callable[[str, Make], Sequence[Finding]]


@pytest.fixture(scope="module")
def find(shop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Find:
    """The findings on what a maker makes, found as that rule is."""

    @cache
    def found(make: Make, merged: bool) -> Sequence[Finding]:
        sent = make(shop)
        if not merged:
            [file] = sent
            return check(shop.plan, file.content, file.name).findings
        rows = plan_rows(ITEMS, version=VERSION)
        folder = make_folder(tmp_path_factory.mktemp("folder"), rows)
        for file in sent:
            submit(folder, file.name, file.content, file.received)
            if file.is_link:
                path = folder.submitted(HALF) / file.name
                path.symlink_to(path.rename(folder.root / file.name))
        return merge(folder).findings

    return lambda code, make: found(make, code in MERGED)


def _declared(name: str) -> set[str]:
    """The codes of what test_what_people_did.py finds in the files of a case, in its short run."""
    if name in CASES:
        assert CASES[name].short
        return {code for code, *_ in CASES[name].told}
    together = TOGETHER[name]
    assert together.short
    # See test_rows_taken_from_an_older_file_are_told.
    from_older = {"TE28"} if len(set(together.sources.values())) > 1 else set()
    return from_older | {code for told in together.told.values() for code, *_ in told}


def test_every_rule_without_examples_of_its_own_has_files() -> None:
    wanted = {rule.code for rule in RULES if rule.broken is None}
    assert set(EXAMPLES) | set(ELSEWHERE) == wanted
    for code, module in ELSEWHERE.items():
        assert f'"{code}"' in (ROOT / module).read_text("utf-8")


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_failing_file_breaks_the_rule(
    code: str, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = EXAMPLES[code][0]
    if isinstance(make, str):
        assert code in _declared(make)
        return
    if code == "TE18":
        monkeypatch.setattr(package, "FILE_LIMIT", SMALL_FILE)
    told = [found for found in find(code, make) if found.code == code]
    assert told
    for found in told:
        assert found.severity is BY_CODE[code].severity
        assert found.file.strip() and found.message.strip() and found.fix.strip()
    assert not_english(told) == []


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_passing_file_does_not(code: str, find: Find) -> None:
    """Nor is there any error in it."""
    make = EXAMPLES[code][1]
    found = _declared(make) if isinstance(make, str) else {f.code for f in find(code, make)}
    assert code not in found
    assert [each for each in found if BY_CODE[each].severity is Severity.ERROR] == []
