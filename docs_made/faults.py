"""Every fault explained: what ``par-xl explain`` reads, and the page of them."""

from __future__ import annotations

import json

from par_xl.rules.explain import all_explanations
from par_xl.terms.explain import Explanation
from par_xl.terms.messages import to_json


def explained_json() -> str:
    """Return what ``par_xl.terms.explain`` reads."""
    told = [
        {name: to_json(getattr(each, name)) for name in Explanation.__slots__}
        for each in all_explanations()
    ]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def faults_page() -> str:
    """Return the page of all faults, in Markdown, as it stands in ``docs/huong-dan``."""
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
