Attribute VB_Name = "Server"
' The Python that stays alive between clicks: one for this Excel, whatever workbook is active.
' The DLL of xlwings starts it, and xlwings.serve answers; the build checks that both are those of the installed xlwings.
Option Explicit
Option Private Module

Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal Path As LongPtr) As LongPtr
#If Win64 Then
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
Private Const DLL_NAME As String = "\xlwings64-0.37.8.dll"
#Else
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
Private Const DLL_NAME As String = "\xlwings32-0.37.8.dll"
#End If

Private KeptPython As Object
' What it was started with; the DLL of xlwings knows it by this.
Private KeptLine As String
' It did not start. Each further try may take two minutes, and a sheet may have thousands of formulas that would try.
Private GivenUp As Boolean

Public Function SePy() As Object
    ' For the worksheet functions: a short text goes into the cell when there is no Python.
    Set SePy = SeServer()
    If SePy Is Nothing Then Err.Raise vbObjectError + 514, "selfeval", SeText("cell_no_python")
End Function

Public Function SeServer() As Object
    ' The running Python, started when there is none; Nothing when it does not start.
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
    XLPyDLLActivateAuto Unused, KeptLine, -1
End Sub

Private Sub SeStart()
    Dim Started As Variant
    On Error Resume Next
    Set KeptPython = Nothing
    KeptLine = SeServerLine()
    If SeInterpreterExists() Then
        If SeLoadDll() Then
            If XLPyDLLActivateAuto(Started, KeptLine, 1) = 0 Then Set KeptPython = Started
        End If
    End If
    GivenUp = KeptPython Is Nothing
End Sub

Private Function SeServerLine() As String
    ' The setting as it stands: the DLL knows the characters of the ANSI code page only, and cmd.exe itself replaces
    ' the variable of the user's folder, whatever that is called. -I: nothing of the current folder, which is often
    ' that of a received workbook, is imported.
    SeServerLine = SeExpand("%SystemRoot%\System32\cmd.exe") & " /K """"" & SeAsWritten("INTERPRETER_WIN") & _
        """ -I -B -c ""import xlwings; xlwings.serve('$(CLSID)')"""""
End Function

Private Function SeLoadDll() As Boolean
    ' It lies beside python.exe, or beside the folder Scripts of the venv.
    Dim Folder As String, Path As String
    Folder = SeFiles().GetParentFolderName(SeSetting("INTERPRETER_WIN"))
    Path = Folder & DLL_NAME
    SeLoadDll = LoadLibraryW(StrPtr(Path)) <> 0
    If SeLoadDll Then Exit Function
    Path = SeFiles().GetParentFolderName(Folder) & DLL_NAME
    SeLoadDll = LoadLibraryW(StrPtr(Path)) <> 0
End Function

Private Function SeIsAlive() As Boolean
    If KeptPython Is Nothing Then Exit Function
    On Error Resume Next
    SeIsAlive = (KeptPython.Str("") = "")
End Function
