Attribute VB_Name = "Machine"
' What needs objects of the machine itself.
Option Explicit
Option Private Module

Public Sub SeShow(ByVal Text As String, ByVal Title As String)
    ' Not MsgBox: it shows Chinese only on a machine that is Chinese itself.
    CreateObject("WScript.Shell").Popup Text, 0, Title, vbInformation + vbSystemModal
End Sub

Public Function SeExpand(ByVal Text As String) As String
    SeExpand = CreateObject("WScript.Shell").ExpandEnvironmentStrings(Text)
End Function

Public Function SeFiles() As Object
    ' Knows every name. The file statements of the language itself know those of the ANSI code page only.
    Set SeFiles = CreateObject("Scripting.FileSystemObject")
End Function

Public Function SeFileExists(ByVal Path As String) As Boolean
    SeFileExists = SeFiles().FileExists(Path)
End Function

Public Function SeRunAndWait(ByVal Line As String) As Long
    ' The exit code of a program that is started without a window.
    SeRunAndWait = CreateObject("WScript.Shell").Run(Line, 0, True)
End Function
