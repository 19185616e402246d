Option Explicit

' The first of these names that is no cell's, or "".
Function NoCell(sheet As Object, names As Variant) As String
    Dim name As Variant
    Dim cell As Object
    On Error GoTo Missing
    For Each name In names
        cell = sheet.getCellRangeByName(name)
    Next
    NoCell = ""
    Exit Function
Missing:
    NoCell = name
End Function

' The first of these cells that is locked, or "".
Function LockedCell(sheet As Object, names As Variant) As String
    Dim name As Variant
    LockedCell = ""
    For Each name In names
        If sheet.getCellRangeByName(name).CellProtection.IsLocked Then
            LockedCell = name
            Exit Function
        End If
    Next
End Function

' Put texts and numbers as such; nothing clears what the CellFlags name.
Sub Put(sheet As Object, names As Variant, values As Variant, contents As Integer)
    Dim index As Long
    Dim cell As Object
    Dim given As Long
    For index = LBound(names) To UBound(names)
        cell = sheet.getCellRangeByName(names(index))
        If IsEmpty(values(index)) Then
            cell.clearContents(contents)
        ElseIf VarType(values(index)) = 8 Then
            given = cell.NumberFormat
            cell.setString(values(index)) ' makes the format "text" if it looks like a number
            cell.NumberFormat = given
        Else
            cell.setValue(values(index))
        End If
    Next
End Sub

' Make the rows of these cells as high as their text, if nobody gave them a height.
Sub FitRows(sheet As Object, names As Variant)
    Dim name As Variant
    Dim rows As Object
    For Each name In names
        rows = sheet.getCellRangeByName(name).Rows
        If rows.OptimalHeight Then rows.OptimalHeight = True
    Next
End Sub

' How high the rows are, from the first one on.
Function Heights(rows As Object) As Variant
    Dim index As Long
    Dim found(rows.Count - 1) As Long
    For index = 0 To rows.Count - 1
        found(index) = rows.getByIndex(index).Height
    Next
    Heights = found
End Function
