"""What in free text looks like a person's name, telephone, identity card or account: listed for a look, never changed.

Public copies are read by anybody.  Whether a name belongs there is for people to say.
"""

import re
from collections.abc import Iterator, Sequence

from selfeval_xl.documents.report.texts import FIELDS
from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.submission import Submission

_NUMBERS = (
    ("身份证号", re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dXx])")),
    ("手机号码", re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")),
    ("电话号码", re.compile(r"(?<!\d)0\d{2,3}[-－ ]\d{7,8}(?!\d)")),
    ("银行账号", re.compile(r"(?<!\d)[3-9]\d{15,18}(?!\d)")),
    ("电子邮箱", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+", re.ASCII)),
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢姜崔钟谭陆"
    "汪范廖贾夏韦傅邹孟熊秦邱尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔汤"
)
"""Without those that are common words as well: 高校长期, 面向老师."""
_GIVEN = r"[\u4e00-\u9fff]{0,2}?"
_CALLED = "同志|先生|女士|老师|书记|主任|科长|局长|处长|院长|校长|医生|某某|某"
_BEFORE = "负责人|联系人|填报人|经办人|报账员|户主|受益人|患者|学生|村民|居民|职工|收款人"
_NAMES = (
    re.compile(rf"(?:(?<![\u4e00-\u9fff])|(?<=[由为与和请经是对给让及]))[{_SURNAMES}]{_GIVEN}(?:{_CALLED})"),
    re.compile(rf"(?:{_BEFORE})(?:[:：]|为|是)?\s*([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?![\u4e00-\u9fff])"),
)


def seen(submission: Submission) -> list[Finding]:
    """Return what looks personal, each with its place; ``subject`` is what it looks like, ``printed`` the text."""
    return [
        Finding("", NOTICE, place, f"像是{kind}", "请看一眼，不宜公开的请改写。", kind, found)
        for place, text in _texts(submission)
        for kind, found in _in_text(text)
    ]


def listed(found: Sequence[Finding]) -> Iterator[str]:
    """Yield them for a person, or that there is nothing to look at."""
    if not found:
        yield "公开版：已去掉填报人、联系电话、单位负责人和签字栏；文字里没有看到像个人信息的内容。"
        return
    yield "公开版：已去掉填报人、联系电话、单位负责人和签字栏。"
    yield f"文字里有 {len(found)} 处像个人信息，没有改动，请看一眼："
    yield from (f"  {each.place.address} “{each.printed}”{each.message}" for each in found)


def _texts(submission: Submission) -> Iterator[tuple[Place, str]]:
    project = submission.project
    yield from ((project.place(field), text_of(getattr(project, field))) for field in ("name", *FIELDS))
    for line in submission.budget:
        yield from ((line.place("name"), line.name), (line.place("reason"), text_of(line.reason)))
    for row in submission.indicators:
        yield row.place("name"), row.name
        yield from ((row.place(field), text_of(getattr(row, field))) for field in ("target", "actual", "reason"))


def _in_text(text: str) -> Iterator[tuple[str, str]]:
    text = normalise(text)
    for kind, pattern in _NUMBERS:
        yield from ((kind, match[0]) for match in pattern.finditer(text))
        text = pattern.sub(" ", text)
    for pattern in _NAMES:
        yield from (("姓名", match[match.lastindex or 0]) for match in pattern.finditer(text))
