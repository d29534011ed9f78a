"""I, S, X: what reading stumbled over, why an indicator has no score yet, and which columns are lacking for one."""

from collections.abc import Iterator

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import on_row, quoted
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import INDICATOR_FIELDS, titles
from selfeval_xl.domain.measures import units
from selfeval_xl.domain.measures.measure import DATE, UNREADABLE, Measure
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import FORM_2020, PLATFORM, PUBLISHED
from selfeval_xl.messages.template import error, warning
from selfeval_xl.scoring.methods import METHODS, NEED_VALUES

TEXTS = {
    "I03 完成值不能与目标比较": error(
        "目标是 {target}，实际完成值写的是“{actual}”，不是可以比较的数，算不出完成了多少。",
        "请填实际的{example}；若这一项本来是定性的，请把指标性质改为“定性”并选定性档次。",
        "定量指标的完成值要填数，才能与目标相比。",
        PLATFORM,
    ),
    "I04 目标与完成值单位不同": error(
        "目标是 {target}，完成值是 {actual}，单位不同，不能直接相比。",
        "请把完成值改写成目标所用的单位。",
        "只有同一单位的数才能相比、相除。",
    ),
    "I05 文字目标没有定性档次": error(
        "目标是文字“{target}”，没有选定性档次，看不出达到了哪一档。",
        "请在“定性档次”列选一档；若能量化，请把目标改成数。",
        "定性指标按档次给分。",
        FORM_2020,
    ),
    "I06 一格里不止一个数": error(
        "目标“{target}”，完成值“{actual}”，其中一格不止一个数，或者读不准，不知道该用哪个数计分。",
        "请每格只写一个数；有几个目标就分成几行，各给分值。",
        "一个三级指标对应一个指标值。",
        PUBLISHED,
    ),
    "I08 标准不允许“不适用”": error(
        "写的是“不适用”，而“{used}”没有规定不适用指标怎么折算，所以暂不评级。",
        "请填写完成值；确实不考核的，请删去这一行，并把分值分给其他指标。",
        "不适用的指标能不能剔除后折算，要由评价标准规定。",
    ),
    "I09 目标不大于 0 无法计分": error(
        "目标是 {target}，完成值是 {actual}。目标是 0 或负数时算不出完成比例，也没有别的规则可用。",
        "请把计分方法改为“达标”，或填写手工得分并说明原因。",
        "除以 0 没有意义，分数要有规则可依。",
        PLATFORM,
    ),
    "I25 期限和日期不能直接比": error(
        "目标“{target}”是一段时间，完成值“{actual}”是日期，没有写从哪天算起，比不出是不是按时。",
        "请把完成值写成用了多久，例如 11个月；或把目标写成日期，例如 12月31日前；或在“项目概况”写明起止时间，"
        "例如 2025年1月1日至2025年12月31日。",
        "一段时间要有起点才能同日期比较。",
    ),
    "S01 需要手工得分": error(
        "计分方法是“{method}”，要由填报人给分，而“手工得分”是空的。",
        "请在“手工得分”列填 0 到 {weight} 之间的数，并在偏差原因里写明依据。",
        "没有公式的指标由人评分，不能由程序猜。",
        PLATFORM,
    ),
    "S02 方法参数看不懂": error(
        "计分方法是“{method}”，方法参数{shown}，不知道怎么扣分或分档。",
        "请照填报说明写方法参数，例如扣分写“每低1个百分点扣1分”。",
        "扣分、分档、检查项都要有参数才能计算，程序不猜。",
    ),
    "S03 计分方法不认识": error(
        "计分方法写的是“{method}”，不在可用的方法里。",
        "请从下拉列表选一种：{choices}。",
        "每一种方法对应一条计分规则，没有规则就算不出分。",
    ),
    "S04 定性档次不认识": error(
        "定性档次写的是“{shown}”，“{used}”里没有这一档。",
        "请从下拉列表选一档：{choices}。",
        "定性指标按标准规定的档次给分。",
        FORM_2020,
    ),
    "S05 时限逾期要人工评分": error(
        "时限是 {target}，完成于 {actual}，已经逾期，所用标准没有规定逾期怎么扣分。",
        "请在“手工得分”列填 0 到 {weight} 之间的数，并写明逾期原因。",
        "逾期扣多少分各地规定不一，没有规定的由人评分。",
    ),
    "S06 手工得分不是数": error(
        "手工得分写的是“{shown}”，不是数，没有采用。",
        "请只填数字，例如 8.5；说明文字写在偏差原因里。",
        "各项得分要相加成总分，文字不能相加。",
    ),
    "S20 明细没有全部达到要人工评分": error(
        "下面的明细没有全部达到目标，而明细达不到扣多少没有规定。",
        "请在“手工得分”列填 0 到 {weight} 之间的数，并写明哪一项没有达到、为什么。",
        "没有分值的明细只说明上面一项完成得怎样，扣多少由人评分。",
    ),
    "X08 缺少要用的列": warning(
        "没有“{shown}”列，而第 {row} 行要用到它，只能按空白处理。",
        "请照模板加上“{shown}”列再填写。",
        "读取按列标题进行，缺少的列不会被猜测。",
    ),
}
register(TEXTS)

ANSWERED_ELSEWHERE = frozenset({"I01", "I02", "I07", "I22", "I23", "W01", "W02", "B01", "B02", "B14"})
"""Obstacles that another check reports for the rows where they can be seen without the scoring."""

FIELD_OF = {
    "I01": "actual",
    **dict.fromkeys(("I02", "I09"), "target"),
    **dict.fromkeys(("I05", "S04"), "tier"),
    **dict.fromkeys(("S01", "S05", "S06", "S20"), "typed_score"),
    **{"S02": "parameter", "S03": "method", "W01": "weight"},
}
"""Where the remedy of each obstacle has to be typed in; that of the others is the 实际完成值 that stands there."""


_OURS = ("method", "parameter", "tier", "typed_score", "reason")
"""Columns that a table of ours can do without until a row needs them."""
_ON_FORMS = ("target", "actual", "weight", "reason")
"""Columns that an official form can lack, and has to have."""
_TITLES = titles(INDICATOR_FIELDS)


def check_flaws(view: CheckContext) -> Iterator[Finding]:
    """What reading stumbled over."""
    yield from view.card.submission.flaws


def check_columns(view: CheckContext) -> Iterator[Finding]:
    """A column that the remedy of another finding speaks of is there to be filled in."""
    first: dict[str, int] = {}
    for row in view.blocked:
        first.setdefault(FIELD_OF.get(row.obstacle, ""), row.indicator.row)
    for row in view.typed:  # a typed score takes the obstacle away, and not that nobody can see what it is for
        if row.method in NEED_VALUES and row.counts and not row.is_told_in_detail:
            first.setdefault("target" if row.actual_shown else "actual", row.indicator.row)
    if view.below and view.standard.reasons.below_weight and view.standard.reasons.scope == "row":
        first["reason"] = view.below[0].indicator.row
    form = view.card.submission.form
    if form and form.reasons_together:
        first.pop("reason", None)
    for field in _ON_FORMS if form else _OURS:
        if field in first and field not in view.rows[0].indicator.columns.of:
            yield finding("X08", view.indicator_sheet, shown=_TITLES[field], row=first[field])


def check_obstacles(view: CheckContext) -> Iterator[Finding]:
    """Every indicator that has no score by rule says why."""
    tiers = "、".join(tier.name for tier in view.standard.qualitative.tiers)
    for row in view.blocked:
        code, indicator, target = row.obstacle, row.indicator, row.reading.target
        if code in ANSWERED_ELSEWHERE:
            continue
        tier, typed, parameter = text_of(indicator.tier), text_of(indicator.typed_score), quoted(indicator.parameter)
        facts = {
            "shown": {"S02": parameter, "S04": tier, "S06": typed}.get(code, ""),
            "choices": tiers if code == "S04" else "、".join(METHODS),
            "example": _example(target),
        }
        is_odd_target = code == "I06" and (target.kind == UNREADABLE or target.ambiguity)
        field = "target" if is_odd_target else FIELD_OF.get(code, "actual")
        yield on_row(code, row, field, used=view.standard.name, **facts)


def _example(target: Measure) -> str:
    """Say what an actual value could be beside such a target: a date, a percentage, an amount, a count."""
    if target.kind == DATE:
        return "日期，例如 11月30日"
    number = "96.3" if target.unit == "%" else "28.5" if units.measured(target.unit) else "28"
    return f"数，例如 {number}{target.unit}"


CHECKS = (check_flaws, check_columns, check_obstacles)
