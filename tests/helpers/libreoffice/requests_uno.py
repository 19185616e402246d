"""What bridge.py can be asked for: each do_NAME answers the request NAME."""

import datetime
from pathlib import Path
from string import ascii_uppercase

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet import TableFilterField
from com.sun.star.table import CellAddress, TableSortField

MAX_CELLS = 5_000_000  # a stray cell at XFD1048576 must not ask for 17 billion values
MAX_MARKS = 1000  # showInvalid() stops there
FORMULA_ERROR = 4  # com.sun.star.sheet.FormulaResult.ERROR
CONTENTS = 1 | 2 | 4 | 16  # CellFlags: VALUE, DATETIME, STRING, FORMULA
CALC = "com.sun.star.sheet.SpreadsheetDocument"
WRITER = "com.sun.star.text.GenericTextDocument"
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
}
EQUAL = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")


class RefusedError(Exception):
    """The request can't be done; the message says why."""


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def letters(column):
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


class Requests:
    """The open documents by number; the class that starts soffice adds desktop and inside."""

    def __init__(self):
        self.documents = {}

    def sheet(self, document, name):
        found = self.documents[document].Sheets
        if name not in found.ElementNames:
            raise RefusedError(f"no sheet {name!r}, there are {list(found.ElementNames)}")
        return found.getByName(name)

    def range(self, document, sheet, name):
        try:
            return self.sheet(document, sheet).getCellRangeByName(name)
        except uno.getClass("com.sun.star.uno.RuntimeException"):
            raise RefusedError(f"no cell or range {name!r} on sheet {sheet!r}") from None

    def sheet_of(self, document, sheet, cells, edit=False):
        """The sheet, on which each of these names is a cell's, and to edit them each is open."""
        found, cells = self.sheet(document, sheet), tuple(cells)
        for name in cells:
            if ":" in name:
                raise RefusedError(f"one cell is needed, not the range {name!r}")
        if name := self.inside.call("NoCell", found, cells):
            raise RefusedError(f"no cell {name!r} on sheet {sheet!r}")
        # LibreOffice ignores some changes of locked cells without a word, others it makes.
        if edit and found.isProtected() and (name := self.inside.call("LockedCell", found, cells)):
            raise RefusedError(f"{sheet}.{name} is locked and its sheet protected")
        return found

    def editable_sheet(self, document, sheet):
        found = self.sheet(document, sheet)
        if found.isProtected():
            raise RefusedError(f"sheet {sheet!r} is protected")
        return found

    def do_open(self, document, path, calc=True):
        loaded = self.desktop.loadComponentFromURL(
            uno.systemPathToFileUrl(path), "_blank", 0,
            properties(Hidden=True, UpdateDocMode=0, MacroExecutionMode=0),
        )  # fmt: skip
        if loaded is None:
            raise RefusedError(f"LibreOffice can't load {Path(path).name}")
        if calc and not loaded.supportsService(CALC):
            loaded.close(True)
            raise RefusedError(f"LibreOffice does not take {Path(path).name} for a workbook")
        self.documents[document] = loaded

    def do_run(self, path, calls):
        loaded = self.desktop.loadComponentFromURL(
            uno.systemPathToFileUrl(path), "_blank", 0,
            properties(Hidden=True, MacroExecutionMode=4),  # run without asking
        )  # fmt: skip
        if loaded is None:
            raise RefusedError(f"LibreOffice can't load {Path(path).name}")
        try:
            provider = loaded.getScriptProvider()
            place = "?language=Basic&location=document"
            scripts = (
                provider.getScript(f"vnd.sun.star.script:VBAProject.{name}{place}")
                for name, _ in calls
            )
            return [
                script.invoke(tuple(arguments), (), ())[0]
                for script, (_, arguments) in zip(scripts, calls, strict=True)
            ]
        finally:
            loaded.close(True)

    def do_close(self, document):
        self.documents.pop(document).close(True)

    def do_sheets(self, document):
        return list(self.documents[document].Sheets.ElementNames)

    def do_type(self, document, sheet, cell, text):
        found = self.sheet_of(document, sheet, [cell], edit=True)
        found.getCellRangeByName(cell).FormulaLocal = text

    def do_put(self, document, cells):
        null = self.documents[document].NullDate
        day = datetime.date(null.Year, null.Month, null.Day)
        start = datetime.datetime.combine(day, datetime.time())
        given = {}
        for sheet, cell, value in cells:
            if isinstance(value, dict):
                since = datetime.datetime.fromisoformat(value["date"]) - start
                value = since / datetime.timedelta(days=1)
            given.setdefault(sheet, {})[cell] = value
        sheets = {name: self.sheet_of(document, name, given[name], edit=True) for name in given}
        loaded = self.documents[document]
        for name, sheet in sheets.items():
            names, values = tuple(given[name]), tuple(given[name].values())
            one_a_row = {cell.lstrip(ascii_uppercase): cell for cell in names}
            loaded.IsAdjustHeightEnabled = False  # once a row, not for each of its cells
            self.inside.call("Put", sheet, names, values, CONTENTS)
            loaded.IsAdjustHeightEnabled = True
            self.inside.call("FitRows", sheet, tuple(one_a_row.values()))

    def do_values(self, document, sheet, area):
        if area is None:
            cursor = self.sheet(document, sheet).createCursor()
            cursor.gotoEndOfUsedArea(False)
            end = cursor.RangeAddress
            area = f"A1:{letters(end.EndColumn)}{end.EndRow + 1}"
        found = self.range(document, sheet, area)
        address = found.RangeAddress
        columns = address.EndColumn - address.StartColumn + 1
        rows = address.EndRow - address.StartRow + 1
        if columns * rows > MAX_CELLS:
            raise RefusedError(f"{sheet}.{area} has over {MAX_CELLS} cells: name a smaller range")
        answer = [list(row) for row in found.getDataArray()]
        formulas = found.getFormulaArray()  # tells an empty cell from a formula that gives ""
        for r, row in enumerate(answer):
            for c, value in enumerate(row):
                if value is None:
                    row[c] = found.getCellByPosition(c, r).String
                elif value == "" and formulas[r][c] == "":
                    row[c] = None
        return answer

    def do_texts(self, document, sheet, cells):
        found = self.sheet_of(document, sheet, cells)
        return [found.getCellRangeByName(name).String for name in cells]

    def do_formula_errors(self, document):
        answer = []
        for sheet in self.documents[document].Sheets:
            for area in sheet.queryFormulaCells(FORMULA_ERROR).RangeAddresses:
                for row in range(area.StartRow, area.EndRow + 1):
                    for column in range(area.StartColumn, area.EndColumn + 1):
                        text = sheet.getCellByPosition(column, row).String
                        answer.append(f"{sheet.Name}.{letters(column)}{row + 1}: {text}")
        return answer

    def do_recalculate(self, document):
        self.documents[document].calculateAll()

    def do_invalid(self, document):
        answer = {}
        for sheet in self.documents[document].Sheets:
            page = sheet.DrawPage
            sheet.clearArrows()
            before = page.Count
            sheet.showInvalid()
            names = set()
            for index in range(before, page.Count):
                name = page.getByIndex(index).Anchor.AbsoluteName
                names.add(name.rpartition(".")[2].replace("$", ""))
            sheet.clearArrows()
            if len(names) >= MAX_MARKS:
                raise RefusedError(f"{MAX_MARKS} or more bad cells on {sheet.Name}, not all marked")
            answer[sheet.Name] = sorted(names)
        return answer

    def do_copy(self, document, sheet, source, target):
        found = self.editable_sheet(document, sheet)
        place = self.range(document, sheet, target).RangeAddress
        address = self.range(document, sheet, source).RangeAddress
        found.copyRange(CellAddress(place.Sheet, place.StartColumn, place.StartRow), address)

    def do_merge(self, document, sheet, area):
        self.editable_sheet(document, sheet)
        self.range(document, sheet, area).merge(True)

    def do_hide(self, document, sheet, area, columns):
        self.editable_sheet(document, sheet)
        found = self.range(document, sheet, area)
        (found.Columns if columns else found.Rows).IsVisible = False

    def do_sort(self, document, sheet, area, column, descending):
        self.editable_sheet(document, sheet)
        found = self.range(document, sheet, area)
        field = TableSortField()
        field.Field = column - found.RangeAddress.StartColumn
        field.IsAscending = not descending
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        found.sort(properties(SortFields=fields, ContainsHeader=False))

    def do_filter(self, document, sheet, area, column, text):
        found = self.range(document, sheet, area)
        wanted = TableFilterField()
        wanted.Field = column - found.RangeAddress.StartColumn
        wanted.Operator, wanted.StringValue = EQUAL, text
        descriptor = found.createFilterDescriptor(True)
        descriptor.ContainsHeader = True
        descriptor.setFilterFields((wanted,))
        found.filter(descriptor)

    def do_rename_sheet(self, document, sheet, name):
        self.sheet(document, sheet).Name = name

    def do_copy_sheet(self, document, sheet, name):
        sheets = self.documents[document].Sheets
        self.sheet(document, sheet)
        sheets.copyByName(sheet, name, sheets.ElementNames.index(sheet) + 1)

    def do_delete_sheet(self, document, sheet):
        self.sheet(document, sheet)
        self.documents[document].Sheets.removeByName(sheet)

    def do_cut_rows(self, document):
        answer = {}
        for sheet in self.documents[document].Sheets:
            sheet.unprotect("")
            cursor = sheet.createCursor()
            cursor.gotoEndOfUsedArea(False)
            rows = sheet.getCellRangeByPosition(0, 0, 0, cursor.RangeAddress.EndRow).Rows
            given = self.inside.call("Heights", rows)
            rows.OptimalHeight = True
            needed = self.inside.call("Heights", rows)
            answer[sheet.Name] = [
                [number + 1, had, needs]
                for number, (had, needs) in enumerate(zip(given, needed, strict=True))
                if needs > had
            ]
        return answer

    def do_sizes(self, document, sheet):
        found = self.sheet(document, sheet)
        cursor = found.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        area = found.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        return (
            [column.Width * column.IsVisible for column in area.Columns],
            [row.Height * row.IsVisible for row in area.Rows],
        )

    def do_protected(self, document, sheet):
        return self.sheet(document, sheet).isProtected()

    def do_unprotect(self, document, sheet):
        self.sheet(document, sheet).unprotect("")
        if self.sheet(document, sheet).isProtected():
            raise RefusedError(f"sheet {sheet!r} is protected with a password")

    def do_lines(self, document, sheet, columns, insert, first, count):
        found = self.editable_sheet(document, sheet)
        lines = found.Columns if columns else found.Rows
        (lines.insertByIndex if insert else lines.removeByIndex)(first, count)

    def do_move_column(self, document, sheet, source, before):
        found = self.editable_sheet(document, sheet)
        found.Columns.insertByIndex(before, 1)
        source += source >= before
        address = found.Columns.getByIndex(source).RangeAddress
        found.moveRange(CellAddress(address.Sheet, before, 0), address)
        found.Columns.getByIndex(before).Width = found.Columns.getByIndex(source).Width
        found.Columns.removeByIndex(source, 1)

    def do_save(self, document, path, password=None):
        loaded = self.documents[document]
        suffix = Path(path).suffix.lower()
        if suffix == ".pdf":
            kind = "writer" if loaded.supportsService(WRITER) else "calc"
            name = f"{kind}_pdf_Export"
        elif suffix in FILTERS and loaded.supportsService(CALC):
            name = FILTERS[suffix]
        elif suffix == ".docx" and loaded.supportsService(WRITER):
            name = "MS Word 2007 XML"
        else:
            raise RefusedError(f"can't save as {suffix!r}")
        more = {} if password is None else {"Password": password}
        loaded.storeToURL(uno.systemPathToFileUrl(path), properties(FilterName=name, **more))
