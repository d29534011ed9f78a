"""What the VBA of the add-in does when a button is pressed or a cell calculates: our modules and those of xlwings."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pyopenvba.exceptions import VBARuntimeError

from addin import build
from addin._build.package import About, package
from addin._build.vba import Module
from tests.addin.excel import LOCAL, PYTHON, USER_FILE, Excel

STAND_IN = "tests.addin.standin"
CALCULATE = "import selfeval_xl.excel.macros as m; m.calculate()"
KEEP = "KEEP PYTHON ALIVE"
SHELL = "C:\\Windows\\System32\\cmd.exe"


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return build.modules(STAND_IN)


@pytest.fixture
def excel(modules: list[Module], tmp_path: Path) -> Excel:
    """Excel with the add-in and one workbook open."""
    path = tmp_path / "selfeval.xlam"
    path.write_bytes(package(build.sheets(), b"", b"", About("", "")))
    excel = Excel(str(path), modules)
    excel.book("指标")
    return excel


def closed(excel: Excel) -> None:
    """No workbook is open any more."""
    excel.application.workbooks_.books.clear()
    excel.application.active_book = None


# --- one Python that stays


def test_the_first_click_starts_python_and_the_next_ones_use_it(excel: Excel) -> None:
    excel.press("SeCalculate")
    excel.press("SeCheck")
    assert excel.machine.executed == [CALCULATE, CALCULATE.replace("calculate", "check")]
    assert len(excel.machine.started) == 1


def test_it_is_started_as_xlwings_starts_its_server(excel: Excel) -> None:
    excel.press("SeCalculate")
    (command, _), *_ = excel.machine.started
    assert command.startswith(f'{SHELL}  /K ""{PYTHON}" -B -c "import sys, os;import xlwings.utils;')
    assert "xlwings.serve('$(CLSID)')" in command
    # No workbook is named, as for the case that its folder belongs on the module path; "False" says it does not.
    folder = LOCAL.replace("\\", "\\\\") + "\\\\selfeval-xl\\\\venv\\\\Scripts"
    assert f'prepare_sys_path(\\"False;;;;;;{folder}\\");' in command


def test_another_workbook_starts_no_other_python(excel: Excel) -> None:
    excel.press("SeCalculate")
    other = excel.book("指标")
    excel.press("SeCalculate")
    assert len(excel.machine.started) == 1
    assert excel.machine.caller_books[2] is other


def test_python_is_given_the_active_workbook_and_lets_go_of_it(excel: Excel) -> None:
    book = excel.application.active_book
    excel.press("SeCalculate")
    given, released = excel.machine.caller_books
    assert given is book
    assert released is not book


def test_python_lets_go_of_the_workbook_also_when_it_fails(excel: Excel) -> None:
    excel.machine.python_error = "ModuleNotFoundError"
    excel.press("SeCalculate")
    assert excel.machine.caller_books[-1] is not excel.application.active_book
    (text,) = excel.machine.shown
    assert text.startswith("没有完成。")
    assert text.endswith("系统给出的原因：\nModuleNotFoundError")


def test_a_python_that_has_died_is_started_anew(excel: Excel) -> None:
    excel.press("SeCalculate")
    excel.machine.alive = False
    excel.press("SeCalculate")
    assert len(excel.machine.started) == 2
    assert excel.machine.executed == [CALCULATE] * 2


def test_it_ends_when_excel_does(excel: Excel) -> None:
    excel.press("SeCalculate")
    excel.app.run("SeStopServer")
    ((command, _),) = excel.machine.started
    assert excel.machine.killed == [command]


def test_nothing_is_ended_that_was_not_started(excel: Excel) -> None:
    excel.app.run("SeStopServer")
    assert excel.machine.killed == []


def test_the_folder_of_the_workbook_stays_off_the_module_path_only_while_python_starts(excel: Excel) -> None:
    excel.press("SeCalculate")
    ((_, safe),) = excel.machine.started
    assert safe == "1"
    assert excel.machine.variables["PYTHONSAFEPATH"] == ""


def module_path(excel: Excel, folder: Path) -> list[str]:
    """The module path of a Python that is started as by the last click, in a folder that holds a file xlwings.py."""
    (folder / "xlwings.py").write_text("raise SystemExit('taken from the folder of the workbook')", encoding="utf-8")
    command, safe = excel.machine.started[-1]
    found = re.search(r' -c "(.*?prepare_sys_path\(.*?\))', command)
    assert found is not None
    code = found[1].replace('\\"', '"') + "; import json, sys; print(json.dumps(sys.path))"
    environment = os.environ | {"PYTHONSAFEPATH": safe}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("mode", ["True", "False"])
def test_nothing_beside_the_workbook_is_imported(excel: Excel, mode: str, tmp_path: Path) -> None:
    excel.machine.user_settings[KEEP] = mode
    excel.app.run("SeReadUserSettings")
    excel.press("SeCalculate")
    path = module_path(excel, tmp_path)
    assert "" not in path
    assert str(tmp_path) not in path


NAMES = [
    "自评;;;;;;;;表.xlsx",
    "a;b;c;d;e;f;g;表.xlsx",
    "a^&calc&表.xlsx",
    "收入&支出 (2)'s.xlsx",
    "%PATHEXT%.xlsx",
    "$PATHEXT ${PATH}.xlsx",
    "%CMDCMDLINE%&calc&.xlsx",
    "自评=95%终稿.xlsx",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mode", ["True", "False"])
def test_the_name_of_a_workbook_chooses_nothing(excel: Excel, name: str, mode: str, tmp_path: Path) -> None:
    """In the list of folders to import from it stands no more; behind --wb= cmd.exe leaves it alone in its quotes."""
    excel.machine.user_settings[KEEP] = mode
    excel.app.run("SeReadUserSettings")
    excel.application.active_book.name = name
    excel.application.active_book.path = "E:\\收到;;;;;;;;的 & 表"
    excel.press("SeCalculate")
    if mode == "False" and name.count("%") > 1:
        assert excel.machine.started == []
        assert excel.machine.shown[0].startswith("这个工作簿的文件名里有两个以上的百分号（%）")
        return
    (command, _), *_ = excel.machine.started
    assert name not in command.replace(f' --wb="{name}" ', " ") and "收到" not in command
    path = module_path(excel, tmp_path)
    assert "" not in path and not any(name.removesuffix(".xlsx").endswith(each) for each in path if each)
    assert all(os.path.isabs(each) or each.lower().startswith("c:\\users") for each in path), path


# --- one Python per click


def one_per_click(excel: Excel) -> None:
    """Set so in the user's own file, and Excel started with it."""
    excel.machine.user_settings[KEEP] = "False"
    excel.app.run("SeReadUserSettings")


def test_the_user_can_have_one_python_per_click(excel: Excel) -> None:
    one_per_click(excel)
    excel.press("SeCalculate")
    excel.press("SeCalculate")
    assert len(excel.machine.started) == 2
    assert excel.machine.executed == []


def test_the_command_of_a_click_is_that_of_runpython(excel: Excel) -> None:
    one_per_click(excel)
    excel.press("SeCalculate")
    ((command, safe),) = excel.machine.started
    folder = LOCAL + "\\selfeval-xl\\venv\\Scripts"
    assert command.startswith(f'{SHELL} /C C: & cd "{folder}" & "{PYTHON}" -B -c "import xlwings.utils;')
    assert f'; {CALCULATE}" ' in command
    assert f' --wb="{excel.application.active_book.name}" --from_xl=1 ' in command
    assert ' --hwnd="42" ' in command
    assert f'2> "{LOCAL}\\Temp\\xlwings-' in command
    assert safe == "1"
    assert excel.machine.variables["PYTHONSAFEPATH"] == ""


def test_when_the_server_does_not_start_the_click_is_done_without(excel: Excel) -> None:
    excel.machine.dll_works = False
    excel.press("SeCalculate")
    ((command, _),) = excel.machine.started
    assert CALCULATE in command
    assert excel.machine.shown == []


def test_a_server_that_did_not_start_is_not_tried_again(excel: Excel) -> None:
    """Each try may take a minute: once per cell would be for ever."""
    excel.machine.dll_works = False
    excel.press("SeCalculate")
    excel.machine.dll_works = True
    assert str(excel.cell_calls("SE_GRADE", 89)).startswith("未计算：评分程序没有启动")
    assert not excel.machine.alive


def test_only_the_user_s_own_file_changes_settings_and_only_known_ones(excel: Excel) -> None:
    excel.machine.user_settings |= {"INTERPRETER_WIN": "D:\\py\\python.exe", "ELSE": "x"}
    excel.machine.files = {"D:\\py\\python.exe"}
    excel.app.run("SeReadUserSettings")
    excel.press("SeCalculate")
    assert excel.machine.started[0][0].startswith(f'{SHELL}  /K ""D:\\py\\python.exe"')
    assert USER_FILE.endswith("\\.selfeval\\selfeval.conf")


# --- what is refused


def test_without_a_workbook_the_user_is_told_so(excel: Excel) -> None:
    closed(excel)
    excel.press("SeCalculate")
    assert excel.machine.shown[0].startswith("现在没有可以处理的工作簿。")
    assert excel.machine.started == []


def test_what_needs_no_workbook_works_without_and_leaves_no_blank_one(excel: Excel) -> None:
    closed(excel)
    excel.machine.during = lambda: excel.book("样例")  # what the macro opens
    excel.press("SeOpenSample")
    assert excel.machine.executed == ["import selfeval_xl.excel.macros as m; m.open_sample('donghu-2017')"]
    assert [[sheet.name for sheet in book.sheets_] for book in excel.app.workbooks()] == [["样例", "Sheet1"]]


def test_a_blank_workbook_that_is_the_only_one_stays(excel: Excel) -> None:
    closed(excel)
    excel.press("SeAbout")
    assert len(excel.app.workbooks()) == 1


@pytest.mark.parametrize("mode", ["True", "False"])
@pytest.mark.parametrize("sheet", ["selfeval.conf", "SELFEVAL.CONF", "code.py"])
def test_a_workbook_that_would_choose_the_program_is_refused(excel: Excel, sheet: str, mode: str) -> None:
    excel.machine.user_settings[KEEP] = mode
    excel.app.run("SeReadUserSettings")
    excel.book(sheet)
    excel.press("SeCalculate")
    assert excel.machine.started == []
    assert "所以没有继续。" in excel.machine.shown[0]


def test_its_cells_start_nothing_either(excel: Excel) -> None:
    excel.book("selfeval.conf")
    assert excel.cell_calls("SE_GRADE", 89) == "未计算：请点“绩效自评”选项卡上的“计算评分”，会说明原因"
    excel.cell_calls("SeServer")
    assert excel.machine.started == []


def test_a_file_of_settings_beside_the_workbook_is_refused(excel: Excel) -> None:
    excel.application.active_book.path = "E:\\收到\\"
    excel.machine.files.add("E:\\收到\\\\selfeval.conf")  # xlwings itself doubles the separator
    excel.press("SeCalculate")
    assert excel.machine.started == []
    assert excel.machine.shown[0].startswith("工作簿所在的文件夹里有一个 selfeval.conf 文件")


def test_without_python_the_user_is_told_how_to_get_it(excel: Excel) -> None:
    excel.machine.files.clear()
    excel.press("SeCalculate")
    (text,) = excel.machine.shown
    assert "双击 install.cmd" in text
    assert text.endswith(PYTHON)
    assert excel.machine.started == []


def test_a_python_without_its_folder_is_not_started(excel: Excel) -> None:
    """Which program a bare name starts depends on the folder that happens to be the current one."""
    excel.machine.user_settings["INTERPRETER_WIN"] = "python"
    excel.machine.files.add("python")
    excel.app.run("SeReadUserSettings")
    excel.press("SeCalculate")
    assert excel.machine.started == []


# --- what a workbook must not be able to do

ATTACKS = [
    ("RunPython", ["import os; os.system('calc')"]),
    ("RunFrozenPython", ["C:\\Windows\\System32\\cmd.exe", "/c calc"]),
    ("ExecuteWindows", [False, "import os", PYTHON]),
    ("XLPy", []),
    ("ReadFile", ["C:\\secret.txt"]),
    ("SaveConfigToFile", ["C:\\new.bat", "x", "calc"]),
    ("ExpandEnvironmentStrings", ["%USERNAME%"]),
]


@pytest.mark.parametrize(("function", "arguments"), ATTACKS)
def test_a_formula_cannot_use_what_xlwings_offers(excel: Excel, function: str, arguments: list[object]) -> None:
    with pytest.raises(VBARuntimeError, match="Only the buttons"):
        excel.cell_calls(function, *arguments)
    assert excel.machine.started == []


@pytest.mark.parametrize(("function", "arguments"), ATTACKS)
def test_a_shape_with_a_macro_cannot_either(excel: Excel, function: str, arguments: list[object]) -> None:
    excel.caller = "Rectangle 1"
    with pytest.raises(VBARuntimeError, match="Only the buttons"):
        excel.app.run(function, *arguments)


@pytest.mark.parametrize("mode", ["True", "False"])
def test_a_formula_cannot_while_python_works_for_a_button(excel: Excel, mode: str) -> None:
    """The macro fills cells, Excel calculates, and the formulas of the workbook run inside the click."""
    excel.machine.user_settings[KEEP] = mode
    excel.app.run("SeReadUserSettings")
    outcome = []

    def calculate() -> None:
        try:
            outcome.append(excel.cell_calls("RunPython", "evil"))
        except VBARuntimeError as refused:
            outcome.append(str(refused))

    excel.machine.during = calculate
    excel.press("SeCalculate")
    assert len(outcome) == 1
    assert "Only the buttons" in str(outcome[0])
    assert "evil" not in str(excel.machine.started + [(code, "") for code in excel.machine.executed])


def closed_gate(excel: Excel) -> bool:
    """Nobody is let through, not even what is no cell."""
    try:
        excel.app.run("RunPython", "evil")
    except VBARuntimeError as refused:
        return "Only the buttons" in str(refused)
    return False


def test_the_gate_is_closed_while_the_kept_python_works(excel: Excel) -> None:
    seen = []
    excel.press("SeCalculate")
    excel.machine.during = lambda: seen.append(closed_gate(excel))
    excel.press("SeCalculate")
    assert seen == [True]


@pytest.mark.parametrize("mode", ["True", "False"])
@pytest.mark.parametrize("error", ["", "ModuleNotFoundError"])
def test_the_gate_is_closed_after_a_click(excel: Excel, mode: str, error: str) -> None:
    excel.machine.user_settings[KEEP] = mode
    excel.app.run("SeReadUserSettings")
    excel.machine.python_error = error
    excel.press("SeCalculate")
    assert closed_gate(excel)


def test_the_gate_is_closed_after_a_cell_has_started_python(excel: Excel) -> None:
    excel.cell_calls("SE_GRADE", 89)
    assert len(excel.machine.started) == 1
    assert closed_gate(excel)


def test_the_gate_is_closed_after_the_settings_were_read(excel: Excel) -> None:
    excel.app.run("SeReadUserSettings")
    assert closed_gate(excel)


# --- functions in cells


def test_a_cell_gets_what_python_answers(excel: Excel) -> None:
    assert excel.cell_calls("SE_GRADE", 89) == f"{STAND_IN}.SE_GRADE"
    assert excel.cell_calls("SE_SCORE", 1, 2, 3) == f"{STAND_IN}.SE_SCORE"
    assert len(excel.machine.started) == 1


def test_the_wizard_gets_its_descriptions_once_there_is_a_workbook(excel: Excel) -> None:
    closed(excel)
    excel.app.run("SeDescribeFunctions")
    assert excel.described == {}
    excel.book("指标")
    excel.press("SeCalculate")
    assert set(excel.described) == {f"'selfeval.xlam'!{name}" for name in build._toml("texts.toml")["functions"]}
    assert excel.described["'selfeval.xlam'!SE_GRADE"][:3] == [
        "总分对应的等级，按评价标准的分档。",
        "绩效自评",
        "总分。",
    ]
    assert len(excel.described["'selfeval.xlam'!SE_SCORE"]) == 2 + 6


def test_excel_reads_the_settings_at_its_start_and_describes_the_functions_later(excel: Excel) -> None:
    excel.machine.user_settings[KEEP] = "False"
    excel.starts()
    assert excel.app.run("SeSetting", KEEP) == "False"
    assert excel.later == ["'selfeval.xlam'!SeDescribeFunctions"]
