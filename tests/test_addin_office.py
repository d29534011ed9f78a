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

# LibreOffice has no objects of Windows, and no Python is started here.
MACHINE = """Attribute VB_Name = "Machine"
Public Shown As String
Public Ran As String
Public Sub SeShow(ByVal Text As String, ByVal Title As String)
    Shown = Text
End Sub
Public Function SeExpand(ByVal Text As String) As String
    SeExpand = Text
End Function
Public Function SeFiles() As Object
    Err.Raise 1000
End Function
Public Function SeFileExists(ByVal Path As String) As Boolean
    SeFileExists = True
End Function
Public Function SeRunAndWait(ByVal Line As String) As Long
    Ran = Line
End Function
"""
# It compiles both branches of #If.
SERVER = """Attribute VB_Name = "Server"
Public Function SeServer() As Object
End Function
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
    swapped = {"Machine": MACHINE, "Server": SERVER}
    own = [
        module._replace(text=swapped.get(module.name, module.text.replace("Application.Hwnd", "42")))
        for module in build.modules(STAND_IN)
        if module.name != "Functions"
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
    line, shown = ran[1:]
    code = "import selfeval_xl.excel.macros as m; m.tell(m.new_workbook('hubei-2019'))"
    assert f' -I -B -c "{code}" "--wb=' in line and line.startswith('"%LOCALAPPDATA%\\selfeval-xl\\python\\')
    assert shown == ""


def test_what_the_add_in_says_itself_arrives_in_chinese(for_office: Path) -> None:
    ran = open_in_office(for_office, ["指标"], [["Launch.SeTell", "no_python", "D:\\"], ["Seen.WhatWasShown"]])[
        "returned"
    ]
    assert ran[1].startswith("没有找到运行评分所需的 Python") and ran[1].endswith("找不到的文件：D:\\")
