"""The values of sheets through calamine, which is fast, but gives up in ways of its own."""

from __future__ import annotations

import _thread
import contextlib
import io
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.grid import Range
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import extract, glance
from selfeval_xl.ooxml.given import Given, given, too_large
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.parts import Parts, SheetPart

_ERROR, _TEXT_CELL = b't="e"', b't="str"'


class Values(NamedTuple):
    """A sheet: the values of its cells from A1 on, its merged ranges, and its XML."""

    rows: list[list[CellValue]]
    merges: tuple[Range, ...]
    xml: bytes


def values(package: Package, where: Parts, sheets: Sequence[SheetPart], styles: bytes) -> list[Values]:
    """Read these sheets.  Raises InputError for what calamine cannot make sense of, or what would be too much."""
    import python_calamine  # noqa: F401 - here, since what the interpreter says of an import shall be heard

    told = given(package, where, sheets, styles)
    try:
        # Once here rather than around each call: turning the stream off and on again takes a tenth of a small reading.
        with _SILENCE:
            return _read_somehow(package, told)
    except MemoryError as error:
        raise too_large(package) from error
    except (_Dates, _Unread) as error:
        raise input_error(codes.DAMAGED, file=package.shown, detail="工作表内容有误") from error


class _Unread(Exception):
    """Calamine makes nothing of the workbook, or of a sheet."""


class _Dates(Exception):
    """A cell holds a date that no calendar has."""


def _read_somehow(package: Package, told: Given) -> list[Values]:
    """Read the sheets, once more where calamine stumbles over what Excel can show."""
    xmls = told.sheets
    try:
        return _read(package, told, xmls)
    except _Dates:
        pass
    except _Unread:
        # It knows seven errors, and there are more by now (#SPILL!, #GETTING_DATA); as a text each says the same.
        told = told._replace(sheets=[xml.replace(_ERROR, _TEXT_CELL) for xml in xmls])
        with contextlib.suppress(_Dates):
            return _read(package, told, xmls)
    # A number of eleven digits in a cell with the format of a date; without formats it is a number again.
    return _read(package, told._replace(styles=b""), xmls)


def _read(package: Package, told: Given, xmls: Sequence[bytes]) -> list[Values]:
    from python_calamine import CalamineWorkbook

    found, area = [], 0
    with _guarded(_Unread):
        reader = CalamineWorkbook.from_filelike(io.BytesIO(extract.only(*told)))
    for number, xml in enumerate(xmls):
        with _guarded(_Unread):
            sheet = reader.get_sheet_by_name(str(number))
        with _guarded(_Dates):
            rows: list[list[CellValue]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
        area += len(rows) * len(rows[0]) if rows else 0
        if area > glance.AREA:
            raise too_large(package)
        merges = (
            (top + 1, left + 1, end + 1, right + 1) for (top, left), (end, right) in sheet.merged_cell_ranges or ()
        )
        found.append(Values(rows, tuple(merges), xml))
    return found


@contextlib.contextmanager
def _guarded(otherwise: type[Exception]) -> Iterator[None]:
    """Turn whatever calamine raises into ``otherwise``, and keep what its language says of a panic off the screen.

    It is made only when it is raised: kept here, it would keep alive all that its traceback knows, and so itself.
    """
    try:
        with _SILENCE:
            yield
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic is no Exception
        raise otherwise from error


class _Silence:
    """While it is entered, by one thread or by several, nothing is written to the error stream of the process."""

    def __init__(self) -> None:
        self._lock, self._inside, self._stream = _thread.allocate_lock(), 0, -1

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._stream = self._turned_off()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside and self._stream >= 0:
                os.dup2(self._stream, 2)
                os.close(self._stream)

    @staticmethod
    def _turned_off() -> int:
        """Lead the stream to nowhere and return where it led, -1 where there is none (as below Excel)."""
        try:
            stream = os.dup(2)
        except OSError:
            return -1
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        return stream


_SILENCE = _Silence()
