"""What is said of a 评价标准 whose file cannot be used."""

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages.template import MessageTemplate

UNUSABLE_FILE = "F18"
CATALOGUE = {
    UNUSABLE_FILE: MessageTemplate(
        "评价标准文件有误",
        "评价标准文件 {file}{key}：{problem}。",
        "{remedy}。",
        "评价标准一处写错，所有的得分都会错，所以逐项严格核对，有疑问就不用。",
    )
}
"""What can be wrong with a standard, for the help page."""


def shortened(text: str, most: int = 300) -> str:
    """Return what a file says as far as a message has room for it."""
    return text if len(text) <= most else f"{text[:most]}……"


class StandardError(InputError):
    """A standard's file cannot be used: which ``file``, which ``key`` in it, what is wrong, what to write instead.

    ``key`` counts entries of a list from 1 (``sections[2].weight``); it is empty when the file as a whole is meant.
    """

    def __init__(self, file: str, key: str, problem: str, remedy: str) -> None:
        case = CATALOGUE[UNUSABLE_FILE]
        where = f" 的 {shortened(key)}" if key else ""
        told = case.message.format(file=file, key=where, problem=shortened(problem))
        super().__init__(UNUSABLE_FILE, told, case.remedy.format(remedy=remedy))
        self.file, self.key = file, key
