"""What a package leads to: said twice, or as only some readers understand it, it is refused."""

from __future__ import annotations

import pytest

import hostile_files as hostile
from hostile_files import (
    BOOK,
    BOOK_RELATIONS,
    MAIN,
    OFFICE,
    ROW,
    SHARED,
    STRICT_MAIN,
    STRICT_OFFICE,
    Parts,
    relations_xml,
    with_parts,
    xlsx,
    zipped,
)
from par_xl.workbooks.book import UnreadableFileError, UnsafeFileError
from par_xl.workbooks.reader import read_workbook
from reading_checks import GOOD, reads, refused

ROOT = "_rels/.rels"
OTHER = "http://schemas.microsoft.com/office/2020/x"
STYLES = "xl/styles.xml"


def _two_workbooks() -> Parts:
    """One where every workbook is, with a 5, and one beside it, with a 6."""
    other = hostile.book_parts(ROW.replace("5", "6"))
    moved = {name.replace("xl/", "yl/", 1): data for name, data in other.items()}
    return moved | hostile.book_parts(ROW)


def _started(*targets: str, office: str = OFFICE) -> bytes:
    start = relations_xml([(f"r{n}", "officeDocument", to) for n, to in enumerate(targets)], office)
    return zipped(_two_workbooks() | {ROOT: start})


# --- The workbook --------------------------------------------------------------------------------

STARTS = {
    "another workbook": _started("yl/workbook.xml"),
    "two": _started(BOOK, "yl/workbook.xml"),
    "twice the same": _started(BOOK, BOOK),
    "none": _started(),
    "of a kind that is nobody's": _started(BOOK, office=OTHER),
    "outside": zipped(
        GOOD
        | {ROOT: GOOD[ROOT].replace(b"<Relationship ", b'<Relationship TargetMode="External" ')}
    ),
}


@pytest.mark.parametrize("where", STARTS)
def test_a_package_leads_to_the_workbook_that_is_read_and_to_no_other(where: str) -> None:
    with pytest.raises(UnsafeFileError):
        read_workbook(STARTS[where], "a.xlsx")


def test_a_package_that_does_not_say_where_it_starts() -> None:
    refused(with_parts({ROOT: None}), UnreadableFileError, ROOT)


@pytest.mark.parametrize("target", [f"/{BOOK}", f"./{BOOK}", "/xl/Workbook.xml", BOOK])
def test_the_workbook_is_named_as_programs_do(target: str) -> None:
    reads(_started(target), [[5.0]])


def test_a_start_in_other_letters_and_among_others() -> None:
    parts = dict(GOOD)
    more = [("rId1", "officeDocument", BOOK), ("rId2", "extended-properties", "docProps/app.xml")]
    del parts[ROOT]
    reads(zipped(parts | {"_RELS/.rels": relations_xml(more)}), [[5.0]])


# --- Texts, styles and sheets --------------------------------------------------------------------

TEXT = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def _related(more: str, at_end: bool = True) -> bytes:
    """A workbook with one text, "một", and one more relation, maybe to a part with "hai"."""
    parts = hostile.book_parts(TEXT, shared="<si><t>một</t></si>")
    told = parts[BOOK_RELATIONS].decode()
    end = "</Relationships>" if at_end else '<Relationship Id="rId1"'
    parts |= {
        BOOK_RELATIONS: told.replace(end, more + end, 1).encode(),
        "xl/more.xml": parts[SHARED].replace("một".encode(), b"hai"),
    }
    return zipped(parts)


def _relation(kind: str, more: str = "", target: str = "more.xml") -> str:
    return f'<Relationship Id="more" Type="{kind}" Target="{target}"{more}/>'


TWICE = {
    "texts": _related(_relation(f"{OFFICE}/sharedStrings")),
    "texts, before": _related(_relation(f"{OFFICE}/sharedStrings"), at_end=False),
    "texts, the other way": _related(_relation(f"{STRICT_OFFICE}/sharedStrings")),
    "styles": _related(_relation(f"{OFFICE}/styles")),
    "texts outside": _related(_relation(f"{OFFICE}/sharedStrings", ' TargetMode="External"')),
    "texts of nobody's kind": _related(_relation(f"{OTHER}/sharedStrings")),
    "styles of nobody's kind": _related(_relation("urn:x/styles")),
    "an entry that is none": _related(
        _relation(f"{OFFICE}/theme").replace("<Relationship", '<Relationship xmlns="urn:x"')
    ),
}


@pytest.mark.parametrize("what", TWICE)
def test_texts_and_styles_are_told_once_and_as_the_standard_has_it(what: str) -> None:
    with pytest.raises(UnsafeFileError):
        read_workbook(TWICE[what], "a.xlsx")


@pytest.mark.parametrize(
    "kind",
    [
        f"{OFFICE}/theme",
        "http://schemas.microsoft.com/office/2017/10/relationships/person",
        "http://schemas.microsoft.com/office/2017/06/relationships/rdRichValueStructure",
        "http://customschemas.google.com/relationships/workbookmetadata",
        "http://www.wps.cn/officeDocument/2020/cellImage",
    ],
)
def test_what_else_programs_relate_is_of_no_matter(kind: str) -> None:
    reads(_related(_relation(kind)), [["một"]])
    reads(_related(_relation(kind, ' TargetMode="External"', "http://x.vn/")), [["một"]])


def test_texts_that_the_workbook_does_not_name_are_nobodys() -> None:
    parts = hostile.book_parts(TEXT, shared="<si><t>một</t></si>")
    with pytest.raises(UnreadableFileError):
        read_workbook(zipped(parts | {BOOK_RELATIONS: GOOD[BOOK_RELATIONS]}), "a.xlsx")


def test_a_sheet_outside_the_file() -> None:
    told = GOOD[BOOK_RELATIONS].replace(b'sheet1.xml"', b'sheet1.xml" TargetMode="External"')
    refused(with_parts({BOOK_RELATIONS: told}), UnsafeFileError, "nằm ngoài tệp")


def _sheet_says(attributes: str, lists: str = "<sheets>{}</sheets>", main: str = MAIN) -> bytes:
    """Two sheets, of which the first, with a 5, is listed with these attributes."""
    parts = hostile.book_parts(ROW, ROW.replace("5", "6"))
    listed = lists.format(f'<sheet name="S1" sheetId="1" {attributes}/>')
    book = f'<workbook xmlns="{main}" xmlns:r="{OFFICE}">{listed}</workbook>'
    return zipped(parts | {BOOK: book.encode()})


@pytest.mark.parametrize(
    "attributes",
    [
        'r:id="rId1" id="rId2"',
        'r:id="rId1" xmlns:q="urn:q" q:id="rId2"',
        'xmlns:q="urn:q" q:id="rId2" r:id="rId1"',
        f'r:id="rId1" xmlns:q="{STRICT_OFFICE}" q:id="rId2"',
        'id="rId1"',
        'xmlns:r="urn:q" r:id="rId1"',
        "",
    ],
)
def test_a_sheet_names_its_part_once(attributes: str) -> None:
    refused(_sheet_says(attributes), UnsafeFileError, "“S1” không chỉ tới đúng một phần")


IN_OTHER_PLACES = (
    '<sheets xmlns="urn:q">{}</sheets>',
    "<sheets>{}</sheets><sheets/>",
    "<extLst><ext><sheets>{}</sheets></ext></extLst>",
    '<sheets>{}<x xmlns="urn:q"><sheet/></x></sheets>',
    f'<sheets xmlns="{STRICT_MAIN}">{{}}</sheets>',
)


@pytest.mark.parametrize("lists", IN_OTHER_PLACES)
def test_sheets_are_listed_in_one_place(lists: str) -> None:
    refused(_sheet_says('r:id="rId1"', lists), UnsafeFileError, "danh sách trang tính")


def test_a_workbook_of_another_namespace() -> None:
    refused(_sheet_says('r:id="rId1"', main="urn:q"), UnsafeFileError, "danh sách trang tính")
    reads(_sheet_says('r:id="rId1"'), [[5.0]])


# --- Days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "is_1904"),
    [
        ("", False),
        ("<workbookPr/>", False),
        ('<workbookPr date1904="0"/>', False),
        ('<workbookPr date1904="false"/>', False),
        ('<workbookPr date1904="1"/>', True),
        ("<workbookPr date1904 = 'true'/>", True),
        ('<workbookPr date1904="&#49;"/>', True),
        ('<!-- <workbookPr date1904="1"/> -->', False),
        # As Excel writes it, of charts.
        (
            '<extLst><ext><q:workbookPr xmlns:q="urn:q" chartTrackingRefBase="1"/></ext></extLst>',
            False,
        ),
    ],
)
def test_from_when_days_are_counted(said: str, is_1904: bool) -> None:
    assert read_workbook(xlsx(ROW, properties=said), "a.xlsx").is_1904 is is_1904


@pytest.mark.parametrize(
    "said",
    [
        '<workbookPr date1904=" 1 "/>',
        '<workbookPr date1904="on"/>',
        '<workbookPr date1904=""/>',
        '<workbookPr date1904="0"/><workbookPr date1904="1"/>',
        '<x><workbookPr date1904="1"/></x>',
    ],
)
def test_readers_do_not_agree_from_when_days_are_counted(said: str) -> None:
    refused(xlsx(ROW, properties=said), UnsafeFileError, "mốc đếm ngày")
