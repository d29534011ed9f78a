"""What the acceptance test tries on a real Excel, one after the other, on a copy of the sample."""

import os
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from selfeval_xl.domain.layout import BUDGET, INDICATORS, RESULTS, SUMMARY
from selfeval_xl.install import places
from selfeval_xl.readers.documents import read_document
from selfeval_xl.storage import resources, temp_dir
from selfeval_xl.tasks.assess import is_untouched

_ADDIN = places.ADDIN
_SCORED = "总分 89.00 分，等级：良好。"
_SHEETS = (INDICATORS, BUDGET, SUMMARY, RESULTS)
_HEAD, _FIRST, _LAST = 4, 5, 22
"""The rows of the indicators in the sample."""


class Differs(Exception):
    """Something is not as it should be: what was seen instead."""


class Site:
    """An Excel with the add-in in it, and the copy of the sample that everything is tried on."""

    def __init__(self, excel: Any, addin: str, folder: str) -> None:
        self.excel, self.addin, self.folder = excel, addin, folder
        self.path = os.path.join(folder, "验收 样例=1.xlsx")
        self.book: Any = None

    def sheet(self, name: str) -> Any:
        return self.book.Worksheets(name)

    def press(self) -> str:
        """Press 计算评分 of the add-in and return what it says."""
        self.book.Activate()
        return str(self.excel.Run(f"'{_ADDIN}'!SeHear", "calculate()"))

    def values(self) -> list[object]:
        """Everything that stands on the sheets that a click writes to."""
        return [self.sheet(name).UsedRange.Value2 for name in _SHEETS]


def _require(right: bool, wanted: str, seen: object) -> None:
    if not right:
        raise Differs(f"应当{wanted}，看到的是：{seen or '没有'}")


def _addin_is_there(site: Site) -> str:
    """In an Excel that a program has started no add-in is loaded by itself."""
    try:
        book = site.excel.Workbooks(_ADDIN)
    except Exception:  # Excel has no other answer for a workbook that is not open
        book = site.excel.Workbooks.Open(site.addin)
    return str(book.FullName)


def _open_sample(site: Site) -> str:
    temp_dir.put(site.path, resources.read(resources.SAMPLE))
    site.book = site.excel.Workbooks.Open(site.path)
    return str(site.book.Name)


def _scores(site: Site) -> str:
    said = site.press()
    _require(said.startswith(_SCORED), f"说“{_SCORED}”", said)
    return _SCORED


def _is_as_by_file(site: Site) -> str:
    """The saved copy holds, cell by cell, what the program says that it has written."""
    copy = os.path.join(site.folder, "核对.xlsx")
    site.book.SaveCopyAs(copy)
    _require(is_untouched(read_document(copy)), "与命令行写出的逐格相同", "有不同的格")
    return "逐格相同"


def _links_lead_here(site: Site) -> str:
    links = site.sheet(RESULTS).Hyperlinks
    found = [links.Item(number) for number in range(1, links.Count + 1)]
    away = [f"{link.Address}#{link.SubAddress}" for link in found if link.Address or not link.SubAddress]
    _require(bool(found) and not away, "都指向本工作簿", away[:1])
    return f"{len(found)} 个链接都指向本工作簿"


def _charts_show(site: Site) -> str:
    frames = site.sheet(SUMMARY).ChartObjects()
    shown = [frames.Item(number).Visible for number in range(1, frames.Count + 1)]
    _require(shown == [True] * 3, "显示 3 张图", shown)
    return "3 张图都显示"


def _second_click(site: Site) -> str:
    before = site.values()
    _scores(site)
    _require(site.values() == before, "与第一次逐格相同", "有不同的格")
    return "与第一次逐格相同"


def _refused(site: Site, words: str) -> str:
    """A click says these words, and nothing on the sheets changes."""
    before = site.values()
    said = site.press()
    _require(words in said, f"说“{words}”", said)
    _require(site.values() == before, "一格也不写", "写了一部分")
    return said.splitlines()[0]


def _filter(site: Site) -> str:
    sheet = site.sheet(INDICATORS)
    sheet.Range(f"A{_HEAD}:M{_LAST}").AutoFilter(3, sheet.Range(f"C{_FIRST}").Value2)
    try:
        seen = _refused(site, "正在筛选")
        _require(bool(sheet.FilterMode), "留着筛选", "筛选没有了")
    finally:
        sheet.AutoFilterMode = False
    return seen


def _hidden_row(site: Site) -> str:
    row = site.sheet(INDICATORS).Range("A9").EntireRow
    row.Hidden = True
    try:
        seen = _refused(site, "有隐藏的行（第 9 行）")
        _require(bool(row.Hidden), "留着隐藏的行", "这一行显示出来了")
    finally:
        row.Hidden = False
    return seen


def _protected(site: Site) -> str:
    site.sheet(SUMMARY).Protect()
    try:
        return _refused(site, "设置了保护")
    finally:
        site.sheet(SUMMARY).Unprotect()


def _texts_between(site: Site) -> str:
    """In a row between the indicators, what was typed behind an apostrophe stays text."""
    sheet, typed = site.sheet(INDICATORS), {"N9": "001", "O9": "1-2"}
    sheet.Range("A9").EntireRow.Insert()
    for cell, text in typed.items():
        sheet.Range(cell).Value2 = f"'{text}"
    _scores(site)
    seen = {cell: sheet.Range(cell).Value2 for cell in typed}
    sheet.Range("A9").EntireRow.Delete()
    _require(seen == typed, f"还是 {typed}", seen)
    return "、".join(typed.values()) + " 还是文本"


def _chart_sheet(site: Site) -> str:
    site.book.Charts.Add()
    return _scores(site)


def _functions(site: Site) -> str:
    cell = site.sheet(INDICATORS).Range("Z1")
    cell.Formula = "=SE_GRADE(89)"
    grade = cell.Value2
    cell.Formula = '=RunPython("1")'
    forbidden = cell.Value2
    cell.ClearContents()
    _require(grade == "良", "是“良”", grade)
    _require(not isinstance(forbidden, str), "不认得 RunPython", forbidden)
    return f"SE_GRADE(89) 是“{grade}”"


def _close(site: Site) -> str:
    name = str(site.book.Name)
    site.book.Close(False)
    left = [str(book.Name) for book in site.excel.Workbooks]
    _require(name not in left, "关闭了", left)
    site.book = None
    return "没有留下工作簿"


TRIALS: dict[str, Callable[[Site], str]] = {
    "加载项已装入": _addin_is_there,
    "打开样例": _open_sample,
    "第一次计算评分": _scores,
    "与命令行逐格核对": _is_as_by_file,
    "校验结果的链接": _links_lead_here,
    "汇总的三张图": _charts_show,
    "第二次计算评分": _second_click,
    "指标表正在筛选": _filter,
    "指标表有隐藏的行": _hidden_row,
    "汇总表设了保护": _protected,
    "指标之间的文本": _texts_between,
    "前面是图表工作表": _chart_sheet,
    "单元格函数": _functions,
    "关闭样例": _close,
}
"""What is tried, in this order, by the name under which it is told."""


class Trial(NamedTuple):
    """What was tried, whether it went as it should, and what was seen."""

    name: str
    passed: bool
    seen: str


def tried(site: Site, name: str) -> Trial:
    """Try one, and tell how many seconds it took."""
    start = time.monotonic()
    try:
        passed, seen = True, TRIALS[name](site)
    except Differs as other:
        passed, seen = False, str(other)
    except Exception as trouble:
        passed, seen = False, f"{type(trouble).__name__}：{trouble}"
    return Trial(name, passed, f"{seen}（{time.monotonic() - start:.1f} 秒）")
