Attribute VB_Name = "parxl"
Option Explicit
' The tab's buttons. ASCII only: VBA keeps source in an ANSI code page, so what users read lies
' on the add-in's own sheet, and MsgBox, which would show it as "?", is never used.

Private Const SHEET_NAME As String = "par_xl.conf"
' Where even the sheet fails.
Private Const PLAIN_TITLE As String = "par_xl"
Private Const PLAIN_TEXT As String = "Khong chay duoc lenh. Hay dong Excel, mo dau nhac lenh (cmd), chay: par-xl addin install"

' MB_ICONEXCLAMATION Or MB_SETFOREGROUND
Private Const DIALOG As Long = &H10030

' Whether a click waits for Python to be started.
Private isClicked As Boolean

#If VBA7 Then
    Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal owner As LongPtr, ByVal text As LongPtr, ByVal caption As LongPtr, ByVal kind As Long) As Long
#Else
    Private Declare Function MessageBoxW Lib "user32" (ByVal owner As Long, ByVal text As Long, ByVal caption As Long, ByVal kind As Long) As Long
#End If

Public Sub ParXlClick(control As IRibbonControl)
    ParXlRun control.ID
End Sub

Public Sub ParXlRun(ByVal button As String)
    Dim started As Object
    On Error GoTo no_shell
    Set started = WScript()
    On Error GoTo problem
    ' A drawing in a received workbook may call this too, with any text.
    If button = "" Or button Like "*[!A-Za-z]*" Then Err.Raise 5
    If ActiveWindow Is Nothing Then
        If Application.ProtectedViewWindows.Count > 0 Then
            ParXlTell "TEXT_PROTECTED"
            Exit Sub
        End If
        ' xlwings finds Excel by the window of a workbook.
        Workbooks.Add
    End If
    isClicked = True
    RunPython "from par_xl.excel import ribbon; ribbon.click('" & button & "')"
    isClicked = False
    Exit Sub
no_shell:
    ParXlTell "TEXT_NO_SHELL", CStr(Err.Number)
    Exit Sub
problem:
    ParXlTell "TEXT_NOT_STARTED", CStr(Err.Number)
End Sub

' Whether Python may be started: once for each click. Cells can ask too, and get False.
Public Function ParXlMayRun() As Boolean
    ParXlMayRun = isClicked
    isClicked = False
End Function

' Shows the text of that key; "{}" in it becomes detail.
Public Sub ParXlTell(ByVal key As String, Optional ByVal detail As String = "")
    Dim text As String, caption As String
    ' While a dialog is open, cells may be calculated.
    isClicked = False
    text = Replace(ParXlSetting(key), "{}", detail)
    caption = ParXlSetting("TEXT_TITLE")
    If text = "" Then text = PLAIN_TEXT & vbLf & key & " " & detail
    If caption = "" Then caption = PLAIN_TITLE
    MessageBoxW Application.Hwnd, StrPtr(text), StrPtr(caption), DIALOG
End Sub

' What the add-in's own sheet says for that key, or "".
Public Function ParXlSetting(ByVal key As String) As String
    Dim sheet As Worksheet, row As Long
    On Error GoTo unknown
    Set sheet = ThisWorkbook.Worksheets(SHEET_NAME)
    row = 1
    Do Until sheet.Cells(row, 1).Value = ""
        If UCase$(sheet.Cells(row, 1).Value) = UCase$(key) Then
            ParXlSetting = sheet.Cells(row, 2).Value
            Exit Function
        End If
        row = row + 1
    Loop
unknown:
End Function
