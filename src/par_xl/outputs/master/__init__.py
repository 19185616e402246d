"""The master: the consolidated workbook, with live counts and rates."""
