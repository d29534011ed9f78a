"""Where standards are found: the built-in ones beside the package, the user's own by path."""

from __future__ import annotations

import functools
import os

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages import codes, input_error, storage_error
from selfeval_xl.rules import Standard, StandardError
from selfeval_xl.rules.loading import SUFFIX, read_standard
from selfeval_xl.storage import os_errors

_LONGEST = 256 << 10
"""Characters that the file of a standard may have; ours have a twentieth of it."""
_NOT_IN_A_NAME = frozenset("/\\:")
_BUILT_IN = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "rules", "standards")


@functools.cache
def available() -> tuple[str, ...]:
    """Return the ids of the built-in standards, in alphabetical order."""
    return tuple(sorted(name.removesuffix(SUFFIX) for name in os.listdir(_BUILT_IN) if name.endswith(SUFFIX)))


def load(id_or_path: str | Standard) -> Standard:
    """Return the built-in standard of that id, or the user's own from that ``.toml`` file.

    A standard that was loaded before is given back as it is: who has many workbooks loads it once.
    Raises ``InputError`` when there is no such standard (``StandardError`` when its file is wrong), ``StorageError``
    when the file cannot be read.
    """
    if isinstance(id_or_path, Standard):
        return id_or_path
    if id_or_path in available():
        return _load_built_in(id_or_path)
    if id_or_path.lower().endswith(SUFFIX):
        return _load_own(id_or_path)
    raise unknown(id_or_path)


def unknown(name: str, where: str = "") -> InputError:
    """Return the error for a standard that is not there; ``where`` names the cell that asks for it, and ends in 的."""
    named = f"“{name}”程序里没有" if name else "没有写"
    return input_error(codes.UNKNOWN_STANDARD, where=where, named=named, known="、".join(available()), suffix=SUFFIX)


@functools.cache
def _load_built_in(name: str) -> Standard:
    return read_standard(_text(_path(name)), name + SUFFIX, _built_in_text)


def _load_own(path: str) -> Standard:
    folder, file = os.path.split(path)
    name = file[: -len(SUFFIX)]
    text = _text(path)
    if name in available() and not os.path.samefile(path, _path(name)):
        # A changed copy must not pass for the printed standard in a report.
        raise StandardError(file, "id", "与内置标准同名，报告里会分不清", "请换一个文件名，并把 id 改成同样的名称")

    def base_text(base: str) -> str | None:
        # A name, no path: the file of somebody else shall lead to no third place, and not into the network.
        if _NOT_IN_A_NAME.intersection(base):
            return None
        beside = os.path.join(folder, base + SUFFIX)
        return _built_in_text(base) or (_text(beside) if os.path.isfile(beside) else None)

    return read_standard(text, name + SUFFIX, base_text)


def _built_in_text(name: str) -> str | None:
    return _text(_path(name)) if name in available() else None


def _path(name: str) -> str:
    return os.path.join(_BUILT_IN, name + SUFFIX)


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as stream:
            text = stream.read(_LONGEST + 1)
    except FileNotFoundError:
        raise storage_error(codes.MISSING, file=path) from None
    except PermissionError as error:
        raise storage_error(codes.IS_FOLDER if os.path.isdir(path) else codes.NO_PERMISSION, file=path) from error
    except IsADirectoryError:
        raise storage_error(codes.IS_FOLDER, file=path) from None
    except UnicodeDecodeError:
        file = os.path.basename(path)
        raise StandardError(file, "", "不是 UTF-8 编码的文本", "请用记事本打开它，另存为，编码选 UTF-8") from None
    except OSError as error:
        raise storage_error(codes.OTHER, file=path, detail=os_errors.reason(error)) from error
    if len(text) > _LONGEST:
        problem = f"有 {_LONGEST >> 10} 千字以上，不像一份评价标准"
        raise StandardError(os.path.basename(path), "", problem, "请核对是不是给错了文件")
    return text
