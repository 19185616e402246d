"""Every code explained: the rules on what units send, and the plan's own faults."""

from __future__ import annotations

from functools import cache

from par_xl.errors import ParXlError
from par_xl.plan.reader import PLAN_FAULTS
from par_xl.rules.explain import Explanation, explanation
from par_xl.rules.registry import RULES
from par_xl.text import nearest
from par_xl.words import Severity


@cache
def explanations() -> dict[str, Explanation]:
    """All explanations by code: errors before warnings before infos, then the plan's faults."""
    found = {rule.code: explanation(rule) for rule in RULES}
    for code, fault in sorted(PLAN_FAULTS.items()):
        value, more = fault.sample
        found[code] = Explanation(
            code=code,
            severity=Severity.ERROR,
            title=fault.title,
            message=fault.message.format(value=value, more=more),
            fix=fault.fix.format(value=value, more=more),
            source="Quy ước, mục 3: kế hoạch ke-hoach.xlsx",
        )
    return found


def explain(code: str) -> Explanation:
    """One code explained, however it is typed.

    Raises:
        ParXlError: there is no such code.
    """
    known = explanations()
    found = known.get(code.strip().upper())
    if found is None:
        near = nearest(code, known)
        raise ParXlError(
            f"Không có mã lỗi «{code}».",
            (f"Có phải là {near}? " if near else "") + "Xem mọi mã lỗi bằng: par-xl explain.",
        )
    return found


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
    for each in explanations().values():
        lines += ["", f"## {each.code} · {each.severity.label}: {each.title}", "", each.message]
        lines += ["", f"- Cách sửa: {each.fix}"]
        if each.passes:
            lines += [f"- Xem xét: {each.looks_at}."]
            lines += [f"- Đúng: {each.passes}", f"- Sai: {each.fails}", f"- {each.in_form}"]
        lines += [f"- Căn cứ: {each.source}."]
    return "\n".join(lines) + "\n"
