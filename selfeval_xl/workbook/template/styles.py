"""How our sheets look: fonts as on Chinese Windows, restrained colours, thin lines, A4."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

SONG, HEI = "宋体", "黑体"
MONEY, PERCENT, POINTS, TEXT, GENERAL = "#,##0.00####", "0.00%", "0.00", "@", "General"
DATE = 'yyyy"年"m"月"d"日"'

_INK, _BLUE, _FAINT, _RED, _AMBER = "1F1F1F", "1F3864", "7F7F7F", "C00000", "9C5700"
_LINE = Side(style="thin", color="8C96A3")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_POINT_PIXELS = 96 / 72
_UNIT_PIXELS = 8  # one unit of column width: a digit of 宋体 11, our Normal style
_CELL_PADDING = 8
_INDENT_PIXELS = 12


class CellLook(NamedTuple):
    """What a cell looks like, whatever it holds."""

    size: float = 10.5
    font: str = SONG
    bold: bool = False
    colour: str = _INK
    fill: str = ""
    across: str = "left"
    down: str = "center"
    boxed: bool = True
    format: str = GENERAL
    wrap: bool = True
    underline: str | None = None
    indent: int = 0
    shrink: bool = False
    """Whether a figure that is too long for its cell gets smaller; otherwise it would be ####."""


TITLE = CellLook(18, HEI, colour=_BLUE, across="center", boxed=False)
SUBTITLE = CellLook(across="center", colour="595959", boxed=False)
HEADING = CellLook(12, HEI, colour=_BLUE, boxed=False)
NOTE = CellLook(9, colour=_FAINT, boxed=False)
PLAIN = CellLook(boxed=False)
GAP = CellLook(boxed=False, size=6)

GROUP = CellLook(font=HEI, colour=_BLUE, fill="DCE3ED", indent=1)
LABEL = CellLook(font=HEI, fill="EEF1F5", across="center")
HEAD = LABEL._replace(fill="DCE3ED")
HEAD_REQUIRED = HEAD._replace(fill="BFCCDF")
HEAD_COMPUTED = HEAD._replace(fill="D9D9D9", colour="404040")

INPUT = CellLook(fill="FFFBE5")
INPUT_CENTRE = INPUT._replace(across="center")
INPUT_NUMBER = INPUT_CENTRE._replace(format=TEXT)
INPUT_AMOUNT = INPUT._replace(across="right", format=MONEY, shrink=True)
COMPUTED = CellLook(fill="EDEDED", colour="262626")
COMPUTED_CENTRE = COMPUTED._replace(across="center")
COMPUTED_AMOUNT = COMPUTED._replace(across="right", format=MONEY, shrink=True)
COMPUTED_RATE = COMPUTED._replace(across="right", format=PERCENT, shrink=True)
COMPUTED_SCORE = COMPUTED_CENTRE._replace(format=POINTS)
COMPUTED_SMALL = COMPUTED._replace(size=9)
COMPUTED_TEXT = COMPUTED_SMALL._replace(down="top")

BODY = CellLook(indent=1)
BODY_SMALL = BODY._replace(size=9)
CENTRE = CellLook(across="center")
CENTRE_HEI = CENTRE._replace(font=HEI)
CENTRE_POINTS = CENTRE._replace(format=POINTS)
AMOUNT = CellLook(across="right", format=MONEY, shrink=True)
RATE = CellLook(across="right", format=PERCENT, shrink=True)
SCORE = CellLook(across="center", format=POINTS, shrink=True)
LINK = CellLook(across="center", colour="0563C1", underline="single")
CODE = LINK._replace(colour=_BLUE)
BIG_NUMBER = CellLook(20, HEI, colour=_BLUE, across="center", format=POINTS, shrink=True)
BIG_RATE = BIG_NUMBER._replace(size=12, format=PERCENT)
BIG_TEXT = BIG_NUMBER._replace(format=GENERAL)
ERROR, WARNING, NOTICE = (
    CellLook(font=HEI, colour=_RED, fill="FBE9E7", across="center"),
    CellLook(font=HEI, colour=_AMBER, fill="FFF4E0", across="center"),
    CellLook(font=HEI, colour="44546A", fill="EEF1F5", across="center"),
)
GOOD = CellLook(12, HEI, colour="375623", fill="EAF3E3", across="center")

RED_FONT = Font(name=SONG, color=_RED, bold=True)
FAINT_FONT = Font(color="8C8C8C")


def named(look: str) -> CellLook:
    """Return the look of that name, as ``sheets.toml`` calls it."""
    found: CellLook = globals()[look]
    return found


def dress(cell: Cell, look: CellLook) -> None:
    """Give a cell its look; its value stays."""
    cell.font = Font(
        name=look.font, size=look.size, bold=look.bold, color=look.colour, underline=look.underline, charset=134
    )
    if look.fill:
        cell.fill = PatternFill("solid", fgColor=look.fill)
    if look.boxed:
        cell.border = BOX
    wrap = look.wrap and not look.shrink
    cell.alignment = Alignment(
        horizontal=look.across,
        vertical=look.down,
        wrap_text=wrap,
        indent=look.indent,
        shrink_to_fit=look.shrink or None,
    )
    cell.number_format = look.format


def put(sheet: Worksheet, ref: str, value: object, look: CellLook) -> Cell:
    """Write into the first cell of ``ref`` (``B3`` or ``B3:F3``), dress all of it, and merge it when it is a range."""
    area = sheet[ref]
    rows = ((area,),) if isinstance(area, Cell) else area
    for row in rows:
        for cell in row:
            dress(cell, look)
    first = rows[0][0]
    first.value = value
    if ":" in ref:
        sheet.merge_cells(ref)
    return first


def columns(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Set the widths of the columns from A on."""
    for index, width in enumerate(widths):
        letter = sheet.cell(1, index + 1).column_letter
        sheet.column_dimensions[letter].width = width


def grow(sheet: Worksheet, row: int, least: float, spare: int) -> None:
    """Make a row as tall as its text, at least ``least`` points, so that it can still grow.

    The package takes the mark of a fixed height off such rows, so Excel fits them again when staff type; the empty cell
    in column ``spare``, in a large font, then holds them open.
    """
    needed = [least]
    for cell in sheet[row]:
        if isinstance(cell.value, str) and not cell.value.startswith("="):
            width = sheet.column_dimensions[cell.column_letter].width
            needed.append(height_for(cell.value, width, cell.font.size, cell.alignment.indent))
    sheet.row_dimensions[row].height = min(max(needed), 409)
    sheet.cell(row, spare).font = Font(name=SONG, size=round(least / 1.3), charset=134)


def height_for(text: str, width: float, size: float, indent: float = 0) -> float:
    """Return the height in points that wrapped text needs in a column or merged area of this width."""
    line = (width * _UNIT_PIXELS - _CELL_PADDING - indent * _INDENT_PIXELS) / (size * _POINT_PIXELS)
    lines = sum(_lines(_ems(paragraph), line) for paragraph in text.split("\n"))
    return lines * size * 1.4 + 7


def _lines(ems: float, line: float) -> int:
    # Punctuation may not begin a line and takes its neighbour along, so lines of a longer text are not quite full.
    return 1 if ems <= line else math.ceil(ems / max(line - 0.7, 1))


def _ems(text: str) -> float:
    return sum(1.0 if ord(letter) > 0x2000 else 0.55 for letter in text)


def page(sheet: Worksheet, *, landscape: bool, area: str = "", repeat: str = "") -> None:
    """Set up A4 pages: one page wide, centred, numbered, the header rows ``repeat`` on each."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4 if landscape else 0.6
    margins.top, margins.bottom, margins.header, margins.footer = 0.55, 0.6, 0.3, 0.3
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.oddFooter.right.text = "&A"
    for part in (sheet.oddFooter.center, sheet.oddFooter.right):
        part.font, part.size = "宋体,Regular", 9
    if area:
        sheet.print_area = area
    if repeat:
        sheet.print_title_rows = repeat
    sheet.sheet_view.showGridLines = False
