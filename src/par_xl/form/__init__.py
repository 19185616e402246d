"""The form: the workbook that one unit fills for one period."""
