"""The tables of the roll-up: which columns each has, and what stands in them, whatever kind of file they go to."""

from collections.abc import Iterator

from selfeval_xl.documents.blocks import COUNT, FILE, LONG, MONEY, PLACE, POINTS, RATE, TEXT, Column, Rows, Table, Value
from selfeval_xl.documents.rollup.oddities import kind
from selfeval_xl.documents.rollup.records import FileResult, ProjectRow

PROJECTS = Table(
    "项目汇总",
    (
        Column("项目编码", TEXT, 21, "code"),
        Column("项目名称", LONG, 30, "name"),
        Column("评价年度", TEXT, 9, "year"),
        Column("主管部门", TEXT, 18, "department"),
        Column("实施单位", TEXT, 18, "unit"),
        Column("年初预算数（万元）", MONEY, 13, "initial_fen"),
        Column("全年预算数（万元）", MONEY, 13, "budget_fen"),
        Column("全年执行数（万元）", MONEY, 13, "executed_fen"),
        Column("预算执行率", RATE, 10, "rate"),
        Column("得分", POINTS, 9, "total"),
        Column("等级", TEXT, 9, "grade"),
        Column("各部分得分", LONG, 34, "sections"),
        Column("评价标准", TEXT, 22, "standard"),
        Column("表的样式", TEXT, 14, "form"),
        Column("表上得分", POINTS, 9, "printed_total"),
        Column("表上等级", TEXT, 9, "printed_grade"),
        Column("不符处数", COUNT, 9, "differing"),
        Column("可信度", TEXT, 8, "lamp"),
        Column("全部满分", TEXT, 9, "all_full"),
        Column("照抄目标", TEXT, 9, "copied"),
        Column("缺原因", COUNT, 8, "unexplained"),
        Column("必改", COUNT, 7, "errors"),
        Column("建议", COUNT, 7, "warnings"),
        Column("提示", COUNT, 7, "notices"),
        Column("文件", FILE, 40, "file"),
    ),
)
INDICATORS = Table(
    "指标明细",
    (
        Column("项目编码", TEXT, 21, "code"),
        Column("项目名称", LONG, 26, "project"),
        Column("实施单位", TEXT, 18, "unit"),
        Column("一级指标", TEXT, 12, "level1"),
        Column("二级指标", TEXT, 14, "level2"),
        Column("三级指标", LONG, 26, "name"),
        Column("年度指标值", TEXT, 13, "target"),
        Column("实际完成值", TEXT, 13, "actual"),
        Column("偏差率", RATE, 10, "deviation"),
        Column("计分方法", TEXT, 9, "method"),
        Column("分值", POINTS, 8, "weight"),
        Column("系统得分", POINTS, 9, "system"),
        Column("手工得分", POINTS, 9, "typed"),
        Column("得分", POINTS, 8, "score"),
        Column("计算说明", LONG, 40, "explanation"),
        Column("偏差原因及改进措施", LONG, 30, "reason"),
        Column("位置", PLACE, 13, "place"),
        Column("文件", FILE, 40, "file"),
    ),
)
ODDITIES = Table(
    "异常清单",
    (
        Column("类别", TEXT, 14, "kind"),
        Column("程度", TEXT, 7, "level"),
        Column("项目编码", TEXT, 21, "code"),
        Column("项目名称", LONG, 26, "project"),
        Column("主管部门", TEXT, 18, "department"),
        Column("实施单位", TEXT, 18, "unit"),
        Column("情况", LONG, 60, "message"),
        Column("办法", LONG, 44, "remedy"),
        Column("编号", TEXT, 7, "finding"),
        Column("位置", PLACE, 13, "place"),
        Column("文件", FILE, 40, "file"),
    ),
)
REFUSALS = Table(
    "未读文件",
    (
        Column("文件", FILE, 50, "file"),
        Column("编号", TEXT, 7, "code"),
        Column("原因", LONG, 60, "message"),
        Column("办法", LONG, 60, "remedy"),
    ),
)
OTHERS = Table("不是自评表", (Column("种类", TEXT, 24, "kind"), Column("文件", FILE, 60, "file")))
STREAMED = (PROJECTS, INDICATORS, ODDITIES, REFUSALS, OTHERS)
"""The tables that grow file by file; all others are worked out of totals at the end."""

CLOSING = ("总览", "部门汇总", "等级分布", "执行率分布", "同比", "同项目合并", "同项目合并明细")
"""The names of the tables that may be worked out at the end."""


def rows_of(outcome: FileResult) -> dict[str, Rows]:
    """Return the rows that one file adds to each of the streamed tables, by the table's name."""
    refusal, project = outcome.refusal, outcome.project
    if refusal:
        return {REFUSALS.name: ((outcome.name, refusal.code, refusal.message, refusal.remedy),)}
    if not project:
        return {OTHERS.name: ((outcome.other, outcome.name),)}
    return {
        PROJECTS.name: (_project(project, outcome.name),),
        INDICATORS.name: tuple(_indicators(outcome, project)),
        ODDITIES.name: tuple(_oddities(outcome, project)),
    }


def _project(row: ProjectRow, name: str) -> tuple[Value, ...]:
    """Return the row of 项目汇总 for the project of a form of that ``name``."""
    standard = f"{row.standard_name}（未核实）" if row.unverified else row.standard_name
    return (
        row.code, row.name, row.year, row.department, row.unit, row.initial, row.budget, row.executed, row.rate,
        row.total, row.grade or "暂不评级", row.sections, standard, row.form,
        row.printed_total, row.printed_grade, row.differing, row.lamp, "是" if row.all_full else "",
        "是" if row.copied else "", row.unexplained, row.errors, row.warnings, row.notices, name,
    )  # fmt: skip


def _indicators(outcome: FileResult, project: ProjectRow) -> Iterator[tuple[Value, ...]]:
    for row in outcome.indicators:
        yield (
            project.code, project.name, project.unit, row.level1, row.level2, row.name, row.target, row.actual,
            row.deviation, row.method, row.weight, row.system, row.typed, row.score, row.explanation, row.reason,
            place(row.sheet, row.cell), outcome.name,
        )  # fmt: skip


def _oddities(outcome: FileResult, project: ProjectRow) -> Iterator[tuple[Value, ...]]:
    for each in outcome.oddities:
        yield (
            kind(each), each.level_name, project.code, project.name, project.department, project.unit,
            each.message, each.remedy, each.code, each.place.address, outcome.name,
        )  # fmt: skip


def place(sheet: str, cell: str) -> str:
    """Return a place as it is written in a table: ``指标!H7``, or the sheet alone."""
    return f"{sheet}!{cell}" if cell else sheet
