"""The scored copy of a document: our workbook with its results, and what it is called beside the document."""

from __future__ import annotations

import os

from selfeval_xl.tasks.assess import Assessment

_OWN_ENDINGS = (".xlsm", ".xltx", ".xltm")
"""What a scored copy keeps as its ending: Excel would not open a workbook with macros under another one."""


def beside(source: str, ending: str) -> str:
    """Return the path of what is made of ``source``: its own without the ending, and ``ending`` after it."""
    return os.path.splitext(source)[0] + ending


def file_name(source: str, is_form: bool) -> str:
    """Return where the scored copy of ``source`` goes, unless somebody says otherwise."""
    ending = os.path.splitext(source)[1]
    return beside(source, f"-已评分{ending if not is_form and ending.lower() in _OWN_ENDINGS else '.xlsx'}")


def numbered(target: str, count: int) -> list[str]:
    """Return where each of so many files goes: the only one to ``target``, several to 名-01.xlsx, 名-02.xlsx …"""
    if count == 1:
        return [target]
    stem, suffix = os.path.splitext(target)
    return [f"{stem}-{number:0{len(str(count))}}{suffix}" for number in range(1, count + 1)]


def make(
    assessment: Assessment,
    off: frozenset[str] = frozenset(),
    approved: str | None = None,
    on: frozenset[str] = frozenset(),
) -> bytes:
    """Return the scored copy; of a form, what ``import`` would write, scored.

    The arguments are those that the document was assessed with.
    """
    if assessment.card.submission.form:
        from selfeval_xl.tasks.import_form import as_workbook

        assessment = as_workbook(assessment, off, approved, on)
    return assessment.filled(assessment.output())
