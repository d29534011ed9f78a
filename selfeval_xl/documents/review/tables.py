"""The review as tables: the sheet of thirteen columns (domain facts, 2.5), the sums, the remarks, the sample."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from selfeval_xl.checks.reviewed import ReviewedProject, ReviewedRow
from selfeval_xl.documents.blocks import COUNT, LONG, MONEY, PLACE, POINTS, RATE, TEXT, Column, Rows, Table
from selfeval_xl.domain.decimals import HUNDRED, ZERO, format_decimal, half_up
from selfeval_xl.domain.finding import Finding

ROWS = Table(
    "复核表",
    (
        Column("一级指标", TEXT, 12, "level1"),
        Column("二级指标", TEXT, 14, "level2"),
        Column("三级指标", LONG, 26, "name"),
        Column("指标性质", TEXT, 8, "nature"),
        Column("指标值", TEXT, 12, "target"),
        Column("度量单位", TEXT, 8, "unit"),
        Column("权重", POINTS, 7, "weight"),
        Column("自评完成值", TEXT, 12, "actual"),
        Column("自评得分", POINTS, 9, "own"),
        Column("复核完成值", TEXT, 12, "checked_actual"),
        Column("复核得分", POINTS, 9, "checked"),
        Column("复核指标偏差", POINTS, 9, "deviation"),
        Column("备注", LONG, 44, "remark"),
        Column("所属项目", LONG, 24, "project"),
        Column("自评表位置", PLACE, 14, "place"),
        Column("自评表文件", TEXT, 30, "source"),
        Column("程序复核完成值", TEXT, 10, "proposed_actual"),
        Column("程序复核得分", POINTS, 9, "proposed"),
        Column("程序备注", LONG, 30, "proposed_remark"),
    ),
)
"""The first thirteen are those of the sheet; what follows says where a row comes from, and what was proposed, so that
what the reviewer typed is known from it the next time."""
PROJECTS = Table(
    "复核汇总",
    (
        Column("项目名称", LONG, 30, "name"),
        Column("主管部门", TEXT, 18, "department"),
        Column("实施单位", TEXT, 18, "unit"),
        Column("自评得分", POINTS, 9, "own"),
        Column("复核得分", POINTS, 9, "score"),
        Column("偏差", POINTS, 8, "deviation"),
        Column("偏离度", RATE, 9, "rate"),
        Column("主要原因", LONG, 50, "reasons"),
        Column("自评表文件", TEXT, 34, "source"),
    ),
)
DEPARTMENTS = Table(
    "部门汇总",
    (
        Column("主管部门", TEXT, 24, "department"),
        Column("项目数", COUNT, 8, "projects"),
        Column("指标数", COUNT, 8, "indicators"),
        Column("扣分指标数", COUNT, 10, "deducted"),
        Column("平均自评得分", POINTS, 11, "own"),
        Column("平均复核得分", POINTS, 11, "score"),
        Column("平均偏差", POINTS, 9, "deviation"),
        Column("偏离度", RATE, 9, "rate"),
    ),
)
REMARKS = Table(
    "复核意见",
    (
        Column("主管部门", TEXT, 18, "department"),
        Column("项目名称", LONG, 28, "project"),
        Column("意见", LONG, 90, "remark"),
    ),
)
CHECKS = Table(
    "核对",
    (
        Column("编号", TEXT, 7, "code"),
        Column("位置", TEXT, 16, "place"),
        Column("问题", LONG, 60, "message"),
        Column("怎么改", LONG, 44, "remedy"),
    ),
)
SAMPLE = Table(
    "抽查名单",
    (
        Column("主管部门", TEXT, 20, "department"),
        Column("项目名称", LONG, 34, "project"),
        Column("全年预算数（万元）", MONEY, 13, "amount"),
        Column("自评得分", POINTS, 9, "own"),
        Column("自评表文件", TEXT, 34, "source"),
    ),
)


def _shown(points: Decimal | None) -> str | None:
    return None if points is None else format_decimal(points)


def _review_rows(projects: Iterable[ReviewedProject]) -> Rows:
    """Return the rows of the review sheet, project after project."""
    return tuple(
        (
            row.level1, row.level2, row.name, row.nature, row.target, row.unit, _shown(row.weight), row.actual,
            _shown(row.own), row.decided.actual, _shown(row.decided.score), _shown(row.deviation), row.decided.remark,
            project.name, row.place, project.file, row.proposed.actual, _shown(row.proposed.score),
            row.proposed.remark,
        )
        for project in projects
        for row in project.rows
    )  # fmt: skip


def _project_rows(projects: Iterable[ReviewedProject]) -> Rows:
    """Return a row for each project, with what its deductions were for."""
    return tuple(
        (
            each.name, each.department, each.unit, _shown(each.own), _shown(each.score), _shown(each.deviation),
            _shown(each.rate), "；".join(reasons(each)), each.file,
        )
        for each in projects
    )  # fmt: skip


def reasons(project: ReviewedProject) -> list[str]:
    """Return why points went, each reason once with how many they were, the dearest first."""
    return [f"{why}，扣 {points} 分" for why, _count, points in reason_rows([project])]


def reason_rows(projects: Iterable[ReviewedProject]) -> tuple[tuple[str, str, str], ...]:
    """Return each reason with how many indicators it took points from, and how many points, the dearest first."""
    lost: dict[str, list[Decimal]] = {}
    for row in (row for project in projects for row in project.rows):
        if row.deviation and row.deviation > 0:
            why = row.rules[0].title if row.rules and row.rules[0].share else _reason(row)
            lost.setdefault(why, []).append(row.deviation)
    ordered = sorted(lost.items(), key=lambda each: -sum(each[1], ZERO))
    return tuple((why, str(len(each)), format_decimal(sum(each, ZERO))) for why, each in ordered)


def _reason(row: ReviewedRow) -> str:
    return row.decided.remark.split("，")[0].split("；")[0] or "没有写原因"


def department_rows(projects: Sequence[ReviewedProject]) -> Rows:
    """Return a row for each department: how many projects, and the averages of those with both totals."""
    names = dict.fromkeys(project.department for project in projects)
    return tuple(department_row(name, [each for each in projects if each.department == name]) for name in names)


def department_row(name: str, projects: Sequence[ReviewedProject]) -> tuple[str | int | None, ...]:
    """Return the row of some projects together."""
    rows = [row for project in projects for row in project.rows]
    whole = [each for each in projects if each.own is not None and each.score is not None]
    own, score = (_average([total for each in whole if (total := getattr(each, field)) is not None])
                  for field in ("own", "score"))  # fmt: skip
    deviation = None if own is None or score is None else own - score
    rate = None if deviation is None or not own else half_up(deviation / own, Decimal("0.0001"))
    deducted = sum(1 for row in rows if row.deviation and row.deviation > 0)
    return name, len(projects), len(rows), deducted, _shown(own), _shown(score), _shown(deviation), _shown(rate)


def _average(totals: list[Decimal]) -> Decimal | None:
    return half_up(sum(totals, ZERO) / len(totals)) if totals else None


def sentences(project: ReviewedProject) -> Iterator[str]:
    """Yield what the notice says of a project: which indicator, by which rule, how much, and where it stands."""
    for row in project.rows:
        if not row.deviation and not row.decided.remark:
            continue
        where = f"“{row.name}”（{row.level2}，自评表 {row.place}）" if row.place else f"“{row.name}”"
        if row.deviation and row.deviation > 0:
            share = f"，占分值的{format_decimal(half_up(row.share * HUNDRED))}%" if row.share else ""
            why = row.decided.remark or "没有写原因"
            points = f"自评 {_shown(row.own)} 分，复核 {_shown(row.decided.score)} 分"
            yield f"{where}：{points}，扣 {format_decimal(row.deviation)} 分{share}。{why.rstrip('。')}。"
        elif row.decided.remark:
            yield f"{where}：{row.decided.remark.rstrip('。')}。"


def tables(
    projects: Sequence[ReviewedProject], findings: Iterable[Finding], sample: Iterable[ReviewedProject]
) -> list[Table]:
    """Return the sheet, the sums, the remarks for the notice, what is wrong with the review, and the sample.

    The sample is without the name of any person.
    """
    remarks = ((each.department, each.name, told) for each in projects for told in sentences(each))
    drawn = ((each.department, each.name, each.amount, _shown(each.own), each.file) for each in sample)
    return [
        PROJECTS.filled(_project_rows(projects)),
        ROWS.filled(_review_rows(projects)),
        DEPARTMENTS.filled(department_rows(projects)),
        REMARKS.filled(remarks),
        CHECKS.filled((each.code, each.place.address, each.message, each.remedy) for each in findings),
        SAMPLE.filled(drawn),
    ]
