Attribute VB_Name = "Settings"
' Texts and settings on the two sheets of the add-in. Nothing that a workbook brings along is one.
Option Explicit
Option Private Module

Public Function SeText(ByVal Key As String) As String
    SeText = SeBeside("selfeval", Key)
End Function

Public Function SeAsWritten(ByVal Key As String) As String
    SeAsWritten = SeBeside("selfeval.conf", Key)
End Function

Public Function SeSetting(ByVal Key As String) As String
    SeSetting = SeExpand(SeAsWritten(Key))
End Function

Public Function SeNameObjection() As String
    ' Key of the text that says why no Python may be started for a click in this workbook; empty when it may.
    ' Its name stands in what is started, and between two percent signs the machine puts in what it likes.
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
    Dim Path As String, Text As Object
    On Error GoTo Done
    Path = SeExpand("%USERPROFILE%\.selfeval\selfeval.conf")
    If SeFileExists(Path) Then
        Set Text = SeFiles().OpenTextFile(Path)
        Do While Not Text.AtEndOfStream
            SeTake Split(Text.ReadLine, """")
        Loop
        Text.Close
    End If
Done:
    ThisWorkbook.Saved = True
End Sub

Private Sub SeTake(ByVal Pieces As Variant)
    ' A line is "KEY","VALUE": the key lies between the first two quotes, the value between the next.
    Dim Key As Range
    If UBound(Pieces) < 4 Then Exit Sub
    Set Key = ThisWorkbook.Worksheets("selfeval.conf").Range("A1")
    Do While Key.Value <> ""
        ' The apostrophe keeps Excel from making a Boolean out of "False".
        If UCase$(Pieces(1)) = Key.Value Then Key.Offset(0, 1).Value = "'" & Pieces(3)
        Set Key = Key.Offset(1, 0)
    Loop
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
