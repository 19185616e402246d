"""Rules that look at more than one row's cells: each on a file that breaks it and one that
does not. The other rules carry their own examples (test_rules.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from openpyxl import Workbook

from builders import HALF, check, edit, make_folder, merge, plan_rows, submit
from libreoffice import LibreOffice
from ole import ole_file
from par_xl.rules.registry import BY_CODE, RULES
from par_xl.terms.finding import Finding
from par_xl.terms.words import Severity
from people import (
    BASELINE,
    CASES,
    IDEAS,
    ITEMS,
    ONE,
    OTHER_UNIT,
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

Make = Callable[[Workshop], Sequence[Sent]]


def _case(name: str) -> Make:
    """A case of one file."""
    return lambda shop: (Sent(CASES[name].name, shop.made(name)),)


def _together(name: str) -> Make:
    """A case of several files."""
    return lambda shop: TOGETHER[name].make(shop)


def _form(
    values: Mapping[str, Fields] = BASELINE, unit: str | None = "HC", name: str = "HC.xlsx"
) -> Make:
    return lambda shop: (Sent(name, shop.form(values, unit)),)


def _all(*makers: Make) -> Make:
    return lambda shop: [sent for make in makers for sent in make(shop)]


def _with_part(name: str, data: bytes) -> Make:
    """The honest form with one more part in its package."""
    return lambda shop: (Sent("HC.xlsx", repacked(shop.honest, {name: data})),)


def _encrypted(_shop: Workshop) -> Sequence[Sent]:
    streams = {"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"\4\0\4\0" * 50}
    return (Sent("HC.xlsx", ole_file(streams)),)


def _saved_in(year: int) -> Make:
    """The honest form with another time of its last change in it."""

    def make(shop: Workshop) -> Sequence[Sent]:
        core = parts_of(shop.honest)["docProps/core.xml"].replace("2020-01-01", f"{year}-01-01")
        return (Sent("HC.xlsx", repacked(shop.honest, {"docProps/core.xml": core.encode()})),)

    return make


def _standard(head: Mapping[str, str]) -> Make:
    return lambda shop: (Sent("chuẩn.xlsx", shop.form(unit=None, head=head)),)


def _remark_outside(shop: Workshop) -> Sequence[Sent]:
    """A text below the table, under a column that is not to be filled in."""

    def change(book: Workbook) -> None:
        book[ONE][f"{shop.column('content')}{shop.row('1.3') + 3}"] = "Ghi chú"

    return (Sent("HC.xlsx", edit(shop.honest, change)),)


def _older(shop: Workshop) -> Sequence[Sent]:
    """From another version, with nothing changed in the rows."""
    rows = plan_rows(ITEMS, version="1")
    return (Sent("HC.xlsx", shop.form(plan=shop.plan_of(rows))),)


OVERDUE: Fields = {"status": "Đang thực hiện", "progress": 0.5}
"""Of a row that is due on 31 March."""
AGREED: Fields = {**OTHER_UNIT["1.2"], "self_score": BASELINE["1.2"]["self_score"]}

HONEST = _form()


def _sorted_without_keys(shop: Workshop) -> Sequence[Sent]:
    """LibreOffice: the visible columns sorted, the hidden one with the row keys left as it was."""
    area = shop.span("1.1", "1.3", "code", "check")
    column = shop.column("code")
    content = shop.saved(lambda doc: doc.sort_rows(ONE, area, column, descending=True))
    return (Sent("HC.xlsx", content),)


def _idea(**cells: str | None) -> Make:
    """The honest form with other cells in its first free row, or in those that are named."""

    def make(shop: Workshop) -> Sequence[Sent]:
        def change(book: Workbook) -> None:
            for column, value in cells.items():
                book[IDEAS][column if column[-1].isdigit() else f"{column}5"] = value

        return (Sent("HC.xlsx", edit(shop.honest, change)),)

    return make


EXAMPLES: Mapping[str, tuple[Make, Make]] = {
    # What the file is.
    "TE01": (_case("half_a_file"), HONEST),
    "TE16": (_case("a_csv_renamed"), HONEST),
    "TE17": (_encrypted, _case("sheets_protected_with_a_password")),
    "TE18": (HONEST, HONEST),  # see LIMITS
    "TE19": (_with_part("../../x.xml", b"<x/>"), _with_part("xl/x.xml", b"<x/>")),
    "TE20": (_case("saved_as_ods"), _case("saved_as_ods")),  # see LIMITS
    # Whose it is.
    "TE02": (_case("a_form_of_another_plan"), HONEST),
    "TE03": (_case("a_form_of_another_period"), HONEST),
    "TE04": (_standard({}), _standard({"unit": "Phòng Hành chính"})),
    "TE05": (_case("another_units_form_under_ones_own_name"), _case("an_alias_for_the_unit")),
    "TE08": (_case("a_form_of_another_program"), _case("the_hidden_identity_gone")),
    "TE09": (_case("the_hidden_identity_gone"), _case("guide_and_lists_deleted")),
    "TE11": (_older, HONEST),
    "TE23": (_case("an_alias_for_the_unit"), HONEST),
    "TE26": (_case("nobody_approved_it"), HONEST),
    # Its sheets and columns.
    "TE06": (_case("a_sheet_deleted"), _case("a_sheet_spelled_otherwise")),
    "TE07": (_case("a_column_deleted"), _case("columns_moved")),
    "TE24": (_case("a_header_typed_again"), HONEST),
    "TE27": (_case("a_sheet_copied"), _case("the_free_rows_sheet_copied")),
    "TE29": (_case("a_sheet_hidden"), _case("sheets_moved")),
    "DG07": (_case("locked_columns_deleted"), _case("the_verdicts_deleted")),
    # Its rows.
    "DG01": (_case("a_remark_below_the_table"), _remark_outside),
    "DG02": (_case("a_key_overwritten"), HONEST),
    "DG09": (_sorted_without_keys, _case("rows_sorted")),
    "DG03": (
        _case("a_standard_form_with_anothers_row"),
        _standard({"unit": "Phòng Hành chính"}),
    ),
    "DG04": (_case("a_row_duplicated"), _case("an_empty_row_duplicated")),
    "DG05": (_case("a_form_of_another_version"), _older),
    "DG06": (_case("locked_cells_pasted_over"), _case("columns_hidden")),
    "DG08": (_case("a_filled_row_deleted"), _case("headings_deleted")),
    # Its free rows.
    "SK01": (_idea(A="ý tưởng"), HONEST),
    "SK02": (_idea(B=None), HONEST),
    "SK03": (_idea(E="#REF!"), HONEST),
    "SK04": (_idea(B="Céng hßa"), _idea(B="Cộng hòa")),
    "SK05": (_idea(A="SÁNG  KIẾN"), HONEST),
    "SK06": (_idea(B4="Tên sáng kiến"), HONEST),
    # How it was saved.
    "TE10": (_case("saved_as_xls"), _case("saved_by_libreoffice")),
    "TE21": (_case("saved_with_macros"), _case("saved_as_xlsm_without_macros")),
    "TE22": (
        _case("a_formula_into_another_workbook"),
        _case("a_formula_that_gives_the_value"),
    ),
    "TE25": (_saved_in(2035), _saved_in(2024)),
    # Several files, or what only a merge knows.
    "TE12": (_together("wrong_forms_after_the_right_one"), HONEST),
    "TE30": (lambda _shop: (Sent("HC.zip", b"PK"),), HONEST),
    "TE31": (lambda shop: (Sent("HC.xlsx", shop.honest, is_link=True),), HONEST),
    "TE13": (_together("the_same_form_sent_twice"), _together("a_correction_of_one_row")),
    "TE14": (
        _together("a_restored_form_after_a_correction"),
        _together("three_officers_an_appendix_each"),
    ),
    "TE28": (_together("three_officers_an_appendix_each"), HONEST),
    "TE15": (
        _together("a_correction_of_one_row"),
        _together("three_officers_an_appendix_each"),
    ),
    "DI07": (
        _all(HONEST, _form(OTHER_UNIT, "TH", "TH.xlsx")),
        _all(HONEST, _form({"1.2": AGREED}, "TH", "TH.xlsx")),
    ),
    "GT01": (
        _form({"1.1": OVERDUE}),
        _form({"1.1": {**OVERDUE, "explanation": "Chờ hướng dẫn, xong trong tháng 7"}}),
    ),
}
LIMITS: Mapping[str, tuple[str, float]] = {
    "TE18": ("par_xl.workbooks.package.FILE_LIMIT", 10_000),
    "TE20": ("par_xl.workbooks.sandbox.SECONDS", 0.0),
}
"""What the failing file is let to take, where a file over the true limit would take long."""
MERGED = ("TE12", "TE13", "TE14", "TE15", "TE28", "TE30", "TE31", "DI07", "GT01")
"""Rules that are found when files are merged."""


@pytest.fixture(scope="module")
def shop(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return workshop(libreoffice, tmp_path_factory.getbasetemp())


Find = Callable[[str, Make], Sequence[Finding]]


@pytest.fixture
def find(shop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Find:
    """The findings on what a maker makes, found as that rule is."""

    def found(code: str, make: Make) -> Sequence[Finding]:
        sent = make(shop)
        if code not in MERGED:
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

    return found


def test_every_rule_without_examples_of_its_own_has_files() -> None:
    assert set(EXAMPLES) == {rule.code for rule in RULES if rule.broken is None}


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_failing_file_breaks_the_rule(
    code: str, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    if code in LIMITS:
        monkeypatch.setattr(*LIMITS[code])
    told = [found for found in find(code, EXAMPLES[code][0]) if found.code == code]
    assert told
    for found in told:
        assert found.severity is BY_CODE[code].severity
        assert found.file.strip() and found.message.strip() and found.fix.strip()
    assert not_english(told) == []


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_passing_file_does_not(code: str, find: Find) -> None:
    """Nor is there any error in it."""
    found = find(code, EXAMPLES[code][1])
    assert code not in {each.code for each in found}
    assert [each for each in found if each.severity is Severity.ERROR] == []
