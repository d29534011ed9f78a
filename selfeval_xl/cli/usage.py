"""What argparse says of a command that it does not understand, in Chinese sentences."""

import difflib
import re
from collections.abc import Callable, Sequence


def render(message: str) -> str:
    """Return the message of argparse as a sentence; one that is not known stays as it is."""
    for pattern, sentence in _SENTENCES:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return sentence([_bare(part) for part in match.groups()])
    return message


def _bare(part: str) -> str:
    return part.strip("'\"")


def _choice(parts: Sequence[str]) -> str:
    option, typed, *rest = parts
    choices = [_bare(choice) for choice in rest[0].split(", ")]
    near = difflib.get_close_matches(typed, choices, 1)
    guess = f"，是不是 {near[0]}？" if near else "，"
    wrong = f"{option} 后面不能写“{typed}”" if option.startswith("-") else f"没有“{typed}”这个命令"
    return f"{wrong}{guess}可以写：{'、'.join(choices)}"


_SENTENCES: tuple[tuple[str, Callable[[Sequence[str]], str]], ...] = (
    ("the following arguments are required: (.*)", lambda parts: f"还缺少{parts[0].replace(', ', '、')}"),
    ("unrecognized arguments: (.*)", lambda parts: f"不认识“{parts[0]}”"),
    ("argument (.*): expected one argument", lambda parts: f"{parts[0]} 后面要写一个值"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", _choice),
    ("argument (.*): not allowed with argument (.*)", lambda parts: f"{parts[0]} 和 {parts[1]} 不能同时用"),
    ("argument (.*): ignored explicit argument (.*)", lambda parts: f"{parts[0]} 后面不用写“{parts[1]}”"),
    (r"argument (.*): invalid \w+ value: (.*)", lambda parts: f"{parts[0]} 后面的“{parts[1]}”不是整数"),
    ("ambiguous option: (.*) could match (.*)", lambda parts: f"“{parts[0]}”不够完整，可能是 {parts[1]}"),
)
