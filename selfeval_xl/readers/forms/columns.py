"""Which column of a table is which: its header by the words in it, and by its place where two could be the same."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from selfeval_xl.readers.forms import labels

_Words = Sequence[tuple[str, re.Pattern[str]]]


def _words(*rules: tuple[str, str]) -> _Words:
    return [(field, re.compile(pattern)) for field, pattern in rules]


@dataclass(frozen=True, eq=False)
class HeaderWords:
    """How the headers of one kind of table speak.

    ``exact`` has the spellings seen; ``clear`` are words that leave no doubt, the first that fits decides, ``""`` for
    what our sheets have no column for; ``vague`` ones count where nothing clearer stands in the row.  ``preferred``
    orders what means the same field: one that fits an earlier pattern goes before, else the one at the left.
    """

    exact: Mapping[str, str]
    clear: _Words
    vague: _Words
    preferred: Mapping[str, Sequence[re.Pattern[str]]]

    def field(self, key: str) -> str:
        """Return the field that a folded header means for certain, ``""`` for none."""
        return _meaning(self, key)

    def guess(self, key: str) -> str:
        """Return the field that a header may mean, ``""`` where it means something else for certain."""
        bare = labels.bare(key)
        is_certain = any(pattern.search(bare) for _field, pattern in self.clear)
        return "" if is_certain else _first(self.vague, bare)

    def order(self, field: str, key: str) -> int:
        patterns = self.preferred.get(field, ())
        return next((number for number, pattern in enumerate(patterns) if pattern.search(key)), len(patterns))


class ColumnChoice(NamedTuple):
    """The column of each field, those of them that were guessed, and the columns that lost against another by field."""

    columns: dict[str, int]
    guessed: dict[int, str]
    lost: dict[int, str]


def choose(keys: Mapping[int, str], vocabulary: HeaderWords) -> ColumnChoice:
    """Return what the folded headers of a row mean; ``keys`` has them by column."""
    choice = ColumnChoice({}, {}, {})
    meant = {column: vocabulary.field(key) for column, key in keys.items()}
    for column, field in sorted(meant.items(), key=lambda each: (vocabulary.order(each[1], keys[each[0]]), each[0])):
        if field and choice.columns.setdefault(field, column) != column:
            choice.lost[column] = field
    for column, key in keys.items():
        field = "" if meant[column] else vocabulary.guess(key)
        if field and field not in choice.columns:
            choice.columns[field] = column
            choice.guessed[column] = field
    return choice


@functools.lru_cache(maxsize=4096)
def _meaning(vocabulary: HeaderWords, key: str) -> str:
    """Find what a header means once: those of one form stand on every other."""
    return labels.known(key, vocabulary.exact) or _first(vocabulary.clear, labels.bare(key))


def _first(words: _Words, key: str) -> str:
    if not key or len(key) > _LONGEST:
        return ""
    return next((field for field, pattern in words if pattern.search(key)), "")


_LONGEST = 24
"""Characters that a header has at most, brackets left out; what is longer is a text."""
_ANYONE_ELSE = r"上年|上一年|去年|往年|历史|近三年|前三年|复核|复评|核定分|专家|评审|抽查|核查"
"""Figures of other years and of other people."""

INDICATORS = HeaderWords(
    labels.INDICATORS,
    _words(
        ("", rf"{_ANYONE_ELSE}|依据|解释|来源|序号|编号|时限|时间|日期|系数|得分率|是否|核心|责任|预警|可能性"),
        (
            "",
            r"(?:评价|评分|评判|考核)(?:标准|办法|方法|细则|要点)|(?:评|计|赋|扣|得)分(?:标准|办法|规则|方法|细则|说明|计算)",
        ),
        ("level1", r"^一级(?:绩效)?(?:指标)?(?:名称)?$"),
        ("level2", r"^二级(?:绩效)?(?:指标)?(?:名称)?$"),
        (
            "name",
            r"^三级(?:绩效)?(?:指标)?(?:名称|内容)?$|^(?:具体|绩效|考核|评价)?指标(?:名称|内容)$|^(?:具体|考核)指标$",
        ),
        ("unit", r"^(?:计量|度量|指标值?|目标值?|数值)?单位$"),
        ("", r"单位|(?:指标|目标)值?说明"),
        ("evidence", r"佐证|证明材料|印证|支撑材料|简要描述"),
        ("deduction", r"^扣减分"),
        ("reason", r"原因|改进|整改|未完成|未达|偏[差离].*(?:分析|说明|情况)"),
        ("", r"偏差|偏离|差异|完成率|完成比|完成程度|达成率|扣分"),
        ("weight", r"权重|应得分|标准分|参考分|满分|配分|基准分"),
        ("score", r"得分|评分|打分|自评.*分"),
        ("weight", r"分值|分数|^赋分"),
        ("sign", r"^(?:指标|计算|比较|运算)?(?:性质|符号|方向|运算符|比较符)$"),
        ("target", r"(?:预计|计划|应|拟|预期)完成"),
        (
            "actual",
            r"(?:完成|实现|达到|达成|实际).*(?:值|数|情况|指标|结果|目标)|(?:目标|指标|任务)完成$|^实际(?:完成|达到)?$",
        ),
        (
            "target",
            r"(?:目标|指标|预期|计划|标准).*(?:值|数)|预期指标|年度指标|绩效目标|(?:年度|年初|预期|全年)目标|^目标$",
        ),
    ),
    _words(
        ("target", r"目标|预期|计划|预计|标准$|年初设定"),
        ("actual", r"完成|实际|进展|进度|落实|执行情况|成效|结果"),
        ("reason", r"说明|备注"),
        ("level1", r"^指标(?:类别|分类)$"),
    ),
    {
        "target": (re.compile("调整"), re.compile(r"^(?!.*(?:年初|总体|实施期|中期|长期|申报))")),
        "actual": (re.compile("值|数"),),
        "score": (re.compile("自评"), re.compile("折算|实际")),
        "weight": (re.compile("分"),),
        "reason": (re.compile("原因"),),
        "name": (re.compile("三级"),),
    },
)
"""Headers of the table 绩效指标."""

FUNDS = HeaderWords(
    labels.FUNDS,
    _words(
        ("", rf"{_ANYONE_ELSE}|预计|结余|结转|到位|偏差|差异|是否|依据|原因|说明|系数"),
        ("weight", r"权重|分值|应得分|标准分|参考分|满分"),
        ("score", r"得分|评分"),
        ("rate", r"(?:执行|支出|支付|使用|完成)(?:率|进度|比例)|^B[/÷]A"),
        ("initial", r"(?:年初|批复|初始|原).*(?:预算|数|金额|安排)|预算批复"),
        (
            "executed",
            r"(?:执行|支出|支付|使用)(?:总?数|金额|总?额)|实际(?:执行|支出|使用|支付)|^(?:预算|全年|年度|本年|当年|累计|实际)?(?:执行|支出)$|完成投资|投资完成",
        ),
        ("annual", r"调整后|全年.*预算|预算(?:总?数|总?额|金额)\(?A|^调整预算(?:数|额)?\(A\)"),
        ("adjustment", r"追加|调[增减]|(?:调整|增减)(?:数|额|金额)"),
        (
            "annual",
            r"预算(?:总?数|总?额|金额|安排数?)|^(?:年度|当年|本年|项目)?预算$|(?:计划|安排|下达)(?:数|金额|额度?|投入|投资|资金)",
        ),
    ),
    _words(("annual", r"合计|总额|预算$|下达|安排")),
    {"annual": (re.compile(r"调整后|全年"), re.compile(r"\(A"))},
)
"""Headers of the block 项目资金."""
