"""Excel's tab: the buttons, and the open workbook under them."""

import sys

# The one part of xlwings under another licence (PolyForm Noncommercial, or paid). xlwings tries to
# load it, with a licence key or without, and does all that is used here where it is not there.
sys.modules.setdefault("xlwings.pro", None)  # type: ignore[arg-type]
