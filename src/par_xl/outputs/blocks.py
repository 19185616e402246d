"""A document as data: what it says, in which order; how it looks is decided in ``word``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

from par_xl.merge.stamp import Stamp
from par_xl.terms.text import shown


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its number in its text: level 1 "I. …", 2 "1. …", 3 "a) …"."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text; ``lead`` are its first words, in bold.

    What stands in it as "[Bổ sung: …]" is for people to fill in, and marked.
    """

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Dash:
    """One of several items, "- …"."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; ``width`` is its share beside the others', ``value`` what it says of a
    row."""

    header: str
    width: float
    align: Literal["left", "center", "right"] = "left"
    value: Callable[[Any], str] = field(default=str, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; a row of one text is a heading over all columns."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def table(caption: str, rows: Iterable[Any], *columns: Column) -> Table:
    """Return a table of what its columns say of each of *rows*; a row that is a text is a
    heading."""
    return Table(
        caption,
        columns,
        tuple(
            (row,) if isinstance(row, str) else tuple(column.value(row) for column in columns)
            for row in rows
        ),
    )


@dataclass(frozen=True, slots=True)
class Series:
    """A chart's values, one for each of its categories; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of rates (0 to 1): bars beside categories, or lines over them.

    ``says`` is what it shows, for those who can't see it.
    """

    caption: str
    kind: Literal["bar", "line"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    says: str


Block = Heading | Paragraph | Dash | Table | Chart


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex on a page of its own: "Phụ lục I", its title, what it holds."""

    number: str
    title: str
    blocks: tuple[Block, ...]
    is_landscape: bool = False


class Form(Enum):
    """Which form of Decree 30/2020/NĐ-CP a document has."""

    NAMED = "named"
    """With a name of its own, BÁO CÁO (annex III, form 1.4)."""
    LETTER = "letter"
    """Công văn: "V/v …" under its number, "Kính gửi" (annex III, form 1.5)."""
    PART = "part"
    """No head and no foot: it goes into another document."""


@dataclass(frozen=True)
class Document:
    """A document to be signed. Its number and day are left blank.

    ``info`` is the plan's `Thông tin`; ``sign`` what follows "Số:     /"; ``name`` the kind in
    capitals, None for a letter; ``basis`` "Căn cứ …" and the like; ``to`` whom a letter goes to.
    ``translate`` puts its headings into a language: the name, DỰ THẢO, what captions begin with.
    """

    form: Form
    info: Mapping[str, str]
    stamp: Stamp
    sign: str
    name: str | None
    subject: str
    to: tuple[str, ...]
    basis: tuple[str, ...]
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    translate: Callable[[str], str] = str

    @property
    def title(self) -> str | None:
        """The name, translated."""
        return self.translate(self.name) if self.name else None

    @property
    def draft(self) -> str | None:
        """DỰ THẢO until the period is closed, translated."""
        return self.translate(self.stamp.draft) if self.stamp.draft else None


_ILLEGAL = re.compile("[\ufffe\uffff]")
"""What XML has no way to write, beside what is not shown."""
_BREAKS = re.compile(r"\s*\n\s*")
_SPACES = re.compile(r"[ \t]+")


def legal(text: str) -> str:
    """Text without the characters that no document can hold, its letters in one form."""
    return unicodedata.normalize("NFC", _ILLEGAL.sub("", shown(text)))


def one_line(text: str) -> str:
    """Text of one paragraph: people's line breaks are spaces in it."""
    return _SPACES.sub(" ", _BREAKS.sub(" ", legal(text))).strip()
