"""LibreOffice opens the add-in and runs its VBA: another reader, another interpreter than in the other tests."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from addin import build
from addin._build.package import About, package
from addin._build.vba import Module, vba_project

SCRIPT = Path(__file__).parent / "addin" / "office.py"
STAND_IN = "tests.addin.standin"

# LibreOffice cannot compile the module of xlwings (it takes both branches of #If), and it has no Windows.
XLWINGS = """Attribute VB_Name = "xlwings"
Public Ran As String
Public Function RunPython(ByVal Code As String)
    SeGate
    Ran = Code
End Function
Public Function FileExists(ByVal Path As String) As Boolean
End Function
Public Function GetDirectoryConfigFilePath() As String
End Function
Public Function XLPyCommand() As String
End Function
Public Function XLPy()
    Err.Raise 1000
End Function
"""
WINDOWS = """Attribute VB_Name = "Windows"
Public Shown As String
Public Sub SeShow(ByVal Text As String, ByVal Title As String)
    Shown = Text
End Sub
Public Function SeExpand(ByVal Text As String) As String
    SeExpand = Text
End Function
Public Function SeFileExists(ByVal Path As String) As Boolean
    SeFileExists = True
End Function
Public Sub SeKeepFolderOut(ByVal Out As Boolean)
End Sub
"""
SEEN = """Attribute VB_Name = "Seen"
Public Function WhatRan() As String
    WhatRan = Ran
End Function
Public Function WhatWasShown() As String
    WhatWasShown = Shown
End Function
"""


def open_in_office(path: Path, books: list[str], calls: list[list[str]]) -> dict[str, Any]:
    """What LibreOffice finds in the file, and what the calls return while workbooks with these sheets are open."""
    command = ["/usr/bin/python3", str(SCRIPT), str(path), *books]
    run = subprocess.run(command, input=json.dumps(calls), capture_output=True, encoding="utf-8", timeout=180)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.fixture
def for_office(tmp_path: Path) -> Path:
    """The add-in with small stand-ins for what LibreOffice cannot take."""
    swapped = {"xlwings": XLWINGS, "Windows": WINDOWS}
    own = [
        module._replace(text=swapped.get(module.name, module.text))
        for module in build.modules(STAND_IN)
        if module.name not in ("Functions", "Dictionary")
    ]
    project = vba_project("selfeval", [*own, Module("Module", "Seen", SEEN)])
    path = tmp_path / "selfeval.xlam"
    ribbon = (build.HERE / "ribbon" / "customUI14.xml").read_bytes()
    path.write_bytes(package(build.sheets(), project, ribbon, About("t", "d")))
    return path


def test_it_loads_with_all_modules_and_hides_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "selfeval.xlam"
    path.write_bytes(build.build(STAND_IN))
    seen = open_in_office(path, [], [])
    for module in build.modules(STAND_IN):
        code = [line for line in module.text.splitlines() if not line.startswith("Attribute ")]
        assert "\n".join(code).strip() in seen["modules"][module.name].replace("\r\n", "\n")
    assert seen["sheets"] == {"selfeval": True, "selfeval.conf": False}


def test_a_pressed_button_reaches_python(for_office: Path) -> None:
    calls = [["Ribbon.SeNewWorkbook", "PRESSED:hubei-2019"], ["Seen.WhatRan"], ["Seen.WhatWasShown"]]
    ran = open_in_office(for_office, ["指标"], calls)["returned"]
    assert ran[1:] == ["import selfeval_xl.excel.macros as m; m.new_workbook('hubei-2019')", ""]


def test_a_workbook_with_settings_of_its_own_is_refused(for_office: Path) -> None:
    calls = [["Ribbon.SeCalculate", "PRESSED"], ["Seen.WhatRan"], ["Seen.WhatWasShown"]]
    ran = open_in_office(for_office, ["指标", "SELFEVAL.conf"], calls)["returned"]
    assert ran[1] == ""
    assert ran[2].startswith("这个工作簿里有一张名为 selfeval.conf 的工作表")
    assert ran[2].endswith("再试。")
