"""The same kind of appendix laid out in any of the ways in which offices do, drawn at random."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from appendix_documents import Area, Document, Task

_OWN = {
    "HCTC": ("Phòng Hành chính - Tổ chức", "Hành chính – Tổ chức", "P. HC-TC", "P.HCTC"),
    "KT": ("Phòng Kinh tế", "P.KT", "kinh tế"),
    "KGVX": ("Phòng Khoa giáo - Văn xã", "P.KGVX", "Khoa giáo–Văn xã"),
    "NC": ("Phòng Nội chính", "P.NC", "P. Nội chính"),
    "TTTH": ("Trung tâm Tin học", "TT Tin học tỉnh", "TTTH"),
    "BTCD": ("Ban Tiếp công dân tỉnh", "Ban TCD"),
}
_OTHERS = {
    "SNV": ("Sở Nội vụ", "Sở NV"),
    "UBNDH": ("UBND các huyện, thị xã, thành phố", "UBND cấp huyện"),
    "Sở Tài chính": ("Sở Tài chính",),
    "Sở Văn hóa, Thể thao và Du lịch": ("Sở Văn hóa, Thể thao và Du lịch",),
}
_ALL = ("Các phòng, ban, trung tâm", "Tất cả", "các phòng, ban, đơn vị thuộc Văn phòng")
_VERBS = ("Rà soát", "Ban hành", "Theo dõi", "Đôn đốc", "Công khai", "Tổ chức", "Cập nhật")
_OBJECTS = (
    "danh mục thủ tục hành chính", "quy chế làm việc", "phí, lệ phí tại nơi tiếp nhận",
    "báo cáo quý; báo cáo năm", "việc thực hiện Nghị định số 61/2018/NĐ-CP",
    "công tác tiếp công dân (định kỳ, đột xuất)", "chỉ tiêu số hóa hồ sơ đạt 100%",
)  # fmt: skip
_TIMES = {
    "period": ("Thường xuyên", "Hằng quý", ""),
    "yearly": ("Hằng năm",),
    "2024-06-30": ("Quý II/2024", "Hết tháng 6/2024", "30/6/2024", "Trước ngày 01/7/2024",
                   "ngày 30 tháng 6 năm 2024", "6 tháng đầu năm 2024", "Tháng 6",
                   "Hoàn thành trước ngày 01/7/2024", "Quý 2 năm 2024", "T6/2024"),
    "2024-12-31": ("Năm 2024", "Đến hết năm 2024", "31.12.2024", "Giai đoạn 2023 - 2024"),
    "unread Khi có yêu cầu": ("Khi có yêu cầu",),
}  # fmt: skip
_AREAS = {
    "1": "Công tác chỉ đạo, điều hành cải cách hành chính",
    "2": "Cải cách thể chế",
    "3": "Cải cách thủ tục hành chính",
    "6": "Cải cách tài chính công",
}
_HEADERS: Mapping[str, Sequence[str]] = {
    "tt": ("TT", "STT", "Số TT"),
    "content": ("Nội dung", "Tiêu chí", "Lĩnh vực, tiêu chí"),
    "task": ("Nhiệm vụ, giải pháp", "Nhiệm vụ cụ thể", "Giải pháp thực hiện"),
    "leads": ("Đơn vị chủ trì", "Chủ trì", "Cơ quan chủ trì"),
    "helps": ("Đơn vị phối hợp", "Phối hợp"),
    "authority": ("Thẩm quyền thực hiện", "Thẩm quyền"),
    "due": ("Thời gian hoàn thành", "Thời hạn", "Hoàn thành", "Mốc thời gian"),
    "other": ("Sản phẩm", "Ghi chú", "Kinh phí"),
}
_MARKS: Sequence[Sequence[str]] = (("- ", "- "), ("+ ", "+ "), ("a) ", "b) "), ("1. ", "2. "))


def layout(seed: int) -> Document:
    """Return a document with the tasks that it gives, the same for the same seed."""
    draw = random.Random(seed)
    columns = ["content", "task", "leads", "helps", "authority", "due", "other"]
    draw.shuffle(columns)
    columns = ["tt", *columns]
    table: list[tuple[str, ...] | Task | Area] = [
        tuple(draw.choice(_HEADERS[column]) for column in columns)
    ]
    if draw.random() < 0.4:
        table.append(tuple(f"({at})" for at in range(1, len(columns) + 1)))
    style = draw.choice(("roman", "letter", "whole", "number"))
    for at, area in enumerate(draw.sample(sorted(_AREAS), 3)):
        name = draw.choice((_AREAS[area], _AREAS[area].upper()))
        sign = {"roman": ["I", "II", "III"][at], "letter": "ABC"[at], "number": area}.get(style, "")
        if style == "whole":
            table.append((name, *"<" * (len(columns) - 1)))
        else:
            table.append(tuple({"tt": sign, "content": name}.get(each, "") for each in columns))
        table.append(Area(area))
        for number in range(1, 4):
            code = f"{area}.{number}" if style == "number" else str(number)
            table += _row(draw, code, columns)
    if draw.random() < 0.5:
        table.append(("Ghi chú: thời hạn có thể điều chỉnh", *"<" * (len(columns) - 1)))
    title = "PHỤ LỤC I. NHIỆM VỤ NĂM 2024"
    if draw.random() < 0.5:
        return Document(f"{seed}.docx", (title, table, [("Nơi nhận: VT", "CHÁNH VĂN PHÒNG")]))
    return Document(f"{seed}.xlsx", {"PL I": [(title,), (), *table, (), ("", "", "", "KT. CVP")]})


def _row(draw: random.Random, code: str, columns: list[str]) -> list[tuple[str, ...] | Task]:
    """A row, and its tasks."""
    tasks = [f"{draw.choice(_VERBS)} {object_}" for object_ in draw.sample(_OBJECTS, 2)]
    marks = draw.choice(_MARKS)
    tasks = tasks if draw.random() < 0.3 else tasks[:1]
    lines = [f"{mark}{task}" for mark, task in zip(marks, tasks, strict=False)]
    leads, lead_codes = _units(draw, _OWN, draw.choice((1, 1, 2)))
    helps, help_codes = draw.choice((
        ("", ""), (draw.choice(_ALL), "*"),
        _units(draw, _OWN, 2), _units(draw, _OTHERS, draw.choice((1, 2))),
    ))  # fmt: skip
    due = draw.choice(list(_TIMES))
    authority = draw.choice(("office", "province"))
    cells = {
        "tt": code,
        "content": f"Tiêu chí {code}",
        "task": "\n".join(lines) if len(tasks) > 1 else tasks[0],
        "leads": leads,
        "helps": helps,
        "authority": {"office": "Văn phòng", "province": "Cấp tỉnh"}[authority],
        "due": draw.choice(_TIMES[due]),
        "other": draw.choice(("", "Báo cáo")),
    }
    given = [Task(task, lead_codes, help_codes, due, authority) for task in tasks]
    return [tuple(cells[each] for each in columns), *given]


def _units(draw: random.Random, known: Mapping[str, Sequence[str]], count: int) -> tuple[str, str]:
    """Names of units in one cell, and their codes."""
    codes = draw.sample(sorted(known), count)
    between = draw.choice(("; ", ", ", "\n", " và "))
    return between.join(draw.choice(known[code]) for code in codes), "; ".join(codes)
