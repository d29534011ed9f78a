"""Sections, total and how it is made: added up, scaled to 100 where rows are 不适用, with bonus, under the caps."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from selfeval_xl.domain.decimals import CENT, HUNDRED, ZERO, format_decimal, prorate
from selfeval_xl.domain.scorecard import BudgetResult, Derivation, IndicatorScore, SectionScore, Total
from selfeval_xl.rules import Standard
from selfeval_xl.scoring import budgeting

UNSORTED = "未归类指标"
"""The section of indicators whose 一级指标 the standard does not know; they count, and a finding says so."""


def sections(
    standard: Standard,
    indicators: Sequence[IndicatorScore],
    budget: BudgetResult,
    unit: str,
    execution_points: Decimal | None,
) -> Iterable[SectionScore]:
    """Yield the sections of the standard in its order, then what belongs to none of them.

    ``execution_points`` are those for 预算执行率 that a form prints, ``None`` where the standard's hold.
    """
    by_section: dict[str, list[IndicatorScore]] = {}
    for indicator in indicators:
        by_section.setdefault(indicator.section, []).append(indicator)
    for rule in standard.sections:
        if rule.source == "execution":
            weight = rule.weight if execution_points is None else execution_points
            points, derivation = (
                budgeting.execution_points(budget, weight, standard.execution, unit) if weight else (ZERO, None)
            )
            yield SectionScore(rule.name, rule.source, weight, points, derivation)
        else:
            yield _section_sum(rule.name, by_section.get(rule.name, []))
    if UNSORTED in by_section:
        yield _section_sum(UNSORTED, by_section[UNSORTED])


def _section_sum(name: str, rows: list[IndicatorScore]) -> SectionScore:
    counted = [row for row in rows if row.counts]
    weight = sum((row.weight for row in counted if row.weight is not None), ZERO)
    scores = [row.score for row in counted]
    done = [score for score in scores if score is not None]
    return SectionScore(name, "indicators", weight, sum(done, ZERO) if len(done) == len(scores) else None)


def total(
    standard: Standard,
    parts: Sequence[SectionScore],
    indicators: Sequence[IndicatorScore],
    budget: BudgetResult,
    is_received: bool,
) -> tuple[Decimal | None, Total, Derivation | None]:
    """Return the total, how it was made, and the same in words; no total while anything is open.

    There is none either where every row is 不适用 and nothing else counts, nor while the points do not make 100, unless
    the form ``is_received``: its total is shown beside the one that it prints, and is not graded.
    """
    extra = {rule.name for rule in standard.sections if rule.bonus}
    bonus = sum((part.score or ZERO for part in parts if part.name in extra), ZERO)
    done = [part.score for part in parts if part.score is not None]
    weight = sum((part.weight for part in parts if part.name not in extra), ZERO)
    is_scaled = weight != standard.weight and any(not row.applicable for row in indicators)
    made = Total(None, weight if is_scaled else None)
    is_open = len(done) < len(parts) or not budget.is_possible or any(row.obstacle == "I08" for row in indicators)
    if is_open or not indicators or not weight or not (is_received or _adds_up(standard, parts, indicators)):
        return None, made, None
    made, points = made._replace(summed=sum(done, ZERO)), sum(done, ZERO) - bonus
    told = Derivation("总分为各部分得分之和", "", "＋".join(f"{{{i}}}" for i in range(len(done))), tuple(done), points)
    if is_scaled:
        values, points = (points, weight), prorate(HUNDRED, points, weight)
        told = Derivation(
            "不适用的指标不计分，其余折算为百分制", "得分合计÷分值合计×100", "{0}÷{1}×100", values, points,
            standard.not_applicable.reference.label,
        )  # fmt: skip
    if bonus:
        values, points = (points, bonus), min(points + bonus, standard.weight.quantize(CENT))
        if points < sum(values, ZERO):
            made = made._replace(uncapped=sum(values, ZERO), cap=points)
        told = Derivation(f"另加加分，最高{format_decimal(standard.weight)}分", "", "{0}＋{1}", values, points)
    return _capped(standard, budget, points, made, told)


def weights_by_section(parts: Sequence[SectionScore], indicators: Sequence[IndicatorScore]) -> dict[str, Decimal]:
    """Return what each section's rows carry together, rows that do not apply included."""
    sums = {part.name: part.weight for part in parts}
    for row in indicators:
        if not row.applicable and row.weight is not None:
            sums[row.section] += row.weight
    return sums


def is_whole(standard: Standard, parts: Sequence[SectionScore], indicators: Sequence[IndicatorScore]) -> bool:
    """Tell whether the points make 100; a total of others is no share of 100, and has no grade."""
    sums = weights_by_section(parts, indicators)
    bonus = sum((sums[each.name] for each in standard.sections if each.bonus), ZERO)
    return not standard.weights_checked or sum(sums.values(), ZERO) - bonus == standard.weight


def _adds_up(standard: Standard, parts: Sequence[SectionScore], indicators: Sequence[IndicatorScore]) -> bool:
    """Tell whether the points make 100, and no part has more than the standard allows it."""
    sums = weights_by_section(parts, indicators)
    limited = [each for each in standard.sections if (each.fixed or each.between) and standard.weights_checked]
    return is_whole(standard, parts, indicators) and all(
        sums[each.name] <= each.weight or each.admits(sums[each.name]) for each in limited
    )


def _capped(
    standard: Standard, budget: BudgetResult, points: Decimal, made: Total, told: Derivation
) -> tuple[Decimal, Total, Derivation]:
    rate = budget.share
    caps = [cap for cap in standard.caps if rate is not None and rate < cap.execution_below]
    cap = min(caps, key=lambda cap: cap.total, default=None)
    if cap is None or points <= cap.total:
        return points, made, told
    limit = cap.total.quantize(CENT)
    rule = f"执行率低于{format_decimal(cap.execution_below * HUNDRED)}%，总分不超过{format_decimal(cap.total)}分"
    told = Derivation(rule, "", "{0}封顶", (points,), limit, cap.reference.label)
    return limit, made._replace(uncapped=points, cap=cap.total, capped_below=cap.execution_below), told
