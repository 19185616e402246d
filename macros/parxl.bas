Attribute VB_Name = "parxl"
Option Explicit
' The tab's buttons; the build adds xlwings' RunPython, patched, at the end. ASCII only: VBA keeps
' source in an ANSI code page, so what users read lies on the add-in's own sheet, and MsgBox, which
' would show it as "?", is never used.
' All but ParXlClick is Private, so that cells can't call it. A drawing of a workbook may reach even
' that: what starts Python asks isClicked, and dialogs are shown in ParXlClick alone, which wants
' what only Office can give it.

Private Const PROJECT_NAME As String = "par_xl"
Private Const SHEET_NAME As String = "par_xl.conf"
' Where even the sheet fails.
Private Const PLAIN_TITLE As String = "par_xl"
Private Const PLAIN_TEXT As String = "Khong chay duoc lenh. Hay dong Excel, mo dau nhac lenh (cmd), chay: py -3 -P -m par_xl addin install"

' MB_ICONEXCLAMATION Or MB_SETFOREGROUND
Private Const DIALOG As Long = &H10030

' Whether a click waits for Python to be started.
Private isClicked As Boolean
' The key of the text that says why the click came to nothing, and its detail.
Private failure As String
Private failureDetail As String

#If VBA7 Then
    Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal owner As LongPtr, ByVal text As LongPtr, ByVal caption As LongPtr, ByVal kind As Long) As Long
#Else
    Private Declare Function MessageBoxW Lib "user32" (ByVal owner As Long, ByVal text As Long, ByVal caption As Long, ByVal kind As Long) As Long
#End If

Public Sub ParXlClick(control As IRibbonControl)
    Dim text As String, caption As String
    failure = ""
    isClicked = True
    ParXlStart control.ID
    isClicked = False
    If failure = "" Then Exit Sub
    text = Replace(ParXlSetting(failure), "{}", failureDetail)
    caption = ParXlSetting("TEXT_TITLE")
    If text = "" Then text = PLAIN_TEXT & vbLf & failure & " " & failureDetail
    If caption = "" Then caption = PLAIN_TITLE
    MessageBoxW Application.Hwnd, StrPtr(text), StrPtr(caption), DIALOG
End Sub

Private Sub ParXlStart(ByVal button As String)
    Dim started As Object
    If Not isClicked Then Exit Sub
    On Error GoTo no_shell
    Set started = WScript()
    On Error GoTo problem
    ' A tab that a received workbook brings along may call ParXlClick, with an id of its own.
    If button = "" Or button Like "*[!A-Za-z]*" Then Err.Raise 5
    If ActiveWindow Is Nothing Then
        If Application.ProtectedViewWindows.Count > 0 Then
            ParXlFailed "TEXT_PROTECTED"
            Exit Sub
        End If
        ' xlwings finds Excel by the window of a workbook.
        Workbooks.Add
    End If
    RunPython "from par_xl.app.excel import ribbon; ribbon.click('" & button & "')"
    Exit Sub
no_shell:
    ParXlFailed "TEXT_NO_SHELL", CStr(Err.Number)
    Exit Sub
problem:
    ParXlFailed "TEXT_NOT_STARTED", CStr(Err.Number)
End Sub

' Has the text of that key shown when the click ends; "{}" in it becomes detail.
Private Sub ParXlFailed(ByVal key As String, Optional ByVal detail As String = "")
    failure = key
    failureDetail = detail
End Sub

' What the add-in's own sheet says for that key, or "".
Private Function ParXlSetting(ByVal key As String) As String
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

' What RunPython asks for, which in xlwings the active workbook and files may answer.
Private Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = ParXlSetting(configKey)
    If GetConfig = "" Then GetConfig = default
    GetConfig = ExpandEnvironmentStrings(GetConfig)
End Function
