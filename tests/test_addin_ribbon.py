"""The ribbon fits the VBA and the macros, and its icons are there."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from addin import build
from selfeval_xl.storage import standards
from tests.judges import openxml, workbooks

RIBBON = build.HERE / "ribbon" / "customUI14.xml"
SPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
STAND_IN = "tests.addin.standin"

# Names of icons of Office 2010 and later, as two published lists of them agree (github.com/christianjunk/ImageMso and
# github.com/gjvdkamp/SimpleImageMsoViewer); no schema knows them, and Excel shows nothing for a name it does not know.
ICONS = {
    "CalculateNow",
    "ClearFormats",
    "Consolidate",
    "ErrorChecking",
    "ExportExcel",
    "ExportWord",
    "FileDocumentInspect",
    "FileNew",
    "FileOpen",
    "FindDialog",
    "FormulaEvaluate",
    "FunctionWizard",
    "FileSaveAs",
    "FileSendAsAttachment",
    "Help",
    "ImportExcel",
    "ReviewAcceptChange",
    "Info",
    "DataValidation",
}

TAG = '" & control.Tag & "'
"""How VBA puts the tag of the button in."""

BUTTONS = {
    **{standards.load(name).name: f"new_workbook('{name}')" for name in standards.available()},
    "导入官方表": "import_form()",
    "2025年度项目（财政部2020年办法）": "open_sample('mof-2020')",
    "2017年度街道自评报告（东湖高新区）": "open_sample('donghu-2017')",
    "计算评分": "calculate()",
    "校验": "check()",
    "清除标记": "clear_marks()",
    "实时评分": "live_scores()",
    "全套报送材料": "deliver()",
    "导出自评表": "export_form()",
    "核对": "verify()",
    "导出汇总": "export_summary()",
    "自评报告": "write_report()",
    "多项目汇总": "roll_up()",
    "评分说明": "explain_standard()",
    "问题说明": "explain_finding()",
    "自检": "doctor()",
    "帮助": "show_help()",
    "验收": "acceptance()",
    "关于": "about()",
}

# Nothing but these can be done without a workbook.
NO_WORKBOOK = {
    "new_workbook", "import_form", "open_sample", "roll_up", "explain_standard", "explain_finding", "doctor",
    "acceptance", "show_help", "about",
}  # fmt: skip


@pytest.fixture(scope="module")
def ribbon() -> ElementTree.Element:
    return ElementTree.parse(RIBBON).getroot()


@pytest.fixture(scope="module")
def callbacks() -> dict[str, tuple[str, bool]]:
    """The Subs of the ribbon module: name -> macro that it calls, and whether it needs a workbook."""
    text = (build.HERE / "vba" / "Ribbon.bas").read_text(encoding="utf-8")
    subs = re.findall(
        r"^Public Sub (\w+)\(control As IRibbonControl\)\n(?:    \'.*\n)?"
        r'    SeRun control, "(.*)", (True|False)\nEnd Sub$',
        text,
        re.M,
    )
    assert len(subs) == len(re.findall(r"^End Sub$", text, re.M))
    return {name: (macro, needs == "True") for name, macro, needs in subs}


def test_every_button_runs_its_macro(ribbon: ElementTree.Element, callbacks: dict[str, tuple[str, bool]]) -> None:
    buttons = {
        button.get("label"): callbacks[button.get("onAction", "")][0].replace(TAG, button.get("tag", ""))
        for button in ribbon.iter(f"{SPACE}button")
    }
    assert buttons == BUTTONS


def test_every_callback_has_its_button(ribbon: ElementTree.Element, callbacks: dict[str, tuple[str, bool]]) -> None:
    assert {button.get("onAction") for button in ribbon.iter(f"{SPACE}button")} == set(callbacks)


def test_only_what_scores_needs_an_open_workbook(callbacks: dict[str, tuple[str, bool]]) -> None:
    assert {macro.partition("(")[0] for macro, needs in callbacks.values() if not needs} == NO_WORKBOOK


def test_everything_to_click_has_an_icon_that_exists(ribbon: ElementTree.Element) -> None:
    icons = [control.get("imageMso") for kind in ("button", "menu") for control in ribbon.iter(SPACE + kind)]
    assert set(icons) == ICONS


def test_everything_to_click_is_explained_in_chinese(ribbon: ElementTree.Element) -> None:
    for kind in ("button", "menu"):
        for control in ribbon.iter(SPACE + kind):
            for key in ("label", "screentip", "supertip"):
                assert re.search(r"[\u4e00-\u9fff]", control.get(key, "")), (control.get("id"), key)


def test_the_tab_has_its_name_and_key(ribbon: ElementTree.Element) -> None:
    (tab,) = ribbon.iter(f"{SPACE}tab")
    assert (tab.get("label"), tab.get("keytip")) == ("绩效自评", "JX")


def test_the_groups_follow_the_work(ribbon: ElementTree.Element) -> None:
    assert [group.get("label") for group in ribbon.iter(f"{SPACE}group")] == ["填报", "计算", "报送", "审核", "帮助"]


def test_the_button_that_matters_is_large(ribbon: ElementTree.Element) -> None:
    large = {control.get("label") for control in ribbon.iter() if control.get("size") == "large"}
    assert large == {"新建自评表", "计算评分", "全套报送材料"}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [('onAction="SeCheck"', 'onClick="SeCheck"'), ('size="large"', 'size="huge"'), ('keytip="JX"', 'keytip="TOOLONG"')],
)
def test_the_validator_reads_the_ribbon(right: str, wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "selfeval.xlam"
    path.write_bytes(build.build(STAND_IN))
    text = RIBBON.read_text(encoding="utf-8")
    assert right in text
    workbooks.rewrite(path, {"customUI/customUI14.xml": text.replace(right, wrong).encode()})
    assert openxml.errors(path) != []
