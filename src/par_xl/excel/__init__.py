"""Excel's tab: the buttons, and the open workbook under them."""
