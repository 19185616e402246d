"""The one call that Excel's tab makes: a button was clicked."""

from __future__ import annotations

import sys
from collections.abc import Callable

from par_xl.app.excel import buttons
from par_xl.app.excel.session import Cancelled, Excel, connect, tell_without_excel

BUTTONS: dict[str, Callable[[Excel], None]] = {
    "parxlForms": buttons.make_forms,
    "parxlCheck": buttons.check,
    "parxlClear": buttons.clear,
    "parxlMerge": buttons.merge,
    "parxlMaster": buttons.open_master,
    "parxlGuide": buttons.guide,
    "parxlSettings": buttons.settings,
}
"""By the button's id in ``macros/ribbon.xml``."""


def click(button: str) -> None:
    """Do what a button is for. Whatever happens, the user is told, and nothing is raised: the
    tab would show it as it is."""
    try:
        excel = connect(sys.argv)
    except Exception as error:
        tell_without_excel(buttons.problem(error))
        return
    try:
        BUTTONS[button](excel)
    except Cancelled:
        pass
    except Exception as error:
        text = buttons.problem(error)
        try:
            excel.tell(text, is_problem=True)
        except Exception:
            # Excel was closed meanwhile.
            tell_without_excel(text)
    finally:
        excel.give_back_status()
