"""Columns moved, hidden, renamed, deleted or added."""

from __future__ import annotations

from libreoffice import Value

from .honest_form import ONE, TWO
from .making import Workshop, case


@case()
def columns_moved(shop: Workshop) -> bytes:
    """LibreOffice: the results cut and inserted before the task, the scores at the end."""
    return shop.saved(
        lambda doc: doc.move_column(ONE, shop.column("result"), shop.column("content")),
        lambda doc: doc.move_column(TWO, shop.column("status"), shop.column("check")),
    )


@case()
def columns_hidden(shop: Workshop) -> bytes:
    """LibreOffice: columns hidden, some of them with answers."""
    span = shop.span("1.1", "1.1", "progress", "self_score")
    return shop.saved(lambda doc: doc.hide_columns(ONE, span))


@case(("TE07", ONE), refused=True)
def a_column_renamed(shop: Workshop) -> bytes:
    """LibreOffice: another header over the statuses."""
    cell = f"{shop.column('status')}{shop.header}"
    return shop.saved(lambda doc: doc.put(ONE, cell, "Kết quả"))


@case(("TE24", ONE, "header", "status"))
def a_header_typed_again(shop: Workshop) -> bytes:
    """LibreOffice: the same header in capitals, with a space too many."""
    cell = f"{shop.column('status')}{shop.header}"
    return shop.saved(lambda doc: doc.put(ONE, cell, "TÌNH TRẠNG  THỰC HIỆN"))


@case(("DG07", ONE))
def a_locked_column_renamed(shop: Workshop) -> bytes:
    """LibreOffice: another header over a column of the plan's."""
    cell = f"{shop.column('performers')}{shop.header}"
    return shop.saved(lambda doc: doc.put(ONE, cell, "Việc phải làm"))


@case(("TE07", ONE), refused=True)
def a_column_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the documents' column deleted."""
    return shop.saved(lambda doc: doc.delete_columns(ONE, shop.column("evidence")))


@case(("TE07", TWO), refused=True)
def the_hidden_column_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the hidden column with the row keys deleted on one sheet."""
    return shop.saved(lambda doc: doc.delete_columns(TWO, shop.column("key")))


@case(("DG07", ONE), ("DG07", ONE))
def locked_columns_deleted(shop: Workshop) -> bytes:
    """LibreOffice: two of the plan's columns deleted to make the table narrower."""
    return shop.saved(
        lambda doc: doc.delete_columns(ONE, shop.column("authority")),
        lambda doc: doc.delete_columns(ONE, shop.column("performers")),
    )


@case()
def the_verdicts_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the column of live verdicts deleted."""
    return shop.saved(lambda doc: doc.delete_columns(ONE, shop.column("check")))


@case()
def a_column_of_ones_own(shop: Workshop) -> bytes:
    """LibreOffice: a column inserted among those to fill, for the officer's own notes."""
    column = shop.column("progress")
    notes: dict[tuple[str, str], Value] = {
        (ONE, f"{column}{shop.header}"): "Ghi chú",
        (ONE, f"{column}{shop.row('1.3')}"): "chưa ai làm",
    }
    return shop.saved(lambda doc: doc.insert_columns(ONE, column), lambda doc: doc.put_many(notes))


@case(("TE07", ONE, "header", "explanation"), refused=True)
def a_column_twice(shop: Workshop) -> bytes:
    """LibreOffice: a second column under the same header, further left."""
    column = shop.column("progress")
    return shop.saved(
        lambda doc: doc.insert_columns(ONE, column),
        lambda doc: doc.put(ONE, f"{column}{shop.header}", "Giải trình, nguyên nhân"),
    )
