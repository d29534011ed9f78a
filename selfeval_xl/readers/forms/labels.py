"""What is printed on the forms: headers, labels and remarks, folded, with the field each one means."""

import functools
import os
import re
import tomllib
from collections.abc import Mapping

from selfeval_xl.documents.forms.platform import FIELDS, HEADERS
from selfeval_xl.domain.cells import NOT_APPLICABLE, normalise
from selfeval_xl.domain.layout import BUDGET_FIELDS, INDICATOR_FIELDS, PROJECT_FIELDS, header_key, spellings
from selfeval_xl.domain.money import FEN_PER

_NOT_FACTS = frozenset({"standard", "money_unit", "approved_total"})
_LONGEST_LABEL = 24
_FACTS = {label: field for label, field in spellings(PROJECT_FIELDS).items() if field not in _NOT_FACTS}
with open(os.path.join(os.path.dirname(__file__), "words.toml"), "rb") as _file:
    _WORDS: Mapping[str, Mapping[str, str]] = tomllib.load(_file)


def rules(table: str, key: str = "clear") -> list[tuple[str, re.Pattern[str]]]:
    """Return the rules of ``words.toml`` for one kind of label or header: field and expression, in their order."""
    lines = (line.split(maxsplit=1) for line in _WORDS[table].get(key, "").splitlines())
    return [(field, re.compile(pattern)) for field, pattern in lines]


_FACT_WORDS = rules("facts")
NOTHING = re.compile(r"[\s_□、:：()（）0-9一二三]*|(?:\s*\d、[^□☑√■]*□\s*)+|\s*签名[:：][\s年月日]*")
"""What stands beside such a label while nobody has filled it in: boxes without a tick, a blank signature."""

FUNDS = {label: field for label, field in spellings(BUDGET_FIELDS).items() if field == "executed_other"}
"""Headers of the block 项目资金 as our own sheet spells them, where the words of ``words.toml`` mean another column."""
_PRINTED = frozenset({"deviation", "system", "derivation", "method", "parameter", "tier", "typed_score"})
_OWN = {label: field for label, field in spellings(INDICATOR_FIELDS).items() if field not in _PRINTED}
INDICATORS = _OWN | dict(zip(map(header_key, HEADERS), FIELDS, strict=True))
"""Headers of the table 绩效指标 as our own sheet and the platform spell them."""

_WHOSE = r"(?:本|项目|单位|绩效|指标|自评|评价|综合|合计|最终|总体)*"
_SUM = (
    rf"{_WHOSE}(?:总分值?|合计|总计|共计|汇总|总得分|总评分?|总评得分|(?:总分|得分|评分|分[值数]?)(?:合计|总计)|合计得分)"
    rf"|{_WHOSE}(?:综合|最终|加权|结果|累计)(?:自评)?(?:得分|评分)"
)
TOTAL = re.compile(rf"(?:{_SUM})(?:\([^)]*\))?(?::(?P<inline>[\d.]+)分?)?")
"""The last row of a table; the figure may stand behind it in the same cell."""
_ITS = r"(?:本?项目)?(?:单位)?(?:绩效)?(?:自评|评价)?"
TOTAL_LABEL = rf"{_ITS}(?:总得分|得分|总分|总评分|评分)(?:\((?:(?:满分)?(?:100)?分|百分制|总分)\))?"
SCORE = re.compile(TOTAL_LABEL)
"""What the last row of a table may be called too, where its figure stands below 得分."""
GRADE_LABEL = rf"{_ITS}(?:等级|等次)"
RESULT = re.compile(rf"{TOTAL_LABEL}|{GRADE_LABEL}")
"""What stands before the total or the grade of a form, above its tables or below them."""
OF_TABLE = re.compile(r"(?:绩效)?(?:指标)?(?:自评)?(?:得分)?(?:合计|总计|共计)")
"""What a last row is called that may leave out what the funds earn, since it sums up the table alone."""
SUBTOTAL = re.compile(
    r"[^:]{0,12}小计(?:\([^)]*\))?|[^:]{1,12}指标合计|(?:投入|过程|产出|成本|效益|满意度)(?:类)?指标(?:总?得分|总分)"
)
SUBTOTAL_WORD = "小计"
DASHES = frozenset({"—", "-", "--", "——", "/", "*", "……", "…", "...", "－", "／"})
"""What stands for nothing in a cell."""

EXECUTION = re.compile(r"(?:项目)?(?:年度)?(?:预算|资金)(?:资金)?(?:执行|支出|使用)(?:率|情况|进度)?")
"""The 一级指标 of a row that is no indicator: what the funds above the table earn."""
INPUT = re.compile(r"(?:资金|项目)?(?:投入|过程|管理)(?:指标)?")
"""The 一级指标 that such a row may stand under, alone."""
GRAND = re.compile(r"(?:年度|全年|本年|当年|项目)?(?:财政)?(?:资金|预算)?(?:总额|合计|总计|总数|总金额|金额合计)")
_NONE = frozenset({"无", "暂无", "没有", *NOT_APPLICABLE})
PLACEHOLDER = re.compile(r"(?:指标\d+[:：]?|[…\.]+)[\s…]*")
"""A row of the blank form that nobody filled in."""
IN_BRACKETS = re.compile(r"\([^()]*\)")
"""What only goes on with the name above it: （含线上）."""
UNCOUNTED = re.compile(r"不(?:计|评|参与评|纳入评)分?|不计入?总分|不(?:作|予)?考核|仅?[供作]?(?:为)?参考")
"""What stands for the points of a row that does not count."""
_OWN_POINTS, _OWN_SCORE, _AND = "(?:标准|应得)?(?:分[值数]?|权重|满分)", "(?:自评|实际|评价)?得分", "[/、及和与(]+"
BOTH_POINTS = re.compile(rf"{_OWN_POINTS}{_AND}{_OWN_SCORE}\)?|{_OWN_SCORE}{_AND}{_OWN_POINTS}\)?")
"""The header of a column that has both 分值 and 得分."""
SCORE_FIRST = re.compile(_OWN_SCORE)
"""How it begins where they stand in the other order."""
EXTRA = re.compile(r"(?:其[他它])?(?:附加|奖励|加|扣|减)分(?:项目?|因素|情况|事项|指标)*(?:\([^)]*\))?")
"""What a row is called that counts on top of the 100 points, or against them."""
LEVEL = re.compile(r"指标|产出|效益|效果|满意|数量|质量|时效|成本")
"""What the name of a level has in it."""
BARE_LEVEL = re.compile(r"[^:]{1,12}指标(?:\([^)]*\))?|[…\.]+")
"""What such a row has in the columns of the levels."""
UNIT = re.compile("|".join(FEN_PER))
MONEY_UNIT = re.compile(rf"(?:人民币)?\(?(?P<unit>{UNIT.pattern})\)?")
"""What stands behind 金额单位: 万元, 人民币（元）."""
YEAR = re.compile(r"((?:19|20)\d\d)\s*\)?\s*年")
POINTS = re.compile(r"\((?:共|权重|分值)?:?\s*(\d+(?:\.\d+)?)\s*分")
"""Points that a heading prints: 产出指标(50分), 得分(20分*执行率)."""
WEIGHT = re.compile(r"分|权|比重|满")
"""What a column for 分值 may have in its header, whatever it is called."""
BLOCK = re.compile(r"绩效指标|年度绩效目标")
"""The label at the left of a table of indicators."""
FUNDS_BLOCK = re.compile(r"资金|预算|元")
"""What the label at the left of the block 项目资金 has in it."""
HEADLINE = re.compile(r"自评|自我评价|绩效评价|导入模板|绩效目标[^:]{0,8}表|目标申报表|(?:绩效|运行)(?:目标)*监控")
PLAN = re.compile(r"绩效目标[^:]{0,8}表|目标申报表")
"""A title of targets that are still to be worked for."""
TITLE = re.compile(
    r"^[^:]{0,60}(?:(?:自评|评价|评分|自评情况)(?:表|结果表|模板)|绩效目标(?:申报|审批|批复|核定)?表|(?:绩效|运行)(?:目标|运行)*监控(?:情况)?表)(?:\([^)]*\))?$"
)
"""A title at the head of a form."""
ANNEX = re.compile(r"附[件表]\s*\d*:?.{0,4}")
NOTE = re.compile("备注|注|说明|填表说明")
"""How a note begins."""
SECOND = frozenset(
    {
        *("值", "数值", "数量", "内容", "符号", "名称", "序号"),
        *("年初", "年初值", "年初设定", "调整", "调整后", "调整值", "年中调整", "自评", "复核"),
    }
)
"""Words that stand below a header of more than one column."""
NUMBERS = frozenset({"序号", "编号", "NO", "NO."})
"""Headers of columns that count the rows."""
ORDINAL = re.compile(r"(?:指标)?[\d一二三四五六七八九十]+[:：.、)）]?|[(（]\d+[)）]|[①-⑳]")
"""What stands beside a name to count it."""
SIGNS = frozenset({"≥", "≤", "=", ">", "<", ">=", "<=", "定性", "定量"})
"""What stands in a cell of its own before a target."""
_DASH = "—–―－‐‑−-"
BOTH_LEVELS = re.compile(
    rf"((?:投入|决策|过程|管理|产出|成本|效益|效果|满意度)[^{_DASH}]{{0,4}}?)\s*[{_DASH}]+\s*([^{_DASH}]+)"
)
"""一级 and 二级指标 in one cell: 产出—数量."""
NUMBERED = re.compile(r"\d+[.、]|第?\d+页|续表")
"""How a note goes on, and what stands at a page break."""
_LONGEST = 200
_BRACKETS = re.compile(r"\([^)]*\)")
_LETTER = re.compile(r"\(([A-C])\)")


_SPELLED_YEAR = re.compile("二...(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_COUNTED = re.compile(r"指标\d+:?")


def dated(text: str) -> str:
    """Return a text with its year in digits where it is written in characters: 二〇二四年."""
    found = _SPELLED_YEAR.search(text) if "二" in text else None
    digits = found[0].translate(_DIGITS) if found else ""
    return text.replace(found[0], digits) if found and digits.isascii() and digits.isdecimal() else text


def is_none(text: str) -> bool:
    """Tell whether a text says that there is nothing: blank, a dash, 无, 不涉及, also behind what counts it."""
    said = _COUNTED.sub("", normalise(text), count=1).strip()
    return not said or said in DASHES or said in _NONE


def unit_in(text: str) -> str:
    """Return the 金额单位 that a text names, written upright or across, ``""`` for none."""
    found = UNIT.search("".join(text.split()))
    return found[0] if found else ""


def bare(key: str) -> str:
    """Return a folded header without what stands in brackets, but for the letter that names a column: ``预算数(A)``."""
    return _BRACKETS.sub("", _LETTER.sub(r"\1", key)) if "(" in key and len(key) <= _LONGEST else key


@functools.lru_cache(maxsize=4096)
def field_of(key: str) -> str:
    """Return the field of 项目信息 that a folded label means, ``-`` where our sheets have no place for it."""
    if len(key) > _LONGEST_LABEL:
        return ""
    label = bare(key)
    return known(key, _FACTS) or next((field for field, words in _FACT_WORDS if words.fullmatch(label)), "")


def label_of(key: str) -> str:
    """Return the field of the label that a folded text is or begins with: ``财务负责人:张三``."""
    return field_of(key.partition(":")[0]) if ":" in key else field_of(key)


def known(key: str, labels: Mapping[str, str]) -> str:
    """Return the field that a folded header means, also where only what stands in brackets is new to us."""
    # No header is that long; and looking for the ends of ten thousand brackets takes as many times as long.
    if len(key) > _LONGEST:
        return ""
    return labels.get(key) or labels.get(_BRACKETS.sub("", key)) or ""


_OPEN, _TICKS = "□☐", "☑√✓✔■☒"
_BOX = f"[{_OPEN}{_TICKS}]+"
_ITEM = re.compile(r"\d+\s*[、.．]")


def ticked(text: str) -> str:
    """Return which of the choices are ticked, joined by 、; a text without boxes is what somebody wrote himself.

    The boxes stand behind their words, or before them where the text begins with one: ``1、甲☑ 2、乙□``, ``☑甲 □乙``.
    """
    text = _ITEM.sub(" ", text).strip()
    if not re.search(_BOX, text):
        return text
    is_before = re.match(_BOX, text)
    pattern = rf"(?P<box>{_BOX})(?P<name>[^{_OPEN}{_TICKS}]*)" if is_before else rf"(?P<name>.*?)(?P<box>{_BOX})"
    chosen = (each for each in re.finditer(pattern, text, re.DOTALL) if set(each["box"]) & set(_TICKS))
    return "、".join(filter(None, (each["name"].strip() for each in chosen)))
