"""Printed sums, total and grade: checked whether or not every row can be scored."""

from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.comparison.verdict import SAME, Verdict, judged, mistake, open_for
from selfeval_xl.domain.decimals import HUNDRED
from selfeval_xl.domain.decimals import format_decimal as shown
from selfeval_xl.domain.finding import MISTAKE
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.rules.grades import Bands


class Summed(NamedTuple):
    """A printed total: ``summed`` is what the printed parts add up to, ``weighed`` their points together.

    Both are ``None`` where a part, or its points, is not printed, or the total is no plain sum.  ``card`` counts the
    judgements of the form as its scores.  ``unscored`` is how many rows have no score, ``most`` the highest total.
    """

    printed: Decimal
    summed: Decimal | None
    weighed: Decimal | None
    card: Scorecard
    unscored: int
    most: Decimal
    tolerance: Decimal
    rows: Decimal | None
    """What the printed scores of the indicators add up to, without those for 预算执行率."""

    @property
    def is_summed(self) -> bool:
        """Whether the printed parts make the printed total."""
        return self.summed is not None and abs(self.printed - self.summed) < self.tolerance

    @property
    def is_without_execution(self) -> bool:
        """Whether the printed total leaves out what the funds earn."""
        section = self.card.execution_section
        return bool(section and section.score) and self.printed == self.rows and self.summed is None

    @property
    def lacking(self) -> Decimal | None:
        """The points that the form does not show, where at least half of them are in the printed total."""
        if self.weighed is None or self.summed is None:
            return None
        lacking = HUNDRED - self.weighed
        return lacking if lacking / 2 <= self.printed - self.summed <= lacking else None


def of_total(case: Summed) -> Verdict:
    """Return the verdict on a printed total."""
    if case.printed > case.most and case.summed is None:
        return mistake(f"总分超过了 {shown(case.most)} 分")
    if not case.card.indicators:
        return open_for("表上没有印指标，总分加不起来")
    if case.is_without_execution:
        return mistake("只加了各项指标的得分，没有加上预算执行率得分")
    if lacking := case.lacking:
        given = shown(HUNDRED - lacking)
        return open_for(f"表上各项分值合计只有 {given} 分，还缺 {shown(lacking)} 分的项目，总分加不起来")
    if case.summed is not None and not case.is_summed:
        return mistake(f"加总差错：印出的各项相加是 {shown(case.summed)}")
    if case.card.total is None:
        added = "印出的各项相加是对的；" if case.is_summed else ""
        return open_for(
            added + (f"有 {case.unscored} 项按规则算不出，见上" if case.unscored else "预算执行率得分算不出，见上")
        )
    return SAME if abs(case.printed - case.card.total) < case.tolerance else _otherwise_made(case)


def with_extra(case: Summed, extra: Decimal) -> Verdict:
    """Return the verdict on a printed total, which 加分 and 扣分 without 分值 (``extra`` together) may be part of."""
    verdict = of_total(case)
    if not extra or verdict.verdict != MISTAKE:
        return verdict
    total = case.card.total
    is_full = total is not None and total + extra >= case.most == case.printed
    rest = case._replace(printed=total if is_full and total else case.printed - extra)
    told = judged(f"另有加分、扣分 {shown(extra)} 分，所用标准不计，请人核定")
    return verdict if of_total(rest).verdict == MISTAKE else told


def _otherwise_made(case: Summed) -> Verdict:
    """Say that the total is scaled or capped by a rule that no form prints, or has a part that is not printed."""
    made = case.card.total_derivation
    if case.summed is not None or made is None:
        return mistake("各项与计算不同，原因见上")
    told = f"与计算不同：{made.rule}"
    is_untold = case.card.submission.form and not case.card.total_made.is_plain_sum
    return judged(f"{told}（这条规则表上没有印）") if is_untold else mistake(told)


def of_weights(printed: Decimal | None, weighed: Decimal, execution: Decimal) -> Verdict:
    """Return the verdict on the points of a form, ``printed`` beside its total or only added up.

    ``execution`` are those for 预算执行率, which some add up with the others and some do not.
    """
    if weighed > HUNDRED:
        return mistake(f"各项分值相加是 {shown(weighed)} 分，多 {shown(weighed - HUNDRED)} 分")
    if execution and printed == weighed - execution:
        return mistake(f"只加了各项指标，没有加上预算执行率的 {shown(execution)} 分")
    if printed not in (None, weighed):
        return mistake(f"加总差错：各项分值相加是 {shown(weighed)}")
    if weighed == HUNDRED:
        return SAME
    return open_for(f"各项分值相加只有 {shown(weighed)} 分，还缺 {shown(HUNDRED - weighed)} 分的项目")


def of_subtotal(printed: Decimal, summed: Decimal | None, tolerance: Decimal) -> Verdict:
    """Return the verdict on a printed 小计, or a row that is the sum of those below it."""
    if summed is None:
        return open_for("下面有的行没有印得分，加不起来")
    return SAME if abs(printed - summed) < tolerance else mistake(f"加总差错：下面各行相加是 {shown(summed)}")


def of_grade(grade: str, computed: str | None, total: Decimal | None, bands: Bands) -> Verdict:
    """Return the verdict on a printed grade; it is wrong only when its band is, whatever its spelling."""
    named = bands.named(grade)
    if named == computed:
        return SAME
    if named not in {band.grade for band in bands.grades}:
        return open_for(f"“{grade}”不是所用标准里的等级（{'、'.join(band.grade for band in bands.grades)}）")
    if total is None or named != bands.grade(total):
        return mistake("与总分对应的等级不符")
    return SAME if computed is None else mistake("由印的总分而来，总分不同等级就不同")
