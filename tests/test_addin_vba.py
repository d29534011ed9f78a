"""What the VBA of the add-in does when a button is pressed or a cell calculates; nothing of it is that of xlwings."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter._values import NOTHING

from addin import build
from addin._build.package import About, package
from addin._build.vba import Module
from tests.addin.excel import LIBRARY, PYTHON, USER_FILE, Excel

STAND_IN = "tests.addin.standin"
CALCULATE = "__import__('selfeval_xl.excel.macros', fromlist=['']).calculate()"
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
    (command,) = excel.machine.started
    # With the variable, which cmd.exe replaces: the DLL hands on only what the ANSI code page has.
    python = "%LOCALAPPDATA%\\selfeval-xl\\python\\python.exe"
    assert command == f"""{SHELL} /K ""{python}" -I -B -c "import xlwings; xlwings.serve('$(CLSID)')"\""""


def test_the_dll_lies_beside_python_or_beside_the_folder_of_its_programs(excel: Excel) -> None:
    excel.press("SeCalculate")
    beside = PYTHON.replace("python.exe", "xlwings64-0.37.8.dll")
    assert excel.machine.libraries == [beside, LIBRARY]
    excel.machine.alive = False
    excel.machine.files.add(beside)
    excel.press("SeCalculate")
    assert excel.machine.libraries[2:] == [beside]


def test_what_python_answers_is_shown_when_the_call_is_over(excel: Excel) -> None:
    """While Python shows something itself, Excel would tell its user again and again that it waits for an answer."""
    excel.machine.answer = "总分 89.00 分，等级：良好。"
    seen = []
    excel.machine.during = lambda: seen.append(list(excel.machine.shown))
    excel.press("SeCalculate")
    assert seen == [[]]
    assert excel.machine.shown == [excel.machine.answer]
    assert excel.application.vba_get("StatusBar") in (False, "")


def test_who_has_nothing_to_say_is_not_shown(excel: Excel) -> None:
    excel.press("SeExplainStandard")
    assert excel.machine.shown == []


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
    (command,) = excel.machine.started
    assert excel.machine.killed == [command]


def test_nothing_is_ended_that_was_not_started(excel: Excel) -> None:
    excel.app.run("SeStopServer")
    assert excel.machine.killed == []


def module_path(excel: Excel, folder: Path) -> list[str]:
    """The module path of a Python that is started as by the last click, in a folder that holds a file xlwings.py."""
    (folder / "xlwings.py").write_text("raise SystemExit('taken from the folder of the workbook')", encoding="utf-8")
    found = re.search(r'python\.exe" (-\S+(?: -\S+)*) -c "', excel.machine.started[-1])
    assert found is not None
    code = "import json, sys, xlwings; print(json.dumps(sys.path))"
    command = [sys.executable, *found[1].split(), "-c", code]
    run = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("mode", ["True", "False"])
def test_nothing_beside_the_workbook_is_imported(excel: Excel, mode: str, tmp_path: Path) -> None:
    keep_python(excel, mode)
    excel.press("SeCalculate")
    path = module_path(excel, tmp_path)
    assert "" not in path
    assert str(tmp_path) not in path


NAMES = [
    "自评;;;;;;;;表.xlsx",
    "a^&calc&表.xlsx",
    "收入&支出 (2)'s.xlsx",
    "%PATHEXT%.xlsx",
    "$PATHEXT ${PATH}.xlsx",
    "%CMDCMDLINE%&calc&.xlsx",
    "自评=95%终稿.xlsx",
    "𠮷野家é한글.xlsx",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mode", ["True", "False"])
def test_the_name_of_a_workbook_chooses_nothing(excel: Excel, name: str, mode: str) -> None:
    """A Python that stays is not told it; for one click it stands in quotes, where no shell is that reads it."""
    keep_python(excel, mode)
    excel.application.active_book.name = name
    excel.application.active_book.path = "E:\\收到;;;;;;;;的 & 表"
    excel.press("SeCalculate")
    if mode == "False" and name.count("%") > 1:
        assert excel.machine.started == []
        assert excel.machine.shown[0].startswith("这个工作簿的文件名里有两个以上的百分号（%）")
        return
    (command,) = excel.machine.started
    assert ("cmd.exe" in command) == (mode == "True")
    assert name not in command.replace(f' "--wb={name}" ', " ") and "收到" not in command


# --- one Python per click


def keep_python(excel: Excel, mode: str) -> None:
    """Set so in the user's own file, and Excel started with it."""
    excel.machine.user_settings[KEEP] = mode
    excel.app.run("SeReadUserSettings")


def test_the_user_can_have_one_python_per_click(excel: Excel) -> None:
    keep_python(excel, "False")
    excel.press("SeCalculate")
    excel.press("SeCalculate")
    assert len(excel.machine.started) == 2
    assert excel.machine.executed == []


def test_the_line_of_a_click_is_what_xlwings_looks_for(excel: Excel) -> None:
    keep_python(excel, "False")
    excel.press("SeCalculate")
    (command,) = excel.machine.started
    book = excel.application.active_book.name
    code = "import selfeval_xl.excel.macros as m; m.tell(m.calculate())"
    assert command == f'"{PYTHON}" -I -B -c "{code}" "--wb={book}" --from_xl=1 --hwnd=42'


def test_a_click_that_fails_is_told_with_its_number(excel: Excel) -> None:
    keep_python(excel, "False")
    excel.machine.exit_code = 9009
    excel.press("SeCalculate")
    (text,) = excel.machine.shown
    assert text.startswith("没有完成。") and text.endswith("\n9009")


def test_when_the_server_does_not_start_the_click_is_done_without(excel: Excel) -> None:
    excel.machine.dll_works = False
    excel.press("SeCalculate")
    (command,) = excel.machine.started
    assert "m.tell(m.calculate())" in command
    assert excel.machine.shown == []


def test_a_server_that_did_not_start_is_not_tried_again(excel: Excel) -> None:
    """Each try may take two minutes: once per cell would be for ever."""
    excel.machine.dll_works = False
    excel.press("SeCalculate")
    excel.machine.dll_works = True
    assert str(excel.cell_calls("SE_GRADE", 89)).startswith("未计算：评分程序没有启动")
    assert not excel.machine.alive


def test_only_the_user_s_own_file_changes_settings_and_only_known_ones(excel: Excel) -> None:
    excel.machine.user_settings |= {"Interpreter_Win": "D:\\py\\python.exe", "ELSE": "x"}
    excel.machine.files |= {"D:\\py\\python.exe", "D:\\py\\xlwings64-0.37.8.dll"}
    excel.app.run("SeReadUserSettings")
    excel.press("SeCalculate")
    assert excel.machine.started[0].startswith(f'{SHELL} /K ""D:\\py\\python.exe"')
    assert excel.machine.libraries == ["D:\\py\\xlwings64-0.37.8.dll"]
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
    excel.press("SeImportForm")
    assert excel.machine.executed == [CALCULATE.replace("calculate", "import_form")]
    assert [[sheet.name for sheet in book.sheets_] for book in excel.app.workbooks()] == [["样例", "Sheet1"]]


def test_a_blank_workbook_that_is_the_only_one_stays(excel: Excel) -> None:
    closed(excel)
    excel.press("SeAbout")
    assert len(excel.app.workbooks()) == 1


@pytest.mark.parametrize("mode", ["True", "False"])
def test_what_a_workbook_brings_along_configures_nothing(excel: Excel, mode: str) -> None:
    """xlwings would take the program to start from such a sheet, or from a file beside the workbook."""
    keep_python(excel, mode)
    book = excel.book("selfeval.conf", "code.py")
    excel.application.active_book.path = "E:\\收到\\"
    excel.machine.files |= {"E:\\收到\\selfeval.conf", "E:\\evil.exe"}
    cell = book.vba_get("Sheets").vba_get("Item", ["selfeval.conf"]).vba_get("Range", ["A1:B1"])
    cell.vba_set("Value", "INTERPRETER_WIN")
    excel.press("SeCalculate")
    assert excel.cell_calls("SE_GRADE", 89) == f"{STAND_IN}.SE_GRADE"
    assert excel.machine.shown == []
    assert all("\\python\\python.exe" in each for each in excel.machine.started)


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

OFFERED_BY_XLWINGS = [
    "RunPython",
    "RunFrozenPython",
    "ExecuteWindows",
    "XLPy",
    "ReadFile",
    "SaveConfigToFile",
    "WScript",
]


@pytest.mark.parametrize("function", OFFERED_BY_XLWINGS)
def test_what_xlwings_offers_to_every_formula_is_not_there(excel: Excel, function: str) -> None:
    with pytest.raises(VBARuntimeError, match=r"(?i)not defined"):
        excel.cell_calls(function, "import os; os.system('calc')")
    assert excel.machine.started == []


def test_whatever_takes_code_is_hidden_from_formulas_or_wants_the_pressed_button(modules: list[Module]) -> None:
    """A formula reaches the public procedures of the modules that are not private, and has no button to hand over."""
    open_to_all = {
        (module.name, name): arguments
        for module in modules
        if module.kind == "Module" and "Option Private Module" not in module.text
        for name, arguments in re.findall(r"^(?:Public )?(?:Sub|Function) (\w+)\((.*)\)", module.text, re.MULTILINE)
    }
    assert {name for name, _ in open_to_all} == {"Ribbon", "Wizard", "Functions"}
    for (module, name), arguments in open_to_all.items():
        button = arguments == "control As IRibbonControl"
        assert (module == "Ribbon") == button, name
    assert {name for module, name in open_to_all if module == "Wizard"} == {"SeDescribeFunctions"}


@pytest.mark.parametrize("caller", ["a cell", "Rectangle 1"])
def test_only_from_outside_a_button_is_pressed_for_somebody(excel: Excel, caller: str) -> None:
    if caller == "a cell":
        excel.cell_calls("SeHear", "calculate()")
    else:
        excel.caller = caller
        excel.app.run("SeHear", "calculate()")
    assert excel.machine.started == []


def test_the_acceptance_test_hears_what_is_said_and_nothing_is_shown(excel: Excel) -> None:
    excel.machine.answer = "总分 89.00 分，等级：良好。"
    assert excel.app.run("SeHear", "calculate()") == excel.machine.answer
    assert excel.machine.shown == []
    assert excel.app.run("SeHear", "live_scores(); import os") == ""
    assert excel.machine.executed == [CALCULATE]
    excel.press("SeCalculate")
    assert excel.machine.shown == [excel.machine.answer]


# --- functions in cells


def test_a_cell_gets_what_python_answers(excel: Excel) -> None:
    assert excel.cell_calls("SE_GRADE", 89) == f"{STAND_IN}.SE_GRADE"
    assert excel.cell_calls("SE_SCORE", 1, 2, 3) == f"{STAND_IN}.SE_SCORE"
    assert len(excel.machine.started) == 1


def test_a_function_hands_no_workbook_over(excel: Excel) -> None:
    """Python would keep it, and with it an Excel of which the last window is closed."""
    excel.cell_calls("SE_GRADE", 89)
    (given,) = excel.machine.caller_books
    assert given is NOTHING


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
