"""G: targets that reviewers could not assess: empty words, a direction without a number, no source, no survey."""

import re
from collections.abc import Iterator

from selfeval_xl.checks.plans.context import TargetContext, folded, foretold, is_of
from selfeval_xl.domain.cells import is_blank, normalise, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.measures.measure import NUMBER, TEXT
from selfeval_xl.domain.measures.vocabulary import directions
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import REVIEWERS
from selfeval_xl.messages.template import warning
from selfeval_xl.rules.reviewing import ReviewRules

TEXTS = {
    "G13 指标值是空话": warning(
        "指标值写的是“{target}”，{said}。复核时这一项可能扣{lost}。",
        "请写成能核实的目标：有数的写数（“比上年提高5%”），没有数的写看得见的成果（“制度印发并执行”）。",
        "复核时，指标值是空话的，分值全部扣除。",
        REVIEWERS,
    ),
    "G14 只有方向，没有算法": warning(
        "“{name}”的指标值是“{target}”，{said}。复核时这一项可能扣{lost}。",
        "请把名称改成能算出来的量（例如“办结时间缩短率”），或写明怎么算、和什么比。",
        "复核时，有方向而没有计算方法的，扣一部分分值。",
        REVIEWERS,
    ),
    "G15 没有写和什么比": warning(
        "指标值是“{target}”，{said}，也没有写和什么比。复核时这一项可能扣{lost}。",
        "请写明基数和数据来源，例如“比上年提高5%（统计年报）”。",
        "复核时，有计算方法而没有数据来源的，扣一小部分分值。",
        REVIEWERS,
    ),
    "G16 满意度没有写怎么调查": warning(
        "佐证材料{shown}，{said}。复核时这一项可能扣{lost}。",
        "请在“佐证材料”写明怎么调查，例如“服务对象问卷，不少于50份”。",
        "复核时，满意度没有调查资料的不得分；“没有投诉”不算调查。",
        REVIEWERS,
    ),
    "G19 没有写佐证材料": warning(
        "没有写用什么材料证明，{said}。复核时{which}可能扣{lost}。",
        "请在“佐证材料”写明年底拿什么证明，例如“验收报告”“签到表”“统计台账”。",
        "复核时，没有佐证材料的指标不得分。",
        REVIEWERS,
    ),
}
register(TEXTS)


_JOINING = re.compile("[、,。;.！! 和与及并的得到了]")


def check_words(targets: TargetContext) -> Iterator[Finding]:
    """A target in words says what will be there; one in numbers can be worked out, and says from what."""
    review = targets.review
    for row in targets.rows:
        if is_empty_words(review, row):
            yield from foretold(targets, "G13", "empty-words", row, "target", target=row.target_shown)
        elif has_no_formula(review, row):
            field = "target" if row.reading.target.kind == TEXT else "name"
            yield from foretold(targets, "G14", "no-formula", row, field, name=row.indicator.name)
        elif has_no_source(review, row):
            yield from foretold(targets, "G15", "no-source", row, "target")


def _is_in_words(row: IndicatorScore) -> bool:
    return row.reading.target.kind == TEXT and not any(map(str.isdigit, row.target_shown))


def is_empty_words(review: ReviewRules, row: IndicatorScore) -> bool:
    """Tell whether a target is nothing but words that cannot be measured: 有效提升."""
    return _is_in_words(row) and not _without(normalise(row.target_shown), review.words.empty)


def has_no_formula(review: ReviewRules, row: IndicatorScore) -> bool:
    """Tell whether a target only says which way it goes, or gives a rate of what is none: 提升效率 ≥95%."""
    words = review.words
    if _is_in_words(row):
        return not is_empty_words(review, row) and any(word in row.target_shown for word in words.rises)
    name = folded(row.indicator.name).partition("(")[0]
    is_rate = row.reading.target.kind == NUMBER and row.reading.target.unit == "%" and is_of(row, "效益")
    return is_rate and any(word in name for word in words.rises) and not name.endswith(words.rates)


def has_no_source(review: ReviewRules, row: IndicatorScore) -> bool:
    """Tell whether a row promises a change and says nowhere against what; a column for evidence tells it by itself."""
    if "evidence" in row.indicator.columns.of or not is_of(row, "效益") or row.reading.target.kind != NUMBER:
        return False
    said = folded(row.indicator.name) + normalise(row.target_shown)
    return any(directions(said)) and not any(word in said for word in review.words.based)


def is_no_survey(review: ReviewRules, row: IndicatorScore) -> bool:
    """Tell whether the evidence of a 满意度 is there and names no way of asking people."""
    evidence = text_of(row.indicator.evidence)
    return is_of(row, "满意") and bool(evidence) and not any(word in evidence for word in review.words.surveys)


def _without(text: str, words: tuple[str, ...]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return _JOINING.sub("", text)


def check_evidence(targets: TargetContext) -> Iterator[Finding]:
    """Every indicator names what will prove it, and a 满意度 how people are asked; all that lack it are told once."""
    rows = [row for row in targets.rows if "evidence" in row.indicator.columns.of]
    for row in rows:
        if is_no_survey(targets.review, row):
            shown = f"写的是“{text_of(row.indicator.evidence)}”"
            yield from foretold(targets, "G16", "no-survey", row, "evidence", shown=shown)
    yield from _lacking(targets, [row for row in rows if is_blank(row.indicator.evidence)], len(rows))


def _lacking(targets: TargetContext, lacking: list[IndicatorScore], count: int) -> Iterator[Finding]:
    rule = targets.review.deduction("no-evidence")
    if rule and lacking and len(lacking) == count:
        columns = lacking[0].indicator.columns
        place = Place(columns.sheet, columns.header_row, columns.of["evidence"])
        yield finding("G19", place, lost="全部分值", said=rule.said, which=f"这 {count} 项都")
        return
    for row in lacking:
        yield from foretold(targets, "G19", "no-evidence", row, "evidence", which="这一项")


CHECKS = (check_words, check_evidence)
