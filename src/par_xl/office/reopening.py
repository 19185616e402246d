"""How a closed period is opened again: told wherever that is what helps."""

from __future__ import annotations

from par_xl.ledger import Ledger


def reopening(ledger: Ledger, period: str) -> str:
    """What to do, within a sentence; ``undo`` goes back through the works of all periods, so what
    else it would undo is said."""
    since = ledger.since_closing(period)
    if not since:
        return "bỏ chốt bằng par-xl undo"
    others = ", ".join(sorted({line.period for line in since}))
    return (
        f"bỏ chốt bằng par-xl undo, chạy {len(since) + 1} lần (hoàn tác lần lượt từ việc cuối cùng "
        f"của mọi kỳ, nên {len(since)} việc làm sau đó của kỳ {others} cũng bị hoàn tác, phải làm "
        "lại)"
    )
