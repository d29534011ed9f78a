"""What is typed: a file or a pattern of files, the name of a file with its ending (扩展名), the codes of findings."""

import os
from collections.abc import Sequence

from selfeval_xl import checks
from selfeval_xl.domain.cells import normalise
from selfeval_xl.messages import codes, input_error

KNOWN_ENDINGS = (".xlsx", ".xlsm", ".xls", ".et", ".csv", ".pdf", ".docx", ".doc", ".json", ".parquet", ".txt")
"""Endings that tell everybody what is in a file; any other is a part of the name."""


def meant(path: str) -> list[str]:
    """Return the files that ``*.xlsx`` stands for, which Windows leaves to programs to find; else the path as it is."""
    if os.path.lexists(path):
        return [path]
    import glob  # with what it imports, a cost to every start

    return sorted(glob.glob(path)) or [path]


def chosen_kind(output: str | None, kinds: Sequence[str]) -> str:
    """Return which of the ``kinds`` (endings without the dot) a file is to be: the one it is named as, else the first.

    A name may choose what is written, and never belies it: raises InputError (F65) when it promises another kind.
    """
    ending = os.path.splitext(output or "")[1].lower()
    kind = ending.removeprefix(".")
    if ending in KNOWN_ENDINGS and kind not in kinds:
        written = "、".join(f".{kind}" for kind in kinds)
        raise input_error(codes.WRONG_ENDING, file=output, ending=ending, written=written)
    return kind if kind in kinds else kinds[0]


def chosen_codes(typed: str | None) -> frozenset[str]:
    """Return the codes of findings in ``typed``; raises InputError (F58) for one that does not exist."""
    words = normalise(typed or "").replace("、", ",").split(",")
    found = frozenset(word.strip().upper() for word in words if word.strip())
    for code in sorted(found - checks.codes()) if found else ():  # the catalogue is loaded for who names a code
        from selfeval_xl.tasks.help import no_such_code

        raise no_such_code(code)
    return found
