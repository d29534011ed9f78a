"""The fingerprint of what staff typed: it changes when an input changes, and not when the program fills its columns."""

from collections.abc import Iterable
from operator import attrgetter

from selfeval_xl.domain.cells import CellValue, is_blank, text_of
from selfeval_xl.domain.submission import Submission

try:  # hashlib loads all of OpenSSL for this one sum, a fortieth of a click
    from _sha2 import sha256  # type: ignore[import-not-found, unused-ignore]  # from Python 3.12 on
except ImportError:
    from _sha256 import sha256  # type: ignore[import-not-found, unused-ignore]

_UNIT, _RECORD = "\x1f", "\x1e"

# By name and in an order of their own, so that workbooks scored so far stay up to date whatever a record gains.
_PROJECT_INPUTS = attrgetter(
    "name", "code", "department", "unit", "year", "standard", "money_unit", "approved_total", "overview",
    "overall_goal", "annual_goal", "actual_result", "business_management", "financial_management", "experience",
    "problems", "improvements", "preparer", "phone", "prepared_on", "head",
)  # fmt: skip
_LINE_INPUTS = attrgetter("number", "name", "source", "initial", "adjustment", "annual", "executed", "reason")
_INDICATOR_INPUTS = attrgetter(
    "level1", "level2", "name", "sign", "target", "unit", "actual", "weight", "method", "parameter", "tier",
    "typed_score", "deduction", "reason", "evidence",
)  # fmt: skip

_LINE_ADDED = attrgetter("executed_other", "name")
_INDICATOR_ADDED = attrgetter("coefficient", "name")


def fingerprint(submission: Submission) -> str:
    """Return the SHA-256 (hex) of all inputs in reading order; where rows or columns stand does not matter."""
    records = [_PROJECT_INPUTS(submission.project), *map(_LINE_INPUTS, submission.budget)]
    records += map(_INDICATOR_INPUTS, submission.indicators)
    # What came later counts only where somebody filled it in, for the same reason.
    records += [(period,)] if not is_blank(period := submission.project.period) else []
    records += [_LINE_ADDED(line) for line in submission.budget if line.executed_other is not None]
    records += [_INDICATOR_ADDED(row) for row in submission.indicators if not is_blank(row.coefficient)]
    digest: str = sha256("".join(map(_line, records)).encode()).hexdigest()
    return digest


def _line(values: Iterable[CellValue]) -> str:
    # Most cells are text or blank; asking for those here spares a call for each.
    texts = [each.strip() if type(each) is str else "" if each is None else text_of(each) for each in values]
    return _UNIT.join(texts) + _RECORD
