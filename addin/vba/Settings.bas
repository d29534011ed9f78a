Attribute VB_Name = "Settings"
' Texts and settings on the two sheets of the add-in, and what the active workbook must not bring along.
Option Explicit
Option Private Module

Public Function SeText(ByVal Key As String) As String
    SeText = SeBeside("selfeval", Key)
End Function

Public Function SeSetting(ByVal Key As String) As String
    SeSetting = SeExpand(SeBeside("selfeval.conf", Key))
End Function

Public Sub SeTell(ByVal Key As String, Optional ByVal Detail As String = "")
    SeShow SeText(Key) & Detail, SeText("title")
End Sub

Public Function SeBookObjection() As String
    ' Key of the text that says why no Python may be started while this workbook is active; empty when it may.
    ' xlwings prefers a sheet of that name in the active workbook to ours, and there it finds the program to start.
    Dim Sheet As Worksheet
    For Each Sheet In ActiveWorkbook.Worksheets
        If LCase$(Sheet.Name) = "selfeval.conf" Then SeBookObjection = "own_settings_sheet"
        If Right$(Sheet.Name, 3) = ".py" Then SeBookObjection = "code_sheet"
    Next Sheet
End Function

Public Function SeFolderObjection() As String
    ' xlwings finds all its settings on our sheet. Such a file says that somebody expects otherwise.
    If FileExists(GetDirectoryConfigFilePath()) Then SeFolderObjection = "own_settings_file"
End Function

Public Function SeNameObjection() As String
    ' Only where every click starts a Python: then the name stands in a command line, and between two percent signs
    ' cmd.exe puts in what it likes, quotes round it or not.
    Dim First As Long
    First = InStr(ActiveWorkbook.Name, "%")
    If First > 0 Then
        If InStr(First + 1, ActiveWorkbook.Name, "%") > 0 Then SeNameObjection = "percent_name"
    End If
End Function

Public Function SeInterpreterExists() As Boolean
    ' Only with its folder: what a bare name would start depends on the current folder.
    Dim Path As String
    Path = SeSetting("INTERPRETER_WIN")
    If InStr(Path, "\") > 0 Then SeInterpreterExists = SeFileExists(Path)
End Function

Public Sub SeReadUserSettings()
    ' The file in the user's own folder comes first, for the keys that our sheet has. For this session: nothing is saved.
    Dim Key As Range, Value As String
    On Error GoTo Done
    SeOpenFor = "start"
    Set Key = ThisWorkbook.Worksheets("selfeval.conf").Range("A1")
    Do While Key.Value <> ""
        ' The apostrophe keeps Excel from making a Boolean out of "False".
        If GetConfigFromFile(GetConfigFilePath(), CStr(Key.Value), Value) Then Key.Offset(0, 1).Value = "'" & Value
        Set Key = Key.Offset(1, 0)
    Loop
Done:
    SeOpenFor = ""
    ThisWorkbook.Saved = True
End Sub

Private Function SeBeside(ByVal SheetName As String, ByVal Key As String) As String
    ' What stands to the right of the key in column A; the key itself when it is not there.
    Dim Cell As Range
    SeBeside = Key
    Set Cell = ThisWorkbook.Worksheets(SheetName).Range("A1")
    Do While Cell.Value <> ""
        If Cell.Value = Key Then
            SeBeside = CStr(Cell.Offset(0, 1).Value)
            Exit Do
        End If
        Set Cell = Cell.Offset(1, 0)
    Loop
End Function
