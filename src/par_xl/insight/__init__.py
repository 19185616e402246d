"""What a period's result means: pure functions from plan and result to what people decide from.

Nothing here reads a file or writes one; master, report, reminders and page show what it finds.
"""
