"""The field's words, Vietnamese text, findings, errors, languages."""
