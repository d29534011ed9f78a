"""A workbook's bytes -> the sheets that are asked for, in one pass each."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import LIMIT, Package
from selfeval_xl.ooxml.parts import SheetPart
from selfeval_xl.ooxml.sheet import AREA, Context, Far, ParsedSheet, read_sheet
from selfeval_xl.ooxml.strings import shared_strings
from selfeval_xl.ooxml.styles import cell_styles

_TEXT = 128 << 20
"""Most characters in all cells together; thousands of cells can show one long shared string."""
_STRINGS, _STYLES = "共享字符串", "单元格样式"
_Read = TypeVar("_Read")


def sheets_of(data: bytes, shown: str) -> tuple[SheetPart, ...]:
    """Return the worksheets of a workbook with their state, in the order of its tabs."""
    return parts.opened(data, shown)[1].sheets


def read_grids(data: bytes, shown: str, names: Sequence[str]) -> dict[str, Grid]:
    """Read the sheets ``names`` from the bytes of a workbook; one that is missing is left out.

    ``shown`` is what error messages call the workbook.  Raises InputError when it is no sound, open .xlsx workbook.
    """
    package, where = parts.opened(data, shown)
    wanted = where.named(names)
    if len({each.part for each in wanted.values()}) < len(wanted):
        raise input_error(codes.UNUSUAL, file=shown, sheet=list(wanted)[-1])
    reader = _WorkbookReader(package, where)
    return {name: Grid(name, *reader.sheet(part)) for name, part in wanted.items()}


class _WorkbookReader:
    """Reads one sheet after another, as long as all together stay within the bounds of memory."""

    def __init__(self, package: Package, where: parts.Parts) -> None:
        self._package, self._room, self._area, self._text = package, LIMIT, AREA, _TEXT
        strings = self._guarded(_STRINGS, lambda: shared_strings(self._read(where.strings))) if where.strings else []
        styles = self._guarded(_STYLES, lambda: cell_styles(self._read(where.styles))) if where.styles else None
        self._longest = max(map(len, strings), default=0)
        self._context = Context(strings, styles.numbers if styles else (), where.from_1904)

    def sheet(self, part: SheetPart) -> ParsedSheet:
        """Read a sheet; what would take memory out of all proportion to a form is refused."""
        found = self._guarded(part.name, lambda: read_sheet(self._read(part.part), self._context))
        self._area -= len(found.rows) * (len(found.rows[0]) if found.rows else 0)
        self._text -= self._shown(found)
        if min(self._area, self._text) < 0:
            raise _too_large(self._package.shown)
        return found

    def _read(self, part: str) -> bytes:
        xml = self._package.read(part)
        self._room -= len(xml)
        if self._room < 0:
            raise _too_large(self._package.shown)
        return xml

    def _shown(self, sheet: ParsedSheet) -> int:
        """Return at least how many characters all cells show together; 0 when there cannot be many."""
        cells = len(sheet.rows) * (len(sheet.rows[0]) if sheet.rows else 0)
        if cells * self._longest <= _TEXT:
            return 0
        return sum(len(cell) for cells in sheet.rows for cell in cells if isinstance(cell, str))

    def _guarded(self, sheet: str, work: Callable[[], _Read]) -> _Read:
        """Do some reading; what expat or the pass stumbles over becomes a sentence that names the sheet."""
        shown = self._package.shown
        try:
            return parts.guarded(self._package, sheet, work)
        except Far as far:
            row, column = far.args
            cell, count = Place(sheet, row, column).cell, row * column
            raise input_error(codes.FAR_CELL, file=shown, sheet=sheet, cell=cell, count=count) from None
        except MemoryError as error:
            raise _too_large(shown) from error


def _too_large(shown: str) -> InputError:
    return input_error(codes.TOO_LARGE, file=shown, limit=LIMIT >> 20)
