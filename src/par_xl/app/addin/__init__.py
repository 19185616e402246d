"""The Excel add-in: built from text, installed for one user, looked after."""
