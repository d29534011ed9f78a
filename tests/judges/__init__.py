"""Test equipment: programs that were not written by us and that say whether a workbook is right.

A judge that is missing is a failure of the test, never a reason to skip it.
"""

import shutil
from pathlib import Path


class JudgeMissing(Exception):
    """A program the tests call on is not installed; the message says what to do."""


def program(name: str, beside: Path | None = None) -> str:
    """Path of the program ``name``, from the folder ``beside`` when given, else from PATH."""
    found = shutil.which(name, path=str(beside) if beside else None)
    if found is None:
        raise JudgeMissing(f"The tests need {name}, which is not installed. Run: make judges")
    return found
