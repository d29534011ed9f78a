"""Is what lies where a result is to go the result of an earlier run, which may be replaced unasked?"""

from __future__ import annotations

import os

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.readers.documents import Document, read_document
from selfeval_xl.tasks.assess import is_untouched, written_in


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
