"""What can be wrong with what was typed on the command line: codes F19, F57 and F66, for the help pages too."""

from __future__ import annotations

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages.template import MessageTemplate

NO_TEMPLATE, NO_NUMBER, OTHER_SAMPLE = "F19", "F57", "F66"

CATALOGUE = {
    NO_TEMPLATE: MessageTemplate(
        "这个标准没有模板",
        "评价标准“{standard}”没有自己的模板。",
        "请从这些模板里选最接近的一个：{known}；填好后用 --standard 指定评价标准计分。",
        "模板里预先填好了指标框架和下拉选项，只有最常用的几个标准做了模板；评分不受影响。",
    ),
    NO_NUMBER: MessageTemplate(
        "选项后面不是数",
        "{option} 后面的“{typed}”不是 0 或更大的数。",
        "请写一个分数，例如 0.01。",
        "这个选项要的是一个不小于 0 的数，单位是分。",
    ),
    OTHER_SAMPLE: MessageTemplate(
        "这个标准没有样例",
        "样例是按评价标准 {sample} 填的，没有“{standard}”的样例。",
        "要看样例的，请去掉 --standard；要“{standard}”的空白自评表，请去掉 --sample。",
        "样例是一份真实的自评报告，换一个评价标准，指标、分值就都不是原来的了。",
    ),
}


def unusable(code: str, **facts: object) -> InputError:
    """Return the error for a command that cannot be carried out."""
    return CATALOGUE[code].unusable(code, **facts)
