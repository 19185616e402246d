"""What people start: the command line, Excel's tab, the add-in."""
