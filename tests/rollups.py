"""Outcomes for tests of the exits of a roll-up: a few projects in the trade's words, each with rows in every table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfeval_xl.documents.blocks import Table
from selfeval_xl.documents.rollup.records import FileResult, IndicatorRow, ProjectRow, Source
from selfeval_xl.documents.rollup.tables import rows_of
from selfeval_xl.domain.finding import ERROR, MISTAKE, NOTICE, WARNING, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.rollup.totals import Totals
from selfeval_xl.writers.sinks import Sink

DEPARTMENTS = {
    "区教育局": ("佛祖岭中心小学", "光谷第一初级中学"),
    "区卫生健康局": ("佛祖岭街道社区卫生服务中心", "区妇幼保健院"),
    "佛祖岭街道办事处": ("经济发展办公室", "公共服务办公室", "城市管理办公室"),
}
_WORKS = ("劳动技能培训", "老旧小区改造", "困难群众慰问", "河湖巡查", "安全生产检查", "校舍维修", "健康体检")
_REASON = (
    "受汛期影响，三处工程的开工时间顺延一个月，年底前没有全部验收；下年度将提前摸排需求、倒排工期，由专人按周督办，"
    "确保汛期前完成主体工程。"
)
_EXPLANATION = "实际完成值 {actual} 未达到指标值 {target}，按完成比例计分：{weight}×{actual}÷{target}。"


def _source(file: str) -> Source:
    return Source(file, 10_240, 1_700_000_000_000_000_000, 1_700_000_000_000_000_000)


def outcome(number: int, file: str = "", indicators: int = 3) -> FileResult:
    """A project that was read, the same for the same number; every ninth is 暂不评级, each eighth cannot be trusted."""
    department = tuple(DEPARTMENTS)[number % len(DEPARTMENTS)]
    unit = DEPARTMENTS[department][number // 3 % len(DEPARTMENTS[department])]
    name = f"2024年度{unit}{_WORKS[number % len(_WORKS)]}项目"
    file = file or f"{department}/{unit}/{number:05d} {_WORKS[number % len(_WORKS)]}.xlsx"
    rows = tuple(map(_indicator, range(indicators), [number] * indicators))
    return FileResult(_source(file), _project(number, name, department, unit), rows, tuple(_oddities(number)))


def _project(number: int, name: str, department: str, unit: str) -> ProjectRow:
    budget = 100_000_000 + number * 1_234_567
    executed = budget * (70 + number % 31) // 100
    is_graded = number % 9 != 4
    return ProjectRow(
        form="我们的工作簿" if number % 2 else "财政部自评表",
        code=f"4201{number:08d}",
        name=name,
        department=department,
        unit=unit,
        year="2024",
        standard="mof-2020",
        standard_name="项目支出绩效自评（财预〔2020〕10号）",
        unverified=number % 5 == 0,
        initial=budget - 5_000_000 if number % 4 else None,
        budget=budget,
        executed=executed,
        rate=f"0.{7000 + number % 31 * 100}" if number % 31 < 30 else "1.0000",
        total=f"{95 - number % 40}.{number % 100:02d}" if is_graded else "",
        grade=_grade(95 - number % 40) if is_graded else "",
        sections="预算执行率 9.09/10；产出指标 48.50/50；效益指标 28.00/30；满意度指标 9.00/10",
        printed_total=f"{95 - number % 40}.00",
        printed_grade="优",
        errors=0 if is_graded else 2,
        warnings=number % 4,
        notices=number % 3,
        lamp={0: "红", 1: "黄"}.get(number % 8, ""),
        all_full=number % 7 == 0,
        copied=number % 6 == 0,
        unexplained=number % 2,
        differing=number % 3,
        inputs=f"{number:064x}",
    )


def _grade(total: int) -> str:
    return "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"


def _indicator(row: int, number: int) -> IndicatorRow:
    level1, level2, name = (
        ("产出指标", "数量指标", "培训人次"),
        ("效益指标", "社会效益指标", "就业率"),
        ("满意度指标", "服务对象满意度指标", "学员满意度"),
    )[row % 3]
    target, actual, weight = f"≥{400 + number % 90}人次", f"{380 + number % 120}人次", "10"
    told = _EXPLANATION.format(actual=actual, target=target, weight=weight)
    score, reason = f"{9 - number % 3}.{50 + row:02d}", _REASON if number % 3 == 0 else ""
    return IndicatorRow(
        "指标", f"H{row + 5}", level1, level2, name, target, actual, f"-0.0{number % 10}00", "比例法", weight,
        score, "", score, told, reason,
    )  # fmt: skip


def _oddities(number: int) -> Iterator[Finding]:
    if number % 8 == 0:
        message = "预算执行率 90.91%，各项指标却几乎都得满分（得分率 98.50%），相差 7.59 个百分点，超过 5 个百分点。"
        yield Finding("C01", WARNING, Place("指标"), message, "请逐项核对实际完成值的依据，必要时到现场复核。")
    if number % 2:
        message = "指标“培训人次”得 9.50 分，低于分值 10 分，没有写偏差原因。"
        yield Finding("R01", ERROR, Place("指标", 5, 17), message, "请写明偏差原因和改进措施。")
    if number % 3:
        message = "指标!N5 得分：表上是 10，重算是 9.50；实际完成值没有达到指标值，不能得满分。"
        yield Finding("", NOTICE, Place("指标", 5, 14), message, "请与填报单位核对这一项。", verdict=MISTAKE)


def refusal(file: str) -> FileResult:
    """A file that was not taken."""
    message = f"“{file}”设置了打开密码，程序读不到里面的内容。"
    remedy = "请在 Excel 中打开，清空密码后保存，再试一次。"
    return FileResult(_source(file), refusal=Finding("F02", ERROR, Place(""), message, remedy))


def outcomes(count: int) -> list[FileResult]:
    """So many projects, two files that were not taken, and one that is no form."""
    names = ("区教育局/加密 的表.xlsx", "佛祖岭街道办事处/坏掉的.xlsx")
    other = FileResult(_source("区教育局/通知.txt"), other=".txt 文件")
    return [*map(outcome, range(count)), *map(refusal, names), other]


def closing(found: Sequence[FileResult]) -> tuple[Table, ...]:
    """The tables worked out of these outcomes."""
    totals = Totals()
    for each in found:
        totals.add(each)
    return totals.tables()


def write(sink: Sink, found: Sequence[FileResult]) -> list[str]:
    """Send these outcomes through a sink, file by file, and return the paths written."""
    for each in found:
        for table, rows in rows_of(each).items():
            sink.add(table, rows)
    return sink.close(closing(found))
