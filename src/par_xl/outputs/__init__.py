"""What goes out of the office: report, reminders, public page, flat tables; each from a dossier."""
