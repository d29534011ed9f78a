"""The scored copy of a document: our workbook with its results, what it is called, and which one it may replace."""

import os

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.readers.documents import Document, read_document
from selfeval_xl.tasks.assess import Assessment, is_untouched, written_in
from selfeval_xl.tasks.evaluation import USUAL, Options

_OWN_ENDINGS = (".xlsm", ".xltx", ".xltm")
"""What a scored copy keeps as its ending: Excel would not open a workbook with macros under another one."""


def beside(source: str, ending: str) -> str:
    """Return the path of what is made of ``source``: its own without the ending, and ``ending`` after it."""
    return os.path.splitext(source)[0] + ending


def file_name(source: str, is_form: bool) -> str:
    """Return where the scored copy of ``source`` goes, unless somebody says otherwise."""
    return beside(source, f"-已评分{'.xlsx' if is_form else ending_of(source)}")


def ending_of(source: str) -> str:
    """Return the ending of a workbook that is made of the workbook at ``source``."""
    ending = os.path.splitext(source)[1]
    return ending if ending.lower() in _OWN_ENDINGS else ".xlsx"


def numbered(target: str, count: int) -> list[str]:
    """Return where each of so many files goes: the only one to ``target``, several to 名-01.xlsx, 名-02.xlsx …"""
    if count == 1:
        return [target]
    stem, suffix = os.path.splitext(target)
    return [f"{stem}-{number:0{len(str(count))}}{suffix}" for number in range(1, count + 1)]


def make(assessment: Assessment, options: Options = USUAL) -> bytes:
    """Return the scored copy; of a form, what ``import`` would write, scored by the same ``options``."""
    if assessment.card.submission.form:
        from selfeval_xl.tasks.import_form import as_workbook

        assessment = as_workbook(assessment, options)
    return assessment.filled(assessment.output())


def may_replace(path: str, submission: Submission) -> bool:
    """Tell whether ``path`` holds a result for the same project that still is as the program wrote it.

    Raises StorageError (F68) where the program wrote it and somebody has changed it since.
    """
    found = _result(path)
    if found is None or _project(found.submissions[0]) != _project(submission):
        return False
    if not is_untouched(found):
        raise storage_error(codes.CHANGED_RESULT, file=path)
    return True


def _result(path: str) -> Document | None:
    """Return the scored workbook at ``path``, ``None`` where there is none that says what was written."""
    if not os.path.isfile(path):
        return None
    try:
        document = read_document(path)
        written = None if document.submissions[0].form else written_in(document)
    except UserError:
        return None
    return document if written and written.pages else None


def _project(submission: Submission) -> tuple[str, str]:
    return text_of(submission.project.name), text_of(submission.project.year)
