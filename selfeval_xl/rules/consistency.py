"""What the values of a standard must be to one another: points that add up to 100, grades and tiers without gaps."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from selfeval_xl.domain.decimals import HUNDRED, ONE, ZERO, format_decimal
from selfeval_xl.rules import Standard
from selfeval_xl.rules.records import SectionRule, Tier

Contradictions = Iterator[tuple[str, str, str]]


def contradictions(standard: Standard) -> Contradictions:
    """Yield (key, what is wrong there, what to do) for every contradiction in a standard."""
    if standard.expires is not None and standard.expires < standard.effective:
        yield "expires", "截止日期早于起用日期 effective", "请改正其中一个日期"
    yield from _sections(standard)
    yield from _weight_sets(standard)
    yield from _unknown(standard, "credibility.sections", standard.credibility.sections)
    yield from _tiers(standard.qualitative.tiers)
    yield from _steps(standard)
    if (standard.over.deduct_from is None) != (standard.over.deduct == ZERO):
        problem = "起扣倍数 deduct_from 与扣分 deduct 只写了一个"
        yield "over.deduct", problem, '要扣分就两个都写，不扣分就写 "无" 和 0'
    yield from _bands(standard)
    yield from _presets(standard)
    if standard.aggregation is not None:
        units = (*standard.aggregation.relative_units, *standard.aggregation.unclear_units)
        yield from _twice("aggregation.unclear_units", units)


def _twice(key: str, names: Iterable[str]) -> Contradictions:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield key, f"“{name}”出现了两次", "请只留一处，或改成不同的名称"
        seen.add(name)


def _sections(standard: Standard) -> Contradictions:
    sections, total = standard.sections, standard.weight
    if total != HUNDRED:
        problem = f"各部分分值合计{format_decimal(total)}分，不是100分"
        yield "sections.weight", problem, "请调整各部分的 weight，使合计为100"
    yield from _twice("sections.name", (section.name for section in sections))
    yield from _twice("sections.level1", (name for section in sections for name in section.level1))
    yield from _twice("sections.source", (each.source for each in sections if each.source == "execution"))
    rest = [section.name for section in sections if section.source == "indicators" and not section.level1]
    if len(rest) > 1:
        problem = f"“{'”“'.join(rest)}”都没有列出一级指标，分不清哪一行归谁"
        yield "sections.level1", problem, "最多一个部分可以不列一级指标，其余各部分没有写到的行都归它"
    for number, section in enumerate(sections, 1):
        if section.level1 and section.source == "execution":
            problem = f"“{section.name}”的 source 是 execution，却列出了一级指标"
            yield f"sections[{number}].level1", problem, 'source = "execution" 的部分请去掉 level1'
        if section.between and not section.between[0] <= section.weight <= section.between[1]:
            problem = f"“{section.name}”的分值{format_decimal(section.weight)}分不在所写的范围之内"
            yield f"sections[{number}].between", problem, "请调整 weight 或 between"


def _weight_sets(standard: Standard) -> Contradictions:
    for number, each in enumerate(standard.weight_sets, 1):
        key = f"weight_sets[{number}]"
        yield from _unknown(standard, key, (*each.present, *each.absent, *each.weights))
        counted = [section for section in standard.sections if not section.bonus]
        total = sum((each.weights.get(section.name, section.weight) for section in counted), ZERO)
        if total != HUNDRED:
            yield f"{key}.weights", f"换上这些分值后合计{format_decimal(total)}分，不是100分", "请调整分值，使合计为100"


def _unknown(standard: Standard, key: str, names: Iterable[str]) -> Contradictions:
    known = [section.name for section in standard.sections]
    for name in names:
        if name not in known:
            yield key, f"“{name}”不是一个部分的名称", f"请写 sections 里的名称：{'、'.join(known)}"


def _tiers(tiers: tuple[Tier, ...]) -> Contradictions:
    """The tiers, best first, must cover every share from 1 down to 0 exactly once."""
    key = "qualitative.tiers"
    if not tiers:
        yield key, "一个档次也没有", "请从好到差用 [[qualitative.tiers]] 逐档写出"
        return
    yield from _twice(f"{key}.name", (tier.name for tier in tiers))
    best, worst = tiers[0], tiers[-1]
    if (best.upper, best.upper_inclusive) != (ONE, True) or (worst.lower, worst.lower_inclusive) != (ZERO, True):
        yield key, "各档合起来没有盖住0到1", "最好一档的 upper 应为1（含），最差一档的 lower 应为0（含）"
    for number, tier in enumerate(tiers, 1):
        if tier.lower >= tier.upper:
            yield f"{key}[{number}].lower", f"“{tier.name}”的下限不小于上限", "请使 lower 小于 upper"
        if tier.default is not None and not tier.holds(tier.default):
            problem = f"默认比例不在“{tier.name}”的区间内"
            yield f"{key}[{number}].default", problem, '请写区间内的数，或写 "无"'
    for number, (better, worse) in enumerate(pairwise(tiers), 2):
        if better.lower != worse.upper or better.lower_inclusive == worse.upper_inclusive:
            remedy = "upper 应等于上一档的 lower，并且交界处只能有一档是含（inclusive = true）"
            yield f"{key}[{number}].upper", f"“{worse.name}”与“{better.name}”之间有空档或重叠", remedy


def _rising(numbers: Iterable[Decimal]) -> int:
    """Return the number (from 1) of the first entry that is not below the one before it, or 0."""
    return next((at for at, (one, other) in enumerate(pairwise(numbers), 2) if other >= one), 0)


def _steps(standard: Standard) -> Contradictions:
    steps, caps = standard.execution.steps, standard.caps
    wrong = _rising(step.rate for step in steps) or _rising(step.share for step in steps)
    if wrong:
        yield f"execution.steps[{wrong}]", "执行率或得分比例没有比上一档低", "请从高到低排列"
    wrong = _rising(cap.execution_below for cap in caps) or _rising(cap.total for cap in caps)
    if wrong:
        remedy = "请从高到低排列，执行率越低，封顶分也应越低"
        yield f"caps[{wrong}]", "执行率或封顶分没有比上一条低", remedy


def _bands(standard: Standard) -> Contradictions:
    key, bands = "bands.grades", standard.bands.grades
    if not bands:
        yield key, "一个等级也没有", "请从好到差用 [[bands.grades]] 逐级写出"
        return
    yield from _twice(f"{key}.grade", (name for band in bands for name in (band.grade, *band.also)))
    wrong = _rising(band.lower for band in bands)
    if wrong:
        yield f"{key}[{wrong}].lower", "等级下限没有比上一级低", "请从好到差排列，下限依次降低"
    if (bands[-1].lower, bands[-1].inclusive) != (ZERO, True):
        yield f"{key}[{len(bands)}].lower", "最差一级没有包到0分", "最后一级请写 lower = 0，inclusive = true"


def _presets(standard: Standard) -> Contradictions:
    for number, preset in enumerate(standard.presets.rows, 1):
        if standard.section_of(preset.level1) is None:
            problem = f"“{preset.level1}”不属于任何一个部分"
            yield f"presets.rows[{number}].level1", problem, "请写 sections 的 level1 里列出的一级指标，或补到那里去"
    for section in standard.sections:
        if not _adds_up(standard, section):
            problem = f"“{section.name}”的预置分值合计不是{format_decimal(section.weight)}分"
            yield "presets.rows.weight", problem, "请调整预置分值，或者都不写 weight"


def _adds_up(standard: Standard, section: SectionRule) -> bool:
    """Tell whether the preset rows of a section make its points, or leave them open."""
    rows = [preset for preset in standard.presets.rows if standard.section_of(preset.level1) is section]
    known = [preset.weight for preset in rows if preset.weight is not None]
    total = sum(known, ZERO)
    return not known or total == section.weight or (len(known) < len(rows) and total < section.weight)


def with_fitting_presets(standard: Standard) -> Standard:
    """Keep of the rows taken over from a base what fits the sections; where points do not add up they are left open."""
    open_ = {each.name for each in standard.sections if not _adds_up(standard, each)}
    fitting = ((preset, standard.section_of(preset.level1)) for preset in standard.presets.rows)
    rows = (row._replace(weight=None) if home.name in open_ else row for row, home in fitting if home)
    return standard._replace(presets=standard.presets._replace(rows=tuple(rows)))
