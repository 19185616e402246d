"""What the docs show is made here: what commands print, pictures of workbooks, the guide as PDF.

``python -m docs_made`` in the project's root makes all of it anew, the workbooks in
``workbook/`` too; tests/project/test_docs_made.py says when something is stale.

**Printed output.** Markers in a page of ``docs/`` or README, each a line of its own::

    <!-- thư mục: demo -->
    <!-- chạy: par-xl merge 2024-06 -->
    ```text
    (the script's: whatever stands here is written anew; none has to be there at first)
    ```
    <!-- hết -->

A page's commands run in order, in a folder of the page's own that is shown as the drive ``D:``
of a Windows machine; paths are written as there (``da-nop\\2024-06\\TH_2024-06.xlsx``). The
block begins with the prompt and the command.

====================================  =========================================================
``thư mục: trống``                    begin again in an empty folder, at ``D:\\`` (so does a page)
``thư mục: demo``                     begin again in ``D:\\cchc-2024``: the demo's forms were sent
                                      out and came back, nothing is merged
``ngày: 7/6/2024 14:30``              now it is so late (without an hour, 8:00); 12/6/2024 at first
``chép: TỆP -> TỆP``                  copy a file (with its time of change)
``chuyển: TỆP -> TỆP``                move a file or a folder
``sửa: TỆP | TRANG | Ô | GIÁ TRỊ``    type into a cell and save, now: a number with a point, a day
                                      (5/6/2024) or a text; nothing empties the cell
``chạy: LỆNH``                        run and show; the block ends with ``<!-- hết -->``
``chạy: LỆNH | dòng 1-4, 9, 12-, -3`` show only these lines, ``…`` for those left out; ``12-``: to
                                      the end, ``-3``: the last three
``chạy (lỗi): LỆNH``                  the same for a command that has to fail (exit status 2)
``chạy (ẩn): LỆNH``                   run without showing anything: no block
====================================  =========================================================

Commands (on POSIX systems): ``par-xl …``, and Windows' ``cd`` and ``dir /b``. An exit status
0 or 1 is taken for done. The width is 140 columns for tables, 100 for ``--help``; hashes are shown
as 0123456789abcdef.

**Pictures.** A line in ``pictures.py`` names a workbook of the demo's folder, a sheet and an area;
LibreOffice prints it into ``docs/hinh``. A page shows it as ``![what is seen](../hinh/NAME.png)``.
``manifest.json`` has hashes of what each picture shows and of the picture: staleness is known
without LibreOffice, and only what is stale is drawn again (``--all``: everything).

**The official's guide as PDF**: ``guide.py`` prints ``docs/huong-dan/dien-bieu-mau.md``.
"""
