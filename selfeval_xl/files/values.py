"""The values of sheets through calamine, which is fast, and asks for memory before it looks at what there is.

What would make it ask for more than a form can need is refused beforehand: a failed request ends the whole program.
"""

from __future__ import annotations

import _thread
import contextlib
import io
import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selfeval_xl.files import errors, glance
from selfeval_xl.files.archive import extract, parts
from selfeval_xl.files.archive.package import LIMIT, Package
from selfeval_xl.files.archive.parts import Parts, SheetPart
from selfeval_xl.files.archive.xmltext import tags
from selfeval_xl.model import CellValue, Place
from selfeval_xl.sheets.grid import Range
from selfeval_xl.trouble import UnusableInput

_TEXT = 128 << 20
"""Most bytes of text in all cells together; every cell gets a copy of its shared string."""
_ERROR, _TEXT_CELL = b't="e"', b't="str"'
_TRUE = ("1", "true")
_HARDLY_ANY = 8 << 20
_MOST_STRINGS = 1_000_000
"""How many shared strings, and cells that show one, are looked at; a form has some hundreds."""
_STRINGS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>)?\s*<(?:[\w.-]{1,20}:)?sst(?=[\s/>])([^>]{0,2000})>"
)
_COUNT = re.compile(rb"uniqueCount\s*=\s*[\"']([0-9]*)")
_SHARED = re.compile(rb't="s"[^>]*><v>([0-9]{1,9})</v>')
_LEAST, _LEAST_CELL = len(b"<si/>"), len(b'<c t="s"><v>0</v></c>')


class Values(NamedTuple):
    """A sheet: the values of its cells from A1 on, its merged ranges, and its XML."""

    rows: list[list[CellValue]]
    merges: tuple[Range, ...]
    xml: bytes


class _Parts(NamedTuple):
    """What calamine gets to read: the XML of the sheets, their shared strings, their styles (``b""`` for none)."""

    sheets: Sequence[bytes]
    strings: bytes
    styles: bytes
    old_dates: bool


def values(package: Package, where: Parts, sheets: Sequence[SheetPart], styles: bytes) -> list[Values]:
    """Read these sheets.  Raises UnusableInput for what calamine cannot make sense of, or what would be too much."""
    import python_calamine  # noqa: F401 - here, since what the interpreter says of an import shall be heard

    found = _parts(package, where, sheets, styles)
    try:
        # Once here rather than around each call: turning the stream off and on again takes a tenth of a small reading.
        with _SILENCE:
            return _read_somehow(package, found)
    except MemoryError as error:
        raise _too_large(package) from error
    except (_Dates, _Unread) as error:
        raise errors.unusable(errors.DAMAGED, file=package.shown, detail="工作表内容有误") from error


class _Unread(Exception):
    """Calamine makes nothing of the workbook, or of a sheet."""


class _Dates(Exception):
    """A cell holds a date that no calendar has."""


def _read_somehow(package: Package, found: _Parts) -> list[Values]:
    """Read the sheets, once more where calamine stumbles over what Excel can show."""
    xmls = found.sheets
    try:
        return _read(package, found, xmls)
    except _Dates:
        pass
    except _Unread:
        # It knows seven errors, and there are more by now (#SPILL!, #GETTING_DATA); as a text each says the same.
        found = found._replace(sheets=[xml.replace(_ERROR, _TEXT_CELL) for xml in xmls])
        with contextlib.suppress(_Dates):
            return _read(package, found, xmls)
    # A number of eleven digits in a cell with the format of a date; without formats it is a number again.
    return _read(package, found._replace(styles=b""), xmls)


def _read(package: Package, given: _Parts, xmls: Sequence[bytes]) -> list[Values]:
    from python_calamine import CalamineWorkbook

    found, area = [], 0
    with _guarded(_Unread):
        reader = CalamineWorkbook.from_filelike(io.BytesIO(extract.only(*given)))
    for number, xml in enumerate(xmls):
        with _guarded(_Unread):
            sheet = reader.get_sheet_by_name(str(number))
        with _guarded(_Dates):
            rows: list[list[CellValue]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
        area += len(rows) * len(rows[0]) if rows else 0
        if area > glance.AREA:
            raise _too_large(package)
        merges = (
            (top + 1, left + 1, end + 1, right + 1) for (top, left), (end, right) in sheet.merged_cell_ranges or ()
        )
        found.append(Values(rows, tuple(merges), xml))
    return found


def _parts(package: Package, where: Parts, sheets: Sequence[SheetPart], styles: bytes) -> _Parts:
    """Return what there is to read; refuse what would take memory out of all proportion."""
    if len({each.part for each in sheets}) < len(sheets):
        raise errors.unusable(errors.UNUSUAL, file=package.shown, sheet=sheets[-1].name)
    strings, shared = _strings(package, where), 0
    texts, room = list[bytes](), LIMIT - len(strings.xml) - len(styles)
    for each in sheets:
        xml = parts.text_part(package, each.part)
        room -= len(xml)
        if room < 0:
            raise _too_large(package)
        is_usual = _require_near(package, each.name, xml)
        shared += strings.shown_by(xml, is_usual)
        if shared > _TEXT:
            raise _too_large(package)
        texts.append(xml)
    old_dates = any(each.get("date1904") in _TRUE for each in tags(where.workbook_xml, b"workbookPr"))
    return _Parts(texts, strings.xml, styles, old_dates)


def _too_large(package: Package) -> UnusableInput:
    return errors.unusable(errors.TOO_LARGE, file=package.shown, limit=LIMIT >> 20)


def _require_near(package: Package, sheet: str, xml: bytes) -> bool:
    """Refuse a sheet with a value so far out that millions of cells lie before it; tell whether it is as usual."""
    try:
        extent = glance.extent(xml)
    except glance.Odd as odd:
        raise errors.unusable(errors.UNUSUAL, file=package.shown, sheet=sheet) from odd
    if extent and extent.too_wide:
        last, count = Place(sheet, extent.row, extent.column).cell, extent.row * extent.column
        raise errors.unusable(errors.FAR_CELL, file=package.shown, sheet=sheet, cell=last, count=count)
    return not extent


class _Strings:
    """The shared strings, as they stand in their part."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self._sizes: list[int] = []

    def shown_by(self, sheet: bytes, is_usual: bool) -> int:
        """Return at least how many bytes of text the cells of a sheet get from here; 0 when hardly any."""
        cells = len(sheet) // _LEAST_CELL
        if cells * len(self.xml) <= _HARDLY_ANY:
            return 0
        sizes = self._sizes = self._sizes or self._measured()
        longest = max(sizes)
        if is_usual and cells * longest > _HARDLY_ANY:
            cells = sheet.count(b't="s"')
        if cells * longest <= _TEXT:
            return cells * longest
        shown = _SHARED.findall(sheet) if is_usual and cells < _MOST_STRINGS else []
        if len(shown) < cells:
            return cells * longest
        return sum(sizes[int(index)] for index in shown if int(index) < len(sizes))

    def _measured(self) -> list[int]:
        return [len(self.xml)] if b"<!" in self.xml else list(map(len, self.xml.split(b"</si>")))


def _strings(package: Package, where: Parts) -> _Strings:
    """Return the shared strings; their part may state no more of them than there is room for in it."""
    xml = package.read(where.strings) if where.strings else b""
    head = _STRINGS.match(xml)
    stated = [int(digits[:12] or b"0") for digits in _COUNT.findall(head[1])] if head else []
    if xml and (head is None or any(number * _LEAST > len(xml) for number in stated)):
        raise errors.unusable(errors.UNUSUAL, file=package.shown, sheet="共享字符串")
    if len(xml) > _MOST_STRINGS * _LEAST and xml.count(b"<si") > _MOST_STRINGS:
        raise _too_large(package)
    return _Strings(xml)


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
