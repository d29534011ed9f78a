"""G: what single cells of a target say: too little, a placeholder, the wrong way round."""

import re
from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.checks.formatting import on_row, quoted
from selfeval_xl.checks.plans.context import TargetContext, folded, is_of
from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.measures import measure, units
from selfeval_xl.domain.scorecard import LESS, MORE, TYPED, IndicatorScore
from selfeval_xl.messages import register
from selfeval_xl.messages.sources import CITY_TOOL, PUBLISHED_TARGETS
from selfeval_xl.messages.template import error, warning
from selfeval_xl.rules import fold_level
from selfeval_xl.rules.signs import is_cost, is_less_better, matches

TEXTS = {
    "G06 指标值没有写全": error(
        "指标值{shown}，没有写要达到多少。",
        "请写成带数的目标，例如“≥95%”“20公里”；不能用数的，写清看得见的成果。",
        "公开的绩效目标表里有指标值只写“公里”“≧ %”的例子，年底无法自评。",
        PUBLISHED_TARGETS,
    ),
    "G07 名称里留着占位符": error(
        "名称里还留着“{shown}”，是模板里等着填数的地方。",
        "请把“{shown}”换成实际的数，或从名称里删去，数写在指标值一栏。",
        "公开的绩效目标表里有名称留着“≥**个”的例子。",
        PUBLISHED_TARGETS,
    ),
    "G08 指标内容只是一个数": error(
        "三级指标写的是“{shown}”，只有一个数，看不出考核什么。",
        "请在三级指标写明考核的内容，例如“培训人数”，数写在指标值一栏。",
        "公开的绩效目标表里有整表的指标内容都是“88”的例子。",
        PUBLISHED_TARGETS,
    ),
    "G09 成本指标写成了“≥”": warning(
        "成本指标的目标是“{target}”，意思是花得越多越好。",
        "成本一般写“≤”；确实要求不少于这个数的，请核对它是不是成本指标。",
        "成本指标应当控制在一定数额以内。",
        CITY_TOOL,
    ),
    "G10 百分比目标超过100%": warning(
        "目标是“{target}”，超过了 100%。",
        "请核对：完成率、合格率一类最多 100%；是增长幅度的，请在名称里写明“增长”。",
        "百分比指标值一般不超过 100%。",
        CITY_TOOL,
    ),
    "G22 名称里的数与指标值不同": warning(
        "名称里写的是 {printed}，指标值却是“{target}”。",
        "请改成同一个数，或从名称里删去数。",
        "公开的绩效目标表里有名称写“达标率100%”、指标值写“≥98%”的例子。",
        PUBLISHED_TARGETS,
    ),
    "G23 数量指标写成了越少越好": warning(
        "数量指标的目标是“{target}”，意思是做得越少越好。",
        "请核对指标性质：要求做到的数量一般写“≥”或“＝”。",
        "公开的绩效目标表里有采购数量标成“反向、≤1”的例子。",
        PUBLISHED_TARGETS,
    ),
    "G24 指标值有疑问": warning(
        "指标值写的是“{target}”：{why}。",
        "请写成一个明确的目标，例如“≥95%”“2026年11月底前”。",
        "年底要用它与完成值比较，读法不能有两种。",
    ),
}
register(TEXTS)

_BLANKS = re.compile(r"[*＊_]{2,}|[XxＸ×]{2,}|○{2,}")
_BARE = re.compile(r"[≥≤=<>]*\d+(?:\.\d+)?%?")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_SIGNS = "≥≤=<>±≧≦ "


def check_target(targets: TargetContext) -> Iterator[Finding]:
    """A target says how much; what can be read in two ways is asked about."""
    for row in targets.rows:
        target = row.reading.target
        if target.kind in (measure.BLANK, measure.PLACEHOLDER) or _is_empty(row.target_shown):
            yield on_row("G06", row, "target", shown=quoted(row.target_shown))
        elif target.ambiguity:
            yield on_row("G24", row, "target", target=row.target_shown, why=measure.AMBIGUITIES[target.ambiguity])


def _is_empty(shown: str) -> bool:
    """Tell whether a target is a sign, a unit or a gap to be filled in, and nothing else: ``≧ %``, 公里, ``≥**``."""
    text = normalise(shown)
    rest = text.strip(_SIGNS)
    return not any(map(str.isdigit, text)) and (rest in units.KNOWN or bool(_BLANKS.search(text)))


def check_name(targets: TargetContext) -> Iterator[Finding]:
    """A name says what is counted, and its numbers are those of the target."""
    for row in targets.rows:
        name = folded(row.indicator.name)
        gap = _BLANKS.search(name)
        if gap:
            yield on_row("G07", row, "name", shown=gap[0])
        elif _BARE.fullmatch(name):
            yield on_row("G08", row, "name", shown=row.indicator.name)
        yield from _other_percent(row, name)


def _other_percent(row: IndicatorScore, name: str) -> Iterator[Finding]:
    printed, target = _PERCENT.findall(name), row.reading.target
    if len(printed) != 1 or target.unit != "%" or target.number is None or _BARE.fullmatch(name):
        return
    if target.number != Decimal(printed[0]):
        yield on_row("G22", row, "name", printed=f"{printed[0]}%", target=row.wanted)


def check_direction(targets: TargetContext) -> Iterator[Finding]:
    """Costs should be low, quantities high, and shares at most 100 %."""
    scoring, plausibility = targets.view.standard.scoring, targets.view.standard.plausibility
    for row in targets.rows:
        name, target, level2 = row.indicator.name, row.reading.target, fold_level(row.indicator.level2)
        is_typed = row.reading.sign_from in TYPED
        of_cost = level2 in scoring.cost_level2 or fold_level(row.indicator.level1) in scoring.cost_level2
        if of_cost and is_typed and row.reading.sign in MORE and is_cost(scoring, name, target.unit):
            yield on_row("G09", row, "target")
        is_less = is_typed and row.reading.sign in LESS
        if is_less and is_of(row, "数量") and not is_less_better(scoring, name, target.unit):
            yield on_row("G23", row, "target")
        changes = plausibility.changes if plausibility else ()
        if target.unit == "%" and target.number is not None and target.number > 100 and not matches(changes, name):
            yield on_row("G10", row, "target")


CHECKS = (check_target, check_name, check_direction)
