"""What can be wrong with a question for help: code F58."""

from __future__ import annotations

from selfeval_xl import help as pages
from selfeval_xl.trouble import Case, UnusableInput

NO_SUCH_CODE = "F58"

CATALOGUE = {
    NO_SUCH_CODE: Case(
        "没有这个编号",
        "没有编号“{typed}”。",
        "请核对编号。{nearest}运行 selfeval-xl help 可以看到全部编号。",
        "编号是一个字母加两位数字，写在每个问题的前面，例如 B03；文件和安装的问题以 F 开头。",
    )
}


def no_such_code(typed: str) -> UnusableInput:
    """Return the error for a code that does not exist, with those that are near."""
    near = "、".join(pages.nearest(typed))
    return CATALOGUE[NO_SUCH_CODE].unusable(NO_SUCH_CODE, typed=typed, nearest=f"相近的有：{near}。" if near else "")
