Attribute VB_Name = "Server"
' The Python that stays alive between clicks: one for this Excel, whatever workbook is active.
Option Explicit
Option Private Module

Private KeptPython As Object
' What it was started with; the DLL of xlwings knows it by this.
Private KeptCommand As String
' It did not start. Each further try may take a minute, and a sheet may have thousands of formulas that would try.
Private GivenUp As Boolean

Public Function SePy() As Object
    ' For the worksheet functions: a short text goes into the cell when there is no Python, or when there must be none.
    If SeBookObjection() <> "" Or Not SeInterpreterExists() Then
        Err.Raise vbObjectError + 513, "selfeval", SeText("cell_refused")
    End If
    Set SePy = SeServer()
    If SePy Is Nothing Then Err.Raise vbObjectError + 514, "selfeval", SeText("cell_no_python")
End Function

Public Function SeServer() As Object
    ' The running Python, started when there is none; Nothing when it does not start.
    If SeBookObjection() <> "" Then Exit Function
    If Not GivenUp Then
        If Not SeIsAlive() Then SeStart
    End If
    Set SeServer = KeptPython
End Function

Public Sub SeStopServer()
    Dim Unused As Variant
    If KeptPython Is Nothing Then Exit Sub
    Set KeptPython = Nothing
    On Error Resume Next
    XLPyDLLActivateAuto Unused, KeptCommand, -1
End Sub

Private Sub SeStart()
    On Error Resume Next
    Set KeptPython = Nothing
    SeKeepFolderOut True
    SeOpenFor = "start"
    KeptCommand = XLPyCommand()
    Set KeptPython = XLPy()
    SeOpenFor = ""
    SeKeepFolderOut False
    GivenUp = KeptPython Is Nothing
End Sub

Private Function SeIsAlive() As Boolean
    If KeptPython Is Nothing Then Exit Function
    On Error Resume Next
    SeIsAlive = (KeptPython.Str("") = "")
End Function
