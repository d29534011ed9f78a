"""Tiny workbooks, one per finding: a clean self-evaluation and what a case changes in it.

The same case becomes grids (as every reader delivers them) or a real .xlsx.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import coordinate_to_tuple

from selfeval_xl.checks.plans import check_targets, texts_of
from selfeval_xl.checks.progress import check_progress
from selfeval_xl.checks.reviewed import SHEET as REVIEWED
from selfeval_xl.checks.reviewed import Decision, ReviewedProject, ReviewedRow, check_decisions
from selfeval_xl.documents.review import tables
from selfeval_xl.domain.cells import CellValue, parse_decimal
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import (
    APPROVED,
    BUDGET,
    BUDGET_FIELDS,
    INDICATOR_FIELDS,
    INDICATORS,
    MONITORING,
    PROJECT,
    Field,
    present,
)
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers.flaws import ERROR_VALUES
from selfeval_xl.readers.forms.progress import read_monitoring
from selfeval_xl.readers.own import read
from selfeval_xl.rules import Standard, in_force
from selfeval_xl.scoring import score
from selfeval_xl.scoring.lamps import lamps
from selfeval_xl.storage import standards
from selfeval_xl.tasks.evaluation import Options, evaluate

CASES = Path(__file__).parent / "cases"
BASE, TARGETS, PROGRESS, REVIEW = (
    tomllib.loads((CASES / f"{name}_base.toml").read_text(encoding="utf-8"))
    for name in ("findings", "targets", "monitoring", "review")
)
HEADER_ROW = 2
NAMED_BY = {BUDGET: "项目明细", INDICATORS: "三级指标"}
Rows = list[list[CellValue]]
Case = Mapping[str, Any]


def load(path: Path) -> Case:
    """Read a case file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def is_plan(case: Case) -> bool:
    """Tell whether the case changes the clean targets (底表 = "绩效目标"), and not the clean self-evaluation."""
    return case.get("底表") == "绩效目标"


def is_progress(case: Case) -> bool:
    """Tell whether the case changes a sheet 运行监控 (底表 = "运行监控") of the clean self-evaluation."""
    return case.get("底表") == MONITORING


def is_review(case: Case) -> bool:
    """Tell whether the case changes a review sheet (底表 = "复核表")."""
    return case.get("底表") == REVIEWED


def clean(case: Case) -> Case:
    """Return the case that changes nothing in what this case starts from."""
    return {"底表": case["底表"]} if "底表" in case else {}


def changed(case: Case) -> dict[str, Any]:
    """Return the clean self-evaluation with what the case changes.

    ``[项目信息]`` replaces facts; ``[预算.培训费]`` changes the line of that name, ``[[增加.预算]]`` adds one,
    and ``删去`` lists names of lines to take out, ``全部预算`` all of them; 指标 likewise.
    """
    form = copy.deepcopy(TARGETS if is_plan(case) else BASE)
    form[PROJECT] |= case.get(PROJECT, {})
    form[APPROVED] = _approved(case)
    for sheet, name in NAMED_BY.items():
        rows, gone = form[sheet], case.get("删去", [])
        rows = [row for row in rows if row[name] not in gone and f"全部{sheet}" not in gone]
        for key, change in case.get(sheet, {}).items():
            next(row for row in rows if row[name] == key).update(change)
        form[sheet] = rows + case.get("增加", {}).get(sheet, [])
    return form


def _approved(case: Case) -> list[dict[str, CellValue]]:
    """Return the approved targets: the clean self-evaluation's own, with what ``[批复目标.名称]`` changes in them."""
    if APPROVED not in case:
        return []
    changes = case[APPROVED]
    rows = [row | changes.get(row["三级指标"], {}) for row in BASE[INDICATORS]]
    return [row for row in rows if not row.get("没有批复")] + case.get("增加", {}).get(APPROVED, [])


def cells(case: Case) -> dict[str, Rows]:
    """Return the cells of the three sheets, with the header in row 2 of the tables."""
    form = changed(case)
    lacking = case.get("缺列", [])
    sheets: dict[str, Rows] = {
        PROJECT: [[label, value] for label, value in form[PROJECT].items()],
        BUDGET: _table("项目支出预算执行情况", BUDGET_FIELDS, form[BUDGET], lacking),
        INDICATORS: _table("项目绩效指标完成情况", INDICATOR_FIELDS, form[INDICATORS], lacking),
    }
    if form[APPROVED]:
        sheets[APPROVED] = _table("批复的绩效目标", INDICATOR_FIELDS, form[APPROVED], [])
    if is_progress(case) or MONITORING in case:
        sheets[MONITORING] = _progress(case)
    if is_review(case):
        rows = _reviewed(case)
        return {REVIEWED: [list(rows[0]), *(list(row.values()) for row in rows)]}
    for address in case.get("空行", []):
        sheet, row = address.split("!")
        sheets[sheet].insert(int(row) - 1, [])
    for address, value in case.get("单元格", {}).items():
        sheet, cell = address.split("!")
        row, column = coordinate_to_tuple(cell)
        _put(sheets[sheet], row, column, value)
    return sheets


def _table(title: str, fields: tuple[Field, ...], rows: Iterable[Mapping[str, CellValue]], lacking: list[str]) -> Rows:
    rows = [*rows]
    given = {field.field for field in fields if any(field.title in row for row in rows)}
    titles = [field.title for field in present(fields, given) if field.title not in lacking]
    return [[title], list(titles), *([row.get(title) for title in titles] for row in rows)]


def _progress(case: Case) -> Rows:
    """Return the sheet 运行监控, filled in as it should be but for what the case changes, of funds and of rows."""
    funds = [row | case.get("监控资金", {}).get(row["项目资金"], {}) for row in PROGRESS["监控资金"]]
    rows = [row | case.get(MONITORING, {}).get(row["三级指标"], {}) for row in PROGRESS[MONITORING]]
    rows = [row for row in rows if row["三级指标"] not in case.get("监控没有", [])]
    return [
        ["项目支出绩效运行监控表"],
        list(PROGRESS["监控资金"][0]),
        *(list(row.values()) for row in funds),
        list(PROGRESS[MONITORING][0]),
        *([row[title] for title in PROGRESS[MONITORING][0]] for row in rows),
    ]


def _reviewed(case: Case) -> list[dict[str, Any]]:
    rows = [row | case.get(REVIEWED, {}).get(row["三级指标"], {}) for row in REVIEW[REVIEWED]]
    return [row for row in rows if row["三级指标"] not in case.get("删去", [])]


def _decided(case: Case) -> tuple[Finding, ...]:
    """Return what is wrong with the review sheet of a case, all of whose remarks the reviewer typed."""
    columns = {column.title: column.field for column in tables.ROWS.columns}
    rows = []
    for typed in _reviewed(case):
        row = {columns[title]: value for title, value in typed.items()}
        points = {field: parse_decimal(row[field]) for field in ("weight", "own", "checked")}
        texts = (row["level1"], row["level2"], row["name"], row["nature"], row["target"], row["unit"])
        made = Decision(row["checked_actual"], points["checked"], row["remark"])
        rows.append(
            ReviewedRow(*texts, points["weight"], row["actual"], points["own"], "", (), Decision(), made)
        )  # fmt: skip
    project = ReviewedProject(
        "就业困难人员技能培训", "市人力资源和社会保障局", "", "自评.xlsx", None, "2024", tuple(rows)
    )
    numbers = {column.field: number for number, column in enumerate(tables.ROWS.columns, 1)}
    return check_decisions([project], standards.review_rules(), numbers)


def _put(rows: Rows, row: int, column: int, value: CellValue) -> None:
    rows.extend([] for _ in range(row - len(rows)))
    rows[row - 1].extend([None] * (column - len(rows[row - 1])))
    rows[row - 1][column - 1] = value


def grids(case: Case) -> dict[str, Grid]:
    """Return the case as grids."""
    uncalculated, hidden = _by_sheet(case.get("公式", {})), _by_sheet(case.get("隐藏行", []))
    return {
        sheet: Grid(
            sheet,
            rows,
            uncalculated=frozenset(coordinate_to_tuple(cell) for cell in uncalculated.get(sheet, [])),
            hidden=frozenset(int(row) for row in hidden.get(sheet, [])),
        )
        for sheet, rows in cells(case).items()
    }


def _by_sheet(addresses: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for address in addresses:
        sheet, where = address.split("!")
        found.setdefault(sheet, []).append(where)
    return found


def submission(case: Case) -> Submission:
    """Return what reading makes of the case."""
    return read(grids(case))


def standard_of(case: Case) -> Standard:
    """Return the standard that the case is scored by: what 项目信息 names, unless 使用标准 says otherwise."""
    if is_review(case):
        return standards.load("mof-2020")
    named = changed(case)[PROJECT]["评价标准"]
    standard = in_force(standards.load(case.get("使用标准", named)), submission(case))
    standard = standard._replace(expires=case.get("截止", standard.expires))
    kept = standard.not_applicable._replace(rescale=False)
    return standard._replace(not_applicable=kept) if case.get("不折算") else standard


def findings(case: Case, submitted: Submission | None = None) -> tuple[Finding, ...]:
    """Return all findings of the case, or of ``submitted`` looked at as the case says."""
    if is_review(case):
        return _decided(case)
    standard = standard_of(case)
    found = submission(case) if submitted is None else submitted
    if is_progress(case):
        monitoring = read_monitoring(grids(case)[MONITORING], "万元")
        assert monitoring is not None  # the base has its headers
        card, rules = score(found, standard), standards.monitor_rules(case.get("监控规则", standards.MONITOR))
        return check_progress(card, monitoring, standard, rules, lamps(card, monitoring, standard, rules))
    if is_plan(case):
        others = tuple(texts_of(submission({"底表": "绩效目标", **other})) for other in case.get("另一个项目", []))
        return check_targets(score(found, standard), standard, standards.review_rules(), others)
    return evaluate(found, standard, Options(on=frozenset(case.get("打开", [])))).findings


def workbook(case: Case, path: Path) -> Path:
    """Write the case as a real .xlsx; its formulas carry no result, as a program that never calculated leaves them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet, rows in cells(case).items():
        page = book.create_sheet(sheet)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                cell = page.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "e" if value in ERROR_VALUES else "s"
    for address in case.get("隐藏行", []):
        sheet, row = address.split("!")
        book[sheet].row_dimensions[int(row)].hidden = True
    for address, formula in case.get("公式", {}).items():
        sheet, cell = address.split("!")
        book[sheet][cell] = formula
    book.save(path)
    return path
