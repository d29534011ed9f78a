"""Every text with a code, once: what happened, why it matters, what to do.

Codes that begin with F stop the work and are raised (:func:`input_error`, :func:`storage_error`); their texts stand in
``stops.toml``.  All others are findings (:func:`finding`).  The texts of a check stand beside its function, in
``checks``, and are registered when that room is imported.
"""

import functools
import tomllib
from collections.abc import Mapping

from selfeval_xl.domain.errors import InputError, StorageError, UserError
from selfeval_xl.domain.finding import ERROR, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import reading
from selfeval_xl.messages.sources import CONVENTION
from selfeval_xl.messages.template import LISTED, STOPPED, MessageTemplate, Wording

TEMPLATES: dict[str, MessageTemplate] = {}
"""The findings, by code."""
with open(f"{__path__[0]}/stops.toml", encoding="utf-8") as _file:
    _STOPS = _file.read()
    """Read now, as later the disk may be what fails; parsed when the work has to stop."""

TOPICS = {
    "P": "项目信息",
    "B": "预算",
    "W": "分值",
    "I": "指标值与完成值",
    "S": "得分",
    "R": "原因",
    "C": "可信度",
    "Q": "措辞与设置",
    "T": "批复目标",
    "G": "绩效目标",
    "M": "运行监控",
    "V": "复核",
    "X": "表格读取",
}
"""What the letter of a finding's code stands for, in the order in which they are explained."""
_LONGEST = 600
"""Characters of one fact in the sentence of an error; a path may well have some hundred."""


def register(texts: Mapping[str, Wording]) -> None:
    """Add the texts of findings to the catalogue, each by its heading.  Raises ValueError for a code that has one."""
    for heading, wording in texts.items():
        each = MessageTemplate(heading, *wording)
        if each.code in TEMPLATES:
            raise ValueError(f"two texts with the code {each.code}")
        TEMPLATES[each.code] = each


register(reading.TEMPLATES)


@functools.cache
def stops() -> Mapping[str, Mapping[str, MessageTemplate]]:
    """Return the texts of what stops the work: by what it is about, as ``stops.toml`` names it, and by code."""
    return {
        about: {
            code: MessageTemplate(
                f"{code} {texts['title']}", texts["message"], texts["remedy"], texts["why"],
                LISTED if texts.get("listed") else STOPPED, CONVENTION, on=True, in_window=texts.get("in_window", ""),
            )
            for code, texts in told.items()
        }
        for about, told in tomllib.loads(_STOPS).items()
    }  # fmt: skip


@functools.cache
def _stop_texts() -> dict[str, MessageTemplate]:
    return {code: each for told in stops().values() for code, each in told.items()}


def catalogue() -> dict[str, MessageTemplate]:
    """Return all texts by code."""
    return TEMPLATES | _stop_texts()


def _template(code: str) -> MessageTemplate:
    return TEMPLATES.get(code) or _stop_texts()[code]


def input_error(code: str, **facts: object) -> InputError:
    """Return the error of that code for what cannot be worked with; ``facts`` fill its texts."""
    return InputError(code, *_with_window(code, **facts))


def storage_error(code: str, **facts: object) -> StorageError:
    """Return the error of that code for what cannot be read or written; ``facts`` fill its texts."""
    return StorageError(code, *_with_window(code, **facts))


def unreadable(error: UserError) -> Finding:
    """Return the finding for a file that was not taken because of an error, for a list of such files."""
    return Finding(error.code, ERROR, Place(""), error.message, error.remedy)


def filled(code: str, **facts: object) -> tuple[str, str]:
    """Return message and remedy; a fact without end, as only a made-up file has, is cut."""
    return _with_window(code, **facts)[:2]


def _with_window(code: str, **facts: object) -> tuple[str, str, str]:
    shown = {
        name: f"{fact[:_LONGEST]}…" if isinstance(fact, str) and len(fact) > _LONGEST else fact
        for name, fact in facts.items()
    }
    template = _template(code)
    message, remedy, in_window = (
        text.format(**shown) for text in (template.message, template.remedy, template.in_window)
    )
    return message, remedy, in_window


def finding(code: str, place: Place, subject: str = "", **facts: object) -> Finding:
    """Return the finding of that code: ``工作表!单元格 对象：现状与原因``, and the remedy.

    ``subject`` names the row (a 三级指标 or a budget line); ``facts`` fill the texts.
    """
    template = _template(code)
    named = f"{place.address} {subject}" if subject else place.address
    message, remedy = template.message.format(**facts), template.remedy.format(**facts)
    return Finding(code, template.level, place, f"{named}：{message}", remedy)
