"""What is said of the fields of an empty workbook (``sheets.toml``), and what may be entered into their cells.

Lists point at defined names, never at a range of another sheet: Excel would store that as an extension which other
programs drop.  Limits stop only what can never be meant; where text is allowed too, they at most ask.
"""

import os
import tomllib
from typing import NamedTuple

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

SIGNS, METHODS, TIERS = "可选_指标性质", "可选_计分方法", "可选_定性档次"
MONEY_UNITS, STANDARDS, SOURCES = "可选_金额单位", "可选_评价标准", "可选_资金来源"
STANDARD_IDS, YEARS = "评价标准_编号", "可选_评价年度"


class Entry(NamedTuple):
    """How wide the column of a field is and what its cells look like; what staff are told there, and may enter.

    ``choices`` is the defined name of a list, ``number`` the word of a lower limit: ``zero`` or ``any``.  ``strict``
    refuses anything else, otherwise Excel asks (a list alone only offers).  Columns for an ``expert`` are folded, those
    that report a ``result`` in autumn.  ``title`` is that of a column which no other sheet has.
    """

    hint: str = ""
    choices: str = ""
    number: str = ""
    strict: bool = False
    width: float = 0
    look: str = ""
    expert: bool = False
    result: bool = False
    title: str = ""


with open(os.path.join(os.path.dirname(__file__), "sheets.toml"), "rb") as _file:
    _SAID = tomllib.load(_file)
GUIDE = _SAID["guide"]
"""The texts and tables of 填报说明."""
PROJECT, BUDGET, INDICATORS, MONITORING = (
    {field: Entry(**said) for field, said in _SAID[sheet].items()}
    for sheet in ("project", "budget", "indicators", "monitoring")
)
SUMMARY_ROWS, RESULT_ROWS = _SAID["summary"], _SAID["results"]
"""The rows of 汇总 and 校验结果, by their kind."""
AUTUMN: dict[str, dict[str, str]] = _SAID["autumn"]
"""The hints of autumn, by sheet and field, where they differ from those of all year."""

_NUMBER_ADVICE = {
    "zero": "这里应填不小于 0 的数字。",
    "any": "这里通常填数字，单位用“项目信息”里的金额单位。",
}


def guard(sheet: Worksheet, cells: str, title: str, entry: Entry) -> None:
    """Attach hint, drop-down and limit to cells."""
    rule = DataValidation(promptTitle=title, prompt=entry.hint, showInputMessage=True, allow_blank=True)
    if entry.choices:
        rule.type, rule.formula1 = "list", entry.choices
    elif entry.number:
        rule.type, rule.operator = "decimal", "greaterThanOrEqual"
        rule.formula1 = "0" if entry.number == "zero" else "-1E+15"
    if entry.strict or entry.number:
        rule.showErrorMessage = True
        rule.errorStyle = "stop" if entry.strict else "warning"
        rule.errorTitle = title
        rule.error = _NUMBER_ADVICE.get(entry.number, "请从下拉列表里选一项。") + (
            "" if entry.strict else "确定要保留填写的内容吗？"
        )
    sheet.add_data_validation(rule)
    rule.add(cells)
