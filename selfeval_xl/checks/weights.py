"""W: points that are missing, impossible, or do not add up to what the standard says."""

from collections.abc import Iterator

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import on_row, points, quoted
from selfeval_xl.domain.decimals import ZERO
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.printed import points_in_name
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import FORM_2020, PLATFORM, PUBLISHED, WEIGHTS
from selfeval_xl.messages.template import error, warning
from selfeval_xl.rules.records import SectionRule
from selfeval_xl.scoring import UNSORTED
from selfeval_xl.scoring.totals import weights_by_section

TEXTS = {
    "W01 分值没有填或不是数": error(
        "分值{shown}，这一项没法计分，总分也定不下来。",
        "请在“分值”列填一个大于 0 的数。",
        "每个三级指标都要有分值。",
        FORM_2020,
    ),
    "W02 分值不大于 0": error(
        "分值是 {weight}。分值要大于 0，这一项才计分。",
        "请填大于 0 的分值；不考核的指标请删去，或在实际完成值写“不适用”。",
        "分值是这一项的满分，大于 0 才有意义。",
        PLATFORM,
    ),
    "W03 分值合计不对": error(
        "{parts}，合计 {sum} 分，应为 {required} 分，{difference}。改正以前{open}。",
        "请调整各指标的分值，使合计正好 {required} 分。",
        "各部分分值合计为 100 分，多了少了，各项目的总分就不能相比。",
        FORM_2020,
    ),
    "W04 一级指标分值与标准不符（固定）": error(
        "“{section}”各指标分值合计 {sum} 分，标准规定 {required} 分，不能变动。",
        "请调整这一部分各指标的分值，使合计正好 {required} 分。",
        "所用标准固定了各部分的分值。",
        FORM_2020,
    ),
    "W05 一级指标分值与标准不同": warning(
        "“{section}”各指标分值合计 {sum} 分，标准一般为 {required} 分。",
        "若没有特别批准，请调整为 {required} 分；确需调整的，请留存依据。",
        "产出50、效益30、满意度10、执行率10，可根据项目情况适当调整。",
        WEIGHTS,
    ),
    "W06 一级指标不在标准里": error(
        "一级指标{shown}，“{used}”里没有这一部分，得分只能暂列“未归类指标”，各部分分值也对不上。",
        "请改为标准里的一级指标，也就是{choices}之一。",
        "总分由标准规定的各部分相加得出。",
        FORM_2020,
    ),
    "W07 印的分值与实际不符": warning(
        "名称里写着 {printed} 分，各指标分值合计却是 {sum} 分。",
        "请改正名称里的分数，或调整各指标的分值。",
        "三级指标分值之和等于上级指标的分值。",
        PUBLISHED,
    ),
}
register(TEXTS)


def check_each(view: CheckContext) -> Iterator[Finding]:
    """Every indicator has points above 0."""
    for row in (row for row in view.rows if not row.is_detail):
        if row.weight is None:
            yield on_row("W01", row, "weight", shown=quoted(row.indicator.weight))
        elif row.weight <= 0:
            yield on_row("W02", row, "weight")


def check_sums(view: CheckContext) -> Iterator[Finding]:
    """All sections together carry the points of the standard, and each section its own.

    Nothing is added up while points are missing: that has to be mended first, and the sum would only mislead.  How a
    received form divides them among the sections was settled when its targets were approved.
    """
    if not view.rows or view.unweighted or not view.standard.weights_checked:
        return
    submission, required = view.card.submission, view.standard.weight
    sums, place = weights_by_section(view.card.sections, view.rows), view.indicator_sheet
    bonus = {rule.name for rule in view.standard.sections if rule.bonus}
    total = sum((weight for name, weight in sums.items() if name not in bonus), ZERO)
    if total != required:
        parts = "、".join(f"{name} {points(weight)} 分" for name, weight in sums.items())
        off = f"{'多' if total > required else '少'} {points(abs(total - required))} 分"
        printed = submission.printed.total_weight or submission.printed.total if submission.is_received else None
        unsettled = "不评等级" if submission.is_received else "，总分和等级都空着"
        shown = {"sum": points(total), "required": points(required), "difference": off, "open": unsettled}
        yield finding("W03", printed.place if printed else place, parts=parts, **shown)
    for rule in () if submission.is_received else view.standard.sections:
        if not rule.admits(sums[rule.name]):
            code, there = "W04" if rule.fixed else "W05", points(sums[rule.name])
            yield finding(code, place, section=rule.name, sum=there, required=_required(rule))


def _required(rule: SectionRule) -> str:
    return "至".join(map(points, rule.between)) if rule.between else points(rule.weight)


def check_sorted(view: CheckContext) -> Iterator[Finding]:
    """Every 一级指标 is one of the standard's; that a form has no such column at all is told once."""
    rules = [rule for rule in view.standard.sections if rule.source == "indicators"]
    choices = "、".join(name for rule in rules for name in rule.level1)
    unsorted = [row for row in view.rows if row.section == UNSORTED]
    for row in unsorted:
        if row is unsorted[0] or "level1" in row.indicator.columns.of:
            shown = quoted(row.indicator.level1)
            yield on_row("W06", row, "level1", shown=shown, used=view.standard.name, choices=choices)


def check_printed(view: CheckContext) -> Iterator[Finding]:
    """Points printed in the name of a 一级 or 二级指标 are those that its rows carry."""
    if view.unweighted:
        return
    groups: dict[tuple[str, ...], list[IndicatorScore]] = {}
    for row in view.rows:
        groups.setdefault((row.indicator.level1,), []).append(row)
        groups.setdefault((row.indicator.level1, row.indicator.level2), []).append(row)
    for names, rows in groups.items():
        printed = points_in_name(names[-1])
        there = sum((row.weight or ZERO for row in rows), ZERO)
        if printed is not None and printed != there:
            place = rows[0].indicator.place(f"level{len(names)}")
            yield finding("W07", place, names[-1], printed=printed, sum=points(there))


CHECKS = (check_each, check_sums, check_sorted, check_printed)
