Attribute VB_Name = "Gate"
' Who may use the procedures of xlwings? Each of them asks here first; addin/_build/sources.py puts the question in.
' What an add-in offers can be used by the cells of every open workbook: without the gate the formula
' =RunPython("...") in a workbook without macros would run whatever its sender likes. A shape can call it likewise.
Option Explicit
Option Private Module

' "button": a button of the ribbon was pressed. "start": only Python itself is started. Else nobody.
Public SeOpenFor As String

Public Sub SeGate()
    If SeOpenFor = "start" Then Exit Sub
    ' While Python works for a button, Excel may calculate, and then cells come here, too.
    If SeOpenFor = "button" And TypeName(Application.Caller) <> "Range" Then Exit Sub
    Err.Raise vbObjectError + 515, "selfeval", "Only the buttons of selfeval.xlam may do this."
End Sub
