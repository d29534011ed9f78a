"""Any file that can hold forms -> its sheets, read by the reader for what its bytes are."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from selfeval_xl.domain.grid import Grid
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import workbook
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.parts import VISIBLE
from selfeval_xl.readers.containers import (
    biff,
    binary,
    identity,
    opendocument,
    plaintext,
    spreadsheet2003,
    webpage,
    word,
)
from selfeval_xl.readers.containers.table import SheetCells
from selfeval_xl.readers.grids import read_grids

_MOST_TEXT = 32 << 20
"""Most bytes of a web page or of the text of a document; that of a form has some ten thousand."""


class Sheets(NamedTuple):
    """A file as read: what people call its kind, and its sheets in order; a hidden sheet is listed, but not read."""

    kind: str
    sheets: tuple[SheetCells, ...]

    @property
    def hidden(self) -> tuple[str, ...]:
        """The names of the hidden sheets."""
        return tuple(sheet.name for sheet in self.sheets if sheet.hidden)

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The sheets that are not hidden."""
        return tuple(sheet.grid for sheet in self.sheets if sheet.grid)


def read_sheets(data: bytes, shown: str, sheet: str = "") -> Sheets:
    """Read the sheets of a file, or the tables of a document; only ``sheet`` where that is given.

    ``shown`` is what error messages call the file.

    Raises InputError for what cannot be read: with a reason that is true for the kind of file that it is.
    """
    kind = identity.kind_of(data)
    text = plaintext.table_in(plaintext.decoded(_bounded(data, shown)), shown) if kind is identity.TEXT else []
    if not text:
        identity.require_readable(kind, shown)
    try:
        found = text or (_workbook(data, shown, sheet) if kind is identity.XLSX else _READERS[kind](data, shown))
    except MemoryError as error:
        raise input_error(codes.TOO_LARGE, file=shown, limit=len(data) >> 20) from error
    return Sheets(kind.name, tuple(each for each in found if sheet in ("", each.name)))


def _workbook(data: bytes, shown: str, sheet: str) -> list[SheetCells]:
    """Read a workbook of today.  A hidden sheet that is asked for by name is read."""
    found = [each for each in workbook.sheets_of(data, shown) if sheet in ("", each.name)]
    grids = read_grids(data, shown, [each.name for each in found if sheet or each.state == VISIBLE])
    return [SheetCells(each.name, grids.get(each.name)) for each in found]


def _word(data: bytes, shown: str) -> list[SheetCells]:
    package = Package(data, shown)
    return word.sheets(_bounded(package.read(identity.main_part(package)), shown), shown)


def _text(read: Callable[[str, str], list[SheetCells]]) -> Callable[[bytes, str], list[SheetCells]]:
    def reader(data: bytes, shown: str) -> list[SheetCells]:
        return read(plaintext.decoded(_bounded(data, shown)), shown)

    return reader


def _bounded(text: bytes, shown: str) -> bytes:
    """Return the text of a document, unless it takes longer to go through than anybody would wait."""
    if len(text) > _MOST_TEXT:
        raise input_error(codes.TOO_LARGE, file=shown, limit=_MOST_TEXT >> 20)
    return text


_READERS: Mapping[identity.ContainerKind, Callable[[bytes, str], list[SheetCells]]] = {
    identity.XLSB: binary.sheets,
    identity.XLS: biff.sheets,
    identity.ODS: opendocument.sheets,
    identity.FLAT_ODS: _text(opendocument.flat_sheets),
    identity.DOCX: _word,
    identity.WEB: _text(webpage.sheets),
    identity.MIME: lambda data, shown: webpage.archived_sheets(_bounded(data, shown), shown),
    identity.XML_2003: _text(spreadsheet2003.sheets),
}
