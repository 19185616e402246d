"""Workbooks in and out, without meaning: one guard, the readers, one writer."""
