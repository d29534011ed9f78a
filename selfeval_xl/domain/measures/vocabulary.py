"""The words that staff write around a number or instead of one: 不少于, …以内, 已完成, 指标2."""

import functools
import re

from selfeval_xl.domain.cells import CellValue, normalise, text_of
from selfeval_xl.domain.measures.measure import MET, MISSED, PARTLY

OPERATORS = {
    "≥": "≥", ">=": "≥", "=>": "≥", "≥=": "≥", "》": "≥", "》=": "≥", ">": ">", "=": "=", "==": "=",
    "≤": "≤", "<=": "≤", "=<": "≤", "≤=": "≤", "《": "≤", "《=": "≤", "<": "<", "±": "±", "+-": "±", "+/-": "±",
}  # fmt: skip

_BEFORE = {
    "≥": "不少于 不低于 不小于 不得少于 不得低于 不得小于 至少 最少 最低 起码 大于等于 大于或等于 "
    "高于或等于 达到或超过",
    "≤": "不超过 不高于 不大于 不多于 不得超过 不得高于 不得大于 不得多于 未超过 没有超过 不突破 至多 最多 "
    "最高 小于等于 小于或等于 低于或等于",
    ">": "大于 高于 多于 超过 超出 超 突破",
    "<": "小于 低于 少于 不足 不到 不满 未满",
    "±": "正负",
    "=": "等于",
}
"""Words before a number that compare."""

_AFTER = {
    "≥": "以上 之上",
    "≤": "以下 之下 以内 之内 范围内 封顶",
}
"""Words after a number and its unit, besides 内; in official Chinese 以上, 以下 and 以内 include the number itself."""

_ABOUT_BEFORE, _ABOUT_AFTER = ("约", "近"), ("左右", "上下", "余", "多", "来")

_COLUMN_WORDS = {
    "≥": "正向 正向指标 大于等于 不低于 不少于",
    "≤": "反向 反向指标 逆向 逆向指标 负向指标 小于等于 不超过 不高于",
    ">": "大于",
    "<": "小于",
    "=": "等于",
    "±": "正负",
    "": "- -- — / 无 定量 定量指标 数值 数值型",
    "定性": "定性 定性指标 文字 文字描述 文本",
    "时限": "时限 时间 日期 时效",
}

_MARKS = frozenset("-—–_/*\\.…·、~×?#:,≥≤=<>±%‰ ")
_EMPTY_WORDS = frozenset(
    {"无", "暂无", "没有", "空", "空白", "待定", "待填", "待填写", "未填", "未填报", "略", "null", "none", "nan"}
)
_NUMBERED = re.compile(r"(?:指标|目标)值?\s*\d*:?")
_CROSSES = frozenset("Xx×")
_CHOICES = frozenset({
    "优良中差", "优良中低差", "优良差", "高中低", "好坏", "好中差", "好一般差", "大中小", "强中弱", "有无", "是否",
    "达成部分达成未达成",
})  # fmt: skip
_BETWEEN = str.maketrans("", "", "/、,|;或 ")

_ADVERBS = (
    "已经", "已", "均", "都", "全部", "全面", "按时", "按期", "如期", "及时", "按要求", "按计划", "按规定", "按质按量",
    "保质保量", "超额", "圆满", "顺利", "全年", "项目", "任务", "工作",
)  # fmt: skip
_VERBS = ("完成", "达成", "达到", "实现", "达标")
_OBJECTS = (
    "了", "预期", "预计", "年度", "年初", "全年", "本年", "绩效", "预定", "计划", "既定", "设定", "规定", "考核",
    "总体", "目标", "指标", "任务", "标准", "要求", "工作", "值", "的", "效果",
)  # fmt: skip
_PARTLY, _MISSED = ("部分", "仅部分", "只部分"), ("未能", "未", "没有", "没", "尚未", "还未", "还没", "不", "没能")
_ADDED, _REVOKED = tuple("并且,"), frozenset("但未不")
_NEGATED = r"未(?!成年|来)|没|还[差剩]|尚[差欠]"
_RISES = ("提升", "提高", "增长", "增加", "增幅", "上升", "上涨", "扩大")
_FALLS = ("下降", "下滑", "下跌", "降低", "降幅", "减少", "减低", "缩短", "缩小")


def _longest_first(listed: dict[str, str]) -> list[tuple[str, str]]:
    """Return (word, sign), so that 不低于 comes before the 低于 in it."""
    pairs = [(word, sign) for sign, words in listed.items() for word in words.split()]
    return sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)


_BEFORE_WORDS, _AFTER_WORDS = _longest_first(_BEFORE), _longest_first(_AFTER)
_NO_COMPARISON = "超[额市声]"
_OPERATOR = re.compile(r"(?:[≥≤]|[=<>±]|\+/?-)+$")
_COLUMN_SIGN = {word: sign for sign, listed in _COLUMN_WORDS.items() for word in listed.split()} | OPERATORS

COLUMN: dict[CellValue, str] = {None: "", "": "", "≥": "≥", "≤": "≤", "=": "=", ">": ">", "<": "<", "定性": "定性"}
"""What stands in the column 指标性质 nearly always, for one look-up."""


@functools.lru_cache(maxsize=256, typed=True)
def column_sign(cell: CellValue) -> str | None:
    """Read the column 指标性质: an operator, 定性, 时限, ``""`` for none, or ``None`` when it is not understood."""
    written = "".join(normalise(text_of(cell)).split())
    return _COLUMN_SIGN.get(written) if written else ""


def sign_before(words: str) -> str:
    """Return the sign that the words before a number amount to; an operator wins over words."""
    operator = _OPERATOR.search(words)
    if words in OPERATORS or operator:
        return OPERATORS.get(words) or OPERATORS.get(operator[0] if operator else "", "")
    compared = re.sub(_NO_COMPARISON, "", words) if "超" in words else words
    return next((sign for word, sign in _BEFORE_WORDS if word in compared), "")


def is_comparison(words: str) -> bool:
    """Tell whether words say how to compare, and no more, or there are none."""
    return not words or words in OPERATORS or any(words == word for word, _sign in _BEFORE_WORDS)


def sign_after(words: str) -> str:
    """Return the sign that the words after a number and its unit amount to."""
    if words.startswith("内"):
        return "≤"
    return next((sign for word, sign in _AFTER_WORDS if word in words), "")


def is_negated(before: str) -> bool:
    """Tell whether the words before a number say that it was not reached: 未达到95%."""
    return bool(before) and re.search(_NEGATED, before) is not None


def directions(text: str) -> tuple[bool, bool]:
    """Tell whether a text speaks of a rise, and whether of a fall."""
    return any(word in text for word in _RISES), any(word in text for word in _FALLS)


def is_rate(name: str, unit: str) -> bool:
    """Tell whether an indicator of this name, in this unit, is a rate."""
    return unit in ("%", "‰") or name.partition("(")[0].endswith(("率", "比例", "比重", "占比"))


def is_about(before: str, after: str) -> bool:
    """Tell whether a number is only about right: 约300人, 300余人."""
    return before.endswith(_ABOUT_BEFORE) or after.startswith(_ABOUT_AFTER)


def is_placeholder(text: str) -> bool:
    """Tell whether a normalised text is what a template puts there: ``—``, ``……``, ``指标2``, ``XX%``, or just 无."""
    characters = set(text)
    if characters <= _MARKS or text.lower() in _EMPTY_WORDS or _NUMBERED.fullmatch(text):
        return True
    return bool(characters & _CROSSES) and not any(
        character.isdigit() or (character.isascii() and character.isalpha()) for character in characters - _CROSSES
    )


def is_choice_list(text: str) -> bool:
    """Tell whether a text lists the tiers to choose from (``优良中差``) where the target should stand."""
    return text.translate(_BETWEEN) in _CHOICES


def tier_of(text: str) -> str:
    """Return the 定性档次 that words amount to: ``达成预期指标``, ``部分完成``, ``不达标``; ``""`` for other words."""
    tier, rest = _head(text.strip("。.!;, "))
    rest = _peeled(rest, _ADVERBS)
    verb = next((verb for verb in _VERBS if rest.startswith(verb)), None)
    if verb is None:
        return ""
    tail = _peeled(rest[len(verb) :], _OBJECTS)
    is_added = tail.startswith(_ADDED) and _REVOKED.isdisjoint(tail) and not any(map(str.isdigit, tail))
    return tier if is_added or not tail else ""


def _head(text: str) -> tuple[str, str]:
    bare = _peeled(text, _ADVERBS)
    for tier, heads in ((PARTLY, _PARTLY), (MISSED, _MISSED)):
        for head in heads:
            if bare.startswith(head):
                return tier, bare[len(head) :]
    return MET, bare


def _peeled(text: str, words: tuple[str, ...]) -> str:
    """Take these words off the front for as long as one of them stands there."""
    while text.startswith(words):
        text = next(text[len(word) :] for word in words if text.startswith(word))
    return text
