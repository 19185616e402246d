"""Several files of one folder, with what must follow of them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from openpyxl import Workbook

from builders import edit
from libreoffice import Value
from par_xl.terms.text import Cell
from par_xl.terms.words import FileState

from .honest_form import (
    APPENDICES,
    BASELINE,
    COVER,
    IDENTITY,
    ONE,
    OTHER_UNIT,
    THREE,
    TWO,
    Fields,
    sheet_of,
)
from .making import Told, Workshop


@dataclass(frozen=True)
class Sent:
    """A file handed in, and its day of receipt; ``is_link``: it lies elsewhere, and a link to it
    is what was handed in."""

    name: str
    content: bytes
    received: str = "2024-06-07"
    is_link: bool = False


@dataclass(frozen=True)
class Together:
    """Several files with what must follow: each file's state and findings, from which file each
    row of the unit was counted, and from which its free row. Rows but for ``changed`` are as in
    the baseline; ``others`` are other units' rows. ``short``: it is no long test."""

    make: Callable[[Workshop], Sequence[Sent]]
    states: Mapping[str, FileState]
    told: Mapping[str, tuple[Told, ...]]
    sources: Mapping[str, str]
    idea: str | None
    changed: Mapping[str, Fields]
    others: Mapping[str, Mapping[str, Fields]]
    short: bool

    @property
    def counted(self) -> dict[str, dict[str, Fields]]:
        """What must be counted, by unit and the item's code."""
        rows = {**BASELINE, **self.changed}
        mine = {code: rows[code] for code in self.sources}
        found = {"HC": mine, **self.others}
        return {unit: dict(rows) for unit, rows in found.items() if rows}


TOGETHER: dict[str, Together] = {}
ACCEPTED, REFUSED = FileState.ACCEPTED, FileState.REFUSED
SUPERSEDED, DUPLICATE = FileState.SUPERSEDED, FileState.DUPLICATE

MakeSeveral = Callable[[Workshop], Sequence[Sent]]


def together(
    states: Mapping[str, FileState],
    sources: Mapping[str, str],
    told: Mapping[str, tuple[Told, ...]] | None = None,
    idea: str | None = None,
    changed: Mapping[str, Fields] | None = None,
    others: Mapping[str, Mapping[str, Fields]] | None = None,
    short: bool = True,
) -> Callable[[MakeSeveral], MakeSeveral]:
    """Enter a case of several files under its maker's name."""

    def enter(make: MakeSeveral) -> MakeSeveral:
        TOGETHER[make.__name__] = Together(
            make, states, told or {}, sources, idea, changed or {}, others or {}, short
        )
        return make

    return enter


def _everything_from(file: str) -> dict[str, str]:
    return dict.fromkeys(BASELINE, file)


@cache
def _officers_form(shop: Workshop, sheet: str, approver: str = "") -> bytes:
    """The unit's empty form with one appendix filled in by LibreOffice."""
    cells: dict[tuple[str, str], Value] = {
        (sheet, shop.at(code, field)): _plain(value)
        for code, fields in BASELINE.items()
        if sheet_of(code) == sheet
        for field, value in fields.items()
    }
    if approver:
        cells[COVER, shop.at("head", "approver")] = approver
    empty = shop.form({}, ideas=(), head={"approver": ""})
    return shop.saved(lambda doc: doc.put_many(cells), content=empty)


def _plain(value: Cell) -> Value:
    assert not isinstance(value, bool)
    return value


_UNAPPROVED: Told = ("TE26", COVER, "head", "approver")


@together(
    {"cô An.xlsx": ACCEPTED, "anh Bình.xlsx": ACCEPTED, "chị Chi.xlsx": ACCEPTED},
    {
        **dict.fromkeys(("1.1", "1.2", "1.4"), "cô An.xlsx"),
        **dict.fromkeys(("S1.1", "S1.2"), "anh Bình.xlsx"),
        "P1.1": "chị Chi.xlsx",
    },
    told={"anh Bình.xlsx": (_UNAPPROVED,), "chị Chi.xlsx": (_UNAPPROVED,)},
)
def three_officers_an_appendix_each(shop: Workshop) -> Sequence[Sent]:
    """LibreOffice: three copies of the unit's form, an appendix filled in each; only the first
    officer wrote down who approved it."""
    return (
        Sent("cô An.xlsx", _officers_form(shop, ONE, "Ông D, Trưởng phòng"), "2024-06-05"),
        Sent("anh Bình.xlsx", _officers_form(shop, TWO), "2024-06-06"),
        Sent("chị Chi.xlsx", _officers_form(shop, THREE), "2024-06-07"),
    )


_TWO_GONE: tuple[Told, ...] = (("TE06",), ("TE06",))


@together(
    {"cô An.xlsx": REFUSED, "anh Bình.xlsx": REFUSED, "chị Chi.xlsx": REFUSED},
    {},
    told={
        "cô An.xlsx": _TWO_GONE,
        "anh Bình.xlsx": (*_TWO_GONE, _UNAPPROVED),
        "chị Chi.xlsx": (*_TWO_GONE, _UNAPPROVED),
    },
    short=False,
)
def three_officers_one_sheet_each(shop: Workshop) -> Sequence[Sent]:
    """The same, but each then deleted the two appendices of the others (openpyxl)."""

    def only(kept: str) -> Callable[[Workbook], None]:
        def change(book: Workbook) -> None:
            for sheet in set(APPENDICES) - {kept}:
                del book[sheet]

        return change

    everything = three_officers_an_appendix_each(shop)
    return [
        Sent(sent.name, edit(sent.content, only(sheet)))
        for sent, sheet in zip(everything, APPENDICES, strict=True)
    ]


@together(
    {"HC.xlsx": ACCEPTED, "gửi lại/HC.xlsx": DUPLICATE},
    _everything_from("HC.xlsx"),
    told={"gửi lại/HC.xlsx": (("TE13",),)},
    idea="HC.xlsx",
)
def the_same_form_sent_twice(shop: Workshop) -> Sequence[Sent]:
    """The same bytes a day later."""
    return (
        Sent("HC.xlsx", shop.honest, "2024-06-06"),
        Sent("gửi lại/HC.xlsx", shop.honest, "2024-06-07"),
    )


@together(
    {"HC.xlsx": ACCEPTED, "HC (1).xlsx": DUPLICATE, "HC.ods": DUPLICATE},
    _everything_from("HC.xlsx"),
    told={"HC (1).xlsx": (("TE13",),), "HC.ods": (("TE13",),)},
    idea="HC.xlsx",
    short=False,
)
def the_same_form_saved_again_and_sent(shop: Workshop) -> Sequence[Sent]:
    """LibreOffice: other bytes, and another kind of file, with the same report in it."""
    return (
        Sent("HC.xlsx", shop.honest, "2024-06-05"),
        Sent("HC (1).xlsx", shop.made("saved_by_libreoffice"), "2024-06-06"),
        Sent("HC.ods", shop.made("saved_as_ods"), "2024-06-07"),
    )


@together({"HC.xlsx": REFUSED}, {}, told={"HC.xlsx": (("TE06",),)}, short=False)
def nothing_but_a_refused_form(shop: Workshop) -> Sequence[Sent]:
    """An appendix is missing: nor do the free rows count, and the unit has not reported."""
    return (Sent("HC.xlsx", shop.made("a_sheet_deleted")),)


_FURTHER: Mapping[str, Fields] = {"1.2": {**BASELINE["1.2"], "progress": 0.8}}


@together(
    {"HC.xlsx": ACCEPTED, "HC sửa.xlsx": ACCEPTED},
    _everything_from("HC.xlsx") | {"1.2": "HC sửa.xlsx"},
    told={"HC.xlsx": (("TE15", ONE, "1.2", "status"),)},
    changed=_FURTHER,
    idea="HC.xlsx",
)
def a_correction_of_one_row(shop: Workshop) -> Sequence[Sent]:
    """As our own writer makes it: the second form holds nothing but the corrected row."""
    return (
        Sent("HC.xlsx", shop.honest, "2024-06-05"),
        Sent("HC sửa.xlsx", shop.form(_FURTHER, ideas=()), "2024-06-06"),
    )


@together(
    {"HC.xlsx": SUPERSEDED, "HC sửa.xlsx": SUPERSEDED, "HC lấy lại.xlsx": ACCEPTED},
    _everything_from("HC lấy lại.xlsx"),
    told={"HC.xlsx": (("TE14",),), "HC sửa.xlsx": (("TE14",),)},
    idea="HC lấy lại.xlsx",
)
def a_restored_form_after_a_correction(shop: Workshop) -> Sequence[Sent]:
    """The first form's bytes again, after another one had corrected it."""
    return (
        Sent("HC.xlsx", shop.honest, "2024-06-05"),
        Sent("HC sửa.xlsx", shop.form({**BASELINE, **_FURTHER}), "2024-06-06"),
        Sent("HC lấy lại.xlsx", shop.honest, "2024-06-07"),
    )


@together(
    {"phòng HC/HC.xlsx": ACCEPTED, "phòng HC/TH.xlsx": ACCEPTED},
    _everything_from("phòng HC/HC.xlsx"),
    others={"TH": OTHER_UNIT},
    told={},
    idea="phòng HC/HC.xlsx",
)
def another_units_form_among_ones_own(shop: Workshop) -> Sequence[Sent]:
    """As our own writer makes it: two units' forms in the folder of one."""
    return (
        Sent("phòng HC/HC.xlsx", shop.honest),
        Sent("phòng HC/TH.xlsx", shop.form(OTHER_UNIT, "TH", ideas=())),
    )


@together(
    {
        "HC.xlsx": ACCEPTED,
        "HC_2024-12.xlsx": REFUSED,
        "HC kế hoạch khác.xlsx": REFUSED,
        "HC khóa.xlsx": REFUSED,
    },
    _everything_from("HC.xlsx"),
    told={
        "HC_2024-12.xlsx": (("TE03", COVER, "head", "period"),),
        "HC kế hoạch khác.xlsx": (("TE02", IDENTITY, "B1"),),
        "HC khóa.xlsx": (("TE17",),),
        "HC.pdf": (("TE12",),),
    },
    idea="HC.xlsx",
)
def wrong_forms_after_the_right_one(shop: Workshop) -> Sequence[Sent]:
    """The right form, then one of another period, one of another plan, one with a password, and
    a scan: none of them takes anything away."""
    return (
        Sent("HC.xlsx", shop.honest, "2024-06-03"),
        Sent("HC_2024-12.xlsx", shop.made("a_form_of_another_period"), "2024-06-04"),
        Sent("HC kế hoạch khác.xlsx", shop.made("a_form_of_another_plan"), "2024-06-05"),
        Sent("HC khóa.xlsx", shop.made("a_password_to_open"), "2024-06-06"),
        Sent("HC.pdf", b"%PDF-1.7 a scan", "2024-06-07"),
    )
