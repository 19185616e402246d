"""The ribbon's XML against the rules of customUI (Office 2007 and later), and its callbacks."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from par_xl.app.addin.build import macro
from par_xl.app.excel.ribbon import BUTTONS

NAMESPACE = "http://schemas.microsoft.com/office/2006/01/customui"
# Element → what may stand in it, and which of its attributes are used here (the schema has more).
RULES: dict[str, tuple[set[str], set[str]]] = {
    "customUI": ({"ribbon"}, set()),
    "ribbon": ({"tabs"}, set()),
    "tabs": ({"tab"}, set()),
    "tab": ({"group"}, {"id", "label", "keytip"}),
    "group": ({"button"}, {"id", "label"}),
    "button": (
        set(),
        {"id", "label", "size", "imageMso", "onAction", "screentip", "supertip", "keytip"},
    ),
}
LONGEST = {"id": 1024, "label": 1024, "screentip": 1024, "supertip": 1024, "onAction": 1024}
# Built-in commands of Excel since 2007, whose pictures later versions keep.
PICTURES = {
    "FileNew",
    "FileOpen",
    "Help",
    "AutoSum",
    "AcceptInvitation",
    "PropertySheet",
    "ReviewDeleteComment",
}


def faults(text: str) -> list[str]:
    """What of it Excel would refuse, and with it the whole tab."""
    try:
        root = etree.fromstring(text.encode())
    except etree.XMLSyntaxError as error:
        return [f"not XML: {error}"]
    found = []
    if root.tag != f"{{{NAMESPACE}}}customUI":
        found.append(f"root is {etree.QName(root)}")
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        inside, attributes = RULES.get(name, (set(), set()))
        if etree.QName(element).namespace != NAMESPACE or name not in RULES:
            found.append(f"unknown element {name}")
        found += [
            f"{etree.QName(child).localname} in {name}"
            for child in element.iterchildren(etree.Element)
            if etree.QName(child).localname not in inside
        ]
        for key, value in element.attrib.items():
            if key not in attributes:
                found.append(f"{name} has {key}")
            if not 1 <= len(value) <= LONGEST.get(key, 1024):
                found.append(f"length of {key} {value[:20]}")
        found += _values(name, element)
    for key in ("id", "keytip"):
        values = [element.get(key) for element in root.iter(etree.Element) if element.get(key)]
        found += [f"{key} {value} twice" for value in {v for v in values if values.count(v) > 1}]
    return found


def _values(name: str, element: etree._Element) -> list[str]:
    found = []
    if name in ("tab", "group", "button") and not re.fullmatch(
        r"[A-Za-z_]\w*", element.get("id", "")
    ):
        found.append(f"id of {name}")
    if (size := element.get("size")) not in (None, "normal", "large"):
        found.append(f"size {size}")
    if (keytip := element.get("keytip")) and not re.fullmatch("[A-Z0-9]{1,3}", keytip):
        found.append(f"keytip {keytip}")
    if name == "button":
        wanted = {"label", "imageMso", "onAction", "screentip", "supertip", "keytip"}
        found += [f"{element.get('id')} without {key}" for key in wanted - set(element.keys())]
        if element.get("imageMso") not in PICTURES:
            found.append(f"picture {element.get('imageMso')}")
    return found


def buttons() -> list[etree._Element]:
    return list(etree.fromstring(macro("ribbon.xml").encode()).iter(f"{{{NAMESPACE}}}button"))


def test_ribbon_keeps_the_rules() -> None:
    assert faults(macro("ribbon.xml")) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("2006/01", "2006/02", "unknown element customUI"),
        ('id="parxlTab"', 'id="1"', "id of tab"),
        ('id="parxlCheck"', 'id="parxlForms"', "id parxlForms twice"),
        ('keytip="K"', 'keytip="T"', "keytip T twice"),
        ('keytip="K"', 'keytip="Đ"', "keytip Đ"),
        ('size="large"', 'size="big"', "size big"),
        ('imageMso="AutoSum"', 'imageMso="Sum"', "picture Sum"),
        ('label="Hướng dẫn"', f'label="{"x" * 1025}"', "length of label"),
        ("<ribbon>", '<ribbon><backstage id="b"/>', "backstage in ribbon"),
        ("supertip=", "superTip=", "button has superTip"),
        ("</customUI>", "", "not XML"),
    ],
)
def test_checker_sees_what_is_wrong(right: str, wrong: str, fault: str) -> None:
    assert right in macro("ribbon.xml")
    found = faults(macro("ribbon.xml").replace(right, wrong))
    assert any(each.startswith(fault) for each in found), found


def test_every_callback_has_its_sub() -> None:
    wanted = {button.get("onAction") for button in buttons()}
    assert wanted == {"ParXlClick"}
    code = macro("parxl.bas")
    for name in wanted:
        subs = re.findall(rf"(?m)^Public Sub {name}\((.*)\)$", code)
        assert subs == ["control As IRibbonControl"]


def test_buttons_are_those_that_python_knows() -> None:
    assert [button.get("id") for button in buttons()] == list(BUTTONS)


def test_names_are_the_issues() -> None:
    root = etree.fromstring(macro("ribbon.xml").encode())
    names = [e.get("label") for e in root.iter(f"{{{NAMESPACE}}}tab", f"{{{NAMESPACE}}}group")]
    assert names == ["Cải cách hành chính", "Biểu mẫu", "Tổng hợp", "Trợ giúp"]
    assert [button.get("label") for button in buttons()] == [
        "Tạo biểu mẫu",
        "Kiểm tra tệp đang mở",
        "Xóa đánh dấu",
        "Tổng hợp kỳ…",
        "Mở tệp tổng hợp",
        "Hướng dẫn",
        "Kiểm tra cài đặt",
    ]
