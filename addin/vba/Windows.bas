Attribute VB_Name = "Windows"
' What only Windows can do.
Option Explicit
Option Private Module

Public Sub SeShow(ByVal Text As String, ByVal Title As String)
    ' Not MsgBox: it shows Chinese only where Windows itself is Chinese.
    CreateObject("WScript.Shell").Popup Text, 0, Title, vbExclamation + vbSystemModal
End Sub

Public Function SeExpand(ByVal Text As String) As String
    SeExpand = CreateObject("WScript.Shell").ExpandEnvironmentStrings(Text)
End Function

Public Function SeFileExists(ByVal Path As String) As Boolean
    SeFileExists = CreateObject("Scripting.FileSystemObject").FileExists(Path)
End Function

Public Function SeCommandShell() As String
    ' Windows would look for a bare cmd.exe in the current folder, too.
    SeCommandShell = SeExpand("%SystemRoot%\System32\cmd.exe")
End Function

Public Sub SeKeepFolderOut(ByVal Out As Boolean)
    ' Python looks for modules in the current folder first, and Excel's is often that of a received workbook.
    ' Only while a Python is started: what else this Excel starts may count on its folder.
    CreateObject("WScript.Shell").Environment("PROCESS").Item("PYTHONSAFEPATH") = IIf(Out, "1", "")
End Sub
