"""What can be wrong with a code or a name of a file as it is typed: F58 and F65."""

from __future__ import annotations

from collections.abc import Sequence

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages.template import MessageTemplate

NO_SUCH_CODE, WRONG_ENDING = "F58", "F65"

CATALOGUE = {
    NO_SUCH_CODE: MessageTemplate(
        "没有这个编号",
        "没有编号“{typed}”。",
        "请核对编号。{nearest}运行 selfeval-xl help 可以看到全部编号。",
        "编号是一个字母加两位数字，写在每个问题的前面，例如 B03；文件和安装的问题以 F 开头。",
    ),
    WRONG_ENDING: MessageTemplate(
        "扩展名与要写的不符",
        "-o 后面的“{file}”扩展名是 {ending}，这里能写的是 {written}，所以没有写。",
        "请把扩展名改成能写的一种；不写 -o 时，程序自己起名。",
        "扩展名与内容不一样的文件，Excel、Word 不肯打开，收到的人也会当成别的文件。",
    ),
}


def no_such_code(typed: str, nearest: Sequence[str]) -> InputError:
    """Return the error for a code that does not exist, with those that are near."""
    near = "、".join(nearest)
    return CATALOGUE[NO_SUCH_CODE].unusable(NO_SUCH_CODE, typed=typed, nearest=f"相近的有：{near}。" if near else "")


def wrong_ending(file: str | None, ending: str, kinds: Sequence[str]) -> InputError:
    """Return the error for a file that is named as another kind than any of those that can be written."""
    written = "、".join(f".{kind}" for kind in kinds)
    return CATALOGUE[WRONG_ENDING].unusable(WRONG_ENDING, file=file, ending=ending, written=written)
