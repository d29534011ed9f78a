"""The ending (扩展名) of a file as it is typed after ``-o``: it may choose what is written, and never belies it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from selfeval_xl.messages import codes, input_error

_KNOWN = (".xlsx", ".xlsm", ".xls", ".et", ".csv", ".pdf", ".docx", ".doc", ".json", ".parquet", ".txt")
"""Endings that tell everybody what is in a file; any other is a part of the name."""


def chosen(output: str | None, kinds: Sequence[str]) -> str:
    """Return which of the ``kinds`` (endings without the dot) a file is to be: the one it is named as, else the first.

    Raises InputError (F65) when its name promises a kind that will not be written.
    """
    ending = os.path.splitext(output or "")[1].lower()
    kind = ending.removeprefix(".")
    if ending in _KNOWN and kind not in kinds:
        written = "、".join(f".{kind}" for kind in kinds)
        raise input_error(codes.WRONG_ENDING, file=output, ending=ending, written=written)
    return kind if kind in kinds else kinds[0]
