"""What is said of a 评价标准 whose file cannot be used."""

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages import codes, filled


def shortened(text: str, most: int = 300) -> str:
    """Return what a file says as far as a message has room for it."""
    return text if len(text) <= most else f"{text[:most]}……"


class StandardError(InputError):
    """A standard's file cannot be used: which ``file``, which ``key`` in it, what is wrong, what to write instead.

    ``key`` counts entries of a list from 1 (``sections[2].weight``); it is empty when the file as a whole is meant.
    """

    def __init__(self, file: str, key: str, problem: str, remedy: str) -> None:
        where, code = f" 的 {shortened(key)}" if key else "", codes.WRONG_STANDARD
        super().__init__(code, *filled(code, file=file, key=where, problem=shortened(problem), remedy=remedy))
        self.file, self.key = file, key
