"""Nhật ký: who merged what, when, from which bytes; each line is chained to the one before."""

from par_xl.ledger.ledger import (
    Correction,
    Kind,
    Ledger,
    LedgerFile,
    LedgerLine,
    ledger_bytes,
    read_ledger,
    tail_of,
)

__all__ = [
    "Correction",
    "Kind",
    "Ledger",
    "LedgerFile",
    "LedgerLine",
    "ledger_bytes",
    "read_ledger",
    "tail_of",
]
