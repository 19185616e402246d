"""A code explained, and a rule of one's own tried: ``python docs/examples/declare_a_rule.py``.

How a rule becomes one of the product's stands in CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from par_xl.rules.rule import Example, FilledRow, Rule, Scope, Words, when
from par_xl.system.console import readable_output
from par_xl.terms.explain import explain
from par_xl.terms.words import Severity, Status


def _jumped(row: FilledRow) -> Iterable[Words]:
    share = row.reported.progress
    is_going = row.reported.status is Status.IN_PROGRESS
    return when(is_going and isinstance(share, float) and share >= 1)


RULE = Rule(
    code="VD01",
    severity=Severity.WARNING,
    scope=Scope.ROW,
    field="progress",
    title="đã 100% mà chưa hoàn thành",
    message="“Đang thực hiện” mà tiến độ {value}.",
    fix="Nếu đã xong, chọn “Hoàn thành” và nhập Ngày hoàn thành.",
    source="Ví dụ",
    broken=_jumped,
    passes=Example({"status": "Đang thực hiện", "progress": 0.9}),
    fails=Example({"status": "Đang thực hiện", "progress": 1.0}),
)


def main() -> None:
    """Print what TL01 means, then what the new rule says of its own examples."""
    told = explain("TL01")
    print(f"{told.code} ({told.severity.label}): {told.message} {told.fix}")
    for example in (RULE.passes, RULE.fails):
        assert isinstance(example, Example)
        for words in _jumped(example.row()):
            finding = RULE.at("HCTC.xlsx", "Phụ lục I", "P12", "100%", words)
            print(finding.message, finding.fix)


if __name__ == "__main__":
    readable_output()
    main()
