"""What the values of a standard must be to one another: points that add up to 100, grades and tiers without gaps."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from selfeval_xl.domain.decimals import HUNDRED, ONE, ZERO, format_decimal
from selfeval_xl.rules import AggregationRule, Band, Cap, OverRule, Preset, SectionRule, Standard, StandardError, Tier


def ensure_consistent(standard: Standard, file: str) -> None:
    """Raise ``StandardError`` for the first contradiction in ``standard``; ``file`` is where its author should look."""
    if standard.expires is not None and standard.expires < standard.effective:
        raise StandardError(file, "expires", "截止日期早于起用日期 effective", "请改正其中一个日期")
    _sections(standard.sections, file)
    _tiers(standard.qualitative.tiers, file)
    _over(standard.over, file)
    _caps(standard.caps, file)
    _bands(standard.bands.bands, file)
    _presets(standard, file)
    _aggregation(standard.aggregation, file)


def _sections(sections: tuple[SectionRule, ...], file: str) -> None:
    total = sum((section.weight for section in sections), ZERO)
    if total != HUNDRED:
        raise StandardError(
            file,
            "sections.weight",
            f"各部分分值合计{format_decimal(total)}分，不是100分",
            "请调整各部分的 weight，使合计为100",
        )
    _once(file, "sections", "name", (section.name for section in sections))
    _once(file, "sections", "level1", (name for section in sections for name in section.level1))
    _once(file, "sections", "source", (section.source for section in sections if section.source == "execution"))
    for number, section in enumerate(sections, 1):
        if bool(section.level1) != (section.source == "indicators"):
            raise StandardError(
                file,
                f"sections[{number}].level1",
                f"“{section.name}”的 source 是 {section.source}，与所列一级指标不相配",
                'source = "indicators" 要列出一级指标，source = "execution" 要写 level1 = []',
            )


def _once(file: str, table: str, key: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise StandardError(file, f"{table}.{key}", f"“{name}”出现了两次", "请只留一处，或改成不同的名称")
        seen.add(name)


def _tiers(tiers: tuple[Tier, ...], file: str) -> None:
    """The tiers, best first, must cover every share from 1 down to 0 exactly once."""
    key = "qualitative.tiers"
    if not tiers:
        raise StandardError(file, key, "一个档次也没有", "请从好到差用 [[qualitative.tiers]] 逐档写出")
    _once(file, key, "name", (tier.name for tier in tiers))
    best, worst = tiers[0], tiers[-1]
    if (best.upper, best.upper_inclusive) != (ONE, True) or (worst.lower, worst.lower_inclusive) != (ZERO, True):
        raise StandardError(
            file, key, "各档合起来没有盖住0到1", "最好一档的 upper 应为1（含），最差一档的 lower 应为0（含）"
        )
    for number, tier in enumerate(tiers, 1):
        _tier(tier, f"{key}[{number}]", file)
    for number, (better, worse) in enumerate(pairwise(tiers), 2):
        if better.lower != worse.upper or better.lower_inclusive == worse.upper_inclusive:
            raise StandardError(
                file,
                f"{key}[{number}].upper",
                f"“{worse.name}”与“{better.name}”之间有空档或重叠",
                "upper 应等于上一档的 lower，并且交界处只能有一档是含（inclusive = true）",
            )


def _tier(tier: Tier, key: str, file: str) -> None:
    if tier.lower >= tier.upper:
        raise StandardError(file, f"{key}.lower", f"“{tier.name}”的下限不小于上限", "请使 lower 小于 upper")
    if tier.default is not None and not tier.holds(tier.default):
        raise StandardError(file, f"{key}.default", f"默认比例不在“{tier.name}”的区间内", '请写区间内的数，或写 "无"')


def _over(over: OverRule, file: str) -> None:
    if (over.deduct_from is None) != (over.deduct == ZERO):
        raise StandardError(
            file,
            "over.deduct",
            "起扣倍数 deduct_from 与扣分 deduct 只写了一个",
            '要扣分就两个都写，不扣分就写 "无" 和 0',
        )


def _descending(numbers: list[Decimal]) -> int:
    """Return the number (from 1) of the first entry that is not below the one before it, or 0."""
    return next((at for at in range(2, len(numbers) + 1) if numbers[at - 1] >= numbers[at - 2]), 0)


def _caps(caps: tuple[Cap, ...], file: str) -> None:
    wrong = _descending([cap.execution_below for cap in caps]) or _descending([cap.total for cap in caps])
    if wrong:
        raise StandardError(
            file, f"caps[{wrong}]", "执行率或封顶分没有比上一条低", "请从高到低排列，执行率越低，封顶分也应越低"
        )


def _bands(bands: tuple[Band, ...], file: str) -> None:
    key = "bands.grades"
    if not bands:
        raise StandardError(file, key, "一个等级也没有", "请从好到差用 [[bands.grades]] 逐级写出")
    _once(file, key, "grade", (band.grade for band in bands))
    wrong = _descending([band.lower for band in bands])
    if wrong:
        raise StandardError(file, f"{key}[{wrong}].lower", "等级下限没有比上一级低", "请从好到差排列，下限依次降低")
    if (bands[-1].lower, bands[-1].inclusive) != (ZERO, True):
        raise StandardError(
            file, f"{key}[{len(bands)}].lower", "最差一级没有包到0分", "最后一级请写 lower = 0，inclusive = true"
        )


def _presets(standard: Standard, file: str) -> None:
    for number, preset in enumerate(standard.presets, 1):
        if standard.section_of(preset.level1) is None:
            raise StandardError(
                file,
                f"presets.rows[{number}].level1",
                f"“{preset.level1}”不属于任何一个部分",
                "请写 sections 的 level1 里列出的一级指标，或补到那里去",
            )
    for section in standard.sections:
        rows = [preset for preset in standard.presets if standard.section_of(preset.level1) is section]
        if not _adds_up(rows, section.weight):
            raise StandardError(
                file,
                "presets.rows.weight",
                f"“{section.name}”的预置分值合计不是{format_decimal(section.weight)}分",
                "请调整预置分值，或者都不写 weight",
            )


def _aggregation(rule: AggregationRule | None, file: str) -> None:
    if rule is not None:
        _once(file, "aggregation", "unclear_units", (*rule.relative_units, *rule.unclear_units))


def _adds_up(rows: list[Preset], weight: Decimal) -> bool:
    known = [preset.weight for preset in rows if preset.weight is not None]
    total = sum(known, ZERO)
    return not known or total == weight or (len(known) < len(rows) and total < weight)
