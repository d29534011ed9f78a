"""The sheet 运行监控, made for one workbook: its funds and its indicators, with room for what staff fill in."""

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.cells import year_of
from selfeval_xl.domain.layout import MONITORING
from selfeval_xl.domain.money import in_unit, money_unit
from selfeval_xl.domain.monitoring import BLUE, GREEN, RED, YELLOW
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.rules.monitoring import MonitorRules
from selfeval_xl.workbook.patcher.grafting import Donor
from selfeval_xl.workbook.template import entry, package, styles
from selfeval_xl.workbook.template.entry import Entry

_LAST = "L"
FUND_TITLES = ("全年预算数", "1-{month}月执行数", "全年预计执行数", "执行率")
_FUNDS_ROW = 4
_FILLS = {RED: "F8CBAD", YELLOW: "FFE08A", GREEN: "C6E0B4", BLUE: "BDD7EE"}
_NOTE = (
    "浅黄格由您填写，浅灰格由程序填写：填好后再运行一次运行监控（selfeval-xl monitor），亮灯并列出问题。"
    "年底自评时，这里的预计和原因会在旁边提示，不会自动抄过去。"
)


def donor(card: Scorecard, rules: MonitorRules, month: int) -> Donor:
    """Return the sheet for the funds and indicators of a workbook, for everything up to the end of ``month``."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = MONITORING
    styles.columns(sheet, [column.width for column in entry.MONITORING.values()])
    _heading(sheet, card, month)
    rates = _funds(sheet, card, month)
    below = _FUNDS_ROW + len(rates) + 2
    _indicators(sheet, card, rules, month, below)
    styles.page(sheet, landscape=True)
    sheet.sheet_properties.tabColor = "E2C44B"
    sheet.freeze_panes = f"D{below + 1}"
    made = package.parts(book, {MONITORING: package.Extras(rates, below + 1)})
    return Donor(made["xl/worksheets/sheet1.xml"], made.get("xl/sharedStrings.xml", b""), made["xl/styles.xml"])


def _heading(sheet: Worksheet, card: Scorecard, month: int) -> None:
    project = card.submission.project
    styles.put(sheet, f"A1:{_LAST}1", "项目支出绩效运行监控表", styles.TITLE)
    when = f"{year_of(project.year) or '　　　　'}年1-{month}月"
    shown = f"项目名称：{project.name or ''}　　{when}　　金额单位：{money_unit(project.money_unit)}"
    styles.put(sheet, f"A2:{_LAST}2", shown, styles.SUBTITLE)
    styles.put(sheet, f"A3:{_LAST}3", _NOTE, styles.NOTE)
    for row, height in ((1, 34), (2, 22), (3, 18)):
        sheet.row_dimensions[row].height = height


def _funds(sheet: Worksheet, card: Scorecard, month: int) -> dict[str, object]:
    """Write the block 项目资金; return the results of its formulas."""
    rates: dict[str, object] = {}
    row, unit = _FUNDS_ROW, money_unit(card.submission.project.money_unit)
    styles.put(sheet, f"A{row}:C{row}", "项目资金", styles.HEAD)
    for letter, title in zip("DEFG", FUND_TITLES, strict=True):
        look = styles.HEAD_COMPUTED if letter == "G" else styles.HEAD
        styles.put(sheet, f"{letter}{row}", title.format(month=month), look)
    sheet.row_dimensions[row].height = 24
    for result in card.budget.lines:
        row += 1
        planned = next(
            (fen for fen in (result.budget, result.line.annual, result.line.initial) if fen is not None), None
        )
        styles.put(sheet, f"A{row}:C{row}", result.line.name, styles.BODY)
        amount = None if planned is None else float(in_unit(planned, unit))
        styles.put(sheet, f"D{row}", amount, styles.AMOUNT)
        for letter in "EF":
            styles.put(sheet, f"{letter}{row}", None, styles.INPUT_AMOUNT)
        styles.put(sheet, f"G{row}", f'=IF(N(D{row})=0,"",E{row}/D{row})', styles.COMPUTED_RATE)
        rates[f"G{row}"] = 0 if amount else ""
        sheet.row_dimensions[row].height = 21
    if row > _FUNDS_ROW:
        cells = f"E{_FUNDS_ROW + 1}:F{row}"
        entry.guard(
            sheet, cells, "执行数", Entry("到该月底的执行数，和到年底预计的执行数；没有支出填 0。", number="zero")
        )
    return rates


def _indicators(sheet: Worksheet, card: Scorecard, rules: MonitorRules, month: int, head: int) -> None:
    columns = dict(zip("ABCDEFGHIJKL", entry.MONITORING.items(), strict=True))
    for letter, (field, column) in columns.items():
        computed = styles.HEAD_COMPUTED if column.look.startswith("COMPUTED") else styles.HEAD
        look = styles.HEAD_REQUIRED if field == "done" else computed
        styles.put(sheet, f"{letter}{head}", column.title.format(month=month), look)
    sheet.row_dimensions[head].height = 32
    row = head
    for scored in card.indicators:
        row += 1
        own = scored.indicator
        known = {"level1": own.level1, "level2": own.level2, "name": own.name, "wanted": scored.wanted}
        for letter, (field, column) in columns.items():
            styles.put(sheet, f"{letter}{row}", known.get(field) or None, styles.named(column.look))
        styles.grow(sheet, row, 30, 13)
    if row > head:
        _guards(sheet, rules, head + 1, row)


def _guards(sheet: Worksheet, rules: MonitorRules, first: int, last: int) -> None:
    lists = {"cause": rules.entry.causes, "likelihood": rules.entry.likelihoods}
    for letter, (field, column) in zip("ABCDEFGHIJKL", entry.MONITORING.items(), strict=True):
        if column.hint:
            listed = f'"{",".join(lists[field])}"' if lists.get(field) else ""
            hint = Entry(column.hint.format(lamps="、".join(rules.entry.explain)), listed)
            title = column.title.removeprefix("1-{month}月")
            entry.guard(sheet, f"{letter}{first}:{letter}{last}", title, hint)
    for lamp, shade in _FILLS.items():
        rule = CellIsRule(operator="equal", formula=[f'"{lamp}"'], fill=PatternFill(bgColor=shade))
        sheet.conditional_formatting.add(f"J{first}:J{last}", rule)
