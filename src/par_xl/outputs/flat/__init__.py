"""Flat tables for other systems; names of tables and columns never change."""
