Attribute VB_Name = "Launch"
' The one way from a button to Python.
' All that takes code also takes the pressed button, which neither a cell nor a shape of a workbook can bring along.
Option Explicit
Option Private Module

Public Sub SeRun(ByVal Pressed As IRibbonControl, ByVal MacroCall As String, ByVal NeedsWorkbook As Boolean)
    Dim Blank As Workbook
    SeDescribeFunctions
    If ActiveWorkbook Is Nothing Then
        If NeedsWorkbook Then
            SeTell "no_workbook"
            Exit Sub
        End If
        ' xlwings asks for the name of the active workbook even when the macro has no use for one.
        Set Blank = Workbooks.Add
        Blank.Saved = True
    End If
    SeRunGuarded Pressed, MacroCall
    If Not Blank Is Nothing Then SeCloseUnused Blank
End Sub

Private Sub SeRunGuarded(ByVal Pressed As IRibbonControl, ByVal MacroCall As String)
    Dim Objection As String
    On Error GoTo Failed
    SeOpenFor = "button"
    Objection = SeBookObjection()
    If Objection = "" Then Objection = SeFolderObjection()
    If Objection <> "" Then
        SeTell Objection
    ElseIf Not SeInterpreterExists() Then
        SeTell "no_python", vbLf & SeSetting("INTERPRETER_WIN")
    Else
        Application.StatusBar = SeText("working")
        SeExecute Pressed, "import selfeval_xl.excel.macros as m; m." & MacroCall
    End If
Done:
    On Error Resume Next
    SeOpenFor = ""
    SeKeepFolderOut False
    If CStr(Application.StatusBar) = SeText("working") Then Application.StatusBar = False
    Exit Sub
Failed:
    SeTell "failed", vbLf & Err.Description
    Resume Done
End Sub

Private Sub SeExecute(ByVal Pressed As IRibbonControl, ByVal Code As String)
    Dim Python As Object
    If CBool(SeSetting("KEEP PYTHON ALIVE")) Then Set Python = SeServer()
    If Python Is Nothing And SeNameObjection() <> "" Then
        SeTell SeNameObjection()
    ElseIf Python Is Nothing Then
        SeOpenFor = "button"
        SeKeepFolderOut True
        RunPython Code
    Else
        SeOpenFor = ""
        SeExecuteInServer Pressed, Python, Code
    End If
End Sub

Private Sub SeExecuteInServer(ByVal Pressed As IRibbonControl, ByVal Python As Object, ByVal Code As String)
    ' What RunPython does with a server of its own. It starts one for every workbook, and each lives as long as Excel.
    Dim Xl As Object, Number As Long, Reason As String
    Set Xl = Python.Module("xlwings._xlwindows")
    Python.SetAttr Xl, "BOOK_CALLER", ActiveWorkbook
    On Error Resume Next
    Python.Exec Code
    Number = Err.Number
    Reason = Err.Description
    Python.SetAttr Xl, "BOOK_CALLER", Nothing
    On Error GoTo 0
    If Number <> 0 Then Err.Raise Number, "selfeval", Reason
End Sub

Private Sub SeCloseUnused(ByVal Blank As Workbook)
    ' Unless the macro has written into it, or nothing else is open.
    On Error Resume Next
    If Blank.Saved And Workbooks.Count > 1 Then Blank.Close False
End Sub
