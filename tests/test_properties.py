"""What holds for every self-evaluation, whatever is in it: hypothesis looks for one for which it does not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from selfeval_xl.domain.decimals import format_decimal, half_up, prorate
from selfeval_xl.domain.finding import ERROR, LEVEL_NAMES
from selfeval_xl.domain.layout import INDICATORS
from selfeval_xl.domain.measures import units
from selfeval_xl.domain.measures.reading import read_actual, read_target
from selfeval_xl.domain.money import FEN_PER
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard, SectionScore
from selfeval_xl.scoring import UNSORTED, score
from selfeval_xl.scoring.methods import METHODS
from selfeval_xl.scoring.plausibility import is_plausible
from selfeval_xl.storage import standards
from selfeval_xl.tasks.evaluation import evaluate
from tests import strategies as some
from tests.forms import BUDGET_LINE, INDICATOR, Row, submission

numbers = some.AMOUNTS
above_zero = numbers.filter(bool)


def scored(row: Row, standard: str = "mof-2020") -> IndicatorScore:
    """Score one row."""
    return score(submission([row]), standards.load(standard)).indicators[0]


def card(
    rows: Sequence[Row], lines: Sequence[Row] = (BUDGET_LINE,), standard: str = "mof-2020", unit: str = "万元"
) -> Scorecard:
    """Score rows and budget lines, findings included."""
    return evaluate(submission(rows, lines, {"金额单位": unit}), standards.load(standard))


def compared(sign: str, target: Decimal, actual: Decimal, method: str | None = None, parameter: str = "") -> Row:
    """A row of 10 points that compares two numbers."""
    target_cell = f"{sign}{format_decimal(target)}个"
    return {
        "年度指标值": target_cell,
        "实际完成值": f"{format_decimal(actual)}个",
        "分值": 10,
        "计分方法": method,
        "方法参数": parameter,
    }


@example({}, [], [{"分值": -1, "手工得分": 0}], "mof-2020")
@given(some.ANY_FACTS, st.lists(some.ANY_LINE, max_size=3), st.lists(some.ANY_INDICATOR, max_size=4), some.STANDARDS)
def test_whatever_is_handed_in_gets_a_scorecard(
    facts: Row, lines: Sequence[Row], rows: Sequence[Row], standard: str
) -> None:
    submitted = submission(rows, lines, facts)
    result = evaluate(submitted, standards.load(standard))
    assert len(result.indicators) == len(submitted.indicators)
    assert all(finding.message and finding.remedy and finding.level in LEVEL_NAMES for finding in result.findings)
    assert [row.explanation and row.explained(brief=True) for row in result.indicators].count("") == 0
    assert evaluate(submitted, standards.load(standard)) == result
    for row in result.indicators:
        assert row.score is None or (row.weight is not None and 0 <= row.score <= row.weight)


@given(st.lists(some.indicators(), min_size=1, max_size=5), some.budgets(), some.STANDARDS)
def test_a_score_lies_between_nothing_and_the_weight(rows: Sequence[Row], lines: Sequence[Row], standard: str) -> None:
    result = card(rows, lines, standard)
    parts: list[IndicatorScore | SectionScore] = [*result.indicators, *result.sections]
    for part in parts:
        assert part.score is None or (part.weight is not None and 0 <= part.score <= part.weight), part
    whole = sum(section.weight for section in result.sections)
    assert result.total is None or 0 <= result.total <= max(whole, 100)
    assert result.total is None or result.total.as_tuple().exponent == -2


@given(st.lists(some.indicators(), min_size=1, max_size=6), some.budgets(), some.STANDARDS)
def test_the_total_is_the_sum_of_its_parts(rows: Sequence[Row], lines: Sequence[Row], standard: str) -> None:
    result = card(rows, lines, standard)
    by_rows = {section.name for section in standards.load(standard).sections if section.source == "indicators"}
    for section in result.sections:
        inside = [row.score for row in result.indicators if row.section == section.name and row.applicable]
        if section.name in by_rows or section.name == UNSORTED:
            assert section.score == (None if None in inside else sum(filter(None, inside)))
    open_ = [section for section in result.sections if section.score is None]
    if open_:
        assert (result.total, result.grade) == (None, None)
    elif result.total is not None and all(row.applicable for row in result.indicators):
        total = sum(section.score for section in result.sections if section.score is not None)
        caps = [cap.total for cap in standards.load(standard).caps if result.total < total]
        assert result.total == total or result.total in caps


@given(st.lists(some.indicators(), max_size=4), some.budgets(), some.STANDARDS)
@example([], [BUDGET_LINE], "donghu-2017")
@example([{"一级指标": "投入管理", "实际完成值": "不适用", "分值": 16}], [BUDGET_LINE], "donghu-2017")
def test_where_there_is_no_grade_something_that_must_be_mended_says_why(
    rows: Sequence[Row], lines: Sequence[Row], standard: str
) -> None:
    result = card(rows, lines, standard)
    assert (result.grade is None) == (result.total is None)
    assert result.grade is not None or ERROR in {finding.level for finding in result.findings}


@given(st.lists(some.indicators(), min_size=2, max_size=5), some.budgets(), some.STANDARDS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(
    rows: list[Row], lines: Sequence[Row], standard: str, chance: object
) -> None:
    named = [{**row, "三级指标": f"指标名{at}"} for at, row in enumerate(rows)]
    mixed = chance.sample(named, len(named))  # type: ignore[attr-defined]
    one, other = card(named, lines, standard), card(mixed, lines, standard)
    assert (one.total, one.grade, one.sections) == (other.total, other.grade, other.sections)
    assert _scores(one) == _scores(other)


def _scores(result: Scorecard) -> dict[str, tuple[object, ...]]:
    return {
        row.indicator.name: (row.score, row.system, row.deviation, row.obstacle, row.explanation)
        for row in result.indicators
    }


@given(some.budgets("元"), st.sampled_from(sorted(FEN_PER)), some.STANDARDS)
def test_the_same_project_in_another_unit_of_money_has_the_same_scorecard(
    lines: list[Row], unit: str, standard: str
) -> None:
    rows: list[Row] = [{"实际完成值": "95%", "年度指标值": "≥95%", "分值": 90}]
    in_other = [
        {title: _in_unit(value, unit) if title.endswith("数") else value for title, value in line.items()}
        for line in lines
    ]
    one, other = card(rows, lines, standard, "元"), card(rows, in_other, standard, unit)
    assert (one.total, one.grade) == (other.total, other.grade)
    assert [section.score for section in one.sections] == [section.score for section in other.sections]
    assert one.budget._replace(lines=()) == other.budget._replace(lines=())
    assert [line[1:] for line in one.budget.lines] == [line[1:] for line in other.budget.lines]
    assert [found.code for found in one.findings] == [found.code for found in other.findings]


def _in_unit(yuan: object, unit: str) -> str | None:
    return None if yuan is None else format_decimal(Decimal(str(yuan)) * 100 / FEN_PER[unit])


@given(st.sampled_from("≥>=≤<"), above_zero, numbers, numbers, st.sampled_from(list(METHODS)[:3]), some.STANDARDS)
def test_doing_better_never_earns_less(
    sign: str, target: Decimal, one: Decimal, other: Decimal, method: str, standard: str
) -> None:
    # Over-completion may cost points, where the standard says so; that is its own rule.
    never_over = standards.load(standard)._replace(over=standards.load("mof-2020").over)
    worse, better = (max(one, other), min(one, other)) if sign in "≤<" else (min(one, other), max(one, other))
    found = [
        score(submission([compared(sign, target, actual, method, "每差5%扣1分")]), never_over).indicators[0].score
        for actual in (worse, better)
    ]
    assert found[0] is not None and found[1] is not None and found[0] <= found[1]


@given(above_zero, numbers)
def test_a_target_just_reached_earns_everything_and_one_just_missed_less(target: Decimal, more: Decimal) -> None:
    assert scored(compared("≥", target, target + more)).score == 10
    assert scored(compared("≤", target, max(target - more, Decimal(0)))).score == 10
    low = scored(compared("≥", target, target / 2)).score
    assert low == 5


@given(st.sampled_from("≥≤=><"), above_zero, numbers)
def test_the_deviation_has_the_sign_of_the_difference(sign: str, target: Decimal, actual: Decimal) -> None:
    deviation = scored(compared(sign, target, actual)).deviation
    if deviation is not None:  # beyond a trillion times the target there is none
        assert deviation == half_up((actual - target) / target, Decimal("0.0001"))
        assert deviation * (actual - target) >= 0


@given(st.integers(1, 10**12), st.integers(0, 20_000), st.integers(0, 20_000), some.STANDARDS)
def test_spending_more_never_lowers_the_rate_or_its_points(budget: int, one: int, other: int, standard: str) -> None:
    planned = dict.fromkeys(("年初预算数", "全年预算数"), some.money_cell(budget, "元"))
    one, other, rule = budget * one // 10_000, budget * other // 10_000, standards.load(standard).plausibility
    assume(is_plausible(budget, one, rule) and is_plausible(budget, other, rule))
    results = [
        card([], [{**BUDGET_LINE, **planned, "全年执行数": some.money_cell(spent, "元")}], standard, "元")
        for spent in sorted((one, other))
    ]
    rates = [result.budget.rate for result in results]
    assert rates[0] is not None and rates[1] is not None and rates[0] <= rates[1]
    for less, more in zip(results[0].sections, results[1].sections, strict=True):
        assert less.score is None or (more.score is not None and less.score <= more.score <= more.weight)
    for result, spent in zip(results, sorted((one, other)), strict=True):
        difference, deviation = result.budget.lines[0].difference, result.budget.lines[0].deviation
        assert difference == spent - budget
        assert deviation is not None and deviation * difference >= 0


@given(st.decimals("0", "100", places=2), st.decimals("0", "100", places=2), some.STANDARDS)
def test_a_higher_total_never_has_a_lower_grade(one: Decimal, other: Decimal, standard: str) -> None:
    bands = standards.load(standard).bands
    order = [band.grade for band in bands.grades]
    low, high = sorted((one, other))
    assert order.index(bands.grade(high)) <= order.index(bands.grade(low))


@given(st.lists(some.scored(), min_size=1, max_size=4), some.scored(), some.STANDARDS)
def test_a_row_that_does_not_apply_changes_nothing_but_the_scale(rows: list[Row], more: Row, standard: str) -> None:
    rule = standards.load(standard)
    weights = [Decimal(str(row["分值"])) for row in rows]
    alone, joined = card(rows, standard=standard), card([*rows, {**more, "实际完成值": "不适用"}], standard=standard)
    assert [row[3:] for row in joined.indicators[:-1]] == [row[3:] for row in alone.indicators]
    assert joined.indicators[-1].score is None and not joined.indicators[-1].applicable
    if not rule.not_applicable.rescale:
        assert (joined.total, joined.grade) == (None, None)
    elif alone.total is not None and not rule.caps:
        by_execution = [section.weight for section in rule.sections if section.source == "execution"]
        whole = sum(weights, Decimal(0)) + sum(by_execution)
        assert joined.total == (alone.total if whole == 100 else prorate(Decimal(100), alone.total, whole))


@given(
    st.sampled_from(("比例", "达标", "扣分", "时限", "检查项")),
    st.sampled_from(["年度指标值", "实际完成值", "分值"]),
    st.sampled_from([None, "", " ", "\u3000"]),
    some.STANDARDS,
)
def test_a_blank_is_never_a_silent_nothing(method: str, field: str, blank: str | None, standard: str) -> None:
    assume(method != "检查项" or field != "年度指标值")  # the items that were checked need no target
    row = compared("≥", Decimal(4), Decimal(2), method, "每差5%扣1分" if method == "扣分" else "4项")
    result = card([{**row, field: blank}], standard=standard)
    assert (result.indicators[0].score, result.total, result.grade) == (None, None, None)
    place = result.indicators[0].indicator.row
    told = [found for found in result.findings if found.place.sheet == INDICATORS and found.place.row == place]
    assert ERROR in {found.level for found in told}


@given(st.decimals("0.02", "99", places=2), st.decimals("1.01", "100", places=2), st.data())
def test_a_percentage_counts_the_same_however_it_is_written(
    actual: Decimal, target: Decimal, data: st.DataObject
) -> None:
    plainly = scored(
        {"年度指标值": f"≥{format_decimal(target)}%", "实际完成值": f"{format_decimal(actual)}%", "分值": 10}
    )
    target_cell, unit = data.draw(some.spelled(target, "%"))
    actual_cell, _ = data.draw(some.spelled(actual, "%").filter(lambda way: way[1] == unit))
    assume(actual > 1 or (isinstance(actual_cell, str) and actual_cell[-1] in "%％"))  # 0.93 is taken for 93%
    other = scored(
        {
            "指标性质": "≥",
            "年度指标值": target_cell,
            "计量单位": unit,
            "实际完成值": actual_cell,
            "分值": 10,
        }
    )
    assert (other.score, other.deviation, other.obstacle) == (plainly.score, plainly.deviation, plainly.obstacle)


@given(st.decimals("0.01", "0.99", places=2), st.decimals("2", "100", places=2))
def test_a_fraction_beside_a_percentage_is_that_percentage(actual: Decimal, target: Decimal) -> None:
    as_percent: Row = {
        "年度指标值": f"≥{format_decimal(target)}%",
        "实际完成值": f"{format_decimal(actual * 100)}%",
        "分值": 10,
    }
    fraction = scored({**as_percent, "实际完成值": some.cell(actual), "计量单位": "%"})
    assert (fraction.score, fraction.deviation) == (scored(as_percent).score, scored(as_percent).deviation)
    assert fraction.ambiguities == (("actual", "fraction"),)


@given(above_zero, numbers, st.sampled_from([("万元", "元", 10_000), ("公里", "米", 1000), ("年", "个月", 12)]))
def test_the_same_quantity_in_a_smaller_unit_earns_the_same(
    target: Decimal, actual: Decimal, pair: tuple[str, str, int]
) -> None:
    large, small, factor = pair
    row: Row = {
        "年度指标值": f"≥{format_decimal(target)}{large}",
        "实际完成值": f"{format_decimal(actual)}{large}",
        "分值": 10,
    }
    other = scored({**row, "实际完成值": f"{format_decimal(actual * factor)}{small}"})
    assert (other.score, other.deviation) == (scored(row).score, scored(row).deviation)


@given(st.sampled_from([None, "≥", "≤", "=", ">", "<"]), numbers, numbers, st.sampled_from(some.UNITS), st.booleans())
@example("≥", Decimal("0.95"), Decimal("0.9"), "%", False)
def test_a_target_as_it_is_told_reads_as_the_target(
    sign: str | None, target: Decimal, actual: Decimal, unit: str, as_text: bool
) -> None:
    target_cell, actual_cell = (format_decimal(n) if as_text else some.cell(n) for n in (target, actual))
    row = scored(
        {
            "指标性质": sign,
            "年度指标值": target_cell,
            "计量单位": unit,
            "实际完成值": actual_cell,
            "分值": 10,
        }
    )
    told, done = read_target(None, row.wanted, None), read_actual(row.achieved)
    assert (told.sign, told.number, told.unit) == (sign or "", target, units.fold(unit))
    assert (done.number, done.unit) == (actual, units.fold(unit))


@given(st.sampled_from(some.TARGETS), st.sampled_from([None, "≥", "≤", "="]), st.sampled_from(some.UNITS))
def test_what_is_shown_of_a_target_reads_the_same_again(target: str | None, sign: str | None, unit: str) -> None:
    once = read_target(sign, target, unit)
    assert read_target(sign, once.text, unit) == once


@given(some.scored(), st.decimals("-5", "70", places=2), st.decimals("0", "70", places=2))
def test_a_typed_score_counts_within_its_limits_and_deductions_come_off(
    row: Row, typed: Decimal, deduction: Decimal
) -> None:
    weight = Decimal(str(row["分值"]))
    found = scored({**row, "手工得分": some.cell(typed), "扣减分数": some.cell(deduction)})
    assert found.score == min(max(typed - deduction, Decimal(0)), weight)
    assert found.system == scored(row).system


@given(st.lists(some.scored(), min_size=1, max_size=3), st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_cap_only_ever_lowers_a_total(rows: list[Row], spent: int, budget: int) -> None:
    line = {**BUDGET_LINE, "全年预算数": budget, "全年执行数": spent}
    manual = standards.load("manual-2022")._replace(weights_checked=False, plausibility=None)
    submitted = submission(rows, [line])
    capped, free = score(submitted, manual).total, score(submitted, manual._replace(caps=())).total
    assert capped is not None and free is not None and capped <= free
    limits = [cap.total for cap in manual.caps if spent < cap.execution_below * budget]
    assert capped == min([free, *limits])


@pytest.mark.parametrize("method", METHODS)
def test_the_weight_is_the_most_a_row_can_earn_by_every_method(method: str) -> None:
    row = {
        **INDICATOR,
        "年度指标值": "≥4项",
        "实际完成值": "达成" if method == "定性" else "400项",
        "计分方法": method,
        "分值": 7,
        "手工得分": 90 if method == "人工" else None,
        "方法参数": {"扣分": "每差1项扣1分", "分档": "≥4：90分", "检查项": "4项"}.get(method),
    }
    assert scored(row).score == 7
