"""What our sheets must have before anything can be scored: codes F15 and F16, for the help pages too."""

from __future__ import annotations

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages.template import MessageTemplate

NO_SHEET, NO_COLUMN = "F15", "F16"

CATALOGUE = {
    NO_SHEET: MessageTemplate(
        "缺少要填的工作表",
        "工作簿里没有工作表“{sheet}”。",
        "请用“新建自评表”（selfeval-xl new）得到的表填写，工作表名称不要改；官方自评表先用 selfeval-xl import 转换。",
        "“项目信息”“预算”“指标”三张表缺一张就无法评分，程序按名称找它们。",
    ),
    NO_COLUMN: MessageTemplate(
        "缺少必需的列",
        "工作表“{sheet}”里找不到列{names}。",
        "请在表头补上，列的次序可以调换，名称请照模板写。",
        "程序按表头的文字认列，不按位置，所以列可以调换，名称却不能改。",
    ),
}


def unusable(code: str, **facts: object) -> InputError:
    """Return the error for sheets that cannot be read."""
    return CATALOGUE[code].unusable(code, **facts)
