"""From text to par_xl.xlam: xlwings' RunPython patched, the VBA project, the package around it."""
