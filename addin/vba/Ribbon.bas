Attribute VB_Name = "Ribbon"
' One Sub for every button of ribbon/customUI14.xml. The last argument: does it need a workbook?
Option Explicit

Public Sub SeNewWorkbook(control As IRibbonControl)
    ' The tag of each button is the id of its standard.
    SeRun control, "new_workbook('" & control.Tag & "')", False
End Sub

Public Sub SeImportForm(control As IRibbonControl)
    SeRun control, "import_form()", False
End Sub

Public Sub SeOpenSample(control As IRibbonControl)
    SeRun control, "open_sample('" & control.Tag & "')", False
End Sub

Public Sub SeCheck(control As IRibbonControl)
    SeRun control, "check()", True
End Sub

Public Sub SeCalculate(control As IRibbonControl)
    SeRun control, "calculate()", True
End Sub

Public Sub SeClearMarks(control As IRibbonControl)
    SeRun control, "clear_marks()", True
End Sub

Public Sub SeLiveScores(control As IRibbonControl)
    SeRun control, "live_scores()", True
End Sub

Public Sub SeDeliver(control As IRibbonControl)
    SeRun control, "deliver()", True
End Sub

Public Sub SeExportForm(control As IRibbonControl)
    SeRun control, "export_form()", True
End Sub

Public Sub SeExportSummary(control As IRibbonControl)
    SeRun control, "export_summary()", True
End Sub

Public Sub SeWriteReport(control As IRibbonControl)
    SeRun control, "write_report()", True
End Sub

Public Sub SeVerify(control As IRibbonControl)
    SeRun control, "verify()", True
End Sub

Public Sub SeRollUp(control As IRibbonControl)
    SeRun control, "roll_up()", False
End Sub

Public Sub SeExplainStandard(control As IRibbonControl)
    SeRun control, "explain_standard()", False
End Sub

Public Sub SeExplainFinding(control As IRibbonControl)
    SeRun control, "explain_finding()", False
End Sub

Public Sub SeDoctor(control As IRibbonControl)
    SeRun control, "doctor()", False
End Sub

Public Sub SeAcceptance(control As IRibbonControl)
    SeRun control, "acceptance()", False
End Sub

Public Sub SeShowHelp(control As IRibbonControl)
    SeRun control, "show_help()", False
End Sub

Public Sub SeAbout(control As IRibbonControl)
    SeRun control, "about()", False
End Sub
