"""The sample as a workbook with macros and a button on its first sheet, which runs the VBA of our add-in.

``Ribbon`` and ``Launch`` are the add-in's own text.  LibreOffice has no Windows, nor a number for it, and wants the
whole name of a workbook: for these there are stand-ins, of which one starts the Python that the environment names.
"""

import re
from pathlib import Path

from addin._build.vba import Module, vba_project
from addin.build import HERE
from selfeval_xl.storage import resources
from tests.judges import workbooks

CAPTION = "计算评分"
SHEET = 1
"""The number of the sheet part that gets the button."""

_OWN = ("Ribbon", "Launch")
_IN_OFFICE = {"Application.Hwnd": "1", '--wb=" & ActiveWorkbook.Name': '--wb=" & ActiveWorkbook.FullName'}
_ABSENT = """Attribute VB_Name = "Absent"
Public Sub SeDescribeFunctions()
End Sub
Public Sub SeShow(ByVal Text As String, ByVal Title As String)
    ActiveWorkbook.Worksheets(1).Range("A1").Value = Text
End Sub
Public Function SeText(ByVal Key As String) As String
    SeText = Key
End Function
Public Function SeSetting(ByVal Key As String) As String
    SeSetting = "False"
End Function
Public Function SeNameObjection() As String
End Function
Public Function SeInterpreterExists() As Boolean
    SeInterpreterExists = True
End Function
Public Function SeServer() As Object
End Function
Public Function SeRunAndWait(ByVal Line As String) As Long
    Dim Word As String
    Word = Replace(Replace(Line, Chr(34), "%22"), " ", "%20")
    Shell Environ("SELFEVAL_PYTHON"), 0, Environ("SELFEVAL_CLICK") & " " & Word
End Function
"""
# A form button calls a procedure without arguments; where the ribbon hands over itself, any object will do.
_PRESS = """Attribute VB_Name = "Press"
Public Sub PressButton()
    {} ThisWorkbook
End Sub
"""

_SHAPES = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe">
<v:path o:connecttype="rect"/></v:shapetype>
<v:shape id="_x0000_s1025" type="#_x0000_t201" style="position:absolute;width:120pt;height:36pt" o:button="t">
<v:textbox><div style="text-align:center"><font face="SimSun" size="220">{}</font></div></v:textbox>
<x:ClientData ObjectType="Button"><x:Anchor>1, 10, 1, 2, 2, 10, 4, 0</x:Anchor><x:PrintObject>False</x:PrintObject>
<x:FmlaMacro>[0]!PressButton</x:FmlaMacro><x:TextHAlign>Center</x:TextHAlign>
<x:TextVAlign>Center</x:TextVAlign></x:ClientData></v:shape></xml>"""

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_VBA = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def build(path: Path, callback: str = "SeCalculate") -> Path:
    """Make the workbook; ``callback`` is what the ribbon calls for its button."""
    path.write_bytes(resources.read(resources.SAMPLE))
    there = {name: data.decode() for name, data in workbooks.parts(path).items() if name.endswith((".xml", ".rels"))}
    sheet, links = f"xl/worksheets/sheet{SHEET}.xml", f"xl/worksheets/_rels/sheet{SHEET}.xml.rels"
    book_links, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    assert links not in there, "The sheet has relationships already: choose another one for the button."
    changed = {
        types: _typed(there[types]),
        book_links: _linked(there[book_links], "rIdVba", _VBA, "vbaProject.bin"),
        "xl/workbook.xml": there["xl/workbook.xml"].replace("<workbookPr", '<workbookPr codeName="ThisWorkbook"', 1),
        sheet: _with_shapes(there[sheet]),
        links: _linked(
            f'<Relationships xmlns="{_PACKAGE}"></Relationships>',
            "rId1",
            f"{_OFFICE}/vmlDrawing",
            "../drawings/vmlDrawing1.vml",
        ),
        "xl/drawings/vmlDrawing1.vml": _SHAPES.format(CAPTION),
    }
    return workbooks.rewrite(
        path, {name: text.encode() for name, text in changed.items()} | {"xl/vbaProject.bin": _vba(callback)}
    )


def _vba(callback: str) -> bytes:
    texts = {name: (HERE / "vba" / f"{name}.bas").read_text(encoding="ascii") for name in _OWN}
    own = [Module("Module", name, _in_office(text)) for name, text in texts.items()]
    stand_ins = {"Absent": _ABSENT, "Press": _PRESS.format(callback)}
    return vba_project("selfeval", [*own, *(Module("Module", name, text) for name, text in stand_ins.items())])


def _in_office(text: str) -> str:
    for theirs, here in _IN_OFFICE.items():
        text = text.replace(theirs, here)
    return text


def _typed(types: str) -> str:
    types = types.replace("spreadsheetml.sheet.main+xml", "sheet.macroEnabled.main+xml").replace(
        "application/vnd.openxmlformats-officedocument.sheet.macro", "application/vnd.ms-excel.sheet.macro"
    )
    more = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    more += '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    return re.sub("(<Types[^>]*>)", rf"\1{more}", types, count=1)


def _linked(links: str, key: str, kind: str, target: str) -> str:
    return links.replace(
        "</Relationships>", f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/></Relationships>', 1
    )


def _with_shapes(sheet: str) -> str:
    """The drawing comes after the page setup, and before tables and extensions."""
    shapes = f'<legacyDrawing xmlns:r="{_OFFICE}" r:id="rId1"/>'
    assert "<tableParts" not in sheet and "<extLst" not in sheet and "<drawing" not in sheet
    return sheet.replace("</worksheet>", f"{shapes}</worksheet>", 1)
