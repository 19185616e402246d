"""Every code explained, rules and the plan's faults together, as it is written for readers."""

from __future__ import annotations

import json
from collections.abc import Iterator

from par_xl.plan.reader import PLAN_FAULTS
from par_xl.rules.explain import explanation
from par_xl.rules.registry import RULES
from par_xl.terms.explain import Explanation
from par_xl.terms.messages import N_, Message, to_json
from par_xl.terms.words import Severity


def all_explanations() -> Iterator[Explanation]:
    """Errors before warnings before infos, then the plan's faults."""
    yield from map(explanation, RULES)
    for code, fault in sorted(PLAN_FAULTS.items()):
        words = dict(zip(("value", "more"), fault.sample, strict=True))
        yield Explanation(
            code=code,
            severity=Severity.ERROR,
            title=fault.title,
            message=Message(fault.message, words),
            fix=Message(fault.fix, words),
            source=N_("Quy ước, mục 3: kế hoạch ke-hoach.xlsx"),
        )


def explained_json() -> str:
    """What ``par_xl.terms.explain`` reads."""
    told = [
        {name: to_json(getattr(each, name)) for name in Explanation.__slots__}
        for each in all_explanations()
    ]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def faults_page() -> str:
    """The page of all faults, in Markdown, as it stands in ``docs/huong-dan``."""
    lines = [
        "# Các lỗi, cảnh báo, lưu ý và cách sửa",
        "",
        "Trang này do chương trình viết từ chính các quy tắc kiểm tra; xem từng mã bằng "
        "`par-xl explain MÃ`.",
        "**Lỗi**: chưa được tính, trả lại đơn vị. **Cảnh báo**: vẫn tính, nên xem lại. "
        "**Lưu ý**: đã tự đọc đúng, không phải làm gì.",
    ]
    for each in all_explanations():
        lines += ["", f"## {each.code} · {each.severity.label}: {each.title}", "", each.message]
        lines += ["", f"- Cách sửa: {each.fix}"]
        if each.passes:
            lines += [f"- Xem xét: {each.looks_at}."]
            lines += [f"- Đúng: {each.passes}", f"- Sai: {each.fails}", f"- {each.in_form}"]
        lines += [f"- Căn cứ: {each.source}."]
    return "\n".join(lines) + "\n"
