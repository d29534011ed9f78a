"""Dates and times as a sheet stores them: days since an epoch, or text of ISO 8601."""

import datetime

from selfeval_xl.domain.cells import CellValue

_EPOCH, _EPOCH_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)
_DAY, _FEBRUARY_1900 = 86_400_000, 60
"""Milliseconds of a day; up to the 29 February 1900 that Excel believes in, its days are one less."""


def day_of(days: float, is_duration: bool, from_1904: bool) -> CellValue:
    """Return the moment that a number of days means; the number itself where no calendar has it."""
    try:
        if is_duration:
            return datetime.timedelta(days=days)
        if days < 0:
            return days
        since = datetime.timedelta(milliseconds=round(days * _DAY))
        if days < 1 and not from_1904:
            return (_EPOCH + since).time()
        moment = (_EPOCH_1904 if from_1904 else _EPOCH) + since
        if days < _FEBRUARY_1900 and not from_1904:
            moment += datetime.timedelta(days=1)
    except (OverflowError, ValueError):
        return days
    return _bare(moment)


def iso_day(text: str) -> CellValue:
    """Return the moment that a cell of the type ``d`` states, its text where it states none."""
    try:
        return _bare(datetime.datetime.fromisoformat(text.strip()).replace(tzinfo=None))
    except ValueError:
        return text


def _bare(moment: datetime.datetime) -> CellValue:
    return moment if moment.time() != datetime.time() else moment.date()
