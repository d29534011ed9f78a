"""S: scores that do not fit their limits or the rule."""

from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import on_row, points, share_of
from selfeval_xl.checks.reasons import differs, judged_silently
from selfeval_xl.domain.cells import is_blank, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import half_up, percent
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.printed import coefficient
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import CHONGQING, MANUAL, NOTE_2022, PLATFORM
from selfeval_xl.messages.template import error, notice, warning
from selfeval_xl.rules.records import QualitativeRule, Tier
from selfeval_xl.scoring.details import DETAILS_MISSED
from selfeval_xl.scoring.methods import JUDGED, NEED_VALUES, TIERED

TEXTS = {
    "S07 扣减分数不是数": error(
        "扣减分数写的是“{shown}”，不是数，不知道要扣多少。",
        "请只填数字，例如 2；说明文字写在偏差原因里。",
        "扣减分数要从得分里减去，文字不能相减。",
        PLATFORM,
    ),
    "S08 手工得分高于分值": error(
        "手工得分 {typed}，高于分值 {weight}。得分不能超过分值。",
        "请把手工得分改为不超过 {weight}，或核对分值。",
        "得分最高不能超过该指标的分值。",
        NOTE_2022,
    ),
    "S09 手工得分为负": error(
        "手工得分是 {typed}。得分最低是 0 分。",
        "请改为 0 到 {weight} 之间的数；要扣分请填在“扣减分数”列。",
        "扣完为止，最低 0 分。",
        PLATFORM,
    ),
    "S10 定性得分不在档内": error(
        "选的是“{tier}”，这一档得 {lower} 到 {upper} 分{edge}，手工得分却是 {typed}。",
        "请改手工得分，或改选与得分相符的档次。",
        "定性指标的得分须在所选档次的区间内。",
        PLATFORM,
    ),
    "S11 手工得分与规则得分不同": warning(
        "{column} {typed}，按规则计算是 {system}，相差 {difference}。得分以{column}为准。",
        "若是有意评判，请在偏差原因里写明依据；若不是，{mend}。",
        "填报人可以评判，但两个数不同应当说得清。",
        PLATFORM,
    ),
    "S12 扣减分数大于得分": warning(
        "扣减 {deduction} 分，扣减前只有 {before} 分，得分按 0 分计。",
        "请核对扣减分数。",
        "扣减后最低为 0 分。",
        PLATFORM,
    ),
    "S13 总分按执行率封顶": notice(
        "各部分得分相加是 {sum} 分，预算执行率 {rate} 低于 {limit}，按所用标准总分最高 {cap} 分。",
        "这是标准的规定，不必修改；请核对执行率是否填对。",
        "总分上限与预算执行率挂钩，超出部分减去。",
        MANUAL,
    ),
    "S14 扣减分数为负": error(
        "扣减分数是 {deduction}，减去负数等于加分。",
        "请改为正数或清空。",
        "扣减分数只能减，不能加。",
        PLATFORM,
    ),
    "S21 明细没有全部达到而给了满分": warning(
        "下面的明细没有全部达到目标，而这一项得了满分 {score} 分。",
        "请核对明细的完成值；确实没有达到的，请扣分并在偏差原因里写明。",
        "没有分值的明细说明上面一项完成得怎样。",
    ),
    "S16 只有手工得分可依": warning(
        "目标 {target}，完成值“{actual}”，按“{method}”算不出得分，只凭手工得分 {typed} 计分，旁人无法核对。",
        "请把完成值写成能与目标比较的数；只能由人评分的，请把计分方法改为“人工”，并写明依据。",
        "定量指标的得分由完成值和目标得出。",
        PLATFORM,
    ),
    "S17 得分列里填了数": warning(
        "“得分”列填了 {typed}，程序{computed}。填的数作为手工得分，这一格不改动。",
        "请清空这一格再计算，得分就是程序算出的；若是有意评判，请把 {typed} 填在“手工得分”列，并写明依据。",
        "“得分”列由程序填写；填报人写在那里的数不能不声不响地盖掉。",
    ),
    "S18 计算列里填了内容": warning(
        "“{title}”列填了“{typed}”，程序{computed}。这一格照填的留着，汇总里用程序算出的。",
        "请清空这一格再计算，程序会填上；要说明的话写在“偏差原因”或“差异说明”列。",
        "这一列由程序填写；填报人写在那里的内容不能不声不响地盖掉。",
    ),
    "S19 得分系数与计算不符": warning(
        "得分系数写的是 {shown}，按完成值{computed}。{counted}。",
        "请核对完成值和得分系数，改正其中一个；没有另外规定的，清空得分系数由程序计算。",
        "得分系数就是完成的比例：得分＝分值×得分系数，在 0 到 100% 之间。",
        CHONGQING,
    ),
}
register(TEXTS)


def check_typed(view: CheckContext) -> Iterator[Finding]:
    """A typed score lies between 0 and the weight, and where a rule gives another one, both are shown."""
    is_form = view.card.submission.is_received
    column, mend = ("表上的得分", "请改正表上的得分") if is_form else ("手工得分", "请清空手工得分")
    for row in view.typed:
        typed = row.typed
        if typed is None or row.weight is None or not row.applicable or row.obstacle:
            continue
        if row.derivation == DETAILS_MISSED and row.lost == 0:
            yield on_row("S21", row, "typed_score")
        if typed < 0:
            yield on_row("S09", row, "typed_score")
        elif typed > row.weight:
            yield on_row("S08", row, "typed_score")
        elif row.system is None and row.method in NEED_VALUES and row.target_shown and row.actual_shown:
            yield on_row("S16", row, "actual")
        elif row.method in TIERED:
            yield from _outside_tier(row, typed, view.standard.qualitative)
        elif row.system is not None and differs(row) and not judged_silently(view, row) and not _told(view, row):
            difference = points(abs(typed - row.system))
            yield on_row("S11", row, "typed_score", difference=difference, column=column, mend=mend)


def _told(view: CheckContext, row: IndicatorScore) -> bool:
    """Tell whether the typed score stands in the column 得分, which S17 says together with what is computed."""
    place = row.indicator.place("typed_score")
    return any(each.place == place for each in view.card.submission.overtyped)


def check_overtyped(view: CheckContext) -> Iterator[Finding]:
    """What staff typed into a computed column is said, and stays there."""
    for each in view.card.submission.overtyped:
        computed = f"算出 {each.computed}" if each.computed else "算不出"
        facts = {"title": each.title, "typed": each.typed, "computed": computed}
        yield finding("S17" if each.counts else "S18", each.place, each.subject, **facts)


def _outside_tier(row: IndicatorScore, typed: Decimal, rule: QualitativeRule) -> Iterator[Finding]:
    tier, weight = tier_of(row, rule), row.weight
    if tier is None or weight is None:
        return
    # The interval is rounded to what can be typed, as the platform does: 0.6 of 7.77 is 4.66, not 4.662.
    lower, upper = half_up(weight * tier.lower), half_up(weight * tier.upper)
    if not tier._replace(lower=lower, upper=upper).holds(typed):
        edge = "" if tier.upper_inclusive else f"（不含 {points(upper)}）"
        yield on_row("S10", row, "typed_score", tier=tier.name, edge=edge, lower=points(lower), upper=points(upper))


def tier_of(row: IndicatorScore, rule: QualitativeRule) -> Tier | None:
    """Return the 定性档次 of a row: as chosen, else as its actual value says it."""
    chosen = normalise(text_of(row.indicator.tier))
    return rule.tier(chosen or row.reading.actual.tier)


def check_coefficients(view: CheckContext) -> Iterator[Finding]:
    """A 得分系数 is a share of 1, the one that the rule gives, and there is a rule that counts it."""
    for row in [row for row in view.rows if not is_blank(row.indicator.coefficient) and row.applicable]:
        shown, share = text_of(row.indicator.coefficient), coefficient(row.indicator.coefficient)
        if not view.standard.scoring.coefficient or share is None:
            is_read = share is not None
            counted = "所用标准不看得分系数，这个数没有计入" if is_read else "这不是 0 到 100% 之间的数，没有计入"
            yield on_row("S19", row, "coefficient", shown=shown, computed="计分", counted=counted)
        elif row.system is not None and row.weight and row.method not in JUDGED:
            told = f"算是 {percent(row.system / row.weight)}"
            counted = f"得分按算出的 {points(row.system)} 计"
            if row.typed is None and half_up(row.weight * share) != row.system:
                yield on_row("S19", row, "coefficient", shown=shown, computed=told, counted=counted)


def check_deductions(view: CheckContext) -> Iterator[Finding]:
    """扣减分数 is a number, takes away and does not add, and is no more than there is."""
    for row in [row for row in view.rows if row.indicator.deduction]:
        number, before = parse_decimal(row.indicator.deduction), row.typed if row.typed is not None else row.system
        if number is None:
            if not is_blank(row.indicator.deduction):
                yield on_row("S07", row, "deduction", shown=text_of(row.indicator.deduction))
        elif number < 0:
            yield on_row("S14", row, "deduction", deduction=points(number))
        elif before is not None and number > before:
            yield on_row("S12", row, "deduction", deduction=points(number), before=points(before))


def check_cap(view: CheckContext) -> Iterator[Finding]:
    """Says so when the total was held down because little of the budget was spent."""
    made, rate = view.card.total_made, view.card.budget.rate
    if made.cap is not None and made.capped_below is not None and rate is not None:
        shown = {"rate": percent(rate), "limit": share_of(made.capped_below), "cap": points(made.cap)}
        yield finding("S13", view.budget_sheet, sum=points(made.uncapped), **shown)


CHECKS = (check_typed, check_overtyped, check_coefficients, check_deductions, check_cap)
