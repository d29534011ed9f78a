"""Where outlines and the Word template of the report are found: beside the package, or the office's own by path."""

import functools
import os

from selfeval_xl.documents.report.drafting import KNOWN
from selfeval_xl.documents.report.outline import SUFFIX, Outline, OutlineError, read_outline
from selfeval_xl.messages import codes, input_error
from selfeval_xl.storage import os_errors

_ROOM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "documents", "report")
_BUILT_IN = os.path.join(_ROOM, "outlines")
TEMPLATE = os.path.join(_ROOM, "自评报告模板.docx")
"""The template that comes with the program."""
_DEFAULT = "self-evaluation"
_LONGEST = 256 << 10
"""Characters that the file of an outline may have."""


@functools.cache
def available() -> tuple[str, ...]:
    """Return the ids of the built-in outlines, in alphabetical order."""
    return tuple(sorted(name.removesuffix(SUFFIX) for name in os.listdir(_BUILT_IN) if name.endswith(SUFFIX)))


def load(id_or_path: str) -> Outline:
    """Return the built-in outline of that id, or the office's own from that ``.toml`` file.

    Raises InputError when there is none (OutlineError when its file is wrong), StorageError when it can't be read.
    """
    if id_or_path in available():
        return _built_in(id_or_path)
    if id_or_path.lower().endswith(SUFFIX):
        file = os.path.basename(id_or_path)
        try:
            text = read(id_or_path).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise OutlineError(file, "", "不是 UTF-8 编码的文本") from None
        if len(text) > _LONGEST:
            raise OutlineError(file, "", f"有 {_LONGEST >> 10} 千字以上，不像一份提纲")
        return read_outline(text, file, KNOWN)
    known = "；".join(f"{name}（{_built_in(name).name}）" for name in available())
    raise input_error(codes.UNKNOWN_OUTLINE, name=id_or_path, known=known, suffix=SUFFIX)


def for_standard(standard_id: str) -> Outline:
    """Return the outline in which reports under this 评价标准 are usually written."""
    fitting = (outline for outline in map(_built_in, available()) if standard_id in outline.standards)
    return next(fitting, _built_in(_DEFAULT))


@functools.cache
def _built_in(name: str) -> Outline:
    file = name + SUFFIX
    return read_outline(read(os.path.join(_BUILT_IN, file)).decode("utf-8"), file, KNOWN)


def read(path: str) -> bytes:
    """Return the bytes of an outline or a template; raises StorageError."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise os_errors.reading(error, path) from error


def template(path: str | None = None) -> bytes:
    """Return the template, the office's own where ``path`` is given; raises StorageError, or InputError (F63)."""
    data = read(path or TEMPLATE)
    if not data.startswith(b"PK"):
        raise input_error(codes.UNUSABLE_TEMPLATE, file=path or TEMPLATE, detail="不是 Word 文档（.docx）")
    return data
