Attribute VB_Name = "Launch"
' The one way from a button to Python.
' All that takes code also takes the pressed button, which neither a cell nor a shape of a workbook can bring along.
Option Explicit
Option Private Module

' While the acceptance test presses a button: what would have been shown is kept for it.
Private Listening As Boolean
Private Heard As String

Public Sub SeRun(ByVal Pressed As IRibbonControl, ByVal MacroCall As String, ByVal NeedsWorkbook As Boolean)
    Dim Blank As Workbook
    SeDescribeFunctions
    If ActiveWorkbook Is Nothing Then
        If NeedsWorkbook Then
            SeTell "no_workbook"
            Exit Sub
        End If
        ' Python is always told which workbook is active, even when the macro has no use for one.
        Set Blank = Workbooks.Add
        Blank.Saved = True
    End If
    SeRunGuarded Pressed, MacroCall
    If Not Blank Is Nothing Then SeCloseUnused Blank
End Sub

Public Function SeHear(ByVal MacroCall As String) As String
    ' What the acceptance test of the add-in calls from outside: press one of two buttons, and return what is said.
    ' Neither a cell nor a shape may: for both, Excel knows a caller.
    If Not IsError(Application.Caller) Then Exit Function
    If MacroCall <> "calculate()" And MacroCall <> "check()" Then Exit Function
    Heard = ""
    Listening = True
    SeRun Nothing, MacroCall, True
    Listening = False
    SeHear = Heard
End Function

Public Sub SeTell(ByVal Key As String, Optional ByVal Detail As String = "")
    SeSay SeText(Key) & Detail
End Sub

Private Sub SeSay(ByVal Text As String)
    If Listening Then
        Heard = Text
    Else
        SeShow Text, SeText("title")
    End If
End Sub

Private Sub SeRunGuarded(ByVal Pressed As IRibbonControl, ByVal MacroCall As String)
    Dim Said As String, Reason As String
    On Error GoTo Failed
    If Not SeInterpreterExists() Then
        SeTell "no_python", vbLf & SeSetting("INTERPRETER_WIN")
        Exit Sub
    End If
    Application.StatusBar = SeText("working")
    Said = SeAnswer(Pressed, MacroCall)
Done:
    On Error Resume Next
    If CStr(Application.StatusBar) = SeText("working") Then Application.StatusBar = False
    ' Only now: while Python shows something, Excel would wait for it and say so, again and again.
    If Said <> "" Then SeSay Said
    Exit Sub
Failed:
    Reason = Err.Description
    Said = SeText("failed") & vbLf & Reason
    Resume Done
End Sub

Private Function SeAnswer(ByVal Pressed As IRibbonControl, ByVal MacroCall As String) As String
    ' What Python says when it is done. One that is started for this click alone shows it itself: nobody waits over COM.
    Dim Python As Object, Result As Long
    If CBool(SeSetting("KEEP PYTHON ALIVE")) Then Set Python = SeServer()
    If Not Python Is Nothing Then
        SeAnswer = SeAnswerOfServer(Pressed, Python, MacroCall)
    ElseIf SeNameObjection() <> "" Then
        SeAnswer = SeText(SeNameObjection())
    Else
        Result = SeRunAndWait(SeClickLine(MacroCall))
        If Result <> 0 Then SeAnswer = SeText("failed") & vbLf & Result
    End If
End Function

Private Function SeAnswerOfServer(ByVal Pressed As IRibbonControl, ByVal Python As Object, _
                                  ByVal MacroCall As String) As String
    Dim Xl As Object, Number As Long, Reason As String
    Set Xl = Python.Module("xlwings._xlwindows")
    Python.SetAttr Xl, "BOOK_CALLER", ActiveWorkbook
    On Error Resume Next
    SeAnswerOfServer = Python.Str(Python.Eval("__import__('selfeval_xl.excel.macros', fromlist=[''])." & MacroCall))
    Number = Err.Number
    Reason = Err.Description
    Python.SetAttr Xl, "BOOK_CALLER", Nothing
    On Error GoTo 0
    If Number <> 0 Then Err.Raise Number, "selfeval", Reason
End Function

Private Function SeClickLine(ByVal MacroCall As String) As String
    ' -I: nothing beside the workbook is imported. What follows the code is what Book.caller of xlwings looks for.
    SeClickLine = """" & SeSetting("INTERPRETER_WIN") & """ -I -B -c " & _
        """import selfeval_xl.excel.macros as m; m.tell(m." & MacroCall & ")""" & _
        " ""--wb=" & ActiveWorkbook.Name & """ --from_xl=1 --hwnd=" & Application.Hwnd
End Function

Private Sub SeCloseUnused(ByVal Blank As Workbook)
    ' Unless the macro has written into it, or it is the only one.
    On Error Resume Next
    If Blank.Saved And Workbooks.Count > 1 Then Blank.Close False
End Sub
