"""The fingerprint of what staff typed: it changes when an input changes, and not when the program fills its columns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.submission import Submission

_UNIT, _RECORD = "\x1f", "\x1e"


def fingerprint(submission: Submission) -> str:
    """Return the SHA-256 (hex) of all inputs in reading order; where rows or columns stand does not matter."""
    records = [submission.project[1:], *(line[2:] for line in submission.budget)]
    records += (indicator[2:] for indicator in submission.indicators)
    return hashlib.sha256("".join(map(_line, records)).encode()).hexdigest()


def _line(values: Iterable[CellValue]) -> str:
    # Most cells are text or blank; asking for those here spares a call for each.
    texts = [each.strip() if type(each) is str else "" if each is None else text_of(each) for each in values]
    return _UNIT.join(texts) + _RECORD
