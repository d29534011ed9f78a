Attribute VB_Name = "Wizard"
' What the function wizard says about the worksheet functions, from column D of the text sheet on.
Option Explicit

Private Described As Boolean

Public Sub SeDescribeFunctions()
    ' Silent when Excel refuses: the functions work without it, and the next click tries again.
    Dim FunctionCell As Range
    If Described Then Exit Sub
    On Error GoTo NotNow
    Set FunctionCell = ThisWorkbook.Worksheets("selfeval").Range("D1")
    Do While FunctionCell.Value <> ""
        SeDescribe FunctionCell
        Set FunctionCell = FunctionCell.Offset(1, 0)
    Loop
    Described = True
NotNow:
    ThisWorkbook.Saved = True
End Sub

Private Sub SeDescribe(ByVal FunctionCell As Range)
    Dim Arguments() As String, Count As Long
    Do While FunctionCell.Offset(0, Count + 2).Value <> ""
        ReDim Preserve Arguments(0 To Count)
        Arguments(Count) = FunctionCell.Offset(0, Count + 2).Value
        Count = Count + 1
    Loop
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & FunctionCell.Value, _
        Description:=FunctionCell.Offset(0, 1).Value, Category:=SeText("category"), ArgumentDescriptions:=Arguments
End Sub
