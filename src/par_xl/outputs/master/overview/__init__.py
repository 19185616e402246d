"""The master's first sheet, `Tổng quan`: one screen and one printed page.

Every number on it is a formula over the other sheets, stored with its value; only the order of
areas is fixed when it is written.
"""

from par_xl.outputs.master.overview.page import SHEET
from par_xl.outputs.master.overview.sheet import write_overview

__all__ = ["SHEET", "write_overview"]
