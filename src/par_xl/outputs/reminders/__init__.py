"""Reminders: a letter to all units that are late, a slip to each that owes something."""
