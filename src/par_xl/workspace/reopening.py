"""How a closed period is opened again: told wherever that is what helps."""

from __future__ import annotations

from gettext import gettext as _

from par_xl.ledger import Ledger


def reopening(ledger: Ledger, period: str) -> str:
    """What to do, within a sentence; ``undo`` goes back through the works of all periods, so what
    else it would undo is said."""
    since = ledger.since_closing(period)
    if not since:
        return _("bỏ chốt bằng par-xl undo")
    others = ", ".join(sorted({line.period for line in since}))
    return _(
        "bỏ chốt bằng par-xl undo, chạy {times} lần (hoàn tác lần lượt từ việc cuối cùng của "
        "mọi kỳ, nên {count} việc làm sau đó của kỳ {periods} cũng bị hoàn tác, phải làm lại)"
    ).format(times=len(since) + 1, count=len(since), periods=others)
