"""par_xl on a Windows Python, under Wine."""
