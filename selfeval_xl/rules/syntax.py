"""TOML as such: text in, plain tables out; what the TOML reader objects to is said in Chinese, with line and key."""

import datetime
import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from selfeval_xl.rules import StandardError

_LONGEST_SHOWN, _MOST_SHOWN = 60, 6
"""How much of a wrong value is shown: characters of a text, and entries of a list."""
_DEEP = re.compile(r"""(?:\.[ \t]*(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)[ \t]*){40}""")
_KEY = r"\s*([^\s=#\[\]]+)\s*="
_HEADER = r"\s*\[\[?\s*([^\[\]]+?)\s*\]"
_LINE = r"at line (\d+)"
_INLINE = r"Duplicate inline table key '(.+)'"
_DATE = r"=\s*\d{4}\s*[-/.年]"
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot redefine", "Cannot mutate", "Duplicate")


def loads(text: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Read TOML as the library does, whose memory a key of a hundred thousand parts would exhaust: RecursionError."""
    if _DEEP.search(text):
        raise RecursionError
    return tomllib.loads(text, parse_float=parse_float)


def parse(text: str, file: str) -> dict[str, Any]:
    """Read TOML; numbers with a point become exact ``Decimal``.  Raises ``StandardError`` with the line and the key."""
    try:
        return loads(text, Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _explained(text, file, str(error)) from None
    except RecursionError:
        raise StandardError(file, "", "括号套得太深", "请核对是不是给错了文件") from None
    except (ValueError, ArithmeticError):
        raise StandardError(file, "", "有一个数长得无法处理", "请核对是不是给错了文件") from None


def _explained(text: str, file: str, said: str) -> StandardError:
    lines = text.splitlines()
    found = re.search(_LINE, said)
    number = int(found[1]) if found else len(lines)
    key = _key_at(lines[:number])
    inline = re.match(_INLINE, said)
    if inline:
        key = f"{key}.{inline[1]}"
    if said.startswith(_TWICE):
        return StandardError(file, key, f"第{number}行又写了一遍，前面已经写过", "请只留一处，把另一处删掉")
    line = lines[number - 1]
    if said.startswith("Invalid date") or re.search(_DATE, line):
        return StandardError(file, key, f"第{number}行的日期不存在或写法不对", "请写成 2020-03-01 这样的日期，不加引号")
    problem = f"第{number}行看不懂（{line.strip() or '空行'}）"
    remedy = "请检查引号、方括号是否成对并用半角，文字要放在引号里，每行只写一项"
    return StandardError(file, key, problem, remedy)


def _key_at(lines: list[str]) -> str:
    """Return the key that the last of these lines belongs to, with the table it stands in."""
    key = ""
    for line in reversed(lines):
        header = re.match(_HEADER, line)
        if header:
            return f"{header[1]}.{key}" if key else header[1]
        found = re.match(_KEY, line)
        if found and not key:
            key = found[1]
    return key


def shown(value: object) -> str:
    """Show a TOML value as its author wrote it, as far as it matters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= _LONGEST_SHOWN else f'"{value[:_LONGEST_SHOWN]}……"'
    if isinstance(value, int) and value.bit_length() > _LONGEST_SHOWN:
        return "一个很大的数"
    if isinstance(value, int | Decimal | datetime.date | datetime.time):
        return str(value)
    if not isinstance(value, list):
        return "一段表格"
    return f"[{', '.join(map(shown, value[:_MOST_SHOWN]))}{', ……' if len(value) > _MOST_SHOWN else ''}]"
