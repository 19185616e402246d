"""What goes out of the office: report, reminders, public page, tables; each of a period's data."""
